//! Law 5: a wish made earlier never turns on what a later wish turned off.

use serde_json::{Value as Json, json};
use sordino_contract::Document;

use super::writes;
use crate::bench::Bench;
use crate::check::{Check, Seen};
use crate::person::{Person, change, fresh};
use crate::wish;

pub(super) const CHECKS: &[Check] = &[
    writes("law-5/overtaken", "An older wish does not turn on what was turned off", overtaken),
    writes("law-5/overtaken-frequency", "An older wish does not make it come more often", often),
    writes("law-5/overtaken-pause", "An older wish does not end a pause", pause),
    writes("law-5/again", "Asking again for off makes it the later wish", again),
    writes("law-5/latest", "An older wish for less does not make a later one older", latest),
    writes("law-5/withdrawal", "A withdrawal applies however old it is", withdrawal),
    writes("law-5/wrong-clock", "A clock that is hours slow is allowed for by `sent_at`", slow),
    writes("law-5/to-the-minute", "A clock is allowed for to the minute, with half of one", minute),
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
    wish::pauses_of(&person.document()?, 2)?;
    let id = fresh();
    person.arrange(wish::pause(&id, json!({ "from": "2098-02-01", "until": "2098-02-02" })))?;
    let shorter = json!({ "from": "2098-02-01", "until": "2098-02-01" });
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
    is_overtaken(&person, &made_at(cell.set(true), bench.hours_ago(2)))?;

    let document = person.document()?;
    if let Ok((campaign, frequency)) = wish::with_frequency(&document)
        && let (Some(first), Some(last)) = (frequency.choices.first(), frequency.choices.last())
    {
        let seldom = wish::frequency(&campaign.id, Some(last.as_str()));
        person.arrange(wish::frequency(&campaign.id, Some(first.as_str())))?;
        person.arrange_change(&made_at(seldom.clone(), bench.hours_ago(3)))?;
        person.arrange_change(&made_at(seldom, bench.hours_ago(1)))?;
        let often = wish::frequency(&campaign.id, Some(first.as_str()));
        is_overtaken(&person, &made_at(often, bench.hours_ago(2)))?;
    }
    if wish::may_pause(&document) {
        let id = fresh();
        let days = wish::pause(&id, json!({ "from": "2098-02-01", "until": "2098-02-01" }));
        person.arrange_change(&made_at(days.clone(), bench.hours_ago(3)))?;
        person.arrange_change(&made_at(days, bench.hours_ago(1)))?;
        let end = wish::pause(&id, Json::Null);
        is_overtaken(&person, &made_at(end, bench.hours_ago(2)))?;
    }
    Ok(())
}

fn latest(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    person.arrange(cell.set(true))?;
    person.arrange(cell.set(false))?;
    person.arrange_change(&made_at(cell.set(false), bench.hours_ago(3)))?;
    is_overtaken(&person, &made_at(cell.set(true), bench.hours_ago(1))).map(|_| ())
}

/// A wish to turn on, made and sent this many seconds ago by its own clock.
fn on_by_a_clock(bench: &Bench<'_>, cell: &wish::Cell, made: i64, sent: i64) -> Json {
    let mut body = made_at(cell.set(true), bench.seconds_ago(made));
    body["sent_at"] = bench.seconds_ago(sent).into();
    body
}

fn minute(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    // A clock 40 seconds behind is a minute behind: the wish was made 25 seconds ago, and may
    // have been made within half a minute of that.
    for (made, sent, on) in [(85, 40, true), (45, 20, false)] {
        person.arrange(cell.set(true))?;
        person.arrange(cell.set(false))?;
        let reply = person.post(&on_by_a_clock(bench, &cell, made, sent))?;
        person.answer(&reply)?;
        let is = cell.is_on(&person.document()?);
        let what = format!(
            "off was wished just now; on was wished {made} s ago by a clock that shows {sent} s \
             ago; it is {is:?}"
        );
        let expected = match on {
            true => "on: the clock is a minute slow, so the wish may be of this moment",
            false => "off: the clock is right to the minute, and the wish 15 s too old",
        };
        person.expect(is == Some(on), what, expected)?;
    }
    // Without `sent_at` there is nothing to allow for.
    person.arrange(cell.set(true))?;
    person.arrange(cell.set(false))?;
    is_overtaken(&person, &made_at(cell.set(true), bench.seconds_ago(15))).map(|_| ())
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
    person.expect(is == Some(true), what, expected)?;

    // The other way: by a clock that is three hours fast, an hour ago is two hours to come.
    person.arrange(cell.set(false))?;
    let mut body = made_at(cell.set(true), bench.hours_ago(-2));
    body["sent_at"] = bench.hours_ago(-3).into();
    let after = is_overtaken(&person, &body)?;
    let expected = "off: `sent_at` says that this clock is three hours fast";
    person.expect(cell.is_on(&after) == Some(false), "a wish an hour old turned it on", expected)
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
    let mut wishes = vec![change(cell.set(true))];
    // Somebody who was there before may have turned it off within the hour.
    if person.given.is_some() {
        wishes.push(made_at(cell.set(true), bench.hours_ago(1)));
    }
    for later in wishes {
        person.arrange_change(&made_at(cell.set(false), bench.hours_ago(3)))?;
        let reply = person.post(&later)?;
        person.answer(&reply)?;
        let is = cell.is_on(&person.document()?);
        person.expect(is == Some(true), "a later wish did not turn it on", "on")?;
    }
    Ok(())
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
