//! Law 2: the same id again gives the same answer and has one effect.

use std::thread;

use serde_json::{Value as Json, json};
use sordino_contract::{Code, Receipt};
use ureq::http::Method;

use super::law_1::joined;
use super::writes;
use crate::bench::Bench;
use crate::check::{Check, Seen};
use crate::http::{Reply, Request};
use crate::person::{Person, change, fresh, sorted};
use crate::{fixture, wish};

/// How often a change is sent at once.
const AT_ONCE: usize = 8;

pub(super) const CHECKS: &[Check] = &[
    writes("law-2/repeat", "The same change again gets the same receipt", repeat),
    writes("law-2/one-effect", "The same change again is not carried out again", one_effect),
    writes("law-2/at-once", "The same change several times at once has one effect", at_once),
    writes("law-2/other-body", "The same id with another body is refused", other_body),
    writes("law-2/per-person", "An id that another person used is another change", per_person),
    writes("law-2/sent-at", "`sent_at` may differ under the same id", sent_at),
    writes("law-2/case", "An id is the same in upper and in lower case", case),
    writes("law-2/uuid", "An id that is not a UUID is refused", uuid),
    writes("law-2/after-a-refusal", "A refused change leaves its id free", after_a_refusal),
];

/// That an answer's receipt is the first one again.
fn same(person: &Person<'_>, first: &Receipt, body: &Json) -> Seen {
    let reply = person.post(body)?;
    is_same(person, first, &reply)
}

fn is_same(person: &Person<'_>, first: &Receipt, reply: &Reply) -> Seen {
    let again = person.answer(reply)?.receipt;
    let same = again.recorded_at == first.recorded_at
        && sorted(&again.changed) == sorted(&first.changed)
        && again.id.as_str().eq_ignore_ascii_case(first.id.as_str());
    let expected = serde_json::to_string(first).unwrap_or_default();
    person.expect(same, "the repeat's receipt is another one", &expected)
}

fn repeat(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cells = wish::free_cells(&person.document()?);
    let mut set = json!({ "campaigns": {} });
    for cell in cells.iter().take(3) {
        let row = &mut set["campaigns"][cell.campaign.as_str()]["channels"];
        row[cell.channel.as_str()] = (!cell.on).into();
    }
    let mut body = change(set);
    body["made_at"] = bench.hours_ago(0).into();
    let first = person.arrange_change(&body)?.receipt;
    // Long enough for a clock that tells milliseconds to show another time.
    thread::sleep(std::time::Duration::from_millis(20));
    same(&person, &first, &body)?;
    same(&person, &first, &body)?;
    is_same(&person, &first, &person.send(&in_another_order(&person, &body))?)?;
    let Some(withdraw) = &person.links.withdraw else { return Ok(()) };
    let reply = person.post_with(withdraw, &body)?;
    is_same(&person, &first, &reply)
}

/// A body with the members of each object in the opposite order, and white space between them.
fn in_another_order(person: &Person<'_>, body: &Json) -> Request {
    fn text(value: &Json) -> String {
        let Json::Object(members) = value else { return value.to_string() };
        let members = members.iter().rev();
        let members = members.map(|(name, value)| format!("{} : {}", json!(name), text(value)));
        format!("{{\n{}\n}}", members.collect::<Vec<_>>().join(" ,\n"))
    }
    let request = person.request(Method::POST).header("content-type", "application/json");
    request.body(text(body))
}

fn one_effect(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    let body = change(cell.set(!cell.on));
    person.arrange_change(&body)?;
    person.arrange(cell.set(cell.on))?;
    let reply = person.post(&body)?;
    person.expect(reply.status == 200, format!("it was answered {}", reply.status), "200")?;
    let after = person.document()?;
    let what = format!("`{}` was changed again", cell.pointer());
    person.expect(cell.is_on(&after) == Some(cell.on), what, "what a later change made of it")
}

fn at_once(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    let body = change(cell.set(!cell.on));
    let receipts = thread::scope(|scope| {
        let sent: Vec<_> = (0..AT_ONCE)
            .map(|_| scope.spawn(|| person.post(&body).and_then(|reply| person.answer(&reply))))
            .collect();
        let answers = sent.into_iter().map(|sent| joined(sent.join()));
        answers.map(|answer| Ok(answer?.receipt)).collect::<Seen<Vec<_>>>()
    })?;
    let same = receipts.windows(2).all(|pair| {
        pair[0].recorded_at == pair[1].recorded_at
            && sorted(&pair[0].changed) == sorted(&pair[1].changed)
    });
    let expected = "one receipt for all of them, with one line";
    person.expect(
        same,
        "requests with one id that came at once got different receipts",
        expected,
    )?;
    let lines = receipts.first().map_or(0, |receipt| receipt.changed.len());
    person.expect(lines == 1, format!("the receipt has {lines} lines"), expected)
}

fn other_body(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let (cell, other) = wish::two_cells(&document)?;
    let body = change(cell.set(!cell.on));
    person.arrange_change(&body)?;
    let mut another = body.clone();
    another["set"] = other.set(!other.on);
    person.refuses(&another, Code::IdReused, Some("/id"))?;
    let mut opposite = body.clone();
    opposite["set"] = cell.set(cell.on);
    person.refuses(&opposite, Code::IdReused, Some("/id"))?;
    for (member, value) in [
        ("made_at", json!(bench.hours_ago(1))),
        ("via", json!("agent")),
        ("revision", json!("another")),
        ("reason", json!({ "code": "other" })),
    ] {
        let mut another = body.clone();
        another[member] = value;
        person.refuses(&another, Code::IdReused, Some("/id"))?;
    }
    Ok(())
}

fn per_person(bench: &Bench<'_>) -> Seen {
    let (one, other) = (bench.made(fixture::standard())?, bench.made(fixture::standard())?);
    let cell = wish::free_cell(&one.document()?)?;
    let body = change(cell.set(!cell.on));
    one.arrange_change(&body)?;
    let reply = other.post(&body)?;
    other.answer(&reply)?;
    let is = cell.is_on(&other.document()?);
    let what = "an id that another person had used was taken for the same change";
    other.expect(is == Some(!cell.on), what, "ids belong to one person: look up by person and id")
}

fn sent_at(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    let mut body = change(cell.set(!cell.on));
    body["made_at"] = bench.hours_ago(1).into();
    body["sent_at"] = bench.hours_ago(1).into();
    let first = person.arrange_change(&body)?.receipt;
    body["sent_at"] = bench.hours_ago(0).into();
    same(&person, &first, &body)
}

fn case(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    let mut body = change(cell.set(!cell.on));
    let first = person.arrange_change(&body)?.receipt;
    body["id"] = body["id"].as_str().unwrap_or_default().to_ascii_uppercase().into();
    same(&person, &first, &body)?;
    body["id"] = fresh().to_ascii_uppercase().into();
    body["set"] = cell.set(cell.on);
    let reply = person.post(&body)?;
    person.answer(&reply)?;
    // As it was sent: whoever reads it as an id reads it in lower case.
    let id = reply.json().unwrap_or_default()["receipt"]["id"].clone();
    let lower = id.as_str().unwrap_or_default().to_ascii_lowercase();
    person.expect(id == lower, format!("the receipt's id is {id}"), "it in lower case")
}

fn uuid(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    let long = "0".repeat(36);
    for id in ["", "1", "not-a-uuid", "0197a9c05f6e7cc1b7d42f0d3a1c9e11", &long] {
        let body = json!({ "id": id, "set": cell.set(!cell.on) });
        person.refuses(&body, Code::InvalidValue, Some("/id"))?;
    }
    Ok(())
}

fn after_a_refusal(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    let mut body = change(json!({ "channels": { "no-such-channel": false } }));
    let refused = person.post(&body)?;
    if refused.status == 200 {
        return Err(person.not_mine("a change that should be refused was accepted"));
    }
    body["set"] = cell.set(!cell.on);
    let reply = person.post(&body)?;
    let lines = person.answer(&reply)?.receipt.changed.len();
    person.expect(lines == 1, format!("the receipt has {lines} lines"), "the mended change's line")
}
