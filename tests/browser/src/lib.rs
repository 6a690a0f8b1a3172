//! What the browser tests stand on: a browser, wires that can fail, a gateway and a shop.

mod browser;
mod engine;
mod pictures;
mod python;
mod shop;
mod stage;
mod wire;

pub use axum::http::Method;
pub use browser::{Browser, Setup};
pub use engine::Engine;
pub use stage::{Behind, Held, LinkTo, MARGARET, MING, Stage, play, play_before, switch};
pub use wire::{Loose, Seen, Wire};
