//! What only people at the sender can do: asked for in one move, and what is pending is said.

use serde_json::{Value, json};
use sordino_browser_tests::{LinkTo, MARGARET, MING, Setup, Stage, play};
use sordino_contract::Power;
use thirtyfour::prelude::Key;

const COPY: &str = "button[name=ask][value=export]";
const ERASE: &str = "button[name=ask][value=erase]";
const SINCE: &str = "return text('#asked-export')";
const OPEN: &str = "return $('.data').open";

/// What is on record as asked for, the oldest first.
async fn asked(stage: &Stage, person: &str) -> anyhow::Result<Vec<Value>> {
    let record = stage.record(person).await?;
    Ok(record.iter().filter_map(|line| line.get("asked").cloned()).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_is_asked_for_in_one_press_and_since_when_is_said() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        assert_eq!(browser.js(OPEN).await?, false, "it is calm until somebody looks for it");
        browser.press(".data-title").await?;
        browser.until(&format!("return visible('{COPY}')"), true).await?;
        stage.axe_here().await?;
        stage.shot("data-open").await?;

        browser.press(COPY).await?;
        stage.status("Your request is on its way.").await?;
        browser.until(SINCE, "You asked for this on 21 November 2026.").await?;
        assert_eq!(browser.js("return root.activeElement.value").await?, "export");
        assert_eq!(asked(stage, MARGARET).await?, ["export"]);
        let pending = stage.document(MARGARET).await?["requests"].clone();
        assert_eq!(pending[0]["what"], "export");
        assert_eq!(browser.js("return visible('button.undo')").await?, false);
        stage.axe_here().await?;
        stage.shot("data-asked").await?;

        browser.press(COPY).await?;
        stage.status("Nothing had to change.").await?;
        assert_eq!(asked(stage, MARGARET).await?, ["export"], "to ask again is harmless");

        browser.press(ERASE).await?;
        stage.status("Your request is on its way.").await?;
        assert_eq!(asked(stage, MARGARET).await?, ["export", "erase"]);

        browser.reload().await?;
        stage.live().await?;
        assert_eq!(browser.js(OPEN).await?, true, "what is pending is seen at once");
        browser.until(SINCE, "You asked for this on 21 November 2026.").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_asked_for_by_keyboard_and_in_a_shop() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        browser.js("$('.data-title').focus()").await?;
        browser.keys(Key::Enter).await?;
        browser.keys(Key::Tab).await?;
        browser.keys(Key::Tab).await?;
        assert_eq!(browser.js("return root.activeElement.value").await?, "erase");
        browser.keys(Key::Space).await?;
        stage.status("Your request is on its way.").await?;
        assert_eq!(asked(stage, MARGARET).await?, ["erase"]);
        assert_eq!(browser.js("return root.activeElement.value").await?, "erase");
        stage.axe_here().await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_got_no_answer_is_sent_again_and_is_one_request() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.press(".data-title").await?;
        stage.offline(true).await?;
        stage.expect_complaints("ERR_INTERNET_DISCONNECTED");
        browser.press(COPY).await?;
        browser.press(COPY).await?;
        stage.status("Not saved yet: there is no connection. It is kept on this device and sent when there is one.").await?;
        stage.offline(false).await?;
        stage.status("Your request is on its way.").await?;
        assert_eq!(asked(stage, MARGARET).await?, ["export"]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_it_is_a_button_of_a_form() {
    play(Setup { script: false, ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        browser.press(".data-title").await?;
        browser.press(ERASE).await?;
        stage.status("Your request is on its way.").await?;
        let since = "return text('#asked-erase')";
        browser.until(since, "You asked for this on 21 November 2026.").await?;
        assert_eq!(asked(stage, MARGARET).await?, ["erase"]);
        assert_eq!(
            browser.js("return document.title.slice(0, 27)").await?,
            "Your request is on its way."
        );
        stage.axe_here().await?;
        stage.shot("data-form").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_that_only_turns_down_asks_for_nothing_and_says_why() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.press(".data-title").await?;
        browser.press(COPY).await?;
        stage.status("Your request is on its way.").await?;

        let forwarded = LinkTo { power: Power::Withdraw, ..LinkTo::of(MARGARET) };
        browser.open(&stage.link(forwarded)?).await?;
        stage.live().await?;
        assert_eq!(
            browser.js("return $$('[name=ask], .asked, .receipt:not([hidden])').length").await?,
            0
        );
        assert_eq!(browser.js(OPEN).await?, false);
        browser.press(".data-title").await?;
        let says = "return text('.data .hint').startsWith('This link can only turn things off')";
        browser.until(says, true).await?;
        stage.axe_here().await?;
        stage.shot("data-withdraw").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_phone_in_chinese_and_dark() {
    let setup = Setup { dark: true, languages: "zh-CN,zh", ..Setup::phone(360) };
    play(setup, async |stage| {
        let browser = &stage.browser;
        stage.open_page(MING).await?;
        browser.press(".data-title").await?;
        browser.press(COPY).await?;
        stage.status("您的申请已提交。").await?;
        browser.until(SINCE, "您已于2026年11月21日提交此申请。").await?;
        assert_eq!(asked(stage, MING).await?, [json!("export")]);
        stage.axe_here().await?;
        stage.shot("zh-phone-dark-data").await?;
        let narrow =
            "return document.scrollingElement.scrollWidth <= document.documentElement.clientWidth";
        assert_eq!(browser.js(narrow).await?, true, "nothing scrolls sideways");
        Ok(())
    })
    .await;
}
