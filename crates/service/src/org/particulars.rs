//! What a unit's page shows beside its place in the tree: its life over time, particulars, decisions; and writing them.
//!
//! Not here: employers and white spots (`employers`), reorganisations.

use chrono::NaiveDate;
use congdoan_model::{
    UnitId,
    access::{Action, Caller},
    org::{Unit, UnitKind},
};
use congdoan_pack::{Problem, Province};
use congdoan_store::{
    access::Thing,
    org::{
        employers::{Employer, Served, Workforce},
        particulars::{Decision, History, Profile},
    },
};

use crate::{
    Error, Result, Service,
    access::Once,
    error::words,
    registers::{Attachment, LARGEST_FILE},
};

/// Legal statuses a unit may have.
pub const STATUSES: [&str; 3] = ["recognised", "provisional", "suspended"];
/// What a decision behind a unit decides.
pub const DECISION_KINDS: [&str; 6] = ["founding", "recognition", "reorganisation", "ending", "naming", "other"];

/// A unit beside its place in the tree.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// The unit.
    pub unit: Unit,
    /// Address and the like.
    pub profile: Profile,
    /// Decisions, latest first.
    pub decisions: Vec<Decision>,
    /// Names, lives, predecessors, successors.
    pub history: History,
    /// For an employer: what is special, its workforce, the unions that serve and served it.
    pub employer: Option<(Employer, Vec<Workforce>, Vec<Served>)>,
    /// For a union: the employers it serves and served.
    pub serves: Vec<Served>,
    /// Whether the caller may write all this.
    pub may_describe: bool,
    /// Whether the caller may reorganise here.
    pub may_write: bool,
}

/// A decision to be entered.
#[derive(Clone, Debug)]
pub struct NewDecision<'a> {
    /// What it decides.
    pub kind: &'a str,
    /// Its number.
    pub number: &'a str,
    /// Its day.
    pub decided_on: Option<NaiveDate>,
    /// Who issued it.
    pub issuer: &'a str,
    /// What it is about.
    pub about: &'a str,
    /// Its file: name and content.
    pub file: Option<(&'a str, Vec<u8>)>,
}

/// A problem with one field.
pub(crate) fn wrong(field: &str, vi: &str, en: &str) -> Problem {
    Problem { field: Some(field.to_owned()), message: words(vi, en) }
}

impl Service {
    /// A unit over time, with particulars and decisions.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not see the unit.
    pub async fn particulars(&self, caller: &Caller, code: &str) -> Result<Particulars> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, code).await?;
        let id = unit.id;
        Ok(Particulars {
            profile: tx.profile(caller, id).await?,
            decisions: tx.decisions(caller, id).await?,
            history: tx.unit_history(caller, id).await?,
            employer: tx.employer(caller, id).await?,
            serves: if matches!(unit.kind, UnitKind::Grassroots | UnitKind::Section) {
                tx.employers_of(caller, id).await?
            } else {
                Vec::new()
            },
            may_describe: tx.require(caller, Action::UnitDescribe, id, Thing::UNIT).await.is_ok(),
            may_write: tx.require(caller, Action::UnitWrite, id, Thing::UNIT).await.is_ok(),
            unit,
        })
    }

    /// The province of particulars: as it was when the address was written, and what it has become by a day.
    #[must_use]
    pub fn province_of(&self, profile: &Profile, day: NaiveDate) -> Option<(Province, Province)> {
        let pack = self.pack();
        let then = pack.places.now_of(&profile.place, profile.written_on.unwrap_or(day))?;
        let now = pack.places.now_of(&profile.place, day)?;
        Some((then.clone(), now.clone()))
    }

    /// Codes of all provinces that are, by a day, part of the one with this code; itself among them.
    #[must_use]
    pub fn provinces_within(&self, code: &str, day: NaiveDate) -> Vec<String> {
        let pack = self.pack();
        let within = pack
            .places
            .provinces
            .iter()
            .filter(|one| pack.places.now_of(&one.code, day).is_some_and(|now| now.code == code));
        let mut codes: Vec<String> = within.map(|one| one.code.clone()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// Writes the particulars of a unit; `profile.version` is the one the caller saw.
    ///
    /// # Errors
    /// [`Error::Invalid`] with everything wrong; [`Error::Stale`] when somebody wrote them since; [`Error::NotFound`],
    /// [`Error::Denied`].
    pub async fn describe_unit(&self, caller: &Caller, code: &str, profile: &Profile) -> Result<()> {
        let mut tx = self.store.write().await?;
        let unit = tx.unit(caller, code).await?;
        tx.require(caller, Action::UnitDescribe, unit.id, Thing::UNIT).await?;
        let problems = self.profile_problems(profile, caller.now.day());
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        tx.set_profile(caller, unit.id, profile).await?;
        Ok(tx.commit().await?)
    }

    /// What is wrong with particulars.
    pub(crate) fn profile_problems(&self, profile: &Profile, today: NaiveDate) -> Vec<Problem> {
        let mut problems = Vec::new();
        if !profile.status.is_empty() && !STATUSES.contains(&profile.status.as_str()) {
            problems.push(wrong("status", "Không có tình trạng này", "There is no such status"));
        }
        let day = profile.written_on.unwrap_or(today);
        if !profile.place.is_empty() && self.pack().places.now_of(&profile.place, day).is_none() {
            problems.push(wrong(
                "place",
                "Không có tỉnh, thành phố này vào ngày ghi địa chỉ",
                "There was no such province on the day the address was written",
            ));
        }
        if !profile.email.is_empty() && !profile.email.contains('@') {
            problems.push(wrong("email", "Thư điện tử cần có dấu @", "An e-mail address has an @"));
        }
        for (field, code) in [("tax_code", &profile.tax_code), ("insurance_code", &profile.insurance_code)] {
            if code.chars().any(|letter| !letter.is_ascii_alphanumeric() && letter != '-') {
                problems.push(wrong(field, "Mã số chỉ có chữ, số và dấu -", "A code has letters, digits and -"));
            }
        }
        let inside = |value: Option<i64>, most: i64| value.is_none_or(|value| value.abs() <= most * 1_000_000);
        if !inside(profile.latitude, 90) || !inside(profile.longitude, 180) {
            problems.push(wrong("latitude", "Tọa độ ngoài bản đồ", "The coordinates are off the map"));
        }
        if profile.latitude.is_some() != profile.longitude.is_some() {
            problems.push(wrong("latitude", "Cần cả vĩ độ và kinh độ", "Both latitude and longitude are needed"));
        }
        problems
    }

    /// Enters a decision behind a unit; the same key enters it once.
    ///
    /// # Errors
    /// [`Error::Invalid`] with everything wrong; [`Error::NotFound`], [`Error::Denied`].
    pub async fn add_decision(
        &self,
        caller: &Caller,
        code: &str,
        new: &NewDecision<'_>,
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once.as_ref()).await?.is_some() {
            return Ok(());
        }
        let unit = tx.unit(caller, code).await?;
        tx.require(caller, Action::UnitDescribe, unit.id, Thing::UNIT).await?;
        let mut problems = Vec::new();
        if !DECISION_KINDS.contains(&new.kind) {
            problems.push(wrong("kind", "Hãy chọn loại quyết định", "Choose the kind of decision"));
        }
        if new.number.trim().is_empty() {
            problems.push(wrong("number", "Hãy ghi số quyết định", "Give the number of the decision"));
        }
        if new.file.as_ref().is_some_and(|(_, content)| content.len() > LARGEST_FILE) {
            problems.push(wrong("file", "Tệp lớn hơn 10 MB", "The file has more than 10 MB"));
        }
        let (Some(decided_on), true) = (new.decided_on, problems.is_empty()) else {
            if new.decided_on.is_none() {
                problems.push(wrong("decided_on", "Ngày viết 31/01/2022", "A day is written 31/01/2022"));
            }
            return Err(Error::Invalid(problems));
        };
        let file = new.file.as_ref().map(|(name, content)| (*name, Attachment::new(name, content.clone()).0));
        let decision = Decision {
            id: self.ids.next(),
            kind: new.kind.to_owned(),
            number: new.number.trim().to_owned(),
            decided_on,
            issuer: new.issuer.trim().to_owned(),
            about: new.about.trim().to_owned(),
            file_name: file.as_ref().map(|(name, _)| (*name).to_owned()),
            sha256: file.as_ref().map(|(_, file)| file.sha256.clone()),
        };
        let content = file.as_ref().map(|(_, file)| file.content.as_slice());
        tx.add_decision(caller, unit.id, &decision, content).await?;
        self.keep(&mut tx, caller, once.as_ref(), code).await?;
        Ok(tx.commit().await?)
    }

    /// Takes back a decision entered by mistake.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn withdraw_decision(&self, caller: &Caller, code: &str, id: &str) -> Result<()> {
        let mut tx = self.store.write().await?;
        let unit = tx.unit(caller, code).await?;
        let id: UnitId = id.parse().map_err(|_| Error::NotFound("decision"))?;
        tx.withdraw_decision(caller, unit.id, id.uuid()).await?;
        Ok(tx.commit().await?)
    }

    /// The file of a decision: name and content.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller.
    pub async fn decision_file(&self, caller: &Caller, code: &str, id: &str) -> Result<(String, Vec<u8>)> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, code).await?;
        let id: UnitId = id.parse().map_err(|_| Error::NotFound("decision"))?;
        Ok(tx.decision_file(caller, unit.id, id.uuid()).await?)
    }
}
