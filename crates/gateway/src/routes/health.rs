//! `/healthz` and `/readyz`: for whoever runs the gateway.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::store::StoreError;
use crate::watch;

fn say(status: StatusCode, words: &'static str) -> Response {
    (status, [(CACHE_CONTROL, "no-store")], words).into_response()
}

/// The process runs and answers.
pub(crate) async fn alive() -> Response {
    say(StatusCode::OK, "ok\n")
}

/// The database answers and there is a catalogue, so requests can be served.
pub(crate) async fn ready(State(app): State<App>) -> Response {
    let look = async { Ok::<_, StoreError>(app.store.read().await?.catalogue().await?.is_some()) };
    match look.await {
        Ok(true) => say(StatusCode::OK, "ready\n"),
        Ok(false) => say(
            StatusCode::SERVICE_UNAVAILABLE,
            "there is no catalogue yet: `import --catalogue` brings it\n",
        ),
        Err(error) => {
            watch::failure(&error);
            say(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
