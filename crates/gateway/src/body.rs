//! Reading what a request brings, and no more than it may.

mod json;

use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use http_body_util::BodyExt;
use sordino_contract::Code;

pub(crate) use json::change_set;

use crate::answer::Refused;

/// The longest body that is read, in bytes. A form says of every switch of the page that is on that
/// it was and is, whatever was turned: some 300 bytes for a campaign with three channels. A change
/// of all of them by script takes a quarter of that.
pub(crate) const BODY_MAX: usize = 512 * 1024;

/// How much of a body that is too long is taken and thrown away, so that its sender finishes
/// and reads why it was refused instead of a broken connection.
const DRAIN_MAX: usize = 16 * 1024 * 1024;

/// How long a body may take.
const BODY_TIME: Duration = Duration::from_secs(20);

/// The body, which must be of media type `kind`.
///
/// # Errors
///
/// If it is of another type, longer than [`BODY_MAX`], too slow, or breaks off.
pub(crate) async fn read(headers: &HeaderMap, kind: &str, body: Body) -> Result<Vec<u8>, Refused> {
    let said = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let said = said.map(|said| said.split(';').next().unwrap_or_default().trim());
    if !said.is_some_and(|said| said.eq_ignore_ascii_case(kind)) {
        let detail = format!("`Content-Type: {kind}` is expected");
        return Err(Refused::new(Code::WrongMediaType, detail));
    }
    let slow = |_| Refused::new(Code::Unavailable, "the body took too long");
    tokio::time::timeout(BODY_TIME, collect(body)).await.map_err(slow)?
}

async fn collect(mut body: Body) -> Result<Vec<u8>, Refused> {
    // A body that says it is longer than would be drained is not waited for at all.
    let huge = body.size_hint().lower() > DRAIN_MAX as u64;
    let (mut kept, mut seen) = (Vec::new(), 0);
    while let Some(frame) = (!huge).then_some(body.frame()) {
        let Some(frame) = frame.await else { break };
        let broken = |_| Refused::new(Code::MalformedJson, "the body breaks off");
        let Ok(data) = frame.map_err(broken)?.into_data() else {
            continue;
        };
        seen += data.len();
        if seen <= BODY_MAX {
            kept.extend_from_slice(&data);
        }
        if seen > DRAIN_MAX {
            break;
        }
    }
    if huge || seen > BODY_MAX {
        let detail = format!("{BODY_MAX} bytes at the most are expected");
        return Err(Refused::new(Code::TooLarge, detail));
    }
    Ok(kept)
}
