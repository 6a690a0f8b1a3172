//! The widget: the components of a preference center, rendered to HTML on a server and brought
//! to life by WebAssembly in a browser.

#![expect(
    unreachable_pub,
    reason = "leptos' `#[component]` makes public builders for components that are not"
)]

#[cfg(target_arch = "wasm32")]
mod browser;
pub mod center;
pub mod components;
mod counts;
mod dates;
mod fold;
pub mod form;
pub mod instead;
mod lang;
#[cfg(not(target_arch = "wasm32"))]
pub mod page;
#[cfg(not(target_arch = "wasm32"))]
mod wording;
mod words;

/// A fifth of the code of Rust's own: `docs/adr/0015-a-small-allocator.md`.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

pub use lang::Lang;
#[cfg(not(target_arch = "wasm32"))]
pub use wording::Wording;
pub use words::Words;
