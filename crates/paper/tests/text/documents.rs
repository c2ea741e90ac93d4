//! DOCX: what programs hide in documents, and the numbers they draw.

use super::{archive, document, paper, paragraph, read};

#[test]
fn what_was_deleted_is_left_out_and_what_stands_twice_comes_once() {
    let text = read(paper("tracked.docx")).expect("a document");
    let wanted = "Chỉ tiêu là 80%.\nDòng một\ndòng hai\tsau tab\ntrang 7\nNgoài khung\nTrong khung\nI. Một\n1. Nhỏ\n\
                  2. Nhỏ nữa\nII. Hai\n1. Lại từ đầu\na) Nhỏ nhất\n";
    assert_eq!(text, wanted);
}

/// A document with this numbering and paragraphs of list, level and text.
fn numbered(numbering: &str, styles: &str, items: &[(u32, u32, &str)]) -> String {
    let relations = "<Relationships><Relationship Type=\"t/numbering\" Target=\"numbering.xml\"/>\
                     <Relationship Type=\"t/styles\" Target=\"/word/styles.xml\"/></Relationships>";
    let items = items.iter().map(|(list, level, text)| {
        let list = format!("<w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr>");
        format!("<w:p>{list}<w:r><w:t>{text}</w:t></w:r></w:p>")
    });
    let body = format!("<w:document><w:body>{}</w:body></w:document>", items.collect::<String>());
    let bytes = archive(&[
        ("word/document.xml", &body),
        ("word/_rels/document.xml.rels", relations),
        ("word/numbering.xml", &format!("<w:numbering>{numbering}</w:numbering>")),
        ("word/styles.xml", &format!("<w:styles>{styles}</w:styles>")),
    ]);
    read(bytes).expect("a document")
}

fn level(place: u32, form: &str, text: &str) -> String {
    format!(
        "<w:lvl w:ilvl=\"{place}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{form}\"/><w:lvlText w:val=\"{text}\"/></w:lvl>"
    )
}

#[test]
fn numbers_of_several_levels_are_written_out() {
    let levels = level(0, "decimal", "Điều %1.") + &level(1, "decimal", "%1.%2.") + &level(2, "bullet", "\u{f0b7}");
    let lists = format!("<w:abstractNum w:abstractNumId=\"4\">{levels}</w:abstractNum>")
        + "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"4\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"4\"/>\
           <w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride></w:num>";
    let items =
        [(1, 0, "a"), (1, 1, "b"), (1, 1, "c"), (1, 2, "d"), (1, 0, "e"), (1, 1, "f"), (2, 0, "g"), (2, 0, "h")];
    let text = numbered(&lists, "", &items);
    assert_eq!(text, "Điều 1. a\n1.1. b\n1.2. c\n- d\nĐiều 2. e\n2.1. f\nĐiều 5. g\nĐiều 6. h\n");
}

#[test]
fn styles_number_their_paragraphs_through_what_they_are_based_on() {
    let lists = format!("<w:abstractNum w:abstractNumId=\"1\">{}</w:abstractNum>", level(0, "lowerLetter", "%1)"))
        + "<w:num w:numId=\"3\"><w:abstractNumId w:val=\"1\"/></w:num>";
    let styles = "<w:style w:type=\"paragraph\" w:styleId=\"A\"><w:pPr><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr>\
                  </w:style><w:style w:type=\"paragraph\" w:styleId=\"B\"><w:basedOn w:val=\"A\"/></w:style>\
                  <w:style w:type=\"paragraph\" w:styleId=\"Loop\"><w:basedOn w:val=\"Loop\"/></w:style>";
    let styled = |style: &str, text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let body = styled("B", "một") + &styled("Loop", "hai") + &styled("A", "ba");
    let relations = "<Relationships><Relationship Type=\"t/numbering\" Target=\"numbering.xml\"/>\
                     <Relationship Type=\"t/styles\" Target=\"styles.xml\"/></Relationships>";
    let bytes = archive(&[
        ("word/document.xml", &format!("<w:document>{body}</w:document>")),
        ("word/_rels/document.xml.rels", relations),
        ("word/numbering.xml", &format!("<w:numbering>{lists}</w:numbering>")),
        ("word/styles.xml", &format!("<w:styles>{styles}</w:styles>")),
    ]);
    assert_eq!(read(bytes).expect("a document"), "a) một\nhai\nb) ba\n");
}

#[test]
fn notes_stand_at_the_end_in_the_order_of_the_text() {
    let refer = |id: u32| format!("<w:r><w:footnoteReference w:id=\"{id}\"/></w:r>");
    let note = |id: u32, text: &str| format!("<w:footnote w:id=\"{id}\">{}</w:footnote>", paragraph(text));
    let body = format!("<w:p><w:r><w:t>Trước</w:t></w:r>{}{}</w:p>{}", refer(7), refer(3), paragraph("Sau"));
    let notes = note(0, "kẻ ngang") + &note(3, "Chú thích ba") + &note(7, "Chú thích bảy") + &note(9, "không ai nhắc");
    let bytes = archive(&[
        ("word/document.xml", &format!("<w:document><w:body>{body}</w:body></w:document>")),
        (
            "word/_rels/document.xml.rels",
            "<Relationships><Relationship Type=\"t/footnotes\" Target=\"footnotes.xml\"/></Relationships>",
        ),
        ("word/footnotes.xml", &format!("<w:footnotes>{notes}</w:footnotes>")),
    ]);
    assert_eq!(read(bytes).expect("a document"), "Trước\nSau\nChú thích bảy\nChú thích ba\n");
}

#[test]
fn tables_within_tables_come_in_order() {
    let cell = |inside: &str| format!("<w:tc>{inside}</w:tc>");
    let inner = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell(&paragraph("1")), cell(&paragraph("2")));
    let outer = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cell(&(paragraph("a") + &inner + &paragraph("b"))));
    assert_eq!(read(document(&outer)).expect("a document"), "a\n1\t2\nb\n");
}

#[test]
fn letters_are_composed_and_entities_of_the_papers_own_stand_for_nothing() {
    let body = paragraph("Ngh&#x1ECB; quye&#770;&#769;t &lt;1&gt; &amp; &own;");
    assert_eq!(read(document(&body)).expect("a document"), "Nghị quyết <1> &\n");
}
