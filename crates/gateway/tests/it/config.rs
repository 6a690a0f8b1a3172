//! The configuration: where it comes from, and what is said about mistakes.

use std::collections::HashMap;
use std::path::Path;

use sordino_gateway::Config;
use sordino_gateway::config::{ConfigError, LogFormat, variables_not_known};

const GOOD: &str = r#"
listen = "0.0.0.0:9000"
public_url = "https://preferences.example/"
database = "data/sordino.db"
embed_origins = ["https://shop.example", "https://www.shop.example/", "null"]
style_sheet = "looks/brand.css"
link_days = 120
log = "info,sqlx=warn"
log_format = "text"
[[keys]]
id = "2026"
secret = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMw"
[[keys]]
id = "2025"
secret = "YWJjZGVmZ2hpamFiY2RlZmdoaWphYmNkZWZnaGlqYWJjZA=="
"#;

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sordino.toml");
    std::fs::write(&file, text).unwrap();
    let variables: HashMap<_, _> = variables.iter().copied().collect();
    Config::read(Some(&file), |name| variables.get(name).map(|value| (*value).to_owned()))
}

#[test]
fn a_file_says_it_all() {
    let config = read(GOOD, &[]).unwrap();
    assert_eq!(config.listen.to_string(), "0.0.0.0:9000");
    assert_eq!(config.public_url, "https://preferences.example", "links add a slash themselves");
    assert!(config.database.ends_with("data/sordino.db") && config.database.is_absolute());
    assert_eq!(config.embed_origins, ["https://shop.example", "https://www.shop.example", "null"]);
    let sheet = config.style_sheet.unwrap();
    assert!(sheet.ends_with("looks/brand.css") && sheet.is_absolute(), "{sheet:?}");
    assert_eq!((config.link_days, config.log_format), (120, LogFormat::Text));
    let keys: Vec<_> = config.keys.iter().map(|key| (key.id.as_str(), key.secret.len())).collect();
    assert_eq!(keys, [("2026", 34), ("2025", 34)], "with padding and without");
}

#[test]
fn variables_come_before_the_file() {
    let config = read(
        GOOD,
        &[
            ("SORDINO_LISTEN", "127.0.0.1:1"),
            ("SORDINO_DATABASE", "/tmp/other.db"),
            ("SORDINO_EMBED_ORIGINS", "http://localhost:1, http://localhost:2"),
            ("SORDINO_KEYS", "env:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMw"),
        ],
    )
    .unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:1");
    assert_eq!(config.database, Path::new("/tmp/other.db"));
    assert_eq!(config.embed_origins, ["http://localhost:1", "http://localhost:2"]);
    assert_eq!(config.keys[0].id, "env");
}

#[test]
fn a_style_sheet_in_a_variable_comes_before_the_files_and_an_empty_one_means_none() {
    let sheet = |value| read(GOOD, &[("SORDINO_STYLE_SHEET", value)]).unwrap().style_sheet;
    assert_eq!(sheet("/etc/other.css").as_deref(), Some(Path::new("/etc/other.css")));
    assert_eq!(sheet(""), None);
    let unsaid = GOOD.replace("style_sheet = \"looks/brand.css\"\n", "");
    assert_eq!(read(&unsaid, &[]).unwrap().style_sheet, None);
}

#[track_caller]
fn wrong(change: (&str, &str), said: &[&str]) {
    let text = GOOD.replacen(change.0, change.1, 1);
    assert_ne!(text, GOOD, "the test changes nothing");
    let error = read(&text, &[]).map(drop).unwrap_err().to_string();
    for part in said {
        assert!(error.contains(part), "`{part}` is not in: {error}");
    }
    assert!(error.contains("sordino.toml"), "the file is not named: {error}");
    assert!(!error.contains("MDEyMzQ1"), "a secret is shown: {error}");
}

#[test]
fn a_mistake_is_said_with_its_key() {
    wrong(("0.0.0.0:9000", "9000"), &["`listen`", "127.0.0.1:8080", "`9000`"]);
    wrong(("https://preferences.example/", "preferences.example"), &["`public_url`", "origin"]);
    wrong(
        ("https://preferences.example/", "https://preferences.example/path"),
        &["`public_url`", "without a path"],
    );
    wrong(("public_url = \"https://preferences.example/\"", ""), &["`public_url`", "missing"]);
    wrong(("https://shop.example", "shop"), &["`embed_origins`"]);
    wrong(("link_days = 120", "link_days = 59"), &["`link_days`", "60", "`59`"]);
    wrong(("link_days = 120", "link_days = \"many\""), &["`link_days`", "line 7"]);
    wrong(("log_format = \"text\"", "log_format = \"xml\""), &["`log_format`", "`json` or `text`"]);
    wrong(("info,sqlx=warn", "info,=,="), &["`log`", "filter"]);
    wrong(("link_days", "link_dayz"), &["link_dayz", "line 7"]);
    wrong(("id = \"2025\"", "id = \"2026\""), &["`keys[1].id`"]);
    wrong(("id = \"2025\"", "name = \"2025\""), &["keys[1]", "name"]);
    wrong(
        ("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMw", "c2hvcnQ"),
        &["`keys[0].secret`", "32 bytes", "it has 5"],
    );
    wrong(("MDEyMzQ1Njc4", "MDEyMzQ1 jc4"), &["`keys[0].secret`", "base64url"]);
    wrong(("secret = \"MDEyMzQ1Njc4", "secret = MDEyMzQ1Njc4"), &["line 12", "not TOML"]);
}

#[test]
fn a_mistake_in_a_variable_names_the_variable() {
    let error = read(GOOD, &[("SORDINO_LINK_DAYS", "7")]).map(drop).unwrap_err().to_string();
    assert!(error.starts_with("SORDINO_LINK_DAYS: ") && error.contains("`7`"), "{error}");
    let error = read(GOOD, &[("SORDINO_KEYS", "c2VjcmV0")]).map(drop).unwrap_err().to_string();
    assert!(error.starts_with("SORDINO_KEYS: ") && !error.contains("c2VjcmV0"), "{error}");
    let none = Config::read(None, |_| None).map(drop).unwrap_err().to_string();
    assert!(none.contains("public_url"), "{none}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = Config::read(Some(Path::new("no/such.toml")), |_| None).map(drop).unwrap_err();
    assert!(error.to_string().starts_with("no/such.toml: it cannot be read"), "{error}");
}

#[test]
fn a_misspelt_variable_is_noticed() {
    let names = ["PATH", "SORDINO_LISTN", "SORDINO_LISTEN", "SORDINO_CONFIG"].map(String::from);
    assert_eq!(variables_not_known(names.into_iter()), ["SORDINO_LISTN"]);
}
