//! The contract's URL: methods, tokens, tags, bodies; and how they can be wrong.

use std::time::Duration;

use axum::http::{HeaderMap, Method};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use sordino_contract::{Answer, ChangeSet, Code, Document, Power, Problem};

use super::{Backend, Person, Reply, request, signature};
use crate::fault::Fault;

/// The longest body that is read, in bytes.
const BODY_MAX: usize = 64 * 1024;

impl Backend {
    pub(super) async fn preferences(
        &self,
        method: &Method,
        query: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Reply {
        let allow = "GET, HEAD, POST, OPTIONS";
        let method = match headers.get("x-http-method-override") {
            Some(_) if self.has(Fault::MethodOverride) => &Method::DELETE,
            _ if self.has(Fault::PutTaken) && *method == Method::PUT => &Method::POST,
            _ => method,
        };
        match *method {
            Method::OPTIONS if !self.has(Fault::NoPreflight) => {
                let names = match self.fault {
                    Some(Fault::AnyHeaderByStar) => "*",
                    Some(Fault::NoTagAllowed) => "authorization, content-type",
                    _ => "authorization, content-type, if-none-match",
                };
                Reply::new(204, String::new())
                    .header("allow", allow)
                    .header("access-control-allow-methods", "GET, HEAD, POST")
                    .header("access-control-allow-headers", names)
            }
            Method::HEAD if self.has(Fault::HeadRefused) => {
                Problem::new(Code::MethodNotAllowed, "GET or POST is expected").into()
            }
            Method::GET | Method::HEAD => self.read(query, headers),
            Method::POST => self.change(headers, body).await,
            Method::DELETE
                if self.has(Fault::MethodOverride) && !headers.contains_key("content-type") =>
            {
                if let Ok((id, _)) = self.link(headers)
                    && let Some(person) = self.people().get_mut(&id)
                {
                    person.document.subscribed = false;
                }
                self.read(query, headers)
            }
            _ => {
                let problem = Problem::new(Code::MethodNotAllowed, "GET or POST is expected");
                match self.has(Fault::NoAllow) {
                    true => problem.into(),
                    false => Reply::from(problem).header("allow", allow),
                }
            }
        }
    }

    /// Whose link it is, and what it may do.
    fn link(&self, headers: &HeaderMap) -> Result<(String, Power), Reply> {
        let refuse = |code| {
            let mut problem = Problem::new(code, "a link token is expected");
            if self.has(Fault::BadTokenForbidden) {
                problem.status = 403;
            }
            let reply = Reply::from(problem);
            Err(match self.has(Fault::NoChallenge) {
                true => reply,
                false => reply.header("www-authenticate", "Bearer realm=\"sordino\""),
            })
        };
        let missing =
            if self.has(Fault::MissingIsInvalid) { Code::TokenInvalid } else { Code::TokenMissing };
        let Some(said) = headers.get("authorization").and_then(|said| said.to_str().ok()) else {
            return refuse(missing);
        };
        let Some((scheme, token)) = said.split_once(' ') else { return refuse(missing) };
        let is_bearer = match self.has(Fault::SchemeInOneCase) {
            true => scheme == "Bearer",
            false => scheme.eq_ignore_ascii_case("bearer"),
        };
        if !is_bearer {
            return refuse(missing);
        }
        let [power, id, signed] = token.split('.').collect::<Vec<_>>()[..] else {
            return refuse(Code::TokenInvalid);
        };
        if signed != signature(power, id) && !self.has(Fault::SignatureIgnored) {
            return refuse(Code::TokenInvalid);
        }
        if !self.people().contains_key(id) {
            return refuse(Code::TokenInvalid);
        }
        match power {
            "manage" => Ok((id.into(), Power::Manage)),
            "withdraw" => Ok((id.into(), Power::Withdraw)),
            "expired" if self.has(Fault::ExpiredTaken) => Ok((id.into(), Power::Manage)),
            "expired" => refuse(Code::TokenExpired),
            _ => refuse(Code::TokenInvalid),
        }
    }

    fn read(&self, query: &str, headers: &HeaderMap) -> Reply {
        let (id, power) = match self.link(headers) {
            Ok(link) => link,
            Err(refused) => return refused,
        };
        let mut people = self.people();
        let Some(person) = people.get_mut(&id) else {
            return Problem::new(Code::SubscriberUnknown, "nobody").into();
        };
        if self.has(Fault::GetUnsubscribes) && query.contains("unsubscribe=1") {
            person.document.subscribed = false;
        }
        let document = self.shown(person, power);
        let tag = match self.has(Fault::WeakTag) {
            true => format!("W/\"{}\"", document.revision),
            false => format!("\"{}\"", document.revision),
        };
        let known = headers.get("if-none-match").and_then(|known| known.to_str().ok());
        let is_known = known.is_some_and(|known| {
            let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
            let star = known == "*" && !self.has(Fault::StarIsNoTag);
            star || known.split(',').any(|one| plain(one) == plain(&tag))
        });
        let reply = if is_known && !self.has(Fault::NeverNotModified) {
            Reply::new(304, String::new())
        } else {
            let mut body = json!(document);
            self.spoil(&mut body);
            Reply::new(200, body.to_string()).header("content-type", "application/json")
        };
        let cache = if self.has(Fault::SharedCache) { "max-age=60" } else { "private, no-cache" };
        let reply = reply.header("etag", tag);
        match self.fault {
            Some(Fault::NotModifiedWithoutCache) if reply.status == 304 => reply,
            _ => reply.header("cache-control", cache),
        }
    }

    fn spoil(&self, document: &mut Json) {
        if self.has(Fault::ChannelTwice) {
            let first = document["channels"][0].clone();
            if let Some(channels) = document["channels"].as_array_mut() {
                channels.push(first);
            }
        }
        if self.has(Fault::AnotherVersion) {
            document["contract"] = "1.0".into();
        }
    }

    /// The document as somebody's link sees it now.
    pub(super) fn shown(&self, person: &Person, power: Power) -> Document {
        let mut document = person.document.clone();
        let zone = match self.has(Fault::TodayInUtc) {
            true => "UTC",
            false => document.subscriber.time_zone.as_str(),
        };
        let now = jiff::Timestamp::from_millisecond(self.now().as_millis()).unwrap();
        document.today = now.in_tz(zone).unwrap().date().to_string().parse().unwrap();
        document.power = power;
        self.conceal(&mut document, power);
        if self.has(Fault::PowerNotSaid) {
            document.power = Power::Manage;
        }
        if !self.has(Fault::OverShown) {
            document.pauses.retain(|pause| document.today <= pause.wish.until);
        }
        document.revision = String::new();
        document.revision = match self.fault {
            Some(Fault::RevisionFixed) => "1".into(),
            Some(Fault::RevisionOfCells) => {
                let rows = document.campaigns.iter().map(|row| json!(row.channels));
                let hash = Sha256::digest(rows.collect::<Json>().to_string());
                format!("{:02x}{:02x}{:02x}", hash[0], hash[1], hash[2])
            }
            Some(Fault::RevisionByChance) => uuid::Uuid::new_v4().to_string(),
            _ => {
                let hash = Sha256::digest(json!(document).to_string());
                hash[..8].iter().map(|byte| format!("{byte:02x}")).collect()
            }
        };
        document
    }

    async fn change(&self, headers: &HeaderMap, body: &[u8]) -> Reply {
        if self.has(Fault::TypeFirst)
            && let Err(problem) = self.is_readable(headers, body)
        {
            return self.refused(problem);
        }
        let (id, power) = match self.link(headers) {
            Ok(link) => link,
            Err(refused) => return refused,
        };
        let change = match self.body(headers, body) {
            Ok(change) => change,
            Err(problem) => return self.refused(problem),
        };
        if self.has(Fault::IdOfAnybody) {
            let mut people = self.people();
            let used = people[&id].kept.contains_key(change.id.as_str());
            let others = people.values().filter(|_| !used);
            let kept = { others }.find_map(|person| person.kept.get(change.id.as_str()));
            if let Some((_, Some(receipt))) = kept.cloned() {
                let document = self.shown(people.get_mut(&id).unwrap(), power);
                return self.accepted(Answer { receipt, document });
            }
        }
        // Others may come between what is read here and what is written below.
        if self.has(Fault::LostUpdate) || self.has(Fault::RaceOnId) {
            let mut person = self.people()[&id].clone();
            let is_repeat = person.kept.contains_key(change.id.as_str());
            tokio::time::sleep(Duration::from_millis(30)).await;
            let made = self.make_change(&mut person, power, &change, body);
            if self.has(Fault::RaceOnId) {
                // The differences alone are written, so that nothing else is lost.
                if let (Ok(answer), false) = (&made, is_repeat) {
                    let mut people = self.people();
                    let there = people.get_mut(&id).unwrap();
                    for changed in &answer.receipt.changed {
                        there.document.put(&changed.path, &changed.is);
                    }
                    there.document.requests = person.document.requests;
                    there.document.history = person.document.history;
                    there.kept.extend(person.kept);
                    there.turned_down.extend(person.turned_down);
                }
            } else {
                self.people().insert(id, person);
            }
            return made
                .map_or_else(|problem| self.refused(problem), |answer| self.accepted(answer));
        }
        let mut people = self.people();
        let Some(person) = people.get_mut(&id) else {
            return Problem::new(Code::SubscriberUnknown, "nobody").into();
        };
        match self.make_change(person, power, &change, body) {
            Ok(answer) => self.accepted(answer),
            Err(problem) => self.refused(problem),
        }
    }

    fn accepted(&self, answer: Answer) -> Reply {
        let mut body = json!(answer);
        if self.has(Fault::ReceiptWithoutTime) {
            body["receipt"]["recorded_at"] = Json::Null;
        }
        if self.has(Fault::UpperAnswered) {
            let id = body["receipt"]["id"].as_str().unwrap_or_default().to_ascii_uppercase();
            body["receipt"]["id"] = id.into();
        }
        self.spoil(&mut body["document"]);
        let cache = if self.has(Fault::AnswerCached) { "private" } else { "no-store" };
        Reply::new(200, body.to_string())
            .header("content-type", "application/json")
            .header("cache-control", cache)
    }

    fn refused(&self, problem: Problem) -> Reply {
        let mut body = json!(problem);
        if self.has(Fault::ProblemWithoutType) {
            body["type"] = "about:blank".into();
        }
        let reply = Reply::from(problem);
        let reply = Reply { body: body.to_string(), ..reply };
        match self.fault {
            Some(Fault::ProblemAsJson) => reply.header("content-type", "application/json"),
            Some(Fault::RefusalCached) => reply.header("cache-control", "private"),
            _ => reply,
        }
    }

    /// That a body is of the type and the size that is read.
    fn is_readable(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), Problem> {
        let said = headers.get("content-type").and_then(|said| said.to_str().ok());
        let said = said.unwrap_or_default().to_ascii_lowercase();
        let kind = match self.has(Fault::CharsetRefused) {
            true => said.as_str(),
            false => said.split(';').next().unwrap_or_default().trim(),
        };
        let is_read = match self.fault {
            Some(Fault::AnyMediaType) => !kind.is_empty(),
            Some(Fault::NoTypeTaken) => kind.is_empty() || kind == "application/json",
            Some(Fault::PlusJsonTaken) => kind.ends_with("json"),
            _ => kind == "application/json",
        };
        if !is_read {
            return Err(Problem::new(Code::WrongMediaType, "application/json is expected"));
        }
        let most = match self.fault {
            Some(Fault::NoSizeLimit) => usize::MAX,
            Some(Fault::SmallSizeLimit) => BODY_MAX - 1,
            _ => BODY_MAX,
        };
        if body.len() > most {
            return Err(Problem::new(Code::TooLarge, "65,536 bytes at the most are expected"));
        }
        Ok(())
    }

    /// The change set that a request brings.
    fn body(&self, headers: &HeaderMap, body: &[u8]) -> Result<ChangeSet, Problem> {
        self.is_readable(headers, body)?;
        request::read(self.fault, body)
    }
}
