//! How long an import takes, and whether its memory grows with the file.
//!
//! `cargo run --release -p sordino-gateway --example bench_import` makes a file of 10,000 people
//! and one of 100,000, each with 30 campaigns on 3 channels, and imports both into a new
//! database: the larger one twice, the second time as a CRM does it every night.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use sordino_gateway::import::{self, BadRow, Mapping, Report};
use sordino_gateway::store::Store;
use sordino_gateway::{Catalogue, Clock};

const CAMPAIGNS: usize = 30;
const CHANNELS: [&str; 3] = ["email", "sms", "push"];
const ZONES: [&str; 4] = ["Europe/London", "Asia/Shanghai", "America/New_York", "Pacific/Apia"];

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(&folder.path().join("bench.db")).await?;
    let clock = Clock::machine();
    let offered =
        Catalogue::parse(&catalogue()).map_err(|wrong| anyhow::anyhow!(wrong.join("\n")))?;
    import::catalogue(&store, &clock, &offered).await?;
    let mapping = Mapping::parse(&mapping()).map_err(anyhow::Error::msg)?;

    println!(
        "{:>10}  {:>9}  {:>9}  {:>12}  {:>10}",
        "people", "file", "time", "people a s", "peak RSS"
    );
    for (people, again) in [(10_000, false), (100_000, false), (100_000, true)] {
        let file = folder.path().join(format!("{people}.csv"));
        if !again {
            generate(&file, people)?;
        }
        let begun = Instant::now();
        let summary =
            import::people(&store, &clock, &mapping, file.clone(), File::open(&file)?, &mut Silent)
                .await?;
        anyhow::ensure!(summary.bad == 0, "{} rows were left out", summary.bad);
        let seconds = begun.elapsed().as_secs_f64();
        println!(
            "{:>10}  {:>6} MB  {:>7.1} s  {:>12.0}  {:>7} MB{}",
            people,
            file.metadata()?.len() / 1_000_000,
            seconds,
            people as f64 / seconds,
            peak_kb()? / 1_000,
            if again { "  (again)" } else { "" },
        );
    }
    store.close().await;
    println!("database: {} MB", folder.path().join("bench.db").metadata()?.len() / 1_000_000);
    Ok(())
}

struct Silent;

impl Report for Silent {
    fn progress(&mut self, _rows: u64, _bytes: u64) {}

    fn bad_row(&mut self, row: &BadRow) {
        println!("line {}: {}", row.line, row.reason);
    }
}

/// The most memory that this process has had, in kilobytes, as Linux counts it.
fn peak_kb() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.context("the system does not say how much memory was used")?.parse()?)
}

fn catalogue() -> String {
    let mut text = String::from("sender = { name = \"Bench\" }\n");
    for channel in CHANNELS {
        text += &format!(
            "[[channels]]\nid = \"{channel}\"\nkind = \"{channel}\"\nlabel = \"{channel}\"\n"
        );
    }
    for campaign in 0..CAMPAIGNS {
        text += &format!(
            "[[campaigns]]\nid = \"campaign-{campaign:02}\"\nlabel = \"Campaign {campaign}\"\n\
             channels = [\"email\", \"sms\", \"push\"]\n"
        );
    }
    text
}

fn mapping() -> String {
    let mut text = String::from(
        "[columns]\nid = \"id\"\naddress = \"mail\"\nname = \"name\"\nlocale = \"locale\"\n\
         time_zone = \"zone\"\nsubscribed = \"subscribed\"\n[channels]\n",
    );
    for channel in CHANNELS {
        text += &format!("{channel} = \"{channel}\"\n");
    }
    for campaign in 0..CAMPAIGNS {
        text += &format!("[campaigns.\"campaign-{campaign:02}\"]\n");
        for channel in CHANNELS {
            text += &format!("{channel} = \"{campaign} {channel}\"\n");
        }
    }
    text
}

fn generate(file: &Path, people: usize) -> Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    write!(out, "id,mail,name,locale,zone,subscribed,{}", CHANNELS.join(","))?;
    for campaign in 0..CAMPAIGNS {
        for channel in CHANNELS {
            write!(out, ",{campaign} {channel}")?;
        }
    }
    writeln!(out)?;
    for person in 0..people {
        let zone = ZONES[person % ZONES.len()];
        write!(
            out,
            "p-{person},p{person}@example.com,\"Person, the {person}th\",en,{zone},yes,yes,no,yes"
        )?;
        for cell in 0..CAMPAIGNS * CHANNELS.len() {
            // Neither all the same nor random, so that two runs do the same work.
            out.write_all(match (person * 31 + cell * 17) % 7 {
                0 => b",",
                1 | 2 => b",no",
                _ => b",yes",
            })?;
        }
        writeln!(out)?;
    }
    Ok(out.flush()?)
}
