//! The manners of a guest: what pages forbid, the widget does not need; what they own, it leaves.

use anyhow::Context;
use serde_json::{Value, json};
use sordino_browser_tests::{Engine, LinkTo, MARGARET, Method, Setup, Stage, play, switch};
use thirtyfour::prelude::By;

const NOTES: &str = "/campaigns/field-notes/channels/email";
const URL: &str = "/v1/preferences";
const GET: Method = Method::GET;

/// Opens a page of the shop's that a test writes itself: `HERE` is the gateway, `ELEMENT` the
/// element with a link in it.
async fn open(stage: &Stage, page: &str) -> anyhow::Result<()> {
    let element = "<sordino-preferences endpoint='HERE/v1/preferences'>
        <a class=shop-fallback href='/'>Manage</a></sordino-preferences>";
    let page = format!(
        "<!doctype html><html lang=en><head><title>A guest</title><link rel=icon href=leaf.svg>{page}"
    );
    let page = page.replace("ELEMENT", element).replace("HERE", &stage.wire.url());
    stage.shop.answer(GET, "/guest", 200, "text/html; charset=utf-8", &page);
    stage.browser.open(&format!("{}/guest", stage.shop.url())).await
}

/// Turns one thing off and everything, and takes both back.
async fn use_it(stage: &Stage) -> anyhow::Result<()> {
    let browser = &stage.browser;
    stage.live().await?;
    browser.press(&switch(NOTES)).await?;
    stage.status("Saved: Field Notes · Email is off.").await?;
    browser.press("button[value=undo]").await?;
    stage.status_says("Taken back").await?;
    browser.press(".leave button").await?;
    stage.status_says("Saved. You are unsubscribed from everything.").await?;
    browser.press("button[value=undo]").await?;
    stage.status_says("Taken back").await?;
    assert_eq!(stage.kept(MARGARET, "/subscribed").await?, Some(true));
    Ok(())
}

/// Saves a pause of some days by the form's own button.
async fn pause(stage: &Stage) -> anyhow::Result<()> {
    let browser = &stage.browser;
    browser
        .js("const form = $('.pause-new'); form.closest('details')?.setAttribute('open', '');
            form.from.value = '2026-12-01'; form.until.value = '2026-12-24'")
        .await?;
    browser.press(".pause-new button[value=pause]").await?;
    stage.quiet().await?;
    let pauses = stage.document(MARGARET).await?["pauses"].clone();
    assert_eq!(pauses[0]["until"], "2026-12-24", "{pauses}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_trusted_types_enforced_and_no_policy_allowed_everything_works() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let page = "<meta http-equiv=content-security-policy content=\"default-src 'none'; \
            script-src 'self' HERE 'wasm-unsafe-eval'; style-src 'self' HERE; img-src 'self'; \
            connect-src 'self' HERE; require-trusted-types-for 'script'; trusted-types 'none'\">\
            <script type=module src=HERE/sordino.js></script><main>ELEMENT</main>\
            <script type=module src=shop.js></script>";
        stage.watch_policy().await?;
        open(stage, page).await?;
        use_it(stage).await?;
        pause(stage).await?;
        browser.js("host.words = { en: { leave: 'No more letters' } }; host.reload()").await?;
        browser
            .until("return $('.leave button')?.textContent.trim() ?? null", "No more letters")
            .await?;
        stage.live().await?;
        browser.js("host.open()").await?;
        browser.until("return $('dialog')?.open ?? null", true).await?;
        browser.js("host.close(); host.setAttribute('lang', 'ar')").await?;
        browser.until("return $('.sordino').dir", "rtl").await?;
        stage.live().await?;
        assert_eq!(browser.violations().await?, json!([]));

        // The policy bites.
        let refused = "try { document.body.innerHTML = '<b></b>'; return false }
            catch (error) { return error instanceof TypeError }";
        let engine = Engine::current();
        engine.needs(engine == Engine::Chromium, "Trusted Types")?;
        assert_eq!(browser.js(refused).await?, true);
        stage.expect_complaints("TrustedHTML");
        stage.expect_complaints("Trusted Type");
        Ok(())
    })
    .await;
}

/// What `/integrity.json` says, as text and by the name of the script.
async fn integrity(stage: &Stage) -> anyhow::Result<(String, String)> {
    let map = format!("return (await fetch('{}/integrity.json')).json()", stage.wire.url());
    stage.open_shop().await?;
    let map = stage.browser.js(&map).await?;
    let scripts = map["integrity"].as_object().context("no integrity")?;
    let loader = scripts.iter().find(|(url, _)| url.ends_with("/sordino.js"));
    let loader = loader.and_then(|(_, hash)| hash.as_str()).context("no loader")?;
    Ok((map.to_string(), loader.to_owned()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_gateways_integrity_it_runs_and_a_script_that_was_changed_does_not() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let (map, loader) = integrity(stage).await?;
        let page = format!(
            "<script type=importmap>{map}</script>
            <script type=module src=HERE/sordino.js integrity={loader} crossorigin></script>
            <main>ELEMENT</main><script type=module src=shop.js></script>"
        );
        open(stage, &page).await?;
        use_it(stage).await?;

        let fallback = "return document.querySelector('.shop-fallback').checkVisibility()
            && document.querySelector('.shop-fallback').getBoundingClientRect().height > 0";
        // One of the files that the loader imports, and then the loader itself.
        for changed in ["/assets/widget.", "/sordino.js"] {
            let scripts = stage.wire.seen_of(&GET, changed);
            let path = scripts.iter().find(|it| it.path.ends_with(".js")).context("not loaded")?;
            let path = path.path.clone();
            let source = format!("return (await fetch('{}{path}')).text()", stage.wire.url());
            let source = browser.js(&source).await?;
            let source = source.as_str().context("no script")?.to_owned() + "\n//";
            let before = stage.wire.seen_of(&GET, &path).len();
            stage.wire.answer(GET, &path, 200, "text/javascript", &source);
            browser.cdp("Network.enable", json!({})).await?;
            browser.cdp("Network.setCacheDisabled", json!({ "cacheDisabled": true })).await?;
            open(stage, &page).await?;
            stage.wire.until_seen_times(before + 1, &GET, &path).await?;
            browser.until("return document.readyState", "complete").await?;
            // As long as something changed could need to take over.
            browser.js("await new Promise((done) => setTimeout(done, 300))").await?;
            assert_eq!(
                browser.js("return $('.sordino')?.dataset.live ?? null").await?,
                Value::Null
            );
            assert_eq!(browser.js(fallback).await?, true, "the link stays: {changed}");
        }
        stage.expect_complaints("integrity");
        Ok(())
    })
    .await;
}

/// The page in a frame without an origin: it has no storage, no cookies, and no session of its own,
/// so the page around it gives it a token.
async fn framed(stage: &Stage, sandbox: &str) -> anyhow::Result<()> {
    let script = "addEventListener('message', ({ data }) => {
        document.querySelector('sordino-preferences').token = data }); parent.postMessage('token', '*')";
    stage.shop.answer(GET, "/framed.js", 200, "text/javascript", script);
    let inside = "<!doctype html><html lang=en><title>Inside</title><main>
        <script type=module src=HERE/sordino.js></script>
        <sordino-preferences endpoint=HERE/v1/preferences></sordino-preferences>
        <script src=/framed.js></script>";
    let inside = inside.replace("HERE", &stage.wire.url());
    stage.shop.answer(GET, "/inside", 200, "text/html; charset=utf-8", &inside);
    let token = stage.token(LinkTo::of(MARGARET))?;
    let around = format!(
        "<iframe sandbox='{sandbox}' src=/inside width=1000 height=800></iframe><script>
        addEventListener('message', ({{ source }}) => source.postMessage('{token}', '*'))</script>"
    );
    open(stage, &around).await?;
    stage.browser.driver().enter_frame(0).await?;
    stage.live().await?;
    assert_eq!(stage.browser.js("return self.origin").await?, "null", "it has no origin");
    let storage = "try { return !localStorage } catch { return 'none' }";
    assert_eq!(stage.browser.js(storage).await?, "none");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_sandbox_that_allows_script_alone_it_works_without_storage() {
    play(Setup { sandboxed: true, ..Setup::default() }, async |stage| {
        framed(stage, "allow-scripts").await?;
        use_it(stage).await?;
        pause(stage).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_sandbox_that_allows_forms_too_nothing_is_sent_by_them() {
    play(Setup { sandboxed: true, ..Setup::default() }, async |stage| {
        framed(stage, "allow-scripts allow-forms").await?;
        use_it(stage).await?;
        pause(stage).await?;
        // A form that was sent would have left the page for another.
        assert_eq!(stage.shop.seen_of(&Method::POST, "/").len(), 0);
        assert_eq!(stage.shop.seen_of(&GET, "/inside").len(), 1);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_widgets_share_no_id_with_each_other_or_the_page() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        // The page has ids that the widget has, too.
        let page = "<script type=module src=HERE/sordino.js></script>
            <script type=module src=shop.js></script>
            <h1 id=title>Ours</h1><form id=find><input id=choices></form><main>ELEMENT ELEMENT ELEMENT</main>
            <script type=module src=/more.js></script>";
        let more = "const all = document.querySelectorAll('sordino-preferences')
            for (const it of all) it.tokenProvider = async () => (await fetch('/session/token')).text()";
        stage.shop.answer(GET, "/more.js", 200, "text/javascript", more);
        open(stage, page).await?;
        let live = "return [...document.querySelectorAll('sordino-preferences')]
            .filter((it) => it.shadowRoot?.querySelector('.sordino')?.dataset.live === '').length";
        browser.until(live, 3).await?;
        let strays = browser
            .js("const strays = [];
                for (const it of document.querySelectorAll('sordino-preferences')) {
                    const inside = it.shadowRoot, ids = [...inside.querySelectorAll('[id]')].map(({ id }) => id);
                    if (ids.length < 20) strays.push('too few ids');
                    if (new Set(ids).size < ids.length) strays.push('an id twice');
                    for (const label of inside.querySelectorAll('label')) {
                        if (label.control?.getRootNode() !== inside) strays.push(label.outerHTML);
                    }
                    for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'form', 'list']) {
                        for (const node of inside.querySelectorAll(`[${name}]`)) {
                            for (const id of node.getAttribute(name).split(/\\s+/).filter(Boolean)) {
                                if (!inside.getElementById(id)) strays.push(`${name}=${id}`);
                            }
                        }
                    }
                }
                return [strays, document.querySelectorAll('[id]').length, document.getElementById('title').textContent]")
            .await?;
        assert_eq!(strays, json!([[], 3, "Ours"]));
        // A label turns the switch of its own widget.
        browser
            .js(&format!(
                "document.querySelectorAll('sordino-preferences')[1].shadowRoot
                    .querySelector('{}').closest('.switch').querySelector('label').click()",
                switch(NOTES)
            ))
            .await?;
        let said = "return [...document.querySelectorAll('sordino-preferences')]
            .map((it) => it.shadowRoot.querySelector('.status[role=status]').innerText.trim())";
        browser.until(said, json!(["", "Saved: Field Notes · Email is off.", ""])).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_added_to_the_pages_globals() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let page = "<p>Ours</p><main>ELEMENT</main><script type=module src=shop.js></script>";
        open(stage, page).await?;
        // The driver leaves some of its own, as soon as it presses anything.
        browser.driver().find(By::Css("p")).await?.click().await?;
        browser
            .js("window.names = () => [window, document, history, Object.prototype, Array.prototype,
                    String.prototype, Promise.prototype, Element.prototype, HTMLElement.prototype]
                    .map((it) => Reflect.ownKeys(it).map(String));
                window.before = null; window.before = names();
                const script = document.createElement('script');
                script.type = 'module';
                script.src = host.getAttribute('endpoint').replace('v1/preferences', 'sordino.js');
                document.head.append(script)")
            .await?;
        use_it(stage).await?;
        browser.js("host.words = { en: { leave: 'No more letters' } }; host.reload()").await?;
        let leave = "return $('.leave button')?.textContent.trim() ?? null";
        browser.until(leave, "No more letters").await?;
        stage.live().await?;
        browser.js("host.open(); host.close()").await?;
        let added = "return names().map((names, at) =>
            names.filter((name) => !before[at].includes(name) && !/^\\$?cdc_/.test(name))).flat()";
        assert_eq!(browser.js(added).await?, json!([]));
        browser.js("window.stray = 1").await?;
        assert_eq!(browser.js(added).await?, json!(["stray"]), "it would be seen");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn embedded_it_asks_nobody_but_the_gateway() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        use_it(stage).await?;
        pause(stage).await?;
        let origins = browser
            .js("return [...new Set(performance.getEntriesByType('resource')
                .map(({ name }) => new URL(name).origin))].sort()")
            .await?;
        let mut ours = vec![stage.wire.url(), stage.shop.url()];
        ours.sort();
        assert_eq!(origins, json!(ours));
        // Of the shop it asks nothing: only the page does.
        let paths: Vec<_> = stage.shop.seen().into_iter().map(|seen| seen.path).collect();
        let known = ["/", "/shop.css", "/shop.js", "/leaf.svg", "/session/token"];
        assert!(paths.iter().all(|path| known.contains(&path.as_str())), "{paths:?}");
        Ok(())
    })
    .await;
}

/// However the script and the element come together.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn before_and_after_the_page_is_there_it_makes_no_difference() {
    let make = "const it = document.createElement('sordino-preferences');
        it.setAttribute('endpoint', 'HERE/v1/preferences');
        it.words = { en: { leave: 'No more letters' } };
        it.tokenProvider = async () => (await fetch('/session/token')).text();";
    let load = "const script = document.createElement('script');
        script.type = 'module'; script.src = 'HERE/sordino.js'; document.head.append(script);";
    let set = "const it = document.querySelector('sordino-preferences');
        it.words = { en: { leave: 'No more letters' } };
        it.tokenProvider = async () => (await fetch('/session/token')).text();";
    let ways = [
        (
            "the script before the element",
            format!(
                "<script type=module async src=HERE/sordino.js></script><main>ELEMENT<script>{set}</script>"
            ),
        ),
        (
            "the element before the script",
            format!(
                "<main>ELEMENT<script>{set}</script></main><script type=module src=HERE/sordino.js></script>"
            ),
        ),
        (
            "the script long after the page",
            format!(
                "<main>ELEMENT</main><script>addEventListener('load', () => {{ {set} {load} }})</script>"
            ),
        ),
        (
            "an element made before the script",
            format!(
                "<main></main><script>{make} document.querySelector('main').append(it);
            addEventListener('load', () => {{ {load} }})</script>"
            ),
        ),
        (
            "an element made and put in after the script",
            format!(
                "<main></main><script type=module>import 'HERE/sordino.js';
            {make} document.querySelector('main').append(it)</script>"
            ),
        ),
        (
            "an element that is parsed after the script",
            format!(
                "<main></main><script type=module>import 'HERE/sordino.js';
            document.querySelector('main').innerHTML = `ELEMENT`; {set}</script>"
            ),
        ),
    ];
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        for &(way, ref page) in &ways {
            stage.shop.clear();
            open(stage, page).await?;
            let shown = "return $('.leave button')?.textContent.trim() ?? null";
            browser.until(shown, "No more letters").await.context(way)?;
            stage.live().await.context(way)?;
            let asked = stage.wire.seen_of(&GET, URL).len();
            let was = stage.is_on(NOTES).await?;
            browser.press(&switch(NOTES)).await.context(way)?;
            stage.until_kept(MARGARET, NOTES, !was).await.context(way)?;
            assert_eq!(stage.wire.seen_of(&GET, URL).len(), asked, "{way}");
        }
        Ok(())
    })
    .await;
}
