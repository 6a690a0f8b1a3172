//! Where things are: the repository, the build output, the developer's own cache.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// The repository that xtask was built from, and the folders it writes to.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The repository around this crate.
    pub(crate) fn find() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest.parent().context("xtask stands in no repository")?;
        Ok(Self { root: root.to_path_buf() })
    }

    /// A path in the repository, with `/` between its parts.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The root of the repository.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where cargo puts what runs on this machine.
    pub(crate) fn cargo_target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.path("target"), PathBuf::from)
    }

    /// The widget as it is served: what `build` makes and the gateway embeds.
    pub(crate) fn widget(&self) -> PathBuf {
        self.path("target/widget")
    }

    /// A file of xtask's own under `target`, whose folder exists.
    pub(crate) fn scratch(&self, relative: &str) -> Result<PathBuf> {
        let path = self.path("target/xtask").join(relative);
        if let Some(folder) = path.parent() {
            create_dir(folder)?;
        }
        Ok(path)
    }

    /// How a path is said to a reader: from the root of the repository where it is inside.
    pub(crate) fn show(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}

/// The cache that all clones of one user share: tools that take minutes to build.
pub(crate) fn user_cache() -> Result<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME")
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .context("there is no home folder to cache tools in: set `XDG_CACHE_HOME`")?;
    Ok(cache.join("sordino"))
}

/// Makes a folder and those above it.
pub(crate) fn create_dir(path: &Path) -> Result<()> {
    fs::create_dir_all(path).with_context(|| format!("could not make `{}`", path.display()))
}

/// Reads a text file; the error names it.
pub(crate) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("could not read `{}`", path.display()))
}

/// Writes a file; the error names it.
pub(crate) fn write(path: &Path, contents: impl AsRef<[u8]>) -> Result<()> {
    fs::write(path, contents).with_context(|| format!("could not write `{}`", path.display()))
}

/// Removes a folder and what is in it; one that is not there is fine.
pub(crate) fn remove_dir(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("could not remove `{}`", path.display()))
        }
        _ => Ok(()),
    }
}
