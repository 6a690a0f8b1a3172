//! The browser engines, what drives them, and which tests run in each.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::{apt, step::on_path, tools::Tool, workspace::Workspace};

/// What draws the pages that are tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// Every test.
    Chromium,
    /// What does not need Chromium's own protocol, and is no table of pictures.
    Firefox,
    /// The same, but for what is about words.
    Webkit,
}

/// Tables of colours, themes and states, and what screen readers are told, look at each engine's
/// same style sheet and markup: they are Chromium's. The rest is about what the widget does.
const TABLES: &[&str] = &["accent::", "axe::", "states::", "themes::", "tree::"];

/// What WebKit is not asked, too: what the page says and what a backend does with it, which no engine
/// changes. It takes its time, and there are two cores.
const SAID: &[&str] = &[
    "dark_patterns::",
    "data::",
    "frameworks::",
    "history::",
    "instead::",
    "journeys::",
    "languages::",
    "other_backend::",
    "statements::",
    "wording::",
];

impl Engine {
    /// Those whose tests always run.
    pub(crate) const ALWAYS: [Self; 3] = [Self::Chromium, Self::Firefox, Self::Webkit];

    /// Its name for a reader.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::Webkit => "WebKit",
        }
    }

    /// What `SORDINO_ENGINE` is for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
        }
    }

    /// How many tests must have run in it. A suite that hardly ran shows nothing.
    pub(crate) fn least(self) -> usize {
        match self {
            Self::Chromium => 265,
            Self::Firefox => 210,
            Self::Webkit => 165,
        }
    }

    /// The tests that are passed over in it, as the beginnings of their names.
    pub(crate) fn skipped(self) -> impl Iterator<Item = &'static str> {
        let (tables, said) = match self {
            Self::Chromium => (&[][..], &[][..]),
            Self::Firefox => (TABLES, &[][..]),
            Self::Webkit => (TABLES, SAID),
        };
        tables.iter().chain(said).copied()
    }

    /// Debian's packages of the browser and of what drives it.
    fn packages(self) -> &'static [&'static str] {
        match self {
            // See `browser`.
            Self::Chromium => &[],
            Self::Firefox => &["firefox-esr"],
            Self::Webkit => &["webkit2gtk-driver", "xvfb"],
        }
    }

    /// Where its programs are, as the variables that the tests read. What is missing is installed.
    pub(crate) fn find(self, workspace: &Workspace) -> Result<Vec<(&'static str, PathBuf)>> {
        if self.programs().is_err() && apt::is_here() {
            let title = format!("installing {} and its driver", self.name());
            apt::install(workspace, &title, self.packages())?;
        }
        let mut programs = match self.programs() {
            Ok(programs) => programs,
            Err(missing) => bail!(
                "the browser tests run in {} too, and there is no {missing}: install it, or say \
                 where it is in the variable, or run the tests of one engine, as\n    cargo xtask \
                 test --engine chromium",
                self.name()
            ),
        };
        if self == Self::Firefox && !programs.iter().any(|(name, _)| *name == "GECKODRIVER") {
            let driver = Tool::geckodriver().folder(workspace)?.join("geckodriver");
            programs.push(("GECKODRIVER", driver));
        }
        Ok(programs)
    }

    /// Its programs, or the first that is missing and the variable that may name it.
    fn programs(self) -> Result<Vec<(&'static str, PathBuf)>, String> {
        let needed: &[(&str, &str)] = match self {
            Self::Chromium => &[],
            Self::Firefox => &[("FIREFOX", "firefox-esr")],
            Self::Webkit => &[
                ("WEBKITDRIVER", "WebKitWebDriver"),
                ("XVFB", "Xvfb"),
                ("MINIBROWSER", "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser"),
            ],
        };
        let mut programs = Vec::new();
        for (variable, program) in needed {
            match place(variable, program) {
                Some(path) => programs.push((*variable, path)),
                None => return Err(format!("`{program}` (`{variable}`)")),
            }
        }
        // Who has a driver of their own need not build one.
        if self == Self::Firefox
            && let Some(driver) = place("GECKODRIVER", "geckodriver")
        {
            programs.push(("GECKODRIVER", driver));
        }
        Ok(programs)
    }
}

/// What a variable names, or else the program of this name or path.
fn place(variable: &str, program: &str) -> Option<PathBuf> {
    let named = env::var_os(variable).map(PathBuf::from);
    let found = || match program.starts_with('/') {
        true => Some(Path::new(program).to_owned()),
        false => on_path(program),
    };
    named.or_else(found).filter(|path| path.is_file())
}
