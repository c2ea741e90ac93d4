//! Files that come with records: told by their content, never by their name; photos without what cameras add to them.
//!
//! Not here: keeping them (`store`), serving them (`web`), the bytes of photos (`photos`).

use congdoan_model::{
    LocalText, RecordId,
    access::{Action, Caller},
};
use congdoan_pack::Problem;
use congdoan_store::{access::Thing, registers::RecordFile};

use super::{Attachment, LARGEST_FILE};
use crate::{Error, Result, Service, error::words};

/// How many files come with one sending when the pack says nothing.
const MOST_FILES: i64 = 10;
/// Bytes in a megabyte.
const MEGABYTE: usize = 1024 * 1024;
/// The longest name of a file, in characters.
const LONGEST_NAME: usize = 120;

/// What a file is, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A photo as JPEG.
    Jpeg,
    /// A picture as PNG.
    Png,
    /// A picture as WebP.
    Webp,
    /// A PDF.
    Pdf,
    /// A text of Word.
    Docx,
    /// A workbook of Excel.
    Xlsx,
    /// Slides of `PowerPoint`.
    Pptx,
    /// A document of older office programs: DOC, XLS, PPT.
    Office,
    /// Plain text, in UTF-8.
    Text,
}

impl FileKind {
    /// What a content is; none for everything that is not taken.
    #[must_use]
    pub fn of(content: &[u8]) -> Option<Self> {
        let has = |inside: &[u8]| content.windows(inside.len()).any(|window| window == inside);
        match content {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Self::Pdf),
            [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => Some(Self::Office),
            // Programs inside a workbook or a text travel as vbaProject.bin.
            [b'P', b'K', 3, 4, ..] if has(b"[Content_Types].xml") && !has(b"vbaProject.bin") => {
                let inside = [(&b"word/"[..], Self::Docx), (b"xl/", Self::Xlsx), (b"ppt/", Self::Pptx)];
                inside.into_iter().find(|(folder, _)| has(folder)).map(|(_, kind)| kind)
            }
            _ => plain(content).then_some(Self::Text),
        }
    }

    /// Whether it is a picture a page may show.
    #[must_use]
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Office => "application/octet-stream",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// The endings its name may have; the first is given to a name with another.
    const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Webp => &["webp"],
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx", "dotx"],
            Self::Xlsx => &["xlsx", "xltx"],
            Self::Pptx => &["pptx", "ppsx"],
            Self::Office => &["doc", "xls", "ppt"],
            Self::Text => &["txt", "csv", "tsv"],
        }
    }
}

/// Text that a browser could not take for a page.
fn plain(content: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(content) else { return false };
    // Marks and blanks in whatever order: a browser that guesses passes over both.
    let begins = text.trim_start_matches(|sign: char| sign == '\u{feff}' || sign.is_whitespace());
    let marked = begins.starts_with('<') || begins.starts_with("#!");
    !begins.is_empty() && !marked && text.chars().all(|sign| !sign.is_control() || "\t\r\n".contains(sign))
}

/// The name a file is kept under: its own without folders and signs that mislead, ending as its content is.
fn name_of(name: &str, kind: FileKind) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let safe = |sign: &char| !sign.is_control() && !"\"<>|:*?\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}".contains(*sign);
    let clean: String = last.chars().filter(safe).collect();
    let (stem, ending) = clean.rsplit_once('.').unwrap_or((clean.as_str(), ""));
    let fits = kind.endings().iter().find(|known| ending.eq_ignore_ascii_case(known));
    let stem = if fits.is_some() { stem } else { clean.as_str() };
    let stem: String = stem.trim().chars().take(LONGEST_NAME).collect();
    let stem = if stem.is_empty() { "tep".to_owned() } else { stem };
    let ending = fits.or(kind.endings().first()).copied().unwrap_or_default();
    format!("{stem}.{ending}")
}

/// A file taken in: its content as it is kept, and the value of a field that names it.
#[derive(Clone, Debug)]
pub struct TakenFile {
    /// Its name as it is kept.
    pub name: String,
    /// The content.
    pub file: Attachment,
    /// What a field says of it.
    pub value: serde_json::Value,
}

impl Service {
    /// The largest file a record takes, in bytes: a number of the pack, never more than the house allows.
    #[must_use]
    pub fn largest_file(&self, caller: &Caller) -> usize {
        let most = self.pack().parameter("attachment.largest_megabytes", caller.now.day());
        most.and_then(|most| usize::try_from(most).ok()).map_or(LARGEST_FILE, |most| most * MEGABYTE).min(LARGEST_FILE)
    }

    /// Takes a file in: told by its content, of photos only the picture.
    ///
    /// # Errors
    /// Why it is not taken, in words.
    pub fn take_file(
        &self,
        caller: &Caller,
        name: &str,
        content: Vec<u8>,
    ) -> std::result::Result<TakenFile, LocalText> {
        let largest = self.largest_file(caller);
        if content.len() > largest {
            let most = largest / MEGABYTE;
            return Err(words(&format!("Tệp lớn hơn {most} MB"), &format!("The file has more than {most} MB")));
        }
        if content.is_empty() {
            return Err(words("Tệp rỗng", "The file is empty"));
        }
        let Some(kind) = FileKind::of(&content) else {
            return Err(words(
                "Nội dung tệp không thuộc loại được nhận: ảnh JPEG, PNG, WebP; PDF; Word, Excel, PowerPoint không có macro; văn \
                 bản thuần. Ảnh HEIC của iPhone: hãy lưu thành JPEG",
                "The content of the file is of no kind that is taken: pictures as JPEG, PNG, WebP; PDF; Word, Excel, PowerPoint \
                 without macros; plain text. HEIC photos of an iPhone: save them as JPEG",
            ));
        };
        let content = match kind {
            FileKind::Jpeg => super::photos::jpeg(&content),
            FileKind::Png => super::photos::png(&content),
            FileKind::Webp => super::photos::webp(&content),
            _ => Some(content),
        };
        let Some(content) = content else {
            return Err(words("Ảnh hỏng, không đọc được", "The picture is broken and cannot be read"));
        };
        let name = name_of(name, kind);
        let (file, value) = Attachment::new(&name, content);
        Ok(TakenFile { name, file, value })
    }

    /// Puts files beside a record that stands.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`] by rights; [`Error::Invalid`] with everything wrong with the files.
    pub async fn attach(
        &self,
        caller: &Caller,
        (register, id): (&str, RecordId),
        files: Vec<(String, Vec<u8>)>,
    ) -> Result<()> {
        let pack = self.pack();
        let of = pack.register(register).ok_or(Error::NotFound("register"))?;
        let kept = self.kept_record(caller, register, id).await?;
        let asked = async {
            let thing = Thing::RECORD.confidential(of.confidential);
            Ok(self.store.read().await?.require(caller, Action::RecordWrite, kept.record.unit, thing).await?)
        };
        // Rights come before what is wrong with the files.
        self.refusal_noted(caller, &format!("record:{id}"), asked.await).await?;
        let taken = self.take_files(caller, files).map_err(Error::Invalid)?;
        let mut tx = self.store.write().await?;
        for one in &taken {
            tx.keep_attachment(caller, &one.file.sha256, &one.file.content).await?;
        }
        let size = |one: &TakenFile| i64::try_from(one.file.content.len()).unwrap_or(i64::MAX);
        let named: Vec<(&str, &str, i64)> =
            taken.iter().map(|one| (one.file.sha256.as_str(), one.name.as_str(), size(one))).collect();
        tx.add_record_files(caller, (&of.id, id, of.confidential), &named).await?;
        Ok(tx.commit().await?)
    }

    /// Files sent beside the fields, each taken in.
    ///
    /// # Errors
    /// Everything wrong with them, at the field `files`.
    pub fn take_files(
        &self,
        caller: &Caller,
        files: Vec<(String, Vec<u8>)>,
    ) -> std::result::Result<Vec<TakenFile>, Vec<Problem>> {
        let problem = |message: LocalText| Problem { field: Some("files".to_owned()), message };
        let most = self.pack().parameter("attachment.most_files", caller.now.day()).unwrap_or(MOST_FILES);
        if files.is_empty() {
            return Err(vec![problem(words("Hãy chọn tệp", "Choose a file"))]);
        }
        if i64::try_from(files.len()).unwrap_or(i64::MAX) > most {
            let said = words(&format!("Mỗi lần gửi tối đa {most} tệp"), &format!("At most {most} files at a time"));
            return Err(vec![problem(said)]);
        }
        let (mut taken, mut problems) = (Vec::new(), Vec::new());
        for (name, content) in files {
            match self.take_file(caller, &name, content) {
                Ok(one) => taken.push(one),
                Err(said) => {
                    let named = words(&format!("{name}: {}", said.vi), &format!("{name}: {}", said.en));
                    problems.push(problem(named));
                }
            }
        }
        if problems.is_empty() { Ok(taken) } else { Err(problems) }
    }

    /// Takes a file away from beside a record.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`] by rights.
    pub async fn detach(&self, caller: &Caller, (register, id): (&str, RecordId), sha256: &str) -> Result<()> {
        let pack = self.pack();
        let of = pack.register(register).ok_or(Error::NotFound("register"))?;
        let work = async {
            let mut tx = self.store.write().await?;
            tx.remove_record_file(caller, (&of.id, id, of.confidential), sha256).await?;
            Ok(tx.commit().await?)
        };
        self.refusal_noted(caller, &format!("record:{id}"), work.await).await
    }

    /// The files beside a record.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such record for this caller.
    pub async fn record_files(&self, caller: &Caller, register: &str, id: RecordId) -> Result<Vec<RecordFile>> {
        let pack = self.pack();
        let of = pack.register(register).ok_or(Error::NotFound("register"))?;
        Ok(self.store.read().await?.record_files(caller, (&of.id, id, of.confidential)).await?)
    }

    /// Name and content of a file a record names or has beside it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such record for this caller, or it has no such file.
    pub async fn attachment(
        &self,
        caller: &Caller,
        register: &str,
        id: RecordId,
        sha256: &str,
    ) -> Result<(String, Vec<u8>)> {
        let pack = self.pack();
        let of = pack.register(register).ok_or(Error::NotFound("register"))?;
        let mut tx = self.store.read().await?;
        let content = tx.attachment(caller, (&of.id, id, of.confidential), sha256).await.map_err(Error::from);
        drop(tx);
        self.refusal_noted(caller, &format!("record:{id}"), content).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_their_content() {
        assert_eq!(FileKind::of(b"%PDF-1.7 ..."), Some(FileKind::Pdf));
        assert_eq!(FileKind::of(&[0xff, 0xd8, 0xff, 0xe0]), Some(FileKind::Jpeg));
        assert_eq!(FileKind::of("Danh sách\tSố\n".as_bytes()), Some(FileKind::Text));
        assert_eq!(FileKind::of(b"PK\x03\x04..[Content_Types].xml..xl/workbook.xml"), Some(FileKind::Xlsx));
        for refused in [
            &b"\x3chtml>\x3cscript>alert(1)"[..],
            b" \xef\xbb\xbf<svg onload=alert(1)>",
            b"PK\x03\x04..[Content_Types].xml..xl/vbaProject.bin",
            b"PK\x03\x04 plain archive",
            b"MZ\x90\x00",
            b"\x7fELF",
            b"#!/bin/sh",
            b"GIF89a\x01\x00",
            b"\x00\x00\x00\x18ftypheic",
        ] {
            assert_eq!(FileKind::of(refused), None, "{refused:?}");
        }
    }

    #[test]
    fn names_end_as_the_content_is_and_hide_nothing() {
        assert_eq!(name_of("ảnh lớp.JPG", FileKind::Jpeg), "ảnh lớp.jpg");
        assert_eq!(name_of("bang.exe", FileKind::Pdf), "bang.exe.pdf");
        assert_eq!(name_of("C:\\tmp\\..\\a\u{202e}gpj.pdf", FileKind::Pdf), "agpj.pdf");
        assert_eq!(name_of("..\"<>", FileKind::Text), "tep.txt".replace("tep", ".."));
    }
}
