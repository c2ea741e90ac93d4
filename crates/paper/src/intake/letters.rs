//! Columns as spreadsheets letter them.

/// The most columns a sheet has.
pub(crate) const MOST_COLUMNS: usize = 16_384;
/// The most rows a sheet has.
pub(crate) const MOST_ROWS: u32 = 1_048_576;

/// The letters of a column counted from 0: 0 is `A`, 27 is `AB`.
///
/// ```
/// use congdoan_paper::intake::column_letters;
/// assert_eq!([0, 25, 26, 27, 16_383].map(column_letters), ["A", "Z", "AA", "AB", "XFD"]);
/// ```
#[must_use]
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(('A'..='Z').nth(rest % 26).unwrap_or('A'));
        match (rest / 26).checked_sub(1) {
            Some(next) => rest = next,
            None => return letters.into_iter().rev().collect(),
        }
    }
}

/// The row (from 1) and column (from 0) of an address such as `AB12`; none outside a sheet.
pub(crate) fn address(text: &str) -> Option<(u32, usize)> {
    let (mut column, mut row) = (0_usize, 0_u32);
    for sign in text.bytes() {
        match sign {
            b'A'..=b'Z' | b'a'..=b'z' if row == 0 => {
                column = column * 26 + usize::from(sign.to_ascii_uppercase() - b'A') + 1;
            }
            b'0'..=b'9' => row = row * 10 + u32::from(sign - b'0'),
            b'$' => {}
            _ => return None,
        }
        if column > MOST_COLUMNS || row > MOST_ROWS {
            return None;
        }
    }
    (row > 0).then_some((row, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_letters_are_each_other_the_other_way_round() {
        for column in (0..MOST_COLUMNS).step_by(7) {
            assert_eq!(address(&format!("{}7", column_letters(column))), Some((7, column)));
        }
        assert_eq!(address("$B$1048576"), Some((MOST_ROWS, 1)));
        for wrong in ["", "A", "7", "A0", "XFE1", "A1048577", "A1B", "Ạ1", "A-1", "AAAAAAAAAAAAAAAA1"] {
            assert_eq!(address(wrong), None, "{wrong}");
        }
    }
}
