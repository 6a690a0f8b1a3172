//! Inside an app: the page asks for a token, and says what happens.

use serde_json::{Value, json};
use sordino_browser_tests::{LinkTo, MARGARET, Setup, Stage, play, switch};

const NOTES: &str = "/campaigns/field-notes/channels/email";

/// The bridges of iOS, Android, React Native and Flutter, as they are there before a page begins.
/// Each keeps what it hears; the app of the test is the one that is asked for by name.
const BRIDGES: &str = "
    window.said = { ios: [], android: [], native: [], flutter: [] }
    window.webkit = { messageHandlers: { sordino: { postMessage: (it) => said.ios.push(it) } } }
    window.SordinoApp = { postMessage: (it) => said.android.push(JSON.parse(it)) }
    window.ReactNativeWebView = { postMessage: (it) => said.native.push(JSON.parse(it)) }
    window.flutter_inappwebview = { callHandler: (name, it) => said.flutter.push([name, it]) }";

async fn opened(stage: &Stage) -> anyhow::Result<()> {
    let browser = &stage.browser;
    stage.before_each_page(BRIDGES).await?;
    browser.open(&format!("{}/app", stage.wire.url())).await?;
    browser.until("return said.ios.map((it) => it.type)", vec!["sordino-token"]).await
}

/// What the app does when it is asked.
fn answer(stage: &Stage, to: LinkTo<'_>, lang: &str) -> anyhow::Result<String> {
    let token = stage.token(to)?;
    Ok(format!(
        "const it = document.querySelector('sordino-preferences');
        it.lang = '{lang}'; it.token = '{token}'"
    ))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_app_is_asked_for_a_token_and_hears_of_every_change() {
    play(Setup::phone(375), async |stage| {
        let browser = &stage.browser;
        opened(stage).await?;
        browser.js(&answer(stage, LinkTo::of(MARGARET), "en")?).await?;
        stage.live().await?;
        stage.view("webview").await?;
        stage.axe_here().await?;
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        let types = json!(["sordino-token", "sordino-ready", "sordino-change"]);
        assert_eq!(browser.js("return said.ios.map((it) => it.type)").await?, types);
        let alike = "return [said.android, said.native, said.flutter.map(([name, it]) => name === 'sordino' && it)]
            .map((it) => JSON.stringify(it) === JSON.stringify(said.ios))";
        assert_eq!(browser.js(alike).await?, json!([true, true, true]));
        let changed = "return said.ios.at(-1).detail.receipt.changed[0].path";
        assert_eq!(browser.js(changed).await?, NOTES);
        let record = stage.record(MARGARET).await?;
        assert_eq!(record.last().map(|line| line["via"].clone()), Some(json!("app")));
        let stored = "return JSON.stringify([localStorage, sessionStorage, location.href])";
        let stored = browser.js(stored).await?;
        assert!(!stored.to_string().contains("eyJ"), "no token is left: {stored}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_expired_is_asked_for_again_and_the_language_is_the_apps() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        opened(stage).await?;
        let expired = LinkTo { expired: true, ..LinkTo::of(MARGARET) };
        browser.js(&answer(stage, expired, "zh-Hans")?).await?;
        let asked = "return said.ios.filter((it) => it.type === 'sordino-token').length";
        browser.until(asked, 2).await?;
        browser.js(&answer(stage, LinkTo::of(MARGARET), "zh-Hans")?).await?;
        stage.live().await?;
        browser.until("return $('.title').textContent", "我们发送给您的消息").await?;
        stage.expect_complaints("status of 401");
        Ok(())
    })
    .await;
}

/// An app's bridge may be broken, and Flutter's is there before it leads anywhere.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bridge_that_fails_or_is_not_ready_loses_no_wish() {
    play(Setup::phone(375), async |stage| {
        let browser = &stage.browser;
        let broken =
            "window.webkit = { messageHandlers: { sordino: { postMessage() { throw 1 } } } }
            window.SordinoApp = { postMessage: 1 }
            window.flutter_inappwebview = {}
            window.said = []";
        stage.before_each_page(broken).await?;
        let held = stage.hold_wasm();
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        browser.press(&switch(NOTES)).await?;
        drop(held);
        stage.live().await?;
        stage.until_kept(MARGARET, NOTES, false).await?;
        let more =
            ["/campaigns/workshops/channels/email", "/campaigns/member-prices/channels/email"];
        browser
            .js(&format!("for (const css of {}) $(css).click()", json!(more.map(switch))))
            .await?;
        for path in more {
            stage.until_kept(MARGARET, path, false).await?;
        }
        browser
            .js("flutter_inappwebview.callHandler = (name, { type }) => said.push(type);
                dispatchEvent(new Event('flutterInAppWebViewPlatformReady'))")
            .await?;
        let said = json!(["sordino-ready", "sordino-change", "sordino-change", "sordino-change"]);
        assert_eq!(browser.js("return said").await?, said);
        Ok(())
    })
    .await;
}

/// Where there is no WebAssembly an app's page becomes the plain form, in the reader's language.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_app_without_webassembly_shows_the_plain_form() {
    play(Setup::phone(375), async |stage| {
        let browser = &stage.browser;
        let token = stage.token(LinkTo::of(MARGARET))?;
        let old = format!(
            "delete window.WebAssembly
            window.SordinoApp = {{ postMessage(text) {{
                if (JSON.parse(text).type !== 'sordino-token') return
                const it = document.querySelector('sordino-preferences')
                it.lang = 'de'; it.token = '{token}' }} }}"
        );
        stage.before_each_page(&old).await?;
        browser.open(&format!("{}/app", stage.wire.url())).await?;
        let plain = "return document.querySelector('main > .sordino')?.lang ?? null";
        browser.until(plain, "de").await?;
        let saved = format!("document.querySelector({}).click()", json!(switch(NOTES)));
        browser.js(&format!("{saved}; document.querySelector('.save').click()")).await?;
        stage.until_kept(MARGARET, NOTES, false).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_around_has_the_apps_language_and_colours() {
    play(Setup::phone(375), async |stage| {
        let browser = &stage.browser;
        opened(stage).await?;
        browser.js(&answer(stage, LinkTo::of(MARGARET), "ar")?).await?;
        stage.live().await?;
        let html = "return [document.documentElement.lang, document.documentElement.dir]";
        assert_eq!(browser.js(html).await?, json!(["ar", "rtl"]));
        let light = "return getComputedStyle(document.body).backgroundColor";
        let before = browser.js(light).await?;
        browser.js("host.setAttribute('scheme', 'dark')").await?;
        assert_ne!(browser.js(light).await?, before, "the page is as dark as its cards");
        Ok(())
    })
    .await;
}

/// What is no app's page posts nothing to bridges that a host may have for other things.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_embedded_widget_leaves_the_bridges_of_its_host_alone() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.before_each_page(BRIDGES).await?;
        stage.open_shop().await?;
        stage.live().await?;
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        let said: Value = browser.js("return said.ios").await?;
        assert_eq!(said, json!([]));
        Ok(())
    })
    .await;
}
