//! Days in the reader's own way.

use sordino_contract::Date;

/// The day in words, as people of `locale` (BCP 47) write it: `31 December 2026`,
/// `December 31, 2026`, `2026年12月31日`.
///
/// A server writes it from the Unicode CLDR; a browser asks its own `Intl`.
pub(crate) fn long(date: Date, locale: &str) -> String {
    platform::long(date, locale).unwrap_or_else(|| date.text())
}

#[cfg(not(target_arch = "wasm32"))]
mod platform {
    use icu_datetime::fieldsets::YMD;
    use icu_datetime::input::Date as IcuDate;
    use icu_datetime::{DateTimeFormatter, DateTimeFormatterPreferences};
    use icu_locale::Locale;

    use super::Date;

    pub(super) fn long(date: Date, locale: &str) -> Option<String> {
        let locale: Locale = locale.parse().ok()?;
        let preferences = DateTimeFormatterPreferences::from(&locale);
        let formatter = DateTimeFormatter::try_new(preferences, YMD::long()).ok()?;
        let day = IcuDate::try_new_iso(i32::from(date.year()), date.month(), date.day()).ok()?;
        Some(formatter.format(&day).to_string())
    }
}

#[cfg(target_arch = "wasm32")]
mod platform {
    use js_sys::{Object, Reflect};
    use wasm_bindgen::JsValue;

    use super::Date;

    pub(super) fn long(date: Date, locale: &str) -> Option<String> {
        let options = Object::new();
        let set = |name: &str, value: &str| Reflect::set(&options, &name.into(), &value.into());
        set("dateStyle", "long").ok()?;
        // The day is a day and not a moment, so it must not move with the reader's zone.
        set("timeZone", "UTC").ok()?;
        let millis = f64::from(date.days_since_epoch()) * 86_400_000.0;
        let day = js_sys::Date::new(&JsValue::from_f64(millis));
        day.to_locale_date_string(locale, &options).as_string()
    }
}
