//! The laws of the contract, checked on example files and on documents made up by proptest.

mod dates;
mod effect;
mod examples;
mod laws;
mod refusals;
mod requests;
mod support;
