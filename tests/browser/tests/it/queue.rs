//! Never losing a wish: what could not be said is kept on the device, and said on a later visit.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sordino_browser_tests::{
    Behind, Browser, Engine, LinkTo, MARGARET, MING, Method, Setup, Stage, play, play_before,
    switch,
};

pub(crate) const NOTES: &str = "/campaigns/field-notes/channels/email";
pub(crate) const CALENDAR: &str = "/campaigns/growing-calendar/channels/email";
pub(crate) const WORKSHOPS: &str = "/campaigns/workshops/channels/email";
pub(crate) const POST: Method = Method::POST;
pub(crate) const URL: &str = "/v1/preferences";

const OFFLINE: &str =
    "Not saved yet: there is no connection. It is kept on this device and sent when there is one.";
const OVERTAKEN: &str = "This was changed elsewhere later. What you see now applies.";

/// The names of what the widget keeps on the device.
const NAMES: &str = "return Object.keys(localStorage).filter((name) => name.startsWith('sordino'))";

/// How many things the widget keeps on the device.
pub(crate) async fn until_kept_here(stage: &Stage, expected: usize) -> Result<()> {
    stage.browser.until(&format!("{NAMES}.length"), expected).await
}

/// What was posted, but for when.
pub(crate) fn posted(stage: &Stage) -> Vec<Value> {
    let mut asked = Vec::new();
    for post in stage.backend().seen_of(&POST, URL) {
        let mut body: Value = serde_json::from_slice(post.body.as_ref()).unwrap_or_default();
        body.as_object_mut().and_then(|body| body.remove("sent_at"));
        asked.push(body);
    }
    asked
}

/// Turns these off while nothing arrives.
async fn turn_off_in_vain(stage: &Stage, places: &[&str]) -> Result<()> {
    stage.backend().drop_requests(POST, URL);
    stage.expect_complaints("net::ERR_");
    for place in places {
        stage.browser.press(&switch(place)).await?;
    }
    stage.status(OFFLINE).await?;
    until_kept_here(stage, places.len()).await
}

/// Says that the page was hidden, or is shown again. A driver's tabs are all in view.
pub(crate) async fn hide(browser: &Browser, hidden: bool) -> Result<()> {
    let set = format!(
        "Object.defineProperty(document, 'hidden', {{ configurable: true, value: {hidden} }});
        document.dispatchEvent(new Event('visibilitychange'))"
    );
    browser.js(&set).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reload_loses_nothing_and_sends_everything_once_and_in_order() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let before = stage.record(MARGARET).await?.len();
        turn_off_in_vain(stage, &[NOTES, CALENDAR, WORKSHOPS]).await?;
        stage.shot("queue-offline").await?;
        stage.axe_here().await?;

        browser.reload().await?;
        stage.live().await?;
        stage.status(OFFLINE).await?;
        for place in [NOTES, CALENDAR, WORKSHOPS] {
            browser.until(&stage.note(place), "Not saved yet").await?;
            assert!(!stage.is_on(place).await?, "it shows what was asked for");
            assert_eq!(stage.kept(MARGARET, place).await?, Some(true), "and it is true: not saved");
        }
        stage.wire.clear();
        stage.quiet().await?;
        stage.status("Saved: Workshops and walks · Email is off.").await?;
        assert_eq!(browser.js(NAMES).await?, json!([]), "nothing is left behind");
        let record = stage.record(MARGARET).await?;
        let paths: Vec<_> =
            record[before..].iter().map(|line| &line["changed"][0]["path"]).collect();
        assert_eq!(paths, [NOTES, CALENDAR, WORKSHOPS]);
        let posted = posted(stage);
        for one in &posted {
            let mut again = posted.iter().filter(|change| change["id"] == one["id"]);
            assert!(again.all(|change| change == one), "sent again it is the same to the letter");
        }
        let first = posted.iter().filter(|change| change["id"] == posted[0]["id"]);
        assert!(first.count() > 2, "it was sent before and after");
        Ok(())
    })
    .await;
}

/// A tab that is closed is gone for good; the next visit may be by another message's link.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_tab_loses_nothing_and_only_the_same_person_finds_it() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.another_tab().await?;
        stage.open_page(MARGARET).await?;
        turn_off_in_vain(stage, &[NOTES]).await?;
        browser.driver().close_window().await?;
        browser.tab(0).await?;
        // The last that the closed page sends is lost, too.
        stage.wire.clear();
        stage.wire.drop_requests(POST, "field-notes");

        stage.open_page(MING).await?;
        let made_by_margaret = stage.wire.seen_of(&POST, URL).len();
        browser.press(&switch(CALENDAR)).await?;
        stage.quiet().await?;
        until_kept_here(stage, 1).await?;
        let by_ming = stage.wire.seen_of(&POST, URL).split_off(made_by_margaret);
        assert_eq!(by_ming.len(), 1, "Margaret's choice is not Ming's to send");

        stage.wire.clear();
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(true), "nothing has arrived");
        let newer = LinkTo { id: "a-later-message", ..LinkTo::of(MARGARET) };
        browser.open(&stage.link(newer)?).await?;
        stage.live().await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        until_kept_here(stage, 0).await
    })
    .await;
}

async fn embedded(behind: Behind) {
    play_before(behind, Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        turn_off_in_vain(stage, &[NOTES, CALENDAR]).await?;
        no_secrets(stage).await?;
        browser.reload().await?;
        stage.live().await?;
        stage.status(OFFLINE).await?;
        stage.backend().clear();
        stage.quiet().await?;
        for place in [NOTES, CALENDAR] {
            assert!(!stage.is_on(place).await?);
            assert_eq!(stage.kept(MARGARET, place).await?, Some(false), "{place}");
        }
        until_kept_here(stage, 0).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_shop_a_reload_loses_nothing() {
    embedded(Behind::Gateway).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn before_another_backend_a_reload_loses_nothing() {
    embedded(Behind::Python).await;
}

/// Everything that a page can leave in a browser, as one text.
async fn no_secrets(stage: &Stage) -> Result<()> {
    let all = "const [done] = arguments;
        (async () => JSON.stringify([
            Object.entries(localStorage), Object.entries(sessionStorage), document.cookie,
            await indexedDB.databases(), await caches.keys(), history.state, name,
        ]))().then(done)";
    let all = stage.browser.driver().execute_async(all, vec![]).await?.json().clone();
    let all = all.as_str().context("a text")?.to_owned();
    assert!(all.contains("sordino:") && all.contains("field-notes"), "there is a choice: {all}");
    let token = stage.token(LinkTo::of(MARGARET))?;
    let hint = stage.document(MARGARET).await?["subscriber"]["address_hint"].to_string();
    for secret in token.split('.').chain([hint.trim_matches('"'), MARGARET, "@"]) {
        assert!(!all.contains(secret), "`{secret}` is in {all}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_token_no_address_and_no_words_of_ones_own_are_left_on_the_device() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.press(&switch(WORKSHOPS)).await?;
        stage.status_says("Saved").await?;
        turn_off_in_vain(stage, &[NOTES]).await?;
        no_secrets(stage).await?;
        stage.wire.clear();
        stage.quiet().await?;

        stage.wire.drop_requests(POST, URL);
        browser.press(".survey summary").await?;
        browser.until("return visible('button[value=too_frequent]')", true).await?;
        browser.js("$('.survey textarea').value = 'Nobody needs to find this.'").await?;
        browser.press("button[value=too_frequent]").await?;
        stage.status("Not saved yet. We keep trying.").await?;
        assert_eq!(browser.js(NAMES).await?, json!([]), "it is not said to be kept, and is not");
        stage.wire.clear();
        stage.quiet().await
    })
    .await;
}

async fn works_without(forbid: &str) {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.before_each_page(forbid).await?;
        stage.open_page(MARGARET).await?;
        stage.wire.drop_requests(POST, URL);
        stage.expect_complaints("net::ERR_");
        browser.press(&switch(NOTES)).await?;
        stage.status("Not saved yet. We keep trying.").await?;
        stage.wire.clear();
        stage.status("Saved: Field Notes · Email is off.").await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_storage_is_blocked_everything_else_works() {
    works_without(
        "Object.defineProperty(window, 'localStorage', {
            get() { throw new DOMException('blocked', 'SecurityError') } })",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_storage_is_full_everything_else_works() {
    works_without(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_tls_everything_else_works() {
    works_without("Object.defineProperty(crypto, 'subtle', { value: undefined })").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_old_or_cannot_be_read_is_dropped_and_nothing_else() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        turn_off_in_vain(stage, &[NOTES]).await?;
        browser
            .js(&format!(
                "const [name] = (() => {{ {NAMES} }})();
                const place = name.slice(0, name.lastIndexOf(':') + 1);
                const change = JSON.parse(localStorage[name]);
                const uuid = (n) => '00000000-0000-4000-8000-00000000000' + n;
                const keep = (at, id, change) => localStorage[at + id] = JSON.stringify({{ ...change, id }});
                const daysAgo = (days) => new Date(Date.now() - days * 86_400_000).toISOString();
                delete localStorage[name];
                keep(place, uuid(1), {{ ...change, made_at: daysAgo(31) }});
                keep('sordino:another:', uuid(2), {{ ...change, made_at: daysAgo(31) }});
                keep('sordino:another:', uuid(3), {{ ...change, made_at: daysAgo(29) }});
                keep(place, uuid(4), {{ ...change, set: {{ campaigns: 5 }} }});
                keep(place, uuid(5), {{ ...change, set: {{ channels: {{ email: 'no' }} }} }});
                keep(place, 'no-uuid', change);
                localStorage[place + uuid(6)] = '{{ not JSON';
                localStorage[place + uuid(7)] = 'null';
                localStorage[place + uuid(8)] = JSON.stringify(change);
                localStorage['shop:theme'] = 'dark';"
            ))
            .await?;
        // The page that is left would write its own choice again.
        browser.open(&format!("{}/message.html", stage.shop.url())).await?;
        stage.wire.clear();
        let before = stage.wire.seen_of(&POST, URL).len();
        stage.open_page(MARGARET).await?;
        let left = "return Object.keys(localStorage).map((name) => name.replace(/0{4}.*-/, '')).sort()";
        browser.until(left, json!(["shop:theme", "sordino:another:000000000003"])).await?;
        assert!(stage.is_on(NOTES).await?);
        assert_eq!(stage.wire.seen_of(&POST, URL).len(), before, "nothing is sent");
        assert_eq!(browser.js("return text('.bar .status')").await?, "");
        browser.press(&switch(CALENDAR)).await?;
        stage.status_says("Saved").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_can_turn_it_off() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        browser
            .js("const other = document.createElement('sordino-preferences');
                other.setAttribute('endpoint', host.getAttribute('endpoint'));
                other.setAttribute('without-queue', '');
                other.tokenProvider = host.tokenProvider;
                host.replaceWith(other)")
            .await?;
        stage.live().await?;
        stage.wire.drop_requests(POST, URL);
        stage.expect_complaints("net::ERR_");
        browser.press(&switch(NOTES)).await?;
        stage.status("Not saved yet. We keep trying.").await?;
        assert_eq!(browser.js(NAMES).await?, json!([]));
        stage.wire.clear();
        stage.status("Saved: Field Notes · Email is off.").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_elements_of_a_page_and_two_tabs_that_send_the_same_have_one_effect() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_shop().await?;
        stage.live().await?;
        let before = stage.record(MARGARET).await?.len();
        turn_off_in_vain(stage, &[NOTES]).await?;
        browser
            .js("const other = document.createElement('sordino-preferences');
                other.setAttribute('endpoint', host.getAttribute('endpoint'));
                other.tokenProvider = host.tokenProvider;
                other.id = 'other';
                host.after(other)")
            .await?;
        let second = "return document.getElementById('other').shadowRoot
            .querySelector('.bar .status')?.textContent ?? ''";
        browser.until(second, OFFLINE).await?;
        browser.another_tab().await?;
        stage.open_shop().await?;
        stage.live().await?;
        stage.status(OFFLINE).await?;

        stage.wire.clear();
        let saved = "Saved: Field Notes · Email is off.";
        stage.status(saved).await?;
        browser.tab(0).await?;
        stage.status(saved).await?;
        browser.until(second, saved).await?;
        assert_eq!(stage.record(MARGARET).await?.len(), before + 1, "one effect");
        let posted = posted(stage);
        assert!(posted.iter().all(|change| *change == posted[0]), "of one change");
        until_kept_here(stage, 0).await
    })
    .await;
}

/// Law 5: what was asked for earlier, in a tunnel, does not turn on what was turned off since.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_device_turned_off_later_stays_off_and_it_is_said() {
    play(Setup::default(), async |stage| {
        let engine = Engine::current();
        engine
            .needs(engine == Engine::Chromium, "one tab without network beside one that has it")?;
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        stage.offline(true).await?;
        stage.expect_complaints("ERR_INTERNET_DISCONNECTED");
        // Two hours ago.
        browser
            .js("const { now } = Date; Date.now = () => now() - 7_200_000; window.then = now")
            .await?;
        browser.press(&switch(NOTES)).await?;
        stage.status(OFFLINE).await?;
        browser.js("Date.now = window.then").await?;

        // The other device was asleep, and has heard of nothing.
        browser.another_tab().await?;
        browser.js("Object.defineProperty(window, 'localStorage', { get() { throw 0 } })").await?;
        let blocked = "Object.defineProperty(window, 'localStorage', { get() { throw 0 } })";
        stage.before_each_page(blocked).await?;
        stage.open_page(MARGARET).await?;
        for words in ["Saved: Field Notes · Email is on.", "Saved: Field Notes · Email is off."] {
            browser.press(&switch(NOTES)).await?;
            stage.status(words).await?;
        }

        browser.tab(0).await?;
        assert!(stage.is_on(NOTES).await?, "it is what was asked for here");
        stage.offline(false).await?;
        stage.status(OVERTAKEN).await?;
        assert!(!stage.is_on(NOTES).await?);
        browser.until(&stage.note(NOTES), "Not saved").await?;
        assert_eq!(browser.js("return visible('.bar .undo')").await?, false);
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        until_kept_here(stage, 0).await?;
        stage.shot("queue-overtaken").await?;
        stage.axe_here().await
    })
    .await;
}

/// Browsers refuse to send more than 64 KiB such that it outlives its page. That was taken for a
/// network that is gone, for ever, and whatever was asked for afterwards waited behind it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_choice_of_more_than_64_kib_is_sent_and_nothing_waits_behind_it() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let mut document = stage.document(MARGARET).await?;
        let one = document["campaigns"][1].clone();
        for at in 0..1_000 {
            let mut campaign = one.clone();
            campaign["id"] = json!(format!("a-campaign-with-a-longer-id-{at}"));
            document["campaigns"].as_array_mut().context("campaigns")?.push(campaign);
        }
        let document = document.to_string();
        stage.wire.answer(Method::GET, URL, 200, "application/json", &document);
        stage.open_shop().await?;
        stage.live().await?;
        stage.expect_complaints("Failed to load resource");
        browser.press(".find .turn").await?;
        stage.wire.until_seen(&POST, URL).await?;
        let seen = stage.wire.seen_of(&POST, URL);
        assert!(seen[0].body.len() > 65_536, "it is long: {}", seen[0].body.len());
        Ok(())
    })
    .await;
}
