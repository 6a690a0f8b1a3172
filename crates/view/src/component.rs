//! How `view!` calls what `#[component]` made.

/// The properties of a component, which are given by name.
pub trait Props {
    /// What takes them one by one.
    type Builder;

    /// Begins.
    fn builder() -> Self::Builder;
}

/// A function from properties to a view.
pub trait Component<P> {
    /// The view.
    type View;

    /// Calls it.
    fn call(&self, props: P) -> Self::View;
}

impl<P, V, F: Fn(P) -> V> Component<P> for F {
    type View = V;

    fn call(&self, props: P) -> V {
        self(props)
    }
}

#[doc(hidden)]
pub fn component_props_builder<P: Props, C: Component<P>>(_: &C) -> P::Builder {
    P::builder()
}

#[doc(hidden)]
pub fn component_view<P, C: Component<P>>(component: &C, props: P) -> C::View {
    component.call(props)
}
