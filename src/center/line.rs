//! The line of wishes: how one gets into it, is sent, and gets out of it.

use sordino_contract::{Answer, Ask, ChangeId, GivenReason, Path, Timestamp, Via, Wishes};

use super::queue::{OVERTAKEN, fallen, paths};
use super::{Center, Saved};
use crate::instead::{self, Instead};

/// Something that was asked for.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The change's id.
    pub id: ChangeId,
    /// When it was made.
    pub made_at: Timestamp,
    /// The revision that was on the screen. It stays with the wish, because a wish that is sent
    /// again must be the same to the letter.
    pub revision: String,
    /// What should hold.
    pub set: Wishes,
    /// How often it was sent without an answer.
    pub tries: u32,
    /// Where it was made, once it was sent or kept.
    pub(super) via: Option<Via>,
    pub(super) paths: Vec<Path>,
    /// Why something was turned down; nothing else is asked for then.
    pub(super) reason: Option<GivenReason>,
    /// What is asked of the people at the sender; nothing is to be different then.
    pub(super) ask: Option<Ask>,
    pub(super) undoes: bool,
    pub(super) under_way: bool,
}

impl Center {
    /// Takes a wish in and shows it.
    ///
    /// One that waits unsent and is about nothing else is replaced: nobody needs to hear of a
    /// choice that was changed again before it left.
    pub fn wish(&mut self, id: ChangeId, made_at: Timestamp, set: Wishes) {
        self.take_in(id, made_at, set, false);
    }

    /// Takes in the wish that what was saved last be taken back.
    pub fn wish_undone(&mut self, id: ChangeId, made_at: Timestamp) {
        if let Some(set) = self.undo() {
            self.take_in(id, made_at, set, true);
        }
    }

    /// Takes in the wish for something instead of what was saved last.
    pub fn wish_instead(&mut self, id: ChangeId, made_at: Timestamp, what: Instead) {
        let saved = self.last.as_ref();
        let focus = self.focus.as_ref();
        let set =
            saved.and_then(|saved| instead::wishes(&self.shown, &saved.receipt, what, &id, focus));
        if let Some(set) = set {
            self.take_in(id, made_at, set, false);
        }
    }

    /// Takes in what is asked of the people at the sender. Asked twice before an answer it is
    /// asked once.
    pub fn ask(&mut self, id: ChangeId, made_at: Timestamp, ask: Ask) {
        if self.line.iter().all(|wish| wish.ask != Some(ask)) {
            self.take_in(id, made_at, Wishes::default(), false);
            if let Some(wish) = self.line.last_mut() {
                wish.ask = Some(ask);
            }
        }
    }

    /// Takes in why what was saved last was turned down.
    pub fn explain(&mut self, id: ChangeId, made_at: Timestamp, code: String, comment: String) {
        let Some(saved) = &self.last else { return };
        let receipt = Some(saved.receipt.id.clone());
        // Said at once: whether it arrives is not the reader's care.
        self.thank(&code);
        let comment = (!comment.is_empty()).then_some(comment);
        self.take_in(id, made_at, Wishes::default(), false);
        if let Some(wish) = self.line.last_mut() {
            wish.reason = Some(GivenReason { code, comment, receipt });
        }
    }

    fn take_in(&mut self, id: ChangeId, made_at: Timestamp, set: Wishes, undoes: bool) {
        let wish = Wish {
            id,
            made_at,
            revision: self.shown.revision.clone(),
            tries: 0,
            via: None,
            paths: paths(&set),
            set,
            reason: None,
            ask: None,
            undoes,
            under_way: false,
        };
        let paths = &wish.paths;
        // What was refused is said until the reader goes on; while other wishes are still on
        // their way, a refusal among them must not be lost behind the next one's "Saved".
        let at_rest = self.line.is_empty();
        let again = |refused: &[Path]| refused.iter().any(|path| paths.contains(path));
        self.refused.retain(|(_, refused)| !at_rest && !again(refused));
        self.line.retain(|wish| {
            let overtaken = wish.paths.iter().all(|path| paths.contains(path));
            let tells = wish.reason.is_some() || wish.ask.is_some();
            wish.under_way || wish.tries > 0 || tells || !overtaken
        });
        self.line.push(wish);
        self.show();
    }

    /// The change set to send now, if none is on its way: the first of the line, as JSON and
    /// with its id. `now` is what the reader's clock says.
    pub fn send(&mut self, via: Via, now: Timestamp) -> Option<(ChangeId, String)> {
        let wish = self.line.first_mut().filter(|wish| !wish.under_way)?;
        wish.under_way = true;
        Some((wish.id.clone(), wish.json(via, Some(now))))
    }

    /// The wish on its way was answered.
    pub fn answered(&mut self, answer: Answer) {
        let Answer { receipt, document } = answer;
        let wish = self.first_is(&receipt.id).then(|| self.line.remove(0));
        let (undid, explained) =
            wish.as_ref().map_or((false, false), |wish| (wish.undoes, wish.reason.is_some()));
        // A reason is no change: what it explains can still be undone.
        if !explained {
            self.last = Some(Saved { receipt, undid });
            self.thanked = None;
        }
        let lost = wish.map(|wish| fallen(&document, wish.set.each())).unwrap_or_default();
        if !lost.is_empty() {
            self.refused.push((OVERTAKEN.into(), lost));
        }
        self.refreshed(document);
    }

    /// The wish on its way was refused: it is taken back, alone. Of a reason that the sender no
    /// longer takes nothing is said: what it explains holds.
    pub fn refused(&mut self, id: &ChangeId, code: &str) {
        if self.first_is(id) {
            let wish = self.line.remove(0);
            if wish.reason.is_none() {
                self.refused.push((code.into(), wish.paths));
            }
            self.show();
        }
    }

    /// No answer came. The wish stays first, and is sent again with the same id: if it arrived
    /// after all, it has no second effect.
    ///
    /// `kept` tells whether the network is the reason, and the line outlives the page. Returns
    /// how long to wait before it is sent again, in milliseconds.
    pub fn unanswered(&mut self, id: &ChangeId, kept: bool) -> u32 {
        self.changes += 1;
        match self.line.first_mut() {
            Some(wish) if wish.id == *id => {
                wish.under_way = false;
                wish.tries += 1;
                self.kept = kept && wish.reason.is_none();
                1_000 << (wish.tries - 1).min(5)
            }
            _ => 0,
        }
    }

    fn first_is(&self, id: &ChangeId) -> bool {
        self.line.first().is_some_and(|wish| wish.id == *id)
    }
}
