//! Light and dark, comfortable and compact, as the page that embeds the widget says.

use anyhow::Result;
use serde_json::json;
use sordino_browser_tests::{MARGARET, Setup, Stage, play};

const SURFACE: &str = "return getComputedStyle($('.card')).backgroundColor";
const LIGHT: &str = "rgb(255, 255, 255)";
const DARK: &str = "rgb(27, 33, 32)";

async fn with(stage: &Stage, attribute: &str, value: &str) -> Result<()> {
    let set = format!("host.setAttribute({}, {})", json!(attribute), json!(value));
    stage.browser.js(&set).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attribute_says_light_dark_or_as_the_system_has_it() {
    play(Setup { dark: true, ..Setup::default() }, async |stage| {
        stage.open_shop().await?;
        stage.live().await?;
        stage.browser.until(SURFACE, LIGHT).await?;
        for (scheme, surface) in [("auto", DARK), ("light", LIGHT), ("dark", DARK)] {
            with(stage, "scheme", scheme).await?;
            stage.browser.until(SURFACE, surface).await?;
        }
        // A dark section of a light shop.
        stage.browser.js("host.style.background = '#121716'").await?;
        stage.axe_here().await?;
        stage.shot("embed-scheme-dark").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hosted_page_follows_the_scheme_that_its_style_sheet_sets() {
    play(Setup { dark: true, ..Setup::default() }, async |stage| {
        stage.open_page(MARGARET).await?;
        stage.browser.until(SURFACE, DARK).await?;
        stage.browser.js("document.documentElement.style.colorScheme = 'light'").await?;
        stage.browser.until(SURFACE, LIGHT).await?;
        let page = "return getComputedStyle(document.body).backgroundColor";
        stage.browser.until(page, "rgb(245, 246, 243)").await?;
        stage.axe_here().await?;
        Ok(())
    })
    .await;
}

/// What can be pressed and is lower than this.
fn lower_than(pixels: u32) -> String {
    format!(
        "return $$('.switch label, .pause-only label, button, select, summary, a, input[type=date]')
            .filter((node) => node.checkVisibility())
            .map((node) => [node.innerText, node.getBoundingClientRect()])
            .filter(([, {{ width, height }}]) => height < {pixels} || width < 24)
            .map(([text, {{ height }}]) => `${{text}}: ${{height}}`)"
    )
}

/// WCAG 2.5.5 asks for 44 pixels, 2.5.8 for 24.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_pressed_is_44_pixels_high_and_compact_never_less_than_24() {
    play(Setup { still: true, ..Setup::phone(375) }, async |stage| {
        stage.open_page(MARGARET).await?;
        stage.browser.js("$('.pauses').open = $('.pause-only').open = true").await?;
        assert_eq!(stage.browser.js(&lower_than(44)).await?, json!([]));
        let high = "return $('.sordino').getBoundingClientRect().height";
        let comfortable = stage.browser.js(high).await?.as_f64();

        with(stage, "density", "compact").await?;
        assert_eq!(stage.browser.js(&lower_than(24)).await?, json!([]));
        assert!(
            stage.browser.js(high).await?.as_f64() < comfortable.map(|high| high * 0.9),
            "compact takes less room"
        );
        stage.axe_here().await?;
        stage.shot("compact-phone").await?;

        // Even if the sender asks for less.
        stage.browser.js("host.style.setProperty('--sordino-control', '10px')").await?;
        assert_eq!(stage.browser.js(&lower_than(24)).await?, json!([]));
        Ok(())
    })
    .await;
}
