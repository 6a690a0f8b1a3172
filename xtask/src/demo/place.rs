//! The folder `demo`: what a start leaves for the next one, and for one beside it.

use std::{
    fs::{self, File, TryLockError},
    path::PathBuf,
};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::workspace::{Workspace, create_dir, read, remove_dir, write};

/// The demo's own folder.
pub(super) struct Place<'a> {
    workspace: &'a Workspace,
    folder: PathBuf,
}

/// What a running demo has printed.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Links {
    pub(super) port: u16,
    pub(super) english: String,
    pub(super) chinese: String,
    pub(super) shop: String,
    pub(super) message: String,
    pub(super) gateway_process: u32,
    pub(super) shop_process: u32,
}

impl Links {
    /// Prints them for a person.
    pub(super) fn print(&self) {
        println!("the hosted page, in English   {}", self.english);
        println!("the hosted page, in Chinese   {}", self.chinese);
        println!("a shop that embeds the widget {}", self.shop);
        println!("a message with its links      {}", self.message);
    }

    /// The servers' process ids, as `kill` takes them.
    pub(super) fn processes(&self) -> String {
        format!("{} {}", self.gateway_process, self.shop_process)
    }
}

impl<'a> Place<'a> {
    /// The folder, which is made if it is not there.
    pub(super) fn of(workspace: &'a Workspace) -> Result<Self> {
        let folder = workspace.path("demo");
        create_dir(&folder)?;
        Ok(Self { workspace, folder })
    }

    /// The repository around it.
    pub(super) fn workspace(&self) -> &'a Workspace {
        self.workspace
    }

    /// A file in it.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The right to use the folder, for as long as it is held; `None` if another demo has it.
    /// It is outside of the folder, so that starting over does not lose it.
    pub(super) fn lock(&self) -> Result<Option<File>> {
        let path = self.workspace.scratch("demo.lock")?;
        let file =
            File::create(&path).with_context(|| format!("could not make `{}`", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error).context("could not lock the demo"),
        }
    }

    /// Removes everything that was kept.
    pub(super) fn clear(&self) -> Result<()> {
        remove_dir(&self.folder)?;
        create_dir(&self.folder)
    }

    /// Whether the sample data went in to its end.
    pub(super) fn has_data(&self) -> bool {
        self.file("imported").is_file() && self.file("sordino.db").is_file()
    }

    /// Notes that the sample data is in.
    pub(super) fn note_data(&self) -> Result<()> {
        write(&self.file("imported"), "The sample data is in `sordino.db`.\n")
    }

    /// The links of a demo that runs, or was killed.
    pub(super) fn links(&self) -> Option<Links> {
        serde_json::from_str(&read(&self.file("running.json")).ok()?).ok()
    }

    /// Lets a second start find the links.
    pub(super) fn remember_links(&self, links: &Links) -> Result<()> {
        write(&self.file("running.json"), serde_json::to_string_pretty(links)?)
    }

    /// Ends what [`Self::remember_links`] began.
    pub(super) fn forget_links(&self) -> Result<()> {
        match fs::remove_file(self.file("running.json")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).context("could not remove `demo/running.json`")
            }
            _ => Ok(()),
        }
    }
}
