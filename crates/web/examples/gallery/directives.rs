//! Sample directives and a reading. The texts are written for the gallery.

use congdoan_web::{
    graph::{self, GraphLink, GraphNode},
    handlers::{
        directives::{
            Deed, DirectiveLink, DirectivePage, DirectiveRow, DirectivesPage, Finding, FindingGroup, GraphLine,
            GraphPage, ReadPage, Segment, SegmentKind,
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
        directions: vec![Choice::new("in", "đến", "")],
        kind: String::new(),
        unit: String::new(),
        from: String::new(),
        until: String::new(),
        drafts: vec![(Link::new("/directives/drafts/x", "Kế hoạch đọc dở"), "05/03/2026".to_owned())],
        text: String::new(),
        error: None,
        next_href: None,
    }
}

fn piece(text: &str) -> Segment {
    Segment { text: text.to_owned(), ..Segment::default() }
}

fn found(kind: SegmentKind, anchor: &str, text: &str) -> Segment {
    Segment { text: text.to_owned(), kind, anchor: anchor.to_owned(), ..Segment::default() }
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
        piece(" (ghi chú: <script>alert(1)</script>).\n\n"),
        Segment {
            clauses: vec![("c-II".to_owned(), "II".to_owned())], ..piece("II. Chỉ tiêu đến năm 2025\n\n1. ")
        },
        found(SegmentKind::Target, "t1", "ít nhất 70% doanh nghiệp"),
        piece(" có tổ chức công đoàn ký thỏa ước lao động tập thể.\n2. Hằng năm "),
        found(SegmentKind::Target, "t2", "kết nạp 10.000 đoàn viên"),
        piece(" và giới thiệu đoàn viên ưu tú cho Đảng.\n"),
    ]
}

fn finding(anchor: &str, text: &str, facts: &[(&str, &str)]) -> Finding {
    Finding {
        anchor: anchor.to_owned(),
        text: text.to_owned(),
        rule: "sample".to_owned(),
        facts: facts.iter().map(|(label, fact)| ((*label).to_owned(), (*fact).to_owned())).collect(),
        chosen: true,
        ..Finding::default()
    }
}

fn group(name: &str, heading: &str, findings: Vec<Finding>) -> FindingGroup {
    FindingGroup { name: name.to_owned(), heading: heading.to_owned(), note: String::new(), findings }
}

fn field(id: &str, label: String, kind: FieldKind, value: &str, required: bool) -> FormField {
    FormField { id: id.to_owned(), label, kind, required, value: value.to_owned(), ..FormField::default() }
}

fn reading_groups(language: Language) -> Vec<FindingGroup> {
    let name = |vi: &str, en: &str| say(language, vi, en);
    let known = Some(Link::new("/directives/d1", "02-NQ/TW"));
    let issued = "12/06/2021 · Bộ Chính trị";
    let value = |id: &str, text: &str| field(id, name("Giá trị", "Value"), FieldKind::Text, text, false);
    vec![
        group(
            "citation",
            &name("Viện dẫn", "Citations"),
            vec![
                Finding {
                    known,
                    ..finding(
                        "c1",
                        "Nghị quyết 02-NQ/TW (Bộ Chính trị, 12/6/2021)",
                        &[("Ký hiệu", "02-NQ/TW"), ("Ban hành", issued)],
                    )
                },
                finding("c2", "Kế hoạch số 58-KH/TU", &[("Ký hiệu", "58-KH/TU")]),
            ],
        ),
        group(
            "target",
            &name("Chỉ tiêu", "Targets"),
            vec![
                Finding {
                    fields: vec![value("t1.value", "70")],
                    asked: vec![FormField {
                        choices: vec![Choice::new(
                            "agreements.coverage",
                            "Tỷ lệ bao phủ thỏa ước",
                            "agreements.coverage",
                        )],
                        ..field("t1.indicator", name("Chỉ tiêu thống kê", "Indicator"), FieldKind::Choice, "", false)
                    }],
                    ..finding("t1", "ít nhất 70% doanh nghiệp", &[("Yêu cầu", "ít nhất 70 %"), ("Kỳ", "đến năm 2025")])
                },
                finding("t2", "kết nạp 10.000 đoàn viên", &[("Yêu cầu", "bằng 10.000 người"), ("Kỳ", "hằng năm")]),
            ],
        ),
        group(
            "figure",
            &name("Con số", "Figures"),
            vec![
                finding("f1", "35 lớp tập huấn", &[("Giá trị", "35 lớp")]),
                finding("f2", "3.095 lượt người", &[("Giá trị", "3.095 lượt người")]),
            ],
        ),
    ]
}

/// A text that was read.
pub(crate) fn reading(language: Language) -> ReadPage {
    let name = |vi: &str, en: &str| say(language, vi, en);
    ReadPage {
        shell: shell(language, "/directives"),
        action: "/directives/drafts/x".to_owned(),
        segments: segments(),
        groups: reading_groups(language),
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
        alike: vec![Link::new("/directives/d3", "02/CTr-LĐLĐ · Triển khai Kế hoạch 58-KH/TU")],
        another: false,
        symbol_remark: String::new(),
        file: "chuong-trinh.txt".to_owned(),
        carried: vec![("idempotency_key".to_owned(), "key-3".to_owned())],
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
        since: String::new(),
    }
}

/// One directive in its graph.
pub(crate) fn directive(language: Language) -> DirectivePage {
    let answering: Vec<ProgrammeRow> = programmes(language).rows;
    DirectivePage {
        shell: shell(language, "/directives/d1"),
        href: "/directives/d1".to_owned(),
        symbol: "02-NQ/TW".to_owned(),
        title: "Công đoàn đổi mới cách tổ chức và cách làm việc để gần người lao động hơn".to_owned(),
        kind: "Nghị quyết".to_owned(),
        standing: String::new(),
        fallen: vec![(Link::new("/directives/d9", "20-NQ/TW"), "Hết hiệu lực từ 01/01/2026.".to_owned())],
        facts: vec![
            ("Ngày ban hành".to_owned(), Link::new("", "12/06/2021")),
            ("Cơ quan ban hành".to_owned(), Link::new("", "Bộ Chính trị")),
        ],
        file: Some(Link::new("/directives/d1/file", "nghi-quyet.pdf")),
        segments: segments(),
        whole_href: String::new(),
        clauses: vec![("c-II".to_owned(), "II".to_owned(), "Chỉ tiêu đến năm 2025".to_owned(), 1)],
        groups: vec![group(
            "target",
            "Chỉ tiêu",
            vec![Finding {
                decision: ("open".to_owned(), "chờ xét".to_owned()),
                href: "/directives/d1/findings/t1".to_owned(),
                ..finding("t1", "ít nhất 70% doanh nghiệp", &[("Yêu cầu", "ít nhất 70 %")])
            }],
        )],
        books: vec!["Tổng Liên đoàn: văn bản đến số 12/2021, ngày 15/06/2021".to_owned()],
        corrections: vec![("root, ngày 01/02/2022".to_owned(), "ghi nhầm ngày".to_owned(), "Nghị quyết".to_owned())],
        deeds: vec![Deed {
            action: "/directives/d1/book".to_owned(),
            heading: "Ghi vào sổ của đơn vị".to_owned(),
            fields: vec![field("number", "Số trong sổ".to_owned(), FieldKind::Count, "", false)],
            button: "Ghi vào sổ".to_owned(),
        }],
        writes: true,
        idempotency_key: "key-4".to_owned(),
        summary: "Đặt yêu cầu đổi mới mô hình tổ chức, nâng chất lượng cán bộ và chăm lo tốt hơn cho đoàn viên."
            .to_owned(),
        above: vec![answers("based_on", "d9", "20-NQ/TW", "Xây dựng giai cấp công nhân")],
        below: vec![
            answers("carries_out", "d2", "58-KH/TU", "Kế hoạch của Tỉnh ủy Thái Nguyên"),
            answers("carries_out", "d4", "768-CTr/ĐU", "Chương trình của Đảng ủy"),
        ],
        drawing: Some(graph::draw(&nodes("d1"), &links())),
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
