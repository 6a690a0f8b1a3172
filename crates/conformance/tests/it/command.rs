//! The command: what it prints, what its exit code says, and that it leaves no trace.

use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::{Value as Json, json};
use sordino_conformance::ALL;
use sordino_contract::Document;
use ureq::http::Method;

use crate::fault::Fault;
use crate::model::Model;
use crate::page::example_document;

const TOKENS: [&str; 3] = ["SORDINO_TOKEN", "SORDINO_WITHDRAW_TOKEN", "SORDINO_EXPIRED_TOKEN"];

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sordino-conformance"));
    for variable in TOKENS {
        command.env_remove(variable);
    }
    command
}

/// The command on test people of its own.
fn with_hook(model: &Model, arguments: &[&str]) -> Output {
    let mut command = command();
    command.arg(model.endpoint()).args(["--hook", &model.hook()]).args(arguments);
    command.args(["--origin", "https://shop.example"]).output().unwrap()
}

/// The command on one person.
fn with_links(model: &Model, links: &Json) -> Command {
    let mut command = command();
    command.arg(model.endpoint()).args(["--origin", "https://shop.example"]);
    for (variable, power) in TOKENS.into_iter().zip(["manage", "withdraw", "expired"]) {
        command.env(variable, links[power].as_str().unwrap());
    }
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The first person's document, without what every change makes different.
fn seen(model: &Model) -> Document {
    let document = model.document("person-1");
    Document { revision: String::new(), history: Vec::new(), ..document }
}

#[track_caller]
fn code(output: &Output, expected: i32) {
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(expected), "{out}\n{err}");
}

fn count() -> usize {
    ALL.iter().map(|checks| checks.len()).sum()
}

#[test]
fn a_good_backend_is_0_and_every_check_is_named() {
    let output = with_hook(&Model::start(None), &["--strict"]);
    code(&output, 0);
    let out = text(&output.stdout);
    for check in ALL.iter().copied().flatten() {
        assert!(out.contains(check.id), "{} is not named:\n{out}", check.id);
    }
    assert!(out.contains(&format!("{} of {} hold", count(), count())), "{out}");
    assert!(!out.contains('\u{1b}'), "there are colours, and no terminal: {out}");
}

#[test]
fn a_broken_law_is_1_and_is_told_with_what_was_sent_and_what_came() {
    let output = with_hook(&Model::start(Some(Fault::RequiredTurnedOff)), &[]);
    code(&output, 1);
    let out = text(&output.stdout);
    let told = out.split("law-6/refused is broken").nth(1).unwrap();
    for said in [
        "seen      it was accepted",
        "expected  422 `required` at `/set/campaigns/orders/channels/email`",
        "sent      POST http://127.0.0.1",
        "authorization: Bearer …",
        "came      200",
        "read      docs/contract/README.md#law-6",
    ] {
        assert!(told.contains(said), "`{said}` is not in:\n{told}");
    }
}

#[test]
fn each_format_says_the_same() {
    let model = Model::start(Some(Fault::RequiredTurnedOff));
    let only = ["--only", "law-6/refused", "--only", "law-6/as-it-is"];
    let out = |format: &str| {
        let output = with_hook(&model, &[&only[..], &["--format", format]].concat());
        code(&output, 1);
        text(&output.stdout)
    };
    let json: Json = serde_json::from_str(&out("json")).unwrap();
    assert_eq!(json["good"], false);
    assert_eq!(json["counts"]["failed"], 1);
    assert_eq!(json["checks"][0]["id"], "law-6/refused");
    assert_eq!(json["checks"][0]["law"], 6);
    assert_eq!(json["checks"][0]["outcome"], "failed");
    assert!(json["checks"][0]["exchange"]["sent"].as_str().unwrap().contains("\"orders\""));
    assert_eq!(json["checks"][1]["outcome"], "passed");

    let tap = out("tap");
    assert!(tap.starts_with("TAP version 14\n1..2\nnot ok 1 - law-6/refused"), "{tap}");
    assert!(tap.contains("\nok 2 - law-6/as-it-is"), "{tap}");

    let junit = out("junit");
    assert!(junit.contains("<testsuite name=\"law-6\" tests=\"2\""), "{junit}");
    assert!(junit.contains("<failure message=\"it was accepted\""), "{junit}");
}

#[test]
fn a_report_goes_to_a_file_without_colours() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.txt");
    let arguments = ["--only", "law-3", "--color", "auto", "--output", file.to_str().unwrap()];
    let output = with_hook(&Model::start(None), &arguments);
    code(&output, 0);
    assert!(output.stdout.is_empty());
    let report = std::fs::read_to_string(&file).unwrap();
    assert!(report.contains("3 of 3 hold") && !report.contains('\u{1b}'), "{report}");
}

#[test]
fn one_person_is_put_back_as_they_were() {
    let model = Model::start(None);
    let links = model.person(&example_document());
    let before = seen(&model);
    let output = with_links(&model, &links).args(["--format", "json"]).output().unwrap();
    code(&output, 0);
    let report: Json = serde_json::from_slice(&output.stdout).unwrap();
    let skipped: Vec<_> = report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["outcome"] == "skipped")
        .map(|check| check["id"].as_str().unwrap())
        .collect();
    // What only people made for it can show.
    let expected = [
        "document/text",
        "document/many",
        "law-2/per-person",
        "law-6/frequency",
        "law-7/over",
        "law-7/not-offered",
        "law-11/receipt",
        "law-11/pending",
        "law-11/once",
        "law-11/other-body",
        "law-11/whole",
        "law-11/words",
        "law-11/not-offered",
        "law-11/withdraw",
        "law-11/forwarded",
        "history/bounded",
    ];
    assert_eq!(skipped, expected);
    assert_eq!(seen(&model), before, "the person is not as they were found");
    assert!(model.asked().contains(&Method::POST), "nothing was changed, so nothing was shown");
}

#[test]
fn nothing_is_put_back_silently_wrong() {
    let model = Model::start(Some(Fault::NeverAgain));
    let links = model.person(&example_document());
    let output = with_links(&model, &links).args(["--only", "law-5/later"]).output().unwrap();
    code(&output, 4);
    let out = text(&output.stdout);
    assert!(out.contains("could not be put back") && out.contains("`/campaigns/0/"), "{out}");
}

#[test]
fn read_only_sends_nothing_that_could_change_anything() {
    let model = Model::start(None);
    let links = model.person(&example_document());
    let output = with_links(&model, &links).arg("--read-only").output().unwrap();
    code(&output, 0);
    let safe = [Method::GET, Method::HEAD, Method::OPTIONS];
    let asked = model.asked();
    assert!(asked.iter().all(|method| safe.contains(method)), "{asked:?}");
    assert!(text(&output.stdout).contains("left out because they write"));
    let strict = with_links(&model, &links).args(["--read-only", "--strict"]).output().unwrap();
    code(&strict, 1);
}

#[test]
fn a_link_that_may_only_turn_down_is_not_written_with() {
    let model = Model::start(None);
    let links = model.person(&example_document());
    let mut command = with_links(&model, &links);
    let output = command.env("SORDINO_TOKEN", links["withdraw"].as_str().unwrap()).output();
    let output = output.unwrap();
    code(&output, 2);
    assert!(text(&output.stderr).contains("may only turn down"));
    assert!(!model.asked().contains(&Method::POST));
    let mut command = with_links(&model, &links);
    command.env("SORDINO_WITHDRAW_TOKEN", links["manage"].as_str().unwrap());
    let output = command.args(["--only", "law-10"]).output().unwrap();
    code(&output, 1);
    assert!(text(&output.stdout).contains("is not a `withdraw` link"));
}

#[test]
fn no_token_is_in_any_output() {
    for (fault, only) in [
        (Fault::ExpiredTaken, "law-9/token"),
        (Fault::RequiredTurnedOff, "law-6"),
        (Fault::WithdrawTurnsOn, "law-10"),
    ] {
        let model = Model::start(Some(fault));
        let links = model.person(&example_document());
        for format in ["human", "json", "junit", "tap"] {
            let mut command = with_links(&model, &links);
            let output = command.args(["--only", only, "--format", format]).output().unwrap();
            code(&output, 1);
            let said = text(&output.stdout) + &text(&output.stderr);
            for token in links.as_object().unwrap().values() {
                let token = token.as_str().unwrap();
                assert!(!said.contains(token), "{token} is in:\n{said}");
            }
        }
    }
}

#[test]
fn a_backend_that_leaves_out_what_it_may_is_not_called_wrong() {
    let output = with_hook(&Model::start_small(), &["--format", "json"]);
    let report: Json = serde_json::from_slice(&output.stdout).unwrap();
    let checks = report["checks"].as_array().unwrap();
    let wrong: Vec<_> = checks
        .iter()
        .filter(|check| !["passed", "skipped"].contains(&check["outcome"].as_str().unwrap()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    code(&output, 0);
    assert!(report["counts"]["passed"].as_u64().unwrap() > 50, "{}", report["counts"]);
}

#[test]
fn a_person_whose_limits_are_narrow_is_no_fault_of_the_backend() {
    let one_day = json!({ "pauses": [], "pause_days_max": 1 });
    let full: Vec<_> = (0..50)
        .map(|n| json!({ "id": format!("p{n}"), "from": "2098-01-01", "until": "2098-01-02" }))
        .collect();
    let full = json!({ "pauses": full });
    let mut gone = example_document();
    gone["campaigns"][0]["frequency"]["now"] = "yearly".into();
    for changes in [one_day, full, json!({ "campaigns": gone["campaigns"] })] {
        let mut document = example_document();
        for (name, value) in changes.as_object().unwrap() {
            document[name] = value.clone();
        }
        let model = Model::start(None);
        let links = model.person(&document);
        let output = with_links(&model, &links).output().unwrap();
        code(&output, 0);
    }
}

#[test]
fn tokens_in_the_environment_do_not_stand_in_the_way_of_the_hook() {
    let model = Model::start(None);
    let mut command = command();
    command.env("SORDINO_TOKEN", "of-another-day").arg(model.endpoint());
    let output = command.args(["--hook", &model.hook(), "--only", "law-3"]).output().unwrap();
    code(&output, 0);
}

#[test]
fn where_nothing_can_be_checked_it_is_3_and_says_why() {
    let output = command().args(["http://127.0.0.1:9/v1/preferences", "--token", "t"]).output();
    let output = output.unwrap();
    code(&output, 3);
    assert!(text(&output.stderr).contains("there is no answer: "));

    let model = Model::start(None);
    let output = command().args([&model.endpoint(), "--token", "nonsense"]).output().unwrap();
    code(&output, 3);
    let err = text(&output.stderr);
    assert!(err.contains("401") && err.contains("is it the right token?"), "{err}");
}

#[test]
fn a_document_that_cannot_be_read_is_told_by_the_schema_and_nothing_is_written() {
    let model = Model::start(Some(Fault::AnotherVersion));
    let links = model.person(&example_document());
    let output = with_links(&model, &links).output().unwrap();
    code(&output, 1);
    let out = text(&output.stdout);
    assert!(out.contains("document/schema is broken"), "{out}");
    assert!(out.contains("law-1/value could not be looked at"), "{out}");
    assert!(!model.asked().contains(&Method::POST), "what is written could not be put back");
}

#[test]
fn a_wrong_command_line_is_2_and_says_what_is_expected() {
    let model = Model::start(None);
    let url = model.endpoint();
    for (arguments, said) in [
        (vec![], "<URL>"),
        (vec![url.as_str()], "`--token` is needed, or `--hook`"),
        (vec![&url, "--hook", "http://x", "--read-only"], "--read-only"),
        (vec![&url, "--token", "t", "--format", "xml"], "junit"),
        (vec![&url, "--hook", &model.hook(), "--only", "law-12"], "no check is called `law-12`"),
        (vec![&url, "--hook", &model.hook(), "--only", "law"], "no check is called `law`"),
        (vec!["127.0.0.1:1/v1", "--token", "t"], "`127.0.0.1:1/v1` is no URL"),
        (vec!["ftp://127.0.0.1/v1", "--token", "t"], "is no URL"),
        (vec![&url, "--token", "t", "--origin", "https://shop.example/"], "is no origin"),
        (vec![&url, "--token", "t", "--output", "/no/such/folder/x"], "could not write"),
    ] {
        let output = command().args(arguments).output().unwrap();
        code(&output, 2);
        let err = text(&output.stderr);
        assert!(err.contains(said), "`{said}` is not in:\n{err}");
    }
}

#[test]
fn the_checks_can_be_listed_and_chosen() {
    let output = command().arg("--list").output().unwrap();
    code(&output, 0);
    assert_eq!(text(&output.stdout).lines().count(), count());

    let arguments = ["--only", "law-3/master", "--only", "http/head", "--format", "json"];
    let output = with_hook(&Model::start(None), &arguments);
    let report: Json = serde_json::from_slice(&output.stdout).unwrap();
    let checks = report["checks"].as_array().unwrap();
    let ids: Vec<_> = checks.iter().map(|check| check["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["law-3/master", "http/head"]);
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_puts_the_person_back() {
    let model = Model::start(None);
    let links = model.person(&example_document());
    let before = seen(&model);
    let mut command = with_links(&model, &links);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while !model.asked().contains(&Method::POST) {
        thread::sleep(Duration::from_millis(1));
    }
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    code(&output, 130);
    assert!(text(&output.stderr).contains("interrupted"));
    assert_eq!(seen(&model), before);
}
