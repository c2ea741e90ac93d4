//! The signed form beside an approved report, and whoever approves by delegation.

use congdoan_model::{
    names::Language,
    reports::{ReportDeed, ReportState},
};
use congdoan_service::{
    Error,
    access::forms::{DelegationForm, Holder},
    reports::ReportAsked,
};
use congdoan_testkit::{date, on_both};

use crate::house::{DAY, House, about, typed};

#[tokio::test]
async fn the_signed_form_lies_beside_the_approved_report() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        let own = about("north-one", "1-hdcd");
        house.does(&chair, &own, ReportDeed::Send).await.unwrap();
        house.does(&officer, &own, ReportDeed::Approve).await.unwrap();
        let attach = async |name: &str, content: &[u8]| {
            let files = [(name.to_owned(), content.to_vec())];
            let asked =
                ReportAsked { files: &files, ..ReportAsked::new(ReportDeed::Comment).saying("Bản có dấu") };
            house.service.do_report(&house.now(&chair), &own, asked, None).await
        };
        let refused = attach("ban-ky.exe", b"MZ\x90\x00\x03\x00\x00\x00").await;
        assert!(
            matches!(refused, Err(Error::Invalid(ref why)) if why[0].field.as_deref() == Some("file")),
            "{refused:?}"
        );
        attach("ban-ky.pdf", b"%PDF-1.7\n%signed\n").await.unwrap();
        let standing = house.standing(&officer, &own).await;
        assert_eq!(standing.state, ReportState::Approved);
        let papers: Vec<_> = standing.papers.iter().map(|paper| paper.file_name.as_str()).collect();
        assert_eq!(papers, ["ban-ky.pdf"]);
    })
    .await;
}

#[tokio::test]
async fn whoever_the_officer_delegates_to_approves_for_the_days_of_the_paper() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let other = house.officer("other-chair", "north-two", "chair").await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        let deputy = house.officer("deputy", "north-a", "member").await;
        let (first, second) = (about("north-one", "1-hdcd"), about("north-two", "1-hdcd"));
        house.fill(&chair, &first, &[typed("A01", "300", "")]).await.unwrap();
        house.does(&chair, &first, ReportDeed::Send).await.unwrap();
        house.fill(&other, &second, &[typed("A01", "80", "")]).await.unwrap();
        house.does(&other, &second, ReportDeed::Send).await.unwrap();
        assert!(house.does(&deputy, &first, ReportDeed::Approve).await.is_err(), "not yet");

        let held = house.service.offices(&officer, "north-a").await.unwrap().mandates;
        let own = held.iter().find(|one| Some(one.person_id) == officer.person()).unwrap().id;
        let (from, until) = (date(2026, 6, 3), date(2026, 6, 10));
        let holder = Holder::Known(deputy.person().unwrap());
        let paper = DelegationForm { holder, decision: "3/GUQ", from, until };
        house.service.delegate(&house.now(&officer), ("north-a", own), &paper, None).await.unwrap();
        let signed = async || {
            let session = house.service.open_session("deputy").await.unwrap();
            house.service.present_by_session(&session.secret, Language::Vi).await.unwrap().caller
        };
        let deputy = signed().await;
        house.does(&deputy, &first, ReportDeed::Approve).await.unwrap();
        assert_eq!(house.standing(&chair, &first).await.state, ReportState::Approved);

        house.clock.advance_seconds(7 * DAY);
        let deputy = signed().await;
        assert!(house.does(&deputy, &second, ReportDeed::Approve).await.is_err(), "no more");
        assert_eq!(house.standing(&other, &second).await.state, ReportState::Sent);
    })
    .await;
}
