//! Making a change: checking it, keeping it, and answering.

use sha2::{Digest, Sha256};
use sordino::Lang;
use sordino_contract::{
    Answer, ChangeId, ChangeSet, Changed, Code, Direction, Document, GivenReason, Problem, Refusal,
    Request, Value, plan, plan_ask,
};

use crate::app::App;
use crate::document;
use crate::preferences::Entry;
use crate::store::{NewLine, StoreError, Write};
use crate::token::Link;

/// The longest code of a reason that is kept, in characters.
const REASON_MAX: usize = 64;

/// Why a change was not made. Nothing is changed then.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChangeError {
    /// The id came before with another body.
    #[error("the id was used for another change; make a new one for each change")]
    IdReused,
    /// The link's person is not known.
    #[error("there is no such subscriber")]
    SubscriberUnknown,
    /// Nothing was imported yet.
    #[error("there is no catalogue yet: `import --catalogue` brings it")]
    NoCatalogue,
    /// A wish cannot be carried out.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A reason that came alone does not fit the survey.
    #[error("{expected}")]
    Reason {
        /// Which member.
        pointer: &'static str,
        /// What was expected.
        expected: &'static str,
    },
    /// The store failed.
    #[error("the change could not be kept")]
    Store(#[from] StoreError),
}

impl ChangeError {
    /// Its code.
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::Reason { .. } => Code::InvalidValue,
            Self::IdReused => Code::IdReused,
            Self::SubscriberUnknown => Code::SubscriberUnknown,
            Self::Refused(refusal) => refusal.code,
            Self::NoCatalogue | Self::Store(_) => Code::Unavailable,
        }
    }

    /// What is answered.
    pub(crate) fn problem(&self) -> Problem {
        let problem = Problem::new(self.code(), self.to_string());
        match self {
            Self::IdReused => problem.at("/id"),
            Self::Reason { pointer, .. } => problem.at(*pointer),
            Self::Refused(refusal) => problem.at(refusal.pointer.clone()),
            Self::NoCatalogue | Self::SubscriberUnknown => problem,
            // The cause is in the log and nobody else's business.
            Self::Store(_) => Problem::new(Code::Unavailable, "try again in a moment"),
        }
    }
}

/// Makes a change and answers its receipt, with the document as it is afterwards.
///
/// When this returns, the change is in effect and on the disk, or it was refused and nothing is
/// different. The same change again has no further effect and gets the same receipt. It is one
/// transaction from the first read on, so two changes of one person never see each other half
/// done.
pub(crate) async fn make(
    app: &App,
    link: &Link,
    lang: Lang,
    change: &ChangeSet,
) -> Result<Answer, ChangeError> {
    let hash = fingerprint(change);
    let mut tx = app.store.write().await?;
    // Asked under the lock, so that the log's times rise with its numbers.
    let now = app.clock.now();
    let (version, catalogue) = tx.catalogue().await?.ok_or(ChangeError::NoCatalogue)?;
    let person = tx.person(&link.person).await?;
    let mut person = person.ok_or(ChangeError::SubscriberUnknown)?;
    let before = document::build(&catalogue, &person, link.power, lang, now);

    if let Some(kept) = tx.kept(&link.person, &change.id).await? {
        if kept.hash != hash {
            return Err(ChangeError::IdReused);
        }
        return Ok(Answer { receipt: kept.receipt, document: before });
    }

    let (made_at, latest) = (change.made_at_by(now), change.made_at_latest(now));
    // The log tells the time by one clock, or it could not be replayed.
    let mut kept = change.clone();
    kept.made_at = change.made_at.map(|_| made_at);
    let change = &kept;
    let turned_down = &person.preferences.turned_down;
    let changed = plan(&before, &change.set, latest, |path| turned_down.get(path).copied())?;
    let asked = plan_ask(&before, change.ask)?;
    let reason = reason(&mut tx, link, &before, change).await?;
    let entries = entries(&before, change, changed);
    for entry in &entries {
        person.preferences.apply(entry, made_at);
    }
    if let Some(ask) = asked {
        let (id, what) = (change.id.clone(), ask.capability());
        person.preferences.requests.push(Request { id, what, recorded_at: now });
    }
    if asked.is_some() || !entries.is_empty() {
        tx.keep_preferences(&link.person, &person.preferences, now).await?;
    }
    let receipt = tx
        .add_line(&NewLine {
            change,
            hash: &hash,
            link,
            recorded_at: now,
            catalogue: version,
            entries: &entries,
            asked,
            reason: reason.as_ref(),
        })
        .await?;
    tx.commit().await?;
    if let Some(ask) = asked {
        tracing::info!(what = ask.as_str(), "a request was taken in: `requests` lists it");
    }

    person.remember(&receipt);
    Ok(Answer { receipt, document: document::build(&catalogue, &person, link.power, lang, now) })
}

/// What the log keeps: what is different, and the wishes for less where it was off already.
fn entries(document: &Document, change: &ChangeSet, changed: Vec<Changed>) -> Vec<Entry> {
    let again = change.set.each().into_iter().filter_map(|(path, wished)| {
        let same = document.value(&path).as_ref() == Some(&wished) && wished != Value::Nothing;
        same.then(|| Changed { path, was: wished.clone(), is: wished })
    });
    let again = again.filter(|same| same.direction(document) == Direction::Down);
    let again: Vec<_> = again.collect();
    changed
        .into_iter()
        .chain(again)
        .map(|changed| Entry { down: changed.direction(document) == Direction::Down, changed })
        .collect()
}

/// The reason as it is kept.
///
/// A reason never stands in the way (law 8): one that comes with a wish and does not fit the
/// survey, because that has changed since, is kept as it is. Only one that comes alone is
/// refused, as there is nothing else that the refusal could stop.
async fn reason(
    tx: &mut Write,
    link: &Link,
    document: &Document,
    change: &ChangeSet,
) -> Result<Option<GivenReason>, ChangeError> {
    let Some(given) = &change.reason else {
        return Ok(None);
    };
    let survey = document.survey.as_ref();
    let comment_max = usize::from(survey.map_or(0, |survey| survey.comment_max));
    let length = |text: &String| text.chars().count();
    if change.set.each().is_empty() && change.ask.is_none() {
        let refuse = |pointer, expected| Err(ChangeError::Reason { pointer, expected });
        let mut reasons = survey.iter().flat_map(|survey| survey.reasons.iter());
        if !reasons.any(|reason| reason.code == given.code) {
            return refuse("/reason/code", "a code of the survey is expected");
        }
        if given.comment.as_ref().is_some_and(|text| length(text) > comment_max) {
            return refuse("/reason/comment", "the comment is longer than `comment_max`");
        }
        if let Some(receipt) = &given.receipt
            && tx.kept(&link.person, receipt).await?.is_none()
        {
            return refuse("/reason/receipt", "the id of an earlier change is expected");
        }
    }
    let cut = |text: &String, most: usize| text.chars().take(most).collect::<String>();
    Ok(Some(GivenReason {
        code: cut(&given.code, REASON_MAX),
        comment: given
            .comment
            .as_ref()
            .map(|text| cut(text, comment_max))
            .filter(|text| !text.is_empty()),
        receipt: given.receipt.clone(),
    }))
}

/// A hash of what is asked, in which the order of members does not count.
fn fingerprint(change: &ChangeSet) -> String {
    let mut wishes = change.set.each();
    wishes.sort_by(|(a, _), (b, _)| a.cmp(b));
    let ChangeSet { revision, made_at, via, ask, reason, .. } = change;
    document::hash(&(revision, made_at, via, wishes, ask, reason))
}

/// How many characters of [`derived_id`] follow from its `family` alone.
pub(crate) const FAMILY: usize = 13;

/// A UUID that follows from its parts alone (version 8 of RFC 9562). Its beginning follows from
/// `family`, so that what is of one can be found again.
pub(crate) fn derived_id(family: &[&[u8]], parts: &[&[u8]]) -> ChangeId {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest([family, parts].concat().as_slice())[..16]);
    bytes[..6].copy_from_slice(&digest(family)[..6]);
    change_id(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        // The length keeps `ab` and `c` apart from `a` and `bc`.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// A UUID as the id of a change.
pub(crate) fn change_id(uuid: uuid::Uuid) -> ChangeId {
    uuid.to_string().parse().expect("a UUID is made of digits, letters and hyphens")
}
