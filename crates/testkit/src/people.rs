//! People of the small federation: member files with their rolls, accounts with a mandate.
//!
//! Not here: admitting and signing in as users do, which are use cases to be tested.

use chrono::NaiveDate;
use congdoan_model::{
    Ids, PersonId, UnitId,
    access::{Caller, Mandate},
    members::{Joining, Leaving},
};
use congdoan_store::{
    Store,
    access::Account,
    audit::{Change, Note},
    members::{NewMembership, NewPerson},
    seal::Key,
};

use crate::{date, keyring};

/// What stands in the files of people beside their names.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// Open fields, as JSON.
    pub fields: &'a str,
    /// What is sealed under the key of each, as JSON; nothing when empty.
    pub sealed: &'a str,
    /// The day they left; they joined on 2020-01-01.
    pub left_on: Option<NaiveDate>,
}

impl Default for Told<'_> {
    fn default() -> Self {
        Self { fields: "{}", sealed: "", left_on: None }
    }
}

/// Enters people into the file of a unit, whose roll counts from 2015 on.
///
/// # Panics
/// When they cannot be written.
pub async fn join(
    store: &Store,
    ids: &Ids,
    system: &Caller,
    (unit, names): (UnitId, &[&str]),
    told: Told<'_>,
) -> Vec<PersonId> {
    let people: Vec<NewPerson> = names.iter().map(|name| person(ids, name, told)).collect();
    let membership = |person: &NewPerson| NewMembership {
        id: ids.next(),
        person: person.id,
        unit,
        joined_on: date(2020, 1, 1),
        joining: Joining::Admitted,
        left: told.left_on.map(|day| (day, Leaving::LeftWork)),
        decision: "1/QĐ".to_owned(),
    };
    let memberships: Vec<NewMembership> = people.iter().map(membership).collect();
    let mut tx = store.write().await.expect("a transaction");
    tx.insert_members(system, None, &people, &memberships).await.expect("people are written");
    if !tx.units_with_rolls(system).await.expect("rolls").contains(&unit) {
        tx.open_rolls(system, None, &[(ids.next(), unit, date(2015, 1, 1))]).await.expect("a roll is opened");
    }
    let note = Note { chain: "north".into(), action: "member.batch", object: "members".into(), ..Note::default() };
    tx.journal(system, note, &Change { rolls: vec![unit], ..Change::default() }).await.expect("it is noted");
    tx.commit().await.expect("committed");
    people.into_iter().map(|person| person.id).collect()
}

fn person(ids: &Ids, name: &str, told: Told<'_>) -> NewPerson {
    let id: PersonId = ids.next();
    let (owner, key) = (id.uuid(), Key::new(ids.entropy()));
    let sealed = match told.sealed {
        "" => String::new(),
        text => key.seal(owner.as_bytes(), text, ids.entropy()),
    };
    NewPerson {
        id,
        name: name.to_owned(),
        number: format!("CD{}", id.to_string().replace('-', "").split_off(22).to_uppercase()),
        born_on: Some(date(1990, 5, 2)),
        born_year: Some(1990),
        sex: None,
        identity_mark: None,
        content_mark: None,
        fields: told.fields.to_owned(),
        sealed,
        wrapped_key: keyring().wrap(owner.as_bytes(), &key, ids.entropy()).expect("a key is wrapped"),
    }
}

/// Gives a person an account, named after it, and a mandate in a unit since 2020.
///
/// # Panics
/// When they cannot be written.
pub async fn account(
    store: &Store,
    ids: &Ids,
    system: &Caller,
    (login, person): (&str, PersonId),
    (unit, role): (UnitId, &str),
) {
    let account = Account {
        id: ids.next(),
        person_id: person,
        name: format!("Người {login}"),
        login: login.to_owned(),
        password_hash: String::new(),
    };
    let mandate = Mandate { unit, role: role.to_owned(), from: date(2020, 1, 1), until: None };
    let mut tx = store.write().await.expect("a transaction");
    tx.add_account(system, &account).await.expect("an account");
    tx.add_mandate(system, ids.next(), person, &mandate, "2/QĐ").await.expect("a mandate");
    tx.commit().await.expect("committed");
}
