//! The contract itself, as the gateway publishes it.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::harness::World;

const FILES: [(&str, &str, &str); 5] = [
    ("/v1/openapi.json", "openapi.json", "application/vnd.oai.openapi+json"),
    ("/v1/schema/document.json", "schema/document.json", "application/schema+json"),
    ("/v1/schema/change-set.json", "schema/change-set.json", "application/schema+json"),
    ("/v1/schema/answer.json", "schema/answer.json", "application/schema+json"),
    ("/v1/schema/problem.json", "schema/problem.json", "application/schema+json"),
];

#[tokio::test]
async fn anybody_can_read_the_contract_at_a_stable_address() {
    let world = World::empty().await;
    for (path, file, kind) in FILES {
        let answer = world.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("content-type"), kind, "{path}");
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/contract");
        let published = std::fs::read_to_string(folder.join(file)).unwrap();
        assert_eq!(answer.text(), published, "{path} is what is published");
        assert!(answer.json().is_object(), "{path} is JSON");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin", "{path}");
        assert_eq!(answer.header("cache-control"), "public, max-age=3600", "{path}");

        let tag = answer.header("etag");
        let asked = Request::get(path).header("if-none-match", tag).body(Body::empty()).unwrap();
        let again = world.send(asked).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
        assert_eq!(again.header("etag"), tag, "{path}");
    }
}

#[tokio::test]
async fn the_contract_is_read_and_nothing_else() {
    let world = World::empty().await;
    for (path, ..) in FILES {
        let send = async |method: &str, headers: &[(&str, &str)]| {
            let mut request = Request::builder().method(method).uri(path);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            world.send(request.body(Body::empty()).unwrap()).await
        };
        let head = send("HEAD", &[]).await;
        assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0), "{path}");
        assert_eq!(head.header("etag"), world.get(path).await.header("etag"), "{path}");

        let options = send("OPTIONS", &[("access-control-request-method", "GET")]).await;
        assert!(options.status.is_success(), "{path}");
        assert_eq!(options.header("allow"), "GET, HEAD, OPTIONS", "{path}");
        assert_eq!(options.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(options.header("access-control-allow-methods"), "GET,HEAD", "{path}");
        assert_eq!(options.header("access-control-allow-headers"), "if-none-match", "{path}");

        for method in ["POST", "PUT", "DELETE", "PATCH"] {
            let answer = send(method, &[]).await;
            answer.refused(405, "method_not_allowed", None);
            for allowed in ["GET", "HEAD", "OPTIONS"] {
                assert!(answer.header("allow").contains(allowed), "{}", answer.header("allow"));
            }
        }
    }
    world.get("/v1/schema/none.json").await.refused(404, "not_found", None);
}
