//! Whose preferences are shown: tokens that come late, or are wrong, and elements beside each other.

use anyhow::Result;
use serde_json::json;
use sordino_browser_tests::{LinkTo, MARGARET, MING, Method, Setup, Stage, play, switch};

const GET: Method = Method::GET;
const NOTES: &str = "/campaigns/field-notes/channels/email";

/// The shop's page with its script, and none that gives its element a token.
async fn open(stage: &Stage) -> Result<()> {
    stage.shop.answer(GET, "shop.js", 200, "text/javascript", "");
    stage.open_shop().await?;
    stage.browser.until("return !!customElements.get('sordino-preferences')", true).await
}

fn token(stage: &Stage, person: &str) -> Result<String> {
    stage.token(LinkTo { id: "a-session", ..LinkTo::of(person) })
}

/// Waits until it is somebody's whose language is Chinese, or not.
async fn shows(stage: &Stage, chinese: bool) -> Result<()> {
    let title = if chinese { "我们发送给您的消息" } else { "What we send you" };
    stage.browser.until("return $('.title')?.textContent ?? null", title).await?;
    stage.live().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_the_page_sets_goes_before_a_callback_that_is_late_or_hangs() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let (late, set) = (token(stage, MARGARET)?, token(stage, MING)?);
        for provider in [
            format!("new Promise((done) => setTimeout(() => done('{late}'), 300))"),
            "new Promise(() => {})".into(),
        ] {
            open(stage).await?;
            browser
                .js(&format!(
                    "window.asked = 0;
                    host.tokenProvider = () => (window.asked++, {provider});
                    await new Promise((done) => setTimeout(done, 50));
                    host.tokenProvider = undefined;
                    host.token = '{set}'"
                ))
                .await?;
            shows(stage, true).await?;
            tokio::time::sleep(std::time::Duration::from_millis(400)).await;
            shows(stage, true).await?;
            assert_eq!(browser.js("return [asked, host.token]").await?, json!([1, set]));
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_is_set_after_one_was_refused_is_used() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        open(stage).await?;
        let expired = stage.token(LinkTo { expired: true, ..LinkTo::of(MARGARET) })?;
        let good = token(stage, MARGARET)?;
        browser
            .js(&format!(
                "host.addEventListener('sordino-error', ({{ detail }}) => {{
                    window.code = detail; host.token = '{good}' }}, {{ once: true }});
                host.token = '{expired}'"
            ))
            .await?;
        shows(stage, false).await?;
        assert_eq!(browser.js("return code").await?, "expired");
        stage.expect_complaints("status of 401");
        Ok(())
    })
    .await;
}

/// What a callback answers may be the page of an error.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_callback_that_answered_nonsense_is_asked_again() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let good = token(stage, MARGARET)?;
        for nonsense in ["Internal Server Error", "<html>\\n</html>", "nonsense"] {
            open(stage).await?;
            browser
                .js(&format!(
                    "window.asked = 0;
                    host.tokenProvider = async () => window.asked++ ? '{good}' : `{nonsense}`"
                ))
                .await?;
            shows(stage, false).await?;
            assert_eq!(browser.js("return asked").await?, 2, "{nonsense}");
        }
        stage.expect_complaints("status of 401");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_elements_the_one_that_was_asked_unsubscribes_whatever_happens_to_it() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        open(stage).await?;
        let (first, second) = (token(stage, MARGARET)?, token(stage, MING)?);
        browser
            .js(&format!(
                "const other = host.cloneNode(true);
                other.id = 'other';
                other.token = '{second}';
                host.after(other);
                host.token = '{first}'"
            ))
            .await?;
        shows(stage, false).await?;
        let other = "document.getElementById('other')";
        browser
            .until(
                &format!(
                    "return {other}.shadowRoot.querySelector('.sordino').dataset.live ?? null"
                ),
                "",
            )
            .await?;
        let left = browser
            .js(&format!(
                "const left = {other}.unsubscribeAll();
                {other}.lang = 'de';
                return (await left).document.subscribed"
            ))
            .await?;
        assert_eq!(left, false);
        assert_eq!(stage.document(MING).await?["subscribed"], false);
        assert_eq!(stage.document(MARGARET).await?["subscribed"], true);

        // One that goes says so, instead of leaving its page to wait.
        let gone = "const left = host.unsubscribeAll(); host.remove();
            return left.then(() => 'left', (error) => error.message)";
        browser.js("host.lang = 'fr'").await?;
        let said = browser.js(&format!("return await (async () => {{ {gone} }})()")).await?;
        assert!(["left", "unavailable"].contains(&said.as_str().unwrap_or_default()), "{said}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endpoint_may_be_set_later_and_taken_away() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        open(stage).await?;
        let token = token(stage, MARGARET)?;
        browser
            .js(&format!(
                "const other = document.createElement('sordino-preferences');
                window.url = host.getAttribute('endpoint');
                other.token = '{token}';
                host.replaceWith(other)"
            ))
            .await?;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        browser.js("host.setAttribute('endpoint', url)").await?;
        shows(stage, false).await?;
        browser.press(&switch(NOTES)).await?;
        stage.quiet().await?;
        browser.js("host.removeAttribute('endpoint')").await?;
        browser.until("return $('.sordino').dataset.state", "loading").await?;
        browser.js("host.setAttribute('endpoint', url)").await?;
        shows(stage, false).await?;
        assert!(!stage.is_on(NOTES).await?);
        stage.expect_complaints("the attribute `endpoint` is missing");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dialog_whose_element_is_moved_or_taken_out_is_closed() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        browser.open(&format!("{}/?dialog=yes", stage.shop.url())).await?;
        browser.until("return !!customElements.get('sordino-preferences')", true).await?;
        browser
            .js("window.ended = 0; window.it = host;
                host.addEventListener('sordino-close', () => window.ended++);
                host.open()")
            .await?;
        stage.live().await?;
        let modal = "return $('dialog')?.matches(':modal') ?? false";
        browser.until(modal, true).await?;
        browser.js("document.body.append(host)").await?;
        browser.until("return [ended, $('dialog')]", json!([1, null])).await?;
        browser.js("host.open()").await?;
        browser.until(modal, true).await?;
        browser
            .js("host.remove(); await new Promise((done) => setTimeout(done, 50));
            document.body.append(it)")
            .await?;
        browser.until("return ended", 2).await?;
        assert_eq!(browser.js("return visible('.sordino')").await?, false);
        browser.js("host.open()").await?;
        stage.live().await?;
        browser.until(modal, true).await
    })
    .await;
}
