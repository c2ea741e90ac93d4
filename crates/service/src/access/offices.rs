//! Offices: bodies with their terms, posts and their holders, delegations; and the mandates that begin, pass and end with
//! them.
//!
//! The pack says which bodies and posts a kind of unit has and which role a post gives. Days are half-open everywhere: who is
//! relieved "from" a day has no rights on it. Not here: who may (`store::access`), what is checked of a form (`forms`),
//! sign-in accounts (`accounts`).

use chrono::NaiveDate;
use congdoan_model::{BodyId, MandateId, PersonId, PostId, access::Caller, org::Unit};
use congdoan_store::{
    Tx,
    access::{AccountOf, Body, FoundPerson, Held, NewMandate, Office, PersonOf},
};

use super::forms::{self, BodyForm, DelegationForm, Holder, OfficeForm};
use super::party;
use crate::{Error, Result, Service, access::Once};

/// Everybody who holds or held something in a unit.
#[derive(Clone, Debug)]
pub struct OfficesView {
    /// The unit.
    pub unit: Unit,
    /// Its bodies, latest term first.
    pub bodies: Vec<Body>,
    /// Its posts, latest first.
    pub offices: Vec<Office>,
    /// Mandates no post gives: delegated ones and those given with an account.
    pub mandates: Vec<Held>,
    /// What the caller may do.
    pub may: May,
}

/// What a caller may do about a unit's offices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct May {
    /// Write bodies and fill posts that give no rights.
    pub fill: bool,
    /// Fill and end posts that give rights; end bodies.
    pub appoint: bool,
}

/// One post with everything its page shows.
#[derive(Clone, Debug)]
pub struct OfficeView {
    /// The unit.
    pub unit: Unit,
    /// The post.
    pub office: Office,
    /// The body it belongs to.
    pub body: Option<Body>,
    /// The mandate it gives.
    pub mandate: Option<Held>,
    /// What that mandate delegates and delegated.
    pub delegations: Vec<Held>,
    /// Whether the caller may end it.
    pub may_end: bool,
    /// Whether the caller may delegate its mandate.
    pub may_delegate: bool,
    /// The holder's account.
    pub account: AccountOf,
    /// What the pack calls a seat on a Party committee, where it knows it and the caller may open it.
    pub party_seat: Option<congdoan_model::LocalText>,
    /// A free sign-in name, where the caller may make the account and there is none.
    pub login: String,
}

/// A mandate no post gives, with what its page shows.
#[derive(Clone, Debug)]
pub struct MandateView {
    /// The unit.
    pub unit: Unit,
    /// The mandate.
    pub held: Held,
    /// What it delegates and delegated.
    pub delegations: Vec<Held>,
    /// Whether the caller may delegate it.
    pub may_delegate: bool,
}

/// What every write in a unit needs beside the deed itself.
struct Frame<'a> {
    caller: &'a Caller,
    code: &'a str,
    once: Option<Once<'a>>,
}

impl Service {
    /// Everybody who holds or held something in a unit.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller; the attempt is noted in the audit log.
    pub async fn offices(&self, caller: &Caller, code: &str) -> Result<OfficesView> {
        let work = async {
            let mut tx = self.store.read().await?;
            let unit = tx.unit(caller, code).await?;
            let bodies = tx.bodies(caller, unit.id).await?;
            let offices = tx.offices(caller, unit.id).await?;
            let mut mandates = tx.mandates_in(caller, unit.id).await?;
            mandates.retain(|held| held.post_id.is_none());
            let may = may(&mut tx, caller, &unit).await;
            Ok(OfficesView { unit, bodies, offices, mandates, may })
        };
        self.refusal_noted(caller, &format!("offices:{code}"), work.await).await
    }

    /// One post of a unit.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller.
    pub async fn office(&self, caller: &Caller, code: &str, post: PostId) -> Result<OfficeView> {
        let found = self.office_view(caller, code, post).await;
        let mut view = self.refusal_noted(caller, &format!("post:{post}"), found).await?;
        if view.account.manages && view.account.login.is_none() {
            view.login = self.login_for(caller, code, view.office.person_id, &view.office.name).await?;
        }
        Ok(view)
    }

    async fn office_view(&self, caller: &Caller, code: &str, post: PostId) -> Result<OfficeView> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, code).await?;
        let office = tx.office(caller, unit.id, post).await?;
        let bodies = tx.bodies(caller, unit.id).await?;
        let body = bodies.into_iter().find(|body| Some(body.id.uuid()) == office.body_id);
        let held = tx.mandates_in(caller, unit.id).await?;
        let given = |one: &&Held| one.post_id == Some(post.uuid()) && one.delegated_by.is_none();
        let mandate = held.iter().find(given).cloned();
        let from = mandate.as_ref().map(|mandate| mandate.id.uuid());
        let delegations = held.into_iter().filter(|one| from.is_some() && one.delegated_by == from).collect();
        let account = tx.account_of(caller, unit.id, office.person_id).await?;
        let opens = tx.require_opening(caller, unit.id).await.is_ok();
        let may = may(&mut tx, caller, &unit).await;
        let (day, oneself) = (caller.now.day(), caller.person() == Some(office.person_id));
        let lasts = office.valid_until.is_none_or(|until| until > day);
        let fills = if office.role.is_some() { may.appoint } else { may.fill };
        Ok(OfficeView {
            may_end: fills && lasts && !oneself,
            may_delegate: office.role.is_some() && office.holds_on(day) && (oneself || may.appoint),
            login: String::new(),
            party_seat: party::field(&self.pack()).filter(|_| opens),
            unit,
            office,
            body,
            mandate,
            delegations,
            account,
        })
    }

    /// One mandate of a unit.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller.
    pub async fn mandate(&self, caller: &Caller, code: &str, mandate: MandateId) -> Result<MandateView> {
        let work = async {
            let mut tx = self.store.read().await?;
            let unit = tx.unit(caller, code).await?;
            let all = tx.mandates_in(caller, unit.id).await?;
            let held = all.iter().find(|held| held.id == mandate).cloned().ok_or(Error::NotFound("mandate"))?;
            let given = |one: &Held| one.delegated_by == Some(mandate.uuid());
            let lasts = held.holds_on(caller.now.day()) && held.delegated_by.is_none();
            let may_delegate = lasts && tx.may_delegate(caller, unit.id, mandate).await.is_ok();
            Ok(MandateView { unit, held, delegations: all.into_iter().filter(given).collect(), may_delegate })
        };
        self.refusal_noted(caller, &format!("mandate:{mandate}"), work.await).await
    }

    /// People a post or delegation in the unit may be given to, by a part of the name.
    ///
    /// # Errors
    /// [`Error::Denied`] unless the caller fills posts there or works there.
    pub async fn people_for_office(&self, caller: &Caller, code: &str, name: &str) -> Result<Vec<FoundPerson>> {
        let work = async {
            let mut tx = self.store.read().await?;
            let unit = tx.unit(caller, code).await?;
            Ok(tx.people_for_office(caller, unit.id, name).await?)
        };
        self.refusal_noted(caller, &format!("offices:{code}"), work.await).await
    }

    /// Writes a body for a term of office.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every problem at once; [`Error::NotFound`], [`Error::Denied`] by rights.
    pub async fn add_body(
        &self,
        caller: &Caller,
        code: &str,
        form: &BodyForm<'_>,
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let (pack, frame) = (self.pack(), Frame { caller, code, once });
        let done = self.deed_in_unit(frame, async |tx, unit| {
            tx.require_filling(caller, unit.id).await?;
            let body = forms::body(&pack, unit, form, self.ids.next())?;
            tx.add_body(caller, &body).await?;
            Ok(body.id.to_string())
        });
        self.refusal_noted(caller, &format!("offices:{code}"), done.await).await.map(|_| ())
    }

    /// Gives a post to somebody; where the pack says that it gives a role, the rights of that role begin and end with it.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every problem at once, such as days outside the term of the body; [`Error::NotFound`],
    /// [`Error::Denied`] by rights.
    pub async fn add_office(
        &self,
        caller: &Caller,
        code: &str,
        form: &OfficeForm<'_>,
        once: Option<Once<'_>>,
    ) -> Result<PostId> {
        let (pack, frame) = (self.pack(), Frame { caller, code, once });
        let done = self.deed_in_unit(frame, async |tx, unit| {
            tx.require_filling(caller, unit.id).await?;
            let bodies = tx.bodies(caller, unit.id).await?;
            let post = forms::post(&pack, unit, form, (self.ids.next(), &bodies))?;
            let holder = self.person_of(&form.holder)?;
            let role = pack.post(&post.title).and_then(|one| one.role_in(unit.kind));
            let gives = role.map(|role| (self.ids.next(), role));
            if let Some(former) = form.replaces {
                match tx.end_office(caller, unit.id, former, (post.from, &post.decision)).await {
                    Err(congdoan_store::Error::Stale) => return Err(forms::not_held()),
                    other => other?,
                }
            }
            tx.add_office(caller, &post, &holder, gives).await?;
            Ok(post.id.to_string())
        });
        let post = self.refusal_noted(caller, &format!("offices:{code}"), done.await).await?;
        post.parse().map_err(|_| Error::KeyReused)
    }

    /// Ends a post from a day on, with the rights it gave and what was delegated from them.
    ///
    /// # Errors
    /// [`Error::Denied`] by rights and for one's own post; [`Error::Stale`] when it is over by then.
    pub async fn end_office(
        &self,
        caller: &Caller,
        (code, post): (&str, PostId),
        (day, decision): (NaiveDate, &str),
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let frame = Frame { caller, code, once };
        let done = self.deed_in_unit(frame, async |tx, unit| {
            tx.require_filling(caller, unit.id).await?;
            forms::needs_decision(decision)?;
            tx.end_office(caller, unit.id, post, (day, decision.trim())).await?;
            Ok(String::new())
        });
        self.refusal_noted(caller, &format!("post:{post}"), done.await).await.map(|_| ())
    }

    /// Ends a body from a day on, with every post in it.
    ///
    /// # Errors
    /// [`Error::Denied`] unless the caller fills posts in a unit above; [`Error::Stale`] when it is over by then.
    pub async fn end_body(
        &self,
        caller: &Caller,
        (code, body): (&str, BodyId),
        (day, decision): (NaiveDate, &str),
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let frame = Frame { caller, code, once };
        let done = self.deed_in_unit(frame, async |tx, unit| {
            tx.require_appointing(caller, unit.id).await?;
            forms::needs_decision(decision)?;
            tx.end_body(caller, unit.id, body, (day, decision.trim())).await?;
            Ok(String::new())
        });
        self.refusal_noted(caller, &format!("body:{body}"), done.await).await.map(|_| ())
    }

    /// Delegates a mandate for some days: its role and no more, no longer than it lasts.
    ///
    /// # Errors
    /// [`Error::Denied`] unless it is the caller's own or the caller fills posts above; [`Error::Refused`] when the mandate
    /// does not last over the days.
    pub async fn delegate(
        &self,
        caller: &Caller,
        (code, mandate): (&str, MandateId),
        form: &DelegationForm<'_>,
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let frame = Frame { caller, code, once };
        let done = self.deed_in_unit(frame, async |tx, unit| {
            tx.may_delegate(caller, unit.id, mandate).await?;
            forms::needs_decision(form.decision)?;
            let holder = self.person_of(&form.holder)?;
            let new = NewMandate {
                id: self.ids.next(),
                person: PersonId::default(),
                unit: unit.id,
                role: String::new(),
                decision: form.decision.trim().to_owned(),
                from: form.from,
                until: Some(form.until),
                post: None,
                delegated_by: Some(mandate),
            };
            match tx.delegate(caller, &new, &holder).await {
                Err(congdoan_store::Error::Stale) => Err(forms::outside_mandate()),
                other => Ok(other.map(|()| new.id.to_string())?),
            }
        });
        self.refusal_noted(caller, &format!("mandate:{mandate}"), done.await).await.map(|_| ())
    }

    /// Ends a delegation today.
    ///
    /// # Errors
    /// [`Error::Denied`] by rights; [`Error::Stale`] when it is over.
    pub async fn end_delegation(
        &self,
        caller: &Caller,
        (code, mandate): (&str, MandateId),
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let frame = Frame { caller, code, once };
        let done = self.deed_in_unit(frame, async |tx, unit| {
            tx.end_delegation(caller, unit.id, mandate, caller.now.day()).await?;
            Ok(String::new())
        });
        self.refusal_noted(caller, &format!("mandate:{mandate}"), done.await).await.map(|_| ())
    }

    /// One write in a unit: the answer kept under the key, if there is one, else the deed with the text to be kept.
    async fn deed_in_unit(
        &self,
        Frame { caller, code, once }: Frame<'_>,
        deed: impl AsyncFnOnce(&mut Tx, &Unit) -> Result<String>,
    ) -> Result<String> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once.as_ref()).await? {
            return Ok(kept.body);
        }
        let unit = tx.unit(caller, code).await?;
        let answer = deed(&mut tx, &unit).await?;
        self.keep(&mut tx, caller, once.as_ref(), &answer).await?;
        tx.commit().await?;
        Ok(answer)
    }

    fn person_of(&self, holder: &Holder<'_>) -> Result<PersonOf> {
        match holder {
            Holder::Known(id) => Ok(PersonOf::Known(*id)),
            Holder::New(name) => Ok(PersonOf::New(self.ids.next(), forms::name(name)?)),
        }
    }
}

async fn may(tx: &mut Tx, caller: &Caller, unit: &Unit) -> May {
    let appoint = tx.require_appointing(caller, unit.id).await.is_ok();
    let fill = appoint || tx.require_filling(caller, unit.id).await.is_ok();
    let lasts = unit.closed_on.is_none_or(|day| day > caller.now.day());
    May { fill: fill && lasts, appoint: appoint && lasts }
}
