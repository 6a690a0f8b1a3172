//! A server with the conformance kit's test hook: it makes people, each on a gateway of their own.
//!
//! It is no part of the gateway. A person is made as an operator would make them: the catalogue
//! and the person are imported, and what only people decide is asked for through the API, on a
//! day long before, so that what the kit asks for is always later.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use axum::routing::post;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use sordino::Wording;
use sordino_contract::{Ask, Document, Power, Problem, Status};
use sordino_gateway::catalogue::{self, Cancelled, Catalogue, Text};
use sordino_gateway::config::LogFormat;
use sordino_gateway::import::{self, BadRow, Mapping};
use sordino_gateway::token::Claims;
use sordino_gateway::{Clock, Config, Gateway};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::harness::{PUBLIC_URL, SHOP, claims, fresh, key, moment};

/// Before every day that a kit's document names, unless that is a day of the last century.
const LONG_AGO: &str = "2000-01-01T00:00:00Z";

/// The id of every person: each has a gateway of their own.
const PERSON: &str = "somebody";

/// A running server. It ends with the test's runtime.
pub(crate) struct Hook {
    pub(crate) address: SocketAddr,
}

#[derive(Clone)]
struct People {
    /// The gateway of each token.
    by_token: Arc<Mutex<HashMap<String, Router>>>,
    /// One without people, for tokens that are nobody's.
    empty: Router,
    folder: Arc<TempDir>,
}

impl Hook {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let empty = Gateway::open(&config(&folder), Clock::machine()).await.unwrap().router();
        let people = People { by_token: Arc::default(), empty, folder: Arc::new(folder) };
        let router =
            Router::new().route("/test/people", post(make)).fallback(dispatch).with_state(people);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address }
    }
}

fn config(folder: &TempDir) -> Config {
    Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        public_url: PUBLIC_URL.into(),
        database: folder.path().join(format!("{}.db", fresh())),
        keys: vec![key("new")],
        embed_origins: vec![SHOP.into()],
        style_sheet: None,
        words: Wording::default(),
        link_days: 90,
        log: "info".into(),
        log_format: LogFormat::Json,
    }
}

/// Answers as the gateway of the request's token does.
async fn dispatch(State(people): State<People>, request: Request) -> Response<Body> {
    let token = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = token.and_then(|text| text.split_once(' ')).map_or("", |(_, token)| token.trim());
    let known = people.by_token.lock().unwrap().get(token).cloned();
    known.unwrap_or(people.empty).oneshot(request).await.unwrap()
}

async fn make(State(people): State<People>, request: Request) -> Response<Body> {
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let refused = |why: String| {
        let problem = Problem::new(sordino_contract::Code::InvalidValue, why).at("/document");
        (StatusCode::UNPROCESSABLE_ENTITY, axum::Json(problem)).into_response()
    };
    let document = serde_json::from_slice::<Value>(&body).and_then(|mut body| {
        let document = body.get_mut("document").map(Value::take);
        serde_json::from_value::<Document>(document.unwrap_or_default())
    });
    let document = match document {
        Ok(document) => document,
        Err(error) => return refused(error.to_string()),
    };
    match person(&people, &document).await {
        Ok(tokens) => (StatusCode::CREATED, axum::Json(tokens)).into_response(),
        Err(why) => refused(why),
    }
}

/// Makes a person whose document is this one, and answers their tokens.
async fn person(people: &People, document: &Document) -> Result<Value, String> {
    let config = config(&people.folder);
    let first = document.pauses.iter().map(|pause| pause.wish.from).min();
    let long_ago = moment(LONG_AGO);
    if let Some(first) = first
        && i64::from(first.days_since_epoch()) * 86_400_000 <= long_ago.as_millis()
    {
        return Err("a pause of the last century cannot be asked for".into());
    }

    // The clock is that of the day; the gateway that the kit talks to has the machine's.
    let then = Clock::stopped_at(long_ago);
    let early = Gateway::open(&config, then.clone()).await.unwrap();
    import_all(&early, &then, document).await?;
    let asked = wishes(document);
    if asked != json!({}) {
        let token = config.keys().sign(&claims(&then, PERSON)).unwrap();
        let request = Request::post("/v1/preferences")
            .header(AUTHORIZATION, format!("Bearer {}", token.expose()))
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(json!({ "id": fresh(), "set": asked }).to_string()));
        let answer = early.router().oneshot(request.unwrap()).await.unwrap();
        if answer.status() != StatusCode::OK {
            let body = answer.into_body().collect().await.unwrap().to_bytes();
            return Err(format!("its choices are refused: {}", String::from_utf8_lossy(&body)));
        }
    }
    early.store().close().await;

    let now = Clock::machine();
    let router = Gateway::open(&config, now.clone()).await.unwrap().router();
    let sign = |claims: &Claims| config.keys().sign(claims).unwrap().expose().to_owned();
    // Everybody has one id: without its own `jti` a link of the same second is the same token.
    let manage = Claims { jti: fresh(), ..claims(&now, PERSON) };
    let withdraw = Claims { power: Power::Withdraw, ..manage.clone() };
    let expired = Claims { exp: now.now().as_millis() as f64 / 1_000.0 - 60.0, ..manage.clone() };
    let tokens = [sign(&manage), sign(&withdraw), sign(&expired)];
    holds(&router, &tokens[0], document).await?;
    let mut by_token = people.by_token.lock().unwrap();
    by_token.extend(tokens.iter().map(|token| (token.clone(), router.clone())));
    let [manage, withdraw, expired] = tokens;
    Ok(json!({ "manage": manage, "withdraw": withdraw, "expired": expired }))
}

/// Imports the catalogue that a document shows, and its person.
async fn import_all(gateway: &Gateway, clock: &Clock, document: &Document) -> Result<(), String> {
    let catalogue = toml::to_string(&offered(document)).map_err(|error| error.to_string())?;
    let catalogue = Catalogue::parse(&catalogue).map_err(|mistakes| mistakes.join("; "))?;
    import::catalogue(gateway.store(), clock, &catalogue).await.unwrap();

    let mut mapping = "[columns]\nid = \"id\"\naddress = \"address\"\nlocale = \"locale\"\n\
                       time_zone = \"zone\"\nsubscribed = \"subscribed\"\n[last_sent]\n"
        .to_owned();
    let sent: Vec<_> =
        document.campaigns.iter().filter_map(|row| Some((&row.id, row.last_sent?))).collect();
    sent.iter().for_each(|(id, _)| mapping += &format!("\"{id}\" = \"sent {id}\"\n"));
    let subscriber = &document.subscriber;
    let mut csv = csv::Writer::from_writer(Vec::new());
    let header = ["id", "address", "locale", "zone", "subscribed"].map(String::from);
    let names = sent.iter().map(|(id, _)| format!("sent {id}"));
    csv.write_record(header.into_iter().chain(names)).unwrap();
    let row = [
        PERSON,
        // Any address with this hint.
        &subscriber.address_hint.replace("•••", "xyz"),
        subscriber.locale.as_deref().unwrap_or_default(),
        &subscriber.time_zone,
        // Nothing is decided where nothing was turned off.
        if document.subscribed { "" } else { "no" },
    ];
    let days = sent.iter().map(|(_, day)| day.text());
    csv.write_record(row.map(String::from).into_iter().chain(days)).unwrap();
    let mapping = Mapping::parse(&mapping).unwrap();
    let rows = std::io::Cursor::new(csv.into_inner().unwrap());
    let mut heard = Vec::<BadRow>::new();
    import::people(gateway.store(), clock, &mapping, "people.csv".into(), rows, &mut heard)
        .await
        .unwrap();
    match heard.first() {
        None => Ok(()),
        Some(bad) => Err(bad.reason.clone()),
    }
}

/// The catalogue of a sender whose document for this person would be this one.
fn offered(document: &Document) -> Catalogue {
    let one = |text: &String| Text::One(text.clone());
    let sender = &document.sender;
    Catalogue {
        sender: catalogue::Sender {
            name: one(&sender.name),
            privacy: sender.privacy.as_ref().map(one),
            support: sender.support.clone(),
        },
        channels: document
            .channels
            .iter()
            .map(|channel| catalogue::Channel {
                id: channel.id.clone(),
                kind: channel.kind.clone(),
                label: one(&channel.label),
                default: channel.on,
            })
            .collect(),
        groups: document
            .groups
            .iter()
            .map(|group| catalogue::Group { id: group.id.clone(), label: one(&group.label) })
            .collect(),
        campaigns: document
            .campaigns
            .iter()
            .map(|campaign| catalogue::Campaign {
                id: campaign.id.clone(),
                label: one(&campaign.label),
                about: campaign.about.as_ref().map(one),
                group: campaign.group.clone(),
                starts: campaign.starts,
                ends: campaign.ends,
                status: (campaign.status == Status::Cancelled).then_some(Cancelled::Cancelled),
                channels: campaign.channels.iter().map(|(id, _)| id.clone()).collect(),
                default: Some(
                    campaign
                        .channels
                        .iter()
                        .filter(|(_, on)| **on)
                        .map(|(id, _)| id.clone())
                        .collect(),
                ),
                required: campaign.required.as_ref().map(one),
                rhythm: campaign.rhythm.as_ref().map(one),
                frequency: campaign.frequency.as_ref().map(|frequency| frequency.choices.clone()),
            })
            .collect(),
        pauses: catalogue::Pauses {
            offered: document.can(&sordino_contract::Capability::Pause),
            days_max: document.pause_days_max,
        },
        requests: catalogue::Requests {
            offered: Ask::ALL.into_iter().filter(|ask| document.can(&ask.capability())).collect(),
        },
        survey: document.survey.as_ref().map(|survey| catalogue::Survey {
            comment_max: survey.comment_max,
            reasons: survey
                .reasons
                .iter()
                .map(|reason| catalogue::Reason {
                    code: reason.code.clone(),
                    label: one(&reason.label),
                    offers: reason.offers.clone(),
                })
                .collect(),
        }),
    }
}

/// What only the person decides: how often, and pauses.
fn wishes(document: &Document) -> Value {
    let mut set = json!({});
    for campaign in &document.campaigns {
        if let Some(now) = campaign.frequency.as_ref().and_then(|frequency| frequency.now.as_ref())
        {
            set["campaigns"][campaign.id.as_str()] = json!({ "frequency": now });
        }
    }
    for pause in &document.pauses {
        set["pauses"][pause.id.as_str()] = json!(pause.wish);
    }
    set
}

/// That the person's document is the one that was asked for, as far as it is not the gateway's
/// own to say, and without what is over.
async fn holds(router: &Router, token: &str, wanted: &Document) -> Result<(), String> {
    let request = Request::get("/v1/preferences").header(AUTHORIZATION, format!("Bearer {token}"));
    let answer = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    let is: Document = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
    let mut wanted = wanted.clone();
    wanted.revision.clone_from(&is.revision);
    wanted.today = is.today;
    wanted.power = is.power;
    // How the person came to be as they are is not the document's to say.
    wanted.history.clone_from(&is.history);
    wanted.pauses.retain(|pause| is.today <= pause.wish.until);
    let mut is = json!(is);
    let wanted = json!(wanted);
    let members = is.as_object_mut().unwrap();
    members.retain(|name, member| wanted.get(name) != Some(&*member));
    let names: Vec<_> = members.keys().map(String::as_str).collect();
    if names.is_empty() { Ok(()) } else { Err(format!("it would differ in {}", names.join(", "))) }
}

#[tokio::test]
async fn what_is_no_person_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let empty = Gateway::open(&config(&folder), Clock::machine()).await.unwrap().router();
    let people = People { by_token: Arc::default(), empty, folder: Arc::new(folder) };
    for body in ["{}", "[]", "null", "1", "{\"document\": []}", "{\"document\": {}}"] {
        let request = Request::post("/test/people").body(Body::from(body)).unwrap();
        let answer = make(State(people.clone()), request).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        let problem: Value = serde_json::from_slice(&bytes).unwrap();
        let said = (&problem["code"], &problem["pointer"]);
        assert_eq!(said, (&json!("invalid_value"), &json!("/document")), "{body}");
    }
}
