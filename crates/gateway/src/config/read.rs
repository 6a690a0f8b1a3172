//! Reading the configuration.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use axum::http::Uri;
use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;
use sordino::Wording;
use sordino_words::Messages;

use super::{Config, ConfigError, LINK_DAYS_MIN, LogFormat};
use crate::token::Key;

/// The variables, each the upper-case name of a key behind `SORDINO_`.
const VARIABLES: [&str; 9] = [
    "SORDINO_LISTEN",
    "SORDINO_PUBLIC_URL",
    "SORDINO_DATABASE",
    "SORDINO_KEYS",
    "SORDINO_EMBED_ORIGINS",
    "SORDINO_STYLE_SHEET",
    "SORDINO_LINK_DAYS",
    "SORDINO_LOG",
    "SORDINO_LOG_FORMAT",
];

/// What a secret has at the least, in bytes: as many as HMAC-SHA-256 answers.
const SECRET_MIN: usize = 32;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listen: Option<String>,
    public_url: Option<String>,
    database: Option<PathBuf>,
    #[serde(default)]
    keys: Vec<FileKey>,
    embed_origins: Option<Vec<String>>,
    style_sheet: Option<PathBuf>,
    #[serde(default)]
    words: BTreeMap<String, Messages>,
    link_days: Option<i64>,
    log: Option<String>,
    log_format: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileKey {
    id: String,
    secret: String,
}

impl std::fmt::Debug for FileKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FileKey({}, …)", self.id)
    }
}

impl Config {
    /// Reads `file`, if one is given, and then the variables, which come before it.
    ///
    /// # Errors
    ///
    /// Names the file or the variable, the key, and what was expected.
    pub fn read(
        file: Option<&Path>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let place = file.map_or("the defaults".to_owned(), |file| file.display().to_string());
        let said = match file {
            Some(path) => read_file(path, &place)?,
            None => File::default(),
        };
        let pick = |key: &'static str, said: Option<String>| {
            let name = format!("SORDINO_{}", key.to_uppercase());
            match variable(&name) {
                Some(value) => Said { place: name, key: None, value: Some(value) },
                None => Said { place: place.clone(), key: Some(key), value: said },
            }
        };

        let listen = pick("listen", said.listen);
        let public_url = pick("public_url", said.public_url);
        let link_days = pick("link_days", said.link_days.map(|days| days.to_string()));
        let log = pick("log", said.log);
        let log_format = pick("log_format", said.log_format);
        let origins = pick("embed_origins", said.embed_origins.map(|list| list.join(",")));
        let keys = pick("keys", None);

        let folder = file.and_then(Path::parent).unwrap_or(Path::new(""));
        let database = match variable("SORDINO_DATABASE") {
            Some(path) => PathBuf::from(path),
            None => folder.join(said.database.unwrap_or_else(|| "sordino.db".into())),
        };
        // An empty variable takes back what the file says.
        let style_sheet = match variable("SORDINO_STYLE_SHEET") {
            Some(path) => Some(PathBuf::from(path)).filter(|path| !path.as_os_str().is_empty()),
            None => said.style_sheet.map(|path| folder.join(path)),
        };
        let words = Wording::new(&said.words).map_err(|wrong| ConfigError {
            place: place.clone(),
            key: Some(format!("words.{}", wrong.key)),
            wrong: wrong.why.to_string(),
        })?;
        Ok(Self {
            listen: listen.read(Some("127.0.0.1:8080"), "an address and a port as `127.0.0.1:8080`", |text| text.parse().ok())?,
            public_url: public_url.read(None, "an origin as `https://preferences.example.com`, without a path", origin)?,
            database,
            keys: read_keys(&keys, said.keys)?,
            embed_origins: origins.read(Some(""), "origins as `https://shop.example`, without a path, or `null`", |list| {
                let each = list.split(',').map(str::trim).filter(|each| !each.is_empty());
                // What a page in a sandbox says of itself.
                each.map(|each| if each == "null" { Some(each.into()) } else { origin(each) }).collect()
            })?,
            style_sheet,
            words,
            link_days: link_days.read(
                Some("90"),
                "a number of days from 60 on, because the law asks that a link works for 60 days after sending",
                |days| days.parse().ok().filter(|days| (LINK_DAYS_MIN..=36_500).contains(days)),
            )?,
            log: log.read(Some("info"), "a filter as `info` or `info,sqlx=warn`", |text| {
                text.parse::<tracing_subscriber::EnvFilter>().ok().map(|_| text.to_owned())
            })?,
            log_format: log_format.read(Some("json"), "`json` or `text`", |word| match word {
                "json" => Some(LogFormat::Json),
                "text" => Some(LogFormat::Text),
                _ => None,
            })?,
        })
    }
}

/// The variables that begin with `SORDINO_` and are no key: likely a key that was misspelt.
pub fn variables_not_known(names: impl Iterator<Item = String>) -> Vec<String> {
    // These speak to the command line and to the build.
    let others = ["SORDINO_CONFIG", "SORDINO_WIDGET_DIR"];
    names
        .filter(|name| name.starts_with("SORDINO_"))
        .filter(|name| !VARIABLES.contains(&name.as_str()) && !others.contains(&name.as_str()))
        .collect()
}

/// A value and where it was said.
struct Said {
    place: String,
    key: Option<&'static str>,
    value: Option<String>,
}

impl Said {
    fn wrong(&self, wrong: impl Into<String>) -> ConfigError {
        ConfigError {
            place: self.place.clone(),
            key: self.key.map(Into::into),
            wrong: wrong.into(),
        }
    }

    fn read<T>(
        &self,
        default: Option<&str>,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, ConfigError> {
        let Some(text) = self.value.as_deref().or(default) else {
            return Err(self.wrong(format!("it is missing; {expected} is expected")));
        };
        read(text).ok_or_else(|| self.wrong(format!("{expected} is expected: `{text}`")))
    }
}

fn read_file(path: &Path, place: &str) -> Result<File, ConfigError> {
    let wrong = |wrong| ConfigError { place: place.into(), key: None, wrong };
    let text = std::fs::read_to_string(path)
        .map_err(|error| wrong(format!("it cannot be read: {error}")))?;
    crate::toml_file::parse(&text).map_err(wrong)
}

/// The variable has `id:secret` pairs with commas between.
fn read_keys(said: &Said, file: Vec<FileKey>) -> Result<Vec<Key>, ConfigError> {
    let keys = match &said.value {
        None => file,
        Some(pairs) => pairs
            .split(',')
            .map(|pair| {
                let (id, secret) = pair.trim().split_once(':').ok_or_else(|| {
                    said.wrong("`id:secret` is expected, several with commas between")
                })?;
                Ok(FileKey { id: id.into(), secret: secret.into() })
            })
            .collect::<Result<_, _>>()?,
    };
    let wrong = |at: usize, member: &str, wrong: &str| {
        let key = format!("keys[{at}].{member}");
        ConfigError { place: said.place.clone(), key: Some(key), wrong: wrong.into() }
    };
    if keys.is_empty() {
        return Err(said.wrong("one key or more is expected, each with `id` and `secret`"));
    }
    // People pad, or do not; both are the same secret.
    let lenient =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let base64 = GeneralPurpose::new(&URL_SAFE, lenient);
    let mut read: Vec<Key> = Vec::new();
    for (at, FileKey { id, secret }) in keys.into_iter().enumerate() {
        if id.is_empty() || id.len() > 128 || read.iter().any(|key| key.id == id) {
            return Err(wrong(at, "id", "a name of its own is expected, up to 128 bytes"));
        }
        // The secret itself is never shown.
        let secret =
            base64.decode(&secret).map_err(|_| wrong(at, "secret", "base64url is expected"))?;
        if secret.len() < SECRET_MIN {
            let short =
                format!("{SECRET_MIN} bytes or more are expected, and it has {}", secret.len());
            return Err(wrong(at, "secret", &short));
        }
        read.push(Key { id, secret });
    }
    Ok(read)
}

/// An origin, without the slash that people put behind it.
fn origin(text: &str) -> Option<String> {
    let uri: Uri = text.parse().ok()?;
    let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"))?;
    let authority = uri.authority()?.as_str();
    let bare = matches!(uri.path(), "" | "/") && uri.query().is_none() && !authority.contains('@');
    bare.then(|| format!("{scheme}://{}", authority.to_ascii_lowercase()))
}
