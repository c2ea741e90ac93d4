//! `congdoan bench rollup`: a small federation, every answer worked out a second time.
//!
//! Not here: how long anything takes, which no test can promise on a machine it does not know.

use crate::program::run;

const QUESTIONS: [&str; 12] =
    ["free_grouping", "q1_province", "q1_root", "q2", "q3", "q4", "q4_base", "q5", "q5_scan", "q6", "q7", "start"];

#[test]
fn every_answer_of_the_engine_is_the_slow_one() {
    let words = ["bench", "rollup", "--units", "600", "--indicators", "30", "--months", "12", "--seed", "5"];
    let said = run(&[&words[..], &["--format", "json"]].concat()).json();
    let queries = said["queries"].as_object().unwrap();
    assert_eq!(queries.keys().map(String::as_str).collect::<Vec<_>>(), QUESTIONS);
    for (name, query) in queries {
        assert_eq!(query["oracle_equal"], true, "{name}");
        assert!(query["median_us"].as_f64().unwrap() > 0.0 && query["checksum"].as_u64().unwrap() > 0, "{name}");
    }
    assert_eq!((&said["size"]["units"], &said["size"]["members"]), (&600.into(), &55_000.into()));
    assert!(said["memory_bytes"].as_u64().unwrap() > 0 && said["load_seconds"].as_f64().unwrap() > 0.0);
    let reading = &said["readers_during_writes"];
    assert!(reading["whole"] == true && reading["writes"].as_u64().unwrap() > 0, "{reading}");
    let packed = said["snapshot"]["months_bytes_per_value"].as_f64().unwrap();
    assert!(packed > 1.0 && packed < 3.0, "{packed}");
    // The same seed makes the same answers, another one others.
    let again = run(&[&words[..], &["--format", "text"]].concat()).data();
    assert!(again.contains(&said["queries"]["q1_root"]["checksum"].to_string()), "{again}");
    let other =
        run(&["bench", "rollup", "--units", "600", "--indicators", "30", "--seed", "6", "--format", "json"]).json();
    assert_ne!(other["queries"]["q1_root"]["checksum"], said["queries"]["q1_root"]["checksum"]);
}

#[test]
fn a_size_that_cannot_be_is_refused() {
    run(&["bench", "rollup", "--units", "5"]).refused(2, &["--units"]);
}
