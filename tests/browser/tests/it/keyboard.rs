//! Without a mouse.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sordino_browser_tests::{Browser, LinkTo, MARGARET, Setup, play, switch};
use thirtyfour::prelude::Key;

const NOTES: &str = "/campaigns/field-notes/channels/email";
/// The path of the switch that has the focus, or the words on the button.
const FOCUS: &str = "const at = root?.activeElement;
    return at?.type === 'checkbox' ? at.value : at?.innerText ?? null";

/// Presses Tab until what has the focus has this value, and says what was passed.
async fn tab_to(browser: &Browser, value: &str) -> anyhow::Result<Vec<String>> {
    let mut passed = Vec::new();
    for _ in 0..120 {
        browser.keys(Key::Tab).await?;
        if let Value::String(at) = browser.js(FOCUS).await? {
            if at == value {
                return Ok(passed);
            }
            passed.push(at);
        }
    }
    anyhow::bail!("Tab never came to `{value}`, only to {passed:?}")
}

/// Enter presses a form's first button, which is the one that turns all of a page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn enter_on_a_switch_turns_that_switch_and_on_a_box_that_box() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let focus = async |css: &str| browser.js(&format!("$({}).focus()", json!(css))).await;
        let before = stage.record(MARGARET).await?.len();
        focus(&switch(NOTES)).await?;
        browser.keys(Key::Enter).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        assert_eq!(stage.record(MARGARET).await?.len(), before + 1);
        browser.press(".pauses summary").await?;
        browser.press(".pause-only summary").await?;
        let only = "[name=only][value=\"/campaigns/spring-sale\"]";
        focus(only).await?;
        browser.keys(Key::Enter).await?;
        browser.until(&format!("return $('{only}').checked"), true).await?;
        assert_eq!(stage.document(MARGARET).await?["pauses"], json!([]), "nothing is paused");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_enter_on_a_switch_saves_what_was_turned() {
    play(Setup { script: false, ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        let focus = format!("$({}).focus()", json!(switch(NOTES)));
        browser.js(&focus).await?;
        browser.keys(Key::Space).await?;
        browser.keys(Key::Enter).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        browser.js(&focus).await?;
        browser.keys(Key::Enter).await?;
        stage.status("Nothing had to change.").await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_done_by_keyboard_alone() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;

        tab_to(browser, "Unsubscribe from everything").await?;
        stage.shot("keyboard-focus-leave").await?;
        tab_to(browser, NOTES).await?;
        assert_eq!(
            browser
                .js("const { outlineStyle, outlineWidth } = getComputedStyle(root.activeElement);
                    return [outlineStyle, outlineWidth]")
                .await?,
            json!(["solid", "3px"]),
            "where the focus is can be seen"
        );
        browser.keys(Key::Space).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        assert_eq!(browser.js(FOCUS).await?, NOTES, "the focus stays on the switch");
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        stage.view("keyboard-focus-switch").await?;

        tab_to(browser, "Undo").await?;
        browser.keys(Key::Enter).await?;
        stage.status("Taken back. Everything is as it was.").await?;
        assert_eq!(browser.js(FOCUS).await?, "Undo", "the focus stays on Undo");
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(true));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaving_and_coming_back_keep_the_focus_on_one_button() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        tab_to(browser, "Unsubscribe from everything").await?;
        browser.keys(Key::Enter).await?;
        stage.status("Saved. You are unsubscribed from everything.").await?;
        assert_eq!(
            browser.js(FOCUS).await?,
            "Turn my choices back on",
            "the same button, with its other use"
        );
        browser.keys(Key::Space).await?;
        stage.status("Saved. Your earlier choices apply again.").await?;
        assert_eq!(browser.js(FOCUS).await?, "Unsubscribe from everything");
        Ok(())
    })
    .await;
}

/// A button that turns many off is the one that turns them on as soon as it was pressed. Who pressed
/// twice in haste was on everything, also on what they never wanted; who held the key as well.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_click_and_a_key_that_is_held_turn_off_and_not_on_again() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let all = browser.find(".find .turn").await?;
        browser.driver().action_chain().double_click_element(&all).perform().await?;
        stage.status_says("Saved").await?;
        stage.quiet().await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false), "it was on");
        let never = "/campaigns/member-prices/channels/sms";
        assert_eq!(stage.kept(MARGARET, never).await?, Some(false), "it was never on");

        browser.js("$('.leave-button').focus()").await?;
        let down = |repeat: bool| {
            let (key, code) = (json!("Enter"), json!("\r"));
            json!({ "type": "keyDown", "key": key, "code": key, "text": code,
                "windowsVirtualKeyCode": 13, "autoRepeat": repeat })
        };
        for repeat in [false, true, true, true] {
            browser.cdp("Input.dispatchKeyEvent", down(repeat)).await?;
        }
        stage.status_says("Saved. You are unsubscribed from everything.").await?;
        stage.quiet().await?;
        assert_eq!(stage.kept(MARGARET, "/subscribed").await?, Some(false), "a key that is held");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tab_reaches_every_switch_that_can_be_turned_in_the_order_of_the_page() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let all: Vec<String> = serde_json::from_value(
            browser
                .js("return $$('input[role=switch]').filter((box) => !box.disabled).map((box) => box.value)")
                .await?,
        )?;
        assert!(all.len() > 20, "the sample has many: {all:?}");
        let last = all.last().cloned().unwrap_or_default();
        let mut passed = tab_to(browser, &last).await?;
        passed.push(last);
        passed.retain(|value| value.starts_with('/'));
        assert_eq!(passed, all);
        assert_eq!(passed.iter().collect::<BTreeSet<_>>().len(), all.len());
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_the_focus_is_never_under_the_bar() {
    play(Setup { size: (1280, 700), ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let hidden = "const box = root.activeElement;
            if (!box?.matches('[type=checkbox], select')) return null;
            const { left, width, top, height } = box.getBoundingClientRect();
            const over = root.elementFromPoint(left + width / 2, top + height / 2);
            return over === box ? null : `${box.name} ${box.value} is under ${over?.className}`";
        // With something said in the bar, so that it is there to cover things.
        browser.press(".leave button").await?;
        stage.status_says("Saved").await?;
        for _ in 0..60 {
            browser.keys(Key::Tab).await?;
            assert_eq!(browser.js(hidden).await?, json!(null));
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ring_around_what_has_the_focus_is_cut_off_nowhere() {
    play(Setup::phone(320), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.js("for (const it of $$('details')) it.open = true").await?;
        browser.keys(Key::Tab).await?;
        // What is not laid out while out of sight is clipped at its edge, or a little beyond.
        let cut = "return $$('a, button, input, select, textarea, summary').filter((it) => {
            it.focus();
            if (it !== root.activeElement) return false;
            const ring = getComputedStyle(it);
            const reach = parseFloat(ring.outlineWidth) + parseFloat(ring.outlineOffset);
            const { left, right } = it.getBoundingClientRect();
            for (let around = it.parentElement; around; around = around.parentElement) {
                const style = getComputedStyle(around);
                if (style.contentVisibility !== 'auto') continue;
                const room = parseFloat(style.overflowClipMargin) || 0;
                const edge = around.getBoundingClientRect();
                if (left - reach < edge.left - room || right + reach > edge.right + room) return true;
            }
        }).map((it) => it.outerHTML.slice(0, 120))";
        assert_eq!(browser.js(cut).await?, json!([]));
        Ok(())
    })
    .await;
}
