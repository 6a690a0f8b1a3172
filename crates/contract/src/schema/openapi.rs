//! OpenAPI 3.1: the contract's one URL.

use serde_json::{Map, Value, json};

use super::{EXAMPLES, answer, change_set, document, problem};
use crate::{Code, Problem, VERSION};

/// The OpenAPI document.
pub fn openapi() -> Value {
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Sordino preference contract",
            "version": VERSION,
            "summary": "What one person is offered by a sender, and what they choose.",
            "description": "A reader (as the Sordino widget) gets a document, shows it, and posts change \
                sets. What a change set does not mention stays as it is.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{ "url": "/", "description": "The backend that serves this document." }],
        "security": [{ "link": [] }],
        "tags": [{ "name": "preferences", "description": "One person's preferences." }],
        "paths": { "/v1/preferences": {
            "get": get(),
            "head": head(),
            "post": post(),
            "options": options(),
        } },
        "components": {
            "securitySchemes": { "link": {
                "type": "http",
                "scheme": "bearer",
                "description": "The token of a link. It stands for one person, and says whether it \
                    may turn up (`manage`) or down only (`withdraw`).",
            } },
            "schemas": schemas(),
        },
    })
}

fn get() -> Value {
    let mut responses = refusals(reading);
    responses.insert("200".into(), json!({
        "description": "The document.",
        "headers": headers(&["ETag", "Cache-Control", "Content-Language", "Vary", CORS, EXPOSED]),
        "content": {
            "application/json": {
                "schema": { "$ref": "#/components/schemas/Document" },
                "examples": examples("document"),
            },
            FRAGMENT: { "schema": {
                "type": "string",
                "description": "The document as the widget's own HTML, to be shown at once. Only for \
                    an `Accept` that names this type with the version of a widget that the backend \
                    has: `text/vnd.sordino.fragment;widget=0123456789ab`. No backend needs to.",
            } },
        },
    }));
    responses.insert("304".into(), unchanged());
    json!({
        "operationId": "readPreferences",
        "tags": ["preferences"],
        "summary": "Read the document",
        "description": "Changes nothing, whatever its query or its headers: links are followed by \
            scanners, and previewed, and prefetched.",
        "parameters": [lang(), accept_language(), if_none_match(), origin()],
        "responses": responses,
    })
}

fn head() -> Value {
    let mut responses = refusals(reading);
    for response in responses.values_mut().filter_map(Value::as_object_mut) {
        response.remove("content");
    }
    responses.insert("200".into(), json!({
        "description": "There is a document. There is no body.",
        "headers": headers(&["ETag", "Cache-Control", "Content-Language", "Vary", CORS, EXPOSED]),
    }));
    responses.insert("304".into(), unchanged());
    json!({
        "operationId": "checkPreferences",
        "tags": ["preferences"],
        "summary": "Ask for the headers of the document",
        "description": "As GET, without a body.",
        "parameters": [lang(), accept_language(), if_none_match(), origin()],
        "responses": responses,
    })
}

fn post() -> Value {
    let mut responses = refusals(|_| true);
    responses.insert("200".into(), json!({
        "description": "It is done, and in effect. The same change again is answered again, with \
            the same receipt, and has no further effect.",
        "headers": headers(&["Cache-Control of changes", "Content-Language", "Vary", CORS, EXPOSED]),
        "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/Answer" },
            "examples": examples("answer"),
        } },
    }));
    json!({
        "operationId": "changePreferences",
        "tags": ["preferences"],
        "summary": "Make a change",
        "description": "All or nothing: a change set that is refused changes nothing. Bodies of up \
            to 65536 bytes are read; larger ones may be refused.",
        "parameters": [lang(), accept_language(), origin()],
        "requestBody": {
            "required": true,
            "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/ChangeSet" },
                "examples": examples("change-set"),
            } },
        },
        "responses": responses,
    })
}

fn options() -> Value {
    let said = headers(&["Allow", "Vary", CORS, METHODS, HEADERS, "Access-Control-Max-Age"]);
    let asked = |name: &str, about: &str| json!({ "name": name, "in": "header", "description": about, "schema": { "type": "string" } });
    json!({
        "operationId": "askPreferences",
        "tags": ["preferences"],
        "summary": "Ask what can be done here",
        "description": "Browsers send it before a page of another origin may read or post.",
        "security": [],
        "parameters": [
            origin(),
            asked("Access-Control-Request-Method", "The method that the page wants. Absent: no page asks."),
            asked("Access-Control-Request-Headers", "The headers that the page wants. Absent: none."),
        ],
        "responses": {
            "200": { "description": "What an origin may do.", "headers": said.clone() },
            "204": { "description": "The methods.", "headers": said },
        },
    })
}

const FRAGMENT: &str = "text/vnd.sordino.fragment";
const CORS: &str = "Access-Control-Allow-Origin";
const EXPOSED: &str = "Access-Control-Expose-Headers";
const METHODS: &str = "Access-Control-Allow-Methods";
const HEADERS: &str = "Access-Control-Allow-Headers";

/// The headers of a response, by their names.
fn headers(names: &[&str]) -> Value {
    let mut all = Map::new();
    for name in names {
        let (required, about, pattern) = match *name {
            "ETag" => (true, "The revision of the document, in quotes.", Some("^\"[^\"]+\"$")),
            "Cache-Control" => (
                true,
                "It is one person's, and looked at anew each time.",
                Some("no-store|private.*no-cache|no-cache.*private"),
            ),
            "Cache-Control of changes" => (true, "It is not kept.", Some("^no-store$")),
            "Content-Language" => {
                let meaning = "The reader's language (BCP 47), and after it that of the labels, if it \
                     is another. Absent: not said.";
                (false, meaning, None)
            }
            "Vary" => (false, "The request headers that the answer depends on.", None),
            CORS => (false, "The origin that may read this, or `*`. Absent: no other.", None),
            EXPOSED => (false, "`ETag`. Absent: no other origin may read it.", None),
            METHODS => (false, "What an origin may do. Absent: nothing.", None),
            HEADERS => (false, "What an origin may send. Absent: nothing.", None),
            "Access-Control-Max-Age" => {
                (false, "How long this holds, in seconds. Absent: 5.", Some("^[0-9]+$"))
            }
            "WWW-Authenticate" => (true, "How to authenticate (RFC 6750).", Some("^Bearer")),
            "Allow" => (true, "The methods of this address.", None),
            _ => (
                false,
                "After how many seconds the same request may succeed. Absent: not known.",
                Some("^[0-9]+$"),
            ),
        };
        let mut schema = json!({ "type": "string" });
        if let Some(pattern) = pattern {
            schema["pattern"] = json!(pattern);
        }
        let name = name.strip_suffix(" of changes").unwrap_or(name);
        let header = json!({ "description": about, "required": required, "schema": schema });
        all.insert(name.into(), header);
    }
    Value::Object(all)
}

fn unchanged() -> Value {
    json!({
        "description": "The document is the one that `If-None-Match` names. There is no body.",
        "headers": headers(&["ETag", "Cache-Control", "Vary", CORS, EXPOSED]),
    })
}

fn parameter(name: &str, place: &str, about: &str, example: &str) -> Value {
    json!({
        "name": name, "in": place, "description": about,
        "schema": { "type": "string" }, "example": example,
    })
}

fn lang() -> Value {
    let about = "The language that labels are wanted in (BCP 47), before every other sign of it. \
                 Absent, or a language that there is not: the link's, the person's, the browser's.";
    parameter("lang", "query", about, "zh-Hans")
}

fn accept_language() -> Value {
    let about = "The languages that the browser prefers (RFC 9110). Absent: not said.";
    parameter("Accept-Language", "header", about, "zh-CN,zh;q=0.9,en;q=0.5")
}

fn if_none_match() -> Value {
    let about = "The `ETag` of the document that the reader has. Absent: it has none.";
    parameter("If-None-Match", "header", about, "\"6c1f0f2a9e4b7d53\"")
}

fn origin() -> Value {
    let about = "The website that asks, as a browser says it. Absent: no other website.";
    parameter("Origin", "header", about, "https://shop.example")
}

/// Whether reading can be refused with this code.
fn reading(code: Code) -> bool {
    matches!(
        code,
        Code::TokenMissing
            | Code::TokenInvalid
            | Code::TokenExpired
            | Code::SubscriberUnknown
            | Code::NotFound
            | Code::MethodNotAllowed
            | Code::Unavailable
    )
}

/// The refusals with a code of which `can` is true, by status.
fn refusals(can: impl Fn(Code) -> bool) -> Map<String, Value> {
    let mut responses = Map::new();
    for code in Code::ALL.iter().copied().filter(|code| can(*code)) {
        let status = code.status();
        if responses.contains_key(&status.to_string()) {
            continue;
        }
        let codes: Vec<Code> = Code::ALL
            .iter()
            .copied()
            .filter(|code| can(*code) && code.status() == status)
            .collect();
        let meanings: Vec<_> =
            codes.iter().map(|code| format!("`{code}`: {}", code.title())).collect();
        let words: Vec<_> = codes.iter().map(|code| code.as_str()).collect();
        let examples: Map<String, Value> = codes.iter().map(|code| example_of(*code)).collect();
        let mut names = vec!["Cache-Control of changes", CORS];
        names.extend(match status {
            401 => Some("WWW-Authenticate"),
            405 => Some("Allow"),
            503 => Some("Retry-After"),
            _ => None,
        });
        responses.insert(
            status.to_string(),
            json!({
                "description": format!("Refused; nothing is changed. {}.", meanings.join("; ")),
                "headers": headers(&names),
                "content": { "application/problem+json": {
                    "schema": {
                        "allOf": [{ "$ref": "#/components/schemas/Problem" }],
                        "properties": {
                            "status": { "const": status },
                            "code": { "enum": words },
                        },
                    },
                    "examples": examples,
                } },
            }),
        );
    }
    responses
}

/// The file with an example of a code, or the least that is answered.
fn example_of(code: Code) -> (String, Value) {
    let file = EXAMPLES.iter().filter(|example| example.of == "problem");
    let file = file.map(|example| example.value()).find(|value| value["code"] == code.as_str());
    let value = file.unwrap_or_else(|| json!(Problem::new(code, code.title())));
    (code.as_str().into(), json!({ "summary": code.title(), "value": value }))
}

/// The example files of a schema.
fn examples(of: &str) -> Value {
    let files = EXAMPLES.iter().filter(|example| example.of == of);
    let all: Map<String, Value> = files
        .map(|file| (file.name.into(), json!({ "summary": file.about, "value": file.value() })))
        .collect();
    Value::Object(all)
}

/// Every type of the four schemas under one roof.
fn schemas() -> Value {
    let mut all = Map::new();
    let roots = [
        ("Document", document()),
        ("ChangeSet", change_set()),
        ("Answer", answer()),
        ("Problem", problem()),
    ];
    for (name, mut root) in roots {
        refer(&mut root);
        let Some(members) = root.as_object_mut() else {
            continue;
        };
        if let Some(Value::Object(kinds)) = members.remove("$defs") {
            for (name, kind) in kinds {
                all.entry(name).or_insert(kind);
            }
        }
        members.remove("$schema");
        members.remove("$id");
        all.insert(name.into(), root);
    }
    Value::Object(all)
}

/// Lets every reference point to where OpenAPI has its schemas.
fn refer(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(to) if name == "$ref" => {
                        *to = to.replace("#/$defs/", "#/components/schemas/");
                    }
                    other => refer(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(refer),
        _ => {}
    }
}
