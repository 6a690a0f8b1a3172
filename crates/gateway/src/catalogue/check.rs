//! What a catalogue that can be read may still have wrong.

use std::collections::HashSet;
use std::fmt::Display;

use super::{Campaign, Catalogue, Text};
use crate::person::Address;

impl Catalogue {
    /// Every mistake, each as `key: what is wrong and what was expected`.
    pub(super) fn mistakes(&self) -> Vec<String> {
        let mut found = Mistakes(Vec::new());
        self.sender(&mut found);
        if self.channels.is_empty() {
            found.add("channels", "one channel or more is expected");
        }
        found.twice("channels", self.channels.iter().map(|channel| &channel.id));
        for (at, channel) in self.channels.iter().enumerate() {
            found.text(&format!("channels[{at}].label"), &channel.label);
            if channel.kind.trim().is_empty() {
                let expected = "a word is expected, as `email` or `sms`";
                found.add(&format!("channels[{at}].kind"), expected);
            }
        }
        found.twice("groups", self.groups.iter().map(|group| &group.id));
        for (at, group) in self.groups.iter().enumerate() {
            found.text(&format!("groups[{at}].label"), &group.label);
        }
        found.twice("campaigns", self.campaigns.iter().map(|row| &row.id));
        for (at, campaign) in self.campaigns.iter().enumerate() {
            self.campaign_at(&format!("campaigns[{at}]"), campaign, &mut found);
        }
        if self.pauses.days_max == Some(0) {
            found.add("pauses.days_max", "one day or more is expected");
        }
        let offered = &self.requests.offered;
        if offered.iter().enumerate().any(|(at, ask)| offered[..at].contains(ask)) {
            found.add("requests.offered", "a word stands twice");
        }
        for (at, reason) in self.survey.iter().flat_map(|s| s.reasons.iter()).enumerate() {
            found.text(&format!("survey.reasons[{at}].label"), &reason.label);
            if !(1..=64).contains(&reason.code.len()) {
                let key = format!("survey.reasons[{at}].code");
                found.add(&key, "1 to 64 bytes are expected");
            }
        }
        let codes = self.survey.iter().flat_map(|s| s.reasons.iter());
        found.twice_by("survey.reasons", "code", codes.map(|reason| &reason.code));
        found.0
    }

    fn sender(&self, found: &mut Mistakes) {
        found.text("sender.name", &self.sender.name);
        for url in self.sender.privacy.iter().flat_map(Text::all) {
            found.url("sender.privacy", url);
        }
        let Some(support) = &self.sender.support else {
            return;
        };
        if let Some(url) = &support.url {
            found.url("sender.support.url", url);
        }
        for (key, text) in [("email", &support.email), ("phone", &support.phone)] {
            let good = |text: &String| {
                Address::new(text).is_some_and(|_| text.contains('@') == (key == "email"))
            };
            if text.as_ref().is_some_and(|text| !good(text)) {
                let expected = if key == "email" { "a mail address" } else { "a telephone number" };
                found.add(&format!("sender.support.{key}"), &format!("{expected} is expected"));
            }
        }
    }

    fn campaign_at(&self, key: &str, campaign: &Campaign, found: &mut Mistakes) {
        found.text(&format!("{key}.label"), &campaign.label);
        let Campaign { about, required, rhythm, .. } = campaign;
        for (name, text) in [("about", about), ("required", required), ("rhythm", rhythm)] {
            if let Some(text) = text {
                found.text(&format!("{key}.{name}"), text);
            }
        }
        if let Some(group) = &campaign.group
            && !self.groups.iter().any(|known| known.id == *group)
        {
            let known = list(self.groups.iter().map(|group| &group.id));
            let wrong = format!("there is no group `{group}`; there are {known}");
            found.add(&format!("{key}.group"), &wrong);
        }
        if let (Some(starts), Some(ends)) = (campaign.starts, campaign.ends)
            && ends < starts
        {
            let wrong = format!("it ends on {ends}, before it starts on {starts}");
            found.add(&format!("{key}.ends"), &wrong);
        }
        if campaign.channels.is_empty() {
            found.add(&format!("{key}.channels"), "one channel or more is expected");
        }
        for (at, channel) in campaign.channels.iter().enumerate() {
            let place = format!("{key}.channels[{at}]");
            if !self.has_channel(channel) {
                let known = list(self.channels.iter().map(|channel| &channel.id));
                found.add(&place, &format!("there is no channel `{channel}`; there are {known}"));
            } else if campaign.channels[..at].contains(channel) {
                found.add(&place, &format!("`{channel}` stands twice"));
            }
        }
        for (at, channel) in campaign.default.iter().flatten().enumerate() {
            if !campaign.channels.contains(channel) {
                let known = list(campaign.channels.iter());
                let wrong = format!("`{channel}` is not among this campaign's channels: {known}");
                found.add(&format!("{key}.default[{at}]"), &wrong);
            }
        }
        if let Some(choices) = &campaign.frequency {
            if choices.is_empty() {
                found.add(&format!("{key}.frequency"), "one choice or more is expected");
            }
            let unique: HashSet<_> = choices.iter().collect();
            if unique.len() < choices.len() {
                found.add(&format!("{key}.frequency"), "a choice stands twice");
            }
        }
    }
}

struct Mistakes(Vec<String>);

impl Mistakes {
    fn add(&mut self, key: &str, wrong: &str) {
        self.0.push(format!("`{key}`: {wrong}"));
    }

    fn text(&mut self, key: &str, text: &Text) {
        if text.all().iter().any(|text| text.trim().is_empty()) {
            self.add(key, "a text is expected, and this is empty");
        }
    }

    /// Links are shown to people, so nothing but a page may stand behind them.
    fn url(&mut self, key: &str, url: &str) {
        let rest = url.strip_prefix("https://").or(url.strip_prefix("http://"));
        // What RFC 3987 leaves out; in an address it is written with `%`.
        let odd = |c: char| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c);
        if !rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(odd)) {
            self.add(key, "a URL is expected that begins with `https://` or `http://`");
        }
    }

    fn twice<T: Display>(&mut self, key: &str, ids: impl Iterator<Item = T>) {
        self.twice_by(key, "id", ids);
    }

    fn twice_by<T: Display>(&mut self, key: &str, member: &str, ids: impl Iterator<Item = T>) {
        let mut seen = HashSet::new();
        for (at, id) in ids.enumerate() {
            let id = id.to_string();
            if !seen.insert(id.clone()) {
                self.add(&format!("{key}[{at}].{member}"), &format!("`{id}` stands twice"));
            }
        }
    }
}

fn list<T: Display>(ids: impl Iterator<Item = T>) -> String {
    let ids: Vec<_> = ids.map(|id| format!("`{id}`")).collect();
    if ids.is_empty() { "none".into() } else { ids.join(", ") }
}
