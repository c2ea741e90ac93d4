//! Tasks begun, reported with evidence, accepted, given back, let go of, taken up again; reminded of by hand.
//!
//! Not here: what a task says (`write`).

use congdoan_model::{
    DirectiveId, RecordId, TaskId,
    access::{Action, Caller},
    programmes::tasks::{TaskDeed, TaskState},
    registers::RecordState,
};
use congdoan_pack::Problem;
use congdoan_store::{
    Tx,
    programmes::tasks::{NewEvidence, TaskMove},
};

use super::KeptTask;
use crate::{
    Error, Result, Service,
    access::Once,
    error::refused,
    members::problem,
    registers::{Attachment, LARGEST_FILE},
};

/// What is asked to be done with a task.
#[derive(Clone, Copy, Debug)]
pub struct TaskAsked<'a> {
    /// The deed.
    pub deed: TaskDeed,
    /// The version the caller saw; nothing where it asks for none.
    pub version: Option<i64>,
    /// The reason, or what is said with a report.
    pub words: &'a str,
    /// What is put forward with a report.
    pub report: &'a Report,
}

/// What is put forward with a report.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Records.
    pub records: Vec<RecordId>,
    /// Directives and other papers.
    pub directives: Vec<DirectiveId>,
    /// Files: name and content.
    pub files: Vec<(String, Vec<u8>)>,
}

/// How much can be put forward at once.
const MOST: usize = 50;

impl Service {
    /// Does something with a task. The same key with the same request does it once.
    ///
    /// # Errors
    /// [`Error::Refused`] when it does not fit the state, the task waits for others, or evidence is missing;
    /// [`Error::Invalid`] without a reason; [`Error::Stale`], [`Error::NotFound`], [`Error::Denied`].
    pub async fn do_task(
        &self,
        caller: &Caller,
        id: TaskId,
        asked: TaskAsked<'_>,
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let done = self.try_do(caller, id, asked, once.as_ref()).await;
        self.refusal_noted(caller, &format!("task:{id}"), done).await
    }

    async fn try_do(&self, caller: &Caller, id: TaskId, asked: TaskAsked<'_>, once: Option<&Once<'_>>) -> Result<()> {
        let mut tx = self.store.write().await?;
        let (kept, board) = tx.task(caller, id).await?;
        let rights = tx.task_rights(caller, &kept).await?;
        if !(if asked.deed.is_of_owner() { rights.own } else { rights.lead }) {
            return Err(Error::Denied(Action::ProgrammeWrite));
        }
        if self.kept(&mut tx, caller, once).await?.is_some() {
            return Ok(());
        }
        if asked.version.is_some_and(|version| version != kept.task.version) {
            return Err(Error::Stale);
        }
        let words = asked.words.trim();
        let state = asked.deed.after(kept.task.state).ok_or_else(|| {
            refused(
                "Việc này không hợp với trạng thái hiện tại; hãy tải lại trang",
                "This does not fit the task's present state; load the page again",
            )
        })?;
        if asked.deed.needs_reason() && words.is_empty() {
            return Err(Error::Invalid(vec![problem("words", "Hãy ghi lý do", "Give a reason")]));
        }
        let mut evidence = Vec::new();
        if asked.deed == TaskDeed::Report {
            evidence = self.put_forward(&mut tx, caller, asked.report).await?;
            may_report(&kept, &board)?;
            let shown = words.is_empty() && evidence.is_empty();
            if shown && kept.task.evidence && tx.task_story(caller, id).await?.1.is_empty() {
                return Err(Error::Invalid(vec![no_evidence()]));
            }
        }
        let event = self.ids.next();
        let to = TaskMove { deed: asked.deed, state, words, event, evidence: &evidence };
        tx.move_task(caller, &kept, &to).await?;
        self.keep(&mut tx, caller, once, &id.to_string()).await?;
        Ok(tx.commit().await?)
    }

    /// What a report puts forward: each record and paper must be one the caller may read, each record one that stands.
    async fn put_forward(&self, tx: &mut Tx, caller: &Caller, report: &Report) -> Result<Vec<NewEvidence>> {
        let (mut evidence, mut problems) = (Vec::new(), Vec::new());
        if report.records.len() + report.directives.len() + report.files.len() > MOST {
            let vi = format!("Mỗi lần báo cáo kèm nhiều nhất {MOST} minh chứng");
            problems.push(problem("evidence", &vi, &format!("A report puts forward {MOST} things at most")));
            return Err(Error::Invalid(problems));
        }
        for record in &report.records {
            if self.stands(tx, caller, *record).await? {
                evidence.push(NewEvidence { id: self.ids.next(), record: Some(*record), ..NewEvidence::default() });
            } else {
                problems.push(problem(
                    "records",
                    "Có bản ghi bạn không xem được, còn nháp hoặc đã rút",
                    "A record cannot be read by you, is a draft or was withdrawn",
                ));
            }
        }
        for directive in &report.directives {
            if tx.require_directive(caller, *directive).await.is_ok() {
                evidence.push(NewEvidence {
                    id: self.ids.next(),
                    directive: Some(*directive),
                    ..NewEvidence::default()
                });
            } else {
                problems.push(problem("records", "Có văn bản bạn không xem được", "A directive cannot be read by you"));
            }
        }
        for (name, content) in &report.files {
            if content.len() > LARGEST_FILE {
                problems.push(problem("file", "Tệp lớn hơn 10 MB", "The file has more than 10 MB"));
                continue;
            }
            let (file, _) = Attachment::new(name, content.clone());
            tx.keep_attachment(caller, &file.sha256, &file.content).await?;
            let (sha256, file_name) = (file.sha256, name.clone());
            evidence.push(NewEvidence { id: self.ids.next(), sha256, file_name, ..NewEvidence::default() });
        }
        if problems.is_empty() { Ok(evidence) } else { Err(Error::Invalid(problems)) }
    }

    async fn stands(&self, tx: &mut Tx, caller: &Caller, id: RecordId) -> Result<bool> {
        let pack = self.pack();
        let Ok(register) = tx.register_of_record(id).await else { return Ok(false) };
        let Some(register) = pack.register(&register) else { return Ok(false) };
        match tx.record(caller, &register.id, id, register.confidential).await {
            Ok(kept) => Ok(matches!(kept.record.state, RecordState::Recorded | RecordState::Confirmed)),
            Err(congdoan_store::Error::NotVisible(_) | congdoan_store::Error::Denied(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes down that the caller reminded whoever does a task, with what was said.
    ///
    /// # Errors
    /// [`Error::Refused`] once there is nothing to do; [`Error::NotFound`], [`Error::Denied`].
    pub async fn remind_of_task(&self, caller: &Caller, id: TaskId, words: &str, once: Option<Once<'_>>) -> Result<()> {
        let done = self.try_remind(caller, id, words.trim(), once.as_ref()).await;
        self.refusal_noted(caller, &format!("task:{id}"), done).await
    }

    async fn try_remind(&self, caller: &Caller, id: TaskId, words: &str, once: Option<&Once<'_>>) -> Result<()> {
        let mut tx = self.store.write().await?;
        let (kept, _) = tx.task(caller, id).await?;
        if !tx.task_rights(caller, &kept).await?.remind {
            return Err(Error::Denied(Action::ProgrammeWrite));
        }
        if self.kept(&mut tx, caller, once).await?.is_some() {
            return Ok(());
        }
        if !kept.task.state.is_open() {
            return Err(refused("Việc này không còn gì để nhắc", "There is nothing left to remind of"));
        }
        tx.remind_of_task(caller, &kept, (self.ids.next(), words)).await?;
        self.keep(&mut tx, caller, once, &id.to_string()).await?;
        Ok(tx.commit().await?)
    }
}

/// A task is not done before what it waits for and before its parts.
fn may_report(kept: &KeptTask, board: &[KeptTask]) -> Result<()> {
    let open = |other: &&KeptTask| !other.task.state.is_settled();
    let titles = |found: Vec<&KeptTask>| found.iter().map(|one| format!("\"{}\"", one.task.title)).collect::<Vec<_>>();
    let awaited: Vec<&KeptTask> =
        board.iter().filter(|other| kept.task.waits_for.contains(&other.task.id)).filter(open).collect();
    if kept.blocked > 0 {
        let listed = titles(awaited).join(", ");
        return Err(refused(
            &format!("Việc này chờ {} việc khác chưa được nghiệm thu: {listed}", kept.blocked),
            &format!("This waits for {} tasks not accepted yet: {listed}", kept.blocked),
        ));
    }
    let parts: Vec<&KeptTask> =
        board.iter().filter(|other| other.task.parent == Some(kept.task.id)).filter(open).collect();
    if !parts.is_empty() {
        let listed = titles(parts).join(", ");
        return Err(refused(
            &format!("Còn việc con chưa được nghiệm thu: {listed}"),
            &format!("Parts of it are not accepted yet: {listed}"),
        ));
    }
    debug_assert_ne!(kept.task.state, TaskState::Accepted);
    Ok(())
}

fn no_evidence() -> Problem {
    problem(
        "evidence",
        "Việc này cần minh chứng: chọn bản ghi, dán địa chỉ văn bản, kèm tệp hoặc viết một câu kết quả",
        "This task asks for evidence: choose a record, paste the address of a paper, add a file, or say in a sentence what came of it",
    )
}
