//! What a form of the page does.

use axum::http::HeaderMap;
use sordino::form::{self, FormError, Pausing, Posted};
use sordino::{Lang, instead};
use sordino_contract::{ChangeId, ChangeSet, Code, PauseId, Via, Wishes};

use super::failed::Failure;
use super::{asked, fields};
use crate::app::App;
use crate::change::{self, ChangeError};
use crate::store::Read;
use crate::token::Link;
use crate::{document, language};

/// Why a form is refused that none of our pages sends.
const INVALID: &str = Code::InvalidValue.as_str();

/// How much of a form that was refused goes into the address of the page that says so.
const TRIED_MAX: usize = 2_000;

/// Why a form was refused.
pub(super) struct Refused {
    /// As the page's address says it.
    code: &'static str,
    /// The pause that it was about.
    pause: Option<PauseId>,
    /// What it said of a pause, to be shown again.
    tried: Vec<(String, String)>,
}

impl Refused {
    /// What the page's address says of it.
    pub(super) fn in_query(self) -> String {
        let Self { code, pause, tried } = self;
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("refused", code);
        if let Some(pause) = pause {
            query.append_pair(form::PAUSE_ID, pause.as_str());
        }
        // Somebody's own form may hold more than an address can.
        if tried.iter().map(|(_, value)| value.len()).sum::<usize>() < TRIED_MAX {
            query.extend_pairs(tried);
        }
        query.finish()
    }

    fn by(code: &'static str) -> Self {
        Self { code, pause: None, tried: Vec::new() }
    }
}

/// The change that was made, or why it was refused.
pub(super) async fn carry_out(
    app: &App,
    link: &Link,
    query: Option<&str>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Result<ChangeId, Refused>, Failure> {
    let mut fields = fields(body);
    let lang = language::choose(query, link, None, headers);
    let mut tx = app.store.read().await?;
    let id = form_id(&mut tx, link, &mut fields, body).await?;
    let posted = match form::read(&fields) {
        Ok(posted) => posted,
        Err(FormError::NoDay(pause)) => {
            let tried = form::kept(&fields).cloned().collect();
            return Ok(Err(Refused { code: form::NO_DAY, pause, tried }));
        }
        Err(_) => return Ok(Err(Refused::by(INVALID))),
    };
    // Which field is wrong, of several pauses, only the form that was sent could tell.
    let (pause, tried) = match &posted {
        Posted::Pause(pausing) => (pausing.id.clone(), form::kept(&fields).cloned().collect()),
        _ => (None, Vec::new()),
    };
    let saves = matches!(posted, Posted::Change(_));
    let change = match posted {
        Posted::Change(set) => ChangeSet { set, ..by_form(id) },
        Posted::Undo(receipt) => match tx.kept(&link.person, &receipt).await? {
            Some(kept) => ChangeSet { set: kept.receipt.undo(), ..by_form(id) },
            None => return Ok(Err(Refused::by(INVALID))),
        },
        // The page's form sent twice: what it was for is on again since the first.
        Posted::Instead(..) if tx.kept(&link.person, &id).await?.is_some() => {
            return Ok(Ok(id));
        }
        Posted::Instead(what, receipt) => {
            let Some(kept) = tx.kept(&link.person, &receipt).await? else {
                return Ok(Err(Refused::by(INVALID)));
            };
            let (_, catalogue) = tx.catalogue().await?.ok_or(ChangeError::NoCatalogue)?;
            let person = tx.person(&link.person).await?;
            let person = person.ok_or(ChangeError::SubscriberUnknown)?;
            let now = app.clock.now();
            let document = document::build(&catalogue, &person, link.power, lang, now);
            let focus = asked(query, link.campaign.as_ref()).focus;
            match instead::wishes(&document, &kept.receipt, what, &id, focus.as_ref()) {
                Some(set) => ChangeSet { set, ..by_form(id) },
                None => return Ok(Err(Refused::by(Code::NotOffered.as_str()))),
            }
        }
        Posted::Reason(reason) => ChangeSet { reason: Some(reason), ..by_form(id) },
        Posted::Ask(ask) => ChangeSet { ask: Some(ask), ..by_form(id) },
        Posted::Pause(Pausing { id: pause, wish }) => {
            // A new pause goes by the name of the change that made it.
            let Some(pause) = pause.or_else(|| id.as_str().parse().ok()) else {
                return Ok(Err(Refused::by(INVALID)));
            };
            let mut set = Wishes::default();
            set.pauses.insert(pause, wish);
            ChangeSet { set, ..by_form(id) }
        }
    };
    drop(tx);
    let mut made = change::make(app, link, lang, &change).await;
    if let (true, Err(error)) = (saves, &made)
        && matches!(error.code(), Code::UnknownCampaign | Code::UnknownChannel)
        && let Some(change) = still_offered(app, link, lang, &change).await?
    {
        made = change::make(app, link, lang, &change).await;
    }
    match made {
        Ok(answer) => Ok(Ok(answer.receipt.id)),
        Err(ChangeError::Store(error)) => Err(error.into()),
        Err(error) => Ok(Err(Refused { code: error.code().as_str(), pause, tried })),
    }
}

/// A change without the places that went since its page was made, of which nothing is sent any
/// more: the form saves many at once, and none of the others is lost with them. `None` where nothing
/// is left of it.
async fn still_offered(
    app: &App,
    link: &Link,
    lang: Lang,
    change: &ChangeSet,
) -> Result<Option<ChangeSet>, Failure> {
    let mut tx = app.store.read().await?;
    let (_, catalogue) = tx.catalogue().await?.ok_or(ChangeError::NoCatalogue)?;
    let person = tx.person(&link.person).await?.ok_or(ChangeError::SubscriberUnknown)?;
    let document = document::build(&catalogue, &person, link.power, lang, app.clock.now());
    let mut set = Wishes::default();
    for (path, value) in change.set.each() {
        if document.value(&path).is_some() {
            set.want(&path, &value);
        }
    }
    let is_left = set != Wishes::default();
    Ok(is_left.then(|| ChangeSet { set, ..change.clone() }))
}

/// The id of the change that a form makes.
///
/// The same form again is the same change, unless something came between: somebody who left,
/// returned, and went back to the first page to leave again means it. What was saved from the same
/// page meanwhile is put into `fields`.
async fn form_id(
    tx: &mut Read,
    link: &Link,
    fields: &mut Vec<(String, String)>,
    body: &[u8],
) -> Result<ChangeId, Failure> {
    let person = &link.person;
    let nonce = fields.iter().find(|(name, nonce)| name == form::FORM && !nonce.is_empty());
    let Some((_, nonce)) = nonce else {
        // Not one of our pages. Two such forms are two changes.
        return Ok(change::change_id(uuid::Uuid::now_v7()));
    };
    // Only what saves is told by the boxes of a page that is shown again.
    let saves = form::saves(fields);
    let kind: &[u8] = if saves { b"save" } else { b"" };
    let page = [person.expose().as_bytes(), nonce.as_bytes(), kind];
    let mut id = change::derived_id(&page, &[body]);
    let mut kept = tx.kept(person, &id).await?;
    while kept.as_ref().is_some_and(|kept| !kept.is_last) {
        id = change::derived_id(&page, &[id.as_str().as_bytes(), b"again"]);
        kept = tx.kept(person, &id).await?;
    }
    if saves && kept.is_none() {
        for saved in tx.wished(person, &id.as_str()[..change::FAMILY]).await? {
            form::bring_up_to_date(fields, &saved);
        }
    }
    Ok(id)
}

/// A change by a form that wishes for nothing yet.
fn by_form(id: ChangeId) -> ChangeSet {
    ChangeSet {
        id,
        revision: None,
        made_at: None,
        sent_at: None,
        via: Some(Via::Form),
        set: Wishes::default(),
        ask: None,
        reason: None,
    }
}
