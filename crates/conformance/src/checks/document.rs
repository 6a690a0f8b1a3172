//! The document and the answers as a whole.

use std::collections::HashSet;
use std::fmt::Display;

use serde_json::json;
use sordino_contract::{Document, VERSION};

use super::{reads, writes};
use crate::bench::Bench;
use crate::check::{Check, Seen};
use crate::person::{Person, change, differences};
use crate::{fixture, schema, wish};

/// How many campaigns a large sender has.
const MANY: usize = 500;

pub(super) const CHECKS: &[Check] = &[
    reads("document/schema", "The document is what the schema says, as `application/json`", valid),
    reads("document/references", "Ids are unique, and what is referred to is there", references),
    writes("document/answer-schema", "An answer is what the schema says", answer_schema),
    writes("document/answer", "An answer holds the document as it is afterwards", answer),
    writes("document/text", "Labels in any script come as they were written", text),
    writes("document/many", "500 campaigns are read, and changed in one request", many),
];

fn valid(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let reply = person.read()?;
    let expected = "200, `application/json`, a document of contract version 1";
    person.expect(reply.status == 200, format!("it was answered {}", reply.status), expected)?;
    let kind = reply.media_type();
    person.expect(kind == "application/json", format!("it came as `{kind}`"), expected)?;
    let Some(json) = reply.json() else {
        return Err(person.failed("the body is not JSON", expected));
    };
    let mistakes = schema::mistakes_in_document(&json);
    person.expect(
        mistakes.is_empty(),
        mistakes.join("; "),
        "docs/contract/schema/document.json",
    )?;
    let version = &json["contract"];
    person.expect(version == VERSION, format!("`/contract` is {version}"), "\"1\"")
}

fn references(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    unique(&person, "channels", document.channels.iter().map(|channel| &channel.id))?;
    unique(&person, "groups", document.groups.iter().map(|group| &group.id))?;
    unique(&person, "campaigns", document.campaigns.iter().map(|campaign| &campaign.id))?;
    unique(&person, "pauses", document.pauses.iter().map(|pause| &pause.id))?;
    for campaign in &document.campaigns {
        let id = &campaign.id;
        for (channel, _) in campaign.channels.iter() {
            let what = format!("`/campaigns/{id}/channels` names `{channel}`");
            person.expect(document.channel(channel).is_some(), what, "an id of `/channels`")?;
        }
    }
    Ok(())
}

fn unique<T: Display>(person: &Person<'_>, list: &str, ids: impl Iterator<Item = T>) -> Seen {
    let mut seen = HashSet::new();
    for id in ids {
        let id = id.to_string();
        let what = format!("`{id}` stands twice in `/{list}`");
        person.expect(seen.insert(id), what, "an id of its own for each")?;
    }
    Ok(())
}

fn answer_schema(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    // A document that cannot be read is no reason not to look at an answer.
    let cell = person.document().and_then(|document| wish::free_cell(&document));
    let set = cell.map_or(json!({}), |cell| cell.set(!cell.on));
    let reply = person.post(&change(set))?;
    let expected = "200, `application/json`, a receipt and a document";
    person.expect(reply.status == 200, format!("it was answered {}", reply.status), expected)?;
    let kind = reply.media_type();
    person.expect(kind == "application/json", format!("it came as `{kind}`"), expected)?;
    let mistakes = schema::mistakes_in_answer(&reply.json().unwrap_or_default());
    person.expect(mistakes.is_empty(), mistakes.join("; "), "docs/contract/schema/answer.json")
}

fn answer(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cell = wish::free_cell(&person.document()?)?;
    let answered = person.arrange(cell.set(!cell.on))?.document;
    let read = person.document()?;
    let mut differences = differences(&answered, &read);
    if answered.revision != read.revision {
        differences.push(format!("`/revision` is {}, not {}", answered.revision, read.revision));
    }
    let what = format!("the answer's document differs from a GET's: {}", differences.join("; "));
    person.expect(differences.is_empty(), what, "the document as a GET answers it now")
}

fn text(bench: &Bench<'_>) -> Seen {
    let person = bench.made(fixture::labelled())?;
    let read = serde_json::to_value(person.document()?).unwrap_or_default();
    let (read, given) = (fixture::texts(&read), fixture::texts(&fixture::labelled()));
    for (place, text) in &given {
        // What the backend has not got, its hook has left out.
        let Some(is) = read.get(place) else { continue };
        let what = format!("`{place}` is {is}, not {text}");
        person.expect(is == text, what, "the label to the letter")?;
    }
    Ok(())
}

fn many(bench: &Bench<'_>) -> Seen {
    let person = bench.made(fixture::with_campaigns(MANY))?;
    let document = person.document()?;
    let count = document.campaigns.len();
    person.expect(count == MANY, format!("there are {count} campaigns"), "500, as were made")?;

    let rows = document.campaigns.iter();
    let rows = rows.map(|row| (row.id.to_string(), json!({ "channels": { "email": false } })));
    let campaigns: serde_json::Map<_, _> = rows.collect();
    let answer = person.wish(json!({ "campaigns": campaigns }))?;
    let changed = answer.receipt.changed.len();
    person.expect(changed == MANY, format!("the receipt has {changed} lines"), "500 lines")?;
    let is_off = |document: &Document| {
        document.campaigns.iter().all(|row| {
            row.channels.iter().all(|(channel, on)| (channel.as_str() == "email") != *on)
        })
    };
    let after = person.document()?;
    person.expect(is_off(&after), "not every cell is as it was wished", "500 cells off, 1,000 on")
}
