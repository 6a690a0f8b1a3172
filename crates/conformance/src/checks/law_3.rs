//! Law 3: each mask keeps what is under it.

use sordino_contract::Document;

use super::writes;
use crate::bench::Bench;
use crate::check::{Check, Seen};
use crate::person::Person;
use crate::wish;

pub(super) const CHECKS: &[Check] = &[
    writes("law-3/master", "Turning everything off and on again restores what was there", master),
    writes("law-3/channel", "Turning a channel off and on again restores what was there", channel),
    writes("law-3/under-a-mask", "What is changed under a mask shows when it is lifted", under),
];

/// That a mask, put on and taken off, leaves the document as it was.
fn masks(
    person: &Person<'_>,
    before: &Document,
    set: impl Fn(bool) -> serde_json::Value,
    put: impl Fn(&mut Document, bool),
) -> Seen {
    for on in [false, true] {
        person.arrange(set(on))?;
        let mut expected = before.clone();
        put(&mut expected, on);
        person.holds(&expected)?;
    }
    Ok(())
}

fn master(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    person.arrange(wish::master(true))?;
    let before = person.document()?;
    masks(&person, &before, wish::master, |document, on| document.subscribed = on)
}

fn channel(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let channel = wish::a_channel(&person.document()?)?;
    person.arrange(wish::channel(&channel, true))?;
    let before = person.document()?;
    masks(
        &person,
        &before,
        |on| wish::channel(&channel, on),
        |document, on| {
            for row in document.channels.iter_mut().filter(|row| row.id == channel) {
                row.on = on;
            }
        },
    )
}

fn under(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    let mask = |on: bool| {
        let mut set = wish::master(on);
        set["channels"] = wish::channel(&cell.channel, on)["channels"].clone();
        set
    };
    person.arrange(mask(false))?;
    for on in [!cell.on, cell.on, !cell.on] {
        person.wish(cell.set(on))?;
        let is = cell.is_on(&person.document()?);
        let what = format!("`{}` was set under a mask, and is {is:?}", cell.pointer());
        person.expect(is == Some(on), what, "what was set")?;
    }
    person.arrange(mask(true))?;
    let is = cell.is_on(&person.document()?);
    let what = format!("`{}` was set under a mask, and is {is:?} without it", cell.pointer());
    person.expect(is == Some(!cell.on), what, "what was set")
}
