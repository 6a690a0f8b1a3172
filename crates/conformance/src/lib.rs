//! Checks any backend against the contract, over HTTP, by someone who never saw our code.
//!
//! [`run`] reads a document, derives changes from what stands in it, and sees whether the backend
//! keeps each law. Every check stands by itself: it begins on a fresh test person (or on one
//! that was put back as it was), and a backend that breaks one law fails the checks that name
//! this law and no others.
#![deny(missing_docs)]

mod bench;
mod check;
mod checks;
mod fixture;
mod http;
mod kit;
mod person;
pub mod report;
mod schema;
mod wish;

pub use check::{Check, Failure, Outcome};
pub use checks::ALL;
pub use http::{Exchange, HttpError};
pub use kit::{Options, People, Progress, RunError, Target, run};
pub use report::Report;
