//! Working out what a change set changes, before anything is changed.

use crate::date::digits;
use crate::{
    Capability, Change, Changed, Code, Direction, Document, Path, PauseId, PauseWish, Power,
    Refusal, Timestamp, Value, Wishes,
};

/// The most pauses that one person may have at a time.
pub const PAUSES_MAX: usize = 50;

/// What `wishes` would change in `document`, in order; or the first reason why they cannot be.
///
/// It is all or nothing: nothing is changed here, and a caller that gets a plan can carry it
/// out with [`Document::put`] without meeting another refusal. What already is as it is wished
/// is not in the plan, so asking twice plans nothing the second time.
///
/// `made_at` is when the wishes were made, and `turned_down` tells when a place was last turned
/// down: a wish to turn it up that is older than that has been overtaken and is left out (law 5).
/// A reader, which knows only its own document, passes `|_| None`.
///
/// # Errors
///
/// A [`Refusal`] names the code and the member of the request (by JSON Pointer) if the wishes
/// name something that the document does not offer, turn off what is required, ask for a pause
/// that cannot be, or turn up what the link may only turn down.
pub fn plan(
    document: &Document,
    wishes: &Wishes,
    made_at: Timestamp,
    turned_down: impl Fn(&Path) -> Option<Timestamp>,
) -> Result<Vec<Changed>, Refusal> {
    let mut plan = Vec::new();
    for (path, wished) in wishes.each() {
        let Some(was) = document.value(&path) else {
            return Err(unknown(document, &path));
        };
        let wished = checked(document, &path, wished)?;
        if was == wished {
            continue;
        }
        if locked(document, &path) {
            return Err(refused(Code::Required, &path));
        }
        let changed = Changed { path, was, is: wished };
        if changed.direction(document) == Direction::Up {
            if document.power == Power::Withdraw {
                return Err(refused(Code::WithdrawOnly, &changed.path));
            }
            if turned_down(&changed.path).is_some_and(|later| made_at < later) {
                continue;
            }
        }
        plan.push(changed);
    }
    let made = plan.iter().filter(|c| matches!(c.path, Path::Pause(_)) && c.was == Value::Nothing);
    let ended = plan.iter().filter(|c| matches!(c.path, Path::Pause(_)) && c.is == Value::Nothing);
    if document.pauses.len() + made.count() > PAUSES_MAX + ended.count() {
        return Err(Refusal { code: Code::TooManyPauses, pointer: "/set/pauses".into() });
    }
    Ok(plan)
}

/// The request's member for a path has the same pointer, under `/set`.
fn refused(code: Code, path: &Path) -> Refusal {
    Refusal { code, pointer: ["/set", &path.text()].concat() }
}

/// Law 6: neither on nor off, because what is required could not be turned off again.
fn locked(document: &Document, path: &Path) -> bool {
    match path {
        Path::Cell(campaign, _) => {
            document.campaign(campaign).is_some_and(|campaign| campaign.required.is_some())
        }
        _ => false,
    }
}

fn unknown(document: &Document, path: &Path) -> Refusal {
    let code = match path {
        Path::Cell(campaign, channel) if document.campaign(campaign).is_some() => {
            match document.channel(channel) {
                Some(_) => Code::NotOffered,
                None => Code::UnknownChannel,
            }
        }
        Path::Frequency(campaign) if document.campaign(campaign).is_some() => Code::NotOffered,
        Path::Cell(..) | Path::Frequency(_) => Code::UnknownCampaign,
        _ => Code::UnknownChannel,
    };
    refused(code, path)
}

fn checked(document: &Document, path: &Path, wished: Value) -> Result<Value, Refusal> {
    match (path, wished) {
        (Path::Frequency(campaign), Value::Text(word)) => {
            let offered = document
                .campaign(campaign)
                .and_then(|campaign| campaign.frequency.as_ref())
                .is_some_and(|frequency| frequency.choices.iter().any(|c| c.as_str() == word));
            if !offered {
                return Err(refused(Code::UnknownFrequency, path));
            }
            Ok(Value::Text(word))
        }
        (Path::Pause(id), Value::Pause(wish)) => pause(document, id, wish).map(Value::Pause),
        (_, wished) => Ok(wished),
    }
}

fn pause(document: &Document, id: &PauseId, wish: PauseWish) -> Result<PauseWish, Refusal> {
    let refuse = |code, member: &str| {
        Err(Refusal { code, pointer: ["/set/pauses/", id.as_str(), member].concat() })
    };
    if !document.can(&Capability::Pause) {
        return refuse(Code::NotOffered, "");
    }
    if wish.until < wish.from {
        return refuse(Code::PauseBackwards, "/until");
    }
    if wish.until < document.today {
        return refuse(Code::PausePast, "/until");
    }
    let days = wish.until.days_since_epoch() - wish.from.days_since_epoch() + 1;
    if document.pause_days_max.is_some_and(|max| days > i32::from(max)) {
        return refuse(Code::PauseTooLong, "/until");
    }
    let mut campaigns = wish.campaigns.iter().flatten();
    if let Some(at) = campaigns.position(|id| document.campaign(id).is_none()) {
        return refuse(Code::UnknownCampaign, &item("/campaigns/", at));
    }
    let mut channels = wish.channels.iter().flatten();
    if let Some(at) = channels.position(|id| document.channel(id).is_none()) {
        return refuse(Code::UnknownChannel, &item("/channels/", at));
    }
    Ok(wish)
}

/// The pointer's part for an item of a list. A list is as long as a request, so this ends.
fn item(list: &str, at: usize) -> String {
    let mut text = String::from(list);
    digits(&mut text, at as u32, at.checked_ilog10().unwrap_or(0) + 1);
    text
}

impl Wishes {
    /// Each place that is mentioned, with what should stand there.
    pub fn each(&self) -> Vec<(Path, Value)> {
        let mut all = Vec::new();
        if let Some(on) = self.subscribed {
            all.push((Path::Subscribed, Value::Flag(on)));
        }
        for (channel, on) in self.channels.iter() {
            all.push((Path::Channel(channel.clone()), Value::Flag(*on)));
        }
        for (campaign, wish) in self.campaigns.iter() {
            for (channel, on) in wish.channels.iter() {
                all.push((Path::Cell(campaign.clone(), channel.clone()), Value::Flag(*on)));
            }
            let frequency = match &wish.frequency {
                Change::Keep => continue,
                Change::Clear => Value::Nothing,
                Change::Set(word) => Value::Text(word.as_str().into()),
            };
            all.push((Path::Frequency(campaign.clone()), frequency));
        }
        for (pause, wish) in self.pauses.iter() {
            let wish = wish.clone().map_or(Value::Nothing, Value::Pause);
            all.push((Path::Pause(pause.clone()), wish));
        }
        all
    }

    /// Adds the wish that `value` should stand at `path`. A value of a kind that cannot stand
    /// there is left out.
    pub fn want(&mut self, path: &Path, value: &Value) {
        match (path, value) {
            (Path::Subscribed, Value::Flag(on)) => self.subscribed = Some(*on),
            (Path::Channel(channel), Value::Flag(on)) => self.channels.insert(channel.clone(), *on),
            (Path::Cell(campaign, channel), Value::Flag(on)) => {
                self.campaigns.entry(campaign.clone()).channels.insert(channel.clone(), *on);
            }
            (Path::Frequency(campaign), Value::Text(word)) => {
                let wish = word.parse().map_or(Change::Keep, Change::Set);
                self.campaigns.entry(campaign.clone()).frequency = wish;
            }
            (Path::Frequency(campaign), Value::Nothing) => {
                self.campaigns.entry(campaign.clone()).frequency = Change::Clear;
            }
            (Path::Pause(pause), Value::Pause(wish)) => {
                self.pauses.insert(pause.clone(), Some(wish.clone()));
            }
            (Path::Pause(pause), Value::Nothing) => self.pauses.insert(pause.clone(), None),
            _ => {}
        }
    }
}
