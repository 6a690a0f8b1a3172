//! The languages that the widget speaks, and choosing among them.

/// A language that the widget has words for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// English.
    En,
    /// Simplified Chinese.
    ZhHans,
    /// Traditional Chinese, as in Taiwan.
    ZhHant,
    /// Spanish.
    Es,
    /// Portuguese, as in Brazil.
    Pt,
    /// French.
    Fr,
    /// German.
    De,
    /// Japanese.
    Ja,
    /// Korean.
    Ko,
    /// Arabic.
    Ar,
    /// Hindi.
    Hi,
    /// Russian.
    Ru,
}

/// In the order of [`Lang`].
const TAGS: [&str; Lang::ALL.len()] =
    ["en", "zh-Hans", "zh-Hant", "es", "pt", "fr", "de", "ja", "ko", "ar", "hi", "ru"];

impl Lang {
    /// Every language, in the order to list them.
    pub const ALL: &[Self] = &[
        Self::En,
        Self::ZhHans,
        Self::ZhHant,
        Self::Es,
        Self::Pt,
        Self::Fr,
        Self::De,
        Self::Ja,
        Self::Ko,
        Self::Ar,
        Self::Hi,
        Self::Ru,
    ];

    /// Its BCP 47 tag, for `lang` attributes.
    pub fn tag(self) -> &'static str {
        TAGS[self as usize]
    }

    /// Its own name for itself. Only a hosted page shows it, and has it from the server.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::ZhHans => "简体中文",
            Self::ZhHant => "繁體中文",
            Self::Es => "Español",
            Self::Pt => "Português",
            Self::Fr => "Français",
            Self::De => "Deutsch",
            Self::Ja => "日本語",
            Self::Ko => "한국어",
            Self::Ar => "العربية",
            Self::Hi => "हिन्दी",
            Self::Ru => "Русский",
        }
    }

    /// The locale whose customs dates and numbers follow. Plain `en` would be American, and put
    /// the month first for readers of whom most do not.
    pub(crate) fn date_locale(self) -> &'static str {
        if self == Self::En { "en-GB" } else { self.tag() }
    }

    /// The direction it is written in, for `dir` attributes.
    pub fn dir(self) -> &'static str {
        if self == Self::Ar { "rtl" } else { "ltr" }
    }

    /// The language for a BCP 47 tag, if the widget speaks it.
    ///
    /// The region and the variants do not matter, the script does: `zh-CN` and `zh-SG` are
    /// written in the simplified script, `zh-TW` and `zh-HK` in the traditional one.
    pub fn of(tag: &str) -> Option<Self> {
        let mut parts = tag.split(['-', '_']);
        let language = parts.next()?;
        if !language.eq_ignore_ascii_case("zh") {
            let is = |lang: &&Self| lang.tag().eq_ignore_ascii_case(language);
            return Self::ALL.iter().find(is).copied();
        }
        // A script that is named decides; otherwise the region tells which is written there.
        for part in parts {
            if part.eq_ignore_ascii_case("hans") {
                break;
            }
            if ["hant", "tw", "hk", "mo"].iter().any(|word| part.eq_ignore_ascii_case(word)) {
                return Some(Self::ZhHant);
            }
        }
        Some(Self::ZhHans)
    }

    /// The first of `tags` that the widget speaks, or English.
    pub fn choose<'a>(tags: impl IntoIterator<Item = &'a str>) -> Self {
        tags.into_iter().find_map(Self::of).unwrap_or(Self::En)
    }
}
