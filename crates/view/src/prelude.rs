//! What a module of components needs.

pub use leptos_macro::{component, view};

pub use crate::{Flag, IntoView, Live, Node, Owner, RwSignal, Text};

use crate::element::Given;

/// What `view!` wraps the views in that it makes.
#[doc(hidden)]
pub struct View;

impl View {
    #[doc(hidden)]
    #[expect(clippy::new_ret_no_self, reason = "the macro calls it by this name")]
    pub fn new(view: impl IntoView) -> Node {
        view.into_view()
    }
}

impl Node {
    /// Where in the source a view is from, which nobody asks here.
    #[doc(hidden)]
    #[must_use]
    pub fn with_view_marker(self, _: &'static str) -> Self {
        self
    }
}

/// What `view!` wraps blocks in.
#[doc(hidden)]
pub trait IntoRender: Sized {
    #[doc(hidden)]
    fn into_render(self) -> Self {
        self
    }
}

impl<T> IntoRender for T {}

/// What `view!` wraps the values of attributes in.
#[doc(hidden)]
pub trait IntoAttributeValue: Sized {
    #[doc(hidden)]
    fn into_attribute_value(self) -> Self {
        self
    }
}

impl<T: Given> IntoAttributeValue for T {}
