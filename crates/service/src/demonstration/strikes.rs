//! Strikes of 2022 in Nghệ An, six of them settled by October, and three conferences on preventing them.
//!
//! Not here: other years.

use super::{
    counters::day,
    names,
    plan::{Plan, fields},
    units::{MODEL_UPPER, NGHE_AN},
};
use crate::Result;

/// Who took part in settling it, first day, participants, cause, settled on; all of 2022.
type Strike = (&'static str, (u32, u32), i64, &'static str, Option<(u32, u32)>);

const STRIKES: [Strike; 8] = [
    (NGHE_AN, (2, 8), 720, "wages", Some((2, 10))),
    (MODEL_UPPER, (2, 14), 410, "wages", Some((2, 15))),
    ("ldld-huyen-dien-chau", (3, 3), 265, "meals", Some((3, 4))),
    ("ldld-huyen-yen-thanh", (5, 23), 180, "hours", Some((5, 25))),
    (MODEL_UPPER, (7, 11), 530, "insurance", Some((7, 13))),
    // Not settled with the union's help: a strike of the year that the count of settled ones leaves out.
    ("ldld-thi-xa-hoang-mai", (8, 16), 95, "other", None),
    ("ldld-huyen-nghi-loc", (9, 19), 340, "conditions", Some((9, 20))),
    (MODEL_UPPER, (11, 28), 210, "wages", Some((11, 29))),
];

const CONFERENCES: [((u32, u32), &str, i64); 3] = [
    ((3, 18), "Nhận diện sớm nguy cơ tranh chấp lao động tập thể", 140),
    ((6, 24), "Góp ý dự thảo đề án phòng ngừa đình công trái trình tự", 95),
    ((9, 8), "Phối hợp xử lý khi xảy ra ngừng việc ở khu công nghiệp", 120),
];

/// Enters strikes and conferences.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    for (index, (unit, (month, date), participants, cause, settled)) in STRIKES.into_iter().enumerate() {
        let mut values = fields([
            ("employer", names::enterprise(index + 370).into()),
            ("participants", participants.into()),
            ("cause", cause.into()),
            ("demands", "Điều chỉnh chế độ và trả lời bằng văn bản".into()),
            ("settled", settled.is_some().into()),
            ("reported_on", day(2022, month, date).to_string().into()),
        ]);
        if let Some((month, date)) = settled {
            values.insert("settled_on".to_owned(), day(2022, month, date).to_string().into());
            values.insert("settlement".to_owned(), "Hai bên thống nhất, người lao động trở lại làm việc".into());
        }
        plan.record("strikes", unit, day(2022, month, date), values)?;
    }
    for ((month, date), topic, attendees) in CONFERENCES {
        let values = fields([("topic", topic.into()), ("attendees", attendees.into())]);
        plan.record("strike_conferences", NGHE_AN, day(2022, month, date), values)?;
    }
    Ok(())
}
