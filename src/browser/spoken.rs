//! The words of the languages that are spoken on this page.

use std::cell::RefCell;

use js_sys::{Array, Promise};
use leptos::task::Settled;
use wasm_bindgen::prelude::*;

use crate::Words;

thread_local! {
    /// What is said on this page.
    static SPOKEN: RefCell<Vec<&'static Words>> = const { RefCell::new(Vec::new()) };
}

/// The words that are promised.
pub(super) async fn texts_of(texts: Promise) -> Option<&'static Words> {
    words(&Settled::of(&texts).await.ok()?)
}

/// The words of a language, from the array of their texts. They stay as long as the page.
pub(super) fn words(texts: &JsValue) -> Option<&'static Words> {
    let mut read = Vec::new();
    for text in texts.dyn_ref::<Array>()?.iter() {
        read.push(text.as_string()?);
    }
    SPOKEN.with_borrow_mut(|spoken| {
        // An element that comes and goes speaks the same again.
        if let Some(words) = spoken.iter().find(|words| words.are(&read)) {
            return Some(*words);
        }
        let leaked: Vec<&str> = read.into_iter().map(|text| &*text.leak()).collect();
        let words: &Words = Box::leak(Box::new(Words::from_texts(&leaked)?));
        spoken.push(words);
        Some(words)
    })
}
