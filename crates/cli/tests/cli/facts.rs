//! The facts of the demonstration, asked of the binary and of its API, and opened down to the records.
//!
//! Not here: views of other days (`views`), how the facts were entered (`service::demonstration`).

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::{
    base::{Base, on_both},
    program::{figure, figure_run, token},
    server::Client,
};

type Question = (&'static str, &'static str, &'static str);

/// The ten months the report of Nghệ An covers.
const TEN_MONTHS: &str = "2022-01-01/2022-10-31";

/// What an answer must say.
#[derive(Clone, Copy, Debug)]
enum Says {
    /// This whole number.
    Whole(i64),
    /// This percentage.
    Percent(f64),
    /// This numerator over this denominator.
    Of(i64, i64),
    /// As much above as below, and something.
    All,
}

const FACTS: [(Question, Says); 19] = [
    (("ldld-nghe-an", "training.classes", TEN_MONTHS), Says::Whole(35)),
    (("ldld-nghe-an", "training.attendances", TEN_MONTHS), Says::Whole(3_095)),
    (("ldld-nghe-an", "strikes.settled", TEN_MONTHS), Says::Whole(6)),
    (("ldld-nghe-an", "strikes.prevention_conferences", TEN_MONTHS), Says::Whole(3)),
    (("ldld-nghe-an", "tet.spend", "2022"), Says::Whole(24_800_000_000)),
    (("ldld-nghe-an", "tet.beneficiaries", "2022"), Says::Whole(80_893)),
    (("ldld-nghe-an", "workers_month.spend", "2022"), Says::Whole(3_300_000_000)),
    (("ldld-nghe-an", "coordination.district_programmes", "2022"), Says::Of(21, 21)),
    (("ldld-nghe-an", "finance.revenue_vs_budget", "2022"), Says::Percent(112.0)),
    (("ldld-nghe-an", "finance.growth", "2022"), Says::Percent(15.0)),
    (("ldld-ha-noi", "founding_support.unions", "2021"), Says::Whole(77)),
    (("ldld-ha-noi", "founding_support.spend", "2021"), Says::Whole(77_000_000)),
    (("ldld-ha-noi", "agreements.support_spend", "2021"), Says::Whole(2_462_000_000)),
    (("ldld-ha-noi", "training.classes", "2021"), Says::Whole(109)),
    (("ldld-ha-noi", "training.attendances", "2021"), Says::Whole(5_450)),
    (("ldld-ha-noi", "bulletins.issues", "2021"), Says::Whole(3)),
    (("ldld-ha-noi", "bulletins.copies", "2021"), Says::Whole(21_540)),
    (("ldld-kon-tum", "units.coordinated", "2018-07"), Says::Whole(15)),
    (("ldld-kon-tum", "conferences.coverage", "2017"), Says::All),
];

fn sum(parts: &[Value], what: &str) -> i64 {
    parts.iter().map(|part| part[what].as_i64().unwrap_or_else(|| panic!("{part} has no {what}"))).sum()
}

fn parts(answer: &Value) -> &[Value] {
    answer["parts"].as_array().unwrap_or_else(|| panic!("no parts: {answer}"))
}

#[test]
fn every_fact_is_what_the_papers_say_and_the_sum_of_its_parts() {
    on_both(|engine| {
        let base = Base::shared(engine);
        for (question, says) in FACTS {
            let answer = figure(&base.url, question, &["--parts"]);
            assert_eq!((&answer["unit"], &answer["indicator"]), (&json!(question.0), &json!(question.1)));
            let (above, below) = (&answer["numerator"], &answer["denominator"]);
            match says {
                Says::Whole(whole) => assert_eq!(answer["value"], whole, "{question:?}"),
                Says::Percent(percent) => assert_eq!(answer["value"], percent, "{question:?}"),
                Says::Of(numerator, denominator) => {
                    assert_eq!((above, below), (&json!(numerator), &json!(denominator)))
                }
                Says::All => assert!(above == below && below.as_i64() > Some(0), "{answer}"),
            }
            let parts = parts(&answer);
            assert!(!parts.is_empty(), "{question:?}");
            if let Says::Whole(whole) = says {
                assert_eq!(sum(parts, "value"), whole, "{question:?}");
            } else {
                assert_eq!(json!(sum(parts, "numerator")), *above, "{question:?}");
                assert_eq!(json!(sum(parts, "denominator")), *below, "{question:?}");
            }
        }
    });
}

/// Opens a figure through the API down to its records; gives their ids.
fn open(client: &Client, question: (&str, &str, &str), records: &mut HashSet<String>) {
    let (unit, indicator, period) = question;
    let answer = client.figure(question, "&parts=true");
    assert_eq!(json!(sum(parts(&answer), "value")), answer["value"], "{unit} {indicator}");
    for part in parts(&answer) {
        if part["source"] == "child" {
            let child = part["unit"].as_str().expect("a unit");
            let own = client.figure((child, indicator, period), "");
            assert_eq!(own["value"], part["total"], "{child} {indicator}");
            if part["value"] == part["total"] {
                open(client, (child, indicator, period), records);
            } else {
                assert!(part["value"].as_i64() < part["total"].as_i64(), "{part}");
            }
        } else {
            let record = part["record"].as_str().unwrap_or_else(|| panic!("no record: {part}"));
            assert!(records.insert(record.to_owned()), "{record} counts twice in {indicator}");
        }
    }
}

#[test]
fn totals_open_down_to_records_that_can_be_read() {
    on_both(|engine| {
        let base = Base::shared(engine);
        let client = Client::of(base.server(), Some(&token(&base.url, "quantri", "read")));
        for question in [
            ("ldld-nghe-an", "training.classes", TEN_MONTHS),
            ("vgcl", "training.classes", "2022"),
            ("vgcl", "bulletins.copies", "2021"),
        ] {
            let mut records = HashSet::new();
            open(&client, question, &mut records);
            let register = question.1.split('.').next().expect("a register");
            assert!(!records.is_empty());
            for record in records.iter().take(3) {
                let reply = client.get(&format!("/api/v1/records/{register}/{record}"));
                assert_eq!((reply.status, &reply.body["id"]), (200, &json!(record)), "{reply:?}");
            }
        }
        // The root's total is that of the provinces, industries and corporations below it and its own, each once.
        let root = client.figure(("vgcl", "tet.spend", "2022"), "&parts=true");
        assert_eq!(json!(sum(parts(&root), "value")), root["value"]);
        assert!(root["value"].as_i64() >= Some(24_800_000_000), "{root}");
    });
}

#[test]
fn forms_of_the_answer() {
    on_both(|engine| {
        let base = Base::shared(engine);
        let question = ("ldld-nghe-an", "training.classes", TEN_MONTHS);
        let ask = |more: &[&str]| figure_run(&base.url, question, more).data();

        let csv = ask(&["--format", "csv"]);
        assert_eq!(
            csv,
            "unit,indicator,period,value,unit_of_measure,state\n\
             ldld-nghe-an,training.classes,2022-01-01/2022-10-31,35,lớp,reported\n"
        );
        let csv = ask(&["--format", "csv", "--parts"]);
        let mut lines = csv.lines();
        assert_eq!(lines.next(), Some("unit,value,source,total,line,record,occurred_on,numerator,denominator"));
        let values: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
        assert!(values.iter().all(|cells| cells.len() == 9), "{csv}");
        assert_eq!(values.iter().map(|cells| cells[1].parse::<i64>().unwrap()).sum::<i64>(), 35);
        assert!(values.iter().any(|cells| cells[2] == "child" && cells[4] == "managing"), "{csv}");
        assert!(values.iter().any(|cells| cells[2] == "records" && cells[6].starts_with("2022-")), "{csv}");

        let table = ask(&["--format", "table", "--parts"]);
        assert!(table.starts_with("ldld-nghe-an  training.classes  2022-01-01/2022-10-31\n35 lớp"), "{table}");
        assert_eq!(table.lines().count(), 2 + values.len(), "{table}");
        assert_eq!(ask(&[]), ask(&["--format", "table"]), "a table unless asked otherwise");

        let ratio = figure_run(&base.url, ("ldld-nghe-an", "finance.growth", "2022"), &[]).data();
        assert!(ratio.contains("15.00 %") && ratio.contains("\n= "), "{ratio}");
    });
}

#[test]
fn a_year_is_the_sum_of_its_months_and_of_its_quarters() {
    on_both(|engine| {
        let base = Base::shared(engine);
        let value = |period: &str| {
            figure(&base.url, ("ldld-ha-noi", "training.attendances", period), &[])["value"].as_i64().unwrap_or(0)
        };
        assert_eq!((1..=12).map(|month| value(&format!("2021-{month:02}"))).sum::<i64>(), 5_450);
        assert_eq!((1..=4).map(|quarter| value(&format!("2021-Q{quarter}"))).sum::<i64>(), 5_450);
        assert_eq!(value("2021-H1") + value("2021-H2"), 5_450);
    });
}
