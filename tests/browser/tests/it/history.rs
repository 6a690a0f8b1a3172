//! The receipts of what somebody changed, on the screen and on paper.

use serde_json::{Value, json};
use sordino_browser_tests::{LinkTo, MARGARET, MING, Setup, Stage, play, switch};
use thirtyfour::prelude::Key;

const NOTES: &str = "/campaigns/field-notes/channels/email";
const EMAIL: &str = "/channels/email";
const RECEIPTS: &str = "return $$('.receipt:not([hidden])').map((it) =>
    [...it.children].map((line) => line.innerText))";
const ZONE: &str = "return text('.history > .hint')";

/// The ids of the changes on record, the newest first.
async fn ids(stage: &Stage, person: &str) -> anyhow::Result<Vec<Value>> {
    let record = stage.record(person).await?;
    let changes = record.iter().rev().filter(|line| line["kind"] == "change");
    Ok(changes.map(|line| line["id"].clone()).collect())
}

fn receipt(id: &Value) -> String {
    format!("Receipt {}", id.as_str().unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_change_is_there_as_soon_as_it_is_saved_the_newest_first() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        assert_eq!(browser.js("return visible('.history')").await?, false, "nothing was changed");
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        browser.until("return visible('.history-title')", true).await?;
        assert_eq!(browser.js("return $('.history').open").await?, false);
        assert_eq!(browser.js("return root.activeElement.value").await?, NOTES);

        browser.js("$('.history-title').focus()").await?;
        browser.keys(Key::Enter).await?;
        browser.until("return visible('.receipt')", true).await?;
        browser.press(".leave button").await?;
        stage.status("Saved. You are unsubscribed from everything.").await?;
        let ids = ids(stage, MARGARET).await?;
        let time = "21 November 2026 at 12:00 · On our preference page";
        let expected = json!([
            [time, "Everything: off", receipt(&ids[0])],
            [time, "Field Notes · Email: off", receipt(&ids[1])],
        ]);
        browser.until(RECEIPTS, expected.clone()).await?;
        browser.until(ZONE, "Times are in the time zone Europe/London.").await?;
        stage.axe_here().await?;
        stage.shot("history-open").await?;

        browser.reload().await?;
        stage.live().await?;
        browser.js("$('.history').open = true").await?;
        browser.until(RECEIPTS, expected).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_the_server_says_the_same_and_nothing_needs_script() {
    play(Setup { script: false, ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        browser.press("button[value=leave]").await?;
        stage.status("Saved. You are unsubscribed from everything.").await?;
        browser.press(".history-title").await?;
        let ids = ids(stage, MARGARET).await?;
        let time = "21 November 2026 at 12:00 · On our preference page";
        browser.until(RECEIPTS, json!([[time, "Everything: off", receipt(&ids[0])]])).await?;
        assert_eq!(browser.js("return visible('.print')").await?, false);
        stage.axe_here().await?;
        stage.shot("form-history").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_shop_it_says_that_the_change_was_made_there() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        browser.press(&switch(EMAIL)).await?;
        stage.status("Saved: Email is off.").await?;
        browser.press(".history-title").await?;
        let ids = ids(stage, MARGARET).await?;
        let time = "21 November 2026 at 12:00 · On our website";
        browser.until(RECEIPTS, json!([[time, "Email: off", receipt(&ids[0])]])).await?;
        stage.axe_here().await?;
        stage.shot("embed-history").await
    })
    .await;
}

/// On paper: what prints is decided by the style sheet, however the dialog was opened.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_receipts_print_whole_and_without_anything_to_press() {
    play(Setup { dark: true, ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        browser.press(&switch(EMAIL)).await?;
        stage.status("Saved: Email is off.").await?;
        browser.press(".history-title").await?;
        browser.js("window.print = () => { window.printed = (window.printed ?? 0) + 1 }").await?;
        browser.press(".print").await?;
        browser.until("return window.printed ?? 0", 1).await?;

        // Somebody who prints by the browser's menu need not open it first.
        browser.press(".history-title").await?;
        let dark = json!([{ "name": "prefers-color-scheme", "value": "dark" }]);
        browser
            .cdp("Emulation.setEmulatedMedia", json!({ "media": "print", "features": dark }))
            .await?;
        browser.until("return visible('.receipt-changes') && visible('.receipt-id')", true).await?;
        let pressed = "return $$('button, input, select, textarea, .languages')
            .filter((it) => it.checkVisibility({ visibilityProperty: true })).length";
        assert_eq!(browser.js(pressed).await?, 0, "nothing can be pressed on paper");
        assert_eq!(browser.js("return visible('.address')").await?, true, "whose they are");
        stage.shot("history-print").await?;
        let paper = stage.paper("history").await?;
        let pages = String::from_utf8_lossy(&paper).matches("/Type /Page\n").count();
        assert_eq!(pages, 1, "two receipts are one page");
        Ok(())
    })
    .await;
}

/// Lists of zones age, and a browser's may be older than the server's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_zone_that_the_browser_does_not_know_times_are_in_utc_and_say_so() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let forget = "const Known = Intl.DateTimeFormat;
            Intl.DateTimeFormat = function (locale, options) {
                if (options?.timeZone === 'Asia/Shanghai') throw new RangeError('no such zone');
                return new Known(locale, options);
            }";
        stage.before_each_page(forget).await?;
        stage.open_page(MING).await?;
        browser.press(&switch(NOTES)).await?;
        stage.status("已保存：《田野札记》 · 电子邮件已关闭。").await?;
        browser.press(".history-title").await?;
        browser.until(ZONE, "时间以 UTC 时区为准。").await?;
        browser
            .until("return text('.receipt-time')", "2026年11月21日 12:00 · 通过偏好设置页面")
            .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_small_phone_in_chinese() {
    play(Setup { languages: "zh-CN,zh", ..Setup::phone(320) }, async |stage| {
        let browser = &stage.browser;
        stage.open_page(MING).await?;
        browser.press(&switch(NOTES)).await?;
        stage.status("已保存：《田野札记》 · 电子邮件已关闭。").await?;
        browser.press(".history-title").await?;
        browser
            .until("return text('.receipt-time')", "2026年11月21日 20:00 · 通过偏好设置页面")
            .await?;
        browser.until("return text('.receipt-changes')", "《田野札记》 · 电子邮件：关闭").await?;
        stage.axe_here().await?;
        stage.shot("zh-small-history").await?;
        let narrow =
            "return document.scrollingElement.scrollWidth <= document.documentElement.clientWidth";
        assert_eq!(browser.js(narrow).await?, true, "nothing scrolls sideways");
        Ok(())
    })
    .await;
}
