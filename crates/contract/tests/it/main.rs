//! The laws of the contract, checked on example files and on documents made up by proptest.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod asks;
mod dates;
mod effect;
mod examples;
mod laws;
mod published;
mod refusals;
mod requests;
mod schemas;
mod schemas_and_types;
mod support;
