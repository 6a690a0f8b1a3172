//! What WebAssembly is made of, by the names of its functions.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// Bytes by crate, the largest first; what is no function has a line of its own.
pub(super) fn by_crate(wasm: &[u8]) -> Result<Vec<(String, usize)>> {
    let mut imported = 0;
    let mut bodies = Vec::new();
    let mut names = HashMap::new();
    let mut sums: BTreeMap<String, usize> = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(section) => {
                imported = u32::try_from(section.into_imports().count())?;
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
            Payload::DataSection(section) => {
                sums.insert("(texts and tables)".into(), section.range().len());
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    for part in section {
                        if let Name::Function(functions) = part? {
                            for name in functions {
                                let name = name?;
                                names.insert(name.index, name.name);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    for (index, bytes) in (imported..).zip(bodies) {
        let name = names
            .get(&index)
            .map_or("(without a name)", |name| crate_of(name));
        *sums.entry(name.to_owned()).or_default() += bytes;
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    Ok(sums)
}

/// The crate whose code a function is: the first one in its name.
/// `<tachys::html::Element as core::fmt::Debug>::fmt` is tachys.
fn crate_of(name: &str) -> &str {
    let start = name
        .find(|c: char| c.is_ascii_alphabetic() || c == '_')
        .unwrap_or_default();
    let name = &name[start..];
    let name = name
        .strip_prefix("dyn ")
        .or_else(|| name.strip_prefix("mut "))
        .unwrap_or(name);
    let end = name
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(name.len());
    if name[end..].starts_with("::") || name[end..].starts_with('[') {
        &name[..end]
    } else {
        "(glue and runtime)"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: &str) {
        assert_eq!(crate_of(name), expected, "{name}");
    }

    #[test]
    fn a_function_belongs_to_the_first_crate_in_its_name() {
        check("sordino::element::connect::h0123456789abcdef", "sordino");
        check(
            "<tachys::html::Element<E> as core::fmt::Debug>::fmt",
            "tachys",
        );
        check(
            "<&mut alloc::vec::Vec<T> as core::fmt::Debug>::fmt",
            "alloc",
        );
        check("<dyn core::any::Any>::is", "core");
        check("core[5d0e]::fmt::write", "core");
        check("__wbindgen_malloc", "(glue and runtime)");
        check("memcpy", "(glue and runtime)");
    }
}
