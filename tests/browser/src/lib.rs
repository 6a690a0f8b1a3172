//! What the browser tests stand on: a browser, wires that can fail, a gateway and a shop.

mod browser;
mod pictures;
mod shop;
mod stage;
mod wire;

pub use axum::http::Method;
pub use browser::{Browser, Setup};
pub use stage::{Held, LinkTo, MARGARET, MING, Stage, play, switch};
pub use wire::{Loose, Seen, Wire};
