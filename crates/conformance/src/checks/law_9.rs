//! Law 9: refusals are RFC 9457 problems with a stable code and a JSON Pointer.

use serde_json::json;
use sordino_contract::Code;
use ureq::http::Method;

use super::{reads, writes};
use crate::bench::Bench;
use crate::check::{Check, Seen, Stop};
use crate::http::Reply;
use crate::person::{Person, change, fresh};
use crate::{schema, wish};

pub(super) const CHECKS: &[Check] = &[
    reads("law-9/token", "Without a good token: 401, and which of the three it is", token),
    reads(
        "law-9/token-form",
        "A refused token is answered as a problem, with a challenge",
        form_401,
    ),
    writes("law-9/form", "A refusal is `application/problem+json` and what the schema says", form),
    writes("law-9/channel", "A channel that is not there is refused, with its place", channel),
    writes("law-9/campaign", "A campaign that is not there is refused, with its place", campaign),
    writes("law-9/not-offered", "What exists but is not offered is refused as that", not_offered),
    writes("law-9/frequency", "A frequency that is not among the choices is refused", frequency),
    writes("law-9/pointer", "A pointer escapes what RFC 6901 says", pointer),
    writes("law-9/json", "What is not JSON is refused as that", malformed),
    writes("law-9/no-echo", "A refusal repeats nothing that was sent", no_echo),
];

fn token(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let without = person.send(&person.bare(Method::GET))?;
    person.refused(&without, Code::TokenMissing, None)?;
    for basic in ["Basic dXNlcjpwYXNz", "Bearer"] {
        let other = person.send(&person.bare(Method::GET).header("authorization", basic))?;
        person.refused(&other, Code::TokenMissing, None)?;
    }
    for wrong in ["nonsense".to_owned(), "..".into()].into_iter().chain(altered(&person)) {
        let reply = person.send(&person.request_with(Method::GET, &wrong))?;
        person.refused(&reply, Code::TokenInvalid, None)?;
    }
    // RFC 9110, 11.1: a scheme is the same in any case.
    let small = format!("bearer {}", person.links.manage);
    let reply = person.send(&person.bare(Method::GET).header("authorization", small))?;
    let what = format!("`bearer` in small letters was answered {}", reply.status);
    person.expect(reply.status == 200, what, "200: `Bearer` is the same in any case")?;
    if let Some(expired) = &person.links.expired {
        let reply = person.send(&person.request_with(Method::GET, expired))?;
        person.refused(&reply, Code::TokenExpired, None)?;
    }
    Ok(())
}

/// The person's token with one character changed, at several places. The last character of each
/// part is left alone, as it may hold bits that say nothing.
fn altered(person: &Person<'_>) -> Vec<String> {
    let token = &person.links.manage;
    let mut altered = Vec::new();
    let mut start = 0;
    for part in token.split('.') {
        for at in [start, start + part.len() / 2] {
            let inside = at + 1 < start + part.len();
            let Some(byte) = token.as_bytes().get(at).filter(|_| inside) else { continue };
            let mut text = token.clone().into_bytes();
            text[at] = if *byte == b'A' { b'B' } else { b'A' };
            altered.extend(String::from_utf8(text));
        }
        start += part.len() + 1;
    }
    altered
}

/// That a refusal is a problem in form.
fn is_problem(person: &Person<'_>, reply: &Reply) -> Seen {
    let kind = reply.media_type();
    person.expect(
        kind == "application/problem+json",
        format!("the refusal came as `{kind}`"),
        "application/problem+json",
    )?;
    let body = reply.json().unwrap_or_default();
    let mistakes = schema::mistakes_in_problem(&body);
    person.expect(mistakes.is_empty(), mistakes.join("; "), "docs/contract/schema/problem.json")?;
    let code = reply.code();
    let expected = format!("`urn:sordino:problem:{code}` and {}", reply.status);
    let (kind, status) = (&body["type"], &body["status"]);
    person.expect(
        *kind == format!("urn:sordino:problem:{code}") && *status == reply.status,
        format!("`type` is {kind} and `status` is {status}"),
        &expected,
    )
}

fn form_401(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    for request in [person.bare(Method::GET), person.request_with(Method::GET, "nonsense")] {
        let reply = person.send(&request)?;
        if reply.status != 401 {
            return Err(person.not_mine("a bad token was not answered 401"));
        }
        is_problem(&person, &reply)?;
        let challenge = reply.header("www-authenticate");
        let is_bearer = challenge.to_ascii_lowercase().starts_with("bearer");
        let what = format!("`WWW-Authenticate` is `{challenge}`");
        person.expect(is_bearer, what, "`Bearer …`, as RFC 6750 says")?;
    }
    Ok(())
}

fn form(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    for body in [
        change(json!({ "channels": { "no-such-channel": false } })),
        change(json!({ "subscribed": "no" })),
        change(json!({ "subscribd": false })),
        json!({ "id": fresh() }),
    ] {
        let reply = person.post(&body)?;
        if reply.status == 200 {
            return Err(person.not_mine("what should be refused was accepted"));
        }
        is_problem(&person, &reply)?;
        let cache = reply.header("cache-control");
        let what = format!("`Cache-Control` of a refusal is `{cache}`");
        person.expect(reply.header_has("cache-control", "no-store"), what, "no-store")?;
    }
    Ok(())
}

fn channel(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let code = Code::UnknownChannel;
    let set = json!({ "channels": { "no-such-channel": false } });
    person.refuses_wish(set, code, "/set/channels/no-such-channel")?;
    let cell = wish::free_cell(&person.document()?)?;
    let campaign = cell.campaign.as_str();
    let set = json!({ "campaigns": { campaign: { "channels": { "no-such-channel": false } } } });
    let pointer = format!("/set/campaigns/{campaign}/channels/no-such-channel");
    person.refuses_wish(set, code, &pointer)
}

fn campaign(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    let code = Code::UnknownCampaign;
    let channels = json!({ cell.channel.as_str(): false });
    person.refuses_wish(
        json!({ "campaigns": { "no-such-campaign": { "channels": channels } } }),
        code,
        &format!("/set/campaigns/no-such-campaign/channels/{}", cell.channel),
    )?;
    person.refuses_wish(
        json!({ "campaigns": { "no-such-campaign": { "frequency": "weekly" } } }),
        code,
        "/set/campaigns/no-such-campaign/frequency",
    )
}

fn not_offered(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let mut looked = Err(Stop::Skipped("every campaign is offered in every way".into()));
    let lacking = document.campaigns.iter().filter(|row| row.required.is_none()).find_map(|row| {
        let missing = document.channels.iter().find(|c| row.channels.get(&c.id).is_none())?;
        Some((row.id.as_str(), missing.id.as_str()))
    });
    if let Some((campaign, channel)) = lacking {
        let set = json!({ "campaigns": { campaign: { "channels": { channel: false } } } });
        let pointer = format!("/set/campaigns/{campaign}/channels/{channel}");
        person.refuses_wish(set, Code::NotOffered, &pointer)?;
        looked = Ok(());
    }
    if let Ok(row) = wish::without_frequency(&document) {
        let pointer = format!("/set/campaigns/{}/frequency", row.id);
        for word in [Some("weekly"), None] {
            let set = wish::frequency(&row.id, word);
            person.refuses_wish(set, Code::NotOffered, &pointer)?;
        }
        looked = Ok(());
    }
    looked
}

fn frequency(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let (campaign, _) = wish::with_frequency(&document)?;
    let pointer = format!("/set/campaigns/{}/frequency", campaign.id);
    let set = wish::frequency(&campaign.id, Some("every-other-blue-moon"));
    person.refuses_wish(set, Code::UnknownFrequency, &pointer)
}

fn pointer(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    person.refuses_wish(json!({ "a/b~c": 1 }), Code::UnknownMember, "/set/a~1b~0c")
}

fn malformed(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let before = person.document()?;
    let whole = change(json!({ "subscribed": !before.subscribed })).to_string();
    let cut = &whole[..whole.len() - 1];
    let more = format!("{whole} and more");
    let comma = format!("{cut},}}");
    let comment = format!("/* a comment */ {whole}");
    let escape = whole.replace("\"id\":\"", "\"id\":\"\\q");
    for body in ["", cut, "subscribed=false", &more, "{'set': {}}", &comma, &comment, &escape] {
        let request = person.request(Method::POST).header("content-type", "application/json");
        let reply = person.send(&request.body(body))?;
        person.refused(&reply, Code::MalformedJson, None)?;
    }
    let bytes = [&whole.as_bytes()[..whole.len() - 1], b",\"via\":\"\xff\"}"].concat();
    let request = person.request(Method::POST).header("content-type", "application/json");
    let reply = person.send(&request.body(bytes))?;
    person.refused(&reply, Code::MalformedJson, None)?;
    person.holds(&before)
}

fn no_echo(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let secret = "wei.private@example.com";
    for body in [
        json!({ "id": secret, "set": {} }),
        change(json!({ "subscribed": secret })),
        change(json!({ "channels": secret })),
        json!({ "id": fresh(), "set": {}, "made_at": secret }),
        json!({ "id": fresh(), "set": {}, "via": secret }),
        change(wish::pause("p", json!({ "from": secret, "until": secret }))),
        json!({ "id": fresh(), "set": {}, "reason": { "code": secret } }),
    ] {
        let reply = person.post(&body)?;
        if reply.status < 400 {
            return Err(person.not_mine("what should be refused was accepted"));
        }
        let said = String::from_utf8_lossy(&reply.body);
        let expected = "no value of the request: it may be an address, and answers are logged";
        person.expect(!said.contains("wei.private"), "the refusal repeats a value", expected)?;
    }
    let reply = person.send(&person.request_with(Method::GET, "a-token-that-is-wrong"))?;
    let said = String::from_utf8_lossy(&reply.body);
    let what = "the refusal repeats the token";
    person.expect(!said.contains("a-token-that-is-wrong"), what, "no token in an answer")
}
