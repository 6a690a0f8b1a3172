//! Room for a finger, for large text, for somebody's own spacing; and an order that can be seen.

use anyhow::Result;
use serde_json::{Value, json};
use sordino_browser_tests::{Browser, LinkTo, MARGARET, Setup, Stage, play, switch};
use thirtyfour::prelude::Key;

const NOTES: &str = "/campaigns/field-notes/channels/email";

/// Controls that are smaller than they may be: 24 pixels, and 44 for the height of what is no
/// link. A box counts with its label, which turns it.
const SMALL: &str = "return $$('button, select, textarea, summary, a, input:not([type=hidden])')
    .filter((it) => it.checkVisibility({ visibilityProperty: true }))
    .map((it) => it.type === 'checkbox' ? it.closest('label') ?? it : it)
    .map((it) => [it, it.getBoundingClientRect()])
    .filter(([it, { width, height }]) => width < 24 || height < (it.matches('a') ? 24 : 44))
    .map(([it, { width, height }]) => `${it.outerHTML.slice(0, 90)}: ${width} x ${height}`)";

/// What is cut off or wider than the page.
const LOST: &str = "
    const lost = $$('.sordino *').filter((it) => it.checkVisibility()).filter((it) => {
        const { left, right, width } = it.getBoundingClientRect();
        const style = getComputedStyle(it);
        const field = it.matches('input, select, option, textarea');
        const [across, down] = [it.scrollWidth - it.clientWidth, it.scrollHeight - it.clientHeight];
        // What scrolls up and down in a box of its own is not lost.
        // What is for a screen reader alone is not lost either.
        const heard = style.position === 'absolute' && style.clipPath !== 'none';
        const clips = !field && !heard && it.clientWidth > 1 && (style.overflowX !== 'visible' && across > 1
            || /hidden|clip/.test(style.overflowY) && down > 1);
        return width > 1 && (left < -1 || right > document.documentElement.clientWidth + 1 || clips);
    }).map((it) => it.outerHTML.slice(0, 100));
    const page = document.scrollingElement;
    if (page.scrollWidth > document.documentElement.clientWidth) lost.push(`the page: ${page.scrollWidth}`);
    return lost";

/// Visits states that differ in what can be pressed, and looks at each with `script`.
async fn in_each_state(stage: &Stage, script: &str) -> Result<usize> {
    let browser = &stage.browser;
    let mut looked = 0;
    let mut look = async |state: &str| -> Result<()> {
        assert_eq!(browser.js(script).await?, json!([]), "{state}");
        looked += 1;
        Ok(())
    };
    stage.open_page(MARGARET).await?;
    look("ready").await?;
    browser.press(&switch(NOTES)).await?;
    stage.quiet().await?;
    browser.until("return visible('.survey summary')", true).await?;
    look("saved").await?;
    browser.js("for (const it of $$('details')) it.open = true").await?;
    look("all open").await?;
    // On a small screen it lies over what is pressed next, as far as one scrolls.
    browser.js("$('.survey details').open = false").await?;
    browser.press("button[value=\"7\"]").await?;
    stage.quiet().await?;
    look("paused").await?;
    browser.press(".leave-button").await?;
    stage.quiet().await?;
    look("everything off").await?;
    let to = LinkTo { campaign: Some("winter-warmers"), ..LinkTo::of(MARGARET) };
    browser.open(&stage.link(to)?).await?;
    stage.live().await?;
    look("one decision").await?;
    Ok(looked)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_control_of_every_state_is_large_enough_for_a_finger() {
    play(Setup { still: true, ..Setup::phone(375) }, async |stage| {
        assert_eq!(in_each_state(stage, SMALL).await?, 6, "every state was looked at");
        Ok(())
    })
    .await;
}

/// WCAG 1.4.12, to the letter.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_spacing_that_people_set_nothing_is_cut_off() {
    play(Setup { still: true, ..Setup::phone(320) }, async |stage| {
        let spaced = format!(
            "if (root.adoptedStyleSheets.length === 0) {{
                const sheet = new CSSStyleSheet();
                sheet.replaceSync('* {{ line-height: 1.5 !important; letter-spacing: 0.12em !important;'
                    + 'word-spacing: 0.16em !important }} p {{ margin-block-end: 2em !important }}');
                root.adoptedStyleSheets = [sheet];
            }}
            {LOST}"
        );
        assert_eq!(in_each_state(stage, &spaced).await?, 6);
        stage.shot("text-spacing").await
    })
    .await;
}

/// WCAG 1.4.10: 1280 by 1024 pixels at 400 %.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_400_percent_nothing_scrolls_two_ways_and_the_bar_covers_no_focus() {
    play(Setup { size: (320, 256), still: true, ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        assert_eq!(in_each_state(stage, LOST).await?, 6);
        stage.open_page(MARGARET).await?;
        browser.press(&switch(NOTES)).await?;
        stage.status_says("Saved").await?;
        stage.view("zoom-400").await?;
        browser.js("$('.title').tabIndex = -1; $('.title').focus()").await?;
        let covered = "const at = root.activeElement; if (!at || at.closest('.bar')) return null;
            const box = at.getBoundingClientRect();
            const free = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
            const bar = $('.bar').getBoundingClientRect();
            const under = getComputedStyle($('.bar')).position === 'static' ? 0
                : Math.max(0, Math.min(box.bottom, bar.bottom) - Math.max(box.top, bar.top));
            return free - under >= Math.min(box.height, 24) - 1 ? null
                : `${at.outerHTML.slice(0, 80)}: ${free} in view, ${under} under the bar`";
        for _ in 0..40 {
            browser.keys(Key::Tab).await?;
            assert_eq!(browser.js(covered).await?, Value::Null);
        }
        Ok(())
    })
    .await;
}

/// Everything that Tab reaches, as where it is: in the direction of reading, or further down.
async fn order(browser: &Browser, rtl: bool) -> Result<usize> {
    browser
        .js("$('.title').tabIndex = -1; $('.title').focus(); window.path = []; window.last = null")
        .await?;
    let note =
        "const at = root.activeElement; if (!at || at.closest('.bar')) return window.path.length;
        const { left, right, top, bottom } = at.getBoundingClientRect();
        // Each part of a date is a stop of its own.
        if (window.last === at) return window.path.length;
        window.last = at;
        window.path.push({ left, right, top: top + scrollY, bottom: bottom + scrollY,
            card: $$('.card, header').findIndex((it) => it.contains(at)),
            what: at.outerHTML.slice(0, 80) }); return window.path.length";
    for _ in 0..50 {
        browser.keys(Key::Tab).await?;
        browser.js(note).await?;
    }
    let wrong = format!(
        "return window.path.flatMap((it, at, all) => {{
            const last = all[at - 1];
            if (!last || last.card !== it.card) return [];
            const same = it.top < last.bottom - 4 && last.top < it.bottom - 4;
            const on = {rtl} ? it.right <= last.left + 1 : it.left >= last.right - 1;
            return on || (!same && it.top >= last.top) ? [] : [`${{last.what}} then ${{it.what}}`];
        }})"
    );
    assert_eq!(browser.js(&wrong).await?, json!([]));
    let passed = browser.js("return window.path.length").await?;
    Ok(passed.as_u64().and_then(|passed| usize::try_from(passed).ok()).unwrap_or(0))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tab_goes_the_way_one_reads_from_the_left_and_from_the_right() {
    play(Setup { still: true, ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        let link = stage.link(LinkTo::of(MARGARET))?;
        for (lang, rtl) in [("en", false), ("ar", true)] {
            browser.open(&format!("{link}?lang={lang}")).await?;
            stage.live().await?;
            browser.js("$('.pauses').open = true").await?;
            assert!(order(browser, rtl).await? >= 20, "Tab got somewhere in {lang}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_forced_colours_controls_have_edges_and_the_focus_is_seen() {
    play(Setup { forced_colors: true, still: true, ..Setup::default() }, async |stage| {
        let edges = "if (!matchMedia('(forced-colors: active)').matches) return ['not forced'];
            return $$('button, input[type=date], input[type=search], select')
            .filter((it) => it.checkVisibility({ visibilityProperty: true })).filter((it) => {
                const drawn = it.matches('.turn') ? '::before' : undefined;
                const { borderTopWidth, borderTopStyle } = getComputedStyle(it, drawn);
                // What was pressed by a mouse has the focus already, which then is not shown.
                it.blur();
                it.focus({ focusVisible: true });
                const { outlineStyle, outlineWidth } = getComputedStyle(it);
                return (parseFloat(borderTopWidth) < 1 || borderTopStyle === 'none')
                    || (!it.disabled && (outlineStyle === 'none' || parseFloat(outlineWidth) < 2));
            }).map((it) => it.outerHTML.slice(0, 90) + getComputedStyle(it).border
                + getComputedStyle(it).outline)";
        assert_eq!(in_each_state(stage, edges).await?, 6);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_less_motion_nothing_runs_in_any_state() {
    play(Setup { still: true, ..Setup::default() }, async |stage| {
        let runs =
            "return root.getAnimations().map((it) => it.effect.target.outerHTML.slice(0, 80))
            .concat($$('.sordino *').filter((it) => {
                const { transitionDuration, scrollBehavior } = getComputedStyle(it);
                return parseFloat(transitionDuration) > 0 || scrollBehavior === 'smooth';
            }).map((it) => it.outerHTML.slice(0, 80)))";
        assert_eq!(in_each_state(stage, runs).await?, 6);
        Ok(())
    })
    .await;
}
