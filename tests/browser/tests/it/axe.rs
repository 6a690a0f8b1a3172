//! No rule of axe-core is broken in any state, light or dark, from the left or from the right.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use sordino_browser_tests::{Browser, LinkTo, MARGARET, Method, Setup, Stage, play, switch};

const NOTES: &str = "/campaigns/field-notes/channels/email";

/// What is looked at, in this order. One that was not come to fails.
const STATES: &[&str] = &[
    "ready",
    "details open",
    "nothing found",
    "pause refused",
    "paused",
    "saved",
    "survey open",
    "thanked and offered",
    "everything off",
    "asked for a copy",
    "history open",
    "one decision",
    "one decision made",
    "not saved",
    "expired",
    "failure",
];

struct Tour<'a> {
    stage: &'a Stage,
    seen: Vec<&'static str>,
    wrong: Vec<String>,
}

impl Tour<'_> {
    /// Looks at the state that the page is in, which is shown in the scheme and the direction
    /// that it should be.
    async fn look(&mut self, state: &'static str) -> Result<()> {
        self.seen.push(state);
        if let Err(error) = self.stage.axe_here().await {
            self.wrong.push(format!("{state}: {error:#}"));
        }
        Ok(())
    }
}

async fn shown(browser: &Browser, dark: bool, dir: &str) -> Result<()> {
    let seen = browser
        .js("return [matchMedia('(prefers-color-scheme: dark)').matches, $('.sordino').dir]")
        .await?;
    ensure!(seen == json!([dark, dir]), "it is shown as {seen}");
    Ok(())
}

async fn count(browser: &Browser, css: &str, some: bool) -> Result<()> {
    let script = format!("return $$({}).some((it) => it.checkVisibility())", json!(css));
    browser.until(&script, some).await.with_context(|| css.to_owned())
}

async fn tour(dark: bool, dir: &'static str) {
    play(Setup { dark, still: true, ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        let lang = if dir == "rtl" { "ar" } else { "en" };
        let with = |to: LinkTo| Ok::<_, anyhow::Error>(format!("{}?lang={lang}", stage.link(to)?));
        let page = with(LinkTo::of(MARGARET))?;
        let mut tour = Tour { stage, seen: Vec::new(), wrong: Vec::new() };

        browser.open(&page).await?;
        stage.live().await?;
        shown(browser, dark, dir).await?;
        tour.look("ready").await?;
        browser.js("for (const it of $$('details')) it.open = true").await?;
        tour.look("details open").await?;
        browser.find(".find-text").await?.send_keys("xyzxyz").await?;
        count(browser, ".campaign", false).await?;
        tour.look("nothing found").await?;

        browser.open(&page).await?;
        stage.live().await?;
        browser.press(".pauses summary").await?;
        browser.js("$('.pause-new input[name=from]').value = '2026-12-31'").await?;
        browser.press(".pause-new button[value=pause]").await?;
        count(browser, ".wrong", true).await?;
        tour.look("pause refused").await?;
        browser.js("$('.pause-new input[name=from]').value = '2026-11-21'").await?;
        browser.press("button[value=\"7\"]").await?;
        count(browser, ".pauses li", true).await?;
        tour.look("paused").await?;

        browser.press(&switch(NOTES)).await?;
        count(browser, ".survey summary", true).await?;
        tour.look("saved").await?;
        browser.press(".survey summary").await?;
        count(browser, "button[value=too_frequent]", true).await?;
        tour.look("survey open").await?;
        browser.press("button[value=too_frequent]").await?;
        count(browser, "button[value=too_frequent]", false).await?;
        count(browser, ".instead button", true).await?;
        tour.look("thanked and offered").await?;
        browser.press(".leave-button").await?;
        count(browser, ".left", true).await?;
        tour.look("everything off").await?;
        browser.press(".leave-button").await?;
        count(browser, ".left", false).await?;

        browser.press(".data summary").await?;
        browser.press("button[name=ask]").await?;
        browser.until("return text('.data .asked') !== ''", true).await?;
        tour.look("asked for a copy").await?;
        browser.press(".history summary").await?;
        count(browser, ".receipt-changes", true).await?;
        tour.look("history open").await?;

        let to = LinkTo { campaign: Some("winter-warmers"), ..LinkTo::of(MARGARET) };
        browser.open(&with(to)?).await?;
        stage.live().await?;
        tour.look("one decision").await?;
        browser.press(".stop-button").await?;
        count(browser, ".stop .hint", true).await?;
        tour.look("one decision made").await?;

        browser.open(&page).await?;
        stage.live().await?;
        stage.wire.cut();
        browser.press(&switch("/campaigns/spring-sale/channels/email")).await?;
        count(browser, ".bar .retry", true).await?;
        tour.look("not saved").await?;
        stage.wire.mend();
        // It tries again by itself, too, so a press may come late.
        browser.js("$('.bar .retry').click()").await?;
        count(browser, ".bar .retry", false).await?;

        browser.open(&with(LinkTo { expired: true, ..LinkTo::of(MARGARET) })?).await?;
        browser.until("return $('.sordino')?.dataset.state ?? null", "expired").await?;
        shown(browser, dark, dir).await?;
        tour.look("expired").await?;
        let problem = json!({ "code": "unavailable", "status": 503 }).to_string();
        let kind = "application/problem+json";
        stage.wire.answer(Method::GET, "/v1/preferences", 503, kind, &problem);
        stage.open_shop().await?;
        browser.until("return $('.sordino')?.dataset.state ?? null", "error").await?;
        tour.look("failure").await?;

        assert_eq!(tour.seen, STATES, "each state was looked at");
        assert_eq!(tour.wrong, Vec::<String>::new());
        stage.expect_complaints("status of ");
        stage.expect_complaints("net::ERR_");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn axe_finds_nothing_light_from_the_left() {
    tour(false, "ltr").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn axe_finds_nothing_light_from_the_right() {
    tour(false, "rtl").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn axe_finds_nothing_dark_from_the_left() {
    tour(true, "ltr").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn axe_finds_nothing_dark_from_the_right() {
    tour(true, "rtl").await;
}
