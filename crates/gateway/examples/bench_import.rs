//! The import, measured.
fn main() {}
