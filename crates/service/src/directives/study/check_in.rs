//! Checking in by the code on the wall: a tap for whoever is signed in, name and number for whoever is not.
//!
//! Who has no account hears the same words whether found in the member file or not, so that the wall tells nobody who is a
//! member. Not here: the code itself (`model::directives::study`).

use congdoan_model::{
    StudySessionId,
    access::{Action, Caller},
    directives::study::{CheckInCode, Way},
    names,
};
use congdoan_store::{
    Tx,
    access::Thing,
    directives::study::{Attendee, Candidate, Studied, StudySession},
};

use crate::{Error, Result, Service, error::refused, members::problem};

/// The longest name taken.
const LONGEST_NAME: usize = 100;
/// How many people of one name are looked at.
const NAMESAKES: i64 = 200;

/// The wall of a session: its code as a text, to be put behind an address.
#[derive(Clone, Debug)]
pub struct Wall {
    /// The session.
    pub session: StudySession,
    /// Its directives.
    pub studied: Vec<Studied>,
    /// The text of the code, made this minute.
    pub code: String,
    /// How many are expected.
    pub expected: i64,
    /// Whether it is taken now.
    pub is_open: bool,
}

/// How a scanned code stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeState {
    /// It is taken.
    Open,
    /// It was made too long ago: scan the one on the wall.
    Old,
    /// The session has not opened yet.
    Early,
    /// The session is over: whoever leads it can still add somebody.
    Late,
}

/// What whoever scanned a genuine code is shown.
#[derive(Clone, Debug)]
pub struct WallSeen {
    /// How the code stands.
    pub state: CodeState,
    /// What the session is about.
    pub topic: String,
    /// The unit that holds it.
    pub unit_name: String,
    /// The session.
    pub session: StudySession,
}

/// That somebody came.
#[derive(Clone, Debug)]
pub struct CameIn {
    /// The session.
    pub session: StudySession,
    /// Whether it was not written down before.
    pub first: bool,
}

impl Service {
    /// The wall of a session, for whoever leads it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`] for who may not write records of the unit.
    pub async fn study_wall(&self, caller: &Caller, id: StudySessionId) -> Result<Wall> {
        let found = self.wall_of(caller, id).await;
        self.refusal_noted(caller, &format!("study-session:{id}"), found).await
    }

    async fn wall_of(&self, caller: &Caller, id: StudySessionId) -> Result<Wall> {
        let mut tx = self.store.read().await?;
        let session = tx.study_session(caller, id).await?;
        tx.require(caller, Action::RecordWrite, session.unit, Thing::STUDY).await?;
        let studied = tx.studied_at(&[id]).await?;
        let expected = tx.study_expected(caller, &session).await?;
        let now = self.clock.now();
        let code = CheckInCode::text(session.id, &session.secret, now);
        let is_open = state_of(&session, now.micros()) == CodeState::Open;
        Ok(Wall { session, studied, code, expected, is_open })
    }

    /// An address as a picture of its code; wide for a wall.
    ///
    /// # Errors
    /// [`Error::Paper`] for an address too long for one.
    pub fn code_picture(&self, address: &str, wide: bool) -> Result<String> {
        let drawn = if wide { congdoan_paper::qr_svg_wide } else { congdoan_paper::qr_svg };
        Ok(drawn(address)?)
    }

    /// What a scanned code leads to.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a code no session made.
    pub async fn wall_seen(&self, code: &str) -> Result<WallSeen> {
        let mut tx = self.store.read().await?;
        let (session, state) = self.session_of_code(&mut tx, code).await?;
        Ok(WallSeen { state, topic: session.topic.clone(), unit_name: session.unit_name.clone(), session })
    }

    async fn session_of_code(&self, tx: &mut Tx, text: &str) -> Result<(StudySession, CodeState)> {
        let system = self.system();
        let code = CheckInCode::read(text).ok_or(Error::NotFound("check-in code"))?;
        let session = match tx.study_session(&system, code.session).await {
            Ok(session) if code.is_genuine(&session.secret) => session,
            Ok(_) | Err(congdoan_store::Error::NotVisible(_)) => return Err(Error::NotFound("check-in code")),
            Err(error) => return Err(error.into()),
        };
        let state = match state_of(&session, system.now.micros()) {
            CodeState::Open if !code.stands(&session.secret, system.now) => CodeState::Old,
            state => state,
        };
        Ok((session, state))
    }

    /// Writes down that the caller came, once.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a code no session made, and for who sees as somebody else; [`Error::Refused`] when the code is
    /// too old or the session is not open.
    pub async fn check_in(&self, caller: &Caller, code: &str) -> Result<CameIn> {
        let person = caller.oneself().ok_or(Error::NotFound("check-in code"))?;
        let mut tx = self.store.write().await?;
        let (session, state) = self.session_of_code(&mut tx, code).await?;
        taken(state)?;
        let person = tx.kept_member(person).await?;
        let system = self.system();
        // A file put together with another is the person's own all the same.
        let as_oneself = caller.oneself() == Some(person);
        let writer = if as_oneself { caller } else { &system };
        let first = tx.attend(writer, &session, (self.ids.next(), &Attendee::Person(person)), Way::Code).await?;
        tx.commit().await?;
        Ok(CameIn { session, first })
    }

    /// Writes down that somebody without an account came, by name and number of the member or the card, or name and year of
    /// birth; found in the member file of the unit and below, or kept as a guest.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a name, or with neither number nor year, or with a number that is another's;
    /// [`Error::NotFound`], [`Error::Refused`] as [`Service::check_in`].
    pub async fn check_in_named(&self, code: &str, (name, number, year): (&str, &str, &str)) -> Result<CameIn> {
        let system = self.system();
        let mut tx = self.store.write().await?;
        let (session, state) = self.session_of_code(&mut tx, code).await?;
        taken(state)?;
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let (number, year) = (number.trim(), typed_year(year, system.now.day())?);
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(Error::Invalid(vec![problem("name", "Hãy ghi họ và tên", "Give your full name")]));
        }
        if number.is_empty() && year.is_none() {
            return Err(Error::Invalid(vec![problem(
                "year",
                "Hãy ghi mã số đoàn viên, số thẻ hoặc năm sinh",
                "Give your member or card number, or your year of birth",
            )]));
        }
        let found = tx.study_candidates(&system, &session, (&name, number), NAMESAKES).await?;
        let who = matched(&found, (&name, number, year)).map_err(|problem| Error::Invalid(vec![*problem]))?;
        let who = who.map_or(Attendee::Guest { name, year }, |one| Attendee::Person(one.person));
        let first = tx.attend(&system, &session, (self.ids.next(), &who), Way::Code).await?;
        tx.commit().await?;
        Ok(CameIn { session, first })
    }
}

/// How the window of a session stands.
pub(super) fn state_of(session: &StudySession, now: i64) -> CodeState {
    match () {
        () if session.closed_at.is_some() || now >= session.closes_at => CodeState::Late,
        () if now < session.opens_at => CodeState::Early,
        () => CodeState::Open,
    }
}

fn taken(state: CodeState) -> Result<()> {
    Err(match state {
        CodeState::Open => return Ok(()),
        CodeState::Old => refused(
            "Mã đã cũ; hãy quét lại mã đang hiện trên màn hình của buổi học",
            "The code is too old; scan the one now on the screen",
        ),
        CodeState::Early => refused(
            "Chưa đến giờ điểm danh của buổi này; hãy quét lại khi buổi học bắt đầu",
            "Check-in has not opened yet; scan again when the session begins",
        ),
        CodeState::Late => refused(
            "Đã hết giờ điểm danh; người chủ trì buổi học còn ghi thêm được, hãy gặp người ấy",
            "Check-in is over; whoever leads the session can still add you, go and see them",
        ),
    })
}

fn typed_year(text: &str, today: chrono::NaiveDate) -> Result<Option<i64>> {
    use chrono::Datelike as _;
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let this = i64::from(today.year());
    match text.parse::<i64>() {
        Ok(year) if (this - 100..this - 10).contains(&year) => Ok(Some(year)),
        _ => Err(Error::Invalid(vec![problem("year", "Năm sinh gồm bốn chữ số", "A year of birth has four digits")])),
    }
}

/// Whom a name with a number or a year is: one of the candidates, nobody known, or a problem to be mended.
pub(super) fn matched<'a>(
    found: &'a [Candidate],
    (name, number, year): (&str, &str, Option<i64>),
) -> std::result::Result<Option<&'a Candidate>, Box<congdoan_pack::Problem>> {
    let folded = names::fold(name);
    if !number.is_empty() {
        if let Some(one) = found.iter().find(|one| one.numbered == 1 && one.name_fold == folded) {
            return Ok(Some(one));
        }
        if year.is_none() {
            return Err(Box::new(problem(
                "number",
                "Số này và họ tên không đi cùng nhau; hãy xem lại, hoặc để trống số và ghi năm sinh",
                "This number and name do not go together; look again, or leave the number out and give the year of birth",
            )));
        }
    }
    let mut same = found.iter().filter(|one| one.name_fold == folded && one.year.is_some() && one.year == year);
    match (same.next(), same.next()) {
        (Some(one), None) => Ok(Some(one)),
        (None, _) => Ok(None),
        (Some(_), Some(_)) => Err(Box::new(problem(
            "number",
            "Có nhiều người cùng họ tên và năm sinh; hãy ghi thêm mã số đoàn viên hoặc số thẻ",
            "Several people have this name and year; give the member or card number, too",
        ))),
    }
}
