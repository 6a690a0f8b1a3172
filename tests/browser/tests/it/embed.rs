//! The widget as a guest on a shop's page, whose style sheet would wreck it.

use std::collections::BTreeMap;

use serde_json::Value;
use sordino_browser_tests::{Behind, LinkTo, MARGARET, MING, Method, Setup, play, switch};

const NOTES: &str = "/campaigns/field-notes/channels/email";
const GET: Method = Method::GET;

/// The computed styles of everything that people see in the widget, but for sizes that depend on
/// the room it is given.
const STYLES: &str = "
    const names = ['display', 'visibility', 'opacity', 'float', 'position', 'transform', 'filter',
        'pointer-events', 'cursor', 'appearance', 'box-sizing', 'color', 'background-color',
        'font-family', 'font-size', 'font-style', 'font-weight', 'letter-spacing', 'line-height',
        'text-align', 'text-decoration-line', 'text-indent', 'text-shadow', 'text-transform',
        'white-space', 'word-spacing', 'list-style-type', 'direction', 'border-top-width',
        'border-top-style', 'border-top-color', 'border-top-left-radius', 'padding-top',
        'padding-left', 'margin-top', 'margin-left', 'column-count', 'max-height', 'overflow-x'];
    return Object.fromEntries($$('.sordino, .sordino *').map((node, at) => {
        const style = getComputedStyle(node);
        const name = `${at} ${node.localName}.${node.className}`;
        // The widget as a whole stands in the middle of the room that it is given.
        return [name, names.filter((name) => at > 0 || name !== 'margin-left').map((name) => `${name}: ${style.getPropertyValue(name)}`).join('; ')];
    }));
";

crate::journeys::play_each_before!(Behind::Gateway);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_choice_made_in_a_shop_is_on_record_as_made_there() {
    play(Setup::default(), async |stage| {
        stage.open_shop().await?;
        stage.live().await?;
        stage.shot("embed-ready").await?;
        stage.browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        let line = stage.record(MARGARET).await?.last().map(ToString::to_string);
        assert!(line.as_deref().is_some_and(|line| line.contains("\"embed\"")), "{line:?}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_shops_style_sheet_does_not_reach_the_widget() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        let with: BTreeMap<String, Value> = serde_json::from_value(browser.js(STYLES).await?)?;
        assert!(with.len() > 100, "it looked at the widget");

        stage.shop.answer(GET, "shop.css", 200, "text/css", "");
        stage.open_shop().await?;
        stage.live().await?;
        stage.shot("embed-without-shop-css").await?;
        let without: BTreeMap<String, Value> = serde_json::from_value(browser.js(STYLES).await?)?;
        let differ: Vec<_> = with
            .iter()
            .filter(|(node, style)| without.get(*node) != Some(style))
            .map(|(node, style)| {
                let plain = without.get(node).map(ToString::to_string).unwrap_or_default();
                let style = style.to_string();
                let only: Vec<_> = style.split("; ").filter(|part| !plain.contains(part)).collect();
                format!("{node}: {only:?}")
            })
            .collect();
        assert_eq!(differ, Vec::<String>::new(), "these look different because of the shop");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_widgets_style_sheet_does_not_reach_the_shop() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let styles = "return [...document.querySelectorAll('[class^=shop]')]
            .filter((node) => !node.classList.contains('shop-fallback'))
            .map((node) => {
                const style = getComputedStyle(node);
                return [node.className, ...['display', 'color', 'background-color', 'font-family',
                    'font-size', 'margin-left', 'padding-left', 'border-top-color']
                    .map((name) => style.getPropertyValue(name))].join(' ');
            })";
        stage.wire.answer(GET, "sordino.js", 404, "text/plain", "");
        stage.open_shop().await?;
        let without = browser.js(styles).await?;
        stage.wire.clear();
        stage.open_shop().await?;
        stage.live().await?;
        assert_eq!(browser.js(styles).await?, without);
        stage.expect_complaints("404");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_inside_is_shown_until_the_widget_is_there() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.wire.hold(GET, "/v1/preferences");
        stage.open_shop().await?;
        browser.until("return $('.sordino')?.dataset.state ?? null", "loading").await?;
        assert_eq!(browser.js(FALLBACK).await?, true, "shown while it loads");
        stage.shot("embed-loading").await?;
        assert_eq!(browser.axe("sordino-preferences").await?, Vec::<String>::new());
        stage.wire.clear();
        stage.live().await?;
        assert_eq!(browser.js(FALLBACK).await?, false, "gone when it is there");
        Ok(())
    })
    .await;
}

/// Whether people see the link that the shop put inside the element.
const FALLBACK: &str =
    "return document.querySelector('.shop-fallback').checkVisibility({ visibilityProperty: true })
        && document.querySelector('.shop-fallback').getBoundingClientRect().height > 0";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_inside_stays_when_no_part_of_the_widget_can_load() {
    for part in ["sordino.js", ".wasm"] {
        play(Setup::default(), async |stage| {
            let browser = &stage.browser;
            stage.wire.answer(GET, part, 404, "text/plain", "");
            stage.open_shop().await?;
            browser.until("return document.readyState", "complete").await?;
            stage.wire.until_seen(&GET, part).await?;
            assert_eq!(browser.js(FALLBACK).await?, true, "without `{part}`");
            stage.shot(&format!("embed-without-{}", part.trim_start_matches('.'))).await?;
            // And it works.
            browser.js("document.querySelector('.shop-fallback').click()").await?;
            stage.wire.clear();
            browser.until("return $('.sordino')?.dataset.state ?? null", "ready").await?;
            stage.expect_complaints("404");
            stage.expect_complaints("MIME");
            stage.expect_complaints("WebAssembly");
            Ok(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_the_shop_shows_the_link() {
    play(Setup { script: false, ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        browser.until(FALLBACK, true).await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_that_is_dark_has_a_dark_widget_and_a_light_one_a_light() {
    // The shop says `color-scheme: light`, whatever the system says: so does its guest.
    play(Setup { dark: true, ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        let background = "return getComputedStyle($('.card')).backgroundColor";
        stage.open_shop().await?;
        stage.live().await?;
        stage.shot("embed-light-shop-on-dark-system").await?;
        assert_eq!(browser.js(background).await?, "rgb(255, 255, 255)");
        browser.js("document.body.style.colorScheme = 'dark'").await?;
        browser.until(background, "rgb(27, 33, 32)").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_that_embeds_chooses_the_language() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let page = "<!doctype html><html lang=en><title>x</title><link rel=icon href=leaf.svg>\
            <script type=module src=\"GATEWAY/sordino.js\"></script>\
            <script type=module src=\"shop.js\"></script><main>\
            <sordino-preferences lang=\"zh-Hans\" endpoint=\"GATEWAY/v1/preferences\"></sordino-preferences>"
            .replace("GATEWAY", &stage.wire.url());
        stage.shop.answer(GET, "/chinese", 200, "text/html", &page);
        browser.open(&format!("{}/chinese", stage.shop.url())).await?;
        stage.live().await?;
        assert_eq!(browser.js("return $('.sordino').lang").await?, "zh-Hans");
        let words = browser.js("return $('.sordino').textContent").await?.to_string();
        assert!(words.contains("退订全部消息") && words.contains("《田野札记》"), "{words}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_widgets_of_one_page_do_not_disturb_each_other() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        // The second one is made by script, after the element was defined.
        browser
            .js("const second = document.createElement('sordino-preferences');
                second.setAttribute('endpoint', host.getAttribute('endpoint'));
                second.tokenProvider = host.tokenProvider;
                second.id = 'second';
                host.after(second)")
            .await?;
        browser
            .until(
                "return document.querySelector('#second').shadowRoot.querySelector('.sordino').dataset.live ?? null",
                "",
            )
            .await?;
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        let second = browser
            .js("return document.querySelector('#second').shadowRoot.querySelector('.status[role=status]').innerText")
            .await?;
        assert_eq!(second, "");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_element_without_an_endpoint_says_so_and_breaks_nothing() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let page = "<!doctype html><html lang=en><title>x</title><link rel=icon href=leaf.svg>\
            <script type=module src=\"GATEWAY/sordino.js\"></script><main>\
            <sordino-preferences><a class=shop-fallback href=\"/\">Manage</a></sordino-preferences>"
            .replace("GATEWAY", &stage.wire.url());
        stage.shop.answer(GET, "/wrong", 200, "text/html", &page);
        browser.open(&format!("{}/wrong", stage.shop.url())).await?;
        browser.until("return !!customElements.get('sordino-preferences')", true).await?;
        assert_eq!(browser.js(FALLBACK).await?, true, "the link still works");
        let mut said = Vec::new();
        for _ in 0..100 {
            said = browser.complaints().await?;
            if !said.is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(said.len(), 1, "one line: {said:?}");
        assert!(
            said[0].contains("sordino-preferences") && said[0].contains("endpoint"),
            "{said:?}"
        );
        stage.expect_complaints("endpoint");
        Ok(())
    })
    .await;
}

/// In a shop that is one page for ever, one person leaves and the next one logs in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_of_somebody_else_shows_theirs_and_changes_nothing_of_the_first() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        browser.until("return $('.address').textContent", "For m•••@example.com").await?;
        let before = stage.record(MARGARET).await?.len();
        let other = stage.token(LinkTo { id: "another-session", ..LinkTo::of(MING) })?;
        let give = format!("root.host.token = null; root.host.token = '{other}'");
        browser.js(&give).await?;
        browser.until("return $('.address')?.textContent", "适用于 l•••@example.com").await?;
        stage.live().await?;
        browser.press(&switch(NOTES)).await?;
        stage.quiet().await?;
        assert_eq!(stage.record(MARGARET).await?.len(), before, "nothing of hers is different");
        let theirs = stage.record(MING).await?.last().map(ToString::to_string);
        assert!(
            theirs.is_some_and(|line| line.contains("another-session")),
            "it is on their record"
        );
        Ok(())
    })
    .await;
}
