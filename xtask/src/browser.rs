//! The browser that pages are tested in, its driver, and a font for Chinese.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

use crate::{
    apt,
    step::{ask, on_path},
    workspace::Workspace,
};

/// Debian's packages of all three.
const PACKAGES: &[&str] = &["chromium", "chromium-driver", "fonts-noto-cjk"];

/// What drives a page.
#[derive(Debug)]
pub(crate) struct Browser {
    /// The browser.
    pub(crate) chromium: PathBuf,
    /// The program that WebDriver speaks to. It must be of the browser's version.
    pub(crate) driver: PathBuf,
}

/// The browser that `CHROMIUM` and `CHROMEDRIVER` name, or the one on the PATH, or Debian's.
pub(crate) fn find(workspace: &Workspace) -> Result<Browser> {
    if let Some(browser) = installed()
        && speaks_chinese()
    {
        return Ok(browser);
    }
    if !apt::is_here() {
        if let Some(browser) = installed() {
            eprintln!("no font for Chinese was found: screenshots will show boxes");
            return Ok(browser);
        }
        bail!(
            "the browser tests need Chromium and a chromedriver of its version: install them, \
             or say where they are in `CHROMIUM` and `CHROMEDRIVER`, or run\n    cargo xtask test \
             --no-browser"
        );
    }
    apt::install(workspace, "installing Chromium, its driver and a font for Chinese", PACKAGES)?;
    match installed() {
        Some(browser) => Ok(browser),
        None => bail!("`chromium` and `chromedriver` are not on the PATH after installing them"),
    }
}

fn installed() -> Option<Browser> {
    let chromium = named("CHROMIUM").or_else(|| {
        ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path)
    })?;
    let driver = named("CHROMEDRIVER").or_else(|| on_path("chromedriver"))?;
    Some(Browser { chromium, driver })
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file())
}

fn speaks_chinese() -> bool {
    // Other systems come with such a font, and without this way of asking for it.
    if !Path::new("/usr/bin/apt-get").exists() {
        return true;
    }
    match ask(Command::new("fc-list").arg(":lang=zh-cn")) {
        Some(fonts) => !fonts.is_empty(),
        None => apt::missing(&["fonts-noto-cjk"]).is_empty(),
    }
}
