//! Hà Tĩnh before 1 July 2025, and the plan that reorganised it: 15 upper-level unions, 1,473 grassroots ones, 72,059
//! members; 1,031 unions with 34,806 members end, 442 with 37,253 go under the province.
//!
//! These sums are from the press of 2025; names of unions and people are invented. Not here: applying the plan (`org`).

use congdoan_model::{
    Ids,
    access::Caller,
    org::{Line, Link, Unit, UnitKind},
};
use congdoan_store::Tx;

use super::{
    counters::{day, shares, uneven},
    names,
    roll::{self, File},
    units::ROOT,
};
use crate::{Result, Service};

/// The province.
pub(super) const HA_TINH: &str = "ldld-ha-tinh";

/// The plan, as it is written beside the database.
pub(super) const PLAN: &str = r#"# Sắp xếp tổ chức công đoàn tỉnh Hà Tĩnh từ ngày 1/7/2025.
# Xem trước:  congdoan reorganise plan-2025.toml --dry-run
# Áp dụng:    congdoan reorganise plan-2025.toml

[reorganisation]
title = "Sắp xếp công đoàn tỉnh Hà Tĩnh năm 2025"
decision = "07/QĐ-TLĐ"
effective_on = 2025-07-01
unit = "ldld-ha-tinh"

# Công đoàn cơ sở doanh nghiệp chuyển về trực thuộc Liên đoàn Lao động tỉnh.
[[step]]
do = "move"
below = "ldld-ha-tinh"
kind = "grassroots"
form = "enterprise"
under = "ldld-ha-tinh"
reason = "Chuyển về trực thuộc Liên đoàn Lao động tỉnh"

# Công đoàn cơ sở khối cơ quan, đơn vị hưởng ngân sách kết thúc hoạt động.
[[step]]
do = "end"
below = "ldld-ha-tinh"
kind = "grassroots"
form = "state"
reason = "Kết thúc hoạt động theo Nghị quyết 60-NQ/TW"

# Công đoàn cấp trên trực tiếp cơ sở kết thúc hoạt động.
[[step]]
do = "end"
below = "ldld-ha-tinh"
kind = "upper"
reason = "Không còn công đoàn cấp trên trực tiếp cơ sở từ 1/7/2025"
"#;

const UPPERS: [(&str, &str, &str); 15] = [
    ("ldld-ht-thanh-pho", "Liên đoàn Lao động thành phố Hà Tĩnh", "district"),
    ("ldld-ht-hong-linh", "Liên đoàn Lao động thị xã Hồng Lĩnh", "district"),
    ("ldld-ht-thi-xa-ky-anh", "Liên đoàn Lao động thị xã Kỳ Anh", "district"),
    ("ldld-ht-cam-xuyen", "Liên đoàn Lao động huyện Cẩm Xuyên", "district"),
    ("ldld-ht-can-loc", "Liên đoàn Lao động huyện Can Lộc", "district"),
    ("ldld-ht-duc-tho", "Liên đoàn Lao động huyện Đức Thọ", "district"),
    ("ldld-ht-huong-khe", "Liên đoàn Lao động huyện Hương Khê", "district"),
    ("ldld-ht-huong-son", "Liên đoàn Lao động huyện Hương Sơn", "district"),
    ("ldld-ht-ky-anh", "Liên đoàn Lao động huyện Kỳ Anh", "district"),
    ("ldld-ht-nghi-xuan", "Liên đoàn Lao động huyện Nghi Xuân", "district"),
    ("ldld-ht-thach-ha", "Liên đoàn Lao động huyện Thạch Hà", "district"),
    ("ldld-ht-vu-quang", "Liên đoàn Lao động huyện Vũ Quang", "district"),
    ("cdn-giao-duc-ht", "Công đoàn ngành Giáo dục Hà Tĩnh", "local-industry"),
    ("cd-vien-chuc-ht", "Công đoàn Viên chức tỉnh Hà Tĩnh", "local-industry"),
    ("cdkkt-ht", "Công đoàn Khu kinh tế tỉnh Hà Tĩnh", "industrial-zone"),
];

/// Unions that end and those that move: how many, with how many members.
const ENDING: (usize, i64) = (1_031, 34_806);
const MOVING: (usize, i64) = (442, 37_253);

/// The counter of the first person of the province: beyond those of the other member files.
const FIRST_PERSON: usize = 100_000;

struct Grounds {
    units: Vec<(Unit, String)>,
    links: Vec<Link>,
}

impl Grounds {
    fn unit(
        &mut self,
        ids: &Ids,
        (code, name): (&str, &str),
        (kind, form): (UnitKind, &str),
        opened: chrono::NaiveDate,
    ) -> Result<Unit> {
        let code = code.parse().map_err(|error| super::plan::fault(format!("unit {code}: {error}")))?;
        let (name, form) = (name.to_owned(), form.to_owned());
        let unit = Unit { id: ids.next(), code, name, kind, form, opened_on: opened, closed_on: None };
        self.units.push((unit.clone(), HA_TINH.to_owned()));
        Ok(unit)
    }

    fn link(&mut self, ids: &Ids, child: &Unit, parent: congdoan_model::UnitId, since: chrono::NaiveDate) {
        let from = child.opened_on.max(since);
        let link = Link { id: ids.next(), child: child.id, parent, line: Line::Managing, from, until: None };
        self.links.push(link);
    }
}

/// Writes the province with its unions, member files and chairs.
pub(super) async fn write(service: &Service, tx: &mut Tx, system: &Caller) -> Result<()> {
    let (ids, since) = (&service.ids, day(1991, 9, 1));
    let root = tx.unit(system, ROOT).await?;
    let mut grounds = Grounds { units: Vec::new(), links: Vec::new() };
    let name = "Liên đoàn Lao động tỉnh Hà Tĩnh";
    let province = grounds.unit(ids, (HA_TINH, name), (UnitKind::Province, ""), since)?;
    grounds.link(ids, &province, root.id, since);
    let mut uppers = Vec::with_capacity(UPPERS.len());
    for (code, name, form) in UPPERS {
        let upper = grounds.unit(ids, (code, name), (UnitKind::Upper, form), day(1992, 1, 1))?;
        grounds.link(ids, &upper, province.id, since);
        uppers.push(upper);
    }
    let mut unions: Vec<(Unit, i64)> = Vec::with_capacity(ENDING.0 + MOVING.0);
    for ((number, members), form) in [(ENDING, "state"), (MOVING, "enterprise")] {
        let sizes = shares(members, 1, (0..number).map(|index| uneven(index, 20, 60)));
        for (index, size) in sizes.into_iter().enumerate() {
            let place = unions.len();
            let Some(upper) = uppers.get(place % uppers.len().max(1)) else { continue };
            let (code, name) = (format!("cdcs-ht-{:04}", place + 1), union_name(form, index));
            let kind = (UnitKind::Grassroots, form);
            let union = grounds.unit(ids, (&code, &name), kind, roll::opening(place))?;
            grounds.link(ids, &union, upper.id, since);
            unions.push((union, size));
        }
    }
    tx.add_units(system, &grounds.units, &grounds.links).await?;
    let files: Vec<File<'_>> = unions
        .iter()
        .enumerate()
        .map(|(place, (unit, size))| File {
            unit,
            chain: HA_TINH,
            standing: *size,
            left: i64::from(place % 20 == 3),
            until: day(2025, 4, 30),
            counts_from: unit.opened_on,
            named: Vec::new(),
        })
        .collect();
    roll::write(service, tx, system, (&files, FIRST_PERSON)).await
}

fn union_name(form: &str, index: usize) -> String {
    const BODIES: [(&str, usize); 5] =
        [("Trường Tiểu học", 1), ("Trường THCS", 2), ("Trường Mầm non", 3), ("Cơ quan xã", 4), ("Trạm Y tế", 5)];
    if form == "enterprise" {
        return format!("CĐCS {} (HT {})", names::enterprise(index % 380), index + 1);
    }
    let body = BODIES.get(index % BODIES.len()).map_or("Cơ quan", |(body, _)| *body);
    format!("CĐCS {body} số {}", index / BODIES.len() + 1)
}
