//! Every check, law by law.

mod document;
mod history;
mod http;
mod law_1;
mod law_10;
mod law_11;
mod law_2;
mod law_3;
mod law_4;
mod law_5;
mod law_6;
mod law_7;
mod law_8;
mod law_9;

use crate::bench::Bench;
use crate::check::{Check, Seen};

/// Every check, in the order in which they are made.
pub const ALL: &[&[Check]] = &[
    document::CHECKS,
    law_1::CHECKS,
    law_2::CHECKS,
    law_3::CHECKS,
    law_4::CHECKS,
    law_5::CHECKS,
    law_6::CHECKS,
    law_7::CHECKS,
    law_8::CHECKS,
    law_9::CHECKS,
    law_10::CHECKS,
    law_11::CHECKS,
    history::CHECKS,
    http::CHECKS,
];

/// A check that only reads.
const fn reads(id: &'static str, title: &'static str, run: fn(&Bench<'_>) -> Seen) -> Check {
    Check { id, title, writes: false, run }
}

/// A check that also posts.
const fn writes(id: &'static str, title: &'static str, run: fn(&Bench<'_>) -> Seen) -> Check {
    Check { id, title, writes: true, run }
}
