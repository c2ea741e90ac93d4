//! Roman numbers and letters that count, as word processors and browsers draw them before the items of a list.
//!
//! Not here: which list counts how (`docx::numbering`, `html::list`).

/// Beyond this, letters would run on for a line: aaa, bbb, …
const LAST_LETTERS: u32 = 26 * 4;
/// Beyond this, Roman numbers have no signs.
const LAST_ROMAN: u32 = 3_999;

/// I, II, … MMMCMXCIX; what lies beyond in digits.
pub(super) fn roman(mut count: u32) -> String {
    let signs = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if count > LAST_ROMAN {
        return count.to_string();
    }
    let mut number = String::new();
    for (worth, sign) in signs {
        while count >= worth {
            number.push_str(sign);
            count -= worth;
        }
    }
    number
}

/// a … z, aa … zz from the first letter on: the letter repeated, as word processors do; what lies beyond in digits.
pub(super) fn letters(count: u32, first: char) -> String {
    let Some(from) = count.checked_sub(1).filter(|from| *from < LAST_LETTERS) else { return count.to_string() };
    let letter = char::from_u32(first as u32 + from % 26).unwrap_or(first);
    std::iter::repeat_n(letter, from as usize / 26 + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_word_processors_do() {
        assert_eq!((roman(14).as_str(), roman(4_000).as_str(), roman(0).as_str()), ("XIV", "4000", ""));
        assert_eq!((letters(3, 'a').as_str(), letters(28, 'A').as_str()), ("c", "BB"));
        assert_eq!((letters(0, 'a').as_str(), letters(u32::MAX, 'a').as_str()), ("0", "4294967295"));
    }
}
