//! Texts on their way into the register: what was sent stays until it is entered or given up, with the form as far as it was
//! filled in, so that a page can be closed and opened again.
//!
//! Not here: entering (`entry`).

use std::collections::BTreeMap;

use congdoan_model::{DirectiveId, PaperDraftId, access::Caller};
use congdoan_store::directives::{PaperDraft, PaperDraftRow};
use serde::{Deserialize, Serialize};

use super::ReadPaper;
use crate::{Error, Result, Service, error::refused};

/// The largest file kept with a paper: 10 MB, as with records.
const LARGEST_FILE: usize = crate::registers::LARGEST_FILE;

/// A form as far as it was filled in: fields by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftForm {
    /// The fields; a name may have several values.
    pub fields: BTreeMap<String, Vec<String>>,
}

impl Service {
    /// Keeps a text for whoever sent it, with the file it came as. A file over 10 MB is not kept, its text is.
    ///
    /// # Errors
    /// [`Error::Denied`] for who enters no directives.
    pub async fn begin_paper(
        &self,
        caller: &Caller,
        text: &str,
        file: Option<(String, Vec<u8>)>,
    ) -> Result<PaperDraftId> {
        let read = self.read_paper(caller, text).await?;
        let mut rests_on: Vec<DirectiveId> = read.proposed.iter().filter_map(|one| one.finding.cited).collect();
        rests_on.sort_unstable();
        rests_on.dedup();
        let draft = PaperDraft {
            id: self.ids.next(),
            title: read.particulars.title.clone(),
            body: text.to_owned(),
            form: String::new(),
            rests_on,
            file: file.filter(|(_, content)| content.len() <= LARGEST_FILE),
            entered: None,
        };
        let mut tx = self.store.write().await?;
        tx.add_paper_draft(caller, &draft).await?;
        tx.commit().await?;
        Ok(draft.id)
    }

    /// A text the caller sent, with the form as far as it was filled in, read anew.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller.
    pub async fn paper_begun(&self, caller: &Caller, id: PaperDraftId) -> Result<(PaperDraft, DraftForm, ReadPaper)> {
        let draft = self.store.read().await?.paper_draft(caller, id).await?;
        let form = if draft.form.is_empty() {
            DraftForm::default()
        } else {
            serde_json::from_str(&draft.form).map_err(|error| Error::Internal(error.to_string()))?
        };
        let read = match draft.entered {
            Some(_) => ReadPaper::default(),
            None => self.read_paper(caller, &draft.body).await?,
        };
        Ok((draft, form, read))
    }

    /// The texts of the caller that wait.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn papers_begun(&self, caller: &Caller) -> Result<Vec<PaperDraftRow>> {
        Ok(self.store.read().await?.paper_drafts(caller).await?)
    }

    /// Keeps the form of a text as far as it is filled in.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller.
    pub async fn keep_paper(&self, caller: &Caller, id: PaperDraftId, form: &DraftForm) -> Result<()> {
        let text = serde_json::to_string(form).map_err(|error| Error::Internal(error.to_string()))?;
        if text.len() > 4 * 1024 * 1024 {
            return Err(refused("Biểu mẫu quá lớn để giữ lại", "The form is too large to be kept"));
        }
        let title = form.fields.get("title").and_then(|values| values.first()).cloned().unwrap_or_default();
        let mut tx = self.store.write().await?;
        tx.fill_paper_draft(caller, id, &title, &text).await?;
        Ok(tx.commit().await?)
    }

    /// Gives a text up.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn give_paper_up(&self, caller: &Caller, id: PaperDraftId) -> Result<()> {
        let mut tx = self.store.write().await?;
        tx.drop_paper_draft(caller, id).await?;
        Ok(tx.commit().await?)
    }
}
