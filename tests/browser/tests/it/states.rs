//! Every state, each a designed one: its words, its accessibility, its picture.

use serde_json::json;
use sordino_browser_tests::{LinkTo, MARGARET, MING, Method, Setup, Stage, play, switch};

const NOTES: &str = "/campaigns/field-notes/channels/email";
const GET: Method = Method::GET;
const POST: Method = Method::POST;
const URL: &str = "/v1/preferences";

async fn state(stage: &Stage, expected: &str) -> anyhow::Result<()> {
    stage.browser.until("return $('.sordino')?.dataset.state ?? null", expected).await
}

async fn fine(stage: &Stage, name: &str) -> anyhow::Result<()> {
    stage.shot(name).await?;
    stage.axe_here().await
}

async fn tour(setup: Setup, person: &'static str, name: &'static str) {
    play(setup, async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo::of(person))?).await?;
        stage.live().await?;
        fine(stage, &format!("{name}-ready")).await?;

        stage.wire.hold(POST, URL);
        browser.press(&switch(NOTES)).await?;
        let saving = if person == MING { "正在保存…" } else { "Saving…" };
        browser.until(&stage.note(NOTES), saving).await?;
        fine(stage, &format!("{name}-saving")).await?;
        stage.wire.clear();
        stage.quiet().await?;
        fine(stage, &format!("{name}-saved")).await?;

        browser.press(".leave button").await?;
        stage.quiet().await?;
        fine(stage, &format!("{name}-left")).await?;
        browser.press(".leave button").await?;
        stage.quiet().await?;

        stage.wire.cut();
        browser.press(&switch(NOTES)).await?;
        browser
            .until(
                "return visible('.bar .retry') && text('.bar .retry')",
                if person == MING { "重试" } else { "Try again" },
            )
            .await?;
        fine(stage, &format!("{name}-not-saved")).await?;
        stage.wire.mend();
        stage.expect_complaints("net::ERR_");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn light() {
    tour(Setup::default(), MARGARET, "light").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dark() {
    tour(Setup { dark: true, ..Setup::default() }, MARGARET, "dark").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chinese() {
    tour(Setup::default(), MING, "zh").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phone() {
    tour(Setup::phone(375), MARGARET, "phone").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chinese_on_a_small_dark_phone() {
    tour(Setup { dark: true, ..Setup::phone(320) }, MING, "zh-small-dark").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_that_is_expired_or_broken() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo { expired: true, ..LinkTo::of(MARGARET) })?).await?;
        state(stage, "expired").await?;
        fine(stage, "hosted-expired").await?;

        let link = stage.link(LinkTo::of(MARGARET))?;
        browser.open(&link[..link.len() - 10]).await?;
        state(stage, "invalid").await?;
        fine(stage, "hosted-invalid").await?;

        browser.open(&stage.link(LinkTo::of("C-99999"))?).await?;
        state(stage, "invalid").await?;

        // A Chinese message's link, in Chinese, though nobody can be known by it any more.
        let chinese = LinkTo { expired: true, lang: Some("zh-Hans"), ..LinkTo::of(MING) };
        browser.open(&stage.link(chinese)?).await?;
        state(stage, "expired").await?;
        fine(stage, "hosted-expired-zh").await?;
        stage.expect_complaints("status of 4");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn embedded_a_refused_link_a_sick_server_and_no_connection_are_said_in_words() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let problem = |code, status| json!({ "code": code, "status": status }).to_string();
        for (status, code, expected, words) in [
            (401, "token_expired", "expired", "This link has expired"),
            (401, "token_invalid", "invalid", "This link does not work"),
            (503, "unavailable", "error", "This did not work, and it is our fault"),
        ] {
            stage.wire.clear();
            stage.wire.answer(GET, URL, status, "application/problem+json", &problem(code, status));
            stage.open_shop().await?;
            state(stage, expected).await?;
            let said = browser.js("return text('[role=alert]')").await?.to_string();
            assert!(said.contains(words), "{said}");
            fine(stage, &format!("embed-{expected}")).await?;
        }

        // And when the server is well again, so is the page, at the press of a button.
        stage.wire.clear();
        browser.press(".failure button").await?;
        stage.live().await?;

        stage.open_shop().await?;
        stage.live().await?;
        stage.expect_complaints("status of");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn embedded_without_a_connection() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        // The script is there, the backend is not.
        stage.wire.drop_requests(GET, URL);
        stage.open_shop().await?;
        state(stage, "offline").await?;
        fine(stage, "embed-offline").await?;
        stage.wire.clear();
        browser.press(".failure button").await?;
        stage.live().await?;
        stage.expect_complaints("net::ERR_");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn embedded_with_nothing_to_choose_from() {
    play(Setup::default(), async |stage| {
        let mut document = stage.document(MARGARET).await?;
        document["campaigns"] = json!([]);
        stage.wire.answer(GET, URL, 200, "application/json", &document.to_string());
        stage.open_shop().await?;
        state(stage, "empty").await?;
        let said = stage.browser.js("return text('.sordino')").await?.to_string();
        assert!(said.contains("Nothing is being sent to you"), "{said}");
        fine(stage, "embed-empty").await?;
        Ok(())
    })
    .await;
}

/// Labels are the sender's: long, in other scripts, with markup.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn embedded_with_ugly_labels() {
    play(Setup::phone(320), async |stage| {
        let mut document = stage.document(MARGARET).await?;
        document["campaigns"][0]["label"] =
            json!("<b onclick=alert(1)>Bold</b> & \"quoted\" </script>");
        document["campaigns"][1]["label"] = json!(
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
        );
        document["campaigns"][2]["label"] = json!("عروض نهاية الأسبوع");
        document["channels"][0]["label"] =
            json!("Elektronische Nachrichtenübermittlungsdienstleistung");
        stage.wire.answer(GET, URL, 200, "application/json", &document.to_string());
        stage.open_shop().await?;
        stage.live().await?;
        assert_eq!(stage.browser.js("return $$('b').length").await?, 0, "markup is text");
        assert_eq!(
            stage
                .browser
                .js("return $('.sordino').scrollWidth <= $('.sordino').clientWidth")
                .await?,
            true
        );
        fine(stage, "embed-ugly").await?;
        Ok(())
    })
    .await;
}
