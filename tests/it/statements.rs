//! What the documents promise: each test that they name is there, and no word is forgotten.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The criteria of WCAG 2.2 at the levels A and AA.
const CRITERIA: &str = "1.1.1 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.3.3 1.3.4 1.3.5 1.4.1 \
    1.4.2 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 \
    2.4.2 2.4.3 2.4.4 2.4.5 2.4.6 2.4.7 2.4.11 2.5.1 2.5.2 2.5.3 2.5.4 2.5.7 2.5.8 3.1.1 3.1.2 \
    3.2.1 3.2.2 3.2.3 3.2.4 3.2.6 3.3.1 3.3.2 3.3.3 3.3.4 3.3.7 3.3.8 4.1.2 4.1.3";

/// What makes people feel guilty, afraid or pressed, in each language, in small letters.
const GUILT: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "are you sure",
            "sorry",
            "miss you",
            "miss out",
            "lose",
            "losing",
            "don't go",
            "don’t go",
            "last chance",
            "hurry",
            "before you go",
            "unfortunately",
            "stay with us",
            "no thanks",
            "sad",
            "regret",
        ],
    ),
    (
        "de",
        &[
            "sicher, dass",
            "schade",
            "vermissen",
            "verpassen",
            "leider",
            "bleiben sie",
            "letzte chance",
            "traurig",
        ],
    ),
    (
        "es",
        &[
            "seguro de",
            "lamentamos",
            "echaremos de menos",
            "extrañaremos",
            "te pierdas",
            "se pierda",
            "última oportunidad",
            "triste",
        ],
    ),
    (
        "fr",
        &[
            "êtes-vous sûr",
            "dommage",
            "manquer",
            "manquerez",
            "regrett",
            "dernière chance",
            "triste",
            "malheureusement",
        ],
    ),
    (
        "pt",
        &[
            "tem certeza",
            "lamentamos",
            "sentiremos",
            "perca",
            "última oportunidade",
            "última chance",
            "triste",
            "infelizmente",
        ],
    ),
    (
        "ru",
        &["вы уверены", "жаль", "скучать", "упуст", "последний шанс", "к сожалению", "не уходите"],
    ),
    ("ar", &["هل أنت متأكد", "نأسف", "سنفتقدك", "يفوتك", "الفرصة الأخيرة", "للأسف"]),
    ("hi", &["क्या आप वाकई", "खेद", "याद करेंगे", "चूक", "आखिरी मौका", "अफ़सोस"]),
    ("ja", &["本当に", "残念", "寂しい", "見逃", "最後のチャンス", "もったいない"]),
    ("ko", &["정말로", "정말 ", "아쉽", "아쉬", "놓치", "그리울", "마지막 기회"]),
    (
        "zh-Hans",
        &["您确定", "你确定", "遗憾", "想念", "错过", "最后机会", "舍不得", "可惜", "挽留"],
    ),
    (
        "zh-Hant",
        &["您確定", "你確定", "遺憾", "想念", "錯過", "最後機會", "捨不得", "可惜", "挽留"],
    ),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The tests that a document names, as `module::test`.
fn named(document: &str) -> BTreeSet<(String, String)> {
    let quoted = document.split('`').skip(1).step_by(2);
    let pairs = quoted.filter_map(|text| text.split_once("::"));
    pairs
        .filter(|(_, test)| *test != "…")
        .map(|(module, test)| (module.to_owned(), test.to_owned()))
        .collect()
}

/// Whether a test is there, and is one.
fn is_test(module: &str, test: &str) -> bool {
    let folders = [root().join("tests/browser/tests/it"), root().join("tests/it")];
    let mut files = folders.iter().map(|folder| folder.join(module).with_extension("rs"));
    files.any(|file| {
        let text = fs::read_to_string(file).unwrap_or_default();
        text.find(&format!("fn {test}()")).is_some_and(|at| {
            let before: Vec<&str> = text[..at].lines().rev().take(3).collect();
            before
                .iter()
                .any(|line| line.starts_with("#[test]") || line.starts_with("#[tokio::test"))
        })
    })
}

#[test]
fn every_test_that_a_statement_names_exists() {
    for (document, least) in [("accessibility.md", 30), ("no-dark-patterns.md", 12)] {
        let tests = named(&read(&root().join("docs").join(document)));
        assert!(tests.len() >= least, "{document} names {} tests", tests.len());
        let gone: Vec<_> = tests.iter().filter(|(module, test)| !is_test(module, test)).collect();
        assert!(gone.is_empty(), "{document} names tests that are not there: {gone:#?}");
    }
}

#[test]
fn every_criterion_of_wcag_2_2_a_and_aa_is_answered_and_what_is_supported_is_shown() {
    let document = read(&root().join("docs/accessibility.md"));
    let mut answered = Vec::new();
    for line in document.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, criterion, "A" | "AA", conformance, remarks, shown, _] = cells[..] else {
            continue;
        };
        answered.push(criterion.split(' ').next().unwrap_or_default());
        match conformance {
            "supports" => assert!(!shown.is_empty(), "{criterion}: no test shows it"),
            "partially" | "does not apply" => assert!(!remarks.is_empty(), "{criterion}: why?"),
            other => panic!("{criterion}: `{other}`"),
        }
    }
    assert_eq!(answered, CRITERIA.split_whitespace().collect::<Vec<_>>());
}

#[test]
fn every_component_that_says_how_it_is_accessible_is_in_the_statement() {
    let document = read(&root().join("docs/accessibility.md"));
    let mut found = 0;
    for file in fs::read_dir(root().join("src/components")).unwrap().flatten() {
        if read(&file.path()).contains("/// # Accessibility") {
            found += 1;
            let name = file.path().file_stem().unwrap().to_string_lossy().into_owned();
            assert!(document.contains(&format!("| [`{name}`](")), "`{name}` is missing");
        }
    }
    assert!(found >= 9, "{found} components");
}

#[test]
fn no_language_makes_anybody_feel_guilty() {
    let mut looked = BTreeSet::new();
    for file in fs::read_dir(root().join("src/words")).unwrap().flatten() {
        let lang = file.path().file_stem().unwrap().to_string_lossy().into_owned();
        let Some((_, phrases)) = GUILT.iter().find(|(of, _)| *of == lang) else {
            panic!("no list of guilt phrases for `{lang}`");
        };
        let words: serde_json::Value = serde_json::from_str(&read(&file.path())).unwrap();
        for (name, text) in words.as_object().unwrap() {
            let text = text.to_string().to_lowercase();
            for phrase in *phrases {
                // A whole word, where letters are written with spaces between words.
                let padded = format!(
                    " {} ",
                    text.replace(|c: char| c.is_ascii_punctuation() && c != '\'', " ")
                );
                let whole = phrase.is_ascii() && !phrase.contains('\'');
                let said = if whole {
                    padded.contains(&format!(" {phrase} "))
                } else {
                    text.contains(phrase)
                };
                assert!(!said, "{lang}: `{name}` says `{phrase}`: see docs/no-dark-patterns.md");
            }
        }
        looked.insert(lang);
    }
    assert_eq!(looked.len(), GUILT.len(), "every list was used");
}
