//! What is done with a report: sent, taken back, returned with reasons by line, approved, excused, spoken about.
//!
//! Sending writes down every line as it stands; what changes later is seen against it. Not here: typed lines (`fill`), reminding of
//! many at once (`awaited`).

use std::collections::BTreeSet;

use congdoan_model::{
    Timestamp,
    access::Caller,
    audit::integrity::Weight,
    reports::{ReportDeed, SentLine},
};

use congdoan_store::reports::{ReportMove, Sending};

use super::{Report, ReportAsk, key, not_now};
use crate::{Error, Result, Service, access::Once, members::problem};

/// What is asked to be done with a report.
#[derive(Clone, Copy, Debug)]
pub struct ReportAsked<'a> {
    /// The deed.
    pub deed: ReportDeed,
    /// The version the caller saw; nothing where it asks for none.
    pub version: Option<i64>,
    /// Reason, or what is said.
    pub words: &'a str,
    /// Reasons for single lines: number and words.
    pub faults: &'a [(String, String)],
    /// When the lines were finished, where sending had to wait for a connection; nothing for now.
    pub written_at: Option<Timestamp>,
    /// Files that come with it, such as the scan of the signed form: name and content.
    pub files: &'a [(String, Vec<u8>)],
}

impl<'a> ReportAsked<'a> {
    /// A deed without anything beside it.
    #[must_use]
    pub const fn new(deed: ReportDeed) -> Self {
        Self { deed, version: None, words: "", faults: &[], written_at: None, files: &[] }
    }

    /// The same with words.
    #[must_use]
    pub const fn saying(self, words: &'a str) -> Self {
        Self { words, ..self }
    }
}

/// The lines of a report as they would go out now.
pub(super) fn lines_of(report: &Report) -> Vec<SentLine> {
    let line = |line: &super::ReportLine| line.answer.as_ref().map(|answer| SentLine::new(&line.line.number, answer));
    report.lines().filter_map(line).collect()
}

impl Service {
    /// Does something with a report. The same key with the same request does it once.
    ///
    /// # Errors
    /// [`Error::Refused`] when it does not fit the state; [`Error::Invalid`] without a reason or with a line the form does not
    /// have; [`Error::Stale`], [`Error::NotFound`], [`Error::Denied`].
    pub async fn do_report(
        &self,
        caller: &Caller,
        ask: &ReportAsk<'_>,
        asked: ReportAsked<'_>,
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let done = self.try_report(caller, ask, asked, once.as_ref()).await;
        self.refusal_noted(caller, &format!("report:{}:{}", ask.form, ask.unit), done).await?;
        self.follow().await?;
        Ok(())
    }

    async fn try_report(
        &self,
        caller: &Caller,
        ask: &ReportAsk<'_>,
        asked: ReportAsked<'_>,
        once: Option<&Once<'_>>,
    ) -> Result<()> {
        let (report, receiver) = self.report_and_receiver(caller, ask).await?;
        let key = key(&report, &receiver);
        let found = match asked.deed {
            ReportDeed::Send => self.report_findings(caller, &report).await?,
            _ => Vec::new(),
        };
        let wrong = found.iter().filter(|finding| finding.weight == Weight::Error).count();
        let mut tx = self.store.write().await?;
        let kept = tx.begin_report(caller, &key, (self.ids.next(), asked.deed)).await?;
        if self.kept(&mut tx, caller, once).await?.is_some() {
            return Ok(());
        }
        if asked.version.is_some_and(|version| version != kept.version) {
            return Err(Error::Stale);
        }
        let state = asked.deed.after(kept.state).ok_or_else(not_now)?;
        let asked = ReportAsked { words: asked.words.trim(), ..asked };
        check(&report, &asked, (caller.now, wrong))?;
        let lines = lines_of(&report);
        let sending = (asked.deed == ReportDeed::Send)
            .then(|| Sending { lines: &lines, written_at: asked.written_at.unwrap_or(caller.now) });
        let mut papers = Vec::new();
        for (name, content) in asked.files {
            let taken = self.take_file(caller, name, content.clone());
            let taken = taken.map_err(|why| Error::Invalid(vec![problem("file", &why.vi, &why.en)]))?;
            tx.keep_attachment(caller, &taken.file.sha256, &taken.file.content).await?;
            papers.push((taken.file.sha256, taken.name));
        }
        let (words, faults) = (asked.words, asked.faults);
        let to = ReportMove { deed: asked.deed, state, words, faults, sending, papers: &papers };
        tx.move_report(caller, (&key, &kept), self.ids.next(), &to).await?;
        self.keep(&mut tx, caller, once, &kept.id.to_string()).await?;
        Ok(tx.commit().await?)
    }
}

fn check(report: &Report, asked: &ReportAsked<'_>, (now, wrong): (Timestamp, usize)) -> Result<()> {
    let mut problems = Vec::new();
    if wrong > 0 && asked.words.is_empty() {
        let (vi, en) = (
            format!("Có {wrong} chỗ số liệu không khớp nhau; hãy sửa, hoặc giải thích rồi gửi"),
            format!("{wrong} places do not fit together; mend them, or send with an explanation"),
        );
        problems.push(problem("words", &vi, &en));
    }
    if asked.deed.needs_words() && asked.words.is_empty() && asked.faults.is_empty() {
        problems.push(problem("words", "Hãy ghi lý do hoặc lời nhắn", "Give a reason or a message"));
    }
    let numbers: BTreeSet<&str> = report.lines().map(|line| line.line.number.as_str()).collect();
    for (number, _) in asked.faults {
        if !numbers.contains(number.as_str()) {
            let (vi, en) = (format!("Biểu không có dòng {number}"), format!("The form has no line {number}"));
            problems.push(problem("faults", &vi, &en));
        }
    }
    // A request of today asks how things stand today.
    let running = report.form.once.is_none() && report.period.to() > now.day();
    if asked.deed == ReportDeed::Send && running {
        let (vi, en) =
            ("Kỳ báo cáo chưa kết thúc; gửi từ ngày chốt số liệu", "The period is not over; send from the cut-off on");
        problems.push(problem("words", vi, en));
    }
    if asked.written_at.is_some_and(|at| at > now) {
        let (vi, en) = (
            "Thời điểm lập báo cáo ở sau hiện tại; hãy xem lại đồng hồ",
            "The report claims to be written later than now; check the clock",
        );
        problems.push(problem("written_at", vi, en));
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}
