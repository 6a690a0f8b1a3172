//! Reading documents and receipts from what some parser holds.

mod change;

use std::cell::Cell;
use std::str::FromStr;

use super::{Node, ReadError};
use crate::{
    Answer, Campaign, CampaignId, Capability, ChangeId, Changed, Channel, ChannelId, Date,
    Document, Frequency, FrequencyId, Group, GroupId, Map, Path, Pause, PauseId, PauseWish, Power,
    Reason, Receipt, Request, Sender, Status, Subscriber, Support, Survey, Timestamp, VERSION,
    Value, Via,
};

/// One reading, which goes on after a mistake and remembers the first.
///
/// It does not stop there because every place to stop would come with code of its own that frees
/// what was read so far: together a good part of what the widget weighs. What stands in for the
/// member that was wrong is never seen by anyone.
struct Reading<'a, N> {
    node: &'a N,
    wrong: &'a Cell<Option<&'static str>>,
}

/// What stands in for a member that was wrong.
trait StandIn {
    fn stand_in() -> Self;
}

macro_rules! stand_in {
    ($($kind:ty: $value:expr,)*) => {
        $(impl StandIn for $kind {
            fn stand_in() -> Self { $value }
        })*
    };
}

stand_in! {
    Date: Date::EPOCH,
    Timestamp: Timestamp::from_millis(0),
    Path: Path::Subscribed,
    ChannelId: Self::none(),
    CampaignId: Self::none(),
    GroupId: Self::none(),
    PauseId: Self::none(),
    FrequencyId: Self::none(),
    ChangeId: Self::none(),
}

fn reading<N, T>(node: &N, read: impl FnOnce(&Reading<'_, N>) -> T) -> Result<T, ReadError> {
    let wrong = Cell::new(None);
    let read = read(&Reading { node, wrong: &wrong });
    match wrong.get() {
        None => Ok(read),
        Some(member) => Err(ReadError(member)),
    }
}

impl<N: Node> Reading<'_, N> {
    fn wrong(&self, name: &'static str) {
        self.wrong.set(self.wrong.get().or(Some(name)));
    }

    /// What `value` holds; or else the member is wrong.
    fn needed<T>(&self, name: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.wrong(name);
        }
        value
    }

    fn word(&self, name: &'static str) -> Option<String> {
        let node = self.node.member(name)?;
        self.needed(name, node.text())
    }

    fn text(&self, name: &'static str) -> String {
        let text = self.node.member(name).and_then(|node| node.text());
        self.needed(name, text).unwrap_or_default()
    }

    fn flag(&self, name: &'static str) -> bool {
        let flag = self.node.member(name).and_then(|node| node.flag());
        self.needed(name, flag).unwrap_or_default()
    }

    fn parsed<T: FromStr + StandIn>(&self, name: &'static str, text: &str) -> T {
        self.needed(name, text.parse().ok()).unwrap_or_else(T::stand_in)
    }

    fn id<T: FromStr + StandIn>(&self, name: &'static str) -> T {
        self.parsed(name, &self.text(name))
    }

    fn maybe<T: FromStr + StandIn>(&self, name: &'static str) -> Option<T> {
        self.word(name).map(|text| self.parsed(name, &text))
    }

    /// One of some words.
    fn one<T>(&self, name: &'static str, of: fn(&str) -> Option<T>) -> Option<T> {
        let word = self.word(name)?;
        self.needed(name, of(&word))
    }

    /// A whole number that fits.
    fn count(&self, name: &'static str) -> Option<u16> {
        let number = self.node.member(name)?.number();
        let number = self.needed(name, number)?;
        let whole = number as u16;
        self.needed(name, (f64::from(whole) == number).then_some(whole))
    }

    /// The items of a list; of an absent one none. Lists are read by loops: each chain of
    /// iterators would be several functions more for every type.
    fn items(&self, name: &'static str) -> Vec<N> {
        let Some(list) = self.node.member(name) else {
            return Vec::new();
        };
        self.needed(name, list.items()).unwrap_or_default()
    }

    /// The items of a list that must be there.
    fn list(&self, name: &'static str) -> Vec<N> {
        let list = self.node.member(name).and_then(|list| list.items());
        self.needed(name, list).unwrap_or_default()
    }

    fn ids<T: FromStr + StandIn>(&self, name: &'static str) -> Vec<T> {
        let mut ids = Vec::new();
        for item in self.items(name) {
            let text = self.needed(name, item.text()).unwrap_or_default();
            ids.push(self.parsed(name, &text));
        }
        ids
    }

    /// Ids, where an absent list means something else than an empty one.
    fn maybe_ids<T: FromStr + StandIn>(&self, name: &'static str) -> Option<Vec<T>> {
        self.node.member(name).map(|_| self.ids(name))
    }

    fn capabilities(&self, name: &'static str) -> Vec<Capability> {
        let mut words = Vec::new();
        for item in self.items(name) {
            let word = self.needed(name, item.text()).unwrap_or_default();
            words.push(Capability::from(word));
        }
        words
    }

    /// Reads what is inside `node`.
    fn inside<T>(&self, node: &N, read: impl FnOnce(&Reading<'_, N>) -> T) -> T {
        read(&Reading { node, wrong: self.wrong })
    }

    /// Reads a member that is an object, and must be there.
    fn object<T>(&self, name: &'static str, read: impl FnOnce(&Reading<'_, N>) -> T) -> T {
        match self.node.member(name) {
            Some(node) => self.inside(&node, read),
            None => {
                self.wrong(name);
                // Nothing is found in what is itself missing, and that is not news.
                self.inside(self.node, read)
            }
        }
    }

    /// Reads a member that is an object, if it is there.
    fn maybe_object<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&Reading<'_, N>) -> T,
    ) -> Option<T> {
        let node = self.node.member(name)?;
        if node.names().is_none() {
            self.wrong(name);
        }
        Some(self.inside(&node, read))
    }
}

/// Reads each item of a list.
macro_rules! each {
    ($from:ident, $read:ident, $list:expr) => {{
        let mut read = Vec::new();
        for item in $list {
            read.push($from.inside(&item, $read));
        }
        read
    }};
}

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// The first member that is missing or not of its kind.
    pub fn read<N: Node>(node: &N) -> Result<Self, ReadError> {
        reading(node, document)
    }
}

fn document<N: Node>(from: &Reading<'_, N>) -> Document {
    let contract = from.text("contract");
    if contract != VERSION {
        from.wrong("contract");
    }
    Document {
        contract,
        revision: from.text("revision"),
        today: from.id("today"),
        subscriber: from.object("subscriber", |from| Subscriber {
            address_hint: from.text("address_hint"),
            locale: from.word("locale"),
            time_zone: from.text("time_zone"),
        }),
        sender: from.object("sender", sender),
        subscribed: from.flag("subscribed"),
        channels: each!(from, channel, from.list("channels")),
        groups: each!(from, group, from.items("groups")),
        campaigns: each!(from, campaign, from.list("campaigns")),
        pauses: each!(from, pause, from.items("pauses")),
        pause_days_max: from.count("pause_days_max"),
        survey: from.maybe_object("survey", survey),
        can: from.capabilities("can"),
        requests: each!(from, request, from.items("requests")),
        history: each!(from, receipt, from.items("history")),
        power: match from.text("power").as_str() {
            "manage" => Power::Manage,
            "withdraw" => Power::Withdraw,
            _ => {
                from.wrong("power");
                Power::Withdraw
            }
        },
    }
}

fn sender<N: Node>(from: &Reading<'_, N>) -> Sender {
    Sender {
        name: from.text("name"),
        logo: from.word("logo"),
        support: from.maybe_object("support", |from| Support {
            email: from.word("email"),
            phone: from.word("phone"),
            url: from.word("url"),
        }),
        privacy: from.word("privacy"),
    }
}

fn channel<N: Node>(from: &Reading<'_, N>) -> Channel {
    Channel {
        id: from.id("id"),
        kind: from.text("kind"),
        label: from.text("label"),
        on: from.flag("on"),
    }
}

fn group<N: Node>(from: &Reading<'_, N>) -> Group {
    Group { id: from.id("id"), label: from.text("label") }
}

fn campaign<N: Node>(from: &Reading<'_, N>) -> Campaign {
    Campaign {
        id: from.id("id"),
        label: from.text("label"),
        about: from.word("about"),
        group: from.maybe("group"),
        status: match from.text("status").as_str() {
            "planned" => Status::Planned,
            "running" => Status::Running,
            "ended" => Status::Ended,
            "cancelled" => Status::Cancelled,
            _ => {
                from.wrong("status");
                Status::Cancelled
            }
        },
        starts: from.maybe("starts"),
        ends: from.maybe("ends"),
        channels: from.object("channels", cells),
        required: from.word("required"),
        rhythm: from.word("rhythm"),
        last_sent: from.maybe("last_sent"),
        frequency: from.maybe_object("frequency", |from| {
            if from.node.member("choices").is_none() {
                from.wrong("choices");
            }
            Frequency { now: from.maybe("now"), choices: from.ids("choices") }
        }),
    }
}

fn cells<N: Node>(from: &Reading<'_, N>) -> Map<ChannelId, bool> {
    let mut cells = Map::default();
    for name in from.needed("channels", from.node.names()).unwrap_or_default() {
        let on = from.node.member(&name).and_then(|cell| cell.flag());
        let on = from.needed("channels", on).unwrap_or_default();
        cells.insert(from.parsed("channels", &name), on);
    }
    cells
}

fn pause<N: Node>(from: &Reading<'_, N>) -> Pause {
    Pause { id: from.id("id"), wish: pause_wish(from) }
}

fn pause_wish<N: Node>(from: &Reading<'_, N>) -> PauseWish {
    PauseWish {
        from: from.id("from"),
        until: from.id("until"),
        campaigns: from.maybe_ids("campaigns"),
        channels: from.maybe_ids("channels"),
    }
}

fn survey<N: Node>(from: &Reading<'_, N>) -> Survey {
    let comment_max = from.count("comment_max");
    Survey {
        reasons: each!(from, reason, from.list("reasons")),
        comment_max: from.needed("comment_max", comment_max).unwrap_or_default(),
    }
}

fn reason<N: Node>(from: &Reading<'_, N>) -> Reason {
    Reason {
        code: from.text("code"),
        label: from.text("label"),
        offers: from.capabilities("offers"),
    }
}

impl Answer {
    /// Reads the answer to a change.
    ///
    /// # Errors
    ///
    /// The first member that is missing or not of its kind.
    pub fn read<N: Node>(node: &N) -> Result<Self, ReadError> {
        reading(node, |from| Self {
            receipt: from.object("receipt", receipt),
            document: from.object("document", document),
        })
    }
}

impl Receipt {
    /// Reads a receipt.
    ///
    /// # Errors
    ///
    /// The first member that is missing or not of its kind.
    pub fn read<N: Node>(node: &N) -> Result<Self, ReadError> {
        reading(node, receipt)
    }
}

fn receipt<N: Node>(from: &Reading<'_, N>) -> Receipt {
    Receipt {
        id: from.id("id"),
        recorded_at: from.id("recorded_at"),
        via: from.one("via", Via::of),
        changed: each!(from, changed, from.list("changed")),
        asked: from.word("asked").map(Capability::from),
    }
}

fn request<N: Node>(from: &Reading<'_, N>) -> Request {
    Request {
        id: from.id("id"),
        what: from.text("what").into(),
        recorded_at: from.id("recorded_at"),
    }
}

fn changed<N: Node>(from: &Reading<'_, N>) -> Changed {
    Changed { path: from.id("path"), was: value(from, "was"), is: value(from, "is") }
}

fn value<N: Node>(from: &Reading<'_, N>, name: &str) -> Value {
    let Some(node) = from.node.member(name) else {
        return Value::Nothing;
    };
    match (node.flag(), node.text()) {
        (Some(on), _) => Value::Flag(on),
        (_, Some(word)) => Value::Text(word),
        _ => Value::Pause(from.inside(&node, pause_wish)),
    }
}
