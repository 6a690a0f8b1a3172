//! What the widget says, one file per language in `words/`.
//!
//! The struct has a function per message and is made by `build.rs`, which also has it checked that
//! every language has every message with the same placeholders. On a server all languages are
//! there; to a browser one travels.

use crate::counts;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// A message with a number in it, which has a form for each plural category of its language.
#[derive(Debug, Clone, Copy)]
pub struct Counted(&'static str);

impl Counted {
    /// The message for `number`, in the language and with the digits of `locale` (BCP 47).
    pub(crate) fn say(self, number: u32, locale: &str) -> String {
        let (category, digits) = counts::of(number, locale);
        let mut said = "";
        // `other` stands last and serves where a platform's rules know a category more.
        for line in self.0.split('\n') {
            if let Some((name, form)) = line.split_once('=') {
                said = form;
                if name == category {
                    break;
                }
            }
        }
        fill(said, &digits)
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Words {
    /// The texts, in the order of the functions.
    pub fn texts(&self) -> &[&'static str] {
        &self.0
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl crate::Lang {
    /// The texts of this language, in the order of [`Words`]' functions.
    pub fn texts(self) -> &'static [&'static str] {
        // A test sees to it that every language has a file.
        FILES.iter().find(|(tag, _)| *tag == self.tag()).map_or(&[], |(_, texts)| texts)
    }

    /// The words of this language, as the widget has them.
    pub fn words(self) -> &'static Words {
        use std::sync::OnceLock;
        static MADE: [OnceLock<Words>; crate::Lang::ALL.len()] =
            [const { OnceLock::new() }; crate::Lang::ALL.len()];
        MADE[self as usize].get_or_init(|| {
            // The build made texts and functions out of the same files.
            Words::from_texts(self.texts()).unwrap_or_else(|| unreachable!())
        })
    }
}

/// Two sentences, with a space between where the script has one.
pub(crate) fn sentences(one: &str, other: &str) -> String {
    [one, if one.ends_with('。') { "" } else { " " }, other].concat()
}

/// `text` with `value` in place of the one placeholder that it has.
pub(crate) fn fill(text: &str, value: &str) -> String {
    match around(text) {
        // What runs from right to left, or says that it does, must not take what follows along.
        Some((before, after)) if value.contains(runs_back) && !before.ends_with(ISOLATES) => {
            [before, "\u{2068}", value, "\u{2069}", after].concat()
        }
        Some((before, after)) => [before, value, after].concat(),
        None => text.into(),
    }
}

/// Unicode's first strong isolate.
const ISOLATES: char = '\u{2068}';

/// Whether it is of a script that is written from right to left, or a control of directions.
fn runs_back(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// What stands before and after the first placeholder.
pub(crate) fn around(text: &str) -> Option<(&str, &str)> {
    let (before, rest) = text.split_once('{')?;
    Some((before, rest.split_once('}')?.1))
}
