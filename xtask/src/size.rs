//! `cargo xtask size`: what a customer loads, against the budget, and what it is made of.

mod breakdown;
mod budget;

use std::fs;

use anyhow::{Context, Result, bail};

use crate::{
    build::Manifest,
    workspace::{Workspace, read},
};
use breakdown::Breakdown;
use budget::{Budget, Part};

/// How many crates are named one by one.
const CRATES: usize = 16;

/// Prints the sizes of the built widget, and its largest functions, and compares them with the
/// budget.
pub(crate) fn run(workspace: &Workspace, functions: usize) -> Result<()> {
    let manifest = Manifest::read(&workspace.widget())?;
    let budget: Budget = toml::from_str(&read(&workspace.path("size-budget.toml"))?)
        .context("`size-budget.toml` is not a budget")?;
    let parts = budget::embedded(&manifest);

    println!("what an embedding page loads, in bytes:\n");
    println!("{:>10} {:>10} {:>10} {:>10}", "brotli", "gzip", "as it is", "budget");
    for Part { name, br, gz, bytes } in &parts {
        let allowed = budget.parts.get(name).map(usize::to_string).unwrap_or_default();
        println!("{br:>10} {gz:>10} {bytes:>10} {allowed:>10}  {name}");
    }
    let sum = |of: fn(&Part) -> usize| parts.iter().map(of).sum::<usize>();
    let (br, gz, bytes) = (sum(|part| part.br), sum(|part| part.gz), sum(|part| part.bytes));
    println!("{br:>10} {gz:>10} {bytes:>10} {:>10}  in all\n", budget.total);

    let named = workspace.scratch("widget.named.wasm")?;
    if let Ok(wasm) = fs::read(&named) {
        let breakdown = Breakdown::of(&wasm)?;
        println!("what the WebAssembly is made of, before compression:\n");
        let by_crate = breakdown.by_crate();
        for (name, bytes) in by_crate.iter().take(CRATES) {
            println!("{bytes:>10}  {name}");
        }
        let others: usize = by_crate.iter().skip(CRATES).map(|(_, bytes)| bytes).sum();
        println!("{others:>10}  others\n");
        for (name, bytes) in breakdown.functions().iter().take(functions) {
            println!("{bytes:>10}  {name}");
        }
    }

    let exceeded = budget.exceeded(&parts);
    if !exceeded.is_empty() {
        bail!(
            "the widget is larger than `size-budget.toml` allows:\n    {}\nmake it smaller, or \
             raise the number and say why in the commit",
            exceeded.join("\n    ")
        );
    }
    println!("within the budget: {} bytes are left", budget.total - br);
    Ok(())
}
