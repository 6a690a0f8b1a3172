//! What people do with the widget in a shop's page, whatever backend is behind it: `embed.rs`
//! plays it with the gateway, `other_backend.rs` with one that shares no code with the widget.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sordino_browser_tests::{LinkTo, MARGARET, MING, Method, Stage, switch};
use sordino_contract::Power;

const NOTES: &str = "/campaigns/field-notes/channels/email";
const URL: &str = "/v1/preferences";
const ALL: &str = "return $$('input[role=switch]').map((box) => [box.value, box.checked])";

/// A test for each journey, with this behind the widget.
macro_rules! play_each_before {
    ($behind:expr) => {
        crate::journeys::play_before! {
            $behind;
            a_choice_is_saved_and_still_there_after_a_reload,
            a_whole_channel_goes_quiet_and_undo_brings_it_back,
            leaving_everything_is_one_press_and_coming_back_restores_exactly,
            how_often_it_comes_is_chosen_kept_and_undone,
            a_session_whose_token_expired_gets_another,
            a_withdraw_link_turns_down_and_is_told_why_not_up,
            what_is_no_longer_offered_is_refused_in_words,
            a_choice_made_offline_is_saved_once_when_the_network_is_back,
            an_answer_that_was_lost_is_asked_for_again_and_has_one_effect,
            a_chinese_customer_reads_and_hears_chinese,
        }
    };
}
pub(crate) use play_each_before;

macro_rules! play_before {
    ($behind:expr; $($journey:ident,)+) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $journey() {
                let setup = sordino_browser_tests::Setup::default();
                let body = crate::journeys::$journey;
                sordino_browser_tests::play_before($behind, setup, body).await;
            }
        )+
    };
}
pub(crate) use play_before;

/// Lets the shop's page be somebody's, by this link.
async fn open_shop_of(stage: &Stage, to: LinkTo<'_>) -> Result<()> {
    stage.shop.answer(Method::GET, "/session/token", 200, "text/plain", &stage.token(to)?);
    stage.open_shop().await?;
    stage.live().await
}

pub(crate) async fn a_choice_is_saved_and_still_there_after_a_reload(stage: &Stage) -> Result<()> {
    let browser = &stage.browser;
    stage.open_shop().await?;
    stage.live().await?;
    assert!(stage.is_on(NOTES).await?);
    browser
        .js("window.heard = [];
            for (const name of ['sordino-change', 'sordino-error'])
                document.addEventListener(name, (event) => heard.push([name, event.detail]))")
        .await?;
    browser.press(&switch(NOTES)).await?;
    stage.status("Saved: Field Notes · Email is off.").await?;
    assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
    let heard =
        browser.js("return heard.map(([name, { receipt }]) => [name, receipt.changed])").await?;
    assert_eq!(
        heard,
        json!([["sordino-change", [{ "path": NOTES, "was": true, "is": false }]]]),
        "the shop hears of it outside the shadow root"
    );
    let asked = stage.backend().seen_of(&Method::OPTIONS, URL);
    assert!(!asked.is_empty(), "the browser asked whether the shop may");
    browser.reload().await?;
    stage.live().await?;
    assert!(!stage.is_on(NOTES).await?, "still off after a reload");
    Ok(())
}

pub(crate) async fn a_whole_channel_goes_quiet_and_undo_brings_it_back(
    stage: &Stage,
) -> Result<()> {
    let browser = &stage.browser;
    stage.open_shop().await?;
    stage.live().await?;
    let before = browser.js(ALL).await?;
    browser.press(&switch("/channels/email")).await?;
    stage.status("Saved: Email is off.").await?;
    assert!(stage.is_on(NOTES).await?, "the choice below is kept");
    browser.until(&stage.note(NOTES), "Email is off").await?;
    assert_eq!(stage.kept(MARGARET, "/channels/email").await?, Some(false));

    browser.press("button[value=undo]").await?;
    stage.status("Taken back. Everything is as it was.").await?;
    assert_eq!(browser.js(ALL).await?, before);
    assert_eq!(stage.kept(MARGARET, "/channels/email").await?, Some(true));
    Ok(())
}

pub(crate) async fn leaving_everything_is_one_press_and_coming_back_restores_exactly(
    stage: &Stage,
) -> Result<()> {
    let browser = &stage.browser;
    stage.open_shop().await?;
    stage.live().await?;
    let before = browser.js(ALL).await?;
    browser.press(".leave button").await?;
    stage.status("Saved. You are unsubscribed from everything.").await?;
    assert_eq!(stage.kept(MARGARET, "/subscribed").await?, Some(false));
    let left = browser.js("return text('.left')").await?.to_string();
    assert!(left.contains("Order updates"), "what still arrives is said: {left}");

    browser.press(".leave button").await?;
    stage.status("Saved. Your earlier choices apply again.").await?;
    assert_eq!(browser.js(ALL).await?, before, "every switch stands as it stood");
    assert_eq!(stage.kept(MARGARET, "/subscribed").await?, Some(true));
    Ok(())
}

/// The selector of one choice of how often.
pub(crate) fn option(path: &str, word: &str) -> String {
    format!("select[name=\"{path}\"] option[value=\"{word}\"]")
}

/// The script that says which choice of how often stands there.
pub(crate) fn rhythm(path: &str) -> String {
    format!("return $({})?.value ?? null", json!(format!("select[name=\"{path}\"]")))
}

/// What the backend keeps of how often, asked without the browser.
pub(crate) async fn often(stage: &Stage, person: &str, path: &str) -> Result<Value> {
    let document = stage.document(person).await?;
    let document: sordino_contract::Document = serde_json::from_value(document)?;
    Ok(json!(document.value(&path.parse()?).context("there is such a choice")?))
}

pub(crate) async fn how_often_it_comes_is_chosen_kept_and_undone(stage: &Stage) -> Result<()> {
    const OFTEN: &str = "/campaigns/field-notes/frequency";
    let browser = &stage.browser;
    stage.open_shop().await?;
    stage.live().await?;
    assert_eq!(browser.js("return visible('select')").await?, true, "whatever the shop's styles");
    browser.press(&option(OFTEN, "monthly")).await?;
    stage.status("Saved: Field Notes is set to “Monthly”.").await?;
    assert_eq!(often(stage, MARGARET, OFTEN).await?, "monthly");
    stage.axe_here().await?;
    stage.shot("embed-frequency").await?;

    browser.reload().await?;
    stage.live().await?;
    assert_eq!(browser.js(&rhythm(OFTEN)).await?, "monthly", "still so after a reload");
    browser.press(&option(OFTEN, "")).await?;
    stage.status("Saved: Field Notes is set to “Our usual schedule”.").await?;
    assert_eq!(often(stage, MARGARET, OFTEN).await?, Value::Null);
    browser.press("button[value=undo]").await?;
    stage.status("Taken back. Everything is as it was.").await?;
    assert_eq!(browser.js(&rhythm(OFTEN)).await?, "monthly");
    assert_eq!(often(stage, MARGARET, OFTEN).await?, "monthly");
    Ok(())
}

pub(crate) async fn a_session_whose_token_expired_gets_another(stage: &Stage) -> Result<()> {
    let expired = stage.token(LinkTo { expired: true, ..LinkTo::of(MARGARET) })?;
    stage.shop.answer_once(Method::GET, "/session/token", "text/plain", &expired);
    stage.open_shop().await?;
    stage.live().await?;
    assert_eq!(stage.shop.seen_of(&Method::GET, "/session/token").len(), 2);
    stage.expect_complaints("status of 401");
    Ok(())
}

pub(crate) async fn a_withdraw_link_turns_down_and_is_told_why_not_up(stage: &Stage) -> Result<()> {
    let browser = &stage.browser;
    open_shop_of(stage, LinkTo { power: Power::Withdraw, ..LinkTo::of(MARGARET) }).await?;
    browser.press(&switch(NOTES)).await?;
    stage.status("Saved: Field Notes · Email is off.").await?;
    let offered = browser.js("return visible('button[value=undo]')").await?;
    assert_eq!(offered, false, "what this link may not bring back is not offered");
    // And on again: refused, in words, and the switch goes back.
    browser.press(&switch(NOTES)).await?;
    stage.status("Not saved: this link can only turn things off or down.").await?;
    assert!(!stage.is_on(NOTES).await?);
    assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
    stage.expect_complaints("status of 403");
    Ok(())
}

pub(crate) async fn what_is_no_longer_offered_is_refused_in_words(stage: &Stage) -> Result<()> {
    const GONE: &str = "/campaigns/gone/channels/email";
    let browser = &stage.browser;
    // The page was opened before the campaign was taken out.
    let mut earlier = stage.document(MARGARET).await?;
    let campaigns = earlier["campaigns"].as_array_mut().context("there are campaigns")?;
    campaigns.push(json!({
        "id": "gone", "label": "Gone", "status": "running", "channels": { "email": true },
    }));
    stage.backend().answer_once(Method::GET, URL, "application/json", &earlier.to_string());
    stage.open_shop().await?;
    stage.live().await?;
    browser.press(&switch(GONE)).await?;
    stage.status("Not saved: this is no longer offered. What you see now applies.").await?;
    let gone = format!("return visible('input[value=\"{GONE}\"]')");
    browser.until(&gone, false).await.context("what is seen now is what holds")?;
    browser
        .until("return root.activeElement?.localName", "h2")
        .await
        .context("the focus is not lost with it")?;
    stage.status("Not saved: this is no longer offered. What you see now applies.").await?;
    stage.axe_here().await?;
    browser.reload().await?;
    stage.live().await?;
    assert_eq!(browser.js(&stage.stands(GONE)).await?, Value::Null);
    stage.expect_complaints("status of 422");
    Ok(())
}

pub(crate) async fn a_choice_made_offline_is_saved_once_when_the_network_is_back(
    stage: &Stage,
) -> Result<()> {
    let browser = &stage.browser;
    stage.open_shop().await?;
    stage.live().await?;
    stage.offline(true).await?;
    browser.press(&switch(NOTES)).await?;
    stage.status_says("Not saved yet").await?;
    assert!(!stage.is_on(NOTES).await?, "it shows what was asked for");
    assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(true), "and it is true: not saved");

    stage.offline(false).await?;
    stage.status("Saved: Field Notes · Email is off.").await?;
    assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
    // Where the wire is cut instead, what came to its near end did not arrive.
    let posts = stage.backend().seen_of(&Method::POST, URL);
    let arrived = posts.iter().filter(|post| post.status.is_some()).count();
    assert_eq!(arrived, 1, "once");
    stage.expect_complaints("ERR_INTERNET_DISCONNECTED");
    Ok(())
}

pub(crate) async fn an_answer_that_was_lost_is_asked_for_again_and_has_one_effect(
    stage: &Stage,
) -> Result<()> {
    let browser = &stage.browser;
    stage.open_shop().await?;
    stage.live().await?;
    stage.backend().lose_answers(Method::POST, URL);
    browser.press(&switch(NOTES)).await?;
    stage.status_says("Not saved yet").await?;
    assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false), "it had arrived");
    stage.backend().clear();
    stage.status("Saved: Field Notes · Email is off.").await?;
    assert!(stage.backend().seen_of(&Method::POST, URL).len() > 1, "it was asked again");
    browser.press("button[value=undo]").await?;
    stage.status("Taken back. Everything is as it was.").await?;
    assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(true), "the receipt is the first one");
    stage.expect_complaints("net::ERR_");
    Ok(())
}

pub(crate) async fn a_chinese_customer_reads_and_hears_chinese(stage: &Stage) -> Result<()> {
    let browser = &stage.browser;
    let page = "<!doctype html><html lang=zh-Hans><title>x</title><link rel=icon href=leaf.svg>\
        <script type=module src=\"GATEWAY/sordino.js\"></script>\
        <script type=module src=\"shop.js\"></script><main>\
        <sordino-preferences endpoint=\"BACKEND/v1/preferences\"></sordino-preferences>"
        .replace("GATEWAY", &stage.wire.url())
        .replace("BACKEND", &stage.backend().url());
    stage.shop.answer(Method::GET, "/chinese", 200, "text/html", &page);
    let token = stage.token(LinkTo::of(MING))?;
    stage.shop.answer(Method::GET, "/session/token", 200, "text/plain", &token);
    browser.open(&format!("{}/chinese", stage.shop.url())).await?;
    stage.live().await?;
    assert_eq!(browser.js("return $('.sordino').lang").await?, "zh-Hans");
    let words = browser.js("return $('.sordino').textContent").await?.to_string();
    assert!(words.contains("退订全部消息") && words.contains("《田野札记》"), "{words}");
    browser.press(&switch(NOTES)).await?;
    stage.status("已保存：《田野札记》 · 电子邮件已关闭。").await?;
    assert_eq!(stage.kept(MING, NOTES).await?, Some(false));
    Ok(())
}
