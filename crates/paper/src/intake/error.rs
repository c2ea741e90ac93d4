//! Why a file cannot be read as sheets, with the place and the way out.
//!
//! One variant for each thing an officer can do something about; [`IntakeError::words`] says it in Vietnamese and
//! English. The English `Display` is for logs.
//!
//! Not here: values that do not fit their column (`reason`).

use congdoan_model::LocalText;

/// Why a file, or a sheet of it, cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IntakeError {
    /// The file is not there or the system refuses to read it.
    #[error("the file cannot be read")]
    Io(#[from] std::io::Error),
    /// The file holds nothing.
    #[error("the file is empty")]
    Empty,
    /// A workbook of Excel 97–2003 (`.xls`), or another document of that time.
    #[error("the file is in the format of Excel 97-2003")]
    OldExcel,
    /// A workbook that opens only with a password.
    #[error("the file is protected with a password")]
    Encrypted,
    /// A sheet of LibreOffice or OpenOffice (`.ods`).
    #[error("the file is an OpenDocument spreadsheet")]
    OpenDocument,
    /// A binary workbook (`.xlsb`).
    #[error("the file is a binary workbook (.xlsb)")]
    BinaryWorkbook,
    /// A web page or an XML file, as some programs save under the name of a sheet.
    #[error("the file is a web page or XML under the name of a sheet")]
    Markup,
    /// A file of another kind: a picture, a text document, a program.
    #[error("the file is not a spreadsheet")]
    NotASheet,
    /// A text file in UTF-16 (Excel's "Unicode text").
    #[error("the text file is in UTF-16")]
    Utf16,
    /// A text file that is not in UTF-8.
    #[error("line {line} is not in UTF-8")]
    NotUtf8 {
        /// The first such line, from 1.
        line: u64,
    },
    /// A quotation mark that is never closed.
    #[error("the quotation mark opened in or after line {line} is not closed")]
    OpenQuote {
        /// The line the row begins at, from 1.
        line: u64,
    },
    /// The file was cut short or changed on its way.
    #[error("{part} is damaged: {reason}")]
    Damaged {
        /// The part of the file, as its archive names it; for the archive as a whole the name of the format.
        part: String,
        /// What does not fit, in English.
        reason: String,
    },
    /// A part of the file expands beyond the limit.
    #[error("{part} expands beyond {limit} bytes")]
    TooLarge {
        /// The part of the file, as its archive names it.
        part: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// A row or cell longer than any real one.
    #[error("the row or cell after row {row} is longer than a sheet can hold")]
    TooLong {
        /// The last row that could be read; 0 before the first.
        row: u32,
    },
    /// The workbook has no sheet with cells.
    #[error("the workbook has no sheets with cells")]
    NoSheets,
}

impl IntakeError {
    /// What is wrong and what helps, in the words of the product.
    #[must_use]
    pub fn words(&self) -> LocalText {
        let (vi, en) = match self {
            Self::Io(error) => (format!("Không đọc được tệp: {error}."), format!("The file cannot be read: {error}.")),
            Self::Empty => said("Tệp trống, không có dữ liệu.", "The file is empty."),
            Self::OldExcel => said(
                "Tệp ở định dạng Excel 97–2003 (.xls). Hãy mở bằng Excel hoặc LibreOffice và lưu lại thành .xlsx.",
                "The file is in the Excel 97–2003 format (.xls). Open it in Excel or LibreOffice and save it as .xlsx.",
            ),
            Self::Encrypted => said(
                "Tệp được bảo vệ bằng mật khẩu. Hãy mở tệp, bỏ mật khẩu mở tệp rồi lưu lại.",
                "The file is protected with a password. Open it, remove the password to open and save it again.",
            ),
            Self::OpenDocument => said(
                "Tệp là bảng tính OpenDocument (.ods). Hãy lưu lại thành .xlsx.",
                "The file is an OpenDocument spreadsheet (.ods). Save it as .xlsx.",
            ),
            Self::BinaryWorkbook => said(
                "Tệp là sổ tính nhị phân (.xlsb). Hãy lưu lại thành .xlsx.",
                "The file is a binary workbook (.xlsb). Save it as .xlsx.",
            ),
            Self::Markup => said(
                "Tệp thực ra là trang web hoặc XML mang đuôi bảng tính. Hãy mở bằng Excel và lưu lại thành .xlsx.",
                "The file is really a web page or XML under the name of a sheet. Open it in Excel and save it as .xlsx.",
            ),
            Self::NotASheet => said(
                "Tệp không phải bảng tính. Nhận tệp .xlsx, hoặc .csv mã hóa UTF-8.",
                "The file is not a spreadsheet. An .xlsx, or a .csv in UTF-8, is wanted.",
            ),
            Self::Utf16 => said(
                "Tệp văn bản mã hóa UTF-16. Hãy lưu lại thành \"CSV UTF-8\" hoặc .xlsx.",
                "The text file is in UTF-16. Save it as \"CSV UTF-8\" or as .xlsx.",
            ),
            Self::NotUtf8 { line } => (
                format!(
                    "Dòng {line} không phải UTF-8 (có thể là TCVN3, VNI hay mã Windows cũ). \
                     Hãy lưu lại thành \"CSV UTF-8\" hoặc .xlsx."
                ),
                format!(
                    "Line {line} is not in UTF-8 (perhaps TCVN3, VNI or an old Windows code page). \
                     Save the file as \"CSV UTF-8\" or as .xlsx."
                ),
            ),
            Self::OpenQuote { line } => (
                format!("Dấu ngoặc kép mở từ dòng {line} không được đóng. Hãy sửa dòng đó hoặc lưu lại thành .xlsx."),
                format!("A quotation mark opened from line {line} on is never closed. Mend the line or save as .xlsx."),
            ),
            Self::Damaged { part, reason } => (
                format!(
                    "Tệp bị hỏng hoặc tải chưa hết ({part}: {reason}). Hãy tải lại, hoặc mở và lưu lại thành .xlsx."
                ),
                format!(
                    "The file is damaged or incomplete ({part}: {reason}). Send it again, or open it and save it anew."
                ),
            ),
            Self::TooLarge { part, limit } => (
                format!("Phần {part} của tệp bung ra vượt {} MB nên không được đọc. Hãy chia nhỏ tệp.", limit >> 20),
                format!("{part} of the file expands beyond {} MB and is not read. Split the file.", limit >> 20),
            ),
            Self::TooLong { row } => (
                format!("Sau dòng {row} có một ô hoặc một dòng dài quá mức của bảng tính. Hãy kiểm tra dòng kế tiếp."),
                format!("After row {row} comes a cell or row longer than a sheet can hold. Look at the next row."),
            ),
            Self::NoSheets => said("Tệp không có trang tính nào.", "The workbook has no sheets."),
        };
        LocalText { vi, en }
    }

    /// A part that does not hold what it should.
    pub(crate) fn damaged(part: &str, reason: impl Into<String>) -> Self {
        Self::Damaged { part: part.to_owned(), reason: reason.into() }
    }
}

fn said(vi: &str, en: &str) -> (String, String) {
    (vi.to_owned(), en.to_owned())
}
