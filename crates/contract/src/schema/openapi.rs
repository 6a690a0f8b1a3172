//! OpenAPI 3.1: the contract's one URL.

use serde_json::{Value, json};

use crate::VERSION;

/// The OpenAPI document.
pub fn openapi() -> Value {
    json!({ "openapi": "3.1.1", "info": { "title": "Sordino preference contract", "version": VERSION }, "paths": {} })
}
