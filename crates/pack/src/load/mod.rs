//! Reads the files of a pack and says everything that is wrong with them at once.
//!
//! `pack.toml`, `bodies.toml`, `founding.toml`, `holidays.toml`, `indicators.toml`, `members.toml`, `parameters.toml`, `places.toml`,
//! `roles.toml`, `synonyms.toml` and `units.toml` are known by name, files in `checks/`, `forms/`, `indicators/`, `members/`
//! and `schemes/` by their folder; every other `.toml` file is a register.
//!
//! Not here: merging two packs (`merge`).

mod bodies;
mod checks;
mod clocks;
mod counts;
mod cross;
mod forms;
mod founding;
mod holidays;
mod indicators;
mod links;
mod measures;
mod members;
mod offices;
mod once;
mod parameters;
mod parts;
mod places;
mod registers;
mod roles;
mod schemes;
mod stretch;
mod synonyms;
mod table;
mod units;

use congdoan_model::LocalText;
use toml::de::DeTable;

use crate::{
    HOLIDAYS, Pack, PackFile, Remark, Severity,
    remark::{Text, reason},
};
use table::{Remarks, Table};

/// Reads a pack. Never stops half way: the pack holds whatever could be read, the remarks everything that is wrong,
/// sorted by file and line. A pack with an error among its remarks must not be used. Formulas are not compiled here
/// (that costs milliseconds each, and most processes check no record): [`check`] does.
#[must_use]
pub fn load(files: &[PackFile]) -> (Pack, Vec<Remark>) {
    load_beside(&Pack::default(), files)
}

/// Like [`load`] for a pack that will be merged into `base`: ratios and limits may name its indicators, registers its
/// groups.
#[must_use]
pub fn load_beside(base: &Pack, files: &[PackFile]) -> (Pack, Vec<Remark>) {
    let remarks = Remarks::default();
    let mut pack = Pack { id: "local".to_owned(), ..Pack::default() };
    let mut readable = true;
    for file in files {
        readable &= read(file, &mut pack, &remarks);
    }
    cross::check(&mut pack, base, readable, &remarks);
    let mut remarks = remarks.into_inner();
    remarks.sort_by(|one, other| one.place.cmp(&other.place));
    (pack, remarks)
}

/// Like [`load_beside`], and every formula is compiled and tried on a sample record as well.
#[must_use]
pub fn check(base: &Pack, files: &[PackFile]) -> (Pack, Vec<Remark>) {
    let (pack, mut remarks) = load_beside(base, files);
    remarks.extend(pack.formula_remarks(base));
    remarks.sort_by(|one, other| one.place.cmp(&other.place));
    (pack, remarks)
}

/// Reads one file into the pack; says whether it is TOML at all.
fn read(file: &PackFile, pack: &mut Pack, remarks: &Remarks) -> bool {
    let text = Text { path: &file.path, text: &file.text };
    let (parsed, errors) = DeTable::parse_recoverable(&file.text);
    for error in &errors {
        let place = text.place(&error.span().unwrap_or_default());
        let message = error.message();
        let said = reason(format!("không phải TOML đúng: {message}"), format!("not valid TOML: {message}"));
        remarks.borrow_mut().push(Remark { place, severity: Severity::Error, reason: said });
    }
    if !errors.is_empty() {
        return false;
    }
    let root = Table::new(parsed.get_ref(), 0..0, &text, remarks);
    match file.path.as_str() {
        "pack.toml" => head(&root, pack),
        "indicators.toml" => indicators::read(&root, pack),
        "roles.toml" => roles::read(&root, pack),
        "synonyms.toml" => synonyms::read(&root, pack),
        "units.toml" => units::read(&root, pack),
        "bodies.toml" => bodies::read(&root, pack),
        "founding.toml" => founding::read(&root, pack),
        HOLIDAYS => holidays::read(&root, pack),
        "parameters.toml" => parameters::read(&root, pack),
        "places.toml" => places::read(&root, pack),
        "members.toml" => members::read(&root, pack),
        path if path.starts_with("checks/") => checks::read(&root, pack),
        path if path.starts_with("forms/") => forms::read(&root, pack),
        path if path.starts_with("indicators/") => indicators::read(&root, pack),
        path if path.starts_with("members/") => members::read(&root, pack),
        path if path.starts_with("schemes/") => schemes::read(&root, pack, &file.text),
        _ => registers::read(&root, pack),
    }
    root.close();
    true
}

fn head(root: &Table<'_>, pack: &mut Pack) {
    if let Some((id, _)) = root.id("id") {
        pack.id = id;
    }
    pack.name = root.required_local("name");
}

/// Remarks when a definition names no source: an error in the pack `vietnam`, a warning elsewhere. The pack's id may be
/// read after its registers, so severity is settled in [`cross::check`].
fn missing_source() -> LocalText {
    reason(
        "thiếu \"source\": văn bản, hướng dẫn hay tài liệu định nghĩa mục này",
        "\"source\" is missing: the decree, guidance or paper that defines this",
    )
}
