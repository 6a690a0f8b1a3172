//! Makes the `Words` struct out of the language files, and stops the build where one of them
//! lacks a message or a placeholder.

use std::env;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use sordino_words::{Languages, Message, SOURCE};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=src/words");
    let folder = Path::new("src").join("words");
    // By its `Display`: Cargo shows what a build script prints, and of an error its `Debug`.
    let languages = Languages::read(&folder).map_err(|error| error.to_string())?;
    let source = languages.source;
    let many = source.names().len();
    let mut code = format!(
        "/// Every message of one language. The names are the keys of `src/words/{SOURCE}.json`.\n\
         #[derive(Debug)]\n\
         pub struct Words([&'static str; {many}]);\n\n\
         impl Words {{\n    \
         /// The words from their texts in the order of their names; `None` if one is missing.\n    \
         pub fn from_texts(texts: &[&'static str]) -> Option<Self> {{\n        \
         Some(Self(texts.try_into().ok()?))\n    }}\n\n    \
         /// Whether these are its texts.\n    \
         pub fn are(&self, texts: &[String]) -> bool {{ self.0[..] == *texts }}\n",
    );
    // Functions and not fields: code that fills a hundred fields is a kilobyte and a half.
    for (at, (key, message)) in source.iter().enumerate() {
        let (kind, value) = match message {
            Message::Text(_) => ("&'static str", format!("self.0[{at}]")),
            Message::Counted(_) => ("Counted", format!("Counted(self.0[{at}])")),
        };
        let (name, text) = (function(key), message.packed());
        writeln!(
            code,
            "\n    /// In English: {text:?}.\n    pub fn {name}(&self) -> {kind} {{ {value} }}"
        )?;
    }
    code.push_str("}\n\n");
    code.push_str(
        "/// Each language that has a file, with its texts in the order of the functions.\n\
         #[cfg(not(target_arch = \"wasm32\"))]\n\
         const FILES: &[(&str, &[&str])] = &[\n",
    );
    for (language, messages) in &languages.all {
        writeln!(code, "    ({language:?}, &{:?}),", messages.packed())?;
    }
    code.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("words.rs"), code)?;
    Ok(())
}

/// A key as a function: `return` is a word of the language, of Rust's that is.
fn function(key: &str) -> String {
    if key == "return" { "r#return".into() } else { key.into() }
}
