//! A change as papers print it: before, after, difference, parts; and whether they fit together.
//!
//! Not here: finding such a change in a text (`reader`), changes of figures the federation keeps (`judge`).

/// A change as papers print it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Printed<'a> {
    /// What stood before.
    pub before: i64,
    /// What stands now.
    pub after: i64,
    /// The difference as printed, without a sign; nothing where none is printed.
    pub change: Option<i64>,
    /// The parts of the difference as printed.
    pub parts: &'a [i64],
}

/// What does not fit in a printed change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrintedFault {
    /// The printed difference is not what the subtraction gives.
    Difference {
        /// What the subtraction gives.
        worked_out: i64,
        /// What is printed.
        printed: i64,
    },
    /// The parts do not add up to what the subtraction gives.
    Parts {
        /// What the subtraction gives.
        worked_out: i64,
        /// What the parts add up to.
        sum: i64,
    },
    /// The parts do not add up to the printed difference.
    PartsOfPrinted {
        /// What is printed.
        printed: i64,
        /// What the parts add up to.
        sum: i64,
    },
}

impl Printed<'_> {
    /// Everything that does not fit, the difference first. Numbers too large to be added are left alone.
    #[must_use]
    pub fn faults(&self) -> Vec<PrintedFault> {
        let difference = self.after.checked_sub(self.before).and_then(i64::checked_abs);
        let Some(worked_out) = difference else { return Vec::new() };
        let sum = self.parts.iter().try_fold(0_i64, |sum, part| sum.checked_add(*part));
        let sum = sum.filter(|_| !self.parts.is_empty());
        let off = self.change.filter(|printed| *printed != worked_out);
        let parts_off = sum.filter(|sum| *sum != worked_out);
        let printed_off = self.change.zip(sum).filter(|(printed, sum)| printed != sum);
        off.map(|printed| PrintedFault::Difference { worked_out, printed })
            .into_iter()
            .chain(parts_off.map(|sum| PrintedFault::Parts { worked_out, sum }))
            .chain(printed_off.map(|(printed, sum)| PrintedFault::PartsOfPrinted { printed, sum }))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The members of 2025 as the press printed them: the two parts make the printed difference, and yet the two totals
    /// are ten thousand less apart.
    #[test]
    fn the_printed_loss_of_2025_is_ten_thousand_off() {
        let (before, after, parts) = (12_297_344, 8_642_169, [2_513_569, 1_151_606]);
        let printed = Printed { before, after, change: Some(3_665_175), parts: &parts };
        assert_eq!(
            printed.faults(),
            [
                PrintedFault::Difference { worked_out: 3_655_175, printed: 3_665_175 },
                PrintedFault::Parts { worked_out: 3_655_175, sum: 3_665_175 },
            ]
        );
        let mended = Printed { before: before + 10_000, ..printed };
        assert!(mended.faults().is_empty(), "with the total mended everything fits");
        // The unions of the same reorganisation were printed right.
        let unions = Printed { before: 124_762, after: 62_059, change: Some(62_703), parts: &[61_293, 1_410] };
        assert!(unions.faults().is_empty());
    }

    #[test]
    fn parts_are_held_against_what_is_printed_as_well() {
        let printed = Printed { before: 10, after: 4, change: Some(6), parts: &[4, 3] };
        let faults = printed.faults();
        assert_eq!(
            faults,
            [PrintedFault::Parts { worked_out: 6, sum: 7 }, PrintedFault::PartsOfPrinted { printed: 6, sum: 7 }]
        );
        assert!(Printed { parts: &[i64::MAX, 1], ..printed }.faults().is_empty(), "too large to be added");
        assert!(Printed { change: None, parts: &[], ..printed }.faults().is_empty());
    }
}
