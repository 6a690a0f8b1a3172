//! What may suit better than leaving: offered once, after a reason, and one move.

use serde_json::{Value, json};
use sordino_browser_tests::{Browser, LinkTo, MARGARET, MING, Setup, Stage, play, switch};
use sordino_contract::Power;
use thirtyfour::prelude::Key;

const NOTES: &str = "/campaigns/field-notes/channels/email";
const OFFERED: &str = "return visible('.instead')
    ? $$('.instead button:not([hidden])').map((it) => it.innerText) : null";
const LESS: &str = "button[value=less]";
const BREAK: &str = "button[value=break]";

/// Says why, by the reason with this code.
async fn explain(browser: &Browser, code: &str) -> anyhow::Result<()> {
    browser.until("return visible('.survey summary')", true).await?;
    browser.press(".survey summary").await?;
    browser.press(&format!("button[value={code}]")).await?;
    browser.until("return $('.survey summary').innerText.trim()", "Thank you for telling us").await
}

async fn changes(stage: &Stage) -> anyhow::Result<usize> {
    let record = stage.record(MARGARET).await?;
    let changed = |line: &&Value| line["kind"] == "change" && line["changed"] != json!([]);
    Ok(record.iter().filter(changed).count())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn less_often_instead_is_one_press_one_change_and_can_be_undone() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        assert_eq!(browser.js(OFFERED).await?, Value::Null, "nobody said why yet");
        explain(browser, "too_frequent").await?;
        let both = ["Keep it, but less often: Monthly", "Keep it, but take a 30-day break"];
        browser.until(OFFERED, both.to_vec()).await?;
        assert_eq!(browser.js("return root.activeElement.localName").await?, "summary");
        stage.quiet().await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false), "it stays off meanwhile");
        stage.axe_here().await?;
        stage.shot("instead-offered").await?;
        let looks = "return [...new Set($$('.instead button').map((it) => {
            const { font, color, border, backgroundColor } = getComputedStyle(it);
            return [font, color, border, backgroundColor].join();
        }))].length";
        assert_eq!(browser.js(looks).await?, 1, "neither is louder than the other");

        let before = changes(stage).await?;
        browser.press(LESS).await?;
        stage.status("Saved: Field Notes is set to “Monthly”.").await?;
        assert_eq!(changes(stage).await?, before + 1);
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(true));
        browser.until(OFFERED, Value::Null).await?;
        browser.until("return root.activeElement?.value ?? null", "undo").await?;
        stage.shot("instead-less").await?;

        browser.press("button[value=undo]").await?;
        stage.status("Taken back. Everything is as it was.").await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false), "off, as it was chosen");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_break_instead_in_a_shop_by_keyboard() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        browser.press(".leave button").await?;
        stage.status("Saved. You are unsubscribed from everything.").await?;
        explain(browser, "not_now").await?;
        browser.until(OFFERED, vec!["Keep it, but take a 30-day break"]).await?;
        browser.keys(Key::Tab).await?;
        assert_eq!(browser.js("return root.activeElement.value").await?, "break");
        browser.keys(Key::Enter).await?;
        stage.status("Saved. The pause lasts until 20 December 2026, that day included.").await?;
        let document = stage.document(MARGARET).await?;
        assert_eq!(document["subscribed"], true);
        assert_eq!(document["pauses"][0]["from"], "2026-11-21");
        assert_eq!(document["pauses"][0].get("campaigns"), None);
        browser.until("return root.activeElement?.value ?? null", "undo").await?;
        stage.axe_here().await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_reasons_offer_nothing_and_a_forwarded_message_neither() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        explain(browser, "not_relevant").await?;
        assert_eq!(browser.js(OFFERED).await?, Value::Null);

        let forwarded = LinkTo { power: Power::Withdraw, ..LinkTo::of(MARGARET) };
        browser.open(&stage.link(forwarded)?).await?;
        stage.live().await?;
        browser.press(".leave button").await?;
        explain(browser, "too_frequent").await?;
        assert_eq!(browser.js(OFFERED).await?, Value::Null, "it could not give it");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_it_is_a_button_of_the_page_that_says_thanks() {
    play(Setup { script: false, ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        browser.press(&switch(NOTES)).await?;
        browser.press("button.save").await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        explain(browser, "too_frequent").await?;
        let both = ["Keep it, but less often: Monthly", "Keep it, but take a 30-day break"];
        browser.until(OFFERED, both.to_vec()).await?;
        stage.axe_here().await?;
        stage.shot("form-instead").await?;
        browser.press(BREAK).await?;
        stage.status("Saved. The pause lasts until 20 December 2026, that day included.").await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(true));
        let pause = stage.document(MARGARET).await?["pauses"][0].clone();
        assert_eq!(pause["campaigns"], json!(["field-notes"]));
        browser.press("button[value=undo]").await?;
        stage.until_kept(MARGARET, NOTES, false).await?;
        assert_eq!(stage.document(MARGARET).await?["pauses"], json!([]));
        Ok(())
    })
    .await;
}

/// A page that says thanks by a form offers the same once script runs it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_a_form_led_to_offers_it_by_script_too() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let held = stage.hold_wasm();
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        browser.press("button[value=leave]").await?;
        stage.status("Saved. You are unsubscribed from everything.").await?;
        explain(browser, "too_frequent").await?;
        drop(held);
        stage.live().await?;
        browser.until(OFFERED, vec!["Keep it, but take a 30-day break"]).await?;
        browser.press(BREAK).await?;
        stage.status("Saved. The pause lasts until 20 December 2026, that day included.").await?;
        let last = stage.record(MARGARET).await?.last().cloned().unwrap_or_default();
        assert_eq!(last["via"], "page");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_small_phone_in_chinese() {
    let setup = Setup { languages: "zh-CN,zh", ..Setup::phone(320) };
    play(setup, async |stage| {
        let browser = &stage.browser;
        stage.open_page(MING).await?;
        browser.press(&switch(NOTES)).await?;
        browser.until("return visible('.survey summary')", true).await?;
        browser.press(".survey summary").await?;
        browser.press("button[value=too_frequent]").await?;
        browser.until(OFFERED, vec!["保留，但降低频率：每月一次", "保留，但暂停 30 天"]).await?;
        stage.view("zh-small-instead").await?;
        stage.axe_here().await?;
        browser.press(LESS).await?;
        stage.status("已保存：《田野札记》已设为“每月一次”。").await?;
        assert_eq!(stage.kept(MING, NOTES).await?, Some(true));
        Ok(())
    })
    .await;
}

/// Leaves everything through the link of a message about Winter warmers, says why, and takes what
/// is offered.
async fn leave_only_that(stage: &Stage) -> anyhow::Result<()> {
    let browser = &stage.browser;
    browser.press(".more-title").await?;
    browser.press(".leave-button").await?;
    stage.status("Saved. You are unsubscribed from everything.").await?;
    browser.press(".survey summary").await?;
    browser.press("button[value=not_relevant]").await?;
    browser.until(OFFERED, vec!["Stop only Winter warmers by Email, and keep the rest"]).await?;
    stage.axe_here().await?;
    browser.press("button[value=rest]").await?;
    stage.status("Saved.").await?;
    let document = stage.document(MARGARET).await?;
    assert_eq!(document["subscribed"], true);
    let kept = |channel: &str| format!("/campaigns/winter-warmers/channels/{channel}");
    assert_eq!(stage.kept(MARGARET, &kept("email")).await?, Some(false));
    assert_eq!(stage.kept(MARGARET, &kept("push")).await?, Some(true));
    Ok(())
}

fn winter_warmers() -> LinkTo<'static> {
    LinkTo { campaign: Some("winter-warmers"), ..LinkTo::of(MARGARET) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_left_everything_may_leave_only_what_the_message_was_about() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        browser.open(&format!("{}?by=email", stage.link(winter_warmers())?)).await?;
        stage.live().await?;
        leave_only_that(stage).await?;
        browser.press("button[value=undo]").await?;
        stage.status("Taken back. Everything is as it was.").await?;
        assert_eq!(stage.document(MARGARET).await?["subscribed"], false, "as it was chosen");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_the_form_leaves_only_what_the_message_was_about() {
    play(Setup { script: false, ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        browser.open(&format!("{}?by=email", stage.link(winter_warmers())?)).await?;
        stage.ready().await?;
        leave_only_that(stage).await
    })
    .await;
}
