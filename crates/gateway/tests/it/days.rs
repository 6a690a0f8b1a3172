//! Pauses: calendar days of the reader, whatever the clocks do.

use serde_json::json;
use sordino_contract::{Document, Why};

use crate::harness::{HEADER, World};

/// Why the sale does not come by email to somebody, now.
async fn whys(world: &World, person: &str) -> Vec<Why> {
    let answer = world.reader(person).read().await;
    let document: Document = serde_json::from_slice(&answer.body).unwrap();
    let sale = document.campaigns.iter().find(|row| row.id.as_str() == "spring-sale").unwrap();
    document.whys(sale, &"email".parse().unwrap())
}

/// That a pause from one day to another holds from `begins` to `resumes`, to the second.
async fn check(person: &str, from: &str, until: &str, begins: &str, resumes: &str) {
    let world = World::start().await;
    let before = |moment: &str| {
        sordino_contract::Timestamp::from_millis(crate::harness::moment(moment).as_millis() - 1)
    };
    // Asked for well before, with a link that is still good at the end.
    world.clock.set(sordino_contract::Timestamp::from_millis(
        crate::harness::moment(begins).as_millis() - 5 * 86_400_000,
    ));
    let pause = json!({"pauses": {"p": {"from": from, "until": until}}});
    assert_eq!(world.reader(person).wish(pause).await.changed().len(), 1);

    let paused = [Why::PausedUntil(until.parse().unwrap())];
    world.clock.set(before(begins));
    assert_eq!(whys(&world, person).await, [], "{person} before {begins}");
    world.move_to(begins);
    assert_eq!(whys(&world, person).await, paused, "{person} at {begins}");
    world.clock.set(before(resumes));
    assert_eq!(whys(&world, person).await, paused, "{person} before {resumes}");
    world.move_to(resumes);
    assert_eq!(whys(&world, person).await, [], "{person} at {resumes}: it resumes by itself");
    let document = world.reader(person).document().await;
    assert_eq!(document["pauses"], json!([]), "a pause that is over is not shown");
}

#[tokio::test]
async fn a_pause_is_whole_days_over_the_change_of_the_clocks() {
    // New York springs forward on 2027-03-14 (23 hours) and back on 2026-11-01 (25 hours).
    check("nyc", "2027-03-14", "2027-03-14", "2027-03-14T05:00:00Z", "2027-03-15T04:00:00Z").await;
    check("nyc", "2026-11-01", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z").await;
    check("ann", "2027-03-28", "2027-03-28", "2027-03-28T00:00:00Z", "2027-03-28T23:00:00Z").await;
    check("wei", "2027-03-14", "2027-03-14", "2027-03-13T16:00:00Z", "2027-03-14T16:00:00Z").await;
}

#[tokio::test]
async fn a_pause_ends_with_the_month_and_keeps_the_leap_day() {
    check("ann", "2027-01-31", "2027-02-28", "2027-01-31T00:00:00Z", "2027-03-01T00:00:00Z").await;
    check("wei", "2028-02-29", "2028-02-29", "2028-02-28T16:00:00Z", "2028-02-29T16:00:00Z").await;
    check("nyc", "2027-12-31", "2028-01-01", "2027-12-31T05:00:00Z", "2028-01-02T05:00:00Z").await;
}

#[tokio::test]
async fn a_pause_follows_the_day_at_the_edges_of_the_world() {
    // UTC+13 without daylight saving, and UTC+14: the first days on earth.
    check("apia", "2026-12-25", "2026-12-25", "2026-12-24T11:00:00Z", "2026-12-25T11:00:00Z").await;
    check("kiri", "2026-12-25", "2026-12-25", "2026-12-24T10:00:00Z", "2026-12-25T10:00:00Z").await;
}

#[tokio::test]
async fn somebody_who_moves_keeps_the_days_of_their_pause() {
    let world = World::start().await;
    let pause = json!({"pauses": {"p": {"from": "2026-12-01", "until": "2026-12-01"}}});
    world.reader("ann").wish(pause).await;
    // In London it is still the last of November; in Shanghai the first of December.
    world.move_to("2026-11-30T18:00:00Z");
    assert_eq!(whys(&world, "ann").await, []);
    let moved = format!("{HEADER}\nann,ann.private@example.com,,en-GB,Asia/Shanghai,,,,\n");
    world.import(&moved).await.unwrap();
    assert_eq!(whys(&world, "ann").await, [Why::PausedUntil("2026-12-01".parse().unwrap())]);
    world.move_to("2026-12-01T16:00:00Z");
    assert_eq!(whys(&world, "ann").await, []);
}

#[tokio::test]
async fn a_pause_holds_back_what_it_names_and_nothing_else() {
    let world = World::start().await;
    let pause = json!({"pauses": {"p": {"from": "2026-11-21", "until": "2026-11-22", "channels": ["sms"]}}});
    world.reader("ann").wish(pause).await;
    assert_eq!(whys(&world, "ann").await, [], "email is not in the pause");
    let document: Document =
        serde_json::from_slice(&world.reader("ann").read().await.body).unwrap();
    let sale = &document.campaigns[0];
    assert!(!document.in_effect(sale, &"sms".parse().unwrap()));
    assert_eq!(document.pauses[0].wish.channels.as_ref().map(Vec::len), Some(1));
}
