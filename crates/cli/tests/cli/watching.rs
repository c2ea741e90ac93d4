//! What watches a server: life, readiness, metrics on an address of their own.
//!
//! Not here: logs.

use crate::{
    base::{Base, on_both},
    program::token,
    server::{Client, Server},
};

/// The number a line of the metrics ends with.
fn count(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_else(|| panic!("no {name}: {text}")).trim().parse().expect("a number")
}

#[test]
fn life_readiness_and_metrics() {
    on_both(|engine| {
        let base = Base::shared(engine);
        let server = base.server();
        let client = Client::of(server, None);
        let alive = client.get("/healthz");
        assert_eq!((alive.status, alive.text.as_str()), (200, "ok"));
        assert_eq!(client.get("/readyz").status, 200);
        // Asked for as a page it leads to the sign-in page like any other.
        assert_eq!(client.get("/metrics").status, 303, "metrics are not for everybody");

        let metrics = Client::at(server.metrics.as_deref().expect("an address"), None);
        let before = count(&metrics.get("").text, "congdoan_requests_total{status=\"2xx\"}");
        let asker = Client::of(server, Some(&token(&base.url, "quantri", "read")));
        for _ in 0..3 {
            asker.figure(("vgcl", "training.classes", "2022"), "");
        }
        assert_eq!(client.get("/api/v1/units").status, 401);
        let text = metrics.get("").text;
        assert!(count(&text, "congdoan_requests_total{status=\"2xx\"}") >= before + 3.0, "{text}");
        assert!(count(&text, "congdoan_requests_total{status=\"4xx\"}") >= 1.0, "{text}");
        assert!(count(&text, "congdoan_request_seconds_count") >= 4.0, "{text}");
        assert!(count(&text, "congdoan_engine_version") >= 1.0, "{text}");
    });
}

#[test]
fn metrics_are_off_unless_asked_for() {
    on_both(|engine| {
        let base = Base::fresh(engine);
        let server = Server::start(&base.url);
        assert_eq!(server.metrics, None);
        assert_ne!(Client::of(&server, None).get("/metrics").status, 200);
        let described = Client::of(&server, None).get("/api/openapi.json");
        assert_eq!((described.status, &described.body["openapi"]), (200, &"3.1.0".into()));
    });
}
