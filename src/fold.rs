//! Texts as they are compared when somebody looks for one.

/// The text without what people leave out when they search: case, accents, and the difference
/// between a wide letter and a narrow one.
pub(crate) fn fold(text: &str) -> String {
    platform::fold(text)
}

#[cfg(not(target_arch = "wasm32"))]
mod platform {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;

    pub(super) fn fold(text: &str) -> String {
        let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
        plain.to_lowercase()
    }
}

#[cfg(target_arch = "wasm32")]
mod platform {
    use js_sys::{JsString, RegExp};

    // The tables for this are in every browser.
    pub(super) fn fold(text: &str) -> String {
        let apart = JsString::from(text).normalize("NFKD");
        let plain = apart.replace_by_pattern(&RegExp::new("\\p{M}", "gu"), "");
        plain.to_lower_case().into()
    }
}
