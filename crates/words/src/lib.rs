//! What the widget says, before a reader sees it: reads language files, and checks a translation
//! or a sender's own wording against the source.
//!
//! It holds no words itself. For native programs: the build of the widget, `cargo xtask`, the
//! gateway.

mod check;
mod folder;
mod message;
mod messages;
pub mod plural;

pub use check::{Why, Wrong};
pub use folder::{FileError, FileWhy, Languages, SOURCE};
pub use message::Message;
pub use messages::Messages;
