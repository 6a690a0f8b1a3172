//! Whether messages say what the source says, in another language or in other words.

use std::fmt;

use crate::message::placeholders;
use crate::plural::{self, Category};
use crate::{Message, Messages};

/// What is wrong with a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{key}`: {why}")]
pub struct Wrong {
    /// Which one it is: `leave`, or `refused_long.one` for a form.
    pub key: String,
    /// What was expected.
    pub why: Why,
}

/// What was expected of a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The widget does not speak the language. Holds those that it speaks.
    #[error("the widget does not speak this language; one of {} is expected", Ticked(.0))]
    Language(Vec<String>),
    /// There is no such message. Holds the one that may be meant.
    #[error("there is no such message{}", .0.as_ref().map_or(String::new(), |it| format!("; `{it}` is like it")))]
    Unknown(Option<String>),
    /// A translation lacks the message.
    #[error("the message is missing")]
    Missing,
    /// Forms stand where the source has one text.
    #[error("one text is expected, and it has plural forms")]
    NotText,
    /// One text stands where the source has forms. Holds the language's categories.
    #[error("a number is in it, so a text for each plural form of the language is expected: {}", Ticked(.0))]
    NotCounted(Vec<String>),
    /// The language has this plural category, and the message has no form for it.
    #[error("the form is missing")]
    FormMissing,
    /// The language has no such plural category. Holds those that it has.
    #[error("the language has no such form; it has {}", Ticked(.0))]
    FormUnknown(Vec<String>),
    /// There is nothing to read.
    #[error("a text is expected, and it is empty")]
    Empty,
    /// It has a line break.
    #[error("one line is expected")]
    Lines,
    /// Braces that do not enclose a name.
    #[error("a `{{` or a `}}` stands alone, where placeholders as `{{what}}` are expected")]
    Brace,
    /// Other placeholders than the source's.
    #[error("{} expected, and it has {}", Expected(.expected), Braced(.found))]
    Placeholders {
        /// The source's.
        expected: Vec<String>,
        /// Those that are there.
        found: Vec<String>,
    },
    /// A counted message of the source has not exactly one placeholder, its number.
    #[error("one placeholder is expected, its number")]
    Number,
}

impl Messages {
    /// Checks a whole translation into `language` (BCP 47) against these messages, the source's.
    /// The source is a translation into its own language.
    ///
    /// # Errors
    ///
    /// Names the first message that is missing, that is none, or that does not fit.
    pub fn check_translation(&self, language: &str, translation: &Self) -> Result<(), Wrong> {
        for (key, _) in self.iter() {
            let Some(message) = translation.get(key) else {
                return Err(Wrong { key: key.into(), why: Why::Missing });
            };
            self.check(language, key, message)?;
        }
        let extra = translation.iter().find(|(key, _)| self.get(key).is_none());
        extra.map_or(Ok(()), |(key, message)| self.check(language, key, message).map(drop))
    }

    /// Checks one message in `language` (BCP 47), which a sender words in their own way, against
    /// these, the source's. Answers where its text travels.
    ///
    /// # Errors
    ///
    /// If there is no message of that name, or it does not fit.
    pub fn check(&self, language: &str, key: &str, message: &Message) -> Result<usize, Wrong> {
        let wrong = |why| Wrong { key: key.into(), why };
        let (Some(at), Some(source)) = (self.position(key), self.get(key)) else {
            return Err(wrong(Why::Unknown(self.like(key))));
        };
        let expected = source.placeholders();
        match (source, message) {
            (Message::Text(_), Message::Text(text)) => {
                check_text(text, &expected, false).map_err(wrong)?;
            }
            (Message::Text(_), _) => return Err(wrong(Why::NotText)),
            (Message::Counted(_), _) if expected.len() != 1 => return Err(wrong(Why::Number)),
            (Message::Counted(_), Message::Counted(forms)) => {
                check_forms(key, &plural::categories(language), forms, &expected)?;
            }
            (Message::Counted(_), _) => {
                return Err(wrong(Why::NotCounted(names(&plural::categories(language)))));
            }
        }
        Ok(at)
    }

    /// The name that is one or two slips of the finger away.
    fn like(&self, key: &str) -> Option<String> {
        let near = |name: &&str| distance(name, key);
        let nearest = self.names().into_iter().min_by_key(near)?;
        (distance(nearest, key) <= 2).then(|| nearest.to_owned())
    }
}

fn check_forms(
    key: &str,
    categories: &[Category],
    forms: &[(String, String)],
    expected: &[&str],
) -> Result<(), Wrong> {
    let wrong = |name: &str, why| Wrong { key: format!("{key}.{name}"), why };
    for (name, text) in forms {
        let Some(category) = categories.iter().find(|it| it.name == name) else {
            return Err(wrong(name, Why::FormUnknown(names(categories))));
        };
        check_text(text, expected, category.alone).map_err(|why| wrong(name, why))?;
    }
    match categories.iter().find(|it| forms.iter().all(|(name, _)| it.name != name)) {
        Some(missing) => Err(wrong(missing.name, Why::FormMissing)),
        None => Ok(()),
    }
}

/// `alone`: it is said of one number alone, and so may leave it out.
fn check_text(text: &str, expected: &[&str], alone: bool) -> Result<(), Why> {
    if text.trim().is_empty() {
        return Err(Why::Empty);
    }
    if text.contains(['\n', '\r']) {
        return Err(Why::Lines);
    }
    let found = placeholders(text);
    // A brace that is no placeholder's would take the value, or keep another from getting it.
    let braces = text.matches(['{', '}']).count();
    if braces != 2 * found.len() {
        return Err(Why::Brace);
    }
    if found != expected && !(alone && found.is_empty()) {
        let owned = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect();
        return Err(Why::Placeholders { expected: owned(expected), found: owned(&found) });
    }
    Ok(())
}

fn names(categories: &[Category]) -> Vec<String> {
    categories.iter().map(|category| category.name.to_owned()).collect()
}

/// How many letters must be added, taken away or changed.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut before = std::mem::replace(&mut row[0], at + 1);
        for (place, theirs) in other.iter().enumerate() {
            let changed = before + usize::from(letter != *theirs);
            before = row[place + 1];
            row[place + 1] = changed.min(before + 1).min(row[place] + 1);
        }
    }
    row[other.len()]
}

struct Ticked<'a>(&'a [String]);

impl fmt::Display for Ticked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(|name| format!("`{name}`")).collect();
        f.write_str(&names.join(", "))
    }
}

struct Braced<'a>(&'a [String]);

impl fmt::Display for Braced<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(|name| format!("`{{{name}}}`")).collect();
        f.write_str(if names.is_empty() { "none" } else { "" })?;
        f.write_str(&names.join(" and "))
    }
}

struct Expected<'a>(&'a [String]);

impl fmt::Display for Expected<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str("no placeholder is"),
            [_] => write!(f, "the placeholder {} is", Braced(self.0)),
            _ => write!(f, "the placeholders {} are", Braced(self.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"{
        "leave": "Unsubscribe",
        "found": "{found} of {all}",
        "stop": "Stop {what}",
        "long": { "one": "{days} day", "other": "{days} days" }
    }"#;

    fn messages(json: &str) -> Messages {
        Messages::read(json).expect("messages")
    }

    #[track_caller]
    fn refused(language: &str, own: &str, said: &str) {
        let own = messages(own);
        let (key, message) = own.iter().next().expect("a message");
        let wrong = messages(SOURCE).check(language, key, message).expect_err("it is refused");
        assert_eq!(wrong.to_string(), said);
    }

    #[track_caller]
    fn accepted(language: &str, own: &str, at: usize) {
        let own = messages(own);
        let (key, message) = own.iter().next().expect("a message");
        assert_eq!(messages(SOURCE).check(language, key, message), Ok(at), "{language}");
    }

    #[test]
    fn what_says_the_same_in_other_words_is_accepted_with_its_place() {
        accepted("en", r#"{ "leave": "No more <b>letters</b>" }"#, 1);
        accepted("de", r#"{ "found": "Von {all} sind es {found}" }"#, 0);
        accepted("zh-Hans", r#"{ "long": { "other": "{days} 天" } }"#, 2);
        let russian = r#"{ "long": { "one": "{days} день", "few": "{days} дня",
            "many": "{days} дней", "other": "{days} дня" } }"#;
        accepted("ru", russian, 2);
    }

    #[test]
    fn only_what_stands_for_one_number_may_say_it_in_words() {
        accepted("en", r#"{ "long": { "one": "a day", "other": "{days} days" } }"#, 2);
        // In Russian `one` is 21, too.
        let russian = r#"{ "long": { "one": "день", "few": "{days} дня", "many": "{days} дней",
            "other": "{days} дня" } }"#;
        let said = "`long.one`: the placeholder `{days}` is expected, and it has none";
        refused("ru", russian, said);
    }

    #[test]
    fn a_name_that_is_none_is_refused_with_the_one_that_may_be_meant() {
        refused("en", r#"{ "leav": "" }"#, "`leav`: there is no such message; `leave` is like it");
        refused("en", r#"{ "goodbye": "" }"#, "`goodbye`: there is no such message");
    }

    #[test]
    fn a_placeholder_that_is_missing_or_too_much_is_refused() {
        let said = "`stop`: the placeholder `{what}` is expected, and it has none";
        refused("en", r#"{ "stop": "Stop" }"#, said);
        let said = "`stop`: the placeholder `{what}` is expected, and it has `{who}`";
        refused("en", r#"{ "stop": "Stop {who}" }"#, said);
        let said = "`stop`: the placeholder `{what}` is expected, and it has `{what}` and `{what}`";
        refused("en", r#"{ "stop": "Stop {what}, {what}" }"#, said);
        let said =
            "`found`: the placeholders `{all}` and `{found}` are expected, and it has `{found}`";
        refused("en", r#"{ "found": "{found}" }"#, said);
        refused(
            "en",
            r#"{ "leave": "Leave {all}" }"#,
            "`leave`: no placeholder is expected, and it has `{all}`",
        );
    }

    #[test]
    fn a_brace_that_stands_alone_is_refused() {
        let stands = "stands alone, where placeholders as `{what}` are expected";
        for own in ["Stop {what} :}", "} Stop {what}", "Stop {what", "{ {what}", "Stop {{what}}"] {
            let own = format!("{{ \"stop\": \"{own}\" }}");
            refused("en", &own, &format!("`stop`: a `{{` or a `}}` {stands}"));
        }
    }

    #[test]
    fn forms_that_the_language_has_not_or_that_are_missing_are_refused() {
        let few = r#"{ "long": { "one": "a day", "few": "{days}", "other": "{days} days" } }"#;
        refused("en", few, "`long.few`: the language has no such form; it has `one`, `other`");
        refused(
            "ru",
            r#"{ "long": { "one": "{days}", "few": "{days}", "other": "{days}" } }"#,
            "`long.many`: the form is missing",
        );
        refused("en", r#"{ "long": {} }"#, "`long.one`: the form is missing");
        refused(
            "en",
            r#"{ "long": "{days} days" }"#,
            "`long`: a number is in it, so a text for each plural form of the language is \
             expected: `one`, `other`",
        );
        let said = "`leave`: one text is expected, and it has plural forms";
        refused("en", r#"{ "leave": { "other": "Leave" } }"#, said);
    }

    #[test]
    fn what_is_empty_or_longer_than_a_line_is_refused() {
        refused("en", r#"{ "leave": " " }"#, "`leave`: a text is expected, and it is empty");
        refused("en", r#"{ "leave": "a\nb" }"#, "`leave`: one line is expected");
        refused("en", r#"{ "leave": "a\rb" }"#, "`leave`: one line is expected");
        let form = r#"{ "long": { "one": "a\nother=b", "other": "{days}" } }"#;
        refused("en", form, "`long.one`: one line is expected");
    }

    #[track_caller]
    fn translated(json: &str, expected: Result<(), &str>) {
        let source = messages(r#"{ "leave": "Leave", "stop": "Stop {what}" }"#);
        let found = source.check_translation("de", &messages(json));
        assert_eq!(found.map_err(|wrong| wrong.to_string()), expected.map_err(str::to_owned));
    }

    #[test]
    fn a_translation_has_every_message_and_no_other() {
        translated(r#"{ "leave": "Weg", "stop": "Ohne {what}" }"#, Ok(()));
        translated(r#"{ "leave": "Weg" }"#, Err("`stop`: the message is missing"));
        translated(
            r#"{ "leave": "Weg", "stop": "Ohne {what}", "stopp": "Ohne" }"#,
            Err("`stopp`: there is no such message; `stop` is like it"),
        );
        translated(
            r#"{ "leave": "Weg", "stop": "Ohne" }"#,
            Err("`stop`: the placeholder `{what}` is expected, and it has none"),
        );
    }

    #[test]
    fn what_is_counted_in_the_source_has_one_number() {
        let source = messages(r#"{ "long": { "one": "{a} {b}", "other": "{a} {b}" } }"#);
        let found = source.check_translation("en", &source).expect_err("it is refused");
        assert_eq!(found.to_string(), "`long`: one placeholder is expected, its number");
    }
}
