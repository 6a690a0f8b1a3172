//! A power cut in the middle of a thousand changes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;

use crate::command::{Place, out};
use crate::harness::fresh;

const CHANGES: usize = 1_000;

/// How many are under way at a time: a process may not have many more connections.
const AT_ONCE: usize = 400;

/// How many answers are waited for before the power goes.
const ANSWERED: usize = 250;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_that_was_answered_outlives_a_power_cut_and_none_is_half_there() {
    let place = Place::new();
    place.import();
    let mut served = place.serve("warn,sordino_gateway=info");
    let wire = served.wire();
    let people =
        ["ann", "wei", "nyc", "apia", "kiri", "new"].map(|person| (person, place.token(person)));

    let (answered, enough) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let gate = Arc::new(Semaphore::new(AT_ONCE));
    let mut all = JoinSet::new();
    for n in 0..CHANGES {
        let (_, token) = people[n % people.len()].clone();
        // Two cells and a pause: a change of which a half could be there.
        let set = json!({
            "campaigns": {"spring-sale": {"channels": {"email": n % 2 == 0, "sms": n % 2 == 0}}},
            "pauses": {"p": {"from": "2026-12-01", "until": format!("2100-01-{:02}", n % 28 + 1)}},
        });
        let mut set = set;
        set["pauses"]["p"]["from"] = set["pauses"]["p"]["until"].clone();
        let change = json!({"id": fresh(), "set": set});
        let (wire, answered, enough, gate) =
            (wire.clone(), answered.clone(), enough.clone(), gate.clone());
        all.spawn(async move {
            let _turn = gate.acquire().await;
            let answer = wire.change(&token, &change).await;
            if answer.is_ok() && answered.fetch_add(1, Ordering::SeqCst) + 1 == ANSWERED {
                enough.notify_one();
            }
            (token, change, answer)
        });
    }
    enough.notified().await;
    served.kill();
    let done = all.join_all().await;

    let (good, lost): (Vec<_>, Vec<_>) =
        done.into_iter().partition(|(_, _, answer)| answer.is_ok());
    assert!(
        good.len() >= ANSWERED && !lost.is_empty(),
        "{} answered, {} not",
        good.len(),
        lost.len()
    );

    let verify = place.run(&["verify"]);
    assert!(verify.status.success(), "the log and the state differ: {}", out(&verify));
    let before = ids(&place);
    for (_, change, answer) in &good {
        let (status, text) = answer.as_ref().unwrap();
        assert_eq!(*status, 200, "{text}");
        let receipt: Value = serde_json::from_str::<Value>(text).unwrap()["receipt"].clone();
        let line = before
            .iter()
            .find(|line| line["id"] == change["id"])
            .expect("an answered change is gone");
        let kept =
            line["changed"].as_array().unwrap().iter().filter(|one| one["before"] != one["after"]);
        let kept: Vec<_> = kept.map(|one| one["path"].clone()).collect();
        let told: Vec<_> =
            receipt["changed"].as_array().unwrap().iter().map(|one| one["path"].clone()).collect();
        assert_eq!(kept, told, "the record is not what was answered");
    }

    // Whoever got no answer asks again, and whoever got one may: each has one effect.
    let again = place.serve("warn,sordino_gateway=info");
    let wire = again.wire();
    for (token, change, first) in good.iter().take(50).chain(&lost) {
        let (status, text) = wire.change(token, change).await.unwrap();
        assert_eq!(status, 200, "{text}");
        if let Ok((_, first)) = first {
            let receipt =
                |text: &str| serde_json::from_str::<Value>(text).unwrap()["receipt"].clone();
            assert_eq!(receipt(&text), receipt(first));
        }
    }
    let (code, _) = again.terminate();
    assert_eq!(code, Some(0));
    assert_eq!(ids(&place).len(), CHANGES, "each change is in the record once");
    assert!(place.run(&["verify"]).status.success());
}

/// The changes in the record.
fn ids(place: &Place) -> Vec<Value> {
    let export = out(&place.run(&["export"]));
    let lines = export.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["kind"] == "change").collect()
}
