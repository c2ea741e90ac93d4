//! The register of papers on both engines: entering with findings, files, books, duplicates, corrections, the graph and what
//! falls with a paper, texts that wait, and who may do what.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up must fail loudly")]

use std::{collections::BTreeMap, sync::Arc};

use congdoan_model::{
    Clock as _, DirectiveId, Ids, UnitId,
    access::Caller,
    directives::{
        Direction, Directive, Relation,
        finding::{Decision, Finding, FindingKind},
        standing::Standing,
    },
    names::Language,
};
use congdoan_service::{
    Error, Service,
    directives::{Acceptance, BookAsked, Decided, DraftForm, NewLink, RegisterQuery, Rest},
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, on_both, people};

const RESOLUTION: &str = "BAN CHẤP HÀNH\nNghị quyết số 41-NQ/TW ngày 7/9/2020 của Bộ Chính trị\nvề đổi mới tổ chức\n\
    Phấn đấu đến năm 2025 có ít nhất 70% doanh nghiệp ký kết thỏa ước lao động tập thể.";
const PLAN: &str = "KẾ HOẠCH\nCông tác năm 2021\nCăn cứ Nghị quyết số 41-NQ/TW ngày 7/9/2020 của Bộ Chính trị, \
    Ban Thường vụ xây dựng kế hoạch như sau.\nPhấn đấu năm 2021 kết nạp mới ít nhất 1.200 đoàn viên.\n\
    Năm 2020 đã mở 35 lớp tập huấn.";

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    ids: Ids,
    fresh: Fresh,
    units: BTreeMap<String, UnitId>,
}

impl House {
    async fn begin(fresh: Fresh) -> Self {
        let clock = FixedClock::at(2022, 6, 1);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock.clone(), ids.clone()).await.unwrap();
        service.install_embedded_pack().await.unwrap();
        let built = federation::small(&ids);
        let units = built.units.iter().map(|(unit, _)| (unit.code.to_string(), unit.id)).collect();
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&Caller::system(clock.now()), &built.units, &built.links).await.unwrap();
        tx.commit().await.unwrap();
        service.keep_totals().await.unwrap();
        Self { service, clock, ids, fresh, units }
    }

    async fn officer(&self, login: &str, unit: &str, role: &str) -> Caller {
        let (system, place) = (Caller::system(self.clock.now()), (self.units[unit], role));
        people::account(&self.fresh.store, &self.ids, &system, (login, self.ids.next()), place).await;
        let session = self.service.open_session(login).await.unwrap();
        self.service.present_by_session(&session.secret, Language::Vi).await.unwrap().caller
    }

    async fn enter(&self, caller: &Caller, accepted: &Acceptance) -> DirectiveId {
        self.service.accept_directive(caller, accepted, None).await.unwrap()
    }

    async fn findings(&self, caller: &Caller, id: DirectiveId) -> Vec<Finding> {
        self.service.directive(caller, id).await.unwrap().findings
    }

    async fn link(
        &self,
        caller: &Caller,
        from: DirectiveId,
        to: DirectiveId,
        relation: Relation,
        since: Option<(i32, u32, u32)>,
    ) {
        let since = since.map(|(year, month, day)| date(year, month, day));
        self.service.link_directive(caller, from, &NewLink { relation, to, since }, true).await.unwrap();
    }
}

fn paper(symbol: &str, title: &str, issuer: &str, day: Option<(i32, u32, u32)>) -> Directive {
    Directive {
        symbol: symbol.to_owned(),
        kind: "Kế hoạch".to_owned(),
        title: title.to_owned(),
        issuer: issuer.to_owned(),
        issued_on: day.map(|(year, month, day)| date(year, month, day)),
        ..Directive::default()
    }
}

fn acceptance(unit: &str, text: &str, particulars: Directive) -> Acceptance {
    Acceptance { unit: unit.to_owned(), text: text.to_owned(), particulars, ..Acceptance::default() }
}

fn decided(anchor: &str, decision: Decision) -> Decided {
    Decided { anchor: anchor.to_owned(), decision, ..Decided::default() }
}

fn resolution() -> Acceptance {
    acceptance("root", RESOLUTION, paper("41-NQ/TW", "Đổi mới", "Bộ Chính trị", Some((2020, 9, 7))))
}

#[tokio::test]
async fn what_was_read_is_kept_with_its_span_rule_and_decision() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let root = house.officer("root", "root", "specialist").await;
        let resolution = house.enter(&root, &resolution()).await;
        let mut accepted =
            acceptance("north", PLAN, paper("15/KH-LĐLĐ", "Kế hoạch 2021", "LĐLĐ Bắc", Some((2021, 1, 5))));
        let read = house.service.read_paper(&root, PLAN).await.unwrap();
        let target = read.proposed.iter().find(|one| one.finding.kind == FindingKind::Target).unwrap();
        assert_eq!(target.indicators[0].indicator, "members.admitted", "{:?}", target.indicators);
        let mut kept = target.finding.read.clone();
        kept.value = "1300".to_owned();
        let correction = Decided {
            kept: Some(kept),
            indicator: Some("members.admitted".to_owned()),
            ..decided("t1", Decision::Accepted)
        };
        accepted.decided = vec![correction, decided("f1", Decision::Refused)];
        let plan = house.enter(&root, &accepted).await;
        let view = house.service.directive(&root, plan).await.unwrap();
        let letters: Vec<char> = view.body.chars().collect();
        for finding in &view.findings {
            let (start, end) = (usize::try_from(finding.start).unwrap(), usize::try_from(finding.end).unwrap());
            let slice: String = letters[start..end].iter().collect();
            assert_eq!(slice, finding.text, "the span still leads to the words");
            assert!(!finding.rule.is_empty());
        }
        let of = |anchor: &str| view.findings.iter().find(|one| one.anchor() == anchor).unwrap();
        assert_eq!((of("c1").decision, of("c1").cited), (Decision::Accepted, Some(resolution)));
        assert_eq!((of("t1").decision, of("t1").read.value.as_str()), (Decision::Corrected, "1200"));
        assert_eq!((of("t1").kept.value.as_str(), of("t1").decided_by.as_deref()), ("1300", Some("root")));
        assert_eq!(of("f1").decision, Decision::Refused);
        assert!(
            view.edges.iter().any(|edge| (edge.from, edge.to, edge.relation) == (plan, resolution, Relation::BasedOn))
        );
        let targets = house.service.targets_found(&root, plan).await.unwrap();
        assert_eq!((targets.len(), targets[0].value, targets[0].indicator.as_str()), (1, 130_000, "members.admitted"));
        // Decided later, and the graph follows.
        house.service.decide_findings(&root, plan, &[decided("c1", Decision::Refused)], None).await.unwrap();
        let view = house.service.directive(&root, plan).await.unwrap();
        assert!(view.edges.iter().all(|edge| edge.from != plan));
        house.service.decide_findings(&root, plan, &[decided("c1", Decision::Accepted)], None).await.unwrap();
        assert!(house.service.directive(&root, plan).await.unwrap().edges.iter().any(|edge| edge.from == plan));
        let unknown = Decided { indicator: Some("no.such".to_owned()), ..decided("t1", Decision::Accepted) };
        let refused = house.service.decide_findings(&root, plan, &[unknown], None).await;
        assert!(matches!(refused, Err(Error::UnknownIndicator(_))), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn a_paper_that_stands_already_is_refused_unless_it_is_another() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let root = house.officer("root", "root", "specialist").await;
        let first = house
            .enter(&root, &acceptance("root", "", paper("58-KH/TU", "Một", "Tỉnh ủy Nghệ An", Some((2021, 12, 13)))))
            .await;
        let same = paper("58 - kh/TU", "Hai", "Tỉnh ủy Nghệ An", Some((2021, 12, 13)));
        assert_eq!(house.service.papers_alike(&root, &same).await.unwrap()[0].id, first);
        let mut again = acceptance("root", "", same);
        let refused = house.service.accept_directive(&root, &again, None).await;
        assert!(matches!(&refused, Err(Error::Refused(text)) if text.vi.contains(&first.to_string())), "{refused:?}");
        again.another = true;
        house.enter(&root, &again).await;
        // Neither another province's nor another year's paper of the number is the same one.
        house
            .enter(&root, &acceptance("root", "", paper("58-KH/TU", "Ba", "Tỉnh ủy Kon Tum", Some((2021, 12, 13)))))
            .await;
        house
            .enter(&root, &acceptance("root", "", paper("58-KH/TU", "Bốn", "Tỉnh ủy Nghệ An", Some((2022, 1, 3)))))
            .await;
        house.enter(&root, &acceptance("root", "", paper("", "Không số", "", Some((2022, 1, 3))))).await;
        let unnumbered = acceptance("root", "", paper("", "không  số", "", Some((2022, 1, 3))));
        assert!(matches!(house.service.accept_directive(&root, &unnumbered, None).await, Err(Error::Refused(_))));
        house.enter(&root, &acceptance("root", "", paper("Số lạ 7", "Ký hiệu lạ", "", None))).await;
    })
    .await;
}

#[tokio::test]
async fn books_number_by_unit_side_and_year() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let root = house.officer("root", "root", "specialist").await;
        let north = house.officer("north", "north", "specialist").await;
        let asked =
            |direction, (year, month, day), number| BookAsked { direction, booked_on: date(year, month, day), number };
        let mut accepted = acceptance("root", "", paper("1/KH-TLĐ", "Một", "", None));
        accepted.book = Some(asked(Direction::In, (2022, 5, 3), None));
        let one = house.enter(&root, &accepted).await;
        let two = house.enter(&root, &acceptance("root", "", paper("2/KH-TLĐ", "Hai", "", None))).await;
        let book = |caller, id, unit, asked| {
            let service = &house.service;
            async move { service.book_directive(caller, id, (unit, &asked), None).await }
        };
        assert_eq!(book(&root, two, "root", asked(Direction::In, (2022, 5, 4), None)).await.unwrap(), 2);
        assert_eq!(book(&root, two, "root", asked(Direction::Out, (2022, 5, 4), None)).await.unwrap(), 1);
        assert_eq!(book(&north, one, "north", asked(Direction::In, (2021, 12, 30), Some(41))).await.unwrap(), 41);
        let taken = book(&north, two, "north", asked(Direction::In, (2021, 12, 31), Some(41))).await;
        assert!(matches!(taken, Err(Error::Refused(_))), "{taken:?}");
        assert_eq!(book(&north, two, "north", asked(Direction::In, (2021, 12, 31), None)).await.unwrap(), 42);
        assert!(matches!(
            book(&north, two, "root", asked(Direction::In, (2022, 1, 1), None)).await,
            Err(Error::Denied(_))
        ));
        assert!(book(&north, two, "north", asked(Direction::In, (2030, 1, 1), None)).await.is_err());
        // Who leads the unit below sees both entries; books of a sibling are nobody's business.
        assert_eq!(house.service.directive(&root, one).await.unwrap().books.len(), 2);
        let south = house.officer("south", "south", "specialist").await;
        assert_eq!(house.service.directive(&south, one).await.unwrap().books.len(), 1);
        let listed = RegisterQuery { unit: "north", direction: "in", limit: 10, ..RegisterQuery::default() };
        let found = house.service.directives_page(&north, &listed).await.unwrap();
        assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>().len(), 2);
        let none = RegisterQuery { unit: "north", direction: "own", limit: 10, ..RegisterQuery::default() };
        assert_eq!(house.service.directives_page(&north, &none).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn the_list_is_narrowed_by_words_kind_and_days() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let root = house.officer("root", "root", "specialist").await;
        let one = house
            .enter(
                &root,
                &acceptance("root", "", paper("1/KH-TLĐ", "Chăm lo Tết", "Tổng Liên đoàn", Some((2021, 1, 2)))),
            )
            .await;
        let two = house
            .enter(
                &root,
                &Acceptance {
                    particulars: Directive {
                        kind: "Nghị quyết".into(),
                        ..paper("2-NQ/ĐĐ", "Đổi mới", "Đảng đoàn", Some((2022, 1, 2)))
                    },
                    ..acceptance("root", "", Directive::default())
                },
            )
            .await;
        let found = |asked: RegisterQuery<'static>| {
            let (service, root) = (&house.service, &root);
            async move {
                let asked = RegisterQuery { limit: 10, ..asked };
                service.directives_page(root, &asked).await.unwrap().iter().map(|one| one.id).collect::<Vec<_>>()
            }
        };
        assert_eq!(found(RegisterQuery::default()).await, [two, one]);
        assert_eq!(found(RegisterQuery { words: "cham lo", ..RegisterQuery::default() }).await, [one]);
        assert_eq!(found(RegisterQuery { words: "đảng đoàn", ..RegisterQuery::default() }).await, [two]);
        assert_eq!(found(RegisterQuery { words: "02-nq/đđ", ..RegisterQuery::default() }).await, [two]);
        assert_eq!(found(RegisterQuery { kind: "Nghị quyết", ..RegisterQuery::default() }).await, [two]);
        let days = (Some(date(2021, 1, 1)), Some(date(2021, 12, 31)));
        assert_eq!(found(RegisterQuery { days, ..RegisterQuery::default() }).await, [one]);
    })
    .await;
}

#[tokio::test]
async fn what_falls_is_found_through_the_chain() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let root = house.officer("root", "root", "specialist").await;
        let north = house.officer("north", "north", "specialist").await;
        let old = house.enter(&root, &acceptance("root", "", paper("1-NQ/TW", "Cũ", "", Some((2020, 1, 1))))).await;
        let plan =
            house.enter(&north, &acceptance("north", "", paper("2/KH-LĐLĐ", "Kế hoạch", "", Some((2021, 1, 1))))).await;
        let under =
            house.enter(&north, &acceptance("north", "", paper("3/KH-LĐLĐ", "Dưới", "", Some((2021, 2, 1))))).await;
        let citing =
            house.enter(&north, &acceptance("north", "", paper("4/KH-LĐLĐ", "Nhắc", "", Some((2021, 3, 1))))).await;
        let new = house.enter(&root, &acceptance("root", "", paper("5-NQ/TW", "Mới", "", Some((2022, 5, 1))))).await;
        house.link(&north, plan, old, Relation::CarriesOut, None).await;
        house.link(&north, under, plan, Relation::BasedOn, None).await;
        house.link(&north, citing, old, Relation::Cites, None).await;
        assert_eq!(house.service.ground_of(&north, under).await.unwrap().fallen, []);
        house.link(&root, new, old, Relation::Replaces, Some((2022, 6, 1))).await;
        let impact = house.service.directive_impact(&north, old).await.unwrap();
        assert_eq!(impact.standing, Standing::Replaced { by: new, since: Some(date(2022, 6, 1)) });
        assert_eq!(impact.by.map(|by| by.id), Some(new));
        let resting: Vec<(DirectiveId, usize)> =
            impact.papers.iter().map(|one| (one.directive.id, one.steps)).collect();
        assert_eq!(resting, [(plan, 1), (under, 2)]);
        let ground = house.service.ground_of(&north, under).await.unwrap();
        assert_eq!(ground.fallen.iter().map(|one| (one.directive.id, one.steps)).collect::<Vec<_>>(), [(old, 2)]);
        let ground = house.service.ground_of(&north, old).await.unwrap();
        assert_eq!(ground.fallen[0].steps, 0);
        // A text on its way in that cites it is listed for whoever keeps it, and for nobody else.
        let text = "Kế hoạch\nCăn cứ Kế hoạch số 2/KH-LĐLĐ ngày 1/1/2021, triển khai như sau.";
        let draft = house.service.begin_paper(&north, text, None).await.unwrap();
        let impact = house.service.directive_impact(&north, old).await.unwrap();
        assert_eq!(impact.drafts.iter().map(|one| one.id).collect::<Vec<_>>(), [draft]);
        assert_eq!(house.service.directive_impact(&root, old).await.unwrap().drafts, []);
        // What a sibling rests on it is not told.
        let south = house.officer("south", "south", "specialist").await;
        assert_eq!(house.service.directive_impact(&south, old).await.unwrap().papers, []);
        // From when on nobody said: the day the new paper itself is in force.
        let later = house.enter(&root, &acceptance("root", "", paper("6-NQ/TW", "Sau", "", Some((2030, 1, 1))))).await;
        house.link(&root, later, new, Relation::Replaces, None).await;
        assert_eq!(house.service.directive(&root, new).await.unwrap().standing, Standing::InForce);
    })
    .await;
}

#[tokio::test]
async fn corrections_keep_what_was_and_citations_find_papers_that_come_later() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let root = house.officer("root", "root", "specialist").await;
        let plan =
            house.enter(&root, &acceptance("north", PLAN, paper("15/KH-LĐLĐ", "Kế hoạch", "LĐLĐ Bắc", None))).await;
        assert_eq!(house.findings(&root, plan).await.iter().find(|one| one.anchor() == "c1").unwrap().cited, None);
        let resolution = house.enter(&root, &resolution()).await;
        assert_eq!(
            house.findings(&root, plan).await.iter().find(|one| one.anchor() == "c1").unwrap().cited,
            Some(resolution)
        );
        let view = house.service.directive(&root, plan).await.unwrap();
        assert!(view.edges.iter().any(|edge| (edge.from, edge.to) == (plan, resolution)));
        let corrected = Directive {
            title: "Kế hoạch năm 2021".to_owned(),
            valid_until: Some(date(2022, 1, 1)),
            ..view.directive.clone()
        };
        let no_reason = house.service.correct_directive(&root, &corrected, (1, " ")).await;
        assert!(matches!(no_reason, Err(Error::Invalid(_))));
        house.service.correct_directive(&root, &corrected, (1, "ghi nhầm")).await.unwrap();
        assert!(matches!(house.service.correct_directive(&root, &corrected, (1, "lần nữa")).await, Err(Error::Stale)));
        let view = house.service.directive(&root, plan).await.unwrap();
        assert_eq!((view.directive.title.as_str(), view.entered.version), ("Kế hoạch năm 2021", 2));
        assert_eq!(
            (view.corrections[0].particulars.title.as_str(), view.corrections[0].reason.as_str()),
            ("Kế hoạch", "ghi nhầm")
        );
        assert!(matches!(view.standing, Standing::Ended { .. }));
        let backwards = Directive { valid_from: Some(date(2023, 1, 1)), ..corrected };
        assert!(matches!(house.service.correct_directive(&root, &backwards, (2, "x")).await, Err(Error::Invalid(_))));
    })
    .await;
}

#[tokio::test]
async fn a_text_waits_for_who_sent_it_and_its_file_is_for_who_sees_the_paper() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let north = house.officer("north", "north", "specialist").await;
        let other = house.officer("other", "north", "specialist").await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let south = house.officer("south", "south", "specialist").await;
        let file = ("ke-hoach.txt".to_owned(), PLAN.as_bytes().to_vec());
        let draft = house.service.begin_paper(&north, PLAN, Some(file)).await.unwrap();
        assert!(matches!(house.service.begin_paper(&chair, PLAN, None).await, Err(Error::Denied(_))));
        let mut form = DraftForm::default();
        form.fields.insert("title".to_owned(), vec!["Kế hoạch của tôi".to_owned()]);
        house.service.keep_paper(&north, draft, &form).await.unwrap();
        assert!(matches!(house.service.paper_begun(&other, draft).await, Err(Error::NotFound(_))));
        let (kept, filled, read) = house.service.paper_begun(&north, draft).await.unwrap();
        assert_eq!((filled, kept.body.as_str()), (form, PLAN));
        assert_eq!(house.service.papers_begun(&north).await.unwrap()[0].title, "Kế hoạch của tôi");
        let mut accepted = acceptance("north", &kept.body, paper("15/KH-LĐLĐ", "Kế hoạch", "", None));
        (accepted.file, accepted.draft, accepted.fingerprint) = (kept.file, Some(draft), "another".to_owned());
        assert!(matches!(house.service.accept_directive(&north, &accepted, None).await, Err(Error::Stale)));
        (accepted.fingerprint, accepted.rest) = (read.fingerprint, Rest::Wait);
        let id = house.enter(&north, &accepted).await;
        assert_eq!(house.service.papers_begun(&north).await.unwrap(), []);
        assert_eq!(house.service.paper_begun(&north, draft).await.unwrap().0.entered, Some(id));
        assert!(
            house
                .findings(&north, id)
                .await
                .iter()
                .all(|one| one.decision == Decision::Open || one.kind == FindingKind::Citation)
        );
        let (name, content) = house.service.directive_file(&chair, id).await.unwrap();
        assert_eq!((name.name.as_str(), content), ("ke-hoach.txt", PLAN.as_bytes().to_vec()));
        assert!(matches!(house.service.directive_file(&south, id).await, Err(Error::NotFound(_))));
        assert!(matches!(
            house.service.decide_findings(&chair, id, &[decided("t1", Decision::Accepted)], None).await,
            Err(Error::Denied(_))
        ));
        assert!(matches!(house.service.directive_impact(&south, id).await, Err(Error::NotFound(_))));
    })
    .await;
}
