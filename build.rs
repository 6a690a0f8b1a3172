//! Checks the words.
fn main() {}
