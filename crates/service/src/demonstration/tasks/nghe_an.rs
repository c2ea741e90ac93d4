//! Nghệ An in 2026: tasks of the province, of an upper union and of the model union; some late, some gone up.
//!
//! Not here: what was recorded that year (`present`).

use congdoan_model::{
    access::Caller,
    programmes::tasks::{
        TaskDeed::{Accept, Cancel, Report, Return, Start},
        TaskKind::{Activity, Highlight, Theme},
    },
};
use congdoan_store::Tx;

use super::{
    super::units::{MODEL, MODEL_UPPER, NGHE_AN},
    NewTask, PLAIN, Writers, lay,
};
use crate::Result;

pub(super) async fn write(writers: &Writers<'_>, tx: &mut Tx, system: &Caller) -> Result<()> {
    let plan = (NGHE_AN, "Chương trình công tác năm 2026", "2026");
    let tasks: Vec<NewTask> = first().into_iter().chain(next()).chain(last()).chain(activities()).collect();
    lay(writers, tx, system, plan, &tasks).await?;
    lay(writers, tx, system, (MODEL_UPPER, "Chương trình công tác năm 2026", "2026"), &upper()).await?;
    let own = (MODEL, "Chương trình công tác năm 2026 của công đoàn May mẫu", "2026");
    lay(writers, tx, system, own, &model()).await
}

/// Tasks of the province, the first four.
fn first() -> [NewTask; 4] {
    [
        NewTask {
            title: "Giao chỉ tiêu phát triển đoàn viên cho từng đơn vị",
            unit: NGHE_AN,
            days: [(2026, 1, 15), (2026, 2, 10)],
            weight: 2,
            story: &[
                ("chuyenvien", Report, 3, "Đã gửi bảng giao chỉ tiêu cho mọi đơn vị trực thuộc"),
                ("lanhdao", Accept, 1, ""),
            ],
            ..PLAIN
        },
        NewTask {
            title: "Mở lớp nghiệp vụ cho chủ tịch công đoàn cơ sở mới nhận việc",
            unit: MODEL_UPPER,
            person: "captren",
            days: [(2026, 3, 1), (2026, 4, 15)],
            weight: 3,
            evidence: true,
            story: &[
                ("captren", Start, 40, ""),
                ("captren", Report, 9, "Lớp học hai ngày, có bài thu hoạch"),
                ("chuyenvien", Accept, 4, "Đúng đối tượng, đủ tài liệu"),
            ],
            proof: "training",
            ..PLAIN
        },
        NewTask {
            title: "Rà soát nơi có từ 25 lao động mà chưa có công đoàn",
            unit: "ldld-thanh-pho-vinh",
            days: [(2026, 8, 1), (2026, 11, 2)],
            weight: 3,
            evidence: true,
            story: &[("chuyenvien", Start, 60, "")],
            ..PLAIN
        },
        NewTask {
            title: "Tổ chức hội nghị người lao động năm 2026",
            unit: MODEL,
            person: "cdcs",
            days: [(2026, 1, 20), (2026, 4, 30)],
            weight: 2,
            evidence: true,
            story: &[
                ("cdcs", Start, 50, ""),
                ("cdcs", Report, 12, "Đã họp, có biên bản"),
                ("chuyenvien", Return, 8, "Chưa thấy nội dung về bữa ăn ca trong biên bản"),
                ("cdcs", Report, 3, "Đã bổ sung phụ lục về bữa ăn ca"),
                ("chuyenvien", Accept, 1, ""),
            ],
            proof: "conferences",
            ..PLAIN
        },
    ]
}

/// The next three.
fn next() -> [NewTask; 3] {
    [
        NewTask {
            title: "Ký lại thỏa ước lao động có điều khoản về bữa ăn ca",
            unit: MODEL,
            days: [(2026, 6, 1), (2026, 11, 20)],
            weight: 2,
            evidence: true,
            story: &[
                ("cdcs", Start, 70, ""),
                ("cdcs", Report, 2, "Đã ký, gửi cơ quan quản lý lao động trong mười ngày"),
            ],
            proof: "agreements",
            ..PLAIN
        },
        NewTask {
            title: "Tập huấn an toàn lao động cho tổ trưởng sản xuất",
            unit: MODEL,
            days: [(2026, 9, 15), (2026, 11, 12)],
            weight: 2,
            evidence: true,
            story: &[("cdcs", Start, 30, "")],
            ..PLAIN
        },
        NewTask {
            title: "Lập danh sách đoàn viên khó khăn được thăm dịp Tết",
            unit: MODEL,
            person: "cdcs",
            days: [(2026, 11, 10), (2026, 11, 27)],
            ..PLAIN
        },
    ]
}

/// What is due about Tết, and the numbers of the year: places are those in the whole table.
fn last() -> [NewTask; 5] {
    [
        NewTask {
            title: "Thăm, tặng quà Tết Đinh Mùi",
            unit: MODEL_UPPER,
            days: [(2026, 12, 1), (2026, 12, 28)],
            weight: 3,
            evidence: true,
            waits: Some(6),
            ..PLAIN
        },
        NewTask {
            title: "Chốt mức quà và nguồn kinh phí",
            unit: MODEL_UPPER,
            days: [(2026, 12, 1), (2026, 12, 8)],
            parent: Some(7),
            ..PLAIN
        },
        NewTask {
            title: "Chuyến xe đưa công nhân về quê",
            unit: MODEL_UPPER,
            days: [(2026, 12, 10), (2026, 12, 28)],
            parent: Some(7),
            weight: 2,
            ..PLAIN
        },
        NewTask {
            title: "Nộp số liệu tổng hợp cuối năm",
            unit: MODEL_UPPER,
            person: "captren",
            days: [(2026, 11, 15), (2026, 11, 25)],
            story: &[("captren", Start, 8, "")],
            ..PLAIN
        },
        NewTask {
            title: "Đối chiếu kinh phí công đoàn ba quý",
            unit: "ldld-huyen-quynh-luu",
            days: [(2026, 10, 1), (2026, 11, 10)],
            weight: 2,
            story: &[
                ("chuyenvien", Report, 5, "Đã đối chiếu với 41 đơn vị"),
                ("lanhdao", Return, 2, "Còn bảy đơn vị chênh lệch chưa giải thích"),
            ],
            ..PLAIN
        },
    ]
}

/// Activities, a highlight and a theme of the province.
fn activities() -> [NewTask; 6] {
    let done: &[_] = &[("chuyenvien", Report, -5, "Đã tổ chức ở cả ba vùng"), ("lanhdao", Accept, -9, "")];
    [
        NewTask {
            kind: Activity,
            title: "Tháng Công nhân: đối thoại giữa lãnh đạo tỉnh và công nhân",
            unit: NGHE_AN,
            days: [(2026, 4, 15), (2026, 5, 31)],
            weight: 3,
            story: done,
            ..PLAIN
        },
        NewTask {
            kind: Activity,
            title: "Hội thao công nhân các khu công nghiệp",
            unit: NGHE_AN,
            days: [(2026, 9, 1), (2026, 10, 15)],
            weight: 2,
            story: &[("lanhdao", Cancel, 10, "Dồn lực khắc phục sau bão số 9")],
            ..PLAIN
        },
        NewTask {
            kind: Activity,
            title: "Phiên chợ công nhân cuối năm",
            unit: "ldld-thanh-pho-vinh",
            days: [(2026, 12, 5), (2026, 12, 20)],
            weight: 2,
            ..PLAIN
        },
        NewTask {
            kind: Activity,
            title: "Tư vấn pháp luật lưu động tại khu nhà trọ",
            unit: "ldld-huyen-dien-chau",
            days: [(2026, 7, 1), (2026, 9, 30)],
            weight: 2,
            story: &[("chuyenvien", Report, 6, "Bốn buổi, 310 lượt người hỏi"), ("lanhdao", Accept, 3, "")],
            ..PLAIN
        },
        NewTask {
            kind: Highlight,
            title: "Một nghìn bữa cơm ca có cán bộ công đoàn cùng ăn",
            unit: NGHE_AN,
            days: [(2026, 3, 1), (2026, 12, 15)],
            weight: 4,
            story: &[("chuyenvien", Start, 250, "")],
            ..PLAIN
        },
        NewTask {
            kind: Theme,
            title: "Chuyên đề năm: thương lượng nhóm doanh nghiệp may",
            unit: NGHE_AN,
            days: [(2026, 2, 1), (2026, 11, 30)],
            weight: 3,
            story: &[("chuyenvien", Start, 200, "")],
            ..PLAIN
        },
    ]
}

/// The tasks of the upper union.
fn upper() -> [NewTask; 4] {
    [
        NewTask {
            title: "Cử cán bộ về dự sinh hoạt tổ công đoàn ở cơ sở",
            unit: MODEL_UPPER,
            person: "captren",
            days: [(2026, 1, 5), (2026, 6, 30)],
            story: &[("captren", Report, 4, "Mỗi tháng hai nơi"), ("captren", Accept, 2, "")],
            ..PLAIN
        },
        NewTask {
            title: "Ra mắt nhóm chăm sóc con công nhân dịp hè",
            unit: MODEL,
            days: [(2026, 5, 1), (2026, 8, 15)],
            weight: 2,
            story: &[("cdcs", Report, 10, "Nhóm nhận 26 cháu"), ("captren", Accept, 5, "Làm tốt, nên nhân rộng")],
            ..PLAIN
        },
        NewTask {
            title: "Cập nhật hồ sơ đoàn viên còn thiếu năm sinh",
            unit: MODEL,
            days: [(2026, 10, 1), (2026, 10, 31)],
            story: &[("cdcs", Start, 12, "")],
            ..PLAIN
        },
        NewTask {
            title: "Đăng ký sáng kiến của đoàn viên",
            unit: MODEL,
            days: [(2026, 11, 1), (2026, 12, 10)],
            weight: 2,
            evidence: true,
            ..PLAIN
        },
    ]
}

/// The tasks of the model union itself.
fn model() -> [NewTask; 3] {
    [
        NewTask {
            title: "Mở lớp tập huấn cho tổ trưởng công đoàn",
            unit: MODEL,
            person: "cdcs",
            days: [(2026, 9, 1), (2026, 10, 20)],
            evidence: true,
            story: &[("cdcs", Report, 2, ""), ("cdcs", Accept, 1, "")],
            proof: "training",
            ..PLAIN
        },
        NewTask {
            title: "Viết bản tin tháng của công đoàn",
            unit: MODEL,
            person: "doanvien",
            days: [(2026, 11, 1), (2026, 11, 24)],
            ..PLAIN
        },
        NewTask {
            title: "Sửa phòng nghỉ giữa ca cho lao động nữ nuôi con nhỏ",
            unit: MODEL,
            days: [(2026, 10, 1), (2026, 12, 20)],
            weight: 3,
            story: &[("cdcs", Start, 60, "")],
            ..PLAIN
        },
    ]
}
