//! Reading a change set, and how that can be wrong.

use std::sync::LazyLock;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value as Json;
use sordino_contract::{
    Ask, CampaignId, Capability, Change, ChangeSet, ChannelId, Code, Document, Map, PauseId,
    PauseWish, Power, Problem, Value, schema,
};
use uuid::Uuid;

use crate::fault::Fault;

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let options = jsonschema::options().should_validate_formats(true);
    options.build(&schema::change_set()).unwrap()
});

/// Reads a change set.
pub(super) fn read(fault: Option<Fault>, body: &[u8]) -> Result<ChangeSet, Problem> {
    let has = |this: Fault| fault == Some(this);
    let body = match fault {
        Some(Fault::LaxJson) => match std::str::from_utf8(body) {
            Ok(text) => text.replace(",}", "}").into_bytes(),
            Err(_) => body.to_vec(),
        },
        Some(Fault::AnyBytesTaken) => String::from_utf8_lossy(body).into_owned().into_bytes(),
        _ => body.to_vec(),
    };
    let Ok(mut json) = serde_json::from_slice::<Json>(&body) else {
        let problem = Problem::new(Code::MalformedJson, "JSON is expected");
        return Err(match has(Fault::MalformedFails) {
            true => Problem { status: 500, ..problem },
            false => problem,
        });
    };
    mend(fault, &mut json);
    if let Some(error) = SCHEMA.iter_errors(&json).next() {
        let (code, pointer) = told(&error);
        let pointer = match has(Fault::PointerNotEscaped) {
            true => pointer.replace("~1", "/").replace("~0", "~"),
            false => pointer,
        };
        let detail = match has(Fault::ValueRepeated) {
            true => json.to_string(),
            false => "it is not what the schema says".into(),
        };
        return Err(Problem::new(code, detail).at(pointer));
    }
    serde_json::from_value(json).map_err(|_| {
        // What the schema cannot tell is whether a day exists.
        Problem::new(Code::InvalidValue, "it is not what the schema says")
    })
}

/// The code and the place of a mistake; of several that may be meant, the deepest.
fn told(error: &ValidationError<'_>) -> (Code, String) {
    let place = error.instance_path().to_string();
    let member = |name: &str| format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"));
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let name = unexpected.first().map(String::as_str).unwrap_or_default();
            (Code::UnknownMember, member(name))
        }
        ValidationErrorKind::Required { property } => {
            (Code::InvalidValue, member(property.as_str().unwrap_or_default()))
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            let inner = context.iter().flatten().map(told);
            let deepest = inner.max_by_key(|(_, place)| place.len());
            deepest
                .filter(|(_, deeper)| deeper.len() > place.len())
                .unwrap_or((Code::InvalidValue, place))
        }
        _ => (Code::InvalidValue, place),
    }
}

/// What a backend with a fault makes of a body before it looks at it.
fn mend(fault: Option<Fault>, json: &mut Json) {
    let id = json["id"].as_str().unwrap_or_default().to_owned();
    match fault {
        Some(Fault::UnknownIgnored) => {
            if let Some(members) = json.as_object_mut() {
                members.remove("unsubscribe");
            }
        }
        Some(Fault::FrequencyOfAnyKind) => {
            let rows = json.pointer_mut("/set/campaigns").and_then(Json::as_object_mut);
            for row in rows.into_iter().flat_map(|rows| rows.values_mut()) {
                if row["frequency"] == true {
                    row["frequency"] = "true".into();
                }
            }
        }
        Some(Fault::WordsTaken) => {
            if let Some(word) = json.pointer_mut("/set/subscribed")
                && word == "false"
            {
                *word = false.into();
            }
        }
        Some(Fault::AnyAskTaken) => {
            if let Some(members) = json.as_object_mut()
                && members.get("ask").is_some_and(|ask| ask.as_str().and_then(Ask::of).is_none())
            {
                members.remove("ask");
            }
        }
        Some(Fault::NullIsFalse) => {
            if let Some(null @ Json::Null) = json.pointer_mut("/set/subscribed") {
                *null = false.into();
            }
        }
        Some(Fault::AnyId) if json["id"].is_string() && Uuid::try_parse(&id).is_err() => {
            json["id"] = Uuid::new_v4().to_string().into();
        }
        Some(Fault::CaseCounts) if id.chars().any(|c| c.is_ascii_uppercase()) => {
            json["id"] = Uuid::new_v4().to_string().into();
        }
        Some(Fault::NoSuchDayTaken) => {
            if let Some(day) = json.pointer_mut("/set/pauses/p/from")
                && day == "2098-02-29"
            {
                *day = "2098-03-01".into();
            }
        }
        _ => {}
    }
}

/// What a backend with a fault does not look at, or looks at wrongly.
pub(super) fn loosen(
    fault: Option<Fault>,
    document: &mut Document,
    change: &mut ChangeSet,
) -> Result<(), Problem> {
    let Some(fault) = fault else { return Ok(()) };
    let set = &mut change.set;
    match fault {
        Fault::WithdrawRefusesAll
        | Fault::WithdrawTurnsOn
        | Fault::WithdrawMoreOften
        | Fault::WithdrawEndsPauses
        | Fault::OvertakenFirst
        | Fault::EmptyListHoldsAll
        | Fault::WithdrawDropsUps => document.power = Power::Manage,
        Fault::RequiredOnTaken => {
            for row in &mut document.campaigns {
                let wish = set.campaigns.get(&row.id);
                if wish.is_some_and(|wish| wish.channels.iter().any(|(_, on)| *on)) {
                    row.required = None;
                }
            }
        }
        Fault::RequiredFrequencyLocked => {
            for (id, wish) in set.campaigns.iter() {
                if is_required(document, id) && !wish.frequency.is_keep() {
                    let pointer = format!("/set/campaigns/{id}/frequency");
                    return Err(Problem::new(Code::Required, "it is required").at(pointer));
                }
            }
        }
        Fault::PastFirst => {
            for (id, wish) in set.pauses.iter() {
                if wish.as_ref().is_some_and(|wish| wish.until < document.today) {
                    let pointer = format!("/set/pauses/{id}/until");
                    return Err(Problem::new(Code::PausePast, "it is over").at(pointer));
                }
            }
        }
        Fault::EndsNotCounted => {
            let there = |id: &PauseId| document.pauses.iter().any(|pause| pause.id == *id);
            let made = set.pauses.iter().filter(|(id, wish)| wish.is_some() && !there(id));
            if document.pauses.len() + made.count() > sordino_contract::PAUSES_MAX {
                return Err(Problem::new(Code::TooManyPauses, "too many").at("/set/pauses"));
            }
        }
        Fault::RequiredIgnored => {
            let kept = std::mem::take(&mut set.campaigns).into_iter();
            set.campaigns = kept
                .map(|(id, mut wish)| {
                    if is_required(document, &id) {
                        wish.channels = Map::default();
                    }
                    (id, wish)
                })
                .collect();
        }
        Fault::RequiredTurnedOff => {
            document.campaigns.iter_mut().for_each(|row| row.required = None);
        }
        Fault::RequiredUntouchable => {
            let touched = set.campaigns.iter().find(|(id, _)| is_required(document, id));
            if let Some((id, wish)) = touched
                && let Some((channel, _)) = wish.channels.iter().next()
            {
                let pointer = format!("/set/campaigns/{id}/channels/{channel}");
                return Err(Problem::new(Code::Required, "it is required").at(pointer));
            }
        }
        Fault::LengthLessOne => {
            document.pause_days_max = document.pause_days_max.map(|days| days + 1);
        }
        Fault::LengthInHours => {
            let longest = document.pause_days_max.take().map(f64::from);
            for (id, wish) in set.pauses.iter() {
                let Some(wish) = wish else { continue };
                let days = days_by_the_clock(&document.subscriber.time_zone, wish);
                if longest.is_some_and(|longest| days > longest) {
                    let pointer = format!("/set/pauses/{id}/until");
                    return Err(Problem::new(Code::PauseTooLong, "too long").at(pointer));
                }
            }
        }
        Fault::PastTaken => {
            document.today = "0001-01-01".parse().unwrap();
        }
        Fault::BackwardsTaken => {
            let kept = std::mem::take(&mut set.pauses).into_iter();
            set.pauses = kept
                .map(|(id, wish)| {
                    let wish =
                        wish.map(|wish| PauseWish { until: wish.until.max(wish.from), ..wish });
                    (id, wish)
                })
                .collect();
        }
        Fault::PausesAlwaysTaken => document.can.push(Capability::Pause),
        Fault::CellOfNoChannelIgnored => {
            let kept = std::mem::take(&mut set.campaigns).into_iter();
            set.campaigns = kept
                .map(|(id, mut wish)| {
                    let known = |channel: &ChannelId| document.channel(channel).is_some();
                    let channels = std::mem::take(&mut wish.channels).into_iter();
                    wish.channels = channels.filter(|(channel, _)| known(channel)).collect();
                    (id, wish)
                })
                .collect();
        }
        Fault::FrequencyOfNoCampaignIgnored => {
            let kept = std::mem::take(&mut set.campaigns).into_iter();
            let known = |id: &CampaignId| document.campaign(id).is_some();
            set.campaigns =
                kept.filter(|(id, wish)| known(id) || wish.frequency.is_keep()).collect();
        }
        Fault::NullFrequencyAnywhere => {
            let none =
                |id: &CampaignId| document.campaign(id).is_some_and(|row| row.frequency.is_none());
            let kept = std::mem::take(&mut set.campaigns).into_iter();
            set.campaigns =
                kept.filter(|(id, wish)| !(none(id) && wish.frequency == Change::Clear)).collect();
        }
        Fault::AnyFrequencyTaken => {
            for row in &mut document.campaigns {
                let wish = set.campaigns.get(&row.id).map(|wish| wish.frequency.clone());
                if let (Some(frequency), Some(Change::Set(word))) = (&mut row.frequency, wish) {
                    frequency.choices.push(word);
                }
            }
        }
        _ => {}
    }
    Ok(())
}

fn is_required(document: &Document, id: &CampaignId) -> bool {
    document.campaign(id).is_some_and(|row| row.required.is_some())
}

/// How long a pause is by somebody who counts hours and rounds up.
fn days_by_the_clock(zone: &str, wish: &PauseWish) -> f64 {
    let midnight = |day: i32| {
        let day = sordino_contract::Date::from_days_since_epoch(day).unwrap().text();
        let day: jiff::civil::Date = day.parse().unwrap();
        day.in_tz(zone).unwrap().timestamp().as_second()
    };
    let from = midnight(wish.from.days_since_epoch());
    let end = midnight(wish.until.days_since_epoch() + 1);
    ((end - from) as f64 / 86_400.0).ceil()
}

/// What a backend with a fault keeps of a pause.
pub(super) fn spoil_pause(
    fault: Option<Fault>,
    document: &Document,
    was: &Value,
    wish: &mut PauseWish,
) {
    match fault {
        Some(Fault::DaysShift) if document.subscriber.time_zone == "America/New_York" => {
            let days = wish.until.days_since_epoch() - 1;
            wish.until = sordino_contract::Date::from_days_since_epoch(days).unwrap();
        }
        Some(Fault::FilterDropped) => wish.campaigns = None,
        Some(Fault::EmptyListIsAll) if wish.channels.as_ref().is_some_and(Vec::is_empty) => {
            wish.channels = None;
        }
        Some(Fault::PauseMerged) => {
            if let Value::Pause(was) = was {
                wish.channels = wish.channels.take().or_else(|| was.channels.clone());
            }
        }
        _ => {}
    }
}

/// Whether a reason may be given.
pub(super) fn reason(
    fault: Option<Fault>,
    document: &Document,
    change: &ChangeSet,
    is_known: impl Fn(&str) -> bool,
) -> Result<(), Problem> {
    let has = |this: Fault| fault == Some(this);
    let Some(reason) = &change.reason else { return Ok(()) };
    let is_alone = match fault {
        Some(Fault::EmptyCampaignIsAWish) => change.set == Default::default(),
        _ => change.set.each().is_empty(),
    };
    let refuse = |pointer| Err(Problem::new(Code::InvalidValue, "it does not fit").at(pointer));
    if is_alone && has(Fault::ReasonAloneRefused) || !is_alone && has(Fault::ReasonWithRefused) {
        return refuse("/reason");
    }
    if is_alone && has(Fault::ReasonUnchecked) || !is_alone && !has(Fault::ReasonBlocks) {
        return Ok(());
    }
    let survey = document.survey.as_ref();
    let mut reasons = survey.iter().flat_map(|survey| &survey.reasons);
    if !reasons.any(|offered| offered.code == reason.code) {
        return refuse("/reason/code");
    }
    let length = |text: &String| match fault {
        Some(Fault::CommentInBytes) => text.len(),
        Some(Fault::CommentInUtf16) => text.encode_utf16().count(),
        _ => text.chars().count(),
    };
    let most = survey.map_or(0, |survey| usize::from(survey.comment_max));
    if reason.comment.as_ref().is_some_and(|comment| length(comment) > most) {
        return refuse("/reason/comment");
    }
    if reason.receipt.as_ref().is_some_and(|receipt| !is_known(receipt.as_str())) {
        return refuse("/reason/receipt");
    }
    Ok(())
}
