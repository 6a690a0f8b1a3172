//! What HTTP itself asks for: safe methods, caching, other websites, types and sizes.

use serde_json::json;
use sordino_contract::Code;
use ureq::http::Method;

use super::{reads, writes};
use crate::bench::Bench;
use crate::check::{Check, Seen};
use crate::http::{Reply, Request};
use crate::person::{Person, change, fresh};
use crate::wish;

/// What every backend reads, in bytes.
const READ: usize = 64 * 1024;

/// What no backend reads, in bytes.
const NOT_READ: usize = 1024 * 1024;

pub(super) const CHECKS: &[Check] = &[
    reads("http/safe", "GET, HEAD and OPTIONS change nothing, whatever they carry", safe),
    reads("http/head", "HEAD answers as GET does, without the body", head),
    reads("http/etag", "The revision is the ETag, and stays while nothing changes", etag),
    writes("http/etag-changes", "A change makes another ETag", etag_changes),
    reads("http/not-modified", "A GET with the ETag is answered 304 and empty", not_modified),
    reads("http/cache", "No cache that others share keeps a document", cache),
    writes("http/cache-answer", "No cache keeps the answer to a change", cache_answer),
    reads("http/preflight", "A website that embeds the widget may ask", preflight),
    reads("http/cors", "That website may read the answer and its ETag", cors),
    reads("http/cors-refusal", "That website may read a refusal", cors_refusal),
    writes("http/cors-methods", "That website may read why a POST was refused", cors_methods),
    writes(
        "http/media-type",
        "A body of another type is refused; a charset is no other type",
        media,
    ),
    writes("http/order", "Whose request it is, is asked before what is in it", order),
    writes("http/size", "64 KiB are read; 1 MiB is refused", size),
    writes(
        "http/methods",
        "Other methods are refused, and the answer names those there are",
        methods,
    ),
];

fn safe(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let before = person.document()?;
    let body = change(json!({ "subscribed": !before.subscribed })).to_string();
    let queries =
        ["unsubscribe=1", "subscribed=false", "action=unsubscribe&confirm=yes", "_method=POST"];
    for query in queries {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            person.send(&person.request_at(method, query))?;
        }
    }
    for name in ["x-http-method-override", "x-http-method", "x-method-override"] {
        for method in ["POST", "DELETE"] {
            person.send(&person.request(Method::GET).header(name, method))?;
        }
    }
    person.send(&person.request(Method::GET).header("purpose", "prefetch"))?;
    let with_body = person.request(Method::OPTIONS).header("content-type", "application/json");
    person.send(&with_body.body(body))?;
    person.holds(&before)
}

fn head(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let get = person.read()?;
    let head = person.send(&person.request(Method::HEAD))?;
    let what = format!("HEAD was answered {}, GET {}", head.status, get.status);
    person.expect(head.status == get.status, what, "the same status")?;
    person.expect(head.body.is_empty(), "HEAD was answered with a body", "no body")?;
    for name in ["etag", "content-type", "cache-control"] {
        let (of_head, of_get) = (head.header(name), get.header(name));
        let what = format!("`{name}` of HEAD is `{of_head}`");
        person.expect(of_head == of_get, what, &format!("`{of_get}`, as of GET"))?;
    }
    Ok(())
}

fn tag_of(person: &Person<'_>, reply: &Reply) -> Seen<String> {
    let revision = reply.json().unwrap_or_default()["revision"].as_str().map(String::from);
    let expected = format!("\"{}\"", revision.unwrap_or_default());
    let tag = reply.header("etag");
    person.expect(tag == expected, format!("`ETag` is `{tag}`"), &format!("`{expected}`"))?;
    Ok(tag)
}

fn etag(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let first = tag_of(&person, &person.read()?)?;
    let second = tag_of(&person, &person.read()?)?;
    let what = format!("it was `{first}` and is `{second}`, and nothing was changed");
    person.expect(first == second, what, "the same revision for the same document")
}

fn etag_changes(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let cell = wish::free_cell(&document)?;
    let mut wishes = vec![cell.set(!cell.on), wish::master(!document.subscribed)];
    if let Ok(channel) = wish::a_channel(&document) {
        let on = document.channel(&channel).is_some_and(|channel| channel.on);
        wishes.push(wish::channel(&channel, !on));
    }
    if let Ok((campaign, frequency)) = wish::with_frequency(&document) {
        let other = frequency.choices.iter().find(|word| Some(*word) != frequency.now.as_ref());
        wishes.extend(other.map(|word| wish::frequency(&campaign.id, Some(word.as_str()))));
    }
    if wish::may_pause(&document) {
        let days = json!({ "from": "2098-02-01", "until": "2098-02-01" });
        wishes.push(wish::pause(&fresh(), days));
    }
    for set in wishes {
        let first = person.read()?.header("etag");
        person.arrange(set)?;
        let second = person.read()?.header("etag");
        let what = format!("`ETag` is `{second}`, and was before the change");
        person.expect(first != second, what, "another one for another document")?;
        let old = person.send(&person.request(Method::GET).header("if-none-match", first))?;
        let what = format!("a GET with the tag from before was answered {}", old.status);
        person.expect(old.status == 200, what, "200 and the document as it is now")?;
    }
    Ok(())
}

fn not_modified(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let first = person.read()?;
    let (tag, cache) = (first.header("etag"), first.header("cache-control"));
    if tag.is_empty() {
        return Err(person.not_mine("there is no `ETag`"));
    }
    let weak = format!("W/{}", tag.trim_start_matches("W/"));
    for known in [tag.clone(), format!("\"another\", {tag}"), weak, "*".into()] {
        let reply = person.send(&person.request(Method::GET).header("if-none-match", &known))?;
        let what = format!("`If-None-Match: {known}` was answered {}", reply.status);
        person.expect(reply.status == 304, what, "304, as the reader has the document")?;
        person.expect(reply.body.is_empty(), "the 304 has a body", "no body")?;
        let said = reply.header("etag");
        person.expect(said == tag, format!("`ETag` of the 304 is `{said}`"), &tag)?;
        let said = reply.header("cache-control");
        person.expect(said == cache, format!("`Cache-Control` of the 304 is `{said}`"), &cache)?;
    }
    let reply = person.send(&person.request(Method::GET).header("if-none-match", "\"another\""))?;
    let what = format!("a tag of another document was answered {}", reply.status);
    person.expect(reply.status == 200, what, "200 and the document")
}

fn cache(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let reply = person.read()?;
    let has = |word| reply.header_has("cache-control", word);
    let what = format!("`Cache-Control` is `{}`", reply.header("cache-control"));
    let kept_by_none = has("no-store") || (has("private") && has("no-cache"));
    person.expect(kept_by_none, what, "`private, no-cache`, or `no-store`")
}

fn cache_answer(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let reply = person.post(&change(json!({})))?;
    let what = format!("`Cache-Control` is `{}`", reply.header("cache-control"));
    person.expect(reply.header_has("cache-control", "no-store"), what, "no-store")
}

/// That an answer may be read by the website.
fn is_allowed(person: &Person<'_>, reply: &Reply, origin: &str) -> Seen {
    let allowed = reply.header("access-control-allow-origin");
    let what = format!("`Access-Control-Allow-Origin` is `{allowed}`");
    person.expect(allowed == origin || allowed == "*", what, &format!("`{origin}` or `*`"))?;
    let credentials = reply.header("access-control-allow-credentials");
    let what = "`Access-Control-Allow-Credentials` is sent";
    let expected = "none: the token is sent by the page, and cookies have no part in this";
    person.expect(credentials.is_empty(), what, expected)?;
    let varies = allowed == "*" || reply.header_has("vary", "origin");
    let what = format!("`Vary` is `{}`", reply.header("vary"));
    person.expect(varies, what, "`Origin`, as the answer depends on it")
}

fn asking(request: Request, origin: &str) -> Request {
    request.header("origin", origin)
}

fn preflight(bench: &Bench<'_>) -> Seen {
    let origin = bench.origin()?;
    let person = bench.person()?;
    for method in ["GET", "POST"] {
        let request = asking(person.bare(Method::OPTIONS), origin)
            .header("access-control-request-method", method)
            .header("access-control-request-headers", "authorization,content-type,if-none-match");
        let reply = person.send(&request)?;
        let what = format!("the preflight was answered {}", reply.status);
        person.expect((200..300).contains(&reply.status), what, "204, without a token")?;
        is_allowed(&person, &reply, origin)?;
        let methods = reply.header("access-control-allow-methods");
        let what = format!("`Access-Control-Allow-Methods` is `{methods}`");
        person.expect(reply.header_has("access-control-allow-methods", method), what, method)?;
        for name in ["authorization", "content-type", "if-none-match"] {
            let headers = reply.header("access-control-allow-headers");
            let what = format!("`Access-Control-Allow-Headers` is `{headers}`");
            // A `*` does not stand for `Authorization`: the Fetch standard, section 4.9.
            person.expect(reply.header_has("access-control-allow-headers", name), what, name)?;
        }
    }
    Ok(())
}

fn cors(bench: &Bench<'_>) -> Seen {
    let origin = bench.origin()?;
    let person = bench.person()?;
    let reply = person.send(&asking(person.request(Method::GET), origin))?;
    is_allowed(&person, &reply, origin)?;
    let exposed = reply.header("access-control-expose-headers");
    let what = format!("`Access-Control-Expose-Headers` is `{exposed}`");
    person.expect(reply.header_has("access-control-expose-headers", "etag"), what, "etag")
}

fn cors_refusal(bench: &Bench<'_>) -> Seen {
    let origin = bench.origin()?;
    let person = bench.person()?;
    for request in [person.bare(Method::GET), person.request_with(Method::GET, "nonsense")] {
        let reply = person.send(&asking(request, origin))?;
        is_allowed(&person, &reply, origin)?;
    }
    Ok(())
}

fn cors_methods(bench: &Bench<'_>) -> Seen {
    let origin = bench.origin()?;
    let person = bench.person()?;
    for request in [
        person.request(Method::POST).header("content-type", "text/plain").body("{}"),
        person.request(Method::POST).json(&json!({ "id": fresh() })),
        person.request(Method::DELETE),
    ] {
        let reply = person.send(&asking(request, origin))?;
        is_allowed(&person, &reply, origin)?;
    }
    Ok(())
}

fn media(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let before = person.document()?;
    let body = change(json!({ "subscribed": !before.subscribed })).to_string();
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "application/problem+json",
        "",
    ] {
        let request = person.request(Method::POST);
        let request = if kind.is_empty() { request } else { request.header("content-type", kind) };
        let reply = person.send(&request.body(body.as_str()))?;
        person.refused(&reply, Code::WrongMediaType, None)?;
    }
    person.holds(&before)?;
    for kind in ["application/json; charset=utf-8", "Application/JSON"] {
        let request = person.request(Method::POST).header("content-type", kind);
        let reply = person.send(&request.body(change(json!({})).to_string()))?;
        let what = format!("`Content-Type: {kind}` was answered {}", reply.status);
        person.expect(reply.status == 200, what, "200")?;
    }
    Ok(())
}

fn size(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let padded = |set: serde_json::Value, bytes: usize| {
        let mut body = change(set).to_string();
        body.push_str(&" ".repeat(bytes.saturating_sub(body.len())));
        person.request(Method::POST).header("content-type", "application/json").body(body)
    };
    let reply = person.send(&padded(json!({}), READ))?;
    let what = format!("a body of 65,536 bytes was answered {}", reply.status);
    person.expect(reply.status == 200, what, "200")?;
    let before = person.document()?;
    let set = json!({ "subscribed": !before.subscribed });
    let reply = person.send(&padded(set, NOT_READ))?;
    person.refused(&reply, Code::TooLarge, None)?;
    person.holds(&before)
}

fn methods(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let before = person.document()?;
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let body = change(json!({ "subscribed": !before.subscribed }));
        let reply = person.send(&person.request(method.clone()).json(&body))?;
        person.refused(&reply, Code::MethodNotAllowed, None)?;
        for name in ["GET", "HEAD", "POST", "OPTIONS"] {
            let what = format!("`Allow` is `{}`", reply.header("allow"));
            person.expect(reply.header_has("allow", name), what, "GET, HEAD, POST, OPTIONS")?;
        }
    }
    person.holds(&before)
}

fn order(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    for kind in ["text/plain", "application/json"] {
        let request = person.request_with(Method::POST, "nonsense").header("content-type", kind);
        let reply = person.send(&request.body("no JSON"))?;
        person.refused(&reply, Code::TokenInvalid, None)?;
    }
    Ok(())
}
