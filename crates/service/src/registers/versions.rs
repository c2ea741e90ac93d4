//! Which version of a register is in force, and the earlier ones records were made under.
//!
//! Not here: their texts (`store`), comparing them (`pack`), publishing one (`building`).

use std::{
    collections::{BTreeMap, HashMap},
    ops::Deref,
    sync::{Arc, Mutex, PoisonError},
};

use congdoan_model::access::Caller;
use congdoan_pack::{Pack, PackFile, Register, Remark};
use congdoan_store::{
    Tx,
    registers::{NewVersion, RegisterVersion},
};

use crate::{Error, Result, Service};

/// The versions of all registers, as last read.
#[derive(Debug, Default)]
pub(crate) struct Versions {
    current: BTreeMap<String, i64>,
    earlier: HashMap<(String, i64), String>,
    read: Mutex<HashMap<(String, i64), Arc<Register>>>,
}

/// A register as it stood when a record was made.
#[derive(Clone, Debug)]
pub enum UnderVersion<'p> {
    /// As it is in force.
    Now(&'p Register),
    /// As it was.
    Then(Arc<Register>),
}

impl Deref for UnderVersion<'_> {
    type Target = Register;

    fn deref(&self) -> &Register {
        match self {
            Self::Now(register) => register,
            Self::Then(register) => register,
        }
    }
}

impl Versions {
    /// A register as a version says it; the one in force where that version is not known any more. None for no register.
    pub(super) fn under<'p>(&self, pack: &'p Pack, id: &str, version: i64) -> Option<UnderVersion<'p>> {
        let now = pack.register(id)?;
        let key = (id.to_owned(), version);
        let Some(text) = self.earlier.get(&key) else { return Some(UnderVersion::Now(now)) };
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(register) = read.get(&key) {
            return Some(UnderVersion::Then(Arc::clone(register)));
        }
        let Some(register) = pack.kept_register(text) else { return Some(UnderVersion::Now(now)) };
        let register = Arc::new(register);
        read.insert(key, Arc::clone(&register));
        Some(UnderVersion::Then(register))
    }
}

impl Service {
    pub(crate) async fn read_versions(&self) -> Result<Versions> {
        let mut tx = self.store.read().await?;
        let current = tx.current_versions().await?;
        let earlier = tx.earlier_versions().await?;
        let earlier = earlier.into_iter().map(|(register, version, text)| ((register, version), text)).collect();
        Ok(Versions { current, earlier, read: Mutex::default() })
    }

    fn versions(&self) -> Arc<Versions> {
        Arc::clone(&self.versions.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether any version of a register that is known counts working days.
    pub(super) fn ever_counts_working_days(&self, pack: &Pack, register: &Register) -> bool {
        let versions = self.versions();
        let earlier = versions.earlier.keys().filter(|(id, _)| *id == register.id);
        let mut earlier = earlier.filter_map(|(id, version)| versions.under(pack, id, *version));
        register.counts_working_days() || earlier.any(|version| version.counts_working_days())
    }

    /// The number of the version of a register in force.
    #[must_use]
    pub fn register_version(&self, register: &str) -> i64 {
        self.versions().current.get(register).copied().unwrap_or(1)
    }

    /// A register as a version says it; the one in force where that version is not known any more. None for no register.
    #[must_use]
    pub fn register_under<'p>(&self, pack: &'p Pack, id: &str, version: i64) -> Option<UnderVersion<'p>> {
        self.versions().under(pack, id, version)
    }

    /// Every version of a register, latest first; what registers ask is open to whoever has signed in.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such register.
    pub async fn register_versions(&self, id: &str) -> Result<Vec<RegisterVersion>> {
        let pack = self.pack();
        pack.register(id).ok_or(Error::NotFound("register"))?;
        Ok(self.store.read().await?.register_versions(id).await?)
    }

    /// Keeps the registers among some files as they are written from now on.
    pub(crate) async fn keep_versions(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (pack, reason): (&str, &str),
        files: &[PackFile],
    ) -> Result<Vec<(String, i64)>> {
        let ids: Vec<(String, &PackFile)> = files.iter().filter_map(|file| Some((file.register_id()?, file))).collect();
        let new = ids.iter().map(|(id, file)| NewVersion { register: id, pack, definition: &file.text, reason });
        Ok(tx.keep_register_versions(caller, &new.collect::<Vec<_>>()).await?)
    }

    /// Refuses registers that take away what their records hold or change what their figures mean.
    pub(crate) async fn nothing_broken(&self, tx: &mut Tx, registers: &[Register]) -> Result<()> {
        let (pack, mut broken): (_, Vec<Remark>) = (self.pack(), Vec::new());
        for register in registers {
            let Some(standing) = pack.register(&register.id) else { continue };
            let remarks = register.breaks(standing);
            if !remarks.is_empty() && tx.has_records(&register.id).await? {
                broken.extend(remarks);
            }
        }
        if broken.is_empty() { Ok(()) } else { Err(Error::Pack(broken)) }
    }
}
