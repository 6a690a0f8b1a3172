//! `cargo xtask package`: the npm package, in `target/package/sordino-preferences`.

mod check;
mod site;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use sordino_words::Languages;

pub(crate) use site::site;

use crate::{
    build::{Manifest, Tools},
    generate::{self, Mode},
    step::Step,
    workspace::{Workspace, create_dir, read, remove_dir, write},
};

/// What is in the repository as it is in the package.
const SOURCES: &str = "npm";

/// What a bundler leaves to be found beside the script.
const APART: &[&str] = &["./texts.js", "./texts/*", "./widget.js", "./wording.js"];

/// Makes the package of the widget that was built, and checks it as its users would find it.
/// Answers its folder.
pub(crate) fn package(workspace: &Workspace, tools: &Tools) -> Result<PathBuf> {
    generate::run(workspace, Mode::Check)?;
    let folder = make(workspace, tools)?;
    check::check(workspace, &tools.npm, &folder)?;
    Ok(folder)
}

/// Makes the folder of the package, from the widget that was built.
fn make(workspace: &Workspace, tools: &Tools) -> Result<PathBuf> {
    let mut step = Step::start(workspace, "package", "making the npm package")?;
    let folder = workspace.path("target/package/sordino-preferences");
    remove_dir(&folder)?;
    create_dir(&folder.join("texts"))?;

    let entries = fs::read_dir(workspace.path(SOURCES));
    for entry in entries.with_context(|| format!("could not list `{SOURCES}`"))? {
        let path = entry?.path();
        copy(&path, &folder.join(path.file_name().unwrap_or_default()))?;
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(&workspace.path(licence), &folder.join(licence))?;
    }
    let package = folder.join("package.json");
    write(&package, versioned(&read(&package)?)?)?;

    let widget = workspace.widget();
    let manifest = Manifest::read(&widget)?;
    for name in ["widget.wasm", "widget.js", "sordino.css", "wording.js"] {
        let file = manifest.files.iter().find(|file| file.name == name);
        let file = file.with_context(|| format!("the widget has no `{name}`"))?;
        copy(&widget.join(&file.path), &folder.join(name))?;
    }
    // As modules, which every bundler loads when they are asked for, and leaves out of the page.
    let mut table = String::from("export const texts = {\n");
    for (language, messages) in &Languages::read(&workspace.path("src/words"))?.all {
        let texts = serde_json::to_string(&messages.packed())?;
        let file = format!("texts/{language}.js");
        write(&folder.join(&file), format!("export default {texts}\n"))?;
        table += &format!("  '{language}': () => import('./{file}'),\n");
    }
    write(&folder.join("texts.js"), table + "}\n")?;

    let mut esbuild = tools.npm.program("esbuild");
    esbuild.arg(workspace.path("src/element/npm.js"));
    esbuild.args(["--bundle", "--format=esm", "--target=es2022", "--minify"]);
    esbuild.args(["--legal-comments=none", "--log-level=warning"]);
    esbuild.args(APART.iter().map(|file| format!("--external:{file}")));
    step.run(esbuild.arg(format!("--outfile={}", folder.join("index.js").display())))?;
    step.done();
    Ok(folder)
}

/// The package's description of itself, with the version of the workspace. The order of its members
/// has a meaning, which a parser would not keep.
fn versioned(package: &str) -> Result<String> {
    let Some((before, after)) = package.split_once("\"version\": \"0.0.0\"") else {
        bail!("`npm/package.json` must have `\"version\": \"0.0.0\"`: it is the workspace's");
    };
    Ok(format!("{before}\"version\": \"{}\"{after}", env!("CARGO_PKG_VERSION")))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("could not copy `{}`", from.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_has_the_version_of_the_workspace() {
        let package = versioned("{ \"version\": \"0.0.0\", \"main\": \"./index.js\" }").unwrap();

        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(package, format!("{{ \"version\": \"{version}\", \"main\": \"./index.js\" }}"));
        assert!(versioned("{ \"version\": \"1.0.0\" }").is_err());
    }
}
