//! Prints a file that is generated: `cargo xtask generate` puts it in its place.
//!
//! An example, so that `cargo xtask` itself depends on nothing that is being worked on.

mod pretty;
mod tables;

use std::env;

use sordino_contract::{Code, schema};

fn main() {
    let wanted = env::args().nth(1).unwrap_or_default();
    let schema = wanted.strip_prefix("schema/");
    let schema = schema.and_then(|wanted| schema::ALL.iter().find(|(name, _)| *name == wanted));
    match (wanted.as_str(), schema) {
        (_, Some((_, schema))) => print!("{}", pretty::json("$comment", schema())),
        ("openapi", _) => print!("{}", pretty::json("x-comment", schema::openapi())),
        ("reference", _) => print!("{}", tables::page()),
        ("problems", _) => print!("{}", problems()),
        _ => {
            eprintln!("there is no `{wanted}` to generate");
            std::process::exit(2);
        }
    }
}

/// Every code of a refusal.
fn problems() -> String {
    let mut page = String::from(
        "# Refusals\n\n\
         A request that is refused changes nothing. The answer is a problem of RFC 9457 \
         (`application/problem+json`):\n\
         its `type` is `urn:sordino:problem:` and the code, `pointer` names the member that was \
         wrong as a JSON Pointer,\n\
         and `detail` says what was expected. A code keeps its meaning; titles and details may be \
         worded better at any time.\n\n\
         | code | status | meaning |\n\
         | --- | --- | --- |\n",
    );
    for code in Code::ALL {
        let (word, status, title) = (code.as_str(), code.status(), code.title());
        page += &format!("| `{word}` | {status} | {title} |\n");
    }
    page
}
