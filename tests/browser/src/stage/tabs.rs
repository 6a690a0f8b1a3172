//! Tabs that do not know of each other.

use anyhow::Result;
use axum::http::Method;

use super::Stage;

impl Stage {
    /// Brings a tab to the front that does not get to hear what others have changed, as one that
    /// was in view all the time.
    ///
    /// # Errors
    ///
    /// If there is no such tab, or it does not ask.
    pub async fn unaware_tab(&self, number: usize) -> Result<()> {
        const URL: &str = "/v1/preferences";
        let asked = self.wire.seen_of(&Method::GET, URL).len();
        self.wire.drop_requests(Method::GET, URL);
        self.expect_complaints("net::ERR_");
        self.browser.tab(number).await?;
        self.wire.until_seen_times(asked + 1, &Method::GET, URL).await?;
        self.wire.clear();
        Ok(())
    }
}
