//! What the element's own script does for the WebAssembly.

use js_sys::{Array, Promise};
use leptos::ev::SubmitEvent;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Node};

#[wasm_bindgen]
extern "C" {
    /// The helper object that `helper.js` makes for one element.
    #[wasm_bindgen(extends = js_sys::Object)]
    pub type Page;

    /// `page` on the hosted page, `app` on one that an app opens; empty in a website.
    #[wasm_bindgen(method, getter)]
    pub(super) fn home(this: &Page) -> String;

    /// The element that everything is shown in.
    #[wasm_bindgen(method, getter)]
    pub(super) fn wrapper(this: &Page) -> Element;

    /// What the server's HTML was made from, and the texts of its language; `undefined` if there
    /// is none.
    #[wasm_bindgen(method, getter)]
    pub(super) fn data(this: &Page) -> JsValue;

    /// The browser's languages, the best first, with commas between.
    #[wasm_bindgen(method, getter)]
    pub(super) fn languages(this: &Page) -> String;

    /// What was turned before the script could hear it, with commas between: a path after `+`,
    /// `-`, or `=` and the word that was chosen there.
    #[wasm_bindgen(method)]
    pub(super) fn early(this: &Page) -> String;

    /// An empty fragment of the page.
    #[wasm_bindgen(method)]
    pub(super) fn apart(this: &Page) -> Node;

    /// Shows what was laid out apart, in this state, language and direction, and nothing else.
    #[wasm_bindgen(method)]
    pub(super) fn show(this: &Page, state: &str, lang: &str, dir: &str, apart: &Node);

    /// Says that what is in the wrapper now is complete, and whether it works.
    #[wasm_bindgen(method)]
    pub(super) fn settle(this: &Page, works: bool);

    /// The language that the embedding page asks for.
    #[wasm_bindgen(method, getter)]
    pub(super) fn lang(this: &Page) -> Option<String>;

    /// What the page wants to be decided first: `/campaigns/…`, and a channel of it.
    #[wasm_bindgen(method, getter)]
    pub(super) fn focus(this: &Page) -> Option<String>;

    /// Asks the contract's URL, by `POST` if there is a body, with a fresh token if the last was
    /// refused as expired. Promises `{status, text, language}`, a status of 0 where the network
    /// failed; or `null` if there is no token.
    #[wasm_bindgen(method)]
    pub(super) fn ask(this: &Page, body: Option<String>, fresh: bool) -> Promise;

    /// Keeps the line, a JSON array of change sets, on this device. Answers whether it could.
    #[wasm_bindgen(method)]
    pub(super) fn store(this: &Page, line: &str) -> bool;

    /// Promises the change sets that earlier visits left, the oldest first, or fails where none can
    /// be kept. From here on the line is kept.
    #[wasm_bindgen(method)]
    pub(super) fn kept(this: &Page) -> Promise;

    /// Sends a change set, and waits for nothing.
    #[wasm_bindgen(method)]
    pub(super) fn part(this: &Page, body: &str);

    /// Promises the array of texts of a language.
    #[wasm_bindgen(method)]
    pub(super) fn texts(this: &Page, lang: &str) -> Promise;

    /// Promises to wait for so many milliseconds, or until the browser is online again.
    #[wasm_bindgen(method)]
    pub(super) fn pause(this: &Page, millis: u32) -> Promise;

    /// Promises to come back when the browser did what waited.
    #[wasm_bindgen(method)]
    pub(super) fn rest(this: &Page) -> Promise;

    /// What stands in the survey in the reader's own words. The survey closes, and is empty
    /// afterwards.
    #[wasm_bindgen(method)]
    pub(super) fn comment(this: &Page) -> String;

    /// The fields of the form that is being sent, a name and a value in turn; the button's too.
    #[wasm_bindgen(method)]
    pub(super) fn fields(this: &Page, ev: &SubmitEvent) -> Array;

    /// The fields of the search, a name and a value in turn.
    #[wasm_bindgen(method)]
    pub(super) fn query(this: &Page) -> Array;

    /// Once what is new is shown: if something was refused, the field that is wrong gets the
    /// focus from its own form; if what has the focus is out of sight, what took its place does.
    #[wasm_bindgen(method)]
    pub(super) fn refocus(this: &Page, refused: bool);

    /// Says what the button that closes the dialog is called.
    #[wasm_bindgen(method)]
    pub(super) fn name(this: &Page, close: &str);

    /// A random UUID.
    #[wasm_bindgen(method)]
    pub(super) fn uuid(this: &Page) -> String;

    /// Fires an event at the element.
    #[wasm_bindgen(method)]
    pub(super) fn tell(this: &Page, event: &str, detail: &JsValue);

    /// Says in the console which member of the backend's answer was wrong.
    #[wasm_bindgen(method)]
    pub(super) fn warn(this: &Page, member: &str);

    /// Opens the browser's dialog for printing the page.
    pub(super) fn print();
}
