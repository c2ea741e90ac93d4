//! Imports as people look after them: the list, one of them, taking it back, the refused rows, mappings of columns.
//!
//! Not here: bringing a file in (`import`, `org::import`), what a cell may hold (`reading`).

use std::{collections::BTreeSet, path::Path};

use congdoan_model::{
    BatchId, LocalText, Timestamp, UnitId,
    access::{Action, Caller},
    names::Language,
};
use congdoan_pack::Pack;
use congdoan_paper::{Cell, Column, ColumnKind, Words, intake::Title, rows::CsvRows};
use congdoan_store::{Tx, figures::ImportedFigure, members::Batch};

use super::{
    import::{ImportOptions, Imported, blocking, hash_of},
    reading,
};
use crate::{
    Error, Result, Service,
    error::refused,
    figures, org,
    papers::sheets::{FoundColumn, columns, mapped},
    registers, reports,
};

/// The kind of import the usual sheets of the pack are for.
const MEMBERS: &str = "members";

/// What may stand at the head of the columns of a kind of sheet: `members`, `records:REGISTER`, `figures`, `employers`;
/// nothing for kinds whose columns are not chosen.
fn titles_of(pack: &Pack, kind: &str) -> Vec<Title> {
    match kind.split_once(':').unwrap_or((kind, "")) {
        (MEMBERS, _) => reading::titles(pack, &[]),
        ("records", register) => registers::import::titles(pack.register(register)),
        ("figures", _) => figures::import::titles(),
        ("employers", _) => org::employers::import::titles(),
        ("forms", form) => reports::line_titles(pack, form),
        _ => Vec::new(),
    }
}

impl Service {
    /// The refused rows of an import as a CSV: sheet, row, column, value, reason.
    ///
    /// # Errors
    /// [`Error::Paper`] when it cannot be written.
    pub fn refusals_paper(&self, imported: &Imported, language: Language) -> Result<Vec<u8>> {
        let headings = match language {
            Language::Vi => ["Tờ", "Dòng", "Cột", "Giá trị", "Lý do"],
            Language::En => ["Sheet", "Row", "Column", "Value", "Reason"],
        };
        let columns = headings.map(|heading| Column::new(heading, ColumnKind::Text));
        let mut rows = CsvRows::new(Vec::new(), &columns, &Words::vietnamese())?;
        for row in &imported.refusals {
            let texts = [&row.sheet, &row.row.to_string(), &row.column, &row.value, row.reason.get(language)];
            rows.push(&texts.map(|text| Cell::Text(text.to_owned())))?;
        }
        Ok(rows.finish()?)
    }

    /// Takes an import back. Gives who was kept because they were changed since.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such import for this caller; [`Error::Refused`] when it was undone before.
    pub async fn undo_import(&self, caller: &Caller, id: BatchId) -> Result<Vec<(String, Option<String>)>> {
        let mut tx = self.store.write().await?;
        let batch = tx.batch(caller, id).await?;
        if batch.undone_at.is_some() {
            return Err(refused("Đợt nhập này đã được hoàn tác", "This import was undone already"));
        }
        if let Some(days) = self.pack().parameter("import.undo_days", caller.now.day()) {
            let last = Timestamp::from_micros(batch.recorded_at).plus_seconds(days.saturating_mul(24 * 3600));
            if caller.now > last {
                return Err(refused(
                    &format!("Đợt nhập đã quá {days} ngày, không hoàn tác được nữa"),
                    &format!("The import is older than {days} days and can no longer be undone"),
                ));
            }
        }
        let system = self.system();
        let chain = tx.chain_of_batch(&system, id).await?;
        let by = Caller { now: caller.now, ..caller.clone() };
        let kept = match batch.kind.as_str() {
            MEMBERS => tx.undo_members(&by, &chain, id).await?,
            "records" => self.undo_records(&mut tx, &by, id).await?,
            "figures" | "forms" => tx.undo_figures(&by, &self.ids, id).await?,
            "reports" => self.undo_sheet(&mut tx, &by, &batch).await?,
            "employers" => tx.undo_employers(&by, &self.ids, &chain, id).await?,
            _ => tx.undo_units(&by, &chain, id).await?,
        };
        tx.commit().await?;
        self.follow().await?;
        Ok(kept)
    }

    /// Imports the caller may see, latest first.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn imports(&self, caller: &Caller) -> Result<Vec<Batch>> {
        Ok(self.store.read().await?.batches(caller).await?)
    }

    /// One import.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller.
    pub async fn import_batch(&self, caller: &Caller, id: BatchId) -> Result<Batch> {
        Ok(self.store.read().await?.batch(caller, id).await?)
    }

    /// Names of mappings of a kind of sheet: saved ones first, then the usual sheets of the pack with their names.
    ///
    /// # Errors
    /// [`Error::Denied`] when the caller may not write such things anywhere.
    pub(crate) async fn mappings(&self, caller: &Caller, kind: &str) -> Result<Vec<(String, LocalText)>> {
        let saved = self.store.read().await?.import_mappings(caller, kind).await?;
        let saved = saved.into_iter().map(|name| (name.clone(), LocalText { vi: name.clone(), en: name }));
        let pack = self.pack();
        let usual = pack.members.sheets.iter().filter(|_| kind == MEMBERS);
        Ok(saved.chain(usual.map(|sheet| (sheet.id.clone(), sheet.name.clone()))).collect())
    }

    /// All mappings the caller may use, each with its kind of sheet: saved ones first, then the usual sheets of the pack.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn all_mappings(&self, caller: &Caller) -> Result<Vec<(String, String, LocalText)>> {
        let saved = self.store.read().await?.all_import_mappings(caller).await?.into_iter();
        let saved = saved.map(|(kind, name)| (kind, name.clone(), LocalText { vi: name.clone(), en: name }));
        let pack = self.pack();
        let members = caller.may_somewhere(Action::MemberWrite);
        let usual = pack.members.sheets.iter().filter(|_| members);
        Ok(saved.chain(usual.map(|sheet| (MEMBERS.to_owned(), sheet.id.clone(), sheet.name.clone()))).collect())
    }

    /// The columns of a file and the field each of them fills.
    ///
    /// # Errors
    /// [`Error::Refused`] when the file cannot be read; [`Error::Denied`] when the caller may not write such things
    /// anywhere.
    pub async fn columns_of(
        &self,
        caller: &Caller,
        kind: &str,
        path: &Path,
        options: &ImportOptions,
    ) -> Result<Vec<FoundColumn>> {
        let pack = self.pack();
        if let Some(form) = kind.strip_prefix("forms:") {
            return self.form_labels(caller, form, path, options).await;
        }
        let mapping = self.mapping(caller, kind, options).await?;
        let (file, titles) = (path.to_owned(), mapped(titles_of(&pack, kind), &mapping));
        blocking(move || columns(&file, &titles)).await
    }

    /// The fields columns of a kind of sheet may fill, each with its usual title.
    #[must_use]
    pub fn fields_of(&self, kind: &str) -> Vec<(String, String)> {
        let titles = titles_of(&self.pack(), kind).into_iter();
        titles.map(|title| (title.field, title.titles.into_iter().next().unwrap_or_default())).collect()
    }

    /// Which columns fill which field: what was chosen by hand, then the mapping named.
    pub(crate) async fn mapping(
        &self,
        caller: &Caller,
        kind: &str,
        options: &ImportOptions,
    ) -> Result<Vec<(String, String)>> {
        let mut columns = options.columns.clone();
        let Some(name) = options.mapping.as_deref() else { return Ok(columns) };
        let named = if let Some(saved) = self.store.read().await?.import_mapping(caller, kind, name).await? {
            serde_json::from_str(&saved).map_err(|error| Error::Internal(error.to_string()))?
        } else {
            let pack = self.pack();
            let usual = pack.members.sheet(name).filter(|_| kind == MEMBERS).map(|sheet| sheet.columns.clone());
            let known: Vec<String> = self.mappings(caller, kind).await?.into_iter().map(|(id, _)| id).collect();
            usual.ok_or_else(|| {
                refused(
                    &format!("Không có bảng ghép cột \"{name}\"; hiện có: {}", known.join(", ")),
                    &format!("There is no mapping \"{name}\"; known: {}", known.join(", ")),
                )
            })?
        };
        let by_hand = columns.len();
        for (title, field) in named {
            if !columns.iter().take(by_hand).any(|(one, _)| *one == title) {
                columns.push((title, field));
            }
        }
        Ok(columns)
    }

    /// Keeps a mapping of column titles to fields under a name.
    ///
    /// # Errors
    /// [`Error::Refused`] when a field is unknown or the name is empty; [`Error::Denied`] when the caller may not write
    /// such things anywhere.
    pub async fn save_mapping(
        &self,
        caller: &Caller,
        kind: &str,
        name: &str,
        columns: &[(String, String)],
    ) -> Result<()> {
        let fields = self.fields_of(kind);
        let unknown = |field: &str| !field.is_empty() && !fields.iter().any(|(known, _)| known == field);
        if let Some((_, field)) = columns.iter().find(|(_, field)| unknown(field)) {
            return Err(refused(&format!("Không có trường \"{field}\""), &format!("There is no field \"{field}\"")));
        }
        if name.trim().is_empty() {
            return Err(refused("Bảng ghép cột cần một tên", "A mapping needs a name"));
        }
        let text = serde_json::to_string(columns).map_err(|error| Error::Internal(error.to_string()))?;
        let mut tx = self.store.write().await?;
        tx.keep_mapping(caller, kind, name, &text).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Writes down an import of a kind, once its rows are in.
    pub(crate) async fn note_batch(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (kind, id): (&str, BatchId),
        (path, options): (&Path, &ImportOptions),
        imported: &Imported,
        units: &[UnitId],
    ) -> Result<()> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        self.note_batch_of(tx, caller, (kind, id), (name, hash_of(path)?, options), imported, units).await
    }

    /// The same for what came by another way than a file: what it is called, and the hash of what was sent.
    pub(crate) async fn note_batch_of(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (kind, id): (&str, BatchId),
        of: (String, String, &ImportOptions),
        imported: &Imported,
        units: &[UnitId],
    ) -> Result<()> {
        let batch = batch(caller, (kind, id), of, imported);
        let chain = tx.common_chain(&self.system(), units).await?;
        Ok(tx.add_batch(caller, &chain, &batch, Vec::new()).await?)
    }

    /// Writes down figures a file brought in, with the import itself: one audit entry in the chain its units share, or in
    /// that of the confederation.
    pub(crate) async fn take_figures(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (kind, path, options): (&str, &Path, &ImportOptions),
        taken: &[ImportedFigure],
        imported: &mut Imported,
    ) -> Result<()> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (id, of) = (self.ids.next(), (name, hash_of(path)?, options));
        let batch = batch(caller, (kind, id), of, imported);
        let touched: BTreeSet<UnitId> = taken.iter().map(|one| one.row.unit).collect();
        let chain = tx.common_chain(&self.system(), &touched.into_iter().collect::<Vec<_>>()).await?;
        tx.import_figures(caller, &chain, &batch, taken).await?;
        imported.batch = Some(id);
        Ok(())
    }
}

/// An import as it is written down.
fn batch(
    caller: &Caller,
    (kind, id): (&str, BatchId),
    (name, hash, options): (String, String, &ImportOptions),
    imported: &Imported,
) -> Batch {
    let number = |rows: u64| i64::try_from(rows).unwrap_or(i64::MAX);
    Batch {
        id,
        kind: kind.to_owned(),
        label: options.label.clone().unwrap_or_else(|| name.clone()),
        file_name: name,
        file_hash: hash,
        mapping: options.mapping.clone().unwrap_or_default(),
        created: number(imported.created),
        changed: number(imported.changed),
        unchanged: number(imported.unchanged),
        refused: number(imported.refused),
        recorded_by: caller.name().to_owned(),
        recorded_at: caller.now.micros(),
        undone_by: None,
        undone_at: None,
    }
}
