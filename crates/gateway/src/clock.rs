//! What time it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sordino_contract::{Date, Timestamp};

/// Tells the time: the machine's, or one that a test moves by hand.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    Machine,
    ByHand(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub fn machine() -> Self {
        Self(Source::Machine)
    }

    /// A clock that stands still until it is [moved](Self::set). Its clones move with it.
    pub fn stopped_at(now: Timestamp) -> Self {
        Self(Source::ByHand(Arc::new(AtomicI64::new(now.as_millis()))))
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(match &self.0 {
            Source::Machine => machine_millis(),
            Source::ByHand(millis) => millis.load(Ordering::SeqCst),
        })
    }

    /// Moves a clock that was stopped. The machine's clock is left alone.
    pub fn set(&self, now: Timestamp) {
        if let Source::ByHand(millis) = &self.0 {
            millis.store(now.as_millis(), Ordering::SeqCst);
        }
    }

    /// Moves a clock that was stopped forward. The machine's clock is left alone.
    pub fn advance(&self, by: Duration) {
        if let Source::ByHand(millis) = &self.0 {
            let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
            millis.fetch_add(by, Ordering::SeqCst);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
fn machine_millis() -> i64 {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(0, |millis| -millis),
    }
}

/// The day that it is at `now` in the IANA zone `zone`; `None` if there is no such zone.
pub(crate) fn day_in(zone: &str, now: Timestamp) -> Option<Date> {
    let zone = jiff::tz::TimeZone::get(zone).ok()?;
    let day = jiff::Timestamp::from_millisecond(now.as_millis()).ok()?.to_zoned(zone).date();
    let year = u16::try_from(day.year()).ok()?;
    Date::new(year, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?)
}

/// The day that it is at `now` in UTC.
pub(crate) fn utc_day(now: Timestamp) -> Date {
    let days = now.as_millis().div_euclid(86_400_000);
    i32::try_from(days)
        .ok()
        .and_then(Date::from_days_since_epoch)
        .expect("a timestamp lies in the years that a date can hold")
}

/// The zone's name as the database writes it; `None` if there is no such zone.
pub(crate) fn zone_name(zone: &str) -> Option<String> {
    let zone = jiff::tz::TimeZone::get(zone).ok()?;
    zone.iana_name().map(Into::into)
}
