//! Events, by the names that they have in `on:…`.

use std::marker::PhantomData;

pub use web_sys::{Event, MouseEvent, SubmitEvent};

/// An event and what a listener is given.
pub struct Kind<E> {
    pub(crate) name: &'static str,
    given: PhantomData<E>,
}

/// A listener hears it before those of what is inside; `on:…:capture`.
///
/// All of them are: they are put on the element itself, once, and never on the document.
pub fn capture<E>(kind: Kind<E>) -> Kind<E> {
    kind
}

macro_rules! kinds {
    ($($name:ident: $event:ty,)*) => {
        $(
            #[doc = concat!("`", stringify!($name), "`.")]
            #[expect(non_upper_case_globals, reason = "`view!` writes events in lower case")]
            pub const $name: Kind<$event> = Kind { name: stringify!($name), given: PhantomData };
        )*
    };
}

kinds! {
    change: Event,
    click: MouseEvent,
    input: Event,
    submit: SubmitEvent,
    toggle: Event,
}
