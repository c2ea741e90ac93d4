//! Accounts from a sheet: name, unit, role, decision, and where wanted sign-in name and member number.
//!
//! First passwords are made here, given back once and kept nowhere but as hashes. Whoever brings accounts in may do so for
//! units within the own reach alone. Not here: one account at a time (`access`), opening files (`paper::intake`).

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use congdoan_model::{
    LocalText, PersonId, Timestamp, UnitId,
    access::{Action, Caller, Mandate, Who},
    audit::ROOT_CHAIN,
    names::{self, Language},
    org::Unit,
};
use congdoan_pack::Pack;
use congdoan_paper::{
    Cell, Column, ColumnKind, Words,
    intake::{Book, Header, Row, RowKind, Sieve, Title, column_letters, find_header, value},
    rows::CsvRows,
};
use congdoan_store::{
    Tx,
    access::{Account, Thing},
    audit::{Change, Note},
};

use crate::{
    Error, Result, Service,
    error::{refused, words},
    members::{ImportOptions, Imported, RefusedRow},
};

const HEAD_ROWS: usize = 60;
/// Accounts one sheet may make: hashing a password is slow on purpose.
const MOST: usize = 2_000;
/// Field and titles of each column.
const TITLES: [(&str, &[&str]); 6] = [
    ("name", &["Họ và tên", "Họ tên", "Tên", "name"]),
    ("unit", &["Mã đơn vị", "Mã CĐCS", "Mã công đoàn", "Mã ĐV", "unit"]),
    ("role", &["Vai trò", "Chức vụ", "Chức danh", "role", "post"]),
    ("decision", &["Số quyết định", "Quyết định", "decision"]),
    ("login", &["Tên đăng nhập", "Tài khoản", "login"]),
    ("number", &["Số đoàn viên", "Mã đoàn viên", "Mã số đoàn viên", "member number"]),
];

/// An account just made, with the password it is first entered by.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NewLogin {
    /// The person's name.
    pub name: String,
    /// Code of the unit.
    pub unit: String,
    /// The role.
    pub role: String,
    /// The sign-in name.
    pub login: String,
    /// The first password.
    pub password: String,
}

impl std::fmt::Debug for NewLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewLogin({})", self.login)
    }
}

/// A row understood.
struct Wanted {
    name: String,
    unit: Unit,
    role: String,
    decision: String,
    login: String,
    person: Option<PersonId>,
}

type Cells = BTreeMap<&'static str, Given>;
type People = BTreeMap<String, (PersonId, String)>;

impl Service {
    /// Makes accounts with mandates from a sheet, or only tells what would happen; gives sign-in names and passwords of those
    /// made.
    ///
    /// # Errors
    /// [`Error::Refused`] when the file cannot be read; [`Error::Denied`] when the caller manages accounts nowhere.
    pub async fn import_accounts(
        &self,
        caller: &Caller,
        path: &Path,
        options: &ImportOptions,
    ) -> Result<(Imported, Vec<NewLogin>)> {
        if !caller.may_somewhere(Action::UserManage) {
            return Err(Error::Denied(Action::UserManage));
        }
        let pack = self.pack();
        let mut imported = Imported::default();
        let rows = read(path, &mut imported)?;
        let mut tx = if options.dry_run { self.store.read().await? } else { self.store.write().await? };
        let wanted = self.wanted(&mut tx, (caller, &pack), rows, &mut imported).await?;
        imported.created = u64::try_from(wanted.len()).unwrap_or(0);
        let whole = imported.refused == 0 || options.partial;
        if options.dry_run || !whole || wanted.is_empty() {
            imported.taken_back = !whole && !options.dry_run;
            return Ok((imported, Vec::new()));
        }
        let mut made = Vec::with_capacity(wanted.len());
        for one in wanted {
            made.push(self.make_account(&mut tx, caller, one).await?);
        }
        tx.commit().await?;
        Ok((imported, made))
    }

    /// Sign-in names and first passwords as a CSV, to be handed out once.
    ///
    /// # Errors
    /// [`Error::Paper`] when it cannot be written.
    pub fn logins_paper(&self, logins: &[NewLogin], language: Language) -> Result<Vec<u8>> {
        let headings = match language {
            Language::Vi => ["Họ và tên", "Mã đơn vị", "Vai trò", "Tên đăng nhập", "Mật khẩu lần đầu"],
            Language::En => ["Name", "Unit", "Role", "Sign-in name", "First password"],
        };
        let columns = headings.map(|heading| Column::new(heading, ColumnKind::Text));
        let mut rows = CsvRows::new(Vec::new(), &columns, &Words::vietnamese())?;
        for login in logins {
            let texts = [&login.name, &login.unit, &login.role, &login.login, &login.password];
            rows.push(&texts.map(|text| Cell::Text(text.to_owned())))?;
        }
        Ok(rows.finish()?)
    }

    async fn make_account(&self, tx: &mut Tx, caller: &Caller, one: Wanted) -> Result<NewLogin> {
        let system = self.system();
        let password = readable(&self.ids.secret());
        let account = Account {
            id: self.ids.next(),
            person_id: one.person.unwrap_or_else(|| self.ids.next()),
            name: one.name.clone(),
            login: one.login.clone(),
            password_hash: self.hash(&password).await?,
        };
        tx.add_account(&system, &account).await?;
        let mandate = Mandate { unit: one.unit.id, role: one.role.clone(), from: caller.now.day(), until: None };
        tx.add_mandate(&system, self.ids.next(), account.person_id, &mandate, &one.decision).await?;
        let said = serde_json::json!({ "unit": one.unit.code, "role": one.role, "decision": one.decision });
        let note = Note {
            chain: ROOT_CHAIN.to_owned(),
            action: "user.add",
            object: format!("user:{}", one.login),
            before: String::new(),
            after: said.to_string(),
        };
        tx.journal_about(caller, account.person_id, note, &Change::default()).await?;
        let unit = one.unit.code.to_string();
        Ok(NewLogin { name: one.name, unit, role: one.role, login: one.login, password })
    }

    async fn wanted(
        &self,
        tx: &mut Tx,
        (caller, pack): (&Caller, &Pack),
        rows: Vec<Cells>,
        imported: &mut Imported,
    ) -> Result<Vec<Wanted>> {
        let system = self.system();
        let known = tx.federation(&system, Timestamp::from_micros(i64::MAX)).await?;
        let units: BTreeMap<&str, &Unit> = known.units.iter().map(|unit| (unit.code.as_str(), unit)).collect();
        let mut logins: BTreeSet<String> = tx.logins(&system).await?.into_iter().collect();
        let numbers: Vec<String> = rows.iter().filter_map(|row| filled(row, "number")).map(str::to_uppercase).collect();
        let people = tx.people_by_number(&system, &numbers).await?;
        // Nobody gives the own person a mandate.
        let own = match &caller.who {
            Who::Person { person, .. } => Some(*person),
            Who::System => None,
        };
        let others = people.into_iter().filter(|(_, id, _)| Some(*id) != own);
        let people: People = others.map(|(number, id, name)| (number, (id, name))).collect();
        let mut allowed: BTreeMap<UnitId, bool> = BTreeMap::new();
        let mut wanted = Vec::new();
        for row in rows {
            let unit = filled(&row, "unit").and_then(|code| units.get(code.to_lowercase().as_str()).copied());
            let mut unit = unit.filter(|unit| unit.closed_on.is_none_or(|closed| closed > caller.now.day()));
            if let Some(asked) = unit {
                let known = allowed.get(&asked.id).copied();
                let may = match known {
                    Some(may) => may,
                    None => tx.require(caller, Action::UserManage, asked.id, Thing::UNIT).await.is_ok(),
                };
                allowed.insert(asked.id, may);
                unit = unit.filter(|_| may);
            }
            match understand(&row, (pack, unit), &people, &mut logins) {
                Ok(one) => wanted.push(one),
                Err(fault) => {
                    imported.refused += 1;
                    imported.refusals.push(*fault);
                }
            }
        }
        if wanted.len() > MOST {
            return Err(refused(
                &format!("Mỗi tệp tối đa {MOST} tài khoản; hãy chia tệp"),
                &format!("A sheet makes at most {MOST} accounts; split it"),
            ));
        }
        Ok(wanted)
    }
}

/// What stands in a cell, and where.
#[derive(Clone, Debug, Default)]
struct Given {
    sheet: String,
    row: u32,
    column: String,
    value: String,
}

fn filled<'a>(row: &'a Cells, field: &str) -> Option<&'a str> {
    row.get(field).map(|given| given.value.as_str()).filter(|value| !value.is_empty())
}

fn understand(
    row: &Cells,
    (pack, unit): (&Pack, Option<&Unit>),
    people: &People,
    logins: &mut BTreeSet<String>,
) -> std::result::Result<Wanted, Box<RefusedRow>> {
    let fault = |field: &str, vi: &str, en: &str| {
        let Given { sheet, row, column, value } = row.get(field).cloned().unwrap_or_default();
        Box::new(RefusedRow { sheet, row, column, value, reason: words(vi, en) })
    };
    let name = filled(row, "name").ok_or_else(|| fault("name", "thiếu họ tên", "the name is missing"))?;
    let unit = unit.ok_or_else(|| {
        let vi = "không có đơn vị này, hoặc bạn không quản lý tài khoản ở đó";
        fault("unit", vi, "no such unit, or you do not manage its accounts")
    })?;
    let role = role_of(pack, unit, filled(row, "role").unwrap_or_default()).ok_or_else(|| {
        let known: Vec<&str> = pack.roles.iter().map(|role| role.name.vi.as_str()).collect();
        let english: Vec<&str> = pack.roles.iter().map(|role| role.id.as_str()).collect();
        let (vi, en) = (known.join(", "), english.join(", "));
        fault("role", &format!("không có vai trò này; có: {vi}"), &format!("no such role; there are: {en}"))
    })?;
    let decision = filled(row, "decision")
        .ok_or_else(|| fault("decision", "thiếu số quyết định giao việc", "the number of the decision is missing"))?;
    let person = match filled(row, "number").map(|number| people.get(&number.to_uppercase())) {
        None => None,
        Some(Some((id, known))) if names::fold(known) == names::fold(name) => Some(*id),
        Some(_) => {
            let vi = "số đoàn viên không có hoặc là của người khác";
            return Err(fault("number", vi, "the member number is unknown or somebody else's"));
        }
    };
    let login = match filled(row, "login").map(str::to_lowercase) {
        None => free_login(name, logins),
        Some(login) => {
            let fits = login.chars().all(|sign| sign.is_ascii_alphanumeric() || ".-_@".contains(sign));
            if !fits || login.len() > 64 {
                let vi = "tên đăng nhập chỉ gồm chữ không dấu, số và . - _ @";
                return Err(fault("login", vi, "a sign-in name is letters without marks, digits and . - _ @"));
            }
            if logins.contains(&login) {
                return Err(fault("login", "tên đăng nhập đã có", "the sign-in name stands already"));
            }
            login
        }
    };
    logins.insert(login.clone());
    let (name, decision) = (name.to_owned(), decision.to_owned());
    Ok(Wanted { name, unit: unit.clone(), role: role.to_owned(), decision, login, person })
}

/// A role by its id, its name, or a post that gives it in the unit.
fn role_of<'a>(pack: &'a Pack, unit: &Unit, text: &str) -> Option<&'a str> {
    let (text, folded) = (text.trim(), names::fold(text.trim()));
    let named = |name: &LocalText| names::fold(&name.vi) == folded || names::fold(&name.en) == folded;
    let role = pack.roles.iter().find(|role| role.id == text || named(&role.name)).map(|role| role.id.as_str());
    let posts = || pack.posts.iter().filter(|post| post.id == text || named(&post.name));
    role.or_else(|| posts().find_map(|post| post.role_in(unit.kind)))
}

/// The given name with the initials before it, and a number where that is taken: Nguyễn Thị Lan → lannt, lannt2.
fn free_login(name: &str, taken: &BTreeSet<String>) -> String {
    let folded = names::fold(name);
    let parts: Vec<String> = folded
        .split_whitespace()
        .map(|part| part.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
        .filter(|part| !part.is_empty())
        .collect();
    let given = parts.last().cloned().unwrap_or_else(|| "taikhoan".to_owned());
    let initials: String =
        parts.iter().take(parts.len().saturating_sub(1)).filter_map(|part| part.chars().next()).collect();
    let base = [given, initials].concat();
    let numbered = (2_u32..).map(|number| format!("{base}{number}"));
    std::iter::once(base.clone()).chain(numbered).find(|login| !taken.contains(login)).unwrap_or(base)
}

/// A password people can read out and type: four groups of three syllables, 72 bits of the secret.
fn readable(secret: &str) -> String {
    const ONSETS: [char; 16] = ['b', 'c', 'd', 'g', 'h', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'x', 'y'];
    const VOWELS: [char; 4] = ['a', 'e', 'i', 'o'];
    let digits =
        secret.chars().rev().filter_map(|sign| sign.to_digit(16)).filter_map(|digit| usize::try_from(digit).ok());
    let mut password = String::new();
    for (place, digit) in digits.take(24).enumerate() {
        if place > 0 && place % 6 == 0 {
            password.push('-');
        }
        let sign = if place % 2 == 0 { ONSETS.get(digit) } else { VOWELS.get(digit % VOWELS.len()) };
        password.extend(sign);
    }
    password
}

fn read(path: &Path, imported: &mut Imported) -> Result<Vec<Cells>> {
    let told = |error: congdoan_paper::intake::IntakeError| Error::Refused(error.words());
    let book = Book::open(path).map_err(told)?;
    let titles: Vec<Title> = TITLES
        .iter()
        .map(|(field, titles)| {
            let title = Title::new(*field, titles);
            if *field == "name" { title.naming() } else { title }
        })
        .collect();
    let mut found: Option<Vec<Cells>> = None;
    for sheet in book.sheets().iter().filter(|sheet| !sheet.is_hidden()) {
        let head = sheet.rows().map_err(told)?.take(HEAD_ROWS).collect::<std::result::Result<Vec<Row>, _>>();
        let header = find_header(&head.map_err(told)?, &titles).filter(|header| header.of("unit").next().is_some());
        let Some(header) = header else {
            imported.passed_sheets.push(sheet.name().to_owned());
            continue;
        };
        let rows = found.get_or_insert_with(Vec::new);
        let mut sieve = Sieve::new(&header);
        for row in sheet.rows().map_err(told)? {
            let row = row.map_err(told)?;
            if sieve.kind(&row) == RowKind::Data {
                let cells = TITLES.iter().map(|(field, _)| (*field, given(&header, &row, sheet.name(), field)));
                rows.push(cells.collect());
            }
        }
        imported.skipped += sieve.tally().skipped();
    }
    found.ok_or_else(|| {
        refused(
            "Không tìm thấy dòng tiêu đề có cột \"Họ và tên\", \"Mã đơn vị\", \"Vai trò\" và \"Số quyết định\"",
            "No heading with the columns \"Họ và tên\" (name), \"Mã đơn vị\" (unit), \"Vai trò\" (role), \"Số quyết định\" (decision)",
        )
    })
}

fn given(header: &Header, row: &Row, sheet: &str, field: &str) -> Given {
    let picked = header.pick(row, field);
    let column = picked.as_ref().map(|(column, _)| format!("{} ({})", column_letters(column.index), column.title));
    let value = picked.map(|(_, raw)| value::shown(&raw).trim().to_owned()).unwrap_or_default();
    Given { sheet: sheet.to_owned(), row: row.number, column: column.unwrap_or_default(), value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_in_names_are_made_of_names_and_are_free() {
        let mut taken = BTreeSet::new();
        assert_eq!(free_login("Nguyễn Thị Ánh", &taken), "anhnt");
        taken.insert("anhnt".to_owned());
        assert_eq!(free_login("Nguyễn Thị Ánh", &taken), "anhnt2");
        assert_eq!(free_login("—", &taken), "taikhoan");
    }

    #[test]
    fn passwords_are_long_and_readable() {
        let password = readable("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
        assert_eq!(password.len(), 27, "{password}");
        assert!(password.split('-').all(|group| group.len() == 6));
    }
}
