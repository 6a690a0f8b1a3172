//! Where the focus is when something goes, and what is announced.

use anyhow::Result;
use serde_json::{Value, json};
use sordino_browser_tests::{
    Browser, Engine, LinkTo, MARGARET, Method, Setup, Stage, play, switch,
};
use thirtyfour::prelude::Key;

const NOTES: &str = "/campaigns/field-notes/channels/email";
const NEW_FROM: &str = ".pause-new input[name=from]";
const NEW_UNTIL: &str = ".pause-new input[name=until]";
const START: &str = ".pause-new button[value=pause]";
const BACKWARDS: &str = "Not saved: the last day is before the first.";

/// What has the focus: its form and name for a field, else its words.
const AT: &str = "const at = root?.activeElement; if (!at) return null;
    const form = at.closest('form')?.className ?? '';
    return at.matches('input, select') ? `${form} ${at.name}` : at.innerText.trim()";

/// The parts of a field that tell a screen reader what is wrong with it.
async fn field(browser: &Browser, css: &str) -> Result<Value> {
    let script = format!(
        "const it = $({}); const about = (it.getAttribute('aria-describedby') ?? '').split(/\\s+/);
        return [it.getAttribute('aria-invalid') ?? '', about.filter(Boolean)
            .map((id) => root.getElementById(id)).filter((it) => it?.matches('.wrong'))
            .map((it) => it.checkVisibility() ? it.innerText : '').join()]",
        json!(css)
    );
    browser.js(&script).await
}

async fn open_pauses(stage: &Stage) -> Result<()> {
    stage.open_page(MARGARET).await?;
    stage.browser.press(".pauses summary").await
}

async fn set(browser: &Browser, css: &str, day: &str) -> Result<()> {
    browser.js(&format!("$({}).value = {}", json!(css), json!(day))).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_days_lead_to_their_field_which_says_why() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        open_pauses(stage).await?;
        assert_eq!(field(browser, NEW_UNTIL).await?, json!(["", ""]));
        set(browser, NEW_FROM, "2026-12-31").await?;
        browser.press(START).await?;
        stage.status(BACKWARDS).await?;
        browser.until(AT, "pause-new until").await?;
        assert_eq!(field(browser, NEW_UNTIL).await?, json!(["true", BACKWARDS]));
        stage.axe_here().await?;
        stage.shot("pause-refused").await?;

        // A length that fits, and the last day follows it.
        set(browser, NEW_FROM, "2026-12-01").await?;
        browser.press("button[value=\"7\"]").await?;
        stage.status_says("Saved. The pause lasts until 7 December 2026").await?;
        assert_eq!(field(browser, NEW_UNTIL).await?, json!(["", ""]));
        let last = format!("return $('{NEW_UNTIL}').value");
        assert_eq!(browser.js(&last).await?, "2026-12-07");
        assert_eq!(browser.js(AT).await?, "Pause for 7 days");

        // Of a pause that is there: its own field, and no other.
        let until = "li:not([hidden]) input[name=until]";
        set(browser, until, "2029-12-31").await?;
        browser.press("li:not([hidden]) button[value=pause]").await?;
        let long = "Not saved: the longest pause is 366 days.";
        stage.status(long).await?;
        browser.until(AT, "pause until").await?;
        assert_eq!(field(browser, until).await?, json!(["true", long]));
        assert_eq!(field(browser, NEW_UNTIL).await?, json!(["", ""]));
        let kept = format!("return $('{until}').value");
        assert_eq!(browser.js(&kept).await?, "2029-12-31", "what was typed can be mended");
        stage.expect_complaints("status of 422");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_went_on_is_not_called_back_by_refused_days() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        open_pauses(stage).await?;
        set(browser, NEW_FROM, "2026-12-31").await?;
        stage.wire.hold(Method::POST, "/v1/preferences");
        browser.press(START).await?;
        browser.js(&format!("$({}).focus()", json!(switch(NOTES)))).await?;
        stage.wire.clear();
        stage.status(BACKWARDS).await?;
        stage.quiet().await?;
        assert_eq!(field(browser, NEW_UNTIL).await?, json!(["true", BACKWARDS]));
        assert_eq!(browser.js("return root.activeElement.value").await?, NOTES);
        stage.expect_complaints("status of 422");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_refused_days_lead_to_their_field_as_well() {
    let engine = Engine::current();
    play(Setup { script: false, ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        browser.press(".pauses summary").await?;
        set(browser, NEW_FROM, "2026-12-31").await?;
        browser.press(START).await?;
        stage.status(BACKWARDS).await?;
        assert_eq!(field(browser, NEW_UNTIL).await?, json!(["true", BACKWARDS]));
        // The others show the field and what is wrong with it, and leave the focus at the top.
        let leads = engine == Engine::Chromium;
        engine.needs(leads, "`autofocus` in a declarative shadow root without script")?;
        browser.until(AT, "pause-new until").await?;

        browser.press("button[value=\"7\"]").await?;
        stage.status_says("Saved. The pause lasts until").await?;
        let until = "li:not([hidden]) input[name=until]";
        set(browser, until, "2029-12-31").await?;
        browser.press("li:not([hidden]) button[value=pause]").await?;
        let long = "Not saved: the longest pause is 366 days.";
        stage.status(long).await?;
        assert_eq!(field(browser, until).await?, json!(["true", long]));
        assert_eq!(field(browser, NEW_UNTIL).await?, json!(["", ""]));
        browser.until(AT, "pause until").await?;
        stage.axe_here().await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_focus_is_never_lost_when_what_had_it_goes() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        open_pauses(stage).await?;
        browser.press(START).await?;
        stage.status_says("Saved. The pause lasts until").await?;
        browser.js("$('li:not([hidden]) button[value=end]').focus()").await?;
        browser.keys(Key::Enter).await?;
        stage.status("Saved. The pause is over.").await?;
        assert_eq!(browser.js(AT).await?, "Take a break", "after a pause ended");
        browser.js("$('button[value=undo]').focus()").await?;
        browser.keys(Key::Enter).await?;
        stage.status("Taken back. Everything is as it was.").await?;
        assert_eq!(browser.js(AT).await?, "Undo", "after Undo");

        browser.js("$('.find-text').focus()").await?;
        browser.keys("xyz").await?;
        browser.until("return text('.found')", "Nothing like that is here.").await?;
        assert_eq!(browser.js(AT).await?, "choices q", "on the field that filtered the rows away");
        browser.keys(Key::Backspace + Key::Backspace + Key::Backspace).await?;
        browser.until("return text('.found')", "14 of 14 shown").await?;

        stage.wire.cut();
        browser.js(&format!("$({}).focus()", json!(switch(NOTES)))).await?;
        browser.keys(Key::Space).await?;
        browser.until("return visible('.bar .retry')", true).await?;
        browser.js("$('.bar .retry').focus()").await?;
        stage.wire.mend();
        browser.keys(Key::Enter).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        browser.until(AT, "Undo").await?;

        // Undo, and the backend no longer takes it.
        let problem = json!({ "code": "withdraw_only", "status": 403 }).to_string();
        let kind = "application/problem+json";
        stage.wire.answer(Method::POST, "/v1/preferences", 403, kind, &problem);
        browser.keys(Key::Enter).await?;
        stage.status("Not saved: this link can only turn things off or down.").await?;
        stage.wire.clear();
        let inside = "const at = root.activeElement; return at?.checkVisibility() ?? false";
        browser.until(inside, true).await?;
        assert_eq!(browser.js(AT).await?, "Undo", "it can be tried again");
        stage.expect_complaints("status of 403");
        stage.expect_complaints("net::ERR_");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_of_a_change_is_announced_once_by_a_line_that_was_there() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser
            .js("window.said = []; const line = $('.status');
                window.line = line; window.alerts = $$('[role=alert]').length;
                new MutationObserver(() => window.said.push(line.innerText.trim()))
                    .observe(line, { childList: true, characterData: true, subtree: true })")
            .await?;
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        stage.quiet().await?;
        browser.press("button[value=undo]").await?;
        stage.status("Taken back. Everything is as it was.").await?;
        let said = browser.js("return window.said").await?;
        assert_eq!(
            said,
            json!([
                "Saving…",
                "Saved: Field Notes · Email is off.",
                "Saving…",
                "Taken back. Everything is as it was."
            ])
        );
        let same =
            "return [window.line === $('.status'), $$('[role=status], [role=alert]').length]";
        assert_eq!(browser.js(same).await?[0], true, "a line that is new is not heard");
        Ok(())
    })
    .await;
}
