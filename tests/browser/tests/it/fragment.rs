//! A website shows what the backend rendered, before the WebAssembly is there to run it.

use anyhow::Result;
use serde_json::json;
use sordino_browser_tests::{
    Behind, Engine, LinkTo, MARGARET, MING, Method, Setup, Stage, play, play_before, switch,
};

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const URL: &str = "/v1/preferences";
const FRAGMENT: &str = "text/vnd.sordino.fragment";
const NOTES: &str = "/campaigns/field-notes/channels/email";
const LIVE: &str = "return $('.sordino')?.dataset.live ?? null";

/// Whether people see the link that the shop put inside the element.
const FALLBACK: &str =
    "return document.querySelector('.shop-fallback').checkVisibility({ visibilityProperty: true })
        && document.querySelector('.shop-fallback').getBoundingClientRect().height > 0";

/// A shop whose reader is somebody else.
fn log_in(stage: &Stage, person: &str) -> Result<()> {
    let token = stage.token(LinkTo { id: "a-session", ..LinkTo::of(person) })?;
    let script = format!("document.querySelector('sordino-preferences').token = '{token}'");
    stage.shop.answer(GET, "shop.js", 200, "text/javascript", &script);
    Ok(())
}

/// Without waiting for each other: the slowest alone says when it works.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_asked_for_before_anything_is_answered() {
    play(Setup::default(), async |stage| {
        // Firefox keeps what scripts ask for back while the style sheet and the module are under way.
        let engine = Engine::current();
        let what = "requests that do not wait for others to the same server";
        engine.needs(engine != Engine::Firefox, what)?;
        let parts = [".wasm", "/assets/widget", "/assets/sordino.", "words-en", URL];
        for part in parts {
            // For a style sheet Firefox itself lets others wait, over the wire's HTTP/1.1.
            if Engine::current() != Engine::Firefox || part != "/assets/sordino." {
                stage.wire.hold(GET, part);
            }
        }
        stage.open_shop().await?;
        for part in parts {
            stage.wire.until_seen(&GET, part).await?;
        }
        stage.wire.until_seen_times(2, &GET, "/assets/widget").await?;
        stage.wire.clear();
        stage.live().await?;
        for part in [".wasm", "/assets/sordino.", "words-", URL] {
            assert_eq!(stage.wire.seen_of(&GET, part).len(), 1, "`{part}` is asked for once");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_shown_before_the_webassembly_arrives_and_stays_as_it_is_after() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let held = stage.hold_wasm();
        stage.open_shop().await?;
        stage.ready().await?;
        assert_eq!(browser.js(LIVE).await?, json!(null), "nothing runs it yet");
        assert_eq!(browser.js(FALLBACK).await?, false, "it took the link's place");
        let seen = "return ['.find-text', '.find-button', '.save'].map(visible)";
        assert_eq!(browser.js(seen).await?, json!([true, false, false]));
        stage.view("embed-fragment").await?;
        stage.axe_here().await?;
        let count = browser
            .js("const all = $$('.sordino, .sordino *');
                all.forEach((node, at) => node.mark = at);
                $('.find-text').value = 'fie';
                $('.find-text').focus();
                $('.find-text').setSelectionRange(1, 2);
                return all.length")
            .await?;
        let as_it_was = "const all = $$('.sordino, .sordino *'), field = root.activeElement;
            return [all.length, all.every((node, at) => node.mark === at), field.value,
                field.selectionStart, field.selectionEnd]";
        let expected = json!([count, true, "fie", 1, 2]);
        assert_eq!(browser.js(as_it_was).await?, expected, "before");

        drop(held);
        stage.live().await?;
        assert_eq!(browser.js(as_it_was).await?, expected, "the same nodes, the same field");
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        let record = stage.record(MARGARET).await?;
        assert_eq!(record.last().map(|line| line["via"].clone()), Some(json!("embed")));
        assert_eq!(stage.wire.seen_of(&GET, URL).len(), 1, "the document is asked for once");
        Ok(())
    })
    .await;
}

/// There is no page behind the forms that could answer them, as there is behind the hosted ones.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_pressed_before_the_webassembly_arrives_is_done_after_it_and_once() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let held = stage.hold_wasm();
        stage.open_shop().await?;
        stage.ready().await?;
        browser.js("window.alive = true").await?;
        browser.press(&switch(NOTES)).await?;
        browser.press("button[value=leave]").await?;
        browser.js("$('button[value=leave]').click()").await?;
        browser.js("$('.find-button').click()").await?;
        assert!(!stage.is_on(NOTES).await?, "a plain box turns by itself");
        assert_eq!(stage.wire.seen_of(&POST, URL).len(), 0, "nothing can send it yet");

        drop(held);
        stage.live().await?;
        stage.status("Saved. You are unsubscribed from everything.").await?;
        assert_eq!(stage.kept(MARGARET, "/subscribed").await?, Some(false));
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        assert_eq!(stage.wire.seen_of(&POST, URL).len(), 2, "each once");
        assert_eq!(browser.js("return window.alive ?? false").await?, true, "the same page");
        let posted = stage.shop.seen_of(&POST, "/").len() + stage.wire.seen_of(&POST, "/p/").len();
        assert_eq!(posted, 0, "no form was sent");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_that_is_asked_for_before_the_webassembly_arrives_begins_after_it() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let held = stage.hold_wasm();
        stage.open_shop().await?;
        stage.ready().await?;
        browser.press(".pauses summary").await?;
        browser.until("return visible('.pause-new input[name=until]')", true).await?;
        browser.js("$('.pause-new input[name=until]').value = '2026-12-24'").await?;
        browser.press(".pause-new button:not([type=button]):not([name=days])").await?;
        drop(held);
        stage.live().await?;
        stage.status_says("Saved. The pause lasts until 24").await?;
        let pauses = stage.document(MARGARET).await?["pauses"].clone();
        assert_eq!(pauses[0]["until"], "2026-12-24", "{pauses}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backend_that_renders_nothing_has_its_document_asked_for_once_and_shown() {
    play_before(Behind::Python, Setup::default(), async |stage| {
        let browser = &stage.browser;
        let held = stage.hold_wasm();
        stage.open_shop().await?;
        stage.backend().until_seen(&GET, URL).await?;
        browser.until("return $('.sordino')?.dataset.state ?? null", "loading").await?;
        assert_eq!(browser.js(FALLBACK).await?, true, "the link is there meanwhile");
        drop(held);
        stage.live().await?;
        let asked = stage.backend().seen_of(&GET, URL);
        assert_eq!(asked.len(), 1);
        let accept = asked[0].headers.get("accept").and_then(|it| it.to_str().ok());
        assert_eq!(accept, Some("application/json;q=0.9"), "it does not serve the script");
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_later_asked_for_again_is_the_document() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        browser.js("$('.sordino').mark = true; host.reload()").await?;
        browser.until("return !$('.sordino').mark", true).await?;
        stage.live().await?;
        let asked = stage.wire.seen_of(&GET, URL);
        let wanted: Vec<_> = asked
            .iter()
            .filter_map(|it| it.headers.get("accept")?.to_str().ok())
            .map(|accept| accept.contains(FRAGMENT))
            .collect();
        assert_eq!(wanted, [true, false]);
        Ok(())
    })
    .await;
}

/// The texts of the browser's language were on their way by then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_comes_and_goes_on_in_the_language_of_whoever_it_is_about() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        log_in(stage, MING)?;
        let held = stage.hold_wasm();
        browser.open(&format!("{}/?dialog=yes", stage.shop.url())).await?;
        browser.until("return !!customElements.get('sordino-preferences')", true).await?;
        browser.js("host.open()").await?;
        stage.ready().await?;
        assert_eq!(browser.js("return $('.sordino').lang").await?, "zh-Hans");
        drop(held);
        stage.live().await?;
        browser.until("return $('.close').ariaLabel", "关闭").await?;
        browser.press(&switch(NOTES)).await?;
        stage.status_says("已保存").await?;
        assert_eq!(stage.kept(MING, NOTES).await?, Some(false));
        Ok(())
    })
    .await;
}

/// A switch that nobody hears would say that it had been turned.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_webassembly_the_shops_own_link_comes_back() {
    for held in [URL, ".wasm"] {
        play(Setup::default(), async |stage| {
            let browser = &stage.browser;
            stage.wire.hold(GET, held);
            stage.wire.answer(GET, ".wasm", 404, "text/plain", "");
            stage.open_shop().await?;
            browser
                .js("window.said = []; host.addEventListener('sordino-error', (ev) => said.push(ev.detail))")
                .await?;
            if held == URL {
                stage.wire.until_seen(&GET, URL).await?;
            } else {
                stage.ready().await?;
            }
            stage.wire.clear_holds();
            browser.until(FALLBACK, true).await?;
            browser.until("return $('.sordino').dataset.state", "loading").await?;
            // Also once everything else has arrived.
            browser
                .until(
                    "return performance.getEntriesByType('resource')
                    .some((it) => it.name.includes('/v1/preferences') && it.responseEnd > 0)",
                    true,
                )
                .await?;
            browser.js("requestAnimationFrame(() => requestAnimationFrame(() => (window.drawn = true)))").await?;
            browser.until("return window.drawn ?? false", true).await?;
            assert_eq!(browser.js(FALLBACK).await?, true, "with `{held}` last");
            assert_eq!(browser.js("return $$('[role=switch]').length").await?, 0);
            stage.expect_complaints("404");
            stage.expect_complaints("MIME");
            stage.expect_complaints("WebAssembly");
            Ok(())
        })
        .await;
    }
}

/// A server may answer any address with its own page. And whoever may answer the document may not
/// put what they like into the page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn html_that_is_none_of_ours_is_an_error_and_not_shown() {
    let kinds =
        [(Behind::Gateway, "text/html"), (Behind::Gateway, FRAGMENT), (Behind::Python, FRAGMENT)];
    for (behind, kind) in kinds {
        play_before(behind, Setup::default(), async |stage| {
            let mut page = "<script>window.ran = 1</script><div class=sordino>Welcome</div>".into();
            if behind == Behind::Python {
                let data = json!({ "document": stage.document(MARGARET).await?, "lang": "en" });
                let data = format!("<script type=application/json>{data}</script>");
                page = format!("<div class=sordino data-state=ready>Welcome</div>{data}");
            }
            stage.backend().answer(GET, URL, 200, kind, &page);
            stage.open_shop().await?;
            let state = "return $('.sordino')?.dataset.state ?? null";
            stage.browser.until(state, "error").await?;
            let shown = stage.browser.js("return [$('.sordino').textContent, window.ran ?? 0]");
            let shown = shown.await?.to_string();
            assert!(!shown.contains("Welcome") && shown.ends_with(",0]"), "{kind}: {shown}");
            Ok(())
        })
        .await;
    }
}

/// A host that lets no script make HTML of text need not make an exception.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_enforces_trusted_types_shows_it_too() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let token = stage.token(LinkTo::of(MARGARET))?;
        let page = format!(
            "<!doctype html><html lang=en><head><title>x</title><link rel=icon href=leaf.svg>\
            <meta http-equiv=Content-Security-Policy content=\"require-trusted-types-for 'script'; trusted-types 'none'\">\
            <script type=module src=\"{0}/sordino.js\"></script><main>\
            <sordino-preferences endpoint=\"{0}/v1/preferences\"></sordino-preferences>\
            <script>document.querySelector('sordino-preferences').token = '{token}'</script>",
            stage.wire.url()
        );
        stage.watch_policy().await?;
        stage.shop.answer(GET, "/strict", 200, "text/html", &page);
        let held = stage.hold_wasm();
        browser.open(&format!("{}/strict", stage.shop.url())).await?;
        stage.ready().await?;
        drop(held);
        stage.live().await?;
        assert_eq!(browser.violations().await?, json!([]));
        // It bites.
        let wrong = "try { document.body.innerHTML = '<b></b>'; return 'made' } catch { return 'refused' }";
        assert_eq!(browser.js(wrong).await?, "refused");
        stage.expect_complaints("TrustedHTML");
        stage.expect_complaints("Trusted Type");
        Ok(())
    })
    .await;
}
