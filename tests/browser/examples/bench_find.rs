//! How long the search takes among 500 campaigns, on a telephone's processor.
//!
//! `cargo xtask bench find` types a word letter by letter, on the hosted page and in a website
//! that embeds the widget, in a browser that is slowed down four times, and prints medians in
//! milliseconds. A frame is 16.7.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sordino_browser_tests::{Browser, MARGARET, Setup, play};

const CAMPAIGNS: usize = 500;
const RUNS: usize = 7;
const SLOWDOWN: u32 = 4;
const WORD: &str = "worksh";

/// What keeps the page from answering while it comes, and what a letter costs: the script that
/// hears it, and the style, layout and painting of the frame after it. The wait for the screen in
/// between is not the page's.
const WATCH: &str = "
    window.tasks = []
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((it) => it.duration)))
      .observe({ type: 'longtask', buffered: true })
    let from
    addEventListener('input', () => (from = performance.now()), true)
    addEventListener('input', () => {
      const script = performance.now() - from
      requestAnimationFrame(() => {
        const begun = performance.now()
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => (window.letter = [script, performance.now() - begun])
        port2.postMessage(0)
      })
    })";

#[derive(Default)]
struct Figures {
    /// The longest task until the widget works, and all of those that are longer than 50 ms.
    start: Vec<[f64; 2]>,
    /// For each letter the script and the frame of each run, and the processor's time that the page
    /// spent until its next frames were done, the browser's own care for fields included.
    letters: Vec<Vec<[f64; 3]>>,
}

#[tokio::main(worker_threads = 2)]
async fn main() {
    println!("{CAMPAIGNS} campaigns, {SLOWDOWN} times slower, medians of {RUNS} runs, in ms");
    for (hosted, name) in [(true, "hosted page"), (false, "embedded")] {
        let mut figures = Figures { letters: vec![Vec::new(); WORD.len()], ..Figures::default() };
        for _ in 0..RUNS {
            // Each in a browser of its own, which has compiled nothing before.
            play(Setup::phone(375), async |stage| {
                stage.offer(CAMPAIGNS).await?;
                let browser = &stage.browser;
                let watch = json!({ "source": WATCH });
                browser.cdp("Page.addScriptToEvaluateOnNewDocument", watch).await?;
                let clock = json!({ "timeDomain": "threadTicks" });
                browser.cdp("Performance.enable", clock).await?;
                let rate = json!({ "rate": SLOWDOWN });
                browser.cdp("Emulation.setCPUThrottlingRate", rate).await?;
                if hosted {
                    stage.open_page(MARGARET).await?;
                } else {
                    stage.open_shop().await?;
                }
                stage.live().await?;
                figures.measure(browser).await
            })
            .await;
        }
        figures.print(name);
    }
}

impl Figures {
    async fn measure(&mut self, browser: &Browser) -> Result<()> {
        settled(browser).await?;
        let tasks = browser.js("return [Math.max(0, ...tasks), tasks.reduce((a, b) => a + b, 0)]");
        self.start.push(numbers(&tasks.await?)?);
        browser.js("$('.find-text').focus()").await?;
        settled(browser).await?;
        for (letter, runs) in WORD.chars().zip(&mut self.letters) {
            let before = spent(browser).await?;
            browser.js("window.letter = null").await?;
            browser.cdp("Input.insertText", json!({ "text": letter })).await?;
            browser.until("return !!window.letter", true).await?;
            let after = spent(browser).await?;
            let [script, frame] = numbers(&browser.js("return window.letter").await?)?;
            runs.push([script, frame, after - before]);
        }
        browser.until("return text('.found')", "36 of 500 shown").await
    }

    fn print(&self, name: &str) {
        println!("\n{name}");
        let [longest, all] = medians(&self.start);
        println!("  until it works: longest task {longest:.0}, long tasks together {all:.0}");
        println!("  {:>6} {:>7} {:>7} {:>7} {:>7}", "letter", "script", "frame", "both", "worst");
        for (letter, runs) in WORD.chars().zip(&self.letters) {
            let both: Vec<[f64; 2]> = runs.iter().map(|it| [it[0] + it[1], it[2]]).collect();
            let worst = both.iter().map(|it| it[0]).fold(0.0, f64::max);
            let ([script, frame, _], [both, cpu]) = (medians(runs), medians(&both));
            println!(
                "  {letter:>6} {script:>7.1} {frame:>7.1} {both:>7.1} {worst:>7.1}   cpu {cpu:.1}"
            );
        }
    }
}

/// Waits until the page has nothing left to do.
async fn settled(browser: &Browser) -> Result<()> {
    let idle = "await new Promise((done) => setTimeout(() => requestIdleCallback(done), 300))";
    browser.js(idle).await?;
    Ok(())
}

/// The processor's time that the page's tasks took so far, in milliseconds.
async fn spent(browser: &Browser) -> Result<f64> {
    let metrics = browser.cdp("Performance.getMetrics", json!({})).await?;
    let mut metrics = metrics["metrics"].as_array().into_iter().flatten();
    let tasks = metrics.find(|it| it["name"] == "TaskDuration").context("no `TaskDuration`")?;
    Ok(1000.0 * tasks["value"].as_f64().context("no number")?)
}

fn numbers<const N: usize>(value: &Value) -> Result<[f64; N]> {
    let mut numbers = [0.0; N];
    for (at, number) in numbers.iter_mut().enumerate() {
        *number = value[at].as_f64().with_context(|| format!("no number in {value}"))?;
    }
    Ok(numbers)
}

fn medians<const N: usize>(runs: &[[f64; N]]) -> [f64; N] {
    std::array::from_fn(|at| {
        let mut values: Vec<f64> = runs.iter().map(|run| run[at]).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    })
}
