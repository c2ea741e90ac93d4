//! Why the text of a file cannot be read, with the place and the way out.
//!
//! Not here: the same for sheets (`intake`).

use congdoan_model::LocalText;

use crate::intake::IntakeError;

/// Why the text of a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// The file holds nothing.
    #[error("the file holds no text")]
    Empty,
    /// A format that is known and not read.
    #[error("the file is {0}")]
    Foreign(&'static str),
    /// A picture of a paper.
    #[error("the file is a picture")]
    Picture,
    /// A PDF of pictures without text.
    #[error("the PDF has no text")]
    Scanned,
    /// A file that opens only with a password.
    #[error("the file is protected")]
    Encrypted,
    /// A plain text that is not in UTF-8.
    #[error("byte {byte} is not in UTF-8")]
    NotUtf8 {
        /// The first such byte, from 1.
        byte: usize,
    },
    /// Something that is no text at all.
    #[error("the file is not a document")]
    NotText,
    /// The file was cut short or changed on its way.
    #[error("{part} is damaged: {reason}")]
    Damaged {
        /// The part of the file.
        part: String,
        /// What does not fit, in English.
        reason: String,
    },
    /// The file expands beyond the limit.
    #[error("{part} expands beyond {limit} bytes")]
    Expands {
        /// The part of the file.
        part: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// More pages than are read.
    #[error("more than {0} pages")]
    Pages(usize),
    /// Drawing instructions beyond those of any real paper.
    #[error("page {page} asks for more work than any real one")]
    Work {
        /// The page, from 1.
        page: usize,
    },
    /// Letters of a font that does not say which letters they are.
    #[error("the font {font} on page {page} does not say which letters it draws")]
    Unmapped {
        /// The font.
        font: String,
        /// The first page it is used on, from 1.
        page: usize,
    },
    /// Vietnamese in an encoding older than Unicode.
    #[error("the text is in {0}")]
    Legacy(&'static str),
}

impl TextError {
    /// What is wrong and what helps, in the words of the product.
    #[must_use]
    pub fn words(&self) -> LocalText {
        let (vi, en) = match self {
            Self::Empty => said("Văn bản trống; không có gì để đọc.", "The text is empty; there is nothing to read."),
            Self::Foreign(format) => (
                format!("Tệp là {format}, chưa đọc được. Hãy mở tệp và lưu lại thành DOCX hoặc PDF rồi gửi lại."),
                format!("The file is {format}, which is not read. Open it, save it as DOCX or PDF and send that."),
            ),
            Self::Picture => said(
                "Tệp là ảnh chụp, không có chữ để đọc. Hãy nhận dạng chữ (OCR) rồi gửi bản DOCX hoặc PDF có chữ.",
                "The file is a picture without text. Recognise its letters (OCR) and send a DOCX or a PDF with text.",
            ),
            Self::Scanned => said(
                "PDF này là bản quét, không có chữ. Hãy nhận dạng chữ (OCR) trước, hoặc gửi bản DOCX gốc.",
                "This PDF is a scan without text. Recognise its letters (OCR) first, or send the original DOCX.",
            ),
            Self::Encrypted => said(
                "Tệp được bảo vệ bằng mật khẩu hoặc mã hóa. Hãy mở tệp, bỏ bảo vệ, lưu lại rồi gửi bản đó.",
                "The file is protected or encrypted. Open it, remove the protection, save it and send that.",
            ),
            Self::NotUtf8 { byte } => (
                format!(
                    "Tệp không phải UTF-8 (byte thứ {byte}; có thể là TCVN3, VNI hay mã Windows cũ); \
                     hãy lưu lại dạng văn bản UTF-8 hoặc DOCX."
                ),
                format!(
                    "The file is not UTF-8 (byte {byte}; perhaps TCVN3, VNI or an old Windows code page); \
                     save it as UTF-8 text or DOCX."
                ),
            ),
            Self::NotText => said(
                "Tệp không phải văn bản. Nhận DOCX, PDF có chữ, HTML hoặc văn bản thuần UTF-8.",
                "The file is not a document. DOCX, PDF with text, HTML or plain UTF-8 text is wanted.",
            ),
            Self::Damaged { part, reason } => (
                format!("Tệp bị hỏng hoặc tải chưa hết ({part}: {reason}). Hãy tải lại, hoặc mở và lưu lại."),
                format!("The file is damaged or incomplete ({part}: {reason}). Send it again, or open it and save it."),
            ),
            Self::Expands { part, limit } => (
                format!("{part} bung ra vượt {} MB nên không được đọc. Hãy chia nhỏ văn bản.", limit >> 20),
                format!("{part} expands beyond {} MB and is not read. Split the paper.", limit >> 20),
            ),
            Self::Pages(most) => (
                format!("PDF có hơn {most} trang. Hãy tách thành nhiều tệp."),
                format!("The PDF has more than {most} pages. Split it."),
            ),
            Self::Work { page } => (
                format!("Trang {page} của PDF có quá nhiều lệnh vẽ nên không được đọc. Hãy in lại thành PDF mới."),
                format!("Page {page} of the PDF has too many drawing instructions. Print it to a new PDF."),
            ),
            Self::Unmapped { font, page } => (
                format!(
                    "Phông {font} ở trang {page} không cho biết chữ nào là chữ nào (không có bảng Unicode). \
                     Hãy gửi bản DOCX gốc, in lại thành PDF mới, hoặc nhận dạng chữ (OCR)."
                ),
                format!(
                    "The font {font} on page {page} does not say which letters it draws (no Unicode table). \
                     Send the original DOCX, print it to a new PDF, or recognise the letters (OCR)."
                ),
            ),
            Self::Legacy(coding) => (
                format!("Văn bản dùng phông {coding}, không phải Unicode. Hãy chuyển mã sang Unicode rồi gửi lại."),
                format!("The paper is set in {coding}, not in Unicode. Convert it to Unicode and send it again."),
            ),
        };
        LocalText { vi, en }
    }

    /// A part that does not hold what it should.
    pub(super) fn damaged(part: &str, reason: impl Into<String>) -> Self {
        Self::Damaged { part: part.to_owned(), reason: reason.into() }
    }
}

impl From<IntakeError> for TextError {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::Encrypted => Self::Encrypted,
            IntakeError::Damaged { part, reason } if part == crate::intake::package::ARCHIVE => {
                Self::damaged("DOCX", reason)
            }
            IntakeError::Damaged { part, reason } => Self::Damaged { part, reason },
            IntakeError::TooLarge { part, limit } => Self::Expands { part, limit },
            other => Self::damaged("DOCX", other.to_string()),
        }
    }
}

fn said(vi: &str, en: &str) -> (String, String) {
    (vi.to_owned(), en.to_owned())
}
