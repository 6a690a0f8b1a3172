//! Tests of the gateway: through its router, and where it matters through a socket.

#![expect(clippy::unwrap_used, reason = "in a test, a panic with its place is the report")]

mod asked;
mod asks;
mod changes;
mod command;
mod config;
mod conformance;
mod crash;
mod days;
mod export;
mod files;
mod fragment;
mod harness;
mod headers;
mod history;
mod hook;
mod import;
mod instead;
mod languages;
mod link_vectors;
mod log;
mod page;
mod pause_form;
mod published;
mod reading;
mod record;
mod refusals;
mod save_form;
mod shapes;
mod socket;
mod style_sheet;
mod tokens;
mod wording;
