//! Small screens, zoom, less motion, high contrast.

use anyhow::Result;
use serde_json::json;
use sordino_browser_tests::{LinkTo, MARGARET, MING, Method, Setup, Stage, play, switch};

const NOTES: &str = "/campaigns/field-notes/channels/email";

async fn narrow(stage: &Stage) -> Result<()> {
    let wide = stage
        .browser
        .js("return [document.documentElement.scrollWidth, document.documentElement.clientWidth,
            ...$$('.sordino *').filter((node) => node.checkVisibility()
                && (node.getBoundingClientRect().right > document.documentElement.clientWidth + 1
                || node.getBoundingClientRect().left < -1)).map((node) => node.outerHTML.slice(0, 80))]")
        .await?;
    let list = wide.as_array().cloned().unwrap_or_default();
    assert!(
        list.len() == 2 && list[0].as_u64() <= list[1].as_u64(),
        "wider than the screen: {wide}"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_320_pixels_nothing_scrolls_sideways() {
    play(Setup::phone(320), async |stage| {
        for (person, name) in [(MARGARET, "narrow-en"), (MING, "narrow-zh")] {
            stage.open_page(person).await?;
            narrow(stage).await?;
            stage.browser.press(&switch(NOTES)).await?;
            stage.quiet().await?;
            narrow(stage).await?;
            stage.view(name).await?;
        }
        stage.open_shop().await?;
        stage.live().await?;
        narrow(stage).await?;
        stage.shot("narrow-embed").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_at_320_pixels_nothing_scrolls_sideways() {
    play(Setup { script: false, ..Setup::phone(320) }, async |stage| {
        stage.browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        narrow(stage).await?;
        stage.shot("narrow-form").await?;
        Ok(())
    })
    .await;
}

/// An address, a zone and a label come from somebody's database, and may be one word.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_long_word_scrolls_nothing_sideways() {
    play(Setup::phone(320), async |stage| {
        let long = "donaudampfschifffahrtsgesellschaft".repeat(3);
        let mut document = stage.document(MARGARET).await?;
        document["subscriber"]["address_hint"] = json!(format!("w•••@{long}.example"));
        document["subscriber"]["time_zone"] = json!(format!("America/{long}"));
        document["sender"]["support"]["email"] = json!(format!("care@{long}.example"));
        document["campaigns"][0]["label"] = json!(long);
        document["channels"][0]["label"] = json!(long);
        let document = document.to_string();
        stage.wire.answer(Method::GET, "/v1/preferences", 200, "application/json", &document);
        stage.open_shop().await?;
        stage.live().await?;
        stage.browser.js("for (const it of $$('details')) it.open = true").await?;
        narrow(stage).await?;
        stage.shot("narrow-long-words").await
    })
    .await;
}

/// WCAG 2.5.8: a finger finds it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_pressed_is_large_enough_for_a_finger() {
    play(Setup::phone(375), async |stage| {
        stage.open_page(MARGARET).await?;
        let small = stage
            .browser
            .js("return $$('label, button, select, a').filter((node) => node.checkVisibility())
                .map((node) => [node.innerText, node.getBoundingClientRect()])
                .filter(([, { width, height }]) => width < 24 || height < 24)
                .map(([text]) => text)")
            .await?;
        assert_eq!(small, json!([]));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_moves_for_people_who_asked_for_less_motion() {
    play(Setup { still: true, ..Setup::default() }, async |stage| {
        stage.open_page(MARGARET).await?;
        let moving = stage
            .browser
            .js("return $$('.sordino *').filter((node) => {
                    const { transitionDuration, animationName, animationDuration } = getComputedStyle(node);
                    return parseFloat(transitionDuration) > 0
                        || (animationName !== 'none' && parseFloat(animationDuration) > 0);
                }).map((node) => node.outerHTML.slice(0, 80))")
            .await?;
        assert_eq!(moving, json!([]));
        stage.shot("reduced-motion").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_high_contrast_on_and_off_can_be_told_apart() {
    play(Setup { forced_colors: true, ..Setup::default() }, async |stage| {
        stage.open_page(MARGARET).await?;
        let high = "return $('.bar').getBoundingClientRect().height";
        assert_eq!(stage.browser.js(high).await?, 0, "a bar that says nothing draws no line");
        stage.browser.press(&switch(NOTES)).await?;
        stage.quiet().await?;
        stage.shot("forced-colors").await?;
        assert_eq!(
            stage
                .browser
                .js(&format!("return getComputedStyle($('{}')).appearance", switch(NOTES)))
                .await?,
            "auto",
            "the system draws it"
        );
        Ok(())
    })
    .await;
}

/// WCAG 1.4.10 and 1.4.12: twice the text, and the spacing that some people set.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_text_fits() {
    play(Setup::phone(320), async |stage| {
        let link = stage.link(LinkTo::of(MARGARET))?;
        // What opens is as wide as its words, which are longer elsewhere.
        for lang in ["en", "de", "fr", "ru"] {
            stage.browser.open(&format!("{link}?lang={lang}")).await?;
            stage.live().await?;
            stage
                .browser
                .js("document.documentElement.style.setProperty('font-size', '200%');
                    host.style.setProperty('--sordino-font-size', '32px');
                    for (const it of $$('details')) it.open = true")
                .await?;
            narrow(stage).await?;
            stage.shot(&format!("large-text-{lang}")).await?;
        }
        Ok(())
    })
    .await;
}
