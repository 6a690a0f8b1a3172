//! What is pressed before the WebAssembly is there, and what happens meanwhile.

use serde_json::json;
use sordino_browser_tests::{LinkTo, MARGARET, Method, Setup, Stage, play, switch};

const POST: Method = Method::POST;
const URL: &str = "/v1/preferences";
const NOTES: &str = "/campaigns/field-notes/channels/email";

/// Silence is never consent: what is on after it was on before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_buttons_that_turn_the_same_off_turn_nothing_on() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let held = stage.hold_wasm();
        stage.open_shop().await?;
        stage.ready().await?;
        // All of a group, and then all of a campaign of it.
        let turned = "const group = $$('section.card').find((it) => it.querySelector('li .turn[value^=off]'));
            const buttons = [group.querySelector('.turn'), group.querySelector('li .turn[value^=off]')];
            for (const it of buttons) it.click();
            return buttons.map((it) => it.value.slice(0, 4))";
        assert_eq!(browser.js(turned).await?, json!(["off ", "off "]));
        let before = stage.document(MARGARET).await?;
        drop(held);
        stage.live().await?;
        stage.quiet().await?;
        // The last of them would have been sent by then.
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let after = stage.document(MARGARET).await?;
        assert_ne!(before["campaigns"], after["campaigns"], "something was turned off");
        let campaigns = |it: &serde_json::Value| it["campaigns"].as_array().cloned().unwrap_or_default();
        for (was, is) in campaigns(&before).iter().zip(campaigns(&after)) {
            for (channel, on) in is["channels"].as_object().into_iter().flatten() {
                assert!(on == false || was["channels"][channel] == true, "{} {channel}", is["id"]);
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_pressed_is_done_before_the_widget_begins_anew() {
    for anew in ["host.lang = 'de'", "host.reload()"] {
        play(Setup::default(), async |stage: &Stage| {
            let browser = &stage.browser;
            let held = stage.hold_wasm();
            stage.open_shop().await?;
            stage.ready().await?;
            browser.press(&switch(NOTES)).await?;
            browser.press("button[value=leave]").await?;
            browser.js(anew).await?;
            drop(held);
            stage.until_kept(MARGARET, NOTES, false).await?;
            stage.until_kept(MARGARET, "/subscribed", false).await?;
            if anew.contains("lang") {
                browser.until("return $('.sordino').lang", "de").await?;
            }
            stage.live().await
        })
        .await;
    }
}

/// The hosted page has a server behind its forms.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_is_on_its_way_is_not_sent_again_by_script() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.wire.hold(Method::GET, ".wasm");
        stage.wire.hold(POST, "/p/");
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        browser.press(&switch(NOTES)).await?;
        // Later than the driver's answer, which would wait for the next page.
        browser.js("setTimeout(() => $('.save').click(), 300)").await?;
        stage.wire.until_seen(&POST, "/p/").await?;
        stage.wire.release(".wasm");
        // By then what was turned would have been sent. A page that is being left cannot be asked.
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        stage.wire.clear();
        stage.status_says("Saved: Field Notes · Email is off.").await?;
        assert_eq!(stage.wire.seen_of(&POST, URL).len(), 0, "the form alone");
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        browser.until("return visible('button[value=undo]')", true).await
    })
    .await;
}
