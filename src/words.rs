//! What the widget says, one file per language in `words/`.
//!
//! The struct has a field per message and is made by `build.rs`, which also checks that every
//! language has every message with the same placeholders. On a server all languages are there;
//! to a browser one travels.

include!(concat!(env!("OUT_DIR"), "/words.rs"));

#[cfg(not(target_arch = "wasm32"))]
impl crate::Lang {
    /// The texts of this language, in the order of [`Words`]' fields.
    pub fn texts(self) -> &'static [&'static str] {
        match self {
            Self::En => EN,
            Self::ZhHans => ZH_HANS,
        }
    }

    /// The words of this language.
    pub fn words(self) -> &'static Words {
        use std::sync::OnceLock;
        static MADE: [OnceLock<Words>; 2] = [const { OnceLock::new() }; 2];
        MADE[self as usize].get_or_init(|| {
            // The build made texts and fields out of the same files.
            Words::from_texts(self.texts()).unwrap_or_else(|| unreachable!())
        })
    }
}

/// `text` with `value` in place of the one placeholder that it has.
pub(crate) fn fill(text: &str, value: &str) -> String {
    match (text.find('{'), text.find('}')) {
        (Some(from), Some(to)) if from < to => {
            let mut filled = String::from(&text[..from]);
            filled.push_str(value);
            filled.push_str(&text[to + 1..]);
            filled
        }
        _ => text.into(),
    }
}
