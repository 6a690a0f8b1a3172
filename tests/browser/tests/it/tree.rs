//! What a screen reader is told, of each state: roles, names, descriptions, states.
//!
//! Snapshots are in `tests/browser/snapshots`. `SORDINO_SNAPSHOTS=write` writes them anew; read
//! the difference as somebody would hear it before it is committed.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use sordino_browser_tests::{Browser, LinkTo, MARGARET, Method, Setup, Stage, play, switch};
use tokio::time::sleep;

/// Every state that has a snapshot. A file for none of them fails.
const ALL: &[&str] = &[
    "ready",
    "everything-off",
    "campaign-mixed",
    "pause",
    "pause-refused",
    "survey",
    "nothing-found",
    "one-decision",
    "failure",
    "ready-ar",
    "ready-zh-Hans",
];

/// The states of a node that are worth a word.
const STATES: &[&str] =
    &["checked", "expanded", "disabled", "required", "invalid", "level", "live", "pressed"];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("snapshots")
}

/// The tree as text: a line for each node that is told, its children under it.
async fn tree(browser: &Browser) -> Result<String> {
    // Of rows out of sight the browser tells what it knew last, if anything.
    let high = json!({ "width": 0, "height": 12_000, "deviceScaleFactor": 0, "mobile": false });
    browser.cdp("Emulation.setDeviceMetricsOverride", high).await?;
    browser.cdp("Accessibility.enable", json!({})).await?;
    let answer = browser.cdp("Accessibility.getFullAXTree", json!({})).await?;
    let nodes = answer["nodes"].as_array().context("the browser gave no tree")?;
    let by_id: HashMap<&str, &Value> =
        nodes.iter().filter_map(|node| Some((node["nodeId"].as_str()?, node))).collect();
    let mut text = String::new();
    let root = nodes.first().context("the tree is empty")?;
    write(&by_id, root, 0, "", &mut text);
    Ok(text)
}

fn write(all: &HashMap<&str, &Value>, node: &Value, depth: usize, over: &str, text: &mut String) {
    let said = |member: &str| {
        let value = node[member]["value"].as_str().unwrap_or_default();
        value.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (role, name) = (said("role"), said("name"));
    let plumbing = ["none", "generic", "InlineTextBox", "LineBreak", ""].contains(&&*role);
    // The words of a button are its name: they are told once.
    let repeats = role == "StaticText" && (name.is_empty() || over.contains(&*name));
    let told = node["ignored"] != true && !plumbing && !repeats;
    let mut inside = depth;
    let mut named = over.to_owned();
    if told {
        let quiet = if role == "StaticText" { "text" } else { &role };
        text.push_str(&"  ".repeat(depth));
        text.push_str(quiet);
        if !name.is_empty() {
            text.push_str(&format!(" \"{name}\""));
        }
        let about = said("description");
        if !about.is_empty() {
            text.push_str(&format!(" ({about})"));
        }
        // Chromium's own words for a date's parts are its version's.
        if !["Date", "combobox"].contains(&&*role) || node["value"].is_object() {
            let value = said("value");
            if !value.is_empty() {
                text.push_str(&format!(" = {value}"));
            }
        }
        for property in node["properties"].as_array().into_iter().flatten() {
            let (Some(state), value) = (property["name"].as_str(), &property["value"]["value"])
            else {
                continue;
            };
            let off = *value == json!("false") || *value == json!(false);
            if STATES.contains(&state) && (!off || ["checked", "expanded"].contains(&state)) {
                let value = value.as_str().map_or(value.to_string(), str::to_owned);
                text.push_str(&format!(" [{state}={value}]"));
            }
        }
        text.push('\n');
        inside += 1;
        named = name;
    }
    if role == "Date" {
        return;
    }
    for child in node["childIds"].as_array().into_iter().flatten() {
        if let Some(child) = child.as_str().and_then(|id| all.get(id)) {
            write(all, child, inside, &named, text);
        }
    }
}

/// Compares with the file of this name, or writes it.
async fn told(stage: &Stage, name: &str) -> Result<()> {
    ensure!(ALL.contains(&name), "`{name}` is not in the list of snapshots");
    let file = folder().join(name).with_extension("txt");
    let write = env::var("SORDINO_SNAPSHOTS").is_ok_and(|it| it == "write");
    let kept = fs::read_to_string(&file).unwrap_or_default();
    // The browser brings its tree up to date when it has time to: what counts is where it ends.
    let mut found = tree(&stage.browser).await?;
    for _ in 0..20 {
        if found == kept {
            return Ok(());
        }
        sleep(Duration::from_millis(250)).await;
        let next = tree(&stage.browser).await?;
        if write && next == found {
            break;
        }
        found = next;
    }
    if write {
        fs::create_dir_all(folder())?;
        return Ok(fs::write(file, found)?);
    }
    let first = kept.lines().zip(found.lines()).position(|(one, other)| one != other);
    let at = first.unwrap_or_else(|| kept.lines().count().min(found.lines().count()));
    ensure!(
        kept == found,
        "what a screen reader is told of `{name}` changed at line {}:\n  was {:?}\n  is  {:?}\n\
         If that is meant: SORDINO_SNAPSHOTS=write cargo test -p sordino-browser-tests tree",
        at + 1,
        kept.lines().nth(at),
        found.lines().nth(at),
    );
    Ok(())
}

#[test]
fn there_is_a_snapshot_of_every_state_and_of_nothing_else() {
    if env::var("SORDINO_SNAPSHOTS").is_ok() {
        return;
    }
    let files = fs::read_dir(folder()).into_iter().flatten().flatten();
    let mut found: Vec<String> =
        files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    found.sort();
    let mut all: Vec<String> = ALL.iter().map(|name| format!("{name}.txt")).collect();
    all.sort();
    assert_eq!(found, all, "the files in tests/browser/snapshots");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tree_of_the_page_as_it_is_changed() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        told(stage, "ready").await?;

        browser.press(&switch("/campaigns/winter-warmers/channels/push")).await?;
        stage.quiet().await?;
        told(stage, "campaign-mixed").await?;
        browser.press(".survey summary").await?;
        browser.until("return visible('button[value=too_frequent]')", true).await?;
        told(stage, "survey").await?;
        browser.press("button[value=undo]").await?;
        stage.status("Taken back. Everything is as it was.").await?;

        browser.press(".pauses summary").await?;
        browser.js("$('.pause-new input[name=from]').value = '2026-12-31'").await?;
        browser.press(".pause-new button[value=pause]").await?;
        stage.status("Not saved: the last day is before the first.").await?;
        told(stage, "pause-refused").await?;
        browser.js("$('.pause-new input[name=from]').value = '2026-11-21'").await?;
        browser.press("button[value=\"7\"]").await?;
        stage.status_says("Saved. The pause lasts until 27 November 2026").await?;
        told(stage, "pause").await?;
        stage.expect_complaints("status of 422");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tree_of_the_page_with_everything_off_and_with_nothing_found() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        stage.open_page(MARGARET).await?;
        browser.find(".find-text").await?.send_keys("xyz").await?;
        browser.until("return text('.found')", "Nothing like that is here.").await?;
        told(stage, "nothing-found").await?;
        stage.open_page(MARGARET).await?;
        browser.press(".leave-button").await?;
        stage.status("Saved. You are unsubscribed from everything.").await?;
        told(stage, "everything-off").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tree_of_one_decision_and_of_a_failure() {
    play(Setup::default(), async |stage| {
        let browser = &stage.browser;
        let to = LinkTo { campaign: Some("winter-warmers"), ..LinkTo::of(MARGARET) };
        browser.open(&format!("{}?by=email", stage.link(to)?)).await?;
        stage.live().await?;
        told(stage, "one-decision").await?;

        let problem = json!({ "code": "unavailable", "status": 503 }).to_string();
        let json = "application/problem+json";
        stage.wire.answer(Method::GET, "/v1/preferences", 503, json, &problem);
        stage.open_shop().await?;
        browser.until("return $('.sordino')?.dataset.state ?? null", "error").await?;
        told(stage, "failure").await?;
        stage.expect_complaints("status of 503");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tree_of_the_page_in_arabic_and_in_chinese() {
    play(Setup::default(), async |stage| {
        let link = stage.link(LinkTo::of(MARGARET))?;
        for (tag, name) in [("ar", "ready-ar"), ("zh-Hans", "ready-zh-Hans")] {
            stage.browser.open(&format!("{link}?lang={tag}")).await?;
            stage.live().await?;
            told(stage, name).await?;
        }
        Ok(())
    })
    .await;
}
