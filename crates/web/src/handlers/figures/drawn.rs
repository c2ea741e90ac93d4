//! Tables of figures already drawn, kept until anything in them may have changed: at the top of a federation one holds thousands
//! of numbers, and many people look at it.
//!
//! What a table shows depends on its frame (whose numbers, who may see which), the language, and the state of the totals; a table
//! of another state is never shown. Not here: drawing.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use congdoan_model::names::Language;
use congdoan_service::figures::FigureFrame;

/// Bytes of tables kept at most; those drawn first go first.
const ROOM: usize = 64 << 20;

/// What a drawn table shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// Whose figures, as a reader may see them.
    pub(crate) frame: FigureFrame,
    /// The language.
    pub(crate) language: Language,
    /// Whether indicators without any figure are listed too.
    pub(crate) everything: bool,
    /// The state of the totals.
    pub(crate) state: u64,
}

/// The tables kept.
#[derive(Debug, Default)]
pub(crate) struct Drawn {
    tables: Mutex<VecDeque<(Shown, Arc<str>)>>,
}

impl Drawn {
    /// The table that was drawn for this, if it is still kept.
    pub(crate) fn find(&self, shown: &Shown) -> Option<Arc<str>> {
        let tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        tables.iter().find(|(known, _)| known == shown).map(|(_, table)| Arc::clone(table))
    }

    /// Keeps a table, and lets go of those of other states of the totals.
    pub(crate) fn keep(&self, shown: Shown, table: &Arc<str>) {
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        tables.retain(|(known, _)| known.state == shown.state && *known != shown);
        tables.push_back((shown, Arc::clone(table)));
        while tables.iter().map(|(_, table)| table.len()).sum::<usize>() > ROOM {
            tables.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use congdoan_model::{Period, org::Unit};

    use super::*;

    fn shown(code: &str, state: u64) -> Shown {
        let unit = Unit {
            id: congdoan_model::UnitId::default(),
            code: format!("unit-{code}").parse().expect("a code"),
            name: String::new(),
            kind: congdoan_model::org::UnitKind::Grassroots,
            form: String::new(),
            opened_on: Period::year(2020).from(),
            closed_on: None,
        };
        let closed = std::collections::BTreeSet::new();
        let frame = FigureFrame {
            unit,
            above: Vec::new(),
            period: Period::year(2026),
            children: Vec::new(),
            totals_only: false,
            closed,
        };
        Shown { frame, language: Language::Vi, everything: false, state }
    }

    #[test]
    fn a_table_is_shown_for_what_it_was_drawn_of_and_nothing_else() {
        let drawn = Drawn::default();
        drawn.keep(shown("a", 1), &"<table>".into());
        assert_eq!(drawn.find(&shown("a", 1)).as_deref(), Some("<table>"));
        assert_eq!(drawn.find(&shown("b", 1)), None);
        assert_eq!(drawn.find(&shown("a", 2)), None, "the totals changed");
        assert_eq!(drawn.find(&Shown { language: Language::En, ..shown("a", 1) }), None);
        let hidden = FigureFrame { totals_only: true, ..shown("a", 1).frame };
        assert_eq!(drawn.find(&Shown { frame: hidden, ..shown("a", 1) }), None, "another reader");
    }

    #[test]
    fn tables_of_former_states_and_those_without_room_go() {
        let drawn = Drawn::default();
        drawn.keep(shown("a", 1), &"old".into());
        drawn.keep(shown("b", 2), &"x".repeat(ROOM / 2 + 1).into());
        assert_eq!(drawn.tables.lock().expect("a lock").len(), 1);
        drawn.keep(shown("c", 2), &"x".repeat(ROOM / 2).into());
        assert_eq!(drawn.find(&shown("b", 2)), None);
        assert!(drawn.find(&shown("c", 2)).is_some());
    }
}
