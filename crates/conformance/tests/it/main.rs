//! The kit itself: it passes a backend that keeps the laws, and names what another one breaks.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should end with where it was")]
#![expect(clippy::result_large_err, reason = "a refusal is made once in a request")]

mod command;
mod fault;
mod faults;
mod model;
mod page;
