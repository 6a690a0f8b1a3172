//! What WebAssembly is made of, by the names of its functions.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use anyhow::Result;
use wasmparser::{KnownCustom, Name, NameSectionReader, Parser, Payload};

/// The functions and their bytes, and what is no function.
pub(super) struct Breakdown {
    functions: Vec<(String, usize)>,
    data: usize,
}

impl Breakdown {
    /// Reads WebAssembly that still has the names of its functions.
    pub(super) fn of(wasm: &[u8]) -> Result<Self> {
        let mut imported = 0;
        let mut data = 0;
        let mut bodies = Vec::new();
        let mut names = HashMap::new();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ImportSection(section) => {
                    imported = u32::try_from(section.into_imports().count())?;
                }
                Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
                Payload::DataSection(section) => data = section.range().len(),
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(section) = section.as_known() {
                        read_names(section, &mut names)?;
                    }
                }
                _ => {}
            }
        }
        let mut functions: Vec<_> = (imported..)
            .zip(bodies)
            .map(|(index, bytes)| (names.remove(&index).unwrap_or_default(), bytes))
            .collect();
        functions.sort_by_key(|(_, bytes)| Reverse(*bytes));
        Ok(Self { functions, data })
    }

    /// Bytes by crate, the largest first; what is no function has a line of its own.
    pub(super) fn by_crate(&self) -> Vec<(&str, usize)> {
        let mut sums: BTreeMap<&str, usize> = BTreeMap::from([("(texts and tables)", self.data)]);
        for (name, bytes) in &self.functions {
            *sums.entry(crate_of(name)).or_default() += bytes;
        }
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.sort_by_key(|(_, bytes)| Reverse(*bytes));
        sums
    }

    /// The functions, the largest first.
    pub(super) fn functions(&self) -> &[(String, usize)] {
        &self.functions
    }
}

fn read_names(section: NameSectionReader<'_>, names: &mut HashMap<u32, String>) -> Result<()> {
    for part in section {
        if let Name::Function(functions) = part? {
            for name in functions {
                let name = name?;
                names.insert(name.index, name.name.to_owned());
            }
        }
    }
    Ok(())
}

/// The crate whose code a function is: the first one in its name.
/// `<tachys::html::Element as core::fmt::Debug>::fmt` is tachys.
fn crate_of(name: &str) -> &str {
    let start = name.find(|c: char| c.is_ascii_alphabetic() || c == '_').unwrap_or_default();
    let name = &name[start..];
    let name = name.strip_prefix("dyn ").or_else(|| name.strip_prefix("mut ")).unwrap_or(name);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
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
        check("<tachys::html::Element<E> as core::fmt::Debug>::fmt", "tachys");
        check("<&mut alloc::vec::Vec<T> as core::fmt::Debug>::fmt", "alloc");
        check("<dyn core::any::Any>::is", "core");
        check("core[5d0e]::fmt::write", "core");
        check("__wbindgen_malloc", "(glue and runtime)");
        check("memcpy", "(glue and runtime)");
    }
}
