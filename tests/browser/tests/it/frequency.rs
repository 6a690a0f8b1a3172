//! How often a campaign comes.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sordino_browser_tests::{LinkTo, MARGARET, MING, Method, Setup, Stage, play, switch};
use sordino_contract::Power;
use thirtyfour::prelude::Key;

use crate::journeys::{often, option, rhythm};

/// May come weekly or monthly. Nobody in the sample has chosen yet.
const NOTES: &str = "/campaigns/field-notes/frequency";
/// May come with each message, weekly or monthly.
const PRICES: &str = "/campaigns/member-prices/frequency";
const POST: Method = Method::POST;
const URL: &str = "/v1/preferences";

/// What a screen reader is told of the choice: its role, name and description.
async fn told(stage: &Stage, path: &str) -> Result<[String; 3]> {
    stage.browser.told(&format!("select[name=\"{path}\"]")).await
}

/// The choices that cannot be made.
fn locked(path: &str) -> String {
    format!(
        "return $$({}).filter((it) => it.disabled).map((it) => it.value)",
        json!(format!("select[name=\"{path}\"] option"))
    )
}

/// The script that says what stands under the choice.
fn note(path: &str) -> String {
    let css = json!(format!("select[name=\"{path}\"] ~ .note"));
    format!("return text({css})")
}

fn blocked() -> Setup {
    Setup { script: false, ..Setup::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_chosen_with_a_mouse_is_on_record_and_undone_exactly() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        assert_eq!(browser.js(&rhythm(NOTES)).await?, "", "the sender's own rhythm stands first");
        let [role, name, description] = told(stage, NOTES).await?;
        assert_eq!([&*role, &*name, &*description], ["combobox", "Field Notes How often", ""]);

        browser.press(&option(NOTES, "monthly")).await?;
        stage.status("Saved: Field Notes is set to “Monthly”.").await?;
        browser.until(&note(NOTES), "Saved").await?;
        assert_eq!(browser.js(&rhythm(NOTES)).await?, "monthly");
        assert_eq!(often(stage, MARGARET, NOTES).await?, "monthly");
        assert_eq!(told(stage, NOTES).await?[2], "Saved");
        let record = stage.record(MARGARET).await?;
        let line = record.last().map(ToString::to_string).unwrap_or_default();
        assert!(line.contains(NOTES) && line.contains("monthly"), "it is on record: {line}");
        stage.axe_here().await?;
        stage.shot("frequency-saved").await?;

        browser.press(&option(NOTES, "weekly")).await?;
        stage.status("Saved: Field Notes is set to “Weekly”.").await?;
        browser.press("button[value=undo]").await?;
        stage.status("Taken back. Everything is as it was.").await?;
        assert_eq!(browser.js(&rhythm(NOTES)).await?, "monthly");
        assert_eq!(often(stage, MARGARET, NOTES).await?, "monthly");

        browser.press(&option(NOTES, "")).await?;
        stage.status("Saved: Field Notes is set to “Our usual schedule”.").await?;
        assert_eq!(often(stage, MARGARET, NOTES).await?, Value::Null, "cleared, not set");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_chosen_by_keyboard_and_keeps_the_focus() {
    play(Setup::default(), async |stage| {
        const FOCUS: &str = "return root.activeElement?.name || root.activeElement?.innerText";
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let before = "/campaigns/field-notes/channels/email";
        browser.js(&format!("$('{}').focus()", switch(before))).await?;
        browser.keys(Key::Tab).await?;
        assert_eq!(browser.js(FOCUS).await?, NOTES, "Tab goes from the switches to it");
        let outline = "const { outlineStyle, outlineWidth } = getComputedStyle(root.activeElement);
            return [outlineStyle, outlineWidth]";
        assert_eq!(browser.js(outline).await?, json!(["solid", "3px"]), "it is seen");

        browser.keys(Key::Down).await?;
        stage.status("Saved: Field Notes is set to “Weekly”.").await?;
        assert_eq!(browser.js(FOCUS).await?, NOTES, "the focus stays");
        browser.keys("m").await?;
        stage.status("Saved: Field Notes is set to “Monthly”.").await?;
        assert_eq!(often(stage, MARGARET, NOTES).await?, "monthly");
        stage.view("frequency-keyboard").await?;

        for _ in 0..120 {
            browser.keys(Key::Tab).await?;
            if browser.js("return root.activeElement?.value").await? == "undo" {
                break;
            }
        }
        browser.keys(Key::Enter).await?;
        stage.status("Taken back. Everything is as it was.").await?;
        assert_eq!(browser.js(&rhythm(NOTES)).await?, "weekly");
        assert_eq!(browser.js("return root.activeElement?.value").await?, "undo");
        assert_eq!(often(stage, MARGARET, NOTES).await?, "weekly");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_moves_at_once_and_says_how_far_it_got() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        stage.wire.hold(POST, URL);
        browser.press(&option(NOTES, "monthly")).await?;
        browser.until(&note(NOTES), "Saving…").await?;
        assert_eq!(browser.js(&rhythm(NOTES)).await?, "monthly");
        assert_eq!(often(stage, MARGARET, NOTES).await?, Value::Null, "and it is true: not yet");
        stage.wire.clear();
        stage.status("Saved: Field Notes is set to “Monthly”.").await?;

        stage.wire.cut();
        browser.press(&option(NOTES, "weekly")).await?;
        browser.until(&note(NOTES), "Not saved yet").await?;
        assert_eq!(browser.js(&rhythm(NOTES)).await?, "weekly");
        stage.wire.mend();
        stage.status("Saved: Field Notes is set to “Weekly”.").await?;
        assert_eq!(often(stage, MARGARET, NOTES).await?, "weekly");
        stage.expect_complaints("net::ERR_");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_takes_it_back_and_says_why() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.press(&option(NOTES, "weekly")).await?;
        stage.status("Saved: Field Notes is set to “Weekly”.").await?;
        let problem = json!({ "code": "unknown_frequency", "status": 422 }).to_string();
        stage.wire.answer(POST, URL, 422, "application/problem+json", &problem);
        browser.press(&option(NOTES, "monthly")).await?;
        stage.status("Not saved: this is no longer offered. What you see now applies.").await?;
        assert_eq!(browser.js(&rhythm(NOTES)).await?, "weekly");
        assert_eq!(browser.js(&note(NOTES)).await?, "Not saved");
        assert_eq!(often(stage, MARGARET, NOTES).await?, "weekly");
        stage.axe_here().await?;
        stage.view("frequency-refused").await?;
        stage.expect_complaints("status of 422");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn through_a_withdraw_link_it_goes_down_alone() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let link = stage.link(LinkTo { power: Power::Withdraw, ..LinkTo::of(MARGARET) })?;
        browser.open(&link).await?;
        stage.live().await?;
        assert_eq!(browser.js(&locked(PRICES)).await?, json!([]), "everything is less often");
        browser.press(&option(PRICES, "weekly")).await?;
        stage.status("Saved: Member prices is set to “Weekly”.").await?;
        browser.until(&locked(PRICES), json!(["", "every"])).await?;
        assert_eq!(browser.js("return visible('button[value=undo]')").await?, false);

        // And the same as the server says it.
        browser.open(&link).await?;
        stage.live().await?;
        assert_eq!(browser.js(&locked(PRICES)).await?, json!(["", "every"]));
        let [_, name, description] = told(stage, PRICES).await?;
        assert_eq!(name, "Member prices How often");
        assert!(
            description.starts_with("This link can only turn things off or down."),
            "{description}"
        );
        browser.press(&option(PRICES, "every")).await?;
        assert_eq!(browser.js(&rhythm(PRICES)).await?, "weekly", "what is disabled stays");
        browser.press(&option(PRICES, "monthly")).await?;
        stage.status("Saved: Member prices is set to “Monthly”.").await?;
        assert_eq!(often(stage, MARGARET, PRICES).await?, "monthly");
        stage.axe_here().await?;
        stage.shot("frequency-withdraw").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_it_is_saved_by_a_button_and_undone_by_another() {
    play(blocked(), async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        browser.press(&option(NOTES, "monthly")).await?;
        assert_eq!(often(stage, MARGARET, NOTES).await?, Value::Null, "nothing before Save");
        browser.press(".save").await?;
        stage.status("Saved: Field Notes is set to “Monthly”.").await?;
        assert_eq!(browser.js(&rhythm(NOTES)).await?, "monthly");
        assert_eq!(often(stage, MARGARET, NOTES).await?, "monthly");
        let record = stage.record(MARGARET).await?;
        let line = record.last().map(ToString::to_string).unwrap_or_default();
        assert!(line.contains("\"form\"") && !line.contains("member-prices"), "{line}");
        stage.axe_here().await?;
        stage.shot("frequency-form").await?;

        browser.press("button[value=undo]").await?;
        browser.until(&rhythm(NOTES), "").await?;
        assert_eq!(often(stage, MARGARET, NOTES).await?, Value::Null, "undone exactly");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_an_old_page_does_not_take_back_what_another_tab_chose() {
    play(blocked(), async |stage| {
        let browser = &stage.browser;
        let link = stage.link(LinkTo::of(MARGARET))?;
        browser.open(&link).await?;
        stage.ready().await?;
        browser.another_tab().await?;
        browser.open(&link).await?;
        stage.ready().await?;
        browser.press(&option(NOTES, "monthly")).await?;
        browser.press(".save").await?;
        stage.status_says("Saved").await?;
        // The first tab still shows the sender's own rhythm, and says nothing of it.
        browser.tab(0).await?;
        browser.press(&option(PRICES, "weekly")).await?;
        browser.press(".save").await?;
        stage.status("Saved: Member prices is set to “Weekly”.").await?;
        assert_eq!(often(stage, MARGARET, NOTES).await?, "monthly");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_chosen_before_the_script_came_is_saved_after_it() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        // What the browser kept would not wait.
        stage.wire.forbid_keeping();
        let held = stage.hold_wasm();
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        browser.press(&option(NOTES, "monthly")).await?;
        assert_eq!(often(stage, MARGARET, NOTES).await?, Value::Null, "nothing is saved yet");
        drop(held);
        stage.live().await?;
        stage.status("Saved: Field Notes is set to “Monthly”.").await?;
        assert_eq!(browser.js(&rhythm(NOTES)).await?, "monthly");
        assert_eq!(often(stage, MARGARET, NOTES).await?, "monthly");

        // And back, which is a word of none.
        let held = stage.hold_wasm();
        browser.reload().await?;
        stage.ready().await?;
        assert_eq!(browser.js(&rhythm(NOTES)).await?, "monthly");
        assert_eq!(browser.js("return $('.sordino').dataset.live ?? null").await?, json!(null));
        browser.press(&option(NOTES, "")).await?;
        browser.press(&switch("/channels/email")).await?;
        drop(held);
        stage.live().await?;
        stage.status("Saved: Field Notes is set to “Our usual schedule”.").await?;
        assert_eq!(often(stage, MARGARET, NOTES).await?, Value::Null);
        assert_eq!(stage.kept(MARGARET, "/channels/email").await?, Some(false), "nor is a switch");
        let posts = stage.wire.seen_of(&POST, URL).len();
        assert_eq!(posts, 3, "what was left as it was is not sent");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_off_or_required_may_still_come_less_often() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.press(&switch("/campaigns/field-notes/channels/email")).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        browser.press(&option(NOTES, "monthly")).await?;
        stage.status("Saved: Field Notes is set to “Monthly”.").await?;

        let mut document = stage.document(MARGARET).await?;
        let campaigns = document["campaigns"].as_array_mut().context("there are campaigns")?;
        let required = campaigns.iter_mut().find(|row| row["id"] == "order-updates");
        required.context("one is required")?["frequency"] = json!({ "choices": ["daily"] });
        let text = document.to_string();
        stage.wire.answer_once(Method::GET, URL, "application/json", &text);
        stage.open_shop().await?;
        stage.live().await?;
        let seen = browser
            .js("const row = $('select[name*=order-updates]').closest('.campaign');
                return [row.querySelector('select').disabled, row.querySelector('input').disabled,
                    row.querySelector('.locked').textContent]")
            .await?;
        let why = "Always sent: We have to tell you what became of something you paid for.";
        assert_eq!(seen, json!([false, true, why]));
        Ok(())
    })
    .await;
}

async fn looks(setup: Setup, person: &'static str, name: &'static str, saved: &'static str) {
    let high_contrast = setup.forced_colors;
    play(setup, async |stage| {
        let browser = &stage.browser;
        stage.open_page(person).await?;
        browser.press(&option(NOTES, "monthly")).await?;
        stage.status(saved).await?;
        // It knows nothing of the colours that a system forces.
        if !high_contrast {
            stage.axe_here().await?;
        }
        stage.view(&format!("frequency-{name}-view")).await?;
        stage.shot(&format!("frequency-{name}")).await?;
        let wide = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth
            && $$('select').every((it) => it.getBoundingClientRect().right <= document.documentElement.clientWidth)";
        assert_eq!(browser.js(wide).await?, true, "it is no wider than the screen");
        Ok(())
    })
    .await;
}

const SAVED: &str = "Saved: Field Notes is set to “Monthly”.";
const SAVED_ZH: &str = "已保存：《田野札记》已设为“每月一次”。";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_phone() {
    looks(Setup::phone(320), MARGARET, "phone", SAVED).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_chinese() {
    looks(Setup::default(), MING, "zh", SAVED_ZH).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_chinese_on_a_dark_phone() {
    looks(Setup { dark: true, ..Setup::phone(375) }, MING, "zh-phone-dark", SAVED_ZH).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_high_contrast() {
    let setup = Setup { forced_colors: true, ..Setup::default() };
    looks(setup, MARGARET, "forced-colors", SAVED).await;
}
