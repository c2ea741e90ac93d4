//! Registers built on a page: the file checked as any pack is, published as a version, and in force at once.
//!
//! Registers of the pack in the program are changed in the pack; this makes registers of the federation's own. Not here: the
//! form that writes the file (`pack::RegisterSketch`), comparing versions (`pack`).

use congdoan_model::{
    UnitId,
    access::{Action, Caller},
    audit::ROOT_CHAIN,
};
use congdoan_pack::{Pack, PackFile, Register, Remark};
use congdoan_store::{
    Tx,
    access::Thing,
    audit::{Change, Note},
};

use crate::{
    Error, Result, Service,
    access::Once,
    error::refused,
    packs::{OWN, refuse},
};

/// What a page sends to be checked or published: the text of a register, and lines it gets in forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Built {
    /// The register as a file of a pack.
    pub text: String,
    /// Files of `forms/` that go with it: path and text.
    pub lines: Vec<(String, String)>,
    /// Why; asked for a later version.
    pub reason: String,
}

/// What the checker says of it.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// The register, as far as it could be read.
    pub register: Option<Register>,
    /// Everything that is wrong, or worth a look.
    pub remarks: Vec<Remark>,
}

impl Looked {
    /// Whether it may be published.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.register.is_some() && !self.remarks.iter().any(Remark::is_error)
    }
}

impl Built {
    fn path(&self) -> String {
        let file = PackFile { path: String::new(), text: self.text.clone() };
        let plain = |sign: &char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || *sign == '_';
        let id: String = file.register_id().unwrap_or_default().chars().filter(plain).collect();
        format!("registers/{}.toml", if id.is_empty() { "moi" } else { &id })
    }

    fn files(&self) -> Vec<PackFile> {
        let register = PackFile { path: self.path(), text: self.text.clone() };
        let lines = self.lines.iter().map(|(path, text)| PackFile { path: path.clone(), text: text.clone() });
        std::iter::once(register).chain(lines).collect()
    }
}

/// The unit at the top whose packs the caller may change; none for everybody else.
fn top_of(caller: &Caller) -> Option<UnitId> {
    let holds = caller.rights().iter().filter(|right| right.own.contains(&Action::PackWrite));
    holds.filter(|right| right.ancestors.is_empty()).map(|right| right.unit).next()
}

async fn require(tx: &mut Tx, caller: &Caller) -> Result<()> {
    if caller.is_system() {
        return Ok(());
    }
    let top = top_of(caller).ok_or(Error::Denied(Action::PackWrite))?;
    Ok(tx.require(caller, Action::PackWrite, top, Thing::UNIT).await?)
}

impl Service {
    /// Whether the caller may build registers: at the top of the federation alone.
    #[must_use]
    pub fn may_build(&self, caller: &Caller) -> bool {
        caller.is_system() || top_of(caller).is_some()
    }

    /// Whether a register is the federation's own, so that it can be written anew on a page.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn is_own_register(&self, id: &str) -> Result<bool> {
        let mut tx = self.store.read().await?;
        let stored = tx.pack_files(&self.system()).await?;
        let own = stored.into_iter().filter(|file| file.pack == OWN);
        let mut files = own.map(|file| PackFile { path: file.path, text: file.content });
        Ok(files.any(|file| file.register_id().as_deref() == Some(id)))
    }

    /// What the checker says of a register before it is published; writes nothing.
    ///
    /// # Errors
    /// [`Error::Denied`] for whoever may not build registers.
    pub async fn look_at_register(&self, caller: &Caller, built: &Built) -> Result<Looked> {
        let mut tx = self.store.read().await?;
        let asked = require(&mut tx, caller).await;
        if asked.is_err() {
            drop(tx);
            return self.refusal_noted(caller, "register:new", asked.map(|()| Looked::default())).await;
        }
        Ok(self.looked(&mut tx, built).await?.0)
    }

    async fn looked(&self, tx: &mut Tx, built: &Built) -> Result<(Looked, Pack, Pack, Vec<PackFile>)> {
        let base = self.packs_but(OWN).await?;
        let new = built.files();
        let paths: Vec<String> = new.iter().map(|file| file.path.clone()).collect();
        let files = self.own_files_with(tx, new).await?;
        let (added, remarks) = congdoan_pack::check(&base, &files);
        let ours = |remark: &Remark| paths.contains(&remark.place.file);
        // What other files say only stands against it when it is an error.
        let mut remarks: Vec<Remark> = remarks.into_iter().filter(|remark| ours(remark) || remark.is_error()).collect();
        let register = added.registers.iter().find(|register| register.place.file == built.path()).cloned();
        if let Some(register) = &register {
            if let Err(Error::Pack(broken)) = self.nothing_broken(tx, std::slice::from_ref(register)).await {
                remarks.extend(broken);
            }
            if !remarks.iter().any(Remark::is_error)
                && let Err(clashes) = congdoan_pack::merge(base.clone(), added.clone())
            {
                remarks.extend(clashes);
            }
        }
        Ok((Looked { register, remarks }, base, added, files))
    }

    /// Publishes a register or a new version of one; it is in force as soon as this returns. Gives its id and version.
    ///
    /// # Errors
    /// [`Error::Denied`] by rights; [`Error::Pack`] with the reasons of the checker; [`Error::Refused`] when a later version
    /// says no reason. Then nothing is written.
    pub async fn publish_register(
        &self,
        caller: &Caller,
        built: &Built,
        once: Option<Once<'_>>,
    ) -> Result<(String, i64)> {
        let published = self.try_publish(caller, built, once).await;
        let published = self.refusal_noted(caller, "register:new", published).await?;
        self.reload_pack().await?;
        self.follow().await?;
        Ok(published)
    }

    async fn try_publish(&self, caller: &Caller, built: &Built, once: Option<Once<'_>>) -> Result<(String, i64)> {
        let mut tx = self.store.write().await?;
        require(&mut tx, caller).await?;
        if let Some(kept) = self.kept(&mut tx, caller, once.as_ref()).await? {
            return Ok((kept.body.clone(), self.register_version(&kept.body)));
        }
        // Written first: it takes the lock of the root chain, so that two publishing at once do not lose one.
        let note = Note {
            chain: ROOT_CHAIN.to_owned(),
            action: "register.publish",
            object: built.path(),
            before: String::new(),
            after: serde_json::json!({ "reason": built.reason.trim() }).to_string(),
        };
        tx.journal(caller, note, &Change::default()).await?;
        // What another server published stands by now: this one is held against it.
        self.reload_pack().await?;
        let (looked, _, _, files) = self.looked(&mut tx, built).await?;
        let sound = looked.is_sound();
        let register = looked.register.filter(|_| sound).map(|register| register.id);
        let Some(register) = register else { return Err(refuse(looked.remarks).err().unwrap_or_else(nothing)) };
        if built.reason.trim().is_empty() && tx.current_versions().await?.contains_key(&register) {
            return Err(refused(
                "Hãy ghi vì sao có phiên bản mới; người mở bản ghi cũ sẽ đọc lý do này",
                "Say why there is a new version; whoever opens older records reads it",
            ));
        }
        self.set_own(&mut tx, files).await?;
        let kept = self.keep_versions(&mut tx, caller, (OWN, built.reason.trim()), &built.files()).await?;
        self.keep(&mut tx, caller, once.as_ref(), &register).await?;
        tx.commit().await?;
        let version = kept.iter().find(|(id, _)| *id == register).map(|(_, version)| *version);
        Ok((register.clone(), version.unwrap_or_else(|| self.register_version(&register))))
    }
}

fn nothing() -> Error {
    refused("Tệp không có sổ nào: cần bảng [register]", "The file holds no register: a table [register] is needed")
}
