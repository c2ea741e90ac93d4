//! Study sessions (quán triệt): planned, led, closed into one record of the register of sessions, and how far the study of
//! a directive has come.
//!
//! Asked once: nobody types the record of a session, nor how many came. Not here: checking in (`check_in`), lists and ticks
//! (`attendance`), keeping (`store::directives::study`).

mod attendance;
mod check_in;

use chrono::NaiveDate;
use congdoan_model::{
    DirectiveId, LocalText, RecordId, StudySessionId, Timestamp,
    access::{Action, Caller},
    directives::{
        Directive,
        study::{Expected, StudyForm},
    },
    org::Unit,
    registers::Fields,
};
use congdoan_store::{
    Tx,
    access::Thing,
    directives::study::{
        Attendance, Candidate, CoverageLine, Missing, NewStudySession, Studied, StudyFilter, StudySession,
    },
};

use crate::{
    Error, Result, Service,
    access::Once,
    error::{refused, words},
    members::problem,
};

pub use attendance::{ListBrought, Named};
pub use check_in::{CameIn, CodeState, Wall, WallSeen};

/// The register a closed session becomes a record of.
const REGISTER: &str = "study_sessions";
/// How many sessions a list shows.
pub const LISTED: i64 = 200;
/// How many members a page offers to tick.
pub const OFFERED: i64 = 300;
/// How many names of those who are missing a page shows.
pub const MISSING: i64 = 500;
/// How many directives one session is on at most.
const MOST_DIRECTIVES: usize = 10;
/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// A session to be planned.
#[derive(Clone, Debug, Default)]
pub struct StudyPlan<'a> {
    /// Code of the unit that holds it.
    pub unit: &'a str,
    /// The directives studied.
    pub directives: &'a [DirectiveId],
    /// What it is about.
    pub topic: &'a str,
    /// The day.
    pub held_on: NaiveDate,
    /// First minute of the day.
    pub begins_at: i64,
    /// First minute no more.
    pub ends_at: i64,
    /// Where.
    pub place: &'a str,
    /// Who speaks.
    pub speaker: &'a str,
    /// How people come together.
    pub form: StudyForm,
    /// Who is expected.
    pub expected: Expected,
    /// Ids of posts, where posts are expected.
    pub posts: &'a [String],
    /// How many, where a number is written down.
    pub number: i64,
}

/// The sessions of a unit and what it manages below.
#[derive(Clone, Debug)]
pub struct StudyList {
    /// The unit.
    pub unit: Unit,
    /// The sessions, latest first, each with its directives.
    pub sessions: Vec<(StudySession, Vec<Studied>)>,
    /// Directives a session can be on.
    pub directives: Vec<Directive>,
    /// Whether the caller may plan one.
    pub may_write: bool,
}

/// One session with everything its page shows.
#[derive(Clone, Debug)]
pub struct StudyView {
    /// The session.
    pub session: StudySession,
    /// Its directives.
    pub studied: Vec<Studied>,
    /// How many are expected.
    pub expected: i64,
    /// Who came, latest first; nothing where the caller may not see members of the unit.
    pub came: Option<Vec<Attendance>>,
    /// Members not yet written down, at most [`OFFERED`]; none where the caller may not write.
    pub absent: Vec<Candidate>,
    /// Whether the caller leads it.
    pub may_write: bool,
    /// Whether its code is taken now.
    pub is_open: bool,
}

/// How far the study of a directive has come in a unit.
#[derive(Clone, Debug)]
pub struct CoverageView {
    /// The directive.
    pub directive: Directive,
    /// The unit.
    pub unit: Unit,
    /// The units right below, and as the last one the unit itself without them.
    pub lines: Vec<CoverageLine>,
    /// The whole, each person once.
    pub total: CoverageLine,
    /// Who is missing, at most [`MISSING`]; nothing where the caller may not see members of the unit.
    pub missing: Option<Vec<Missing>>,
}

/// The name of a form.
#[must_use]
pub fn form_name(form: StudyForm) -> LocalText {
    match form {
        StudyForm::Meeting => words("Trực tiếp", "In one room"),
        StudyForm::Online => words("Trực tuyến", "Online"),
        StudyForm::Mixed => words("Trực tiếp và trực tuyến", "In one room and online"),
    }
}

/// Who is expected, in words.
#[must_use]
pub fn expected_name(expected: Expected) -> LocalText {
    match expected {
        Expected::Members => words("Toàn thể đoàn viên", "All members"),
        Expected::Officers => words("Cán bộ công đoàn", "Union officers"),
        Expected::Posts => words("Một số chức danh", "Some posts"),
        Expected::Number => words("Số người ghi trước", "A number written down"),
    }
}

impl Service {
    /// Plans a session. The same key with the same request gives the session planned the first time.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every problem at once; [`Error::NotFound`], [`Error::Denied`] for who may not write records
    /// of the unit or does not see a directive.
    pub async fn plan_study(
        &self,
        caller: &Caller,
        plan: &StudyPlan<'_>,
        once: Option<Once<'_>>,
    ) -> Result<StudySessionId> {
        let done = self.try_plan_study(caller, plan, once.as_ref()).await;
        self.refusal_noted(caller, &format!("study:{}", plan.unit), done).await
    }

    async fn try_plan_study(
        &self,
        caller: &Caller,
        plan: &StudyPlan<'_>,
        once: Option<&Once<'_>>,
    ) -> Result<StudySessionId> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            return kept.body.parse().map_err(|_| Error::KeyReused);
        }
        let unit = tx.unit(caller, plan.unit).await?;
        tx.require(caller, Action::RecordWrite, unit.id, Thing::STUDY).await?;
        let problems = faults(plan, &unit);
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let new = self.session_of(plan, &unit);
        tx.add_study_session(caller, &new).await?;
        self.keep(&mut tx, caller, once, &new.id.to_string()).await?;
        tx.commit().await?;
        Ok(new.id)
    }

    /// A plan as a session, with the window in which its code is taken.
    pub(crate) fn session_of(&self, plan: &StudyPlan<'_>, unit: &Unit) -> NewStudySession {
        let (pack, start) = (self.pack(), Timestamp::start_of(plan.held_on));
        let minutes = |id: &str, usual: i64| pack.parameter(id, plan.held_on).unwrap_or(usual);
        let opens = plan.begins_at - minutes("study.check_in_before", 30);
        let closes = plan.ends_at + minutes("study.check_in_after", 15);
        let mut directives = plan.directives.to_vec();
        directives.sort_unstable();
        directives.dedup();
        NewStudySession {
            id: self.ids.next(),
            unit: unit.id,
            directives,
            topic: plan.topic.trim().to_owned(),
            held_on: plan.held_on,
            begins_at: plan.begins_at,
            ends_at: plan.ends_at,
            place: plan.place.trim().to_owned(),
            speaker: plan.speaker.trim().to_owned(),
            form: plan.form,
            expected: plan.expected,
            expected_posts: if plan.expected == Expected::Posts { plan.posts.join(",") } else { String::new() },
            expected_number: if plan.expected == Expected::Number { plan.number } else { 0 },
            opens_at: start.plus_seconds(opens * 60).micros(),
            closes_at: start.plus_seconds(closes * 60).micros(),
            secret: self.ids.secret(),
        }
    }

    /// The sessions of a unit and what it manages below, latest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not read records of the unit; the attempt is noted.
    pub async fn study_list(&self, caller: &Caller, unit: &str, directive: Option<DirectiveId>) -> Result<StudyList> {
        let found = self.study_list_of(caller, unit, directive).await;
        self.refusal_noted(caller, &format!("study:{unit}"), found).await
    }

    async fn study_list_of(&self, caller: &Caller, unit: &str, directive: Option<DirectiveId>) -> Result<StudyList> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, unit).await?;
        let sessions = tx.study_sessions(caller, StudyFilter { unit: unit.id, directive, limit: LISTED }).await?;
        let ids: Vec<StudySessionId> = sessions.iter().map(|session| session.id).collect();
        let studied = tx.studied_at(&ids).await?;
        let of = |session: &StudySession| studied.iter().filter(|one| one.session == session.id).cloned().collect();
        let sessions = sessions.into_iter().map(|session| (session.clone(), of(&session))).collect();
        let directives = tx.directives(caller).await?;
        let may_write = tx.require(caller, Action::RecordWrite, unit.id, Thing::STUDY).await.is_ok();
        Ok(StudyList { unit, sessions, directives, may_write })
    }

    /// One session; `words` narrow the members offered to tick.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller; the attempt is noted.
    pub async fn study(&self, caller: &Caller, id: StudySessionId, words: &str) -> Result<StudyView> {
        let found = self.study_view(caller, id, words).await;
        self.refusal_noted(caller, &format!("study-session:{id}"), found).await
    }

    async fn study_view(&self, caller: &Caller, id: StudySessionId, words: &str) -> Result<StudyView> {
        let mut tx = self.store.read().await?;
        let session = tx.study_session(caller, id).await?;
        let studied = tx.studied_at(&[id]).await?;
        let expected = tx.study_expected(caller, &session).await?;
        let may_write = tx.require(caller, Action::RecordWrite, session.unit, Thing::STUDY).await.is_ok();
        let sees = tx.require(caller, Action::MemberRead, session.unit, Thing::MEMBER).await.is_ok();
        let came = if sees { Some(tx.study_attendances(caller, &session).await?) } else { None };
        let absent =
            if sees && may_write { tx.study_absent(caller, &session, words, OFFERED).await? } else { Vec::new() };
        let now = caller.now.micros();
        let is_open = session.closed_at.is_none() && (session.opens_at..session.closes_at).contains(&now);
        Ok(StudyView { session, studied, expected, came, absent, may_write, is_open })
    }

    /// Closes a session: its code is taken no more, and it becomes one record of the register of sessions. What is ticked or
    /// taken back afterwards changes that record.
    ///
    /// # Errors
    /// [`Error::Refused`] while nobody came; [`Error::Invalid`] when the register refuses it; [`Error::NotFound`],
    /// [`Error::Denied`].
    pub async fn close_study(&self, caller: &Caller, id: StudySessionId, once: Option<Once<'_>>) -> Result<()> {
        let done = self.try_close_study(caller, id, once.as_ref()).await;
        self.refusal_noted(caller, &format!("study-session:{id}"), done).await?;
        self.follow().await?;
        Ok(())
    }

    async fn try_close_study(&self, caller: &Caller, id: StudySessionId, once: Option<&Once<'_>>) -> Result<()> {
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once).await?.is_some() {
            return Ok(());
        }
        let session = tx.study_session(caller, id).await?;
        tx.require(caller, Action::RecordWrite, session.unit, Thing::STUDY).await?;
        if session.came == 0 {
            return Err(refused(
                "Chưa có ai được điểm danh; hãy điểm danh rồi kết thúc buổi",
                "Nobody is written down yet; write down who came, then close the session",
            ));
        }
        if session.closed_at.is_none() {
            self.close_within(&mut tx, caller, &session).await?;
        }
        self.keep(&mut tx, caller, once, "done").await?;
        Ok(tx.commit().await?)
    }

    /// Closes a session within a transaction.
    pub(crate) async fn close_within(&self, tx: &mut Tx, caller: &Caller, session: &StudySession) -> Result<()> {
        let record = self.record_study(tx, caller, session).await?;
        Ok(tx.close_study_session(caller, session, record).await?)
    }

    /// Writes the record of a session, or brings it up to date; none where the pack keeps no such register.
    async fn record_study(&self, tx: &mut Tx, caller: &Caller, session: &StudySession) -> Result<Option<RecordId>> {
        let unit = tx.unit_of_id(caller, session.unit).await?;
        let studied = tx.studied_at(&[session.id]).await?;
        let named = |one: &Studied| if one.symbol.is_empty() { one.title.clone() } else { one.symbol.clone() };
        let directive = studied.iter().map(named).collect::<Vec<_>>().join("; ");
        let fields: Fields = [
            ("directive".to_owned(), directive.into()),
            ("form".to_owned(), session.form.clone().into()),
            ("attendees".to_owned(), session.came.into()),
        ]
        .into_iter()
        .collect();
        self.record_of_deed(tx, caller, (REGISTER, session.record()), &unit, (session.held_on, fields)).await
    }

    /// Brings the record of a closed session up to date after somebody was added or taken back.
    async fn settle_study(&self, tx: &mut Tx, caller: &Caller, id: StudySessionId) -> Result<()> {
        let session = tx.study_session(caller, id).await?;
        if session.closed_at.is_some() {
            self.record_study(tx, caller, &session).await?;
        }
        Ok(())
    }

    /// How far the study of a directive has come in a unit on a day, members or officers counted once each.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not read records of the unit or does not see the directive; the attempt is
    /// noted.
    pub async fn study_coverage(
        &self,
        caller: &Caller,
        (directive, unit): (DirectiveId, &str),
        day: NaiveDate,
        who: Expected,
    ) -> Result<CoverageView> {
        let found = self.study_coverage_view(caller, (directive, unit), day, who).await;
        self.refusal_noted(caller, &format!("study:{unit}"), found).await
    }

    async fn study_coverage_view(
        &self,
        caller: &Caller,
        (directive, unit): (DirectiveId, &str),
        day: NaiveDate,
        who: Expected,
    ) -> Result<CoverageView> {
        let who = if who == Expected::Officers { who } else { Expected::Members };
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, unit).await?;
        let (lines, total) = tx.study_coverage(caller, (directive, unit.id), day, who).await?;
        let sees = tx.require(caller, Action::MemberRead, unit.id, Thing::MEMBER).await.is_ok();
        let missing =
            if sees { Some(tx.study_missing(caller, (directive, unit.id), day, who, MISSING).await?) } else { None };
        let known = tx.directives(caller).await?;
        let directive = known.into_iter().find(|one| one.id == directive).ok_or(Error::NotFound("directive"))?;
        Ok(CoverageView { directive, unit, lines, total, missing })
    }
}

/// Everything wrong with a plan.
fn faults(plan: &StudyPlan<'_>, unit: &Unit) -> Vec<congdoan_pack::Problem> {
    let mut problems = Vec::new();
    if plan.topic.trim().is_empty() {
        problems.push(problem("topic", "Hãy ghi nội dung buổi học", "Say what the session is about"));
    }
    if plan.directives.is_empty() || plan.directives.len() > MOST_DIRECTIVES {
        problems.push(problem("directives", "Hãy chọn từ 1 đến 10 văn bản", "Choose one to ten directives"));
    }
    if !(0..DAY).contains(&plan.begins_at) || plan.ends_at <= plan.begins_at || plan.ends_at > DAY {
        problems.push(problem(
            "ends_at",
            "Giờ kết thúc phải sau giờ bắt đầu, trong cùng một ngày",
            "It ends after it begins, on the same day",
        ));
    }
    if !unit.is_open(plan.held_on) {
        problems.push(problem("held_on", "Đơn vị không hoạt động vào ngày này", "The unit was not open on that day"));
    }
    if plan.expected == Expected::Posts && plan.posts.is_empty() {
        problems.push(problem("posts", "Hãy chọn ít nhất một chức danh", "Choose at least one post"));
    }
    if plan.expected == Expected::Number && plan.number <= 0 {
        problems.push(problem("number", "Hãy ghi số người dự kiến", "Say how many are expected"));
    }
    problems
}
