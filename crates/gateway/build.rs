//! Embeds the built widget: turns `manifest.json` into a table of files.

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::Value;

fn main() {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    println!("cargo::rerun-if-env-changed=SORDINO_WIDGET_DIR");
    println!("cargo::rerun-if-changed=migrations");
    let widget = match env::var_os("SORDINO_WIDGET_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => here.join("../../target/widget"),
    };
    // Cargo watches a folder's contents, but takes one that is missing as changed every time.
    if widget.parent().is_some_and(Path::exists) {
        let _ = fs::create_dir(&widget);
    }
    println!("cargo::rerun-if-changed={}", widget.display());

    let table = match read(&widget) {
        Ok(table) => table,
        Err(why) => {
            println!(
                "cargo::warning=the gateway is built without the widget ({why}): its pages work \
                 as plain forms. Run `cargo xtask build` first to embed it"
            );
            "&[]".into()
        }
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("files.rs");
    if let Err(error) = fs::write(&out, table) {
        println!("cargo::error=`{}` cannot be written: {error}", out.display());
    }
}

fn read(widget: &Path) -> Result<String, String> {
    let manifest = widget.join("manifest.json");
    let text = fs::read_to_string(&manifest).map_err(|_| "there is no manifest".to_owned())?;
    let manifest: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let files = manifest["files"].as_array().ok_or("`files` is missing")?;
    let mut table = String::from("&[\n");
    for file in files {
        let member = |name: &str| {
            let text = file[name].as_str().map(str::to_owned);
            text.ok_or(format!("a file has no `{name}`"))
        };
        let path = member("path")?;
        let on_disk = widget.join(&path);
        // Also for files of another folder than the one that is watched.
        println!("cargo::rerun-if-changed={}", on_disk.display());
        let bytes = |end: &str| {
            let name = PathBuf::from(format!("{}{end}", on_disk.display()));
            let whole = fs::canonicalize(&name).map_err(|_| format!("`{path}{end}` is missing"))?;
            Ok::<_, String>(format!("include_bytes!({:?})", whole.display().to_string()))
        };
        table += &format!(
            "    File {{ name: {:?}, path: {:?}, kind: {:?}, plain: {}, br: {}, gz: {} }},\n",
            member("name")?,
            path,
            member("type")?,
            bytes("")?,
            bytes(".br")?,
            bytes(".gz")?,
        );
    }
    Ok(table + "]\n")
}
