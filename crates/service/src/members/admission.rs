//! Admission: one person by an application (form 5a), several by one application they all signed (form 5b).
//!
//! Whoever is known already is never admitted twice: the same identity number is refused with the way out, the same name
//! and birth only go in when the officer says that these are two people. Not here: admitting again (`readmission`),
//! ending memberships (`periods`), importing sheets (`import`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{
    MembershipId, PersonId,
    access::{Action, Caller},
    members::Joining,
    names,
    org::{Unit, UnitKind},
};
use congdoan_pack::{Decider, Pack, Problem};
use congdoan_paper::intake::Precision;
use congdoan_store::{
    Tx,
    access::Thing,
    members::{KnownPerson, NewApplication, NewMembership, NewPerson},
};

use super::{
    file::problem,
    marks::number_of,
    reading::{self, Candidate},
    sealing::{Sealer, Values},
};
use crate::{
    Error, Result, Service,
    access::Once,
    error::{refused, words},
};

/// How an application is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signature {
    /// By hand.
    #[default]
    Paper,
    /// Electronically; what identifies the signature is kept beside.
    Electronic,
}

impl Signature {
    /// The word in data, forms and the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Electronic => "electronic",
        }
    }
}

/// People to be admitted.
#[derive(Clone, Debug, Default)]
pub struct Admission<'a> {
    /// Code of the unit that admits.
    pub unit: &'a str,
    /// The day of the application.
    pub applied_on: Option<NaiveDate>,
    /// First day of the membership.
    pub joined_on: Option<NaiveDate>,
    /// Number of the decision.
    pub decision: &'a str,
    /// How the application is signed.
    pub signature: Signature,
    /// What identifies an electronic signature.
    pub signature_text: &'a str,
    /// Whether one application names them all (form 5b).
    pub collective: bool,
    /// Whether people of the same name and birth are said to be others.
    pub distinct: bool,
    /// What is known of each, by ids of fields, as typed.
    pub people: Vec<BTreeMap<String, String>>,
}

impl Service {
    /// Admits people, all or none. The same key with the same request gives the people admitted the first time.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every problem at once, in a collective one by line; [`Error::NotFound`],
    /// [`Error::Denied`], [`Error::Refused`].
    pub async fn admit(
        &self,
        caller: &Caller,
        admission: &Admission<'_>,
        once: Option<Once<'_>>,
    ) -> Result<Vec<PersonId>> {
        let admitted = self.try_admit(caller, admission, once.as_ref()).await;
        let admitted = match admitted {
            Err(Error::Stale) if once.is_some() => self.try_admit(caller, admission, once.as_ref()).await,
            other => other,
        };
        let admitted = self.refusal_noted(caller, &format!("members:{}", admission.unit), admitted).await?;
        self.follow().await?;
        Ok(admitted)
    }

    async fn try_admit(
        &self,
        caller: &Caller,
        admission: &Admission<'_>,
        once: Option<&Once<'_>>,
    ) -> Result<Vec<PersonId>> {
        let pack = self.pack();
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            return kept.body.split(',').map(|id| id.parse().map_err(|_| Error::KeyReused)).collect();
        }
        let unit = tx.unit(caller, admission.unit).await?;
        tx.require(caller, Action::MemberWrite, unit.id, Thing::MEMBER).await?;
        self.decides(&mut tx, caller, &pack, (Joining::Admitted, &unit)).await?;
        let (mut problems, days) = days(caller, &pack, admission, &unit);
        let sealer = self.sealer(&mut tx).await?;
        let (people, wrong) = read(&pack, admission);
        problems.extend(wrong);
        problems.extend(self.known_already(&mut tx, &sealer, admission, &people).await?);
        let (Some((applied_on, joined_on)), true) = (days, problems.is_empty()) else {
            return Err(Error::Invalid(problems));
        };
        self.open_roll(&mut tx, &pack, &unit).await?;
        let admitted =
            self.write_admission(&mut tx, caller, &unit, admission, (&sealer, people), (applied_on, joined_on));
        let admitted = admitted.await?;
        let listed: Vec<String> = admitted.iter().map(ToString::to_string).collect();
        self.keep(&mut tx, caller, once, &listed.join(",")).await?;
        tx.commit().await?;
        Ok(admitted)
    }

    async fn write_admission(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        unit: &Unit,
        admission: &Admission<'_>,
        (sealer, people): (&Sealer, Vec<Candidate>),
        (applied_on, joined_on): (NaiveDate, NaiveDate),
    ) -> Result<Vec<PersonId>> {
        let list: Option<congdoan_model::RecordId> = admission.collective.then(|| self.ids.next());
        let (mut persons, mut memberships, mut applications, mut said) = (vec![], vec![], vec![], vec![]);
        for person in people {
            let id: PersonId = self.ids.next();
            let (membership, application): (MembershipId, congdoan_model::RecordId) =
                (self.ids.next(), self.ids.next());
            let fields: Vec<&String> = person.open.keys().chain(person.sealed.keys()).collect();
            let number = number_of(id);
            said.push((
                id,
                serde_json::json!({ "number": number, "unit": unit.code.as_str(), "joined_on": joined_on,
                    "applied_on": applied_on, "joining": Joining::Admitted, "decision": admission.decision,
                    "form": form(admission), "list": list, "fields": fields }),
            ));
            memberships.push(NewMembership {
                id: membership,
                person: id,
                unit: unit.id,
                joined_on,
                joining: Joining::Admitted,
                left: None,
                decision: admission.decision.to_owned(),
            });
            applications.push(NewApplication {
                id: application.uuid(),
                person: id,
                unit: unit.id,
                form: form(admission),
                applied_on,
                signature: admission.signature.word(),
                signature_text: admission.signature_text.trim().to_owned(),
                decision: admission.decision.to_owned(),
                list: list.map(congdoan_model::RecordId::uuid),
            });
            persons.push(new_person(sealer, id, number, person)?);
        }
        tx.insert_members(caller, None, &persons, &memberships).await?;
        tx.insert_applications(caller, &applications).await?;
        tx.note_admission(caller, unit.id, &said).await?;
        Ok(said.into_iter().map(|(id, _)| id).collect())
    }

    /// What is said of people who are known already.
    async fn known_already(
        &self,
        tx: &mut Tx,
        sealer: &Sealer,
        admission: &Admission<'_>,
        people: &[Candidate],
    ) -> Result<Vec<Problem>> {
        let system = self.system();
        let mark = |person: &Candidate| person.identity.as_deref().map(|digits| sealer.identity_mark(digits));
        let marks: Vec<String> = people.iter().filter_map(mark).collect();
        let folded: BTreeSet<String> = people.iter().map(|person| person.name_fold.clone()).collect();
        let by_mark = tx.known_by_identity(&system, &marks).await?;
        let namesakes = tx.known_namesakes(&system, &folded.into_iter().collect::<Vec<_>>()).await?;
        let mut problems = Vec::new();
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        let mut alike: BTreeMap<(String, Option<NaiveDate>), u32> = BTreeMap::new();
        for person in people {
            let mark = mark(person);
            if let Some(first) = mark.clone().and_then(|mark| seen.insert(mark, person.row)) {
                let (vi, en) = (
                    format!("trùng số định danh với dòng {first}"),
                    format!("the same identity number as line {first}"),
                );
                problems.push(of_line(admission, person, problem("identity", &vi, &en)));
            }
            let like = (person.name_fold.clone(), person.born.map(|day| day.first));
            if let Some(first) = alike.insert(like, person.row).filter(|_| mark.is_none() && !admission.distinct) {
                let (vi, en) = (
                    format!(
                        "cùng họ tên và ngày sinh với dòng {first}; nếu là người khác, hãy đánh dấu xác nhận rồi gửi lại"
                    ),
                    format!("the same name and birth as line {first}; if this is somebody else, say so and send again"),
                );
                problems.push(of_line(admission, person, problem("name", &vi, &en)));
            }
            if let Some(known) = by_mark.iter().find(|known| mark.is_some() && known.identity_mark == mark) {
                problems.push(of_line(admission, person, standing(tx, &system, known).await?));
            } else if let Some(known) = namesakes.iter().find(|known| is_like(known, person, mark.as_deref()))
                && !admission.distinct
            {
                let number = known.number.clone().unwrap_or_default();
                let (vi, en) = (
                    format!(
                        "đã có hồ sơ cùng họ tên và ngày sinh (mã số {number}); nếu là người khác, hãy đánh dấu xác nhận rồi gửi lại"
                    ),
                    format!(
                        "there is a file of the same name and birth ({number}); if this is somebody else, say so and send again"
                    ),
                );
                problems.push(of_line(admission, person, problem("name", &vi, &en)));
            }
        }
        Ok(problems)
    }

    /// Refuses unless the caller belongs to the level that decides on a way of joining.
    pub(super) async fn decides(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        pack: &Pack,
        (joining, unit): (Joining, &Unit),
    ) -> Result<()> {
        if pack.members.joining(joining).is_some_and(|rule| rule.decided_by == Decider::Upper) {
            tx.require_from_above(caller, Action::MemberWrite, unit.id, Thing::MEMBER).await?;
        }
        Ok(())
    }

    /// Sees to it that the unit keeps a roll. Where members were declared so far, a roll of one would replace the declared
    /// number: the whole list has to come in first.
    pub(crate) async fn open_roll(&self, tx: &mut Tx, pack: &Pack, unit: &Unit) -> Result<()> {
        let system = self.system();
        if tx.roll_since(&system, unit.id).await?.is_some() {
            return Ok(());
        }
        let stock = pack.indicators.iter().find(|one| one.members.as_ref().is_some_and(|of| *of == Default::default()));
        let declared = match stock {
            Some(indicator) => tx.last_declared(&system, &indicator.id).await?,
            None => Vec::new(),
        };
        if let Some((_, day)) = declared.iter().find(|(of, _)| *of == unit.id) {
            return Err(refused(
                &format!(
                    "{} đến {day} mới khai tổng số đoàn viên, chưa có danh sách; hãy nhập cả danh sách đoàn viên trước",
                    unit.name
                ),
                &format!(
                    "{} has declared its members until {day} and keeps no list; bring in the whole list first",
                    unit.name
                ),
            ));
        }
        let known = HashMap::from([(unit.code.to_string(), unit.clone())]);
        self.open_rolls(tx, None, &BTreeSet::from([unit.id]), &known).await
    }
}

const fn form(admission: &Admission<'_>) -> &'static str {
    if admission.collective { "5b" } else { "5a" }
}

fn new_person(sealer: &Sealer, id: PersonId, number: String, person: Candidate) -> Result<NewPerson> {
    let sealed = sealer.seal_new(id, &person.sealed)?;
    Ok(NewPerson {
        id,
        number,
        born_on: person.born.filter(|day| day.precision == Precision::Day).map(|day| day.first),
        born_year: person.born.map(|day| day.first.year()),
        sex: person.sex,
        identity_mark: person.identity.as_deref().map(|digits| sealer.identity_mark(digits)),
        content_mark: None,
        fields: serde_json::to_string(&person.open).map_err(|error| Error::Internal(error.to_string()))?,
        sealed: sealed.text,
        wrapped_key: sealed.wrapped,
        name: person.name,
    })
}

/// What is wrong with unit, days, decision and signature; and the days when they are there.
fn days(
    caller: &Caller,
    pack: &Pack,
    admission: &Admission<'_>,
    unit: &Unit,
) -> (Vec<Problem>, Option<(NaiveDate, NaiveDate)>) {
    let mut problems = Vec::new();
    if !holds_members(unit.kind) {
        problems.push(problem("unit", "Đơn vị này không giữ đoàn viên", "This unit holds no members"));
    }
    if admission.applied_on.is_none() {
        problems.push(problem("applied_on", "Cần ngày ghi trên đơn", "The day of the application is needed"));
    }
    match admission.joined_on {
        Some(day) => problems.extend(open_on(caller, unit, day)),
        None => problems.push(problem("joined_on", "Cần ngày kết nạp", "The day of admission is needed")),
    }
    let days = admission.applied_on.zip(admission.joined_on);
    if days.is_some_and(|(applied, joined)| applied > joined) {
        problems.push(problem(
            "applied_on",
            "Đơn không thể sau ngày kết nạp",
            "The application cannot come after the admission",
        ));
    }
    problems.extend(decided(pack, Joining::Admitted, admission.decision));
    if admission.signature == Signature::Electronic && admission.signature_text.trim().is_empty() {
        problems.push(problem(
            "signature_text",
            "Chữ ký điện tử cần thông tin nhận ra chữ ký (số chứng thư, mã giao dịch)",
            "An electronic signature needs what identifies it (number of the certificate or transaction)",
        ));
    }
    (problems, days)
}

/// What is wrong with a first day in a unit.
pub(crate) fn open_on(caller: &Caller, unit: &Unit, day: NaiveDate) -> Option<Problem> {
    if day > caller.now.day() {
        return Some(problem("joined_on", "Ngày này chưa đến", "This day is yet to come"));
    }
    if day < unit.opened_on || unit.closed_on.is_some_and(|closed| closed <= day) {
        return Some(problem(
            "joined_on",
            "Ngày này đơn vị chưa có hoặc đã kết thúc",
            "The unit does not exist on this day",
        ));
    }
    None
}

pub(super) fn decided(pack: &Pack, joining: Joining, decision: &str) -> Option<Problem> {
    let needed = pack.members.joining(joining).is_some_and(|rule| rule.needs_decision);
    (needed && decision.trim().is_empty())
        .then(|| problem("decision", "Cần số quyết định", "The number of the decision is needed"))
}

/// Kinds of units whose members are listed by name.
pub(crate) const fn holds_members(kind: UnitKind) -> bool {
    matches!(kind, UnitKind::Grassroots | UnitKind::Section | UnitKind::Group | UnitKind::Upper)
}

/// Everyone an application names; problems by field, in a collective one by line.
fn read(pack: &Pack, admission: &Admission<'_>) -> (Vec<Candidate>, Vec<Problem>) {
    let (mut people, mut problems) = (Vec::new(), Vec::new());
    if admission.people.is_empty() {
        problems.push(problem("rows", "Chưa có ai trong danh sách", "There is nobody on the list"));
    }
    for (row, typed) in (1..).zip(&admission.people) {
        match reading::candidate(pack, typed, row) {
            Ok(person) => people.push(person),
            Err(wrong) => {
                let row = Candidate { row, ..Candidate::default() };
                problems.extend(
                    wrong.into_iter().map(|problem| of_line(admission, &row, with_name(pack, admission, problem))),
                );
            }
        }
    }
    (people, problems)
}

/// In a collective application a problem names its field in words, for there is no field of its own to stand at.
fn with_name(pack: &Pack, admission: &Admission<'_>, mut problem: Problem) -> Problem {
    let field = problem.field.as_deref().and_then(|id| pack.members.field(id));
    if let Some(field) = field.filter(|_| admission.collective) {
        let english = field.name.get(names::Language::En);
        problem.message = words(
            &format!("{}: {}", field.name.vi, problem.message.vi),
            &format!("{english}: {}", problem.message.get(names::Language::En)),
        );
    }
    problem
}

fn of_line(admission: &Admission<'_>, person: &Candidate, mut problem: Problem) -> Problem {
    if admission.collective {
        let text = problem.message;
        problem.message = words(
            &format!("Dòng {}: {}", person.row, text.vi),
            &format!("Line {}: {}", person.row, text.get(names::Language::En)),
        );
        problem.field = Some("rows".to_owned());
    }
    problem
}

/// Same name, same birth as far as it is known, and no two different identity numbers.
fn is_like(known: &KnownPerson, person: &Candidate, mark: Option<&str>) -> bool {
    let day = person.born.filter(|day| day.precision == Precision::Day).map(|day| day.first);
    let year = person.born.map(|day| i64::from(day.first.year()));
    let birth = match (known.born_on, day) {
        (Some(known), Some(day)) => known == day,
        _ => known.born_year.is_some() && known.born_year == year,
    };
    let told_apart = matches!((known.identity_mark.as_deref(), mark), (Some(known), Some(mark)) if known != mark);
    known.name_fold == person.name_fold && birth && !told_apart
}

/// Says of somebody known by identity number where they stand and what to do instead.
async fn standing(tx: &mut Tx, system: &Caller, known: &KnownPerson) -> Result<Problem> {
    let number = known.number.clone().unwrap_or_default();
    Ok(match known.unit_id {
        Some(unit) => {
            let code = tx.unit_of_id(system, unit.into()).await?.code;
            problem(
                "identity",
                &format!("đang là đoàn viên của {code} (mã số {number}); hãy làm thủ tục chuyển sinh hoạt"),
                &format!("is a member of {code} ({number}); transfer the membership instead"),
            )
        }
        None => problem(
            "identity",
            &format!("đã từng là đoàn viên (mã số {number}); kết nạp lại do cấp trên quyết định"),
            &format!("was a member before ({number}); the level above decides on admitting again"),
        ),
    })
}

/// People pasted as lines: cells between tabs or semicolons, in the order name, birth, sex, identity number, phone, or
/// as a first line of headings says.
#[must_use]
pub fn people_of_lines(pack: &Pack, text: &str) -> Vec<Values> {
    const USUAL: [&str; 5] = ["name", "born", "sex", "identity", "phone"];
    let mut columns: Vec<String> = USUAL.map(str::to_owned).to_vec();
    let mut people = Vec::new();
    for (place, line) in text.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        let cells: Vec<&str> = line.split(['\t', ';']).map(str::trim).collect();
        let titles: Option<Vec<String>> =
            cells.iter().map(|title| pack.members.field_of_title(title).map(|field| field.id.clone())).collect();
        match titles.filter(|_| place == 0) {
            Some(titles) => columns = titles,
            None => {
                let cell = |(column, cell): (&String, &&str)| (column.clone(), (*cell).to_owned());
                people.push(columns.iter().zip(&cells).map(cell).collect());
            }
        }
    }
    people
}
