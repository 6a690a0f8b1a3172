//! What these tests stand on: the programs of other languages, example backends as processes of
//! their own, and a gateway that listens.

mod backend;
mod gateway;
mod http;
mod leaks;
mod programs;

pub use backend::Backend;
pub use gateway::Listening;
pub use http::{Answer, ask};
pub use leaks::leaks;
pub use programs::{Language, examples, schemathesis};

/// The key that everything here signs with, as `SORDINO_KEYS` has it: 32 bytes of the number 7.
pub const KEYS: &str = "test:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";

/// The website that may embed the widget.
pub const SHOP: &str = "https://shop.example";
