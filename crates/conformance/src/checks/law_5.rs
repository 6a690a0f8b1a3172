//! Law 5: a wish made earlier never turns on what a later wish turned off.

use serde_json::{Value as Json, json};
use sordino_contract::{Capability, Document};

use super::writes;
use crate::bench::Bench;
use crate::check::{Check, Seen, Stop};
use crate::person::{Person, change, fresh};
use crate::wish;

pub(super) const CHECKS: &[Check] = &[
    writes("law-5/overtaken", "An older wish does not turn on what was turned off", overtaken),
    writes("law-5/overtaken-frequency", "An older wish does not make it come more often", often),
    writes("law-5/overtaken-pause", "An older wish does not end a pause", pause),
    writes("law-5/again", "Asking again for off makes it the later wish", again),
    writes("law-5/withdrawal", "A withdrawal applies however old it is", withdrawal),
    writes("law-5/wrong-clock", "A clock that is hours slow is allowed for by `sent_at`", slow),
    writes("law-5/future", "A clock that is fast does not win over those who come later", future),
    writes("law-5/later", "A later wish turns it on again", later),
    writes("law-5/revision", "A revision that is not the latest stops nothing", revision),
];

/// A change made at a time.
fn made_at(set: Json, time: String) -> Json {
    let mut body = change(set);
    body["made_at"] = time.into();
    body
}

/// That a wish is accepted and has no effect.
fn is_overtaken(person: &Person<'_>, body: &Json) -> Seen<Document> {
    let reply = person.post(body)?;
    let expected = "200 and an empty receipt: what is overtaken is left out, and no error";
    person.expect(reply.status == 200, format!("it was answered {}", reply.status), expected)?;
    let lines = person.answer(&reply)?.receipt.changed.len();
    let what = "a wish made an hour ago turned up what was turned down just now";
    person.expect(lines == 0, what, expected)?;
    person.document()
}

fn overtaken(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let cell = wish::free_cell(&document)?;
    let is_off = |document: &Document| cell.is_on(document) == Some(false);
    person.arrange(cell.set(true))?;
    person.arrange(cell.set(false))?;
    let after = is_overtaken(&person, &made_at(cell.set(true), bench.hours_ago(1)))?;
    person.expect(is_off(&after), "it is on", "off, as was wished last")?;

    person.arrange(wish::master(false))?;
    let after = is_overtaken(&person, &made_at(wish::master(true), bench.hours_ago(1)))?;
    person.expect(!after.subscribed, "everything is on", "off, as was wished last")
}

fn often(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let (campaign, frequency) = wish::with_frequency(&document)?;
    let words = frequency.choices.first().zip(frequency.choices.last());
    let Some((first, last)) = words else {
        return Ok(());
    };
    person.arrange(wish::frequency(&campaign.id, Some(first.as_str())))?;
    person.arrange(wish::frequency(&campaign.id, Some(last.as_str())))?;
    for word in [Some(first.as_str()), None] {
        let older = made_at(wish::frequency(&campaign.id, word), bench.hours_ago(1));
        is_overtaken(&person, &older)?;
    }
    Ok(())
}

fn pause(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    if !person.document()?.can(&Capability::Pause) {
        return Err(Stop::Skipped("pauses are not offered".into()));
    }
    let id = fresh();
    person.arrange(wish::pause(&id, json!({ "from": "2098-02-01", "until": "2098-02-28" })))?;
    let shorter = json!({ "from": "2098-02-01", "until": "2098-02-20" });
    for older in [Json::Null, shorter] {
        is_overtaken(&person, &made_at(wish::pause(&id, older), bench.hours_ago(1)))?;
    }
    Ok(())
}

fn again(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    person.arrange(cell.set(true))?;
    person.arrange_change(&made_at(cell.set(false), bench.hours_ago(3)))?;
    // It is off already, so this is no change; but it is a wish.
    person.arrange_change(&made_at(cell.set(false), bench.hours_ago(1)))?;
    is_overtaken(&person, &made_at(cell.set(true), bench.hours_ago(2))).map(|_| ())
}

fn withdrawal(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    person.arrange(cell.set(false))?;
    person.arrange(cell.set(true))?;
    let reply = person.post(&made_at(cell.set(false), bench.hours_ago(48)))?;
    person.answer(&reply)?;
    let is = cell.is_on(&person.document()?);
    person.expect(is == Some(false), "a withdrawal made two days ago had no effect", "off")
}

fn slow(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    person.arrange(cell.set(true))?;
    person.arrange(cell.set(false))?;
    let mut body = made_at(cell.set(true), bench.hours_ago(3));
    body["sent_at"] = bench.hours_ago(3).into();
    let reply = person.post(&body)?;
    person.answer(&reply)?;
    let is = cell.is_on(&person.document()?);
    let what = "a wish was taken for three hours old because the clock it came from is slow";
    let expected = "on: `sent_at` says that this clock is three hours slow";
    person.expect(is == Some(true), what, expected)
}

fn future(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    person.arrange(cell.set(true))?;
    person.arrange_change(&made_at(cell.set(false), bench.hours_ago(-24)))?;
    person.wish(cell.set(true))?;
    let is = cell.is_on(&person.document()?);
    let what = "a wish whose time is tomorrow still holds against one that came after it";
    person.expect(is == Some(true), what, "on: a time to come counts as the time of arrival")
}

fn later(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    person.arrange(cell.set(true))?;
    person.arrange_change(&made_at(cell.set(false), bench.hours_ago(3)))?;
    person.wish(cell.set(true))?;
    let is = cell.is_on(&person.document()?);
    person.expect(is == Some(true), "a later wish did not turn it on", "on")
}

fn revision(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let (cell, other) = wish::two_cells(&document)?;
    person.arrange(other.set(!other.on))?;
    for revision in [document.revision.as_str(), "of-another-time"] {
        let on = cell.is_on(&person.document()?) == Some(true);
        let mut body = change(cell.set(!on));
        body["revision"] = revision.into();
        let reply = person.post(&body)?;
        person.answer(&reply)?;
        let is = cell.is_on(&person.document()?);
        person.expect(is == Some(!on), "it had no effect", "the wish is carried out")?;
    }
    Ok(())
}
