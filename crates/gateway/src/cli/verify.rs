//! `verify`.

use std::process::ExitCode;

use sordino_gateway::Config;

use super::progress::Progress;

pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let store = super::open(config).await?;
    let mut progress = Progress::counting("people compared");
    let found = store.verify(|people| progress.at(people, people)).await;
    progress.end();
    let found = found?;
    store.close().await;
    println!("{} people, {} lines of the log", found.people, found.lines);
    if found.different.is_empty() {
        println!("what the database says is what the log says");
        return Ok(ExitCode::SUCCESS);
    }
    for person in &found.different {
        println!("{}: the log says something else", person.logged());
    }
    Ok(ExitCode::FAILURE)
}
