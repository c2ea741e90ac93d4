//! Tasks added one by one or as a list of lines, and changed.
//!
//! Every problem is told at once. Not here: moving a task from state to state (`deeds`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_model::{
    ClauseId, PersonId, ProgrammeId, TaskId, UnitId,
    access::{Action, Caller},
    org::Line,
    period::parse_day,
    programmes::{
        Programme,
        tasks::{HEAVIEST, Task, TaskKind, TaskState, cycle},
    },
};
use congdoan_pack::Problem;
use congdoan_store::{Tx, access::Thing};

use super::KeptTask;
use crate::{Error, Result, Service, access::Once, error::words, members::problem};

/// A task as a form or a program gives it.
#[derive(Clone, Debug, Default)]
pub struct TaskForm<'a> {
    /// What it is called.
    pub kind: TaskKind,
    /// Its number within its kind; the next free one where none is given.
    pub number: Option<i64>,
    /// What is to be done.
    pub title: &'a str,
    /// More about it.
    pub words: &'a str,
    /// The clause it comes from.
    pub clause: Option<ClauseId>,
    /// The task it is a part of.
    pub parent: Option<TaskId>,
    /// Code of the unit that does it; that of the programme where empty.
    pub unit: &'a str,
    /// The person who does it.
    pub person: Option<PersonId>,
    /// The member number of that person, where no person is chosen.
    pub member: &'a str,
    /// Codes of the units that do it together with the owner.
    pub beside: Vec<String>,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day.
    pub due_on: Option<NaiveDate>,
    /// How much it weighs.
    pub weight: i64,
    /// Whether it cannot be reported without evidence.
    pub evidence: bool,
    /// The tasks it waits for.
    pub waits_for: Vec<TaskId>,
}

/// A list of tasks, one a line: title, and where a line says so unit and last day, set apart by `|` or tab.
#[derive(Clone, Copy, Debug)]
pub struct TaskLines<'a> {
    /// What they are called.
    pub kind: TaskKind,
    /// The lines.
    pub text: &'a str,
    /// Code of the unit where a line names none; that of the programme where empty.
    pub unit: &'a str,
    /// The last day where a line names none.
    pub due_on: Option<NaiveDate>,
}

/// How many lines a list may have.
const MOST_LINES: usize = 200;
/// How long a title may be, in characters.
const LONGEST_TITLE: usize = 500;

impl Service {
    /// Adds a task.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every problem at once; [`Error::NotFound`], [`Error::Denied`]; the attempt is noted.
    pub async fn add_task(
        &self,
        caller: &Caller,
        programme: ProgrammeId,
        form: &TaskForm<'_>,
        once: Option<Once<'_>>,
    ) -> Result<TaskId> {
        let added = self.try_add(caller, programme, form, once.as_ref()).await;
        self.refusal_noted(caller, &format!("programme:{programme}"), added).await
    }

    async fn try_add(
        &self,
        caller: &Caller,
        programme: ProgrammeId,
        form: &TaskForm<'_>,
        once: Option<&Once<'_>>,
    ) -> Result<TaskId> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            return kept.body.parse().map_err(|_| Error::KeyReused);
        }
        let board = tx.task_board(caller, programme).await?;
        let (programme, _) = tx.programme(caller, programme).await?;
        let task = self.checked(&mut tx, caller, (&programme, &board), form, None).await?;
        let id = task.id;
        tx.add_tasks(caller, programme.id, &[(self.ids.next(), task)]).await?;
        self.keep(&mut tx, caller, once, &id.to_string()).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Adds a list of tasks, all or none; gives how many.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming each line that is wrong; [`Error::NotFound`], [`Error::Denied`]; the attempt is noted.
    pub async fn add_task_lines(
        &self,
        caller: &Caller,
        programme: ProgrammeId,
        lines: TaskLines<'_>,
        once: Option<Once<'_>>,
    ) -> Result<usize> {
        let added = self.try_add_lines(caller, programme, lines, once.as_ref()).await;
        self.refusal_noted(caller, &format!("programme:{programme}"), added).await
    }

    async fn try_add_lines(
        &self,
        caller: &Caller,
        programme: ProgrammeId,
        lines: TaskLines<'_>,
        once: Option<&Once<'_>>,
    ) -> Result<usize> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            return kept.body.parse().map_err(|_| Error::KeyReused);
        }
        let mut board = tx.task_board(caller, programme).await?;
        let (programme, _) = tx.programme(caller, programme).await?;
        let listed: Vec<&str> = lines.text.lines().map(bare).filter(|line| !line.is_empty()).collect();
        if listed.is_empty() || listed.len() > MOST_LINES {
            let vi = format!("Mỗi dòng một việc, từ 1 đến {MOST_LINES} dòng");
            return Err(Error::Invalid(vec![problem(
                "lines",
                &vi,
                &format!("One task a line, 1 to {MOST_LINES} lines"),
            )]));
        }
        let (mut tasks, mut problems) = (Vec::with_capacity(listed.len()), Vec::new());
        for (place, line) in listed.iter().enumerate() {
            let form = form_of(line, &lines);
            match self.checked(&mut tx, caller, (&programme, &board), &form, None).await {
                Ok(task) => {
                    board.push(blank(task.clone()));
                    tasks.push((self.ids.next(), task));
                }
                Err(Error::Invalid(wrong)) => problems.extend(wrong.into_iter().map(|one| on_line(place + 1, one))),
                Err(error) => return Err(error),
            }
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        tx.add_tasks(caller, programme.id, &tasks).await?;
        self.keep(&mut tx, caller, once, &tasks.len().to_string()).await?;
        tx.commit().await?;
        Ok(tasks.len())
    }

    /// Changes what a task says; `version` is the one the caller saw.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody changed it since; [`Error::Invalid`], [`Error::NotFound`], [`Error::Denied`].
    pub async fn change_task(&self, caller: &Caller, id: TaskId, version: i64, form: &TaskForm<'_>) -> Result<()> {
        let changed = self.try_change(caller, id, version, form).await;
        self.refusal_noted(caller, &format!("task:{id}"), changed).await
    }

    async fn try_change(&self, caller: &Caller, id: TaskId, version: i64, form: &TaskForm<'_>) -> Result<()> {
        let mut tx = self.store.write().await?;
        let (seen, _) = tx.task(caller, id).await?;
        tx.require(caller, Action::ProgrammeWrite, seen.carrier, Thing::PROGRAMME).await?;
        let board = tx.task_board(caller, seen.task.programme).await?;
        let kept = board.iter().find(|kept| kept.task.id == id).cloned().ok_or(Error::NotFound("task"))?;
        if kept.task.version != version {
            return Err(Error::Stale);
        }
        if kept.task.state.is_settled() {
            return Err(crate::error::refused(
                "Việc đã nghiệm thu hoặc đã hủy; hãy mở lại trước khi sửa",
                "The task was accepted or cancelled; take it up again before changing it",
            ));
        }
        let (programme, _) = tx.programme(caller, kept.task.programme).await?;
        let task = self.checked(&mut tx, caller, (&programme, &board), form, Some(&kept.task)).await?;
        tx.change_task(caller, &kept, &task, self.ids.next()).await?;
        Ok(tx.commit().await?)
    }

    /// The task a form means, with everything wrong with it told at once.
    async fn checked(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (programme, board): (&Programme, &[KeptTask]),
        form: &TaskForm<'_>,
        before: Option<&Task>,
    ) -> Result<Task> {
        let mut problems = plain_problems(form);
        let unit = self.owner(tx, caller, programme, (form.unit, before), &mut problems).await?;
        let person = person(tx, caller, unit, (form, before), &mut problems).await?;
        let mut beside = Vec::new();
        for code in form.beside.iter().map(|code| code.trim().to_lowercase()).filter(|code| !code.is_empty()) {
            match tx.unit(caller, &code).await {
                Ok(other) if other.id != unit && !beside.contains(&other.id) => beside.push(other.id),
                Ok(_) => {}
                Err(_) => problems.push(unknown_unit("beside", &code)),
            }
        }
        if let Some(clause) = form.clause
            && !tx.task_clauses(caller, programme.id).await?.iter().any(|(known, ..)| *known == clause)
        {
            problems.push(problem(
                "clause",
                "Điều khoản không thuộc văn bản của chương trình",
                "No clause of its directive",
            ));
        }
        let id = before.map_or_else(|| self.ids.next(), |task| task.id);
        let task = Task {
            id,
            programme: programme.id,
            parent: form.parent,
            kind: form.kind,
            number: form.number.unwrap_or_else(|| next_number(board, form, before)),
            title: form.title.trim().to_owned(),
            words: form.words.trim().to_owned(),
            clause: form.clause,
            unit,
            person,
            beside,
            starts_on: form.starts_on,
            due_on: form.due_on.unwrap_or(caller.now.day()),
            weight: form.weight,
            evidence: form.evidence,
            waits_for: form.waits_for.clone(),
            state: before.map_or(TaskState::Planned, |task| task.state),
            version: before.map_or(1, |task| task.version),
        };
        problems.extend(place_problems(board, &task));
        if problems.is_empty() { Ok(task) } else { Err(Error::Invalid(problems)) }
    }

    /// The unit that does it: that of the programme or one it manages.
    async fn owner(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        programme: &Programme,
        (code, before): (&str, Option<&Task>),
        problems: &mut Vec<Problem>,
    ) -> Result<UnitId> {
        let code = code.trim().to_lowercase();
        if code.is_empty() {
            return Ok(before.map_or(programme.unit, |task| task.unit));
        }
        let Ok(unit) = tx.unit(caller, &code).await else {
            problems.push(unknown_unit("unit", &code));
            return Ok(programme.unit);
        };
        let above = tx.above(unit.id, caller.now.day()).await?;
        if !above.contains(&(programme.unit, Line::Managing)) {
            let vi = format!("{} không phải đơn vị của chương trình hay đơn vị cấp dưới", unit.name);
            let en = format!("{} is neither the unit of the programme nor one it manages", unit.name);
            problems.push(problem("unit", &vi, &en));
        }
        Ok(unit.id)
    }
}

/// The person a form means: chosen, or named by member number.
async fn person(
    tx: &mut Tx,
    caller: &Caller,
    unit: UnitId,
    (form, before): (&TaskForm<'_>, Option<&Task>),
    problems: &mut Vec<Problem>,
) -> Result<Option<PersonId>> {
    if let Some(person) = form.person {
        let same = before.is_some_and(|task| task.person == Some(person) && task.unit == unit);
        if !same && !tx.task_officers(caller, unit).await?.iter().any(|(known, _)| *known == person) {
            problems.push(problem(
                "person",
                "Người này không thuộc đơn vị làm việc đó",
                "Nobody of the unit that does it",
            ));
        }
        return Ok(Some(person));
    }
    let number = form.member.trim();
    if number.is_empty() {
        return Ok(None);
    }
    let found = tx.task_member(caller, unit, number).await.unwrap_or_default();
    if found.is_none() {
        let vi = format!("Không có đoàn viên số {number} trong đơn vị làm việc đó");
        problems.push(problem("member", &vi, &format!("There is no member {number} in the unit that does it")));
    }
    Ok(found)
}

fn unknown_unit(field: &str, code: &str) -> Problem {
    let vi = format!("Không có đơn vị mang mã \"{code}\"");
    problem(field, &vi, &format!("There is no unit with the code \"{code}\""))
}

/// What is wrong with a form by itself.
fn plain_problems(form: &TaskForm<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let title = form.title.trim();
    if title.is_empty() {
        problems.push(problem("title", "Hãy ghi việc cần làm", "Say what is to be done"));
    }
    if title.chars().count() > LONGEST_TITLE {
        let vi = format!("Tên việc dài hơn {LONGEST_TITLE} ký tự; phần còn lại ghi vào nội dung");
        problems.push(problem("title", &vi, &format!("The title has more than {LONGEST_TITLE} characters")));
    }
    match (form.starts_on, form.due_on) {
        (_, None) => problems.push(problem("due_on", "Hãy ghi hạn hoàn thành", "Give the last day")),
        (Some(from), Some(to)) if to < from => {
            problems.push(problem("due_on", "Hạn hoàn thành trước ngày bắt đầu", "It is due before it begins"));
        }
        _ => {}
    }
    if !(1..=HEAVIEST).contains(&form.weight) {
        let vi = format!("Trọng số là số từ 1 đến {HEAVIEST}");
        problems.push(problem("weight", &vi, &format!("A weight is a number from 1 to {HEAVIEST}")));
    }
    if form.number.is_some_and(|number| !(1..=9_999).contains(&number)) {
        problems.push(problem("number", "Số thứ tự là số từ 1 đến 9999", "A number is one from 1 to 9999"));
    }
    problems
}

/// What is wrong with a task among the others of its programme.
fn place_problems(board: &[KeptTask], task: &Task) -> Vec<Problem> {
    let mut problems = Vec::new();
    let known = |id: &TaskId| board.iter().map(|kept| &kept.task).find(|other| other.id == *id);
    if let Some(parent) = task.parent {
        match known(&parent) {
            None => {
                problems.push(problem("parent", "Không có việc lớn đó trong chương trình", "There is no such task"))
            }
            Some(other) if other.parent.is_some() || other.id == task.id => {
                problems.push(problem("parent", "Việc con không có việc con nữa", "A part of a task has no parts"));
            }
            Some(_) if board.iter().any(|kept| kept.task.parent == Some(task.id)) => {
                problems.push(problem("parent", "Việc này đang có việc con", "The task has parts of its own"));
            }
            Some(_) => {}
        }
    }
    let same = |other: &Task| {
        other.id != task.id
            && other.parent == task.parent
            && other.number == task.number
            && (task.parent.is_some() || other.kind == task.kind)
    };
    if let Some(other) = board.iter().map(|kept| &kept.task).find(|other| same(other)) {
        let vi = format!("Số {} đã đặt cho việc \"{}\"", task.number, other.title);
        problems.push(problem("number", &vi, &format!("{} is the number of \"{}\"", task.number, other.title)));
    }
    if task.waits_for.iter().any(|other| known(other).is_none()) {
        problems.push(problem(
            "waits_for",
            "Việc phải chờ không thuộc chương trình này",
            "It waits for no task of this programme",
        ));
    }
    problems.extend(circle(board, task));
    problems
}

/// A circle of waiting a task would close, told in words. A task in parts waits for its parts.
fn circle(board: &[KeptTask], task: &Task) -> Option<Problem> {
    let mut waits: BTreeMap<TaskId, Vec<TaskId>> = BTreeMap::new();
    let others = board.iter().map(|kept| &kept.task).filter(|other| other.id != task.id);
    for one in others.chain(std::iter::once(task)) {
        waits.entry(one.id).or_default().extend(&one.waits_for);
        if let Some(parent) = one.parent {
            waits.entry(parent).or_default().push(one.id);
        }
    }
    let way = cycle(&waits, task.id)?;
    let title = |id: &TaskId| {
        let found = board.iter().map(|kept| &kept.task).find(|other| other.id == *id);
        format!("\"{}\"", if *id == task.id { &task.title } else { found.map_or(&task.title, |other| &other.title) })
    };
    let round: Vec<String> = way.iter().chain(way.first()).map(title).collect();
    let vi = format!("Các việc chờ nhau thành vòng: {}", round.join(" chờ "));
    Some(problem(
        "waits_for",
        &vi,
        &format!("The tasks wait for each other in a circle: {}", round.join(" waits for ")),
    ))
}

/// The next free number of a kind, or among the parts of a task.
fn next_number(board: &[KeptTask], form: &TaskForm<'_>, before: Option<&Task>) -> i64 {
    if let Some(same) = before.filter(|task| task.kind == form.kind && task.parent == form.parent) {
        return same.number;
    }
    let beside = board
        .iter()
        .map(|kept| &kept.task)
        .filter(|other| other.parent == form.parent && (form.parent.is_some() || other.kind == form.kind));
    beside.map(|other| other.number).max().unwrap_or(0) + 1
}

/// A line without the number or mark it begins with.
fn bare(line: &str) -> &str {
    let line = line.trim().trim_start_matches(['-', '–', '—', '•', '+', '*', '·']).trim_start();
    let rest = line.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let marked = rest.len() < line.len() && line.len() - rest.len() <= 3;
    match rest.strip_prefix(['.', ')', '/', ':']) {
        Some(rest) if marked && !rest.starts_with(|sign: char| sign.is_ascii_digit()) => rest.trim_start(),
        _ => line,
    }
}

fn form_of<'a>(line: &'a str, lines: &TaskLines<'a>) -> TaskForm<'a> {
    let mut parts = line.split(['|', '\t']).map(str::trim);
    let title = parts.next().unwrap_or_default();
    let (mut unit, mut due_on) = (lines.unit, lines.due_on);
    for part in parts.filter(|part| !part.is_empty()) {
        match parse_day(part).or_else(|| NaiveDate::parse_from_str(part, "%d/%m/%Y").ok()) {
            Some(day) => due_on = Some(day),
            None => unit = part,
        }
    }
    TaskForm { kind: lines.kind, title, unit, due_on, weight: 1, ..TaskForm::default() }
}

fn on_line(line: usize, problem: Problem) -> Problem {
    let message =
        words(&format!("Dòng {line}: {}", problem.message.vi), &format!("Line {line}: {}", problem.message.en));
    Problem { field: Some("lines".to_owned()), message }
}

/// A task that is about to be written, among those that are.
fn blank(task: Task) -> KeptTask {
    KeptTask {
        task,
        programme: String::new(),
        carrier: UnitId::default(),
        carrier_code: String::new(),
        carrier_name: String::new(),
        parent: None,
        unit_code: String::new(),
        unit_name: String::new(),
        person_name: None,
        clause: None,
        blocked: 0,
        changed_at: 0,
    }
}
