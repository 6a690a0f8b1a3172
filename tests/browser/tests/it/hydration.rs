//! Script takes over what the server rendered, and nobody notices.

use serde_json::json;
use sordino_browser_tests::{LinkTo, MARGARET, Setup, play, switch};

const NOTES: &str = "/campaigns/field-notes/channels/email";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hydration_keeps_every_node_and_the_focus() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let held = stage.hold_wasm();
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        let count = browser
            .js("const all = $$('.sordino, .sordino *');
                all.forEach((node, at) => node.mark = at);
                return all.length")
            .await?;
        browser.js(&format!("$('{}').focus()", switch(NOTES))).await?;
        let nodes = "const all = $$('.sordino, .sordino *');
            return [all.length, all.every((node, at) => node.mark === at)]";
        assert_eq!(browser.js(nodes).await?, json!([count, true]), "marked before hydration");
        assert_eq!(browser.js("return $('.sordino').dataset.live ?? null").await?, json!(null));

        drop(held);
        stage.live().await?;
        assert_eq!(browser.js(nodes).await?, json!([count, true]), "the same nodes, in order");
        assert_eq!(
            browser.js("return root.activeElement?.value ?? null").await?,
            NOTES,
            "the focus stayed where it was"
        );
        // And they react.
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        assert_eq!(browser.js(nodes).await?, json!([count, true]), "a change replaces no node");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_turned_while_hundreds_of_rows_come_to_life_step_by_step_is_saved() {
    play(Setup::default(), async |stage| {
        let (browser, first) = (&stage.browser, "/campaigns/c-0/channels/email");
        stage.offer(500).await?;
        // Between two steps, as the browser would: some rows are done, and others are not.
        let turn = json!(switch(first));
        stage
            .before_each_page(&format!(
                "window.steps = 0
                const step = async () => {{
                    if (++window.steps !== 6) return
                    const root = document.querySelector('sordino-preferences').shadowRoot
                    window.wasLive = root.querySelector('.sordino').dataset.live ?? null
                    root.querySelector({turn}).click()
                }}
                Object.defineProperty(window, 'scheduler', {{ value: {{ yield: step }} }})"
            ))
            .await?;
        let held = stage.hold_wasm();
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        assert_eq!(stage.kept(MARGARET, first).await?, Some(true));

        drop(held);
        stage.live().await?;
        assert_eq!(
            browser.js("return [window.steps > 6, window.wasLive]").await?,
            json!([true, null])
        );
        stage.until_kept(MARGARET, first, false).await?;
        assert!(!stage.is_on(first).await?);
        Ok(())
    })
    .await;
}

/// WebKit does not take what it preloads for what it fetches, unless that is there already.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_webassembly_travels_once_however_long_it_takes() {
    play(Setup::default(), async |stage| {
        let held = stage.hold_wasm();
        stage.browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        let defined = "return !!customElements.get('sordino-preferences')";
        stage.browser.until(defined, true).await?;
        drop(held);
        stage.live().await?;
        let seen = stage.wire.seen();
        let wasm = seen.iter().filter(|it| it.path.ends_with(".wasm"));
        assert_eq!(wasm.count(), 1);
        Ok(())
    })
    .await;
}

/// What a server wrote is right, and the first date that a browser writes takes it as long as all
/// else here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_browser_writes_no_date_until_something_changes() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage
            .before_each_page(
                "window.formats = 0
                Intl.DateTimeFormat = new Proxy(Intl.DateTimeFormat, {
                    construct: (of, given) => (formats++, Reflect.construct(of, given)) })",
            )
            .await?;
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.live().await?;
        let dates = "return [...$$('.life, .details dd')].map((it) => it.textContent).join()";
        let written = browser.js(dates).await?;
        assert!(written.to_string().contains("20"), "there are some: {written}");
        assert_eq!(browser.js("return window.formats").await?, 0);
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        assert_eq!(browser.js(dates).await?, written);
        browser.until("return window.formats > 0", true).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_box_that_was_turned_before_the_script_came_is_saved_after_it() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let held = stage.hold_wasm();
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        browser.press(&switch(NOTES)).await?;
        assert!(!stage.is_on(NOTES).await?, "a plain box turns by itself");
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(true), "nothing is saved yet");

        drop(held);
        stage.live().await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        assert!(!stage.is_on(NOTES).await?);
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_button_that_is_pressed_before_the_script_came_works_as_a_form() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let held = stage.hold_wasm();
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        browser.press("button[value=leave]").await?;
        stage.status("Saved. You are unsubscribed from everything.").await?;
        assert_eq!(stage.kept(MARGARET, "/subscribed").await?, Some(false));
        drop(held);
        stage.live().await?;
        stage.status("Saved. You are unsubscribed from everything.").await?;
        browser.press("button[value=undo]").await?;
        stage.status_says("Taken back").await?;
        assert_eq!(stage.kept(MARGARET, "/subscribed").await?, Some(true));
        Ok(())
    })
    .await;
}

/// A loader of the build before, from a cache, would not know what is on the page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_names_the_loader_of_its_own_build() {
    play(Setup::default(), async |stage| {
        stage.open_page(MARGARET).await?;
        let named = "return document.querySelector('script[type=module]').getAttribute('src')";
        let named = stage.browser.js(named).await?;
        let tag =
            named.as_str().and_then(|it| it.strip_prefix("/sordino.js?v=")).unwrap_or_default();
        assert!(tag.len() == 16 && tag.bytes().all(|it| it.is_ascii_hexdigit()), "{named}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_whose_script_never_comes_offers_to_save() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let held = stage.hold_wasm();
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        browser.press(&switch(NOTES)).await?;
        // The style sheet shows the button when the script has kept people waiting.
        browser.until("return visible('.save')", true).await?;
        browser.press(".save").await?;
        stage.status_says("Saved").await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        drop(held);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn save_is_gone_once_script_saves_by_itself() {
    play(Setup::default(), async |stage| {
        stage.open_page(MARGARET).await?;
        assert_eq!(stage.browser.js("return visible('.save')").await?, false);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_form_did_is_not_said_again_once_something_else_was_done() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let held = stage.hold_wasm();
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        browser.press("button[value=leave]").await?;
        stage.status("Saved. You are unsubscribed from everything.").await?;
        drop(held);
        stage.live().await?;
        let title = "return document.title";
        browser.until(title, "Saved. What we send you · Larkfield").await?;
        browser.press(".leave button").await?;
        stage.status("Saved. Your earlier choices apply again.").await?;
        browser.until(title, "What we send you · Larkfield").await?;

        browser.reload().await?;
        stage.live().await?;
        let said = browser.js("return text('.status[role=status]')").await?.to_string();
        assert!(!said.contains("unsubscribed"), "it is not so any more: {said}");
        Ok(())
    })
    .await;
}
