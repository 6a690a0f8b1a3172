//! Law 11: what only people can do is asked for, once, and by no link that may be forwarded.

use serde_json::{Value as Json, json};
use sordino_contract::{Ask, Code, Document};

use super::law_10::link;
use super::writes;
use crate::bench::Bench;
use crate::check::{Check, Seen, Stop};
use crate::fixture;
use crate::person::{Person, change};
use crate::wish;

pub(super) const CHECKS: &[Check] = &[
    writes("law-11/receipt", "A receipt says what was asked for", receipt),
    writes("law-11/pending", "What was asked for stands in `requests`", pending),
    writes("law-11/once", "Asked again before it is done, it is one request", once),
    writes("law-11/other-body", "The same id with another `ask` is refused", other_body),
    writes("law-11/whole", "A change that wishes and asks does both, or neither", whole),
    writes("law-11/words", "What may be asked for is `export` and `erase`", words),
    writes("law-11/not-offered", "What `can` has no word for is `not_offered`", not_offered),
    writes("law-11/withdraw", "A `withdraw` link asks for nothing", withdraw),
    writes("law-11/forwarded", "A `withdraw` link does not tell what was asked for", forwarded),
];

/// Somebody made for this: what is asked for cannot be taken back.
fn somebody<'a>(bench: &Bench<'a>) -> Seen<(Person<'a>, Vec<Ask>)> {
    let person = bench.made(fixture::standard())?;
    let document = person.document()?;
    let offered = Ask::ALL.into_iter().filter(|ask| document.can(&ask.capability()));
    let offered: Vec<Ask> = offered.collect();
    if offered.is_empty() {
        return Err(Stop::Skipped("neither `export` nor `erase` is offered".into()));
    }
    Ok((person, offered))
}

/// A change with a new id that asks for this and wishes for nothing.
fn asks(ask: Ask) -> Json {
    let mut body = change(json!({}));
    body["ask"] = ask.as_str().into();
    body
}

/// The ids of what was asked for and is not done.
fn open(document: &Document, ask: Ask) -> Vec<&str> {
    let open = document.requests.iter().filter(|one| one.what == ask.capability());
    open.map(|one| one.id.as_str()).collect()
}

fn receipt(bench: &Bench<'_>) -> Seen {
    let (person, offered) = somebody(bench)?;
    for ask in offered {
        let reply = person.post(&asks(ask))?;
        let receipt = person.answer(&reply)?.receipt;
        let expected = format!("`asked`: `{ask}`, and no line", ask = ask.as_str());
        let is = receipt.asked == Some(ask.capability()) && receipt.changed.is_empty();
        let said = receipt.asked.as_ref().map_or("nothing", |asked| asked.as_str());
        let what = format!("`asked` is {said}, with {} lines", receipt.changed.len());
        person.expect(is, what, &expected)?;
    }
    let plain = person.arrange(json!({}))?.receipt.asked;
    person.expect(plain.is_none(), "a change that asks for nothing has `asked`", "no `asked`")
}

fn pending(bench: &Bench<'_>) -> Seen {
    let (person, offered) = somebody(bench)?;
    let mut before = person.document()?;
    for ask in offered {
        let receipt = person.arrange_change(&asks(ask))?.receipt;
        let mut now = person.document()?;
        let there = now.requests.iter().filter(|one| one.what == ask.capability());
        let there: Vec<_> = there.map(|one| (one.id.clone(), one.recorded_at)).collect();
        let what = format!("`requests` has {} of `{}`", there.len(), ask.as_str());
        let expected = "the one that was just asked for, with the receipt's `id` and `recorded_at`";
        person.expect(there == [(receipt.id, receipt.recorded_at)], what, expected)?;
        // And nothing else is different.
        let all = std::mem::take(&mut now.requests);
        before.requests.clone_from(&all);
        person.holds(&before)?;
    }
    Ok(())
}

fn once(bench: &Bench<'_>) -> Seen {
    let (person, offered) = somebody(bench)?;
    for ask in offered {
        let first = person.arrange_change(&asks(ask))?.receipt.id;
        if open(&person.document()?, ask) != [first.as_str()] {
            return Err(person.not_mine("what was asked for is not in `requests`"));
        }
        let reply = person.post(&asks(ask))?;
        let asked = person.answer(&reply)?.receipt.asked;
        let what = "a second request was taken in while the first is pending";
        person.expect(asked.is_none(), what, "an ordinary receipt, without `asked`")?;
        let document = person.document()?;
        let open = open(&document, ask);
        let what = format!("`requests` has {} of `{}`", open.len(), ask.as_str());
        person.expect(open == [first.as_str()], what, "the first, and no other")?;
    }
    Ok(())
}

fn other_body(bench: &Bench<'_>) -> Seen {
    let (person, offered) = somebody(bench)?;
    let cell = wish::free_cell(&person.document()?)?;
    let mut body = change(cell.set(!cell.on));
    person.arrange_change(&body)?;
    body["ask"] = offered[0].as_str().into();
    person.refuses(&body, Code::IdReused, Some("/id"))
}

fn whole(bench: &Bench<'_>) -> Seen {
    let (person, offered) = somebody(bench)?;
    let ask = offered[0];
    let cell = wish::free_cell(&person.document()?)?;
    let mut body = asks(ask);
    body["set"] = json!({ "channels": { "no-such-channel": false } });
    person.refuses(&body, Code::UnknownChannel, Some("/set/channels/no-such-channel"))?;

    let mut body = asks(ask);
    body["set"] = cell.set(!cell.on);
    let reply = person.post(&body)?;
    let receipt = person.answer(&reply)?.receipt;
    let lines = receipt.changed.len();
    let is = cell.is_on(&person.document()?);
    let expected = "the change in effect, in a line of the receipt";
    person.expect(is == Some(!cell.on), "the wish had no effect", expected)?;
    person.expect(lines == 1, format!("the receipt has {lines} lines"), expected)
}

fn words(bench: &Bench<'_>) -> Seen {
    let (person, offered) = somebody(bench)?;
    let word = offered[0].as_str();
    for wrong in [json!("everything"), Json::Null, json!(true), json!([word]), json!("pause")] {
        let mut body = change(json!({}));
        body["ask"] = wrong;
        person.refuses(&body, Code::InvalidValue, Some("/ask"))?;
    }
    Ok(())
}

fn not_offered(bench: &Bench<'_>) -> Seen {
    let person = bench.made(fixture::without_asks())?;
    let document = person.document()?;
    for ask in Ask::ALL {
        if document.can(&ask.capability()) {
            let why = format!("`{}` is offered to everybody", ask.as_str());
            return Err(Stop::Skipped(why));
        }
        person.refuses(&asks(ask), Code::NotOffered, Some("/ask"))?;
    }
    Ok(())
}

fn withdraw(bench: &Bench<'_>) -> Seen {
    let (person, offered) = somebody(bench)?;
    let link = link(&person)?;
    for ask in offered {
        let before = person.document()?;
        let reply = person.post_with(link, &asks(ask))?;
        person.refused(&reply, Code::WithdrawOnly, Some("/ask"))?;
        person.holds(&before)?;
    }
    Ok(())
}

fn forwarded(bench: &Bench<'_>) -> Seen {
    let (person, offered) = somebody(bench)?;
    let link = link(&person)?;
    person.arrange_change(&asks(offered[0]))?;
    let seen = person.document_with(link)?.requests.len();
    let what = format!("the document of the `withdraw` link has {seen} requests");
    person.expect(seen == 0, what, "no `requests`: the message may have been forwarded")
}
