//! Writing change sets.

use crate::{CampaignWish, Change, ChangeSet, Wishes};

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
            out.text("made_at", &made_at.text());
        }
        if let Some(sent_at) = self.sent_at {
            out.text("sent_at", &sent_at.text());
        }
        if let Some(via) = self.via {
            out.text("via", via.as_str());
        }
        out.object("set", |out| wishes(out, &self.set));
        if let Some(ask) = self.ask {
            out.text("ask", ask.as_str());
        }
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
            wishes.channels.iter().for_each(|(id, on)| out.flag(id.as_str(), *on));
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
                        out.text("from", &wish.from.text());
                        out.text("until", &wish.until.text());
                        if let Some(ids) = &wish.campaigns {
                            out.list("campaigns", ids.iter().map(|id| id.as_str()));
                        }
                        if let Some(ids) = &wish.channels {
                            out.list("channels", ids.iter().map(|id| id.as_str()));
                        }
                    }),
                }
            }
        });
    }
}

fn campaign_wish(out: &mut Writer, wish: &CampaignWish) {
    if !wish.channels.is_empty() {
        out.object("channels", |out| {
            wish.channels.iter().for_each(|(id, on)| out.flag(id.as_str(), *on));
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

    fn list<'a>(&mut self, name: &str, items: impl Iterator<Item = &'a str>) {
        self.name(name);
        self.0.push('[');
        for item in items {
            if !self.0.ends_with('[') {
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
