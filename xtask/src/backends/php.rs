//! PHP, as a CRM's server has it.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

use super::{WITHOUT, parse_version};
use crate::{
    apt,
    step::{ask, on_path},
    workspace::Workspace,
};

/// Debian's packages of PHP and of the extensions below.
const PACKAGES: &[&str] = &["php-cli", "php-sqlite3", "php-mbstring"];

/// What the example is written in.
const OLDEST: (u32, u32) = (8, 2);

/// What the example uses, beside what every PHP has.
const EXTENSIONS: &[&str] = &["mbstring", "pcntl", "pdo_sqlite"];

/// Prints the version, then the name of each extension, in small letters.
const ABOUT: &str = "echo strtolower(implode(\"\\n\", [PHP_VERSION, ...get_loaded_extensions()]));";

/// The PHP on the PATH, or Debian's.
pub(super) fn find(workspace: &Workspace) -> Result<PathBuf> {
    let (mut php, mut lacks) = look();
    if lacks.is_some() && apt::is_here() {
        apt::install(workspace, "installing PHP with SQLite", PACKAGES)?;
        (php, lacks) = look();
    }
    match (php, lacks) {
        (Some(php), None) => Ok(php),
        (_, lacks) => bail!(
            "the tests of the PHP backend need PHP {}.{} or newer with {}: {}. Put one on the \
             PATH, {WITHOUT}",
            OLDEST.0,
            OLDEST.1,
            EXTENSIONS.join(", "),
            lacks.unwrap_or_default()
        ),
    }
}

/// The PHP on the PATH, and what is wrong with it.
fn look() -> (Option<PathBuf>, Option<String>) {
    match on_path("php") {
        Some(php) => {
            let lacks = lack(&about(&php));
            (Some(php), lacks)
        }
        None => (None, Some("there is no `php`".into())),
    }
}

fn about(php: &Path) -> String {
    ask(Command::new(php).args(["-r", ABOUT])).unwrap_or_default()
}

/// What a PHP that says this about itself lacks.
fn lack(about: &str) -> Option<String> {
    let version = about.lines().next().unwrap_or_default();
    if parse_version(version).is_none_or(|number| number < OLDEST) {
        return Some(format!("`php` is version `{version}`"));
    }
    let has = |extension: &&&str| !about.lines().skip(1).any(|line| line == **extension);
    EXTENSIONS.iter().find(has).map(|extension| format!("`php` has no `{extension}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(about: &str, lacks: Option<&str>) {
        assert_eq!(lack(about).as_deref(), lacks);
    }

    #[test]
    fn what_a_php_lacks_is_named() {
        check("8.2.36\ncore\npcntl\npdo\npdo_sqlite\nmbstring", None);
        check("8.10.0\nmbstring\npcntl\npdo_sqlite", None);
        check("8.2.36\ncore\npdo_sqlite", Some("`php` has no `mbstring`"));
        check("8.2.36\ncore\nmbstring\npcntl\npdo", Some("`php` has no `pdo_sqlite`"));
        check("7.4.33\nmbstring\npdo_sqlite", Some("`php` is version `7.4.33`"));
        check("", Some("`php` is version ``"));
    }
}
