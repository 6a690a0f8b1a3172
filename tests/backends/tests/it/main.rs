//! Programs in other languages against the contract.

#![expect(clippy::unwrap_used, reason = "in a test, a panic with its place is the report")]

mod conformance;
mod links;
mod requests;
mod schemathesis;
mod starts;
mod vectors;
