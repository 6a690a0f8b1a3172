//! What is measured of a page.

use anyhow::{Context, Result};
use sordino_browser_tests::Stage;

/// Notes when the first switch that can be used is painted, when script runs the widget, what
/// moved, and what kept the page from answering.
///
/// A switch can be used as soon as it is painted, styled: on a page by hand because script made it,
/// on the hosted page because it is part of a form, in the widget because what is turned before it
/// works is kept.
pub(crate) const WATCH: &str = "
    window.marks = { control: null, live: null, shift: 0, tasks: [] }
    new PerformanceObserver((list) => {
      for (const it of list.getEntries()) if (!it.hadRecentInput) marks.shift += it.value
    }).observe({ type: 'layout-shift', buffered: true })
    new PerformanceObserver((list) => {
      marks.tasks.push(...list.getEntries().map((it) => [it.startTime, it.duration]))
    }).observe({ type: 'longtask', buffered: true })
    const look = () => {
      const root = document.querySelector('sordino-preferences')?.shadowRoot
      const wrapper = root?.querySelector('.sordino')
      const box = root ? wrapper?.querySelector('[role=switch]') : document.querySelector('main [type=checkbox]')
      const styled = !wrapper || getComputedStyle(wrapper).display === 'flex'
      if (marks.control === null && box?.getClientRects().length && styled) {
        marks.control = 0
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => (marks.control = performance.now())
        port2.postMessage(0)
      }
      if (wrapper?.dataset.live !== undefined) marks.live ??= performance.now()
      if (!marks.control || (root && !marks.live)) requestAnimationFrame(look)
    }
    requestAnimationFrame(look)";

/// How long nothing may happen for a page to be done, in milliseconds.
const QUIET: u32 = 1_500;

/// One run of one page. Times are milliseconds since the navigation began.
#[derive(Default)]
pub(crate) struct Figures {
    /// When anything was painted first.
    paint: f64,
    /// When the first switch that can be used was.
    control: Option<f64>,
    /// When script ran the widget.
    live: Option<f64>,
    /// The longest task, if any took 50 ms: most often the browser's own, for the HTML.
    longest: f64,
    /// The same of those in which the WebAssembly brings the page to life.
    life: f64,
    /// What moved, by the browser's score.
    shift: f64,
    requests: f64,
    /// All bodies, as they travelled.
    bytes: f64,
}

impl Figures {
    /// Waits until the page is done, and reads them.
    pub(crate) async fn take(stage: &Stage, scriptless: bool) -> Result<Self> {
        let browser = &stage.browser;
        if !scriptless {
            browser.until("return !!marks.control", true).await?;
            let embeds = "return !document.querySelector('sordino-preferences') || !!marks.live";
            browser.until(embeds, true).await?;
        }
        tokio::time::sleep(std::time::Duration::from_millis(QUIET.into())).await;
        let number = async |script: &str| {
            let value = browser.js(script).await?;
            anyhow::Ok(value.as_f64())
        };
        let paint = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime";
        let mut figures =
            Self { paint: number(paint).await?.context("nothing was painted")?, ..Self::default() };
        if !scriptless {
            figures.control = number("return marks.control").await?;
            figures.live = number("return marks.live").await?;
            let longest = "return Math.max(0, ...marks.tasks.map((it) => it[1]))";
            figures.longest = number(longest).await?.unwrap_or_default();
            let life =
                "const wasm = performance.getEntries().find((it) => it.name.endsWith('.wasm'))
                return Math.max(0, ...marks.tasks
                    .filter(([from]) => from > (wasm?.responseEnd ?? 0) && from < marks.live)
                    .map((it) => it[1]))";
            figures.life = number(life).await?.unwrap_or_default();
            figures.shift = number("return marks.shift").await?.unwrap_or_default();
        }
        let mut seen = stage.wire.seen();
        seen.extend(stage.shop.seen());
        if !std::ptr::eq(stage.backend(), &stage.wire) {
            seen.extend(stage.backend().seen());
        }
        figures.requests = seen.len() as f64;
        figures.bytes = seen.iter().map(|it| it.answered as f64).sum();
        Ok(figures)
    }

    pub(crate) fn print_head() {
        println!(
            "\n{:<20} {:>7} {:>8} {:>7} {:>8} {:>7} {:>6} {:>9} {:>7}",
            "", "paint", "control", "works", "longest", "life", "shift", "requests", "bytes"
        );
    }

    pub(crate) fn print(name: &str, runs: &[Self]) {
        let median = |of: &dyn Fn(&Self) -> Option<f64>| {
            let mut values: Vec<f64> = runs.iter().filter_map(of).collect();
            values.sort_by(f64::total_cmp);
            values.get(values.len() / 2).copied()
        };
        let shown = |value: Option<f64>| value.map_or("–".into(), |value| format!("{value:.0}"));
        println!(
            "{name:<20} {:>7} {:>8} {:>7} {:>8} {:>7} {:>6.3} {:>9} {:>7}",
            shown(median(&|it| Some(it.paint))),
            shown(median(&|it| it.control)),
            shown(median(&|it| it.live)),
            shown(median(&|it| Some(it.longest))),
            shown(median(&|it| Some(it.life))),
            median(&|it| Some(it.shift)).unwrap_or_default(),
            shown(median(&|it| Some(it.requests))),
            shown(median(&|it| Some(it.bytes))),
        );
    }
}
