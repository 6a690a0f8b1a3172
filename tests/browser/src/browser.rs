//! A browser of its own for each test: one driver process, one profile, one session.

mod axe;
mod chromium;
mod driver;
mod firefox;
mod told;
mod webkit;

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Error, Result, anyhow, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sordino_gateway::Wording;
use tempfile::TempDir;
use thirtyfour::TypingData;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;

use driver::Driver;

use crate::engine::Engine;

/// How long something that is expected may take to come about on a busy machine.
const PATIENCE: Duration = Duration::from_secs(15);

/// What a script can use to look into the widget.
const HELPERS: &str = "
    const host = document.querySelector('sordino-preferences');
    const root = host?.shadowRoot;
    const $ = (css) => root?.querySelector(css);
    const $$ = (css) => [...(root?.querySelectorAll(css) ?? [])];
    const text = (css) => $(css)?.innerText.trim() ?? null;
    const visible = (css) => $(css)?.checkVisibility({ visibilityProperty: true }) ?? false;
";

/// How the person at the browser has it set up. The default is a light desktop in English.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Width and height of the page, in CSS pixels.
    pub size: (u32, u32),
    /// A telephone: touch, two device pixels for each of CSS's, a mobile viewport. In other
    /// engines than Chromium a window as small as one.
    pub phone: bool,
    /// `prefers-color-scheme: dark`.
    pub dark: bool,
    /// `prefers-reduced-motion: reduce`.
    pub still: bool,
    /// `forced-colors: active`, as Windows' contrast themes do.
    pub forced_colors: bool,
    /// Whether pages may run script. In WebKit the page's own policy forbids it: with script turned
    /// off its driver is often never answered.
    pub script: bool,
    /// `Accept-Language`, and what `navigator.languages` says.
    pub languages: &'static str,
    /// Which of the example themes the hosted page wears. It is the gateway's, and not theirs.
    pub theme: Option<&'static str>,
    /// What the hosted page says. It is the gateway's, too.
    pub words: Wording,
    /// Whether pages in a sandbox may ask. It is the gateway's, too.
    pub sandboxed: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            size: (1280, 900),
            phone: false,
            dark: false,
            still: false,
            forced_colors: false,
            script: true,
            languages: "en-GB,en",
            theme: None,
            words: Wording::default(),
            sandboxed: false,
        }
    }
}

impl Setup {
    /// Goes on if a browser can be set up so.
    fn can_be_had(&self, engine: Engine) -> Result<()> {
        let can = engine != Engine::WebKit;
        let english = self.languages.starts_with("en");
        engine.needs(can || english, "a browser in another language than English")?;
        engine.needs(can || !self.forced_colors, "forced colours")
    }

    /// A telephone of this width.
    pub fn phone(width: u32) -> Self {
        Self { size: (width, 812), phone: true, ..Self::default() }
    }
}

/// Whether something failed because the driver did not answer.
pub(crate) fn is_silence(error: &Error) -> bool {
    let mut causes = error.chain().filter_map(|cause| cause.downcast_ref::<WebDriverError>());
    causes.any(|cause| matches!(cause.as_inner(), WebDriverErrorInner::HttpError(_)))
}

/// A browser with one or more tabs.
pub struct Browser {
    engine: Engine,
    driver: WebDriver,
    setup: Setup,
    /// What pages complained of, as far as it was taken from the browser's log.
    complaints: Mutex<Vec<String>>,
    // Dropped in this order: the driver with its browser, then their home.
    process: Driver,
    _home: TempDir,
}

impl Browser {
    /// Starts the engine that the suite runs in.
    ///
    /// # Errors
    ///
    /// If the browser or its driver is missing or does not start, or cannot be set up so.
    pub async fn start(setup: Setup) -> Result<Self> {
        let engine = Engine::current();
        setup.can_be_had(engine)?;
        let home = tempfile::Builder::new().prefix("sordino-browser-").tempdir()?;
        // The port that a driver took may be another's by the time it listens on it.
        let process = Driver::start(engine, &setup, home.path())
            .or_else(|_| Driver::start(engine, &setup, home.path()))
            .or_else(|_| Driver::start(engine, &setup, home.path()))?;
        let builder = WebDriver::builder(
            format!("http://127.0.0.1:{}", process.port),
            process.capabilities.clone(),
        )
        // Of one command: a browser that hangs must not hang the suite.
        .request_timeout(Duration::from_secs(60));
        let driver = builder.connect().await.context("the browser did not start")?;
        driver.set_page_load_timeout(Duration::from_secs(30)).await?;
        let browser =
            Self { engine, driver, setup, complaints: Mutex::default(), process, _home: home };
        browser.emulate().await?;
        if engine == Engine::WebKit {
            // The first page comes from another process than the empty one, and the driver may go
            // on asking that for ever. So it is a page that nobody asks anything.
            let status = format!("http://127.0.0.1:{}/status", browser.process.port);
            browser.driver.goto(status).await?;
            browser.process.display.map(webkit::focus).transpose()?;
        }
        Ok(browser)
    }

    /// What no capability sets, for the tab that is in front.
    async fn emulate(&self) -> Result<()> {
        let Setup { size: (width, height), phone, dark, still, forced_colors, script, .. } =
            self.setup;
        if self.engine != Engine::Chromium {
            return self.resize(width, height).await;
        }
        let feature =
            |name, on: bool, value| json!({ "name": name, "value": if on { value } else { "" } });
        self.cdp(
            "Emulation.setEmulatedMedia",
            json!({ "features": [
                { "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } },
                feature("prefers-reduced-motion", still, "reduce"),
                feature("forced-colors", forced_colors, "active"),
            ] }),
        )
        .await?;
        self.resize(width, height).await?;
        if phone {
            self.cdp("Emulation.setTouchEmulationEnabled", json!({ "enabled": true })).await?;
        }
        self.allow_script(script).await
    }

    async fn allow_script(&self, allow: bool) -> Result<()> {
        if self.engine != Engine::Chromium {
            return Ok(());
        }
        let not = json!({ "value": !allow });
        self.cdp("Emulation.setScriptExecutionDisabled", not).await?;
        Ok(())
    }

    async fn resize(&self, width: u32, height: u32) -> Result<()> {
        if self.engine != Engine::Chromium {
            return self.resize_window(width, height).await;
        }
        let phone = self.setup.phone;
        let scale = if phone { 2 } else { 1 };
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": phone });
        self.cdp("Emulation.setDeviceMetricsOverride", size).await?;
        Ok(())
    }

    /// Gives the window a size at which the page has this one.
    async fn resize_window(&self, width: u32, height: u32) -> Result<()> {
        let (mut around, started) = ([0, 0], Instant::now());
        loop {
            self.driver.set_window_rect(0, 0, width + around[0], height + around[1]).await?;
            // A window takes its time, and its bar is seen only then.
            tokio::time::sleep(Duration::from_millis(20)).await;
            let sizes = "return [innerWidth, innerHeight, outerWidth, outerHeight]";
            let sizes = self.driver.execute(sizes, vec![]).await?.json().clone();
            let [w, h, over_w, over_h]: [u32; 4] = serde_json::from_value(sizes)?;
            if [w, h] == [width, height] {
                return Ok(());
            }
            ensure!(started.elapsed() < PATIENCE, "the page stays {w} by {h} pixels");
            around = [over_w.saturating_sub(w), over_h.saturating_sub(h)];
        }
    }

    /// Asks the browser something that WebDriver has no word for.
    ///
    /// # Errors
    ///
    /// If the browser refuses. In other engines than Chromium the test is passed over.
    pub async fn cdp(&self, method: &str, parameters: Value) -> Result<Value> {
        self.engine.needs(self.engine == Engine::Chromium, &format!("Chromium's `{method}`"))?;
        self.driver.cdp().send_raw(method, parameters).await.with_context(|| method.to_owned())
    }

    /// What WebDriver can do that has no shorter form here.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Opens a page.
    ///
    /// # Errors
    ///
    /// If nothing answers there.
    pub async fn open(&self, url: &str) -> Result<()> {
        self.driver.goto(url).await.with_context(|| format!("could not open `{url}`"))
    }

    /// Loads the page again.
    ///
    /// # Errors
    ///
    /// If nothing answers there.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.driver.refresh().await?)
    }

    /// Goes back to the page before.
    ///
    /// # Errors
    ///
    /// If the browser refuses.
    pub async fn back(&self) -> Result<()> {
        if self.engine == Engine::WebKit {
            // Its driver waits for the page to load, which one that was kept does not do again.
            self.js("history.back()").await?;
            return Ok(());
        }
        Ok(self.driver.back().await?)
    }

    /// Opens another tab and brings it to the front.
    ///
    /// # Errors
    ///
    /// If the browser refuses.
    pub async fn another_tab(&self) -> Result<()> {
        // Its driver looks into tabs that are behind another, which ask and draw when they like.
        self.engine.needs(self.engine != Engine::WebKit, "two tabs, of which one is in front")?;
        let tab = self.driver.new_tab().await?;
        self.driver.switch_to_window(tab).await?;
        self.emulate().await
    }

    /// Brings a tab to the front, counted from 0 in the order in which they were opened.
    ///
    /// # Errors
    ///
    /// If there is no such tab.
    pub async fn tab(&self, number: usize) -> Result<()> {
        let tabs = self.driver.windows().await?;
        let tab = tabs.get(number).with_context(|| format!("there is no tab {number}"))?;
        Ok(self.driver.switch_to_window(tab.clone()).await?)
    }

    /// Runs a script, with `host`, `root`, `$`, `$$`, `text` and `visible` for the widget's
    /// shadow root. It works where pages may not run script, too.
    ///
    /// # Errors
    ///
    /// If the script throws.
    pub async fn js(&self, script: &str) -> Result<Value> {
        let mut whole = format!("{HELPERS}{script}");
        // Only Chromium's driver makes an asynchronous function of it; all wait for a promise.
        if script.contains("await ") {
            whole = format!("return (async () => {{ {whole} }})()");
        }
        let answer = self.driver.execute(whole, vec![]).await;
        Ok(answer.with_context(|| script.to_owned())?.json().clone())
    }

    /// Waits until `script` returns `expected`.
    ///
    /// # Errors
    ///
    /// If it does not in time; says what it returned instead.
    pub async fn until(&self, script: &str, expected: impl Into<Value>) -> Result<()> {
        let expected = expected.into();
        let started = Instant::now();
        loop {
            // A page that is being left has no script to run; the next one has.
            let last = match self.js(script).await {
                Ok(got) if got == expected => return Ok(()),
                Ok(got) => anyhow!("it is {got}"),
                Err(error) => error,
            };
            if started.elapsed() > PATIENCE {
                let wanted = format!("`{script}` should have come to be {expected}");
                return Err(last.context(wanted));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The first element in the widget that matches.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub async fn find(&self, css: &str) -> Result<WebElement> {
        let script = format!("{HELPERS}return $(arguments[0]);");
        let found = self.driver.execute(script, vec![json!(css)]).await?;
        found.element().with_context(|| format!("nothing in the widget matches `{css}`"))
    }

    /// Presses what matches, as a mouse or a finger does: it must be in view and uncovered.
    ///
    /// # Errors
    ///
    /// If there is nothing to press.
    pub async fn press(&self, css: &str) -> Result<()> {
        if self.engine == Engine::WebKit && !self.setup.script {
            // Script can run there, so the button for who has none comes late.
            let shown =
                format!("return visible({0}) || $({0})?.localName !== 'button'", json!(css));
            self.until(&shown, true).await?;
        }
        let element = self.find(css).await?;
        // The driver would scroll no further than to the edge, where a bar may lie over it.
        let mut scroll = "const [it] = arguments, top = () => it.getBoundingClientRect().top;
            it.scrollIntoView({ block: 'center', behavior: 'instant' });
            return top()"
            .to_owned();
        if self.engine == Engine::Firefox && self.setup.script {
            // Which rows are in view is found out as a frame is drawn.
            let frames = "new Promise((done) => requestAnimationFrame(() =>
                requestAnimationFrame(() => done(top()))))";
            scroll = scroll.replace("return top()", &format!("return {frames}"));
        }
        // Rows that come into view get their own height only then, and move what is to be pressed.
        let mut last = Value::Null;
        for _ in 0..10 {
            let at = self
                .driver
                .execute(scroll.as_str(), vec![element.to_json()?])
                .await?
                .json()
                .clone();
            if at == last {
                break;
            }
            last = at;
        }
        if self.engine == Engine::WebKit && element.tag_name().await? == "option" {
            // Its driver cannot press what is in a list that is not open, nor open one.
            let choose = "const [option] = arguments, list = option.closest('select');
                list.value = option.value;
                for (const type of ['input', 'change']) {
                    list.dispatchEvent(new Event(type, { bubbles: true }));
                }";
            self.driver.execute(choose, vec![element.to_json()?]).await?;
            return Ok(());
        }
        element.click().await.with_context(|| format!("could not press `{css}`"))
    }

    /// Presses keys, wherever the focus is.
    ///
    /// # Errors
    ///
    /// If the browser refuses.
    pub async fn keys(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.driver.action_chain().send_keys(keys).perform().await?)
    }

    /// Runs a script in each page before its own, from the next page on.
    /// [`crate::Stage::before_each_page`] does it in every engine.
    ///
    /// # Errors
    ///
    /// If the browser refuses.
    pub(crate) async fn before_each_page(&self, script: &str) -> Result<()> {
        let script = json!({ "source": script });
        self.cdp("Page.addScriptToEvaluateOnNewDocument", script).await?;
        Ok(())
    }

    /// Takes the browser off the network, or puts it back: pages see `navigator.onLine` change.
    /// [`crate::Stage::offline`] does it in every engine.
    ///
    /// # Errors
    ///
    /// If the browser refuses.
    pub(crate) async fn offline(&self, offline: bool) -> Result<()> {
        self.cdp("Network.enable", json!({})).await?;
        let conditions = json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.cdp("Network.emulateNetworkConditions", conditions).await?;
        Ok(())
    }

    /// A picture of what is in view, as PNG.
    ///
    /// # Errors
    ///
    /// If the browser gives none.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        if self.engine != Engine::Chromium {
            if self.engine == Engine::WebKit {
                // It is blank until two frames are drawn.
                let frames = "const [done] = arguments;
                    requestAnimationFrame(() => requestAnimationFrame(() => done(0)))";
                self.driver.execute_async(frames, vec![]).await?;
            }
            return Ok(self.driver.screenshot_as_png().await?);
        }
        let picture = self.cdp("Page.captureScreenshot", json!({ "format": "png" })).await?;
        let data = picture["data"].as_str().context("no picture came")?;
        Ok(STANDARD.decode(data)?)
    }

    /// A picture of the whole page, as if the window were as high as it. In other engines than
    /// Chromium, of what is in view.
    ///
    /// # Errors
    ///
    /// If the browser gives none.
    pub async fn whole_picture(&self) -> Result<Vec<u8>> {
        if self.engine != Engine::Chromium {
            return self.picture().await;
        }
        let (width, height) = self.setup.size;
        let high = self.js("return document.documentElement.scrollHeight").await?;
        let high = high.as_u64().and_then(|high| u32::try_from(high).ok()).unwrap_or(height);
        self.resize(width, high.max(height)).await?;
        let picture = self.picture().await;
        self.resize(width, height).await?;
        picture
    }

    /// What the browser would print, as PDF.
    ///
    /// # Errors
    ///
    /// If the browser gives none.
    pub async fn printed(&self) -> Result<Vec<u8>> {
        let pdf = self.cdp("Page.printToPDF", json!({})).await?;
        Ok(STANDARD.decode(pdf["data"].as_str().context("nothing came")?)?)
    }

    /// What the pages complained of: violations of their policy, errors in scripts, files that
    /// failed to load. In Firefox errors in scripts alone.
    ///
    /// # Errors
    ///
    /// If the browser has no log, as WebKit.
    pub async fn complaints(&self) -> Result<Vec<String>> {
        self.engine.needs(self.engine != Engine::WebKit, "what pages say in the console")?;
        self.heard().await
    }

    /// The same, as far as there is a log.
    pub(crate) async fn heard(&self) -> Result<Vec<String>> {
        let new = self.log().await?;
        let mut all = self.complaints.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend(new);
        Ok(all.clone())
    }

    /// What the log has that was not taken from it before. The browser's own pages, as that of an
    /// empty tab, complain when script is not allowed.
    async fn log(&self) -> Result<Vec<String>> {
        if self.engine != Engine::Chromium {
            let mut said = self.process.said.lock().unwrap_or_else(PoisonError::into_inner);
            let said = said.drain(..).filter(|line| firefox::is_complaint(line));
            return Ok(said.collect());
        }
        let log = self.driver.browser_log().await?;
        let said = log.into_iter().map(|entry| format!("{:?} {}", entry.level, entry.message));
        Ok(said.filter(|said| !said.contains("chrome://")).collect())
    }

    /// How the page's policy was not kept, in the order of it, since
    /// [`crate::Stage::watch_policy`] was asked for.
    ///
    /// # Errors
    ///
    /// If nobody looks.
    pub async fn violations(&self) -> Result<Value> {
        let violations = self.js("return window.violations ?? null").await?;
        ensure!(violations.is_array(), "nobody watches the page's policy");
        Ok(violations)
    }

    /// Ends the session.
    pub(crate) async fn quit(self) {
        // The driver ends its browser in any case when it goes.
        let _ = self.driver.clone().quit().await;
    }
}
