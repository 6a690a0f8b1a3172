//! What is shown, what was asked for, and how far each wish got. Knows no DOM, network or clock.

mod find;
mod line;
mod many;
mod queue;

use std::mem;
use std::sync::atomic::{AtomicUsize, Ordering};

pub use find::{CHANNEL, GROUP, Query, STATE, STATUS, TEXT};
pub use line::Wish;
pub use many::{Scope, Stand};
pub use queue::OVERTAKEN;
use queue::fallen;

use sordino_contract::{
    Campaign, CampaignId, Changed, Document, Path, PauseId, Receipt, Value, Wishes, plan,
};

use crate::instead::{self, Offers};

/// The preferences of one person on one screen.
///
/// Every wish shows at once and waits in a line; the first of the line is on its way. So the
/// backend hears wishes in the order in which they were made, two quick clicks end in what the
/// second asked for, and a wish that is refused is taken off the screen alone, with those behind
/// it still in place.
#[derive(Debug, Clone)]
pub struct Center {
    /// What the backend said last, with `ahead` carried out on it.
    shown: Document,
    /// What the wishes in the line change, so that it can be taken back.
    ahead: Vec<Changed>,
    line: Vec<Wish>,
    last: Option<Saved>,
    /// What was refused since everything was last at rest: each code with its places.
    refused: Vec<(String, Vec<Path>)>,
    live: bool,
    /// What may suit better, once a reason was given for what was saved last.
    thanked: Option<Offers>,
    /// Whether the network is what the line waits for, and the line outlives the page.
    kept: bool,
    /// What the link or the page that led here is about.
    focus: Option<Scope>,
    query: Query,
    /// The fields of a form about a pause that was refused: they are shown as they were sent.
    #[cfg(not(target_arch = "wasm32"))]
    tried: Vec<(String, String)>,
    /// For each campaign that is shown, whether it was looked for.
    found: Vec<bool>,
    /// What is looked in for words, once somebody looked for some or script runs the page.
    said: String,
    near: Near,
    /// How often anything changed but what is looked for.
    changes: u32,
}

/// Where a campaign was found last. Whoever draws them asks for one after the other, and among
/// hundreds each is found at once by looking there first.
#[derive(Debug, Default)]
struct Near(AtomicUsize);

impl Clone for Near {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// What was saved last.
#[derive(Debug, Clone)]
pub struct Saved {
    /// What it did.
    pub receipt: Receipt,
    /// Whether it took an earlier change back.
    pub undid: bool,
}

/// How far a wish for one place got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Nothing was asked for lately.
    Quiet,
    /// It is on its way or about to be.
    Saving,
    /// It was sent, no answer came, and it will be sent again.
    Retrying,
    /// It is kept.
    Saved,
    /// It was refused.
    Refused,
}

impl Center {
    /// What a backend answered, with nothing asked for yet.
    pub fn new(document: Document) -> Self {
        Self {
            shown: document,
            ahead: Vec::new(),
            line: Vec::new(),
            last: None,
            refused: Vec::new(),
            live: false,
            thanked: None,
            kept: false,
            focus: None,
            query: Query::default(),
            #[cfg(not(target_arch = "wasm32"))]
            tried: Vec::new(),
            found: Vec::new(),
            said: String::new(),
            near: Near::default(),
            changes: 0,
        }
        .finding(Query::default())
    }

    /// The same, showing only what was looked for.
    #[must_use]
    pub fn finding(mut self, query: Query) -> Self {
        self.find(query);
        self
    }

    /// Looks for campaigns. What is found stays the same when one of them is turned, so that
    /// nobody's row goes away under their hand.
    pub fn find(&mut self, query: Query) {
        if self.said.is_empty() && !query.text.is_empty() {
            self.said = find::said(&self.shown);
        }
        self.found = query.finds(&self.shown, &self.said);
        self.query = query;
    }

    /// Whether anything changed since `last` but what is looked for.
    ///
    /// A page of hundreds of campaigns has thousands of places that follow what is so, and few
    /// that follow what is typed into the search: those others are not asked at each letter.
    pub fn changed(&self, last: &mut Option<u32>) -> bool {
        let now = Some(self.changes);
        mem::replace(last, now) != now
    }

    /// What was looked for.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// How many campaigns were found, and how many there are.
    pub fn found(&self) -> (usize, usize) {
        (self.found.iter().filter(|found| **found).count(), self.found.len())
    }

    /// Whether a campaign is there and was found.
    pub fn is_found(&self, id: &CampaignId) -> bool {
        self.position(id).and_then(|at| self.found.get(at)) == Some(&true)
    }

    /// The campaign with this id.
    pub fn campaign(&self, id: &CampaignId) -> Option<&Campaign> {
        self.shown.campaigns.get(self.position(id)?)
    }

    /// What stands at `path`.
    pub fn value(&self, path: &Path) -> Option<Value> {
        match path {
            Path::Cell(campaign, channel) => {
                self.campaign(campaign)?.channels.get(channel).map(|on| Value::Flag(*on))
            }
            path => self.shown.value(path),
        }
    }

    fn position(&self, id: &CampaignId) -> Option<usize> {
        let all = &self.shown.campaigns;
        let near = self.near.0.load(Ordering::Relaxed);
        let is = |campaign: &Campaign| campaign.id == *id;
        // The next of a group is some campaigns further on.
        let next = all.iter().skip(near).position(is).map(|at| near + at);
        let at = next.or_else(|| all.iter().position(is))?;
        self.near.0.store(at, Ordering::Relaxed);
        Some(at)
    }

    /// The same, after a form on the page led here: what it saved, or the code of its refusal.
    pub fn after(document: Document, saved: Option<Receipt>, refused: Option<String>) -> Self {
        let mut center = Self::new(document);
        center.last = saved.map(|receipt| Saved { receipt, undid: false });
        center.refused.extend(refused.map(|code| (code, Vec::new())));
        center
    }

    /// The same, where what a form asked for was about this place.
    #[must_use]
    pub fn about(mut self, path: Option<Path>) -> Self {
        if let Some((_, paths)) = self.refused.last_mut() {
            paths.extend(path);
        }
        self
    }

    /// The same, with the fields of the form that was refused.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn trying(mut self, tried: Vec<(String, String)>) -> Self {
        self.tried = tried;
        self
    }

    /// What was sent in fields of this name by the form about this pause that was refused.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn tried(&self, pause: Option<&PauseId>, name: &str) -> impl Iterator<Item = &str> {
        let is_it = self.wrong_days(pause).is_some();
        let fields = self.tried.iter().filter(move |(field, _)| is_it && field == name);
        fields.flat_map(|(_, value)| value.split_ascii_whitespace())
    }

    /// Whether there is something to see beside what the link is about.
    pub fn is_wide(&self) -> bool {
        let beside = |changed: &Changed| match (&self.focus, &changed.path) {
            (Some(Scope::Cell(id, _) | Scope::Campaign(id)), Path::Cell(campaign, _)) => {
                campaign != id
            }
            _ => true,
        };
        let saved = |saved: &Saved| saved.receipt.changed.iter().any(beside);
        !self.refused.is_empty()
            || self.query != Query::default()
            || self.last.as_ref().is_some_and(saved)
    }

    /// The same, after a form gave the reason for what was saved last: the reason's code.
    #[must_use]
    pub fn thanking(mut self, code: &str) -> Self {
        self.thank(code);
        self
    }

    /// The same, where the link or the page that led here is about this: all of the campaign, if it
    /// does not come by the channel.
    #[must_use]
    pub fn led_by(mut self, focus: Option<Scope>) -> Self {
        self.focus = focus.map(|focus| focus.within(&self.shown));
        self
    }

    /// What the link or the page that led here is about: asked first, and alone.
    pub fn focus(&self) -> Option<&Scope> {
        self.focus.as_ref()
    }

    fn thank(&mut self, code: &str) {
        let offers =
            |saved: &Saved| instead::offers(&self.shown, &saved.receipt, code, self.focus.as_ref());
        self.thanked = self.last.as_ref().map(offers);
    }

    /// Script runs the page from here on.
    pub fn go_live(&mut self) {
        self.live = true;
        // Now, and not while somebody waits for the first letter.
        self.said = find::said(&self.shown);
    }

    /// Whether script runs the page. Until then forms do.
    pub fn live(&self) -> bool {
        self.live
    }

    /// What to show: what is kept, and what was asked for on top of it.
    pub fn shown(&self) -> &Document {
        &self.shown
    }

    /// Whether what was saved last turned off something of this campaign.
    pub fn has_stopped(&self, campaign: &CampaignId) -> bool {
        self.last.iter().flat_map(|saved| &saved.receipt.changed).any(|changed| {
            changed.is == Value::Flag(false)
                && matches!(&changed.path, Path::Cell(of, _) if of == campaign)
        })
    }

    /// What was saved last.
    pub fn last(&self) -> Option<&Saved> {
        self.last.as_ref()
    }

    /// The code of what was refused last, since everything was last at rest.
    pub fn refusal(&self) -> Option<&str> {
        self.refused.last().map(|(code, _)| code.as_str())
    }

    /// The code of what was refused last, if it was because of the days of this pause; `None` is
    /// one that was to be made.
    pub fn wrong_days(&self, pause: Option<&PauseId>) -> Option<&str> {
        let (code, paths) = self.refused.last()?;
        let mut known = self.shown.pauses.iter().map(|pause| &pause.id);
        let known = known.find(|id| {
            paths.iter().any(|path| matches!(path, Path::Pause(refused) if refused == *id))
        });
        let days = code.starts_with("pause_") || known.is_some() && code == "withdraw_only";
        (days && known == pause).then_some(code)
    }

    /// Whether the switch at `path` stands on.
    pub fn is_on(&self, path: &Path) -> bool {
        self.value(path) == Some(Value::Flag(true))
    }

    /// How far the last wish for `path` got.
    pub fn progress(&self, path: &Path) -> Progress {
        if self.line.iter().any(|wish| wish.paths.contains(path)) {
            let stuck = self.line.first().is_some_and(|wish| wish.tries > 0);
            return if stuck { Progress::Retrying } else { Progress::Saving };
        }
        if self.refused.iter().any(|(_, paths)| paths.contains(path)) {
            return Progress::Refused;
        }
        match &self.last {
            Some(saved) if saved.receipt.changed.iter().any(|changed| changed.path == *path) => {
                Progress::Saved
            }
            _ => Progress::Quiet,
        }
    }

    /// How far the line as a whole got: [`Progress::Quiet`] when it is empty.
    pub fn under_way(&self) -> Progress {
        match self.line.first() {
            None => Progress::Quiet,
            Some(wish) if wish.tries > 0 => Progress::Retrying,
            Some(_) => Progress::Saving,
        }
    }

    /// Whether somebody may be asked why: what was saved last turned something off, and the
    /// sender has a question. Only then, because a reason never stands before the effect.
    pub fn asks_why(&self) -> bool {
        let turned_off = |saved: &Saved| {
            let mut changed = saved.receipt.changed.iter();
            !saved.undid && changed.any(|changed| changed.is == Value::Flag(false))
        };
        self.last.as_ref().is_some_and(turned_off)
            && self.shown.survey.as_ref().is_some_and(|survey| !survey.reasons.is_empty())
    }

    /// Whether a reason was given for what was saved last.
    pub fn thanked(&self) -> bool {
        self.thanked.is_some()
    }

    /// What may suit better than what was saved last, for the reason that was given for it.
    pub fn offers(&self) -> Option<&Offers> {
        self.thanked.as_ref()
    }

    /// What the backend says now, for instance after something was changed in another tab. Of what
    /// was saved last and holds no longer nothing is said any more.
    pub fn refreshed(&mut self, document: Document) {
        let ids = |document: &Document| -> Vec<CampaignId> {
            document.campaigns.iter().map(|campaign| campaign.id.clone()).collect()
        };
        let others = ids(&self.shown) != ids(&document);
        if let Some(saved) = &self.last {
            let mut changed = Vec::new();
            for line in &saved.receipt.changed {
                changed.push((line.path.clone(), line.is.clone()));
            }
            let lines = changed.len();
            if lines > 0 && fallen(&document, changed).len() == lines {
                self.last = None;
            }
        }
        self.shown = document;
        self.ahead.clear();
        self.show();
        if others {
            self.said.clear();
            let query = mem::take(&mut self.query);
            self.find(query);
        }
    }

    /// The wishes that take back what was saved last, if it changed anything and may be undone.
    pub fn undo(&self) -> Option<Wishes> {
        let receipt = &self.last.as_ref()?.receipt;
        let undo = receipt.undo();
        // What a link may not turn up it may not bring back either, so it is not offered.
        let may = plan(&self.shown, &undo, receipt.recorded_at, |_| None);
        may.is_ok_and(|changes| !changes.is_empty()).then_some(undo)
    }

    /// Whether what was saved last is being taken back. There is nothing to undo meanwhile, but
    /// whoever asked for it is still on the button that did.
    pub fn undoing(&self) -> bool {
        self.line.iter().any(|wish| wish.undoes)
    }

    fn show(&mut self) {
        self.changes += 1;
        for changed in self.ahead.drain(..).rev() {
            self.shown.put(&changed.path, &changed.was);
        }
        for wish in &self.line {
            // A wish that cannot be will be refused by the backend, which says why.
            for changed in plan(&self.shown, &wish.set, wish.made_at, |_| None).unwrap_or_default()
            {
                self.shown.put(&changed.path, &changed.is);
                self.ahead.push(changed);
            }
        }
    }
}
