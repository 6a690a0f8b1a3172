//! The reference of wording: each message with its name, its text and its placeholders.

use anyhow::Result;
use sordino_words::{Languages, Message};

use crate::workspace::Workspace;

/// The file that is generated.
pub(super) const FILE: &str = "docs/wording-reference.md";

/// The page.
pub(super) fn page(workspace: &Workspace) -> Result<String> {
    let languages = Languages::read(&workspace.path("src/words"))?;
    let mut page = String::from(
        "# Wording: reference\n\n\
         Every message of the widget. How to put your own in its place: [wording](wording.md). \
         What other languages say is in [`src/words`](../src/words), one file each.\n\n\
         | name | in English | placeholders |\n| --- | --- | --- |\n",
    );
    for (name, message) in languages.source.iter() {
        page += &row(name, message);
    }
    Ok(page)
}

fn row(name: &str, message: &Message) -> String {
    let said = message.texts().into_iter().map(|(form, text)| {
        let space = if text.ends_with(' ') { "(and a space)" } else { "" };
        let text = format!("{text}{space}").replace('|', "\\|").replace('<', "&lt;");
        form.map_or(text.clone(), |form| format!("`{form}`: {text}"))
    });
    let said: Vec<_> = said.collect();
    let places: Vec<_> =
        message.placeholders().into_iter().map(|place| format!("`{{{place}}}`")).collect();
    format!("| `{name}` | {} | {} |\n", said.join("<br>"), places.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sordino_words::Messages;

    #[track_caller]
    fn check(json: &str, expected: &str) {
        let messages = Messages::read(json).expect("messages");
        let (name, message) = messages.iter().next().expect("one");
        assert_eq!(row(name, message), expected);
    }

    #[test]
    fn a_message_is_a_row_with_its_forms_and_placeholders() {
        check(r#"{ "leave": "Leave" }"#, "| `leave` | Leave |  |\n");
        check(
            r#"{ "found": "{found} of {all}" }"#,
            "| `found` | {found} of {all} | `{all}` `{found}` |\n",
        );
        check(
            r#"{ "long": { "other": "{days} days", "one": "a day" } }"#,
            "| `long` | `one`: a day<br>`other`: {days} days | `{days}` |\n",
        );
    }

    #[test]
    fn what_would_break_the_table_is_escaped_and_a_space_at_the_end_is_said() {
        check(r#"{ "a": "<b> | " }"#, "| `a` | &lt;b> \\| (and a space) |  |\n");
    }
}
