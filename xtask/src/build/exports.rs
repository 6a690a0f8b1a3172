//! What the WebAssembly and its glue call each other: only what is used, by short names.

use std::collections::{BTreeMap, BTreeSet};

use walrus::Module;

/// The module that every import comes from once names are short.
pub(super) const MODULE: &str = "a";

/// The function that begins everything.
pub(super) const START: &str = "__wbindgen_start";

/// One function that the glue gives to the WebAssembly.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Import {
    /// The script that has it, as wasm-bindgen named it: `./w_bg.js`.
    pub(super) module: String,
    /// Its name there.
    pub(super) name: String,
    /// What the WebAssembly calls it.
    pub(super) short: String,
}

/// Removes exports that the glue never calls, and the code that only they kept.
/// Answers whether there were any.
pub(super) fn drop_unused(module: &mut Module, used: &BTreeSet<String>) -> bool {
    let unused: Vec<_> = module
        .exports
        .iter()
        .filter(|export| export.name != START && !used.contains(&export.name))
        .map(walrus::Export::id)
        .collect();
    for id in &unused {
        module.exports.delete(*id);
    }
    walrus::passes::gc::run(module);
    !unused.is_empty()
}

/// What the WebAssembly imports, under the names that it has now.
pub(super) fn imports(module: &Module) -> Vec<Import> {
    module
        .imports
        .iter()
        .map(|import| Import {
            module: import.module.clone(),
            name: import.name.clone(),
            short: import.name.clone(),
        })
        .collect()
}

/// Gives imports and exports short names. Answers the imports, and the exports by their old names.
pub(super) fn shorten(module: &mut Module) -> (Vec<Import>, BTreeMap<String, String>) {
    let mut names = short_names();
    let mut imports = Vec::new();
    for import in module.imports.iter_mut() {
        let short = names.next().unwrap_or_else(|| import.name.clone());
        imports.push(Import {
            module: std::mem::replace(&mut import.module, MODULE.to_owned()),
            name: std::mem::replace(&mut import.name, short.clone()),
            short,
        });
    }
    let mut names = short_names();
    let mut exports = BTreeMap::new();
    for export in module.exports.iter_mut() {
        let short = names.next().unwrap_or_else(|| export.name.clone());
        exports.insert(std::mem::replace(&mut export.name, short.clone()), short);
    }
    (imports, exports)
}

/// `a` to `z`, `A` to `Z`, then two letters.
fn short_names() -> impl Iterator<Item = String> {
    let letters = || ('a'..='z').chain('A'..='Z');
    let pairs = letters().flat_map(move |one| letters().map(move |two| format!("{one}{two}")));
    letters().map(String::from).chain(pairs.filter(|name| !is_reserved(name)))
}

/// The names are also written as members of an object and after a dot, where these are fine, but
/// they must not puzzle a reader of the glue.
fn is_reserved(name: &str) -> bool {
    ["as", "do", "if", "in", "is", "of"].contains(&name)
}

/// The members of `wasm` that a script uses: `wasm.memory` uses `memory`.
pub(super) fn used_by(script: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    replace_members(script, |name| {
        used.insert(name.to_owned());
        None
    });
    used
}

/// The script with the members of `wasm` under their new names.
pub(super) fn rename(script: &str, names: &BTreeMap<String, String>) -> String {
    replace_members(script, |name| names.get(name).cloned())
}

fn replace_members(script: &str, mut new_name: impl FnMut(&str) -> Option<String>) -> String {
    const WASM: &str = "wasm.";
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut result = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(at) = rest.find(WASM) {
        let (before, after) = rest.split_at(at + WASM.len());
        result.push_str(before);
        let end = after.find(|c| !is_part(c)).unwrap_or(after.len());
        let (name, after) = after.split_at(end);
        let is_whole_word = !before[..at].ends_with(|c| is_part(c) || c == '.');
        let new = if is_whole_word { new_name(name) } else { None };
        result.push_str(new.as_deref().unwrap_or(name));
        rest = after;
    }
    result + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_short_and_never_the_same() {
        let names: Vec<_> = short_names().take(1_000).collect();

        assert_eq!(names[0], "a");
        assert_eq!(names[52], "aa");
        assert!(names.iter().all(|name| name.len() <= 2));
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 1_000);
    }

    #[test]
    fn members_of_wasm_are_found_and_renamed_and_nothing_else_is() {
        let script = "wasm.memory.buffer; mywasm.memory; x.wasm.memory; wasm.free$1(wasm.memory)";
        let names = BTreeMap::from([
            ("memory".to_owned(), "a".to_owned()),
            ("free".to_owned(), "b".to_owned()),
        ]);

        assert!(used_by(script).contains("memory") && used_by(script).contains("free$1"));
        assert_eq!(
            rename(script, &names),
            "wasm.a.buffer; mywasm.memory; x.wasm.memory; wasm.free$1(wasm.a)"
        );
    }
}
