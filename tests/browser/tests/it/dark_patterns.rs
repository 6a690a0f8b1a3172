//! What `docs/no-dark-patterns.md` promises, as far as a browser can see it.

use anyhow::Result;
use serde_json::{Value, json};
use sordino_browser_tests::{LinkTo, MARGARET, Setup, Stage, play};

/// Boxes that are on and are no switch of the document, or one that the document has off.
async fn ticked(stage: &Stage) -> Result<Value> {
    let document = stage.document(MARGARET).await?;
    stage
        .browser
        .js(&format!(
            "const said = {document}; return $$('input[type=checkbox], input[type=radio]')
                .filter((it) => it.checked && !it.matches('[role=checkbox]'))
                .filter((it) => {{
                    const [, kind, id, , channel] = it.value.split('/');
                    const on = kind === 'channels'
                        ? said.channels.find((it) => it.id === id)?.on
                        : said.campaigns.find((it) => it.id === id)?.channels[channel];
                    return it.name !== 'on' || on !== true;
                }}).map((it) => it.outerHTML)"
        ))
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_ticked_that_the_document_does_not_say() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        assert_eq!(ticked(stage).await?, json!([]));
        let on = "return $$('input[role=switch]').filter((it) => it.checked).length > 5";
        assert_eq!(browser.js(on).await?, true, "there was something to look at");
        browser.press(".leave-button").await?;
        stage.status("Saved. You are unsubscribed from everything.").await?;
        browser.js("for (const it of $$('details')) it.open = true").await?;
        assert_eq!(ticked(stage).await?, json!([]), "nor after leaving, where one is asked why");
        Ok(())
    })
    .await;
}

/// Whether a button is filled, its height, and its words' size, weight and contrast.
const PROMINENCE: &str = "
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const luminance = (css) => {
        canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = css; canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((byte) => byte / 255)
            .map((it) => it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const surface = (it) => {
        for (let at = it; at; at = at.parentElement) {
            const { backgroundColor } = getComputedStyle(at);
            if (!/(, 0\\)|\\/ 0\\)|transparent)$/.test(backgroundColor)) return backgroundColor;
        }
        return 'white';
    };
    const look = (css) => {
        const it = $$(css).find((it) => it.checkVisibility());
        if (!it) return null;
        const { color, fontSize, fontWeight, opacity } = getComputedStyle(it);
        const [low, high] = [luminance(color), luminance(surface(it))].sort((a, b) => a - b);
        // What is filled with a colour is louder than an edge, whatever its contrast.
        const filled = Number(surface(it) !== surface(it.closest('.card, .bar')));
        return { filled, high: it.getBoundingClientRect().height, size: parseFloat(fontSize),
            weight: Number(fontWeight), opacity: Number(opacity),
            contrast: (high + 0.05) / (low + 0.05) };
    };";

/// That the one button stands back behind the other in nothing. Beyond 4.5 to 1, which every
/// reader needs, contrast makes nothing louder: a filled button has less than words on paper.
async fn stands_back(stage: &Stage, leaving: &str, other: &str) -> Result<Value> {
    let compare = format!(
        "{PROMINENCE} const one = look({}), other = look({});
        if (!one || !other) return ['one of them is not there'];
        return Object.keys(one).filter((it) => it === 'contrast'
            ? one[it] < Math.min(4.5, other[it]) : one[it] < other[it])
            .map((it) => `${{it}}: ${{one[it]}} and ${{other[it]}}`)",
        json!(leaving),
        json!(other)
    );
    stage.browser.js(&compare).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaving_stands_back_behind_nothing() {
    for dark in [false, true] {
        play(Setup { dark, still: true, ..Setup::default() }, async |stage| {
            let browser = &stage.browser;
            stage.open_page(MARGARET).await?;
            browser.press(".pauses summary").await?;
            for other in [".pause-new button[value=pause]", "button[value=\"7\"]"] {
                let found = stands_back(stage, ".leave-button", other).await?;
                assert_eq!(found, json!([]), "beside {other}");
            }
            browser.press(".leave-button").await?;
            stage.status("Saved. You are unsubscribed from everything.").await?;
            browser.press(".survey summary").await?;
            browser.until("return visible('button[value=too_frequent]')", true).await?;
            // Once somebody left, Undo is offered no louder than leaving was.
            let to = LinkTo { campaign: Some("winter-warmers"), ..LinkTo::of(MARGARET) };
            browser.open(&stage.link(to)?).await?;
            stage.live().await?;
            browser.press(".stop-button").await?;
            stage.quiet().await?;
            browser.press(".stop-button").await?;
            stage.quiet().await?;
            let found = stands_back(stage, ".stop-button", "button[value=undo]").await?;
            assert_eq!(found, json!([]), "stopping and Undo");
            Ok(())
        })
        .await;
    }
}

/// No reason is needed, and none of the page's time is counted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_in_the_way_of_leaving() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let hindrance = "return [...document.querySelectorAll('dialog[open]'),
            ...$$('dialog, [role=dialog], [role=alertdialog], [role=timer], progress')].length";
        assert_eq!(browser.js(hindrance).await?, 0);
        browser.press(".leave-button").await?;
        stage.status("Saved. You are unsubscribed from everything.").await?;
        assert_eq!(stage.kept(MARGARET, "/subscribed").await?, Some(false), "before any question");
        assert_eq!(browser.js(hindrance).await?, 0);
        assert_eq!(browser.js("return $$('.survey [required]').length").await?, 0);
        Ok(())
    })
    .await;
}
