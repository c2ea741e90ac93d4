//! Six highlights of Thái Nguyên in 2020; ten activities and ten tasks of Hà Nội in 2021. The numbers are those the papers
//! name, the words our own.
//!
//! Not here: what was recorded of them.

use congdoan_model::{
    access::Caller,
    programmes::tasks::{
        TaskDeed::{Accept, Report},
        TaskKind::{Activity, Highlight, Task},
    },
};
use congdoan_store::Tx;

use super::{
    super::units::{HA_NOI, THAI_NGUYEN},
    NewTask, PLAIN, Writers, lay,
};
use crate::Result;

/// Highlights of Thái Nguyên: what, and the month and day by which.
const HIGHLIGHTS: [(&str, u32, u32); 6] = [
    ("Gặp mặt đảng viên trưởng thành từ công nhân trong dịp Tết Sum vầy", 1, 20),
    ("Đưa những điểm mới của luật lao động đến từng tổ sản xuất", 12, 15),
    ("Ngày hội của công nhân có gian hàng không thu tiền", 5, 31),
    ("Góp ngày công cùng các xã xây dựng nông thôn mới", 11, 30),
    ("Đám cưới chung của các đôi vợ chồng công nhân nhân Ngày Gia đình", 6, 28),
    ("Những việc làm có ích công nhân dành tặng đại hội Đảng các cấp", 10, 31),
];

/// Activities of Hà Nội.
const ACTIVITIES: [(&str, u32, u32); 10] = [
    ("Chuyến xe, phiên chợ Tết cho công nhân ở lại Thủ đô", 2, 10),
    ("Tháng Công nhân với các buổi đối thoại ba bên", 5, 31),
    ("Tháng hành động về an toàn, vệ sinh lao động", 5, 31),
    ("Trao mái ấm cho đoàn viên khó khăn về nhà ở", 11, 30),
    ("Túi an sinh cho công nhân trong vùng phong tỏa", 9, 30),
    ("Điểm tiêm vắc xin lưu động cho người lao động", 10, 31),
    ("Biểu dương người thợ giỏi của Thủ đô", 10, 15),
    ("Hội thi cán bộ công đoàn giỏi qua mạng", 11, 15),
    ("Ngày pháp luật tại các khu công nghiệp", 11, 9),
    ("Góc đọc và bản tin của công đoàn cơ sở", 12, 15),
];

/// Tasks of Hà Nội.
const TASKS: [(&str, u32, u32); 10] = [
    ("Chuẩn bị nhân sự cán bộ công đoàn theo vị trí việc làm", 6, 30),
    ("Kết nạp đoàn viên và lập công đoàn ở doanh nghiệp ngoài nhà nước", 12, 25),
    ("Bồi dưỡng chủ tịch công đoàn cơ sở ngoài nhà nước", 12, 20),
    ("Nâng chất lượng thỏa ước, chấm điểm từng bản", 12, 15),
    ("Thu đúng, thu đủ kinh phí công đoàn", 12, 31),
    ("Đưa hồ sơ đoàn viên lên phần mềm quản lý", 9, 30),
    ("Giám sát thực hiện chế độ, chính sách tại doanh nghiệp", 11, 30),
    ("Sắp xếp lại công đoàn cấp trên cơ sở cho gọn", 10, 31),
    ("Thi đua sáng kiến trong điều kiện dịch bệnh", 11, 30),
    ("Giới thiệu đoàn viên ưu tú cho Đảng", 12, 10),
];

pub(super) async fn write(writers: &Writers<'_>, tx: &mut Tx, system: &Caller) -> Result<()> {
    let done: &[_] = &[("quantri", Report, 0, "Đã tổ chức xong"), ("quantri", Accept, -6, "")];
    let highlights = HIGHLIGHTS.map(|(title, month, day)| NewTask {
        kind: Highlight,
        title,
        unit: THAI_NGUYEN,
        days: [(0, 1, 1), (2020, month, day)],
        story: done,
        ..PLAIN
    });
    let programme = (THAI_NGUYEN, "Chương trình công tác trọng tâm năm 2020", "2020");
    lay(writers, tx, system, programme, &highlights).await?;
    let of = |kind, (title, month, day), story| NewTask {
        kind,
        title,
        unit: HA_NOI,
        days: [(0, 1, 1), (2021, month, day)],
        story,
        ..PLAIN
    };
    let all = ACTIVITIES.map(|one| of(Activity, one, done)).into_iter().chain(TASKS.map(|one| of(Task, one, done)));
    let tasks: Vec<NewTask> = all.collect();
    lay(writers, tx, system, (HA_NOI, THEME, "2021"), &tasks).await
}

/// The programme of Hà Nội that holds them.
pub(in crate::demonstration) const THEME: &str = "Mười hoạt động, mười nhiệm vụ của năm 2021";
