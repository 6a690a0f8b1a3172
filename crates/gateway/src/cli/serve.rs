//! `serve`.

use std::process::ExitCode;

use anyhow::Context;
use sordino_gateway::{Clock, Config, Gateway, OpenError, assets, logging};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    logging::start(config);
    let gateway = Gateway::open(config, Clock::machine()).await.map_err(|error| match error {
        OpenError::Store(error) => {
            let file = config.database.display();
            anyhow::Error::new(error).context(format!("{file}: the database cannot be opened"))
        }
        OpenError::Config(error) => error.into(),
    })?;
    let listen = config.listen;
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("`{listen}` cannot be listened on"))?;
    let (mut terminate, mut interrupt) = (
        signal(SignalKind::terminate()).context("SIGTERM cannot be heard")?,
        signal(SignalKind::interrupt()).context("SIGINT cannot be heard")?,
    );
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    // Whoever asked for port 0 learns here which one it is.
    let address = listener.local_addr().context("the listener has no address")?;
    let (public_url, widget) = (&config.public_url, assets::embedded());
    tracing::info!(%address, public_url, widget, "listening");
    gateway.serve(listener, stop).await;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}
