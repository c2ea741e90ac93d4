//! A new indicator defined on a page: written as the entry of a pack it is, checked as every pack is, kept in the pack of what
//! the federation defines itself, and usable at once.
//!
//! Only what units declare is defined so; what records give is a measure of a register. Not here: packs (`packs`), their
//! checker (`pack`).

use congdoan_model::{
    access::{Action, Caller},
    org::UnitKind,
};
use congdoan_pack::{PackFile, Remark};
use congdoan_store::{
    Tx,
    access::Thing,
    audit::{Change, Note},
};

use super::opening::problem;
use crate::{Error, Result, Service, access::Once, packs::OWN};

/// An indicator as defined on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewIndicator {
    /// Code of the unit that defines it: a province, an industry, a corporation or the confederation.
    pub unit: String,
    /// Its id: two or more words with dots between.
    pub id: String,
    /// Its name.
    pub name_vi: String,
    /// Its name in English.
    pub name_en: String,
    /// Its unit of measure.
    pub unit_of_measure: String,
    /// Over time: `sum`, `last`, `max`.
    pub time: String,
    /// Over the tree: `sum`, `none`.
    pub tree: String,
    /// Kinds of units that declare it.
    pub expected_of: Vec<String>,
    /// `once` or `month`.
    pub rhythm: String,
    /// The group it is shown in.
    pub group: String,
    /// The paper that asks for it.
    pub source: String,
}

impl NewIndicator {
    /// The entry of the pack.
    #[must_use]
    pub fn entry(&self) -> String {
        let mut entry = String::from("[[indicator]]\n");
        let mut line = |key: &str, value: String| entry.push_str(&format!("{key} = {value}\n"));
        line("id", quoted(&self.id));
        line("name", format!("{{ vi = {}, en = {} }}", quoted(&self.name_vi), quoted(&self.name_en)));
        line("group", quoted(&self.group));
        line("unit", quoted(&self.unit_of_measure));
        line("time", quoted(&self.time));
        line("tree", quoted(&self.tree));
        if !self.expected_of.is_empty() {
            let kinds: Vec<String> = self.expected_of.iter().map(|kind| quoted(kind)).collect();
            line("expected_of", format!("[{}]", kinds.join(", ")));
        }
        line("rhythm", quoted(&self.rhythm));
        line("source", quoted(&self.source));
        entry
    }

    /// The file of the pack it stands in: one an indicator.
    #[must_use]
    pub fn file(&self) -> PackFile {
        let tidy = self.id.chars().filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_'));
        let name = tidy.collect::<String>().replace('.', "-");
        PackFile { path: format!("indicators/{name}.toml"), text: self.entry() }
    }
}

/// A text between quotes as TOML writes it.
fn quoted(text: &str) -> String {
    let mut written = String::from("\"");
    for letter in text.trim().chars() {
        match letter {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            letter if letter.is_control() => written.push(' '),
            letter => written.push(letter),
        }
    }
    written.push('"');
    written
}

impl Service {
    /// What is wrong with an indicator before it is defined; nothing when it can be.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`] when the caller may not define indicators of the unit; [`Error::Invalid`].
    pub async fn check_indicator(&self, caller: &Caller, new: &NewIndicator) -> Result<Vec<Remark>> {
        let mut tx = self.store.read().await?;
        require(&mut tx, caller, new).await?;
        self.settled(new)?;
        let (_, remarks) = congdoan_pack::check(&self.packs_but(OWN).await?, &self.own_with(&mut tx, new).await?);
        let path = new.file().path;
        Ok(remarks.into_iter().filter(|remark| remark.place.file == path).collect())
    }

    async fn own_with(&self, tx: &mut Tx, new: &NewIndicator) -> Result<Vec<PackFile>> {
        let file = new.file();
        let stored = tx.pack_files(&self.system()).await?;
        let own = stored.into_iter().filter(|known| known.pack == OWN && known.path != file.path);
        let mut files: Vec<PackFile> = own.map(|known| PackFile { path: known.path, text: known.content }).collect();
        if files.is_empty() {
            let text = format!("id = \"{OWN}\"\nname = {{ vi = \"{OWN}\", en = \"{OWN}\" }}\n");
            files.push(PackFile { path: "pack.toml".to_owned(), text });
        }
        files.push(file);
        Ok(files)
    }

    /// Defines an indicator; it can be declared and aimed at as soon as this returns.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`] by rights; [`Error::Invalid`] when there is one of that id; [`Error::Pack`] with
    /// the reasons of the checker; then nothing is written.
    pub async fn add_indicator(&self, caller: &Caller, new: &NewIndicator, once: Option<Once<'_>>) -> Result<String> {
        let mut tx = self.store.write().await?;
        require(&mut tx, caller, new).await?;
        if self.kept(&mut tx, caller, once.as_ref()).await?.is_some() {
            return Ok(new.id.clone());
        }
        self.settled(new)?;
        // Written first: it takes the lock of the root chain, so that two definitions at once do not lose one.
        let note = Note {
            chain: congdoan_model::audit::ROOT_CHAIN.to_owned(),
            action: "indicator.add",
            object: format!("indicator:{}", new.id),
            before: String::new(),
            after: serde_json::to_string(&(&new.unit, new.entry()))
                .map_err(|error| Error::Internal(error.to_string()))?,
        };
        tx.journal(caller, note, &Change::default()).await?;
        self.keep(&mut tx, caller, once.as_ref(), &new.id).await?;
        self.add_own_file(tx, new.file()).await?;
        Ok(new.id.clone())
    }

    /// What the checker would say less plainly.
    fn settled(&self, new: &NewIndicator) -> Result<()> {
        let mut problems = Vec::new();
        if self.pack().indicator(&new.id).is_some() {
            problems.push(problem(
                "id",
                &format!("Đã có chỉ tiêu mã \"{}\"; hãy dùng chỉ tiêu đó hoặc đặt mã khác", new.id),
                &format!("There is an indicator \"{}\" already; use it or choose another id", new.id),
            ));
        }
        let filled = [
            ("id", &new.id, "Hãy đặt mã, viết như doi-thoai.so-cuoc", "Give an id, written like dialogue.meetings"),
            ("name_vi", &new.name_vi, "Hãy ghi tên tiếng Việt", "Give the Vietnamese name"),
            ("name_en", &new.name_en, "Hãy ghi tên tiếng Anh", "Give the English name"),
            ("unit_of_measure", &new.unit_of_measure, "Hãy ghi đơn vị tính", "Give the unit of measure"),
            ("source", &new.source, "Hãy ghi văn bản đặt ra chỉ tiêu này", "Name the paper that asks for it"),
        ];
        problems.extend(
            filled
                .iter()
                .filter(|(_, text, ..)| text.trim().is_empty())
                .map(|(field, _, vi, en)| problem(field, vi, en)),
        );
        if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
    }
}

/// Whoever writes programmes of a province, an industry, a corporation or the confederation defines indicators: they are seen
/// by all.
async fn require(tx: &mut Tx, caller: &Caller, new: &NewIndicator) -> Result<()> {
    let unit = tx.unit(caller, &new.unit).await?;
    tx.require(caller, Action::ProgrammeWrite, unit.id, Thing::PROGRAMME).await?;
    let above = [UnitKind::Confederation, UnitKind::Province, UnitKind::Industry, UnitKind::Corporation];
    if above.contains(&unit.kind) { Ok(()) } else { Err(Error::Denied(Action::ProgrammeWrite)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_leaves_its_quotes() {
        let new = NewIndicator {
            id: "x.y".to_owned(),
            name_vi: "Số \"lớp\"\n[[indicator]] \\".to_owned(),
            ..NewIndicator::default()
        };
        assert!(new.entry().contains(r#"vi = "Số \"lớp\" [[indicator]] \\""#), "{}", new.entry());
        assert_eq!(new.file().path, "indicators/x-y.toml");
        assert_eq!(NewIndicator { id: "../../x".to_owned(), ..new }.file().path, "indicators/----x.toml");
    }
}
