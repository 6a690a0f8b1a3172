//! Pages built with the npm package: without a framework, with React, Vue and Svelte. See
//! `tests/npm`.

use serde_json::{Value, json};
use sordino_browser_tests::{MARGARET, Method, Setup, Stage, play, switch};

const NOTES: &str = "/campaigns/field-notes/channels/email";
const URL: &str = "/v1/preferences";

/// A press on a button of the page around the widget.
const PRESS: &str = "const press = (id) => document.querySelector('#' + id).click();";

async fn press(stage: &Stage, id: &str) -> anyhow::Result<()> {
    stage.browser.js(&format!("{PRESS} press('{id}')")).await?;
    Ok(())
}

/// What every page of a framework does.
async fn works_in(name: &str) {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.watch_policy().await?;
        stage.open_npm(name).await?;
        stage.live().await?;
        browser.until("return $('.title').textContent", "What we send you").await?;
        stage.view(&format!("npm-{name}")).await?;
        // All of it came from the shop, as the bundler put it there.
        assert_eq!(stage.wire.seen_of(&Method::GET, "/assets/").len(), 0);
        assert_eq!(stage.wire.seen_of(&Method::GET, "/sordino.js").len(), 0);

        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        browser.until("return document.querySelector('output').textContent", NOTES).await?;

        // A token by a property, never by an attribute that would stay in the page.
        let names = browser.js("return host.getAttributeNames().sort()").await?;
        assert_eq!(names, json!(["endpoint", "lang"]));

        press(stage, "lang").await?;
        browser.until("return $('.title')?.textContent ?? null", "我们发送给您的消息").await?;
        stage.live().await?;

        press(stage, "show").await?;
        browser.until("return host", Value::Null).await?;
        press(stage, "show").await?;
        stage.live().await?;
        let on = format!("return $({})?.checked ?? null", json!(switch(NOTES)));
        browser.until(&on, false).await?;
        browser.press(&switch(NOTES)).await?;
        stage.quiet().await?;
        stage.until_kept(MARGARET, NOTES, true).await?;
        assert_eq!(browser.violations().await?, json!([]));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_react_it_saves_follows_its_props_and_comes_back() {
    works_in("react").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_vue_it_saves_follows_its_props_and_comes_back() {
    works_in("vue").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_svelte_it_saves_follows_its_props_and_comes_back() {
    works_in("svelte").await;
}

/// A framework takes the element out and makes another with each visit of its place in the app.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_framework_unmounts_leaves_nothing() {
    for name in ["react", "vue", "svelte"] {
        play(Setup::default(), async |stage| {
            let browser = &stage.browser;
            stage.open_npm(name).await?;
            stage.live().await?;
            let visits = format!(
                "{PRESS}
                const ready = () => new Promise((done) =>
                    document.addEventListener('sordino-ready', done, {{ once: true }}));
                for (let at = 0; at < 20; at++) {{
                    press('show');
                    while (document.querySelector('sordino-preferences')) await new Promise(setTimeout);
                    const again = ready();
                    press('show');
                    await again;
                }}"
            );
            let level = async || {
                browser.cdp("HeapProfiler.collectGarbage", json!({})).await?;
                browser.cdp("HeapProfiler.collectGarbage", json!({})).await?;
                let counted = browser.cdp("Memory.getDOMCounters", json!({})).await?;
                let count = |of: &str| counted[of].as_f64().unwrap_or_default();
                anyhow::Ok([count("nodes"), count("jsEventListeners")])
            };
            browser.js(&visits).await?;
            let before = level().await?;
            browser.js(&visits).await?;
            browser.js(&visits).await?;
            let after = level().await?;
            let [nodes, listeners] = std::array::from_fn(|at| after[at] - before[at]);
            // One widget has more than 500 nodes.
            assert!(nodes < 500.0, "{name}: {nodes} nodes are left of 40 visits");
            assert!(listeners < 40.0, "{name}: {listeners} listeners are left of 40 visits");
            Ok(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_framework_the_package_needs_an_import_and_a_tag() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.watch_policy().await?;
        stage.open_npm("plain").await?;
        stage.live().await?;
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        browser.until("return document.querySelector('output').textContent", NOTES).await?;
        // One language, and nothing that nobody asked for.
        let loaded = "return performance.getEntriesByType('resource')
            .map(({ name }) => new URL(name).pathname.split('/').at(-1))
            .filter((name) => /^(en|de|zh-Hans|wording|react|vue)-/.test(name)).map((name) => name.split('-')[0])";
        assert_eq!(browser.js(loaded).await?, json!(["en"]));
        assert_eq!(stage.wire.seen_of(&Method::GET, URL).len(), 1);
        assert_eq!(browser.violations().await?, json!([]));
        Ok(())
    })
    .await;
}
