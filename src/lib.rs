//! The widget: the components of a preference center, rendered to HTML on a server and brought
//! to life by WebAssembly in a browser.

pub mod form;
mod lang;
#[cfg(not(target_arch = "wasm32"))]
pub mod page;

pub use lang::Lang;
