//! What a screen reader is told of an element.

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::http::Method;
use serde_json::{Value, json};
use thirtyfour::common::command::{Command, ExtensionCommand};

use super::Browser;
use crate::engine::Engine;

impl Browser {
    /// The role, name and description of what matches.
    ///
    /// A description is said by Chromium alone: in the others it is the text that
    /// `aria-describedby` leads to.
    ///
    /// # Errors
    ///
    /// If nothing matches. WebKit's driver takes a label before what `aria-labelledby` leads to, and
    /// calls a list a button: the test is passed over.
    pub async fn told(&self, css: &str) -> Result<[String; 3]> {
        self.engine
            .needs(self.engine != Engine::WebKit, "names as a screen reader is told them")?;
        if self.engine != Engine::Chromium {
            let id = self.find(css).await?.element_id().to_string();
            let described = format!(
                "const all = $({})?.getAttribute('aria-describedby') ?? '';
                return all.split(' ').map((id) => root.getElementById(id)?.textContent.trim())
                    .filter(Boolean).join(' ')",
                json!(css)
            );
            let described = self.js(&described).await?;
            let described = described.as_str().context("no text")?.to_owned();
            return Ok([
                self.computed("role", &id).await?,
                self.computed("label", &id).await?,
                described,
            ]);
        }
        let find = format!(
            "document.querySelector('sordino-preferences').shadowRoot.querySelector({})",
            json!(css)
        );
        let found = self.cdp("Runtime.evaluate", json!({ "expression": find })).await?;
        let id = &found["result"]["objectId"];
        let asked = json!({ "objectId": id, "fetchRelatives": false });
        let tree = self.cdp("Accessibility.getPartialAXTree", asked).await?;
        Ok(["role", "name", "description"].map(|name| {
            tree["nodes"][0][name]["value"].as_str().unwrap_or_default().trim().to_owned()
        }))
    }

    /// Its `role` or `label`, as the browser works it out.
    async fn computed(&self, what: &str, element: &str) -> Result<String> {
        let command = Computed(format!("/element/{element}/computed{what}"));
        let answer = self.driver.cmd(Command::ExtensionCommand(Box::new(command))).await?;
        Ok(answer.value::<String>()?)
    }
}

/// A command of WebDriver's that the library does not have.
#[derive(Debug)]
struct Computed(String);

impl ExtensionCommand for Computed {
    fn parameters_json(&self) -> Option<Value> {
        None
    }

    fn method(&self) -> Method {
        Method::GET
    }

    fn endpoint(&self) -> Arc<str> {
        self.0.as_str().into()
    }
}
