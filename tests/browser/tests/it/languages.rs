//! Every language in a browser: it fits a small screen, says what it is, and reads the right way.

use axum::http::Method;
use serde_json::{Value, json};
use sordino_browser_tests::{LinkTo, MARGARET, Setup, play, switch};

/// The hosted page's languages, and those of them that are written from right to left.
const ALL: &[&str] =
    &["en", "zh-Hans", "zh-Hant", "es", "pt", "fr", "de", "ja", "ko", "ar", "hi", "ru"];
const RIGHT_TO_LEFT: &[&str] = &["ar"];

/// What is wider than the screen or than its own box.
const TOO_WIDE: &str = "
    const wide = $$('.sordino *').filter((node) => node.checkVisibility()).filter((node) => {
        const { left, right, width } = node.getBoundingClientRect();
        const clipped = getComputedStyle(node).display !== 'inline'
            && !['INPUT', 'SELECT', 'OPTION', 'TEXTAREA'].includes(node.tagName)
            && node.clientWidth > 1 && node.scrollWidth > node.clientWidth + 1;
        return width > 1 && (left < -1 || right > document.documentElement.clientWidth + 1 || clipped);
    }).map((node) => node.outerHTML.slice(0, 120));
    const page = document.documentElement;
    if (page.scrollWidth > document.documentElement.clientWidth) wide.push(`the page: ${page.scrollWidth}`);
    return wide;
";

/// The languages whose names do not begin where their column does.
const RAGGED: &str = "
    const start = (it) => it.getBoundingClientRect()[$('.sordino').dir === 'rtl' ? 'right' : 'left'];
    return $$('.languages a').filter((it) => {
        const name = new Range();
        name.selectNodeContents(it);
        return Math.abs(start(name) - start(it.parentElement)) > 1;
    }).map((it) => it.lang);
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_320_pixels_every_language_fits_and_says_what_it_is() {
    play(Setup::phone(320), async |stage| {
        let browser = &stage.browser;
        let link = stage.link(LinkTo::of(MARGARET))?;
        for tag in ALL {
            browser.open(&format!("{link}?lang={tag}")).await?;
            stage.live().await?;
            let dir = if RIGHT_TO_LEFT.contains(tag) { "rtl" } else { "ltr" };
            let said = "const page = document.documentElement, it = $('.sordino');
                return [page.lang, page.dir, it.lang, it.dir, getComputedStyle($('.title')).direction]";
            assert_eq!(browser.js(said).await?, json!([tag, dir, tag, dir, dir]));
            assert_eq!(browser.js(TOO_WIDE).await?, json!([]), "{tag}");
            browser.js("for (const it of $$('details')) it.open = true").await?;
            assert_eq!(browser.js(TOO_WIDE).await?, json!([]), "{tag}, all of it open");
            assert_eq!(browser.js(RAGGED).await?, json!([]), "{tag}, the list of languages");
            stage.shot(&format!("language-{tag}")).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_arabic_everything_runs_from_the_right() {
    play(Setup { languages: "ar", ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        browser.open(&format!("{}?lang=ar", stage.link(LinkTo::of(MARGARET))?)).await?;
        stage.live().await?;
        let beside = format!(
            "const box = $('{}'), label = box.closest('label').querySelector('span');
            return box.getBoundingClientRect().left >= label.getBoundingClientRect().right - 1",
            switch("/campaigns/field-notes/channels/email")
        );
        assert_eq!(browser.js(&beside).await?, true, "a switch stands at its words' right");
        assert_eq!(browser.js(TOO_WIDE).await?, json!([]));
        stage.axe_here().await?;
        stage.shot("arabic").await?;
        Ok(())
    })
    .await;
}

/// English labels in an Arabic page were spoken by an Arabic voice, and had their full stop in
/// front.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn labels_in_another_language_than_the_page_say_which_and_run_their_own_way() {
    let theirs = "return ['.campaign-name', '.group .heading', '.about', '.switch-label span',
        '.reasons button', '.pause-only label span', '.locked span'].map((css) => {
            const node = $(css);
            return [node.closest('[lang]').lang, getComputedStyle(node).direction].join();
        })";
    let ours = "return ['.title', '.leave-button', '.switch .note'].map((css) => {
        const node = $(css);
        return [node.closest('[lang]').lang, getComputedStyle(node).direction].join();
    })";
    play(Setup { languages: "ar", ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        browser.open(&format!("{}?lang=ar", stage.link(LinkTo::of(MARGARET))?)).await?;
        stage.live().await?;
        assert_eq!(browser.js(theirs).await?, json!(vec!["en,ltr"; 7]));
        assert_eq!(browser.js(ours).await?, json!(vec!["ar,rtl"; 3]));
        // The whole line, its full stop included, stands at the right, as the Arabic does.
        let ends = "const about = $$('.about').find((it) => it.textContent.endsWith('.'));
            const range = document.createRange(), words = about.firstChild;
            const at = (from, to) => {
                range.setStart(words, from), range.setEnd(words, to);
                return range.getBoundingClientRect();
            };
            const last = at(words.length - 1, words.length), before = at(words.length - 2, words.length - 1);
            const right = about.getBoundingClientRect().right;
            return [last.left >= before.left, Math.abs(right - last.right) < 2]";
        assert_eq!(browser.js(ends).await?, json!([true, true]));
        stage.view("arabic-labels").await?;

        browser.open(&format!("{}/?lang=ar", stage.shop.url())).await?;
        stage.live().await?;
        assert_eq!(browser.js(theirs).await?, json!(vec!["en,ltr"; 7]), "embedded");
        assert_eq!(browser.js(ours).await?, json!(vec!["ar,rtl"; 3]), "embedded");
        Ok(())
    })
    .await;
}

/// A locale in the manner of POSIX made `Intl` throw, and the widget never came to life.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locale_that_the_browser_refuses_is_passed_over() {
    play(Setup::default(), async |stage| {
        for locale in ["en_US", "en-", "en-!!"] {
            let mut document: Value = serde_json::from_str(include_str!(
                "../../../../crates/contract/examples/document.json"
            ))?;
            document["subscriber"]["locale"] = json!(locale);
            document["pauses"][0] =
                json!({ "id": "p1", "from": "2027-03-01", "until": "2027-03-31" });
            let text = document.to_string();
            stage.backend().answer_once(Method::GET, "/v1/preferences", "application/json", &text);
            stage.open_shop().await?;
            stage.live().await?;
            let said = "return text('.pause p').includes('31 March 2027')";
            assert_eq!(stage.browser.js(said).await?, true, "{locale}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_another_language_is_two_presses_away() {
    play(Setup { script: false, ..Setup::phone(320) }, async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.ready().await?;
        stage.shot("languages-closed").await?;
        browser.press(".languages-title").await?;
        stage.shot("languages-open").await?;
        browser.press(".languages a[lang=ru]").await?;
        browser.until("return text('.title')", "Что мы вам отправляем").await?;
        assert_eq!(browser.js("return document.documentElement.lang").await?, "ru");
        Ok(())
    })
    .await;
}
