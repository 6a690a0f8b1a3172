//! Engines that lack what the hosted page is made of: they get the plain form.

use anyhow::{Context, Result};
use serde_json::json;
use sordino_browser_tests::{Engine, LinkTo, MARGARET, Method, Setup, Stage, play, switch};
use thirtyfour::By;

const NOTES: &str = "/campaigns/field-notes/channels/email";
const SAVED: &str = "Saved: Field Notes · Email is off.";

/// Opens somebody's page as an engine has it that is of another time: with these words replaced,
/// which only such an engine takes otherwise.
async fn open(stage: &Stage, from: &str, to: &str) -> Result<()> {
    let link = LinkTo::of(MARGARET);
    let page = stage.page(link).await?;
    assert!(page.contains(from), "the page has `{from}`");
    let page = page.replacen(from, to, 1);
    stage.wire.answer_once(Method::GET, "/p/", "text/html; charset=utf-8", &page);
    stage.browser.open(&stage.link(link)?).await
}

/// No parser knows this mode: to it the template is one like any other.
async fn open_without_shadow_root(stage: &Stage) -> Result<()> {
    stage.expect_complaints("Invalid declarative");
    open(stage, "shadowrootmode=\"open\"", "shadowrootmode=\"unknown\"").await
}

/// Presses what matches in the page itself.
async fn press(stage: &Stage, css: &str) -> Result<()> {
    let element = stage.browser.driver().find(By::Css(css)).await;
    let element = element.with_context(|| format!("nothing matches `{css}`"))?;
    if Engine::current() == Engine::WebKit {
        // Its driver says that it cannot press what is in no shadow root's slot.
        stage.browser.driver().execute("arguments[0].click()", vec![element.to_json()?]).await?;
        return Ok(());
    }
    element.scroll_into_view().await?;
    element.click().await.with_context(|| format!("could not press `{css}`"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_shadow_roots_and_script_a_link_leads_to_the_plain_form() {
    play(Setup { script: false, ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        open_without_shadow_root(stage).await?;
        let link = "return document.querySelector('main a')?.innerText ?? null";
        browser.until(link, "What we send you").await?;
        stage.shot("old-engine-link").await?;

        press(stage, "main a").await?;
        browser
            .until("return document.querySelector('main > .sordino')?.dataset.state", "ready")
            .await?;
        browser
            .until("return getComputedStyle(document.querySelector('.save')).visibility", "visible")
            .await?;
        stage.shot("old-engine-form").await?;
        press(stage, &switch(NOTES)).await?;
        press(stage, ".save").await?;
        let said = "return document.querySelector('.status[role=status]')?.innerText.trim()";
        browser.until(said, SAVED).await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        let plain = "return [location.search.startsWith('?plain=1'), host === null]";
        assert_eq!(browser.js(plain).await?, json!([true, true]), "it stays plain");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_declarative_shadow_roots_script_shows_the_form_and_takes_it_over() {
    play(Setup::default(), async |stage| {
        open_without_shadow_root(stage).await?;
        stage.live().await?;
        let asked = stage.wire.seen_of(&Method::GET, "/v1/preferences");
        assert!(asked.is_empty(), "what the page came with is not asked for again");
        stage.browser.press(&switch(NOTES)).await?;
        stage.status(SAVED).await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_webassembly_the_form_is_saved_by_its_button() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.expect_complaints("WebAssembly");
        open(stage, "<head>", "<head><script>delete window.WebAssembly</script>").await?;
        stage.ready().await?;
        // It comes where the script should have, and did not.
        browser.until("return visible('.save')", true).await?;
        assert_eq!(browser.js("return $('.sordino').dataset.live ?? null").await?, json!(null));
        browser.press(&switch(NOTES)).await?;
        browser.press(".save").await?;
        stage.status(SAVED).await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        let by_form = stage.wire.seen_of(&Method::POST, "/p/");
        assert_eq!(by_form.len(), 1, "it was the form that saved it");
        Ok(())
    })
    .await;
}
