//! The log: what people chose follows from it alone, and it only grows.

use serde_json::{Value, json};
use sordino_gateway::PersonId;
use sordino_gateway::store::Store;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

use crate::harness::{World, fresh};

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn wish(&mut self) -> Value {
        let on = self.roll(2) == 0;
        let channel = ["email", "sms", "post"][self.roll(3) as usize];
        let frequency = [None, Some("every"), Some("monthly")][self.roll(3) as usize];
        let pause = format!("p{}", self.roll(3));
        let until = format!("2026-12-1{}", self.roll(10));
        match self.roll(6) {
            0 => json!({"subscribed": on}),
            1 => json!({"channels": {channel: on}}),
            2 => json!({"campaigns": {"spring-sale": {"channels": {"email": on, "sms": !on}}}}),
            3 => json!({"campaigns": {"spring-sale": {"frequency": frequency}}}),
            4 => json!({"pauses": {pause: {"from": "2026-11-20", "until": until}}}),
            _ => json!({"pauses": {pause: null}}),
        }
    }
}

async fn connect(world: &World) -> SqliteConnection {
    let file = &world.config.database;
    SqliteConnectOptions::new().filename(file).connect().await.unwrap()
}

#[tokio::test]
async fn everybody_can_be_rebuilt_from_the_log_alone() {
    let world = World::start().await;
    let mut dice = Dice(7);
    let people = ["ann", "wei", "nyc", "apia", "kiri", "new"];
    for turn in 0..300 {
        let person = people[dice.roll(6) as usize];
        let minute = format!("2026-11-21T1{}:0{}:00Z", dice.roll(3), dice.roll(10));
        let change = json!({"id": fresh(), "made_at": minute, "set": dice.wish()});
        assert!(world.reader(person).change(&change).await.status.is_success(), "{change}");
        if turn % 100 == 50 {
            world.import(crate::harness::PEOPLE).await.unwrap();
        }
    }
    let found = world.store().verify(|_| {}).await.unwrap();
    assert_eq!((found.people, found.different.len()), (6, 0));
    assert!(found.lines > 300, "{found:?}");
    let ann = world.store().rebuild(&PersonId::new("ann").unwrap()).await.unwrap();
    assert!(!ann.turned_down.is_empty(), "what law 5 needs is rebuilt, too");

    // And a difference is found: the test would pass for nothing if `verify` saw none.
    let mut tampering = connect(&world).await;
    sqlx::query("UPDATE people SET state = json_set(state, '$.subscribed', json('true')), updated_at = '' WHERE id = 'ann'")
        .execute(&mut tampering).await.unwrap();
    let off = world.store().rebuild(&PersonId::new("ann").unwrap()).await.unwrap().subscribed;
    let found = world.store().verify(|_| {}).await.unwrap();
    assert_eq!(found.different.len(), usize::from(off != Some(true)));
    sqlx::query("UPDATE people SET state = '{}' WHERE id = 'wei'")
        .execute(&mut tampering)
        .await
        .unwrap();
    let found = world.store().verify(|_| {}).await.unwrap();
    assert!(found.different.contains(&PersonId::new("wei").unwrap()), "{found:?}");
}

#[tokio::test]
async fn the_log_and_the_catalogues_only_grow() {
    let world = World::start().await;
    world.reader("ann").wish(json!({"subscribed": false})).await;
    let mut connection = connect(&world).await;
    for sql in [
        "UPDATE log SET changed = '[]'",
        "DELETE FROM log",
        "INSERT OR REPLACE INTO log (seq, person, kind, recorded_at, catalogue, changed) VALUES (1, 'ann', 'import', '', 1, '{}')",
        "UPDATE catalogue SET body = '{}'",
        "DELETE FROM catalogue",
    ] {
        if sql.contains("REPLACE") {
            sqlx::query("PRAGMA recursive_triggers = ON").execute(&mut connection).await.unwrap();
        }
        let error = sqlx::query(sql).execute(&mut connection).await.unwrap_err();
        assert!(error.to_string().contains("append-only"), "{sql}: {error}");
    }
}

#[tokio::test]
async fn a_choice_can_be_read_against_what_was_offered_then() {
    let world = World::start().await;
    world.reader("ann").wish(json!({"subscribed": false})).await;
    world.import_catalogue(&crate::harness::CATALOGUE.replace("\"News\"", "\"Good news\"")).await;
    world.import_catalogue(&crate::harness::CATALOGUE.replace("\"News\"", "\"Good news\"")).await;
    world.reader("ann").wish(json!({"subscribed": true})).await;
    let page = sordino_gateway::store::Page { after: 0, lines: 100 };
    let lines = world.store().lines(Some(&PersonId::new("ann").unwrap()), page).await.unwrap();
    let versions: Vec<_> = lines.iter().map(|line| line.catalogue).collect();
    assert_eq!(versions, [1, 1, 2], "the same catalogue again is no new version");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_that_start_at_once_on_a_new_file_make_it_once() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sordino.db");
        let mut opening = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let file = file.clone();
            opening.spawn(async move { Store::open(&file).await.map(drop) });
        }
        for opened in opening.join_all().await {
            opened.unwrap();
        }
    }
}
