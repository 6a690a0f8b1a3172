//! What Lighthouse says of the hosted page, at its preset for telephones.
//!
//! `cargo xtask bench lighthouse` runs it some times, and prints each score's median of 100 and what
//! was found wrong.

use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sordino_browser_tests::{LinkTo, MARGARET, Setup, play};

const RUNS: usize = 5;
const CATEGORIES: [&str; 3] = ["performance", "accessibility", "best-practices"];

#[tokio::main(worker_threads = 2)]
async fn main() {
    play(Setup::default(), async |stage| {
        let address = stage.link(LinkTo::of(MARGARET))?;
        let mut runs = Vec::new();
        for _ in 0..RUNS {
            runs.push(report(&address).await?);
        }
        println!("\nthe hosted page, Lighthouse's preset for telephones, medians of {RUNS} runs");
        for category in CATEGORIES {
            let mut scores: Vec<f64> = runs
                .iter()
                .filter_map(|run| run["categories"][category]["score"].as_f64())
                .collect();
            scores.sort_by(f64::total_cmp);
            let score = scores.get(scores.len() / 2).context("no score")?;
            println!("  {category:<16} {:>4.0}", score * 100.0);
        }
        for (category, audit) in runs.last().into_iter().flat_map(wrong) {
            println!("  {category}: {audit}");
        }
        Ok(())
    })
    .await;
}

/// One run's report.
async fn report(address: &str) -> Result<Value> {
    let lighthouse = std::env::var_os("SORDINO_LIGHTHOUSE")
        .context("SORDINO_LIGHTHOUSE is not set: run `cargo xtask bench lighthouse`")?;
    // The profile of the browser and all else that it leaves lies there.
    let scratch = tempfile::tempdir()?;
    let mut command = tokio::process::Command::new("node");
    command.arg(lighthouse).arg(address).args(["--quiet", "--output=json"]);
    command.arg(format!("--only-categories={}", CATEGORIES.join(",")));
    command.arg("--chrome-flags=--headless=new --no-sandbox");
    command.env("CHROME_PATH", std::env::var_os("CHROMIUM").context("CHROMIUM is not set")?);
    command.env("TMPDIR", scratch.path()).stderr(Stdio::inherit());
    let output = command.output().await?;
    ensure!(output.status.success(), "Lighthouse failed: {}", output.status);
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// What counts and is not as it should be.
fn wrong(report: &Value) -> Vec<(&'static str, String)> {
    let mut wrong = Vec::new();
    for category in CATEGORIES {
        let audits = report["categories"][category]["auditRefs"].as_array();
        for audit in audits.into_iter().flatten().filter(|it| it["weight"] != 0) {
            let about = audit["id"].as_str().map_or(&Value::Null, |id| &report["audits"][id]);
            if about["score"].as_f64().is_some_and(|score| score < 0.9) {
                let shown = about["displayValue"].as_str().unwrap_or_default();
                wrong.push((category, format!("{} {shown}", about["title"])));
            }
        }
    }
    wrong
}
