//! The package as those who install it find it: by publint, by arethetypeswrong, by the schema of
//! `custom-elements.json`, and on a server.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::{
    build::fingerprint,
    npm::Npm,
    step::Step,
    workspace::{Workspace, read, write},
};

/// Checks the manifest of the element against its schema.
const VALIDATE: &str = "
    import Ajv from 'ajv'
    import { readFileSync } from 'node:fs'
    const [schema, manifest] = ['custom-elements-manifest/schema.json', process.argv.at(-1)]
        .map((file, at) => JSON.parse(readFileSync(at ? file : './node_modules/' + file)))
    const ajv = new Ajv({ allowUnionTypes: true, strictTypes: false })
    if (!ajv.validate(schema, manifest)) {
        console.error(ajv.errorsText(ajv.errors, { separator: '\\n', dataVar: 'custom-elements.json' }))
        process.exit(1)
    }";

/// What a server that renders pages does.
const IMPORT: &str = "
    const it = await import(process.argv.at(-1))
    if (!('SordinoPreferences' in it)) throw new Error('`SordinoPreferences` is not exported')";

/// Fails with what the checks complain of. What was checked is not checked again.
pub(super) fn check(workspace: &Workspace, npm: &Npm, folder: &Path) -> Result<()> {
    let inputs = fingerprint(workspace, &[folder, &workspace.path("xtask/npm")])?;
    let stamp = workspace.scratch("package.inputs")?;
    if read(&stamp).is_ok_and(|checked| checked == inputs) {
        eprintln!("the npm package is as it was checked");
        return Ok(());
    }
    let mut step = Step::start(workspace, "package-check", "checking the npm package")?;
    step.at("publint");
    step.run(npm.program("publint").args(["run", "--strict"]).arg(folder))?;
    step.at("arethetypeswrong");
    // It is modules alone: who has `require` has it since Node 20.19, and types as of a module.
    let mut types = npm.program("attw");
    types.args(["--profile", "esm-only", "--no-emoji", "--no-color", "--pack"]).arg(folder);
    types.args(["--exclude-entrypoints", "./sordino.css", "./widget.wasm"]);
    step.run(&mut types)?;
    step.at("custom-elements.json");
    let node = |script: &str, file: &str| {
        let mut node = Command::new("node");
        node.args(["--input-type=module", "--eval", script]).arg(folder.join(file));
        node
    };
    step.run(node(VALIDATE, "custom-elements.json").current_dir(npm.folder()))?;
    step.at("on a server");
    step.run(&mut node(IMPORT, "index.js"))?;
    step.done();
    write(&stamp, inputs)
}
