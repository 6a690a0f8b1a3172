//! A gateway that listens for as long as it is held.

use std::fs::File;
use std::path::Path;

use anyhow::{Result, ensure};
use sordino_gateway::config::LogFormat;
use sordino_gateway::import::{self, BadRow, Mapping};
use sordino_gateway::store::{Line, Page};
use sordino_gateway::token::Key;
use sordino_gateway::{Catalogue, Clock, Config, Gateway, PersonId};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::SHOP;

/// A gateway at work, with people.
pub struct Listening {
    /// Where it is, as `http://127.0.0.1:1234`.
    pub url: String,
    /// What it was told.
    pub config: Config,
    gateway: Gateway,
    runtime: Runtime,
    _database: TempDir,
}

impl Listening {
    /// Starts one on a port of its own, with what a folder has: a catalogue, people, and what the
    /// columns of their file mean.
    ///
    /// # Errors
    ///
    /// If it does not start, or the data cannot be imported.
    pub fn start(data: &Path, clock: Clock) -> Result<Self> {
        let runtime = Runtime::new()?;
        let database = tempfile::Builder::new().prefix("sordino-backends-").tempdir()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let listen = listener.local_addr()?;
        let config = Config {
            listen,
            public_url: format!("http://{listen}"),
            database: database.path().join("sordino.db"),
            // That of `KEYS`.
            keys: vec![Key { id: "test".into(), secret: vec![7; 32] }],
            embed_origins: vec![SHOP.into()],
            style_sheet: None,
            words: Default::default(),
            link_days: 90,
            log: "warn".into(),
            log_format: LogFormat::Text,
        };
        let gateway = runtime.block_on(Gateway::open(&config, clock.clone()))?;
        runtime.block_on(import_all(&gateway, &clock, data))?;
        runtime.spawn(gateway.clone().serve(listener, std::future::pending()));
        let url = config.public_url.clone();
        Ok(Self { url, config, gateway, runtime, _database: database })
    }

    /// The lines of its log about somebody.
    ///
    /// # Errors
    ///
    /// If the log cannot be read.
    pub fn record(&self, person: &PersonId) -> Result<Vec<Line>> {
        let page = Page { after: 0, lines: 1_000 };
        Ok(self.runtime.block_on(self.gateway.store().lines(Some(person), page))?)
    }
}

async fn import_all(gateway: &Gateway, clock: &Clock, data: &Path) -> Result<()> {
    let catalogue = Catalogue::read(&data.join("catalogue.toml"))?;
    import::catalogue(gateway.store(), clock, &catalogue).await?;
    let mapping = Mapping::read(&data.join("people.toml"))?;
    let (path, mut bad) = (data.join("people.csv"), Vec::<BadRow>::new());
    let file = File::open(&path)?;
    import::people(gateway.store(), clock, &mapping, path, file, &mut bad).await?;
    ensure!(bad.is_empty(), "rows of the data are bad: {bad:?}");
    Ok(())
}
