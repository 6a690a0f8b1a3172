//! Law 1: absent leaves alone, `null` clears, a value sets.

use std::{panic, thread};

use serde_json::{Value as Json, json};
use sordino_contract::{Code, Value, Wishes};

use super::writes;
use crate::bench::Bench;
use crate::check::{Check, Seen, Stop};
use crate::person::{change, fresh};
use crate::wish;

/// How many change at once.
const AT_ONCE: usize = 8;

pub(super) const CHECKS: &[Check] = &[
    writes("law-1/value", "A value sets, for every kind of place", value),
    writes("law-1/together", "Wishes of every kind in one change all hold", together),
    writes("law-1/absent", "What a change does not mention stays as it is", absent),
    writes("law-1/empty", "A change that mentions nothing is accepted and changes nothing", empty),
    writes("law-1/null-clears", "`null` clears a frequency and ends a pause", null_clears),
    writes("law-1/null-refused", "`null` is refused where there is nothing to clear", null_refused),
    writes("law-1/unknown-member", "A member that the contract does not have is refused", unknown),
    writes("law-1/wrong-kind", "A value of another kind is refused, not converted", wrong_kind),
    writes("law-1/all-or-nothing", "A change of which a part is refused is refused whole", whole),
    writes("law-1/side-by-side", "Changes of different places at one time all hold", side_by_side),
];

fn value(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let mut wishes = vec![wish::master(!document.subscribed)];
    if let Ok(channel) = wish::a_channel(&document) {
        let on = document.channel(&channel).is_some_and(|channel| channel.on);
        wishes.push(wish::channel(&channel, !on));
    }
    let cell = wish::free_cell(&document)?;
    wishes.push(cell.set(!cell.on));
    if let Ok((campaign, frequency)) = wish::with_frequency(&document) {
        let other = frequency.choices.iter().find(|choice| Some(*choice) != frequency.now.as_ref());
        wishes.extend(other.map(|word| wish::frequency(&campaign.id, Some(word.as_str()))));
    }
    for set in wishes {
        let answer = person.wish(set.clone())?;
        let wanted = serde_json::from_value::<Wishes>(set).unwrap_or_default();
        let now = person.document()?;
        for (path, value) in wanted.each() {
            let is = now.value(&path);
            let what = format!("`{path}` was asked for, and is {}", shown(is.as_ref()));
            person.expect(is.as_ref() == Some(&value), what, &shown(Some(&value)))?;
        }
        person.arrange(json!(answer.receipt.undo()))?;
    }
    Ok(())
}

fn together(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let mut set = wish::everything(&document)?;
    set["subscribed"] = (!document.subscribed).into();
    let channel = wish::a_channel(&document)?;
    let on = document.channel(&channel).is_some_and(|channel| channel.on);
    set["channels"] = json!({ channel.as_str(): !on });
    person.wish(set.clone())?;
    let now = person.document()?;
    for (path, value) in serde_json::from_value::<Wishes>(set).unwrap_or_default().each() {
        let is = now.value(&path);
        let what = format!("`{path}` was asked for among others, and is {}", shown(is.as_ref()));
        person.expect(is.as_ref() == Some(&value), what, &shown(Some(&value)))?;
    }
    Ok(())
}

fn shown(value: Option<&Value>) -> String {
    serde_json::to_string(&value).unwrap_or_default()
}

fn absent(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let cell = wish::free_cell(&document)?;
    person.leaves_the_rest(cell.set(!cell.on))?;
    person.leaves_the_rest(cell.set(cell.on))?;
    if let Ok((campaign, frequency)) = wish::with_frequency(&document)
        && let Some(last) = frequency.choices.last()
    {
        person.leaves_the_rest(wish::frequency(&campaign.id, Some(last.as_str())))?;
    }
    Ok(())
}

fn empty(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let before = person.document()?;
    for set in [
        json!({}),
        json!({ "channels": {}, "campaigns": {}, "pauses": {} }),
        json!({ "campaigns": { wish::free_cell(&before)?.campaign.as_str(): {} } }),
    ] {
        let answer = person.wish(set)?;
        let lines = answer.receipt.changed.len();
        person.expect(lines == 0, format!("the receipt has {lines} lines"), "an empty receipt")?;
        person.holds(&before)?;
    }
    Ok(())
}

fn null_clears(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let mut looked =
        Err(Stop::Skipped("the document has neither pauses nor a choice of frequencies".into()));
    if let Ok((campaign, frequency)) = wish::with_frequency(&document) {
        let first = frequency.choices.first().map(|word| word.as_str());
        person.arrange(wish::frequency(&campaign.id, first))?;
        person.wish(wish::frequency(&campaign.id, None))?;
        let after = person.document()?;
        let row = after.campaign(&campaign.id).and_then(|row| row.frequency.clone());
        let is_clear = row.is_some_and(|frequency| frequency.now.is_none());
        person.expect(is_clear, "a frequency was cleared and is still there", "no `now`")?;
        looked = Ok(());
    }
    if wish::may_pause(&document) {
        let id = fresh();
        let days = json!({ "from": "2098-01-31", "until": "2098-01-31" });
        person.arrange(wish::pause(&id, days))?;
        person.wish(wish::pause(&id, Json::Null))?;
        let after = person.document()?;
        let is_there = after.pauses.iter().any(|pause| pause.id.as_str() == id);
        person.expect(!is_there, "a pause was ended and is still there", "no such pause")?;
        looked = Ok(());
    }
    looked
}

fn null_refused(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let cell = wish::free_cell(&document)?;
    let (campaign, channel) = (cell.campaign.as_str(), cell.channel.as_str());
    for (set, pointer) in [
        (json!({ "subscribed": null }), "/set/subscribed".to_owned()),
        (json!({ "channels": { channel: null } }), format!("/set/channels/{channel}")),
        (json!({ "campaigns": { campaign: { "channels": { channel: null } } } }), cell.pointer()),
    ] {
        person.refuses_wish(set, Code::InvalidValue, &pointer)?;
    }
    Ok(())
}

fn unknown(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let cell = wish::free_cell(&document)?;
    let campaign = cell.campaign.as_str();
    let code = Code::UnknownMember;
    // Each along with a wish that could be carried out, and must not be.
    let mut body = change(cell.set(!cell.on));
    body["unsubscribe"] = true.into();
    person.refuses(&body, code, Some("/unsubscribe"))?;
    let mut set = cell.set(!cell.on);
    set["subscribd"] = false.into();
    person.refuses_wish(set, code, "/set/subscribd")?;
    let mut set = cell.set(!cell.on);
    set["campaigns"][campaign]["chanels"] = json!({});
    person.refuses_wish(set, code, &format!("/set/campaigns/{campaign}/chanels"))?;
    let days = json!({ "from": "2098-01-01", "until": "2098-01-31", "to": "2098-01-31" });
    person.refuses_wish(wish::pause("p", days), code, "/set/pauses/p/to")?;
    let mut body = change(cell.set(!cell.on));
    body["reason"] = json!({ "code": "other", "text": "" });
    person.refuses(&body, code, Some("/reason/text"))
}

fn wrong_kind(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = person.document()?;
    let cell = wish::free_cell(&document)?;
    let channel = cell.channel.as_str();
    let mut bodies = vec![
        (change(json!({ "subscribed": "false" })), "/set/subscribed".to_owned()),
        (change(json!({ "subscribed": 0 })), "/set/subscribed".into()),
        (change(json!({ "channels": { channel: "off" } })), format!("/set/channels/{channel}")),
        (change(json!({ "channels": [channel] })), "/set/channels".into()),
        (change(json!([false])), "/set".into()),
        (json!({ "id": fresh() }), "/set".into()),
        (json!({ "id": 7, "set": {} }), "/id".into()),
        (json!({ "set": {} }), "/id".into()),
    ];
    let mut late = change(cell.set(!cell.on));
    late["made_at"] = "yesterday".into();
    bodies.push((late.clone(), "/made_at".into()));
    late["made_at"] = "2026-11-21T20:15:00+08:00".into();
    bodies.push((late, "/made_at".into()));
    let mut via = change(cell.set(!cell.on));
    via["via"] = "pigeon".into();
    bodies.push((via, "/via".into()));
    if let Ok((campaign, _)) = wish::with_frequency(&document) {
        let set = json!({ "campaigns": { campaign.id.as_str(): { "frequency": true } } });
        bodies.push((change(set), format!("/set/campaigns/{}/frequency", campaign.id)));
    }
    for (body, pointer) in bodies {
        person.refuses(&body, Code::InvalidValue, Some(&pointer))?;
    }
    Ok(())
}

fn whole(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let before = person.document()?;
    let cell = wish::free_cell(&before)?;
    // Those who carry out as they read do the campaign before the pause, and so on: whatever the
    // order is, something stands before the mistake.
    let mut channel = cell.set(!cell.on);
    channel["subscribed"] = (!before.subscribed).into();
    channel["channels"] = json!({ "no-such-channel": false });
    let mut campaign = cell.set(!cell.on);
    campaign["subscribed"] = (!before.subscribed).into();
    campaign["campaigns"]["zz-no-such-campaign"] =
        json!({ "channels": { cell.channel.as_str(): false } });
    for set in [channel, campaign] {
        let reply = person.post(&change(set))?;
        if reply.status < 400 {
            return Err(person.not_mine("what should be refused was accepted"));
        }
        person.holds(&before)?;
    }
    Ok(())
}

fn side_by_side(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let cells = wish::free_cells(&person.document()?);
    let cells = &cells[..cells.len().min(AT_ONCE)];
    if cells.len() < 2 {
        return Err(Stop::Skipped("the document has no two cells that can be turned off".into()));
    }
    thread::scope(|scope| {
        let sent: Vec<_> = cells
            .iter()
            .map(|cell| {
                let body = change(cell.set(!cell.on));
                let person = &person;
                scope.spawn(move || person.post(&body).and_then(|reply| person.answer(&reply)))
            })
            .collect();
        sent.into_iter().try_for_each(|sent| joined(sent.join()).map(|_| ()))
    })?;
    let after = person.document()?;
    for cell in cells {
        let what =
            format!("`{}` was changed at the same time as others, and was lost", cell.pointer());
        person.expect(cell.is_on(&after) == Some(!cell.on), what, "every change to hold")?;
    }
    Ok(())
}

/// What a thread saw.
pub(super) fn joined<T>(joined: thread::Result<Seen<T>>) -> Seen<T> {
    joined.unwrap_or_else(|panicked| panic::resume_unwind(panicked))
}
