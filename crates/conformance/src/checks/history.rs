//! The history: the receipts of what somebody did, for them alone.

use serde_json::json;
use sordino_contract::{HISTORY_MAX, Receipt};

use super::law_10::link;
use super::writes;
use crate::bench::Bench;
use crate::check::{Check, Seen, Stop};
use crate::fixture;
use crate::person::{Person, change, sorted};
use crate::wish::{self, Cell};

pub(super) const CHECKS: &[Check] = &[
    writes("history/newest", "The history has what made a difference, the newest first", newest),
    writes("history/receipts", "The history has the receipts as they were answered", receipts),
    writes("history/bounded", "The history has 20 receipts at the most, the newest", bounded),
    writes("history/forwarded", "A `withdraw` link does not tell what was done", forwarded),
];

/// Turns a cell, and answers the receipt. A backend that lists nothing then keeps no history.
fn turned(person: &Person<'_>, cell: &Cell, on: bool) -> Seen<Receipt> {
    let mut body = change(cell.set(on));
    body["via"] = "agent".into();
    let receipt = person.arrange_change(&body)?.receipt;
    if person.document()?.history.is_empty() {
        return Err(Stop::Skipped("no history is kept".into()));
    }
    Ok(receipt)
}

fn newest(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    let first = turned(&person, &cell, !cell.on)?;
    person.arrange(json!({}))?;
    let second = turned(&person, &cell, cell.on)?;
    let history = person.document()?.history;
    let ids: Vec<_> = history.iter().take(2).map(|receipt| receipt.id.as_str()).collect();
    let what = format!("the history begins with {}", ids.join(", "));
    let expected = [second.id.as_str(), first.id.as_str()];
    person.expect(ids == expected, what, &expected.join(", "))
}

fn receipts(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    let receipt = turned(&person, &cell, !cell.on)?;
    let history = person.document()?.history;
    let Some(kept) = history.iter().find(|kept| kept.id == receipt.id) else {
        return Err(person.not_mine("the last change is not in the history"));
    };
    let plain =
        |receipt: &Receipt| Receipt { changed: sorted(&receipt.changed), ..receipt.clone() };
    let text = |receipt: &Receipt| serde_json::to_string(&plain(receipt)).unwrap_or_default();
    let what = format!("the history has {}", text(kept));
    person.expect(plain(kept) == plain(&receipt), what, &text(&receipt))
}

fn bounded(bench: &Bench<'_>) -> Seen {
    let person = bench.made(fixture::standard())?;
    let cell = wish::free_cell(&person.document()?)?;
    let mut last = turned(&person, &cell, !cell.on)?;
    for turn in 0..=HISTORY_MAX {
        last = turned(&person, &cell, (turn % 2 == 0) == cell.on)?;
    }
    let history = person.document()?.history;
    let what = format!("the history has {} receipts", history.len());
    person.expect(history.len() <= HISTORY_MAX, what, "20 at the most")?;
    if !history.iter().any(|receipt| receipt.id == last.id) {
        return Err(person.failed("the last change is not in it", "the newest are kept"));
    }
    Ok(())
}

fn forwarded(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let link = link(&person)?;
    let cell = wish::free_cell(&person.document()?)?;
    turned(&person, &cell, !cell.on)?;
    let seen = person.document_with(link)?.history.len();
    let what = format!("the document of the `withdraw` link has {seen} past changes");
    person.expect(seen == 0, what, "no `history`: the message may have been forwarded")
}
