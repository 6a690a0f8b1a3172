//! JSON for a reader that brings its own parser.
//!
//! A browser can parse JSON already, and `serde_json` would add some 13 KB to what a phone
//! downloads. So the widget reads documents through [`Node`], over the values that the browser
//! parsed, and writes change sets with [`ChangeSet::to_json`]. Everyone else uses `serde`, and a
//! test checks that both read and write the same.

use std::fmt;
use std::str::FromStr;

use crate::{
    Answer, Campaign, CampaignWish, Capability, Change, ChangeSet, Changed, Channel, Document,
    Frequency, Group, Map, Pause, PauseWish, Power, Reason, Receipt, Sender, Status, Subscriber,
    Support, Survey, Value, Wishes,
};

/// A JSON value as some parser holds it.
pub trait Node: Sized {
    /// The member `name` of an object; `None` if it is absent or `null`.
    fn member(&self, name: &str) -> Option<Self>;
    /// The text, if it is one.
    fn text(&self) -> Option<String>;
    /// The flag, if it is one.
    fn flag(&self) -> Option<bool>;
    /// The number, if it is one.
    fn number(&self) -> Option<f64>;
    /// The items, if it is an array.
    fn items(&self) -> Option<Vec<Self>>;
    /// The names of its members, if it is an object.
    fn names(&self) -> Option<Vec<String>>;
}

/// The member that is missing, or is not of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadError(pub &'static str);

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is missing or not of its kind", self.0)
    }
}

impl std::error::Error for ReadError {}

type Read<T> = Result<T, ReadError>;

fn text<N: Node>(node: &N, name: &'static str) -> Read<String> {
    word(node, name)?.ok_or(ReadError(name))
}

fn word<N: Node>(node: &N, name: &'static str) -> Read<Option<String>> {
    node.member(name)
        .map(|node| node.text().ok_or(ReadError(name)))
        .transpose()
}

fn flag<N: Node>(node: &N, name: &'static str) -> Read<bool> {
    node.member(name)
        .and_then(|node| node.flag())
        .ok_or(ReadError(name))
}

fn parsed<T: FromStr>(text: &str, name: &'static str) -> Read<T> {
    text.parse().map_err(|_| ReadError(name))
}

fn id<N: Node, T: FromStr>(node: &N, name: &'static str) -> Read<T> {
    parsed(&text(node, name)?, name)
}

fn maybe<N: Node, T: FromStr>(node: &N, name: &'static str) -> Read<Option<T>> {
    word(node, name)?
        .map(|text| parsed(&text, name))
        .transpose()
}

/// A whole number that fits; an absent one is `None`.
fn count<N: Node>(node: &N, name: &'static str) -> Read<Option<u16>> {
    let Some(number) = node.member(name) else {
        return Ok(None);
    };
    let number = number.number().ok_or(ReadError(name))?;
    let whole = number as u16;
    if f64::from(whole) == number {
        Ok(Some(whole))
    } else {
        Err(ReadError(name))
    }
}

/// The items of a list; an absent list is `None`.
fn list<N: Node, T>(
    node: &N,
    name: &'static str,
    item: impl Fn(&N) -> Read<T>,
) -> Read<Option<Vec<T>>> {
    let Some(list) = node.member(name) else {
        return Ok(None);
    };
    list.items()
        .ok_or(ReadError(name))?
        .iter()
        .map(item)
        .collect::<Read<_>>()
        .map(Some)
}

fn needed<T>(list: Option<Vec<T>>, name: &'static str) -> Read<Vec<T>> {
    list.ok_or(ReadError(name))
}

fn ids<N: Node, T: FromStr>(node: &N, name: &'static str) -> Read<Option<Vec<T>>> {
    list(node, name, |item| {
        parsed(&item.text().ok_or(ReadError(name))?, name)
    })
}

fn capabilities<N: Node>(node: &N, name: &'static str) -> Read<Vec<Capability>> {
    let words = list(node, name, |item| item.text().ok_or(ReadError(name)))?;
    Ok(words
        .unwrap_or_default()
        .into_iter()
        .map(Capability::from)
        .collect())
}

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// The first member that is missing or not of its kind.
    pub fn read<N: Node>(node: &N) -> Result<Self, ReadError> {
        Ok(Self {
            contract: text(node, "contract")?,
            revision: text(node, "revision")?,
            today: id(node, "today")?,
            subscriber: subscriber(&node.member("subscriber").ok_or(ReadError("subscriber"))?)?,
            sender: sender(&node.member("sender").ok_or(ReadError("sender"))?)?,
            subscribed: flag(node, "subscribed")?,
            channels: needed(list(node, "channels", channel)?, "channels")?,
            groups: list(node, "groups", group)?.unwrap_or_default(),
            campaigns: needed(list(node, "campaigns", campaign)?, "campaigns")?,
            pauses: list(node, "pauses", pause)?.unwrap_or_default(),
            pause_days_max: count(node, "pause_days_max")?,
            survey: node
                .member("survey")
                .map(|node| survey(&node))
                .transpose()?,
            can: capabilities(node, "can")?,
            power: match text(node, "power")?.as_str() {
                "manage" => Power::Manage,
                "withdraw" => Power::Withdraw,
                _ => return Err(ReadError("power")),
            },
        })
    }
}

fn subscriber<N: Node>(node: &N) -> Read<Subscriber> {
    Ok(Subscriber {
        address_hint: text(node, "address_hint")?,
        locale: word(node, "locale")?,
        time_zone: text(node, "time_zone")?,
    })
}

fn sender<N: Node>(node: &N) -> Read<Sender> {
    let support = node.member("support").map(|node| {
        Ok(Support {
            email: word(&node, "email")?,
            phone: word(&node, "phone")?,
            url: word(&node, "url")?,
        })
    });
    Ok(Sender {
        name: text(node, "name")?,
        logo: word(node, "logo")?,
        support: support.transpose()?,
        privacy: word(node, "privacy")?,
    })
}

fn channel<N: Node>(node: &N) -> Read<Channel> {
    Ok(Channel {
        id: id(node, "id")?,
        kind: text(node, "kind")?,
        label: text(node, "label")?,
        on: flag(node, "on")?,
    })
}

fn group<N: Node>(node: &N) -> Read<Group> {
    Ok(Group {
        id: id(node, "id")?,
        label: text(node, "label")?,
    })
}

fn campaign<N: Node>(node: &N) -> Read<Campaign> {
    let cells = node.member("channels").ok_or(ReadError("channels"))?;
    let channels = cells
        .names()
        .ok_or(ReadError("channels"))?
        .into_iter()
        .map(|name| {
            let on = cells
                .member(&name)
                .and_then(|cell| cell.flag())
                .ok_or(ReadError("channels"))?;
            Ok((parsed(&name, "channels")?, on))
        });
    let frequency = node.member("frequency").map(|node| {
        Ok(Frequency {
            now: maybe(&node, "now")?,
            choices: needed(ids(&node, "choices")?, "choices")?,
        })
    });
    Ok(Campaign {
        id: id(node, "id")?,
        label: text(node, "label")?,
        about: word(node, "about")?,
        group: maybe(node, "group")?,
        status: match text(node, "status")?.as_str() {
            "planned" => Status::Planned,
            "running" => Status::Running,
            "ended" => Status::Ended,
            "cancelled" => Status::Cancelled,
            _ => return Err(ReadError("status")),
        },
        starts: maybe(node, "starts")?,
        ends: maybe(node, "ends")?,
        channels: channels.collect::<Read<Map<_, _>>>()?,
        required: word(node, "required")?,
        frequency: frequency.transpose()?,
    })
}

fn pause<N: Node>(node: &N) -> Read<Pause> {
    Ok(Pause {
        id: id(node, "id")?,
        wish: pause_wish(node)?,
    })
}

fn pause_wish<N: Node>(node: &N) -> Read<PauseWish> {
    Ok(PauseWish {
        from: id(node, "from")?,
        until: id(node, "until")?,
        campaigns: ids(node, "campaigns")?,
        channels: ids(node, "channels")?,
    })
}

fn survey<N: Node>(node: &N) -> Read<Survey> {
    let reason = |node: &N| {
        Ok(Reason {
            code: text(node, "code")?,
            label: text(node, "label")?,
            offers: capabilities(node, "offers")?,
        })
    };
    Ok(Survey {
        reasons: needed(list(node, "reasons", reason)?, "reasons")?,
        comment_max: count(node, "comment_max")?.ok_or(ReadError("comment_max"))?,
    })
}

impl Answer {
    /// Reads the answer to a change.
    ///
    /// # Errors
    ///
    /// The first member that is missing or not of its kind.
    pub fn read<N: Node>(node: &N) -> Result<Self, ReadError> {
        Ok(Self {
            receipt: Receipt::read(&node.member("receipt").ok_or(ReadError("receipt"))?)?,
            document: Document::read(&node.member("document").ok_or(ReadError("document"))?)?,
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
        let changed = |node: &N| {
            Ok(Changed {
                path: id(node, "path")?,
                was: value(node, "was")?,
                is: value(node, "is")?,
            })
        };
        Ok(Self {
            id: id(node, "id")?,
            recorded_at: id(node, "recorded_at")?,
            changed: needed(list(node, "changed", changed)?, "changed")?,
        })
    }
}

fn value<N: Node>(node: &N, name: &'static str) -> Read<Value> {
    let Some(node) = node.member(name) else {
        return Ok(Value::Nothing);
    };
    if let Some(on) = node.flag() {
        return Ok(Value::Flag(on));
    }
    if let Some(word) = node.text() {
        return Ok(Value::Text(word));
    }
    pause_wish(&node).map(Value::Pause)
}

impl ChangeSet {
    /// The change set as JSON.
    pub fn to_json(&self) -> String {
        let mut out = Writer(String::new());
        out.open();
        out.text("id", self.id.as_str());
        if let Some(revision) = &self.revision {
            out.text("revision", revision);
        }
        if let Some(made_at) = self.made_at {
            out.text("made_at", &made_at.to_string());
        }
        if let Some(via) = self.via {
            out.text("via", via.as_str());
        }
        out.object("set", |out| wishes(out, &self.set));
        if let Some(reason) = &self.reason {
            out.object("reason", |out| {
                out.text("code", &reason.code);
                if let Some(comment) = &reason.comment {
                    out.text("comment", comment);
                }
                if let Some(receipt) = &reason.receipt {
                    out.text("receipt", receipt.as_str());
                }
            });
        }
        out.close();
        out.0
    }
}

fn wishes(out: &mut Writer, wishes: &Wishes) {
    if let Some(on) = wishes.subscribed {
        out.flag("subscribed", on);
    }
    if !wishes.channels.is_empty() {
        out.object("channels", |out| {
            wishes
                .channels
                .iter()
                .for_each(|(id, on)| out.flag(id.as_str(), *on));
        });
    }
    if !wishes.campaigns.is_empty() {
        out.object("campaigns", |out| {
            for (id, wish) in wishes.campaigns.iter() {
                out.object(id.as_str(), |out| campaign_wish(out, wish));
            }
        });
    }
    if !wishes.pauses.is_empty() {
        out.object("pauses", |out| {
            for (id, wish) in wishes.pauses.iter() {
                match wish {
                    None => out.null(id.as_str()),
                    Some(wish) => out.object(id.as_str(), |out| {
                        out.text("from", &wish.from.to_string());
                        out.text("until", &wish.until.to_string());
                        let names = |ids: &Vec<_>| ids.iter().map(ToString::to_string).collect();
                        out.maybe_list("campaigns", wish.campaigns.as_ref().map(names));
                        let names = |ids: &Vec<_>| ids.iter().map(ToString::to_string).collect();
                        out.maybe_list("channels", wish.channels.as_ref().map(names));
                    }),
                }
            }
        });
    }
}

fn campaign_wish(out: &mut Writer, wish: &CampaignWish) {
    if !wish.channels.is_empty() {
        out.object("channels", |out| {
            wish.channels
                .iter()
                .for_each(|(id, on)| out.flag(id.as_str(), *on));
        });
    }
    match &wish.frequency {
        Change::Keep => {}
        Change::Clear => out.null("frequency"),
        Change::Set(word) => out.text("frequency", word.as_str()),
    }
}

/// Writes the members of objects, with commas where they belong.
struct Writer(String);

impl Writer {
    fn open(&mut self) {
        self.0.push('{');
    }

    fn close(&mut self) {
        self.0.push('}');
    }

    fn name(&mut self, name: &str) {
        if !self.0.ends_with('{') {
            self.0.push(',');
        }
        self.quoted(name);
        self.0.push(':');
    }

    fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        self.quoted(value);
    }

    fn flag(&mut self, name: &str, value: bool) {
        self.name(name);
        self.0.push_str(if value { "true" } else { "false" });
    }

    fn null(&mut self, name: &str) {
        self.name(name);
        self.0.push_str("null");
    }

    fn object(&mut self, name: &str, members: impl FnOnce(&mut Self)) {
        self.name(name);
        self.open();
        members(self);
        self.close();
    }

    fn maybe_list(&mut self, name: &str, items: Option<Vec<String>>) {
        let Some(items) = items else { return };
        self.name(name);
        self.0.push('[');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            self.quoted(item);
        }
        self.0.push(']');
    }

    /// Escapes what RFC 8259 says must be escaped.
    fn quoted(&mut self, text: &str) {
        self.0.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => {
                    self.0.push('\\');
                    self.0.push(c);
                }
                '\u{0}'..='\u{1f}' => {
                    const HEX: [char; 16] = [
                        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e',
                        'f',
                    ];
                    self.0.push_str("\\u00");
                    self.0.push(HEX[c as usize >> 4]);
                    self.0.push(HEX[c as usize & 15]);
                }
                _ => self.0.push(c),
            }
        }
        self.0.push('"');
    }
}
