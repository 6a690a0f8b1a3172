//! JSON for a reader that brings its own parser.
//!
//! A browser can parse JSON already, and `serde_json` would add some 13 KB to what a phone
//! downloads. So the widget reads documents through [`Node`], over the values that the browser
//! parsed, and writes change sets with
//! [`ChangeSet::to_json`](crate::ChangeSet::to_json). Everyone else uses `serde`, and a
//! test checks that both read and write the same.

mod read;
mod write;

use std::fmt;

/// A JSON value as some parser holds it.
pub trait Node: Sized {
    /// The member `name` of an object; `None` if it is absent or `null`.
    fn member(&self, name: &str) -> Option<Self>;
    /// The text, if it is one.
    fn text(&self) -> Option<String>;
    /// The flag, if it is one.
    fn flag(&self) -> Option<bool>;
    /// The number, if it is one.
    fn number(&self) -> Option<f64>;
    /// The items, if it is an array.
    fn items(&self) -> Option<Vec<Self>>;
    /// The names of its members, if it is an object.
    fn names(&self) -> Option<Vec<String>>;
}

/// The member that is missing, or is not of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadError(pub &'static str);

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is missing or not of its kind", self.0)
    }
}

impl std::error::Error for ReadError {}
