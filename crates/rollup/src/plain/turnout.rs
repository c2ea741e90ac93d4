//! Who was expected to report, and who did, unit by unit.
//!
//! Not here: what was reported.

use chrono::NaiveDate;
use congdoan_model::{
    Month,
    figures::{Formula, OverTree, Rhythm, Row},
};

use super::{Plain, Question, pieces};

impl Plain<'_> {
    /// Units expected in a question, and those of them that reported.
    pub(super) fn completeness(&self, question: Question<'_>) -> (u64, u64) {
        let Question { indicator, unit: asked, period, .. } = question;
        let (mut expected, mut reported) = (0, 0);
        if matches!(indicator.formula, Formula::Units(_)) {
            return (0, 0);
        }
        for unit in self.walker.units().filter(|unit| indicator.expected_of.contains(&unit.kind)) {
            let months = pieces::stretches(period, unit);
            let Some((_, last)) = months.last() else { continue };
            let comes = match question.restated {
                None => self.walker.arrival(unit.id, asked.id, *last),
                Some(day) => self.walker.arrival_restated(unit.id, asked.id, day),
            };
            if comes.is_none() || (indicator.tree == OverTree::None && unit.id != asked.id) {
                continue;
            }
            expected += 1;
            let rows = self.rows.get(indicator.id.as_str()).and_then(|rows| rows.get(&unit.id));
            let rows = rows.map(|rows| self.unanswered(indicator, unit.id, rows)).unwrap_or_default();
            let counted: Vec<&Row> = rows
                .into_iter()
                .filter(|row| pieces::is_whole(row, period) || pieces::began(indicator, row, period))
                .collect();
            let has = |(day, to): &(NaiveDate, NaiveDate)| {
                let by_rolls = self.answers(indicator, unit.id, *to);
                by_rolls || counted.iter().any(|row| Month::of(row.counted_on) == Month::of(*day))
            };
            reported += u64::from(match indicator.rhythm {
                Rhythm::Once => !counted.is_empty() || months.iter().any(has),
                Rhythm::Month => months.iter().all(has),
            });
        }
        (expected, reported)
    }
}
