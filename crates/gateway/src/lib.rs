//! The reference backend of Sordino: the contract over HTTP on an SQLite file, the hosted page,
//! and the widget's files, in one binary.
//!
//! [`Gateway`] is all of it as a library, so that tests and other programs run it in-process.
//! A choice is kept in one transaction with its line in an append-only log, from which
//! everything that people chose can be rebuilt ([`store::Store::rebuild`]).

pub mod answer;
pub mod app;
pub mod assets;
pub mod body;
pub mod catalogue;
pub mod change;
pub mod clock;
pub mod config;
pub mod document;
pub mod export;
pub mod headers;
pub mod import;
pub mod language;
pub mod logging;
mod person;
pub mod preferences;
pub mod routes;
pub mod store;
pub mod token;
mod toml_file;
mod watch;

pub use app::Gateway;
pub use catalogue::Catalogue;
pub use clock::Clock;
pub use config::Config;
pub use person::{Address, PersonId};
pub use preferences::Preferences;
