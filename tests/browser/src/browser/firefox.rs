//! Firefox and geckodriver.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use serde_json::json;

use super::Setup;
use super::driver::{Driver, Process, program};

/// Its window is never narrower than 500 pixels otherwise.
const NARROW: &str = ":root { min-width: 0 !important }";

/// Port 0: the driver takes one that is free and says which.
pub(super) fn start(setup: &Setup, home: &Path) -> Result<Driver> {
    let (process, said, port) = Process::start_until(
        Command::new(program("GECKODRIVER", "geckodriver"))
            .args(["--host=127.0.0.1", "--port=0"])
            .env("TMPDIR", home)
            // What it would keep for its user.
            .env("HOME", home),
        "run `cargo install geckodriver`, or set `GECKODRIVER`",
        |line| line.rsplit_once("Listening on 127.0.0.1:")?.1.trim().parse().ok(),
    )?;
    let profile = home.join("profile");
    fs::create_dir_all(profile.join("chrome"))?;
    fs::write(profile.join("chrome/userChrome.css"), NARROW)?;
    let mut prefs = json!({
        "browser.tabs.warnOnClose": false,
        "datareporting.policy.dataSubmissionEnabled": false,
        // What pages say, among what the driver says.
        "devtools.console.stdout.content": true,
        "intl.accept_languages": setup.languages,
        "javascript.enabled": setup.script,
        // 0 is dark, 1 light.
        "layout.css.prefers-color-scheme.content-override": u8::from(!setup.dark),
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        "services.settings.server": "data:,",
        "toolkit.legacyUserProfileCustomizations.stylesheets": true,
        "ui.prefersReducedMotion": u8::from(setup.still),
        "ui.systemUsesDarkTheme": u8::from(setup.dark),
        "ui.useOverlayScrollbars": 1,
    });
    if setup.forced_colors {
        // Always its own colours, instead of the page's.
        prefs["browser.display.document_color_use"] = json!(2);
    }
    let capabilities = json!({
        "browserName": "firefox",
        // A page whose files are held back on purpose is open all the same.
        "pageLoadStrategy": "eager",
        "moz:firefoxOptions": {
            "binary": program("FIREFOX", "/usr/bin/firefox-esr"),
            "args": ["-headless", "-profile", profile],
            "prefs": prefs,
        },
    });
    Ok(Driver::new((process, said), port, capabilities, None))
}

/// Whether Firefox says in this line that a page complained. Its own parts complain, too.
pub(super) fn is_complaint(line: &str) -> bool {
    line.starts_with("JavaScript error: http")
        || line.starts_with("console.error: ") && line.contains("sordino-preferences")
}
