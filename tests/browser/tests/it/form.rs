//! The hosted page where no script runs: ordinary forms.

use serde_json::json;
use sordino_browser_tests::{LinkTo, MARGARET, Setup, play, switch};
use sordino_contract::Power;

const NOTES: &str = "/campaigns/field-notes/channels/email";
const TEXTS: &str = "/campaigns/member-prices/channels/sms";

fn blocked() -> Setup {
    Setup { script: false, ..Setup::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_choices_are_saved_by_a_button_and_undone_by_another() {
    play(blocked(), async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        stage.shot("form-ready").await?;
        assert_eq!(browser.js("return $('.sordino').dataset.live ?? null").await?, json!(null));
        assert!(stage.is_on(NOTES).await?);
        assert!(!stage.is_on(TEXTS).await?);

        browser.press(&switch(NOTES)).await?;
        browser.press(&switch(TEXTS)).await?;
        assert_eq!(
            stage.kept(MARGARET, NOTES).await?,
            Some(true),
            "nothing is saved before Save is pressed"
        );
        browser.press(".save").await?;
        stage.status("Saved.").await?;
        stage.shot("form-saved").await?;
        assert!(!stage.is_on(NOTES).await?);
        assert!(stage.is_on(TEXTS).await?);
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        assert_eq!(stage.kept(MARGARET, TEXTS).await?, Some(true));
        let record = stage.record(MARGARET).await?;
        let line = record.last().map(ToString::to_string).unwrap_or_default();
        assert!(line.contains("\"form\""), "on record as made by a form: {line}");

        browser.press("button[value=undo]").await?;
        browser.until(&stage.stands(NOTES), true).await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(true), "undone exactly");
        assert_eq!(stage.kept(MARGARET, TEXTS).await?, Some(false), "undone exactly");
        assert!(stage.is_on(NOTES).await?);
        stage.shot("form-undone").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_everything_is_left_by_one_button_and_undone_by_another() {
    play(blocked(), async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        browser.press("button[value=leave]").await?;
        stage.status("Saved. You are unsubscribed from everything.").await?;
        stage.shot("form-left").await?;
        assert_eq!(stage.kept(MARGARET, "/subscribed").await?, Some(false));
        assert_eq!(browser.axe("html").await?, Vec::<String>::new());

        browser.press("button[value=undo]").await?;
        browser.until("return visible('button[value=leave]')", true).await?;
        assert_eq!(stage.kept(MARGARET, "/subscribed").await?, Some(true));

        // And by the button that stands where leaving stood.
        browser.press("button[value=leave]").await?;
        browser.until("return visible('button[value=return]')", true).await?;
        browser.press("button[value=return]").await?;
        browser.until("return visible('button[value=leave]')", true).await?;
        assert_eq!(stage.kept(MARGARET, "/subscribed").await?, Some(true));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_the_button_that_saves_stands_out_and_nothing_unseen_is_around_it() {
    play(blocked(), async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        // Where script is not off but never comes, it takes some seconds.
        browser.until("return getComputedStyle($('.save')).visibility", "visible").await?;
        let pressed = |what: &str, x: &str| {
            format!(
                "const {{ left, width, top, height }} = $('{what}').getBoundingClientRect();
                const at = root.elementFromPoint(left + {x}, top + height / 2);
                return [$('.bar').contains(at), at === $('.save')]"
            )
        };
        assert_eq!(browser.js(&pressed(".bar", "40")).await?, json!([false, false]), "the bar");
        assert_eq!(browser.js(&pressed(".save", "width / 2")).await?, json!([true, true]));
        let colour = |of: &str| format!("return getComputedStyle($('{of}')).backgroundColor");
        let save = browser.js(&colour(".save")).await?;
        assert_ne!(save, browser.js(&colour(".card")).await?, "it floats over cards");
        let ring = |of: &str| {
            format!(
                "$('{of}').focus();
                const ring = getComputedStyle($('{of}:focus-visible'));
                return [ring.outlineColor, ring.outlineOffset]"
            )
        };
        let around = browser.js(&ring(".save")).await?;
        assert_eq!(around, browser.js(&ring(".leave button")).await?, "seen as everywhere");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_a_page_that_is_reloaded_after_saving_saves_nothing_again() {
    play(blocked(), async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        browser.press(&switch(NOTES)).await?;
        browser.press(".save").await?;
        stage.status_says("Saved").await?;
        let record = stage.record(MARGARET).await?;
        browser.reload().await?;
        stage.ready().await?;
        assert!(!stage.is_on(NOTES).await?);
        assert_eq!(stage.record(MARGARET).await?, record, "a reload is not a second wish");
        // The form of before, sent again from history: what it asked for is so already.
        browser.back().await.ok();
        stage.ready().await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_an_old_page_takes_back_nothing_that_another_tab_chose() {
    play(blocked(), async |stage| {
        let browser = &stage.browser;
        let link = stage.link(LinkTo::of(MARGARET))?;
        browser.open(&link).await?;
        stage.ready().await?;
        browser.another_tab().await?;
        browser.open(&link).await?;
        stage.ready().await?;
        browser.press(&switch(NOTES)).await?;
        browser.press(".save").await?;
        stage.status_says("Saved").await?;
        // The first tab still shows Field Notes on, and never mentions it.
        browser.tab(0).await?;
        browser.press(&switch("/campaigns/workshops/channels/email")).await?;
        browser.press(".save").await?;
        stage.status_says("Saved").await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false), "silence turns nothing on");
        assert_eq!(stage.kept(MARGARET, "/campaigns/workshops/channels/email").await?, Some(false));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_a_link_that_only_turns_down_locks_what_is_off() {
    play(blocked(), async |stage| {
        let browser = &stage.browser;
        let link = stage.link(LinkTo { power: Power::Withdraw, ..LinkTo::of(MARGARET) })?;
        browser.open(&link).await?;
        stage.ready().await?;
        browser.press(&switch(NOTES)).await?;
        browser.press(&switch(TEXTS)).await?;
        browser.press(".save").await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false), "a withdrawal always applies");
        assert_eq!(stage.kept(MARGARET, TEXTS).await?, Some(false));

        browser.open(&format!("{link}?refused=withdraw_only")).await?;
        stage.status("Not saved: this link can only turn things off or down.").await?;
        stage.shot("form-refused").await?;
        assert_eq!(browser.axe("html").await?, Vec::<String>::new());
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_an_expired_link_says_so_and_what_to_do() {
    play(blocked(), async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo { expired: true, ..LinkTo::of(MARGARET) })?).await?;
        browser.until("return $('.sordino')?.dataset.state ?? null", "expired").await?;
        let words = browser.js("return text('.sordino')").await?.to_string();
        assert!(words.contains("This link has expired"), "{words}");
        stage.expect_complaints("status of 401");
        stage.shot("form-expired").await?;
        assert_eq!(browser.axe("html").await?, Vec::<String>::new());
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_the_page_breaks_no_rule_of_accessibility() {
    play(blocked(), async |stage| {
        stage.browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        assert_eq!(stage.browser.axe("html").await?, Vec::<String>::new());
        Ok(())
    })
    .await;
}
