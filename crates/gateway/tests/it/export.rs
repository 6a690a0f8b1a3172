//! The export of the consent record.

use serde_json::{Value, json};
use sordino_gateway::PersonId;
use sordino_gateway::export::{Format, write};

use crate::harness::{World, fresh};

async fn export(world: &World, person: Option<&str>, format: Format) -> String {
    let person = person.map(|id| PersonId::new(id).unwrap());
    let mut out = Vec::new();
    write(world.store(), person.as_ref(), format, &mut out).await.unwrap();
    String::from_utf8(out).unwrap()
}

#[tokio::test]
async fn the_record_says_when_by_which_link_before_and_after_and_why() {
    let world = World::start().await;
    let id = fresh();
    let change = json!({"id": id, "revision": "r1", "made_at": "2026-11-21T11:00:00Z", "via": "page",
        "set": {"subscribed": false}, "reason": {"code": "too_frequent", "comment": "=HYPERLINK(\"x\")"}});
    world.reader("ann").change(&change).await;

    let lines = export(&world, Some("ann"), Format::Jsonl).await;
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["kind"], "import");
    let first = &lines[0]["changed"][0];
    assert_eq!(*first, json!({"path": "/subscribed", "before": null, "after": true}));
    let mut last = lines[1].clone();
    last.as_object_mut().unwrap().remove("seq");
    let expected = json!({
        "recorded_at": "2026-11-21T12:00:00Z", "made_at": "2026-11-21T11:00:00Z", "person": "ann",
        "kind": "change", "id": id, "via": "page", "link": "link-of-ann", "power": "manage",
        "revision": "r1", "catalogue": 1,
        "changed": [{"path": "/subscribed", "before": true, "after": false}],
        "reason": {"code": "too_frequent", "comment": "=HYPERLINK(\"x\")"},
    });
    assert_eq!(last, expected);

    let csv = export(&world, Some("ann"), Format::Csv).await;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cell = |row: &csv::StringRecord, name: &str| {
        row[headers.iter().position(|h| h == name).unwrap()].to_owned()
    };
    let row = rows.last().unwrap();
    assert_eq!(
        (cell(row, "path"), cell(row, "before"), cell(row, "after")),
        ("/subscribed".into(), "true".into(), "false".into())
    );
    assert_eq!(cell(row, "comment"), "'=HYPERLINK(\"x\")", "a spreadsheet must not run a comment");
}

#[tokio::test]
async fn the_record_of_everybody_is_in_order_and_has_no_address() {
    let world = World::start().await;
    for person in ["wei", "ann"] {
        world.reader(person).wish(json!({"subscribed": false})).await;
    }
    for format in [Format::Jsonl, Format::Csv] {
        let text = export(&world, None, format).await;
        assert!(!text.contains('@') && !text.contains("Secretname"), "{text}");
    }
    let text = export(&world, None, Format::Jsonl).await;
    let seqs: Vec<i64> = text
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap()["seq"].as_i64().unwrap())
        .collect();
    assert!(seqs.is_sorted() && seqs.len() >= 7, "{seqs:?}");
    assert_eq!(export(&world, Some("nobody"), Format::Jsonl).await, "");
}
