//! Bad connections, quick fingers, two tabs.

use serde_json::{Value, json};
use sordino_browser_tests::{LinkTo, MARGARET, Method, Seen, Setup, play, switch};

const NOTES: &str = "/campaigns/field-notes/channels/email";
const CALENDAR: &str = "/campaigns/growing-calendar/channels/email";
const WORKSHOPS: &str = "/campaigns/workshops/channels/email";
const POST: Method = Method::POST;
const URL: &str = "/v1/preferences";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_quick_clicks_end_in_what_the_second_asked_for() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let twice = format!("const box = $('{}'); box.click(); box.click();", switch(NOTES));
        browser.js(&twice).await?;
        stage.quiet().await?;
        assert!(stage.is_on(NOTES).await?, "off and on again");
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(true));

        browser.js(&format!("{twice} box.click();")).await?;
        stage.quiet().await?;
        assert!(!stage.is_on(NOTES).await?, "and off in the end");
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_switches_turned_while_the_first_is_on_its_way_are_all_saved_in_order() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        stage.wire.hold(POST, URL);
        for path in [NOTES, CALENDAR, WORKSHOPS] {
            browser.press(&switch(path)).await?;
        }
        browser.until(&stage.note(WORKSHOPS), "Saving…").await?;
        stage.wire.clear();
        stage.quiet().await?;
        for path in [NOTES, CALENDAR, WORKSHOPS] {
            assert!(!stage.is_on(path).await?);
            assert_eq!(stage.kept(MARGARET, path).await?, Some(false));
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_end_in_what_was_asked_last() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.another_tab().await?;
        stage.open_page(MARGARET).await?;

        browser.tab(0).await?;
        browser.press(&switch(NOTES)).await?;
        stage.status_says("Saved").await?;
        // The second tab does not know of that, and chooses something else.
        stage.unaware_tab(1).await?;
        browser.press(&switch(CALENDAR)).await?;
        stage.status_says("Saved").await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false), "not undone by silence");
        assert_eq!(stage.kept(MARGARET, CALENDAR).await?, Some(false));
        browser.until(&stage.stands(NOTES), false).await?;
        // It knows now, and turns it on: the last word.
        browser.press(&switch(NOTES)).await?;
        stage.status("Saved: Field Notes · Email is on.").await?;
        browser.tab(0).await?;
        browser.reload().await?;
        stage.live().await?;
        assert!(stage.is_on(NOTES).await?);
        assert!(!stage.is_on(CALENDAR).await?);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offline_is_said_in_words_and_the_choice_is_saved_once_when_the_network_is_back() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let before = stage.record(MARGARET).await?.len();
        stage.offline(true).await?;
        browser.press(&switch(NOTES)).await?;
        stage.status_says("Not saved yet").await?;
        browser.until(&stage.note(NOTES), "Not saved yet").await?;
        assert!(!stage.is_on(NOTES).await?, "it shows what was asked for");
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(true), "and it is true: not saved");
        stage.shot("network-offline").await?;
        stage.axe_here().await?;

        stage.offline(false).await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        assert_eq!(stage.record(MARGARET).await?.len(), before + 1, "once");
        stage.expect_complaints("ERR_INTERNET_DISCONNECTED");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_is_asked_for_again_and_has_one_effect() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let before = stage.record(MARGARET).await?.len();
        stage.wire.lose_answers(POST, URL);
        browser.press(&switch(NOTES)).await?;
        stage.status_says("Not saved yet").await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false), "it had arrived");
        stage.wire.clear();
        stage.status("Saved: Field Notes · Email is off.").await?;

        assert_eq!(stage.record(MARGARET).await?.len(), before + 1, "one effect");
        let posts = stage.wire.seen_of(&POST, URL);
        assert!(posts.len() > 1, "it was asked again");
        let asked = |post: &Seen| {
            let mut asked: Value = serde_json::from_slice(post.body.as_ref()).unwrap_or_default();
            // When it was sent is another time for every try, and no part of what is asked.
            asked.as_object_mut().and_then(|asked| asked.remove("sent_at"));
            asked
        };
        assert!(posts.windows(2).all(|two| asked(&two[0]) == asked(&two[1])), "the same words");
        stage.expect_complaints("net::ERR_");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn try_again_does_not_wait() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        stage.wire.cut();
        browser.press(&switch(NOTES)).await?;
        // It tries again by itself after 1, 2 and then 4 seconds: there is time to press.
        stage.wire.until_seen_times(3, &POST, URL).await?;
        browser.until("return text('.bar .retry')", "Try again").await?;
        stage.view("network-try-again").await?;
        stage.wire.mend();
        browser.press(".bar .retry").await?;
        stage.status("Saved: Field Notes · Email is off.").await?;
        stage.expect_complaints("net::ERR_");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_goes_back_alone() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let problem = json!({
            "type": "urn:sordino:problem:unknown_campaign", "title": "there is no such campaign",
            "status": 422, "detail": "gone", "code": "unknown_campaign",
            "pointer": "/set/campaigns/workshops/channels/email",
        });
        stage.wire.answer(POST, "workshops", 422, "application/problem+json", &problem.to_string());
        stage.wire.hold(POST, URL);
        browser.press(&switch(NOTES)).await?;
        browser.press(&switch(WORKSHOPS)).await?;
        browser.press(&switch(CALENDAR)).await?;
        stage.wire.clear_holds();
        stage.quiet().await?;

        assert!(!stage.is_on(NOTES).await?, "before it: saved");
        assert!(stage.is_on(WORKSHOPS).await?, "refused: as it was");
        assert!(!stage.is_on(CALENDAR).await?, "after it: saved");
        for (path, expected) in [(NOTES, false), (WORKSHOPS, true), (CALENDAR, false)] {
            assert_eq!(stage.kept(MARGARET, path).await?, Some(expected), "{path}");
        }
        stage.expect_complaints("422");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_is_said_in_words_beside_the_switch() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let problem = json!({ "code": "unknown_campaign", "status": 422 }).to_string();
        stage.wire.answer(POST, URL, 422, "application/problem+json", &problem);
        browser.press(&switch(WORKSHOPS)).await?;
        stage.status("Not saved: this is no longer offered. What you see now applies.").await?;
        browser.until(&stage.note(WORKSHOPS), "Not saved").await?;
        assert!(stage.is_on(WORKSHOPS).await?);
        stage.shot("network-refused").await?;
        stage.axe_here().await?;
        stage.expect_complaints("422");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_refusal_the_page_shows_what_holds_now() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.another_tab().await?;
        stage.open_page(MARGARET).await?;
        browser.press(&switch(NOTES)).await?;
        stage.quiet().await?;
        stage.unaware_tab(0).await?;
        assert!(stage.is_on(NOTES).await?, "this tab has not heard of it");

        let problem = json!({ "code": "unknown_campaign", "status": 422 }).to_string();
        stage.wire.answer(POST, URL, 422, "application/problem+json", &problem);
        browser.press(&switch(WORKSHOPS)).await?;
        browser.until(&stage.stands(NOTES), false).await?;
        stage.status("Not saved: this is no longer offered. What you see now applies.").await?;
        stage.expect_complaints("422");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_ill_is_asked_again() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        stage.wire.answer(POST, URL, 503, "text/plain", "ill");
        browser.press(&switch(NOTES)).await?;
        stage.status_says("Not saved yet").await?;
        stage.wire.clear();
        stage.status("Saved: Field Notes · Email is off.").await?;
        stage.expect_complaints("503");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_is_opened_while_a_link_expires_says_so() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        stage.live().await?;
        let problem = json!({ "code": "token_expired", "status": 401 }).to_string();
        stage.wire.answer(POST, URL, 401, "application/problem+json", &problem);
        browser.press(&switch(NOTES)).await?;
        stage
            .status("Not saved: this link has expired. Please use the link in the latest message.")
            .await?;
        assert!(stage.is_on(NOTES).await?);
        stage.expect_complaints("401");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_choice_is_kept_though_the_page_is_left_at_once() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let away = format!("{}/message.html", stage.shop.url());
        browser.js(&format!("$('{}').click(); location.href = '{away}'", switch(NOTES))).await?;
        browser.until("return document.title", "Stoves are lit · Mail").await?;
        stage.wire.until_seen(&POST, URL).await?;
        browser.back().await?;
        stage.live().await?;
        assert_eq!(stage.kept(MARGARET, NOTES).await?, Some(false));
        Ok(())
    })
    .await;
}

/// On loopback a request is out before a page can go, so it is the request that is looked at.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_choice_is_sent_so_that_it_outlives_its_page() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser
            .js("window.sent = [];
                const { fetch } = window;
                window.fetch = (url, asked) => {
                    sent.push([asked.method, asked.keepalive]);
                    return fetch(url, asked);
                }")
            .await?;
        browser.press(&switch(NOTES)).await?;
        stage.status_says("Saved").await?;
        assert_eq!(browser.js("return sent").await?, json!([["POST", true]]));
        Ok(())
    })
    .await;
}
