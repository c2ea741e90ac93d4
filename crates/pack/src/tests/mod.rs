//! Tests of the crate by what it is for: broken packs, registers at work, the embedded pack.

mod broken;
mod checks;
mod clocks;
mod federation;
mod forms;
mod holidays;
mod members;
mod places;
mod properties;
mod registers;
mod schemes;
mod standing;
mod suggest;
mod vietnam;

use crate::{Pack, PackFile, Remark, check, load};

/// A file of a pack.
fn file(path: &str, text: &str) -> PackFile {
    PackFile { path: path.to_owned(), text: text.to_owned() }
}

/// A pack that must load without an error.
fn pack(files: &[PackFile]) -> Pack {
    let (pack, remarks) = check(&Pack::default(), files);
    let errors: Vec<&Remark> = remarks.iter().filter(|remark| remark.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(load(files).0.registers.len(), pack.registers.len());
    pack
}

/// A register of one file that must load without an error.
fn register(text: &str) -> crate::Register {
    pack(&[file("registers/x.toml", text)]).registers.remove(0)
}
