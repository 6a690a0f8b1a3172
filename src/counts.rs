//! Numbers in the reader's own way, and which plural form goes with them.

/// The CLDR category of a number in `locale` (BCP 47), and the number in its digits: `one` and
/// `1`, `many` and `1,000`.
///
/// A server asks the Unicode CLDR; a browser its own `Intl`.
pub(crate) fn of(number: u32, locale: &str) -> (String, String) {
    platform::of(number, locale).unwrap_or_else(|| (String::new(), number.to_string()))
}

#[cfg(not(target_arch = "wasm32"))]
mod platform {
    use icu_decimal::DecimalFormatter;
    use icu_decimal::input::Decimal;
    use icu_locale::Locale;
    use sordino_words::plural;

    pub(super) fn of(number: u32, locale: &str) -> Option<(String, String)> {
        let category = plural::of(number, locale)?;
        let locale: Locale = locale.parse().ok()?;
        let formatter = DecimalFormatter::try_new((&locale).into(), Default::default()).ok()?;
        Some((category.into(), formatter.format(&Decimal::from(number)).to_string()))
    }
}

#[cfg(target_arch = "wasm32")]
mod platform {
    use js_sys::{Array, Intl, Number, Object};

    pub(super) fn of(number: u32, locale: &str) -> Option<(String, String)> {
        let locales = Array::of1(&locale.into());
        let rules = Intl::PluralRules::new(&locales, &Object::new());
        let category = rules.select(f64::from(number)).as_string()?;
        let digits = Number::from(number).to_locale_string(locale).as_string()?;
        Some((category, digits))
    }
}
