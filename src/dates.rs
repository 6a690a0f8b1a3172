//! Days and moments in the reader's own way.

use sordino_contract::{Date, Timestamp};

const UTC: &str = "UTC";

/// The day in words, as people of `locale` (BCP 47) write it: `31 December 2026`,
/// `December 31, 2026`, `2026年12月31日`.
///
/// A server writes it from the Unicode CLDR; a browser asks its own `Intl`.
pub(crate) fn long(date: Date, locale: &str) -> String {
    let millis = i64::from(date.days_since_epoch()) * 86_400_000;
    // The day is a day and not a moment, so it must not move with the reader's zone.
    platform::text(millis, UTC, locale, false).unwrap_or_else(|| date.text())
}

/// The moment in words, in the IANA zone `zone`, or in UTC where that is not known ([`known`]
/// tells): its day, or with hours and minutes too.
pub(crate) fn moment(at: Timestamp, zone: &str, locale: &str, with_time: bool) -> String {
    let text = |zone| platform::text(at.as_millis(), zone, locale, with_time);
    text(zone).or_else(|| text(UTC)).unwrap_or_else(|| at.text())
}

/// The zone, if its clock is known here, or else UTC. Browsers differ, and lists of zones age.
pub(crate) fn known(zone: &str) -> &str {
    if platform::text(0, zone, "en", false).is_some() { zone } else { UTC }
}

/// Whether days can be written for `locale`, which is whatever somebody's database had: `en_US`
/// is no BCP 47 tag.
pub(crate) fn speaks(locale: &str) -> bool {
    platform::text(0, UTC, locale, false).is_some()
}

#[cfg(not(target_arch = "wasm32"))]
mod platform {
    use icu_datetime::fieldsets::YMD;
    use icu_datetime::input::{Date, DateTime, Time};
    use icu_datetime::{DateTimeFormatter, DateTimeFormatterPreferences};
    use icu_locale::Locale;
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    pub(super) fn text(millis: i64, zone: &str, locale: &str, with_time: bool) -> Option<String> {
        let zone = TimeZone::get(zone).ok()?;
        let at = Timestamp::from_millisecond(millis).ok()?.to_zoned(zone);
        let number = |number: i8| u8::try_from(number).ok();
        let (month, day) = (number(at.month())?, number(at.day())?);
        let date = Date::try_new_iso(i32::from(at.year()), month, day).ok()?;
        // Unicode's own parser is more lenient than browsers are.
        let locale: Locale = Some(locale).filter(|tag| !tag.contains('_'))?.parse().ok()?;
        let preferences = DateTimeFormatterPreferences::from(&locale);
        if !with_time {
            let formatter = DateTimeFormatter::try_new(preferences, YMD::long()).ok()?;
            return Some(formatter.format(&date).to_string());
        }
        let time = Time::try_new(number(at.hour())?, number(at.minute())?, 0, 0).ok()?;
        let fields = YMD::long().with_time_hm();
        let formatter = DateTimeFormatter::try_new(preferences, fields).ok()?;
        Some(formatter.format(&DateTime { date, time }).to_string())
    }
}

#[cfg(target_arch = "wasm32")]
mod platform {
    use std::cell::RefCell;

    use js_sys::{Object, Reflect};
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        /// `js_sys` has it, too, and takes what the browser throws at a zone that it does not
        /// know, or at a locale that is none, for something that never happens.
        #[wasm_bindgen(js_namespace = Intl, js_name = DateTimeFormat)]
        type Format;

        #[wasm_bindgen(constructor, catch, js_namespace = Intl, js_class = "DateTimeFormat")]
        fn new(locale: &str, options: &Object) -> Result<Format, JsValue>;

        #[wasm_bindgen(method, catch, js_name = format)]
        fn text(this: &Format, millis: f64) -> Result<String, JsValue>;
    }

    thread_local! {
        /// What wrote last. To make one takes as long as to write a hundred days.
        static LAST: RefCell<(String, Option<Format>)> = const { RefCell::new((String::new(), None)) };
    }

    pub(super) fn text(millis: i64, zone: &str, locale: &str, with_time: bool) -> Option<String> {
        LAST.with_borrow_mut(|(last, format)| {
            let kind = [zone, if with_time { " " } else { "," }, locale].concat();
            if *last != kind {
                *format = make(zone, locale, with_time);
                *last = kind;
            }
            format.as_ref()?.text(millis as f64).ok()
        })
    }

    fn make(zone: &str, locale: &str, with_time: bool) -> Option<Format> {
        let options = Object::new();
        let set = |name: &str, value: &str| Reflect::set(&options, &name.into(), &value.into());
        set("dateStyle", "long").ok()?;
        if with_time {
            set("timeStyle", "short").ok()?;
        }
        set("timeZone", zone).ok()?;
        Format::new(locale, &options).ok()
    }
}
