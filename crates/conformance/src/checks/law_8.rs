//! Law 8: a reason is asked after the effect, may be skipped, and never delays or blocks.

use serde_json::json;
use sordino_contract::{Code, Document, Survey};

use super::writes;
use crate::bench::Bench;
use crate::check::{Check, Seen, Stop};
use crate::person::{Person, change, fresh};
use crate::wish;

pub(super) const CHECKS: &[Check] = &[
    writes("law-8/with", "A reason may come with a change", with),
    writes("law-8/after", "A reason may come after the change, tied to its receipt", after),
    writes("law-8/never-blocks", "A reason that does not fit the survey blocks no change", blocks),
    writes("law-8/alone", "A reason that comes alone and does not fit is refused", alone),
    writes("law-8/comment", "A comment is as long as the survey says, in code points", comment),
];

fn survey(document: &Document) -> Seen<(&Survey, &str)> {
    let survey = document.survey.as_ref();
    let found = survey.and_then(|survey| Some((survey, survey.reasons.first()?.code.as_str())));
    found.ok_or_else(|| Stop::Skipped("the document has no survey".into()))
}

/// That a change with this reason is carried out.
fn is_carried_out(person: &Person<'_>, reason: serde_json::Value) -> Seen {
    let cell = wish::free_cell(&person.document()?)?;
    let mut body = change(cell.set(!cell.on));
    body["reason"] = reason;
    let reply = person.post(&body)?;
    person.answer(&reply)?;
    let is = cell.is_on(&person.document()?);
    person.expect(is == Some(!cell.on), "the change had no effect", "the change is in effect")
}

fn with(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let (survey, code) = survey(&document)?;
    is_carried_out(&person, json!({ "code": code }))?;
    let comment = if survey.comment_max > 0 { "One a week is plenty." } else { "" };
    is_carried_out(&person, json!({ "code": code, "comment": comment }))
}

fn after(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let (_, code) = survey(&document)?;
    let cell = wish::free_cell(&document)?;
    let receipt = person.arrange(cell.set(!cell.on))?.receipt;
    let before = person.document()?;
    let mut body = change(json!({}));
    body["reason"] = json!({ "code": code, "receipt": receipt.id });
    let reply = person.post(&body)?;
    let lines = person.answer(&reply)?.receipt.changed.len();
    person.expect(lines == 0, format!("the receipt has {lines} lines"), "no line")?;
    person.holds(&before)
}

fn blocks(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let (survey, code) = survey(&document)?;
    is_carried_out(&person, json!({ "code": "a-reason-of-an-older-survey" }))?;
    let long = "x".repeat(usize::from(survey.comment_max) + 1);
    is_carried_out(&person, json!({ "code": code, "comment": long }))?;
    is_carried_out(&person, json!({ "code": code, "receipt": fresh() }))
}

fn alone(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let (survey, code) = survey(&document)?;
    let long = "x".repeat(usize::from(survey.comment_max) + 1);
    for (reason, pointer) in [
        (json!({ "code": "no-such-reason" }), "/reason/code"),
        (json!({ "code": code, "comment": long }), "/reason/comment"),
        (json!({ "code": code, "receipt": fresh() }), "/reason/receipt"),
    ] {
        // A campaign of which nothing is said is no wish.
        let campaign = wish::free_cell(&document)?.campaign;
        for set in [json!({}), json!({ "campaigns": { campaign.as_str(): {} } })] {
            let mut body = change(set);
            body["reason"] = reason.clone();
            person.refuses(&body, Code::InvalidValue, Some(pointer))?;
        }
    }
    if person.given.is_some() {
        let other = bench.person()?;
        let receipt = other.arrange(json!({}))?.receipt.id;
        let mut body = change(json!({}));
        body["reason"] = json!({ "code": code, "receipt": receipt });
        person.refuses(&body, Code::InvalidValue, Some("/reason/receipt"))?;
    }
    Ok(())
}

fn comment(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let (survey, code) = survey(&document)?;
    if survey.comment_max == 0 {
        return Err(Stop::Skipped("the survey asks for no comment".into()));
    }
    // One code point, two UTF-16 units, four bytes.
    let comment = "𠮷".repeat(survey.comment_max.into());
    let mut body = change(json!({}));
    body["reason"] = json!({ "code": code, "comment": comment });
    let reply = person.post(&body)?;
    let what = format!("a comment of {} characters was refused", survey.comment_max);
    person.expect(reply.status == 200, what, "200: `comment_max` counts code points")?;
    let mut body = change(json!({}));
    body["reason"] = json!({ "code": code, "comment": format!("{comment}x") });
    person.refuses(&body, Code::InvalidValue, Some("/reason/comment"))
}
