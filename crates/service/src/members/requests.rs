//! What people ask about their own data, until when it must be answered, and answering it.
//!
//! What was said, asked for and answered is sealed under the person's key. Working days are Monday to Friday; holidays are
//! not known here. Not here: a person's own page (`own`), emptying a file (`keeping`).

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use congdoan_model::{
    DataRequestId, LocalText, PersonId,
    access::Caller,
    members::{DataRequestKind, Sex},
    names::Language,
    period::parse_day,
};
use congdoan_pack::{Pack, PersonalClass};
use congdoan_store::{
    Tx,
    members::{NewDataRequest, PersonChange, PersonFile},
};

pub use congdoan_store::members::DataRequest;

use super::sealing::Values;
use crate::{Error, Result, Service, access::Once, error::refused};

/// What was said, in the sealed part of a request.
const SAID: &str = "said";
/// What was answered.
const ANSWER: &str = "answer";
/// How the names of fields to be changed begin there.
const CHANGE: &str = "change.";
/// The longest text of a request or an answer.
const LONGEST: usize = 4_000;

/// A request with what was said.
#[derive(Clone, Debug)]
pub struct OpenRequest {
    /// The request.
    pub request: DataRequest,
    /// What is asked.
    pub kind: Option<DataRequestKind>,
    /// What was said; empty once the person's key is gone.
    pub said: String,
    /// What the answer was.
    pub answer: String,
    /// Fields to be changed, with the values asked for.
    pub changes: Vec<(String, LocalText, String)>,
    /// Whether a time limit passed.
    pub overdue: bool,
}

/// Until when a request is to be acknowledged and answered.
fn dues(pack: &Pack, kind: DataRequestKind, day: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let acknowledge =
        pack.parameter("personal.acknowledge_working_days", day).and_then(|days| u32::try_from(days).ok());
    let answer = kind.answer_parameter().and_then(|parameter| pack.parameter(parameter, day));
    let answer =
        answer.and_then(|days| u64::try_from(days).ok()).and_then(|days| day.checked_add_days(Days::new(days)));
    (acknowledge.map(|days| pack.calendar().working_days_after(day, days)), answer)
}

impl Service {
    /// Writes a request down: a person's own, or for who answers one that came on paper. Sent twice under one key it is one.
    ///
    /// # Errors
    /// [`Error::Refused`] when nothing is said or asked; [`Error::NotFound`] for who is no member here.
    pub async fn ask_about_data(
        &self,
        caller: &Caller,
        person: PersonId,
        kind: DataRequestKind,
        (said, changes): (&str, &BTreeMap<String, String>),
        once: Option<&Once<'_>>,
    ) -> Result<DataRequestId> {
        if said.chars().count() > LONGEST {
            return Err(refused("Lời yêu cầu quá dài", "The request is too long"));
        }
        let pack = self.pack();
        self.check_changes(&pack, changes)?;
        let (acknowledge_due, answer_due) = dues(&pack, kind, caller.now.day());
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            return kept.body.parse().map_err(|_| Error::KeyReused);
        }
        let file = tx.person_file(&self.system(), person).await?;
        let mut values = Values::from([(SAID.to_owned(), said.trim().to_owned())]);
        values.extend(changes.iter().map(|(field, value)| ([CHANGE, field].concat(), value.clone())));
        let sealed = self.sealed_for(&mut tx, &file, &values).await?;
        let id = self.ids.next();
        let new = NewDataRequest { id, person, kind: kind.word(), sealed, acknowledge_due, answer_due };
        tx.add_data_request(caller, &new).await?;
        self.keep(&mut tx, caller, once, &id.to_string()).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Requests the caller answers, open ones first, without what was said.
    ///
    /// # Errors
    /// [`Error::Denied`] for who answers nowhere.
    pub async fn data_requests(&self, caller: &Caller) -> Result<Vec<OpenRequest>> {
        let found = self.store.read().await?.data_requests(caller).await?;
        Ok(found.into_iter().map(|request| opened(&self.pack(), request, &Values::new(), caller.now.day())).collect())
    }

    /// One request with what was said, for who answers it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn data_request(&self, caller: &Caller, id: DataRequestId) -> Result<OpenRequest> {
        let mut tx = self.store.read().await?;
        let request = tx.data_request(caller, id).await?;
        let values = self.said(&mut tx, &request).await?;
        Ok(opened(&self.pack(), request, &values, caller.now.day()))
    }

    /// A person's own requests with what was said and answered.
    pub(super) async fn own_requests(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        person: PersonId,
    ) -> Result<Vec<OpenRequest>> {
        let mut requests = Vec::new();
        for request in tx.own_data_requests(caller, person).await? {
            let values = self.said(tx, &request).await.unwrap_or_default();
            requests.push(opened(&self.pack(), request, &values, caller.now.day()));
        }
        Ok(requests)
    }

    async fn said(&self, tx: &mut Tx, request: &DataRequest) -> Result<Values> {
        let file = tx.person_file(&self.system(), request.person_id).await?;
        match file.wrapped {
            None => Ok(Values::new()),
            Some(wrapped) => self.marker(tx).await?.open(request.person_id, &wrapped, &request.sealed),
        }
    }

    /// Tells the person that the request came.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`]; [`Error::Stale`] when that was done before.
    pub async fn acknowledge_request(&self, caller: &Caller, id: DataRequestId, once: Option<Once<'_>>) -> Result<()> {
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once.as_ref()).await?.is_some() {
            return Ok(());
        }
        tx.acknowledge_data_request(caller, id).await?;
        self.keep(&mut tx, caller, once.as_ref(), "").await?;
        Ok(tx.commit().await?)
    }

    /// Answers a request. Granting a correction changes the file; granting a deletion empties it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`]; [`Error::Stale`] when it was answered before; [`Error::Refused`] without a
    /// text, and where the law holds a deletion back.
    pub async fn answer_request(
        &self,
        caller: &Caller,
        id: DataRequestId,
        (granted, text): (bool, &str),
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once.as_ref()).await?.is_some() {
            return Ok(());
        }
        let request = tx.data_request(caller, id).await?;
        // Rights come before checks.
        if text.trim().is_empty() || text.chars().count() > LONGEST {
            return Err(refused("Cần ghi nội dung trả lời", "An answer needs a text"));
        }
        let file = tx.person_file(&self.system(), request.person_id).await?;
        let mut values = self.said(&mut tx, &request).await?;
        values.insert(ANSWER.to_owned(), text.trim().to_owned());
        let sealed =
            if file.wrapped.is_some() { self.sealed_for(&mut tx, &file, &values).await? } else { String::new() };
        tx.answer_data_request(caller, id, (granted, &sealed)).await?;
        let kind: Option<DataRequestKind> = request.kind.parse().ok();
        match kind.filter(|_| granted) {
            Some(DataRequestKind::Correct) => {
                let changes: BTreeMap<String, String> = values
                    .iter()
                    .filter_map(|(key, value)| Some((key.strip_prefix(CHANGE)?.to_owned(), value.clone())))
                    .collect();
                if !changes.is_empty() {
                    self.apply(&mut tx, caller, &file, &changes).await?;
                }
            }
            Some(DataRequestKind::Delete) => self.empty(&mut tx, caller, request.person_id, text).await?,
            _ => {}
        }
        self.keep(&mut tx, caller, once.as_ref(), "").await?;
        tx.commit().await?;
        self.follow().await?;
        Ok(())
    }

    /// Refuses fields that nobody corrects and values no field takes.
    pub(super) fn check_changes(&self, pack: &Pack, changes: &BTreeMap<String, String>) -> Result<()> {
        for (id, value) in changes {
            let field = pack.members.field(id).filter(|field| !field.generated && field.id != "joined_on");
            let Some(field) = field else {
                return Err(refused(
                    &format!("Không sửa được trường \"{id}\""),
                    &format!("\"{id}\" cannot be corrected"),
                ));
            };
            if let Some(fault) = field.fault(value) {
                let vi = format!("{}: {}", field.name.vi, fault.vi);
                return Err(refused(&vi, &format!("{}: {}", field.name.get(Language::En), fault.get(Language::En))));
            }
        }
        Ok(())
    }

    pub(super) async fn sealed_for(&self, tx: &mut Tx, file: &PersonFile, values: &Values) -> Result<String> {
        let wrapped = file.wrapped.as_deref().ok_or(Error::NotFound("member"))?;
        self.sealer(tx).await?.seal_with(file.id, wrapped, values)
    }

    /// Changes a file. The audit entry names the fields; their new values stand in it only sealed.
    pub(super) async fn apply(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        file: &PersonFile,
        changes: &BTreeMap<String, String>,
    ) -> Result<()> {
        let (pack, sealer) = (self.pack(), self.sealer(tx).await?);
        let wrapped = file.wrapped.as_deref().ok_or(Error::NotFound("member"))?;
        let mut open: Values =
            serde_json::from_str(&file.fields).map_err(|error| Error::Internal(error.to_string()))?;
        let mut sealed = sealer.open(file.id, wrapped, &file.sealed)?;
        let mut change = PersonChange {
            id: file.id,
            name: file.name.clone(),
            born_on: file.born_on,
            born_year: file.born_year.and_then(|year| i32::try_from(year).ok()),
            sex: file.sex.as_deref().and_then(|sex| sex.parse::<Sex>().ok()),
            identity_mark: file.identity_mark.clone(),
            content_mark: file.content_mark.clone(),
            fields: String::new(),
            sealed: String::new(),
        };
        for (id, value) in changes {
            let value = value.trim().to_owned();
            let class = pack.members.field(id).map_or(PersonalClass::Sensitive, |field| field.class);
            match id.as_str() {
                "name" => change.name = value,
                "sex" => change.sex = value.parse().ok(),
                "born" => {
                    change.born_on = parse_day(&value);
                    change.born_year = value.split('-').next().and_then(|year| year.parse().ok());
                }
                _ => {
                    if id == "identity" {
                        change.identity_mark = (!value.is_empty()).then(|| sealer.identity_mark(&value));
                    }
                    let values = if class == PersonalClass::Open { &mut open } else { &mut sealed };
                    if value.is_empty() {
                        values.remove(id);
                    } else {
                        values.insert(id.clone(), value);
                    }
                }
            }
        }
        change.fields = serde_json::to_string(&open).map_err(|error| Error::Internal(error.to_string()))?;
        change.sealed = sealer.seal_with(file.id, wrapped, &sealed)?;
        let names: Vec<&str> = changes.keys().map(String::as_str).collect();
        let values = sealer.seal_with(file.id, wrapped, changes)?;
        let said = serde_json::json!({ "fields": names, "sealed": values });
        tx.correct_person(caller, &change, (file.version, &said)).await?;
        Ok(())
    }
}

fn opened(pack: &Pack, request: DataRequest, values: &Values, today: NaiveDate) -> OpenRequest {
    let text = |key: &str| values.get(key).cloned().unwrap_or_default();
    let changes = values.iter().filter_map(|(key, value)| {
        let id = key.strip_prefix(CHANGE)?;
        let name = pack
            .members
            .field(id)
            .map_or_else(|| LocalText { vi: id.to_owned(), en: id.to_owned() }, |field| field.name.clone());
        Some((id.to_owned(), name, value.clone()))
    });
    let passed = |due: Option<NaiveDate>| due.is_some_and(|due| due < today);
    let unread = request.acknowledged_at.is_none() && passed(request.acknowledge_due);
    let overdue = request.answered_at.is_none() && (unread || passed(request.answer_due));
    OpenRequest {
        kind: request.kind.parse().ok(),
        said: text(SAID),
        answer: text(ANSWER),
        changes: changes.collect(),
        overdue,
        request,
    }
}
