//! JSON as the browser parsed it.

use js_sys::{Array, JSON, Object, Reflect};
use sordino_contract::json::Node;
use wasm_bindgen::{JsCast, JsValue};

/// A value that the browser parsed.
pub(super) struct Js(pub(super) JsValue);

impl Js {
    /// Parses `text`; `None` if it is not JSON.
    pub(super) fn parse(text: &str) -> Option<Self> {
        JSON::parse(text).ok().map(Self)
    }
}

impl Node for Js {
    fn member(&self, name: &str) -> Option<Self> {
        let value = Reflect::get(&self.0, &name.into()).ok()?;
        (!value.is_null() && !value.is_undefined()).then_some(Self(value))
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn flag(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn items(&self) -> Option<Vec<Self>> {
        Some(self.0.dyn_ref::<Array>()?.iter().map(Self).collect())
    }

    fn names(&self) -> Option<Vec<String>> {
        let object = self.0.dyn_ref::<Object>()?;
        Some(Object::keys(object).iter().filter_map(|name| name.as_string()).collect())
    }
}
