//! Employers: the list with workforce and serving union, white spots, and writing them.
//!
//! A white spot is an employer with at least as many workers as the pack's parameter of the day says, and no union on that
//! day. Not here: foundings (`foundings`), the list as a file (`web`).

pub(crate) mod import;

use chrono::NaiveDate;
use congdoan_model::{
    access::{Action, Caller},
    org::{Line, Link, Unit, UnitKind},
};
use congdoan_store::{
    access::Thing,
    org::{
        employers::{Employer, EmployerCounts, EmployerFilter, ListedEmployer, NewEmployer, Workforce},
        particulars::Profile,
    },
};

use super::particulars::wrong;
use crate::{Error, Result, Service, access::Once, error::refused};

/// The parameter: from how many workers on an employer should have a union.
pub const LEAST_WORKERS: &str = "white_spot.min_workers";
/// What an employer may belong to.
pub const OWNERSHIPS: [&str; 6] = ["private", "foreign", "state", "cooperative", "public", "household"];
/// The form of units that are employers.
pub const FORM: &str = "employer";

/// What is asked of the lists of employers.
#[derive(Clone, Copy, Debug)]
pub struct EmployersAsked<'a> {
    /// Code of the unit they are below.
    pub unit: &'a str,
    /// The day.
    pub day: NaiveDate,
    /// Code of a province of that day; empty for all.
    pub place: &'a str,
    /// White spots only.
    pub white_spots: bool,
    /// Part of the name.
    pub name: &'a str,
    /// Only codes after this one.
    pub after: &'a str,
    /// How many at most.
    pub limit: i64,
}

/// A list of employers.
#[derive(Clone, Debug)]
pub struct EmployersFound {
    /// The unit they are below.
    pub unit: Unit,
    /// The employers, by code.
    pub rows: Vec<ListedEmployer>,
    /// Employers with enough workers, with and without a union; all employers where white spots were not asked for.
    pub counts: EmployerCounts,
    /// From how many workers on an employer should have a union that day; nothing where no rule holds.
    pub least: Option<i64>,
}

/// An employer to be entered, as a form gives it.
#[derive(Clone, Debug, Default)]
pub struct EmployerForm<'a> {
    /// Code; made of the tax code when empty.
    pub code: &'a str,
    /// Name.
    pub name: &'a str,
    /// Code of the unit it is entered under.
    pub under: &'a str,
    /// Since when it is there.
    pub opened_on: Option<NaiveDate>,
    /// Tax code; empty when not known.
    pub tax_code: &'a str,
    /// Ownership.
    pub ownership: &'a str,
    /// Industrial zone.
    pub zone: &'a str,
    /// Address and place.
    pub profile: Profile,
    /// People working there on the day of entering.
    pub workforce: Option<Workforce>,
    /// Code of the union that serves it; empty for none.
    pub union: &'a str,
}

impl Service {
    /// Employers below a unit, or only those that are white spots.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not see the unit.
    pub async fn employers(&self, caller: &Caller, asked: &EmployersAsked<'_>) -> Result<EmployersFound> {
        let least = self.pack().parameter(LEAST_WORKERS, asked.day);
        let places = match asked.place {
            "" => String::new(),
            code => format!(",{},", self.provinces_within(code, asked.day).join(",")),
        };
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, asked.unit).await?;
        let all = EmployerFilter {
            day: asked.day,
            places: &places,
            least: if asked.white_spots { least.unwrap_or(i64::MAX) } else { 0 },
            unserved: false,
            name: asked.name,
            after: asked.after,
            limit: asked.limit,
        };
        let counts = tx.employer_counts(caller, unit.id, &all).await?;
        let rows = tx.employers(caller, unit.id, &EmployerFilter { unserved: asked.white_spots, ..all }).await?;
        Ok(EmployersFound { unit, rows, counts, least })
    }

    /// Enters an employer as a unit outside the federation. Returns its code; the same key gives the code of the first
    /// time.
    ///
    /// # Errors
    /// [`Error::Invalid`] with everything wrong; [`Error::Refused`] when code or tax code stand already;
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn add_employer(
        &self,
        caller: &Caller,
        form: &EmployerForm<'_>,
        once: Option<Once<'_>>,
    ) -> Result<String> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once.as_ref()).await? {
            return Ok(kept.body);
        }
        tx.lock_tree().await?;
        let under = tx.unit(caller, form.under).await?;
        tx.require(caller, Action::UnitDescribe, under.id, Thing::UNIT).await?;
        let employer = self.checked_employer(caller, form, &under)?;
        let chain = tx.chain(caller, under.id).await?;
        let union = match form.union {
            "" => None,
            code => Some((self.serving_union(&mut tx, caller, code).await?, employer.0.opened_on.max(under.opened_on))),
        };
        let (unit, special) = employer;
        let code = unit.code.to_string();
        let from = unit.opened_on.max(under.opened_on);
        let link =
            Link { id: self.ids.next(), child: unit.id, parent: under.id, line: Line::Managing, from, until: None };
        let profile = form.profile.clone();
        let served = union.map(|(union, since)| (union.id, since.max(union.opened_on)));
        let new = NewEmployer { unit, chain, link, employer: special, profile, workforce: form.workforce, served };
        tx.add_employers(caller, &self.ids, &[new]).await?;
        self.keep(&mut tx, caller, once.as_ref(), &code).await?;
        tx.commit().await?;
        self.follow().await?;
        Ok(code)
    }

    fn checked_employer(&self, caller: &Caller, form: &EmployerForm<'_>, under: &Unit) -> Result<(Unit, Employer)> {
        let mut problems = self.profile_problems(&form.profile, caller.now.day());
        if form.name.trim().is_empty() {
            problems.push(wrong("name", "Hãy ghi tên", "Give the name"));
        }
        let special = employer_of(form.tax_code, form.ownership, form.zone, &mut problems);
        if form.workforce.is_some_and(|one| one.workers < 0 || one.women.is_some_and(|women| women > one.workers)) {
            problems.push(wrong("workers", "Số lao động nữ không quá tổng số", "No more women than workers"));
        }
        if form.opened_on.is_none() {
            problems.push(wrong("opened_on", "Ngày viết 31/01/2022", "A day is written 31/01/2022"));
        }
        if !self.pack().may_hang(UnitKind::Outside, under.kind) {
            problems.push(wrong("under", "Không đặt được dưới đơn vị này", "It may not hang under this unit"));
        }
        let code = match (form.code.trim(), &special.tax_code) {
            ("", Some(tax)) => format!("dn-{}", tax.to_lowercase()),
            ("", None) => format!("dn-{}", self.ids.next::<congdoan_model::UnitId>()),
            (code, _) => code.to_owned(),
        };
        let code = code.parse();
        if code.is_err() {
            problems.push(wrong("code", "Mã chỉ gồm chữ thường không dấu, số và dấu -", "A code has a-z, 0-9 and -"));
        }
        match (code, form.opened_on) {
            (Ok(code), Some(opened_on)) if problems.is_empty() => {
                let (kind, name) = (UnitKind::Outside, form.name.trim().to_owned());
                let unit =
                    Unit { id: self.ids.next(), code, name, kind, form: FORM.to_owned(), opened_on, closed_on: None };
                Ok((unit, special))
            }
            _ => Err(Error::Invalid(problems)),
        }
    }

    /// The union of a code that may serve an employer.
    async fn serving_union(&self, tx: &mut congdoan_store::Tx, caller: &Caller, code: &str) -> Result<Unit> {
        let union = tx.unit(caller, code).await.map_err(|error| match error {
            congdoan_store::Error::NotVisible(_) => Error::Invalid(vec![wrong(
                "union",
                "Không có công đoàn mang mã này",
                "There is no union with this code",
            )]),
            other => other.into(),
        })?;
        if !matches!(union.kind, UnitKind::Grassroots | UnitKind::Section) {
            return Err(Error::Invalid(vec![wrong(
                "union",
                "Chỉ công đoàn cơ sở, công đoàn bộ phận mới phục vụ người sử dụng lao động",
                "Only a grassroots union or a section serves an employer",
            )]));
        }
        Ok(union)
    }

    /// Writes what is special about an employer.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Refused`] when another has the tax code; [`Error::NotFound`], [`Error::Denied`].
    pub async fn change_employer(
        &self,
        caller: &Caller,
        code: &str,
        (tax_code, ownership, zone): (&str, &str, &str),
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once.as_ref()).await?.is_some() {
            return Ok(());
        }
        let unit = employer_unit(&mut tx, caller, code).await?;
        let mut problems = Vec::new();
        let special = employer_of(tax_code, ownership, zone, &mut problems);
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        tx.set_employer(caller, unit.id, &special).await?;
        self.keep(&mut tx, caller, once.as_ref(), "").await?;
        Ok(tx.commit().await?)
    }

    /// Writes how many work for an employer on a day.
    ///
    /// # Errors
    /// [`Error::Refused`] when the numbers make no sense; [`Error::NotFound`], [`Error::Denied`].
    pub async fn count_workforce(
        &self,
        caller: &Caller,
        code: &str,
        workforce: Workforce,
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once.as_ref()).await?.is_some() {
            return Ok(());
        }
        let unit = employer_unit(&mut tx, caller, code).await?;
        let Workforce { workers, women, counted_on } = workforce;
        if workers < 0 || women.is_some_and(|women| women < 0 || women > workers) || counted_on > caller.now.day() {
            return Err(refused(
                "Số lao động không âm, số nữ không quá tổng số, ngày đếm không ở tương lai",
                "Workers are not negative, women no more than workers, and the day not in the future",
            ));
        }
        tx.count_workforce(caller, &self.ids, unit.id, workforce).await?;
        self.keep(&mut tx, caller, once.as_ref(), "").await?;
        Ok(tx.commit().await?)
    }

    /// From a day on a union serves an employer; an empty code: none does.
    ///
    /// # Errors
    /// [`Error::Invalid`] when there is no such union; [`Error::NotFound`], [`Error::Denied`].
    pub async fn serve_employer(
        &self,
        caller: &Caller,
        code: &str,
        (union, from): (&str, NaiveDate),
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once.as_ref()).await?.is_some() {
            return Ok(());
        }
        let unit = employer_unit(&mut tx, caller, code).await?;
        let union = match union {
            "" => None,
            code => Some(self.serving_union(&mut tx, caller, code).await?.id),
        };
        tx.serve(caller, &self.ids, unit.id, (union, from)).await?;
        self.keep(&mut tx, caller, once.as_ref(), "").await?;
        Ok(tx.commit().await?)
    }
}

/// An employer by code; other units are not found.
async fn employer_unit(tx: &mut congdoan_store::Tx, caller: &Caller, code: &str) -> Result<Unit> {
    let unit = tx.unit(caller, code).await?;
    tx.require(caller, Action::UnitDescribe, unit.id, Thing::UNIT).await?;
    if unit.kind == UnitKind::Outside && unit.form == FORM {
        return Ok(unit);
    }
    Err(Error::NotFound("employer"))
}

fn employer_of(tax_code: &str, ownership: &str, zone: &str, problems: &mut Vec<congdoan_pack::Problem>) -> Employer {
    let tax_code = tax_code.trim();
    let digits = tax_code.chars().filter(char::is_ascii_digit).count();
    let plain = tax_code.chars().all(|letter| letter.is_ascii_digit() || letter == '-');
    let fits = plain && [10, 12, 13].contains(&digits);
    if !tax_code.is_empty() && !fits {
        problems.push(wrong("tax_code", "Mã số thuế có 10, 12 hoặc 13 chữ số", "A tax code has 10, 12 or 13 digits"));
    }
    if !OWNERSHIPS.contains(&ownership) {
        problems.push(wrong("ownership", "Hãy chọn loại hình", "Choose the ownership"));
    }
    Employer {
        tax_code: (!tax_code.is_empty()).then(|| tax_code.to_owned()),
        ownership: ownership.to_owned(),
        zone: zone.trim().to_owned(),
    }
}
