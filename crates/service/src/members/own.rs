//! A person's own page: what is kept about them and why, who may see it and who did, what they agreed to and asked for.
//!
//! Nobody else ever comes here: the person is the one who signed in. Not here: answering requests (`requests`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_model::{
    DataRequestId, LocalText, PersonId, Timestamp, UnitId,
    access::{Action, Caller},
    members::DataRequestKind,
    names::Language,
    org::Line,
};
use congdoan_pack::{MemberField, Pack, PersonalClass, Purpose};
use congdoan_paper::{Cell, Column, ColumnKind, Words, rows::CsvRows};
use congdoan_store::{
    Tx,
    members::{Holder, PersonFile},
};

use super::{requests::OpenRequest, sealing::Values};
use crate::{Error, Result, Service, access::Once, error::refused};

pub use congdoan_store::members::{Consent, DataExport, Looked, OwnMembership};

/// Fields a person changes without asking anybody.
pub const CHANGED_ALONE: [&str; 3] = ["phone", "email", "address"];

/// A field of the own file.
#[derive(Clone, Debug)]
pub struct OwnField {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// What it says, in the form it is kept in; empty when nothing is known.
    pub value: String,
    /// How closely it is guarded.
    pub class: PersonalClass,
    /// What it is kept for.
    pub purpose: LocalText,
    /// How many years after the membership ended it is kept.
    pub kept_years: Option<i64>,
    /// Whether the person changes it alone.
    pub alone: bool,
    /// Whether its correction can be asked for.
    pub correctable: bool,
}

/// Somebody whose rights of today reach the person's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Name.
    pub name: String,
    /// The role.
    pub role: LocalText,
    /// The unit of the mandate.
    pub unit: String,
    /// Whether what is guarded can be opened, with a reason.
    pub opens: bool,
    /// Whether the file can be changed.
    pub writes: bool,
    /// Whether lists with guarded fields can be taken out, with a reason.
    pub exports: bool,
}

/// Everything a person's own page shows.
#[derive(Clone, Debug)]
pub struct OwnView {
    /// The person.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// The fields of the file, in the order of the pack.
    pub fields: Vec<OwnField>,
    /// Whether what is sealed could not be opened here for want of the key file.
    pub closed: bool,
    /// Memberships, latest first; empty for who never was a member.
    pub memberships: Vec<OwnMembership>,
    /// Purposes that need consent, each with the consent in force.
    pub purposes: Vec<(Purpose, Option<Consent>)>,
    /// What was agreed to and withdrawn.
    pub consents: Vec<Consent>,
    /// What was asked.
    pub requests: Vec<OpenRequest>,
    /// Who may see the data today.
    pub viewers: Vec<Viewer>,
    /// Who opened what is guarded.
    pub looked: Vec<Looked>,
    /// Lists with the person in them that left the house.
    pub exports: Vec<DataExport>,
}

fn person_of(caller: &Caller) -> Result<PersonId> {
    // Who sees as somebody else is nobody here: a file of one's own is told to the person alone.
    caller.oneself().ok_or(Error::NotFound("member"))
}

/// Which words of a purpose were agreed to: another name or source is another version.
fn version_of(purpose: &Purpose) -> String {
    let words = format!("{}|{}|{}", purpose.name.vi, purpose.name.en, purpose.source);
    congdoan_model::fingerprint(&words).chars().take(12).collect()
}

impl Service {
    /// The caller's own file.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn own_view(&self, caller: &Caller) -> Result<OwnView> {
        let (person, system, pack) = (person_of(caller)?, self.system(), self.pack());
        let mut tx = self.store.read().await?;
        let file = tx.person_file(caller, person).await?;
        let memberships = tx.own_memberships(caller, person).await?;
        let unit = tx.own_unit(caller, person).await?;
        let sealed = self.opened_file(&mut tx, &file).await;
        let consents = tx.consents(caller, person).await?;
        let requests = self.own_requests(&mut tx, caller, person).await?;
        let looked = tx.looked_at(caller, person).await?;
        let (mut viewers, mut exports) = (Vec::new(), Vec::new());
        if let Some(unit) = unit {
            let holders = tx.holders_over(&system, unit).await?;
            viewers = holders.into_iter().filter_map(|(holder, line)| viewer(&pack, unit, holder, line)).collect();
            let since = memberships.iter().map(|one| one.joined_on).min();
            let mut over: Vec<UnitId> = tx.above(unit, caller.now.day()).await?.into_iter().map(|(id, _)| id).collect();
            over.extend(memberships.iter().map(|one| one.unit_id));
            let since = since.map_or(0, |day| Timestamp::start_of(day).micros());
            exports = tx.exports_over(&system, &over, since).await?;
        }
        let in_force = |purpose: &Purpose| {
            consents.iter().find(|one| one.purpose == purpose.id && one.withdrawn_at.is_none()).cloned()
        };
        let purposes = pack.members.purposes.iter().filter(|purpose| purpose.needs_consent);
        let purposes = purposes.map(|purpose| (purpose.clone(), in_force(purpose))).collect();
        let closed = sealed.is_err();
        let fields = if memberships.is_empty() {
            Vec::new()
        } else {
            let latest = memberships.first().map(|one| one.joined_on);
            fields_of(&pack, (&file, latest), &sealed.unwrap_or_default(), caller.now.day())
        };
        let name = file.name;
        Ok(OwnView {
            person,
            name,
            fields,
            closed,
            memberships,
            purposes,
            consents,
            requests,
            viewers,
            looked,
            exports,
        })
    }

    async fn opened_file(&self, tx: &mut Tx, file: &PersonFile) -> Result<Values> {
        match &file.wrapped {
            None => Ok(Values::new()),
            Some(wrapped) => self.marker(tx).await?.open(file.id, wrapped, &file.sealed),
        }
    }

    /// Changes what a person changes alone: phone, e-mail, address.
    ///
    /// # Errors
    /// [`Error::Refused`] for other fields and values no field takes; [`Error::NotFound`] for who is no member.
    pub async fn correct_own(&self, caller: &Caller, changes: &BTreeMap<String, String>) -> Result<()> {
        let person = person_of(caller)?;
        if let Some(id) = changes.keys().find(|id| !CHANGED_ALONE.contains(&id.as_str())) {
            return Err(refused(
                &format!("Trường \"{id}\" cần gửi yêu cầu chỉnh sửa"),
                &format!("\"{id}\" is corrected on request"),
            ));
        }
        self.check_changes(&self.pack(), changes)?;
        let mut tx = self.store.write().await?;
        let file = tx.person_file(caller, person).await?;
        self.apply(&mut tx, caller, &file, changes).await?;
        tx.commit().await?;
        self.follow().await?;
        Ok(())
    }

    /// Writes down what the caller asks about the own data.
    ///
    /// # Errors
    /// As [`Service::ask_about_data`].
    pub async fn ask_about_own_data(
        &self,
        caller: &Caller,
        kind: DataRequestKind,
        said: &str,
        changes: &BTreeMap<String, String>,
        once: Option<&Once<'_>>,
    ) -> Result<DataRequestId> {
        self.ask_about_data(caller, person_of(caller)?, kind, (said, changes), once).await
    }

    /// Agrees to a purpose for oneself, or no longer.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown purpose or who is no member.
    pub async fn set_own_consent(&self, caller: &Caller, purpose: &str, given: bool) -> Result<()> {
        self.set_consent(caller, person_of(caller)?, purpose, given).await
    }

    /// Writes down that a person agrees to a purpose, or no longer; for others than oneself what was signed on paper.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown purpose or person; [`Error::Denied`].
    pub async fn set_consent(&self, caller: &Caller, person: PersonId, purpose: &str, given: bool) -> Result<()> {
        let pack = self.pack();
        let known = pack.members.purposes.iter().find(|one| one.id == purpose && one.needs_consent);
        let known = known.ok_or(Error::NotFound("purpose"))?;
        let version = version_of(known);
        let mut tx = self.store.write().await?;
        let given = given.then(|| (self.ids.next(), version.as_str()));
        tx.set_consent(caller, person, purpose, given).await?;
        Ok(tx.commit().await?)
    }

    /// Everything kept about the caller, for taking along: as JSON.
    ///
    /// # Errors
    /// As [`Service::own_view`].
    pub async fn own_json(&self, caller: &Caller) -> Result<Vec<u8>> {
        let view = self.own_view(caller).await?;
        let fields: BTreeMap<&str, &str> =
            view.fields.iter().map(|field| (field.id.as_str(), field.value.as_str())).collect();
        let memberships: Vec<_> = view
            .memberships
            .iter()
            .map(|one| {
                serde_json::json!({
                    "unit": one.unit, "unit_name": one.unit_name, "joined_on": one.joined_on, "joining": one.joining,
                    "left_on": one.left_on, "leaving": one.leaving, "decision": one.decision,
                })
            })
            .collect();
        let at = |micros: i64| Timestamp::from_micros(micros).to_string();
        let consents: Vec<_> = view
            .consents
            .iter()
            .map(|one| {
                serde_json::json!({
                    "purpose": one.purpose, "text_version": one.text_version, "channel": one.channel,
                    "given_at": at(one.given_at), "withdrawn_at": one.withdrawn_at.map(at),
                })
            })
            .collect();
        let requests: Vec<_> = view
            .requests
            .iter()
            .map(|one| {
                serde_json::json!({
                    "kind": one.request.kind, "state": one.request.state, "received_at": at(one.request.received_at),
                    "said": one.said, "answer": one.answer,
                })
            })
            .collect();
        let said = serde_json::json!({ "name": view.name, "fields": fields, "memberships": memberships,
            "consents": consents, "requests": requests });
        serde_json::to_vec_pretty(&said).map_err(|error| Error::Internal(error.to_string()))
    }

    /// The own file as a CSV: field, value, what it is kept for.
    ///
    /// # Errors
    /// As [`Service::own_view`].
    pub async fn own_csv(&self, caller: &Caller, language: Language) -> Result<Vec<u8>> {
        let view = self.own_view(caller).await?;
        let headings = match language {
            Language::Vi => ["Trường", "Giá trị", "Mục đích"],
            Language::En => ["Field", "Value", "Purpose"],
        };
        let columns = headings.map(|heading| Column::new(heading, ColumnKind::Text));
        let mut rows = CsvRows::new(Vec::new(), &columns, &Words::vietnamese())?;
        for field in &view.fields {
            let texts = [field.name.get(language), &field.value, field.purpose.get(language)];
            rows.push(&texts.map(|text| Cell::Text(text.to_owned())))?;
        }
        for one in &view.memberships {
            let until = one.left_on.map(|day| day.to_string()).unwrap_or_default();
            let said = format!("{} – {until}", one.joined_on);
            rows.push(&[Cell::Text(one.unit_name.clone()), Cell::Text(said), Cell::Text(one.decision.clone())])?;
        }
        Ok(rows.finish()?)
    }
}

/// What of the person's data a mandate opens today; none when nothing.
fn viewer(pack: &Pack, unit: UnitId, holder: Holder, line: Line) -> Option<Viewer> {
    let role = pack.role(&holder.role)?;
    let may = |action: Action| {
        if holder.unit_id == unit {
            return role.actions.contains(&action) || role.own_only.contains(&action);
        }
        match line {
            Line::Managing => role.actions.contains(&action) || role.below_only.contains(&action),
            Line::Coordinating => role.coordinating.contains(&action),
        }
    };
    let sees = may(Action::MemberRead) || may(Action::MemberOpen);
    sees.then(|| Viewer {
        role: role.name.clone(),
        opens: may(Action::MemberOpen),
        writes: may(Action::MemberWrite),
        exports: may(Action::MemberExport),
        name: holder.name.clone(),
        unit: holder.unit_name.clone(),
    })
}

fn fields_of(
    pack: &Pack,
    (file, joined_on): (&PersonFile, Option<NaiveDate>),
    sealed: &Values,
    today: NaiveDate,
) -> Vec<OwnField> {
    let open: Values = serde_json::from_str(&file.fields).unwrap_or_default();
    let value = |field: &MemberField| match field.id.as_str() {
        "name" => file.name.clone(),
        "number" => file.number.clone().unwrap_or_default(),
        "sex" => file.sex.clone().unwrap_or_default(),
        "born" => {
            let year = || file.born_year.map(|year| year.to_string());
            file.born_on.map(|day| day.to_string()).or_else(year).unwrap_or_default()
        }
        "joined_on" => joined_on.map(|day| day.to_string()).unwrap_or_default(),
        id => open.get(id).or_else(|| sealed.get(id)).cloned().unwrap_or_default(),
    };
    let field = |field: &MemberField| {
        let value = value(field);
        let alone = CHANGED_ALONE.contains(&field.id.as_str());
        OwnField {
            id: field.id.clone(),
            name: field.name.clone(),
            value,
            class: field.class,
            purpose: pack.members.purpose_of(field).map(|purpose| purpose.name.clone()).unwrap_or_default(),
            kept_years: pack.retention_years(field, today),
            alone,
            correctable: !alone && !field.generated && field.id != "joined_on",
        }
    };
    pack.members.fields.iter().map(field).collect()
}
