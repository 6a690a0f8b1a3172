//! The widget without a browser: what it decides, what its forms mean, and the HTML that a server
//! makes of it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod center;
mod data;
mod find;
mod forms;
mod frequency;
mod history;
mod html;
mod instead;
mod languages;
mod pause;
mod queue;
mod readme;
mod statements;
mod support;
