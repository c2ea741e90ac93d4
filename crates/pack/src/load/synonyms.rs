//! Reads `synonyms.toml`: phrases of papers that say the same as words of indicators' names.
//!
//! Not here: comparing (`suggest`).

use super::table::Table;
use crate::{Pack, Synonym};

pub(super) fn read(root: &Table<'_>, pack: &mut Pack) {
    for table in root.tables("synonym") {
        let (says, means) = (table.required_text("says"), table.required_text("means"));
        table.close();
        pack.synonyms.extend(says.zip(means).map(|((says, _), (means, _))| Synonym { says, means }));
    }
}
