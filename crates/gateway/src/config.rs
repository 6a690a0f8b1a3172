//! The configuration: a TOML file, and environment variables that override it.

mod read;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use sordino::Wording;

use crate::token::{Key, Keys};

pub use read::variables_not_known;

/// How long a link must work at the least, in days: CASL asks for 60, CAN-SPAM for 30.
pub const LINK_DAYS_MIN: u32 = 60;

/// What the gateway is told.
#[derive(Debug, Clone)]
pub struct Config {
    /// The address and port to listen on. Default: `127.0.0.1:8080`.
    pub listen: SocketAddr,
    /// Where people reach it, an origin as `https://preferences.example.com`: links begin with it.
    pub public_url: String,
    /// The SQLite file. Default: `sordino.db`. From the file, it is relative to the file's folder.
    pub database: PathBuf,
    /// The keys of the link tokens: the first signs, every one verifies.
    pub keys: Vec<Key>,
    /// The origins of the websites that embed the widget; `null` for pages in a sandbox. Default:
    /// none.
    pub embed_origins: Vec<String>,
    /// A file with the sender's own style sheet for the hosted page. Default: none. From the
    /// file, it is relative to the file's folder.
    pub style_sheet: Option<PathBuf>,
    /// What the widget says on the hosted page. Default: its own words.
    pub words: Wording,
    /// How long a minted link works, in days. Default: 90.
    pub link_days: u32,
    /// Which events are logged, as `info` or `info,sqlx=warn`. Default: `info`.
    pub log: String,
    /// How they are written. Default: `json`.
    pub log_format: LogFormat,
}

/// How events are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For reading.
    Text,
}

impl Config {
    /// The keys, to sign and verify with.
    pub fn keys(&self) -> Keys {
        Keys::new(self.keys.clone())
    }

    /// Whether people reach it by HTTPS.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// What is wrong with the configuration.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// Where it was said: a file, or an environment variable.
    pub place: String,
    /// The key, if it is one key.
    pub key: Option<String>,
    /// What was expected. Holds no secret.
    pub wrong: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => write!(f, "{}: `{key}`: {}", self.place, self.wrong),
            None => write!(f, "{}: {}", self.place, self.wrong),
        }
    }
}

impl std::error::Error for ConfigError {}
