//! Workbooks put together by hand, as programs other than Excel write them, and as nobody should.

use std::io::Write;

use congdoan_paper::intake::{Book, IntakeError, Limits, Raw, Row};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::opened;

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// An archive of parts.
pub(crate) fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, text) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook of one sheet with these rows and shared texts.
pub(crate) fn workbook(rows: &str, shared: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let shared = format!("<sst count=\"9\" uniqueCount=\"99999999999999999\">{shared}</sst>");
    archive(&[
        ("_rels/.rels", &links(&[("r1", "officeDocument", "xl/workbook.xml")])),
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"A &amp; B\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &links(&[("r1", "worksheet", "/xl/worksheets/sheet1.xml"), ("r2", "sharedStrings", "SharedStrings.xml")]),
        ),
        ("xl/worksheets/Sheet1.xml", &sheet),
        ("xl/sharedStrings.xml", &shared),
    ])
}

fn links(links: &[(&str, &str, &str)]) -> String {
    let one = |(id, kind, target): &(&str, &str, &str)| {
        format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
    };
    format!("<Relationships>{}</Relationships>", links.iter().map(one).collect::<String>())
}

fn read(rows: &str, shared: &str) -> Vec<Row> {
    opened(&workbook(rows, shared)).unwrap().remove(0)
}

#[test]
fn cells_without_addresses_follow_each_other() {
    let rows = read(
        "<row><c><v>1</v></c><c/><c><v>2.5</v></c></row><row r=\"7\"><c><v>3</v></c></row><row><c><v>4</v></c></row>
         <row><c r=\"A12\"><v>5</v></c></row>",
        "",
    );
    let numbers: Vec<u32> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [1, 7, 8, 12]);
    assert_eq!(rows[0].cells, [Raw::Number(1.0), Raw::Empty, Raw::Number(2.5)]);
}

#[test]
fn shared_texts_keep_their_numbers_past_empty_ones() {
    let shared = "<si><t>một</t></si><si/><si><t></t></si><si><r><t>hai </t></r><rPh><t>aid</t></rPh><r><t>&amp; ba&#7841;</t></r></si>\
                  <si><t><![CDATA[<bốn>]]></t></si>";
    let rows = read(
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c><c r=\"D1\" t=\"s\"><v>3</v></c>\
         <c r=\"E1\" t=\"s\"><v>4</v></c></row>",
        shared,
    );
    let text = |text: &str| Raw::Text(text.to_owned());
    assert_eq!(rows[0].cells, [text("một"), Raw::Empty, Raw::Empty, text("hai & baạ"), text("<bốn>")]);
}

#[test]
fn odd_cells_lose_only_themselves() {
    let rows = read(
        "<row r=\"1\"><c t=\"inlineStr\"><is><t>a_x000A_b</t></is></c><c t=\"str\"><f>A&amp;B</f><v>x &lt; y</v></c>\
         <c t=\"b\"><v>1</v></c><c t=\"e\"><v>#SPILL!</v></c><c t=\"d\"><v>1988-03-05T00:00:00</v></c><c t=\"n\"><v>abc</v></c>\
         <c><v>1E+400</v></c><c t=\"new\"><v>5</v></c><c><extLst><ext>9</ext></extLst></c></row>",
        "",
    );
    let text = |text: &str| Raw::Text(text.to_owned());
    let day = chrono::NaiveDate::from_ymd_opt(1988, 3, 5).unwrap();
    let expected = [
        text("a\nb"),
        text("x < y"),
        Raw::Bool(true),
        Raw::Fault("#SPILL!".to_owned()),
        Raw::Day(day),
        text("abc"),
        text("1E+400"),
        Raw::Number(5.0),
    ];
    assert_eq!(rows[0].cells, expected);
}

#[test]
fn blank_rows_are_passed_over_and_numbers_kept() {
    let rows = read(
        "<row r=\"2\"/><row r=\"3\"><c s=\"5\"/><c t=\"inlineStr\"><is><t>  </t></is></c></row><row r=\"9\"><c><v>1</v></c></row>",
        "",
    );
    assert_eq!(rows, [Row { number: 9, cells: vec![Raw::Number(1.0)] }]);
}

#[test]
fn references_outside_the_file_are_damage() {
    for rows in [
        "<row r=\"1\"><c t=\"s\"><v>5</v></c></row>",
        "<row r=\"0\"><c><v>5</v></c></row>",
        "<row r=\"1048577\"><c><v>5</v></c></row>",
        "<row r=\"1\"><c>",
    ] {
        let error = opened(&workbook(rows, "<si><t>a</t></si>")).unwrap_err();
        assert!(matches!(&error, IntakeError::Damaged { part, .. } if part == "xl/worksheets/Sheet1.xml"), "{error:?}");
    }
}

#[test]
fn a_bomb_is_given_up_where_it_expands() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bomb.xlsx");
    let write = |bytes: &[u8]| std::fs::write(&file, bytes).unwrap();
    let limits = Limits { expanded: 1 << 20, texts: 1 << 16 };

    write(&workbook(&"<row><c><v>1</v></c></row>".repeat(100_000), ""));
    let book = Book::open_within(&file, &limits).unwrap();
    let last = book.sheets()[0].rows().unwrap().last().unwrap();
    assert!(matches!(last, Err(IntakeError::TooLarge { limit: 1_048_576, .. })), "{last:?}");

    write(&workbook("", &"<si><t>0123456789</t></si>".repeat(10_000)));
    let error = Book::open_within(&file, &limits).unwrap_err();
    assert!(matches!(error, IntakeError::TooLarge { limit: 65_536, .. }), "{error:?}");

    let long = format!("<row><c t=\"str\"><v>{}</v></c></row>", "a".repeat(6 << 20));
    write(&workbook(&format!("<row><c><v>1</v></c></row>{long}"), ""));
    let last = Book::open(&file).unwrap().sheets()[0].rows().unwrap().last().unwrap();
    assert!(matches!(last, Err(IntakeError::TooLong { row: 1 })), "{last:?}");

    write(&workbook(&"<row>".repeat(200_000), ""));
    let last = Book::open(&file).unwrap().sheets()[0].rows().unwrap().last().unwrap();
    assert!(matches!(last, Err(IntakeError::Damaged { .. })), "{last:?}");
}

#[test]
fn other_documents_in_archives_are_named() {
    let ods = archive(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<a/>")]);
    assert!(matches!(opened(&ods), Err(IntakeError::OpenDocument)));
    let docx = archive(&[
        ("_rels/.rels", &links(&[("r1", "officeDocument", "word/document.xml")])),
        ("word/document.xml", "<w:document/>"),
    ]);
    assert!(matches!(opened(&docx), Err(IntakeError::NotASheet)));
    let xlsb =
        archive(&[("_rels/.rels", &links(&[("r1", "officeDocument", "xl/workbook.bin")])), ("xl/workbook.bin", "")]);
    assert!(matches!(opened(&xlsb), Err(IntakeError::BinaryWorkbook)));
    assert!(matches!(opened(&archive(&[("a.txt", "a")])), Err(IntakeError::NotASheet)));
    let none = archive(&[("xl/workbook.xml", "<workbook><sheets></sheets></workbook>")]);
    assert!(matches!(opened(&none), Err(IntakeError::NoSheets)));
}

#[test]
fn small_references_to_long_texts_do_not_fill_the_memory() {
    let cells = "<row><c t=\"s\"><v>0</v></c></row>".repeat(3_000);
    let error = opened(&workbook(&cells, &format!("<si><t>{}</t></si>", "a".repeat(1 << 20)))).unwrap_err();
    assert!(matches!(error, IntakeError::TooLong { .. }), "{error:?}");
}
