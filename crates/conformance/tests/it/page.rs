//! The examples of the written contract are what a backend answers.

use std::path::PathBuf;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use serde_json::Value as Json;
use ureq::http::Request;

use crate::model::Model;

/// When it is in the examples.
const NOW: &str = "2026-11-21T12:15:01.250Z";

/// One block of the page.
struct Block {
    section: String,
    line: String,
    headers: Vec<(String, String)>,
    body: Option<Json>,
}

impl Block {
    fn read(section: &str, text: &str) -> Self {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut lines = head.lines();
        let line = lines.next().unwrap_or_default().to_owned();
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("{line}"));
            (name.to_ascii_lowercase(), value.to_owned())
        });
        let body = (!body.trim().is_empty()).then(|| {
            serde_json::from_str(body).unwrap_or_else(|e| panic!("{section}: {e}\n{body}"))
        });
        Self { section: section.into(), line, headers: headers.collect(), body }
    }

    fn is_request(&self) -> bool {
        !self.line.starts_with("HTTP/")
    }
}

fn file(path: &str) -> String {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    std::fs::read_to_string(root.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn blocks(page: &str) -> Vec<Block> {
    let (mut blocks, mut section, mut code, mut in_heading) =
        (Vec::new(), String::new(), None::<String>, false);
    for event in Parser::new(page) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                section.clear();
                in_heading = true;
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(kind))) if &*kind == "http" => {
                code = Some(String::new());
            }
            Event::End(TagEnd::CodeBlock) => {
                blocks.extend(code.take().map(|text| Block::read(&section, &text)));
            }
            Event::Text(text) if in_heading => section += &text,
            Event::Text(text) => {
                if let Some(code) = &mut code {
                    *code += &text;
                }
            }
            _ => {}
        }
    }
    blocks
}

/// What is shown and not answered. What an answer has beyond it does not matter.
fn missing(shown: &Json, answered: &Json, place: &str) -> Vec<String> {
    match (shown, answered) {
        (Json::String(any), _) if any == "…" => Vec::new(),
        (Json::Object(shown), Json::Object(answered)) => shown
            .iter()
            .flat_map(|(name, shown)| {
                let answered = answered.get(name).unwrap_or(&Json::Null);
                missing(shown, answered, &format!("{place}/{name}"))
            })
            .collect(),
        (Json::Array(shown), Json::Array(answered)) if shown.len() == answered.len() => {
            let pairs = shown.iter().zip(answered).enumerate();
            pairs.flat_map(|(at, (s, a))| missing(s, a, &format!("{place}/{at}"))).collect()
        }
        _ if shown == answered => Vec::new(),
        _ => vec![format!("`{place}` is {answered}, and the page shows {shown}")],
    }
}

/// The document of the examples.
pub(crate) fn example_document() -> Json {
    serde_json::from_str(&file("crates/contract/examples/document.json")).unwrap()
}

/// Sends a request of the page and answers what is not as the next block shows.
fn compare(model: &Model, links: &Json, request: &Block, expected: &Block) -> Vec<String> {
    let (method, path) = request.line.split_once(' ').unwrap();
    let url = model.endpoint().replace("/v1/preferences", path);
    let mut builder = Request::builder().method(method).uri(url);
    let said = request.headers.iter().find(|(name, _)| name == "authorization");
    let token = match said.map(|(_, value)| value.as_str()) {
        None => format!("Bearer {}", links["manage"].as_str().unwrap()),
        Some("Bearer <withdraw token>") => {
            format!("Bearer {}", links["withdraw"].as_str().unwrap())
        }
        Some(other) => other.to_owned(),
    };
    builder = builder.header("authorization", token);
    let agent: ureq::Agent =
        ureq::config::Config::builder().http_status_as_error(false).build().into();
    let mut answer = match &request.body {
        Some(body) => {
            let builder = builder.header("content-type", "application/json");
            agent.run(builder.body(body.to_string()).unwrap()).unwrap()
        }
        None => agent.run(builder.body(()).unwrap()).unwrap(),
    };
    let mut wrong = Vec::new();
    let line = format!("HTTP/1.1 {}", answer.status().as_u16());
    if line != expected.line {
        wrong.push(format!("it is answered `{line}`, and the page shows `{}`", expected.line));
    }
    for (name, value) in &expected.headers {
        let is = answer.headers().get(name).and_then(|is| is.to_str().ok());
        if is != Some(value) {
            wrong.push(format!("`{name}` is {is:?}, and the page shows `{value}`"));
        }
    }
    let body = answer.body_mut().read_to_string().unwrap();
    let body: Json = serde_json::from_str(&body).unwrap_or_default();
    if let Some(shown) = &expected.body {
        wrong.extend(missing(shown, &body, ""));
    }
    wrong
}

#[test]
fn each_example_of_the_page_is_what_a_backend_answers() {
    let model = Model::start_at(None, Some(NOW.parse().unwrap()));
    let page = blocks(&file("docs/contract/README.md"));
    let (mut wrong, mut section, mut person) = (Vec::new(), String::new(), Json::Null);
    for pair in page.chunks(2) {
        let [request, answer] = pair else { panic!("a request without an answer") };
        assert!(request.is_request() && !answer.is_request(), "in {}", request.section);
        if request.section != section {
            section = request.section.clone();
            person = model.person(&example_document());
        }
        let told = compare(&model, &person, request, answer);
        wrong.extend(told.into_iter().map(|told| format!("{section}: {told}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_page_has_an_example_of_each_law() {
    let page = blocks(&file("docs/contract/README.md"));
    for law in 1..=11 {
        let heading = format!("Law {law}:");
        let count = page.iter().filter(|block| block.section.starts_with(&heading)).count();
        assert!(count >= 2, "law {law} has {count} blocks");
    }
}

#[test]
fn every_place_that_the_kit_says_to_read_is_there() {
    let page = file("docs/contract/README.md");
    for check in sordino_conformance::ALL.iter().copied().flatten() {
        let read = check.read();
        let (_, anchor) = read.split_once('#').unwrap();
        assert!(page.contains(&format!("<a id=\"{anchor}\"></a>")), "{read}");
    }
}
