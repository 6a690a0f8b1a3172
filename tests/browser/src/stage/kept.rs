//! What the backend keeps, asked without the browser.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use sordino_gateway::PersonId;
use sordino_gateway::store::Page;

use super::{LinkTo, Stage};

impl Stage {
    /// What the backend keeps at `path` for somebody, asked without the browser.
    ///
    /// # Errors
    ///
    /// If the backend does not answer.
    pub async fn kept(&self, person: &str, path: &str) -> Result<Option<bool>> {
        let document = self.document(person).await?;
        let document: sordino_contract::Document = serde_json::from_value(document)?;
        Ok(match document.value(&path.parse()?) {
            Some(sordino_contract::Value::Flag(on)) => Some(on),
            _ => None,
        })
    }

    /// Waits until the backend keeps this at `path` for somebody.
    ///
    /// # Errors
    ///
    /// If it does not come to that.
    pub async fn until_kept(&self, person: &str, path: &str, on: bool) -> Result<()> {
        for _ in 0..250 {
            if self.kept(person, path).await? == Some(on) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("`{path}` should have come to be {on}")
    }

    /// Somebody's document, asked without the browser.
    ///
    /// # Errors
    ///
    /// If the backend does not answer with one.
    pub async fn document(&self, person: &str) -> Result<Value> {
        if let Some(python) = &self.python {
            return python.document(person).await;
        }
        let request = axum::http::Request::get("/v1/preferences")
            .header("authorization", format!("Bearer {}", self.token(LinkTo::of(person))?))
            .body(axum::body::Body::empty())?;
        let response = tower::ServiceExt::oneshot(self.gateway.router(), request).await?;
        ensure!(response.status().is_success(), "the gateway answered {}", response.status());
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await?;
        Ok(serde_json::from_slice(&body)?)
    }

    /// The HTML of the hosted page, asked without the browser.
    ///
    /// # Errors
    ///
    /// If the gateway does not answer with it.
    pub async fn page(&self, to: LinkTo<'_>) -> Result<String> {
        let request = axum::http::Request::get(format!("/p/{}", self.token(to)?))
            .body(axum::body::Body::empty())?;
        let response = tower::ServiceExt::oneshot(self.gateway.router(), request).await?;
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await?;
        Ok(String::from_utf8(body.to_vec())?)
    }

    /// The lines of the gateway's log about somebody, as they are exported.
    ///
    /// # Errors
    ///
    /// If the log cannot be read.
    pub async fn record(&self, person: &str) -> Result<Vec<Value>> {
        let id = PersonId::new(person).context("not an id")?;
        let lines = self.gateway.store().lines(Some(&id), Page { after: 0, lines: 1_000 }).await?;
        lines.iter().map(|line| Ok(serde_json::to_value(line)?)).collect()
    }
}
