//! Who types a line of a report, and what becomes of it: what the grassroots are not asked, what an approved report takes, what a
//! file may not change behind it, what does not apply.

use std::{collections::BTreeMap, path::PathBuf};

use congdoan_model::{
    Clock as _, Month,
    access::Caller,
    figures::{Source, State, Value},
    names::Language,
    reports::{ReportDeed, ReportState},
};
use congdoan_service::{
    Error,
    figures::{Ask, Declaration},
    members::ImportOptions,
    reports::SheetFile,
};
use congdoan_testkit::{date, on_both};

use crate::house::{House, about, faults, half, typed};

#[tokio::test]
async fn what_only_the_form_above_asks_is_typed_above_and_each_level_adds_what_it_alone_holds() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        let specialist = house.officer("specialist", "north", "specialist").await;
        let (upper, province) = (about("north-a", "2-hdcd"), about("north", "2-hdcd"));

        // C24, weak unions: the officer above the grassroots types it; before that, one union is awaited.
        assert_eq!(house.line(&specialist, &province, "C24").await, (None, State::Missing, (0, 1)));
        assert_eq!(house.fill(&officer, &upper, &[typed("C24", "4", "")]).await.unwrap(), 1);
        assert_eq!(house.line(&specialist, &province, "C24").await, (Some(4), State::Reported, (1, 1)));

        // The province types the whole of its line: 4 from below stand, the fifth hangs on it directly.
        let less = faults(house.fill(&specialist, &province, &[typed("C24", "3", "")]).await);
        assert_eq!(less[0].0, "line.C24");
        assert!(less[0].1.contains("Cấp dưới đã khai 4"), "{less:?}");
        assert_eq!(house.fill(&specialist, &province, &[typed("C24", "5", "")]).await.unwrap(), 1);
        assert_eq!(house.fill(&specialist, &province, &[typed("C24", "5", "")]).await.unwrap(), 0);
        let report = house.service.report(&specialist, "north", "2-hdcd", half()).await.unwrap();
        let below = house.service.declared_below(&specialist, &report).await.unwrap();
        assert_eq!(below, BTreeMap::from([("C24".to_owned(), 4)]));
        assert_eq!(house.fill(&officer, &upper, &[typed("C24", "6", "")]).await.unwrap(), 1);
        assert_eq!(house.line(&specialist, &province, "C24").await.0, Some(7), "its own one stands beside the six");

        // A flow, over months: what was declared for March stays when the half year is typed.
        let march = Declaration {
            unit: "north-a",
            indicator: "finance.fund_reliefs",
            month: Month::of(date(2026, 3, 1)),
            value: 2,
        };
        house.service.declare(&house.now(&officer), &march).await.unwrap();
        assert_eq!(house.fill(&officer, &upper, &[typed("H11.1", "9", "")]).await.unwrap(), 1);
        assert_eq!(house.line(&officer, &upper, "H11.1").await.0, Some(9));
        assert_eq!(house.fill(&specialist, &province, &[typed("H11.1", "10", "")]).await.unwrap(), 1);
        assert_eq!(house.line(&specialist, &province, "H11.1").await.0, Some(10));

        // What the grassroots form asks is typed by the grassroots alone, and one of two is not everybody.
        let on_top = faults(house.fill(&officer, &upper, &[typed("A01", "900", "")]).await);
        assert!(on_top[0].1.contains("cộng từ các đơn vị bên dưới"), "{on_top:?}");
        house.fill(&chair, &about("north-one", "1-hdcd"), &[typed("A01", "300", "")]).await.unwrap();
        assert_eq!(house.line(&officer, &upper, "A01").await, (Some(300), State::Partial, (1, 2)));
    })
    .await;
}

#[tokio::test]
async fn a_typed_line_of_an_approved_report_is_adjusted_with_a_reason_everybody_sees() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        let (own, above) = (about("north-one", "1-hdcd"), about("north-a", "2-hdcd"));
        // A stock, a flow, and a flow two lines show.
        let lines = [typed("A01", "300", ""), typed("E05", "5", ""), typed("C08.2", "7", "")];
        house.fill(&chair, &own, &lines).await.unwrap();
        house.does(&chair, &own, ReportDeed::Send).await.unwrap();
        assert!(matches!(house.fill(&chair, &own, &[typed("A01", "310", "Ghi sót")]).await, Err(Error::Refused(_))));
        house.does(&officer, &own, ReportDeed::Approve).await.unwrap();

        let refused = faults(house.fill(&chair, &own, &[typed("A01", "310", "")]).await);
        assert!(refused[0].1.contains("Số đã có là 300") && refused[0].1.contains("lý do"), "{refused:?}");
        let lines = [
            typed("A01", "310", "Ghi sót tổ 3"),
            typed("E05", "4", "Một chương trình ghi hai lần"),
            typed("C06.2", "9", "Sót hai người"),
            typed("C08.2", "9", "Sót hai người"),
        ];
        assert_eq!(house.fill(&chair, &own, &lines).await.unwrap(), 3);
        for (number, value) in [("A01", 310), ("E05", 4), ("C08.2", 9)] {
            assert_eq!(house.line(&chair, &own, number).await.0, Some(value), "{number}");
            assert_eq!(house.line(&officer, &above, number).await.0, Some(value), "{number} above");
        }
        let (_, standing) = house.service.report_with_standing(&house.now(&chair), &own).await.unwrap();
        let standing = standing.unwrap();
        assert_eq!(standing.state, ReportState::Approved, "what was approved stays approved");
        let mut adjusted: Vec<(String, i64, Source, String)> = standing
            .adjustments
            .iter()
            .map(|one| (one.indicator.clone(), one.value, one.source, one.reason.clone()))
            .collect();
        adjusted.sort_by(|one, other| one.0.cmp(&other.0));
        let one = |id: &str, value, reason: &str| (id.to_owned(), value, Source::Adjusted, reason.to_owned());
        assert_eq!(
            adjusted,
            [
                one("labour.workers", 310, "Ghi sót tổ 3"),
                one("members.transferred_out", 2, "Sót hai người"),
                one("tet.gatherings", -1, "Một chương trình ghi hai lần"),
            ]
        );
        assert!(standing.story.last().unwrap().words.contains("A01: Ghi sót tổ 3"), "{:?}", standing.story);

        // Adjusted again, the new reason stands in place of the old; taken back, the approved number does.
        assert_eq!(house.fill(&chair, &own, &[typed("A01", "305", "Đếm lại")]).await.unwrap(), 1);
        assert_eq!(house.line(&chair, &own, "A01").await.0, Some(305));
        assert_eq!(house.fill(&chair, &own, &[typed("A01", "", ""), typed("E05", "5", "")]).await.unwrap(), 2);
        assert_eq!(house.line(&chair, &own, "A01").await.0, Some(300));
        assert_eq!(house.line(&officer, &above, "E05").await.0, Some(5));
        assert!(house.service.verify().await.unwrap().differences.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_file_does_not_change_what_a_sent_report_shows() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let own = about("north-one", "1-hdcd");
        house.fill(&chair, &own, &[typed("A01", "300", "")]).await.unwrap();
        house.does(&chair, &own, ReportDeed::Send).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let sheet = |rows: &str| -> PathBuf {
            let path = folder.path().join("so-lieu.csv");
            std::fs::write(&path, format!("unit,indicator,month,value\n{rows}")).unwrap();
            path
        };
        let rows = "north-one,labour.workers,2026-05,310\nnorth-two,labour.workers,2026-05,80\n\
             north-one,labour.workers,2026-06,320\nnorth-one,members.branches,2026-05,3\n";
        let changing = sheet(rows);
        let system = Caller::system(house.clock.now());
        let told = house.service.import_figures(&system, &changing, &ImportOptions::default()).await.unwrap();
        assert_eq!((told.refused, told.created), (1, 3), "the month in the report; not another unit, month or line");
        assert!(told.taken_back && told.refusals[0].reason.vi.contains("1-HĐCĐ chốt 31/05/2026"), "{told:?}");
        assert_eq!(house.line(&chair, &own, "A01").await.0, Some(300));

        let month = Month::of(date(2026, 5, 31));
        let other = Declaration { unit: "north-one", indicator: "labour.workers", month, value: 310 };
        let refused = house.service.declare(&house.now(&chair), &other).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "nor does a single number: {refused:?}");

        let same = sheet("north-one,labour.workers,2026-05,300\n");
        let told = house.service.import_figures(&system, &same, &ImportOptions::default()).await.unwrap();
        assert_eq!((told.refused, told.unchanged), (0, 1), "what says the same is as before");
        house.does(&chair, &own, ReportDeed::Recall).await.unwrap();
        let system = Caller::system(house.clock.now());
        let changing = sheet(rows);
        let told = house.service.import_figures(&system, &changing, &ImportOptions::default()).await.unwrap();
        assert_eq!((told.refused, told.created, told.changed), (0, 3, 1), "taken back, it may change");
        let figure = house.service.figure(&chair, &Ask::new("north-one", "labour.workers", half())).await.unwrap();
        assert_eq!(figure.value, Some(Value::Whole(310)));
    })
    .await;
}

#[tokio::test]
async fn what_does_not_apply_is_neither_zero_nor_missing() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let one = house.officer("chair-one", "north-one", "chair").await;
        let two = house.officer("chair-two", "north-two", "chair").await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        let (first, second) = (about("north-one", "1-hdcd"), about("north-two", "1-hdcd"));
        let above = about("north-a", "2-hdcd");
        let none = |number: &str| typed(number, "Không áp dụng", "");

        // H02, wages the fund is paid on, and E05, gatherings: two flows; A14, those who rent: a stock.
        assert_eq!(house.fill(&one, &first, &[none("H02"), none("A14"), typed("E05", "0", "")]).await.unwrap(), 3);
        assert_eq!(house.fill(&one, &first, &[none("H02"), none("A14")]).await.unwrap(), 0, "saying it again");
        assert_eq!(house.line(&one, &first, "H02").await, (None, State::NotApplicable, (1, 1)));
        assert_eq!(house.line(&one, &first, "A14").await, (None, State::NotApplicable, (1, 1)));
        assert_eq!(house.line(&one, &first, "E05").await, (Some(0), State::Reported, (1, 1)));
        assert_eq!(house.line(&one, &first, "A01").await, (None, State::Missing, (0, 1)));
        assert_eq!(house.line(&officer, &above, "H02").await, (None, State::Missing, (1, 2)));
        house.fill(&two, &second, &[typed("H02", "900", ""), none("A14")]).await.unwrap();
        assert_eq!(house.line(&officer, &above, "H02").await, (Some(900), State::Reported, (2, 2)));
        assert_eq!(house.line(&officer, &above, "A14").await, (None, State::NotApplicable, (2, 2)));

        // A number in its place, and back; records and what is worked out always apply.
        assert_eq!(house.fill(&one, &first, &[typed("A14", "0", "")]).await.unwrap(), 1);
        assert_eq!(house.line(&officer, &above, "A14").await, (Some(0), State::Reported, (2, 2)));
        assert_eq!(house.fill(&one, &first, &[none("A14")]).await.unwrap(), 1);
        assert_eq!(house.fill(&one, &first, &[typed("A14", "", "")]).await.unwrap(), 1);
        assert_eq!(house.line(&one, &first, "A14").await, (None, State::Missing, (0, 1)));
        let refused = faults(house.fill(&one, &first, &[none("D05"), none("A16")]).await);
        assert_eq!(refused.iter().map(|one| one.0.as_str()).collect::<Vec<_>>(), ["line.D05", "line.A16"]);
        let refused = faults(house.fill(&one, &first, &[none("C06.2"), typed("C08.2", "3", "")]).await);
        assert_eq!(refused[0].0, "line.C08.2", "two lines of one indicator: {refused:?}");

        // The file made here shows it in words, and comes back without a difference.
        let bytes = house.service.report_sheet(&house.now(&one), &first, Language::Vi).await.unwrap();
        let reading =
            house.service.read_sheet(&house.now(&one), &first, SheetFile { name: "bieu.xlsx", content: &bytes }).await;
        assert_eq!(reading.unwrap().differences.len(), 0);
        let found = house.service.verify().await.unwrap();
        assert!(found.differences.is_empty(), "{:?}", found.differences);
    })
    .await;
}
