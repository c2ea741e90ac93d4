//! Resolution 02-NQ/TW sent down in Nghệ An and passed on in the model's zone, some units in time, some late; and two study
//! sessions of the model union, one closed, one open all day today.
//!
//! Days are counted back from the day of loading, so that something is always waiting and something late. Not here: the
//! sessions of 2021 and 2022, which are plain records (`study`).

use chrono::{Days, NaiveDate};
use congdoan_model::{
    DirectiveId, DispatchId, PersonId, Timestamp,
    access::{Action, Caller, Right, Who},
    directives::{
        dispatch::Request,
        study::{Expected, StudyForm, Way},
    },
    names::Language,
    org::{Unit, UnitKind},
};
use congdoan_store::{
    Tx,
    directives::{
        dispatch::{NewEvent, Receipt},
        study::Attendee,
    },
};

use super::{
    directives::RESOLUTION,
    people::Prepared,
    plan::{Place, fault},
    units::{MODEL, MODEL_UPPER, NGHE_AN},
};
use crate::{
    Result, Service,
    directives::{
        dispatch::{Recipients, SendForm},
        study::StudyPlan,
    },
};

/// What those who lead the work may do, as far as this module needs it.
const LEADING: [Action; 6] = [
    Action::UnitRead,
    Action::DirectiveRead,
    Action::RecordRead,
    Action::RecordWrite,
    Action::ProgrammeRead,
    Action::ProgrammeWrite,
];

/// Answers of units, in turn.
const ANSWERS: [&str; 3] = [
    "Đã tổ chức quán triệt và ban hành kế hoạch thực hiện của đơn vị.",
    "Đã phổ biến đến các công đoàn cơ sở trực thuộc; kế hoạch ban hành trong tháng.",
    "Đã lồng ghép nội dung vào chương trình công tác năm.",
];

struct Desk<'a> {
    service: &'a Service,
    today: NaiveDate,
    accounts: &'a [Prepared],
}

/// Sends the resolution down and holds the sessions.
pub(super) async fn write(
    service: &Service,
    tx: &mut Tx,
    system: &Caller,
    (places, accounts): (&[Place], &[Prepared]),
) -> Result<()> {
    let desk = Desk { service, today: system.now.day(), accounts };
    let known = tx.directives(system).await?;
    let resolution =
        known.iter().find(|one| one.symbol == RESOLUTION).ok_or_else(|| fault("no resolution".to_owned()))?.id;
    let first = desk.province(tx, unit(places, NGHE_AN)?, resolution).await?;
    desk.zone(tx, unit(places, MODEL_UPPER)?, (resolution, first)).await?;
    desk.sessions(tx, system, unit(places, MODEL)?, resolution).await
}

fn unit<'a>(places: &'a [Place], code: &str) -> Result<&'a Unit> {
    let place = places.iter().find(|place| place.unit.code.as_str() == code);
    place.map(|place| &place.unit).ok_or_else(|| fault(format!("no unit {code}")))
}

impl Desk<'_> {
    fn day(&self, before: u64) -> NaiveDate {
        self.today.checked_sub_days(Days::new(before)).unwrap_or(self.today)
    }

    fn person(&self, login: &str) -> PersonId {
        let known = self.accounts.iter().map(Prepared::person).find(|(name, ..)| *name == login);
        known.map(|(_, id, _)| id).unwrap_or_default()
    }

    /// Somebody who leads the work of a unit, some days ago at nine.
    async fn leader(&self, tx: &mut Tx, login: &str, unit: &Unit, before: u64) -> Result<Caller> {
        let above = tx.above(unit.id, self.today).await?;
        let right = Right {
            unit: unit.id,
            role: String::new(),
            own: LEADING.to_vec(),
            below: LEADING.to_vec(),
            coordinating: Vec::new(),
            above: vec![Action::UnitRead, Action::DirectiveRead, Action::ProgrammeRead],
            ancestors: above.into_iter().map(|(id, _)| id).filter(|id| *id != unit.id).collect(),
        };
        let who = Who::Person {
            user: self.service.ids.next(),
            person: self.person(login),
            login: login.to_owned(),
            rights: vec![right],
            scope: congdoan_model::access::Scope::Write,
        };
        let now = Timestamp::start_of(self.day(before)).plus_seconds(9 * 3600);
        Ok(Caller { who, now, language: Language::Vi })
    }

    /// The federation sends the resolution to its upper-level unions; a week ago was the day.
    async fn province(&self, tx: &mut Tx, sender: &Unit, directive: DirectiveId) -> Result<DispatchId> {
        let by = self.leader(tx, "chuyenvien", sender, 30).await?;
        let form = SendForm {
            unit: sender.code.as_str(),
            directive,
            passes_on: None,
            to: Recipients::Kind(UnitKind::Upper.word()),
            request: Request::Answer,
            due_on: Some(self.day(7)),
            note: "Đề nghị các đơn vị báo cáo kết quả quán triệt và kế hoạch thực hiện.",
        };
        let id = self.service.send_within(tx, &by, sender, &form).await?;
        let dispatch = tx.dispatch(&by, id).await?;
        let lines = tx.receipts(&by, &dispatch).await?;
        for (index, line) in lines.iter().enumerate() {
            let zone = line.code == MODEL_UPPER;
            let done = if zone { 3 } else { [3, index % 2, 2].get(index % 3).copied().unwrap_or(0) };
            self.answered(tx, (&dispatch, line), (index, done, 20)).await?;
        }
        let open: Vec<&Receipt> = lines.iter().skip(2).step_by(3).filter(|line| line.code != MODEL_UPPER).collect();
        let now = self.leader(tx, "chuyenvien", sender, 2).await?;
        let places =
            |lines: &[&Receipt]| lines.iter().map(|line| (self.service.ids.next(), line.unit)).collect::<Vec<_>>();
        let (given, reminded) = open.split_at(open.len().min(1));
        let until = self.today.checked_add_days(Days::new(5));
        let more =
            NewEvent { event: "extended", words: "Đang khắc phục mưa lũ", due_on: until, ..NewEvent::default() };
        tx.note_for_units(&now, &dispatch, &places(given), &more).await?;
        let remind =
            NewEvent {
                event: "reminded", words: "Đề nghị gửi báo cáo ngay trong tuần", ..NewEvent::default()
            };
        tx.note_for_units(&now, &dispatch, &places(reminded), &remind).await?;
        Ok(id)
    }

    /// What a unit did, `latest` days ago or sooner: nothing, received it, acknowledged it, or answered as well.
    async fn answered(
        &self,
        tx: &mut Tx,
        (dispatch, line): (&congdoan_store::directives::dispatch::Dispatch, &Receipt),
        (index, done, latest): (usize, usize, u64),
    ) -> Result<()> {
        let login = match line.code.as_str() {
            MODEL_UPPER => "captren",
            MODEL => "cdcs",
            _ => "",
        };
        let place = tx.unit_of_id(&Caller::system(Timestamp::start_of(self.today)), line.unit).await?;
        // Most chairs of the demonstration have no account: the name stands for itself.
        let name = super::names::person(index);
        let (login, days) = match login {
            "" => (name.as_str(), latest - u64::try_from(index % 10).unwrap_or(0)),
            login => (login, latest - 2),
        };
        let caller = self.leader(tx, login, &place, days).await?;
        let events =
            [("opened", ""), ("acknowledged", ""), ("answered", ANSWERS.get(index / 3 % 3).copied().unwrap_or(""))];
        for (event, words) in events.into_iter().take(done) {
            let new = NewEvent { event, words, ..NewEvent::default() };
            tx.note_receipt(&caller, dispatch, (self.service.ids.next(), line.unit), &new).await?;
        }
        Ok(())
    }

    /// The union of the zone passes it on to its grassroots unions, by a day soon to come.
    async fn zone(&self, tx: &mut Tx, sender: &Unit, (directive, by): (DirectiveId, DispatchId)) -> Result<()> {
        let caller = self.leader(tx, "captren", sender, 17).await?;
        let form = SendForm {
            unit: sender.code.as_str(),
            directive,
            passes_on: Some(by),
            to: Recipients::Kind(UnitKind::Grassroots.word()),
            request: Request::Answer,
            due_on: self.today.checked_add_days(Days::new(2)),
            note: "Mỗi công đoàn cơ sở tổ chức ít nhất một buổi quán triệt.",
        };
        let id = self.service.send_within(tx, &caller, sender, &form).await?;
        let dispatch = tx.dispatch(&caller, id).await?;
        for (index, line) in tx.receipts(&caller, &dispatch).await?.iter().enumerate() {
            let done = if line.code == MODEL { 0 } else { index % 4 };
            self.answered(tx, (&dispatch, line), (index, done, 16)).await?;
        }
        Ok(())
    }

    /// A session nine days ago, closed; one open all day today.
    async fn sessions(&self, tx: &mut Tx, system: &Caller, unit: &Unit, directive: DirectiveId) -> Result<()> {
        let plan = StudyPlan {
            unit: unit.code.as_str(),
            directives: &[directive],
            topic: "Quán triệt Nghị quyết 02-NQ/TW cho đoàn viên ca sáng",
            held_on: self.day(9),
            begins_at: 14 * 60,
            ends_at: 16 * 60 + 30,
            place: "Hội trường nhà ăn số 1",
            speaker: "Phan Đức Khánh, Công đoàn Khu kinh tế",
            ..StudyPlan::default()
        };
        let held = self.hold(tx, system, (unit, &plan), 3).await?;
        self.service.close_within(tx, system, &held).await?;
        let today = StudyPlan {
            topic: "Quán triệt Nghị quyết 02-NQ/TW cho các tổ còn lại",
            held_on: self.today,
            begins_at: 30,
            ends_at: 23 * 60 + 30,
            place: "Phòng họp công đoàn và trực tuyến",
            speaker: "Đậu Thị Hòa Lam, Chủ tịch công đoàn cơ sở",
            form: StudyForm::Mixed,
            expected: Expected::Members,
            ..plan
        };
        self.hold(tx, system, (unit, &today), 9).await?;
        Ok(())
    }

    /// A session with those who came: members left over by every `every`th, whoever signs in left out.
    async fn hold(
        &self,
        tx: &mut Tx,
        system: &Caller,
        (unit, plan): (&Unit, &StudyPlan<'_>),
        every: usize,
    ) -> Result<congdoan_store::directives::study::StudySession> {
        let new = self.service.session_of(plan, unit);
        tx.add_study_session(system, &new).await?;
        let session = tx.study_session(system, new.id).await?;
        let members = tx.study_candidates(system, &session, ("", ""), 500).await?;
        let signs_in = |person: PersonId| self.accounts.iter().any(|account| account.person().1 == person);
        let ways = [Way::Code, Way::Code, Way::List, Way::Code, Way::Hand];
        let came = members.iter().enumerate().filter(|(index, one)| {
            let there = if every == 3 { index % 3 != 1 } else { index % every == 1 };
            there && !signs_in(one.person)
        });
        let start = Timestamp::from_micros(session.opens_at).plus_seconds(25 * 60);
        for (place, (_, one)) in came.enumerate() {
            let at = start.plus_seconds(i64::try_from(place).unwrap_or(0) * 11);
            let caller = Caller { now: at, ..system.clone() };
            let way = ways.get(place % ways.len()).copied().unwrap_or_default();
            tx.attend(&caller, &session, (self.service.ids.next(), &Attendee::Person(one.person)), way).await?;
        }
        Ok(tx.study_session(system, new.id).await?)
    }
}
