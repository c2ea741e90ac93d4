//! Who came, written down by whoever leads the session: ticked one by one, or brought in as a list.
//!
//! A row of a list that names nobody of the unit is refused and told; the others are taken. Not here: the code on the wall
//! (`check_in`).

use chrono::Datelike as _;
use congdoan_model::{
    AttendanceId, PersonId, StudySessionId,
    access::{Action, Caller},
    directives::study::Way,
    names,
};
use congdoan_paper::intake::Title;
use congdoan_store::{
    Tx,
    access::Thing,
    directives::study::{Attendee, Candidate, StudySession},
};

use super::check_in::matched;
use crate::{
    Error, Result, Service,
    access::Once,
    error::refused,
    members::{Imported, RefusedRow, import::blocking, problem},
    papers::{
        scratch::Scratch,
        sheets::{self, SheetRow},
    },
};

/// How many can be ticked at once.
const MOST: usize = 500;
/// How many members a list is matched against.
const MEMBERS: i64 = 200_000;
/// How many rows a list may have.
const MOST_ROWS: usize = 5_000;
const TITLES: [(&str, &[&str]); 3] = [
    ("name", &["Họ và tên", "Họ tên", "Tên", "name"]),
    ("number", &["Mã số đoàn viên", "Số đoàn viên", "Mã đoàn viên", "Số thẻ", "member number", "card number"]),
    ("born", &["Năm sinh", "Ngày sinh", "Ngày tháng năm sinh", "born", "year of birth"]),
];

/// Somebody who is not in the member file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Named<'a> {
    /// The name.
    pub name: &'a str,
    /// The year of birth, where known.
    pub year: Option<i64>,
}

/// What a list of those who came brought.
#[derive(Clone, Debug, Default)]
pub struct ListBrought {
    /// How many were written down.
    pub added: usize,
    /// How many stood there already.
    pub known: usize,
    /// Rows that name nobody of the unit, with what to do.
    pub refusals: Vec<RefusedRow>,
}

impl Service {
    /// Writes down people who came, and where one is named a guest; gives how many were not written down before.
    ///
    /// # Errors
    /// [`Error::Invalid`] when nobody is named; [`Error::NotFound`], [`Error::Denied`] for who may not write records of the
    /// unit, or names somebody who is no member of it.
    pub async fn tick_study(
        &self,
        caller: &Caller,
        id: StudySessionId,
        (people, guest): (&[PersonId], Option<Named<'_>>),
        once: Option<Once<'_>>,
    ) -> Result<usize> {
        let done = self.try_tick(caller, id, (people, guest), once.as_ref()).await;
        let added = self.refusal_noted(caller, &format!("study-session:{id}"), done).await?;
        self.follow().await?;
        Ok(added)
    }

    async fn try_tick(
        &self,
        caller: &Caller,
        id: StudySessionId,
        (people, guest): (&[PersonId], Option<Named<'_>>),
        once: Option<&Once<'_>>,
    ) -> Result<usize> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            return kept.body.parse().map_err(|_| Error::KeyReused);
        }
        let session = tx.study_session(caller, id).await?;
        tx.require(caller, Action::RecordWrite, session.unit, Thing::STUDY).await?;
        let mut who = self.ticked(&mut tx, caller, &session, people).await?;
        if let Some(guest) = guest {
            let name = guest.name.split_whitespace().collect::<Vec<_>>().join(" ");
            who.push(Attendee::Guest { name, year: guest.year });
        }
        let empty = |one: &Attendee| matches!(one, Attendee::Guest { name, .. } if name.is_empty());
        if who.is_empty() || who.len() > MOST || who.iter().any(empty) {
            return Err(Error::Invalid(vec![problem(
                "people",
                "Hãy chọn từ 1 đến 500 người, hoặc ghi họ tên khách",
                "Choose one to 500 people, or give the name of a guest",
            )]));
        }
        let mut added = 0;
        for one in &who {
            added += usize::from(tx.attend(caller, &session, (self.ids.next(), one), Way::Hand).await?);
        }
        self.settle_study(&mut tx, caller, id).await?;
        self.keep(&mut tx, caller, once, &added.to_string()).await?;
        tx.commit().await?;
        Ok(added)
    }

    /// The people ticked, each a member the caller sees in the unit or below.
    async fn ticked(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        session: &StudySession,
        people: &[PersonId],
    ) -> Result<Vec<Attendee>> {
        if people.is_empty() {
            return Ok(Vec::new());
        }
        tx.require(caller, Action::MemberRead, session.unit, Thing::MEMBER).await?;
        let members = tx.study_candidates(&self.system(), session, ("", ""), MEMBERS).await?;
        let known: std::collections::HashSet<PersonId> = members.iter().map(|member| member.person).collect();
        if people.iter().all(|person| known.contains(person)) {
            return Ok(people.iter().map(|person| Attendee::Person(*person)).collect());
        }
        Err(Error::NotFound("member"))
    }

    /// Takes back that somebody came.
    ///
    /// # Errors
    /// [`Error::Refused`] when it would leave a closed session without anybody; [`Error::NotFound`], [`Error::Denied`].
    pub async fn untick_study(&self, caller: &Caller, id: StudySessionId, line: AttendanceId) -> Result<()> {
        let work = async {
            let mut tx = self.store.write().await?;
            let session = tx.study_session(caller, id).await?;
            if !tx.withdraw_attendance(caller, &session, line).await? {
                return Err(Error::NotFound("attendance"));
            }
            if session.closed_at.is_some() && session.came <= 1 {
                return Err(refused(
                    "Buổi học đã kết thúc phải còn ít nhất một người dự; hãy rút bản ghi của buổi thay vì bỏ người cuối",
                    "A closed session keeps at least one person; withdraw its record instead",
                ));
            }
            self.settle_study(&mut tx, caller, id).await?;
            tx.commit().await?;
            Ok(())
        };
        let done = work.await;
        self.refusal_noted(caller, &format!("study-session:{id}"), done).await?;
        self.follow().await?;
        Ok(())
    }

    /// Brings in a list of those who came, XLSX or CSV: name with member or card number, or with the year of birth.
    ///
    /// # Errors
    /// [`Error::Refused`] when the file cannot be read or has no column of names; [`Error::NotFound`], [`Error::Denied`].
    pub async fn bring_study_list(
        &self,
        caller: &Caller,
        id: StudySessionId,
        (file, content): (&str, Vec<u8>),
    ) -> Result<ListBrought> {
        let done = self.try_bring(caller, id, (file, content)).await;
        let brought = self.refusal_noted(caller, &format!("study-session:{id}"), done).await?;
        self.follow().await?;
        Ok(brought)
    }

    async fn try_bring(
        &self,
        caller: &Caller,
        id: StudySessionId,
        (file, content): (&str, Vec<u8>),
    ) -> Result<ListBrought> {
        let mut tx = self.store.read().await?;
        let session = tx.study_session(caller, id).await?;
        tx.require(caller, Action::RecordWrite, session.unit, Thing::STUDY).await?;
        tx.require(caller, Action::MemberRead, session.unit, Thing::MEMBER).await?;
        let members = tx.study_candidates(&self.system(), &session, ("", ""), MEMBERS).await?;
        drop(tx);
        let ending = ending(file);
        let rows = blocking(move || read(ending, &content)).await?;
        if rows.len() > MOST_ROWS {
            return Err(refused(
                &format!("Danh sách có hơn {MOST_ROWS} dòng; hãy chia tệp"),
                &format!("The list has more than {MOST_ROWS} rows; split it"),
            ));
        }
        let mut brought = ListBrought::default();
        let mut tx = self.store.write().await?;
        for row in &rows {
            match of_row(row, &members) {
                Ok(person) => {
                    let who = Attendee::Person(person);
                    let first = tx.attend(caller, &session, (self.ids.next(), &who), Way::List).await?;
                    let count = if first { &mut brought.added } else { &mut brought.known };
                    *count += 1;
                }
                Err(refusal) => brought.refusals.push(*refusal),
            }
        }
        self.settle_study(&mut tx, caller, id).await?;
        tx.commit().await?;
        Ok(brought)
    }
}

/// Whom a row of a list names.
fn of_row(row: &SheetRow, members: &[Candidate]) -> std::result::Result<PersonId, Box<RefusedRow>> {
    let (name, number) = (row.text("name"), row.text("number").trim().to_uppercase());
    let folded = names::fold(&name);
    if folded.is_empty() {
        return Err(Box::new(row.refuse("name", "thiếu họ tên", "the name is missing")));
    }
    let year = row.day("born")?.map(|day| i64::from(day.year()));
    if number.is_empty() && year.is_none() {
        let (vi, en) = ("thiếu mã số đoàn viên hoặc năm sinh", "neither a member number nor a year of birth");
        return Err(Box::new(row.refuse("number", vi, en)));
    }
    let is = |member: &&Candidate| {
        member.name_fold == folded || member.number.as_ref().is_some_and(|known| known.to_uppercase() == number)
    };
    let near: Vec<Candidate> = members
        .iter()
        .filter(is)
        .map(|member| Candidate {
            numbered: i64::from(
                !number.is_empty() && member.number.as_ref().is_some_and(|known| known.to_uppercase() == number),
            ),
            ..member.clone()
        })
        .collect();
    match matched(&near, (&name, &number, year)) {
        Ok(Some(member)) => Ok(member.person),
        Ok(None) => {
            let vi = "không có đoàn viên này trong đơn vị; nếu là khách thì ghi thêm bằng tay";
            Err(Box::new(row.refuse("name", vi, "no such member in the unit; add a guest by hand")))
        }
        Err(problem) => Err(Box::new(row.refused("number", problem.message))),
    }
}

/// The end of a file's name, of which the reader of sheets tells formats apart.
fn ending(file: &str) -> &'static str {
    match file.rsplit_once('.').map(|(_, end)| end.to_lowercase()).as_deref() {
        Some("csv" | "txt") => "csv",
        Some("ods") => "ods",
        Some("xls") => "xls",
        _ => "xlsx",
    }
}

fn read(ending: &str, content: &[u8]) -> Result<Vec<SheetRow>> {
    let laid = Scratch::new(&format!("danh-sach.{ending}"), content)?;
    let titles: Vec<Title> = TITLES
        .iter()
        .map(|(field, titles)| {
            let title = Title::new(*field, titles);
            if *field == "name" { title.naming() } else { title }
        })
        .collect();
    sheets::read(laid.path(), &titles, &["name"], &mut Imported::default())
}
