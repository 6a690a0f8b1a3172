//! `cargo xtask build`: the widget as it is served, in `target/widget`.

mod exports;
mod glue;
mod inputs;
mod manifest;
mod output;
mod strip;
mod wasm;

use std::{
    fs::{self, File, TryLockError},
    path::Path,
};

use anyhow::{Context, Result};
use sordino_words::Languages;

pub(crate) use inputs::fingerprint_of as fingerprint;
pub(crate) use manifest::{FileEntry, Manifest};

use crate::{
    npm::Npm,
    step::Step,
    toolchain::{self, Toolchain},
    workspace::{Workspace, read, remove_dir, write},
};

/// What a build has found or installed on the way, for the steps that come after it.
pub(crate) struct Tools {
    /// What compiles for the browser.
    pub(crate) toolchain: Toolchain,
    /// What packs and checks.
    pub(crate) npm: Npm,
}

/// Installs what a build needs.
pub(crate) fn tools(workspace: &Workspace, ask_again: bool) -> Result<Tools> {
    Ok(Tools { toolchain: toolchain::find(workspace, ask_again)?, npm: Npm::install(workspace)? })
}

/// Builds the widget. What was packed from the same inputs is not packed again.
///
/// `target/widget` changes in one move when all of it is there, so a build that is killed leaves
/// what was there before.
pub(crate) fn build(workspace: &Workspace) -> Result<Tools> {
    let _only_one = lock(workspace)?;
    let tools = tools(workspace, false)?;
    let wasm_opt = tools.npm.has_wasm_opt();
    let compiled = wasm::compile(workspace, &tools.toolchain)?;
    let inputs = inputs::fingerprint(workspace, &compiled, wasm_opt)?;
    let stamp = workspace.scratch("widget.inputs")?;
    if read(&stamp).is_ok_and(|built| built == inputs) && is_whole(workspace) {
        eprintln!("the widget is up to date");
        return Ok(tools);
    }

    let step = Step::start(workspace, "pack", "packing the widget")?;
    let unfinished = workspace.path("target/widget.unfinished");
    remove_dir(&unfinished)?;
    pack(workspace, &tools, wasm_opt, step, &compiled, &unfinished)?;
    put_in_place(&unfinished, &workspace.widget())?;
    write(&stamp, inputs)?;
    if !wasm_opt {
        eprintln!("`wasm-opt` does not run here: the widget is built without it, 1 to 2 % larger");
    }
    Ok(tools)
}

/// Everything that happens to the compiled widget until it can be served.
fn pack(
    workspace: &Workspace,
    tools: &Tools,
    wasm_opt: bool,
    mut step: Step<'_>,
    compiled: &Path,
    folder: &Path,
) -> Result<()> {
    let mut output = output::Output::new(folder)?;

    step.at("wasm-bindgen");
    let scratch = workspace.path("target/xtask/pack");
    remove_dir(&scratch)?;
    let life = workspace.path("src/element/life.js");
    let packed = glue::pack(&mut step, &tools.npm, wasm_opt, [compiled, &life], &scratch)?;
    write(&workspace.scratch("widget.named.wasm")?, &packed.named)?;

    step.at("compressing");
    let wasm = output.hashed("widget.wasm", &packed.wasm)?;
    let glue = output.hashed("widget.js", &packed.glue)?;

    let style = |step: &mut Step<'_>, name: &str| -> Result<Vec<u8>> {
        let to = scratch.join(name);
        let mut esbuild = tools.npm.program("esbuild");
        esbuild.arg(workspace.path("style").join(name));
        // Addresses in a style sheet are the page's business, not files to be bundled.
        esbuild.args(["--bundle", "--minify", "--target=es2022", "--log-level=warning"]);
        step.run(esbuild.arg(format!("--outfile={}", to.display())))?;
        fs::read(&to).with_context(|| format!("could not read `{}`", to.display()))
    };
    let css = output.hashed("sordino.css", &style(&mut step, "sordino.css")?)?;
    output.hashed("page.css", &style(&mut step, "page.css")?)?;

    let script = |step: &mut Step<'_>, name: &str, constant: &str, value| -> Result<Vec<u8>> {
        let to = scratch.join(name);
        let mut esbuild = tools.npm.program("esbuild");
        esbuild.arg(workspace.path("src/element").join(name));
        esbuild.args(["--bundle", "--format=esm", "--target=es2022", "--minify"]);
        esbuild.args(["--legal-comments=none", "--log-level=warning"]);
        esbuild.arg(format!("--define:{constant}={value}"));
        step.run(esbuild.arg(format!("--outfile={}", to.display())))?;
        let mut terser = tools.npm.program("terser");
        terser.arg(&to).args(["--module", "--mangle", "--compress"]);
        terser.arg("passes=3,ecma=2022,unsafe_arrows=true,sequences=false");
        step.run(terser.arg("--output").arg(&to))?;
        fs::read(&to).with_context(|| format!("could not read `{}`", to.display()))
    };
    // Only texts travel, in one order for all languages. Their names are for pages that have words
    // of their own.
    let Languages { source, all } = Languages::read(&workspace.path("src/words"))?;
    let languages: Vec<_> = all.keys().collect();
    let messages = serde_json::json!({ "names": source.names(), "languages": languages });
    let wording = script(&mut step, "wording.js", "__SORDINO_MESSAGES__", messages)?;
    let wording = output.hashed("wording.js", &wording)?;
    let texts = all.iter().map(|(language, messages)| {
        Ok((format!("words-{language}.json"), serde_json::to_vec(&messages.packed())?))
    });
    let texts: Vec<_> = texts.collect::<Result<_>>()?;
    // One name for all of them: twelve would be a tenth of the loader.
    let words = output.together(&texts)?;

    // The loader has the one name that pages write down, so it must know all the others.
    // Which script a language is written in it knows by the region.
    let mut spoken: Vec<_> = languages.iter().filter_map(|tag| tag.split('-').next()).collect();
    spoken.dedup();
    let files = serde_json::json!([glue, wasm, css, wording, words, spoken.join("|")]);
    let loader = script(&mut step, "sordino.js", "__SORDINO_FILES__", files)?;
    output.plain("sordino.js", &loader)?;

    output.finish()?;
    step.done();
    Ok(())
}

/// Moves a whole tree to where it is used. One that holds the same stays, so that what is built
/// from it is not built again.
fn put_in_place(from: &Path, to: &Path) -> Result<()> {
    let manifest = |folder: &Path| read(&folder.join(manifest::NAME)).ok();
    if manifest(from) == manifest(to) && Manifest::read(to).is_ok_and(|old| old.is_whole(to)) {
        return remove_dir(from);
    }
    let old = to.with_extension("old");
    remove_dir(&old)?;
    if to.exists() {
        fs::rename(to, &old).with_context(|| format!("could not move `{}`", to.display()))?;
    }
    fs::rename(from, to).with_context(|| format!("could not make `{}`", to.display()))?;
    remove_dir(&old)
}

fn is_whole(workspace: &Workspace) -> bool {
    let folder = workspace.widget();
    Manifest::read(&folder).is_ok_and(|manifest| manifest.is_whole(&folder))
}

/// Two builds at once would mix their files. The lock goes with the process that holds it.
fn lock(workspace: &Workspace) -> Result<File> {
    let path = workspace.scratch("build.lock")?;
    let file =
        File::create(&path).with_context(|| format!("could not make `{}`", path.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            eprintln!("another build is running: waiting for it to end");
            file.lock().context("could not wait for another build")?;
        }
        Err(TryLockError::Error(error)) => return Err(error).context("could not lock the build"),
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use output::Output;

    fn tree(folder: &Path, css: &str) {
        let mut output = Output::new(folder).expect("a folder");
        output.hashed("sordino.css", css.as_bytes()).expect("a file");
        output.finish().expect("a manifest");
    }

    #[test]
    fn a_new_tree_replaces_the_old_one_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let (from, to) = (folder.path().join("new"), folder.path().join("widget"));
        tree(&to, "a{color:red}");
        tree(&from, "a{color:blue}");

        put_in_place(&from, &to).expect("it moves");

        let manifest = Manifest::read(&to).expect("a manifest");
        assert!(manifest.is_whole(&to));
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
        let path = to.join(&manifest.files[0].path);
        assert_eq!(fs::read_to_string(path).expect("a file"), "a{color:blue}");
    }

    #[test]
    fn a_tree_that_lost_a_file_is_not_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        tree(folder.path(), "a{color:red}");
        let manifest = Manifest::read(folder.path()).expect("a manifest");

        let lost = folder.path().join(format!("{}.br", manifest.files[0].path));
        fs::remove_file(lost).expect("it was there");

        assert!(!manifest.is_whole(folder.path()));
    }
}
