//! The JavaScript around the WebAssembly: bound, bundled, shaken and made small.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

use super::{
    exports::{self, Import, MODULE, START},
    strip,
};
use crate::{
    npm::Npm,
    step::Step,
    workspace::{read, write},
};

/// What rustc emits. `--all-features` would write what browsers refuse.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The passes that gave the fewest bytes of brotli for this widget. Inlining little is what counts:
/// code that stands there twice compresses, but a call is shorter still.
const PASSES: &[&str] = &[
    "--one-caller-inline-max-function-size=20",
    "--always-inline-max-function-size=5",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "-g",
];

/// The widget's code, ready to be served.
pub(super) struct Packed {
    /// The WebAssembly.
    pub(super) wasm: Vec<u8>,
    /// The same with the names of its functions, to see what it is made of.
    pub(super) named: Vec<u8>,
    /// The script that starts it and that it calls.
    pub(super) glue: Vec<u8>,
}

/// Packs the compiled widget in a folder of its own.
///
/// With the glue comes what the element does, from the script `life`: both are needed at once.
pub(super) fn pack(
    step: &mut Step<'_>,
    npm: &Npm,
    wasm_opt: bool,
    [compiled, life]: [&Path; 2],
    folder: &Path,
) -> Result<Packed> {
    let mut bound = Bindgen::new()
        .input_path(compiled)
        .bundler(true)?
        .typescript(false)
        .remove_producers_section(true)
        // Whatever streams WebAssembly has it.
        .encode_into(EncodeInto::Always)
        .out_name("w")
        .generate_output()
        .context("wasm-bindgen could not bind the widget to JavaScript")?;
    bound.emit(folder)?;
    let script = folder.join("w_bg.js");
    let text = shakeable(&read(&script)?);
    write(&script, &text)?;
    let (folder_of_glue, life) = (folder.to_path_buf(), life.to_path_buf());
    let public = public_functions(&text);
    let glue = Glue { npm, folder: folder_of_glue, life, public };

    // An export that is never called keeps its code, and the code its imports: drop until it
    // stays the same.
    let module = bound.wasm_mut();
    loop {
        let bundle = glue.bundle(step, &exports::imports(module), START, &[])?;
        if !exports::drop_unused(module, &exports::used_by(&bundle)) {
            break;
        }
    }
    let (imports, names) = exports::shorten(module);
    let mut named = folder.join("shortened.wasm");
    write(&named, module.emit_wasm())?;
    if wasm_opt {
        step.at("wasm-opt");
        let mut command = npm.program("wasm-opt");
        command.args(FEATURES).args(PASSES).arg(&named).arg("-o");
        named = folder.join("optimized.wasm");
        step.run(command.arg(&named))?;
    }
    let named = fs::read(&named).context("could not read what was packed")?;

    step.at("esbuild and terser");
    write(&script, exports::rename(&text, &names))?;
    let start = names.get(START).context("wasm-bindgen made no start function")?;
    glue.bundle(step, &imports, start, &["--minify"])?;
    let to = folder.join("widget.js");
    let mut terser = npm.program("terser");
    terser.arg(folder.join("bundle.js")).args(["--module", "--mangle", "--output"]).arg(&to);
    step.run(terser.args(["--compress", "passes=3,ecma=2022,unsafe=true,sequences=false"]))?;

    Ok(Packed {
        wasm: strip::without_custom_sections(&named)?,
        named,
        glue: fs::read(&to).context("terser wrote nothing")?,
    })
}

struct Glue<'n> {
    npm: &'n Npm,
    folder: PathBuf,
    life: PathBuf,
    public: Vec<String>,
}

impl Glue<'_> {
    /// Bundles the glue from our own entry, and answers the bundle, which is in `bundle.js` too.
    fn bundle(
        &self,
        step: &mut Step<'_>,
        imports: &[Import],
        start: &str,
        flags: &[&str],
    ) -> Result<String> {
        let entry = self.folder.join("entry.js");
        let life = format!("export {{ live }} from '{}'\n", self.life.display());
        write(&entry, entry_script(imports, &self.public, start) + &life)?;
        let to = self.folder.join("bundle.js");
        let mut esbuild = self.npm.program("esbuild");
        esbuild.arg(&entry).args(["--bundle", "--format=esm", "--target=es2022"]);
        esbuild.args(["--legal-comments=none", "--log-level=warning"]).args(flags);
        step.run(esbuild.arg(format!("--outfile={}", to.display())))?;
        read(&to)
    }
}

/// A script whose default export takes the WebAssembly as it arrives and starts it, and which
/// exports what the widget's crate exports.
fn entry_script(imports: &[Import], public: &[String], start: &str) -> String {
    let mut script = String::from("import { __wbg_set_wasm } from './w_bg.js'\n");
    let mut members: BTreeMap<&str, String> = BTreeMap::new();
    for (number, import) in imports.iter().enumerate() {
        let Import { module, name, short } = import;
        // wasm-bindgen's own names are unique; those of other scripts may not be.
        let _ = writeln!(script, "import {{ {name} as i{number} }} from '{module}'");
        let object = if short == name { module.as_str() } else { MODULE };
        let _ = write!(members.entry(object).or_default(), "{short}: i{number}, ");
    }
    if !public.is_empty() {
        let _ = writeln!(script, "export {{ {} }} from './w_bg.js'", public.join(", "));
    }
    let objects: String =
        members.iter().map(|(object, members)| format!("'{object}': {{ {members} }}, ")).collect();
    let _ = write!(
        script,
        "export default async answer => {{\n  \
           const {{ instance }} = await WebAssembly.instantiateStreaming(answer, {{ {objects} }})\n  \
           __wbg_set_wasm(instance.exports)\n  \
           instance.exports.{start}()\n\
         }}\n"
    );
    script
}

/// The script without what keeps the bundler from shaking off classes that nobody uses.
///
/// The widget exports no class, so nobody can have an object of one to dispose of.
fn shakeable(script: &str) -> String {
    script
        .lines()
        .filter(|line| !line.starts_with("if (Symbol.dispose) "))
        .map(|line| {
            line.replace("new FinalizationRegistry(", "/* @__PURE__ */ new FinalizationRegistry(")
        })
        .fold(String::with_capacity(script.len()), |script, line| script + &line + "\n")
}

/// The functions that the widget's crate exports, from the script that wasm-bindgen made.
///
/// Its own begin with two underscores. Classes stay out: they come from dependencies that we do
/// not use, and an export never dies.
fn public_functions(script: &str) -> Vec<String> {
    script
        .lines()
        .filter_map(|line| line.strip_prefix("export function ")?.split_once('('))
        .map(|(name, _)| name.trim().to_owned())
        .filter(|name| !name.starts_with("__"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_crate_exports_is_exported_by_the_glue() {
        let script = "export class IntoUnderlyingSource {\n}\nexport function connect(element) {\n}\n\
                      export function __wbg_new_1() {\n}\nfunction passString() {\n}\n";
        let public = public_functions(script);
        assert_eq!(public, ["connect"]);

        let import =
            Import { module: "./w_bg.js".into(), name: "__wbg_new_1".into(), short: "b".into() };
        let entry = entry_script(&[import], &public, "c");

        assert!(entry.contains("import { __wbg_new_1 as i0 } from './w_bg.js'\n"), "{entry}");
        assert!(entry.contains("export { connect } from './w_bg.js'\n"), "{entry}");
        assert!(entry.contains("instantiateStreaming(answer, { 'a': { b: i0,  },  })"), "{entry}");
        assert!(entry.contains("instance.exports.c()"), "{entry}");
    }
}
