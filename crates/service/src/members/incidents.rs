//! What went wrong with data and until when it must be told; lists of members that leave the house; the map of what is kept.
//!
//! Not here: who may be shown what (`store`), files of papers (`paper`).

use congdoan_model::{
    DataAlertId, IncidentId, LocalText, MembershipId, Timestamp,
    access::{Action, Caller},
    names::Language,
};
use congdoan_pack::{MemberField, MemberFieldKind, PersonalClass};
use congdoan_paper::{
    Cell, Column, ColumnKind, Words,
    rows::{self, CsvRows, Format},
};
use congdoan_store::members::{DataExport, MemberRow};

use super::{
    keeping::class_words,
    sealing::{Sealer, Values},
};
use crate::{Error, Result, Service, access::Once, error::refused};

pub use congdoan_store::members::Incident;

/// Hours within which a breach is told where no parameter holds: none is known before the law.
const HOURS: i64 = 72;
/// Members read at once for a list.
const PAGE: i64 = 2_000;
/// Last digits of a number that stay readable.
const READABLE: usize = 3;

/// An incident as it is written down.
#[derive(Clone, Debug)]
pub struct NewIncident<'a> {
    /// Code of the unit.
    pub unit: &'a str,
    /// What happened.
    pub what: &'a str,
    /// Which kinds of data.
    pub data_kinds: &'a str,
    /// How many people, as far as known.
    pub people: i64,
    /// What was done so far.
    pub measures: &'a str,
    /// When it was noticed.
    pub noticed_at: Timestamp,
}

/// A list of members to be taken out.
#[derive(Clone, Debug)]
pub struct ListAsked<'a> {
    /// Code of the unit; all it manages below stands in the list too.
    pub unit: &'a str,
    /// Whether guarded fields stand in it in clear; sensitive ones never do.
    pub clear: bool,
    /// What it is for.
    pub reason: &'a str,
    /// Ids of the fields that stand in it; none for all. Names always do.
    pub columns: &'a [String],
    /// The format.
    pub format: Format,
    /// The language of its headings.
    pub language: Language,
}

/// A line of the map of what is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapLine {
    /// The field.
    pub field: LocalText,
    /// How closely it is guarded.
    pub class: LocalText,
    /// What it is kept for.
    pub purpose: LocalText,
    /// Whether the person must have consented.
    pub needs_consent: bool,
    /// Years it is kept after the membership ended.
    pub kept_years: Option<i64>,
    /// Roles that see it.
    pub seen_by: Vec<LocalText>,
    /// Law, guidance or form that asks for it.
    pub source: String,
}

impl Service {
    /// Writes an incident down; the time to tell the authority runs from when it was noticed.
    ///
    /// # Errors
    /// [`Error::Refused`] when it does not say what happened or was noticed in the future; [`Error::NotFound`],
    /// [`Error::Denied`].
    pub async fn add_incident(
        &self,
        caller: &Caller,
        new: &NewIncident<'_>,
        once: Option<&Once<'_>>,
    ) -> Result<IncidentId> {
        if new.what.trim().is_empty() {
            return Err(refused("Cần ghi sự việc đã xảy ra", "Say what happened"));
        }
        if new.noticed_at > caller.now || new.people < 0 {
            return Err(refused(
                "Lúc phát hiện hoặc số người không hợp lệ",
                "The moment or the number of people is wrong",
            ));
        }
        let hours = self.pack().parameter("personal.breach_hours", new.noticed_at.day()).unwrap_or(HOURS);
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            return kept.body.parse().map_err(|_| Error::KeyReused);
        }
        let unit = tx.unit(caller, new.unit).await?;
        let incident = Incident {
            id: self.ids.next(),
            unit_id: unit.id,
            unit: unit.code.to_string(),
            unit_name: unit.name,
            what: new.what.trim().to_owned(),
            data_kinds: new.data_kinds.trim().to_owned(),
            people: new.people,
            measures: new.measures.trim().to_owned(),
            noticed_at: new.noticed_at.micros(),
            notify_due: new.noticed_at.plus_seconds(hours.saturating_mul(3600)).micros(),
            notified_at: None,
            recorded_by: caller.name().to_owned(),
        };
        tx.add_incident(caller, &incident).await?;
        self.keep(&mut tx, caller, once, &incident.id.to_string()).await?;
        tx.commit().await?;
        Ok(incident.id)
    }

    /// Incidents within the caller's reach.
    ///
    /// # Errors
    /// [`Error::Denied`] for who looks after none.
    pub async fn incidents(&self, caller: &Caller) -> Result<Vec<Incident>> {
        Ok(self.store.read().await?.incidents(caller).await?)
    }

    /// One incident.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn incident(&self, caller: &Caller, id: IncidentId) -> Result<Incident> {
        Ok(self.store.read().await?.incident(caller, id).await?)
    }

    /// Brings an incident up to date: people concerned, measures, and whether the authority was told now.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`]; [`Error::Refused`] for a negative number.
    pub async fn change_incident(
        &self,
        caller: &Caller,
        id: IncidentId,
        (people, measures, notified): (i64, &str, bool),
    ) -> Result<()> {
        if people < 0 {
            return Err(refused("Số người không âm", "The number of people is not negative"));
        }
        let mut tx = self.store.write().await?;
        tx.change_incident(caller, id, (people, measures.trim(), notified)).await?;
        Ok(tx.commit().await?)
    }

    /// Lists that left the house from units where the caller reads the audit log.
    ///
    /// # Errors
    /// [`Error::Denied`] for who reads no audit log.
    pub async fn data_exports(&self, caller: &Caller) -> Result<Vec<DataExport>> {
        Ok(self.store.read().await?.data_exports(caller).await?)
    }

    /// How many alerts wait for the caller.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn unseen_alerts(&self, caller: &Caller) -> Result<i64> {
        Ok(self.store.read().await?.unseen_alerts(caller).await?)
    }

    /// Marks an alert as looked at.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn see_alert(&self, caller: &Caller, id: DataAlertId) -> Result<()> {
        let mut tx = self.store.write().await?;
        tx.see_alert(caller, id).await?;
        Ok(tx.commit().await?)
    }

    /// The list of members standing in a unit and below, as a file. That it left is written down first; above the threshold
    /// of the pack it raises an alert.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`]; [`Error::Refused`] for guarded fields without a reason.
    pub async fn member_list_file(&self, caller: &Caller, asked: &ListAsked<'_>) -> Result<Vec<u8>> {
        let object = format!("members:{}", asked.unit);
        let made = self.list_file(caller, asked).await;
        self.refusal_noted(caller, &object, made).await
    }

    async fn list_file(&self, caller: &Caller, asked: &ListAsked<'_>) -> Result<Vec<u8>> {
        if asked.clear && asked.reason.trim().is_empty() {
            return Err(refused("Xuất dữ liệu không che cần ghi lý do", "Taking guarded data out needs a reason"));
        }
        let pack = self.pack();
        let fields: Vec<&MemberField> = pack
            .members
            .fields
            .iter()
            .filter(|field| stands(field, asked.clear))
            .filter(|field| field.id == "name" || asked.columns.is_empty() || asked.columns.contains(&field.id))
            .collect();
        let mut tx = self.store.write().await?;
        let unit = tx.unit(caller, asked.unit).await?;
        let sealer = self.marker(&mut tx).await?;
        let mut rows = rows::open(asked.format, Vec::new(), "members", &columns(&fields, asked.language), caller.now)?;
        let (mut after, mut members) = (MembershipId::default(), 0_i64);
        loop {
            let page = tx.members_to_export(caller, (unit.id, asked.clear), after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for one in &page {
                rows.push(&line(&sealer, one, (&fields, asked.clear), asked.language)?)?;
                members += 1;
            }
        }
        let most = pack.parameter("personal.bulk_export_rows", caller.now.day()).unwrap_or(i64::MAX);
        let alert = (members >= most).then(|| self.ids.next());
        let said = (members, asked.clear, asked.reason.trim());
        tx.add_data_export(caller, unit.id, (self.ids.next(), alert), said).await?;
        tx.commit().await?;
        Ok(rows.finish()?)
    }

    /// What is kept of members, why, how long, and which roles see it.
    #[must_use]
    pub fn data_map(&self) -> Vec<MapLine> {
        let (pack, today) = (self.pack(), self.clock.now().day());
        let with = |action: Action| {
            let roles =
                pack.roles.iter().filter(move |role| role.actions.contains(&action) || role.own_only.contains(&action));
            roles.map(|role| role.name.clone()).collect::<Vec<_>>()
        };
        let (seen, opened) = (with(Action::MemberRead), with(Action::MemberOpen));
        let line = |field: &MemberField| {
            let purpose = pack.members.purpose_of(field);
            MapLine {
                field: field.name.clone(),
                class: class_words(field.class),
                purpose: purpose.map(|purpose| purpose.name.clone()).unwrap_or_default(),
                needs_consent: purpose.is_some_and(|purpose| purpose.needs_consent),
                kept_years: pack.retention_years(field, today),
                seen_by: if shown_openly(field) { seen.clone() } else { opened.clone() },
                source: field.source.clone(),
            }
        };
        pack.members.fields.iter().map(line).collect()
    }

    /// The map of what is kept, as a CSV.
    ///
    /// # Errors
    /// [`Error::Paper`] when it cannot be written.
    pub fn data_map_csv(&self, language: Language) -> Result<Vec<u8>> {
        let headings = match language {
            Language::Vi => {
                ["Trường", "Loại", "Mục đích", "Cần đồng ý", "Giữ (năm sau khi thôi)", "Vai trò xem", "Nguồn"]
            }
            Language::En => {
                ["Field", "Class", "Purpose", "Needs consent", "Kept (years after the end)", "Roles", "Source"]
            }
        };
        let columns = headings.map(|heading| Column::new(heading, ColumnKind::Text));
        let mut rows = CsvRows::new(Vec::new(), &columns, &Words::vietnamese())?;
        for line in self.data_map() {
            let consent = match (line.needs_consent, language) {
                (false, Language::Vi) => "không",
                (false, Language::En) => "no",
                (true, Language::Vi) => "có",
                (true, Language::En) => "yes",
            };
            let years = line.kept_years.map(|years| years.to_string()).unwrap_or_default();
            let roles: Vec<&str> = line.seen_by.iter().map(|role| role.get(language)).collect();
            let roles = roles.join(", ");
            let texts = [
                line.field.get(language),
                line.class.get(language),
                line.purpose.get(language),
                consent,
                &years,
                &roles,
                &line.source,
            ];
            rows.push(&texts.map(|text| Cell::Text(text.to_owned())))?;
        }
        Ok(rows.finish()?)
    }
}

/// Whether whoever sees a member sees the field: names do, though they are personal data.
fn shown_openly(field: &MemberField) -> bool {
    field.class == PersonalClass::Open || matches!(field.id.as_str(), "name" | "born" | "sex")
}

/// Whether a field stands in a list: what is about the membership, numbers with most of them dotted out, and in clear all
/// basic ones. Sensitive ones never leave in bulk.
fn stands(field: &MemberField, clear: bool) -> bool {
    match field.class {
        PersonalClass::Open => true,
        PersonalClass::Basic => clear || shown_openly(field) || field.kind == MemberFieldKind::Digits,
        PersonalClass::Sensitive => false,
    }
}

fn columns(fields: &[&MemberField], language: Language) -> Vec<Column> {
    let (code, name) = match language {
        Language::Vi => ("Mã đơn vị", "Đơn vị"),
        Language::En => ("Unit code", "Unit"),
    };
    let own = [Column::new(code, ColumnKind::Text), Column::new(name, ColumnKind::Text)];
    let of_fields = fields.iter().map(|field| Column::new(field.name.get(language), ColumnKind::Text));
    own.into_iter().chain(of_fields).collect()
}

fn line(
    sealer: &Sealer,
    one: &MemberRow,
    (fields, clear): (&[&MemberField], bool),
    language: Language,
) -> Result<Vec<Cell>> {
    let open: Values = serde_json::from_str(&one.fields).map_err(|error| Error::Internal(error.to_string()))?;
    let sealed = match &one.wrapped {
        Some(wrapped) => sealer.open(one.person_id, wrapped, &one.sealed)?,
        None => Values::new(),
    };
    let value = |field: &MemberField| {
        let text = match field.id.as_str() {
            "name" => one.name.clone(),
            "number" => one.number.clone().unwrap_or_default(),
            "sex" => one.sex.clone().unwrap_or_default(),
            "born" => {
                let year = || one.born_year.map(|year| year.to_string());
                one.born_on.map(|day| day.format("%d/%m/%Y").to_string()).or_else(year).unwrap_or_default()
            }
            "joined_on" => one.joined_on.format("%d/%m/%Y").to_string(),
            id => open.get(id).or_else(|| sealed.get(id)).cloned().unwrap_or_default(),
        };
        let chosen = field.choices.iter().find(|choice| choice.id == text);
        let text = chosen.map_or(text, |choice| choice.name.get(language).to_owned());
        if clear || shown_openly(field) { text } else { dotted(&text) }
    };
    let own = [Cell::Text(one.unit.clone()), Cell::Text(one.unit_name.clone())];
    Ok(own.into_iter().chain(fields.iter().map(|field| Cell::Text(value(field)))).collect())
}

/// A number with all but its last digits dotted out.
fn dotted(value: &str) -> String {
    let signs = value.chars().count();
    let hidden = if signs > 2 * READABLE { signs - READABLE } else { signs };
    value.chars().enumerate().map(|(place, sign)| if place < hidden { '•' } else { sign }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_last_digits_only_when_long_enough() {
        assert_eq!(dotted("040190001234"), "•••••••••234");
        assert_eq!(dotted("12345"), "•••••");
        assert_eq!(dotted(""), "");
    }
}
