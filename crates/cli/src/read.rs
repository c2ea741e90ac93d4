//! `congdoan read`: citations, targets and figures of a document: DOCX, PDF with text, HTML or plain text.
//!
//! Not here: recognising them (`reader`), taking the text out of a file (`paper::text`), the page that shows them (`web`).

use std::{
    fmt::Write as _,
    fs::File,
    io::{Read as _, stdin},
    path::PathBuf,
};

use clap::{Args, ValueEnum};
use congdoan_service::{
    directives::{LARGEST_TEXT, text_of},
    reader::{self, Reading},
};

use crate::output::{Failure, print, print_json};

/// Arguments of `read`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Read {
    /// Tệp DOCX, PDF có chữ, HTML hoặc văn bản thuần, hoặc - để đọc từ đầu vào / DOCX, PDF with text, HTML or plain text
    /// file, or - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Dạng kết quả / form of the result
    #[arg(long, value_enum, default_value = "table")]
    format: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Json,
    Table,
    Html,
    /// Chỉ lấy văn bản; vị trí tìm thấy đếm theo văn bản này / only the text; places found count in it
    Text,
}

impl Read {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let bytes = self.bytes()?;
        if bytes.len() > LARGEST_TEXT {
            let most = LARGEST_TEXT / 1_048_576;
            return Err(Failure::refused(
                &format!("văn bản lớn hơn {most} MB; hãy chia nhỏ rồi đọc từng phần"),
                &format!("the text has more than {most} MB; split it and read the pieces"),
            ));
        }
        let text = text_of(bytes, LARGEST_TEXT)?;
        match self.format {
            Form::Json => print_json(&reader::read(&text)),
            Form::Table => print(&table(&reader::read(&text))),
            Form::Html => print(&congdoan_web::reading_as_html(&text, &reader::read(&text))),
            Form::Text => print(&text),
        }
    }

    /// At most one byte more than is read, so that a huge file is refused without being loaded.
    fn bytes(&self) -> Result<Vec<u8>, Failure> {
        let most = LARGEST_TEXT as u64 + 1;
        let mut bytes = Vec::new();
        if self.file.as_os_str() == "-" {
            stdin().lock().take(most).read_to_end(&mut bytes)?;
            return Ok(bytes);
        }
        let named = |error: std::io::Error| {
            let file = self.file.display();
            Failure::refused(&format!("không đọc được {file}: {error}"), &format!("cannot read {file}: {error}"))
        };
        File::open(&self.file).map_err(named)?.take(most).read_to_end(&mut bytes).map_err(named)?;
        Ok(bytes)
    }
}

fn table(reading: &Reading) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "VIỆN DẪN / CITATIONS ({})", reading.citations.len());
    for citation in &reading.citations {
        let date = citation.date.map(|date| date.to_string()).unwrap_or_default();
        let (symbol, issuer) = (citation.symbol.as_deref().unwrap_or("—"), citation.issuer.as_deref().unwrap_or(""));
        let _ = writeln!(text, "{:>8}  {:<22} {symbol:<18} {date:<10}  {issuer}", citation.start, citation.kind);
    }
    let _ = writeln!(text, "\nCHỈ TIÊU / TARGETS ({})", reading.targets.len());
    for target in &reading.targets {
        let (period, words) = (target.period.as_deref().unwrap_or(""), target.text.replace('\n', " "));
        let _ = writeln!(text, "{:>8}  {words}  [{}]  {period}", target.start, target.unit);
    }
    let _ = writeln!(text, "\nSỐ LIỆU / FIGURES ({})", reading.figures.len());
    for figure in &reading.figures {
        let (period, words) = (figure.period.as_deref().unwrap_or(""), figure.text.replace('\n', " "));
        let _ = writeln!(text, "{:>8}  {words}  = {} {}  {period}", figure.start, figure.value, figure.unit);
    }
    text
}
