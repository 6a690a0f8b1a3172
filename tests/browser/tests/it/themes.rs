//! The example themes, on the hosted page and in a page that embeds the widget.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;
use sordino_browser_tests::{MARGARET, MING, Setup, Stage, play, switch};

const NOTES: &str = "/campaigns/field-notes/channels/email";

async fn fine(stage: &Stage, name: &str) -> Result<()> {
    stage.shot(name).await?;
    stage.axe_here().await
}

/// A hosted page, with a pause to be filled in, and a choice that was made.
async fn hosted(theme: &'static str, setup: Setup, person: &'static str, name: &'static str) {
    play(Setup { theme: Some(theme), ..setup }, async |stage| {
        stage.open_page(person).await?;
        // Its own tokens have arrived.
        stage
            .browser
            .until(
                "return getComputedStyle(host).getPropertyValue('--sordino-accent') !== ''",
                true,
            )
            .await?;
        stage.browser.js("$('.pauses').open = true").await?;
        fine(stage, &format!("theme-{theme}-{name}")).await?;

        stage.browser.press(&switch(NOTES)).await?;
        stage.quiet().await?;
        stage.browser.press(".survey-title").await?;
        stage.axe_here().await?;
        stage.view(&format!("theme-{theme}-{name}-survey")).await?;
        let wide =
            "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";
        assert_eq!(stage.browser.js(wide).await?, true, "wider than the screen");
        Ok(())
    })
    .await;
}

/// The shop with its own strict policy, that links the theme beside its own styles.
async fn embedded(theme: &'static str) {
    play(Setup::default(), async |stage| {
        stage.open_shop().await?;
        stage.live().await?;
        let shop = "return JSON.stringify(['.shop-title', '.shop-button', 'body', 'header']
            .map((css) => getComputedStyle(document.querySelector(css)))
            .map(({ color, backgroundColor, font, padding, borderRadius }) =>
                [color, backgroundColor, font, padding, borderRadius]))";
        let before = stage.browser.js(shop).await?;
        let link = "const link = document.createElement('link');
            link.rel = 'stylesheet';
            link.href = '/themes/THEME.css';
            document.head.append(link)";
        stage.browser.js(&link.replace("THEME", theme)).await?;
        stage
            .browser
            .until(
                "return getComputedStyle(host).getPropertyValue('--sordino-accent') !== ''",
                true,
            )
            .await?;
        fine(stage, &format!("theme-{theme}-embed")).await?;
        assert_eq!(stage.browser.js(shop).await?, before, "the shop is as it was");
        Ok(())
    })
    .await;
}

async fn everywhere(theme: &'static str) {
    hosted(theme, Setup::default(), MARGARET, "desktop").await;
    hosted(theme, Setup { dark: true, ..Setup::default() }, MING, "desktop-zh-dark").await;
    hosted(theme, Setup::phone(375), MING, "phone-zh").await;
    hosted(theme, Setup { dark: true, ..Setup::phone(375) }, MARGARET, "phone-dark").await;
    embedded(theme).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newspaper() {
    everywhere("gazette").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_for_sweets() {
    everywhere("confetti").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bank() {
    everywhere("meridian").await;
}

/// What the reference says of parts is read from the source: here it is compared with a page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_part_of_the_page_is_in_the_reference_and_every_part_of_a_theme_too() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let read = |file: &str| std::fs::read_to_string(root.join(file)).expect("it is there");
    let reference = read("docs/looks-reference.md");
    let documented = |name: &str| reference.contains(&format!("\n| `{name}` | "));

    play(Setup::default(), async |stage| {
        stage.open_page(MARGARET).await?;
        let parts =
            stage.browser.js("return $$('[part]').flatMap((node) => [...node.part])").await?;
        let parts: BTreeSet<String> = serde_json::from_value(parts).context("names")?;
        assert!(parts.len() > 30, "{parts:?}");
        let unknown: Vec<_> = parts.iter().filter(|part| !documented(part)).collect();
        assert_eq!(json!(unknown), json!([]), "run `cargo xtask generate`");
        Ok(())
    })
    .await;

    for theme in ["gazette", "confetti", "meridian"] {
        let css = read(&format!("examples/themes/{theme}.css"));
        let parts = css.split("::part(").skip(1).filter_map(|rest| rest.split_once(')'));
        let tokens = css.lines().filter_map(|line| line.trim().split_once(':'));
        let tokens = tokens.map(|(name, _)| name).filter(|name| name.starts_with("--"));
        for name in parts.map(|(name, _)| name).chain(tokens) {
            assert!(documented(name), "`{theme}` sets `{name}`, and there is no such thing");
        }
    }
}
