//! A page that is left, covered, or shown again.

use std::time::Duration;

use serde_json::json;
use sordino_browser_tests::{Engine, MARGARET, Setup, play, switch};

use crate::queue::{CALENDAR, NOTES, POST, URL, WORKSHOPS, hide, posted, until_kept_here};

/// The first is held on its way, so nothing that waits for its answer would ever leave.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_left_right_after_a_click_sends_all_that_waits() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        stage.wire.hold(POST, URL);
        let away = format!("{}/message.html", stage.shop.url());
        browser
            .js(&format!(
                "Object.defineProperty(window, 'localStorage', {{ get() {{ throw 0 }} }});
                for (const place of ['{}', '{}', '{}']) $(place).click();
                location.href = '{away}'",
                switch(NOTES),
                switch(CALENDAR),
                switch(WORKSHOPS)
            ))
            .await?;
        browser.until("return document.title", "Stoves are lit · Mail").await?;
        stage.wire.until_seen_times(3, &POST, URL).await?;
        stage.wire.clear();
        for place in [NOTES, CALENDAR, WORKSHOPS] {
            stage.until_kept(MARGARET, place, false).await?;
        }
        assert_eq!(posted(stage).len(), 3, "each once");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_was_only_covered_goes_on_where_it_was() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let before = stage.record(MARGARET).await?.len();
        stage.wire.hold(POST, URL);
        browser.press(&switch(NOTES)).await?;
        browser.press(&switch(CALENDAR)).await?;
        hide(browser, true).await?;
        stage.wire.until_seen_times(2, &POST, URL).await?;
        hide(browser, false).await?;
        stage.wire.clear();
        stage.quiet().await?;
        for place in [NOTES, CALENDAR] {
            assert!(!stage.is_on(place).await?);
            assert_eq!(stage.kept(MARGARET, place).await?, Some(false));
        }
        assert_eq!(stage.record(MARGARET).await?.len(), before + 2, "each once");
        until_kept_here(stage, 0).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_is_shown_again_shows_what_changed_and_disturbs_nothing() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.press(&switch(WORKSHOPS)).await?;
        stage.status_says("Saved").await?;
        browser.press(".survey summary").await?;
        browser.until("return visible('.survey textarea')", true).await?;
        browser.press(".pauses summary").await?;
        browser.until("return visible('.pause-new input[name=until]')", true).await?;
        browser
            .js("$('.pause-new input[name=until]').value = '2026-12-24';
                const words = $('.survey textarea');
                words.value = 'Half a tho';
                words.focus();
                words.setSelectionRange(4, 6)")
            .await?;
        hide(browser, true).await?;
        browser.another_tab().await?;
        stage.open_page(MARGARET).await?;
        browser.press(&switch(NOTES)).await?;
        stage.quiet().await?;
        browser.tab(0).await?;
        assert!(stage.is_on(NOTES).await?, "this tab has not heard of it");

        hide(browser, false).await?;
        browser.until(&stage.stands(NOTES), false).await?;
        let typed = "const { value, selectionStart, selectionEnd } = $('.survey textarea');
            return [$('.pause-new input[name=until]').value, value, selectionStart, selectionEnd,
                root.activeElement.localName, visible('.pause-new input[name=until]')]";
        let as_it_was = json!(["2026-12-24", "Half a tho", 4, 6, "textarea", true]);
        assert_eq!(browser.js(typed).await?, as_it_was);
        stage.status_says("Saved: Workshops").await?;

        // What is said of the last choice goes when it is no longer so.
        hide(browser, true).await?;
        browser.tab(1).await?;
        browser.press(&switch(WORKSHOPS)).await?;
        stage.quiet().await?;
        browser.tab(0).await?;
        hide(browser, false).await?;
        browser.until(&stage.stands(WORKSHOPS), true).await?;
        stage.status("").await
    })
    .await;
}

/// WebKit resets the fields of a form that is not to be completed, switches among them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_from_the_back_of_the_history_keeps_what_was_chosen_and_typed() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        let before = "return $$('[role=switch]').map((it) => it.checked)";
        browser.press(&switch(NOTES)).await?;
        browser.press(&switch(WORKSHOPS)).await?;
        browser.press(".pauses summary").await?;
        browser.js("$('.pause-new input[name=until]').value = '2026-12-24'").await?;
        stage.quiet().await?;
        let switches = browser.js(before).await?;
        browser.open(&format!("{}/message.html", stage.shop.url())).await?;
        browser.back().await?;
        stage.live().await?;
        // It does so some time after the page is there.
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(browser.js(before).await?, switches);
        let on = browser.js("return $$('[autocomplete=on]').length").await?;
        assert_eq!(on, 0, "and nothing is completed");
        // Firefox' driver has it load a new page.
        let same = Engine::current() != Engine::Firefox;
        let day = browser.js("return $('.pause-new input[name=until]').value").await?;
        assert_eq!(day, if same { "2026-12-24" } else { "2026-11-27" });
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_from_the_back_of_the_history_shows_what_holds() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        browser.js("window.alive = true").await?;
        browser.open(&format!("{}/message.html", stage.shop.url())).await?;
        browser.another_tab().await?;
        stage.open_page(MARGARET).await?;
        browser.press(&switch(NOTES)).await?;
        stage.quiet().await?;
        browser.tab(0).await?;
        browser.back().await?;
        browser.until(&stage.stands(NOTES), false).await?;
        let alive = browser.js("return window.alive ?? false").await?;
        assert_eq!(alive, true, "it is the same page, and not a new one");
        Ok(())
    })
    .await;
}
