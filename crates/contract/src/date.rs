//! A calendar day.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A day of the proleptic Gregorian calendar, `2026-12-31` (RFC 3339 `full-date`), in no time
/// zone: whose day it is follows from where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(
    feature = "schema",
    schemars(extend("format" = "date"), extend("pattern" = crate::schema::DATE))
)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// Why a text is not a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateError(String);

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        {
            let start: String = self.0.chars().take(40).collect();
            write!(f, "a day must be written as `2026-12-31` and exist: `{start}`")
        }
    }
}

impl std::error::Error for DateError {}

impl Date {
    pub(crate) const EPOCH: Self = Self { year: 1970, month: 1, day: 1 };

    /// The day, if there is one: years 1 to 9999.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        self.day
    }

    /// Days since 1970-01-01, negative before it.
    pub fn days_since_epoch(self) -> i32 {
        // Years are counted from March, so that the leap day is the last of one.
        // After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
        let (year, month, day) = (self.year as i32, self.month as i32, self.day as i32);
        let year = if month <= 2 { year - 1 } else { year };
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// The day that is this many after 1970-01-01, if its year is 1 to 9999.
    pub fn from_days_since_epoch(days: i32) -> Option<Self> {
        let days = days.checked_add(719_468)?;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let march = (5 * of_year + 2) / 153;
        let month = if march < 10 { march + 3 } else { march - 9 };
        let year = year + era * 400 + i32::from(month <= 2);
        Self::new(
            u16::try_from(year).ok()?,
            month as u8,
            (of_year - (153 * march + 2) / 5 + 1) as u8,
        )
    }

    /// The next day; the last day that can be written is its own next.
    pub fn tomorrow(self) -> Self {
        Self::from_days_since_epoch(self.days_since_epoch() + 1).unwrap_or(self)
    }
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Reads `digits` as a number: no sign, no space.
pub(crate) fn number(digits: &str) -> Option<u32> {
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let read = || {
            let ("-", "-") = (text.get(4..5)?, text.get(7..8)?) else {
                return None;
            };
            if text.len() != 10 {
                return None;
            }
            let (year, month) = (number(text.get(..4)?)?, number(text.get(5..7)?)?);
            Self::new(year as u16, month as u8, number(text.get(8..)?)? as u8)
        };
        read().ok_or_else(|| DateError(text.into()))
    }
}

impl Date {
    /// The day as it is written in the contract: `2026-12-31`.
    ///
    /// Like every text that the widget makes, without the formatting machinery of `std`, which
    /// would be some 3 KB of what a phone downloads.
    pub fn text(self) -> String {
        let mut text = String::new();
        digits(&mut text, u32::from(self.year), 4);
        text.push('-');
        digits(&mut text, u32::from(self.month), 2);
        text.push('-');
        digits(&mut text, u32::from(self.day), 2);
        text
    }
}

/// Writes the last `width` digits of `number`.
pub(crate) fn digits(text: &mut String, number: u32, width: u32) {
    for place in (0..width).rev() {
        text.push((b'0' + (number / 10_u32.pow(place) % 10) as u8) as char);
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text())
    }
}

impl TryFrom<String> for Date {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.text()
    }
}
