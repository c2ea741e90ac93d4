//! Founding a union and recognising its committee as guided cases: steps and papers of the pack, the committee elected,
//! the decision of the level above and what it makes.
//!
//! The decision founds the unit as a reorganisation of one step, so that it is undone like any other. Not here: the rows
//! (`store::org`), which steps and papers there are (`packs`).

mod decide;

use chrono::NaiveDate;
use congdoan_model::{
    UnitId,
    access::{Action, Caller},
    org::{Code, Unit, UnitKind},
};
use congdoan_pack::{Actor, DossierCase, DossierPaper, Pack, Problem, Procedure, Step};
use congdoan_store::{
    Tx,
    access::Thing,
    org::foundings::{Elected, Founding, FoundingFile, ListedFounding, PaperHanded, StepTaken},
};

use super::particulars::wrong;
use crate::{
    Error, Result, Service,
    access::Once,
    error::refused,
    registers::{Attachment, LARGEST_FILE},
};

/// The procedure of founding.
pub const FOUNDING: &str = "founding";
/// The procedure of recognising a committee.
pub const RECOGNITION: &str = "committee_recognition";
/// The step that decides; it is taken by deciding alone.
pub const DECISION: &str = "decision";
/// The step after which the level above has its time to decide.
const DOSSIER: &str = "dossier";

/// What is known of a case when it is opened or changed.
#[derive(Clone, Debug, Default)]
pub struct FoundingForm<'a> {
    /// [`FOUNDING`] or [`RECOGNITION`].
    pub kind: &'a str,
    /// Code of the unit that decides on a founding; of the union for a recognition.
    pub unit: &'a str,
    /// Code of the union to be.
    pub code: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its form.
    pub form: &'a str,
    /// Code of the employer; empty when it is no unit.
    pub employer: &'a str,
    /// Term of the committee in words.
    pub term: &'a str,
    /// Members, or workers who applied.
    pub applicants: i64,
    /// Employers they work for.
    pub employers: i64,
    /// Whether the committee is elected by a congress.
    pub congress: bool,
    /// Whether there is an inspection committee.
    pub inspection: bool,
}

/// One step of a case.
#[derive(Clone, Debug)]
pub struct StepState {
    /// The step.
    pub step: Step,
    /// When it was taken, and by whom it was written.
    pub taken: Option<StepTaken>,
    /// The last day for it, where a rule bounds it and the dossier is handed in.
    pub due: Option<NaiveDate>,
    /// Whether it is the next one.
    pub next: bool,
}

/// One paper of the check-list.
#[derive(Clone, Debug)]
pub struct PaperState {
    /// The paper.
    pub paper: DossierPaper,
    /// When it was handed in.
    pub handed: Option<PaperHanded>,
}

/// A case with its steps and papers as the pack of today wants them.
#[derive(Clone, Debug)]
pub struct FoundingView {
    /// The case.
    pub file: FoundingFile,
    /// The procedure.
    pub procedure: Procedure,
    /// The unit that decides.
    pub upper: Unit,
    /// The union, once it stands.
    pub union: Option<Unit>,
    /// The employer.
    pub employer: Option<Unit>,
    /// Steps in order.
    pub steps: Vec<StepState>,
    /// The check-list.
    pub papers: Vec<PaperState>,
    /// What still stands in the way of a decision.
    pub missing: Vec<Problem>,
    /// Whether the caller may write.
    pub may_write: bool,
    /// Whether the caller may decide, or undo.
    pub may_decide: bool,
}

impl Service {
    /// Cases the caller may prepare, open ones first.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn foundings(&self, caller: &Caller) -> Result<Vec<ListedFounding>> {
        Ok(self.store.read().await?.foundings(caller).await?)
    }

    /// One case.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller.
    pub async fn founding(&self, caller: &Caller, id: &str) -> Result<FoundingView> {
        let mut tx = self.store.read().await?;
        self.founding_view(&mut tx, caller, id).await
    }

    async fn founding_view(&self, tx: &mut Tx, caller: &Caller, id: &str) -> Result<FoundingView> {
        let file = tx.founding(caller, case_id(id)?.uuid()).await?;
        let (pack, system) = (self.pack(), self.system());
        let procedure = pack.procedure(&file.case.kind).cloned().ok_or(Error::NotFound("procedure"))?;
        let upper = tx.unit_of_id(&system, file.case.upper_id).await?;
        let union = match file.case.union_id {
            Some(union) => tx.unit_of_id(&system, union.into()).await.ok(),
            None => None,
        };
        let employer = match file.case.employer_id {
            Some(employer) => tx.unit_of_id(&system, employer.into()).await.ok(),
            None => None,
        };
        let steps = steps(&pack, &procedure, &file);
        let papers = papers(&procedure, &file)?;
        let missing = missing(&pack, &file, &steps, &papers, caller.now.day());
        let may_write = tx.require_founding(caller, file.case.scope_id).await.is_ok();
        let may_decide = tx.require(caller, Action::UnitWrite, upper.id, Thing::UNIT).await.is_ok();
        Ok(FoundingView { file, procedure, upper, union, employer, steps, papers, missing, may_write, may_decide })
    }

    /// Opens a case. Returns its id; the same key gives the id of the first time.
    ///
    /// # Errors
    /// [`Error::Invalid`] with everything wrong; [`Error::NotFound`], [`Error::Denied`].
    pub async fn open_founding(
        &self,
        caller: &Caller,
        form: &FoundingForm<'_>,
        once: Option<Once<'_>>,
    ) -> Result<String> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once.as_ref()).await? {
            return Ok(kept.body);
        }
        let scope = tx.unit(caller, form.unit).await?;
        tx.require_founding(caller, scope.id).await?;
        let recognition = form.kind == RECOGNITION;
        let mut problems = Vec::new();
        if self.pack().procedure(form.kind).is_none() {
            problems.push(wrong("kind", "Hãy chọn loại hồ sơ", "Choose the procedure"));
        }
        let upper = if recognition { self.deciding(&mut tx, &scope, caller).await? } else { scope.clone() };
        if recognition && !matches!(scope.kind, UnitKind::Grassroots | UnitKind::Upper) {
            problems.push(wrong(
                "unit",
                "Đơn vị này không phải công đoàn có ban chấp hành được công nhận",
                "This unit is no union whose committee is recognised",
            ));
        }
        let blank = Founding {
            id: self.ids.next(),
            kind: form.kind.to_owned(),
            scope_id: scope.id,
            upper_id: upper.id,
            union_id: recognition.then(|| scope.id.uuid()),
            employer_id: None,
            state: "open".to_owned(),
            code: String::new(),
            name: String::new(),
            form: String::new(),
            term: String::new(),
            applicants: 0,
            employers: 0,
            congress: 0,
            inspection: 0,
            decision: String::new(),
            decided_on: None,
            reorganisation_id: None,
            opened_by: caller.name().to_owned(),
            opened_at: caller.now.micros(),
            version: 0,
        };
        let case = self.filled(&mut tx, caller, blank, form, problems).await?;
        let case = if recognition {
            Founding { code: scope.code.to_string(), name: scope.name.clone(), form: scope.form.clone(), ..case }
        } else {
            case
        };
        let case = tx.put_founding(caller, &case, "founding.open").await?;
        let id = case.id.to_string();
        self.keep(&mut tx, caller, once.as_ref(), &id).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The unit directly above a union on the managing line: it recognises its committee.
    async fn deciding(&self, tx: &mut Tx, union: &Unit, caller: &Caller) -> Result<Unit> {
        let links = tx.parent_links(&self.system(), union.id).await?;
        let today = caller.now.day();
        let managing =
            links.into_iter().find(|link| link.line == congdoan_model::org::Line::Managing && link.holds(today));
        match managing {
            Some(link) => Ok(tx.unit_of_id(&self.system(), link.parent).await?),
            None => Err(refused("Đơn vị này không có công đoàn cấp trên", "There is no union above this unit")),
        }
    }

    /// Writes what a form says into a case, when it makes sense.
    async fn filled(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        case: Founding,
        form: &FoundingForm<'_>,
        mut problems: Vec<Problem>,
    ) -> Result<Founding> {
        let today = caller.now.day();
        if case.kind == FOUNDING {
            if form.name.trim().is_empty() {
                problems.push(wrong("name", "Hãy ghi tên công đoàn", "Give the name of the union"));
            }
            if form.code.trim().parse::<Code>().is_err() {
                problems.push(wrong(
                    "code",
                    "Mã chỉ gồm chữ thường không dấu, số và dấu -",
                    "A code has a-z, 0-9 and -",
                ));
            } else if tx.has_unit(form.code.trim()).await? {
                problems.push(wrong("code", "Mã này đã có đơn vị khác dùng", "Another unit has this code"));
            }
            let known = self.pack().forms_of(UnitKind::Grassroots, today).any(|one| one.id == form.form);
            if !form.form.is_empty() && !known {
                problems.push(wrong("form", "Không có loại hình này", "There is no such form"));
            }
        }
        if form.applicants < 0 || form.employers < 0 {
            problems.push(wrong("applicants", "Số không được âm", "A number is not negative"));
        }
        let employer = match form.employer.trim() {
            "" => None,
            code => match tx.unit(caller, code).await {
                Ok(unit) if unit.kind == UnitKind::Outside => Some(unit),
                _ => {
                    problems.push(wrong(
                        "employer",
                        "Không có người sử dụng lao động mang mã này",
                        "There is no employer with this code",
                    ));
                    None
                }
            },
        };
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        Ok(Founding {
            employer_id: employer.map(|unit| unit.id.uuid()),
            code: form.code.trim().to_owned(),
            name: form.name.trim().to_owned(),
            form: form.form.to_owned(),
            term: form.term.trim().to_owned(),
            applicants: form.applicants,
            employers: form.employers,
            congress: i64::from(form.congress),
            inspection: i64::from(form.inspection),
            ..case
        })
    }

    /// An open case the caller may write, locked for this transaction.
    async fn open_case(&self, tx: &mut Tx, caller: &Caller, id: &str) -> Result<FoundingFile> {
        let file = tx.founding(caller, case_id(id)?.uuid()).await?;
        tx.require_founding(caller, file.case.scope_id).await?;
        if file.case.state == "open" {
            return Ok(file);
        }
        Err(refused("Hồ sơ này đã khép lại", "This case is closed already"))
    }

    /// Changes what is known of an open case; `version` is the one the caller saw.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Stale`], [`Error::Refused`] when it is closed; [`Error::NotFound`], [`Error::Denied`].
    pub async fn change_founding(
        &self,
        caller: &Caller,
        (id, version): (&str, i64),
        form: &FoundingForm<'_>,
    ) -> Result<()> {
        let mut tx = self.store.write().await?;
        let case = self.open_case(&mut tx, caller, id).await?.case;
        let (code, name, unit_form) = (case.code.clone(), case.name.clone(), case.form.clone());
        let recognition = case.kind == RECOGNITION;
        let mut case = self.filled(&mut tx, caller, case, form, Vec::new()).await?;
        if recognition {
            (case.code, case.name, case.form) = (code, name, unit_form);
        }
        case.version = version;
        tx.put_founding(caller, &case, "founding.change").await?;
        Ok(tx.commit().await?)
    }

    /// Writes that a step was taken; steps are taken in order, the decision by deciding.
    ///
    /// # Errors
    /// [`Error::Refused`] out of order or on a day to come; [`Error::NotFound`], [`Error::Denied`].
    pub async fn take_founding_step(
        &self,
        caller: &Caller,
        id: &str,
        (step, done_on, note): (&str, NaiveDate, &str),
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once.as_ref()).await?.is_some() {
            return Ok(());
        }
        let file = tx.founding(caller, case_id(id)?.uuid()).await?;
        tx.require_founding(caller, file.case.scope_id).await?;
        let pack = self.pack();
        let procedure = pack.procedure(&file.case.kind).ok_or(Error::NotFound("procedure"))?;
        let all = steps(&pack, procedure, &file);
        let state = all.iter().find(|one| one.step.id == step).ok_or(Error::NotFound("step"))?;
        // After the decision the union announces it.
        let open = file.case.state == "open" || file.case.state == "decided" && !before_decision(&all, step);
        if !open || step == DECISION || !(state.next || state.taken.is_some()) {
            return Err(refused(
                "Chưa tới bước này, hoặc hồ sơ đã khép lại",
                "This step is not due, or the case is closed",
            ));
        }
        if done_on > caller.now.day() {
            return Err(refused("Ngày làm không thể ở tương lai", "The day cannot lie in the future"));
        }
        if state.step.by == Actor::Upper {
            tx.require_founding(caller, file.case.upper_id).await?;
        }
        let taken = StepTaken {
            step: step.to_owned(),
            done_on,
            note: note.trim().to_owned(),
            done_by: caller.name().to_owned(),
        };
        tx.take_step(caller, &file.case, &taken).await?;
        self.keep(&mut tx, caller, once.as_ref(), "").await?;
        Ok(tx.commit().await?)
    }

    /// Writes that a paper of the check-list was handed in.
    ///
    /// # Errors
    /// [`Error::Refused`] for a file above 10 MB or a closed case; [`Error::NotFound`], [`Error::Denied`].
    pub async fn hand_founding_paper(
        &self,
        caller: &Caller,
        id: &str,
        (paper, handed_on): (&str, NaiveDate),
        sent: Option<(&str, Vec<u8>)>,
    ) -> Result<()> {
        let mut tx = self.store.write().await?;
        let file = self.open_case(&mut tx, caller, id).await?;
        let pack = self.pack();
        let procedure = pack.procedure(&file.case.kind).ok_or(Error::NotFound("procedure"))?;
        if !procedure.papers.iter().any(|one| one.id == paper) {
            return Err(Error::NotFound("paper"));
        }
        if sent.as_ref().is_some_and(|(_, content)| content.len() > LARGEST_FILE) {
            return Err(refused("Tệp lớn hơn 10 MB", "The file has more than 10 MB"));
        }
        let kept = sent.map(|(name, content)| (name.to_owned(), Attachment::new(name, content).0));
        let handed = PaperHanded {
            paper: paper.to_owned(),
            handed_on,
            file_name: kept.as_ref().map(|(name, _)| name.clone()),
            sha256: kept.as_ref().map(|(_, file)| file.sha256.clone()),
            handed_by: caller.name().to_owned(),
        };
        tx.hand_paper(caller, &file.case, &handed, kept.as_ref().map(|(_, file)| file.content.as_slice())).await?;
        Ok(tx.commit().await?)
    }

    /// The file of a paper.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller.
    pub async fn founding_paper(&self, caller: &Caller, id: &str, paper: &str) -> Result<(String, Vec<u8>)> {
        Ok(self.store.read().await?.founding_paper(caller, case_id(id)?.uuid(), paper).await?)
    }

    /// Writes the committee that was elected, in place of the one written before.
    ///
    /// # Errors
    /// [`Error::Refused`] for posts the union has not; [`Error::NotFound`], [`Error::Denied`].
    pub async fn set_founding_committee(&self, caller: &Caller, id: &str, people: &[Elected]) -> Result<()> {
        let mut tx = self.store.write().await?;
        let file = self.open_case(&mut tx, caller, id).await?;
        let (pack, kind) = (self.pack(), kind_of(&mut tx, self, &file.case).await?);
        for one in people {
            if !pack.posts_of(kind).any(|post| post.id == one.post) {
                return Err(refused(
                    &format!("{}: hãy chọn chức danh của công đoàn này", one.name),
                    &format!("{}: choose a post of this union", one.name),
                ));
            }
        }
        tx.set_elected(caller, &file.case, people).await?;
        Ok(tx.commit().await?)
    }

    /// Withdraws an open case.
    ///
    /// # Errors
    /// [`Error::Refused`] when it is closed; [`Error::NotFound`], [`Error::Denied`].
    pub async fn withdraw_founding(&self, caller: &Caller, id: &str) -> Result<()> {
        let mut tx = self.store.write().await?;
        let case = self.open_case(&mut tx, caller, id).await?.case;
        tx.put_founding(caller, &Founding { state: "withdrawn".to_owned(), ..case }, "founding.withdraw").await?;
        Ok(tx.commit().await?)
    }
}

fn case_id(id: &str) -> Result<UnitId> {
    id.parse().map_err(|_| Error::NotFound("founding"))
}

/// The kind of the union a case is about.
async fn kind_of(tx: &mut Tx, service: &Service, case: &Founding) -> Result<UnitKind> {
    match case.union_id {
        Some(union) => Ok(tx.unit_of_id(&service.system(), union.into()).await?.kind),
        None => Ok(UnitKind::Grassroots),
    }
}

fn before_decision(all: &[StepState], step: &str) -> bool {
    let place = |id: &str| all.iter().position(|one| one.step.id == id);
    place(step) <= place(DECISION)
}

fn steps(pack: &Pack, procedure: &Procedure, file: &FoundingFile) -> Vec<StepState> {
    let taken = |id: &str| file.steps.iter().find(|one| one.step == id).cloned();
    let handed_in = taken(DOSSIER).map(|step| step.done_on);
    let first_open = procedure.steps.iter().position(|step| taken(&step.id).is_none());
    let state = |(place, step): (usize, &Step)| StepState {
        taken: taken(&step.id),
        due: step.within.as_ref().zip(handed_in).and_then(|(parameter, from)| {
            let days = u32::try_from(pack.parameter(parameter, from)?).ok()?;
            Some(pack.calendar().working_days_after(from, days))
        }),
        next: first_open == Some(place),
        step: step.clone(),
    };
    procedure.steps.iter().enumerate().map(state).collect()
}

fn papers(procedure: &Procedure, file: &FoundingFile) -> Result<Vec<PaperState>> {
    let case = &file.case;
    let asked = DossierCase {
        members: case.applicants,
        employers: case.employers,
        congress: case.congress != 0,
        inspection: case.inspection != 0,
    };
    let needed = procedure.papers_for(&asked).map_err(Error::Internal)?;
    let state = |paper: &DossierPaper| PaperState {
        handed: file.papers.iter().find(|one| one.paper == paper.id).cloned(),
        paper: paper.clone(),
    };
    Ok(needed.into_iter().map(state).collect())
}

/// What stands in the way of a decision.
fn missing(
    pack: &Pack,
    file: &FoundingFile,
    steps: &[StepState],
    papers: &[PaperState],
    today: NaiveDate,
) -> Vec<Problem> {
    let mut missing = Vec::new();
    let mut say = |vi: String, en: String| {
        missing.push(Problem { field: None, message: crate::error::words(&vi, &en) });
    };
    if file.case.kind == FOUNDING
        && let Some(least) = pack.parameter("founding.min_members", today)
        && file.case.applicants < least
    {
        say(
            format!("Cần ít nhất {least} đoàn viên hoặc đơn gia nhập, mới có {}", file.case.applicants),
            format!("{least} members or applications are needed, there are {}", file.case.applicants),
        );
    }
    for state in steps.iter().take_while(|one| one.step.id != DECISION).filter(|one| one.taken.is_none()) {
        let name = &state.step.name;
        say(format!("Chưa xong bước: {}", name.vi), format!("Step to be taken: {}", name.en));
    }
    for state in papers.iter().filter(|one| one.paper.required && one.handed.is_none()) {
        let name = &state.paper.name;
        say(format!("Thiếu: {}", name.vi), format!("Missing: {}", name.en));
    }
    let of = |post: &str| pack.posts.iter().find(|one| one.id == post);
    let committee = file.people.iter().filter(|one| of(&one.post).is_some_and(|post| post.body.is_some()));
    if committee.count() == 0 {
        say(
            "Chưa ghi ban chấp hành được bầu".to_owned(),
            "The committee that was elected is not written yet".to_owned(),
        );
    }
    if file.people.iter().filter(|one| one.post == "chair").count() != 1 {
        say("Ban chấp hành cần đúng một chủ tịch".to_owned(), "The committee needs exactly one chair".to_owned());
    }
    missing
}
