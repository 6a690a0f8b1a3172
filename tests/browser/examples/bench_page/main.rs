//! How soon a page with its switches is there, on a telephone with a slow network.
//!
//! `cargo xtask bench page` opens the hosted page, a page that embeds the widget, and pages that
//! somebody wrote by hand (`tests/browser/vanilla`), in turn, each in a browser of its own that has
//! nothing cached, is slowed down four times and has the network that Chromium calls slow 4G. It
//! prints medians.

mod figures;

use anyhow::Result;
use serde_json::json;
use sordino_browser_tests::{Behind, LinkTo, MARGARET, Method, Setup, Stage, play_before};

use figures::Figures;

const RUNS: usize = 7;
const SLOWDOWN: u32 = 4;
/// Chromium's "Slow 4G": 1.6 Mbit/s down, 0.75 up, a round trip of 150 ms, each made worse by what
/// a request costs beyond it, as its developer tools apply it.
const DOWN: f64 = 1.6e6 / 8.0 * 0.9;
const UP: f64 = 0.75e6 / 8.0 * 0.9;
const ROUND_TRIP: f64 = 150.0 * 3.75;

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Page {
    /// By hand: its script fetches the document from the page's own server.
    VanillaHosted,
    Hosted,
    HostedWithoutScript,
    /// By hand: its script fetches the document from the gateway, as an embedded widget must.
    VanillaEmbedded,
    /// The widget, before the gateway, which sends it the document as HTML.
    Embedded,
    /// The widget, before a backend that knows nothing of that.
    EmbeddedWithoutFragment,
}

impl Page {
    const ALL: [Self; 6] = [
        Self::VanillaHosted,
        Self::Hosted,
        Self::HostedWithoutScript,
        Self::VanillaEmbedded,
        Self::Embedded,
        Self::EmbeddedWithoutFragment,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::VanillaHosted => "by hand, hosted",
            Self::Hosted => "hosted page",
            Self::HostedWithoutScript => "  without script",
            Self::VanillaEmbedded => "by hand, embedded",
            Self::Embedded => "embedded",
            Self::EmbeddedWithoutFragment => "  without fragment",
        }
    }

    async fn address(self, stage: &Stage) -> Result<String> {
        let to = LinkTo::of(MARGARET);
        let page = |name: &str| {
            anyhow::Ok(format!("{}/vanilla/{name}#sordino={}", stage.shop.url(), stage.token(to)?))
        };
        match self {
            Self::Hosted | Self::HostedWithoutScript => stage.link(to),
            Self::VanillaHosted => {
                let document = stage.document(MARGARET).await?.to_string();
                let path = "/vanilla/document.json";
                stage.shop.answer(Method::GET, path, 200, "application/json", &document);
                Ok(page("by-hand.html")? + "&document=document.json")
            }
            Self::VanillaEmbedded => page("by-hand.html"),
            Self::Embedded | Self::EmbeddedWithoutFragment => page("widget.html"),
        }
    }

    async fn open(self) -> Figures {
        let setup = Setup { script: self != Self::HostedWithoutScript, ..Setup::phone(375) };
        let behind = match self {
            Self::EmbeddedWithoutFragment => Behind::Python,
            _ => Behind::Gateway,
        };
        let mut figures = Figures::default();
        play_before(behind, setup, async |stage| {
            let browser = &stage.browser;
            let watch = json!({ "source": figures::WATCH });
            browser.cdp("Page.addScriptToEvaluateOnNewDocument", watch).await?;
            let rate = json!({ "rate": SLOWDOWN });
            browser.cdp("Emulation.setCPUThrottlingRate", rate).await?;
            let slow = json!({
                "offline": false,
                "latency": ROUND_TRIP,
                "downloadThroughput": DOWN,
                "uploadThroughput": UP,
            });
            browser.cdp("Network.enable", json!({})).await?;
            browser.cdp("Network.emulateNetworkConditions", slow).await?;
            browser.open(&self.address(stage).await?).await?;
            figures = Figures::take(stage, self == Self::HostedWithoutScript).await?;
            Ok(())
        })
        .await;
        figures
    }
}

#[tokio::main(worker_threads = 2)]
async fn main() {
    println!("{SLOWDOWN} times slower, slow 4G, nothing cached, medians of {RUNS} runs");
    let mut all = [const { Vec::new() }; Page::ALL.len()];
    for _ in 0..RUNS {
        // In turn, so that what else the machine does is everybody's.
        for (page, runs) in Page::ALL.into_iter().zip(&mut all) {
            runs.push(page.open().await);
        }
    }
    Figures::print_head();
    for (page, runs) in Page::ALL.into_iter().zip(&all) {
        Figures::print(page.name(), runs);
    }
}
