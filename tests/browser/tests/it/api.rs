//! What a page's own script can do with the element.

use serde_json::{Value, json};
use sordino_browser_tests::{LinkTo, MARGARET, Method, Setup, Stage, play, switch};
use thirtyfour::prelude::Key;

const NOTES: &str = "/campaigns/field-notes/channels/email";
const URL: &str = "/v1/preferences";

/// Keeps what the element says, as lists of a type and a code.
const HEAR: &str = "
    window.heard = []
    for (const type of ['ready', 'change', 'error', 'close']) {
        host.addEventListener('sordino-' + type, ({ type, detail }) =>
            heard.push([type.slice(8), typeof detail === 'string' ? detail : !!detail?.receipt]))
    }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn as_a_dialog_it_is_opened_used_and_closed_and_the_focus_comes_back() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        browser.open(&format!("{}/?dialog=yes", stage.shop.url())).await?;
        browser.until("return !!customElements.get('sordino-preferences')", true).await?;
        browser.js(HEAR).await?;
        browser
            .js("const opens = document.querySelector('.shop-skip');
                opens.id = 'opens';
                opens.onclick = (ev) => { ev.preventDefault(); host.open() };
                opens.focus();
                opens.click()")
            .await?;
        stage.live().await?;
        assert_eq!(
            browser.js("return root.querySelector('dialog').matches(':modal')").await?,
            true
        );
        browser.until("return $('.close').ariaLabel", "Close").await?;
        stage.axe_here().await?;
        stage.view("dialog").await?;
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));

        browser.keys(Key::Escape).await?;
        browser.until("return $('dialog') === null", true).await?;
        assert_eq!(browser.js("return document.activeElement.id").await?, "opens");
        assert_eq!(browser.js("return visible('.title')").await?, false, "it is out of sight");
        let heard = json!([["ready", false], ["change", true], ["close", false]]);
        assert_eq!(browser.js("return heard").await?, heard);

        browser.js("document.querySelector('#opens').click()").await?;
        browser.until("return visible('.title')", true).await?;
        assert_eq!(
            browser.js("return $('.status').textContent").await?,
            "Saved: Field Notes · Email is off."
        );
        browser.press(".close").await?;
        browser.until("return visible('.title')", false).await?;
        assert_eq!(browser.js("return heard.at(-1)").await?, json!(["close", false]));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_phone_the_dialog_is_a_page_of_its_own() {
    play(Setup::phone(375), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        browser.js("host.open()").await?;
        let fills = "const at = $('dialog').getBoundingClientRect();
            return [at.left, at.top, at.width === innerWidth, at.height === innerHeight]";
        assert_eq!(browser.js(fills).await?, json!([0, 0, true, true]));
        stage.view("dialog-phone").await?;
        stage.axe_here().await?;
        browser.js("host.close()").await?;
        browser.until("return $('dialog') === null", true).await?;
        assert_eq!(browser.js("return visible('.title')").await?, true, "where it was before");
        Ok(())
    })
    .await;
}

/// Text that is selected to beyond the edge is no press there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_press_beside_the_dialog_closes_it_and_one_that_began_within_does_not() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        browser.js("host.open()").await?;
        let title = browser.find(".title").await?;
        let chain = || browser.driver().action_chain();
        chain()
            .move_to_element_center(&title)
            .click_and_hold()
            .move_to(3, 3)
            .release()
            .perform()
            .await?;
        assert_eq!(browser.js("return $('dialog').open").await?, true);
        chain().move_to(3, 3).click().perform().await?;
        browser.until("return $('dialog') === null", true).await
    })
    .await;
}

/// A finger, in engines that have none to show.
const FINGER: &str = "
    const media = matchMedia
    window.matchMedia = (query) => (query === '(pointer: coarse)' ? { matches: true } : media(query))";

/// Where a page has been, and what it heard, with what its history says at that moment.
const TRACES: &str = "
    window.stayed = true
    window.heard = []
    history.replaceState({ routed: 1 }, '')
    host.addEventListener('sordino-close', () => heard.push(history.state))";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_phone_going_back_closes_the_dialog_and_not_the_page() {
    play(Setup::phone(375), async |stage| {
        let browser = &stage.browser;
        stage.before_each_page(FINGER).await?;
        stage.open_shop().await?;
        stage.live().await?;
        browser.js(TRACES).await?;
        let (closed, state) = ("return $('dialog') === null", "return history.state");

        browser.js("host.open()").await?;
        let placed = "return [history.state.routed, typeof history.state.sordino]";
        assert_eq!(browser.js(placed).await?, json!([1, "number"]));
        browser.back().await?;
        browser.until(closed, true).await?;
        browser.until("return [stayed, heard]", json!([true, [{ "routed": 1 }]])).await?;

        // Who closes it otherwise has its place taken away before anybody hears of it.
        browser.js("host.open()").await?;
        let length = browser.js("return history.length").await?;
        browser.press(".close").await?;
        browser.until("return heard", json!([{ "routed": 1 }, { "routed": 1 }])).await?;
        browser.js("host.open()").await?;
        assert_eq!(browser.js("return history.length").await?, length, "one place, again");

        // What the page put on top of it stays, and a place that was left behind is taken again.
        browser.js("history.pushState({ routed: 2 }, ''); host.close()").await?;
        browser.until(closed, true).await?;
        assert_eq!(browser.js(state).await?, json!({ "routed": 2 }));
        browser.back().await?;
        browser.until("return history.state.routed", 1).await?;
        let length = browser.js("host.open(); return history.length").await?;
        browser.press(".close").await?;
        browser.until(state, json!({ "routed": 1 })).await?;
        assert_eq!(browser.js("return history.length").await?, length);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_phone_a_page_that_closes_the_dialog_gets_where_it_goes() {
    play(Setup::phone(375), async |stage| {
        let browser = &stage.browser;
        stage.before_each_page(FINGER).await?;
        for goes in ["host.close()", "host.remove()"] {
            stage.open_shop().await?;
            stage.live().await?;
            browser.js(&format!("host.open(); {goes}; location.search = 'further'")).await?;
            browser.until("return location.search", "?further").await?;
        }
        Ok(())
    })
    .await;
}

/// A router may guard the way back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_phone_a_page_that_hears_of_no_way_back_has_the_widget_again() {
    play(Setup::phone(375), async |stage| {
        let browser = &stage.browser;
        stage.before_each_page(FINGER).await?;
        stage
            .before_each_page("addEventListener('popstate', (ev) => ev.stopImmediatePropagation())")
            .await?;
        stage.open_shop().await?;
        stage.live().await?;
        browser.js(TRACES).await?;
        browser.js("host.open()").await?;
        browser.press(".close").await?;
        browser.until("return visible('.title')", true).await?;
        browser.until("return heard.length", 1).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_mouse_the_dialog_leaves_the_pages_history_alone() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        browser.js(TRACES).await?;
        let before = browser.js("return history.length").await?;
        browser.js("host.open()").await?;
        assert_eq!(browser.js("return history.state").await?, json!({ "routed": 1 }));
        browser.js("host.close()").await?;
        browser.until("return $('dialog') === null", true).await?;
        assert_eq!(browser.js("return history.length").await?, before);
        assert_eq!(browser.js("return heard").await?, json!([{ "routed": 1 }]));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_has_the_document_has_it_shown_and_not_asked_for() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        let document = stage.document(MARGARET).await?;
        let before = stage.wire.seen_of(&Method::GET, URL).len();
        browser
            .js(&format!(
                "const second = document.createElement('sordino-preferences');
                second.setAttribute('endpoint', host.getAttribute('endpoint'));
                second.document = {document};
                second.tokenProvider = host.tokenProvider;
                host.replaceWith(second)"
            ))
            .await?;
        stage.live().await?;
        browser.until("return $('.address').textContent", "For m•••@example.com").await?;
        assert_eq!(stage.wire.seen_of(&Method::GET, URL).len(), before);
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        browser.js("host.reload()").await?;
        stage.live().await?;
        let on = format!("return $({}).checked", json!(switch(NOTES)));
        browser.until(&on, false).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unsubscribing_by_script_promises_what_came_of_it() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        // Before it works, too.
        let left = "return host.unsubscribeAll().then(
            ({ document }) => document.subscribed, (error) => error.message)";
        assert_eq!(browser.js(&format!("return await (async () => {{ {left} }})()")).await?, false);
        assert_eq!(stage.document(MARGARET).await?["subscribed"], false);
        stage.status("Saved. You are unsubscribed from everything.").await?;

        browser.press("button[value=undo]").await?;
        stage.status("Taken back. Everything is as it was.").await?;
        let problem = json!({ "code": "unknown_campaign", "status": 409 }).to_string();
        stage.wire.answer(Method::POST, URL, 409, "application/problem+json", &problem);
        let refused = browser.js(&format!("return await (async () => {{ {left} }})()")).await?;
        assert_eq!(refused, "unknown_campaign");
        stage.expect_complaints("status of 409");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_element_that_is_moved_stays_and_attributes_begin_anew() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        let before = stage.wire.seen_of(&Method::GET, URL).len();
        browser
            .js("window.it = host; window.wrapper = $('.sordino'); document.body.append(host)")
            .await?;
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        assert_eq!(browser.js("return $('.sordino') === wrapper").await?, true, "the same");
        assert_eq!(stage.wire.seen_of(&Method::GET, URL).len(), before);

        browser.js("host.setAttribute('lang', 'zh-Hans')").await?;
        browser.until("return $('.title')?.textContent ?? null", "我们发送给您的消息").await?;
        stage.live().await?;
        browser.js("host.remove(); await new Promise((done) => setTimeout(done)); document.body.append(it)").await?;
        stage.live().await?;
        browser.press(&switch(NOTES)).await?;
        stage.quiet().await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(true));
        Ok(())
    })
    .await;
}

/// Puts an element in and takes it out a thousand times, and fails if that leaves anything. `has`
/// says what it is given, `says` what it waits for before it goes.
async fn comes_and_goes(stage: &Stage, has: &str, says: &str) -> anyhow::Result<()> {
    let browser = &stage.browser;
    let token = stage.token(LinkTo::of(MARGARET))?;
    browser
        .js(&format!(
            "window.comes = async (times) => {{
                for (let at = 0; at < times; at++) {{
                    const it = document.createElement('sordino-preferences');
                    it.setAttribute('endpoint', host.getAttribute('endpoint'));
                    it.setAttribute('without-queue', '');
                    {has}
                    it.token = '{token}';
                    const said = new Promise((done) => it.addEventListener('{says}', done));
                    document.body.append(it);
                    await said;
                    it.remove();
                }}
            }}"
        ))
        .await?;
    let level = async || {
        browser.cdp("HeapProfiler.collectGarbage", json!({})).await?;
        browser.cdp("HeapProfiler.collectGarbage", json!({})).await?;
        let counted = browser.cdp("Memory.getDOMCounters", json!({})).await?;
        let heap = browser.cdp("Runtime.getHeapUsage", json!({})).await?;
        let count = |of: &Value| of.as_f64().unwrap_or_default();
        let wasm = count(&heap["backingStorageSize"]);
        anyhow::Ok([
            count(&counted["nodes"]),
            count(&counted["jsEventListeners"]),
            count(&heap["usedSize"]),
            wasm,
        ])
    };
    browser.js("return await comes(100)").await?;
    let before = level().await?;
    for _ in 0..9 {
        browser.js("return await comes(100)").await?;
    }
    let after = level().await?;
    let [nodes, listeners, heap, wasm] = std::array::from_fn(|at| after[at] - before[at]);
    assert!(nodes < 2_000.0 && listeners < 200.0, "{nodes} nodes, {listeners} listeners more");
    assert!(heap < 1_000_000.0, "{heap} bytes of JavaScript more");
    assert!(wasm < 200_000.0, "{wasm} bytes of buffers more");
    Ok(())
}

/// What comes and goes with each page of an app that is one page must leave nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_elements_that_came_and_went_leave_nothing() {
    play(Setup::default(), async |stage| {
        stage.open_shop().await?;
        stage.live().await?;
        let document: Value = serde_json::from_str(include_str!(
            "../../../../crates/contract/examples/document.json"
        ))?;
        comes_and_goes(stage, &format!("it.document = {document};"), "sordino-ready").await
    })
    .await;
}

/// One that waits for the network waits for as long as it is there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_elements_that_never_reached_a_backend_leave_nothing() {
    play(Setup::default(), async |stage| {
        stage.open_shop().await?;
        stage.live().await?;
        // A port that browsers ask nothing of.
        let nowhere = "it.setAttribute('endpoint', 'http://127.0.0.1:9/');";
        comes_and_goes(stage, nowhere, "sordino-error").await?;
        stage.expect_complaints("127.0.0.1:9");
        Ok(())
    })
    .await;
}
