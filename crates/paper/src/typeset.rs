//! Running papers: one template and its data, set by Typst into a PDF.
//!
//! The world a template sees is closed: the embedded fonts, its own text and `data.json`. There are no packages, no other
//! files, no network and no clock; the same template and data give the same bytes. Not here: what a paper says (its own
//! module), tables (`xlsx`).

use std::sync::LazyLock;

use typst::{
    Library, LibraryExt as _, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::PaperError;

/// The faces every template may use: Tinos has the metrics of Times New Roman, Be Vietnam Pro is for cards.
static FACES: [&[u8]; 6] = [
    include_bytes!("../fonts/Tinos-Regular.ttf"),
    include_bytes!("../fonts/Tinos-Italic.ttf"),
    include_bytes!("../fonts/Tinos-Bold.ttf"),
    include_bytes!("../fonts/Tinos-BoldItalic.ttf"),
    include_bytes!("../fonts/BeVietnamPro-Regular.ttf"),
    include_bytes!("../fonts/BeVietnamPro-SemiBold.ttf"),
];

/// How many of the latest papers what Typst remembers is kept for.
const REMEMBERED: usize = 2;

static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| FACES.iter().flat_map(|face| Font::iter(Bytes::new(*face))).collect());
static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// A template with its data, and nothing else.
struct Closed {
    template: Source,
    data_id: FileId,
    data: Bytes,
}

impl World for Closed {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data_id { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Sets a template of this crate with its data, a JSON document, into a PDF. `name` tells papers of different templates
/// apart.
///
/// # Errors
/// [`PaperError::Typeset`] with what Typst says, when the data do not fit the template.
pub(crate) fn pdf(name: &str, template: &str, data: String) -> Result<Vec<u8>, PaperError> {
    let world = Closed {
        template: Source::new(file(&format!("/{name}.typ"))?, template.to_owned()),
        data_id: file("/data.json")?,
        data: Bytes::from_string(data),
    };
    let set = typst::compile::<PagedDocument>(&world);
    let document = set.output.map_err(|said| trouble(said.iter().map(|one| one.message.as_str())))?;
    if !set.warnings.is_empty() {
        // A font that is not there, a text that does not converge: nothing to be printed.
        return Err(trouble(set.warnings.iter().map(|one| one.message.as_str())));
    }
    let options = PdfOptions { creator: Smart::Custom(Some("congdoan".to_owned())), ..PdfOptions::default() };
    let bytes =
        typst_pdf::pdf(&document, &options).map_err(|said| trouble(said.iter().map(|one| one.message.as_str())));
    typst::comemo::evict(REMEMBERED);
    bytes
}

fn file(path: &str) -> Result<FileId, PaperError> {
    let path = VirtualPath::new(path).map_err(|error| PaperError::Typeset(error.to_string()))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn trouble<'a>(said: impl Iterator<Item = &'a str>) -> PaperError {
    PaperError::Typeset(said.collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every letter of the Vietnamese alphabet that bears a mark, small and capital.
    fn marked() -> String {
        let small = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ";
        assert_eq!(small.chars().count(), 67);
        [small.to_owned(), small.to_uppercase()].concat()
    }

    #[test]
    fn every_face_holds_every_vietnamese_letter_and_the_dong() {
        assert_eq!(FONTS.len(), FACES.len());
        for font in FONTS.iter() {
            let name = font.info().family.as_str();
            assert!(["Tinos", "Be Vietnam Pro"].contains(&name), "{name}");
            for sign in marked().chars().chain("₫–•·“”…×0123456789".chars()) {
                assert!(font.info().coverage.contains(u32::from(sign)), "{name} lacks {sign}");
            }
        }
    }

    #[test]
    fn the_world_of_a_template_is_closed() {
        for reach in [
            "#read(\"/etc/passwd\")",
            "#import \"@preview/example:0.1.0\": add",
            "#include \"other.typ\"",
            "#datetime.today().display()",
            "#text(font: \"Comic Sans MS\")[x]",
        ] {
            assert!(matches!(pdf("closed", reach, "{}".to_owned()), Err(PaperError::Typeset(_))), "{reach}");
        }
    }

    #[test]
    fn the_same_paper_is_the_same_bytes() {
        let template = "#set text(font: \"Tinos\")\n#let data = json(\"/data.json\")\nKính gửi: #data.to";
        let made = || pdf("same", template, "{\"to\":\"Ban Chấp hành\"}".to_owned()).unwrap();
        assert_eq!(made(), made());
        assert!(made().starts_with(b"%PDF-"));
    }
}
