//! `wasm-bindgen` as Trunk calls it, of exactly the version that `Cargo.lock` has.
//!
//! It cannot be named so here: rustc takes a crate of that name for the library.
//!
//! The packaged program brings a lock file of its own, and takes minutes to build; the library it
//! is made of is here already, for `cargo xtask build`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Parser;
use wasm_bindgen_cli_support::Bindgen;

/// Binds WebAssembly to JavaScript.
#[derive(Parser)]
#[command(name = "wasm-bindgen", version = version())]
struct Arguments {
    /// What to bind.
    input: PathBuf,
    /// What the script is for.
    #[arg(long, default_value = "web")]
    target: String,
    /// Where the files go.
    #[arg(long)]
    out_dir: PathBuf,
    /// What the files are called.
    #[arg(long)]
    out_name: String,
    /// Keep what a debugger reads.
    #[arg(long)]
    keep_debug: bool,
    /// Leave the names of functions as the compiler wrote them.
    #[arg(long)]
    no_demangle: bool,
    /// Write no types for TypeScript.
    #[arg(long)]
    no_typescript: bool,
}

/// Leaked once, because the help wants it for as long as the program runs.
fn version() -> &'static str {
    wasm_bindgen_shared::version().leak()
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mut bindgen = Bindgen::new();
    match arguments.target.as_str() {
        "web" => bindgen.web(true)?,
        "no-modules" => bindgen.no_modules(true)?,
        other => bail!("`--target` must be `web` or `no-modules` here: `{other}`"),
    };
    bindgen
        .input_path(&arguments.input)
        .out_name(&arguments.out_name)
        .keep_debug(arguments.keep_debug)
        .demangle(!arguments.no_demangle)
        .typescript(!arguments.no_typescript)
        .generate(&arguments.out_dir)
}
