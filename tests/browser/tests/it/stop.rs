//! The one decision of a link that names a campaign.

use serde_json::json;
use sordino_browser_tests::{LinkTo, MARGARET, Setup, play};
use sordino_contract::Power;

const EMAIL: &str = "/campaigns/winter-warmers/channels/email";
const PUSH: &str = "/campaigns/winter-warmers/channels/push";

/// Counts what somebody does: each press of a button, of a key, each turn of a wheel.
const COUNT: &str = "
    window.activations = 0;
    document.addEventListener('click', () => window.activations++, true)";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_link_to_unsubscribed_is_one_move() {
    play(Setup::phone(375), async |stage| {
        let browser = &stage.browser;
        let to = LinkTo { campaign: Some("winter-warmers"), ..LinkTo::of(MARGARET) };
        browser.open(&format!("{}?by=email", stage.link(to)?)).await?;
        stage.live().await?;
        browser.js(COUNT).await?;
        let in_view = "const at = $('.stop-button').getBoundingClientRect();
            return at.top >= 0 && at.bottom <= innerHeight";
        assert_eq!(browser.js(in_view).await?, true, "nobody has to look for it");
        assert_eq!(
            browser.js("return text('.stop-button')").await?,
            "Stop Winter warmers by Email"
        );
        stage.view("stop-phone").await?;
        stage.axe_here().await?;

        browser.press(".stop-button").await?;
        stage.status("Saved: Winter warmers · Email is off.").await?;
        assert_eq!(browser.js("return window.activations").await?, 1);
        assert_eq!(stage.kept(MARGARET, EMAIL).await?, Some(false));
        assert_eq!(stage.kept(MARGARET, PUSH).await?, Some(true), "only what it is about");
        browser
            .until(
                "return text('.stop .hint')",
                "Done. You will no longer get Winter warmers by Email. \
                 Everything else stays as it was.",
            )
            .await?;
        browser.until("return text('.stop-button')", "Start Winter warmers by Email again").await?;
        stage.view("stop-done-phone").await?;
        stage.axe_here().await?;

        browser.press("button[value=undo]").await?;
        stage.status("Taken back. Everything is as it was.").await?;
        assert_eq!(stage.kept(MARGARET, EMAIL).await?, Some(true));

        assert_eq!(browser.js("return visible('.leave-button')").await?, false);
        browser.press(".more-title").await?;
        browser.until("return visible('.leave-button')", true).await?;
        stage.axe_here().await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_link_to_nothing_at_all_is_one_move() {
    play(Setup::phone(375), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.js(COUNT).await?;
        browser.press(".leave-button").await?;
        stage.status_says("Saved. You are unsubscribed from everything.").await?;
        assert_eq!(browser.js("return window.activations").await?, 1);
        assert_eq!(stage.kept(MARGARET, "/subscribed").await?, Some(false));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_it_is_a_form_and_goes_both_ways() {
    play(Setup { script: false, ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        let to = LinkTo { campaign: Some("winter-warmers"), ..LinkTo::of(MARGARET) };
        browser.open(&stage.link(to)?).await?;
        browser.press(".stop-button").await?;
        stage.status("Saved: Winter warmers is off.").await?;
        assert_eq!(stage.kept(MARGARET, EMAIL).await?, Some(false));
        assert_eq!(stage.kept(MARGARET, PUSH).await?, Some(false));
        stage.axe_here().await?;
        browser.press(".stop-button").await?;
        stage.status("Saved: Winter warmers is on.").await?;
        assert_eq!(stage.kept(MARGARET, EMAIL).await?, Some(true));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_stopped_or_is_not_there_is_no_decision() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        for campaign in ["safety-notices", "gone"] {
            let to = LinkTo { campaign: Some(campaign), ..LinkTo::of(MARGARET) };
            browser.open(&stage.link(to)?).await?;
            stage.live().await?;
            let shown = "return [visible('.stop'), visible('.leave-button')]";
            assert_eq!(browser.js(shown).await?, json!([false, true]), "{campaign}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn through_a_link_that_turns_down_it_stops_and_does_not_start() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let power = Power::Withdraw;
        let to = LinkTo { power, campaign: Some("gift-guide"), ..LinkTo::of(MARGARET) };
        browser.open(&stage.link(to)?).await?;
        stage.live().await?;
        browser.press(".stop-button").await?;
        stage.status("Saved: Gift guide is off.").await?;
        browser.until("return $('.stop-button').disabled", true).await?;
        stage.axe_here().await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_website_asks_for_it_by_attributes() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let page = "/?mode=unsubscribe&campaign=gift-guide&channel=email";
        browser.open(&[&stage.shop.url(), page].concat()).await?;
        stage.ready().await?;
        assert_eq!(browser.js("return text('.stop-button')").await?, "Stop Gift guide by Email");
        browser.press(".stop-button").await?;
        stage.status("Saved: Gift guide · Email is off.").await?;
        stage.axe_here().await
    })
    .await;
}
