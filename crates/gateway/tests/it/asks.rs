//! What people ask the sender for: taken in once, listed until it is done, and on record.

use serde_json::{Value, json};
use sordino_contract::ChangeId;
use sordino_gateway::PersonId;
use sordino_gateway::export::{Format, write};
use sordino_gateway::store::Closed;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::harness::{Answer, CATALOGUE, Reader, World, fresh, moment};

async fn ask(reader: &Reader<'_>, what: &str) -> Answer {
    reader.change(&json!({"id": fresh(), "via": "page", "set": {}, "ask": what})).await
}

fn id(answer: &Answer) -> ChangeId {
    answer.json()["receipt"]["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn what_is_asked_for_is_taken_in_once_and_listed_until_it_is_done() {
    let world = World::start().await;
    let reader = world.reader("ann");
    assert_eq!(reader.document().await.get("requests"), None);

    let first = ask(&reader, "export").await;
    assert_eq!(first.changed(), Vec::<String>::new());
    assert_eq!(first.json()["receipt"]["asked"], "export");
    let open = json!([{ "id": id(&first).as_str(), "what": "export", "recorded_at": "2026-11-21T12:00:00Z" }]);
    assert_eq!(first.json()["document"]["requests"], open);
    assert_eq!(reader.document().await, first.json()["document"]);

    // Again while it is open: no second request, and an ordinary receipt.
    world.move_to("2026-11-22T09:00:00Z");
    let again = ask(&reader, "export").await;
    assert_eq!(again.changed(), Vec::<String>::new());
    assert_eq!(again.json()["receipt"].get("asked"), None);
    assert_eq!(again.json()["document"]["requests"], open);
    // Something else is something else, also together with a change.
    let both = json!({"id": fresh(), "set": {"subscribed": false}, "ask": "erase"});
    let both = reader.change(&both).await;
    assert_eq!(both.changed(), ["/subscribed: true → false"]);
    assert_eq!(both.json()["receipt"]["asked"], "erase");
    assert_eq!(world.store().open_requests().await.unwrap().len(), 2);

    let now = moment("2026-11-23T08:00:00Z");
    let done = world.store().close_request(&id(&first), None, now).await.unwrap();
    let Closed::Now(request) = done else { panic!("it was open") };
    assert_eq!((request.what.as_str(), request.person.as_str()), ("export", "ann"));
    let left = reader.document().await["requests"].clone();
    assert_eq!(left[0]["what"], "erase");
    assert_eq!(left.as_array().unwrap().len(), 1);
    // Now it may be asked for again.
    assert_eq!(ask(&reader, "export").await.json()["receipt"]["asked"], "export");
    let found = world.store().verify(|_| {}).await.unwrap();
    assert_eq!(found.different, [], "the log has what was asked for, and what is done");
}

#[tokio::test]
async fn the_same_ask_again_has_the_same_receipt_also_when_it_is_done() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let change = json!({"id": fresh(), "set": {}, "ask": "erase"});
    let first = reader.change(&change).await.json();
    let number = change["id"].as_str().unwrap().parse().unwrap();
    world.store().close_request(&number, None, moment("2026-11-21T13:00:00Z")).await.unwrap();
    let lines = world.lines("ann").await;
    let again = reader.change(&change).await.json();
    assert_eq!(again["receipt"], first["receipt"]);
    assert_eq!(again["document"].get("requests"), None, "a repeat asks for nothing");
    assert_eq!(world.lines("ann").await, lines);
    let other = json!({"id": change["id"], "set": {}, "ask": "export"});
    reader.change(&other).await.refused(409, "id_reused", Some("/id"));
}

#[tokio::test]
async fn what_is_not_offered_or_not_this_links_is_refused_at_its_place() {
    let world = World::start().await;
    for what in ["export", "erase"] {
        ask(&world.withdrawer("ann"), what).await.refused(403, "withdraw_only", Some("/ask"));
    }
    let both = json!({"id": fresh(), "set": {"subscribed": false}, "ask": "erase"});
    world.withdrawer("ann").change(&both).await.refused(403, "withdraw_only", Some("/ask"));
    let reader = world.reader("ann");
    assert_eq!(reader.document().await["subscribed"], true, "it is refused whole");
    ask(&reader, "copy").await.refused(422, "invalid_value", Some("/ask"));

    world.import_catalogue(&CATALOGUE.replace(r#"["export", "erase"]"#, r#"["export"]"#)).await;
    ask(&reader, "erase").await.refused(422, "not_offered", Some("/ask"));
    assert_eq!(reader.document().await["can"], json!(["pause", "frequency", "export"]));
    assert_eq!(ask(&reader, "export").await.json()["receipt"]["asked"], "export");
    // What was asked for while it was offered is still listed.
    world.import_catalogue(&CATALOGUE.replace(r#"["export", "erase"]"#, "[]")).await;
    assert_eq!(reader.document().await["requests"][0]["what"], "export");
    assert_eq!(world.withdrawer("ann").document().await.get("requests"), None);
}

#[tokio::test]
async fn a_reason_may_come_with_what_is_asked_for() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let with = json!({"id": fresh(), "set": {}, "ask": "erase", "reason": {"code": "of-old"}});
    assert_eq!(reader.change(&with).await.json()["receipt"]["asked"], "erase");
}

#[tokio::test]
async fn who_closes_a_request_is_told_what_came_of_it() {
    let world = World::start().await;
    let (ann, wei) = (PersonId::new("ann").unwrap(), PersonId::new("wei").unwrap());
    let change = json!({"id": fresh(), "set": {}, "ask": "export"});
    let number: ChangeId = change["id"].as_str().unwrap().parse().unwrap();
    let close = async |person: Option<&PersonId>, at: &str| {
        world.store().close_request(&number, person, moment(at)).await.unwrap()
    };
    assert_eq!(close(None, "2026-11-21T13:00:00Z").await, Closed::Unknown);
    // Ids are one person's own: two may have chosen the same.
    for person in ["ann", "wei"] {
        world.reader(person).change(&change).await.changed();
    }
    assert_eq!(close(None, "2026-11-21T13:00:00Z").await, Closed::Several);
    assert!(matches!(close(Some(&wei), "2026-11-21T13:00:00Z").await, Closed::Now(_)));
    let before = Closed::Before { recorded_at: "2026-11-21T13:00:00Z".into() };
    assert_eq!(close(Some(&wei), "2026-11-21T14:00:00Z").await, before);
    let open = world.store().open_requests().await.unwrap();
    assert_eq!(open.iter().map(|one| one.person.as_str()).collect::<Vec<_>>(), ["ann"]);
    assert!(matches!(close(Some(&ann), "2026-11-21T15:00:00Z").await, Closed::Now(_)));
    assert_eq!(world.store().open_requests().await.unwrap(), []);
}

#[tokio::test]
async fn the_record_has_what_was_asked_for_and_when_it_was_done() {
    let world = World::start().await;
    let asked = ask(&world.reader("ann"), "erase").await;
    world.store().close_request(&id(&asked), None, moment("2026-11-25T10:00:00Z")).await.unwrap();
    let person = PersonId::new("ann").unwrap();
    let mut out = Vec::new();
    write(world.store(), Some(&person), Format::Jsonl, &mut out).await.unwrap();
    let lines: Vec<Value> = String::from_utf8(out)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let [_, change, done] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!((&change["kind"], &change["asked"]), (&json!("change"), &json!("erase")));
    let said = (&done["kind"], &done["closes"], &done["recorded_at"]);
    assert_eq!(said, (&json!("done"), &change["id"], &json!("2026-11-25T10:00:00Z")));

    let mut out = Vec::new();
    write(world.store(), Some(&person), Format::Csv, &mut out).await.unwrap();
    let mut csv = csv::Reader::from_reader(out.as_slice());
    let headers = csv.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    let cell = |row: usize, name: &str| {
        rows[rows.len() - row][headers.iter().position(|h| h == name).unwrap()].to_owned()
    };
    assert_eq!((cell(2, "asked").as_str(), cell(2, "closes").as_str()), ("erase", ""));
    assert_eq!((cell(1, "kind"), cell(1, "closes")), ("done".into(), id(&asked).to_string()));
}

#[tokio::test]
async fn a_request_that_the_database_forgot_is_found_by_comparing_with_the_log() {
    let world = World::start().await;
    ask(&world.reader("ann"), "export").await;
    let file = &world.config.database;
    let mut tampering = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
    sqlx::query("UPDATE people SET state = json_remove(state, '$.requests') WHERE id = 'ann'")
        .execute(&mut tampering)
        .await
        .unwrap();
    let found = world.store().verify(|_| {}).await.unwrap();
    assert_eq!(found.different, [PersonId::new("ann").unwrap()]);
}

#[tokio::test]
async fn a_form_asks_for_a_copy_and_a_form_sent_twice_asks_once() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let fields = [("form", "a page view"), ("ask", "export")];
    for _ in 0..2 {
        let answer = reader.submit(&fields).await;
        assert_eq!(answer.status, 303);
        let place = answer.header("location");
        let done = place.strip_prefix("?done=").unwrap_or_else(|| panic!("{place}"));
        let document = reader.document().await;
        let open = document["requests"].as_array().unwrap();
        assert_eq!((open.len(), open[0]["id"].as_str()), (1, Some(done)));
        assert_eq!(document["history"][0]["via"], "form");
        assert_eq!(reader.open(place).await.status, 200);
    }
    let location = |answer: &Answer| answer.header("location").to_owned();
    let withdraw = world.withdrawer("ann").submit(&[("form", "x"), ("ask", "erase")]).await;
    assert_eq!(location(&withdraw), "?refused=withdraw_only");
    let wrong = reader.submit(&[("form", "x"), ("ask", "everything")]).await;
    assert_eq!(location(&wrong), "?refused=invalid_value");
    assert_eq!(reader.document().await["requests"].as_array().unwrap().len(), 1);
}
