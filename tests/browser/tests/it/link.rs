//! From the link of a message to a choice on record.

use serde_json::json;
use sordino_browser_tests::{LinkTo, MARGARET, MING, Setup, play, switch};
use sordino_contract::Power;

const NOTES: &str = "/campaigns/field-notes/channels/email";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_choice_made_by_a_link_is_on_record_and_still_there_after_a_reload() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        assert!(stage.is_on(NOTES).await?, "the sample customer gets Field Notes");
        let before = stage.record(MARGARET).await?.len();

        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        stage.shot("link-saved").await?;

        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false), "off in the database");
        let record = stage.record(MARGARET).await?;
        assert_eq!(record.len(), before + 1, "one change, one line of the record: {record:#?}");
        let line = record[before].to_string();
        for part in [NOTES, "true", "false", "page"] {
            assert!(line.contains(part), "the record says `{part}`: {line}");
        }

        browser.reload().await?;
        stage.live().await?;
        assert!(!stage.is_on(NOTES).await?, "still off after a reload");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_channel_goes_quiet_and_keeps_what_is_under_it() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.press(&switch("/channels/email")).await?;
        stage.status("Saved: Email is off.").await?;
        assert!(stage.is_on(NOTES).await?, "the choice below is kept");
        browser.until(&stage.note(NOTES), "Email is off").await?;
        stage.shot("link-channel-off").await?;

        browser.press("button[value=undo]").await?;
        stage.status("Taken back. Everything is as it was.").await?;
        assert!(stage.is_on("/channels/email").await?);
        assert_eq!(stage.kept(MARGARET, "/channels/email").await?, Some(true));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaving_everything_is_one_press_and_coming_back_restores_exactly() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let before = browser.js(ALL).await?;

        browser.press(".leave button").await?;
        stage.status("Saved. You are unsubscribed from everything.").await?;
        assert_eq!(stage.kept(MARGARET, "/subscribed").await?, Some(false));
        assert_eq!(
            browser
                .js("return text('.left')")
                .await?
                .as_str()
                .map(|text| text.contains("Order updates")),
            Some(true),
            "what still arrives is said"
        );

        browser.press(".leave button").await?;
        stage.status("Saved. Your earlier choices apply again.").await?;
        assert_eq!(browser.js(ALL).await?, before, "every switch stands as it stood");
        assert_eq!(stage.kept(MARGARET, "/subscribed").await?, Some(true));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn undo_takes_back_leaving_everything_and_can_itself_be_undone() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.press(".leave button").await?;
        stage.status("Saved. You are unsubscribed from everything.").await?;
        browser.press("button[value=undo]").await?;
        stage.status("Taken back. Everything is as it was.").await?;
        assert_eq!(stage.kept(MARGARET, "/subscribed").await?, Some(true));
        browser.press("button[value=undo]").await?;
        stage.status("Taken back. Everything is as it was.").await?;
        assert_eq!(stage.kept(MARGARET, "/subscribed").await?, Some(false));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chinese_customer_reads_chinese_and_hears_it_in_the_right_voice() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MING).await?;
        assert_eq!(
            browser
                .js("return [document.documentElement.lang, $('.sordino').lang, document.title !== '']")
                .await?,
            json!(["zh-Hans", "zh-Hans", true]),
            "the person's language goes before the browser's, which is English"
        );
        let words = browser.js("return $('.sordino').textContent").await?.to_string();
        for part in ["退订全部消息", "《田野札记》", "电子邮件", "云雀园艺"] {
            let page = browser.js("return document.body.innerText").await?.to_string();
            assert!(words.contains(part) || page.contains(part), "`{part}` is on the page");
        }
        browser.press(&switch(NOTES)).await?;
        stage.status("已保存：《田野札记》 · 电子邮件已关闭。").await?;
        stage.shot("zh-saved").await?;

        // English is one link away, and what was chosen stays.
        browser.press(".languages-title").await?;
        browser.press(".languages a[lang=en]").await?;
        browser.until("return document.documentElement.lang", "en").await?;
        stage.live().await?;
        assert!(!stage.is_on(NOTES).await?);
        assert_eq!(browser.js("return $('.sordino').lang").await?, "en");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_language_of_the_message_goes_before_the_persons() {
    play(Setup::default(), async |stage| {
        let link = stage.link(LinkTo { lang: Some("zh-Hans"), ..LinkTo::of(MARGARET) })?;
        stage.browser.open(&link).await?;
        stage.live().await?;
        assert_eq!(stage.browser.js("return document.documentElement.lang").await?, "zh-Hans");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forwarded_withdraw_link_turns_down_and_never_up() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let link = stage.link(LinkTo { power: Power::Withdraw, ..LinkTo::of(MARGARET) })?;
        browser.open(&link).await?;
        stage.live().await?;
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        assert_eq!(
            browser.js("return visible('button[value=undo]')").await?,
            false,
            "what this link may not bring back is not offered"
        );
        // And on again: refused, in words, and the switch goes back.
        browser.press(&switch(NOTES)).await?;
        stage.status("Not saved: this link can only turn things off or down.").await?;
        assert!(!stage.is_on(NOTES).await?);
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        stage.expect_complaints("status of 403");
        stage.shot("link-withdraw-refused").await?;
        assert_eq!(browser.axe("html").await?, Vec::<String>::new());
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn opening_a_link_again_and_again_changes_nothing() {
    play(Setup::default(), async |stage| {
        stage.open_page(MARGARET).await?;
        let before = stage.record(MARGARET).await?;
        for _ in 0..3 {
            stage.browser.reload().await?;
            stage.live().await?;
        }
        assert_eq!(stage.record(MARGARET).await?, before, "looking is not choosing");
        Ok(())
    })
    .await;
}

const ALL: &str = "return $$('input[role=switch]').map((box) => [box.value, box.checked])";

/// What is locked says so in the sender's words, and cannot be turned.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_required_is_locked_and_says_why() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let seen = browser
            .js("const box = $('[role=switch][value=\"/campaigns/order-updates/channels/email\"]');
                return [box.disabled, box.checked, box.getAttribute('aria-describedby').split(' ')
                    .map((id) => root.getElementById(id)?.textContent ?? '').join(' ').trim()]")
            .await?;
        assert_eq!(seen[0], true);
        assert_eq!(seen[1], true);
        assert_eq!(
            seen[2],
            "Always sent: We have to tell you what became of something you paid for."
        );
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_leads_to_the_page_in_its_language() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let message = format!("{}/message.html", stage.shop.url());
        for (words, lang) in [("Unsubscribe or change", "en"), ("退订或更改", "zh-Hans")] {
            browser.open(&message).await?;
            stage.shot("message").await?;
            let follow = format!(
                "[...document.links].find((link) => link.innerText.startsWith('{words}')).click()"
            );
            browser.js(&follow).await?;
            browser
                .until(
                    "return document.documentElement.lang + (host ? ' page' : '')",
                    format!("{lang} page"),
                )
                .await?;
            stage.live().await?;
            assert_eq!(browser.js("return document.referrer").await?, "");
        }
        assert_eq!(browser.axe("html").await?, Vec::<String>::new());
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn going_away_and_coming_back_shows_what_holds() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.press(&switch(NOTES)).await?;
        stage.status_says("Saved").await?;
        browser.open(&format!("{}/message.html", stage.shop.url())).await?;
        browser.back().await?;
        stage.live().await?;
        assert!(!stage.is_on(NOTES).await?, "the browser's own memory of the box must not win");
        Ok(())
    })
    .await;
}
