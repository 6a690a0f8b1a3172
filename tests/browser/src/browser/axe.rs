//! What axe-core finds wrong with a page.

use std::env;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::Browser;
use crate::engine::Engine;

impl Browser {
    /// The rules of axe-core that what matches breaks, each with where: empty if it is fine.
    ///
    /// It needs timers. Firefox has none where script is blocked: nothing is looked at there.
    ///
    /// # Errors
    ///
    /// If axe-core is not at `AXE_JS`, or cannot run.
    pub async fn axe(&self, css: &str) -> Result<Vec<String>> {
        if self.engine == Engine::Firefox && !self.setup.script {
            return Ok(Vec::new());
        }
        let path = env::var("AXE_JS")
            .context("`AXE_JS` must be the path of axe.min.js: `cargo xtask test` sets it")?;
        let axe =
            std::fs::read_to_string(&path).with_context(|| format!("could not read `{path}`"))?;
        // It puts a style into the page, which the page's policy forbids: that is not the page's
        // complaint.
        self.heard().await?;
        // It needs timers. The page's own scripts do not run for it: they were passed over.
        self.allow_script(true).await?;
        self.driver.execute(format!("{axe}; window.axe = axe;"), vec![]).await?;
        let run = "const [css, done] = arguments;
            const before = window.violations?.slice();
            const rules = { 'target-size': { enabled: true } };
            const all = (css) => [...document.querySelectorAll('sordino-preferences')]
                .flatMap((it) => [...(it.shadowRoot?.querySelectorAll(css) ?? [])]);
            // What floats over the page covers what can be scrolled from under it. Rows that are
            // laid out while it measures move what it has measured.
            const [bars, rows] = [all('.bar'), all('.campaign')];
            for (const bar of bars) bar.style.position = 'static';
            for (const row of rows) row.style.contentVisibility = 'visible';
            axe.run({ include: [css] }, { resultTypes: ['violations'], rules }).then(
                ({ violations, passes }) => done({
                    passes: passes.length,
                    broken: violations.flatMap(({ id, help, nodes }) => nodes.map(
                        ({ target, any, all }) => `${id}: ${help}: ${target.flat().join(' ')}: `
                            + [...any, ...all].map(({ message }) => message).join('; '))),
                }),
                (error) => done({ passes: 0, broken: [String(error)] }))
                .finally(() => {
                    window.violations = before;
                    for (const bar of bars) bar.style.position = '';
                    for (const row of rows) row.style.contentVisibility = '';
                })";
        let found = self.driver.execute_async(run, vec![json!(css)]).await?.json().clone();
        self.allow_script(self.setup.script).await?;
        self.log().await?;
        ensure!(
            found["passes"].as_u64().unwrap_or(0) > 0 || found["broken"] != json!([]),
            "axe checked nothing in `{css}`"
        );
        Ok(serde_json::from_value(found["broken"].clone())?)
    }
}
