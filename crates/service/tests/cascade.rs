//! Programmes opened from directives, answered clause by clause, and the matrix of who answered what, on both engines.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test must fail loudly where it finds a fault")]

use std::{collections::BTreeMap, sync::Arc};

use congdoan_model::{
    ClauseId, Clock as _, DirectiveId, Ids, Month, Period, ProgrammeId, UnitId,
    access::{Action, Caller},
    directives::{Clause, Directive, Relation},
    figures::Value,
    names::Language,
    programmes::{
        Comparator, ProgrammeKind,
        cascade::{CellState, ClauseAnswer, EndManner, ReviewSection, ReviewStage, TargetSource},
        targets::Aim,
    },
};
use congdoan_service::{
    Error, Service,
    access::Once,
    demonstration::Wish,
    figures::{Ask, Declaration},
    programmes::{
        answers::SentAnswer,
        coverage::{Coverage, CoverageAsk},
        indicators::NewIndicator,
        opening::{NewTarget, OpeningForm},
        review::{Place, Standing},
    },
};
use congdoan_store::directives::{NewDirective, NewLink};
use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, keyring, on_both, people};

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    ids: Ids,
    fresh: Fresh,
    units: BTreeMap<String, UnitId>,
}

impl House {
    async fn begin(fresh: Fresh) -> Self {
        let clock = FixedClock::at(2026, 3, 5);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock.clone(), ids.clone()).await.unwrap();
        service.hold_keys(keyring());
        service.install_embedded_pack().await.unwrap();
        let built = federation::small(&ids);
        let units = built.units.iter().map(|(unit, _)| (unit.code.to_string(), unit.id)).collect();
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&Caller::system(clock.now()), &built.units, &built.links).await.unwrap();
        tx.commit().await.unwrap();
        service.keep_totals().await.unwrap();
        Self { service, clock, ids, fresh, units }
    }

    fn system(&self) -> Caller {
        Caller::system(self.clock.now())
    }

    async fn officer(&self, login: &str, unit: &str, role: &str) -> Caller {
        let place = (self.units[unit], role);
        people::account(&self.fresh.store, &self.ids, &self.system(), (login, self.ids.next()), place).await;
        let session = self.service.open_session(login).await.unwrap();
        self.service.present_by_session(&session.secret, Language::Vi).await.unwrap().caller
    }

    /// A directive entered at a unit, with clauses `1`, `2` (holding `2.a` and `2.b`) and `3`.
    async fn directive(
        &self,
        unit: &str,
        symbol: &str,
        carries_out: Option<DirectiveId>,
    ) -> (DirectiveId, Vec<ClauseId>) {
        let directive = Directive {
            id: self.ids.next(),
            symbol: symbol.to_owned(),
            kind: "Kế hoạch".to_owned(),
            issuer: "Đơn vị".to_owned(),
            title: format!("Kế hoạch {symbol}"),
            ..Directive::default()
        };
        let id = directive.id;
        let body = "1. Một\n2. Hai\na) Hai a\nb) Hai b\n3. Ba\n".to_owned();
        let parts = [("1", 1, 0, 6), ("2", 1, 7, 31), ("2.a", 2, 14, 22), ("2.b", 2, 23, 31), ("3", 1, 32, 37)];
        let parts = parts.map(|(label, depth, start, end)| {
            let (label, title) = (label.to_owned(), label.to_owned());
            Clause { id: self.ids.next(), label, depth, title, start, end }
        });
        let clauses = parts.to_vec();
        let carried = carries_out.map(|to| NewLink { relation: Relation::CarriesOut, to, since: None });
        let (links, unit) = (carried.into_iter().collect(), self.units[unit]);
        let new = NewDirective { directive, unit, body, links, clauses: clauses.clone(), ..NewDirective::default() };
        let mut tx = self.fresh.store.write().await.unwrap();
        tx.add_directive(&self.system(), &new).await.unwrap();
        tx.commit().await.unwrap();
        (id, clauses.iter().map(|clause| clause.id).collect())
    }

    async fn open(&self, caller: &Caller, unit: &str, directive: DirectiveId) -> ProgrammeId {
        self.service.open_programme(caller, &form(unit, directive), None).await.unwrap()
    }

    async fn say(
        &self,
        caller: &Caller,
        id: ProgrammeId,
        said: &[(ClauseId, ClauseAnswer, &str)],
    ) -> Result<usize, Error> {
        let sent: Vec<SentAnswer> = said
            .iter()
            .map(|(clause, answer, words)| SentAnswer {
                clause: *clause,
                answer: Some(*answer),
                words: (*words).to_owned(),
            })
            .collect();
        Ok(self.service.answer_clauses(caller, id, &sent, None).await?.counts().1)
    }

    async fn matrix(&self, caller: &Caller, directive: DirectiveId, unit: &str) -> Result<Coverage, Error> {
        self.service.coverage(caller, directive, &CoverageAsk { unit, ..CoverageAsk::default() }).await
    }
}

fn form(unit: &str, directive: DirectiveId) -> OpeningForm<'_> {
    OpeningForm {
        unit,
        directive,
        kind: ProgrammeKind::Plan,
        title: "Kế hoạch của đơn vị",
        period: Period::year(2026),
        parent: None,
        beside: Vec::new(),
        targets: Vec::new(),
    }
}

/// Unit, label and state of every cell that is a gap.
fn gaps(matrix: &Coverage) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for row in &matrix.rows {
        for (column, cell) in matrix.columns.iter().zip(&row.cells) {
            if cell.own == CellState::Unanswered {
                found.push((column.column.code.clone(), row.clause.label.clone()));
            }
        }
    }
    found
}

#[tokio::test]
async fn the_demonstrations_matrix_shows_the_one_clause_a_unit_has_not_answered() {
    on_both(async |fresh| {
        let clock = FixedClock::at(2026, 11, 22);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock, ids).await.unwrap();
        service.hold_keys(keyring());
        service.install_embedded_pack().await.unwrap();
        service.load_demonstration(Wish::default(), &|_| ()).await.unwrap_or_else(|error| panic!("{error}"));
        let system = service.system();
        let (papers, _) = service.directive_graph(&system).await.unwrap();
        let paper = |symbol: &str| papers.iter().find(|one| one.symbol == symbol).unwrap().id;

        // The whole cascade of the resolution: six levels over one line, three over the other, and a single gap in it.
        let cascade = service.cascade(&system, paper("02-NQ/TW")).await.unwrap();
        assert_eq!(cascade.levels(), 5, "committee, province, year, upper, grassroots");
        let with_gaps: Vec<(&str, i64)> = cascade
            .lines
            .iter()
            .filter(|line| line.gaps() > 0)
            .map(|line| (line.programme.unit_code.as_str(), line.gaps()))
            .collect();
        assert_eq!(with_gaps, [("ldld-huyen-quynh-luu", 1)]);
        let insurance: Vec<(&str, usize)> = cascade
            .lines
            .iter()
            .filter(|line| line.programme.unit_code.contains("bhtgvn"))
            .map(|line| (line.programme.unit_code.as_str(), line.depth))
            .collect();
        let levels = [("dang-uy-bhtgvn", 0), ("chi-bo-bhtgvn-chi-nhanh", 1), ("cdcs-bhtgvn-chi-nhanh", 2)];
        assert_eq!(insurance, levels);

        // The matrix of the province's plan names it.
        let ask = CoverageAsk { unit: "ldld-nghe-an", ..CoverageAsk::default() };
        let matrix = service.coverage(&system, paper("15/KH-LĐLĐ"), &ask).await.unwrap();
        assert_eq!(gaps(&matrix), [("ldld-huyen-quynh-luu".to_owned(), "II.1.b".to_owned())]);
        assert_eq!((matrix.gaps(), matrix.clauses, matrix.unopened.len()), (1, 5, 0));
        assert!(matrix.columns.len() > 20);
        // Only what is missing: one row, one column.
        let only = service.coverage(&system, paper("15/KH-LĐLĐ"), &CoverageAsk { gaps: true, ..ask }).await.unwrap();
        assert_eq!((only.rows.len(), only.columns.len()), (1, 1));
        assert_eq!(only.rows[0].cells[0].own, CellState::Unanswered);
        // Seen from the confederation, the gap is a count in the province's column.
        let ask = CoverageAsk { unit: "vgcl", ..CoverageAsk::default() };
        let above = service.coverage(&system, paper("15/KH-LĐLĐ"), &ask).await.unwrap();
        let province = above.columns.iter().position(|one| one.column.code == "ldld-nghe-an").unwrap();
        assert_eq!(above.gaps(), 1);
        for row in &above.rows {
            let cell = row.cells[province];
            assert_eq!(cell.below.opened, i64::try_from(matrix.columns.len()).unwrap());
            assert_eq!(cell.below.unanswered(), i64::from(row.clause.label == "II.1.b"), "{}", row.clause.label);
        }

        // Once it is answered, nothing is missing any more.
        let silent = matrix.columns.iter().find(|one| one.column.code == "ldld-huyen-quynh-luu").unwrap();
        let clause = matrix.rows.iter().find(|row| row.clause.label == "II.1.b").unwrap().clause.id;
        let (answer, words) = (Some(ClauseAnswer::NotApplicable), "Chưa có doanh nghiệp cỡ ấy".to_owned());
        let sent = [SentAnswer { clause, answer, words }];
        service.answer_clauses(&system, silent.programmes[0].programme, &sent, None).await.unwrap();
        let ask = CoverageAsk { unit: "ldld-nghe-an", ..CoverageAsk::default() };
        assert_eq!(service.coverage(&system, paper("15/KH-LĐLĐ"), &ask).await.unwrap().gaps(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_unit_opens_a_programme_with_targets_from_above_and_its_own() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let (directive, clauses) = house.directive("root", "1/KH-TLĐ", None).await;
        let province = house.officer("north", "north", "specialist").await;
        let target = |indicator: &str, above| NewTarget {
            indicator: indicator.to_owned(),
            comparator: Comparator::AtLeast,
            value: 500,
            value_max: None,
            period: None,
            baseline: Some(200),
            words: String::new(),
            clause: Some(clauses[0]),
            above,
            source: if above.is_some() { TargetSource::Above } else { TargetSource::Typed },
        };
        let mut above = form("north", directive);
        above.targets = vec![target("training.classes", None)];
        let above = house.service.open_programme(&province, &above, None).await.unwrap();

        // The unit below is offered the programme above and its targets.
        let upper = house.officer("upper", "north-a", "upper_officer").await;
        let opening = house.service.opening(&upper, "north-a", directive, None).await.unwrap();
        assert_eq!(opening.parent, Some(above));
        assert_eq!(opening.clauses.iter().map(|one| one.label.as_str()).collect::<Vec<_>>(), ["1", "2.a", "2.b", "3"]);
        let offer = &opening.offers[0];
        assert_eq!(
            (offer.indicator.as_str(), offer.value, offer.source),
            ("training.classes", 500, TargetSource::Above)
        );

        let mut below = form("north-a", directive);
        below.parent = Some(above);
        below.targets = vec![target("training.classes", offer.above), target("members.admitted", None)];
        let once = || Some(Once { key: "k1", request: "the same".to_owned() });
        let id = house.service.open_programme(&upper, &below, once()).await.unwrap();
        assert_eq!(house.service.open_programme(&upper, &below, once()).await.unwrap(), id, "sent twice, opened once");
        let view = house.service.programme(&upper, id).await.unwrap();
        assert_eq!((view.programme.kind, view.targets.len()), (ProgrammeKind::Plan, 2));
        assert_eq!(view.parent.map(|parent| parent.id), Some(above));
        let standing = house.service.programme_standing(&upper, id).await.unwrap();
        let targets: Vec<_> = view.targets.iter().map(|one| &one.target).collect();
        assert!(standing.may_write && targets.iter().all(|one| one.baseline == Some(200)));
        assert_eq!(targets.iter().filter(|one| one.source == TargetSource::Above).count(), 1);

        // What makes no sense is told all at once, and nothing is written.
        let mut wrong = form("north-a", directive);
        wrong.title = " ";
        wrong.parent = Some(id);
        wrong.targets = vec![target("no.such", None)];
        let refused = house.service.open_programme(&upper, &wrong, None).await;
        let Err(Error::Invalid(problems)) = refused else { panic!("{refused:?}") };
        let fields: Vec<&str> = problems.iter().filter_map(|one| one.field.as_deref()).collect();
        assert_eq!(fields, ["targets.0", "title"]);
        let mut sideways = form("north-a", directive);
        sideways.beside = vec![above];
        assert!(matches!(house.service.open_programme(&upper, &sideways, None).await, Err(Error::Invalid(_))));

        // Who only sees it may not change it; who stands elsewhere does not see it.
        let chair = house.officer("chair", "north-one", "chair").await;
        let refused = house.service.open_programme(&chair, &form("north-a", directive), None).await;
        assert!(matches!(refused, Err(Error::Denied(Action::ProgrammeWrite))), "{refused:?}");
        let stranger = house.officer("south", "south", "specialist").await;
        let refused = house.service.open_programme(&stranger, &form("north-a", directive), None).await;
        assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
        assert!(matches!(house.service.clause_answers(&stranger, id).await, Err(Error::NotFound(_))));
    })
    .await;
}

#[tokio::test]
async fn answers_need_their_words_and_a_programme_that_stands() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let (directive, clauses) = house.directive("root", "1/KH-TLĐ", None).await;
        let upper = house.officer("upper", "north-a", "upper_officer").await;
        let id = house.open(&upper, "north-a", directive).await;
        let [one, heading, two_a, two_b, three] = clauses[..] else { panic!("five parts") };
        use ClauseAnswer::{Added, Adopted, NotApplicable};

        let refused =
            house.say(&upper, id, &[(one, Added, ""), (three, NotApplicable, " "), (heading, Adopted, "")]).await;
        let Err(Error::Invalid(problems)) = refused else { panic!("{refused:?}") };
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert_eq!(house.say(&upper, id, &[]).await.unwrap(), 4, "all or none");

        assert_eq!(house.say(&upper, id, &[(one, Adopted, ""), (two_a, Added, "Thêm một lớp")]).await.unwrap(), 2);
        assert_eq!(house.say(&upper, id, &[(three, NotApplicable, "Không có địa bàn")]).await.unwrap(), 1);
        let view = house.service.clause_answers(&upper, id).await.unwrap();
        let texts: Vec<&str> = view.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["1. Một", "2. Hai", "a) Hai a", "b) Hai b", "3. Ba"]);
        let given = view.lines[4].answer.clone().unwrap();
        assert_eq!((given.answer, given.words.as_str()), (NotApplicable, "Không có địa bàn"));

        // A later answer supersedes; taking one back opens the gap again.
        house.clock.advance_seconds(60);
        let upper = Caller { now: house.clock.now(), ..upper };
        assert_eq!(house.say(&upper, id, &[(three, Adopted, "")]).await.unwrap(), 1);
        let back = [SentAnswer { clause: three, answer: None, words: String::new() }];
        assert_eq!(house.service.answer_clauses(&upper, id, &back, None).await.unwrap().counts(), (4, 2));
        house.say(&upper, id, &[(three, Adopted, "")]).await.unwrap();

        // The level above sees the one gap; a programme that was cancelled answers nothing.
        let province = house.officer("north", "north", "specialist").await;
        let matrix = house.matrix(&province, directive, "north").await.unwrap();
        assert_eq!(gaps(&matrix), [("north-a".to_owned(), "2.b".to_owned())]);
        assert_eq!((matrix.rows[0].answered, matrix.columns[0].answered), (1, 3));
        house.say(&upper, id, &[(two_b, Adopted, "")]).await.unwrap();
        assert_eq!(house.matrix(&province, directive, "north").await.unwrap().gaps(), 0);
        let day = house.clock.now().day();
        let refused = house.service.end_programme(&upper, id, Some((EndManner::Cancelled, day, ""))).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
        house.service.end_programme(&upper, id, Some((EndManner::Cancelled, day, "Trùng"))).await.unwrap();
        let matrix = house.matrix(&province, directive, "north").await.unwrap();
        assert_eq!((matrix.unopened.len(), matrix.rows[0].cells[0].own), (1, CellState::NoProgramme));
        assert!(matches!(house.say(&upper, id, &[(two_b, Adopted, "")]).await, Err(Error::Refused(_))));
        house.service.end_programme(&upper, id, None).await.unwrap();
        assert_eq!(house.matrix(&province, directive, "north").await.unwrap().rows[0].answered, 1);
    })
    .await;
}

#[tokio::test]
async fn a_matrix_counts_what_lies_below_and_says_what_is_answered_elsewhere() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let (directive, clauses) = house.directive("root", "1/KH-TLĐ", None).await;
        let (carried, _) = house.directive("root", "2/KH-TLĐ", Some(directive)).await;
        let system = house.system();
        let one = house.open(&system, "north-one", directive).await;
        let two = house.open(&system, "north-two", directive).await;
        house.open(&system, "south", carried).await;
        house.say(&system, one, &[(clauses[0], ClauseAnswer::Adopted, "")]).await.unwrap();
        house.say(&system, two, &[(clauses[0], ClauseAnswer::NotApplicable, "Không")]).await.unwrap();
        house.say(&system, two, &[(clauses[4], ClauseAnswer::Adopted, "")]).await.unwrap();

        let matrix = house.matrix(&system, directive, "root").await.unwrap();
        let place = |code: &str| matrix.columns.iter().position(|one| one.column.code == code).unwrap();
        let first = &matrix.rows[0].cells[place("north")];
        assert_eq!((first.own, first.below.opened), (CellState::NoProgramme, 2));
        assert_eq!((first.below.adopted, first.below.not_applicable, first.below.unanswered()), (1, 1, 0));
        assert_eq!(matrix.rows[3].cells[place("north")].below.unanswered(), 1);
        assert_eq!(matrix.rows[0].cells[place("south")].own, CellState::Elsewhere);
        assert_eq!(matrix.unopened.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["rubber"]);
        assert_eq!((matrix.rows[0].answered, matrix.gaps()), (2, 5));
        // Columns at a chosen level.
        let level = Some("grassroots".parse().unwrap());
        let ask = CoverageAsk { unit: "root", level, gaps: false };
        let deep = house.service.coverage(&system, directive, &ask).await.unwrap();
        assert!(deep.columns.len() >= 3 && gaps(&deep).len() == 5);

        // As many statements for a matrix of the whole as for one of a part.
        let before = house.fresh.store.statements();
        house.matrix(&system, directive, "north-a").await.unwrap();
        let small = house.fresh.store.statements() - before;
        house.matrix(&system, directive, "root").await.unwrap();
        assert_eq!(house.fresh.store.statements() - before - small, small);

        // A chair sees the plan of the unit above, not how its neighbours answered.
        let chair = house.officer("chair", "north-one", "chair").await;
        assert!(matches!(house.matrix(&chair, directive, "north-a").await, Err(Error::Denied(_))));
        let elsewhere = house.officer("south", "south", "specialist").await;
        assert!(matches!(house.matrix(&elsewhere, directive, "north").await, Err(Error::NotFound(_))));
    })
    .await;
}

fn indicator(unit: &str, id: &str) -> NewIndicator {
    let word = |text: &str| text.to_owned();
    NewIndicator {
        unit: word(unit),
        id: word(id),
        name_vi: word("Số cuộc \"cà phê công đoàn\""),
        name_en: word("Union coffee meetings"),
        unit_of_measure: word("cuộc"),
        time: word("sum"),
        tree: word("sum"),
        expected_of: vec![word("grassroots")],
        rhythm: word("once"),
        group: word("other"),
        source: word("Kế hoạch 1/KH-TLĐ"),
    }
}

#[tokio::test]
async fn a_new_indicator_is_checked_kept_as_a_pack_and_used_at_once() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let (directive, _) = house.directive("root", "1/KH-TLĐ", None).await;
        let province = house.officer("north", "north", "specialist").await;
        let new = indicator("north", "coffee.meetings");
        assert_eq!(house.service.check_indicator(&province, &new).await.unwrap(), []);
        house.service.add_indicator(&province, &new, None).await.unwrap();
        house.service.add_indicator(&province, &indicator("north", "coffee.guests"), None).await.unwrap();
        let pack = house.service.pack();
        let kept = pack.indicator("coffee.meetings").unwrap();
        assert_eq!((kept.name.vi.as_str(), kept.unit_of_measure.as_str()), ("Số cuộc \"cà phê công đoàn\"", "cuộc"));
        assert!(pack.indicator("coffee.guests").is_some(), "the second does not push out the first");

        // Declared below, counted above, aimed at.
        let declaration = Declaration {
            unit: "north-one",
            indicator: "coffee.meetings",
            month: Month::of(date(2026, 2, 1)),
            value: 3,
        };
        house.service.declare(&province, &declaration).await.unwrap();
        let ask = Ask::new("north", "coffee.meetings", Period::year(2026));
        assert_eq!(house.service.figure(&province, &ask).await.unwrap().value, Some(Value::Whole(3)));
        let mut opening = form("north", directive);
        opening.targets = vec![aim("coffee.meetings", 600)];
        let id = house.service.open_programme(&province, &opening, None).await.unwrap();
        let target = house.service.programme(&province, id).await.unwrap().targets.remove(0);
        assert_eq!((target.percent, target.met), (Some(50), Some(false)));
        // A fresh start of the program reads it back.
        let again = Service::new(house.fresh.store.clone(), house.clock.clone(), house.ids.clone()).await.unwrap();
        assert!(again.pack().indicator("coffee.meetings").is_some());

        // Refused with reasons: an id there is, an id that is none, a time rule nobody knows; nothing is written.
        let taken = house.service.add_indicator(&province, &new, None).await;
        assert!(matches!(taken, Err(Error::Invalid(_))), "{taken:?}");
        let odd = NewIndicator { time: "hourly".to_owned(), ..indicator("north", "Cà phê") };
        let remarks = house.service.check_indicator(&province, &odd).await.unwrap();
        assert!(remarks.len() >= 2 && remarks.iter().all(|one| one.is_error() && one.place.line > 1), "{remarks:?}");
        assert!(matches!(house.service.add_indicator(&province, &odd, None).await, Err(Error::Pack(_))));
        // Only a province or above defines what all see.
        let upper = house.officer("upper", "north-a", "upper_officer").await;
        for unit in ["north-a", "north"] {
            let refused = house.service.add_indicator(&upper, &indicator(unit, "x.y"), None).await;
            assert!(matches!(refused, Err(Error::Denied(_))), "{unit}: {refused:?}");
        }
        let refused = house.service.add_indicator(&upper, &indicator("south", "x.y"), None).await;
        assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
    })
    .await;
}

fn aim(indicator: &str, value: i64) -> NewTarget {
    NewTarget {
        indicator: indicator.to_owned(),
        comparator: Comparator::AtLeast,
        value,
        value_max: None,
        period: None,
        baseline: None,
        words: String::new(),
        clause: None,
        above: None,
        source: TargetSource::Typed,
    }
}

#[tokio::test]
async fn a_review_places_the_units_compares_with_the_year_before_and_stays_what_it_was() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let (directive, clauses) = house.directive("root", "1/KH-TLĐ", None).await;
        let province = house.officer("north", "north", "specialist").await;
        house.service.add_indicator(&province, &indicator("north", "coffee.meetings"), None).await.unwrap();
        let declare = async |unit: &str, month: &str, value: i64| {
            let month = Month::of(format!("{month}-01").parse().unwrap());
            let declaration = Declaration { unit, indicator: "coffee.meetings", month, value };
            let system = house.system();
            house.service.declare(&system, &declaration).await.unwrap();
        };
        declare("north-one", "2025-01", 2).await;
        declare("north-one", "2025-12", 50).await;
        declare("north-one", "2026-01", 5).await;
        declare("north-two", "2026-01", 1).await;
        let mut above = form("north-a", directive);
        above.targets = vec![aim("coffee.meetings", 1_000)];
        let id = house.service.open_programme(&province, &above, None).await.unwrap();
        for (unit, value) in [("north-one", 500), ("north-two", 400)] {
            let mut below = form(unit, directive);
            below.parent = Some(id);
            below.targets = vec![aim("coffee.meetings", value)];
            house.service.open_programme(&province, &below, None).await.unwrap();
        }
        house.say(&province, id, &[(clauses[0], ClauseAnswer::Adopted, "")]).await.unwrap();

        let review = house.service.review(&province, id, None).await.unwrap();
        let target = &review.targets[0];
        assert_eq!((target.progress.percent, target.standing), (Some(60), Standing::Underway));
        // Up to 5 March: 6 this year against 2 in the same days of the year before, not against the 52 of the whole.
        assert_eq!(target.now.as_ref().unwrap().value, Some(Value::Whole(6)));
        let (span, before) = target.before.as_ref().unwrap();
        assert_eq!((span.to(), before.value), (date(2025, 3, 5), Some(Value::Whole(2))));
        assert_eq!((review.clauses.len(), review.unanswered()), (4, 3));
        let places: Vec<(&str, usize, Place)> =
            review.units.iter().map(|one| (one.below.unit_code.as_str(), one.met, one.place)).collect();
        assert_eq!(places, [("north-one", 1, Place::Best), ("north-two", 0, Place::Stuck)]);

        // The words are kept with the day; what is entered later changes today's numbers and not that day's.
        let words = [(ReviewSection::Missing, "Tổ hai chưa họp".to_owned()), (ReviewSection::Done, " ".to_owned())];
        let day = date(2026, 3, 5);
        let kept = house.service.add_review(&province, id, (ReviewStage::Interim, day), &words, None).await.unwrap();
        house.clock.advance_seconds(3 * 24 * 3600);
        let later = Caller { now: house.clock.now(), ..province.clone() };
        declare("north-two", "2026-02", 4).await;
        house.say(&later, id, &[(clauses[4], ClauseAnswer::Adopted, "")]).await.unwrap();
        let now = house.service.review(&later, id, None).await.unwrap();
        assert_eq!(now.targets[0].progress.answer.value, Some(Value::Whole(10)));
        assert_eq!((now.targets[0].standing, now.unanswered()), (Standing::Met, 2));
        assert!(now.units.iter().all(|one| one.place == Place::Unplaced && one.met == 1), "all stand alike");
        let then = house.service.review(&later, id, Some(day)).await.unwrap();
        assert_eq!(then.targets[0].progress.answer.value, Some(Value::Whole(6)));
        assert_eq!((then.unanswered(), then.units[0].place), (3, Place::Best));

        let review = &then.reviews[0];
        assert_eq!((review.id, review.as_of, review.stage), (kept, day, ReviewStage::Interim));
        assert_eq!(review.words, [(ReviewSection::Missing, "Tổ hai chưa họp".to_owned())]);

        // No words, or a day to come, is no review; whoever only reads writes none.
        let none = house.service.add_review(&later, id, (ReviewStage::Final, day), &[], None).await;
        assert!(matches!(none, Err(Error::Invalid(_))));
        let ahead = house.service.review(&later, id, Some(date(2026, 12, 31))).await;
        assert!(matches!(ahead, Err(Error::Invalid(_))));
        let chair = house.officer("chair", "north-one", "chair").await;
        let refused = house.service.add_review(&chair, id, (ReviewStage::Final, day), &words, None).await;
        assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn a_target_changed_or_added_since_is_in_a_review_what_it_was_that_day() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let (directive, _) = house.directive("root", "1/KH-TLĐ", None).await;
        let province = house.officer("north", "north", "specialist").await;
        house.service.add_indicator(&province, &indicator("north", "coffee.meetings"), None).await.unwrap();
        let mut above = form("north-a", directive);
        above.targets = vec![aim("coffee.meetings", 1_000)];
        let id = house.service.open_programme(&province, &above, None).await.unwrap();
        let mut below = form("north-one", directive);
        below.parent = Some(id);
        below.targets = vec![aim("coffee.meetings", 500)];
        house.service.open_programme(&province, &below, None).await.unwrap();
        let day = date(2026, 3, 5);

        house.clock.advance_seconds(3 * 24 * 3600);
        let later = Caller { now: house.clock.now(), ..province.clone() };
        let leader = house.officer("leader", "north", "leader").await;
        let leader = Caller { now: house.clock.now(), ..leader };
        let standing = house.service.review(&later, id, None).await.unwrap().targets[0].progress.target.clone();
        let more = Aim { value: 4_000, ..standing.aim() };
        let asked = house.service.ask_target_change(&later, standing.id, (more, "Nhiều việc hơn"), None).await.unwrap();
        house.service.decide_target_change(&leader, asked, (true, ""), None).await.unwrap();
        house.service.add_target(&later, id, &aim("coffee.meetings", 2_000), None).await.unwrap();

        let values = async |day| {
            let review = house.service.review(&later, id, day).await.unwrap();
            let own = review.targets.iter().map(|one| one.progress.target.value).collect::<Vec<_>>();
            (own, review.units[0].targets.len())
        };
        assert_eq!(values(None).await, (vec![4_000, 2_000], 1));
        assert_eq!(values(Some(day)).await, (vec![1_000], 1));
    })
    .await;
}
