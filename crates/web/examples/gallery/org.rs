//! Sample units.

use congdoan_web::{
    handlers::org::{
        DatedUnit, Post, UnitNode, UnitPage, UnitsPage,
        employers::{EmployerRow, EmployersPage, Ratio},
        foundings::{FoundingPage, FoundingRow, FoundingsPage, PaperRow, SeatRow, StepRow},
        particulars::{DecisionRow, Past, UnitMore},
        reorganisations::{
            EffectLine, EffectSum, PlanSums, PreviewPage, ReorganisationPage, ReorganisationRow, ReorganisationsPage,
        },
    },
    lists::{ColumnChoice, ListTools},
    page::{Choice, Link},
    words::Language,
};

use super::{MARKUP, say, shell};

fn node(code: &str, name: &str, kind: &str, below: usize) -> UnitNode {
    UnitNode {
        code: code.to_owned(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        below,
        line: "managing".to_owned(),
        ..UnitNode::default()
    }
}

/// The tree from the top, one branch open.
pub(crate) fn units(language: Language) -> UnitsPage {
    let grassroots = vec![
        node("cdcs-mau", "Công đoàn cơ sở Công ty May Mẫu", "grassroots", 0),
        node("cdcs-vinh-2", "Công đoàn cơ sở Trường Tiểu học Bến Thủy", "grassroots", 0),
    ];
    let districts = vec![
        UnitNode { children: grassroots, ..node("ldld-vinh", "LĐLĐ thành phố Vinh", "upper", 2) },
        node("ldld-cua-lo", "LĐLĐ thị xã Cửa Lò", "upper", 14),
        UnitNode {
            line: "coordinating".to_owned(),
            ..node("cdn-y-te-nghe-an", "Công đoàn ngành Y tế Nghệ An", "upper", 23)
        },
    ];
    let provinces = vec![
        UnitNode {
            children: districts, ..node("ldld-nghe-an", "Liên đoàn Lao động tỉnh Nghệ An", "province", 24)
        },
        node("ldld-kon-tum", "Liên đoàn Lao động tỉnh Kon Tum", "province", 11),
        node("cdn-y-te", "Công đoàn Y tế Việt Nam", "industry", 9),
        node("cdtct-ca-phe", "Công đoàn Tổng công ty Cà phê Việt Nam", "corporation", 15),
        node("x", MARKUP, "guild", 0),
    ];
    let top = UnitNode {
        children: provinces, ..node("vgcl", "Tổng Liên đoàn Lao động Việt Nam", "confederation", 15)
    };
    UnitsPage {
        shell: shell(language, "/units"),
        query: String::new(),
        trail: vec![],
        nodes: vec![top],
        total: 1,
        next_href: None,
        kinds: Vec::new(),
        tools: ListTools::default(),
        links: vec![Link::new("/reorganisations", say(language, "Sắp xếp tổ chức", "Reorganisations"))],
    }
}

/// What a search found.
pub(crate) fn units_found(language: Language) -> UnitsPage {
    let found =
        |code: &str, name: &str, place: &str| UnitNode { place: place.to_owned(), ..node(code, name, "grassroots", 0) };
    UnitsPage {
        query: "dệt <script>".to_owned(),
        nodes: vec![
            found("d1", "Công đoàn cơ sở Công ty Dệt Hoàng Mai", "LĐLĐ thị xã Hoàng Mai · Nghệ An"),
            found("d2", "Công đoàn cơ sở Hợp tác xã Dệt Kim Liên", "Huyện Nam Đàn · Nghệ An"),
        ],
        total: 2,
        next_href: Some("/units?q=det&cursor=d2".to_owned()),
        ..units(language)
    }
}

/// One unit, led by two lines.
pub(crate) fn unit(language: Language) -> UnitPage {
    let led = |code: &str, name: &str, from: &str, until: &str| DatedUnit {
        unit: Link::new(format!("/units/{code}"), name),
        from: from.to_owned(),
        until: until.to_owned(),
    };
    let post = |person: &str, vi: &str, en: &str, since: &str| Post {
        person: person.to_owned(),
        role: say(language, vi, en),
        since: since.to_owned(),
    };
    UnitPage {
        shell: shell(language, "/units/cdcs-mau"),
        code: "cdcs-mau".to_owned(),
        name: "Công đoàn cơ sở Công ty May Mẫu".to_owned(),
        kind: "grassroots".to_owned(),
        form: String::new(),
        opened: "15/03/2004".to_owned(),
        closed: String::new(),
        trail: vec![
            Link::new("/units/vgcl", "Tổng Liên đoàn Lao động Việt Nam"),
            Link::new("/units/ldld-nghe-an", "Liên đoàn Lao động tỉnh Nghệ An"),
            Link::new("/units/ldld-vinh", "LĐLĐ thành phố Vinh"),
        ],
        managing: vec![
            led("ldld-vinh", "LĐLĐ thành phố Vinh", "01/07/2016", ""),
            led("cdtct-giay", "Công đoàn Tổng công ty Giấy Việt Nam", "", "01/07/2016"),
        ],
        coordinating: vec![led("cdn-det-may", "Công đoàn Dệt may Việt Nam", "01/07/2016", "")],
        children: vec![
            node("bp-1", "Công đoàn bộ phận Phân xưởng 1", "section", 3),
            node("bp-2", "Công đoàn bộ phận Văn phòng", "section", 0),
        ],
        children_total: 2,
        children_coordinated: 0,
        day: "2026-11-22".to_owned(),
        posts: vec![
            post("Nguyễn Thị Hồng Ánh", "Chủ tịch", "Chair", "20/05/2018"),
            post("Phan Đức Toàn", "Phó Chủ tịch", "Vice-chair", "20/05/2018"),
            post("Hồ Thị Quý", "Trưởng ban nữ công", "Head of women's work", ""),
        ],
        links: vec![
            Link::new("/figures?unit=cdcs-mau", say(language, "Số liệu", "Figures")),
            Link::new("/registers?unit=cdcs-mau", say(language, "Bản ghi", "Records")),
            Link::new("/programmes?unit=cdcs-mau", say(language, "Chương trình", "Programmes")),
        ],
        more: more(language),
    }
}

fn more(language: Language) -> UnitMore {
    let past = |from: &str, what: &str, act: Option<&str>| Past {
        from: from.to_owned(),
        what: what.to_owned(),
        act: act.map(|text| Link::new("/reorganisations/1", text)),
        ..Past::default()
    };
    UnitMore {
        status: say(language, "Đã được công nhận", "Recognised"),
        facts: vec![
            (say(language, "Địa chỉ", "Address"), "Lô C5, KCN Mẫu, huyện Nghi Lộc, tỉnh Nghệ An".to_owned()),
            (say(language, "Tỉnh, thành phố", "Province"), "tỉnh Nghệ An".to_owned()),
        ],
        history: vec![
            past("01/07/2016", "Tên: Công đoàn cơ sở Công ty May Mẫu", Some("07/QĐ-TLĐ · Sắp xếp công đoàn tỉnh")),
            past("15/03/2004", "Thành lập", None),
        ],
        decisions: vec![DecisionRow {
            id: "1".to_owned(),
            kind: say(language, "thành lập", "founding"),
            number: "12/QĐ-LĐLĐ".to_owned(),
            day: "15/03/2004".to_owned(),
            issuer: "LĐLĐ thành phố Vinh".to_owned(),
            about: MARKUP.to_owned(),
            file: Some(Link::new("/units/cdcs-mau/decisions/1/file", "quyet-dinh.pdf")),
        }],
        serves: vec![DatedUnit {
            unit: Link::new("/units/cong-ty-may-mau", "Công ty May Mẫu"),
            from: "15/03/2004".to_owned(),
            until: String::new(),
        }],
        may_describe: true,
        today: "2026-11-22".to_owned(),
        ..UnitMore::default()
    }
}

/// White spots of a province.
pub(crate) fn white_spots(language: Language) -> EmployersPage {
    let row = |code: &str, name: &str, workers: &str| EmployerRow {
        link: Link::new(format!("/units/{code}"), name),
        tax_code: "2901200000".to_owned(),
        sort: "KCN Mẫu".to_owned(),
        place: "tỉnh Nghệ An".to_owned(),
        workers: workers.to_owned(),
        counted: "30/06/2026".to_owned(),
        union: None,
    };
    EmployersPage {
        shell: shell(language, "/employers/white-spots"),
        unit: Link::new("/units/ldld-nghe-an", "Liên đoàn Lao động tỉnh Nghệ An"),
        unit_code: "ldld-nghe-an".to_owned(),
        white_spots: true,
        day: "2026-11-22".to_owned(),
        query: String::new(),
        places: vec![],
        ratio: Some(Ratio {
            without: "11".to_owned(),
            all: "64".to_owned(),
            percent: "17,18\u{a0}%".to_owned(),
            workers: "4.472".to_owned(),
            least: "25".to_owned(),
        }),
        tools: ListTools::new(
            "/employers/white-spots",
            &[],
            ["ownership", "place", "workers", "union"].map(|id| ColumnChoice::new(id, id, true)).to_vec(),
        ),
        rows: vec![row("dn-1", "Công ty TNHH Gỗ Cầu Treo", "186"), row("x", MARKUP, "")],
        total: 11,
        next_href: Some("/employers/white-spots?after=dn-1".to_owned()),
        csv_href: "/employers/white-spots.csv?unit=ldld-nghe-an".to_owned(),
        map_href: "/employers/white-spots.geojson?unit=ldld-nghe-an".to_owned(),
        other: Link::new("/employers", say(language, "Tất cả", "All")),
        may_add: true,
    }
}

fn sums() -> PlanSums {
    let sum = |effect: &str, units: &[&str], total: &str, members: &str| EffectSum {
        effect: effect.to_owned(),
        units: units.iter().map(|text| (*text).to_owned()).collect(),
        total: total.to_owned(),
        members: members.to_owned(),
        mandates: "12".to_owned(),
        posts: "4".to_owned(),
        programmes: "1".to_owned(),
        targets: "3".to_owned(),
        records: "27".to_owned(),
    };
    PlanSums {
        title: "Sắp xếp công đoàn tỉnh Hà Tĩnh năm 2025".to_owned(),
        decision: "07/QĐ-TLĐ".to_owned(),
        effective: "01/07/2025".to_owned(),
        sums: vec![
            sum("Kết thúc hoạt động", &["15 Công đoàn cấp trên", "1.031 Công đoàn cơ sở"], "1.046", "34.806"),
            sum("Chuyển giao", &["442 Công đoàn cơ sở"], "442", "37.253"),
        ],
        links_ended: "1.488".to_owned(),
        links_begun: "442".to_owned(),
    }
}

fn effect_lines(language: Language) -> Vec<EffectLine> {
    let line = |code: &str, name: &str, vi: &str, en: &str, other: Option<&str>| EffectLine {
        unit: Link::new(format!("/units/{code}"), name),
        kind: "grassroots".to_owned(),
        effect: say(language, vi, en),
        other: other.map(|name| Link::new("/units/ldld-ha-tinh", name)),
        members: "126".to_owned(),
        reason: String::new(),
    };
    vec![
        line(
            "cdcs-ht-1",
            "Công đoàn cơ sở Công ty Dệt Mẫu",
            "Sáp nhập",
            "Merged",
            Some("Công đoàn cơ sở Công ty May Mẫu"),
        ),
        line("x", MARKUP, "Kết thúc hoạt động", "Ended", None),
    ]
}

/// What a plan would do.
pub(crate) fn plan_preview(language: Language) -> PreviewPage {
    PreviewPage {
        shell: shell(language, "/reorganisations/preview"),
        plan: "[reorganisation]\ntitle = \"…\"\n".to_owned(),
        sums: sums(),
        lines: effect_lines(language),
        total: 1_488,
        page: 2,
        pages: 15,
        idempotency_key: "sample-key".to_owned(),
        error: Some(say(
            language,
            "Số quyết định gõ lại chưa khớp với kế hoạch; chưa có gì được áp dụng.",
            "The number typed is not that of the plan; nothing was applied.",
        )),
    }
}

/// The list of reorganisations.
pub(crate) fn reorganisations(language: Language) -> ReorganisationsPage {
    let row = |title: &str, undone: &str| ReorganisationRow {
        link: Link::new("/reorganisations/1", title),
        decision: "07/QĐ-TLĐ".to_owned(),
        effective: "01/07/2025".to_owned(),
        applied: "20/06/2025".to_owned(),
        by: "lanhdao".to_owned(),
        undone: undone.to_owned(),
    };
    ReorganisationsPage {
        shell: shell(language, "/reorganisations"),
        rows: vec![row("Sắp xếp công đoàn tỉnh Hà Tĩnh năm 2025", ""), row(MARKUP, "21/06/2025")],
        next_href: None,
        may_plan: true,
    }
}

/// One that was applied, which something later stands on.
pub(crate) fn reorganisation(language: Language) -> ReorganisationPage {
    let dependent = (Link::new("/units/cdcs-ht-1", "cdcs-ht-1"), say(language, "2 bản ghi", "2 records"));
    ReorganisationPage {
        shell: shell(language, "/reorganisations/1"),
        href: "/reorganisations/1".to_owned(),
        plan: "[reorganisation]\ntitle = \"<b>\"\n".to_owned(),
        sums: sums(),
        lines: effect_lines(language),
        total: 1_488,
        next_href: Some("/reorganisations/1?from=100".to_owned()),
        applied: ("lanhdao".to_owned(), "20/06/2025".to_owned()),
        undone: None,
        undo_until: "20/07/2025".to_owned(),
        may_undo: true,
        dependents: vec![dependent],
        error: None,
    }
}

/// The list of foundings.
pub(crate) fn foundings(language: Language) -> FoundingsPage {
    let row = |name: &str, state: &str, vi: &str, en: &str| FoundingRow {
        link: Link::new("/foundings/1", name),
        kind: say(language, "Thành lập công đoàn cơ sở", "Founding a grassroots union"),
        upper: Link::new("/units/cd-kkt", "Công đoàn Khu kinh tế Đông Nam"),
        state: state.to_owned(),
        state_name: say(language, vi, en),
        steps: "2 / 7".to_owned(),
        decision: String::new(),
    };
    FoundingsPage {
        shell: shell(language, "/foundings"),
        rows: vec![
            row("CĐCS Công ty Gỗ Cầu Treo", "open", "đang làm", "under way"),
            row(MARKUP, "withdrawn", "đã rút", "withdrawn"),
        ],
        may_open: true,
    }
}

/// A founding under way.
pub(crate) fn founding(language: Language) -> FoundingPage {
    let step = |id: &str, vi: &str, en: &str, done: &str, open: bool| StepRow {
        id: id.to_owned(),
        name: say(language, vi, en),
        by: say(language, "người lao động, ban vận động", "workers, preparing group"),
        done: done.to_owned(),
        open,
        ..StepRow::default()
    };
    let paper = |id: &str, vi: &str, en: &str, handed: &str| PaperRow {
        id: id.to_owned(),
        name: say(language, vi, en),
        required: true,
        handed: handed.to_owned(),
        file: (!handed.is_empty()).then(|| Link::new("/foundings/1/papers/applications", "don.pdf")),
    };
    let posts = vec![Choice::new("chair", say(language, "Chủ tịch", "Chair"), "chair")];
    FoundingPage {
        shell: shell(language, "/foundings/1"),
        href: "/foundings/1".to_owned(),
        name: "CĐCS Công ty Gỗ Cầu Treo".to_owned(),
        kind: say(language, "Thành lập công đoàn cơ sở", "Founding a grassroots union"),
        state: ("open".to_owned(), say(language, "đang làm", "under way")),
        facts: vec![(say(language, "Số đoàn viên, người có đơn", "Members"), "64".to_owned())],
        upper: Link::new("/units/cd-kkt", "Công đoàn Khu kinh tế Đông Nam"),
        standing: None,
        employer: Some(Link::new("/units/dn-go", "Công ty TNHH Gỗ Cầu Treo")),
        steps: vec![
            step("preparing_group", "Lập ban vận động", "A preparing group is formed", "03/11/2026", false),
            step("applications", "Thu đơn gia nhập", "Applications are collected", "", true),
        ],
        papers: vec![
            paper("applications", "Đơn gia nhập công đoàn", "Applications", "03/11/2026"),
            paper("request", "Tờ trình đề nghị công nhận", "Request for recognition", ""),
        ],
        seats: vec![
            SeatRow { name: MARKUP.to_owned(), posts: posts.clone(), ..SeatRow::default() },
            SeatRow { posts, ..SeatRow::default() },
        ],
        missing: vec![say(language, "Thiếu: Tờ trình đề nghị công nhận", "Missing: Request for recognition")],
        may_write: true,
        may_decide: true,
        may_undo: false,
        today: "2026-11-22".to_owned(),
        errors: vec![],
        decision: String::new(),
    }
}
