//! Requests (yêu cầu báo cáo đột xuất): what a unit asks those below once.
//!
//! Before anything is sent it is looked at: which of the numbers are known already, who is missing, and the minutes the rest
//! costs below. Only units with something missing are asked, and nothing is asked that everybody is known to have answered. A
//! request is then a form of reports like any other. Not here: its answers (`deeds`, `fill`, `awaited`), how a request is looked
//! at (`looking`), the minutes of a month (`burden`).

mod looking;

use chrono::NaiveDate;
use congdoan_model::{
    LocalText, Month, Period, RequestId,
    access::Caller,
    org::{Line, Unit, UnitKind},
};
use congdoan_pack::{DueDays, Form, FormLine, FormSection, OneTime, PackFile, Place, Validity};
use congdoan_store::reports::{AskedUnit, KeptRequest, NewRequest, REQUEST_FORM, RequestTurnout};

pub use looking::{LineOrigin, Look, LookedLine, LookedUnit};

use crate::{
    Error, Result, Service,
    access::Once,
    error::{refused, words},
    members::problem,
    programmes::indicators::NewIndicator,
};

/// The id that stands for a number nobody has asked for before.
pub const NEW_NUMBER: &str = "new";
/// How many numbers a request asks for at most.
const MOST_LINES: usize = 40;

/// A request being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestDraft {
    /// Code of the unit that asks.
    pub unit: String,
    /// What it is about, in a line.
    pub title: String,
    /// What else those asked are told.
    pub words: String,
    /// Kind of the units asked.
    pub level: UnitKind,
    /// The period asked about: whole months, the present one allowed.
    pub period: Period,
    /// The last day on which an answer is in time.
    pub due_on: NaiveDate,
    /// The numbers asked for.
    pub lines: Vec<DraftLine>,
    /// Leave out units it would put over the ceiling of the month.
    pub leave_out: bool,
    /// Why they are asked all the same.
    pub over_words: String,
}

/// A number asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftLine {
    /// What is asked, in words.
    pub text: String,
    /// The indicator it is: its id, [`NEW_NUMBER`], or empty where it has still to be found.
    pub indicator: String,
    /// Unit of measure of a new number.
    pub unit_of_measure: String,
    /// Whether a new number adds up over the months; otherwise the last one counts.
    pub adds_up: bool,
}

/// The form a request is answered on.
pub(super) fn form_of(request: &KeptRequest) -> Form {
    let (code, name) = &request.asker_said;
    let place = Place { file: format!("request {code}"), line: 1, column: 1 };
    let line = |(number, (indicator, said)): (usize, &(String, String))| FormLine {
        number: number.to_string(),
        indicator: indicator.clone(),
        name: Some(said).filter(|said| !said.is_empty()).map(|said| words(said, said)),
        inset: 0,
        place: place.clone(),
    };
    let deepest = UnitKind::ALL.iter().position(|kind| *kind == request.level).unwrap_or(0);
    let day = request.asked_on.format("%d/%m/%Y");
    let told = if request.words.is_empty() { String::new() } else { format!(". {}", request.words) };
    Form {
        id: request.form.clone(),
        symbol: format!("YC {}/{}", request.number.1, request.number.0),
        name: words(&request.title, &request.title),
        levels: UnitKind::ALL.iter().take(deepest + 1).copied().collect(),
        line: Line::Managing,
        validity: Validity::default(),
        cycles: Vec::new(),
        due_days: DueDays::new(),
        once: Some(OneTime { period: request.period, due_on: request.due_on }),
        sections: vec![FormSection {
            number: "I".to_owned(),
            name: words("Số liệu được yêu cầu", "Numbers asked for"),
            lines: (1..).zip(&request.lines).map(line).collect(),
        }],
        source: format!("{name}, {day}{told}"),
        place,
    }
}

/// Kinds of units a unit may ask: those below it that report.
#[must_use]
pub fn levels_below(kind: UnitKind) -> Vec<UnitKind> {
    let reporting = [
        UnitKind::Confederation,
        UnitKind::Province,
        UnitKind::Industry,
        UnitKind::Corporation,
        UnitKind::Upper,
        UnitKind::Grassroots,
    ];
    let same = |one: &UnitKind| matches!(one, UnitKind::Industry | UnitKind::Corporation);
    let place = reporting.iter().position(|one| *one == kind);
    let below = reporting.iter().skip(place.map_or(reporting.len(), |place| place + 1)).copied();
    below.filter(|one| kind == UnitKind::Confederation || !same(one)).collect()
}

impl Service {
    /// A form of the pack, or the one that stands for a request.
    pub(crate) async fn form_named(&self, id: &str) -> Result<Form> {
        if let Some(form) = self.pack().form(id) {
            return Ok(form.clone());
        }
        if !id.starts_with(REQUEST_FORM) {
            return Err(Error::NotFound("form"));
        }
        let request = self.store.read().await?.request_of_form(&self.system(), id).await?;
        request.as_ref().map(form_of).ok_or(Error::NotFound("form"))
    }

    /// Sends a request to the units something is missing from. Returns its id.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every field at fault, also when units would be put over the ceiling of the month and nothing is
    /// said about it; [`Error::Refused`] when everything asked for is known already; [`Error::NotFound`], [`Error::Denied`]. Then
    /// nobody is asked anything.
    pub async fn send_request(
        &self,
        caller: &Caller,
        draft: &RequestDraft,
        once: Option<Once<'_>>,
    ) -> Result<RequestId> {
        let sent = self.try_asking(caller, draft, once.as_ref()).await;
        self.refusal_noted(caller, &format!("request:{}", draft.unit), sent).await
    }

    async fn try_asking(&self, caller: &Caller, draft: &RequestDraft, once: Option<&Once<'_>>) -> Result<RequestId> {
        let look = self.looked_at(caller, draft).await?;
        check(&look, draft, caller.now.day())?;
        let over = look.asked.iter().filter(|one| one.over).count();
        let asked: Vec<AskedUnit> = look
            .asked
            .iter()
            .filter(|one| !(draft.leave_out && one.over))
            .map(|one| AskedUnit { unit: one.unit.id, lines: count(one.lines), minutes: one.minutes })
            .collect();
        if asked.is_empty() {
            return Err(refused(
                "Không còn đơn vị nào để hỏi: số liệu đã có đủ, hoặc mọi đơn vị còn thiếu đều vượt trần thời gian báo cáo. Hãy xem số ở trên",
                "There is nobody left to ask: everything is known, or every unit something is missing from is over the ceiling. See the numbers above",
            ));
        }
        let (files, lines) = self.defined(&look, draft);
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            return kept.body.parse().map_err(|_| Error::Internal(kept.body));
        }
        let new = NewRequest {
            id: self.ids.next(),
            asker: look.asker.id,
            title: draft.title.trim(),
            words: draft.words.trim(),
            level: draft.level,
            period: draft.period,
            due_on: draft.due_on,
            over_words: if over > 0 && !draft.leave_out { draft.over_words.trim() } else { "" },
            lines: &lines,
            asked: &asked,
        };
        tx.ask_below(caller, &new).await?;
        self.keep(&mut tx, caller, once, &new.id.to_string()).await?;
        let defines = !files.is_empty();
        if defines {
            self.put_own_files(&mut tx, files).await?;
        }
        tx.commit().await?;
        if defines {
            self.reload_pack().await?;
        }
        self.follow().await?;
        Ok(new.id)
    }

    /// The indicators that come with a request, as files of the federation's own pack, and the lines of the request.
    fn defined(&self, look: &Look, draft: &RequestDraft) -> (Vec<PackFile>, Vec<(String, String)>) {
        let mut files = Vec::new();
        let mut lines = Vec::new();
        for (line, typed) in look.lines.iter().zip(&draft.lines) {
            if line.origin == LineOrigin::New {
                let new = NewIndicator {
                    unit: draft.unit.clone(),
                    id: line.indicator.clone(),
                    name_vi: typed.text.trim().to_owned(),
                    name_en: typed.text.trim().to_owned(),
                    unit_of_measure: typed.unit_of_measure.trim().to_owned(),
                    time: if typed.adds_up { "sum" } else { "last" }.to_owned(),
                    tree: "sum".to_owned(),
                    expected_of: vec![draft.level.word().to_owned()],
                    rhythm: "once".to_owned(),
                    group: "other".to_owned(),
                    source: format!("{}: {}", look.asker.name, draft.title.trim()),
                };
                files.push(new.file());
            }
            lines.push((line.indicator.clone(), typed.text.trim().to_owned()));
        }
        (files, lines)
    }

    /// Takes a request back, with a reason.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a reason; [`Error::Stale`] when it was taken back already; [`Error::NotFound`],
    /// [`Error::Denied`].
    pub async fn withdraw_request(&self, caller: &Caller, id: RequestId, words: &str) -> Result<()> {
        let withdrawn = async {
            let mut tx = self.store.write().await?;
            let request = tx.request(caller, id).await?;
            if words.trim().is_empty() {
                return Err(Error::Invalid(vec![problem("words", "Hãy ghi lý do", "Give a reason")]));
            }
            tx.withdraw_request(caller, &request, words.trim()).await?;
            Ok(tx.commit().await?)
        };
        self.refusal_noted(caller, &format!("request:{id}"), withdrawn.await).await?;
        self.follow().await?;
        Ok(())
    }

    /// A request, its numbers as they stand at the asker, and how many answered in each branch.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not open the asker's figures; the attempt is noted.
    pub async fn request(
        &self,
        caller: &Caller,
        id: RequestId,
    ) -> Result<(KeptRequest, super::Report, Vec<RequestTurnout>)> {
        let read = async {
            let mut tx = self.store.read().await?;
            let request = tx.request(caller, id).await?;
            let turnout = tx.request_turnout(caller, &request).await?;
            drop(tx);
            let report = self.report_of(caller, &request.asker_said.0, &request.form, request.period).await?;
            Ok((request, report, turnout))
        };
        self.refusal_noted(caller, &format!("request:{id}"), read.await).await
    }

    /// The requests of a unit with how many answers each has, and what the unit itself is asked.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not open the unit's figures; the attempt is noted.
    pub async fn requests(&self, caller: &Caller, unit: &str) -> Result<Requests> {
        let read = async {
            let mut tx = self.store.read().await?;
            let unit = tx.unit(caller, unit).await?;
            let since = caller.now.day() - chrono::TimeDelta::days(400);
            let answers = tx.answers_to(caller, unit.id).await?;
            let sent = tx.requests_of(caller, unit.id).await?;
            let sent = sent.into_iter().map(|one| (answers.get(&one.form).copied().unwrap_or(0), one)).collect();
            let received = tx.requests_to(caller, unit.id, since).await?;
            let may_ask = !levels_below(unit.kind).is_empty() && self.may_ask(&mut tx, caller, &unit).await;
            Ok(Requests { sent, received, may_ask, unit })
        };
        self.refusal_noted(caller, &format!("requests:{unit}"), read.await).await
    }

    async fn may_ask(&self, tx: &mut congdoan_store::Tx, caller: &Caller, unit: &Unit) -> bool {
        let (action, of) = (congdoan_model::access::Action::ReportWrite, congdoan_store::access::Thing::REPORT);
        tx.require(caller, action, unit.id, of).await.is_ok()
    }
}

/// What a unit asks and is asked.
#[derive(Clone, Debug)]
pub struct Requests {
    /// The unit.
    pub unit: Unit,
    /// What it asked, with how many answers each has, latest first.
    pub sent: Vec<(i64, KeptRequest)>,
    /// What it is asked, soonest due first.
    pub received: Vec<KeptRequest>,
    /// Whether the caller may ask in its name.
    pub may_ask: bool,
}

fn count(lines: usize) -> i64 {
    i64::try_from(lines).unwrap_or(i64::MAX)
}

/// What keeps a request from being sent.
fn check(look: &Look, draft: &RequestDraft, today: NaiveDate) -> Result<()> {
    let mut problems = Vec::new();
    if draft.title.trim().is_empty() {
        problems.push(problem("title", "Hãy ghi nội dung yêu cầu", "Say what it is about"));
    }
    let (first, last) = (Month::of(draft.period.from()), Month::of(draft.period.to()));
    if draft.period.from() != first.first() || draft.period.to() != last.last() || first > Month::of(today) {
        let (vi, en) = (
            "Số liệu hỏi theo trọn tháng, từ một tháng đã bắt đầu",
            "Numbers are asked for by whole months, from one that has begun",
        );
        problems.push(problem("from", vi, en));
    }
    if draft.due_on < today {
        problems.push(problem("due_on", "Hạn trả lời phải từ hôm nay", "The last day is today or later"));
    }
    if Month::of(draft.due_on).first() > today + chrono::TimeDelta::days(366) {
        problems.push(problem("due_on", "Hạn trả lời quá xa", "The last day is too far off"));
    }
    if look.lines.is_empty() || look.lines.len() > MOST_LINES {
        let (vi, en) = (format!("Ghi từ 1 đến {MOST_LINES} số liệu"), format!("Ask for 1 to {MOST_LINES} numbers"));
        problems.push(problem("lines", &vi, &en));
    }
    for (place, line) in look.lines.iter().enumerate() {
        let guess = line.guessed.then(|| LocalText {
            vi: format!("Có phải chỉ tiêu \"{}\" không? Hãy xác nhận hoặc chọn lại", line.name.vi),
            en: format!("Is this the indicator \"{}\"? Say so, or choose another", line.name.en),
        });
        if let Some(LocalText { vi, en }) = line.fault.as_ref().or(guess.as_ref()) {
            problems.push(problem(&format!("line.{place}"), vi, en));
        }
    }
    let over = look.asked.iter().filter(|one| one.over).count();
    if over > 0 && !draft.leave_out && draft.over_words.trim().is_empty() {
        let ceiling = look.rates.ceiling;
        let (vi, en) = (
            format!(
                "{over} đơn vị sẽ vượt trần {ceiling} phút báo cáo trong tháng; hãy bớt số liệu, dời hạn sang tháng sau, bỏ các đơn vị ấy, hoặc nêu lý do"
            ),
            format!(
                "{over} units would spend more than {ceiling} minutes on reports that month; ask for less, move the last day, leave them out, or give a reason"
            ),
        );
        problems.push(problem("over_words", &vi, &en));
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}
