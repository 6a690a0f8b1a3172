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
    check("zh-TW", Some(Lang::ZhHant));
    check("zh-Hant-HK", Some(Lang::ZhHant));
    check("zh-HK", Some(Lang::ZhHant));
    check("de-AT", Some(Lang::De));
    check("pt-PT", Some(Lang::Pt));
    check("es-419", Some(Lang::Es));
    check("ar-EG", Some(Lang::Ar));
    check("nl", None);
    check("eng", None);
    check("", None);
}

#[test]
fn the_first_language_that_is_spoken_is_chosen() {
    assert_eq!(Lang::choose(["nl", "zh-CN", "en"]), Lang::ZhHans);
    assert_eq!(Lang::choose(["zh-TW", "en"]), Lang::ZhHant);
    assert_eq!(Lang::choose(["nl"]), Lang::En);
    assert_eq!(Lang::choose([]), Lang::En);
}

#[test]
fn every_language_has_words_of_its_own_and_every_file_is_spoken() {
    let english = Lang::En.texts();
    for lang in Lang::ALL {
        let texts = lang.texts();
        assert_eq!(texts.len(), english.len(), "{}", lang.tag());
        for (en, other) in english.iter().zip(texts).filter(|_| *lang != Lang::En) {
            assert!(!other.is_empty() && en != other, "{}: `{en}` is not translated", lang.tag());
        }
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/words");
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let tag = file.file_stem().unwrap().to_str().unwrap();
        assert_eq!(Lang::of(tag).map(Lang::tag), Some(tag), "nobody is spoken to in {tag}");
    }
    assert_eq!(Lang::ZhHans.words().leave, "退订全部消息");
}

/// A label may run the other way, and must not move the words around it.
#[test]
fn in_arabic_every_name_is_isolated() {
    for text in Lang::Ar.texts() {
        let names = text.matches('{').count();
        assert_eq!(text.matches("\u{2068}{").count(), names, "{text}");
        assert_eq!(text.matches("}\u{2069}").count(), names, "{text}");
    }
}
