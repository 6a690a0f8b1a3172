//! Which language is spoken to whom.

use serde_json::json;
use sordino::Lang;
use sordino::page::Outcome;
use sordino_contract::Code;

use crate::support::{self, Page, text};

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
            // What is places and no word may well be the same: `{what}: {how}`.
            let mut said = en.split('{').map(|part| part.rsplit('}').next().unwrap_or_default());
            let has_words = said.any(|part| part.chars().any(char::is_alphabetic));
            // German and French have the noun from the same Latin as English.
            let has_words = has_words && *en != "Pause";
            assert!(
                !other.is_empty() && (en != other || !has_words),
                "{}: `{en}` is not translated",
                lang.tag()
            );
        }
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/words");
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let tag = file.file_stem().unwrap().to_str().unwrap();
        assert_eq!(Lang::of(tag).map(Lang::tag), Some(tag), "nobody is spoken to in {tag}");
    }
    assert_eq!(Lang::ZhHans.words().leave(), "退订全部消息");
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

#[test]
fn a_name_that_runs_the_other_way_leaves_the_rest_of_its_sentence_in_place() {
    let off = |label: &str, lang| {
        let mut document = support::document();
        document.campaigns[0].label = label.into();
        let receipt = json!({ "id": "019735f0-8c11-7d52-a3c0-51b9a7e0c4d2", "recorded_at": "2026-11-21T12:00:00Z",
            "changed": [{ "path": "/campaigns/spring-sale/channels/email", "was": true, "is": false }] });
        let outcome = Outcome::Saved(serde_json::from_value(receipt).unwrap());
        text(Page::of(document, Some(outcome), lang).one(".status"))
    };
    assert_eq!(off("Spring sale", Lang::En), "Saved: Spring sale · Email is off.");
    let turned = off("\u{202e}elas", Lang::En);
    assert_eq!(turned, "Saved: \u{2068}\u{202e}elas · Email\u{2069} is off.");
    let arabic = off("تخفيضات", Lang::En);
    assert_eq!(arabic, "Saved: \u{2068}تخفيضات · Email\u{2069} is off.");
    assert_eq!(off("تخفيضات", Lang::Ar).matches('\u{2068}').count(), 1, "once is enough");
}

fn longest(days: u16, lang: Lang) -> String {
    let mut document = support::document();
    document.pause_days_max = Some(days);
    let outcome = Outcome::Refused(Code::PauseTooLong);
    text(Page::of(document, Some(outcome), lang).one(".status"))
}

#[test]
fn a_number_has_the_form_that_its_language_gives_it() {
    assert!(longest(1, Lang::En).ends_with("is 1 day."), "{}", longest(1, Lang::En));
    assert!(longest(90, Lang::En).ends_with("is 90 days."));
    assert!(longest(1_000, Lang::De).ends_with("1.000 Tage."), "{}", longest(1_000, Lang::De));
    assert!(longest(21, Lang::Ru).ends_with("21 дня."), "{}", longest(21, Lang::Ru));
    assert!(longest(22, Lang::Ru).ends_with("22 дней."));
    assert!(longest(2, Lang::Ar).ends_with("يومان."), "{}", longest(2, Lang::Ar));
    assert!(longest(3, Lang::Ar).ends_with("أيام."));
    assert!(longest(90, Lang::Ar).ends_with("يومًا."));
    assert!(longest(90, Lang::ZhHant).ends_with("90 天。"));
}

/// Twelve languages in sight would be the first thing that everybody reads.
#[test]
fn the_list_of_languages_is_closed_and_each_says_what_it_is() {
    let page = Page::of(support::document(), None, Lang::Ar);
    assert_eq!(page.one("details.languages").attr("open"), None);
    assert_eq!(text(page.one(".languages-title")), "العربية");
    let links = page.all(".languages a");
    assert_eq!(links.len(), Lang::ALL.len());
    for (link, lang) in links.iter().zip(Lang::ALL) {
        assert_eq!(link.attr("lang"), Some(lang.tag()));
        assert_eq!(link.attr("hreflang"), Some(lang.tag()));
        assert_eq!(link.attr("dir"), Some(lang.dir()));
        assert_eq!(link.attr("aria-current").is_some(), *lang == Lang::Ar, "{}", lang.tag());
    }
    let root = page.one(".sordino");
    assert_eq!((root.attr("lang"), root.attr("dir")), (Some("ar"), Some("rtl")));
}
