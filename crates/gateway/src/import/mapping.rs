//! The mapping: which column of a CSV file says what.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sordino_contract::{CampaignId, ChannelId};

use super::row::language_tag;
use crate::clock::zone_name;

/// Which column of a CSV file says what, as `people.toml` has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    #[serde(default)]
    file: File,
    /// Who people are.
    pub(super) columns: Columns,
    /// The header of the column for a channel's switch.
    #[serde(default)]
    pub(super) channels: BTreeMap<ChannelId, String>,
    /// The header of the column for a cell of the matrix.
    #[serde(default)]
    pub(super) campaigns: BTreeMap<CampaignId, BTreeMap<ChannelId, String>>,
    /// The header of the column for the day on which a campaign was last sent.
    #[serde(default)]
    pub(super) last_sent: BTreeMap<CampaignId, String>,
    #[serde(default)]
    values: Values,
    /// What holds for rows that do not say.
    #[serde(default)]
    pub(super) defaults: Defaults,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    delimiter: String,
}

impl Default for File {
    fn default() -> Self {
        Self { delimiter: ",".into() }
    }
}

/// The headers of the columns about who people are.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Columns {
    pub(super) id: String,
    pub(super) address: String,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) locale: Option<String>,
    #[serde(default)]
    pub(super) time_zone: Option<String>,
    #[serde(default)]
    pub(super) subscribed: Option<String>,
}

/// The words for on and off, whatever their case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Values {
    on: Vec<String>,
    off: Vec<String>,
}

impl Default for Values {
    fn default() -> Self {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            on: words(&["yes", "y", "1", "true", "on", "x"]),
            off: words(&["no", "n", "0", "false", "off"]),
        }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Defaults {
    #[serde(default)]
    pub(super) locale: Option<String>,
    #[serde(default)]
    pub(super) time_zone: Option<String>,
}

/// Why a mapping cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub struct MappingError {
    /// The file.
    pub file: PathBuf,
    /// The key, and what was expected there.
    pub wrong: String,
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.wrong)
    }
}

impl std::error::Error for MappingError {}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    ///
    /// Names the file, the key and what was expected.
    pub fn read(file: &Path) -> Result<Self, MappingError> {
        let wrong = |wrong| MappingError { file: file.into(), wrong };
        let text = std::fs::read_to_string(file)
            .map_err(|error| wrong(format!("it cannot be read: {error}")))?;
        Self::parse(&text).map_err(wrong)
    }

    /// Reads the text of a mapping file.
    ///
    /// # Errors
    ///
    /// Names the key and what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut mapping: Self = crate::toml_file::parse(text)?;
        if !matches!(mapping.file.delimiter.as_bytes(), [byte] if byte.is_ascii() && *byte != b'"')
        {
            return Err(
                "`file.delimiter`: one ASCII character is expected, as `,` `;` or `\\t`".into()
            );
        }
        if let Some(zone) = &mut mapping.defaults.time_zone {
            let name = zone_name(zone);
            *zone = name.ok_or("`defaults.time_zone`: a zone as `Europe/London` is expected")?;
        }
        if let Some(locale) = &mut mapping.defaults.locale {
            let tag = language_tag(locale);
            *locale = tag.ok_or("`defaults.locale`: a language tag as `en-GB` is expected")?;
        }
        for (key, words) in [("on", &mut mapping.values.on), ("off", &mut mapping.values.off)] {
            if words.iter().any(|word| word.trim().is_empty()) {
                let wrong = "an empty cell says nothing, and cannot be given a meaning";
                return Err(format!("`values.{key}`: {wrong}"));
            }
            words.iter_mut().for_each(|word| *word = word.trim().to_lowercase());
        }
        if let Some(word) = mapping.values.on.iter().find(|word| mapping.values.off.contains(word))
        {
            return Err(format!("`values`: `{word}` stands for both on and off"));
        }
        Ok(mapping)
    }

    /// What stands between two fields.
    pub(super) fn delimiter(&self) -> u8 {
        self.file.delimiter.as_bytes()[0]
    }

    /// What a cell says; `None` if it is empty, which says nothing.
    pub(super) fn flag(&self, cell: &str) -> Result<Option<bool>, String> {
        if cell.is_empty() {
            return Ok(None);
        }
        let word = cell.to_lowercase();
        if self.values.on.contains(&word) {
            Ok(Some(true))
        } else if self.values.off.contains(&word) {
            Ok(Some(false))
        } else {
            let words = [&self.values.on[..], &self.values.off[..]].concat();
            let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
            Err(format!("one of {} is expected", words.join(", ")))
        }
    }
}
