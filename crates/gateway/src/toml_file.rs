//! Reading TOML files with errors that name the key.

use serde::de::DeserializeOwned;

/// Reads `text`. An error says the line, the key and what was expected; never the line's own
/// text, in which a secret may stand.
pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let line_of = |error: &toml::de::Error| {
        let start = error.span().map(|span| span.start)?;
        let before = text.get(..start)?;
        Some(before.matches('\n').count() + 1)
    };
    let at_line = |line: Option<usize>| line.map_or(String::new(), |line| format!("line {line}: "));
    let from = toml::Deserializer::parse(text).map_err(|error| {
        let line = at_line(line_of(&error));
        format!("{line}it is not TOML: {}", error.message())
    })?;
    serde_path_to_error::deserialize(from).map_err(|error| {
        let path = error.path().to_string();
        let line = at_line(line_of(error.inner()));
        let message = error.inner().message();
        if path == "." { format!("{line}{message}") } else { format!("{line}`{path}`: {message}") }
    })
}
