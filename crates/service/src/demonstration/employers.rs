//! Employers with their workforce and the unions that serve them, white spots in Nghệ An, and a founding under way at one
//! of them. All names are invented.
//!
//! Not here: the unit of the model union's employer (`units`), from how many workers on a union is due (`packs/vietnam`).

use chrono::NaiveDate;
use congdoan_model::{
    access::Caller,
    org::{Line, Link, Unit, UnitKind},
};
use congdoan_store::{
    Tx,
    org::{
        employers::{Employer, NewEmployer, Workforce},
        foundings::{Founding, PaperHanded, StepTaken},
        particulars::Profile,
    },
};

use super::{
    counters::{day, uneven},
    plan::{Place, fault},
    units::{MODEL, MODEL_UPPER, NGHE_AN},
};
use crate::{Result, Service};

/// The unit of the model union's employer.
const MODEL_EMPLOYER: &str = "cong-ty-may-mau";
/// The white spot where a union is being founded.
const FOUNDING_AT: &str = "dn-bao-bi-hoa-lua";

/// Employers no union serves: code, name, the unit they are entered under, ownership, zone, workers, coordinates in
/// millionths of a degree. The last three have too few workers to be white spots.
type WhiteSpot = (&'static str, &'static str, &'static str, &'static str, &'static str, i64, Option<(i64, i64)>);

const WHITE_SPOTS: [WhiteSpot; 14] = [
    (
        "dn-go-cau-treo",
        "Công ty TNHH Gỗ Cầu Treo",
        MODEL_UPPER,
        "private",
        "KCN Nam Cấm",
        186,
        Some((18_823_000, 105_668_000)),
    ),
    (
        "dn-dien-tu-bien-xanh",
        "Công ty TNHH Điện tử Biển Xanh",
        MODEL_UPPER,
        "foreign",
        "KCN VSIP",
        2_140,
        Some((18_735_000, 105_652_000)),
    ),
    (
        "dn-giay-da-song-con",
        "Công ty TNHH Giày da Sông Con",
        MODEL_UPPER,
        "foreign",
        "KCN Hoàng Mai I",
        1_480,
        Some((19_253_000, 105_716_000)),
    ),
    (
        "dn-bao-bi-hoa-lua",
        "Công ty CP Bao bì Hoa Lúa",
        MODEL_UPPER,
        "private",
        "KCN Bắc Vinh",
        74,
        Some((18_711_000, 105_671_000)),
    ),
    (
        "dn-may-que-lua",
        "Công ty TNHH May Quê Lụa",
        "ldld-huyen-do-luong",
        "private",
        "",
        312,
        Some((18_900_000, 105_305_000)),
    ),
    ("dn-thuy-san-lach-quen", "Công ty CP Thủy sản Lạch Cờn", "ldld-huyen-quynh-luu", "private", "", 96, None),
    (
        "dn-nong-san-phu-quy",
        "Công ty CP Nông sản Đất Đỏ",
        "ldld-huyen-quynh-luu",
        "private",
        "",
        41,
        Some((19_152_000, 105_632_000)),
    ),
    (
        "dn-van-tai-cua-bien",
        "Công ty TNHH Vận tải Cửa Biển",
        "ldld-thanh-pho-vinh",
        "private",
        "",
        58,
        Some((18_679_000, 105_681_000)),
    ),
    (
        "dn-khach-san-sen-trang",
        "Công ty CP Khách sạn Sen Trắng",
        "ldld-thanh-pho-vinh",
        "private",
        "",
        33,
        Some((18_667_000, 105_694_000)),
    ),
    ("dn-truong-mam-hoa-mai", "Trường Mầm non tư thục Hoa Mai Vàng", "ldld-thanh-pho-vinh", "private", "", 27, None),
    ("dn-htx-che-doi-sim", "Hợp tác xã Chè Đồi Sim Xanh", "ldld-huyen-do-luong", "cooperative", "", 25, None),
    (
        "dn-in-an-ben-song",
        "Công ty TNHH In Bến Sông",
        "ldld-thanh-pho-vinh",
        "private",
        "",
        24,
        Some((18_671_000, 105_689_000)),
    ),
    ("dn-co-khi-lo-ren", "Công ty TNHH Cơ khí Lò Rèn", "ldld-huyen-do-luong", "private", "", 11, None),
    ("dn-xay-lap-cay-da", "Công ty TNHH Xây lắp Cây Đa", "ldld-huyen-quynh-luu", "private", "", 19, None),
];

/// Writes the employers.
pub(super) async fn write(service: &Service, tx: &mut Tx, system: &Caller, places: &[Place]) -> Result<()> {
    let place = |code: &str| {
        let found = places.iter().find(|place| place.unit.code.as_str() == code);
        found.ok_or_else(|| fault(format!("employers: no unit {code}")))
    };
    let mut new = Vec::new();
    for (index, (code, name, under, ownership, zone, workers, at)) in WHITE_SPOTS.into_iter().enumerate() {
        let one = Entry { code, name, ownership, zone, workers, at, index, ..Entry::default() };
        new.push(one.employer(service, place(under)?, None)?);
    }
    let served = places
        .iter()
        .filter(|place| place.chain == NGHE_AN && place.unit.form == "enterprise" && place.unit.code.as_str() != MODEL);
    for (index, union) in served.enumerate().filter(|(index, _)| index % 4 == 1) {
        let code = union.unit.code.as_str().replacen("cdcs", "dn", 1);
        let name = union.unit.name.replacen("CĐCS ", "", 1);
        let at =
            (index % 3 != 0).then(|| (18_600_000 + uneven(index, 0, 500_000), 105_300_000 + uneven(index, 0, 400_000)));
        let (workers, ownership) = (uneven(index, 30, 700), if index % 5 == 1 { "foreign" } else { "private" });
        let entry = Entry { code: &code, name: &name, ownership, workers, at, index: index + 100, ..Entry::default() };
        new.push(entry.employer(service, union, Some(&union.unit))?);
    }
    new.extend(super::white_spots::lay(service, places)?);
    tx.add_employers(system, &service.ids, &new).await?;
    if let Some(employer) = new.iter().find(|one| one.unit.code.as_str() == FOUNDING_AT) {
        founding(service, tx, system, (place(MODEL_UPPER)?, &employer.unit)).await?;
    }
    model(service, tx, system, place(MODEL_EMPLOYER)?, place(MODEL)?).await
}

/// The founding of a union at a white spot, half-way.
async fn founding(service: &Service, tx: &mut Tx, system: &Caller, (upper, at): (&Place, &Unit)) -> Result<()> {
    let case = Founding {
        id: service.ids.next(),
        kind: crate::org::foundings::FOUNDING.to_owned(),
        scope_id: upper.unit.id,
        upper_id: upper.unit.id,
        union_id: None,
        employer_id: Some(at.id.uuid()),
        state: "open".to_owned(),
        code: FOUNDING_AT.replacen("dn", "cdcs", 1),
        name: format!("CĐCS {}", at.name),
        form: "private-enterprise".to_owned(),
        term: "2026–2031".to_owned(),
        applicants: 48,
        employers: 1,
        congress: 0,
        inspection: 1,
        decision: String::new(),
        decided_on: None,
        reorganisation_id: None,
        opened_by: system.name().to_owned(),
        opened_at: system.now.micros(),
        version: 0,
    };
    let case = tx.put_founding(system, &case, "founding.open").await?;
    for (step, done_on, note) in [
        ("preparing_group", day(2026, 10, 12), "Ban vận động 5 người"),
        ("applications", day(2026, 11, 3), "48 đơn, 29 của lao động nữ"),
    ] {
        let (step, note, done_by) = (step.to_owned(), note.to_owned(), system.name().to_owned());
        tx.take_step(system, &case, &StepTaken { step, done_on, note, done_by }).await?;
    }
    let paper = PaperHanded {
        paper: "applications".to_owned(),
        handed_on: day(2026, 11, 3),
        file_name: None,
        sha256: None,
        handed_by: system.name().to_owned(),
    };
    Ok(tx.hand_paper(system, &case, &paper, None).await?)
}

/// One line of the tables.
pub(super) struct Entry<'a> {
    pub(super) code: &'a str,
    pub(super) name: &'a str,
    pub(super) ownership: &'a str,
    pub(super) zone: &'a str,
    pub(super) workers: i64,
    pub(super) at: Option<(i64, i64)>,
    pub(super) index: usize,
    /// The province as written and its code.
    pub(super) province: (&'a str, &'a str),
    pub(super) counted_on: NaiveDate,
}

impl Default for Entry<'_> {
    fn default() -> Self {
        Self {
            code: "",
            name: "",
            ownership: "private",
            zone: "",
            workers: 0,
            at: None,
            index: 0,
            province: ("tỉnh Nghệ An", "nghe-an"),
            counted_on: day(2026, 6, 30),
        }
    }
}

impl Entry<'_> {
    pub(super) fn employer(&self, service: &Service, under: &Place, union: Option<&Unit>) -> Result<NewEmployer> {
        let opened_on = day(2012 + i32::try_from(self.index % 11).unwrap_or(0), 3, 1).max(under.unit.opened_on);
        let code = self.code.parse().map_err(|error| fault(format!("employer {}: {error}", self.code)))?;
        let unit = Unit {
            id: service.ids.next(),
            code,
            name: self.name.to_owned(),
            kind: UnitKind::Outside,
            form: crate::org::employers::FORM.to_owned(),
            opened_on,
            closed_on: None,
        };
        let link = Link {
            id: service.ids.next(),
            child: unit.id,
            parent: under.unit.id,
            line: Line::Managing,
            from: opened_on,
            until: None,
        };
        let street = self.index % 80 + 3;
        let where_it_is =
            if self.zone.is_empty() { format!("Số {street}, đường Bờ Sông") } else { self.zone.to_owned() };
        Ok(NewEmployer {
            chain: under.chain.clone(),
            link,
            employer: Employer {
                tax_code: Some(format!("29{:08}", 1_200_000 + self.index * 137)),
                ownership: self.ownership.to_owned(),
                zone: self.zone.to_owned(),
            },
            profile: Profile {
                place: self.province.1.to_owned(),
                ..profile(&format!("{where_it_is}, {}", self.province.0), self.at, self.counted_on)
            },
            workforce: Some(Workforce {
                counted_on: self.counted_on,
                workers: self.workers,
                women: Some(self.workers * uneven(self.index, 30, 50) / 100),
            }),
            served: union.map(|union| (union.id, opened_on.max(union.opened_on))),
            unit,
        })
    }
}

fn profile(address: &str, at: Option<(i64, i64)>, written_on: NaiveDate) -> Profile {
    Profile {
        address: address.to_owned(),
        place: "nghe-an".to_owned(),
        written_on: Some(written_on),
        latitude: at.map(|at| at.0),
        longitude: at.map(|at| at.1),
        ..Profile::default()
    }
}

/// The employer of the model union, with its workforce over the years, and the particulars of that union.
async fn model(service: &Service, tx: &mut Tx, system: &Caller, employer: &Place, union: &Place) -> Result<()> {
    let special = Employer {
        tax_code: Some("2900999001".to_owned()),
        ownership: "private".to_owned(),
        zone: "KCN Nam Cấm".to_owned(),
    };
    tx.set_employer(system, employer.unit.id, &special).await?;
    let at = Some((18_820_000, 105_660_000));
    let address = "Lô C5, KCN Nam Cấm, xã Nghi Xá, huyện Nghi Lộc, tỉnh Nghệ An";
    tx.set_profile(system, employer.unit.id, &profile(address, at, day(2019, 5, 1))).await?;
    for (year, workers, women) in [(2022, 402, 331), (2024, 437, 352), (2026, 468, 381)] {
        let counted_on = day(year, 6, 30);
        let workforce = Workforce { counted_on, workers, women: Some(women) };
        tx.count_workforce(system, &service.ids, employer.unit.id, workforce).await?;
    }
    tx.serve(system, &service.ids, employer.unit.id, (Some(union.unit.id), union.unit.opened_on)).await?;
    let status = Profile { status: "recognised".to_owned(), ..profile(address, None, day(2019, 5, 1)) };
    Ok(tx.set_profile(system, union.unit.id, &status).await?)
}
