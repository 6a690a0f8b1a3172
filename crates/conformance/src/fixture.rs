//! The people that the kit asks a backend's test hook for.

use serde_json::{Map, Value as Json, json};

/// Somebody who is offered something of everything.
pub(crate) fn standard() -> Json {
    serde_json::from_str(include_str!("fixture.json")).unwrap_or_default()
}

/// The same person in another time zone.
pub(crate) fn living_in(time_zone: &str) -> Json {
    let mut document = standard();
    document["subscriber"]["time_zone"] = time_zone.into();
    document
}

/// The same person, whose pauses are these.
pub(crate) fn with_pauses(pauses: Json) -> Json {
    let mut document = standard();
    document["pauses"] = pauses;
    document
}

/// Somebody who is not offered pauses.
pub(crate) fn without_pauses() -> Json {
    let mut document = with_pauses(json!([]));
    document["can"] = json!(["frequency"]);
    document["survey"]["reasons"][0]["offers"] = json!(["frequency"]);
    document
}

/// Somebody who may ask for nothing.
pub(crate) fn without_asks() -> Json {
    let mut document = standard();
    document["can"] = json!(["pause", "frequency"]);
    document
}

/// Labels that programs spoil: what a browser would run, right-to-left, joined and combined
/// characters, and characters outside the Basic Multilingual Plane.
pub(crate) fn labelled() -> Json {
    let mut document = standard();
    document["sender"]["name"] = "Ben & Söhne <b>\"园艺\"</b>".into();
    document["channels"][0]["label"] = "البريد الإلكتروني".into();
    document["channels"][1]["label"] = "</script><img src=x onerror=alert(1)>".into();
    document["campaigns"][0]["label"] = "מבצע אביב \u{200f}(2027)".into();
    document["campaigns"][0]["about"] = "👩\u{200d}🌾 e\u{301} 𠮷 \u{2028} line".into();
    document["campaigns"][0]["rhythm"] = "مرتين في الشهر تقريبًا — &lt;2×&gt;".into();
    document["campaigns"][1]["label"] = "Don\\'t; DROP TABLE people; -- ' %s {{x}}".into();
    document["campaigns"][2]["required"] = "我们必须告诉您。".into();
    document
}

/// Somebody who is offered this many campaigns, each by three channels that are on.
pub(crate) fn with_campaigns(count: usize) -> Json {
    let mut document = standard();
    let campaign = |n: usize| {
        json!({
            "id": format!("c{n}"), "label": format!("Campaign {n}"), "status": "running",
            "channels": { "email": true, "sms": true, "post": true },
        })
    };
    document["campaigns"] = (0..count).map(campaign).collect();
    document["pauses"] = json!([]);
    document["can"] = json!(["pause"]);
    document
}

/// A document's texts, each by its place. What a backend need not have been given, such as a
/// revision, is left out.
pub(crate) fn texts(document: &Json) -> Map<String, Json> {
    let mut texts = Map::new();
    collect(document, String::new(), &mut texts);
    texts.retain(|place, _| {
        ["label", "about", "required", "name", "rhythm"].iter().any(|end| place.ends_with(end))
    });
    texts
}

fn collect(value: &Json, place: String, texts: &mut Map<String, Json>) {
    match value {
        Json::Object(members) => {
            for (name, member) in members {
                collect(member, format!("{place}/{name}"), texts);
            }
        }
        Json::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                collect(item, format!("{place}/{at}"), texts);
            }
        }
        Json::String(_) => {
            texts.insert(place, value.clone());
        }
        _ => {}
    }
}
