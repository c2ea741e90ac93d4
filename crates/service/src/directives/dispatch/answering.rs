//! What is done with a paper after it was sent: acknowledged and answered below, reminded of and given more time from above.
//!
//! Not here: sending and looking (`dispatch`).

use std::collections::HashSet;

use congdoan_model::{
    DispatchId, UnitId,
    access::{Action, Caller},
    directives::dispatch::{Progress, Request},
};
use congdoan_store::{
    Tx,
    access::Thing,
    directives::dispatch::{NewEvent, Receipt},
};

use super::{AnswerForm, DeskDeed};
use crate::{Error, Result, Service, access::Once, members::problem, registers::Attachment};

impl Service {
    /// Acknowledges or answers a paper.
    ///
    /// # Errors
    /// [`Error::Invalid`] when what was asked is not there; [`Error::NotFound`], [`Error::Denied`] for who may not write
    /// programmes of the unit.
    pub async fn answer_paper(
        &self,
        caller: &Caller,
        (id, unit): (DispatchId, &str),
        form: AnswerForm<'_>,
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let done = self.try_answer_paper(caller, (id, unit), form, once.as_ref()).await;
        self.refusal_noted(caller, &format!("dispatch:{id}"), done).await
    }

    async fn try_answer_paper(
        &self,
        caller: &Caller,
        (id, unit): (DispatchId, &str),
        form: AnswerForm<'_>,
        once: Option<&Once<'_>>,
    ) -> Result<()> {
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once).await?.is_some() {
            return Ok(());
        }
        let unit = tx.unit(caller, unit).await?;
        let (dispatch, receipt) = tx.receipt(caller, id, unit.id).await?;
        tx.require(caller, Action::ProgrammeWrite, unit.id, Thing::DISPATCH).await?;
        let said = form.words.trim();
        let attached = form.file.map(|(name, content)| (name, Attachment::new(name, content).0));
        if !form.acknowledge {
            sufficient(receipt.request, (said, form.programme.is_some(), attached.is_some()))?;
        }
        if let Some((_, file)) = &attached {
            tx.keep_attachment(caller, &file.sha256, &file.content).await?;
        }
        let new = NewEvent {
            event: if form.acknowledge { "acknowledged" } else { "answered" },
            words: said,
            due_on: None,
            programme: form.programme.filter(|_| !form.acknowledge),
            file: attached.as_ref().map(|(name, file)| (*name, file.sha256.as_str())),
        };
        tx.note_receipt(caller, &dispatch, (self.ids.next(), unit.id), &new).await?;
        self.keep(&mut tx, caller, once, "done").await?;
        Ok(tx.commit().await?)
    }

    /// Reminds units of a paper, or gives them more time with a reason.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a unit, a reason or a later day; [`Error::NotFound`], [`Error::Denied`] for who may not
    /// write programmes of the sending unit.
    pub async fn tend_dispatch(
        &self,
        caller: &Caller,
        (id, units): (DispatchId, &[String]),
        deed: DeskDeed<'_>,
        once: Option<Once<'_>>,
    ) -> Result<usize> {
        let done = self.try_tend(caller, (id, units), deed, once.as_ref()).await;
        self.refusal_noted(caller, &format!("dispatch:{id}"), done).await
    }

    async fn try_tend(
        &self,
        caller: &Caller,
        (id, units): (DispatchId, &[String]),
        deed: DeskDeed<'_>,
        once: Option<&Once<'_>>,
    ) -> Result<usize> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            return kept.body.parse().map_err(|_| Error::KeyReused);
        }
        let dispatch = tx.dispatch(caller, id).await?;
        tx.require(caller, Action::ProgrammeWrite, dispatch.unit, Thing::DISPATCH).await?;
        let open: Vec<Receipt> = tx.receipts(caller, &dispatch).await?;
        let open: Vec<Receipt> = open.into_iter().filter(|one| one.progress() != Progress::Done).collect();
        let chosen = self.meant(&mut tx, caller, units, &open, matches!(deed, DeskDeed::Extend(..))).await?;
        let new = match deed {
            DeskDeed::Remind(said) => NewEvent { event: "reminded", words: said.trim(), ..NewEvent::default() },
            DeskDeed::Extend(day, reason) => {
                if reason.trim().is_empty() {
                    return Err(Error::Invalid(vec![problem("reason", "Hãy ghi lý do gia hạn", "Say why")]));
                }
                if day < caller.now.day() {
                    return Err(Error::Invalid(vec![problem("due_on", "Hạn mới đã qua", "The new day has passed")]));
                }
                NewEvent { event: "extended", words: reason.trim(), due_on: Some(day), ..NewEvent::default() }
            }
        };
        let places: Vec<_> = chosen.iter().map(|unit| (self.ids.next(), *unit)).collect();
        tx.note_for_units(caller, &dispatch, &places, &new).await?;
        self.keep(&mut tx, caller, once, &chosen.len().to_string()).await?;
        tx.commit().await?;
        Ok(chosen.len())
    }

    /// The units a deed is meant for, of those that have not done what was asked.
    async fn meant(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        units: &[String],
        open: &[Receipt],
        subtree: bool,
    ) -> Result<Vec<UnitId>> {
        let mut chosen: Vec<UnitId> = Vec::new();
        if units.is_empty() && !subtree {
            chosen = open.iter().map(|line| line.unit).collect();
        }
        for code in units {
            let unit = tx.unit(caller, code).await?;
            let mut under: Vec<UnitId> = vec![unit.id];
            if subtree {
                under.extend(tx.managed_below(caller, unit.id).await?.into_iter().map(|below| below.unit));
            }
            let under: HashSet<UnitId> = under.into_iter().collect();
            chosen.extend(open.iter().map(|line| line.unit).filter(|unit| under.contains(unit)));
        }
        chosen.sort_unstable();
        chosen.dedup();
        if chosen.is_empty() {
            return Err(Error::Invalid(vec![problem(
                "units",
                "Hãy chọn ít nhất một đơn vị chưa làm xong",
                "Choose at least one unit that has not finished",
            )]));
        }
        Ok(chosen)
    }

    /// A file that came with an answer: its name and content.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller.
    pub async fn answer_file(
        &self,
        caller: &Caller,
        (id, unit): (DispatchId, &str),
        sha256: &str,
    ) -> Result<(String, Vec<u8>)> {
        let work = async {
            let mut tx = self.store.read().await?;
            let unit = tx.unit(caller, unit).await?;
            Ok(tx.dispatch_file(caller, (id, unit.id), sha256).await?)
        };
        let found = work.await;
        self.refusal_noted(caller, &format!("dispatch:{id}"), found).await
    }
}

/// Refuses an answer that is none.
fn sufficient(request: Request, (said, programme, file): (&str, bool, bool)) -> Result<()> {
    if request == Request::Programme && !programme {
        return Err(Error::Invalid(vec![problem(
            "programme",
            "Hãy chọn chương trình, kế hoạch của đơn vị thực hiện văn bản này (mở ở trang Chương trình nếu chưa có)",
            "Choose your unit's programme on this directive (open one on the Programmes page if there is none)",
        )]));
    }
    if said.is_empty() && !file && !programme {
        return Err(Error::Invalid(vec![problem(
            "words",
            "Hãy ghi nội dung trả lời hoặc đính kèm tệp",
            "Write the answer or attach a file",
        )]));
    }
    Ok(())
}
