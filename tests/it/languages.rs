//! Which language is spoken to whom.

use sordino::Lang;

#[track_caller]
fn check(tag: &str, expected: Option<Lang>) {
    assert_eq!(Lang::of(tag), expected, "{tag}");
}

#[test]
fn a_tag_is_understood_by_its_language_and_script() {
    check("en", Some(Lang::En));
    check("en-GB", Some(Lang::En));
    check("EN_us", Some(Lang::En));
    check("zh", Some(Lang::ZhHans));
    check("zh-CN", Some(Lang::ZhHans));
    check("zh-Hans-SG", Some(Lang::ZhHans));
    check("zh-Hans-TW", Some(Lang::ZhHans));
    check("zh-TW", None);
    check("zh-Hant", None);
    check("zh-HK", None);
    check("de", None);
    check("eng", None);
    check("", None);
}

#[test]
fn the_first_language_that_is_spoken_is_chosen() {
    assert_eq!(Lang::choose(["de", "zh-CN", "en"]), Lang::ZhHans);
    assert_eq!(Lang::choose(["zh-TW", "en"]), Lang::En);
    assert_eq!(Lang::choose(["fr"]), Lang::En);
    assert_eq!(Lang::choose([]), Lang::En);
}

#[test]
fn every_language_has_words_of_its_own() {
    let (en, zh) = (Lang::En.texts(), Lang::ZhHans.texts());
    assert_eq!(en.len(), zh.len());
    for (en, zh) in en.iter().zip(zh) {
        assert!(!zh.is_empty() && en != zh, "`{en}` is not translated");
    }
    assert_eq!(Lang::ZhHans.words().leave, "退订全部消息");
}
