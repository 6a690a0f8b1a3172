//! The log of what the program does, which is another thing than the consent record.

use tracing::Subscriber;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

use crate::config::{Config, LogFormat};

/// What writes the events that `filter` lets through, in a format, to a writer.
pub fn subscriber<W>(
    filter: EnvFilter,
    format: LogFormat,
    writer: W,
) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let layer = match format {
        LogFormat::Json => fmt::layer()
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .with_writer(writer)
            .boxed(),
        LogFormat::Text => fmt::layer().with_ansi(false).with_writer(writer).boxed(),
    };
    Registry::default().with(filter).with(layer)
}

/// Writes events to standard error from now on, as the configuration says.
pub fn start(config: &Config) {
    let filter = EnvFilter::new(&config.log);
    // A second start, in a test, keeps the first.
    let _ = subscriber(filter, config.log_format, std::io::stderr).try_init();
    std::panic::set_hook(Box::new(|panic| {
        // Where, and not what: a panic's words may hold anything.
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a panic");
    }));
}
