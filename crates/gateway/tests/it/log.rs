//! The log of what the program does: no address, no name and no token is in it.

use axum::body::Body;
use serde_json::json;

use crate::command::{Place, err};
use crate::harness::{HEADER, fresh};

/// Ids as some CRMs have them: the address itself.
const ADDRESS_AS_ID: &str = "as.id.private@example.com";

#[tokio::test]
async fn a_run_at_trace_gives_nobody_away() {
    let place = Place::new();
    let mut imported = err(&place.import());
    place.write(
        "people.csv",
        &format!(
            "{HEADER}\n{ADDRESS_AS_ID},{ADDRESS_AS_ID},Some Secretname,,,,,,\n\
         bad,bad.private@example.com,,,Nowhere,,,,\nbad2,bad2.private@,Bad Secretname,,,,,,\n\
         bad3,\"bad3.private@example.com,,,,,,,\n"
        ),
    );
    let output = place.import();
    assert_eq!(output.status.code(), Some(3));
    imported += &err(&output);

    let served = place.serve("trace");
    let wire = served.wire();
    let mut tokens = Vec::new();
    for person in ["ann", "wei", ADDRESS_AS_ID, "nobody.private@example.com"] {
        let token = place.token(person);
        let page = format!("/p/{token}");
        let bearer = format!("Bearer {token}");
        for path in [
            "/v1/preferences",
            page.as_str(),
            "/healthz",
            &format!("/nothing/{token}"),
            &format!("/assets/{token}"),
        ] {
            for method in ["GET", "HEAD", "DELETE", "OPTIONS"] {
                let request = wire
                    .request(method, path)
                    .header("authorization", &bearer)
                    .header("accept", "text/html");
                wire.send(request.body(Body::empty()).unwrap()).await.unwrap();
            }
        }
        for change in [
            json!({"id": fresh(), "set": {"subscribed": false}, "reason": {"code": "too_frequent", "comment": "write to me.private@example.com"}}),
            json!({"id": fresh(), "set": {"subscribed": "ann.private@example.com"}}),
            json!({"id": "ann.private@example.com", "set": {}}),
            json!({"id": fresh(), "set": {"ann.private@example.com": 1}}),
            json!("ann.private@example.com"),
        ] {
            wire.change(&token, &change).await.unwrap();
        }
        for body in [
            "do=leave&form=x",
            "do=leave&form=x",
            "do=save&was=ann.private%40example.com",
            "x=ann.private@example.com",
        ] {
            let request = wire
                .request("POST", &page)
                .header("content-type", "application/x-www-form-urlencoded");
            wire.send(request.body(Body::from(body)).unwrap()).await.unwrap();
        }
        // Altered, and so a token that is not valid; but its first two parts are somebody's.
        wire.change(&format!("{token}x"), &json!({})).await.unwrap();
        tokens.push(token);
    }
    let (code, log) = served.terminate();
    assert_eq!(code, Some(0));

    // The log is one: an empty one would prove nothing.
    for there in
        ["\"DEBUG\"", "\"person\":\"ann\"", "\"person\":\"hash:", "\"status\":422", "/p/{token}"]
    {
        assert!(log.contains(there), "{there} is not in the log, so this test looks at nothing");
    }
    for (what, text) in [("the log", &log), ("the report of the import", &imported)] {
        for secret in ["private", "@example.com", "Secretname", "李雷"] {
            let line = text.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{what} holds `{secret}`");
        }
        for token in &tokens {
            for part in token.split('.').skip(1) {
                let line = text.lines().find(|line| line.contains(part));
                assert_eq!(line, None, "{what} holds a part of a token");
            }
        }
    }
}
