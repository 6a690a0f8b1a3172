//! What the element's own script does for the WebAssembly.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The helper object that `element.js` makes for one element.
    #[wasm_bindgen(extends = js_sys::Object)]
    pub type Page;

    /// Whether this is the hosted page.
    #[wasm_bindgen(method, getter)]
    pub(super) fn hosted(this: &Page) -> bool;

    /// The language that the embedding page asks for.
    #[wasm_bindgen(method, getter)]
    pub(super) fn lang(this: &Page) -> Option<String>;

    /// The contract's URL.
    #[wasm_bindgen(method, getter)]
    pub(super) fn endpoint(this: &Page) -> String;

    /// Promises the token; a fresh one if the last was refused as expired.
    #[wasm_bindgen(method)]
    pub(super) fn token(this: &Page, fresh: bool) -> Promise;

    /// Promises the array of texts of a language.
    #[wasm_bindgen(method)]
    pub(super) fn texts(this: &Page, lang: &str) -> Promise;

    /// Promises to wait for so many milliseconds, or until the browser is online again.
    #[wasm_bindgen(method)]
    pub(super) fn pause(this: &Page, millis: u32) -> Promise;

    /// A random UUID.
    #[wasm_bindgen(method)]
    pub(super) fn uuid(this: &Page) -> String;

    /// Fires an event at the element.
    #[wasm_bindgen(method)]
    pub(super) fn tell(this: &Page, event: &str, detail: &JsValue);

    /// Says in the console which member of the backend's answer was wrong.
    #[wasm_bindgen(method)]
    pub(super) fn warn(this: &Page, member: &str);
}
