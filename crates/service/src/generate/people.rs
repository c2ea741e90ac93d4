//! The people of a synthetic federation, each drawn from the seed and a place, in any order.
//!
//! Not here: how many there are (`units`).

use chrono::{Days, NaiveDate};
use congdoan_model::members::Sex;

const SURNAMES: [&str; 12] =
    ["Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ"];
const MIDDLE: [&str; 14] = [
    "Thị",
    "Văn",
    "Hữu",
    "Minh",
    "Thanh",
    "Đức",
    "Ngọc",
    "Xuân",
    "Thu",
    "Quang",
    "Thị Kim",
    "Thị Bích",
    "Văn Quốc",
    "Gia",
];
const GIVEN: [&str; 36] = [
    "An", "Ánh", "Bình", "Châu", "Cường", "Dung", "Dũng", "Đạt", "Giang", "Hà", "Hải", "Hạnh", "Hiền", "Hòa", "Hùng",
    "Hương", "Khánh", "Lan", "Linh", "Long", "Mai", "Nam", "Nga", "Oanh", "Phong", "Phúc", "Quỳnh", "Sơn", "Tâm",
    "Thảo", "Thủy", "Trang", "Tuấn", "Uyên", "Vinh", "Yến",
];
const JOBS: [&str; 8] = [
    "Công nhân may",
    "Giáo viên",
    "Kỹ sư",
    "Điều dưỡng",
    "Lái xe",
    "Kế toán",
    "Công nhân cơ khí",
    "Nhân viên văn phòng",
];
const ETHNICITIES: [&str; 10] = ["Kinh", "Kinh", "Kinh", "Kinh", "Kinh", "Kinh", "Kinh", "Kinh", "Tày", "Thái"];

/// A member.
pub(super) struct Someone {
    pub(super) name: String,
    pub(super) is_woman: bool,
    pub(super) born: NaiveDate,
    pub(super) identity: String,
    pub(super) unit: String,
    pub(super) joined_on: NaiveDate,
    pub(super) job: &'static str,
    pub(super) phone: String,
    pub(super) ethnicity: &'static str,
    pub(super) department: String,
    pub(super) wage: i64,
}

impl Someone {
    /// The member of a number.
    pub(super) fn new(seed: u64, number: u64, unit: String, opened: NaiveDate) -> Self {
        let mut draw = Draw(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let middle = draw.pick(&MIDDLE);
        let name = format!("{} {middle} {}", draw.pick(&SURNAMES), draw.pick(&GIVEN));
        let is_woman = middle.starts_with("Thị") || middle == "Thu";
        let born = NaiveDate::from_ymd_opt(1966, 1, 1).unwrap_or_default() + Days::new(draw.below(13_000));
        let year = chrono::Datelike::year(&born);
        let century = if year < 2000 { 0 } else { 2 } + u32::from(is_woman);
        // The number makes it unlike any other, up to 96 million people.
        let (place, running) = (1 + number / 1_000_000 % 96, number % 1_000_000);
        let identity = format!("{place:03}{century}{:02}{running:06}", year % 100);
        let span = u64::try_from((last_joining() - opened).num_days()).unwrap_or(1).max(1);
        Self {
            is_woman,
            born,
            identity,
            unit,
            joined_on: opened + Days::new(draw.below(span)),
            job: draw.pick(&JOBS),
            phone: format!("09{:08}", draw.below(100_000_000)),
            ethnicity: draw.pick(&ETHNICITIES),
            department: format!("Phân xưởng {}", 1 + draw.below(9)),
            wage: i64::try_from(5_000_000 + draw.below(200) * 100_000).unwrap_or(0),
            name,
        }
    }

    pub(super) const fn sex(&self) -> Sex {
        if self.is_woman { Sex::Female } else { Sex::Male }
    }
}

fn last_joining() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 4, 30).unwrap_or_default()
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, good enough to invent with, the same everywhere.
struct Draw(u64);

impl Draw {
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    const fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn pick(&mut self, table: &[&'static str]) -> &'static str {
        let bound = u64::try_from(table.len().max(1)).unwrap_or(1);
        let place = usize::try_from(self.below(bound)).unwrap_or(0);
        table.get(place).copied().unwrap_or_default()
    }
}
