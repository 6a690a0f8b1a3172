//! Finding campaigns among many, and turning what was found.

use std::time::Duration;

use serde_json::{Value, json};
use sordino_browser_tests::{Browser, Engine, LinkTo, MARGARET, Setup, Stage, play};
use sordino_contract::Power;
use thirtyfour::prelude::Key;

const SHOWN: &str = "return $$('.campaign').filter((it) => it.checkVisibility())
    .map((it) => it.querySelector('h4').textContent)";
const FOUND: &str = "return text('.found')";
const ALL_SHOWN: &str = ".find .turn";

async fn look_for(browser: &Browser, words: &str) -> anyhow::Result<()> {
    let field = browser.find(".find-text").await?;
    field.send_keys(words).await?;
    Ok(())
}

async fn choose(browser: &Browser, name: &str, value: &str) -> anyhow::Result<()> {
    browser.press(&format!(".find select[name={name}] option[value={value}]")).await
}

async fn cells(stage: &Stage, campaign: &str) -> anyhow::Result<Value> {
    let document = stage.document(MARGARET).await?;
    let mut campaigns = document["campaigns"].as_array().into_iter().flatten();
    Ok(campaigns
        .find(|it| it["id"] == campaign)
        .map(|it| it["channels"].clone())
        .unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_typed_is_found_by_name_and_description_as_it_is_typed() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.until(FOUND, "14 of 14 shown").await?;
        stage.axe_here().await?;

        look_for(browser, "WÖOL winter").await?;
        browser.until(FOUND, "1 of 14 shown").await?;
        assert_eq!(browser.js(SHOWN).await?, json!(["Winter warmers"]));
        assert_eq!(
            browser.js("return $$('section.card:not(.channels)').filter((it) => it.checkVisibility()).length").await?,
            1,
            "a heading with nothing under it is out of sight"
        );
        stage.shot("find-one").await?;
        stage.axe_here().await?;

        look_for(browser, "xyz").await?;
        browser.until(FOUND, "Nothing like that is here.").await?;
        stage.axe_here().await?;
        assert_eq!(browser.js("return location.search").await?, "", "what is typed is in no address");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_choices_narrow_together() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        choose(browser, "channel", "post").await?;
        browser.until(FOUND, "5 of 14 shown").await?;
        choose(browser, "group", "news").await?;
        browser.until(SHOWN, json!(["Growing calendar", "The printed catalogue"])).await?;
        choose(browser, "channel", "sms").await?;
        choose(browser, "state", "off").await?;
        browser.until(SHOWN, json!(["Workshops and walks"])).await?;
        choose(browser, "state", "\"\"").await?;
        choose(browser, "group", "\"\"").await?;
        choose(browser, "channel", "\"\"").await?;
        choose(browser, "status", "planned").await?;
        browser.until(SHOWN, json!(["Spring sale"])).await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_shown_is_turned_off_in_one_move_on_the_channel_that_was_chosen_and_undone_exactly()
{
    play(Setup::phone(375), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let before = stage.document(MARGARET).await?["campaigns"].clone();
        choose(browser, "channel", "post").await?;
        choose(browser, "group", "news").await?;
        browser.until(SHOWN, json!(["Growing calendar", "The printed catalogue"])).await?;
        stage.shot("find-phone").await?;

        browser.press(ALL_SHOWN).await?;
        stage.status("Saved.").await?;
        let calendar = json!({ "email": true, "push": true, "post": false });
        assert_eq!(cells(stage, "growing-calendar").await?, calendar);
        assert_eq!(cells(stage, "printed-catalogue").await?, json!({ "post": false }));
        let rows = json!(["Growing calendar", "The printed catalogue"]);
        assert_eq!(browser.js(SHOWN).await?, rows, "no row goes");
        browser
            .until(&format!("return $('{ALL_SHOWN}').getAttribute('aria-checked')"), "false")
            .await?;

        browser.press("button[value=undo]").await?;
        stage.status("Taken back. Everything is as it was.").await?;
        assert_eq!(stage.document(MARGARET).await?["campaigns"], before);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_script_a_button_finds_and_what_was_found_is_turned() {
    play(Setup { script: false, ..Setup::default() }, async |stage| {
        let browser = &stage.browser;
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        look_for(browser, "calendar").await?;
        if Engine::current() == Engine::WebKit {
            // It may run script there, and is forbidden to by the page: the style sheet cannot tell.
            browser.js("$('.find-text').focus()").await?;
            browser.keys(Key::Enter).await?;
        } else {
            browser.press(".find-button").await?;
        }
        browser.until(SHOWN, json!(["Growing calendar"])).await?;
        assert_eq!(browser.js("return $('.find-text').value").await?, "calendar");
        stage.axe_here().await?;

        browser.press(ALL_SHOWN).await?;
        stage.status("Saved: Growing calendar is off.").await?;
        assert_eq!(browser.js(SHOWN).await?, json!(["Growing calendar"]), "it is still looked for");
        let cells = cells(stage, "growing-calendar").await?;
        assert_eq!(cells, json!({ "email": false, "push": false, "post": false }));
        assert_eq!(stage.kept(MARGARET, "/campaigns/workshops/channels/email").await?, Some(true));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_before_the_script_came_is_looked_for() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let held = stage.hold_wasm();
        browser.open(&stage.link(LinkTo::of(MARGARET))?).await?;
        look_for(browser, "gift").await?;
        drop(held);
        stage.live().await?;
        browser.until(SHOWN, json!(["Gift guide"])).await?;
        assert_eq!(browser.js("return root.activeElement.value").await?, "gift", "the focus stays");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_and_a_campaign_are_turned_as_one_and_say_when_some_are_on() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let turn = ".turn[aria-label=\"All of Winter warmers\"]";
        let state = format!("return $('{turn}').getAttribute('aria-checked')");
        assert_eq!(browser.js(&state).await?, "true");
        let sms = sordino_browser_tests::switch("/campaigns/winter-warmers/channels/sms");
        browser.press(&sms).await?;
        browser.until(&state, "mixed").await?;
        stage.quiet().await?;
        stage.shot("turn-mixed").await?;

        // From the keyboard, as a checkbox is: what is on in part goes off whole.
        browser.js(&format!("$('{turn}').focus()")).await?;
        browser.keys(Key::Space).await?;
        stage.status("Saved: Winter warmers is off.").await?;
        assert_eq!(browser.js(&state).await?, "false");
        assert_eq!(
            browser.js("return root.activeElement.ariaLabel").await?,
            "All of Winter warmers"
        );
        browser.keys(Key::Space).await?;
        stage.status("Saved: Winter warmers is on.").await?;

        browser.press(".turn[aria-label=\"All of News\"]").await?;
        stage.status("Saved.").await?;
        assert_eq!(cells(stage, "workshops").await?, json!({ "email": false, "sms": false }));
        assert_eq!(cells(stage, "gift-guide").await?, json!({ "email": true, "push": true }));
        assert_eq!(
            browser.js("return $('.turn[aria-label=\"All of Your orders\"]').ariaChecked").await?,
            "mixed",
            "what is required is not counted"
        );
        stage.axe_here().await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn through_a_link_that_turns_down_nothing_is_turned_on_as_one() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let link = stage.link(LinkTo { power: Power::Withdraw, ..LinkTo::of(MARGARET) })?;
        browser.open(&link).await?;
        stage.live().await?;
        browser.press(".turn[aria-label=\"All of Gift guide\"]").await?;
        stage.status("Saved: Gift guide is off.").await?;
        let state = "const it = $('.turn[aria-label=\"All of Gift guide\"]');
            return [it.disabled, it.getAttribute('aria-describedby')]";
        browser.until(state, json!([true, "withdraw-note"])).await?;
        stage.axe_here().await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_details_of_a_campaign_are_one_line_that_opens() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let details = "[id=\"/campaigns/winter-warmers-details\"]";
        browser.press(details).await?;
        let said = browser
            .js(&format!("return $('{details}').parentNode.querySelector('dl').innerText"))
            .await?;
        let said = said.as_str().unwrap_or_default().replace('\n', " ");
        assert!(said.contains("From 15 October 2026"), "{said}");
        assert!(said.contains("Until 28 February 2027"), "{said}");
        stage.shot("details").await?;
        stage.axe_here().await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changes_out_of_sight_is_right_when_it_is_found_again() {
    // A letter asks only what follows the search. What else changed meanwhile is not lost by it.
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        let all = format!("return $('{ALL_SHOWN}').getAttribute('aria-checked')");
        browser.until(&all, "mixed").await?;
        look_for(browser, "gift").await?;
        browser.until(SHOWN, json!(["Gift guide"])).await?;
        browser.until(&all, "true").await?;

        browser.press(&sordino_browser_tests::switch("/channels/email")).await?;
        stage.status("Saved: Email is off.").await?;
        let field = browser.find(".find-text").await?;
        field.send_keys(Key::Backspace + Key::Backspace + Key::Backspace + Key::Backspace).await?;
        browser.until(FOUND, "14 of 14 shown").await?;
        browser.until(&all, "mixed").await?;
        let winter = "/campaigns/winter-warmers/channels/email";
        assert_eq!(browser.js(&stage.note(winter)).await?, "Email is off");

        // A group's button stands as what is found of the group does, and turns no more.
        let group = "return $('.turn[aria-label=\"All of Offers\"]').ariaChecked";
        browser.until(group, "mixed").await?;
        look_for(browser, "gift").await?;
        browser.until(SHOWN, json!(["Gift guide"])).await?;
        browser.until(group, "true").await?;
        browser.press(".turn[aria-label=\"All of Offers\"]").await?;
        stage.status("Saved: Gift guide is off.").await?;
        field.clear().await?;
        browser.until(FOUND, "14 of 14 shown").await?;
        browser.until(group, "mixed").await?;
        assert!(stage.is_on(winter).await?);
        Ok(())
    })
    .await;
}

/// How long a letter takes until it is on the screen is measured by `cargo xtask bench find`. That
/// all of them are found, counted and turned is here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_campaigns_are_searched_as_somebody_types() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.offer(500).await?;
        stage.open_page(MARGARET).await?;
        browser.until(FOUND, "500 of 500 shown").await?;
        for (letters, found) in [("w", 500), ("o", 107), ("rksh", 36)] {
            look_for(browser, letters).await?;
            browser.until(FOUND, format!("{found} of 500 shown")).await?;
            assert_eq!(browser.js("return $$('.campaign:not([hidden])').length").await?, found);
        }
        assert_eq!(
            browser.js("return $$('section.card:has(.campaign):not([hidden])').length").await?,
            1,
            "workshops are all of one group"
        );
        tokio::time::timeout(Duration::from_secs(30), stage.shot("find-500")).await??;
        Ok(())
    })
    .await;
}
