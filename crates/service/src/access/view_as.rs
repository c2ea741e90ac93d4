//! Seeing pages as somebody below sees them, to help: reading only, with a reason, for half an hour at most, every page
//! noted in the audit log under the name of who looks.
//!
//! Asked anew at every request: when the helper's mandate ends, or the other person is given one elsewhere, it is over. Not
//! here: banners, which requests write (`web`).

use congdoan_model::{
    SessionId, Timestamp,
    access::{Action, Caller, Scope, Who},
};
use congdoan_pack::Problem;
use congdoan_store::{
    Tx,
    access::{Seeing, ViewAs, Viewable},
};

use super::{Present, secret_hash};
use crate::{Error, Result, Service, error::words};

/// How long one looks, in seconds: half an hour.
pub const VIEW_SECONDS: i64 = 30 * 60;
/// What is never done as somebody else, although it only reads: opening what is sealed, taking lists out.
const NEVER: [Action; 2] = [Action::MemberOpen, Action::MemberExport];

/// As whom a session sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenAs {
    /// Name of the person who looks.
    pub helper: String,
    /// Sign-in name of the account seen.
    pub login: String,
    /// Until when.
    pub until: Timestamp,
    session: SessionId,
}

impl Service {
    /// Accounts the caller may see as, by a part of the sign-in name or the person's name: people whose every mandate lies
    /// below a unit where the caller helps. At most 20.
    ///
    /// # Errors
    /// [`Error::Denied`] without the right.
    pub async fn viewable(&self, caller: &Caller, text: &str) -> Result<Vec<Viewable>> {
        let found = self.store.read().await?.viewable(caller, text, "").await.map_err(Error::from);
        self.refusal_noted(caller, "view-as", found).await
    }

    /// Lets the session of a secret see as another account from now on.
    ///
    /// # Errors
    /// [`Error::Denied`] without the right; [`Error::NotFound`] for an account that is not below; [`Error::Invalid`] without
    /// a reason.
    pub async fn begin_view_as(&self, caller: &Caller, secret: &str, login: &str, reason: &str) -> Result<()> {
        let work = async {
            let mut tx = self.store.write().await?;
            let mut seen = tx.viewable(caller, "", login).await?;
            if reason.trim().is_empty() {
                let message = words("Hãy ghi lý do", "Give a reason");
                return Err(Error::Invalid(vec![Problem { field: Some("reason".to_owned()), message }]));
            }
            let seen = seen.pop().ok_or(Error::NotFound("user"))?;
            let session = tx.signed_in(&self.system(), &secret_hash(secret)).await?.ok_or(Error::SignedOut)?.session;
            let view = ViewAs {
                id: self.ids.next::<SessionId>().uuid(),
                session: session.id,
                account: session.account_id,
                seen: seen.id,
                reason: reason.trim().to_owned(),
                expires: caller.now.plus_seconds(VIEW_SECONDS),
            };
            tx.begin_view_as(caller, login, &view).await?;
            Ok(tx.commit().await?)
        };
        self.refusal_noted(caller, &format!("user:{login}"), work.await).await
    }

    /// Ends seeing as somebody else; does nothing when one does not.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn end_view_as(&self, present: &Present) -> Result<()> {
        let Some(seen) = &present.seen_as else { return Ok(()) };
        let mut tx = self.store.write().await?;
        tx.end_view_as(&present.caller, seen.session, &seen.login).await?;
        Ok(tx.commit().await?)
    }

    /// Notes a page seen as somebody else; does nothing when one does not.
    ///
    /// # Errors
    /// [`Error::Store`] when it could not be noted: then the page must not be shown.
    pub async fn note_viewed(&self, present: &Present, method: &str, path: &str) -> Result<()> {
        let Some(seen) = &present.seen_as else { return Ok(()) };
        let mut tx = self.store.write().await?;
        tx.note_viewed(&present.caller, &seen.login, (method, path)).await?;
        Ok(tx.commit().await?)
    }

    /// Who is present when a session sees as somebody else: that person's rights, reading only, under the name of who
    /// looks; the helper again where it may no longer.
    pub(super) async fn seen_as(
        &self,
        tx: &mut Tx,
        helper: Present,
        (session, seeing): (SessionId, Seeing),
    ) -> Result<Present> {
        let Some(account) = tx.account(&self.system(), seeing.seen_account_id).await? else { return Ok(helper) };
        if !helper.caller.may_somewhere(Action::UserViewAs)
            || tx.viewable(&helper.caller, "", &account.login).await?.is_empty()
        {
            return Ok(helper);
        }
        let login = account.login.clone();
        let mut seen = self.present(tx, account, Scope::Seen, helper.caller.language).await?;
        if let Who::Person { login, rights, .. } = &mut seen.caller.who {
            helper.caller.name().clone_into(login);
            for right in rights {
                for actions in [&mut right.own, &mut right.below, &mut right.coordinating, &mut right.above] {
                    actions.retain(|action| !NEVER.contains(action));
                }
            }
        }
        let until = Timestamp::from_micros(seeing.expires_at);
        Ok(Present { seen_as: Some(SeenAs { helper: helper.name, login, until, session }), ..seen })
    }
}
