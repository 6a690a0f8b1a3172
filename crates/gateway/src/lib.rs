//! The reference backend of Sordino: the contract over HTTP on an SQLite file, the hosted page,
//! and the widget's files, in one binary.
//!
//! [`Gateway`] is all of it as a library, so that tests and other programs run it in-process.
//! A choice is kept in one transaction with its line in an append-only log, from which
//! everything that people chose can be rebuilt ([`store::Store::rebuild`]).

mod answer;
mod app;
pub mod assets;
mod body;
pub mod catalogue;
mod change;
mod clock;
pub mod config;
mod document;
pub mod export;
mod headers;
pub mod import;
mod language;
pub mod logging;
mod person;
mod preferences;
mod routes;
mod serve;
pub mod store;
mod style_sheet;
pub mod token;
mod toml_file;
mod watch;

pub use app::{Gateway, OpenError};
pub use catalogue::Catalogue;
pub use clock::Clock;
pub use config::Config;
pub use person::{Address, PersonId};
pub use preferences::Preferences;
// What `Config` holds.
pub use sordino::Wording;
