//! Pauses: made, changed, ended, undone, in every rendering.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sordino_browser_tests::{LinkTo, MARGARET, MING, Method, Setup, Stage, play};
use sordino_contract::Power;
use thirtyfour::prelude::Key;

const POST: Method = Method::POST;
const URL: &str = "/v1/preferences";

/// What is said of the pauses that are shown.
const ROWS: &str = "return $$('.pauses li:not([hidden]) p').map((row) => row.innerText)";
const WEEK: &str = "21 November 2026 – 27 November 2026";
const PAUSED: &str = "Saved. The pause lasts until 27 November 2026, that day included.";
const START: &str = ".pause-new button[value=pause]";
const CHANGE: &str = "li:not([hidden]) button[value=pause]";
const END: &str = "li:not([hidden]) button[value=end]";
const NEW_FROM: &str = ".pause-new input[name=from]";
const NEW_UNTIL: &str = ".pause-new input[name=until]";
const UNTIL: &str = "li:not([hidden]) input[name=until]";

/// The pauses that are kept, without their names.
async fn kept(stage: &Stage) -> Result<Value> {
    let mut document = stage.document(MARGARET).await?;
    for pause in document["pauses"].as_array_mut().context("there are pauses")? {
        pause.as_object_mut().context("a pause has members")?.remove("id");
    }
    Ok(document["pauses"].take())
}

/// Puts a day into a field.
async fn fill(stage: &Stage, css: &str, day: &str) -> Result<()> {
    let set = format!("$({}).value = {}", json!(css), json!(day));
    stage.browser.js(&set).await?;
    Ok(())
}

async fn open(stage: &Stage) -> Result<()> {
    stage.browser.press(".pauses summary").await?;
    stage.browser.until(&format!("return visible('{START}')"), true).await
}

fn blocked() -> Setup {
    Setup { script: false, ..Setup::default() }
}

/// The name and description of what matches, as a screen reader is told.
async fn told(stage: &Stage, css: &str) -> Result<[String; 2]> {
    let [_, name, description] = stage.browser.told(css).await?;
    Ok([name, description])
}

async fn is_made_changed_ended_and_undone(stage: &Stage) -> Result<()> {
    let browser = &stage.browser;
    open(stage).await?;
    stage.axe_here().await?;
    browser.press(START).await?;
    stage.status(PAUSED).await?;
    assert_eq!(browser.js(ROWS).await?, json!([WEEK]));
    assert_eq!(kept(stage).await?, json!([{ "from": "2026-11-21", "until": "2026-11-27" }]));
    assert_eq!(told(stage, UNTIL).await?, ["Last day", WEEK]);
    assert_eq!(told(stage, CHANGE).await?, ["Change", WEEK]);
    assert_eq!(told(stage, END).await?, ["End it now", WEEK]);
    assert_eq!(browser.js("return visible('.survey summary')").await?, false, "no reason asked");
    let note = stage.note("/campaigns/field-notes/channels/email");
    browser.until(&note, "Paused until 27 November 2026").await?;
    stage.axe_here().await?;

    fill(stage, UNTIL, "2026-12-24").await?;
    browser.press(CHANGE).await?;
    stage.status("Saved. The pause lasts until 24 December 2026, that day included.").await?;
    assert_eq!(kept(stage).await?, json!([{ "from": "2026-11-21", "until": "2026-12-24" }]));
    browser.press("button[value=undo]").await?;
    stage.status("Taken back. Everything is as it was.").await?;
    assert_eq!(browser.js(ROWS).await?, json!([WEEK]));
    assert_eq!(browser.js(&format!("return $('{UNTIL}').value")).await?, "2026-11-27");

    browser.press(END).await?;
    stage.status("Saved. The pause is over.").await?;
    assert_eq!(browser.js(ROWS).await?, json!([]));
    assert_eq!(
        browser.js("return root.activeElement?.innerText").await?,
        "Take a break",
        "the focus is not lost with the row"
    );
    assert_eq!(kept(stage).await?, json!([]));
    browser.press("button[value=undo]").await?;
    stage.status("Taken back. Everything is as it was.").await?;
    assert_eq!(browser.js(ROWS).await?, json!([WEEK]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_the_hosted_page() {
    play(Setup::default(), async |stage| {
        stage.open_page(MARGARET).await?;
        is_made_changed_ended_and_undone(stage).await?;
        stage.shot("pause-row").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_shops_page() {
    play(Setup::default(), async |stage| {
        stage.open_shop().await?;
        stage.live().await?;
        is_made_changed_ended_and_undone(stage).await?;
        stage.shot("pause-embedded").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_by_plain_forms() {
    play(blocked(), async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        open(stage).await?;
        browser.press(".pause-only summary").await?;
        browser.press("input[value=\"/campaigns/spring-sale\"]").await?;
        browser.press("input[value=\"/channels/email\"]").await?;
        stage.shot("pause-form-open").await?;
        browser.press("button[value=\"7\"]").await?;
        stage.status(PAUSED).await?;
        let some = |until: &str| {
            json!([{ "from": "2026-11-21", "until": until,
                "campaigns": ["spring-sale"], "channels": ["email"] }])
        };
        assert_eq!(kept(stage).await?, some("2026-11-27"));
        let said = |days: &str| json!([format!("{days} · Spring sale · Email")]);
        assert_eq!(browser.js(ROWS).await?, said(WEEK), "it is open and said");
        stage.axe_here().await?;

        fill(stage, UNTIL, "2026-12-24").await?;
        browser.press(CHANGE).await?;
        browser.until(ROWS, said("21 November 2026 – 24 December 2026")).await?;
        assert_eq!(kept(stage).await?, some("2026-12-24"), "Change keeps what it is of");
        browser.press(END).await?;
        stage.status("Saved. The pause is over.").await?;
        assert_eq!(kept(stage).await?, json!([]));
        browser.press("button[value=undo]").await?;
        browser.until(ROWS, said("21 November 2026 – 24 December 2026")).await
    })
    .await;
}

/// An engine without fields for days shows a line of text, and its reader writes a day as they do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_what_is_no_day_is_said_at_its_field() {
    play(blocked(), async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        let write = async |css: &str| {
            browser.js(&format!("$('{css}').type = 'text'; $('{css}').value = '24/12/2026'")).await
        };
        open(stage).await?;
        write(NEW_UNTIL).await?;
        browser.press(".pause-new button[value=pause]").await?;
        let why = "Not saved: write the days like 2026-12-24.";
        stage.status(why).await?;
        assert_eq!(told(stage, NEW_UNTIL).await?[1], why);
        assert_eq!(kept(stage).await?, json!([]));
        stage.axe_here().await?;

        fill(stage, NEW_UNTIL, "2026-11-27").await?;
        browser.press(START).await?;
        stage.status(PAUSED).await?;
        write(UNTIL).await?;
        browser.press(CHANGE).await?;
        stage.status(why).await?;
        let [_, said] = told(stage, UNTIL).await?;
        assert!(said.contains(why), "{said}");
        assert_eq!(told(stage, NEW_UNTIL).await?[1], "", "it is that pause's field alone");
        // This browser knows days, and shows none that is not.
        stage.expect_complaints("does not conform");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_keyboard_enter_in_a_day_pauses_and_again_makes_no_second() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.js("$('.pauses summary').focus()").await?;
        browser.keys(Key::Enter).await?;
        browser.until(&format!("return visible('{START}')"), true).await?;
        browser.js(&format!("$('{NEW_UNTIL}').focus()")).await?;
        browser.keys(Key::Enter).await?;
        stage.status(PAUSED).await?;
        assert_eq!(browser.js(ROWS).await?, json!([WEEK]));
        browser.js(&format!("$('{START}').focus()")).await?;
        browser.keys(Key::Enter).await?;
        stage.status("Nothing had to change.").await?;
        assert_eq!(browser.js(ROWS).await?, json!([WEEK]));
        assert_eq!(browser.js("return root.activeElement.value").await?, "pause", "it stays");
        Ok(())
    })
    .await;
}

/// The browser refused to send the form for the sake of a day that the button does not ask for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_by_its_length_asks_for_no_last_day() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        open(stage).await?;
        for day in ["", "2026-11-01"] {
            fill(stage, ".pause-new input[name=until]", day).await?;
            browser.press("button[value=\"7\"]").await?;
            stage.status_says("Saved. The pause lasts until 27 November 2026").await?;
            let shown = "return $('.pause-new input[name=until]').value";
            assert_eq!(browser.js(shown).await?, "2026-11-27");
            browser.press("button[value=undo]").await?;
            stage.status("Taken back. Everything is as it was.").await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_several_pauses_one_move_ends_one_and_change_keeps_what_it_is_of() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        open(stage).await?;
        browser.press(".pause-only summary").await?;
        browser.press("input[value=\"/channels/sms\"]").await?;
        browser.press("button[value=\"30\"]").await?;
        stage.status_says("Saved. The pause lasts until 20 December 2026").await?;
        browser.press("input[value=\"/channels/sms\"]").await?;
        fill(stage, NEW_FROM, "2027-02-01").await?;
        browser.press("button[value=\"7\"]").await?;
        stage.status_says("Saved. The pause lasts until 7 February 2027").await?;
        let month = "21 November 2026 – 20 December 2026 · Text message";
        let later = "1 February 2027 – 7 February 2027";
        assert_eq!(browser.js(ROWS).await?, json!([month, later]), "the first to begin first");
        stage.shot("pause-several").await?;

        fill(stage, UNTIL, "2026-12-24").await?;
        browser.press(CHANGE).await?;
        stage.status_says("Saved. The pause lasts until 24 December 2026").await?;
        let month = "21 November 2026 – 24 December 2026 · Text message";
        assert_eq!(browser.js(ROWS).await?, json!([month, later]));

        // To end it needs no day: the browser would not send the form for want of one.
        fill(stage, UNTIL, "").await?;
        // The second click falls on the pause that moved up.
        let end = browser.find(END).await?;
        browser.driver().action_chain().double_click_element(&end).perform().await?;
        stage.status("Saved. The pause is over.").await?;
        stage.quiet().await?;
        assert_eq!(browser.js(ROWS).await?, json!([later]));
        assert_eq!(kept(stage).await?, json!([{ "from": "2027-02-01", "until": "2027-02-07" }]));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_is_refused_and_the_field_keeps_what_was_typed() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        open(stage).await?;
        fill(stage, NEW_FROM, "2026-12-31").await?;
        browser.press(START).await?;
        stage.status("Not saved: the last day is before the first.").await?;
        assert_eq!(browser.js(&format!("return $('{NEW_FROM}').value")).await?, "2026-12-31");
        stage.axe_here().await?;
        fill(stage, NEW_UNTIL, "2029-12-31").await?;
        browser.press(START).await?;
        stage.status("Not saved: the longest pause is 366 days.").await?;
        assert_eq!(browser.js(ROWS).await?, json!([]));

        // The browser itself says so of a day that is over, and of none, and leads to the field.
        let posts = stage.wire.seen_of(&POST, URL).len();
        for day in ["2026-11-20", ""] {
            fill(stage, NEW_FROM, day).await?;
            browser.press(START).await?;
            browser.until("return root.activeElement.name", "from").await?;
        }
        assert_eq!(stage.wire.seen_of(&POST, URL).len(), posts, "nothing was sent");
        stage.expect_complaints("status of 422");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn through_a_withdraw_link_a_pause_can_only_become_longer() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let link = stage.link(LinkTo { power: Power::Withdraw, ..LinkTo::of(MARGARET) })?;
        browser.open(&link).await?;
        stage.live().await?;
        open(stage).await?;
        browser.press(START).await?;
        stage.status(PAUSED).await?;
        assert_eq!(browser.js(&format!("return visible('{END}')")).await?, false);
        assert_eq!(browser.js("return visible('button[value=undo]')").await?, false);
        let [_, why] = told(stage, UNTIL).await?;
        assert!(why.contains("This link can only turn things off or down."), "{why}");
        fill(stage, UNTIL, "2026-11-30").await?;
        browser.press(CHANGE).await?;
        stage.status_says("Saved. The pause lasts until 30 November 2026").await?;
        fill(stage, UNTIL, "2026-11-22").await?;
        browser.press(CHANGE).await?;
        stage.status("Not saved: this link can only turn things off or down.").await?;
        assert_eq!(kept(stage).await?, json!([{ "from": "2026-11-21", "until": "2026-11-30" }]));
        stage.axe_here().await?;
        stage.expect_complaints("status of 403");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_tab_ended_is_seen_to_be_over() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        open(stage).await?;
        browser.press(START).await?;
        stage.status(PAUSED).await?;
        browser.another_tab().await?;
        stage.open_page(MARGARET).await?;
        browser.press(END).await?;
        stage.status("Saved. The pause is over.").await?;
        stage.unaware_tab(0).await?;
        browser.press(END).await?;
        stage.status("Nothing had to change.").await?;
        assert_eq!(browser.js(ROWS).await?, json!([]));
        assert_eq!(kept(stage).await?, json!([]));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reason_is_sent_from_its_own_disclosure_beside_this_one() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        open(stage).await?;
        browser.press(".leave button").await?;
        browser.until("return visible('.survey summary')", true).await?;
        browser.press(".survey summary").await?;
        browser.press("button[value=other]").await?;
        browser.until("return text('.survey summary')", "Thank you for telling us").await?;
        assert_eq!(browser.js("return $('.pauses').open").await?, true, "it stays open");
        Ok(())
    })
    .await;
}

async fn looks(setup: Setup, person: &'static str, name: &'static str) {
    let high_contrast = setup.forced_colors;
    play(setup, async |stage| {
        let browser = &stage.browser;
        stage.open_page(person).await?;
        // It knows nothing of the colours that a system forces.
        if !high_contrast {
            stage.axe_here().await?;
        }
        open(stage).await?;
        browser.press(START).await?;
        browser.until("return $$('.pauses li:not([hidden])').length", 1).await?;
        stage.quiet().await?;
        browser.press(".pause-only summary").await?;
        if !high_contrast {
            stage.axe_here().await?;
        }
        stage.shot(&format!("pause-{name}")).await?;
        assert_eq!(
            browser.js("return document.scrollingElement.scrollWidth <= document.documentElement.clientWidth").await?,
            true,
            "nothing scrolls sideways"
        );
        let small = "return $$('.pauses :is(button, summary, input[type=date], label)')
            .filter((it) => it.checkVisibility() && it.getBoundingClientRect().height < 24)
            .map((it) => it.outerHTML)";
        assert_eq!(browser.js(small).await?, json!([]), "each can be hit with a finger");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_small_phone() {
    looks(Setup::phone(320), MARGARET, "phone").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_chinese_on_a_dark_small_phone() {
    looks(Setup { dark: true, ..Setup::phone(320) }, MING, "zh-phone-dark").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_high_contrast() {
    let setup = Setup { forced_colors: true, ..Setup::default() };
    looks(setup, MARGARET, "forced-colors").await;
}
