//! Imports as people look after them: the list, one of them, taking it back, the refused rows, mappings of columns.
//!
//! Not here: bringing a file in (`import`, `org::import`), what a cell may hold (`reading`).

use std::path::Path;

use congdoan_model::{BatchId, LocalText, Timestamp, access::Caller, names::Language};
use congdoan_pack::Pack;
use congdoan_paper::{Cell, Column, ColumnKind, Words, rows::CsvRows};
use congdoan_store::members::Batch;

use super::{
    import::{ImportOptions, Imported, blocking},
    reading::{self, FoundColumn, UNIT},
};
use crate::{Error, Result, Service, error::refused};

/// The kind of import mappings are kept for.
const MEMBERS: &str = "members";

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
            "members" => tx.undo_members(&by, &chain, id).await?,
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

    /// Names of mappings of members' sheets: saved ones first, then the usual sheets of the pack with their names.
    ///
    /// # Errors
    /// [`Error::Denied`] when the caller may not write members anywhere.
    pub async fn mappings(&self, caller: &Caller) -> Result<Vec<(String, LocalText)>> {
        let saved = self.store.read().await?.import_mappings(caller, MEMBERS).await?;
        let saved = saved.into_iter().map(|name| (name.clone(), LocalText { vi: name.clone(), en: name }));
        let pack = self.pack();
        Ok(saved.chain(pack.members.sheets.iter().map(|sheet| (sheet.id.clone(), sheet.name.clone()))).collect())
    }

    /// The columns of a file of members and the field each of them fills.
    ///
    /// # Errors
    /// [`Error::Refused`] when the file cannot be read; [`Error::Denied`] when the caller may not write members anywhere.
    pub async fn columns_of_members(
        &self,
        caller: &Caller,
        path: &Path,
        options: &ImportOptions,
    ) -> Result<Vec<FoundColumn>> {
        let pack = self.pack();
        let mapping = self.mapping(caller, &pack, options).await?;
        let file = path.to_owned();
        blocking(move || reading::columns(&file, &pack, &mapping)).await
    }

    /// Which columns fill which field: what was chosen by hand, then the mapping named.
    pub(super) async fn mapping(
        &self,
        caller: &Caller,
        pack: &Pack,
        options: &ImportOptions,
    ) -> Result<Vec<(String, String)>> {
        let mut columns = options.columns.clone();
        let Some(name) = options.mapping.as_deref() else { return Ok(columns) };
        let named = if let Some(saved) = self.store.read().await?.import_mapping(caller, MEMBERS, name).await? {
            serde_json::from_str(&saved).map_err(|error| Error::Internal(error.to_string()))?
        } else {
            let sheet = pack.members.sheet(name).map(|sheet| sheet.columns.clone());
            sheet.ok_or_else(|| {
                let known: Vec<&str> = pack.members.sheets.iter().map(|sheet| sheet.id.as_str()).collect();
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
    /// [`Error::Refused`] when a field is unknown or the name is empty; [`Error::Denied`] when the caller may not write members anywhere.
    pub async fn save_mapping(&self, caller: &Caller, name: &str, columns: &[(String, String)]) -> Result<()> {
        let pack = self.pack();
        if let Some((_, field)) =
            columns.iter().find(|(_, field)| !field.is_empty() && field != UNIT && pack.members.field(field).is_none())
        {
            return Err(refused(&format!("Không có trường \"{field}\""), &format!("There is no field \"{field}\"")));
        }
        if name.trim().is_empty() {
            return Err(refused("Bảng ghép cột cần một tên", "A mapping needs a name"));
        }
        let text = serde_json::to_string(columns).map_err(|error| Error::Internal(error.to_string()))?;
        let mut tx = self.store.write().await?;
        tx.keep_mapping(caller, MEMBERS, name, &text).await?;
        tx.commit().await?;
        Ok(())
    }
}
