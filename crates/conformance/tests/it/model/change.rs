//! What a change does to somebody, and how that can be wrong.

use serde_json::json;
use sordino_contract::{
    Answer, Ask, ChangeSet, Changed, Code, Direction, Document, PAUSES_MAX, Path, Power, Problem,
    Receipt, Timestamp, Value, plan,
};

use super::{Backend, Person, request};
use crate::fault::Fault;

/// What is different, without asking whether it may be.
fn each_difference(document: &Document, change: &ChangeSet) -> Vec<Changed> {
    let each = change.set.each().into_iter().filter_map(|(path, is)| {
        let was = document.value(&path)?;
        (was != is).then_some(Changed { path, was, is })
    });
    each.collect()
}

/// The latest that a wish can have been made, by somebody who does not round.
fn exactly(change: &ChangeSet, now: Timestamp) -> Timestamp {
    let (Some(made_at), Some(sent_at)) = (change.made_at, change.sent_at) else {
        return change.made_at_latest(now);
    };
    let made = made_at.as_millis() + now.as_millis() - sent_at.as_millis();
    Timestamp::from_millis(made + 30_000).min(now)
}

/// Whether there is no room for another pause.
fn is_full(document: &Document) -> bool {
    document.pauses.len() >= PAUSES_MAX
}

impl Backend {
    /// What a change does to somebody; with most of the faults.
    pub(super) fn make_change(
        &self,
        person: &mut Person,
        power: Power,
        change: &ChangeSet,
        bytes: &[u8],
    ) -> Result<Answer, Problem> {
        let before = self.shown(person, power);
        let mut document = before.clone();
        document.power = power;
        let now = self.now();
        let id = match self.has(Fault::RepeatByLink) {
            true => format!("{power:?} {}", change.id),
            false => change.id.as_str().to_owned(),
        };

        let mut same = change.clone();
        if !self.has(Fault::SentAtCounts) {
            same.sent_at = None;
        }
        if self.has(Fault::AskNotInBody) {
            same.ask = None;
        }
        // A JSON object need not be sorted: that depends on who else is built with this.
        let mut wishes = std::mem::take(&mut same.set).each();
        wishes.sort_by(|(a, _), (b, _)| a.cmp(b));
        let hash = match self.fault {
            Some(Fault::BodyIsItsWishes) => json!(wishes).to_string(),
            Some(Fault::BytesCount) => String::from_utf8_lossy(bytes).into_owned(),
            _ => json!([same, wishes]).to_string(),
        };
        if let Some((kept, receipt)) = person.kept.get(&id).cloned() {
            let Some(mut receipt) = receipt else {
                return Err(Problem::new(Code::IdReused, "the id was refused before").at("/id"));
            };
            if kept != hash && !self.has(Fault::OtherBodyTaken) {
                return Err(Problem::new(Code::IdReused, "the id was used").at("/id"));
            }
            if self.has(Fault::NewReceipt) {
                receipt.recorded_at = now;
                receipt.changed.clear();
            }
            if self.has(Fault::CarriedOutAgain) {
                for changed in &receipt.changed {
                    person.document.put(&changed.path, &changed.is);
                }
            }
            return Ok(Answer { receipt, document: self.shown(person, power) });
        }

        let result = self.planned(person, &document, change, now);
        let result = result.and_then(|changed| Ok((changed, self.asked(&document, change)?)));
        let (mut changed, asked) = match result {
            Ok(planned) => planned,
            Err(problem) => {
                if self.has(Fault::RefusedIdKept) {
                    person.kept.insert(id, (hash, None));
                }
                self.carry_out_a_part(person, &document, change, &problem);
                return Err(problem);
            }
        };
        if asked.is_some() && self.has(Fault::AskDropsWishes) {
            changed.clear();
        }
        let made_at = self.made_at(change, now);
        let again = change.set.each().into_iter().filter_map(|(path, is)| {
            let is_switch = matches!(is, Value::Flag(_));
            let same = document.value(&path).as_ref() == Some(&is)
                && is != Value::Nothing
                && (is_switch || !self.has(Fault::AgainOnlySwitches));
            same.then(|| Changed { path, was: is.clone(), is })
        });
        let again: Vec<_> = again.filter(|_| !self.has(Fault::AgainForgotten)).collect();
        for changed in changed.iter().chain(&again) {
            if changed.direction(&document) == Direction::Down {
                let entry = (made_at, change.made_at.is_some());
                let at = person.turned_down.entry(changed.path.clone()).or_insert(entry);
                *at = if self.has(Fault::OlderOverwrites) { entry } else { entry.max(*at) };
            }
        }
        self.carry_out(person, &document, change, &changed);

        let mut lines = changed;
        self.spoil_receipt(&document, change, &mut lines);
        let (id_said, via) = (change.id.clone(), change.via);
        let asked = asked.map(Ask::capability);
        let mut receipt = Receipt { id: id_said, recorded_at: now, via, changed: lines, asked };
        self.remember(person, change, &mut receipt);
        self.ids.lock().unwrap().insert(change.id.as_str().into());
        person.kept.insert(id, (hash, Some(receipt.clone())));
        let after = match self.has(Fault::AnswerBefore) {
            true => before,
            false => self.shown(person, power),
        };
        Ok(Answer { receipt, document: after })
    }

    fn made_at(&self, change: &ChangeSet, now: Timestamp) -> Timestamp {
        match (self.fault, change.made_at) {
            (Some(Fault::TurnedDownOnArrival), _) => now,
            (Some(Fault::FutureBelieved), Some(made_at)) => made_at,
            (Some(Fault::SentAtIgnored), Some(made_at)) => made_at.min(now),
            _ => change.made_at_by(now),
        }
    }

    fn planned(
        &self,
        person: &Person,
        document: &Document,
        change: &ChangeSet,
        now: Timestamp,
    ) -> Result<Vec<Changed>, Problem> {
        let conflict = self.has(Fault::RevisionConflict)
            && change.revision.as_ref().is_some_and(|revision| *revision != document.revision);
        if conflict {
            return Err(Problem { status: 412, ..Problem::new(Code::NotOffered, "it is old") });
        }
        let latest = match self.fault {
            Some(Fault::SentAtIgnored) => change.made_at.map_or(now, |made_at| made_at.min(now)),
            Some(Fault::FastClockBelieved) if change.sent_at.is_some_and(|sent| sent > now) => now,
            Some(Fault::GraceAlways) => {
                Timestamp::from_millis(change.made_at_by(now).as_millis() + 30_000).min(now)
            }
            Some(Fault::NoGrace) => change.made_at_by(now),
            Some(Fault::NotRounded) => exactly(change, now),
            _ => change.made_at_latest(now),
        };
        let turned_down = |path: &Path| {
            let (at, told) = person.turned_down.get(path).copied()?;
            // What a `withdraw` link may not do is asked first, in all but one of them.
            if document.power == Power::Withdraw && !self.has(Fault::OvertakenFirst) {
                return None;
            }
            match (self.fault, path) {
                (Some(Fault::StaleTurnsOn), _)
                | (Some(Fault::StaleEndsPause), Path::Pause(_))
                | (Some(Fault::StaleMoreOften), Path::Frequency(_)) => None,
                (Some(Fault::NeverAgain), _) if told => Some(Timestamp::from_millis(i64::MAX)),
                _ => Some(at),
            }
        };
        let (mut loose, mut change) = (document.clone(), change.clone());
        request::loosen(self.fault, &mut loose, &mut change)?;
        let mut changed = match self.fault {
            // `plan` knows the limit.
            Some(Fault::NoPauseLimit) if change.set.pauses.len() > 10 || is_full(document) => {
                each_difference(document, &change)
            }
            _ => plan(&loose, &change.set, latest, turned_down).map_err(|refusal| {
                let code = match refusal.code {
                    Code::NotOffered if self.has(Fault::NotOfferedAsUnknown) => {
                        Code::UnknownChannel
                    }
                    code => code,
                };
                let mut pointer = refusal.pointer;
                let is_key =
                    code == Code::UnknownCampaign && pointer.starts_with("/set/campaigns/");
                if self.has(Fault::CampaignAtItsKey) && is_key {
                    pointer = pointer.split('/').take(4).collect::<Vec<_>>().join("/");
                }
                Problem::new(code, "it was refused").at(pointer)
            })?,
        };
        request::reason(self.fault, document, &change, |id| {
            match self.has(Fault::ReceiptOfAnybody) {
                true => self.ids.lock().unwrap().contains(id),
                false => person.kept.keys().any(|kept| kept.ends_with(id)),
            }
        })?;
        if document.power == Power::Withdraw {
            self.withdraw_only(document, &mut changed)?;
        }
        let is_old = change.made_at.is_some_and(|at| at.as_millis() < now.as_millis() - 86_400_000);
        if self.has(Fault::LastWriterWins) && is_old {
            changed.clear();
        }
        Ok(changed)
    }

    /// What the faults that concern `withdraw` links let through: their plan was made as if by
    /// a `manage` link.
    fn withdraw_only(
        &self,
        document: &Document,
        changed: &mut Vec<Changed>,
    ) -> Result<(), Problem> {
        let is_up = |changed: &Changed| changed.direction(document) == Direction::Up;
        if self.has(Fault::WithdrawDropsUps) {
            changed.retain(|changed| !is_up(changed));
        }
        let is_of_nothing = |value: &Value| match value {
            Value::Pause(wish) => wish.channels.as_ref().is_some_and(Vec::is_empty),
            _ => false,
        };
        let refused = changed.iter().find(|changed| match (self.fault, &changed.path) {
            (Some(Fault::EmptyListHoldsAll), _) if is_of_nothing(&changed.is) => false,
            (Some(Fault::WithdrawRefusesAll), _) => true,
            (Some(Fault::WithdrawEndsPauses), Path::Pause(_))
            | (Some(Fault::WithdrawMoreOften), Path::Frequency(_)) => false,
            (Some(Fault::WithdrawTurnsOn), Path::Pause(_) | Path::Frequency(_)) => is_up(changed),
            (Some(Fault::WithdrawTurnsOn), _) => false,
            _ => is_up(changed),
        });
        match refused {
            Some(changed) => {
                let pointer = format!("/set{}", changed.path);
                Err(Problem::new(Code::WithdrawOnly, "this link turns down only").at(pointer))
            }
            None => Ok(()),
        }
    }

    /// Puts what is different into the document.
    fn carry_out(
        &self,
        person: &mut Person,
        document: &Document,
        change: &ChangeSet,
        changed: &[Changed],
    ) {
        for changed in changed {
            let mut is = changed.is.clone();
            match (self.fault, &changed.path) {
                (Some(Fault::FrequencyNotKept), Path::Frequency(_)) if is != Value::Nothing => {
                    continue;
                }
                (Some(Fault::NullKeepsFrequency), Path::Frequency(_)) if is == Value::Nothing => {
                    continue;
                }
                (Some(Fault::MaskedForgotten), Path::Cell(..)) if !document.subscribed => continue,
                (Some(Fault::TogetherLost), Path::Frequency(_))
                    if change.set.subscribed.is_some() =>
                {
                    continue;
                }
                _ => {}
            }
            if let Value::Pause(wish) = &mut is {
                request::spoil_pause(self.fault, document, &changed.was, wish);
            }
            person.document.put(&changed.path, &is);
            let off = changed.is == Value::Flag(false);
            for row in person.document.campaigns.iter_mut().filter(|row| row.required.is_none()) {
                let ids: Vec<_> = row.channels.iter().map(|(id, _)| id.clone()).collect();
                for id in ids {
                    let cleared = match &changed.path {
                        Path::Subscribed => self.has(Fault::MasterClears),
                        Path::Channel(channel) => self.has(Fault::ChannelClears) && *channel == id,
                        _ => false,
                    };
                    if off && cleared {
                        row.channels.insert(id, false);
                    }
                }
            }
        }
        let nothing =
            change.set.each().is_empty() && change.reason.is_none() && change.ask.is_none();
        if self.has(Fault::EmptyUnsubscribes) && nothing {
            person.document.subscribed = false;
        }
        if self.has(Fault::AbsentClears) {
            for (campaign, wish) in change.set.campaigns.iter() {
                if wish.frequency.is_keep() && !wish.channels.is_empty() {
                    person.document.put(&Path::Frequency(campaign.clone()), &Value::Nothing);
                }
            }
        }
    }

    /// What a change leaves behind that is refused.
    fn carry_out_a_part(
        &self,
        person: &mut Person,
        document: &Document,
        change: &ChangeSet,
        problem: &Problem,
    ) {
        let part = match problem.code.as_str() {
            "unknown_channel" | "unknown_campaign" => self.has(Fault::PartlyCarriedOut),
            "withdraw_only" => self.has(Fault::WithdrawPartly),
            _ => false,
        };
        if self.has(Fault::AskOfRefused)
            && let Some(ask) = change.ask
            && problem.code == "unknown_channel"
        {
            let (id, recorded_at) = (change.id.clone(), self.now());
            let request = sordino_contract::Request { id, what: ask.capability(), recorded_at };
            person.document.requests.push(request);
        }
        if part {
            for (path, is) in change.set.each() {
                if document.value(&path).is_some() && is == Value::Flag(false) {
                    person.document.put(&path, &is);
                }
            }
        }
    }

    fn spoil_receipt(&self, document: &Document, change: &ChangeSet, lines: &mut Vec<Changed>) {
        match self.fault {
            Some(Fault::ReceiptWithoutWas) => {
                for line in lines.iter_mut() {
                    line.was = line.is.clone();
                }
            }
            Some(Fault::ReceiptListsAll) => {
                let mentioned = change.set.each().into_iter();
                *lines = mentioned
                    .filter_map(|(path, is)| {
                        let was = document.value(&path)?;
                        let stale = was != is && !lines.iter().any(|line| line.path == path);
                        (!stale).then_some(Changed { path, was, is })
                    })
                    .collect();
            }
            Some(Fault::ReceiptLosesFilter) => {
                for line in lines.iter_mut() {
                    if let Value::Pause(wish) = &mut line.was {
                        wish.campaigns = None;
                    }
                }
            }
            _ => {}
        }
    }
}
