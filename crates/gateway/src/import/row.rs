//! From a row of a CSV file to a person.

use std::collections::BTreeMap;

use sordino_contract::{CampaignId, ChannelId, Date, Timestamp};

use super::BadRow;
use super::mapping::Mapping;
use super::records::Fields;
use crate::catalogue::Catalogue;
use crate::clock::{day_in, zone_name};
use crate::person::Address;
use crate::store::NewPerson;
use crate::{PersonId, Preferences};

/// Reads rows with the columns where this file has them.
pub(super) struct Reader {
    mapping: Mapping,
    header: Vec<String>,
    id: usize,
    address: usize,
    name: Option<usize>,
    locale: Option<usize>,
    time_zone: Option<usize>,
    subscribed: Option<usize>,
    channels: Vec<(usize, ChannelId)>,
    cells: Vec<(usize, CampaignId, ChannelId)>,
    last_sent: Vec<(usize, CampaignId)>,
}

impl Reader {
    /// Finds the columns. The error says what is wrong with the mapping or the header.
    pub(super) fn new(
        mapping: &Mapping,
        catalogue: &Catalogue,
        header: &[String],
    ) -> Result<Self, String> {
        let find = |key: &str, name: &str| {
            let mut found = header.iter().enumerate().filter(|(_, column)| *column == name.trim());
            match (found.next(), found.next()) {
                (Some((at, _)), None) => Ok(at),
                (Some(_), Some(_)) => Err(format!("the column `{name}` stands twice")),
                (None, _) => {
                    let missing =
                        format!("there is no column `{name}`, which the mapping names as `{key}`");
                    // A file without a header begins with a person, who is nobody's business.
                    if header.iter().any(|column| column.contains('@')) {
                        return Err(format!(
                            "{missing}: the first line seems to be a person, and a header is \
                             expected there"
                        ));
                    }
                    let there: Vec<_> = header.iter().map(|name| format!("`{name}`")).collect();
                    let there = match there.len() {
                        0 => "the file is empty".into(),
                        _ => format!("the columns are {}", there.join(", ")),
                    };
                    Err(format!("{missing}; {there}"))
                }
            }
        };
        let maybe = |key: &str, name: &Option<String>| {
            name.as_ref().map(|name| find(key, name)).transpose()
        };
        let columns = &mapping.columns;
        let mut channels = Vec::new();
        for (channel, name) in &mapping.channels {
            let key = format!("channels.{channel}");
            if !catalogue.has_channel(channel) {
                return Err(format!("the mapping's `{key}` is not a channel of the catalogue"));
            }
            channels.push((find(&key, name)?, channel.clone()));
        }
        let mut cells = Vec::new();
        for (campaign, row) in &mapping.campaigns {
            let Some(known) = catalogue.campaign(campaign) else {
                let wrong = "is not a campaign of the catalogue";
                return Err(format!("the mapping's `campaigns.{campaign}` {wrong}"));
            };
            for (channel, name) in row {
                let key = format!("campaigns.{campaign}.{channel}");
                if !known.channels.contains(channel) {
                    let wrong = "is not a channel of that campaign";
                    return Err(format!("the mapping's `{key}` {wrong}"));
                }
                cells.push((find(&key, name)?, campaign.clone(), channel.clone()));
            }
        }
        let mut last_sent = Vec::new();
        for (campaign, name) in &mapping.last_sent {
            let key = format!("last_sent.{campaign}");
            if catalogue.campaign(campaign).is_none() {
                return Err(format!("the mapping's `{key}` is not a campaign of the catalogue"));
            }
            last_sent.push((find(&key, name)?, campaign.clone()));
        }
        Ok(Self {
            id: find("columns.id", &columns.id)?,
            address: find("columns.address", &columns.address)?,
            name: maybe("columns.name", &columns.name)?,
            locale: maybe("columns.locale", &columns.locale)?,
            time_zone: maybe("columns.time_zone", &columns.time_zone)?,
            subscribed: maybe("columns.subscribed", &columns.subscribed)?,
            channels,
            cells,
            last_sent,
            header: header.to_vec(),
            mapping: mapping.clone(),
        })
    }

    /// The person of a row, or why the row cannot be used.
    pub(super) fn person(&self, line: u64, fields: Fields) -> Result<NewPerson, BadRow> {
        let row = Row { reader: self, line, fields };
        let id = row.text(self.id)?;
        let id = PersonId::new(id).ok_or_else(|| {
            row.bad(self.id, "an id of 1 to 128 bytes without control characters is expected")
        })?;
        let address = Address::new(row.text(self.address)?).ok_or_else(|| {
            row.bad(self.address, "a mail address or a telephone number is expected")
        })?;
        let name = row.maybe(self.name)?.map(str::to_owned);
        let locale = row.maybe(self.locale)?.or(self.mapping.defaults.locale.as_deref());
        let locale = match (locale, self.locale) {
            (Some(locale), Some(at)) => Some(
                language_tag(locale)
                    .ok_or_else(|| row.bad(at, "a language tag as `en` or `zh-CN` is expected"))?,
            ),
            (locale, _) => locale.map(str::to_owned),
        };
        let time_zone = match (row.maybe(self.time_zone)?, self.time_zone) {
            (Some(zone), Some(at)) => zone_name(zone)
                .ok_or_else(|| row.bad(at, "an IANA time zone as `Europe/London` is expected"))?,
            _ => self.mapping.defaults.time_zone.clone().unwrap_or("UTC".into()),
        };
        let preferences = row.preferences()?;
        let last_sent = row.last_sent(&time_zone)?;
        Ok(NewPerson { id, address, name, locale, time_zone, preferences, last_sent })
    }
}

struct Row<'a> {
    reader: &'a Reader,
    line: u64,
    fields: Fields,
}

impl Row<'_> {
    fn bad(&self, column: usize, reason: impl Into<String>) -> BadRow {
        BadRow {
            line: self.line,
            column: self.reader.header.get(column).cloned(),
            reason: reason.into(),
        }
    }

    fn text(&self, column: usize) -> Result<&str, BadRow> {
        let bytes = self.fields.get(column).map_or(&[][..], Vec::as_slice);
        let text = std::str::from_utf8(bytes)
            .map_err(|_| self.bad(column, "it has bytes that are not UTF-8"))?;
        Ok(text.trim())
    }

    /// The text of a column that may be missing; `None` if it is empty.
    fn maybe(&self, column: Option<usize>) -> Result<Option<&str>, BadRow> {
        let Some(column) = column else {
            return Ok(None);
        };
        Ok(Some(self.text(column)?).filter(|text| !text.is_empty()))
    }

    fn flag(&self, column: usize) -> Result<Option<bool>, BadRow> {
        let cell = self.text(column)?;
        self.reader.mapping.flag(cell).map_err(|expected| self.bad(column, expected))
    }

    fn preferences(&self) -> Result<Preferences, BadRow> {
        let mut told = Preferences::default();
        if let Some(column) = self.reader.subscribed {
            told.subscribed = self.flag(column)?;
        }
        for (column, channel) in &self.reader.channels {
            if let Some(on) = self.flag(*column)? {
                told.channels.insert(channel.clone(), on);
            }
        }
        for (column, campaign, channel) in &self.reader.cells {
            if let Some(on) = self.flag(*column)? {
                let row = told.campaigns.entry(campaign.clone()).or_default();
                row.insert(channel.clone(), on);
            }
        }
        Ok(told)
    }

    fn last_sent(&self, zone: &str) -> Result<BTreeMap<CampaignId, Date>, BadRow> {
        let mut days = BTreeMap::new();
        for (column, campaign) in &self.reader.last_sent {
            let cell = self.text(*column)?;
            if !cell.is_empty() {
                let day = day_of(cell, zone).ok_or_else(|| {
                    let expected = "a day as `2026-11-18`, or a moment in UTC as \
                                    `2026-11-18T23:30:00Z`, is expected";
                    self.bad(*column, expected)
                })?;
                days.insert(campaign.clone(), day);
            }
        }
        Ok(days)
    }
}

/// A day as it stands, or the one that a moment lies in for somebody in `zone`.
fn day_of(cell: &str, zone: &str) -> Option<Date> {
    cell.parse().ok().or_else(|| day_in(zone, cell.parse::<Timestamp>().ok()?))
}

/// A BCP 47 tag, as far as its form goes. CRMs like to write `zh_CN`.
pub(super) fn language_tag(text: &str) -> Option<String> {
    let tag = text.replace('_', "-");
    let mut parts = tag.split('-');
    let first = parts.next()?;
    let letters = (2..=8).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
    let others = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    (letters && parts.all(others)).then_some(tag)
}
