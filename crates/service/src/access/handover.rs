//! The page for a successor: what is under way, what waits, what was done last, what ends soon, who is who.
//!
//! Nothing is handed over by it: everything stays where it is, and rights pass with the post. Not here: rights
//! (`offices`), the records and programmes themselves.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use congdoan_model::{
    Period,
    access::Caller,
    org::{Line, Unit},
};
use congdoan_store::{
    access::{Deed, Office, Term},
    members::{DataRequest, Transfer},
    registers::{Kept, Waiting},
};

use crate::{Error, Result, Service, programmes::ProgrammeView, registers::veiled_of};

/// How far back the page looks, in days.
const BACK: u64 = 90;
/// How far ahead it looks for what ends, in months.
const AHEAD: u32 = 6;

/// Everything a successor takes over.
#[derive(Clone, Debug)]
pub struct Handover {
    /// The unit.
    pub unit: Unit,
    /// The first day the page looks back to.
    pub since: NaiveDate,
    /// The last day it looks ahead to.
    pub until: NaiveDate,
    /// Programmes of the year with the progress of their targets; none where the caller may not read them.
    pub programmes: Vec<ProgrammeView>,
    /// The unit's own records written or changed lately and all its drafts, latest first.
    pub records: Vec<Kept>,
    /// What was entered on behalf of the unit and waits for it.
    pub waiting: Vec<Waiting>,
    /// Transfers that wait for an answer, of either side; none where the caller may not see members.
    pub transfers: Vec<Transfer>,
    /// Requests about personal data nobody answered yet, without what was said; none where the caller answers none.
    pub requests: Vec<DataRequest>,
    /// What the unit's officers confirmed lately, latest first.
    pub confirmed: Vec<Deed>,
    /// Posts and bodies that end soon.
    pub terms: Vec<Term>,
    /// Who holds a post in the unit today.
    pub officers: Vec<Office>,
    /// Who holds a post in the unit that manages it.
    pub above: Option<(Unit, Vec<Office>)>,
}

impl Service {
    /// Everything a successor takes over in a unit.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the caller may not read the unit's records, confidential ones included; the attempt
    /// is noted in the audit log.
    pub async fn handover(&self, caller: &Caller, code: &str) -> Result<Handover> {
        let view = self.handover_view(caller, code).await;
        let mut view = self.refusal_noted(caller, &format!("handover:{code}"), view).await?;
        let year = Period::year(caller.now.day().year());
        view.programmes = match self.programmes(caller, code, year).await {
            Err(Error::NotFound(_) | Error::Denied(_)) => Vec::new(),
            other => other?.1,
        };
        Ok(view)
    }

    async fn handover_view(&self, caller: &Caller, code: &str) -> Result<Handover> {
        let day = caller.now.day();
        let since = day.checked_sub_days(Days::new(BACK)).unwrap_or(day);
        let until = day.checked_add_months(Months::new(AHEAD)).unwrap_or(day);
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, code).await?;
        tx.require_handover(caller, unit.id).await?;
        let moment = congdoan_model::Timestamp::start_of(since);
        let pack = self.pack();
        let records = tx.records_to_hand_over(caller, unit.id, moment).await?.into_iter();
        let records = records.map(|kept| veiled_of(&pack, caller, kept)).collect();
        let waiting = tx.behalf_waiting(caller, unit.id).await?;
        let mut transfers = match tx.transfers(caller, unit.id).await {
            Err(congdoan_store::Error::NotVisible(_) | congdoan_store::Error::Denied(_)) => Vec::new(),
            found => found?,
        };
        transfers.retain(|transfer| transfer.state == "open");
        let mut requests = match tx.data_requests(caller).await {
            Err(congdoan_store::Error::NotVisible(_) | congdoan_store::Error::Denied(_)) => Vec::new(),
            found => found?,
        };
        requests.retain(|request| request.unit_id == unit.id && request.answered_at.is_none());
        let confirmed = tx.confirmed_by_officers(caller, unit.id, moment).await?;
        let terms = tx.terms_ending(caller, unit.id, (day, until)).await?;
        let mut officers = tx.offices(caller, unit.id).await?;
        officers.retain(|office| office.holds_on(day));
        let links = tx.parent_links(caller, unit.id).await?;
        let manages = |link: &&congdoan_model::org::Link| {
            link.line == Line::Managing && link.from <= day && link.until.is_none_or(|end| end > day)
        };
        let mut above = None;
        if let Some(link) = links.iter().find(manages)
            && let Ok(parent) = tx.unit_of_id(caller, link.parent).await
        {
            let mut officers = tx.offices(caller, parent.id).await?;
            officers.retain(|office| office.holds_on(day));
            above = Some((parent, officers));
        }
        Ok(Handover {
            unit,
            since,
            until,
            programmes: Vec::new(),
            records,
            waiting,
            transfers,
            requests,
            confirmed,
            terms,
            officers,
            above,
        })
    }
}
