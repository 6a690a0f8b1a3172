//! The examples that make links: the gateway takes their tokens, and they mean what was asked.

use std::process::{Command, Output};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sordino_backend_tests::{Answer, KEYS, Language, Listening, ask, examples};
use sordino_contract::{Power, Timestamp};
use sordino_gateway::token::{Link, Token};
use sordino_gateway::{Clock, PersonId};
use ureq::http::Request;

/// The customer of the sample data who has everything on, and reads English.
const MARGARET: &str = "C-10001";

const DAY: i64 = 86_400;

/// The program that makes links in a language; `None` is Rust, which is built with this.
fn mint(language: Option<Language>) -> Command {
    let script = |language: Language, name: &str| {
        let mut command = language.program().unwrap_or_else(|error| panic!("{error:#}"));
        command.arg(examples("links").join(name));
        command
    };
    let mut command = match language {
        Some(language @ Language::Python) => script(language, "mint.py"),
        Some(language @ Language::Node) => script(language, "mint.mjs"),
        Some(language @ Language::Php) => script(language, "mint.php"),
        None => {
            // `target/debug/deps/it-…` stands beside `target/debug/examples`.
            let this = std::env::current_exe().unwrap();
            Command::new(this.parent().unwrap().with_file_name("examples").join("mint"))
        }
    };
    command.env_remove("PUBLIC_URL").env("SORDINO_KEYS", KEYS);
    command
}

/// A gateway with the sample data. Its time is the machine's: a program that makes links has no
/// other.
fn gateway() -> Listening {
    Listening::start(&examples("data"), Clock::machine()).unwrap()
}

/// What it prints, which must be one line.
#[track_caller]
fn minted(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    assert!(status.success(), "{command:?}: {}", String::from_utf8_lossy(&stderr));
    assert!(stderr.is_empty(), "{command:?}: {}", String::from_utf8_lossy(&stderr));
    let out = String::from_utf8(stdout).unwrap();
    let line = out.trim_end();
    assert!(!line.contains('\n'), "{command:?} printed more than a line: {out}");
    line.to_owned()
}

/// The parts of a token that can be read, as JSON.
fn parts(token: &str) -> (Value, Value) {
    let mut parts = token.split('.').map(|part| BASE64_URL_SAFE_NO_PAD.decode(part).unwrap());
    let mut json = || serde_json::from_slice(&parts.next().unwrap()).unwrap();
    (json(), json())
}

fn verified(gateway: &Listening, token: &str, seconds: i64) -> Option<Link> {
    let now = Timestamp::from_millis(seconds * 1_000);
    gateway.config.keys().verify(&Token::new(token), now).ok()
}

fn read(gateway: &Listening, token: &str) -> Answer {
    let request = Request::get(format!("{}/v1/preferences", gateway.url))
        .header("authorization", format!("Bearer {token}"));
    ask(request.body(()).unwrap()).unwrap()
}

fn wish(gateway: &Listening, token: &str, set: &Value) -> Answer {
    let body = json!({ "id": uuid::Uuid::new_v4().to_string(), "set": set }).to_string();
    let request = Request::post(format!("{}/v1/preferences", gateway.url))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json");
    ask(request.body(body).unwrap()).unwrap()
}

/// That the least which can be asked for gives a link that may do everything for 90 days.
fn a_link_with_nothing_said(language: Option<Language>) {
    let gateway = gateway();
    let token = minted(mint(language).arg(MARGARET));

    let (header, claims) = parts(&token);
    assert_eq!(header, json!({ "typ": "JWT", "alg": "HS256", "kid": "test" }));
    let made = claims["iat"].as_i64().unwrap();
    let jti = claims["jti"].as_str().unwrap();
    assert_eq!(jti.parse::<uuid::Uuid>().unwrap().get_version_num(), 4, "{jti}");
    let expected = json!({
        "sub": MARGARET, "aud": "sordino", "iat": made, "exp": made + 90 * DAY, "jti": jti,
        "power": "manage",
    });
    assert_eq!(claims, expected);
    let another = minted(mint(language).arg(MARGARET));
    assert_ne!(parts(&another).1["jti"], claims["jti"], "two links have one name");

    let document = read(&gateway, &token);
    assert_eq!(document.status, 200, "{}", document.text);
    assert_eq!(document.json().unwrap()["power"], "manage");
    assert_eq!(document.header("content-language"), "en");
    let off = json!({ "campaigns": { "field-notes": { "channels": { "email": false } } } });
    assert_eq!(wish(&gateway, &token, &off).status, 200);
    let on = json!({ "campaigns": { "field-notes": { "channels": { "email": true } } } });
    assert_eq!(wish(&gateway, &token, &on).status, 200, "it may turn up as well as down");
    let now = made + 90 * DAY;
    assert!(verified(&gateway, &token, now - 1).is_some(), "it works to its last second");
    assert!(verified(&gateway, &token, now).is_none(), "and no longer");
}

/// That everything which can be asked for is in the link, and is heard.
fn a_link_with_everything_said(language: Option<Language>) {
    let gateway = gateway();
    let told = ["--power", "withdraw", "--days", "60", "--lang", "zh-Hans", "--campaign"];
    let link = minted(
        mint(language)
            .arg(MARGARET)
            .args(told)
            .arg("spring-sale")
            .env("PUBLIC_URL", format!("{}/", gateway.url)),
    );
    let token = link.strip_prefix(&format!("{}/p/", gateway.url)).unwrap();

    let (_, claims) = parts(token);
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 60 * DAY);
    let verified = verified(&gateway, token, claims["iat"].as_i64().unwrap()).unwrap();
    assert_eq!(verified.person.expose(), MARGARET);
    assert_eq!(verified.power, Power::Withdraw);
    assert_eq!(verified.lang.as_deref(), Some("zh-Hans"));
    assert_eq!(verified.campaign.unwrap().as_str(), "spring-sale");

    let document = read(&gateway, token);
    assert_eq!(document.json().unwrap()["power"], "withdraw");
    assert_eq!(document.header("content-language"), "zh-Hans");
    let page = ask(Request::get(&link).body(()).unwrap()).unwrap();
    assert_eq!(page.status, 200);
    assert!(page.text.contains("lang=\"zh-Hans\""), "the page is in the message's language");

    let off = json!({ "campaigns": { "spring-sale": { "channels": { "email": false } } } });
    assert_eq!(wish(&gateway, token, &off).status, 200);
    let on = json!({ "campaigns": { "spring-sale": { "channels": { "email": true } } } });
    let refused = wish(&gateway, token, &on);
    assert_eq!((refused.status, &refused.json().unwrap()["code"]), (403, &json!("withdraw_only")));

    let record = gateway.record(&PersonId::new(MARGARET).unwrap()).unwrap();
    let line = serde_json::to_value(record.last().unwrap()).unwrap();
    assert_eq!(line["link"], claims["jti"], "the record says by which link: {line}");
    assert_eq!((&line["power"], &line["campaign"]), (&json!("withdraw"), &json!("spring-sale")));
}

/// That an id in any script is a link of that person.
fn an_id_that_is_not_ascii(language: Option<Language>) {
    let gateway = gateway();
    let token = minted(mint(language).arg("客户 1/à"));
    let seconds = parts(&token).1["iat"].as_i64().unwrap();
    assert_eq!(verified(&gateway, &token, seconds).unwrap().person.expose(), "客户 1/à");
}

/// That a mistake is refused before a message goes out with a link that does not work.
fn mistakes(language: Option<Language>) {
    let long = "C".repeat(129);
    let wrong: &[&[&str]] = &[
        &[],
        &["C-1", "C-2"],
        &[""],
        &[" C-1"],
        &["C-1\n"],
        &[&long],
        &["C-1", "--power", "admin"],
        &["C-1", "--power"],
        &["C-1", "--days", "0"],
        &["C-1", "--days", "-1"],
        &["C-1", "--days", "ninety"],
        &["C-1", "--days", "1.5"],
        &["C-1", "--lang", "not a language"],
        &["C-1", "--lang", ""],
        &["C-1", "--campaign", "spring sale"],
        &["C-1", "--campaign", ""],
        &["C-1", "--campaign"],
        &["C-1", "--for", "ever"],
    ];
    for arguments in wrong {
        refused(mint(language).args(*arguments), &format!("{arguments:?}"));
    }
    let short = "test:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBw";
    let cut = format!("{KEYS}Bw");
    for keys in ["", "test", ":", short, &cut, &KEYS.replace(':', " "), "test:*", &KEYS[4..]] {
        let said = refused(mint(language).arg("C-1").env("SORDINO_KEYS", keys), keys);
        assert!(said.contains("SORDINO_KEYS"), "`{keys}`: {said}");
    }
    refused(mint(language).arg("C-1").env_remove("SORDINO_KEYS"), "no keys");

    // Whoever pads a secret means the same, and the first of several keys signs.
    let keys = format!("{KEYS}=,older:anything");
    let token = minted(mint(language).arg("C-1").env("SORDINO_KEYS", keys));
    let gateway = gateway();
    let seconds = parts(&token).1["iat"].as_i64().unwrap();
    assert!(verified(&gateway, &token, seconds).is_some());
}

/// That a program ends with 2 and says why, and answers what it says.
#[track_caller]
fn refused(command: &mut Command, what: &str) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{what}: {said}");
    assert!(output.stdout.is_empty(), "{what}: a link was printed all the same");
    assert!(said.contains(' ') && !said.contains("Traceback"), "{what}: {said}");
    assert!(!said.contains("BwcHBwcH"), "{what}: the secret is repeated: {said}");
    said
}

macro_rules! in_each_language {
    ($($name:ident: $language:expr,)*) => {
        $(mod $name {
            use super::*;

            #[test]
            fn makes_a_link_with_nothing_said() {
                a_link_with_nothing_said($language);
            }

            #[test]
            fn makes_a_link_with_everything_said() {
                a_link_with_everything_said($language);
            }

            #[test]
            fn makes_a_link_for_an_id_that_is_not_ascii() {
                an_id_that_is_not_ascii($language);
            }

            #[test]
            fn refuses_mistakes() {
                mistakes($language);
            }
        })*
    };
}

in_each_language! {
    python: Some(Language::Python),
    node: Some(Language::Node),
    php: Some(Language::Php),
    rust: None,
}
