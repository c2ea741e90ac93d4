//! Texts on their way into the register: kept for whoever sent them until they are entered or given up.
//!
//! Not here: reading them (`service`), sheets on their way in (`members`).

use base64::{Engine as _, prelude::BASE64_STANDARD};
use congdoan_model::{
    DirectiveId, PaperDraftId,
    access::{Action, Caller},
};
use sqlx::types::Uuid;

use crate::{Error, Result, Tx, transaction::on};

/// How many texts one person may have waiting; the oldest goes first.
const MOST: i64 = 30;

/// A text on its way in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperDraft {
    /// Its id.
    pub id: PaperDraftId,
    /// What it is called in lists.
    pub title: String,
    /// The text.
    pub body: String,
    /// The form as it was filled in so far, as JSON; empty before it was.
    pub form: String,
    /// The directives it seems to rest on.
    pub rests_on: Vec<DirectiveId>,
    /// The file it came as: name and content.
    pub file: Option<(String, Vec<u8>)>,
    /// The directive it became.
    pub entered: Option<DirectiveId>,
}

/// A text on its way in, in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperDraftRow {
    /// Its id.
    pub id: PaperDraftId,
    /// What it is called.
    pub title: String,
    /// When it was last changed, in microseconds since 1970.
    pub changed_at: i64,
}

#[derive(sqlx::FromRow)]
struct DraftRow {
    title: String,
    body: String,
    form: String,
    rests_on: String,
    file_name: Option<String>,
    file_content: Option<String>,
    entered_id: Option<Uuid>,
}

const TOO_MANY: &str = "
DELETE FROM directive_draft WHERE owner = $1 AND id NOT IN (
    SELECT id FROM directive_draft WHERE owner = $1 ORDER BY changed_at DESC, id DESC LIMIT $2)";
const ADD: &str = "
INSERT INTO directive_draft (id, owner, title, body, form, rests_on, file_name, file_content, recorded_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)";
const ONE: &str = "
SELECT title, body, form, rests_on, file_name, file_content, entered_id FROM directive_draft
WHERE id = $1 AND owner = $2";
const LIST: &str = "
SELECT id, title, changed_at FROM directive_draft WHERE owner = $1 AND entered_id IS NULL
ORDER BY changed_at DESC, id DESC LIMIT 50";
const FILL: &str = "
UPDATE directive_draft SET title = $3, form = $4, changed_at = $5 WHERE id = $1 AND owner = $2 AND entered_id IS NULL";
const ENTER: &str = "
UPDATE directive_draft SET body = '', form = '', file_content = NULL, entered_id = $3, changed_at = $4
WHERE id = $1 AND owner = $2";
const DROP: &str = "DELETE FROM directive_draft WHERE id = $1 AND owner = $2";

impl Tx {
    /// Keeps a text for whoever sent it.
    ///
    /// # Errors
    /// [`Error::Denied`] for who enters no directives.
    pub async fn add_paper_draft(&mut self, caller: &Caller, draft: &PaperDraft) -> Result<()> {
        if !caller.may_somewhere(Action::DirectiveWrite) {
            return Err(Error::Denied(Action::DirectiveWrite));
        }
        let owner = caller.name();
        let rests_on = serde_json::to_string(&draft.rests_on)?;
        let (name, content) =
            draft.file.as_ref().map(|(name, content)| (name, BASE64_STANDARD.encode(content))).unzip();
        on!(self, c => sqlx::query(TOO_MANY).bind(owner).bind(MOST - 1).execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(ADD).bind(draft.id.uuid()).bind(owner).bind(&draft.title).bind(&draft.body)
            .bind(&draft.form).bind(&rests_on).bind(name).bind(&content).bind(caller.now.micros())
            .execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// A text the caller sent.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn paper_draft(&mut self, caller: &Caller, id: PaperDraftId) -> Result<PaperDraft> {
        let row: Option<DraftRow> =
            on!(self, c => sqlx::query_as(ONE).bind(id.uuid()).bind(caller.name()).fetch_optional(c).await)?;
        let row = row.ok_or(Error::NotVisible("draft"))?;
        let decoded = |text: String| BASE64_STANDARD.decode(text).map_err(|error| Error::Corrupt(error.to_string()));
        let content = row.file_content.map(decoded).transpose()?;
        Ok(PaperDraft {
            id,
            title: row.title,
            body: row.body,
            form: row.form,
            rests_on: serde_json::from_str(&row.rests_on)?,
            file: row.file_name.zip(content),
            entered: row.entered_id.map(Into::into),
        })
    }

    /// The texts of the caller that wait, the one changed last first.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn paper_drafts(&mut self, caller: &Caller) -> Result<Vec<PaperDraftRow>> {
        let rows: Vec<(Uuid, String, i64)> =
            on!(self, c => sqlx::query_as(LIST).bind(caller.name()).fetch_all(c).await)?;
        let row = |(id, title, changed_at): (Uuid, String, i64)| PaperDraftRow { id: id.into(), title, changed_at };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Keeps the form of a text as it is filled in so far.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller, or it was entered.
    pub async fn fill_paper_draft(&mut self, caller: &Caller, id: PaperDraftId, title: &str, form: &str) -> Result<()> {
        let done = on!(self, c => sqlx::query(FILL).bind(id.uuid()).bind(caller.name()).bind(title).bind(form)
            .bind(caller.now.micros()).execute(c).await.map(|done| done.rows_affected()))?;
        if done == 1 { Ok(()) } else { Err(Error::NotVisible("draft")) }
    }

    /// Notes that a text became a directive; its content goes.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn enter_paper_draft(&mut self, caller: &Caller, id: PaperDraftId, directive: DirectiveId) -> Result<()> {
        on!(self, c => sqlx::query(ENTER).bind(id.uuid()).bind(caller.name()).bind(directive.uuid())
            .bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Gives a text up.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn drop_paper_draft(&mut self, caller: &Caller, id: PaperDraftId) -> Result<()> {
        on!(self, c => sqlx::query(DROP).bind(id.uuid()).bind(caller.name()).execute(c).await.map(|_| ()))?;
        Ok(())
    }
}
