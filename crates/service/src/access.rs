//! Signing in, sessions, tokens, accounts; and making the caller of a request with the rights of today's mandates.
//!
//! Passwords are argon2id hashes; what a browser or program keeps is a random secret of which the database holds the hash.
//! Not here: cookies and headers (`web`), the check of a right (`store::access`).

mod accounts;
pub mod bulk;
pub mod forms;
mod handover;
pub mod offices;
mod party;
mod view_as;

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _, password_hash::phc::PasswordHash};
use congdoan_model::{
    SessionId, TokenId, UserId,
    access::{Action, Caller, Mandate, Right, Scope, Who},
    names::Language,
    org::Unit,
};
use congdoan_store::access::{Account, KeptAnswer, Session};

use crate::{Error, Result, Service};

pub(crate) use accounts::spoken_password;
pub use accounts::{NewSignIn, OwnMandate};
pub use congdoan_store::access::{AccountOf, Body, FoundPerson, Held, Office, Viewable};
pub use handover::Handover;
pub use view_as::{SeenAs, VIEW_SECONDS};

/// How long a session lasts, in seconds: twelve hours, one working day.
pub const SESSION_SECONDS: i64 = 12 * 3600;
/// How many failures lock a name, and for how long, in seconds.
const FAILURES: i64 = 10;
const FAILURE_SECONDS: i64 = 15 * 60;
/// How long an answer is kept under its idempotency key, in seconds: seven days.
const KEPT_SECONDS: i64 = 7 * 24 * 3600;

/// Somebody who has just signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// What the browser keeps.
    pub secret: String,
    /// What every form sends back.
    pub csrf: String,
}

/// The caller of a request, with what a page shows of the person.
#[derive(Clone, Debug)]
pub struct Present {
    /// The caller.
    pub caller: Caller,
    /// The person's name.
    pub name: String,
    /// The mandates of the day.
    pub mandates: Vec<Mandate>,
    /// The units of those mandates, in the order of the caller's rights; none when one of them does not let its holder see its unit.
    pub homes: Vec<Unit>,
    /// What every form of the session sends back; empty for tokens.
    pub csrf: String,
    /// As whom the session sees, when it does not see as itself: `name` and rights are then that person's.
    pub seen_as: Option<SeenAs>,
}

/// A person to be given an account.
#[derive(Clone, Debug)]
pub struct NewAccount<'a> {
    /// The person's name.
    pub name: &'a str,
    /// The sign-in name.
    pub login: &'a str,
    /// The password.
    pub password: &'a str,
    /// Code of a unit, role and decision, for each mandate.
    pub mandates: &'a [(&'a str, &'a str, &'a str)],
}

/// A request that must not be done twice: its key and the fingerprint of what it asks.
#[derive(Clone, Debug)]
pub struct Once<'a> {
    /// The key the client chose.
    pub key: &'a str,
    /// Fingerprint of method, path and body.
    pub request: String,
}

impl Service {
    /// Signs a person in.
    ///
    /// # Errors
    /// [`Error::SignedOut`] when name and password do not fit; [`Error::LockedOut`] after ten failures in a quarter of
    /// an hour.
    pub async fn sign_in(&self, login: &str, password: &str) -> Result<SignedIn> {
        let system = self.system();
        if !self.is_password(login, password).await? {
            return Err(Error::SignedOut);
        }
        let mut tx = self.store.write().await?;
        let account = tx.account_of_login(&system, login).await?.ok_or(Error::SignedOut)?;
        let signed_in = self.add_session(&mut tx, &account).await?;
        tx.forget_sign_in_failures(&system, login, system.now.plus_seconds(-FAILURE_SECONDS)).await?;
        tx.commit().await?;
        Ok(signed_in)
    }

    /// Whether a password is that of an open account; one that is not counts as a failed sign-in.
    ///
    /// # Errors
    /// [`Error::LockedOut`] after ten failures in a quarter of an hour.
    pub(crate) async fn is_password(&self, login: &str, password: &str) -> Result<bool> {
        let system = self.system();
        let mut tx = self.store.read().await?;
        let since = system.now.plus_seconds(-FAILURE_SECONDS);
        if tx.sign_in_failures(&system, login, since).await? >= FAILURES {
            return Err(Error::LockedOut);
        }
        let account = tx.account_of_login(&system, login).await?;
        drop(tx);
        let hash = account.map(|account| account.password_hash);
        let fits = verify(password.to_owned(), hash).await?;
        if !fits {
            let mut tx = self.store.write().await?;
            tx.add_sign_in_failure(&system, self.ids.next(), login).await?;
            tx.note_refusal(&system, &format!("user:{login}"), "sign-in").await?;
            tx.commit().await?;
        }
        Ok(fits)
    }

    /// Opens a session for an account without its password: for the operator at the machine, who measures pages.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such account.
    pub async fn open_session(&self, login: &str) -> Result<SignedIn> {
        let system = self.system();
        let mut tx = self.store.write().await?;
        let account = tx.account_of_login(&system, login).await?.ok_or(Error::NotFound("user"))?;
        let signed_in = self.add_session(&mut tx, &account).await?;
        tx.note_account(&system, "session.open", login).await?;
        tx.commit().await?;
        Ok(signed_in)
    }

    async fn add_session(&self, tx: &mut congdoan_store::Tx, account: &Account) -> Result<SignedIn> {
        let system = self.system();
        let signed_in = SignedIn { secret: self.ids.secret(), csrf: self.ids.secret() };
        let id: SessionId = self.ids.next();
        let session = Session { id, account_id: account.id, csrf: signed_in.csrf.clone() };
        let expires = system.now.plus_seconds(SESSION_SECONDS);
        tx.add_session(&system, &session, &secret_hash(&signed_in.secret), expires).await?;
        Ok(signed_in)
    }

    /// Ends the session of a secret.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn sign_out(&self, secret: &str) -> Result<()> {
        let mut tx = self.store.write().await?;
        tx.end_session(&self.system(), &secret_hash(secret)).await?;
        Ok(tx.commit().await?)
    }

    /// Who is present by the secret of a session.
    ///
    /// # Errors
    /// [`Error::SignedOut`] when there is no living session.
    pub async fn present_by_session(&self, secret: &str, language: Language) -> Result<Present> {
        let system = self.system();
        let mut tx = self.store.read().await?;
        let found = tx.signed_in(&system, &secret_hash(secret)).await?.ok_or(Error::SignedOut)?;
        let mut present = self.present(&mut tx, found.account, Scope::Write, language).await?;
        if let Some(seeing) = found.seeing {
            present = self.seen_as(&mut tx, present, (found.session.id, seeing)).await?;
        }
        Ok(Present { csrf: found.session.csrf, ..present })
    }

    /// Who is present by an API token.
    ///
    /// # Errors
    /// [`Error::SignedOut`] when there is no such token.
    pub async fn present_by_token(&self, secret: &str, language: Language) -> Result<Present> {
        let system = self.system();
        let mut tx = self.store.read().await?;
        let (user, scope) = tx.token(&system, &secret_hash(secret)).await?.ok_or(Error::SignedOut)?;
        let account = tx.account(&system, user).await?.ok_or(Error::SignedOut)?;
        self.present(&mut tx, account, scope, language).await
    }

    pub(crate) async fn present(
        &self,
        tx: &mut congdoan_store::Tx,
        account: Account,
        scope: Scope,
        language: Language,
    ) -> Result<Present> {
        let (system, pack) = (self.system(), self.pack());
        let held = tx.mandates(&system, account.person_id, system.now.day()).await?;
        let (mut rights, mut homes) = (Vec::with_capacity(held.len()), Vec::with_capacity(held.len()));
        for (mandate, unit) in &held {
            let Some(role) = pack.role(&mandate.role) else { continue };
            let above = tx.above(mandate.unit, system.now.day()).await?;
            homes.push(unit.clone());
            rights.push(Right {
                unit: mandate.unit,
                role: mandate.role.clone(),
                own: [role.actions.as_slice(), role.own_only.as_slice()].concat(),
                below: [role.actions.as_slice(), role.below_only.as_slice()].concat(),
                coordinating: role.coordinating.clone(),
                above: role.ancestors.clone(),
                ancestors: above.into_iter().map(|(id, _)| id).filter(|id| *id != mandate.unit).collect(),
            });
        }
        if !rights.iter().all(|right| right.own.contains(&Action::UnitRead)) {
            homes.clear();
        }
        let mandates = held.into_iter().map(|(mandate, _)| mandate).collect();
        let who = Who::Person { user: account.id, person: account.person_id, login: account.login, rights, scope };
        let caller = Caller { who, now: system.now, language };
        Ok(Present { caller, name: account.name, mandates, homes, csrf: String::new(), seen_as: None })
    }

    /// Makes an account with its mandates, which begin today.
    ///
    /// # Errors
    /// [`Error::Refused`] when the name stands already, the role is unknown or the password is shorter than ten
    /// characters; [`Error::UnknownUnit`] for an unknown unit.
    pub async fn add_account(&self, new: &NewAccount<'_>) -> Result<UserId> {
        if new.password.chars().count() < 10 {
            return Err(crate::error::refused(
                "Mật khẩu phải có ít nhất 10 ký tự",
                "A password has at least 10 characters",
            ));
        }
        let (system, pack) = (self.system(), self.pack());
        let account = Account {
            id: self.ids.next(),
            person_id: self.ids.next(),
            name: new.name.to_owned(),
            login: new.login.to_owned(),
            password_hash: self.hash(new.password).await?,
        };
        let mut tx = self.store.write().await?;
        tx.add_account(&system, &account).await?;
        for (unit, role, decision) in new.mandates {
            if pack.role(role).is_none() {
                let roles = pack.roles.iter().map(|role| role.id.as_str()).collect::<Vec<_>>().join(", ");
                let vi = format!("Không có vai trò \"{role}\"; có: {roles}");
                return Err(crate::error::refused(&vi, &format!("There is no role \"{role}\"; there are: {roles}")));
            }
            let unit = tx.unit(&system, unit).await.map_err(|_| Error::UnknownUnit((*unit).to_owned()))?;
            let mandate = Mandate { unit: unit.id, role: (*role).to_owned(), from: system.now.day(), until: None };
            tx.add_mandate(&system, self.ids.next(), account.person_id, &mandate, decision).await?;
        }
        tx.note_account(&system, "user.add", new.login).await?;
        tx.commit().await?;
        Ok(account.id)
    }

    /// Every account that may sign in: sign-in name and name of the person.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn accounts(&self) -> Result<Vec<(String, String)>> {
        let accounts = self.store.read().await?.accounts(&self.system()).await?;
        Ok(accounts.into_iter().map(|account| (account.login, account.name)).collect())
    }

    /// Sets the password of an account.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such account.
    pub async fn set_password(&self, login: &str, password: &str) -> Result<()> {
        let hash = self.hash(password).await?;
        let system = self.system();
        let mut tx = self.store.write().await?;
        if !tx.set_password(&system, login, &hash).await? {
            return Err(Error::NotFound("user"));
        }
        tx.note_account(&system, "user.password", login).await?;
        Ok(tx.commit().await?)
    }

    /// Closes an account.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such account.
    pub async fn disable_account(&self, login: &str) -> Result<()> {
        let system = self.system();
        let mut tx = self.store.write().await?;
        if !tx.disable_account(&system, login).await? {
            return Err(Error::NotFound("user"));
        }
        tx.note_account(&system, "user.disable", login).await?;
        Ok(tx.commit().await?)
    }

    /// Makes an API token for an account; the secret is shown once.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such account.
    pub async fn add_token(&self, login: &str, scope: Scope) -> Result<String> {
        let system = self.system();
        let mut tx = self.store.write().await?;
        let account = tx.account_of_login(&system, login).await?.ok_or(Error::NotFound("user"))?;
        let (id, secret): (TokenId, _) = (self.ids.next(), self.ids.secret());
        tx.add_token(&system, id, account.id, &secret_hash(&secret), scope).await?;
        tx.note_account(&system, "token.add", login).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// The argon2id hash of a password.
    pub(crate) async fn hash(&self, password: &str) -> Result<String> {
        use congdoan_model::Entropy as _;
        let mut salt = [0; 16];
        crate::system::SystemEntropy.fill(&mut salt);
        let password = password.to_owned();
        let hashed = tokio::task::spawn_blocking(move || {
            Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).map(|hash| hash.to_string())
        });
        hashed.await.map_err(internal)?.map_err(internal)
    }

    /// The answer kept under a key, if any; a key that comes with another request is refused.
    ///
    /// # Errors
    /// [`Error::KeyReused`].
    pub(crate) async fn kept(
        &self,
        tx: &mut congdoan_store::Tx,
        caller: &Caller,
        once: Option<&Once<'_>>,
    ) -> Result<Option<KeptAnswer>> {
        let Some(once) = once else { return Ok(None) };
        let since = caller.now.plus_seconds(-KEPT_SECONDS);
        match tx.kept_answer(caller, once.key, since).await? {
            Some(kept) if kept.request_hash == once.request => Ok(Some(kept)),
            Some(_) => Err(Error::KeyReused),
            None => Ok(None),
        }
    }

    /// Keeps an answer under a key, with the write it answers.
    pub(crate) async fn keep(
        &self,
        tx: &mut congdoan_store::Tx,
        caller: &Caller,
        once: Option<&Once<'_>>,
        body: &str,
    ) -> Result<()> {
        let Some(once) = once else { return Ok(()) };
        let since = caller.now.plus_seconds(-KEPT_SECONDS);
        let answer = KeptAnswer { request_hash: once.request.clone(), status: 200, body: body.to_owned() };
        Ok(tx.keep_answer(caller, once.key, &answer, since).await?)
    }
}

/// Compares a password with a hash; without a hash it works as long, so that a stranger cannot tell names apart.
async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ibw$\
        mdUqWl5pYcQkFD5dSnLQyAmNjEHvJmB3tcDn1b6pG0A";
    let compared = tokio::task::spawn_blocking(move || {
        let parsed = PasswordHash::new(hash.as_deref().unwrap_or(NOBODY)).map_err(internal)?;
        let fits = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(fits && hash.is_some())
    });
    compared.await.map_err(internal)?
}

/// Only the hash of a secret is kept; secrets are random, so a plain fast hash is enough.
pub(crate) fn secret_hash(secret: &str) -> String {
    blake3::hash(secret.as_bytes()).to_hex().to_string()
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(error.to_string())
}
