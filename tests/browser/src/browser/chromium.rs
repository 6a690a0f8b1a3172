//! Chromium and chromedriver.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use serde_json::json;

use super::Setup;
use super::driver::{Driver, Process, program};

/// Port 0: the driver takes one that is free and says which.
pub(super) fn start(setup: &Setup, home: &Path) -> Result<Driver> {
    let (process, said, port) = Process::start_until(
        Command::new(program("CHROMEDRIVER", "/usr/bin/chromedriver"))
            .arg("--port=0")
            .env("TMPDIR", home),
        "install Chromium's driver, or set `CHROMEDRIVER`",
        |line| {
            line.strip_prefix("ChromeDriver was started successfully on port ")
                .and_then(|rest| rest.trim_end_matches('.').parse().ok())
        },
    )?;
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
    Ok(Driver::new((process, said), port, capabilities, None))
}
