//! Everything that a test plays on: a gateway with the sample data, a shop, a browser.

mod crowd;
mod kept;
mod links;
mod play;
mod tabs;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail, ensure};
use axum::http::Method;
use serde_json::json;
use sordino_contract::Timestamp;
use sordino_gateway::config::LogFormat;
use sordino_gateway::import::{self, BadRow, Mapping};
use sordino_gateway::token::Key;
use sordino_gateway::{Catalogue, Clock, Config, Gateway, assets};
use tempfile::TempDir;
use tokio::net::TcpListener;

pub use links::{Behind, LinkTo};
pub use play::{play, play_before};

use crate::browser::{Browser, Setup};
use crate::engine::Engine;
use crate::pictures;
use crate::python::Python;
use crate::shop::{self, Shop};
use crate::wire::Wire;

/// The first sample customer: English, everything on but three text messages.
pub const MARGARET: &str = "C-10001";
/// The second: Chinese, in Shanghai.
pub const MING: &str = "C-10002";

/// Runs in a page before its own scripts.
const WATCH: &str = "
    window.violations = [];
    addEventListener('securitypolicyviolation', (event) =>
        window.violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
";

/// When it is, for the gateway. Its clock stands still, so that what runs today runs in a year.
const NOW: &str = "2026-11-21T12:00:00Z";

/// A second of that minute at which the browser's clock is wrong by the same number of whole
/// minutes for all of a test: by that a backend puts it right. Where it changed from one to the
/// next, a choice would seem to be made a minute before the one that it takes back.
fn now() -> Result<Timestamp> {
    let noon: Timestamp = NOW.parse()?;
    let behind = Clock::machine().now().as_millis() - noon.as_millis();
    Ok(Timestamp::from_millis(noon.as_millis() + (behind + 29_000).rem_euclid(60_000)))
}

/// The selector of the switch at a path of the contract.
pub fn switch(path: &str) -> String {
    format!("input[role=switch][value=\"{path}\"]")
}

/// A gateway, a shop that embeds its widget, and a browser that sees both through wires.
pub struct Stage {
    /// The browser.
    pub browser: Browser,
    /// Between the browser and the gateway.
    pub wire: Wire,
    /// Between the browser and the shop.
    pub shop: Wire,
    gateway: Gateway,
    clock: Clock,
    python: Option<Python>,
    config: Config,
    expected: Mutex<Vec<String>>,
    _database: TempDir,
}

/// Holds back the WebAssembly until it is dropped.
pub struct Held<'a>(&'a Wire);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.clear();
    }
}

fn data() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data"))
}

fn sample() -> Result<Catalogue> {
    Ok(Catalogue::read(&data().join("catalogue.toml"))?)
}

async fn import_sample(gateway: &Gateway, clock: &Clock) -> Result<()> {
    let data = data();
    import::catalogue(gateway.store(), clock, &sample()?).await?;
    let mapping = Mapping::read(&data.join("people.toml"))?;
    let (path, mut bad) = (data.join("people.csv"), Vec::<BadRow>::new());
    let file = std::fs::File::open(&path)?;
    import::people(gateway.store(), clock, &mapping, path, file, &mut bad).await?;
    ensure!(bad.is_empty(), "rows of the sample are bad: {bad:?}");
    Ok(())
}

impl Stage {
    async fn set(behind: Behind, setup: Setup) -> Result<Self> {
        ensure!(
            assets::embedded(),
            "the gateway was built without the widget: run `cargo xtask build` first"
        );
        let database = tempfile::Builder::new().prefix("sordino-gateway-").tempdir()?;
        let (wire, loose) = Wire::open().await?;
        let (shop, shop_loose) = Wire::open().await?;
        if Engine::current() == Engine::WebKit && !setup.script {
            wire.forbid_script();
            shop.forbid_script();
        }
        let config = Config {
            listen: ([127, 0, 0, 1], 0).into(),
            public_url: wire.url(),
            database: database.path().join("sordino.db"),
            keys: vec![Key { id: "test".into(), secret: vec![7; 32] }],
            embed_origins: match setup.sandboxed {
                true => vec![shop.url(), "null".into()],
                false => vec![shop.url()],
            },
            style_sheet: setup.theme.map(|theme| {
                let themes = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/themes");
                PathBuf::from(themes).join(theme).with_extension("css")
            }),
            words: setup.words,
            link_days: 90,
            log: "warn".into(),
            log_format: LogFormat::Text,
        };
        let clock = Clock::stopped_at(now()?);
        let gateway = Gateway::open(&config, clock.clone()).await?;
        import_sample(&gateway, &clock).await?;

        let listener = TcpListener::bind("127.0.0.1:0").await?;
        wire.lead_to(loose, listener.local_addr()?);
        tokio::spawn(gateway.clone().serve(listener, std::future::pending()));

        let mut stage = Self {
            browser: Browser::start(setup).await?,
            wire,
            shop,
            gateway,
            clock,
            python: None,
            config,
            expected: Mutex::default(),
            _database: database,
        };
        if behind == Behind::Python {
            let mut python = Python::start(&stage.shop.url()).await?;
            for person in [MARGARET, MING] {
                python.add(person, stage.document(person).await?).await?;
            }
            stage.python = Some(python);
        }
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        stage.shop.lead_to(shop_loose, listener.local_addr()?);
        Shop {
            gateway: stage.wire.url(),
            backend: stage.backend().url(),
            link: stage.link(LinkTo::of(MARGARET))?,
            link_zh: stage.link(LinkTo { lang: Some("zh-Hans"), ..LinkTo::of(MARGARET) })?,
            token: stage.token(LinkTo { id: "a-session", ..LinkTo::of(MARGARET) })?,
        }
        .open(listener);
        Ok(stage)
    }

    /// Between the browser and what is behind the widget in the shop's page.
    pub fn backend(&self) -> &Wire {
        self.python.as_ref().map_or(&self.wire, |python| &python.wire)
    }

    /// Opens somebody's page and waits until script runs it.
    ///
    /// # Errors
    ///
    /// If it does not come to that.
    pub async fn open_page(&self, person: &str) -> Result<()> {
        self.browser.open(&self.link(LinkTo::of(person))?).await?;
        self.live().await
    }

    /// Opens the page of the shop that embeds the widget.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub async fn open_shop(&self) -> Result<()> {
        self.browser.open(&format!("{}/", self.shop.url())).await
    }

    /// Opens a page that was built with the npm package: `react`.
    ///
    /// # Errors
    ///
    /// If it was not built.
    pub async fn open_npm(&self, name: &str) -> Result<()> {
        shop::site()?;
        self.browser.open(&format!("{}/npm/{name}.html", self.shop.url())).await
    }

    /// Waits until the widget shows the preferences, with or without script, and styled.
    ///
    /// # Errors
    ///
    /// If it does not come to that.
    pub async fn ready(&self) -> Result<()> {
        self.browser.until("return $('.sordino')?.dataset.state ?? null", "ready").await?;
        self.browser.until("return getComputedStyle($('.sordino')).display", "flex").await
    }

    /// Waits until script runs the widget.
    ///
    /// # Errors
    ///
    /// If it does not come to that.
    pub async fn live(&self) -> Result<()> {
        self.browser.until("return $('.sordino')?.dataset.live ?? null", "").await?;
        self.browser.until("return getComputedStyle($('.sordino')).display", "flex").await
    }

    /// Waits until the status line says exactly this.
    ///
    /// # Errors
    ///
    /// If it says something else.
    pub async fn status(&self, words: &str) -> Result<()> {
        self.browser.until("return text('.status[role=status]')", words).await
    }

    /// Waits until the status line begins so.
    ///
    /// # Errors
    ///
    /// If it says something else.
    pub async fn status_says(&self, words: &str) -> Result<()> {
        let begins =
            format!("return (text('.status[role=status]') ?? '').startsWith({})", json!(words));
        let waited = self.browser.until(&begins, true).await;
        let said = self.browser.js("return text('.status[role=status]')").await.unwrap_or_default();
        waited.with_context(|| format!("the status line says {said}"))
    }

    /// Waits until nothing is on its way any more.
    ///
    /// # Errors
    ///
    /// If something stays on its way.
    pub async fn quiet(&self) -> Result<()> {
        let under_way =
            "return [text('.status[role=status]'), ...$$('.note').map((note) => note.innerText)]
            .some((words) => /Saving|正在|Not saved yet|尚未/.test(words))";
        self.browser.until(under_way, false).await
    }

    /// Whether the switch at `path` stands on, as people see it.
    ///
    /// # Errors
    ///
    /// If there is no such switch.
    pub async fn is_on(&self, path: &str) -> Result<bool> {
        let on = self.browser.js(&self.stands(path)).await?;
        on.as_bool().with_context(|| format!("there is no switch for `{path}`"))
    }

    /// The script that says whether the switch at `path` stands on.
    pub fn stands(&self, path: &str) -> String {
        format!("return $({})?.checked ?? null", json!(switch(path)))
    }

    /// The script that says what stands under the switch at `path`.
    pub fn note(&self, path: &str) -> String {
        format!(
            "const box = $({});
            return box?.closest('.switch').querySelector('.note').textContent.trim() ?? null",
            json!(switch(path))
        )
    }

    /// Holds back the WebAssembly, so that a page stays as the server made it.
    pub fn hold_wasm(&self) -> Held<'_> {
        self.wire.hold(Method::GET, ".wasm");
        Held(&self.wire)
    }

    /// Runs a script in each page before its own, from the next page on.
    ///
    /// Chromium runs it by itself. For the others it is put into the pages on their way.
    ///
    /// # Errors
    ///
    /// If the browser refuses.
    pub async fn before_each_page(&self, script: &str) -> Result<()> {
        if Engine::current() == Engine::Chromium {
            return self.browser.before_each_page(script).await;
        }
        for wire in [&self.wire, &self.shop] {
            wire.run_first(script);
        }
        Ok(())
    }

    /// From the next page on, counts how often the page's policy is not kept, for
    /// [`Browser::violations`].
    ///
    /// # Errors
    ///
    /// If the browser refuses.
    pub async fn watch_policy(&self) -> Result<()> {
        self.before_each_page(WATCH).await
    }

    /// Takes the browser off the network, or puts it back, and tells the page so.
    ///
    /// Where the browser cannot be taken off, the wire is cut and the page hears what it would.
    ///
    /// # Errors
    ///
    /// If the browser refuses.
    pub async fn offline(&self, offline: bool) -> Result<()> {
        if Engine::current() == Engine::Chromium {
            return self.browser.offline(offline).await;
        }
        for wire in [&self.wire, self.backend()] {
            if offline { wire.cut() } else { wire.mend() }
        }
        let event = if offline { "offline" } else { "online" };
        let tell = format!(
            "Object.defineProperty(navigator, 'onLine', {{ configurable: true, value: {} }});
            dispatchEvent(new Event('{event}'))",
            !offline
        );
        self.browser.js(&tell).await?;
        Ok(())
    }

    /// Keeps a picture of the whole page.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub async fn shot(&self, name: &str) -> Result<()> {
        pictures::keep(name, &self.browser.whole_picture().await?)
    }

    /// Keeps a picture of what is in view.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub async fn view(&self, name: &str) -> Result<()> {
        pictures::keep(name, &self.browser.picture().await?)
    }

    /// Keeps what the browser would print, as PDF; answers its bytes.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub async fn paper(&self, name: &str) -> Result<Vec<u8>> {
        let pdf = self.browser.printed().await?;
        pictures::keep_file(&format!("{name}.pdf"), &pdf)?;
        Ok(pdf)
    }

    /// Fails if what is shown breaks a rule of accessibility: all of a hosted page, of another's
    /// page the widget.
    ///
    /// # Errors
    ///
    /// Names each rule and place.
    pub async fn axe_here(&self) -> Result<()> {
        let hosted = self.browser.js("return host?.getAttribute('home') === 'page'").await?;
        let css = if hosted == json!(true) { "html" } else { "sordino-preferences" };
        // A colour on its way to another is neither. In a row that is out of view it does not move.
        let still = "const moving = () =>
                (root?.getAnimations() ?? []).filter((it) => it instanceof CSSTransition);
            const seen = (it) => it.effect.target.checkVisibility({ contentVisibilityAuto: true });
            for (const it of moving()) if (!seen(it)) it.finish();
            return moving().length";
        self.browser.until(still, 0).await?;
        let broken = self.browser.axe(css).await?;
        if !broken.is_empty() {
            bail!("axe finds fault: {broken:#?}");
        }
        Ok(())
    }

    /// Says that pages may complain of what has `part` in it: they were given reason to.
    pub fn expect_complaints(&self, part: &str) {
        self.expected.lock().unwrap_or_else(PoisonError::into_inner).push(part.into());
    }

    async fn no_complaints(&self) -> Result<()> {
        let expected = self.expected.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut complaints = self.browser.heard().await?;
        // What waits on purpose was preloaded for nothing.
        complaints.retain(|said| !said.contains("was preloaded"));
        complaints.retain(|said| !expected.iter().any(|part| said.contains(part.as_str())));
        ensure!(complaints.is_empty(), "the browser complains: {complaints:#?}");
        Ok(())
    }
}
