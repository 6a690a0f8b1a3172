//! Plays a test on a stage, and tells how it went.

use std::io::Write;
use std::panic::AssertUnwindSafe;
use std::thread;
use std::time::Duration;

use anyhow::{Error, Result, anyhow};
use futures_util::FutureExt;
use tokio::time::timeout;

use super::{Behind, Stage};
use crate::browser::{Setup, is_silence};
use crate::engine::{Engine, NotHere};
use crate::pictures;

/// The longest that one test may take.
const LIMIT: Duration = Duration::from_secs(180);

/// Sets the stage, plays `body` on it, and clears it away.
///
/// The test fails if `body` does, if it takes too long, or if a page complained of something
/// that was not expected: a violation of its policy, an error in a script, a missing file. What
/// the browser showed at that moment is kept as a picture named for the test.
///
/// A test that asks for what its engine cannot do ends there, and a line says that it did not run.
/// Where WebKit's driver falls silent the test begins again, on a stage of its own.
pub async fn play(setup: Setup, body: impl AsyncFnMut(&Stage) -> Result<()>) {
    play_before(Behind::Gateway, setup, body).await;
}

/// The same, with a choice of what is behind the widget in the shop's page.
pub async fn play_before(
    behind: Behind,
    setup: Setup,
    mut body: impl AsyncFnMut(&Stage) -> Result<()>,
) {
    // WebKit's driver takes a command and never answers it, about once in 70 tests, each time in
    // another. A page that hangs does so each time.
    let mut again = if Engine::current() == Engine::WebKit { 2 } else { 0 };
    loop {
        let Err((error, rest)) = once(behind, setup.clone(), &mut body).await else { return };
        if let Some(lacks) = error.downcast_ref::<NotHere>() {
            return lacks.say();
        }
        if again == 0 || !is_silence(&error) {
            panic!("{error:#}{rest}");
        }
        let test = thread::current().name().unwrap_or("a test").to_owned();
        let line = format!("\nagain: {test}: {}'s driver fell silent\n", Engine::current().name());
        // One write: tests run beside each other. The harness keeps what tests print that pass.
        let _ = std::io::stderr().write_all(line.as_bytes());
        again -= 1;
    }
}

/// Plays it once. Says why it failed, and what else is known of that.
async fn once(
    behind: Behind,
    setup: Setup,
    body: &mut impl AsyncFnMut(&Stage) -> Result<()>,
) -> Result<(), (Error, String)> {
    let stage = Stage::set(behind, setup).await.map_err(|error| (error, String::new()))?;
    // An assertion that fails must not skip the picture, nor leave the browser behind.
    let played = AssertUnwindSafe(timeout(LIMIT, body(&stage))).catch_unwind().await;
    let result = match played {
        Ok(Ok(Ok(()))) => stage.no_complaints().await,
        Ok(Ok(Err(error))) => Err(error),
        Ok(Err(_)) => Err(anyhow!("it took longer than {} s", LIMIT.as_secs())),
        Err(_) => Err(anyhow!("see above")),
    };
    let failed = match result {
        Err(error) if error.is::<NotHere>() || is_silence(&error) => Err((error, String::new())),
        Err(error) => {
            let name = thread::current().name().unwrap_or("unnamed").replace("::", "-");
            if let Ok(png) = stage.browser.whole_picture().await {
                let _ = pictures::keep(&format!("failed-{name}"), &png);
            }
            let complaints = stage.browser.heard().await.unwrap_or_default();
            Err((error, format!("\nthe browser's log: {complaints:#?}")))
        }
        Ok(()) => Ok(()),
    };
    stage.browser.quit().await;
    failed
}
