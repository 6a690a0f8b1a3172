//! The program that drives the browser, and what it starts it with.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use thirtyfour::Capabilities;

use super::Setup;

/// A driver process, ended by the signal on which it ends its browser, too.
pub(super) struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        if let Some(pid) = i32::try_from(self.0.id()).ok().and_then(rustix::process::Pid::from_raw)
        {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        let _ = self.0.wait();
    }
}

/// Port 0: the driver takes one that is free and says which.
pub(super) fn start_driver(home: &Path) -> Result<(Driver, u16)> {
    let path = program("CHROMEDRIVER", "/usr/bin/chromedriver");
    let child = Command::new(&path)
        .arg("--port=0")
        .env("TMPDIR", home)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| {
            format!("could not run `{path}`: install Chromium's driver, or set `CHROMEDRIVER`")
        })?;
    let mut process = Driver(child);
    let mut lines = BufReader::new(process.0.stdout.take().context("no output")?).lines();
    let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
        line.strip_prefix("ChromeDriver was started successfully on port ")
            .and_then(|rest| rest.trim_end_matches('.').parse().ok())
    });
    // Whatever it says later must not fill the pipe.
    std::thread::spawn(move || lines.for_each(drop));
    Ok((process, port.with_context(|| format!("`{path}` did not start"))?))
}

/// What the browser is asked to be as it starts.
pub(super) fn capabilities(setup: &Setup, home: &Path) -> Capabilities {
    let mut args = [
        "--headless=new",
        "--no-sandbox", // it will not start for root otherwise
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--hide-scrollbars",
        "--force-device-scale-factor=1",
        "--window-size=1280,1024",
    ]
    .map(String::from)
    .to_vec();
    // `--lang` does nothing here.
    args.push(format!("--accept-lang={}", setup.languages));
    args.push(format!("--user-data-dir={}", home.join("profile").display()));
    let capabilities = json!({
        "browserName": "chrome",
        // A page whose files are held back on purpose is open all the same.
        "pageLoadStrategy": "eager",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": { "binary": program("CHROMIUM", "/usr/bin/chromium"), "args": args },
    });
    match capabilities {
        Value::Object(map) => Capabilities::from(map),
        _ => Capabilities::new(),
    }
}

fn program(name: &str, default: &str) -> String {
    env::var(name).unwrap_or_else(|_| default.into())
}
