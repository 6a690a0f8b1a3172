//! The widget's words with a sender's own in place of some.

use std::collections::BTreeMap;
use std::fmt;

use sordino_words::{Messages, Why, Wrong};

use crate::{Lang, Words};

/// What is said in each language. The default is the widget's own.
#[derive(Clone, Copy)]
pub struct Wording([&'static Words; Lang::ALL.len()]);

impl Wording {
    /// The widget's words, but for the messages of `own`: those of each language by its tag.
    ///
    /// They are kept for as long as the program runs, so this is for its start.
    ///
    /// # Errors
    ///
    /// If the widget does not speak a language, or a message is none or does not say what the
    /// widget's says. The key is the language and the message: `en.leave`.
    pub fn new(own: &BTreeMap<String, Messages>) -> Result<Self, Wrong> {
        let mut wording = Self::default();
        // The build has read the same file.
        let source =
            Messages::read(include_str!("words/en.json")).unwrap_or_else(|_| unreachable!());
        for (tag, messages) in own {
            let Some(lang) = Lang::ALL.iter().find(|lang| lang.tag() == tag) else {
                let spoken = Lang::ALL.iter().map(|lang| lang.tag().to_owned()).collect();
                return Err(Wrong { key: tag.clone(), why: Why::Language(spoken) });
            };
            let mut texts = lang.texts().to_vec();
            for (name, message) in messages.iter() {
                let checked = source.check(tag, name, message);
                let at = checked
                    .map_err(|wrong| Wrong { key: format!("{tag}.{}", wrong.key), ..wrong })?;
                texts[at] = message.packed().leak();
            }
            if let Some(words) = Words::from_texts(&texts) {
                wording.0[*lang as usize] = Box::leak(Box::new(words));
            }
        }
        Ok(wording)
    }

    /// What is said in `lang`.
    pub fn words(&self, lang: Lang) -> &'static Words {
        self.0[lang as usize]
    }
}

impl Default for Wording {
    fn default() -> Self {
        let mut words = [Lang::En.words(); Lang::ALL.len()];
        for lang in Lang::ALL {
            words[*lang as usize] = lang.words();
        }
        Self(words)
    }
}

/// Says in which languages it differs; all the words would bury what stands around it.
impl fmt::Debug for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own = |lang: &&Lang| !std::ptr::eq(self.words(**lang), lang.words());
        f.write_str("Wording")?;
        f.debug_set().entries(Lang::ALL.iter().filter(own)).finish()
    }
}
