//! Law 7: a pause is calendar days in the subscriber's zone, first and last day included.

use serde_json::{Value as Json, json};
use sordino_contract::{Capability, Code, Date, Document, PAUSES_MAX, PauseWish};

use super::{reads, writes};
use crate::bench::{Bench, here};
use crate::check::{Check, Seen, Stop};
use crate::person::{Person, fresh};
use crate::{fixture, wish};

/// Zones that are never all on one day, and whose clocks change in different ways: Kiritimati is
/// 25 hours before Pago Pago, Lord Howe changes by half an hour, and Apia left a day out in 2011.
const ZONES: &[&str] = &[
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
];

pub(super) const CHECKS: &[Check] = &[
    reads("law-7/today", "`today` is the day in the subscriber's zone", today),
    reads("law-7/over", "Pauses that are over are not in the document", over),
    writes("law-7/days", "The days of a pause stay those days, in every zone", days),
    writes("law-7/length", "The longest pause is counted in days, both ends included", length),
    writes("law-7/past", "A pause that is over is refused; one that ends today is not", past),
    writes("law-7/backwards", "A pause that ends before it begins is refused", backwards),
    writes("law-7/no-such-day", "A day that does not exist is refused", no_such_day),
    writes("law-7/narrow", "A pause may be of some campaigns and channels only", narrow),
    writes("law-7/changed", "A pause that is changed is the new one as a whole", changed),
    writes("law-7/fifty", "50 pauses are kept, and a 51st is refused", fifty),
    writes("law-7/not-offered", "A pause is refused where none are offered", not_offered),
];

/// Somebody's document, if they may ask for another pause.
fn pausing(person: &Person<'_>) -> Seen<Document> {
    let document = person.document()?;
    wish::pauses_of(&document, 1)?;
    Ok(document)
}

/// What day it is somewhere, this many milliseconds from now.
fn day_in(zone: &str, millis: i64) -> Option<String> {
    let moment = jiff::Timestamp::from_millisecond(millis).ok()?;
    Some(moment.in_tz(zone).ok()?.date().to_string())
}

fn today(bench: &Bench<'_>) -> Seen {
    for person in bench.people_in(ZONES)? {
        let document = person.document()?;
        let zone = document.subscriber.time_zone.as_str();
        // At midnight the backend may be a moment before us.
        let about = [-60_000, 0, 60_000].map(|by| day_in(zone, here() + bench.ahead + by));
        let Some(Some(day)) = about.get(1).cloned() else {
            let what = format!("`{zone}` is no zone of the IANA database");
            return Err(person.failed(what, "a zone as `Europe/London`"));
        };
        let is = document.today.text();
        let what = format!("`today` is {is} in {zone}");
        person.expect(about.contains(&Some(is)), what, &day)?;
    }
    Ok(())
}

fn over(bench: &Bench<'_>) -> Seen {
    let person = bench.made(fixture::with_pauses(json!([
        { "id": "over", "from": "2020-01-01", "until": "2020-01-31" },
        { "id": "to-come", "from": "2098-01-01", "until": "2098-01-31" },
    ])))?;
    let document = person.document()?;
    if !document.can(&Capability::Pause) {
        return Err(Stop::Skipped("pauses are not offered".into()));
    }
    let pauses = document.pauses;
    let ids: Vec<_> = pauses.iter().map(|pause| pause.id.as_str()).collect();
    person.expect(ids == ["to-come"], format!("the document has the pauses {ids:?}"), "`to-come`")
}

/// That a pause is accepted, and is what was asked for.
fn keeps(person: &Person<'_>, days: &Json) -> Seen {
    let id = fresh();
    person.wish(wish::pause(&id, days.clone()))?;
    is_pause(person, &id, days)?;
    // It is put away, so that the next one is not one too many.
    person.arrange(wish::pause(&id, Json::Null)).map(|_| ())
}

/// That the document has a pause, and it is this one.
fn is_pause(person: &Person<'_>, id: &str, expected: &Json) -> Seen {
    let document = person.document()?;
    let is = document.pauses.iter().find(|pause| pause.id.as_str() == id);
    let is = is.map(|pause| pause.wish.clone());
    let what = format!("the pause is {}", serde_json::to_string(&is).unwrap_or_default());
    let wished: Option<PauseWish> = serde_json::from_value(expected.clone()).ok();
    person.expect(is == wished, what, &expected.to_string())
}

fn days(bench: &Bench<'_>) -> Seen {
    for person in bench.people_in(&ZONES[..5])? {
        let longest = pausing(&person)?.pause_days_max.map_or(i32::MAX, i32::from);
        for (from, until) in [
            // The clocks change in London, in New York and on Lord Howe Island, both ways.
            ("2098-03-30", "2098-03-30"),
            ("2098-03-08", "2098-04-07"),
            ("2098-10-04", "2098-11-02"),
            // The end of a year, of a month, and a leap day.
            ("2098-12-20", "2099-01-06"),
            ("2098-12-31", "2098-12-31"),
            ("2099-01-01", "2099-01-01"),
            ("2096-02-29", "2096-02-29"),
            ("2096-02-28", "2096-03-01"),
        ] {
            let wish = json!({ "from": from, "until": until });
            if serde_json::from_value::<PauseWish>(wish.clone()).is_ok_and(|wish| {
                wish.until.days_since_epoch() - wish.from.days_since_epoch() < longest
            }) {
                keeps(&person, &wish)?;
            }
        }
    }
    Ok(())
}

/// The day this many days after another.
fn after(day: Date, days: i32) -> String {
    Date::from_days_since_epoch(day.days_since_epoch() + days).map(Date::text).unwrap_or_default()
}

fn length(bench: &Bench<'_>) -> Seen {
    for person in bench.people_in(&["Europe/London", "Australia/Lord_Howe"])? {
        let Some(longest) = pausing(&person)?.pause_days_max else {
            return Err(Stop::Skipped("pauses may be of any length".into()));
        };
        // Pauses of some weeks that begin here have a day of 23, 24 and 25 hours in them, and so
        // has, by a day's difference between two years, one of a year that begins on the last.
        for first in ["2098-03-10", "2098-06-15", "2098-10-10", "2098-10-26"] {
            let Ok(first) = first.parse::<Date>() else { continue };
            let until = |days: u16| json!({ "from": first, "until": after(first, days.into()) });
            keeps(&person, &until(longest.saturating_sub(1)))?;
            let id = fresh();
            let pointer = format!("/set/pauses/{id}/until");
            let set = wish::pause(&id, until(longest));
            person.refuses_wish(set, Code::PauseTooLong, &pointer)?;
        }
    }
    Ok(())
}

fn past(bench: &Bench<'_>) -> Seen {
    for person in bench.people_in(&ZONES[..2])? {
        let document = pausing(&person)?;
        let zone = document.subscriber.time_zone.as_str();
        let now = here() + bench.ahead;
        let day = day_in(zone, now).and_then(|day| day.parse::<Date>().ok());
        let soon = day_in(zone, now + 60_000);
        // In the minute before midnight the day may change between two requests.
        let (Some(today), true) = (day, day.map(Date::text) == soon) else {
            return Err(Stop::Skipped("it is midnight there; run it again".into()));
        };
        keeps(&person, &json!({ "from": today, "until": today }))?;
        let id = fresh();
        let set = wish::pause(&id, json!({ "from": after(today, -1), "until": after(today, -1) }));
        person.refuses_wish(set, Code::PausePast, &format!("/set/pauses/{id}/until"))?;
    }
    Ok(())
}

fn backwards(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    pausing(&person)?;
    // The second is over as well; that it is backwards comes first.
    for (from, until) in [("2098-02-02", "2098-02-01"), ("2020-02-02", "2020-02-01")] {
        let set = wish::pause("p", json!({ "from": from, "until": until }));
        person.refuses_wish(set, Code::PauseBackwards, "/set/pauses/p/until")?;
    }
    Ok(())
}

fn no_such_day(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    pausing(&person)?;
    for day in ["2098-02-29", "2098-13-01", "2098-1-1", "01/02/2098", "2098-02-01T00:00:00Z", ""] {
        let set = wish::pause("p", json!({ "from": day, "until": "2098-12-31" }));
        person.refuses_wish(set, Code::InvalidValue, "/set/pauses/p/from")?;
    }
    let set = wish::pause("p", json!({ "from": "2098-02-01" }));
    person.refuses_wish(set, Code::InvalidValue, "/set/pauses/p/until")
}

fn narrow(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let document = pausing(&person)?;
    let (campaign, channel) = {
        let cell = wish::free_cell(&document)?;
        (cell.campaign, cell.channel)
    };
    let days = json!({ "from": "2098-02-01", "until": "2098-02-01" });
    let with = |members: Json| {
        let mut wish = days.clone();
        for (name, value) in members.as_object().into_iter().flatten() {
            wish[name] = value.clone();
        }
        wish
    };
    keeps(&person, &with(json!({ "campaigns": [campaign] })))?;
    keeps(&person, &with(json!({ "channels": [channel] })))?;
    keeps(&person, &with(json!({ "campaigns": [campaign], "channels": [channel] })))?;
    keeps(&person, &with(json!({ "campaigns": null, "channels": null })))?;
    // Of nothing, which is not of everything.
    keeps(&person, &with(json!({ "channels": [] })))?;
    person.refuses_wish(
        wish::pause("p", with(json!({ "campaigns": [campaign, "no-such-campaign"] }))),
        Code::UnknownCampaign,
        "/set/pauses/p/campaigns/1",
    )?;
    person.refuses_wish(
        wish::pause("p", with(json!({ "channels": ["no-such-channel"] }))),
        Code::UnknownChannel,
        "/set/pauses/p/channels/0",
    )
}

fn changed(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let channel = wish::a_channel(&pausing(&person)?)?;
    let id = fresh();
    let narrow = json!({ "from": "2098-02-01", "until": "2098-02-01", "channels": [channel] });
    for days in [narrow, json!({ "from": "2098-02-03", "until": "2098-02-03" })] {
        person.wish(wish::pause(&id, days.clone()))?;
        is_pause(&person, &id, &days)?;
    }
    Ok(())
}

fn fifty(bench: &Bench<'_>) -> Seen {
    let person = bench.person()?;
    let there = pausing(&person)?.pauses.len();
    let days = json!({ "from": "2098-02-01", "until": "2098-02-01" });
    let pauses = |count: usize| -> Json {
        let all: serde_json::Map<_, _> = (0..count).map(|_| (fresh(), days.clone())).collect();
        json!({ "pauses": all })
    };
    let room = PAUSES_MAX - there.min(PAUSES_MAX);
    person.refuses_wish(pauses(room + 1), Code::TooManyPauses, "/set/pauses")?;
    person.wish(pauses(room))?;
    let count = person.document()?.pauses.len();
    person.expect(count == PAUSES_MAX, format!("there are {count} pauses"), "50 pauses")?;
    person.refuses_wish(pauses(1), Code::TooManyPauses, "/set/pauses")?;
    // One for another: as many as before.
    let ended = person.document()?.pauses.first().map(|pause| pause.id.to_string());
    let mut set = pauses(1);
    set["pauses"][ended.unwrap_or_default()] = Json::Null;
    person.wish(set).map(|_| ())
}

fn not_offered(bench: &Bench<'_>) -> Seen {
    let person = match bench.person()? {
        person if person.given.is_none() => person,
        _ => bench.made(fixture::without_pauses())?,
    };
    if person.document()?.can(&Capability::Pause) {
        return Err(Stop::Skipped("pauses are offered".into()));
    }
    let set = wish::pause("p", json!({ "from": "2098-02-01", "until": "2098-02-10" }));
    person.refuses_wish(set, Code::NotOffered, "/set/pauses/p")
}
