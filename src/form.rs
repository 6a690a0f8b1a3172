//! The plain forms: what they send, and what it means.
//!
//! Without script the page is made of ordinary forms. A browser does not send a checkbox that
//! is off, so a form that meant "what is missing is off" would unsubscribe people whenever
//! something was lost on the way. Each box that was on when the page was made therefore says so
//! in a hidden field of its own, and a wish is only where the two differ. A choice of how often is
//! named by its path and says what it was in the same way: where either is missing, nothing is
//! wished.

use std::collections::BTreeSet;

use sordino_contract::{
    Ask, ChangeId, Date, FrequencyId, GivenReason, Path, PauseId, PauseWish, Value, Wishes,
};

use crate::instead::Instead;

/// The name of the field that tells what to do: see [`Posted`].
pub const DO: &str = "do";
/// The name of the field, and of what the page's address may have, for the channel by which the
/// message came that the link stood in.
pub const BY: &str = "by";
/// The name of the field that holds one page view's random text.
pub const FORM: &str = "form";
/// The name of a box that is on; its value is a [`Path`].
pub const ON: &str = "on";
/// The name of the hidden field of a box that was on when the page was made. With the path of a
/// frequency after it, the name of the hidden field that tells what was chosen there.
pub const WAS: &str = "was";
/// The name of the field that holds the change to undo, or that a reason is for.
pub const RECEIPT: &str = "receipt";
/// The name of the buttons that send a reason; the value is its code.
pub const REASON: &str = "reason";
/// The name of the buttons that ask for something; the value is the word of an [`Ask`].
pub const ASK: &str = "ask";
/// The name of the field for a reason in one's own words.
pub const COMMENT: &str = "comment";

/// The name of the field that holds the pause that is meant; absent, it is a new one.
pub const PAUSE_ID: &str = "pause";
/// The name of the field for a pause's first day.
pub const FROM: &str = "from";
/// The name of the field for a pause's last day.
pub const UNTIL: &str = "until";
/// The name of the buttons that pause for so many days from the first, whatever the last is.
pub const DAYS: &str = "days";
/// The name of the boxes that narrow a pause; the value is `/channels/…` or `/campaigns/…`, or
/// several with spaces between. Where none is on, everything pauses; `/channels` and `/campaigns`
/// alone are lists of none.
pub const ONLY: &str = "only";

/// What is said of a form in whose days there is none, in the place of a refusal's code: an old
/// engine lets anything be written there.
pub const NO_DAY: &str = "pause_no_day";

/// The name of the buttons that turn many switches at once. The value is `on` or `off` and then
/// the paths of those that it turns, with spaces between: only what was seen is turned.
pub const TURN: &str = "turn";

/// The value of [`DO`] that pauses.
pub const PAUSE: &str = "pause";
/// The value of [`DO`] that ends a pause.
pub const END: &str = "end";
/// The value of [`DO`] that saves the boxes.
pub const SAVE: &str = "save";
/// The value of [`DO`] that leaves everything.
pub const LEAVE: &str = "leave";
/// The value of [`DO`] that comes back to what was.
pub const RETURN: &str = "return";
/// The value of [`DO`] that takes a change back.
pub const UNDO: &str = "undo";
/// The value of [`DO`] that keeps what a change turned off, but less often.
pub const LESS: &str = "less";
/// The value of [`DO`] that keeps what a change turned off, but after a break.
pub const BREAK: &str = "break";
/// The value of [`DO`] that turns off the campaign that the link is about, and keeps what else a
/// change turned off.
pub const REST: &str = "rest";

/// What the word of a chosen frequency stands for: none is the sender's own rhythm.
pub fn chosen(word: &str) -> Value {
    if word.is_empty() { Value::Nothing } else { Value::Text(word.into()) }
}

/// What a form asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posted {
    /// Change these.
    Change(Wishes),
    /// Take back the change with this id.
    Undo(ChangeId),
    /// Something instead of what the change with this id turned off.
    Instead(Instead, ChangeId),
    /// Keep why a change was made.
    Reason(GivenReason),
    /// Make or change a pause, or end one.
    Pause(Pausing),
    /// Ask the people at the sender for this.
    Ask(Ask),
}

/// What a form asks for about a pause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pausing {
    /// Which; none is a new one.
    pub id: Option<PauseId>,
    /// When and of what; none ends it.
    pub wish: Option<PauseWish>,
}

/// Why a form cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormError {
    /// `do` is missing, as are `ask` and `reason`, or it is none of `save`, `leave`, `return`,
    /// `undo`, `less`, `break`, `rest`, `pause`, `end`.
    UnknownAction,
    /// A field's value is not of its kind; the name of the field.
    Invalid(&'static str),
    /// A day of a pause is none. Which pause; none is a new one.
    NoDay(Option<PauseId>),
}

impl std::fmt::Display for FormError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownAction => f.write_str(
                "`do` must be `save`, `leave`, `return`, `undo`, `less`, `break`, `pause` or \
                     `end`",
            ),
            Self::NoDay(_) => write!(f, "`{FROM}` and `{UNTIL}` must be days, as `2026-12-24`"),
            Self::Invalid(name) => write!(f, "the field `{name}` has a value that it cannot have"),
        }
    }
}

impl std::error::Error for FormError {}

fn all<'a>(fields: &'a [(String, String)], name: &'static str) -> impl Iterator<Item = &'a str> {
    fields.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
}

/// What of a form about a pause stays as it was sent, where it was refused.
pub fn kept(fields: &[(String, String)]) -> impl Iterator<Item = &(String, String)> {
    fields.iter().filter(|(name, _)| [FROM, UNTIL, ONLY].contains(&&**name))
}

/// What the fields ask for about a pause; `None` if it is something else that they ask for.
///
/// # Errors
///
/// If a day or an id is none.
pub fn pausing(fields: &[(String, String)]) -> Result<Option<Pausing>, FormError> {
    let days = all(fields, DAYS).next();
    let ends = match all(fields, DO).next() {
        Some(END) => true,
        Some(PAUSE) => false,
        _ if days.is_some() => false,
        _ => return Ok(None),
    };
    let id = match all(fields, PAUSE_ID).next() {
        Some(id) => Some(id.parse().map_err(|_| FormError::Invalid(PAUSE_ID))?),
        None => None,
    };
    if ends {
        return match id {
            Some(_) => Ok(Some(Pausing { id, wish: None })),
            None => Err(FormError::Invalid(PAUSE_ID)),
        };
    }
    let day = |name: &'static str| -> Result<Date, FormError> {
        let day = all(fields, name).next().and_then(|day| day.parse().ok());
        day.ok_or_else(|| FormError::NoDay(id.clone()))
    };
    let from = day(FROM)?;
    let until = match days {
        Some(days) => {
            let days = days.parse::<u16>().ok().filter(|days| *days > 0);
            let last = days.and_then(|days| {
                Date::from_days_since_epoch(from.days_since_epoch() + i32::from(days) - 1)
            });
            last.ok_or(FormError::Invalid(DAYS))?
        }
        None => day(UNTIL)?,
    };
    let (mut campaigns, mut channels) = (None, None);
    for only in all(fields, ONLY).flat_map(str::split_ascii_whitespace) {
        let wrong = FormError::Invalid(ONLY);
        if let Some(id) = only.strip_prefix("/campaigns") {
            let list = campaigns.get_or_insert_with(Vec::new);
            if !id.is_empty() {
                list.push(id.strip_prefix('/').and_then(|id| id.parse().ok()).ok_or(wrong)?);
            }
        } else if let Some(id) = only.strip_prefix("/channels") {
            let list = channels.get_or_insert_with(Vec::new);
            if !id.is_empty() {
                list.push(id.strip_prefix('/').and_then(|id| id.parse().ok()).ok_or(wrong)?);
            }
        } else {
            return Err(wrong);
        }
    }
    Ok(Some(Pausing { id, wish: Some(PauseWish { from, until, campaigns, channels }) }))
}

/// Whether a form saves the boxes of its page, and does nothing else.
pub fn saves(fields: &[(String, String)]) -> bool {
    all(fields, DO).next() == Some(SAVE) && all(fields, TURN).next().is_none()
}

/// Puts into the fields of a form that saves what was saved from the same page before.
///
/// A browser may show a page again as it was left, by Back: its boxes stand as they were saved, and
/// its hidden fields say what was before that. Who then turns a box back would wish for nothing.
pub fn bring_up_to_date(fields: &mut Vec<(String, String)>, saved: &Wishes) {
    for (path, value) in saved.each() {
        let text = path.text();
        let was = |(name, value): &(String, String)| name == WAS && *value == text;
        match value {
            Value::Flag(true) if !fields.iter().any(was) => fields.push((WAS.into(), text)),
            Value::Flag(false) => fields.retain(|field| !was(field)),
            Value::Flag(true) => {}
            value => {
                let name = [WAS, &text].concat();
                let chosen = if let Value::Text(word) = value { word } else { String::new() };
                for field in fields.iter_mut().filter(|field| field.0 == name) {
                    field.1.clone_from(&chosen);
                }
            }
        }
    }
}

/// Reads the fields of a posted form. Fields that are not known are left alone.
///
/// # Errors
///
/// If it does not say what to do, or a field's value is not of its kind.
pub fn read(fields: &[(String, String)]) -> Result<Posted, FormError> {
    if let Some(pausing) = pausing(fields)? {
        return Ok(Posted::Pause(pausing));
    }
    if let Some(word) = all(fields, ASK).next() {
        return Ask::of(word).map(Posted::Ask).ok_or(FormError::Invalid(ASK));
    }
    let receipt = all(fields, RECEIPT).next().and_then(|id| id.parse().ok());
    if let Some(code) = all(fields, REASON).next() {
        // A form sends two characters for the end of a line, which `maxlength` counts as one.
        let comment = all(fields, COMMENT).next().map(|text| text.trim().replace("\r\n", "\n"));
        return Ok(Posted::Reason(GivenReason {
            code: code.into(),
            comment: comment.filter(|text| !text.is_empty()),
            receipt: Some(receipt.ok_or(FormError::Invalid(RECEIPT))?),
        }));
    }
    let turn = all(fields, TURN).next();
    match all(fields, DO).next() {
        None if turn.is_none() => Err(FormError::UnknownAction),
        None | Some(SAVE) => {
            let paths = |name: &'static str| {
                all(fields, name)
                    .map(|text| text.parse().map_err(|_| FormError::Invalid(name)))
                    .collect::<Result<BTreeSet<Path>, _>>()
            };
            let (was, on) = (paths(WAS)?, paths(ON)?);
            let mut wishes = Wishes::default();
            for path in was.difference(&on) {
                wishes.want(path, &Value::Flag(false));
            }
            for path in on.difference(&was) {
                wishes.want(path, &Value::Flag(true));
            }
            for (name, had) in fields {
                let place = name.strip_prefix(WAS).unwrap_or_default();
                let Ok(path @ Path::Frequency(_)) = place.parse() else {
                    continue;
                };
                let Some((_, word)) = fields.iter().find(|(name, _)| name == place) else {
                    continue;
                };
                if word.parse::<FrequencyId>().is_err() && !word.is_empty() {
                    return Err(FormError::Invalid("frequency"));
                }
                if word != had {
                    wishes.want(&path, &chosen(word));
                }
            }
            // The button was pressed last, so it wins over a box that was turned before.
            let mut turned = turn.unwrap_or_default().split(' ');
            let on = match turned.next() {
                Some("on") => true,
                Some("off") => false,
                _ if turn.is_none() => return Ok(Posted::Change(wishes)),
                _ => return Err(FormError::Invalid(TURN)),
            };
            for path in turned {
                let path = path.parse().map_err(|_| FormError::Invalid(TURN))?;
                wishes.want(&path, &Value::Flag(on));
            }
            Ok(Posted::Change(wishes))
        }
        Some(LEAVE) => Ok(Posted::Change(Wishes { subscribed: Some(false), ..Wishes::default() })),
        Some(RETURN) => Ok(Posted::Change(Wishes { subscribed: Some(true), ..Wishes::default() })),
        Some(UNDO) => receipt.map(Posted::Undo).ok_or(FormError::Invalid(RECEIPT)),
        Some(word @ (LESS | BREAK | REST)) => {
            let what = match word {
                LESS => Instead::Less,
                BREAK => Instead::Break,
                _ => Instead::Rest,
            };
            Ok(Posted::Instead(what, receipt.ok_or(FormError::Invalid(RECEIPT))?))
        }
        _ => Err(FormError::UnknownAction),
    }
}
