//! Law 4: undo is a change set computed from the receipt, and restores exactly.

use serde_json::{Value as Json, json};
use sordino_contract::{Changed, ChannelId, Document, Wishes};

use super::writes;
use crate::bench::Bench;
use crate::check::{Check, Seen};
use crate::person::{fresh, sorted};
use crate::wish;

pub(super) const CHECKS: &[Check] = &[
    writes(
        "law-4/receipt",
        "A receipt lists what is different, with what was and what is",
        receipt,
    ),
    writes("law-4/as-it-was", "What already is as it is wished is in no receipt", as_it_was),
    writes("law-4/undo", "The wishes computed from a receipt restore what was there", undo),
    writes("law-4/undo-pause", "Undo brings back a pause that was changed, and one ended", pause),
];

/// What a receipt of these wishes should list.
fn lines(document: &Document, set: &Json) -> Vec<Changed> {
    let wishes: Wishes = serde_json::from_value(set.clone()).unwrap_or_default();
    let wished = wishes.each().into_iter().filter_map(|(path, is)| {
        let was = document.value(&path)?;
        (was != is).then_some(Changed { path, was, is })
    });
    sorted(&wished.collect::<Vec<_>>())
}

fn receipt(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let mut wishes = vec![wish::everything(&document)?, wish::master(!document.subscribed)];
    if let Ok(id) = wish::a_channel(&document) {
        let on = document.channel(&id).is_some_and(|channel| channel.on);
        wishes.push(wish::channel(&id, !on));
    }
    for (at, set) in wishes.into_iter().enumerate() {
        let expected = lines(&person.document()?, &set);
        let mut changed = sorted(&person.wish(set)?.receipt.changed);
        if at > 0 {
            // A mask that spoils what is under it has more lines: law 3 says so.
            changed.retain(|line| expected.iter().any(|expected| expected.path == line.path));
        }
        let text = serde_json::to_string_pretty(&expected).unwrap_or_default();
        let what = "the receipt does not list what is different";
        person.expect(changed == expected, what, &text)?;
    }
    Ok(())
}

fn as_it_was(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let (cell, other) = wish::two_cells(&document)?;
    let mut set = cell.set(cell.on);
    let answer = person.wish(set.clone())?;
    let count = answer.receipt.changed.len();
    person.expect(count == 0, format!("the receipt has {count} lines"), "no line")?;

    let both = if other.campaign == cell.campaign {
        set["campaigns"][cell.campaign.as_str()]["channels"][other.channel.as_str()] =
            (!other.on).into();
        set
    } else {
        let campaign = other.campaign.as_str();
        set["campaigns"][campaign] = other.set(!other.on)["campaigns"][campaign].clone();
        set
    };
    let answer = person.wish(both)?;
    let count = answer.receipt.changed.len();
    person.expect(count == 1, format!("the receipt has {count} lines"), "the one that is different")
}

fn undo(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let before = person.document()?;
    let answer = person.arrange(wish::everything(&before)?)?;
    person.wish(json!(answer.receipt.undo()))?;
    person.holds(&before)
}

fn pause(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    wish::pauses_of(&document, 1)?;
    let channels: Vec<&ChannelId> = document.channels.iter().map(|row| &row.id).take(1).collect();
    let (id, cell) = (fresh(), wish::free_cell(&document)?);
    let narrow = json!({
        "from": "2098-03-01", "until": "2098-03-01",
        "campaigns": [cell.campaign], "channels": channels,
    });
    person.arrange(wish::pause(&id, narrow))?;
    let before = person.document()?;
    for other in [json!({ "from": "2098-03-10", "until": "2098-03-10" }), Json::Null] {
        let answer = person.arrange(wish::pause(&id, other))?;
        person.wish(json!(answer.receipt.undo()))?;
        person.holds(&before)?;
    }
    Ok(())
}
