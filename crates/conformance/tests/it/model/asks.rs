//! What somebody asks for and what they did, and how both can be kept wrongly.

use sordino_contract::{
    Ask, ChangeSet, Document, HISTORY_MAX, Power, Problem, Receipt, Request, plan_ask,
};

use super::{Backend, Person};
use crate::fault::Fault;

impl Backend {
    /// The request that a change adds.
    pub(super) fn asked(
        &self,
        document: &Document,
        change: &ChangeSet,
    ) -> Result<Option<Ask>, Problem> {
        let mut document = document.clone();
        match (self.fault, change.ask) {
            (Some(Fault::AskAlwaysTaken), Some(ask)) => document.can.push(ask.capability()),
            (Some(Fault::WithdrawAsks), _) => document.power = Power::Manage,
            (Some(Fault::AskedTwice), _) => document.requests.clear(),
            _ => {}
        }
        plan_ask(&document, change.ask)
            .map_err(|refusal| Problem::new(refusal.code, "it was refused").at(refusal.pointer))
    }

    /// Keeps what was asked for and the receipt.
    pub(super) fn remember(&self, person: &mut Person, change: &ChangeSet, receipt: &mut Receipt) {
        let document = &mut person.document;
        if let (Some(what), false) = (receipt.asked.clone(), self.has(Fault::AskForgotten)) {
            let recorded_at = receipt.recorded_at;
            document.requests.push(Request { id: receipt.id.clone(), what, recorded_at });
        }
        match self.fault {
            Some(Fault::AskedNotSaid) => receipt.asked = None,
            Some(Fault::AskedAgainSaid) => receipt.asked = change.ask.map(Ask::capability),
            _ => {}
        }
        let is_news = !receipt.changed.is_empty() || receipt.asked.is_some();
        if self.is_small || !is_news && !self.has(Fault::HistoryOfNothing) {
            return;
        }
        let mut kept = receipt.clone();
        if self.has(Fault::HistoryWithoutVia) {
            kept.via = None;
        }
        match self.fault {
            Some(Fault::HistoryOldestFirst) => document.history.push(kept),
            Some(Fault::HistoryFull) if document.history.len() == HISTORY_MAX => {}
            _ => document.history.insert(0, kept),
        }
        if !self.has(Fault::HistoryUnbounded) {
            match self.has(Fault::HistoryOldestFirst) {
                true => {
                    let over = document.history.len().saturating_sub(HISTORY_MAX);
                    document.history.drain(..over);
                }
                false => document.history.truncate(HISTORY_MAX),
            }
        }
    }

    /// Takes out of a document what its link is not told.
    pub(super) fn conceal(&self, document: &mut Document, power: Power) {
        if power == Power::Withdraw {
            if !self.has(Fault::RequestsForwarded) {
                document.requests.clear();
            }
            if !self.has(Fault::HistoryForwarded) {
                document.history.clear();
            }
        }
    }
}
