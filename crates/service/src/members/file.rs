//! One member's file: read, and its guarded fields opened with a reason.
//!
//! Not here: lists (`list`), changing memberships (`periods`), transfers, putting files together (`merges`).

use chrono::NaiveDate;
use congdoan_model::{
    PersonId, TransferId,
    access::{Action, Caller},
    audit::Entry,
    members::Sex,
};
use congdoan_pack::{MemberField, Pack, PersonalClass, Problem};
use congdoan_store::{
    Tx,
    access::Thing,
    members::{Application, DataView, Member, Period, Seat, StateSince, Transfer},
};

use super::{
    masking::{Shown, shown},
    sealing::Values,
};
use crate::{Error, Result, Service, error::words};

/// The fields that have columns of their own.
pub(crate) const OWN_COLUMNS: [&str; 5] = ["name", "born", "sex", "number", "joined_on"];

/// A member's file as the caller sees it.
#[derive(Clone, Debug)]
pub struct MemberView {
    /// The person.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Member number.
    pub number: String,
    /// Day of birth, when known to the day.
    pub born_on: Option<NaiveDate>,
    /// Year of birth.
    pub born_year: Option<i64>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Where the person stands, or stood last.
    pub seat: Seat,
    /// Whether a membership lasts today.
    pub standing: bool,
    /// The state today, as the pack names it.
    pub state: String,
    /// Every other field of the pack, in its order.
    pub fields: Vec<(MemberField, Shown)>,
    /// Memberships, first one first.
    pub periods: Vec<Period>,
    /// States, latest first.
    pub states: Vec<StateSince>,
    /// Applications, latest first.
    pub applications: Vec<Application>,
    /// Transfers, latest first.
    pub transfers: Vec<Transfer>,
    /// Who looked at guarded fields, latest first.
    pub views: Vec<DataView>,
    /// What happened to the file, oldest entry first.
    pub story: Vec<Entry>,
    /// What the caller may do.
    pub may: MemberDeeds,
    /// The version, sent back with a change.
    pub version: i64,
}

impl MemberView {
    /// The transfer that waits for an answer.
    #[must_use]
    pub fn open_transfer(&self) -> Option<TransferId> {
        self.transfers.iter().find(|transfer| transfer.state == "open").map(|transfer| transfer.id)
    }
}

/// What the caller may do with a member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemberDeeds {
    /// Change the file, states and memberships.
    pub write: bool,
    /// Open guarded fields.
    pub open: bool,
    /// Decide what the level above the unit decides.
    pub upper: bool,
}

impl Service {
    /// A member's file; that of the kept person where two were put together.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller; the attempt is noted in the audit log.
    pub async fn member(&self, caller: &Caller, id: PersonId) -> Result<MemberView> {
        let view = self.member_view(caller, id).await;
        self.refusal_noted(caller, &format!("member:{id}"), view).await
    }

    async fn member_view(&self, caller: &Caller, id: PersonId) -> Result<MemberView> {
        let (pack, today) = (self.pack(), caller.now.day());
        let mut tx = self.store.read().await?;
        let id = tx.kept_member(id).await?;
        let (member, seat) = tx.member(caller, id).await?;
        let (periods, states) = (tx.member_periods(caller, id).await?, tx.member_states(caller, id).await?);
        let may = MemberDeeds {
            write: tx.require(caller, Action::MemberWrite, seat.unit, Thing::MEMBER).await.is_ok(),
            open: tx.require(caller, Action::MemberOpen, seat.unit, Thing::MEMBER).await.is_ok(),
            upper: tx.require_from_above(caller, Action::MemberWrite, seat.unit, Thing::MEMBER).await.is_ok(),
        };
        let fields = self.fields(&mut tx, &pack, &member).await?;
        Ok(MemberView {
            id,
            standing: periods.iter().any(|period| period.lasts(today)),
            state: state_on(&pack, &states, today),
            fields,
            applications: tx.member_applications(caller, id).await?,
            transfers: tx.member_transfers(caller, id).await?,
            views: tx.member_views(caller, id).await?,
            story: tx.member_story(caller, id).await?,
            name: member.name,
            number: member.number.unwrap_or_default(),
            born_on: member.born_on,
            born_year: member.born_year,
            sex: member.sex.and_then(|sex| sex.parse().ok()),
            version: member.version,
            seat,
            periods,
            states,
            may,
        })
    }

    async fn fields(&self, tx: &mut Tx, pack: &Pack, member: &Member) -> Result<Vec<(MemberField, Shown)>> {
        let open: Values = open_values(member)?;
        let sealed = match self.opener(tx).await? {
            Some(opener) => {
                Some(opener.open(member.id, member.wrapped.as_deref().unwrap_or_default(), &member.sealed)?)
            }
            None => None,
        };
        let others = pack.members.fields.iter().filter(|field| !OWN_COLUMNS.contains(&field.id.as_str()));
        let anything = !member.sealed.is_empty();
        Ok(others.map(|field| (field.clone(), shown(field, &open, sealed.as_ref(), anything))).collect())
    }

    /// Opens guarded fields of a member: who, which, when and why is written down before anything is shown.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`] by rights; [`Error::Invalid`] without a reason or fields;
    /// [`Error::Refused`] without the key file.
    pub async fn open_member(
        &self,
        caller: &Caller,
        id: PersonId,
        fields: &[String],
        reason: &str,
    ) -> Result<Vec<(MemberField, String)>> {
        let opened = self.try_open(caller, id, fields, reason.trim()).await;
        self.refusal_noted(caller, &format!("member:{id}"), opened).await
    }

    async fn try_open(
        &self,
        caller: &Caller,
        id: PersonId,
        fields: &[String],
        reason: &str,
    ) -> Result<Vec<(MemberField, String)>> {
        let pack = self.pack();
        let mut tx = self.store.write().await?;
        let id = tx.kept_member(id).await?;
        tx.member_seat(caller, Action::MemberOpen, id).await?;
        let guarded = |id: &String| {
            pack.members
                .field(id)
                .filter(|field| field.class != PersonalClass::Open && !OWN_COLUMNS.contains(&field.id.as_str()))
        };
        let fields: Vec<&MemberField> = fields.iter().filter_map(guarded).collect();
        let mut problems = Vec::new();
        if fields.is_empty() {
            problems.push(problem("fields", "Hãy chọn mục cần mở", "Choose what to open"));
        }
        if reason.chars().count() < 5 {
            problems.push(problem("reason", "Hãy ghi rõ lý do xem dữ liệu", "Say why the data are needed"));
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let (member, _) = tx.member(caller, id).await?;
        let opener = self.sealer(&mut tx).await?;
        let values = opener.open(id, member.wrapped.as_deref().unwrap_or_default(), &member.sealed)?;
        let named: Vec<&str> = fields.iter().map(|field| field.id.as_str()).collect();
        let view: congdoan_model::RecordId = self.ids.next();
        tx.add_view(caller, view.uuid(), id, (&named.join(","), reason)).await?;
        tx.commit().await?;
        let value = |field: &MemberField| values.get(&field.id).cloned().unwrap_or_default();
        Ok(fields.into_iter().map(|field| (field.clone(), value(field))).collect())
    }
}

/// The open fields of a member.
pub(crate) fn open_values(member: &Member) -> Result<Values> {
    serde_json::from_str(&member.fields).map_err(|error| Error::Internal(error.to_string()))
}

/// The state on a day, the pack's first where none was written down.
pub(crate) fn state_on(pack: &Pack, states: &[StateSince], day: NaiveDate) -> String {
    let since = states.iter().find(|state| state.valid_from <= day).map(|state| state.state.clone());
    since.or_else(|| pack.members.states.first().map(|state| state.id.clone())).unwrap_or_default()
}

/// Something wrong with one field of a form.
pub(crate) fn problem(field: &str, vi: &str, en: &str) -> Problem {
    Problem { field: (!field.is_empty()).then(|| field.to_owned()), message: words(vi, en) }
}
