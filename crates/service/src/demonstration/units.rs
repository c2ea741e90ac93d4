//! The tree: the confederation, provinces, industries and corporations, upper and grassroots unions, Party bodies.
//!
//! Not here: names of districts (`districts`), what the units did (the other modules).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_model::org::{Line, UnitKind};

use super::{
    counters::{day, turn},
    districts::{PROVINCES, Province, slug},
    names,
    plan::{NewUnit, Plan},
};
use crate::Result;

/// The confederation.
pub(super) const ROOT: &str = "vgcl";
/// Nghệ An.
pub(super) const NGHE_AN: &str = "ldld-nghe-an";
/// Hà Nội.
pub(super) const HA_NOI: &str = "ldld-ha-noi";
/// Kon Tum.
pub(super) const KON_TUM: &str = "ldld-kon-tum";
/// Thái Nguyên.
pub(super) const THAI_NGUYEN: &str = "ldld-thai-nguyen";
/// The union of a branch of the deposit insurance.
pub(super) const BRANCH: &str = "cdcs-bhtgvn-chi-nhanh";
/// The grassroots union visitors look at first.
pub(super) const MODEL: &str = "cdcs-mau";
/// The upper-level union that manages it.
pub(super) const MODEL_UPPER: &str = "cd-kkt-dong-nam";

const INDUSTRIES: [(&str, &str); 4] = [
    ("cdn-y-te", "Công đoàn Y tế Việt Nam"),
    ("cdn-giao-duc", "Công đoàn Giáo dục Việt Nam"),
    ("cdn-vien-chuc", "Công đoàn Viên chức Việt Nam"),
    ("cdn-ngan-hang", "Công đoàn Ngân hàng Việt Nam"),
];

/// Corporation unions, and the unions each manages on the ground of Kon Tum.
const CORPORATIONS: [(&str, &str, &[&str]); 6] = [
    (
        "cdtct-ca-phe",
        "Công đoàn Tổng công ty Cà phê Việt Nam",
        &["Cà phê Đồi Gió", "Cà phê Suối Đá", "Cà phê Hoa Dã Quỳ"],
    ),
    (
        "cdtct-cao-su",
        "Công đoàn Cao su Việt Nam",
        &["Cao su Rừng Xanh", "Cao su Thác Bạc", "Cao su Đất Đỏ", "Cao su Nhà Rông"],
    ),
    ("cdtct-buu-chinh", "Công đoàn Bưu chính Viễn thông Việt Nam", &["Bưu chính Cao Nguyên", "Viễn thông Cao Nguyên"]),
    ("cdtct-dien-luc", "Công đoàn Điện lực Việt Nam", &["Thủy điện Suối Đá", "Điện lực Cao Nguyên"]),
    (
        "cdtct-giay",
        "Công đoàn Tổng công ty Giấy Việt Nam",
        &["Nguyên liệu giấy Rừng Thông", "Nguyên liệu giấy Bờ Suối"],
    ),
    ("cdtct-xay-dung", "Công đoàn Tổng công ty Xây dựng", &["Xây dựng Cầu Treo", "Xây dựng Ngã Ba"]),
];

/// Grassroots unions the central industry unions manage themselves: code, name, industry.
const CENTRAL: [(&str, &str, &str); 8] = [
    ("cdcs-y-te-tw-1", "CĐCS Bệnh viện Trung ương Rừng Thông", "cdn-y-te"),
    ("cdcs-y-te-tw-2", "CĐCS Viện Dược liệu Đồi Chè", "cdn-y-te"),
    ("cdcs-giao-duc-tw-1", "CĐCS Trường Đại học Cầu Mây", "cdn-giao-duc"),
    ("cdcs-giao-duc-tw-2", "CĐCS Trường Cao đẳng Sư phạm Hương Sen", "cdn-giao-duc"),
    ("cdcs-vien-chuc-tw-1", "CĐCS Viện Lưu trữ Lèn Đá", "cdn-vien-chuc"),
    ("cdcs-vien-chuc-tw-2", "CĐCS Nhà xuất bản Ao Sen", "cdn-vien-chuc"),
    ("cdcs-ngan-hang-tw-1", "CĐCS Ngân hàng TMCP Bến Sông", "cdn-ngan-hang"),
    ("cdcs-ngan-hang-tw-2", "CĐCS Ngân hàng TMCP Phố Núi", "cdn-ngan-hang"),
];

/// How many units of each sort were added so far: what names and codes are made of.
#[derive(Default)]
struct Counts {
    /// Grassroots unions of the province at hand.
    in_province: usize,
    /// Enterprise unions.
    enterprises: usize,
    /// Unions founded in 2021 with support.
    founded: usize,
    /// Unions of public bodies, by sector.
    public: BTreeMap<&'static str, usize>,
}

/// How many unions of Hà Nội are founded in 2021 with the scheme's support, beside those in its districts.
const FOUNDED_IN_ZONE: usize = 17;

/// Adds every unit and link.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    let since = day(1995, 1, 1);
    let root = NewUnit {
        code: ROOT,
        name: "Tổng Liên đoàn Lao động Việt Nam",
        kind: UnitKind::Confederation,
        form: "",
        parent: None,
        opened_on: day(1929, 7, 28),
    };
    plan.unit(&root)?;
    for (code, name) in INDUSTRIES {
        plan.unit(&NewUnit { code, name, kind: UnitKind::Industry, form: "", parent: Some(ROOT), opened_on: since })?;
    }
    for (code, name, _) in CORPORATIONS {
        let kind = UnitKind::Corporation;
        plan.unit(&NewUnit { code, name, kind, form: "", parent: Some(ROOT), opened_on: since })?;
    }
    let mut counts = Counts::default();
    for province in &PROVINCES {
        counts.in_province = 0;
        lay_province(plan, province, since, &mut counts)?;
    }
    coordinated(plan)?;
    central(plan)?;
    deposit_insurance(plan)?;
    around_the_model(plan)
}

fn lay_province(plan: &mut Plan<'_>, province: &Province, since: NaiveDate, counts: &mut Counts) -> Result<()> {
    let (code, name, kind) = (province.code, province.name, UnitKind::Province);
    plan.unit(&NewUnit { code, name, kind, form: "", parent: Some(ROOT), opened_on: since })?;
    let (party, name) = province.party;
    plan.unit(&party_committee(party, name, code, since))?;
    for (kind, name) in province.districts {
        let upper = format!("ldld-{}-{}", slug(kind), slug(name));
        let full = format!("Liên đoàn Lao động {kind} {name}");
        let opened_on = if *name == "Ia H'Drai" { day(2015, 7, 1) } else { since };
        plan.unit(&NewUnit { opened_on, ..upper_union(&upper, &full, "district", code) })?;
        if code == NGHE_AN {
            let (word, title) = committee_of(kind);
            plan.unit(&party_committee(&format!("{word}-{}", slug(name)), &format!("{title} {name}"), party, since))?;
        }
        let (new, old) = match province.short {
            "na" => (0, 6),
            "hn" => (2, 1),
            "tn" => (0, 5),
            _ => (0, 3),
        };
        enterprises(plan, province, &upper, (new, old), counts)?;
    }
    for sector in province.sectors {
        local_industry(plan, province, sector, counts)?;
    }
    let (zone, name) = province.zone;
    plan.unit(&upper_union(zone, name, "industrial-zone", code))?;
    let numbers = match province.short {
        "na" => (0, 17),
        "hn" => (FOUNDED_IN_ZONE, 5),
        "tn" => (0, 10),
        _ => (0, 5),
    };
    enterprises(plan, province, zone, numbers, counts)
}

fn upper_union<'a>(code: &'a str, name: &'a str, form: &'a str, parent: &'a str) -> NewUnit<'a> {
    NewUnit { code, name, kind: UnitKind::Upper, form, parent: Some(parent), opened_on: day(1995, 1, 1) }
}

fn party_committee<'a>(code: &'a str, name: &'a str, parent: &'a str, opened_on: NaiveDate) -> NewUnit<'a> {
    NewUnit { code, name, kind: UnitKind::Party, form: "party-committee", parent: Some(parent), opened_on }
}

/// The Party committee of a kind of district: its word in codes, and its title.
pub(super) fn committee_of(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "thành phố" => ("thanh-uy", "Thành ủy"),
        "thị xã" => ("thi-uy", "Thị ủy"),
        "quận" => ("quan-uy", "Quận ủy"),
        _ => ("huyen-uy", "Huyện ủy"),
    }
}

/// Enterprise unions under an upper-level union: those founded in 2021 with support, then older ones.
fn enterprises(
    plan: &mut Plan<'_>,
    province: &Province,
    upper: &str,
    (new, old): (usize, usize),
    counts: &mut Counts,
) -> Result<()> {
    for place in 0..new + old {
        let opened_on = if place < new {
            counts.founded += 1;
            day(2021, turn(counts.founded, 1, 10), turn(counts.founded, 5, 25) + 2)
        } else {
            opening(counts.in_province)
        };
        let name = names::enterprise_union(counts.enterprises);
        counts.enterprises += 1;
        grassroots(plan, (province.short, counts), (&name, "enterprise"), upper, opened_on)?;
    }
    Ok(())
}

/// A local-industry union: managed by the province, coordinated by the central industry union.
fn local_industry(plan: &mut Plan<'_>, province: &Province, sector: &'static str, counts: &mut Counts) -> Result<()> {
    let central = format!("cdn-{sector}");
    let upper = format!("{central}-{}", province.tail);
    let sector_name = match sector {
        "y-te" => "Y tế",
        "giao-duc" => "Giáo dục",
        "ngan-hang" => "Ngân hàng",
        _ => "Viên chức",
    };
    let name = province.name.replace("Liên đoàn Lao động", &format!("Công đoàn {sector_name}"));
    plan.unit(&upper_union(&upper, &name, "local-industry", province.code))?;
    plan.link(&upper, &central, Line::Coordinating)?;
    let number = match (province.short, sector) {
        ("na", "ngan-hang") => 4,
        ("na", "giao-duc") => 12,
        ("na", _) => 10,
        _ => 4,
    };
    for _ in 0..number {
        let index = counts.public.entry(sector).or_default();
        let name = names::public_union(sector, *index);
        *index += 1;
        let opened_on = opening(counts.in_province);
        grassroots(plan, (province.short, counts), (&name, "state"), &upper, opened_on)?;
    }
    Ok(())
}

fn grassroots(
    plan: &mut Plan<'_>,
    (short, counts): (&str, &mut Counts),
    (name, form): (&str, &str),
    upper: &str,
    opened_on: NaiveDate,
) -> Result<()> {
    counts.in_province += 1;
    let code = format!("cdcs-{short}-{:03}", counts.in_province);
    plan.unit(&NewUnit { code: &code, name, kind: UnitKind::Grassroots, form, parent: Some(upper), opened_on })
}

/// First days from 1996 to 2015.
fn opening(index: usize) -> NaiveDate {
    day(1996 + i32::try_from(index * 7 % 20).unwrap_or(0), turn(index, 5, 12), turn(index, 3, 28))
}

/// The 15 unions on the ground of Kon Tum that a corporation union manages and the province coordinates.
fn coordinated(plan: &mut Plan<'_>) -> Result<()> {
    for (corporation, _, unions) in CORPORATIONS {
        let sector = corporation.trim_start_matches("cdtct-");
        for (index, union) in unions.iter().enumerate() {
            let (code, name) = (format!("cdcs-kt-{sector}-{}", index + 1), format!("CĐCS Công ty {union}"));
            let opened_on = opening(index * 3 + sector.len());
            let (kind, form) = (UnitKind::Grassroots, "enterprise");
            plan.unit(&NewUnit { code: &code, name: &name, kind, form, parent: Some(corporation), opened_on })?;
            plan.link(&code, KON_TUM, Line::Coordinating)?;
        }
    }
    Ok(())
}

/// Unions the central industry unions manage themselves.
fn central(plan: &mut Plan<'_>) -> Result<()> {
    let kind = UnitKind::Grassroots;
    for (index, (code, name, industry)) in CENTRAL.into_iter().enumerate() {
        plan.unit(&NewUnit { code, name, kind, form: "state", parent: Some(industry), opened_on: opening(index + 4) })?;
    }
    Ok(())
}

/// The deposit insurance: its union under the banking union, its Party bodies beside, a branch union and two others.
fn deposit_insurance(plan: &mut Plan<'_>) -> Result<()> {
    let (union, since) = ("cd-bhtgvn", day(2000, 7, 7));
    let name = "Công đoàn Bảo hiểm tiền gửi Việt Nam";
    plan.unit(&NewUnit { opened_on: since, ..upper_union(union, name, "", "cdn-ngan-hang") })?;
    let committee = "dang-uy-bhtgvn";
    plan.unit(&party_committee(committee, "Đảng ủy Bảo hiểm tiền gửi Việt Nam", union, since))?;
    let cell = "chi-bo-bhtgvn-chi-nhanh";
    let name = "Chi bộ Chi nhánh Bảo hiểm tiền gửi Việt Nam";
    plan.unit(&NewUnit { form: "party-cell", ..party_committee(cell, name, committee, day(2002, 3, 1)) })?;
    for (code, name, form, opened_on) in [
        (BRANCH, "CĐCS Chi nhánh Bảo hiểm tiền gửi Việt Nam", "branch", day(2002, 3, 1)),
        ("cdcs-bhtgvn-tru-so", "CĐCS Trụ sở chính Bảo hiểm tiền gửi Việt Nam", "state", since),
        ("cdcs-bhtgvn-khu-vuc", "CĐCS Chi nhánh khu vực Bảo hiểm tiền gửi Việt Nam", "branch", day(2004, 5, 1)),
    ] {
        plan.unit(&NewUnit { code, name, kind: UnitKind::Grassroots, form, parent: Some(union), opened_on })?;
    }
    Ok(())
}

/// The model union with its groups and its employer, and a partner of the province.
fn around_the_model(plan: &mut Plan<'_>) -> Result<()> {
    let (kind, since) = (UnitKind::Grassroots, day(2008, 4, 15));
    let (name, form) = ("CĐCS Công ty May mẫu", "enterprise");
    plan.unit(&NewUnit { code: MODEL, name, kind, form, parent: Some(MODEL_UPPER), opened_on: since })?;
    for (code, name) in [
        ("cdcs-mau-to-cat", "Tổ công đoàn Xưởng cắt"),
        ("cdcs-mau-to-may-1", "Tổ công đoàn Chuyền may 1"),
        ("cdcs-mau-to-may-2", "Tổ công đoàn Chuyền may 2"),
    ] {
        plan.unit(&NewUnit { code, name, kind: UnitKind::Group, form: "", parent: Some(MODEL), opened_on: since })?;
    }
    for (code, name, form, parent) in [
        ("cong-ty-may-mau", "Công ty May mẫu", "employer", MODEL),
        ("bql-kkt-dong-nam", "Ban Quản lý Khu Kinh tế Đông Nam Nghệ An", "partner", NGHE_AN),
    ] {
        plan.unit(&NewUnit { code, name, kind: UnitKind::Outside, form, parent: Some(parent), opened_on: since })?;
    }
    Ok(())
}
