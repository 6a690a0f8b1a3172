//! The conformance kit, run against the gateway over a socket.

use sordino_conformance::{Options, Outcome, People, Target, run};

use crate::harness::SHOP;
use crate::hook::Hook;

#[tokio::test(flavor = "multi_thread")]
async fn the_gateway_keeps_every_law_that_the_kit_knows() {
    let hook = Hook::start().await;
    let target = Target {
        endpoint: format!("http://{}/v1/preferences", hook.address),
        people: People::Hook(format!("http://{}/test/people", hook.address)),
        origin: Some(SHOP.into()),
    };
    let checked = move || run(&target, &Options::default(), &mut |_| true);
    let report = tokio::task::spawn_blocking(checked).await.unwrap().unwrap();

    let mut wrong = Vec::new();
    for line in &report.lines {
        let why = match &line.outcome {
            Outcome::Passed => continue,
            Outcome::Skipped(why) => format!("it was skipped: {why}"),
            Outcome::Failed(it) | Outcome::Blocked(it) => {
                let exchange = it.exchange.as_ref().map(|it| format!("\n{}\n{}", it.sent, it.came));
                format!("{}; expected: {}{}", it.what, it.expected, exchange.unwrap_or_default())
            }
        };
        wrong.push(format!("{}: {}\n{why}", line.check.id, line.check.title));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(report.counts().passed > 50, "the kit made {} checks", report.counts().passed);
}
