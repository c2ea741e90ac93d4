//! Sample directives and a reading. The texts are written for the gallery.

use congdoan_web::{
    graph::{self, GraphLink, GraphNode},
    handlers::{
        directives::{
            DirectiveLink, DirectivePage, DirectiveRow, DirectivesPage, Finding, GraphLine, GraphPage, ProposedTarget,
            ReadPage, Segment, SegmentKind,
        },
        programmes::ProgrammeRow,
        registers::{FieldKind, FormField},
    },
    page::{Choice, Link},
    words::Language,
};

use super::{MARKUP, programmes, say, shell};

fn row(id: &str, symbol: &str, kind: &str, title: &str, date: &str, issuer: &str) -> DirectiveRow {
    DirectiveRow {
        directive: Link::new(format!("/directives/{id}"), symbol),
        title: title.to_owned(),
        kind: kind.to_owned(),
        date: date.to_owned(),
        issuer: issuer.to_owned(),
        programmes: 2,
    }
}

/// The list with the box.
pub(crate) fn directives(language: Language) -> DirectivesPage {
    DirectivesPage {
        shell: shell(language, "/directives"),
        query: String::new(),
        rows: vec![
            row(
                "d1",
                "02-NQ/TW",
                "Nghị quyết",
                "Công đoàn đổi mới cách tổ chức và cách làm việc",
                "12/06/2021",
                "Bộ Chính trị",
            ),
            row("d2", "58-KH/TU", "Kế hoạch", MARKUP, "30/08/2021", "Tỉnh ủy Thái Nguyên"),
            row("d3", "02/CTr-LĐLĐ", "Chương trình", "Triển khai Kế hoạch 58-KH/TU", "", "LĐLĐ tỉnh Thái Nguyên"),
        ],
        can_read: true,
        text: String::new(),
        error: None,
        next_href: None,
    }
}

fn piece(text: &str) -> Segment {
    Segment { text: text.to_owned(), ..Segment::default() }
}

fn found(kind: SegmentKind, anchor: &str, text: &str) -> Segment {
    Segment { text: text.to_owned(), kind, anchor: anchor.to_owned() }
}

fn segments() -> Vec<Segment> {
    vec![
        piece("CHƯƠNG TRÌNH HÀNH ĐỘNG\n\nCăn cứ "),
        found(SegmentKind::Citation, "c1", "Nghị quyết 02-NQ/TW (Bộ Chính trị, 12/6/2021)"),
        piece(" và "),
        found(SegmentKind::Citation, "c2", "Kế hoạch số 58-KH/TU"),
        piece(
            ", Liên đoàn Lao động tỉnh xây dựng chương trình với những nội dung sau.\n\nI. Kết quả\n\nTrong năm qua, các cấp công đoàn đã mở ",
        ),
        found(SegmentKind::Figure, "f1", "35 lớp tập huấn"),
        piece(" cho "),
        found(SegmentKind::Figure, "f2", "3.095 lượt người"),
        piece(" (ghi chú: <script>alert(1)</script>).\n\nII. Chỉ tiêu đến năm 2025\n\n1. "),
        found(SegmentKind::Target, "t1", "ít nhất 70% doanh nghiệp"),
        piece(" có tổ chức công đoàn ký thỏa ước lao động tập thể.\n2. Hằng năm "),
        found(SegmentKind::Target, "t2", "kết nạp 10.000 đoàn viên"),
        piece(" và giới thiệu đoàn viên ưu tú cho Đảng.\n"),
    ]
}

fn finding(anchor: &str, value: &str, text: &str, facts: &[(&str, &str)]) -> Finding {
    Finding {
        anchor: anchor.to_owned(),
        value: value.to_owned(),
        text: text.to_owned(),
        facts: facts.iter().map(|(label, fact)| ((*label).to_owned(), (*fact).to_owned())).collect(),
        known: None,
        chosen: !value.is_empty(),
    }
}

fn field(id: &str, label: String, kind: FieldKind, value: &str, required: bool) -> FormField {
    FormField { id: id.to_owned(), label, kind, required, value: value.to_owned(), ..FormField::default() }
}

/// A text that was read.
pub(crate) fn reading(language: Language) -> ReadPage {
    let name = |vi: &str, en: &str| say(language, vi, en);
    let known = Some(Link::new("/directives/d1", "02-NQ/TW"));
    let issued = "12/06/2021 · Bộ Chính trị";
    ReadPage {
        shell: shell(language, "/directives"),
        segments: segments(),
        citations: vec![
            Finding {
                known,
                ..finding(
                    "c1",
                    "0",
                    "Nghị quyết 02-NQ/TW (Bộ Chính trị, 12/6/2021)",
                    &[("Ký hiệu", "02-NQ/TW"), ("Ban hành", issued)],
                )
            },
            finding("c2", "1", "Kế hoạch số 58-KH/TU", &[("Ký hiệu", "58-KH/TU")]),
        ],
        targets: vec![
            finding("t1", "0", "ít nhất 70% doanh nghiệp", &[("Yêu cầu", "ít nhất 70 %"), ("Kỳ", "đến năm 2025")]),
            finding("t2", "1", "kết nạp 10.000 đoàn viên", &[("Yêu cầu", "bằng 10.000 người"), ("Kỳ", "hằng năm")]),
        ],
        figures: vec![
            finding("f1", "", "35 lớp tập huấn", &[("Giá trị", "35 lớp")]),
            finding("f2", "", "3.095 lượt người", &[("Giá trị", "3.095 lượt người")]),
        ],
        fields: vec![
            field("symbol", name("Số, ký hiệu", "Symbol"), FieldKind::Text, "02/CTr-LĐLĐ", false),
            FormField {
                choices: vec![
                    Choice::new("programme", "Chương trình", "programme"),
                    Choice::new("plan", "Kế hoạch", "programme"),
                ],
                ..field("kind", name("Loại", "Kind"), FieldKind::Choice, "programme", true)
            },
            field("issued_on", name("Ngày ban hành", "Issued on"), FieldKind::Date, "2021-10-05", false),
            field("issuer", name("Cơ quan ban hành", "Issuer"), FieldKind::Text, "LĐLĐ tỉnh Thái Nguyên", true),
            field("title", name("Trích yếu", "Title"), FieldKind::Text, "Chương trình hành động", true),
            field("summary", name("Tóm tắt", "Summary"), FieldKind::LongText, "", false),
        ],
        errors: vec![],
        carried: vec![("text".to_owned(), segments().iter().map(|segment| segment.text.as_str()).collect())],
        idempotency_key: "key-3".to_owned(),
    }
}

fn nodes(current: &str) -> Vec<GraphNode> {
    [
        ("d1", "02-NQ/TW", "Công đoàn đổi mới cách tổ chức và cách làm việc để gần người lao động hơn"),
        ("d2", "58-KH/TU", "Kế hoạch của Tỉnh ủy Thái Nguyên"),
        ("d3", "02/CTr-LĐLĐ", "Chương trình của LĐLĐ tỉnh Thái Nguyên"),
        ("d4", "768-CTr/ĐU", "Chương trình của Đảng ủy"),
        ("d5", "Chương trình chi bộ", "Chi bộ chi nhánh triển khai Nghị quyết"),
        ("d6", "Chương trình công đoàn", MARKUP),
        ("d7", "KH 2021", "Kế hoạch năm 2021"),
        ("d8", "KH 2022", "Kế hoạch năm 2022"),
        ("d9", "20-NQ/TW", "Xây dựng giai cấp công nhân"),
    ]
    .map(|(id, symbol, title)| GraphNode {
        id: id.to_owned(),
        symbol: symbol.to_owned(),
        title: title.to_owned(),
        href: format!("/directives/{id}"),
        current: id == current,
    })
    .into()
}

fn links() -> Vec<GraphLink> {
    [
        ("d2", "d1", "carries_out"),
        ("d3", "d2", "carries_out"),
        ("d3", "d1", "based_on"),
        ("d4", "d1", "carries_out"),
        ("d5", "d4", "carries_out"),
        ("d6", "d5", "carries_out"),
        ("d6", "d1", "based_on"),
        ("d7", "d3", "carries_out"),
        ("d8", "d3", "carries_out"),
        ("d8", "d7", "replaces"),
        ("d1", "d9", "based_on"),
    ]
    .map(|(from, to, kind)| GraphLink { from: from.to_owned(), to: to.to_owned(), kind: kind.to_owned() })
    .into()
}

fn answers(kind: &str, id: &str, symbol: &str, title: &str) -> DirectiveLink {
    DirectiveLink {
        kind: kind.to_owned(),
        directive: Link::new(format!("/directives/{id}"), symbol),
        title: title.to_owned(),
    }
}

/// One directive in its graph.
pub(crate) fn directive(language: Language) -> DirectivePage {
    let answering: Vec<ProgrammeRow> = programmes(language).rows;
    DirectivePage {
        shell: shell(language, "/directives/d1"),
        symbol: "02-NQ/TW".to_owned(),
        title: "Công đoàn đổi mới cách tổ chức và cách làm việc để gần người lao động hơn".to_owned(),
        kind: "Nghị quyết".to_owned(),
        date: "12/06/2021".to_owned(),
        issuer: "Bộ Chính trị".to_owned(),
        summary: "Đặt yêu cầu đổi mới mô hình tổ chức, nâng chất lượng cán bộ và chăm lo tốt hơn cho đoàn viên."
            .to_owned(),
        above: vec![answers("based_on", "d9", "20-NQ/TW", "Xây dựng giai cấp công nhân")],
        below: vec![
            answers("carries_out", "d2", "58-KH/TU", "Kế hoạch của Tỉnh ủy Thái Nguyên"),
            answers("carries_out", "d4", "768-CTr/ĐU", "Chương trình của Đảng ủy"),
        ],
        drawing: Some(graph::draw(&nodes("d1"), &links())),
        citations: vec![
            Link::new("/directives/d9", "Nghị quyết số 20-NQ/TW"),
            Link::new("", "Điều lệ Công đoàn Việt Nam khóa XII"),
        ],
        targets: vec![ProposedTarget {
            text: "Ít nhất 70% doanh nghiệp ký thỏa ước".to_owned(),
            understood: "ít nhất 70 % · đến năm 2025".to_owned(),
        }],
        programmes: answering,
        cascade: congdoan_web::handlers::programmes::pages::DirectiveTools::default(),
    }
}

/// The whole graph.
pub(crate) fn graph(language: Language) -> GraphPage {
    let lines = nodes("").into_iter().map(|node| GraphLine {
        above: links()
            .iter()
            .filter(|link| link.from == node.id)
            .map(|link| answers(&link.kind, &link.to, &link.to, ""))
            .collect(),
        directive: Link::new(node.href, node.symbol),
        title: node.title,
    });
    GraphPage {
        shell: shell(language, "/directives/graph"),
        drawing: graph::draw(&nodes(""), &links()),
        lines: lines.collect(),
    }
}
