//! Why a value does not fit its column, in words for the list of errors.
//!
//! The caller adds the row and the column ([`column_letters`](super::column_letters)).
//!
//! Not here: files that cannot be read (`error`).

use congdoan_model::LocalText;

/// A value that does not fit, as it stood there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value:?}: {reason:?}")]
pub struct Bad {
    /// The value as the sheet shows it, or near it.
    pub value: String,
    /// What is wrong with it.
    pub reason: Reason,
}

impl Bad {
    /// What is wrong and what is wanted instead; the value itself is not repeated.
    #[must_use]
    pub fn words(&self) -> LocalText {
        self.reason.words()
    }
}

/// What can be wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// A formula ended in an error, such as `#N/A`.
    Fault,
    /// Letters of a font from before Unicode (TCVN3, `.VnTime`), which read as signs.
    OldFont,
    /// Not a day in any form known here.
    NotADay,
    /// A day no calendar has: 31/2, month 13.
    NoSuchDay,
    /// No such day as written, but one with day and month exchanged.
    DayAndMonthExchanged,
    /// A year before 1900 or after 2100.
    YearOutOfRange,
    /// Not a whole number.
    NotWhole,
    /// A number beyond what can be counted with.
    TooLarge,
    /// Neither of the two words for a sex, and no mark in a column of one.
    NotASex,
    /// Something other than digits.
    NotDigits,
    /// Digits, but too many or too few.
    WrongLength {
        /// How many there are.
        digits: usize,
    },
    /// The sheet stored digits as a number and dropped those after the fifteenth.
    DigitsLost,
    /// Neither a yes nor a no.
    NotYesNo,
}

impl Reason {
    /// The reason in Vietnamese and English.
    #[must_use]
    pub fn words(self) -> LocalText {
        let (vi, en) = match self {
            Self::Fault => (
                "công thức trong ô báo lỗi; hãy sửa công thức hoặc gõ giá trị",
                "the formula in the cell ends in an error; mend it or type the value",
            ),
            Self::OldFont => (
                "chữ gõ bằng phông TCVN3 (.VnTime) cũ; hãy chuyển mã sang Unicode rồi gửi lại",
                "letters of an old TCVN3 font (.VnTime); convert the sheet to Unicode and send it again",
            ),
            Self::NotADay => (
                "không phải ngày; viết ngày/tháng/năm, ví dụ 05/03/1988",
                "not a day; write day/month/year, such as 05/03/1988",
            ),
            Self::NoSuchDay => ("ngày không có trong lịch", "no calendar has this day"),
            Self::DayAndMonthExchanged => (
                "ngày và tháng có lẽ bị đổi chỗ; viết ngày/tháng/năm",
                "day and month seem exchanged; write day/month/year",
            ),
            Self::YearOutOfRange => ("năm ngoài khoảng 1900–2100", "the year lies outside 1900–2100"),
            Self::NotWhole => ("không phải số nguyên", "not a whole number"),
            Self::TooLarge => ("số quá lớn", "the number is too large"),
            Self::NotASex => ("giới tính phải là Nam hoặc Nữ", "the sex must be Nam (male) or Nữ (female)"),
            Self::NotDigits => ("chỉ được gồm chữ số", "only digits are possible here"),
            Self::WrongLength { digits } => {
                return LocalText {
                    vi: format!("có {digits} chữ số, thừa hoặc thiếu chữ số"),
                    en: format!("{digits} digits, too many or too few"),
                };
            }
            Self::DigitsLost => (
                "Excel đã làm mất các chữ số sau chữ số thứ 15; hãy định dạng cột là văn bản và gõ lại",
                "Excel dropped the digits after the fifteenth; format the column as text and type it again",
            ),
            Self::NotYesNo => ("phải là dấu x, có hoặc không", "a mark (x), có (yes) or không (no) is wanted"),
        };
        LocalText { vi: vi.to_owned(), en: en.to_owned() }
    }
}
