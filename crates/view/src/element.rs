//! The elements and attributes that `view!` may name.

use crate::ev::Kind;
use crate::node::{Listener, Parts};
use crate::{Element, Flag, IntoView, Node, Text, Value};

// A view is many calls of few functions. Inlined, they would be most of the WebAssembly.
impl Element {
    #[inline(never)]
    fn new(tag: &'static str) -> Self {
        Self(Box::new(Parts {
            tag,
            attributes: Vec::new(),
            properties: Vec::new(),
            listeners: Vec::new(),
            children: Vec::new(),
            keeps: false,
        }))
    }

    #[inline(never)]
    fn has(mut self, name: &'static str, value: Value) -> Self {
        self.0.attributes.push((name, value));
        self
    }

    #[inline(never)]
    fn has_word(self, name: &'static str, word: &'static str) -> Self {
        self.has(name, Value::Word(word))
    }

    #[inline(never)]
    fn has_text(self, name: &'static str, text: String) -> Self {
        self.has(name, Value::Text(text))
    }

    #[inline(never)]
    fn hears(mut self, name: &'static str, listener: Listener) -> Self {
        self.0.listeners.push((name, listener));
        self
    }

    #[inline(never)]
    pub(crate) fn holds(mut self, node: Node) -> Self {
        match node {
            Node::List(nodes) => self.0.children.extend(nodes),
            node => self.0.children.push(node),
        }
        self
    }

    #[inline(never)]
    pub(crate) fn holds_word(self, word: &'static str) -> Self {
        self.holds(Node::Word(word))
    }

    /// An attribute by any name.
    #[must_use]
    pub fn attr(self, name: &'static str, value: impl Given) -> Self {
        value.given(self, name)
    }

    /// A class, which is a part of the same name too, so that a page can style it from outside.
    #[must_use]
    #[inline(never)]
    pub fn class(self, name: &'static str) -> Self {
        self.attr("class", name).attr("part", name)
    }

    /// Holds somebody else's words, in this language (BCP 47). They run the way they are written.
    #[must_use]
    #[inline(never)]
    pub fn theirs(self, lang: &'static str) -> Self {
        self.attr("lang", lang).attr("dir", "auto")
    }

    /// A property of the element in the browser. A server knows none: what must be right before
    /// there is script needs the attribute, too.
    #[must_use]
    pub fn prop(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.properties.push((name, value.into()));
        self
    }

    /// Listens.
    #[must_use]
    pub fn on<E: FromEvent>(self, kind: Kind<E>, mut listener: impl FnMut(E) + 'static) -> Self {
        self.hears(kind.name, Box::new(move |ev| listener(E::from_event(ev))))
    }

    /// What a server put inside stays, whatever the browser would put there: for what only a
    /// server knows.
    #[must_use]
    pub fn keeps(mut self, keeps: bool) -> Self {
        self.0.keeps = keeps;
        self
    }

    /// Adds what is inside.
    #[must_use]
    pub fn child(self, child: impl IntoView) -> Self {
        child.hold(self)
    }
}

/// What an attribute can be given.
pub trait Given: Sized {
    /// Puts it there.
    fn given(self, to: Element, name: &'static str) -> Element;
}

impl Given for &'static str {
    fn given(self, to: Element, name: &'static str) -> Element {
        to.has_word(name, self)
    }
}

impl Given for String {
    fn given(self, to: Element, name: &'static str) -> Element {
        to.has_text(name, self)
    }
}

macro_rules! given {
    ($($value:ty,)*) => {
        $(
            impl Given for $value {
                fn given(self, to: Element, name: &'static str) -> Element {
                    to.has(name, self.into())
                }
            }
        )*
    };
}

given! { bool, Option<&'static str>, Text, Flag, }

/// An event as the kind that it is.
pub trait FromEvent: 'static {
    /// The event.
    fn from_event(event: web_sys::Event) -> Self;
}

macro_rules! events {
    ($($event:ident)*) => {
        $(
            impl FromEvent for web_sys::$event {
                fn from_event(event: web_sys::Event) -> Self {
                    // Which kind of event it is follows from its name.
                    web_sys::wasm_bindgen::JsCast::unchecked_into(event)
                }
            }
        )*
    };
}

events!(Event MouseEvent SubmitEvent);

macro_rules! elements {
    ($($tag:ident)*) => {
        $(
            #[doc = concat!("`<", stringify!($tag), ">`.")]
            #[must_use]
            pub fn $tag() -> Element {
                Element::new(stringify!($tag))
            }
        )*
    };
}

macro_rules! attributes {
    ($($method:ident = $name:literal,)*) => {
        impl Element {
            $(
                #[doc = concat!("`", $name, "`.")]
                #[must_use]
                pub fn $method(self, value: impl Given) -> Self {
                    self.attr($name, value)
                }
            )*
        }
    };
}

elements! {
    a b button details dd div dl dt fieldset footer form h2 h3 h4 header input label
    legend li option p section select span summary textarea ul
}

attributes! {
    aria_checked = "aria-checked",
    aria_current = "aria-current",
    aria_describedby = "aria-describedby",
    aria_invalid = "aria-invalid",
    aria_label = "aria-label",
    aria_labelledby = "aria-labelledby",
    autocomplete = "autocomplete",
    autofocus = "autofocus",
    checked = "checked",
    dir = "dir",
    disabled = "disabled",
    form = "form",
    formnovalidate = "formnovalidate",
    r#for = "for",
    hidden = "hidden",
    href = "href",
    hreflang = "hreflang",
    id = "id",
    lang = "lang",
    maxlength = "maxlength",
    method = "method",
    min = "min",
    name = "name",
    open = "open",
    placeholder = "placeholder",
    required = "required",
    role = "role",
    rows = "rows",
    selected = "selected",
    target = "target",
    r#type = "type",
    value = "value",
}
