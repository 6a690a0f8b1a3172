//! The hosted page's part that the widget owns: the inside of the declarative shadow root.

use sordino_contract::{Code, Document, Receipt, Sender};

use crate::Lang;

/// What the page shows.
#[derive(Debug, Clone)]
pub enum Screen {
    /// The preferences of one person.
    Preferences {
        /// The document, with labels in the page's language.
        document: Document,
        /// What came of the form that led here, if one did.
        outcome: Option<Outcome>,
    },
    /// The page cannot be shown; who to turn to, if it is known.
    Failed {
        /// Why.
        code: Code,
        /// The sender.
        sender: Option<Sender>,
    },
}

/// What came of a form.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It was saved. An empty receipt says that all was so already.
    Saved(Receipt),
    /// It was refused, and nothing was changed.
    Refused(Code),
}

/// The HTML that goes inside `<template shadowrootmode="open">`.
///
/// `nonce` is one page view's random text: it is sent back by the forms, so that one view's form
/// sent twice is one change. `css` is the address of the widget's style sheet.
pub fn shadow_root(screen: &Screen, lang: Lang, nonce: &str, css: &str) -> String {
    let _ = (screen, lang, nonce);
    format!("<link rel=\"stylesheet\" href=\"{css}\">")
}
