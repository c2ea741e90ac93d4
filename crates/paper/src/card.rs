//! Member cards as a PDF: one card on pages of its own size, or ten to a sheet of A4 with marks to cut along.
//!
//! A card measures 85.60 × 53.98 mm (ISO/IEC 7810, ID-1), front and back. On sheets the backs are mirrored, so that they
//! meet their fronts when printed on both sides along the long edge. Not here: what is signed (`model::cards`), who gets
//! one (`service::cards`).

use serde::Serialize;

use crate::{PaperError, qr::qr_svg, typeset};

const TEMPLATE: &str = include_str!("../templates/card.typ");

/// What stands on a card, in the words it is printed with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CardFace {
    /// Who issues it.
    pub issuer: String,
    /// The holder's name.
    pub name: String,
    /// The member number.
    pub number: String,
    /// Name of the unit.
    pub unit: String,
    /// Its code.
    pub unit_code: String,
    /// The kind of card, in words.
    pub kind: String,
    /// The day of issue, as written on papers.
    pub issued: String,
    /// The last day, as written on papers, or that there is none.
    pub expires: String,
    /// The serial.
    pub serial: String,
    /// The signed text, drawn as a QR code.
    pub text: String,
}

#[derive(Serialize)]
struct Drawn<'a> {
    #[serde(flatten)]
    face: &'a CardFace,
    qr: String,
}

#[derive(Serialize)]
struct Data<'a> {
    title: &'a str,
    issuer: &'a str,
    sheet: bool,
    cards: Vec<Drawn<'a>>,
}

/// One card: two pages of its own size.
///
/// # Errors
/// [`PaperError::Code`] when the text is too long for a code, [`PaperError::Typeset`].
pub fn card_pdf(title: &str, face: &CardFace) -> Result<Vec<u8>, PaperError> {
    drawn(title, std::slice::from_ref(face), false)
}

/// Many cards, ten to a sheet: a page of fronts, then a page of their backs.
///
/// # Errors
/// [`PaperError::NoCards`] without cards; as [`card_pdf`].
pub fn card_sheets_pdf(title: &str, faces: &[CardFace]) -> Result<Vec<u8>, PaperError> {
    drawn(title, faces, true)
}

fn drawn(title: &str, faces: &[CardFace], sheet: bool) -> Result<Vec<u8>, PaperError> {
    let issuer = faces.first().map(|face| face.issuer.as_str()).ok_or(PaperError::NoCards)?;
    let cards: Result<Vec<Drawn<'_>>, PaperError> =
        faces.iter().map(|face| Ok(Drawn { face, qr: qr_svg(&face.text)? })).collect();
    let data = Data { title, issuer, sheet, cards: cards? };
    let data = serde_json::to_string(&data).map_err(|error| PaperError::Typeset(error.to_string()))?;
    typeset::pdf("card", TEMPLATE, data)
}
