//! Stands in for the published `wasm-streams` (by `[patch.crates-io]`), for bytes' sake.
//!
//! leptos always brings `server_fn` along, and that brings `wasm-streams`, whose three JavaScript
//! classes are exported from the WebAssembly. What is exported is never dropped as unused, so
//! everyone who opens the widget would download 13 KB (4 KB in brotli) for server functions that
//! stream, and there are no server functions. This has as much of the interface as `server_fn`
//! names, exports nothing, and so disappears from the widget.

use futures_util::Stream;
use futures_util::stream::unfold;
use js_sys::{Boolean, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

/// A stream of the browser's.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Takes a stream of the browser's.
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// Would hand a Rust stream to the browser, which takes an exported class.
    ///
    /// # Panics
    ///
    /// Always. Only a server function that uploads a stream calls this, and the widget has none.
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        panic!("the widget uploads no streams")
    }

    /// The browser's stream.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// What the stream holds, piece by piece; an error ends it.
    pub fn into_stream(self) -> impl Stream<Item = Result<JsValue, JsValue>> + 'static {
        let reader = self.0.get_reader().dyn_into::<ReadableStreamDefaultReader>().ok();
        unfold(reader, |reader| async {
            let reader = reader?;
            match JsFuture::from(reader.read()).await {
                Ok(read) => {
                    let done = Reflect::get(&read, &"done".into()).ok()?;
                    let piece = Reflect::get(&read, &"value".into());
                    (!done.dyn_into::<Boolean>().ok()?.value_of()).then_some((piece, Some(reader)))
                }
                Err(error) => Some((Err(error), None)),
            }
        })
    }
}
