//! A moment, to the millisecond.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::date::{Date, digits, number};

/// A moment: RFC 3339 in UTC, `2026-11-21T20:15:00Z`, with milliseconds where there are any.
///
/// Other offsets are refused: a reader that sends its local time would give away where its
/// owner is, and nothing here needs to know. Digits past the millisecond are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(
    feature = "schema",
    schemars(extend("format" = "date-time"), extend("pattern" = crate::schema::TIMESTAMP))
)]
pub struct Timestamp(i64);

/// Why a text is not a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampError(String);

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        {
            let start: String = self.0.chars().take(40).collect();
            write!(f, "a time must be RFC 3339 in UTC as `2026-11-21T20:15:00Z`: `{start}`")
        }
    }
}

impl std::error::Error for TimestampError {}

const DAY_MS: i64 = 86_400_000;

impl Timestamp {
    /// The moment this many milliseconds after 1970-01-01T00:00:00Z.
    ///
    /// Moments outside the years 1 to 9999 cannot be written and become the nearest that can.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis.clamp(-62_135_596_800_000, 253_402_300_799_999))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn as_millis(self) -> i64 {
        self.0
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        let read = || {
            let date: Date = text.get(..10)?.parse().ok()?;
            let time = text.get(10..)?.strip_prefix(['T', 't'])?.strip_suffix(['Z', 'z'])?;
            let (":", ":") = (time.get(2..3)?, time.get(5..6)?) else {
                return None;
            };
            let (hour, minute) = (number(time.get(..2)?)?, number(time.get(3..5)?)?);
            let second = number(time.get(6..8)?)?;
            // A leap second is written 60, and is the moment after it on a clock without them. It
            // is the last of a day.
            let last = if (hour, minute) == (23, 59) { 60 } else { 59 };
            if hour > 23 || minute > 59 || second > last {
                return None;
            }
            let millis = match time.get(8..)? {
                "" => 0,
                fraction => {
                    let digits = fraction.strip_prefix('.')?;
                    if digits.is_empty() || digits.len() > 18 {
                        return None;
                    }
                    digits.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
                    let known = &digits[..digits.len().min(3)];
                    number(known)? * 10_u32.pow(3 - known.len() as u32)
                }
            };
            let seconds = i64::from(hour * 3_600 + minute * 60 + second);
            let day = i64::from(date.days_since_epoch()) * DAY_MS;
            Some(Self::from_millis(day + seconds * 1_000 + i64::from(millis)))
        };
        read().ok_or_else(|| TimestampError(text.into()))
    }
}

impl Timestamp {
    /// The moment as it is written in the contract: `2026-11-21T20:15:00Z`.
    pub fn text(self) -> String {
        let (days, of_day) = (self.0.div_euclid(DAY_MS), self.0.rem_euclid(DAY_MS) as u32);
        // `from_millis` keeps every moment within the years that a date can hold.
        let mut text = Date::from_days_since_epoch(days as i32).map(Date::text).unwrap_or_default();
        let seconds = of_day / 1_000;
        for (mark, number) in
            [('T', seconds / 3_600), (':', seconds / 60 % 60), (':', seconds % 60)]
        {
            text.push(mark);
            digits(&mut text, number, 2);
        }
        if of_day % 1_000 > 0 {
            text.push('.');
            digits(&mut text, of_day % 1_000, 3);
        }
        text.push('Z');
        text
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text())
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimestampError;

    fn try_from(text: String) -> Result<Self, TimestampError> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(moment: Timestamp) -> Self {
        moment.text()
    }
}
