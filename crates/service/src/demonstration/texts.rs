//! Texts of some directives of the demonstration, in words of our own, with what is read in them; their places in books.
//!
//! Of the action programme of Nghệ An everything read is accepted, of the plan of 2026 it waits for somebody to decide. Not
//! here: the directives themselves (`directives`).

use congdoan_model::directives::Direction;

use super::{
    counters::day,
    directives::{ACTION, PARTY_PLAN, PLAN_2022, PLAN_2026, RESOLUTION},
    plan::Plan,
    units::{NGHE_AN, ROOT},
};
use crate::Result;

/// Gives directives their texts and writes them into books.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    plan.text(ACTION, ACTION_TEXT, true)?;
    plan.text(PLAN_2026, PLAN_TEXT, false)?;
    plan.book(RESOLUTION, ROOT, (Direction::In, day(2021, 6, 15), 118))?;
    plan.book(PARTY_PLAN, NGHE_AN, (Direction::In, day(2021, 12, 16), 402))?;
    plan.book(ACTION, NGHE_AN, (Direction::Out, day(2022, 1, 17), 2))?;
    plan.book(PLAN_2022, NGHE_AN, (Direction::Out, day(2022, 1, 25), 15))?;
    plan.book(PLAN_2026, NGHE_AN, (Direction::Out, day(2026, 1, 12), 9))
}

const ACTION_TEXT: &str = "LIÊN ĐOÀN LAO ĐỘNG TỈNH NGHỆ AN

CHƯƠNG TRÌNH HÀNH ĐỘNG
Đổi mới tổ chức và cách làm việc của công đoàn trong tỉnh

Căn cứ Nghị quyết 02-NQ/TW ngày 12/6/2021 của Bộ Chính trị; triển khai Kế hoạch số 58-KH/TU ngày 13/12/2021 của Ban Thường vụ Tỉnh ủy Nghệ An, Ban Thường vụ đề ra chương trình sau.

I. MỤC TIÊU ĐẾN NĂM 2025
1. Phấn đấu có ít nhất 80% doanh nghiệp có công đoàn ký thỏa ước lao động tập thể.
2. Mỗi năm kết nạp mới ít nhất 6.000 đoàn viên.
3. Ít nhất 90% cán bộ công đoàn được đào tạo, bồi dưỡng nghiệp vụ.

II. VIỆC PHẢI LÀM
1. Tổ chức bộ máy
a) Mỗi công đoàn cấp trên rà soát công đoàn cơ sở do mình quản lý, xong trước ngày 30/6/2022.
b) Bố trí cán bộ theo số đoàn viên, ưu tiên nơi đông công nhân.
2. Cán bộ
a) Hằng năm mở ít nhất 30 lớp tập huấn cho cán bộ cơ sở.
b) Giới thiệu mỗi năm 900 đoàn viên ưu tú cho Đảng xem xét, bồi dưỡng.
3. Đại diện và chăm lo
a) Ký chương trình phối hợp với 100% huyện ủy, thành ủy, thị ủy.
b) Dịp Tết, chăm lo trước hết cho người thiếu việc làm.

III. TỔ CHỨC THỰC HIỆN
Văn phòng Liên đoàn Lao động tỉnh theo dõi, báo cáo Ban Thường vụ trước ngày 15/12 hằng năm.
";

const PLAN_TEXT: &str = "LIÊN ĐOÀN LAO ĐỘNG TỈNH NGHỆ AN

KẾ HOẠCH
Công tác công đoàn năm 2026

Thực hiện Chương trình hành động số 02/CTr-LĐLĐ ngày 17/01/2022 của Liên đoàn Lao động tỉnh Nghệ An, Ban Thường vụ đề ra công tác năm 2026 như sau.

I. KẾT QUẢ NĂM 2025
Năm 2025, các cấp công đoàn đã mở 41 lớp tập huấn cho 3.280 lượt người, chi hơn 21 tỷ đồng chăm lo Tết.

II. CHỈ TIÊU NĂM 2026
1. Phấn đấu kết nạp mới ít nhất 7.500 đoàn viên.
2. Thành lập mới 45 công đoàn cơ sở.
3. Trên 85% công đoàn cơ sở tổ chức hội nghị người lao động.
4. Mở ít nhất 36 lớp tập huấn.

III. PHÂN CÔNG
1. Công đoàn Khu Kinh tế Đông Nam Nghệ An chủ trì phát triển đoàn viên trong khu, xong trước ngày 31/10/2026.
2. Văn phòng tổng hợp, báo cáo hằng quý.
";
