//! Law 6: a required cell cannot be turned off.

use sordino_contract::Code;

use super::writes;
use crate::bench::Bench;
use crate::check::{Check, Seen, Stop};
use crate::wish;

pub(super) const CHECKS: &[Check] = &[
    writes("law-6/refused", "Turning off what is required is refused, and said", refused),
    writes("law-6/on", "What is required and off cannot be turned on either", on),
    writes("law-6/frequency", "How often what is required comes may be changed", frequency),
    writes("law-6/as-it-is", "Mentioning what is required as it is, is no mistake", as_it_is),
];

fn refused(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::required_cell(&person.document()?)?;
    person.refuses_wish(cell.set(false), Code::Required, &cell.pointer())
}

fn as_it_is(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::required_cell(&person.document()?)?;
    person.wish(cell.set(true)).map(|_| ())
}

fn on(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::required_off(&person.document()?)?;
    person.refuses_wish(cell.set(true), Code::Required, &cell.pointer())
}

fn frequency(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let offered = document.campaigns.iter().filter(|row| row.required.is_some());
    let word = offered.filter_map(|row| Some((row, row.frequency.as_ref()?.choices.first()?)));
    let Some((row, word)) = { word }.next() else {
        return Err(Stop::Skipped("no required campaign has a choice of frequencies".into()));
    };
    person.wish(wish::frequency(&row.id, Some(word.as_str())))?;
    let after = person.document()?;
    let now = after.campaign(&row.id).and_then(|row| row.frequency.as_ref()?.now.clone());
    let what = format!("the frequency of `{}` is {now:?}", row.id);
    person.expect(now.as_ref() == Some(word), what, "what was asked for")
}
