//! The six people who sign in, with invented names, and their passwords.
//!
//! Not here: other officers; hashing (`access`).

use congdoan_model::access::{Caller, Mandate};
use congdoan_store::{Tx, access::Account};

use super::{
    counters::day,
    plan::{Plan, fault},
    units::{MODEL, MODEL_UPPER, NGHE_AN, ROOT},
};
use crate::{Result, Service};

/// A person: sign-in name, name, mandates by unit, role and decision.
type Person = (&'static str, &'static str, &'static [(&'static str, &'static str, &'static str)]);

const PEOPLE: [Person; 6] = [
    ("cdcs", "Đậu Thị Hòa Lam", &[(MODEL, "chair", "112/QĐ-CĐKKT")]),
    ("captren", "Phan Đức Khánh", &[(MODEL_UPPER, "upper_officer", "218/QĐ-LĐLĐ")]),
    ("chuyenvien", "Hồ Ngọc Quỳnh", &[(NGHE_AN, "specialist", "305/QĐ-LĐLĐ")]),
    ("lanhdao", "Cao Xuân Giang", &[(NGHE_AN, "leader", "1406/QĐ-TLĐ")]),
    ("doanvien", "Bùi Thu Trang", &[(MODEL, "member", "87/QĐ-CĐCS")]),
    ("quantri", "Võ Minh Sơn", &[(ROOT, "administrator", "1501/QĐ-TLĐ"), (ROOT, "specialist", "1502/QĐ-TLĐ")]),
];

/// An account ready to be written.
pub(super) struct Prepared {
    account: Account,
    mandates: Vec<(Mandate, &'static str)>,
}

impl Prepared {
    /// Sign-in name, person and name.
    pub(super) fn person(&self) -> (&str, congdoan_model::PersonId, &str) {
        (&self.account.login, self.account.person_id, &self.account.name)
    }
}

impl Service {
    /// The accounts of the demonstration, with hashes; and sign-in names with passwords.
    pub(super) async fn demonstration_accounts(
        &self,
        plan: &Plan<'_>,
    ) -> Result<(Vec<Prepared>, Vec<(String, String)>)> {
        let (mut accounts, mut sign_in) = (Vec::new(), Vec::new());
        for (login, name, mandates) in PEOPLE {
            let mut held = Vec::new();
            for (unit, role, decision) in mandates {
                if self.pack().role(role).is_none() {
                    return Err(fault(format!("{login}: no role {role}")));
                }
                let (unit, role) = (plan.place(unit)?.unit.id, (*role).to_owned());
                held.push((Mandate { unit, role, from: day(2020, 1, 1), until: None }, *decision));
            }
            let password = crate::access::spoken_password(&self.ids.secret());
            let account = Account {
                id: self.ids.next(),
                person_id: self.ids.next(),
                name: name.to_owned(),
                login: login.to_owned(),
                password_hash: self.hash(&password).await?,
            };
            accounts.push(Prepared { account, mandates: held });
            sign_in.push((login.to_owned(), password));
        }
        Ok((accounts, sign_in))
    }
}

/// Writes the accounts with their mandates.
pub(super) async fn write(service: &Service, tx: &mut Tx, system: &Caller, accounts: &[Prepared]) -> Result<()> {
    for Prepared { account, mandates } in accounts {
        tx.add_account(system, account).await?;
        for (mandate, decision) in mandates {
            tx.add_mandate(system, service.ids.next(), account.person_id, mandate, decision).await?;
        }
        tx.note_account(system, "user.add", &account.login).await?;
    }
    // The member files came first, with the posts of chairs: their mandates belong to those posts.
    Ok(tx.join_mandates_to_posts(system, "chair", "chair").await?)
}
