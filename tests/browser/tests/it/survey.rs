//! Why somebody left: asked once it took effect, one move, and never in the way.

use serde_json::{Value, json};
use sordino_browser_tests::{Browser, LinkTo, MARGARET, MING, Setup, Stage, play, switch};
use thirtyfour::prelude::Key;

const NOTES: &str = "/campaigns/field-notes/channels/email";
const ASKED: &str = "return visible('.survey summary') ? text('.survey summary') : null";
const TOO_MANY: &str = "button[value=too_frequent]";

/// The reasons on record, and what each explains.
async fn reasons(stage: &Stage) -> anyhow::Result<Vec<Value>> {
    let record = stage.record(MARGARET).await?;
    Ok(record.iter().filter_map(|line| line.get("reason").cloned()).collect())
}

/// The id of the last change that did something.
async fn last_change(stage: &Stage) -> anyhow::Result<Value> {
    let record = stage.record(MARGARET).await?;
    let last = record.iter().rfind(|line| line["kind"] == "change" && line["changed"] != json!([]));
    Ok(last.map(|line| line["id"].clone()).unwrap_or_default())
}

async fn open_survey(browser: &Browser) -> anyhow::Result<()> {
    browser.press(".survey summary").await?;
    browser.until("return visible('button[value=too_frequent]')", true).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reason_is_one_move_after_the_effect_and_can_be_passed_over() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        assert_eq!(browser.js(ASKED).await?, Value::Null, "nobody is asked before they left");

        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        browser.until(ASKED, "Tell us why, if you like").await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false), "it is in effect already");
        assert_eq!(browser.js("return $('.survey details').open").await?, false);
        assert_eq!(browser.js("return root.activeElement.value").await?, NOTES, "no focus taken");
        stage.axe_here().await?;

        open_survey(browser).await?;
        stage.shot("survey-open").await?;
        stage.axe_here().await?;
        assert_eq!(
            browser.js("return $$('.survey :checked, .survey [aria-pressed=true]').length").await?,
            0,
            "nothing is chosen for the reader"
        );
        browser.press(TOO_MANY).await?;
        browser.until(ASKED, "Thank you for telling us").await?;
        browser.until("return visible('button[value=too_frequent]')", false).await?;
        assert_eq!(
            browser.js("return root.activeElement.localName").await?,
            "summary",
            "the focus is on what says thanks"
        );
        stage.quiet().await?;
        let explained = last_change(stage).await?;
        assert_eq!(
            reasons(stage).await?,
            [json!({ "code": "too_frequent", "receipt": explained })]
        );
        stage.status("Saved: Field Notes · Email is off.").await?;
        stage.axe_here().await?;

        browser.press("button[value=undo]").await?;
        stage.status("Taken back. Everything is as it was.").await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(true), "a reason stops no undo");
        browser.until(ASKED, Value::Null).await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reason_with_words_of_ones_own_by_keyboard() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.press(".leave button").await?;
        browser.until(ASKED, "Tell us why, if you like").await?;
        browser.js("$('.survey summary').focus()").await?;
        browser.keys(Key::Enter).await?;
        browser.keys(Key::Tab).await?;
        assert_eq!(browser.js("return root.activeElement.localName").await?, "textarea");
        browser.keys("One a week" + Key::Enter + "is plenty <b>&").await?;
        browser.keys(Key::Tab).await?;
        browser.keys(Key::Enter).await?;
        browser.until(ASKED, "Thank you for telling us").await?;
        stage.quiet().await?;
        let explained = last_change(stage).await?;
        let expected = json!({
            "code": "too_frequent", "comment": "One a week\nis plenty <b>&", "receipt": explained,
        });
        assert_eq!(reasons(stage).await?, [expected]);
        assert_eq!(browser.js("return $('textarea').value").await?, "", "it is not sent twice");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_asked_why_they_came_back_or_what_they_took_back() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.press(".leave button").await?;
        browser.until(ASKED, "Tell us why, if you like").await?;
        browser.press(".leave button").await?;
        stage.status("Saved. Your earlier choices apply again.").await?;
        browser.until(ASKED, Value::Null).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_a_reason_is_a_button_of_the_page_that_says_saved() {
    play(Setup { script: false, ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        assert_eq!(browser.js(ASKED).await?, Value::Null);
        browser.press("button[value=leave]").await?;
        browser.until(ASKED, "Tell us why, if you like").await?;
        open_survey(browser).await?;
        stage.shot("form-survey").await?;
        browser.press("textarea").await?;
        browser.keys("One a week" + Key::Enter + "is plenty").await?;
        browser.press(TOO_MANY).await?;
        browser.until(ASKED, "Thank you for telling us").await?;
        stage.status("Saved. You are unsubscribed from everything.").await?;
        let explained = last_change(stage).await?;
        let expected = json!({
            "code": "too_frequent", "comment": "One a week\nis plenty", "receipt": explained,
        });
        assert_eq!(reasons(stage).await?, [expected]);
        browser.press("button[value=undo]").await?;
        browser.until(ASKED, Value::Null).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_small_phone_in_chinese_and_dark_the_survey_covers_no_more_than_it_must() {
    let setup = Setup { dark: true, ..Setup::phone(320) };
    play(setup, async |stage| {
        let browser = &stage.browser;
        stage.open_page(MING).await?;
        browser.press(&switch(NOTES)).await?;
        browser.until(ASKED, "愿意的话，请告诉我们原因").await?;
        open_survey(browser).await?;
        stage.view("zh-small-dark-survey").await?;
        stage.axe_here().await?;
        assert_eq!(
            browser
                .js("return $('.survey').getBoundingClientRect().height <= 0.6 * innerHeight + 1")
                .await?,
            true
        );
        assert_eq!(
            browser.js("return document.scrollingElement.scrollWidth <= document.documentElement.clientWidth").await?,
            true,
            "nothing scrolls sideways"
        );
        browser.press(TOO_MANY).await?;
        browser.until(ASKED, "感谢您的反馈").await
    })
    .await;
}
