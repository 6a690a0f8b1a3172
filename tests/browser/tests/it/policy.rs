//! What the page must not do: break its policy, keep or leak a token, ask a third party.

use serde_json::json;
use sordino_browser_tests::{LinkTo, MARGARET, Setup, play, switch};

const NOTES: &str = "/campaigns/field-notes/channels/email";
const STORED: &str = "return [localStorage.length, sessionStorage.length, document.cookie]";

/// That nothing violates the policy is checked at the end of every other test, too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hosted_page_has_a_strict_policy_and_keeps_it() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let link = stage.link(LinkTo::of(MARGARET))?;
        stage.watch_policy().await?;
        browser.open(&link).await?;
        stage.live().await?;
        browser.press(&switch(NOTES)).await?;
        stage.status_says("Saved").await?;
        browser.press(".leave button").await?;
        stage.status_says("Saved. You are").await?;
        assert_eq!(browser.violations().await?, json!([]));

        let policy = browser
            .js("const { headers } = await fetch(location.href); return headers.get('content-security-policy')")
            .await?;
        let policy = policy.as_str().unwrap_or_default();
        for unsafe_word in ["unsafe-inline", "'unsafe-eval'", "*"] {
            assert!(!policy.contains(unsafe_word), "{policy}");
        }
        assert!(policy.contains("default-src 'none'"), "{policy}");
        // The listener listens, and the policy bites.
        browser
            .js("const script = document.createElement('script'); script.textContent = 'window.ran = 1';
                document.head.append(script);
                document.body.append(Object.assign(new Image(), { src: 'https://example.org/x.png' }))")
            .await?;
        browser.until("return violations.length > 0 && window.ran === undefined", true).await?;
        stage.expect_complaints("Content Security Policy");
        stage.expect_complaints("violates the following");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_shops_strict_policy_is_kept() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.watch_policy().await?;
        stage.open_shop().await?;
        stage.live().await?;
        browser.press(&switch(NOTES)).await?;
        stage.status_says("Saved").await?;
        assert_eq!(browser.violations().await?, json!([]));
        let policy = browser
            .js("const { headers } = await fetch(location.href); return headers.get('content-security-policy')")
            .await?;
        assert!(policy.as_str().is_some_and(|policy| !policy.contains("unsafe-inline")), "{policy}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_token_is_kept_in_the_browser_or_leaves_the_page() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let link = stage.link(LinkTo::of(MARGARET))?;
        let token = link.rsplit('/').next().unwrap_or_default();
        browser.open(&link).await?;
        stage.live().await?;
        browser.press(&switch(NOTES)).await?;
        stage.status_says("Saved").await?;
        assert_eq!(browser.js(STORED).await?, json!([0, 0, ""]));
        assert_eq!(
            browser.js("return Promise.all([indexedDB.databases(), caches.keys()]).then((all) => all.flat().length)").await?,
            0
        );
        let page = browser
            .js("return document.documentElement.getHTML({ serializableShadowRoots: true, shadowRoots: [root] })")
            .await?;
        let page = page.as_str().unwrap_or_default();
        assert!(page.contains("role=\"switch\""), "it looked into the shadow root");
        assert!(!page.contains(token), "the token is in the page");
        assert!(!page.contains("margaret.hollis"), "the address is in the page");
        for seen in stage.wire.seen() {
            assert_eq!(seen.headers.get("referer"), None, "{} {}", seen.method, seen.path);
            assert_eq!(seen.headers.get("cookie"), None, "{} {}", seen.method, seen.path);
            if !seen.path.ends_with(token) {
                assert!(!seen.path.contains(token), "the token is in `{}`", seen.path);
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn embedded_no_token_is_kept_or_told_either() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        browser.press(&switch(NOTES)).await?;
        stage.status_says("Saved").await?;
        assert_eq!(browser.js(STORED).await?, json!([0, 0, ""]));
        let asked = stage.wire.seen();
        let token = asked
            .iter()
            .find_map(|seen| seen.headers.get("authorization")?.to_str().ok()?.strip_prefix("Bearer "))
            .unwrap_or_default();
        assert!(token.len() > 50, "the widget has a token");
        let page = browser
            .js("return document.documentElement.getHTML({ serializableShadowRoots: true, shadowRoots: [root] })")
            .await?;
        let page = page.as_str().unwrap_or_default();
        assert!(page.contains("role=\"switch\""), "it looked into the shadow root");
        assert!(!page.contains(token), "the token is in the page");
        for seen in stage.wire.seen().into_iter().chain(stage.shop.seen()) {
            assert!(!seen.path.contains(token), "the token is in `{}`", seen.path);
            assert_eq!(seen.headers.get("cookie"), None, "{} {}", seen.method, seen.path);
            let referer = seen.headers.get("referer").and_then(|value| value.to_str().ok());
            assert!(
                referer.is_none_or(|referer| !referer.contains(token)),
                "the token is in a Referer"
            );
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_asks_nobody_but_the_gateway() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let origins = browser
            .js("return [...new Set(performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin))]")
            .await?;
        assert_eq!(origins, json!([stage.wire.url()]));
        Ok(())
    })
    .await;
}
