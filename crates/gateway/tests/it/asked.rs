//! What the address of the hosted page asks to see: what is looked for, and what a message was
//! about.

use serde_json::json;

use crate::harness::{World, claims};
use crate::page::query;

#[tokio::test]
async fn a_form_leads_back_to_what_was_looked_for() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let view = "?lang=en&q=spring+%26+co&state=on&status=&by=email&other=1";
    let off = [("turn", "off /campaigns/spring-sale/channels/email")];
    let sent_on = query(&reader.submit_to(view, &off).await);
    assert!(
        sent_on.starts_with("?lang=en&q=spring+%26+co&state=on&by=email&done="),
        "what was looked for goes on, and nothing else does: {sent_on}"
    );
    let cell = &reader.document().await["campaigns"][0]["channels"]["email"];
    assert_eq!(*cell, json!(false));
}

#[tokio::test]
async fn a_form_that_turns_what_it_does_not_name_rightly_turns_nothing() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let before = reader.document().await;
    for turn in ["off /nowhere", "of /channels/sms", ""] {
        let sent_on = query(&reader.submit(&[("turn", turn)]).await);
        assert_eq!(sent_on, "?refused=invalid_value", "`{turn}`");
    }
    assert_eq!(reader.document().await, before);
}

#[tokio::test]
async fn a_link_that_names_a_campaign_asks_about_it_alone() {
    let world = World::start().await;
    let page = async |campaign: Option<&str>, view: &str| {
        let mut claims = claims(&world.clock, "ann");
        claims.campaign = campaign.map(|id| id.parse().unwrap());
        world.with_token(world.token(&claims)).open(view).await.text()
    };
    assert!(page(Some("spring-sale"), "").await.contains("Stop Spring sale"));
    assert!(page(Some("spring-sale"), "?by=email").await.contains("Stop Spring sale by Email"));
    // Another language, and a search, are of the same page.
    let by = page(Some("spring-sale"), "?by=email").await;
    assert!(by.contains("href=\"?lang=de&amp;by=email\""), "the languages");
    assert!(by.contains("<input type=\"hidden\" name=\"by\" value=\"email\""), "the search");
    let more = |page: &str| {
        page.split("class=\"more\"").nth(1).unwrap().split('>').next().unwrap().contains(" open")
    };
    assert!(!more(&by), "the rest is out of the way");
    for view in ["?refused=pause_past", "?q=news"] {
        assert!(more(&page(Some("spring-sale"), view).await), "{view} is about what is there");
    }
    let passed_over = page(Some("spring-sale"), "?by=pigeon").await;
    assert!(passed_over.contains("Stop Spring sale<"), "a channel that is none");
    for (campaign, view) in [(None, "?by=email"), (Some("orders"), ""), (Some("gone"), "")] {
        let page = page(campaign, view).await;
        assert!(!page.contains("stop-button"), "{campaign:?} {view}");
        assert!(page.contains("Unsubscribe from everything"), "{campaign:?} {view}");
    }
}
