//! Documents and wishes to check the laws on.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use sordino_contract::{
    Campaign, Capability, Changed, Channel, Date, Document, Frequency, Map, Path, Pause, PauseWish,
    Power, Status, Timestamp, Value, Wishes, plan,
};

/// The text of an example file.
pub(crate) fn example(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The document of the example file.
pub(crate) fn document() -> Document {
    serde_json::from_str(&example("document.json")).expect("the example is a document")
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|e| panic!("{e}"))
}

pub(crate) fn path(text: &str) -> Path {
    text.parse().unwrap_or_else(|e| panic!("{e}"))
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|e| panic!("{e}"))
}

pub(crate) fn wishes(json: serde_json::Value) -> Wishes {
    serde_json::from_value(json).unwrap_or_else(|e| panic!("{e}"))
}

/// What `wishes` change, where nothing was wished before.
pub(crate) fn planned(document: &Document, wishes: &Wishes) -> Vec<Changed> {
    plan(document, wishes, at("2026-11-21T12:00:00Z"), |_| None).unwrap_or_else(|e| panic!("{e}"))
}

pub(crate) fn carry_out(document: &mut Document, changes: &[Changed]) {
    for changed in changes {
        document.put(&changed.path, &changed.is);
    }
}

const CHANNELS: [&str; 3] = ["email", "sms", "post"];
const FREQUENCIES: [&str; 3] = ["every", "weekly", "monthly"];

pub(crate) fn any_pause() -> impl Strategy<Value = PauseWish> {
    let campaigns = proptest::option::of(subsequence(vec!["c0", "c1", "c2"], 0..=3));
    let channels = proptest::option::of(subsequence(CHANNELS.to_vec(), 0..=3));
    (0..60_i32, 0..90_i32, campaigns, channels).prop_map(|(from, length, campaigns, channels)| {
        let today = day("2026-11-21").days_since_epoch();
        let date = |days| Date::from_days_since_epoch(today + days).expect("a day");
        PauseWish {
            from: date(from - 10),
            until: date((from - 10 + length).max(0)),
            campaigns: campaigns.map(|ids| ids.iter().map(|id| id.parse().unwrap()).collect()),
            channels: channels.map(|ids| ids.iter().map(|id| id.parse().unwrap()).collect()),
        }
    })
}

fn any_campaign(at: usize) -> impl Strategy<Value = Campaign> {
    let status = select(vec![Status::Planned, Status::Running, Status::Ended, Status::Cancelled]);
    let cells = subsequence(CHANNELS.to_vec(), 1..=3).prop_flat_map(|channels| {
        proptest::collection::vec(any::<bool>(), channels.len()).prop_map(move |on| {
            let ids = channels.iter().map(|id| id.parse().unwrap());
            ids.zip(on).collect::<Map<_, _>>()
        })
    });
    let now = proptest::option::of(select(FREQUENCIES.to_vec()));
    (status, cells, any::<bool>(), proptest::option::of(now)).prop_map(
        move |(status, channels, required, frequency)| Campaign {
            id: format!("c{at}").parse().unwrap(),
            label: format!("Campaign {at}"),
            about: None,
            group: None,
            status,
            starts: None,
            ends: None,
            channels,
            required: required.then(|| "The law asks for it.".into()),
            rhythm: None,
            last_sent: None,
            frequency: frequency.map(|now| Frequency {
                now: now.map(|word| word.parse().unwrap()),
                choices: FREQUENCIES.iter().map(|word| word.parse().unwrap()).collect(),
            }),
        },
    )
}

/// A document with three campaigns on up to three channels, in any state.
pub(crate) fn any_document() -> impl Strategy<Value = Document> {
    let pauses = proptest::collection::vec(any_pause(), 0..3);
    let campaigns = (any_campaign(0), any_campaign(1), any_campaign(2));
    (any::<bool>(), any::<[bool; 3]>(), campaigns, pauses).prop_map(
        |(subscribed, on, (c0, c1, c2), pauses)| {
            let mut document = document();
            document.subscribed = subscribed;
            document.channels = CHANNELS
                .iter()
                .zip(on)
                .map(|(id, on)| Channel {
                    id: id.parse().unwrap(),
                    kind: (*id).into(),
                    label: (*id).into(),
                    on,
                })
                .collect();
            document.campaigns = vec![c0, c1, c2];
            document.pauses = pauses
                .into_iter()
                .enumerate()
                .map(|(at, wish)| Pause { id: format!("p{at}").parse().unwrap(), wish })
                .collect();
            document.can = vec![Capability::Pause, Capability::Frequency];
            document.power = Power::Manage;
            document
        },
    )
}

/// Wishes that `document` can fulfil: some of its places, each with a value that fits.
pub(crate) fn any_wishes(document: &Document) -> impl Strategy<Value = Wishes> + use<> {
    let mut places = vec![Path::Subscribed];
    places.extend(document.channels.iter().map(|channel| Path::Channel(channel.id.clone())));
    for campaign in &document.campaigns {
        if campaign.required.is_none() {
            let cell = |id: &_| Path::Cell(campaign.id.clone(), Clone::clone(id));
            places.extend(campaign.channels.iter().map(|(id, _)| cell(id)));
        }
        if campaign.frequency.is_some() {
            places.push(Path::Frequency(campaign.id.clone()));
        }
    }
    places.extend(["p0", "p1", "p9"].map(|id| Path::Pause(id.parse().unwrap())));
    let count = places.len();
    subsequence(places, 0..=count).prop_flat_map(|places| {
        let values: Vec<_> = places.iter().map(any_value).collect();
        values.prop_map(move |values| {
            let mut wishes = Wishes::default();
            for (path, value) in places.iter().zip(&values) {
                wishes.want(path, value);
            }
            wishes
        })
    })
}

fn any_value(path: &Path) -> BoxedStrategy<Value> {
    match path {
        Path::Frequency(_) => proptest::option::of(select(FREQUENCIES.to_vec()))
            .prop_map(|word| word.map_or(Value::Nothing, |word| Value::Text(word.into())))
            .boxed(),
        Path::Pause(_) => proptest::option::of(any_pause())
            .prop_map(|wish| wish.map_or(Value::Nothing, Value::Pause))
            .boxed(),
        _ => any::<bool>().prop_map(Value::Flag).boxed(),
    }
}

/// A document, and wishes that it can fulfil.
pub(crate) fn any_change() -> impl Strategy<Value = (Document, Wishes)> {
    any_document().prop_flat_map(|document| {
        let wishes = any_wishes(&document);
        (Just(document), wishes)
    })
}
