//! The kit itself: it passes a backend that keeps the laws, and names what another one breaks.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should end with where it was")]

mod fault;
mod faults;
mod model;
mod page;
