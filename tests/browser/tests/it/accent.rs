//! Whatever colour the sender gives, what is in it and on it can be read.

use anyhow::{Context, Result};
use serde_json::json;
use sordino_browser_tests::{MARGARET, Setup, Stage, play};

/// Colours that senders have, and some that nobody should have.
const COLOURS: &str = "
    const grid = [0.2, 0.4, 0.6, 0.75, 0.9].flatMap((light) => [0.06, 0.2].flatMap((chroma) =>
        [25, 70, 110, 150, 200, 264, 320].map((hue) => `oklch(${light} ${chroma} ${hue})`)));
    const greys = Array.from({ length: 16 }, (_, at) => `rgb(${at * 17} ${at * 17} ${at * 17})`);
    const colours = [...grid, ...greys,
        'transparent', 'rgb(255 0 0 / 0.2)', 'rgb(255 255 255 / 0.5)', '#ccff00', 'yellow', 'lime',
        'cyan', 'magenta', 'blue', 'red', '#010101', '#fefefe', '#757575', '#767676', '#777777',
        'color(display-p3 0 1 0)', 'oklch(0.9 0.4 145)', 'oklch(0.6 0.2 none)',
        'color-mix(in srgb, red, blue)', 'light-dark(#fafafa, #050505)'];";

/// Contrast as WCAG 2.2 has it, of colours as the browser paints them.
const CONTRAST: &str = "
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const linear = (byte) => (byte / 255 <= 0.04045
        ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
    const luminance = (css) => {
        if (!CSS.supports('color', css)) throw new Error(`no colour: ${css}`);
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = css;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        if (a < 255) throw new Error(`not opaque: ${css}`);
        return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    };
    const contrast = (one, other) => {
        const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };";

/// What is too faint, for each colour, and how much was looked at.
const LOOK: &str = "
    const [box, button, link, card] = ['.switch:not([data-idle]) input:checked:enabled',
        '.pause-new .pause-days button', '.contact a', '.card'].map($);
    const page = getComputedStyle(document.body).backgroundColor;
    const surface = getComputedStyle(card).backgroundColor;
    box.focus({ focusVisible: true });
    const faint = [], fills = new Set();
    for (const colour of colours) {
        host.style.setProperty('--sordino-accent', colour);
        const [on, thumb, press] = [getComputedStyle(box), getComputedStyle(box, '::before'),
            getComputedStyle(button)];
        const { color } = getComputedStyle(link);
        fills.add(on.backgroundColor);
        for (const [what, one, other, least] of [
            ['the edge of a switch', on.borderTopColor, surface, 3],
            ['the thumb of a switch', thumb.backgroundColor, on.backgroundColor, 3],
            ['the focus on a card', on.outlineColor, surface, 3],
            ['the focus on the page', on.outlineColor, page, 3],
            ['what a button says', press.color, press.backgroundColor, 4.5],
            ['the edge of a button', press.borderTopColor, surface, 3],
            ['a link on a card', color, surface, 4.5],
            ['a link on the page', color, page, 4.5],
        ]) {
            const found = contrast(one, other);
            if (found < least) faint.push(`${colour}: ${what}: ${one} on ${other}: ${found}`);
        }
    }
    host.style.removeProperty('--sordino-accent');
    return [colours.length, fills.size, faint];";

/// Looks at every colour. Answers how many fills the browser made of them.
async fn all_can_be_read(stage: &Stage) -> Result<u64> {
    let seen = stage.browser.js(&[COLOURS, CONTRAST, LOOK].concat()).await?;
    assert_eq!(seen[0], 106, "how many colours");
    assert_eq!(seen[2], json!([]), "too faint");
    seen[1].as_u64().context("a number")
}

async fn wear(stage: &Stage, surface: &str) -> Result<()> {
    let css = "host.style.setProperty('--sordino-surface', ARG);
        document.documentElement.style.setProperty('--sordino-page', ARG)";
    stage.browser.js(&css.replace("ARG", &json!(surface).to_string())).await?;
    Ok(())
}

/// Nothing moves, so that a colour is there as soon as it is set.
fn still(dark: bool) -> Setup {
    Setup { dark, still: true, ..Setup::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_accent_can_be_read_where_it_is_light() {
    play(still(false), async |stage| {
        stage.open_page(MARGARET).await?;
        let fills = all_can_be_read(stage).await?;
        assert!(fills > 90, "the sender's colour is not what is shown: {fills} fills");
        // The darkest of the light surfaces for which this is promised.
        wear(stage, "#e8e8e8").await?;
        all_can_be_read(stage).await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_accent_can_be_read_where_it_is_dark() {
    play(still(true), async |stage| {
        stage.open_page(MARGARET).await?;
        let fills = all_can_be_read(stage).await?;
        assert!(fills > 60, "the sender's hue is not what is shown: {fills} fills");
        // The lightest of the dark ones.
        wear(stage, "#353535").await?;
        all_can_be_read(stage).await?;
        Ok(())
    })
    .await;
}

/// A browser that cannot work with colours takes the rules of `@supports not`: here they are made
/// to hold.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_accent_can_be_read_where_the_browser_cannot_work_out_a_shade() {
    play(still(false), async |stage| {
        stage.open_page(MARGARET).await?;
        stage
            .browser
            .js("const { sheet } = $('link');
                const { cssRules: [old] } = [...sheet.cssRules]
                    .find((rule) => rule.conditionText?.startsWith('not'));
                sheet.insertRule(old.cssText, sheet.cssRules.length)")
            .await?;
        assert_eq!(all_can_be_read(stage).await?, 1, "there it is the text's colour");
        stage.shot("old-browser").await?;
        Ok(())
    })
    .await;
}
