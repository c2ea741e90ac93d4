//! Sign-in accounts of people who hold offices: given and reset by the level above, without e-mail; the password is shown
//! once.
//!
//! Not here: who may (`store::access`), accounts made at the command line.

use congdoan_model::{PersonId, PostId, UserId, access::Caller, names};
use congdoan_pack::Problem;
use congdoan_store::access::Account;

pub use congdoan_store::access::OwnMandate;

use crate::{
    Error, Result, Service,
    access::Once,
    error::{refused, words},
};

/// What is told once, to be handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSignIn {
    /// The person.
    pub name: String,
    /// The sign-in name.
    pub login: String,
    /// The password; nothing keeps it.
    pub password: String,
}

impl Service {
    /// A free sign-in name for the holder of a post: code of the unit, a dot, the given name.
    ///
    /// # Errors
    /// [`Error::Denied`] unless the caller may make the account.
    pub async fn login_for(&self, caller: &Caller, code: &str, person: PersonId, name: &str) -> Result<String> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, code).await?;
        let wanted = suggested(code, name);
        let taken = tx.logins_like(caller, (unit.id, person), &wanted).await?;
        let free = |login: &String| !taken.contains(login);
        let numbered = (2..1_000).map(|number| format!("{wanted}{number}"));
        std::iter::once(wanted.clone()).chain(numbered).find(free).ok_or(Error::Stale)
    }

    /// Gives the holder of a post a sign-in account. The same form sent twice is refused the second time: the password
    /// was shown the first time.
    ///
    /// # Errors
    /// [`Error::Denied`] unless the caller may; [`Error::Refused`] when the person has an account, or the name is taken or
    /// no name.
    pub async fn give_account(
        &self,
        caller: &Caller,
        (code, post): (&str, PostId),
        login: &str,
        once: Option<Once<'_>>,
    ) -> Result<NewSignIn> {
        let login = checked(login)?;
        let password = spoken_password(&self.ids.secret());
        let password_hash = self.hash(&password).await?;
        let work = async {
            let mut tx = self.store.write().await?;
            shown_before(self.kept(&mut tx, caller, once.as_ref()).await?.is_some())?;
            let unit = tx.unit(caller, code).await?;
            let office = tx.office(caller, unit.id, post).await?;
            let id: UserId = self.ids.next();
            let (person_id, name) = (office.person_id, office.name.clone());
            let account = Account { id, person_id, name, login: login.clone(), password_hash };
            tx.give_account(caller, unit.id, &account).await?;
            self.keep(&mut tx, caller, once.as_ref(), &login).await?;
            tx.commit().await?;
            Ok(NewSignIn { name: office.name, login, password })
        };
        self.refusal_noted(caller, &format!("post:{post}"), work.await).await
    }

    /// Sets a new password for the holder of a post, who is signed out everywhere.
    ///
    /// # Errors
    /// [`Error::Denied`] unless the caller may; [`Error::NotFound`] when there is no account.
    pub async fn reset_account(
        &self,
        caller: &Caller,
        (code, post): (&str, PostId),
        once: Option<Once<'_>>,
    ) -> Result<NewSignIn> {
        let password = spoken_password(&self.ids.secret());
        let hash = self.hash(&password).await?;
        let work = async {
            let mut tx = self.store.write().await?;
            shown_before(self.kept(&mut tx, caller, once.as_ref()).await?.is_some())?;
            let unit = tx.unit(caller, code).await?;
            let office = tx.office(caller, unit.id, post).await?;
            let login = tx.reset_account(caller, unit.id, office.person_id, &hash).await?;
            self.keep(&mut tx, caller, once.as_ref(), &login).await?;
            tx.commit().await?;
            Ok(NewSignIn { name: office.name, login, password })
        };
        self.refusal_noted(caller, &format!("post:{post}"), work.await).await
    }
}

/// Signs a password has at least, and at most: longer ones only keep the machine busy.
const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 10..=200;

impl Service {
    /// Changes the caller's own password. The old one is asked for; a wrong one counts as a failed sign-in. Every other
    /// session of the account ends; `session` is the secret of this one.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what is wrong with either; [`Error::LockedOut`] after too many failures; [`Error::NotFound`]
    /// for who sees as somebody else.
    pub async fn change_own_password(&self, caller: &Caller, session: &str, old: &str, new: &str) -> Result<()> {
        if caller.oneself().is_none() {
            return Err(Error::NotFound("user"));
        }
        let mut problems = Vec::new();
        if !PASSWORD_LENGTH.contains(&new.chars().count()) {
            problems.push(problem("new", "Mật khẩu có từ 10 đến 200 ký tự", "A password has 10 to 200 characters"));
        } else if new == old {
            problems.push(problem(
                "new",
                "Mật khẩu mới phải khác mật khẩu cũ",
                "The new password differs from the old",
            ));
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        if !self.is_password(caller.name(), old).await? {
            return Err(Error::Invalid(vec![problem("old", "Mật khẩu cũ không đúng", "The old password is wrong")]));
        }
        let hash = self.hash(new).await?;
        let mut tx = self.store.write().await?;
        tx.set_own_password(caller, &hash, &super::secret_hash(session)).await?;
        Ok(tx.commit().await?)
    }

    /// The mandates the caller holds, held or will hold, latest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] for who is nobody here.
    pub async fn own_mandates(&self, caller: &Caller) -> Result<Vec<OwnMandate>> {
        Ok(self.store.read().await?.own_mandates(caller).await?)
    }
}

fn shown_before(kept: bool) -> Result<()> {
    if !kept {
        return Ok(());
    }
    Err(refused(
        "Mật khẩu này đã hiện một lần và không được lưu; nếu chưa ghi lại, hãy đặt mật khẩu mới",
        "That password was shown once and is kept nowhere; if it was not written down, set a new one",
    ))
}

fn problem(field: &str, vi: &str, en: &str) -> Problem {
    Problem { field: Some(field.to_owned()), message: words(vi, en) }
}

/// A sign-in name: 3 to 60 small letters, digits, dots and hyphens.
fn checked(login: &str) -> Result<String> {
    let login = login.trim().to_lowercase();
    let plain = login.chars().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || matches!(one, '.' | '-'));
    if plain && (3..=60).contains(&login.len()) {
        return Ok(login);
    }
    Err(refused(
        "Tên đăng nhập gồm 3 đến 60 chữ thường không dấu, chữ số, dấu chấm, dấu gạch nối",
        "A sign-in name has 3 to 60 small letters without accents, digits, dots and hyphens",
    ))
}

fn suggested(code: &str, name: &str) -> String {
    let folded = names::fold(name);
    let given = folded.split_whitespace().last().unwrap_or_default();
    let given: String = given.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{code}.{given}")
}

/// A password people can read out and type: four groups of three syllables, 72 bits of the secret.
pub(crate) fn spoken_password(secret: &str) -> String {
    const ONSETS: [&str; 16] = ["b", "c", "d", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "y"];
    const VOWELS: [&str; 4] = ["a", "e", "i", "o"];
    let digits: Vec<usize> = secret
        .chars()
        .rev()
        .filter_map(|digit| digit.to_digit(16))
        .filter_map(|digit| usize::try_from(digit).ok())
        .collect();
    let syllables = digits.chunks_exact(2).take(12).map(|pair| {
        let (onset, vowel) = (pair.first().copied().unwrap_or(0), pair.last().copied().unwrap_or(0));
        [pick(&ONSETS, onset), pick(&VOWELS, vowel)].concat()
    });
    let syllables: Vec<String> = syllables.collect();
    syllables.chunks(3).map(<[String]>::concat).collect::<Vec<_>>().join("-")
}

/// The digit picks its letter, modulo their number.
fn pick<'a>(of: &[&'a str], digit: usize) -> &'a str {
    of.get(digit % of.len().max(1)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_name_is_made_of_code_and_given_name() {
        assert_eq!(suggested("cdcs-mau", "Đậu Thị Hòa Lam"), "cdcs-mau.lam");
        assert_eq!(checked(" CDCS-Mau.Lam2 ").unwrap(), "cdcs-mau.lam2");
        assert!(checked("ab").is_err() && checked("lâm.lâm").is_err() && checked("a b c").is_err());
    }

    #[test]
    fn passwords_can_be_read_out() {
        let password = spoken_password(&"0123456789abcdef".repeat(4));
        assert_eq!(password.split('-').count(), 4);
        assert_eq!(password.len(), 27, "{password}");
    }
}
