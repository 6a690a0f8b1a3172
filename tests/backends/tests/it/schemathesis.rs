//! The published OpenAPI document against the gateway, by a program that asks everything that the
//! document allows, and much that it does not.

use std::path::{Path, PathBuf};

use sordino_backend_tests::{Listening, ask, schemathesis};
use sordino_contract::{Power, Timestamp};
use sordino_gateway::Clock;
use sordino_gateway::token::{AUDIENCE, Audience, Claims};
use ureq::http::Request;

/// The day on which the pauses of the examples can be made.
const NOW: &str = "2026-11-21T12:00:00Z";

/// How many requests are made up for each method, beside those that are worked out. Half of them
/// fit the document.
const EXAMPLES: &str = "200";

fn repository(path: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(path)
}

/// That the gateway answers as the document says to whoever has a link with this power.
fn answers_as_the_document_says(power: Power) {
    let ours = repository("tests/backends/schemathesis");
    let now: Timestamp = NOW.parse().unwrap();
    let gateway = Listening::start(&ours.join("data"), Clock::stopped_at(now)).unwrap();
    let token = gateway.config.keys().sign(&Claims {
        sub: "C-10001".into(),
        aud: Audience::One(AUDIENCE.into()),
        iat: None,
        nbf: None,
        exp: now.as_millis() as f64 / 1_000.0 + 86_400.0,
        jti: "schemathesis".into(),
        power,
        lang: None,
        campaign: None,
    });
    let authorization = format!("Bearer {}", token.unwrap().expose());

    // The change that the example of a reason speaks of.
    let change = std::fs::read(repository("crates/contract/examples/change-leave.json")).unwrap();
    let request = Request::post(format!("{}/v1/preferences", gateway.url))
        .header("authorization", &authorization)
        .header("content-type", "application/json");
    assert_eq!(ask(request.body(change).unwrap()).unwrap().status, 200);

    let mut command = schemathesis().unwrap_or_else(|error| panic!("{error:#}"));
    // It keeps what it learnt in the folder in which it runs.
    let folder = tempfile::tempdir().unwrap();
    command.current_dir(&folder).env("SORDINO_HOOKS", ours.join("hooks.py"));
    command.arg("--config-file").arg(ours.join("schemathesis.toml"));
    command.arg("run").arg(repository("docs/contract/openapi.json"));
    command.args(["--url", &gateway.url, "--header", &format!("Authorization: {authorization}")]);
    command.args(["--checks", "all", "--continue-on-failure", "--no-color", "--seed", "1"]);
    command.args(["--max-examples", EXAMPLES, "--generation-database", "none"]);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{errors}");
    assert!(said.contains("4 selected / 4 total"), "an operation was left out:\n{said}");
}

#[test]
fn the_gateway_answers_as_its_document_says() {
    answers_as_the_document_says(Power::Manage);
}

#[test]
fn the_gateway_answers_a_withdraw_link_as_its_document_says() {
    answers_as_the_document_says(Power::Withdraw);
}
