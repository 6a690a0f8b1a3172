//! WebKitGTK's small browser, WebKitWebDriver, and the display that they need.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt, InputFocus, MapState};

use super::Setup;
use super::driver::{Driver, Process, Said, program};

/// The small browser's bar has a least width, and a page of a phone's width is narrower. Nobody
/// looks at the bar.
const NO_BAR: &str = "* { min-width: 0; min-height: 0; padding: 0; margin: 0; border: 0; \
    font-size: 1px; -gtk-icon-transform: scale(0.01) }";

/// How long the driver may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);

/// Gives the browser's window the focus: there is no window manager that would, and no page shows
/// where the focus is in a window that has none.
pub(super) fn focus(display: u32) -> Result<()> {
    let (connection, screen) = x11rb::connect(Some(&format!(":{display}")))?;
    let root = connection.setup().roots.get(screen).context("there is no screen")?.root;
    let started = Instant::now();
    loop {
        for window in connection.query_tree(root)?.reply()?.children {
            let state = connection.get_window_attributes(window)?.reply()?.map_state;
            let size = connection.get_geometry(window)?.reply()?;
            if state == MapState::VIEWABLE && size.width > 100 {
                let now = x11rb::CURRENT_TIME;
                connection.set_input_focus(InputFocus::PARENT, window, now)?.check()?;
                return Ok(());
            }
        }
        ensure!(started.elapsed() < PATIENCE, "WebKit's window does not appear");
        sleep(Duration::from_millis(20));
    }
}

pub(super) fn start(setup: &Setup, home: &Path) -> Result<Driver> {
    let (display, _, number) = Process::start_until(
        Command::new(program("XVFB", "Xvfb"))
            .args(["-displayfd", "1", "-screen", "0", "1400x2600x24", "-nolisten", "tcp"])
            .arg("-noreset"),
        "install `xvfb`, or set `XVFB`",
        |line| line.trim().parse::<u32>().ok(),
    )?;
    let folders = ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"];
    let gtk = home.join(folders[0]).join("gtk-3.0");
    fs::create_dir_all(&gtk)?;
    fs::write(gtk.join("gtk.css"), NO_BAR)?;
    let settings = format!("[Settings]\ngtk-enable-animations={}\n", !setup.still);
    fs::write(gtk.join("settings.ini"), settings)?;

    // It does not say which port it took: one that was free a moment ago is asked for.
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut command = Command::new(program("WEBKITDRIVER", "/usr/bin/WebKitWebDriver"));
    command
        .arg(format!("--port={port}"))
        .arg("--host=127.0.0.1")
        .env("TMPDIR", home)
        .env("DISPLAY", format!(":{number}"))
        .env("GDK_BACKEND", "x11")
        .env("GSETTINGS_BACKEND", "memory")
        .env("NO_AT_BRIDGE", "1")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("LANG", "en_US.UTF-8")
        .envs(folders.map(|name| (name, home.join(name))))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut process =
        Process::start(&mut command, "install `webkit2gtk-driver`, or set `WEBKITDRIVER`")?;
    let started = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if process.has_ended() || started.elapsed() > PATIENCE {
            bail!("WebKitWebDriver did not start");
        }
        sleep(Duration::from_millis(5));
    }

    let mut args = vec!["--automation"];
    if setup.dark {
        args.push("--dark-mode");
    }
    let browser = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
    let capabilities = json!({
        // Asked something before a page has loaded whole, the driver may never answer.
        "pageLoadStrategy": "normal",
        "webkitgtk:browserOptions": { "binary": program("MINIBROWSER", browser), "args": args },
    });
    Ok(Driver::new((process, Said::default()), port, capabilities, Some((display, number))))
}
