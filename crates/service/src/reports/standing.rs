//! How a report stands: its state, its last day, its story, what changed since it was sent, and what the caller may do.
//!
//! Not here: the lines themselves (`reports`), doing anything (`deeds`).

use chrono::NaiveDate;
use congdoan_model::{
    ReportId, Timestamp,
    access::Caller,
    org::Unit,
    reports::{LineChange, Outage, ReportDeed, ReportState, Timeliness, differences, last_day, timeliness},
};
use congdoan_pack::CheckFinding;
use congdoan_store::reports::{Adjustment, KeptOutage, KeptReport, ReportEvent, ReportPaper, Seal, TOLD_ADJUSTMENTS};

use super::{Report, ReportAsk, deeds::lines_of, key};
use crate::{Result, Service};

/// What the caller may do with a report, whatever its state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Maydo {
    /// Fill, send and take back.
    pub send: bool,
    /// Return, approve, excuse, remind.
    pub decide: bool,
    /// Say something.
    pub comment: bool,
}

/// How a report stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The unit it goes to.
    pub receiver: Unit,
    /// Every unit it goes to, where several coordinate.
    pub receivers: Vec<Unit>,
    /// The report, if anything was done with it.
    pub kept: Option<KeptReport>,
    /// Its state; expected where nothing was done.
    pub state: ReportState,
    /// The last day it is in time, outages counted; nothing for a form bound to an event.
    pub last_day: Option<NaiveDate>,
    /// Whether it came in time.
    pub timeliness: Option<Timeliness>,
    /// The outages that moved the last day.
    pub outages: Vec<KeptOutage>,
    /// What happened, oldest first.
    pub story: Vec<ReportEvent>,
    /// Files that came with it.
    pub papers: Vec<ReportPaper>,
    /// What the last sending changed against the one before.
    pub resent: Vec<LineChange>,
    /// What the figures are now, where they differ from the last sending.
    pub since: Vec<LineChange>,
    /// What came into the period since it was approved or sealed.
    pub adjustments: Vec<Adjustment>,
    /// Whether more came than are told.
    pub more_adjustments: bool,
    /// What does not fit in the figures of its lines, errors first; told while it can still be mended or decided on.
    pub checks: Vec<CheckFinding>,
    /// The seal of the period, if it is closed.
    pub seal: Option<Seal>,
    /// What the caller may do.
    pub may: Maydo,
}

impl Service {
    /// How a report stands; nothing where there is nobody to send it to.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the caller may not open the unit's figures.
    pub async fn report_standing(
        &self,
        caller: &Caller,
        report: &Report,
        receiver: Option<&str>,
    ) -> Result<Option<Standing>> {
        let mut standing = self.report_stands(caller, report, receiver).await?;
        if let Some(standing) = &mut standing
            && (standing.state.is_owed() || standing.state == ReportState::Sent)
        {
            standing.checks = self.report_findings(caller, report).await?;
        }
        Ok(standing)
    }

    /// The same for those who do not read what does not fit, which takes longest to find: no checks are made.
    ///
    /// # Errors
    /// As [`Service::report_standing`].
    pub async fn report_stands(
        &self,
        caller: &Caller,
        report: &Report,
        receiver: Option<&str>,
    ) -> Result<Option<Standing>> {
        let receivers = self.receivers_of(caller, report).await?;
        let wanted = |unit: &&Unit| receiver.is_none_or(|code| unit.code.as_str() == code);
        let Some(receiver) = receivers.iter().find(wanted).cloned() else { return Ok(None) };
        let key = key(report, &receiver);
        let mut tx = self.store.read().await?;
        let kept = tx.kept_report(caller, &key).await?;
        let cut_off = report.period.to();
        let outages = tx.outages(caller, report.unit.id, cut_off).await?;
        let days: Vec<Outage> = outages.iter().map(|outage| outage.days).collect();
        let last_day = report.due_on.map(|due| last_day(cut_off, due, &days));
        let sent_on = kept.as_ref().and_then(|kept| kept.first_sent_at).map(|at| Timestamp::from_micros(at).day());
        let seals = tx.seals_over(caller, report.unit.id, cut_off).await?;
        let seal = seals.into_iter().find(|seal| seal.days == (report.period.from(), cut_off));
        let may = Maydo {
            send: tx.require_report(caller, &key, ReportDeed::Send).await.is_ok(),
            decide: tx.require_report(caller, &key, ReportDeed::Approve).await.is_ok(),
            comment: tx.require_report(caller, &key, ReportDeed::Comment).await.is_ok(),
        };
        let mut standing = Standing {
            state: kept.as_ref().map_or(ReportState::Expected, |kept| kept.state),
            timeliness: last_day.map(|last| timeliness(last, sent_on, caller.now.day())),
            receiver,
            receivers,
            kept,
            last_day,
            outages,
            story: Vec::new(),
            papers: Vec::new(),
            resent: Vec::new(),
            since: Vec::new(),
            adjustments: Vec::new(),
            more_adjustments: false,
            checks: Vec::new(),
            seal,
            may,
        };
        if let Some(kept) = standing.kept.clone() {
            standing.story = tx.report_story(caller, kept.id).await?;
            standing.papers = tx.report_papers(caller, kept.id).await?;
            if kept.sendings > 0 {
                let last = tx.sent_lines(caller, kept.id, kept.sendings).await?;
                if kept.sendings > 1 {
                    standing.resent = differences(&tx.sent_lines(caller, kept.id, kept.sendings - 1).await?, &last);
                }
                standing.since = differences(&last, &lines_of(report));
            }
        }
        let approved = standing.kept.as_ref().filter(|kept| kept.state == ReportState::Approved);
        let fixed = approved.and_then(|kept| kept.last_sent_at).map(Timestamp::from_micros);
        if let Some(fixed) = fixed.into_iter().chain(standing.seal.as_ref().map(|seal| seal.at)).min() {
            let days = (report.period.from(), cut_off);
            let asked = |one: &Adjustment| report.lines().any(|line| line.line.indicator == one.indicator);
            let all = tx.adjustments(caller, report.unit.id, days, fixed, &self.pack().standing()).await?;
            standing.more_adjustments = i64::try_from(all.len()) == Ok(TOLD_ADJUSTMENTS);
            standing.adjustments = settled(all.into_iter().filter(asked).collect(), &self.pack().standing());
        }
        Ok(Some(standing))
    }

    /// What does not fit in the figures a report shows, errors first.
    pub(super) async fn report_findings(&self, caller: &Caller, report: &Report) -> Result<Vec<CheckFinding>> {
        let mut found = self.check_figures(caller, report.unit.code.as_str(), report.period).await?;
        let shows = |id: &String| report.lines().any(|line| line.line.indicator == *id && line.answer.is_some());
        found.retain(|finding| finding.indicators.iter().any(shows));
        Ok(found)
    }

    /// A file that came with a report: its name and content.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is none for this caller; the attempt is noted.
    pub async fn report_file(&self, caller: &Caller, report: ReportId, sha256: &str) -> Result<(String, Vec<u8>)> {
        let file = async { Ok(self.store.read().await?.report_file(caller, report, sha256).await?) };
        self.refusal_noted(caller, &format!("report:{report}"), file.await).await
    }

    /// A report and how it stands, for programs, which read no checks.
    ///
    /// # Errors
    /// As [`Service::report`] and [`Service::report_standing`].
    pub async fn report_with_standing(
        &self,
        caller: &Caller,
        ask: &ReportAsk<'_>,
    ) -> Result<(Report, Option<Standing>)> {
        let report = self.report(caller, ask.unit, ask.form, ask.period).await?;
        let standing = self.report_stands(caller, &report, ask.receiver).await?;
        Ok((report, standing))
    }
}

/// Adjustments of what stands on a day record by record: a record saved again takes back its rows and gives them anew, of which
/// only what differs is told, with its last change.
fn settled(all: Vec<Adjustment>, standing: &[&str]) -> Vec<Adjustment> {
    let mut settled: Vec<Adjustment> = Vec::new();
    for one in all {
        let is_standing = one.record.is_some() && standing.contains(&one.indicator.as_str());
        let is_same = |other: &&mut Adjustment| {
            (other.record, &other.indicator, &other.unit_code) == (one.record, &one.indicator, &one.unit_code)
        };
        match settled.iter_mut().find(is_same).filter(|_| is_standing) {
            Some(other) => *other = Adjustment { value: other.value + one.value, ..one },
            None => settled.push(one),
        }
    }
    settled.retain(|one| one.value != 0 || one.record.is_none() || !standing.contains(&one.indicator.as_str()));
    settled
}

#[cfg(test)]
mod tests {
    use congdoan_model::{RecordId, figures::Source};

    use super::*;

    fn one(record: Option<RecordId>, indicator: &str, value: i64, at: i64) -> Adjustment {
        Adjustment {
            unit_code: "north-one".to_owned(),
            unit_name: "CĐCS Một".to_owned(),
            indicator: indicator.to_owned(),
            value,
            source: Source::Records,
            record,
            reason: String::new(),
            who: "Lan".to_owned(),
            at,
        }
    }

    #[test]
    fn what_was_saved_again_and_stands_as_before_is_no_adjustment() {
        let record = |number: u8| format!("00000000-0000-7000-8000-00000000000{number}").parse::<RecordId>().ok();
        let (first, second) = (record(1), record(2));
        assert!(first.is_some() && first != second);
        let all = vec![
            one(first, "agreements.in_force", -1, 5),
            one(first, "agreements.in_force", 1, 5),
            one(second, "agreements.in_force", 1, 6),
            one(second, "agreements.in_force", -1, 7),
            one(second, "agreements.in_force", 1, 8),
            one(first, "training.classes", -1, 9),
            one(first, "training.classes", 1, 9),
            one(None, "agreements.in_force", 4, 10),
        ];
        let told = settled(all, &["agreements.in_force"]);
        let told: Vec<_> = told.iter().map(|one| (one.indicator.as_str(), one.value, one.at)).collect();
        let flows = [("training.classes", -1, 9), ("training.classes", 1, 9)];
        let expected = [("agreements.in_force", 1, 8), flows[0], flows[1], ("agreements.in_force", 4, 10)];
        assert_eq!(told, expected);
    }
}
