//! The plural categories of languages, as the Unicode CLDR has them.

use icu_locale::Locale;
use icu_plurals::{PluralCategory, PluralRules};

/// Every category, in the order in which forms are kept. `other` stands last: it serves where a
/// platform's rules know a category more.
pub const NAMES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// A category of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Category {
    /// Its name.
    pub name: &'static str,
    /// Whether it stands for one number alone, which may be said in words then.
    pub alone: bool,
}

/// The category of `number` in `locale` (BCP 47); `None` if that is no locale.
pub fn of(number: u32, locale: &str) -> Option<&'static str> {
    Some(name(rules(locale)?.category_for(number)))
}

/// The categories of `locale` (BCP 47), in the order of [`NAMES`]; none if that is no locale.
pub fn categories(locale: &str) -> Vec<Category> {
    let Some(rules) = rules(locale) else {
        return Vec::new();
    };
    let numbers = |of| (0..=200_u32).filter(|n| rules.category_for(*n) == of).count();
    let mut found: Vec<_> = rules
        .categories()
        .map(|category| Category { name: name(category), alone: numbers(category) == 1 })
        .collect();
    found.sort_by_key(|category| rank(category.name));
    found
}

/// The place of a category in [`NAMES`]; of another name, behind them all.
pub(crate) fn rank(name: &str) -> usize {
    NAMES.iter().position(|it| *it == name).unwrap_or(NAMES.len())
}

fn rules(locale: &str) -> Option<PluralRules> {
    let locale: Locale = locale.parse().ok()?;
    PluralRules::try_new_cardinal((&locale).into()).ok()
}

fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(locale: &str, expected: &[(&str, bool)]) {
        let found = categories(locale);
        let found: Vec<_> = found.iter().map(|it| (it.name, it.alone)).collect();
        assert_eq!(found, expected, "{locale}");
    }

    #[test]
    fn a_language_has_its_categories_and_those_of_one_number_are_known() {
        check("en", &[("one", true), ("other", false)]);
        check("zh-Hans", &[("other", false)]);
        check("fr", &[("one", false), ("many", false), ("other", false)]);
        check("ru", &[("one", false), ("few", false), ("many", false), ("other", false)]);
        let all = [("zero", true), ("one", true), ("two", true)];
        let many = [("few", false), ("many", false), ("other", false)];
        check("ar", &[all, many].concat());
        check("not a tag", &[]);
    }

    #[test]
    fn a_number_has_the_category_of_its_language() {
        assert_eq!(of(21, "en"), Some("other"));
        assert_eq!(of(21, "ru"), Some("one"));
        assert_eq!(of(0, "ar"), Some("zero"));
        assert_eq!(of(1, "not a tag"), None);
    }
}
