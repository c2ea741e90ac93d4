//! Files sent to be imported, kept from the test run until they are taken in or given up.
//!
//! The database keeps them sealed (`service::members::drafts`), so that any server goes on with what another began. Here
//! lies what this process works on: people's data in clear, so in a folder of its own, readable by its user alone, which goes
//! with it; and what a test run found out. Not here: reading them (`service`).

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::Write as _,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex as ShortMutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use congdoan_model::{BatchId, Timestamp, access::Action};
use congdoan_service::{
    access::bulk::NewLogin,
    members::{DRAFT_SECONDS, ImportOptions, Imported, KeptDraft as Kept},
};
use tokio::sync::Mutex;

/// How long a file is kept when nobody comes back to it, in seconds.
const KEPT_SECONDS: i64 = DRAFT_SECONDS;
/// How many files one person may have waiting.
const MOST: usize = 8;

static FOLDERS: AtomicU64 = AtomicU64::new(0);

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Members.
    Members,
    /// Units.
    Units,
    /// Accounts with their mandates.
    Accounts,
    /// Records of a register.
    Records,
    /// Declared figures.
    Figures,
    /// Employers.
    Employers,
    /// Forms of reports of earlier periods.
    Forms,
}

impl Kind {
    /// Every kind with its word in forms.
    pub(crate) const ALL: [Self; 7] =
        [Self::Members, Self::Records, Self::Figures, Self::Employers, Self::Units, Self::Accounts, Self::Forms];

    /// The word in forms.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Units => "units",
            Self::Accounts => "accounts",
            Self::Records => "records",
            Self::Figures => "figures",
            Self::Employers => "employers",
            Self::Forms => "forms",
        }
    }

    /// What one must be allowed somewhere to import it.
    pub(crate) const fn action(self) -> Action {
        match self {
            Self::Members => Action::MemberWrite,
            Self::Units => Action::UnitWrite,
            Self::Accounts => Action::UserManage,
            Self::Records => Action::RecordWrite,
            Self::Figures | Self::Forms => Action::FigureDeclare,
            Self::Employers => Action::UnitDescribe,
        }
    }
}

/// A file on its way in.
#[derive(Debug)]
pub(crate) struct Draft {
    /// What it holds.
    pub(crate) kind: Kind,
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// How it is brought in.
    pub(crate) options: ImportOptions,
    /// What the test run found.
    pub(crate) outcome: Option<Imported>,
    /// The batch it became.
    pub(crate) batch: Option<BatchId>,
    /// Whether it was taken in.
    pub(crate) done: bool,
    /// The accounts it made with their first passwords, until they are fetched.
    pub(crate) logins: Vec<NewLogin>,
    /// The version the database had when this was read from it.
    pub(crate) version: i64,
}

impl Draft {
    /// What the database keeps of it.
    pub(crate) fn kept(&self, taking: bool) -> Kept {
        Kept {
            kind: self.kind.word().to_owned(),
            name: self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            options: self.options.clone(),
            batch: self.batch,
            taking,
            done: self.done,
            logins: self.logins.clone(),
        }
    }

    /// Takes over what another window or server made of it.
    pub(crate) fn take_over(&mut self, kept: Kept, version: i64) {
        if self.version == version {
            return;
        }
        (self.options, self.batch, self.done, self.logins) = (kept.options, kept.batch, kept.done, kept.logins);
        self.version = version;
        self.outcome = None;
    }
}

struct Entry {
    owner: String,
    at: Timestamp,
    path: PathBuf,
    draft: Arc<Mutex<Draft>>,
}

/// All files on their way in.
#[derive(Default)]
pub(crate) struct Drafts {
    folder: ShortMutex<Option<PathBuf>>,
    entries: ShortMutex<BTreeMap<String, Entry>>,
}

impl std::fmt::Debug for Drafts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Drafts")
    }
}

impl Drop for Drafts {
    fn drop(&mut self) {
        if let Some(folder) = self.folder.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = fs::remove_dir_all(folder);
        }
    }
}

impl Draft {
    /// The kind of sheet its mappings and columns are of; none where columns are not chosen.
    pub(crate) fn sheet(&self) -> Option<String> {
        match self.kind {
            Kind::Units | Kind::Accounts => None,
            Kind::Forms => Some(format!("forms:{}", self.options.form.as_deref().unwrap_or_default())),
            Kind::Records => Some(format!("records:{}", self.options.register.as_deref().unwrap_or_default())),
            kind => Some(kind.word().to_owned()),
        }
    }
}

impl Drafts {
    /// Keeps a file for its owner under a secret name, which is given back.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn keep(
        &self,
        (owner, at): (&str, Timestamp),
        secret: String,
        (kind, options): (Kind, ImportOptions),
        (name, content): (&str, &[u8]),
    ) -> std::io::Result<String> {
        self.sweep(owner, at);
        let folder = self.folder(&secret)?.join(congdoan_model::fingerprint(&secret));
        // Two requests may fetch the same file at once: what one left half is written anew.
        let _ = fs::remove_dir_all(&folder);
        private_folder(&folder)?;
        let path = folder.join(plain(name));
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?.write_all(content)?;
        let draft = Draft {
            kind,
            path: path.clone(),
            options,
            outcome: None,
            batch: None,
            done: false,
            logins: Vec::new(),
            version: 1,
        };
        let entry = Entry { owner: owner.to_owned(), at, path, draft: Arc::new(Mutex::new(draft)) };
        self.entries().insert(secret.clone(), entry);
        Ok(secret)
    }

    /// The file of a secret name, for its owner alone.
    pub(crate) fn get(&self, owner: &str, secret: &str) -> Option<Arc<Mutex<Draft>>> {
        self.entries().get(secret).filter(|entry| entry.owner == owner).map(|entry| Arc::clone(&entry.draft))
    }

    /// Gives a file up.
    pub(crate) fn discard(&self, owner: &str, secret: &str) {
        let mut entries = self.entries();
        if entries.get(secret).is_some_and(|entry| entry.owner == owner)
            && let Some(entry) = entries.remove(secret)
        {
            forget(&entry.path);
        }
    }

    /// Removes what nobody came back to, and the oldest of a person who has too many.
    fn sweep(&self, owner: &str, now: Timestamp) {
        let mut entries = self.entries();
        let mut own: Vec<(Timestamp, String)> = entries
            .iter()
            .filter(|(_, entry)| entry.owner == owner)
            .map(|(secret, entry)| (entry.at, secret.clone()))
            .collect();
        own.sort();
        let spare = own.len().saturating_sub(MOST - 1);
        let old = entries.iter().filter(|(_, entry)| entry.at.plus_seconds(KEPT_SECONDS) < now);
        let mut gone: Vec<String> = old.map(|(secret, _)| secret.clone()).collect();
        gone.extend(own.into_iter().take(spare).map(|(_, secret)| secret));
        for secret in gone {
            if let Some(entry) = entries.remove(&secret) {
                forget(&entry.path);
            }
        }
    }

    fn entries(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The folder of this process, made when first needed under a name nobody can foresee.
    fn folder(&self, secret: &str) -> std::io::Result<PathBuf> {
        let mut folder = self.folder.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = folder.as_ref() {
            return Ok(folder.clone());
        }
        // Several servers may live in one process: tests make dozens.
        let (process, number) = (std::process::id(), FOLDERS.fetch_add(1, Ordering::Relaxed));
        let name = format!("congdoan-imports-{process}-{number}-{}", congdoan_model::fingerprint(secret));
        let made = std::env::temp_dir().join(name);
        private_folder(&made)?;
        *folder = Some(made.clone());
        Ok(made)
    }
}

/// Removes a file with its folder; a file already gone is no trouble.
pub(crate) fn forget(path: &Path) {
    if let Some(folder) = path.parent() {
        let _ = fs::remove_dir_all(folder);
    }
}

fn private_folder(path: &Path) -> std::io::Result<()> {
    fs::DirBuilder::new().mode(0o700).create(path)
}

/// The name of a file without anything a path could be made of.
fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|sign| !sign.is_control()).take(60).collect();
    let kept = kept.trim_matches(['.', ' ']);
    if kept.is_empty() { "tep".to_owned() } else { kept.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_its_owners_and_goes_when_given_up() {
        let drafts = Drafts::default();
        let at = Timestamp::from_micros(0);
        let options = || (Kind::Members, ImportOptions::default());
        let first = drafts.keep(("lan", at), "a1".to_owned(), options(), ("../../d.csv", b"x")).expect("kept");
        assert!(drafts.get("hoa", &first).is_none());
        let draft = drafts.get("lan", &first).expect("hers");
        let path = draft.try_lock().expect("free").path.clone();
        assert!(path.ends_with("d.csv") && path.exists());
        drafts.discard("hoa", &first);
        assert!(path.exists(), "nobody else gives it up");
        drafts.discard("lan", &first);
        assert!(!path.exists());
        for n in 0..20 {
            drafts.keep(("lan", at), format!("b{n}"), options(), ("d.csv", b"x")).expect("kept");
        }
        assert_eq!(drafts.entries().len(), MOST);
        let later = at.plus_seconds(KEPT_SECONDS + 1);
        drafts.keep(("hoa", later), "c".to_owned(), options(), ("d.csv", b"x")).expect("kept");
        assert_eq!(drafts.entries().len(), 1, "what nobody came back to is gone");
        let folder = drafts.folder("c").expect("a folder");
        drop(drafts);
        assert!(!folder.exists(), "all goes with the process");
    }

    #[test]
    fn a_name_makes_no_path() {
        assert_eq!(plain("C:\\sheets\\Đoàn viên.xlsx"), "Đoàn viên.xlsx");
        assert_eq!(plain("../.."), "tep");
    }
}
