//! The same figure as it was known on another day, and on the tree of another day.
//!
//! Not here: the arithmetic of views (`rollup`).

use std::sync::Arc;

use congdoan_model::{
    Clock as _, Ids, Timestamp,
    access::Caller,
    org::{Line, UnitKind},
    registers::Fields,
};
use congdoan_service::{
    Service,
    registers::NewRecord,
    system::{SystemClock, SystemEntropy},
};
use congdoan_testkit::{date, federation};
use serde_json::json;

use crate::{
    base::{Base, on_both, wait},
    program::{figure, figure_run},
};

const CLASSES: (&str, &str, &str) = ("ldld-nghe-an", "training.classes", "2022-01-01/2022-10-31");

#[test]
fn as_of_shows_what_was_known_then() {
    on_both(|engine| {
        let base = Base::shared(engine);
        let today = SystemClock.now().day().to_string();
        assert_eq!(figure(&base.url, CLASSES, &["--as-of", &today])["value"], 35);
        // Everything was entered today: at the end of the period nobody knew the unit, let alone its classes.
        let early = ["--as-of", "2022-10-31", "--format", "json"];
        figure_run(&base.url, CLASSES, &early).refused(1, &["ldld-nghe-an", "2022-10-31"]);
        figure_run(&base.url, CLASSES, &[early.as_slice(), &["--lang", "en"]].concat()).refused(1, &["was not known"]);
        figure_run(&base.url, CLASSES, &["--as-of", "2022-02-30"]).refused(2, &["2022-02-30", "không phải là ngày"]);
        figure_run(&base.url, CLASSES, &["--restated", "soon", "--lang", "en"]).refused(2, &["\"soon\" is not a day"]);
    });
}

/// The small federation of the tests, in which `north-two` leaves `north` for `south` on the first day of 2024, with a
/// class of each grassroots union in 2022.
async fn moved(url: &str) {
    let store = Service::open_store(url, true).await.expect("the database opens");
    let ids = Ids::new(Arc::new(SystemClock), Arc::new(SystemEntropy));
    let service = Service::new(store, Arc::new(SystemClock), ids.clone()).await.expect("a service");
    service.install_embedded_pack().await.expect("the embedded pack");
    let mut federation = federation::small(&ids);
    let (two, south) = (federation.id("north-two"), federation.id("south-a"));
    for link in federation.links.iter_mut().filter(|link| link.child == two && link.line == Line::Managing) {
        link.until = Some(date(2024, 1, 1));
    }
    federation.link("north-two", "south-a", Line::Managing);
    federation.links.last_mut().expect("the new link").from = date(2024, 1, 1);
    assert!(federation.units.iter().any(|(unit, _)| unit.id == south && unit.kind == UnitKind::Upper));
    // Known long before today, so that the past can be asked for.
    let system = Caller::system(Timestamp::start_of(date(2024, 2, 1)));
    let mut tx = service.store().write().await.expect("a transaction");
    tx.add_units(&system, &federation.units, &federation.links).await.expect("the units are added");
    tx.commit().await.expect("it is kept");
    for unit in ["north-one", "north-two", "south-one", "rubber-one"] {
        let fields = json!({ "topic": "Đối thoại", "attendees": 20 }).as_object().expect("fields").clone();
        let fields: Fields = fields.into_iter().collect();
        let occurred_on = date(2022, 5, 4);
        let new = NewRecord { register: "training", unit, occurred_on, fields, files: Vec::new() };
        service.record(&service.system(), new, None).await.expect("the class is recorded");
    }
    service.store().close().await;
}

#[test]
fn restated_is_bridged_from_the_value_of_its_own_tree() {
    on_both(|engine| {
        let base = Base::fresh(engine);
        wait(moved(&base.url));
        // Three classes count in the north on the tree of 2022: its two unions', and the one it coordinates.
        for (unit, before, after, cause) in [("north", 3, 2, "moved_out"), ("south", 1, 2, "moved_in")] {
            let question = (unit, "training.classes", "2022");
            let plain = figure(&base.url, question, &[]);
            assert_eq!((&plain["value"], &plain["bridge"]), (&json!(before), &json!(null)), "{plain}");
            let restated = figure(&base.url, question, &["--restated", "2024-06-30", "--parts"]);
            assert_eq!(restated["value"], after, "{restated}");
            assert_eq!(restated["bridge"], json!([{ "cause": cause, "value": after - before }]));
            let parts = restated["parts"].as_array().expect("parts");
            assert_eq!(parts.iter().filter_map(|part| part["value"].as_i64()).sum::<i64>(), after);
            assert_eq!(figure(&base.url, question, &["--restated", "2022-12-31"])["bridge"], json!([]));
            let table = figure_run(&base.url, question, &["--restated", "2024-06-30"]).data();
            let words = if after < before { "chuyển đi / moved out" } else { "chuyển đến / moved in" };
            assert!(table.lines().any(|line| line.contains(words) && line.ends_with(&format!("{:+}", after - before))));
        }
        let root = figure(&base.url, ("root", "training.classes", "2022"), &["--restated", "2024-06-30"]);
        assert_eq!((&root["value"], &root["bridge"]), (&json!(4), &json!([])), "{root}");
        base.verifies();
    });
}
