//! How long what is kept of people stays, emptying their files, and the keys of what is sealed.
//!
//! Not here: sealing (`sealing`), the key file (`cli`).

use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{LocalText, PersonId, access::Caller};
use congdoan_pack::{Pack, PersonalClass};
use congdoan_store::{
    Tx,
    members::Former,
    seal::{Keyring, SealError},
};

use super::sealing::{Sealer, Values};
use crate::{
    Error, Result, Service,
    error::{refused, words},
};

/// People looked at, and keys rewrapped, in one transaction.
const CHUNK: i64 = 1_000;

/// What a round of the retention rules did or would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retained {
    /// Former members looked at.
    pub looked_at: u64,
    /// People of whom sensitive fields went.
    pub sensitive: u64,
    /// People whose name, numbers and key went.
    pub emptied: u64,
    /// People of whom open fields went.
    pub open: u64,
}

/// How many keys each key of the key file wraps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyStatus {
    /// Number of the key that wraps now.
    pub newest: u32,
    /// By key of the key file, oldest first.
    pub by_key: Vec<(u32, i64)>,
    /// Keys wrapped by a key the key file does not hold: what they seal opens no more.
    pub unknown: i64,
}

impl KeyStatus {
    /// Keys not wrapped by the newest key.
    #[must_use]
    pub fn old(&self) -> i64 {
        let old = self.by_key.iter().filter(|(version, _)| *version != self.newest);
        old.map(|(_, keys)| keys).sum::<i64>() + self.unknown
    }
}

/// What is done to one former member.
enum Fate {
    Nothing,
    Empty { keep_open: bool },
    Less { fields: String, sealed: String, sensitive: bool, open: bool },
}

impl Service {
    /// Empties the file of a former member: name, numbers, fields and the key of everything sealed. Memberships, sex and year
    /// of birth stay, so that no total changes. Gives what stays all the same, and why.
    ///
    /// # Errors
    /// [`Error::Refused`] without a reason, and while a membership, a post or a mandate lasts; [`Error::NotFound`],
    /// [`Error::Denied`] for who may not write members of the unit.
    pub async fn erase_person(&self, caller: &Caller, person: PersonId, reason: &str) -> Result<Vec<LocalText>> {
        let mut tx = self.store.write().await?;
        let decisions = tx.bonds(&self.system(), person, &self.plain_roles()).await?.decisions;
        self.empty(&mut tx, caller, person, reason).await?;
        tx.commit().await?;
        self.follow().await?;
        let mut held = vec![words(
            "Kỳ sinh hoạt, giới tính và năm sinh ở lại để số liệu đã chốt không đổi; nhật ký giữ việc đã làm, không giữ giá trị",
            "Memberships, sex and year of birth stay, so that figures do not change; the log keeps deeds, not values",
        )];
        if decisions > 0 {
            held.push(words(
                "Số quyết định về chức vụ, vai trò đã giữ ở lại theo quy định lưu trữ; tên không còn",
                "The numbers of decisions on posts and roles stay as records law asks; the name is gone",
            ));
        }
        Ok(held)
    }

    /// Roles that give nothing but a look at one's own unit: they bind nobody, and end with the file.
    fn plain_roles(&self) -> String {
        let pack = self.pack();
        let plain = pack.roles.iter().filter(|role| role.actions.is_empty());
        plain.fold(",".to_owned(), |roles, role| roles + &role.id + ",")
    }

    pub(super) async fn empty(&self, tx: &mut Tx, caller: &Caller, person: PersonId, reason: &str) -> Result<()> {
        if reason.trim().is_empty() {
            return Err(refused("Cần ghi lý do xóa", "Erasing needs a reason"));
        }
        let bonds = tx.bonds(&self.system(), person, &self.plain_roles()).await?;
        if bonds.memberships > 0 {
            return Err(refused(
                "Người này đang là đoàn viên: dữ liệu còn cần cho việc quản lý đoàn viên. Ghi thôi sinh hoạt trước rồi mới xóa",
                "This person is a member: the data are needed for the membership. End the membership first",
            ));
        }
        if bonds.mandates > 0 || bonds.posts > 0 {
            return Err(refused(
                "Người này đang giữ chức vụ hoặc vai trò; ghi thôi giữ trước rồi mới xóa",
                "This person holds a post or a role; end it first",
            ));
        }
        // Whom records name is found by the name, so before the name goes; nothing of it stays if the right is missing.
        self.forget_in_records(tx, person).await?;
        tx.erase_person(caller, person, reason.trim()).await?;
        Ok(())
    }

    /// Lets go of what is kept longer than the rules of today allow after a membership ended; with `dry_run` only tells.
    ///
    /// # Errors
    /// [`Error::Refused`] without the key file; [`Error::Store`] when the database does not answer.
    pub async fn retain(&self, dry_run: bool) -> Result<Retained> {
        let (system, pack) = (self.system(), self.pack());
        let today = system.now.day();
        let years = pack.members.fields.iter().filter_map(|field| pack.retention_years(field, today));
        let Some(shortest) = years.min().and_then(|years| years_before(today, years)) else {
            return Ok(Retained::default());
        };
        let mut done = Retained::default();
        let mut after = PersonId::default();
        loop {
            let mut tx = self.store.read().await?;
            let former = tx.former_members(&system, after, shortest, CHUNK).await?;
            let Some(last) = former.last() else { break };
            after = last.id;
            let sealer = self.marker(&mut tx).await?;
            drop(tx);
            let (mut emptied, mut less, mut here) = (Vec::new(), Vec::new(), Retained::default());
            for one in &former {
                here.looked_at += 1;
                match fate(&pack, &sealer, one, today)? {
                    Fate::Nothing => {}
                    Fate::Empty { keep_open } => {
                        here.emptied += 1;
                        emptied.push((one.id, keep_open));
                    }
                    Fate::Less { fields, sealed, sensitive, open } => {
                        here.sensitive += u64::from(sensitive);
                        here.open += u64::from(open);
                        less.push((one.id, fields, sealed));
                    }
                }
            }
            let changes = !emptied.is_empty() || !less.is_empty();
            if changes && !dry_run {
                let said =
                    serde_json::json!({ "emptied": here.emptied, "sensitive": here.sensitive, "open": here.open });
                let mut tx = self.store.write().await?;
                for (person, _) in &emptied {
                    self.forget_in_records(&mut tx, *person).await?;
                }
                tx.keep_less(&system, &emptied, &less, &said.to_string()).await?;
                tx.commit().await?;
            }
            done.looked_at += here.looked_at;
            done.emptied += here.emptied;
            done.sensitive += here.sensitive;
            done.open += here.open;
        }
        if !dry_run {
            self.follow().await?;
        }
        Ok(done)
    }

    /// Wraps every key with the newest key of the key file; what was done stays done when it is stopped in between.
    ///
    /// # Errors
    /// [`Error::Refused`] when a key was wrapped by one the key file does not hold; then nothing of it is lost.
    pub async fn rewrap_keys(&self, progress: &(dyn Fn(u64) + Sync)) -> Result<u64> {
        let (ring, system) = (self.keys()?, self.system());
        let (mut done, mut after) = (0, PersonId::default());
        loop {
            let old = self.store.read().await?.old_keys(&system, (after, ring.newest()), CHUNK).await?;
            let Some((last, _)) = old.last() else { break };
            after = *last;
            let mut keys = Vec::with_capacity(old.len());
            for (person, wrapped) in old {
                keys.push((person, self.rewrapped(&ring, person.uuid().as_bytes(), &wrapped)?, wrapped));
            }
            let mut tx = self.store.write().await?;
            tx.rewrap_keys(&system, &keys).await?;
            tx.commit().await?;
            done += u64::try_from(keys.len()).unwrap_or(0);
            progress(done);
        }
        let mut tx = self.store.write().await?;
        for (name, wrapped) in tx.house_keys(&system).await? {
            if !ring.is_newest(&wrapped) {
                let new = self.rewrapped(&ring, name.as_bytes(), &wrapped)?;
                tx.rewrap_house_key(&system, &name, &new, &wrapped).await?;
                done += 1;
            }
        }
        tx.note_keys(&system, ring.newest(), done).await?;
        tx.commit().await?;
        Ok(done)
    }

    fn rewrapped(&self, ring: &Keyring, owner: &[u8], wrapped: &str) -> Result<String> {
        let entropy = self.ids.entropy();
        ring.open_key(owner, wrapped).and_then(|key| ring.wrap(owner, &key, entropy)).map_err(lost)
    }

    /// How many keys each key of the key file wraps.
    ///
    /// # Errors
    /// [`Error::Refused`] without the key file.
    pub async fn key_status(&self) -> Result<KeyStatus> {
        let (ring, system) = (self.keys()?, self.system());
        let mut tx = self.store.read().await?;
        let mut status = KeyStatus { newest: ring.newest(), ..KeyStatus::default() };
        for version in ring.versions() {
            status.by_key.push((version, tx.count_keys(&system, Some(version)).await?));
        }
        let known: i64 = status.by_key.iter().map(|(_, keys)| keys).sum();
        status.unknown = tx.count_keys(&system, None).await? - known;
        Ok(status)
    }

    /// The keyring with one more key, made of this program's randomness; nothing is held yet.
    ///
    /// # Errors
    /// [`Error::Refused`] without the key file.
    pub fn rotated_keys(&self) -> Result<Keyring> {
        Ok(self.keys()?.rotated(self.ids.entropy()))
    }
}

fn lost(error: SealError) -> Error {
    refused(
        &format!("Có khóa không mở được ({error}); đưa bản sao tệp khóa đầy đủ về rồi chạy lại"),
        &format!("A key does not open ({error}); bring back the whole key file and run again"),
    )
}

fn years_before(day: NaiveDate, years: i64) -> Option<NaiveDate> {
    let year = day.year() - i32::try_from(years).ok()?;
    // A membership that ended on 29 February is kept until 28 February.
    day.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 2, 28))
}

/// What the rules of a day leave of a former member. With the name every guarded field goes, and the key.
fn fate(pack: &Pack, sealer: &Sealer, one: &Former, today: NaiveDate) -> Result<Fate> {
    let over = |id: &str| {
        let field = pack.members.field(id);
        let years = field.and_then(|field| pack.retention_years(field, today));
        years.and_then(|years| years_before(today, years)).is_some_and(|day| one.left_on <= day)
    };
    let open: Values = serde_json::from_str(&one.fields).map_err(|error| Error::Internal(error.to_string()))?;
    let kept_open: Values =
        open.iter().filter(|(id, _)| !over(id)).map(|(id, value)| (id.clone(), value.clone())).collect();
    let gone_open = kept_open.len() < open.len();
    // Who works for the union still signs in under a name.
    if over("name") && one.account == 0 && !one.name.is_empty() {
        return Ok(Fate::Empty { keep_open: !kept_open.is_empty() });
    }
    let sealed = match &one.wrapped {
        Some(wrapped) => sealer.open(one.id, wrapped, &one.sealed)?,
        None => Values::new(),
    };
    let kept: Values =
        sealed.iter().filter(|(id, _)| !over(id)).map(|(id, value)| (id.clone(), value.clone())).collect();
    let sensitive = kept.len() < sealed.len();
    if !sensitive && !gone_open {
        return Ok(Fate::Nothing);
    }
    let sealed = match &one.wrapped {
        Some(wrapped) if sensitive => sealer.seal_with(one.id, wrapped, &kept)?,
        _ => one.sealed.clone(),
    };
    let fields = serde_json::to_string(&kept_open).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Fate::Less { fields, sealed, sensitive, open: gone_open })
}

/// The class of a field in words people read.
#[must_use]
pub fn class_words(class: PersonalClass) -> LocalText {
    match class {
        PersonalClass::Open => words("Về tư cách đoàn viên", "About the membership"),
        PersonalClass::Basic => words("Dữ liệu cá nhân cơ bản", "Basic personal data"),
        PersonalClass::Sensitive => words("Dữ liệu cá nhân nhạy cảm", "Sensitive personal data"),
    }
}
