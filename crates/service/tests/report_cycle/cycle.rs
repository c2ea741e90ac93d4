//! A half-year goes up, comes back, is mended, approved and closed; what comes later stands beside it; what goes along two lines.

use congdoan_model::{
    access::Caller,
    figures::{Source, Value},
    ids::hex,
    reports::{ReportDeed, ReportState, Timeliness},
};
use congdoan_service::{Error, figures::Ask, pack::PackFile, reports::ReportAsked};
use congdoan_testkit::on_both;
use sha2::{Digest as _, Sha256};

use crate::house::{House, about, half, problems, typed};

#[tokio::test]
async fn a_report_goes_up_comes_back_is_mended_approved_and_closed() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        let specialist = house.officer("specialist", "north", "specialist").await;
        let (own, above) = (about("north-one", "1-hdcd"), about("north-a", "2-hdcd"));
        house.class(&chair, "north-one", "2026-03-02").await;

        // Declared lines are typed; what records give only with a reason; what is worked out never. All or nothing.
        let faults = house
            .fill(
                &chair,
                &own,
                &[typed("A01", "ba trăm", ""), typed("D05", "3", ""), typed("A18", "5", ""), typed("A02", "9", "")],
            )
            .await;
        assert_eq!(problems(faults), ["line.A01", "line.D05", "line.A18"]);
        assert_eq!(house.value(&chair, &own, "A02").await, None, "nothing half-written");
        let lines = [typed("A01", "1.320", ""), typed("A02", "0", ""), typed("D05", "3", "Hai lớp chưa ghi sổ")];
        assert_eq!(house.fill(&chair, &own, &lines).await.unwrap(), 3);
        assert_eq!(house.fill(&chair, &own, &lines).await.unwrap(), 0, "typing the same changes nothing");
        assert_eq!(house.value(&chair, &own, "A01").await, Some(Value::Whole(1320)));
        assert_eq!(house.value(&chair, &own, "A02").await, Some(Value::Whole(0)), "zero is not missing");
        assert_eq!(house.value(&chair, &own, "D05").await, Some(Value::Whole(3)));
        assert_eq!(house.value(&officer, &above, "D05").await, Some(Value::Whole(3)), "the sum of the leaves");
        assert_eq!(house.standing(&chair, &own).await.state, ReportState::Draft);

        // Sent, it is locked; above it is given back with a reason on a line.
        house.does(&chair, &own, ReportDeed::Send).await.unwrap();
        assert!(matches!(house.fill(&chair, &own, &lines[..1]).await, Err(Error::Refused(_))));
        assert!(
            matches!(house.does(&chair, &own, ReportDeed::Approve).await, Err(Error::Denied(_))),
            "nobody approves the own"
        );
        let faults = [("A01".to_owned(), "Cao hơn kỳ trước gấp bốn".to_owned())];
        let back = ReportAsked { faults: &faults, ..ReportAsked::new(ReportDeed::Return) };
        house.service.do_report(&house.now(&officer), &own, back, None).await.unwrap();
        let standing = house.standing(&chair, &own).await;
        assert_eq!(standing.state, ReportState::Returned);
        assert_eq!(standing.story.last().unwrap().faults, faults);
        assert!(!standing.may.decide && standing.may.send);

        // Mended and sent again: one line differs from what was sent before.
        house.fill(&chair, &own, &[typed("A01", "320", "")]).await.unwrap();
        house.does(&chair, &own, ReportDeed::Send).await.unwrap();
        let standing = house.standing(&officer, &own).await;
        let told: Vec<_> = standing.resent.iter().map(|one| (one.number.as_str(), one.by())).collect();
        assert_eq!(told, [("A01", Some(-1000))]);
        assert_eq!(standing.timeliness, Some(Timeliness::InTime));
        house.does(&officer, &own, ReportDeed::Approve).await.unwrap();
        assert!(
            matches!(house.does(&officer, &own, ReportDeed::Return).await, Err(Error::Refused(_))),
            "approved stays"
        );

        house.does(&officer, &above, ReportDeed::Send).await.unwrap();
        let waits = house.service.seal_period(&house.now(&specialist), "north", "2-hdcd", half()).await;
        assert!(matches!(waits, Err(Error::Refused(_))), "a report waits for a decision: {waits:?}");
        house.does(&specialist, &above, ReportDeed::Approve).await.unwrap();
        closed_and_corrected(&house, (&chair, &officer, &specialist)).await;
    })
    .await;
}

/// The second half of the cycle: the period is closed, and a class found later stands beside what was closed.
async fn closed_and_corrected(house: &House, (chair, officer, specialist): (&Caller, &Caller, &Caller)) {
    let (own, above) = (about("north-one", "1-hdcd"), about("north-a", "2-hdcd"));
    let denied = house.service.seal_period(&house.now(officer), "north-a", "2-hdcd", half()).await;
    assert!(matches!(denied, Err(Error::Denied(_))), "{denied:?}");
    let seal = house.service.seal_period(&house.now(specialist), "north", "2-hdcd", half()).await.unwrap();
    assert_eq!(seal.units, 4, "north, north-a and its two unions");
    assert!(matches!(
        house.service.seal_period(&house.now(specialist), "north", "2-hdcd", half()).await,
        Err(Error::Refused(_))
    ));

    // A class found later is an adjustment in both totals; the closed figures stay as they were.
    house.class(chair, "north-one", "2026-04-10").await;
    for (caller, ask) in [(chair, &own), (officer, &above)] {
        let standing = house.standing(caller, ask).await;
        let classes: Vec<_> = standing
            .adjustments
            .iter()
            .filter(|one| one.indicator == "training.classes")
            .map(|one| (one.unit_code.as_str(), one.value, one.record.is_some()))
            .collect();
        assert_eq!(classes, [("north-one", 1, true)], "{}", ask.unit);
        let line = standing.since.iter().find(|one| one.number == "D05").unwrap();
        assert_eq!((line.before, line.after), (Some(Value::Whole(3)), Some(Value::Whole(4))));
        assert!(standing.seal.is_some());
    }
    let figure = Ask::new("north", "training.classes", half());
    let closed = Ask { as_of: Some(seal.at.day()), ..figure.clone() };
    assert_eq!(house.service.figure(specialist, &closed).await.unwrap().value, Some(Value::Whole(3)));
    let opened = Ask { parts: true, ..Ask::new("north-one", "training.classes", half()) };
    let parts = house.service.figure(chair, &opened).await.unwrap().parts.unwrap();
    let sources: Vec<_> = parts.iter().map(|part| (part.source, part.record.is_some())).collect();
    assert!(sources.contains(&(Source::Records, true)) && sources.contains(&(Source::Adjusted, true)), "{sources:?}");

    let (seal, text) = house.service.sealed_export(specialist, "north", "2-hdcd", half()).await.unwrap();
    assert_eq!(hex(&Sha256::digest(text.as_bytes())), seal.digest, "what is exported is what was sealed");
    assert!(text.contains("north-one,training.classes,2025-12-01,2026-05-31,reported,3,,\n"), "{text}");
    let found = house.service.verify().await.unwrap();
    assert_eq!((found.seals, found.differences), (1, vec![]));

    // The form grows a line: what was closed stays what it was.
    let file = |path: &str, text: &str| PackFile { path: path.to_owned(), text: text.to_owned() };
    let line = "[form]\nextends = \"2-hdcd\"\n\n[[section]]\nnumber = \"ZZ\"\nname = { vi = \"Thêm\", en = \"More\" }\n\
                line = [{ number = \"ZZ1\", indicator = \"strikes.participants\" }]\n";
    let pack =
        [file("pack.toml", "id = \"more\"\nname = { vi = \"Thêm\", en = \"More\" }\n"), file("forms/more.toml", line)];
    house.service.add_pack(&pack).await.unwrap();
    let grown = house.service.pack();
    assert!(grown.form("2-hdcd").unwrap().lines().any(|line| line.number == "ZZ1"));
    let after = house.service.sealed_export(specialist, "north", "2-hdcd", half()).await.unwrap();
    assert_eq!(after, (seal, text));
    let found = house.service.verify().await.unwrap();
    assert_eq!((found.seals, found.differences), (1, vec![]));
}

#[tokio::test]
async fn the_union_that_coordinates_receives_its_own_form_from_the_same_figures() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "rubber-one", "chair").await;
        let manager = house.officer("manager", "rubber", "upper_officer").await;
        let coordinator = house.officer("coordinator", "north", "upper_officer").await;
        let (own, beside) = (about("rubber-one", "1-hdcd"), about("rubber-one", "bc-phoi-hop"));
        house.class(&chair, "rubber-one", "2026-03-02").await;
        house.fill(&chair, &own, &[typed("A01", "412", "")]).await.unwrap();
        house.does(&chair, &own, ReportDeed::Send).await.unwrap();
        house.does(&chair, &beside, ReportDeed::Send).await.unwrap();
        let standing = house.standing(&coordinator, &beside).await;
        assert_eq!((standing.receiver.code.as_str(), standing.state), ("north", ReportState::Sent));
        assert_eq!(house.value(&coordinator, &beside, "4").await, Some(Value::Whole(412)), "asked once");
        assert_eq!(house.value(&coordinator, &beside, "11").await, Some(Value::Whole(1)));
        assert!(standing.may.decide && standing.may.comment);
        house.does(&coordinator, &beside, ReportDeed::Approve).await.unwrap();
        let denied = house.does(&coordinator, &own, ReportDeed::Approve).await;
        assert!(denied.is_err(), "what goes to the managing union is decided there: {denied:?}");
        house.does(&manager, &own, ReportDeed::Approve).await.unwrap();
        house.does(&coordinator, &beside, ReportDeed::Comment).await.unwrap();
        assert_eq!(house.standing(&chair, &beside).await.story.last().unwrap().words, "Theo quy định");
        let awaited = house.service.reports_awaited(&house.now(&coordinator), "north", (half(), None)).await.unwrap();
        let told: Vec<_> = awaited.reports.iter().map(|one| (one.form.id.as_str(), one.unit.code.as_str())).collect();
        assert_eq!(told, [("2-hdcd", "north-a"), ("bc-phoi-hop", "rubber-one")]);
    })
    .await;
}
