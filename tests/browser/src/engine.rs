//! The browser engines that the tests run in, and how a test says that one cannot do it.

use std::env;
use std::fmt;
use std::io::Write;
use std::thread;

use anyhow::{Result, ensure};

/// What draws the pages, and the driver that moves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, by chromedriver and its own protocol.
    Chromium,
    /// Firefox, by geckodriver.
    Firefox,
    /// WebKitGTK's small browser, by WebKitWebDriver, on a display of its own.
    WebKit,
}

impl Engine {
    /// The one that `SORDINO_ENGINE` names. By default Chromium.
    ///
    /// # Panics
    ///
    /// If there is no engine of that name: a suite in an engine that nobody meant shows nothing.
    pub fn current() -> Self {
        match env::var("SORDINO_ENGINE").as_deref() {
            Err(_) | Ok("" | "chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok(other) => panic!("`SORDINO_ENGINE` is chromium, firefox or webkit, not `{other}`"),
        }
    }

    /// Its name, as it writes it itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKit",
        }
    }

    /// Goes on if the engine `has` it.
    ///
    /// # Errors
    ///
    /// [`NotHere`], for which [`crate::play`] passes over a test, and says so.
    pub fn needs(self, has: bool, what: &str) -> Result<()> {
        ensure!(has, NotHere { engine: self, what: what.to_owned() });
        Ok(())
    }
}

/// A test needs what its engine, or the engine's driver, cannot do.
#[derive(Debug)]
pub(crate) struct NotHere {
    engine: Engine,
    what: String,
}

impl NotHere {
    /// Says on the terminal that the test of this thread did not run, and why. The harness keeps
    /// what tests print that pass; `cargo xtask test` counts these lines.
    pub(crate) fn say(&self) {
        let test = thread::current().name().unwrap_or("a test").to_owned();
        // One write: tests run beside each other.
        let line = format!("\nnot run: {test}: {self}\n");
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
}

impl fmt::Display for NotHere {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "not in {}: needs {}", self.engine.name(), self.what)
    }
}

impl std::error::Error for NotHere {}
