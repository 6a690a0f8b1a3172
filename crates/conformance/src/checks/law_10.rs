//! Law 10: a `withdraw` link turns down only.

use serde_json::{Value as Json, json};
use sordino_contract::{Code, Document, Power};

use super::{reads, writes};
use crate::bench::Bench;
use crate::check::{Check, Seen, Stop};
use crate::person::{Person, change, fresh};
use crate::wish;

pub(super) const CHECKS: &[Check] = &[
    reads("law-10/power", "The document says what the link may do", power),
    writes("law-10/down", "A `withdraw` link turns down", down),
    writes("law-10/up", "A `withdraw` link turns nothing on", up),
    writes("law-10/frequency", "A `withdraw` link makes nothing come more often", frequency),
    writes("law-10/pause", "A `withdraw` link neither ends nor shortens a pause", pause),
    writes("law-10/whole", "A change that turns down and up is refused whole", whole),
];

pub(super) fn link<'p>(person: &'p Person<'_>) -> Seen<&'p str> {
    let missing = || Stop::Skipped("no `withdraw` link was given: `--withdraw-token`".into());
    let link = person.links.withdraw.as_deref().ok_or_else(missing)?;
    // Of a link that the hook made it is known what it should be.
    if person.given.is_none() && person.document_with(link)?.power != Power::Withdraw {
        return Err(person.not_mine("`--withdraw-token` is not a `withdraw` link by its document"));
    }
    Ok(link)
}

/// That wishes sent by the `withdraw` link are refused at this place.
fn refuses(person: &Person<'_>, set: Json, pointer: &str) -> Seen {
    let before = person.document()?;
    let reply = person.post_with(link(person)?, &change(set))?;
    person.refused(&reply, Code::WithdrawOnly, Some(pointer))?;
    person.holds(&before)
}

/// That wishes sent by the `withdraw` link are carried out; and the document after.
fn accepts(person: &Person<'_>, set: Json) -> Seen<Document> {
    let reply = person.post_with(link(person)?, &change(set))?;
    person.answer(&reply)?;
    person.document()
}

fn power(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let manage = person.document()?.power;
    person.expect(manage == Power::Manage, "`power` is not `manage`", "manage")?;
    let Some(withdraw) = person.links.withdraw.as_deref() else {
        return link(&person).map(|_| ());
    };
    let withdraw = person.document_with(withdraw)?.power;
    person.expect(withdraw == Power::Withdraw, "`power` is not `withdraw`", "withdraw")
}

fn down(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    link(&person)?;
    let cell = wish::free_cell(&person.document()?)?;
    person.arrange(cell.set(true))?;
    let after = accepts(&person, cell.set(false))?;
    person.expect(cell.is_on(&after) == Some(false), "the cell is on", "off")?;
    person.arrange(wish::master(true))?;
    let after = accepts(&person, wish::master(false))?;
    person.expect(!after.subscribed, "the master switch is on", "off")
}

fn up(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    link(&person)?;
    let document = person.document()?;
    let cell = wish::free_cell(&document)?;
    person.arrange(cell.set(false))?;
    refuses(&person, cell.set(true), &cell.pointer())?;
    // Also where a later wish has overtaken it.
    let before = person.document()?;
    let mut old = change(cell.set(true));
    old["made_at"] = bench.hours_ago(1).into();
    let reply = person.post_with(link(&person)?, &old)?;
    person.refused(&reply, Code::WithdrawOnly, Some(&cell.pointer()))?;
    person.holds(&before)?;
    person.arrange(wish::master(false))?;
    refuses(&person, wish::master(true), "/set/subscribed")?;
    let channel = wish::a_channel(&document)?;
    person.arrange(wish::channel(&channel, false))?;
    refuses(&person, wish::channel(&channel, true), &format!("/set/channels/{channel}"))
}

fn frequency(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    link(&person)?;
    let document = person.document()?;
    let (campaign, frequency) = wish::with_frequency(&document)?;
    let (Some(first), Some(last)) = (frequency.choices.first(), frequency.choices.last()) else {
        return Ok(());
    };
    person.arrange(wish::frequency(&campaign.id, Some(first.as_str())))?;
    accepts(&person, wish::frequency(&campaign.id, Some(last.as_str())))?;
    let pointer = format!("/set/campaigns/{}/frequency", campaign.id);
    refuses(&person, wish::frequency(&campaign.id, Some(first.as_str())), &pointer)?;
    refuses(&person, wish::frequency(&campaign.id, None), &pointer)
}

fn pause(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    link(&person)?;
    wish::pauses_of(&person.document()?, 3)?;
    let id = fresh();
    let pointer = format!("/set/pauses/{id}");
    let days = |from: &str, until: &str| wish::pause(&id, json!({ "from": from, "until": until }));
    accepts(&person, days("2098-02-05", "2098-02-05"))?;
    accepts(&person, days("2098-02-04", "2098-02-06"))?;
    refuses(&person, wish::pause(&id, Json::Null), &pointer)?;
    refuses(&person, days("2098-02-04", "2098-02-05"), &pointer)?;
    refuses(&person, days("2098-02-05", "2098-02-07"), &pointer)?;
    let mut narrower = json!({ "from": "2098-02-04", "until": "2098-02-06" });
    narrower["channels"] = json!([wish::a_channel(&person.document()?)?]);
    refuses(&person, wish::pause(&id, narrower.clone()), &pointer)?;
    // Of nothing at all.
    narrower["channels"] = json!([]);
    refuses(&person, wish::pause(&id, narrower), &pointer)
}

fn whole(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    link(&person)?;
    let (cell, other) = wish::two_cells(&person.document()?)?;
    person.arrange(cell.set(false))?;
    person.arrange(other.set(true))?;
    let mut set = cell.set(true);
    set["subscribed"] = false.into();
    if other.campaign == cell.campaign {
        let row = &mut set["campaigns"][cell.campaign.as_str()]["channels"];
        row[other.channel.as_str()] = false.into();
    }
    refuses(&person, set, &cell.pointer())
}
