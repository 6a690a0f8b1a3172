//! Tabs that do not know of each other.

use std::time::Duration;

use anyhow::{Context, Result};
use axum::http::Method;
use serde_json::Value;
use tokio::time::{sleep, timeout};

use super::Stage;
use crate::engine::Engine;

/// What a tab asks for when it comes into view.
const URL: &str = "/v1/preferences";

impl Stage {
    /// Brings a tab to the front that does not get to hear what others have changed, as one that
    /// was in view all the time.
    ///
    /// # Errors
    ///
    /// If there is no such tab, or it does not ask.
    pub async fn unaware_tab(&self, number: usize) -> Result<()> {
        self.wire.drop_requests(Method::GET, URL);
        self.expect_complaints("net::ERR_");
        let since = self.browser.js("return Date.now()").await?;
        let before = self.failures(&since).await?;
        self.browser.tab(number).await?;
        // Not only until it asked: a browser asks once more by itself where a connection that it
        // used before breaks.
        let failed = async {
            while self.failures(&since).await? == before {
                sleep(Duration::from_millis(20)).await;
            }
            anyhow::Ok(())
        };
        timeout(Duration::from_secs(15), failed).await.context("the tab does not ask")??;
        self.wire.clear();
        Ok(())
    }

    /// How many requests the browser says got no answer.
    async fn failures(&self, since: &Value) -> Result<usize> {
        if Engine::current() != Engine::Chromium {
            // A page lists what it asked for once it came, or failed to. Another tab is another
            // page, so what counts is when.
            let asked = format!(
                "return performance.getEntriesByType('resource').filter(({{ name, startTime }}) =>
                    name.includes('{URL}') && performance.timeOrigin + startTime >= {since}).length"
            );
            return Ok(serde_json::from_value(self.browser.js(&asked).await?)?);
        }
        let complaints = self.browser.complaints().await?;
        Ok(complaints.iter().filter(|said| said.contains("net::ERR_")).count())
    }
}
