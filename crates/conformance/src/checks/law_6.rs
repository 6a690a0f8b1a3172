//! Law 6: a required cell cannot be turned off.

use sordino_contract::Code;

use super::writes;
use crate::bench::Bench;
use crate::check::{Check, Seen};
use crate::wish;

pub(super) const CHECKS: &[Check] = &[
    writes("law-6/refused", "Turning off what is required is refused, and said", refused),
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
