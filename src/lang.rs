//! The languages that the widget speaks, and choosing among them.

/// A language that the widget has words for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// English.
    En,
    /// Simplified Chinese.
    ZhHans,
}

impl Lang {
    /// Every language.
    pub const ALL: &[Self] = &[Self::En, Self::ZhHans];

    /// Its BCP 47 tag, for `lang` attributes.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhHans => "zh-Hans",
        }
    }

    /// Its own name for itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::ZhHans => "简体中文",
        }
    }

    /// The locale whose customs dates follow. Plain `en` would be American, and put the month
    /// first for readers of whom most do not.
    pub(crate) fn date_locale(self) -> &'static str {
        match self {
            Self::En => "en-GB",
            Self::ZhHans => "zh-Hans",
        }
    }

    /// The direction it is written in, for `dir` attributes.
    pub fn dir(self) -> &'static str {
        "ltr"
    }

    /// The language for a BCP 47 tag, if the widget speaks it.
    ///
    /// The region and the variants do not matter, the script does: `zh-CN` and `zh-SG` are
    /// written in the simplified script, `zh-TW` is not.
    pub fn of(tag: &str) -> Option<Self> {
        let mut parts = tag.split(['-', '_']);
        let language = parts.next()?;
        if language.eq_ignore_ascii_case("en") {
            return Some(Self::En);
        }
        if !language.eq_ignore_ascii_case("zh") {
            return None;
        }
        // A script that is named decides; otherwise the region tells which is written there.
        for part in parts {
            if part.eq_ignore_ascii_case("hans") {
                break;
            }
            if ["hant", "tw", "hk", "mo"].iter().any(|word| part.eq_ignore_ascii_case(word)) {
                return None;
            }
        }
        Some(Self::ZhHans)
    }

    /// The first of `tags` that the widget speaks, or English.
    pub fn choose<'a>(tags: impl IntoIterator<Item = &'a str>) -> Self {
        tags.into_iter().find_map(Self::of).unwrap_or(Self::En)
    }
}
