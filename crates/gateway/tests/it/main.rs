//! Tests of the gateway: through its router, and where it matters through a socket.

mod changes;
mod command;
mod config;
mod crash;
mod days;
mod export;
mod files;
mod harness;
mod headers;
mod import;
mod languages;
mod log;
mod page;
mod reading;
mod record;
mod refusals;
mod socket;
mod tokens;
