//! The sender's own wording in place of the widget's.

use axum::http::StatusCode;
use serde_json::Value;
use sordino::{Lang, Wording};
use sordino_gateway::config::ConfigError;
use sordino_gateway::{Config, Gateway};

use crate::harness::{Answer, World};

const START: &str = r#"
public_url = "https://preferences.example"
keys = [{ id = "2026", secret = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMw" }]
"#;

fn read(tables: &str) -> Result<Wording, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sordino.toml");
    std::fs::write(&file, format!("{START}{tables}")).unwrap();
    Config::read(Some(&file), |_| None).map(|config| config.words)
}

/// A gateway of the same people that says some things in its own words.
async fn worded(tables: &str) -> World {
    let mut world = World::start().await;
    let config = Config { words: read(tables).unwrap(), ..world.config.clone() };
    world.restart(Gateway::open(&config, world.clock.clone()).await.unwrap());
    world
}

/// What the widget hydrates with.
fn data(page: &Answer) -> Value {
    let page = page.text();
    let (_, rest) = page.split_once("<script type=\"application/json\">").expect("there is some");
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[tokio::test]
async fn the_page_says_it_in_the_senders_words_and_hydrates_with_them() {
    let world = worded(
        "[words.en]\nleave = \"No more letters\"\ntitle = \"What Larkfield sends you\"\n\
         [words.\"zh-Hans\"]\nleave = \"不再来信\"\n",
    )
    .await;
    let ann = world.reader("ann");

    let english = ann.open("").await;
    let page = english.text();
    assert!(page.contains("No more letters") && !page.contains("Unsubscribe from everything"));
    assert!(page.contains("<title>What Larkfield sends you · Larkfield &amp; Sons</title>"));
    assert!(page.contains("In effect at once. You can undo it."), "what is not worded stays");
    let texts = data(&english)["texts"].as_array().unwrap().clone();
    let own = Lang::En.texts().iter().zip(&texts).filter(|(ours, theirs)| *ours != theirs);
    let own: Vec<_> = own.map(|(ours, theirs)| (*ours, theirs.as_str().unwrap())).collect();
    assert_eq!(
        own,
        [
            ("Unsubscribe from everything", "No more letters"),
            ("What we send you", "What Larkfield sends you"),
        ]
    );

    let chinese = ann.open("?lang=zh-Hans").await.text();
    assert!(chinese.contains("不再来信") && !chinese.contains("No more letters"), "{chinese}");
    let german = ann.open("?lang=de").await;
    assert_eq!(data(&german)["texts"], serde_json::json!(Lang::De.texts()), "as it was");
}

#[tokio::test]
async fn a_page_that_failed_and_one_that_a_form_led_to_say_it_too() {
    let world = worded(
        "[words.en]\ninvalid = \"That link is torn\"\nbar_left = \"Done. We are silent.\"\n",
    )
    .await;
    let failed = world.with_token("x").open("").await;
    assert_eq!(failed.status, StatusCode::UNAUTHORIZED);
    let page = failed.text();
    assert!(page.contains("<title>That link is torn · Larkfield"), "{page}");
    assert_eq!(page.matches("That link is torn").count(), 2, "the title, and the page");

    let ann = world.reader("ann");
    let sent = ann.submit(&[("do", "leave"), ("form", "n")]).await;
    let left = ann.open(sent.header("location")).await.text();
    assert!(left.contains("Done. We are silent."), "{left}");
}

#[tokio::test]
async fn a_counted_message_has_the_form_of_the_number() {
    let world = worded(
        "[words.ru.refused_long]\none = \"Не дольше {days} дня!\"\nfew = \"Не дольше {days} дней!\"\n\
         many = \"Не дольше {days} дней!!\"\nother = \"Не дольше {days} дня!\"\n",
    )
    .await;
    let ann = world.reader("ann");
    let page = ann.open("?lang=ru&refused=pause_too_long").await.text();
    assert!(page.contains("Не дольше 90 дней!!"), "{page}");
}

/// Whoever configures a gateway may paste what they like; it is nobody's markup.
#[tokio::test]
async fn markup_is_only_text() {
    let world = worded("[words.en]\nleave = \"<b>No</b> </script><img src=x>\"\n").await;
    let answer = world.reader("ann").open("").await;
    let page = answer.text();
    assert!(page.contains("&lt;b>No&lt;/b>") || page.contains("&lt;b&gt;No&lt;/b&gt;"), "{page}");
    assert!(!page.contains("<b>No") && !page.contains("<img"), "{page}");
    let texts = data(&answer)["texts"].clone();
    assert!(texts.as_array().unwrap().contains(&"<b>No</b> </script><img src=x>".into()));
}

#[track_caller]
fn refused(tables: &str, key: &str, wrong: &str) {
    let error = read(tables).map(drop).expect_err("it is refused");
    assert!(error.place.ends_with("sordino.toml"), "the file is not named: {error}");
    assert_eq!((error.key.as_deref(), &*error.wrong), (Some(key), wrong));
}

#[test]
fn what_does_not_fit_stops_the_start_with_its_key() {
    refused(
        "[words.xx]\nleave = \"Leave\"",
        "words.xx",
        "the widget does not speak this language; one of `en`, `zh-Hans`, `zh-Hant`, `es`, `pt`, \
         `fr`, `de`, `ja`, `ko`, `ar`, `hi`, `ru` is expected",
    );
    refused(
        "[words.en]\nleaves = \"Leave\"",
        "words.en.leaves",
        "there is no such message; `leave` is like it",
    );
    refused(
        "[words.en]\nstop = \"Stop\"",
        "words.en.stop",
        "the placeholder `{what}` is expected, and it has none",
    );
    refused(
        "[words.de]\nleave = \"Ohne {what}\"",
        "words.de.leave",
        "no placeholder is expected, and it has `{what}`",
    );
    refused(
        "[words.ru.refused_long]\none = \"{days}\"\nfew = \"{days}\"\nother = \"{days}\"",
        "words.ru.refused_long.many",
        "the form is missing",
    );
    refused(
        "[words.\"zh-Hans\".refused_long]\none = \"{days}\"\nother = \"{days}\"",
        "words.zh-Hans.refused_long.one",
        "the language has no such form; it has `other`",
    );
    refused("[words.en]\nleave = \"\"", "words.en.leave", "a text is expected, and it is empty");
    refused("[words.en]\nleave = \"a\\nb\"", "words.en.leave", "one line is expected");
}

/// Senders copy it.
#[test]
fn the_sample_of_the_documentation_is_accepted() {
    let page = include_str!("../../../../docs/wording.md");
    let (_, rest) = page.split_once("```toml\n").expect("it has a sample");
    let words = read(rest.split_once("```").unwrap().0).unwrap();
    assert_eq!(words.words(Lang::En).leave(), "No more letters");
    assert_eq!(words.words(Lang::ZhHans).leave(), "不再来信");
    let error =
        "sordino.toml: `words.en.stop`: the placeholder `{what}` is expected, and it has none";
    assert!(page.contains(error), "the error that it shows is that of the test above");
}

#[test]
fn what_is_no_text_at_all_names_the_line_and_the_key() {
    let error = read("[words.en]\nleave = 1").map(drop).unwrap_err().to_string();
    for part in ["sordino.toml", "line 5", "`words.en.leave`", "expected a text"] {
        assert!(error.contains(part), "`{part}` is not in: {error}");
    }
}

#[test]
fn without_any_the_words_are_the_widgets() {
    let words = read("").unwrap();
    for lang in Lang::ALL {
        assert_eq!(words.words(*lang).texts(), lang.texts());
    }
    let one = read("[words.en]\nleave = \"No more letters\"").unwrap();
    assert_eq!(format!("{one:?}"), "Wording{En}", "the rest would bury what stands around it");
}
