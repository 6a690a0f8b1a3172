//! The demo gateway's configuration, with signing keys that last as long as the demo's folder.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::workspace::{read, write as write_file};

/// What changes from one start to the next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pub(super) port: u16,
    pub(super) shop_port: u16,
}

impl Settings {
    /// Where the gateway is reached.
    pub(super) fn public_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where the shop listens.
    pub(super) fn shop_listen(&self) -> String {
        format!("127.0.0.1:{}", self.shop_port)
    }
}

/// Writes the configuration. Keys that are there are kept, and it is answered whether there were
/// any: links from before a restart go on working.
pub(super) fn write(path: &Path, settings: &Settings) -> Result<bool> {
    let is_there = path.exists();
    let keys = if is_there { keys(path)? } else { new_keys()? };

    let mut config = toml::Table::new();
    config.insert("listen".into(), format!("127.0.0.1:{}", settings.port).into());
    config.insert("public_url".into(), settings.public_url().into());
    // Beside this file.
    config.insert("database".into(), "sordino.db".into());
    config.insert("log_format".into(), "text".into());
    // People type both names of this machine, and a browser takes them for two.
    let origins =
        ["127.0.0.1", "localhost"].map(|host| format!("http://{host}:{}", settings.shop_port));
    config.insert("embed_origins".into(), origins.to_vec().into());
    config.insert("keys".into(), keys);

    let text = format!(
        "# Written by `cargo xtask demo` at each start. The keys are kept, the rest is not.\n\n{config}"
    );
    // Moved into its place, so that a start that is killed leaves no half file.
    let new = path.with_extension("new");
    write_file(&new, text)?;
    fs::rename(&new, path).with_context(|| format!("could not write `{}`", path.display()))?;
    Ok(is_there)
}

fn keys(path: &Path) -> Result<toml::Value> {
    let config: toml::Table = read(path)?
        .parse()
        .with_context(|| format!("`{}` is not TOML: mend it, or use `--fresh`", path.display()))?;
    config
        .get("keys")
        .cloned()
        .with_context(|| format!("`{}` has no `keys`: mend it, or use `--fresh`", path.display()))
}

fn new_keys() -> Result<toml::Value> {
    let mut key = toml::Table::new();
    key.insert("id".into(), "demo".into());
    key.insert("secret".into(), random_secret()?.into());
    Ok(vec![toml::Value::Table(key)].into())
}

fn random_secret() -> Result<String> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).context("the system gives no random bytes")?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: Settings = Settings { port: 8080, shop_port: 8081 };

    #[test]
    fn a_restart_on_another_port_keeps_the_keys() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("sordino.toml");

        assert!(!write(&path, &SETTINGS).expect("it is written"), "there were no keys");
        let first = keys(&path).expect("keys");
        assert!(write(&path, &Settings { port: 9000, ..SETTINGS }).expect("it is written"));

        assert_eq!(keys(&path).expect("keys"), first, "links from before must go on working");
        let text = fs::read_to_string(&path).expect("a file");
        assert!(text.contains("public_url = \"http://127.0.0.1:9000\""), "{text}");
    }

    #[test]
    fn keys_are_long_and_never_the_same() {
        let (one, two) = (random_secret().expect("bytes"), random_secret().expect("bytes"));

        assert_eq!(one.len(), 43, "32 bytes");
        assert_ne!(one, two);
    }

    #[test]
    fn a_broken_file_is_not_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("sordino.toml");
        fs::write(&path, "listen = [").expect("a file");

        let refusal = write(&path, &SETTINGS).expect_err("it has keys that cannot be read");

        assert!(refusal.to_string().contains("--fresh"), "{refusal:#}");
    }
}
