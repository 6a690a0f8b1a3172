//! What the widget uses of Leptos, over views that weigh little.
//!
//! The macros (`view!`, `#[component]`) are Leptos' own. What `view!` makes is not: there, each
//! element has a type of its own, made of the types of all that is in it, and brings its own code
//! to build, hydrate, move and drop it. Here all elements are one type, a [`Node`], and a view is
//! data that two plain functions walk: [`to_html`] on a server, and `mount` in a browser, over
//! that HTML or where there is none (`docs/adr/0010-one-type-for-all-views.md`).
//!
//! A view is laid out once. What can change in it is a [`Text`] or a [`Flag`]: a closure that is
//! asked again when what the view follows changes. In the widget all of them follow the one
//! [`RwSignal`], which has Leptos' name and as much of its interface as that takes: no graph of who
//! reads what (`docs/adr/0012-one-signal.md`).
//!
//! `view!` writes paths into the crate `leptos`, so whoever depends on this one calls it so.

pub mod component;
#[cfg(target_arch = "wasm32")]
mod dom;
pub mod element;
pub mod ev;
mod html;
mod node;
pub mod prelude;
mod signal;
#[cfg(target_arch = "wasm32")]
pub mod task;

pub use typed_builder;
pub use typed_builder_macro;
pub use web_sys;

#[cfg(target_arch = "wasm32")]
pub use dom::{Mounted, mount, mount_in_steps};
pub use html::to_html;
pub use node::{Element, Flag, IntoView, Live, Node, Text, Value};
pub use signal::{Owner, RwSignal};

/// What `#[component]` asks of Leptos' signals.
#[doc(hidden)]
pub mod reactive {
    /// As above.
    pub mod graph {
        /// Runs it: nothing here is tracked.
        pub fn untrack_with_diagnostics<T>(run: impl FnOnce() -> T) -> T {
            run()
        }
    }
}

/// Where `view!` looks for elements and events.
#[doc(hidden)]
pub mod tachys {
    /// As above.
    pub mod html {
        pub use crate::{element, ev as event};
    }
}
