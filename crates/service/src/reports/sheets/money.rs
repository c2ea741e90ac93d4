//! Files that count money in thousands, millions or thousands of millions of đồng, read as the đồng they mean.
//!
//! The unit stands in a column of its own, in brackets behind the item, in the heading of the values, or in a line above the
//! table. Exact or refused: no float takes part. Not here: which cell says it (`layout`).

use congdoan_model::LocalText;
use congdoan_paper::intake::{Raw, title_key, value};

use crate::error::words;

/// How many đồng one unit of a text is; nothing where the text names no money.
pub(super) fn factor(text: &str) -> Option<i64> {
    let key = title_key(text);
    let words: Vec<&str> = key.split(' ').collect();
    let at = words.iter().rposition(|word| matches!(*word, "dong" | "d" | "vnd" | "trd" | "tyd"))?;
    let (before, word) = words.split_at(at);
    Some(match (before, word.first().copied()) {
        (_, Some("trd")) | ([.., "trieu" | "tr"], _) | ([.., "1", "000", "000"] | [.., "1000000"], _) => 1_000_000,
        (_, Some("tyd")) | ([.., "ty" | "ti"], _) => 1_000_000_000,
        ([.., "nghin" | "ngan"], _) | ([.., "1", "000"] | [.., "1000"], _) => 1_000,
        _ => 1,
    })
}

/// What stands in brackets in a text; nothing where there are none.
pub(super) fn in_brackets(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('(')?;
    rest.split_once(')').map(|(inside, _)| inside)
}

/// A text without what stands in brackets.
pub(super) fn outside_brackets(text: &str) -> String {
    match (text.split_once('('), text.split_once(')')) {
        (Some((before, _)), Some((_, after))) => format!("{before}{after}"),
        _ => text.to_owned(),
    }
}

/// A number of thousands or millions of đồng in đồng: 12,5 million is 12.500.000.
pub(super) fn in_dong(text: &str, factor: i64) -> Result<i64, LocalText> {
    let not_whole = || {
        words(
            "không đổi được ra số đồng nguyên; hãy ghi như 12,5 hoặc 1.250",
            "does not make a whole number of đồng; write it such as 12,5 or 1.250",
        )
    };
    let whole = |text: &str| value::as_whole(&Raw::Text(text.to_owned())).ok().flatten();
    if let Some(number) = whole(text) {
        return number.checked_mul(factor).ok_or_else(not_whole);
    }
    let (before, after) = text.rsplit_once([',', '.']).ok_or_else(not_whole)?;
    let digits = after.trim_end_matches('0');
    let sign = if before.trim_start().starts_with('-') { -1 } else { 1 };
    let before = whole(before).ok_or_else(not_whole)?;
    let decimals = u32::try_from(digits.len()).ok().filter(|_| after.bytes().all(|sign| sign.is_ascii_digit()));
    let scale = decimals.and_then(|decimals| 10_i64.checked_pow(decimals)).ok_or_else(not_whole)?;
    let part: i64 = if digits.is_empty() { 0 } else { digits.parse().map_err(|_| not_whole())? };
    let part = part.checked_mul(factor).filter(|part| part % scale == 0).map(|part| part / scale * sign);
    let number = before.checked_mul(factor).zip(part).and_then(|(before, part)| before.checked_add(part));
    number.ok_or_else(not_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_of_money_is_known_however_it_is_written() {
        let million = ["triệu đồng", "Tr.đồng", "trđ", "ĐVT: Triệu đồng", "Số tiền (triệu đồng)", "1.000.000 đ"];
        for text in million {
            assert_eq!(factor(text), Some(1_000_000), "{text}");
        }
        assert_eq!(
            (factor("nghìn đồng"), factor("1.000 đồng"), factor("ngàn đồng")),
            (Some(1_000), Some(1_000), Some(1_000))
        );
        assert_eq!((factor("tỷ đồng"), factor("đồng"), factor("VNĐ")), (Some(1_000_000_000), Some(1), Some(1)));
        assert_eq!((factor("người"), factor("%"), factor("")), (None, None, None));
    }

    #[test]
    fn millions_become_dong_exactly_or_not_at_all() {
        let million = |text: &str| in_dong(text, 1_000_000).ok();
        assert_eq!(million("12,5"), Some(12_500_000));
        assert_eq!(million("12.5"), Some(12_500_000));
        assert_eq!(million("1.250"), Some(1_250_000_000), "a full stop before three digits groups them");
        assert_eq!(million("1.250,75"), Some(1_250_750_000));
        assert_eq!(
            million("1.1250"),
            Some(1_125_000),
            "a number of a spreadsheet, written so that it cannot be taken for a group"
        );
        assert_eq!(million("0,000001"), Some(1));
        assert_eq!(million("-0,5"), Some(-500_000));
        assert_eq!(million("0,0000001"), None);
        for text in ["", "mười", "1,2,3", "9223372036855", "1,x"] {
            assert_eq!(million(text), None, "{text}");
        }
    }
}
