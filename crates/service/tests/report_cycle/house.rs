//! A small federation with its officers, and what they do with reports.
//!
//! Not here: what must come of it (the modules beside this one).

use std::{collections::BTreeMap, sync::Arc};

use congdoan_model::{
    Clock as _, Ids, Period, UnitId,
    access::Caller,
    figures::{State, Value},
    names::Language,
    registers::Fields,
    reports::ReportDeed,
};
use congdoan_service::{
    Error, Service,
    registers::NewRecord,
    reports::{ReportAsk, ReportAsked, Standing, TypedLine},
};
use congdoan_testkit::{FixedClock, Fresh, federation, ids, keyring, people};

pub(crate) struct House {
    pub(crate) service: Service,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) ids: Ids,
    pub(crate) fresh: Fresh,
    pub(crate) units: BTreeMap<String, UnitId>,
}

pub(crate) const DAY: i64 = 86_400;

pub(crate) fn half() -> Period {
    "2025-12-01/2026-05-31".parse().unwrap()
}

pub(crate) fn about<'a>(unit: &'a str, form: &'a str) -> ReportAsk<'a> {
    ReportAsk { unit, form, period: half(), receiver: None }
}

pub(crate) fn typed(number: &str, value: &str, reason: &str) -> TypedLine {
    TypedLine { number: number.to_owned(), value: value.to_owned(), reason: reason.to_owned() }
}

impl House {
    pub(crate) async fn begin(fresh: Fresh) -> Self {
        let clock = FixedClock::at(2026, 6, 3);
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

    pub(crate) async fn officer(&self, login: &str, unit: &str, role: &str) -> Caller {
        let place = (self.units[unit], role);
        let system = Caller::system(self.clock.now());
        people::account(&self.fresh.store, &self.ids, &system, (login, self.ids.next()), place).await;
        let session = self.service.open_session(login).await.unwrap();
        self.service.present_by_session(&session.secret, Language::Vi).await.unwrap().caller
    }

    /// The caller a minute later, so that what is done first is known first.
    pub(crate) fn now(&self, caller: &Caller) -> Caller {
        self.clock.advance_seconds(60);
        Caller { now: self.clock.now(), ..caller.clone() }
    }

    pub(crate) async fn class(&self, caller: &Caller, unit: &str, day: &str) {
        let fields = Fields::from([("topic".to_owned(), "An toàn".into()), ("attendees".to_owned(), 20.into())]);
        let new = NewRecord { register: "training", unit, occurred_on: day.parse().unwrap(), fields, files: vec![] };
        self.service.record(&self.now(caller), new, None).await.unwrap();
    }

    pub(crate) async fn strike(&self, caller: &Caller, unit: &str, day: &str) {
        let fields = Fields::from([
            ("employer".to_owned(), "Công ty Một".into()),
            ("participants".to_owned(), 40.into()),
            ("cause".to_owned(), "wages".into()),
            ("settled".to_owned(), true.into()),
        ]);
        let new = NewRecord { register: "strikes", unit, occurred_on: day.parse().unwrap(), fields, files: vec![] };
        self.service.record(&self.now(caller), new, None).await.unwrap();
    }

    pub(crate) async fn fill(&self, caller: &Caller, ask: &ReportAsk<'_>, lines: &[TypedLine]) -> Result<usize, Error> {
        self.service.fill_report(&self.now(caller), ask, lines, None).await
    }

    pub(crate) async fn does(&self, caller: &Caller, ask: &ReportAsk<'_>, deed: ReportDeed) -> Result<(), Error> {
        self.service.do_report(&self.now(caller), ask, ReportAsked::new(deed).saying("Theo quy định"), None).await
    }

    pub(crate) async fn value(&self, caller: &Caller, ask: &ReportAsk<'_>, number: &str) -> Option<Value> {
        let report = self.service.report(caller, ask.unit, ask.form, ask.period).await.unwrap();
        report.lines().find(|line| line.line.number == number).unwrap().answer.as_ref().unwrap().value
    }

    /// The value of a line and how many of how many units gave it.
    pub(crate) async fn line(
        &self,
        caller: &Caller,
        ask: &ReportAsk<'_>,
        number: &str,
    ) -> (Option<i64>, State, (u64, u64)) {
        let report = self.service.report(caller, ask.unit, ask.form, ask.period).await.unwrap();
        let answer = report.lines().find(|line| line.line.number == number).unwrap().answer.clone().unwrap();
        (answer.value.and_then(Value::whole), answer.state, (answer.reported, answer.expected))
    }

    pub(crate) async fn standing(&self, caller: &Caller, ask: &ReportAsk<'_>) -> Standing {
        self.service.report_with_standing(&self.now(caller), ask).await.unwrap().1.unwrap()
    }
}

pub(crate) fn problems(refused: Result<usize, Error>) -> Vec<String> {
    let Err(Error::Invalid(problems)) = refused else { return vec![format!("{refused:?}")] };
    problems.into_iter().filter_map(|problem| problem.field).collect()
}

/// The lines refused, each with what is said.
pub(crate) fn faults(refused: Result<usize, Error>) -> Vec<(String, String)> {
    let Err(Error::Invalid(problems)) = refused else { return vec![(String::new(), format!("{refused:?}"))] };
    problems.into_iter().map(|one| (one.field.unwrap_or_default(), one.message.vi)).collect()
}
