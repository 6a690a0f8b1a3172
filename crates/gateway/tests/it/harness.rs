//! A gateway of its own for each test, and the people who use it.

use std::path::PathBuf;

use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use sordino::Wording;
use sordino_contract::{Power, Timestamp};
use sordino_gateway::config::LogFormat;
use sordino_gateway::import::{self, BadRow, ImportError, Mapping, Summary};
use sordino_gateway::store::Store;
use sordino_gateway::token::{AUDIENCE, Audience, Claims, Key};
use sordino_gateway::{Catalogue, Clock, Config, Gateway, PersonId};
use tempfile::TempDir;
use tower::ServiceExt;

/// When it is, until a test moves the clock.
pub(crate) const NOW: &str = "2026-11-21T12:00:00Z";

/// Where the gateway of a test says it is reached.
pub(crate) const PUBLIC_URL: &str = "https://preferences.example";

/// The website that may embed the widget.
pub(crate) const SHOP: &str = "https://shop.example";

/// Offers that have something of everything.
pub(crate) const CATALOGUE: &str = r#"
[sender]
name = { en = "Larkfield & Sons", zh-Hans = "云雀园艺" }
privacy = "https://larkfield.example/privacy"
[sender.support]
email = "care@larkfield.example"

[[channels]]
id = "email"
kind = "email"
label = { en = "Email", zh-Hans = "电子邮件" }
[[channels]]
id = "sms"
kind = "sms"
label = { en = "Text message", zh-Hans = "短信" }
default = false
[[channels]]
id = "post"
kind = "post"
label = "Post"

[[groups]]
id = "offers"
label = { en = "Offers", zh-Hans = "优惠" }

[[campaigns]]
id = "spring-sale"
label = { en = "Spring sale", zh-Hans = "春季促销" }
group = "offers"
channels = ["email", "sms"]
rhythm = { en = "About twice a month", zh-Hans = "每月约两次" }
frequency = ["every", "weekly", "monthly"]
[[campaigns]]
id = "news"
label = "News"
channels = ["email", "post"]
default = ["email"]
[[campaigns]]
id = "orders"
label = "Your orders"
channels = ["email", "sms"]
required = { en = "You need these for what you bought.", zh-Hans = "与您的订单有关。" }
[[campaigns]]
id = "winter"
label = "Winter"
channels = ["email"]
starts = "2026-12-01"
ends = "2027-02-28"
[[campaigns]]
id = "called-off"
label = "Called off"
channels = ["email"]
status = "cancelled"

[pauses]
days_max = 90

[requests]
offered = ["export", "erase"]

[survey]
comment_max = 20
[[survey.reasons]]
code = "too_frequent"
label = { en = "Too often", zh-Hans = "太频繁" }
offers = ["frequency", "pause"]
"#;

pub(crate) const MAPPING: &str = r#"
[columns]
id = "No"
address = "E-mail"
name = "Name"
locale = "Language"
time_zone = "Zone"
subscribed = "Marketing"
[channels]
sms = "SMS"
[campaigns.spring-sale]
email = "Sale by mail"
sms = "Sale by SMS"
"#;

pub(crate) const HEADER: &str =
    "No,E-mail,Name,Language,Zone,Marketing,SMS,Sale by mail,Sale by SMS";

/// The people of a test. Each is there for something.
pub(crate) const PEOPLE: &str =
    "No,E-mail,Name,Language,Zone,Marketing,SMS,Sale by mail,Sale by SMS
ann,ann.private@example.com,Ann Secretname,en-GB,Europe/London,yes,yes,yes,yes
wei,wei.private@example.com,李雷,zh-CN,Asia/Shanghai,yes,no,yes,no
nyc,nyc.private@example.com,,en-US,America/New_York,,,yes,
apia,apia.private@example.com,,,Pacific/Apia,,,yes,
kiri,kiri.private@example.com,,,Pacific/Kiritimati,,,yes,
new,new.private@example.com,,,,,,,
";

/// A gateway of its own, with the catalogue and the people above.
pub(crate) struct World {
    pub(crate) gateway: Gateway,
    pub(crate) clock: Clock,
    pub(crate) config: Config,
    router: Router,
    folder: TempDir,
}

impl World {
    pub(crate) async fn start() -> Self {
        let world = Self::empty().await;
        world.import_catalogue(CATALOGUE).await;
        let (summary, bad) = world.import(PEOPLE).await.unwrap();
        assert_eq!((summary.added, bad.len()), (6, 0), "the people of the tests: {bad:?}");
        world
    }

    /// Before anything was imported.
    pub(crate) async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::stopped_at(moment(NOW));
        let config = Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            public_url: PUBLIC_URL.into(),
            database: folder.path().join("sordino.db"),
            keys: vec![key("new"), key("old")],
            embed_origins: vec![SHOP.into()],
            style_sheet: None,
            words: Wording::default(),
            link_days: 90,
            log: "info".into(),
            log_format: LogFormat::Json,
        };
        let gateway = Gateway::open(&config, clock.clone()).await.unwrap();
        let router = gateway.router();
        Self { gateway, clock, config, router, folder }
    }

    /// Goes on with another gateway, as after a restart with another configuration.
    pub(crate) fn restart(&mut self, gateway: Gateway) {
        self.router = gateway.router();
        self.gateway = gateway;
    }

    pub(crate) fn store(&self) -> &Store {
        self.gateway.store()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn move_to(&self, now: &str) {
        self.clock.set(moment(now));
    }

    pub(crate) async fn import_catalogue(&self, text: &str) {
        let offered = Catalogue::parse(text).unwrap();
        import::catalogue(self.store(), &self.clock, &offered).await.unwrap();
    }

    pub(crate) async fn import(&self, csv: &str) -> Result<(Summary, Vec<BadRow>), ImportError> {
        self.import_bytes(MAPPING, csv.as_bytes().to_vec()).await
    }

    pub(crate) async fn import_bytes(
        &self,
        mapping: &str,
        csv: Vec<u8>,
    ) -> Result<(Summary, Vec<BadRow>), ImportError> {
        let mapping = Mapping::parse(mapping).unwrap();
        let mut heard = Vec::new();
        let input = std::io::Cursor::new(csv);
        let file = PathBuf::from("people.csv");
        let summary =
            import::people(self.store(), &self.clock, &mapping, file, input, &mut heard).await?;
        Ok((summary, heard))
    }

    /// Somebody with a link that may do everything.
    pub(crate) fn reader(&self, person: &str) -> Reader<'_> {
        self.with_token(self.token(&claims(&self.clock, person)))
    }

    /// Somebody with a link that may turn down only.
    pub(crate) fn withdrawer(&self, person: &str) -> Reader<'_> {
        self.with_token(
            self.token(&Claims { power: Power::Withdraw, ..claims(&self.clock, person) }),
        )
    }

    pub(crate) fn with_token(&self, token: impl Into<String>) -> Reader<'_> {
        Reader { world: self, token: token.into() }
    }

    /// Signs with the newest key.
    pub(crate) fn token(&self, claims: &Claims) -> String {
        self.config.keys().sign(claims).unwrap().expose().to_owned()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes().to_vec(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// How many lines the log has about somebody.
    pub(crate) async fn lines(&self, person: &str) -> usize {
        let page = sordino_gateway::store::Page { after: 0, lines: 10_000 };
        let person = PersonId::new(person).unwrap();
        self.store().lines(Some(&person), page).await.unwrap().len()
    }
}

/// What a link that was minted now says.
pub(crate) fn claims(clock: &Clock, person: &str) -> Claims {
    let now = clock.now().as_millis() as f64 / 1_000.0;
    Claims {
        sub: person.into(),
        aud: Audience::One(AUDIENCE.into()),
        iat: Some(now),
        nbf: None,
        exp: now + 90.0 * 86_400.0,
        jti: format!("link-of-{person}"),
        power: Power::Manage,
        lang: None,
        campaign: None,
    }
}

pub(crate) fn key(id: &str) -> Key {
    Key {
        id: id.into(),
        secret: format!("{id}: thirty-two bytes or more of a secret").into_bytes(),
    }
}

pub(crate) fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A new id for a change.
pub(crate) fn fresh() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// A document without what every change makes different: its revision, and its history.
pub(crate) fn chosen(mut document: Value) -> Value {
    let members = document.as_object_mut().unwrap();
    members.retain(|name, _| !matches!(name.as_str(), "revision" | "history"));
    document
}

/// Somebody who holds a link.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    world: &'a World,
    pub(crate) token: String,
}

impl Reader<'_> {
    pub(crate) fn request(&self, method: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri("/v1/preferences")
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
    }

    pub(crate) async fn read(&self) -> Answer {
        self.world.send(self.request("GET").body(Body::empty()).unwrap()).await
    }

    /// The document, which must be there.
    #[track_caller]
    pub(crate) fn document(&self) -> impl Future<Output = Value> {
        let here = std::panic::Location::caller();
        async move {
            let answer = self.read().await;
            assert_eq!(answer.status, StatusCode::OK, "no document at {here}: {}", answer.text());
            answer.json()
        }
    }

    pub(crate) async fn post(&self, body: impl Into<Body>) -> Answer {
        let request = self.request("POST").header(CONTENT_TYPE, "application/json");
        self.world.send(request.body(body.into()).unwrap()).await
    }

    /// Wishes for something under an id of its own.
    pub(crate) async fn wish(&self, set: Value) -> Answer {
        self.change(&json!({ "id": fresh(), "set": set })).await
    }

    pub(crate) async fn change(&self, change: &Value) -> Answer {
        self.post(change.to_string()).await
    }

    /// Opens the hosted page, with this behind the address.
    pub(crate) async fn open(&self, query: &str) -> Answer {
        self.world.get(&format!("/p/{}{query}", self.token)).await
    }

    /// Sends a form of the hosted page.
    pub(crate) async fn submit(&self, fields: &[(&str, &str)]) -> Answer {
        self.submit_to("", fields).await
    }

    pub(crate) async fn submit_to(&self, query: &str, fields: &[(&str, &str)]) -> Answer {
        let body: String =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(format!("/p/{}{query}", self.token))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.world.send(request.body(Body::from(body)).unwrap()).await
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(json) => json,
            Err(error) => panic!("{error}: {} {}", self.status, self.text()),
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// What a receipt says is different, as `path: was → is`.
    #[track_caller]
    pub(crate) fn changed(&self) -> Vec<String> {
        assert_eq!(self.status, StatusCode::OK, "the change was refused: {}", self.text());
        let json = self.json();
        let changed = json["receipt"]["changed"].as_array().unwrap().iter();
        let line =
            |c: &Value| format!("{}: {} → {}", c["path"].as_str().unwrap(), c["was"], c["is"]);
        changed.map(line).collect()
    }

    /// That it is a problem with this code, at this pointer.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str, pointer: Option<&str>) {
        let problem = self.json();
        assert_eq!(self.header("content-type"), "application/problem+json");
        let said = (problem["code"].as_str(), problem["pointer"].as_str());
        assert_eq!((self.status.as_u16(), said), (status, (Some(code), pointer)), "{problem}");
        assert_eq!(problem["status"], status, "the body says the status that the answer has");
        assert_eq!(problem["type"], format!("urn:sordino:problem:{code}"));
        assert!(!problem["detail"].as_str().unwrap().is_empty(), "a problem says what was wrong");
    }
}
