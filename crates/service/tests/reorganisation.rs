//! Random reorganisations with late members, on real databases: the engine agrees with the plain oracle at every step, what
//! was answered on a day is what `as_of` that day answers for ever, bridges add up, nobody is counted twice, and undoing
//! brings back an equal state.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot be set up must fail loudly"
)]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use congdoan_model::{
    Clock as _, Ids, Period, Timestamp, UnitId,
    access::Caller,
    members::{Joining, Leaving, Sex},
    org::{Line, Unit, UnitKind},
    reports::ReportDeed,
};
use congdoan_service::{
    Error, Service,
    figures::Ask,
    papers::exports::{Exported, Format},
    reports::{ReportAsk, ReportAsked},
};
use congdoan_store::{
    Tx,
    audit::{Change, Note},
    members::{NewMembership, NewPerson},
    org::Federation,
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, fresh_postgres, fresh_sqlite, ids, keyring};
use std::sync::Arc;

const INDICATORS: [&str; 4] = ["members.total", "members.women", "members.admitted", "unions.grassroots"];

/// SplitMix64: the same story for the same seed.
struct Fate(u64);

impl Fate {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// Unit, indicator, value.
type Said = (String, &'static str, Option<i64>);

struct Story {
    service: Service,
    clock: Arc<FixedClock>,
    ids: Ids,
    fate: Fate,
    founded: usize,
    people: Vec<(NaiveDate, Option<NaiveDate>, UnitId)>,
    /// What was answered at the end of each day.
    answered: BTreeMap<NaiveDate, Vec<Said>>,
}

impl Story {
    async fn begin(fresh: &Fresh, seed: u64) -> Self {
        let clock = FixedClock::at(2024, 3, 1);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock.clone(), ids.clone()).await.unwrap();
        service.hold_keys(keyring());
        service.install_embedded_pack().await.unwrap();
        let built = federation::small(&ids);
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&Caller::system(clock.now()), &built.units, &built.links).await.unwrap();
        tx.commit().await.unwrap();
        service.keep_totals().await.unwrap();
        let (founded, people, answered) = (0, Vec::new(), BTreeMap::new());
        Self { service, clock, ids, fate: Fate(seed), founded, people, answered }
    }

    fn system(&self) -> Caller {
        Caller::system(self.clock.now())
    }

    fn today(&self) -> NaiveDate {
        self.clock.now().day()
    }

    async fn known(&self) -> Federation {
        let mut tx = self.service.store().read().await.unwrap();
        tx.federation(&self.system(), Timestamp::from_micros(i64::MAX)).await.unwrap()
    }

    fn open<'a>(&self, known: &'a Federation, kinds: &[UnitKind], day: NaiveDate) -> Vec<&'a Unit> {
        known.units.iter().filter(|unit| kinds.contains(&unit.kind) && unit.is_open(day)).collect()
    }

    /// A plan of one to three random steps.
    async fn plan(&mut self) -> String {
        use std::fmt::Write as _;
        let known = self.known().await;
        let back = self.fate.below(60);
        let effective = self.today() - Days::new(u64::try_from(back).unwrap());
        let mut text = format!(
            "[reorganisation]\ntitle = \"Đợt {}\"\ndecision = \"{}/QĐ\"\neffective_on = {effective}\nunit = \"root\"\n",
            self.founded, self.founded
        );
        for _ in 0..=self.fate.below(3) {
            let unions = self.open(&known, &[UnitKind::Grassroots], effective);
            let above = self.open(&known, &[UnitKind::Upper, UnitKind::Province], effective);
            let uppers = self.open(&known, &[UnitKind::Upper], effective);
            if unions.is_empty() || above.is_empty() {
                break;
            }
            let (one, other) = (&self.fate.pick(&unions).code, &self.fate.pick(&unions).code);
            let parent = &self.fate.pick(&above).code;
            let step = match self.fate.below(7) {
                0 | 1 => {
                    self.founded += 1;
                    format!(
                        "do = \"found\"\ncode = \"new-{}\"\nname = \"Mới\"\nkind = \"grassroots\"\nunder = \"{parent}\"",
                        self.founded
                    )
                }
                2 => format!("do = \"end\"\nunits = [\"{one}\"]"),
                3 => format!("do = \"merge\"\nunits = [\"{one}\"]\ninto = \"{other}\""),
                4 if uppers.len() > 1 => {
                    let (gone, heir) = (&self.fate.pick(&uppers).code, &self.fate.pick(&uppers).code);
                    format!("do = \"merge\"\nunits = [\"{gone}\"]\ninto = \"{heir}\"")
                }
                5 => {
                    self.founded += 2;
                    let (first, second) = (self.founded - 1, self.founded);
                    let found = |number| {
                        format!(
                            "do = \"found\"\ncode = \"new-{number}\"\nname = \"Tách\"\nkind = \"grassroots\"\nunder = \"{parent}\"\n\n[[step]]\n"
                        )
                    };
                    let heir =
                        if self.fate.below(2) == 0 { format!("\nmembers = \"new-{first}\"") } else { String::new() };
                    format!(
                        "{}{}do = \"split\"\nunit = \"{one}\"\ninto = [\"new-{first}\", \"new-{second}\"]{heir}",
                        found(first),
                        found(second)
                    )
                }
                _ => format!("do = \"move\"\nunits = [\"{one}\"]\nunder = \"{parent}\""),
            };
            let _ = write!(text, "\n[[step]]\n{step}\n");
        }
        text
    }

    /// Somebody joined a while ago, and is written down only now.
    async fn join(&mut self) {
        let known = self.known().await;
        let joined_on = self.today() - Days::new(u64::try_from(self.fate.below(400)).unwrap());
        let unions = self.open(&known, &[UnitKind::Grassroots], joined_on);
        let unions: Vec<&Unit> = unions.into_iter().filter(|unit| unit.opened_on <= joined_on).collect();
        if unions.is_empty() {
            return;
        }
        let unit = (*self.fate.pick(&unions)).clone();
        let left =
            (self.fate.below(4) == 0).then(|| joined_on + Days::new(u64::try_from(self.fate.below(90) + 1).unwrap()));
        let id = self.ids.next();
        let person = NewPerson {
            id,
            name: "Nguyễn Thị An".into(),
            number: id.to_string(),
            born_on: None,
            born_year: Some(1990),
            sex: Some(*self.fate.pick(Sex::ALL)),
            identity_mark: None,
            content_mark: None,
            fields: "{}".into(),
            sealed: String::new(),
            wrapped_key: "0.".into(),
        };
        let membership = NewMembership {
            id: self.ids.next(),
            person: id,
            unit: unit.id,
            joined_on,
            joining: Joining::Admitted,
            left: left.map(|day| (day, Leaving::LeftWork)),
            decision: String::new(),
        };
        let system = self.system();
        let mut tx = self.service.store().write().await.unwrap();
        tx.insert_members(&system, None, &[person], &[membership]).await.unwrap();
        if !tx.units_with_rolls(&system).await.unwrap().contains(&unit.id) {
            let roll = [(self.ids.next(), unit.id, unit.opened_on)];
            tx.open_rolls(&system, None, &roll).await.unwrap();
        }
        journal(&mut tx, &system, unit.id).await;
        tx.commit().await.unwrap();
        self.service.follow().await.unwrap();
        self.people.push((joined_on, left, unit.id));
    }

    async fn value(&self, ask: &Ask<'_>) -> Option<i64> {
        match self.service.figure(&self.system(), ask).await {
            Ok(answer) => answer.value.and_then(congdoan_model::figures::Value::whole),
            Err(Error::NotFound(_)) => None,
            Err(error) => panic!("{ask:?}: {error}"),
        }
    }

    /// Writes down what every unit's figures say this evening.
    async fn evening(&mut self) {
        let known = self.known().await;
        let period = Period::month_of(date(2024, 1, 15));
        let mut said = Vec::new();
        for unit in &known.units {
            for indicator in INDICATORS {
                let value = self.value(&Ask::new(unit.code.as_str(), indicator, period)).await;
                said.push((unit.code.to_string(), indicator, value));
            }
        }
        self.answered.insert(self.today(), said);
    }

    /// What was answered on an evening is what `as_of` that day answers now.
    async fn past_answers_stand(&mut self) {
        let days: Vec<NaiveDate> = self.answered.keys().copied().collect();
        let day = *self.fate.pick(&days);
        let period = Period::month_of(date(2024, 1, 15));
        for (unit, indicator, value) in &self.answered[&day] {
            let ask = Ask { as_of: Some(day), ..Ask::new(unit, indicator, period) };
            assert_eq!(self.value(&ask).await, *value, "{indicator} of {unit} as of {day}");
        }
    }

    /// From what was known on an evening to today's knowledge on another day's tree, by cause.
    async fn corrections_add_up(&mut self) {
        let days: Vec<NaiveDate> = self.answered.keys().copied().collect();
        let (then, tree) = (*self.fate.pick(&days), self.today());
        let period = Period::month_of(date(2024, 1, 15));
        for (unit, indicator, value) in &self.answered[&then] {
            if value.is_none() {
                continue;
            }
            let ask = Ask { as_of: Some(then), restated: Some(tree), ..Ask::new(unit, indicator, period) };
            let Ok(answer) = self.service.figure(&self.system(), &ask).await else { continue };
            let steps: i64 = answer.bridge.iter().flatten().map(|step| step.value).sum();
            let restated = answer.value.and_then(congdoan_model::figures::Value::whole).unwrap_or(0);
            assert_eq!(
                restated,
                value.unwrap_or(0) + steps,
                "{indicator} of {unit} known on {then}: {:?}",
                answer.bridge
            );
        }
    }

    async fn bridges_add_up(&mut self) {
        let known = self.known().await;
        let period = Period::month_of(date(2024, 2, 1) + Days::new(u64::try_from(self.fate.below(60)).unwrap()));
        let day = self.today() - Days::new(u64::try_from(self.fate.below(50)).unwrap());
        for unit in &known.units {
            let plain = Ask::new(unit.code.as_str(), "members.total", period);
            let restated = Ask { restated: Some(day), ..plain.clone() };
            let base = self.value(&plain).await.unwrap_or(0);
            let answer = self.service.figure(&self.system(), &restated).await.unwrap();
            let steps: i64 = answer.bridge.iter().flatten().map(|step| step.value).sum();
            let value = answer.value.and_then(congdoan_model::figures::Value::whole).unwrap_or(0);
            assert_eq!(value, base + steps, "{} in {period} restated on {day}: {:?}", unit.code, answer.bridge);
        }
    }

    /// The root counts everyone standing once, and every open unit but the root hangs under one managing parent.
    async fn everyone_once(&self) {
        let known = self.known().await;
        for back in [0, 20, 45, 100] {
            let day = self.today() - Days::new(back);
            let heirs: BTreeMap<UnitId, (UnitId, NaiveDate)> = known
                .successions
                .iter()
                .filter(|one| one.heir)
                .map(|one| (one.predecessor, (one.successor, one.on)))
                .collect();
            let units: BTreeMap<UnitId, &Unit> = known.units.iter().map(|unit| (unit.id, unit)).collect();
            let standing = self.people.iter().filter(|(joined, left, unit)| {
                let mut seat = *unit;
                while let Some(gone) = units.get(&seat).filter(|unit| !unit.is_open(day)) {
                    match heirs.get(&gone.id) {
                        Some((heir, on)) if *on <= day => seat = *heir,
                        _ => return false,
                    }
                }
                *joined <= day && left.is_none_or(|left| day < left)
            });
            let period: Period = format!("{day}/{day}").parse().unwrap();
            let counted = self.value(&Ask::new("root", "members.total", period)).await.unwrap_or(0);
            assert_eq!(counted, i64::try_from(standing.count()).unwrap(), "everyone standing on {day}, once");
            for unit in known.units.iter().filter(|unit| unit.is_open(day) && unit.code.as_str() != "root") {
                let managing = known
                    .links
                    .iter()
                    .filter(|link| link.child == unit.id && link.line == Line::Managing && link.holds(day))
                    .filter(|link| units.get(&link.parent).is_some_and(|parent| parent.is_open(day)));
                assert_eq!(managing.count(), 1, "managing parents of {} on {day}", unit.code);
            }
        }
    }

    /// Some units report, some are excused, most stay silent; whatever the tree does meanwhile, of those expected never less
    /// than none and never more than all have reported, and nobody is expected twice.
    async fn reports_come(&mut self) {
        let known = self.known().await;
        let months = [date(2024, 1, 1), date(2024, 2, 1), self.today() - Days::new(31)].map(Period::month_of);
        let open = self.open(&known, &[UnitKind::Grassroots, UnitKind::Upper], self.today());
        for _ in 0..3 {
            let unit = self.fate.pick(&open).code.as_str();
            let ask = ReportAsk { unit, form: "bc-thang", period: *self.fate.pick(&months), receiver: None };
            let deed = *self.fate.pick(&[ReportDeed::Send, ReportDeed::Send, ReportDeed::Approve, ReportDeed::Excuse]);
            let asked = ReportAsked::new(deed).saying("Theo lịch");
            match self.service.do_report(&self.system(), &ask, asked, None).await {
                Ok(()) | Err(Error::Refused(_) | Error::NotFound(_)) => {}
                Err(other) => panic!("{unit}: {other:?}"),
            }
        }
        let period = *self.fate.pick(&months);
        for unit in &known.units {
            let which = (period, Some("bc-thang"));
            let awaited = self.service.reports_awaited(&self.system(), unit.code.as_str(), which).await.unwrap();
            let (turnout, place) = (awaited.turnout, format!("{} in {period}", unit.code));
            assert!(turnout.sent <= turnout.expected, "{place}: {turnout:?}");
            assert!(turnout.approved <= turnout.sent && turnout.in_time <= turnout.sent, "{place}: {turnout:?}");
            assert!(turnout.rate().is_none_or(|rate| rate <= 10_000), "{place}: {turnout:?}");
            let names: BTreeSet<UnitId> = awaited.reports.iter().map(|one| one.unit.id).collect();
            assert_eq!(names.len(), awaited.reports.len(), "{place}: nobody twice");
        }
    }

    async fn exports(&self) -> Vec<Vec<String>> {
        let mut all = Vec::new();
        for what in [Exported::Units, Exported::Members, Exported::Posts, Exported::Records, Exported::Figures] {
            let bytes = self.service.export(what, Format::Csv, Vec::new()).await.unwrap();
            let mut lines: Vec<String> = String::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect();
            lines.sort_unstable();
            all.push(lines);
        }
        all
    }

    /// Applies a random plan; half of those that can be applied are undone again at once.
    async fn reorganise(&mut self) -> bool {
        let plan = self.plan().await;
        let before = self.exports().await;
        let foreseen = self.service.preview_reorganisation(&self.system(), &plan).await;
        assert_eq!(self.exports().await, before, "a preview writes nothing");
        let applied = match (foreseen, self.service.reorganise(&self.system(), &plan).await) {
            (Ok(foreseen), Ok(applied)) => {
                assert_eq!(foreseen.preview.members, applied.members, "{plan}");
                applied
            }
            (Err(Error::Refused(_)), Err(Error::Refused(_))) => return false,
            other => panic!("{plan}: {other:?}"),
        };
        if self.fate.below(2) == 0 {
            self.clock.advance_seconds(60);
            self.service.undo_reorganisation(&self.system(), applied.id.unwrap()).await.unwrap();
            assert_eq!(self.exports().await, before, "undone: {plan}");
            let again = self.service.undo_reorganisation(&self.system(), applied.id.unwrap()).await;
            assert!(matches!(again, Err(Error::Refused(_))));
        }
        true
    }
}

async fn journal(tx: &mut Tx, system: &Caller, unit: UnitId) {
    let note = Note {
        chain: "root".to_owned() + "-test",
        action: "member.add",
        object: "member".into(),
        before: String::new(),
        after: String::new(),
    };
    tx.journal(system, note, &Change { rolls: vec![unit], ..Change::default() }).await.unwrap();
}

async fn story(fresh: Fresh, seed: u64, days: usize) -> usize {
    let mut story = Story::begin(&fresh, seed).await;
    let mut applied = 0;
    for _ in 0..days {
        for _ in 0..story.fate.below(4) {
            story.join().await;
        }
        applied += usize::from(story.reorganise().await);
        story.everyone_once().await;
        story.bridges_add_up().await;
        story.reports_come().await;
        story.evening().await;
        story.clock.advance_seconds(86_400);
        story.past_answers_stand().await;
        story.corrections_add_up().await;
    }
    let found = story.service.verify().await.unwrap();
    assert_eq!(found.differences, Vec::<String>::new(), "seed {seed}");
    applied
}

#[tokio::test]
async fn random_reorganisations_keep_every_promise() {
    let mut applied = 0;
    for seed in 0..12 {
        applied += story(fresh_sqlite().await, seed, 8).await;
    }
    for seed in 100..103 {
        applied += story(fresh_postgres().await, seed, 8).await;
    }
    assert!(applied > 40, "most plans can be applied: {applied}");
}
