//! Sample units.

use congdoan_web::{
    handlers::org::{DatedUnit, Post, UnitNode, UnitPage, UnitsPage},
    page::Link,
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
    }
}
