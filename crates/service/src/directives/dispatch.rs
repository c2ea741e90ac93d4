//! Papers sent down: sent, received, acknowledged, answered, passed on, reminded of and given more time.
//!
//! Reminders by rule are worked out when somebody looks; nothing has to run for them. Not here: keeping
//! (`store::directives::dispatch`), calendars.

mod answering;

use std::collections::HashSet;

use chrono::NaiveDate;
use congdoan_model::{
    DirectiveId, DispatchId, LocalText, ProgrammeId, UnitId,
    access::{Action, Caller},
    directives::{
        Directive,
        dispatch::{Notice, Progress, Request},
    },
    org::Unit,
    programmes::Programme,
};
use congdoan_store::{
    Tx,
    access::Thing,
    directives::dispatch::{Below, Dispatch, LateBelow, NewDispatch, NewEvent, PassedOn, Receipt, WaitingPaper},
};

use crate::{
    Error, Result, Service,
    access::Once,
    error::{refused, words},
    members::problem,
};

/// How many dispatches a list shows.
pub const LISTED: i64 = 300;
/// To how many units one dispatch goes at most.
const MOST_UNITS: usize = 20_000;
/// The longest text of an answer, a note, a reason.
const LONGEST: usize = 10_000;

/// To which units a paper goes.
#[derive(Clone, Copy, Debug)]
pub enum Recipients<'a> {
    /// All directly below.
    Direct,
    /// All below of a kind.
    Kind(&'a str),
    /// Some below, by code.
    Chosen(&'a [String]),
}

/// A paper to be sent down.
#[derive(Clone, Copy, Debug)]
pub struct SendForm<'a> {
    /// Code of the sending unit.
    pub unit: &'a str,
    /// The directive.
    pub directive: DirectiveId,
    /// The dispatch the unit got it by, where it is passed on.
    pub passes_on: Option<DispatchId>,
    /// To whom.
    pub to: Recipients<'a>,
    /// What is asked.
    pub request: Request,
    /// By which day.
    pub due_on: Option<NaiveDate>,
    /// A word to go with it.
    pub note: &'a str,
}

/// What a unit does with a paper.
#[derive(Clone, Debug, Default)]
pub struct AnswerForm<'a> {
    /// Only says that it was read.
    pub acknowledge: bool,
    /// The answer in words.
    pub words: &'a str,
    /// The programme opened.
    pub programme: Option<ProgrammeId>,
    /// A file with its name.
    pub file: Option<(&'a str, Vec<u8>)>,
}

/// What the desk that sent a paper does for units.
#[derive(Clone, Copy, Debug)]
pub enum DeskDeed<'a> {
    /// Reminds them; with no unit chosen, all that have not done what was asked.
    Remind(&'a str),
    /// Gives them until a day, with a reason; each chosen unit with everything below it that got the paper.
    Extend(NaiveDate, &'a str),
}

/// A line of a unit, with what it is told today.
#[derive(Clone, Debug)]
pub struct Line {
    /// The line.
    pub receipt: Receipt,
    /// How far it has come.
    pub progress: Progress,
    /// What it is told.
    pub notice: Option<Notice>,
}

/// What was sent to a unit.
#[derive(Clone, Debug)]
pub struct ReceivedView {
    /// The unit.
    pub unit: Unit,
    /// The papers, latest first, each with the unit's own line.
    pub papers: Vec<(Dispatch, Line)>,
}

/// What a unit sent.
#[derive(Clone, Debug)]
pub struct SentView {
    /// The unit.
    pub unit: Unit,
    /// The papers, latest first.
    pub papers: Vec<Dispatch>,
    /// What is late of papers sent by units right below.
    pub late_below: Vec<LateBelow>,
    /// Whether the caller may send.
    pub may_write: bool,
}

/// The desk of a dispatch.
#[derive(Clone, Debug)]
pub struct DeskView {
    /// The dispatch.
    pub dispatch: Dispatch,
    /// The units it went to, by code.
    pub lines: Vec<Line>,
    /// How it was passed on, down the whole chain.
    pub passed_on: Vec<PassedOn>,
    /// Through whom it came, the first sender first, this one last.
    pub trail: Vec<String>,
    /// Whether the caller may remind and give more time.
    pub may_write: bool,
}

/// A paper as the unit sees it to which it was sent.
#[derive(Clone, Debug)]
pub struct ReceiptView {
    /// The dispatch.
    pub dispatch: Dispatch,
    /// The unit.
    pub unit: Unit,
    /// Its line.
    pub line: Line,
    /// Through whom it came, the first sender first.
    pub trail: Vec<String>,
    /// Programmes of the unit on the directive, one of which may be the answer.
    pub programmes: Vec<Programme>,
    /// The dispatches by which this unit passed the paper on.
    pub passed_on: Vec<Dispatch>,
    /// Whether the caller may answer.
    pub may_write: bool,
    /// Whether there are units below to pass it on to.
    pub has_below: bool,
}

/// What is needed to send: the directives and units there are.
#[derive(Clone, Debug)]
pub struct SendView {
    /// The sending unit.
    pub unit: Unit,
    /// Directives the caller sees.
    pub directives: Vec<Directive>,
    /// The units below, by code.
    pub below: Vec<Below>,
}

/// The name of a request.
#[must_use]
pub fn request_name(request: Request) -> LocalText {
    match request {
        Request::Read => words("Để biết, để đọc", "To read"),
        Request::Answer => words("Trả lời", "Answer"),
        Request::Programme => words("Mở chương trình, kế hoạch thực hiện", "Open a programme"),
    }
}

/// The name of a step.
#[must_use]
pub fn progress_name(progress: Progress) -> LocalText {
    match progress {
        Progress::Sent => words("Chưa mở", "Not opened"),
        Progress::Received => words("Đã nhận", "Received"),
        Progress::Acknowledged => words("Đã xác nhận", "Acknowledged"),
        Progress::Done => words("Đã xong", "Done"),
    }
}

impl Service {
    fn line(&self, receipt: Receipt, today: NaiveDate) -> Line {
        let (pack, progress) = (self.pack(), receipt.progress());
        let days = |id: &str, usual: i64| pack.parameter(id, today).unwrap_or(usual);
        let open = receipt.due_on.filter(|_| progress != Progress::Done);
        let notice = Notice::of(open, today, days("dispatch.remind_before", 3), days("dispatch.remind_every", 5));
        Line { receipt, progress, notice }
    }

    /// What is needed to send a paper from a unit.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`] for who may not write programmes of the unit.
    pub async fn dispatch_choices(&self, caller: &Caller, unit: &str) -> Result<SendView> {
        let work = async {
            let mut tx = self.store.read().await?;
            let unit = tx.unit(caller, unit).await?;
            tx.require(caller, Action::ProgrammeWrite, unit.id, Thing::DISPATCH).await?;
            let directives = tx.directives(caller).await?;
            let below = tx.managed_below(caller, unit.id).await?;
            Ok(SendView { unit, directives, below })
        };
        let found = work.await;
        self.refusal_noted(caller, &format!("dispatches:{unit}"), found).await
    }

    /// Sends a directive down. The same key with the same request gives the dispatch of the first time.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every problem; [`Error::Refused`] for a directive kept below the unit;
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn send_down(&self, caller: &Caller, form: &SendForm<'_>, once: Option<Once<'_>>) -> Result<DispatchId> {
        let done = self.try_send_down(caller, form, once.as_ref()).await;
        self.refusal_noted(caller, &format!("dispatches:{}", form.unit), done).await
    }

    async fn try_send_down(&self, caller: &Caller, form: &SendForm<'_>, once: Option<&Once<'_>>) -> Result<DispatchId> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            return kept.body.parse().map_err(|_| Error::KeyReused);
        }
        let unit = tx.unit(caller, form.unit).await?;
        tx.require(caller, Action::ProgrammeWrite, unit.id, Thing::DISPATCH).await?;
        let id = self.send_within(&mut tx, caller, &unit, form).await?;
        self.keep(&mut tx, caller, once, &id.to_string()).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Sends a directive down within a transaction.
    pub(crate) async fn send_within(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        unit: &Unit,
        form: &SendForm<'_>,
    ) -> Result<DispatchId> {
        if !tx.is_directive_over(caller, form.directive, unit.id).await? {
            return Err(refused(
                "Văn bản này do đơn vị cấp dưới vào sổ, các đơn vị khác không thấy; hãy vào sổ ở đơn vị mình rồi gửi",
                "A unit below entered this directive, so others do not see it; enter it at your own unit, then send it",
            ));
        }
        let to = recipients(&tx.managed_below(caller, unit.id).await?, form.to)?;
        let today = caller.now.day();
        if form.due_on.is_some_and(|due| due < today) {
            return Err(Error::Invalid(vec![problem("due_on", "Hạn đã qua", "The day has passed")]));
        }
        if form.request != Request::Read && form.due_on.is_none() {
            return Err(Error::Invalid(vec![problem("due_on", "Hãy ghi hạn trả lời", "Say by which day")]));
        }
        let passes_on = match form.passes_on {
            Some(above) => Some(tx.receipt(caller, above, unit.id).await?.0),
            None => None,
        };
        if passes_on.as_ref().is_some_and(|above| above.directive != form.directive) {
            return Err(Error::NotFound("dispatch"));
        }
        let new = NewDispatch {
            id: self.ids.next(),
            directive: form.directive,
            unit: unit.id,
            passes_on: form.passes_on,
            request: form.request,
            due_on: form.due_on,
            note: form.note.trim().chars().take(LONGEST).collect(),
            to,
        };
        tx.add_dispatch(caller, &new).await?;
        Ok(new.id)
    }

    /// What a unit sent, and what is late a level below.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not read records of the unit; the attempt is noted.
    pub async fn dispatches_sent(&self, caller: &Caller, unit: &str) -> Result<SentView> {
        let work = async {
            let mut tx = self.store.read().await?;
            let unit = tx.unit(caller, unit).await?;
            let papers = tx.dispatches_sent(caller, unit.id, LISTED).await?;
            let late_below = tx.late_below(caller, unit.id).await?;
            let may_write = tx.require(caller, Action::ProgrammeWrite, unit.id, Thing::DISPATCH).await.is_ok();
            Ok(SentView { unit, papers, late_below, may_write })
        };
        let found = work.await;
        self.refusal_noted(caller, &format!("dispatches:{unit}"), found).await
    }

    /// What was sent to a unit.
    ///
    /// # Errors
    /// As [`Service::dispatches_sent`].
    pub async fn dispatches_received(&self, caller: &Caller, unit: &str) -> Result<ReceivedView> {
        let work = async {
            let mut tx = self.store.read().await?;
            let unit = tx.unit(caller, unit).await?;
            let papers = tx.dispatches_received(caller, unit.id, LISTED).await?;
            let today = caller.now.day();
            let papers = papers.into_iter().map(|(paper, receipt)| (paper, self.line(receipt, today))).collect();
            Ok(ReceivedView { unit, papers })
        };
        let found = work.await;
        self.refusal_noted(caller, &format!("dispatches:{unit}"), found).await
    }

    /// Papers that wait for the units in which the caller leads the work, by day, each with what is told of it today.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn papers_waiting(&self, caller: &Caller) -> Result<Vec<(WaitingPaper, Option<Notice>)>> {
        let (pack, today) = (self.pack(), caller.now.day());
        let days = |id: &str, usual: i64| pack.parameter(id, today).unwrap_or(usual);
        let (before, every) = (days("dispatch.remind_before", 3), days("dispatch.remind_every", 5));
        let found = self.store.read().await?.papers_waiting(caller, LISTED).await?;
        let told = |paper: WaitingPaper| {
            let notice = Notice::of(paper.due_on, today, before, every);
            (paper, notice)
        };
        Ok(found.into_iter().map(told).collect())
    }

    /// The desk of a dispatch.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller; the attempt is noted.
    pub async fn dispatch(&self, caller: &Caller, id: DispatchId) -> Result<DeskView> {
        let work = async {
            let mut tx = self.store.read().await?;
            let dispatch = tx.dispatch(caller, id).await?;
            let receipts = tx.receipts(caller, &dispatch).await?;
            let today = caller.now.day();
            let lines = receipts.into_iter().map(|receipt| self.line(receipt, today)).collect();
            let passed_on = tx.passed_on(caller, &dispatch).await?;
            let trail = tx.dispatch_trail(&dispatch).await?;
            let may_write = tx.require(caller, Action::ProgrammeWrite, dispatch.unit, Thing::DISPATCH).await.is_ok();
            Ok(DeskView { dispatch, lines, passed_on, trail, may_write })
        };
        let found = work.await;
        self.refusal_noted(caller, &format!("dispatch:{id}"), found).await
    }

    /// A paper as the unit sees it to which it was sent. When somebody of that very unit looks for the first time, the paper
    /// counts as received.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was not sent there, or the caller may not read records there; the attempt is noted.
    pub async fn receive(&self, caller: &Caller, id: DispatchId, unit: &str) -> Result<ReceiptView> {
        let found = self.try_receive(caller, id, unit).await;
        self.refusal_noted(caller, &format!("dispatch:{id}"), found).await
    }

    /// Somebody looks at a directive on its own page: wherever it was sent to their very unit, it counts as received.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn received_in_passing(&self, caller: &Caller, directive: DirectiveId) -> Result<()> {
        let mut units: Vec<UnitId> = caller.rights().iter().map(|right| right.unit).collect();
        units.retain(|unit| caller.owns(Action::RecordRead, *unit));
        units.sort_unstable();
        units.dedup();
        if caller.oneself().is_none() || units.is_empty() {
            return Ok(());
        }
        let mut unopened = Vec::new();
        let mut tx = self.store.read().await?;
        for unit in units {
            let sent = tx.dispatches_unopened(caller, unit, directive).await?;
            unopened.extend(sent.into_iter().map(|dispatch| (dispatch, unit)));
        }
        drop(tx);
        if unopened.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        let opened = NewEvent { event: "opened", ..NewEvent::default() };
        for (dispatch, unit) in unopened {
            tx.note_receipt(caller, &dispatch, (self.ids.next(), unit), &opened).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn try_receive(&self, caller: &Caller, id: DispatchId, code: &str) -> Result<ReceiptView> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, code).await?;
        let (mut dispatch, mut receipt) = tx.receipt(caller, id, unit.id).await?;
        let own = caller.owns(Action::RecordRead, unit.id) && caller.oneself().is_some();
        if own && receipt.first("opened").is_none() {
            drop(tx);
            let mut write = self.store.write().await?;
            let opened = NewEvent { event: "opened", ..NewEvent::default() };
            write.note_receipt(caller, &dispatch, (self.ids.next(), unit.id), &opened).await?;
            write.commit().await?;
            tx = self.store.read().await?;
            (dispatch, receipt) = tx.receipt(caller, id, unit.id).await?;
        }
        let trail = tx.dispatch_trail(&dispatch).await?;
        let may_write = tx.require(caller, Action::ProgrammeWrite, unit.id, Thing::DISPATCH).await.is_ok();
        let programmes = tx.programmes_of_directive(caller, dispatch.directive).await?;
        let own_ones = |(programme, _): (Programme, String)| (programme.unit == unit.id).then_some(programme);
        let programmes = programmes.into_iter().filter_map(own_ones).collect();
        let sent = tx.dispatches_sent(caller, unit.id, LISTED).await?;
        let onward = |one: &Dispatch| one.passes_on_id == Some(dispatch.id.uuid());
        let passed_on = sent.into_iter().filter(onward).collect();
        let has_below = may_write && !tx.managed_below(caller, unit.id).await?.is_empty();
        let line = self.line(receipt, caller.now.day());
        Ok(ReceiptView { dispatch, unit, line, trail, programmes, passed_on, may_write, has_below })
    }
}

/// The units a paper goes to.
fn recipients(below: &[Below], to: Recipients<'_>) -> Result<Vec<UnitId>> {
    let chosen: Vec<UnitId> = match to {
        Recipients::Direct => below.iter().filter(|unit| unit.direct == 1).map(|unit| unit.unit).collect(),
        Recipients::Kind(kind) => below.iter().filter(|unit| unit.kind == kind).map(|unit| unit.unit).collect(),
        Recipients::Chosen(codes) => {
            let codes: HashSet<&str> = codes.iter().map(String::as_str).collect();
            let found: Vec<UnitId> =
                below.iter().filter(|unit| codes.contains(unit.code.as_str())).map(|unit| unit.unit).collect();
            if found.len() < codes.len() {
                return Err(Error::Invalid(vec![problem(
                    "units",
                    "Có đơn vị không thuộc quyền quản lý của đơn vị gửi; chỉ gửi được xuống các đơn vị trực thuộc",
                    "A unit is not managed by the sender; papers go down the managing line",
                )]));
            }
            found
        }
    };
    if chosen.is_empty() || chosen.len() > MOST_UNITS {
        return Err(Error::Invalid(vec![problem(
            "units",
            "Không có đơn vị nào để gửi; hãy chọn lại nơi nhận",
            "There is no unit to send it to; choose again",
        )]));
    }
    Ok(chosen)
}
