//! The sender's own words in place of the widget's: by the gateway's configuration, and by a
//! property of the element.

use anyhow::{Context, Result};
use serde_json::json;
use sordino_browser_tests::{LinkTo, MARGARET, Method, Setup, Stage, play, switch};
use sordino_gateway::Wording;

const GET: Method = Method::GET;
const NOTES: &str = "/campaigns/field-notes/channels/email";
const LEAVE: &str = "return $('.leave-button').textContent";

/// A gateway that says some things in its own words.
fn configured(words: serde_json::Value) -> Result<Setup> {
    Ok(Setup { words: Wording::new(&serde_json::from_value(words)?)?, ..Setup::default() })
}

/// A shop whose script says what `words` is, under the shop's strict policy.
async fn shop_says(stage: &Stage, words: &str, query: &str) -> Result<()> {
    let script = format!(
        "const it = document.querySelector('sordino-preferences');
        it.words = {words};
        it.tokenProvider = async () => (await fetch('/session/token')).text();"
    );
    stage.shop.answer(GET, "shop.js", 200, "text/javascript", &script);
    stage.browser.open(&format!("{}/{query}", stage.shop.url())).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hosted_page_says_it_before_and_after_the_script_came() {
    let words = json!({ "en": { "leave": "No more letters", "title": "<b>Letters</b>" } });
    play(configured(words).unwrap(), async |stage| {
        let browser = &stage.browser;
        let said = "return [$('.leave-button').textContent, $('.title').textContent,
            $$('b').length, document.title, $('.leave .hint').textContent]";
        let expected = json!([
            "No more letters",
            "<b>Letters</b>",
            0,
            "<b>Letters</b> · Larkfield",
            "In effect at once. You can undo it.",
        ]);
        let held = stage.hold_wasm();
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        browser.js("$('.leave-button').mark = true").await?;
        assert_eq!(browser.js(said).await?, expected, "before");

        drop(held);
        stage.live().await?;
        assert_eq!(browser.js(said).await?, expected, "after");
        assert_eq!(browser.js("return $('.leave-button').mark").await?, true, "the same node");
        for name in ["words-", "wording."] {
            assert_eq!(stage.wire.seen_of(&GET, name).len(), 0, "`{name}` came with the page");
        }
        stage.shot("wording-hosted").await?;
        // What script writes says it, too.
        browser.press(".leave-button").await?;
        stage.status_says("Saved").await?;
        browser.press("button[value=undo]").await?;
        browser.until(LEAVE, "No more letters").await?;

        browser.open(&format!("{}?lang=de", stage.link(LinkTo::of(MARGARET))?)).await?;
        stage.live().await?;
        assert_eq!(browser.js(LEAVE).await?, "Von allem abmelden", "nobody worded it in German");
        Ok(())
    })
    .await;
}

/// 366 is `many` in Russian; the browser must find the form that the configuration gave it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_counted_message_has_the_form_of_its_number_on_the_hosted_page() {
    let forms = json!({ "one": "{days} (1)", "few": "{days} (3)", "many": "{days} (5)",
        "other": "{days} (x)" });
    play(configured(json!({ "ru": { "refused_long": forms } })).unwrap(), async |stage| {
        let browser = &stage.browser;
        let link = stage.link(LinkTo::of(MARGARET))?;
        let held = stage.hold_wasm();
        browser.open(&format!("{link}?lang=ru&refused=pause_too_long")).await?;
        stage.ready().await?;
        stage.status("366 (5)").await?;
        drop(held);
        stage.live().await?;
        stage.status("366 (5)").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_website_says_it_in_its_own_words_and_only_then_loads_their_names() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.watch_policy().await?;
        stage.open_shop().await?;
        stage.live().await?;
        assert_eq!(browser.js(LEAVE).await?, "Unsubscribe from everything");
        assert_eq!(stage.wire.seen_of(&GET, "wording.").len(), 0, "nobody needs it");

        let words = "{ en: { leave: '<b>No</b> more letters', bar_off: '{what}: gone' },
            ru: { leave: 'Хватит писем', refused_long: { one: '{days} (1)', few: '{days} (3)',
                many: '{days} (5)', other: '{days} (x)' } } }";
        shop_says(stage, words, "").await?;
        stage.live().await?;
        assert_eq!(browser.js(LEAVE).await?, "<b>No</b> more letters");
        assert_eq!(browser.js("return $$('b').length").await?, 0, "text is only text");
        assert_eq!(stage.wire.seen_of(&GET, "wording.").len(), 1);
        browser.press(&switch(NOTES)).await?;
        stage.status("Field Notes · Email: gone").await?;
        assert_eq!(
            browser.js("return text('.leave .hint')").await?,
            "In effect at once. You can undo it."
        );
        stage.shot("wording-embedded").await?;

        shop_says(stage, words, "?lang=ru").await?;
        stage.live().await?;
        assert_eq!(browser.js(LEAVE).await?, "Хватит писем");
        let problem = json!({ "type": "urn:sordino:problem:pause_too_long", "title": "Too long",
            "status": 422, "detail": "…", "code": "pause_too_long" });
        let kind = "application/problem+json";
        stage.wire.answer(Method::POST, "/v1/preferences", 422, kind, &problem.to_string());
        browser.press(&switch(NOTES)).await?;
        stage.status("366 (5)").await?;
        stage.expect_complaints("422");
        assert_eq!(browser.violations().await?, json!([]));
        Ok(())
    })
    .await;
}

/// Senders copy it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sample_of_the_documentation_is_heard() {
    play(Setup::default(), async |stage| {
        let page = include_str!("../../../../docs/wording.md");
        let (_, rest) = page.split_once("```js\n").context("it has a sample")?;
        let (script, _) = rest.split_once("```").context("it ends")?;
        stage.shop.answer(GET, "shop.js", 200, "text/javascript", script);
        for (query, said) in [("", "No more letters"), ("?lang=zh-Hans", "不再来信")] {
            stage.browser.open(&format!("{}/{query}", stage.shop.url())).await?;
            stage.live().await?;
            assert_eq!(stage.browser.js(LEAVE).await?, said);
        }
        Ok(())
    })
    .await;
}

/// A shop learns who is logged in when its texts are long there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_that_come_with_the_token_are_in_time() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.shop.answer(GET, "shop.js", 200, "text/javascript", "");
        stage.open_shop().await?;
        stage.wire.until_seen(&GET, "words-en").await?;
        browser
            .until(
                "return performance.getEntriesByType('resource')
            .some((it) => it.name.includes('words-en') && it.responseEnd > 0)",
                true,
            )
            .await?;
        browser
            .js("host.tokenProvider = async () => (await fetch('/session/token')).text();
                host.words = { en: { leave: 'No more letters' } }")
            .await?;
        stage.live().await?;
        assert_eq!(browser.js(LEAVE).await?, "No more letters");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_fit_is_told_once_and_the_rest_is_said() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let words = "{ xx: { leave: 'Leave' },
            ru: { refused_long: { one: '{days}', few: '{days}', other: '{days}' } },
            en: { leave: 'No more letters', leav: 'x', stop: 'Stop', title: 7, left: '',
                locked: 'Locked {why} {', undo: 'a\\nb', refused_long: 'x',
                instead_pause: { one: 'a day', few: '{days}', other: 'for {days}' } } }";
        shop_says(stage, words, "").await?;
        stage.live().await?;
        assert_eq!(browser.js(LEAVE).await?, "No more letters");
        assert_eq!(browser.js("return text('.title')").await?, "What we send you");
        let said = browser.complaints().await?;
        let expected = [
            "`words.xx`: the widget does not speak this language; one of these is expected: ar, de",
            "`words.ru.refused_long.many`: the form is missing",
            "`words.en.leav`: there is no such message",
            "`words.en.stop`: the placeholders expected are {what}, and it has none",
            "`words.en.title`: one text is expected",
            "`words.en.left`: a text is expected",
            "`words.en.locked`: a brace stands alone",
            "`words.en.undo`: one line is expected",
            "`words.en.refused_long`: a number is in it, so a text for each plural form of the \
             language is expected: one, other",
            "`words.en.instead_pause.few`: the language has no such form",
        ];
        for part in expected {
            assert!(said.iter().any(|it| it.contains(part)), "`{part}` is not in: {said:#?}");
        }
        assert_eq!(said.len(), expected.len(), "each once: {said:#?}");
        stage.expect_complaints("sordino-preferences>: `words.");
        Ok(())
    })
    .await;
}
