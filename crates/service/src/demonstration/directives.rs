//! Directives: two cascades from resolution 02-NQ/TW, what Kon Tum's coordination rests on, plans of the years.
//!
//! Numbers and dates that the papers state are theirs; where they state none, a plausible one is invented, for the plans
//! of unions and of the branch cell above all. Titles and summaries are our own words, never the papers'.
//!
//! Not here: the programmes that answer them (`programmes`).

use congdoan_model::directives::Relation::{BasedOn, CarriesOut, Replaces};

use super::{
    counters::day,
    plan::{NewPaper, Plan},
    units::{BRANCH, HA_NOI, KON_TUM, MODEL_UPPER, NGHE_AN, ROOT, THAI_NGUYEN},
};
use crate::Result;

/// The Politburo's resolution of 2021 on the unions.
pub(super) const RESOLUTION: &str = "02-NQ/TW";
/// The plan of the Party committee of Nghệ An.
pub(super) const PARTY_PLAN: &str = "58-KH/TU";
/// The action programme of the federation of Nghệ An.
pub(super) const ACTION: &str = "02/CTr-LĐLĐ";
/// Yearly plan of the federation of Nghệ An, 2022.
pub(super) const PLAN_2022: &str = "15/KH-LĐLĐ";
/// Yearly plan of the upper-level union of the model union, 2022.
pub(super) const UPPER_PLAN_2022: &str = "04/KH-CĐKKT";
/// Yearly plan of the federation of Nghệ An, 2026.
pub(super) const PLAN_2026: &str = "09/KH-LĐLĐ";
/// Yearly plan of the upper-level union of the model union, 2026.
pub(super) const UPPER_PLAN_2026: &str = "06/KH-CĐKKT";
/// The action programme of the Party committee of the deposit insurance.
pub(super) const INSURANCE_ACTION: &str = "768-CTr/ĐU";
/// The action programme of the branch cell.
pub(super) const CELL_ACTION: &str = "03-CTr/CB";
/// Hà Nội's plan for four pilot schemes.
pub(super) const PILOTS: &str = "05/KH-LĐLĐ";
/// Kon Tum's regulation on coordination.
pub(super) const REGULATION: &str = "01/QCPH-LĐLĐ";
/// Thái Nguyên's resolution on the tasks of 2020.
pub(super) const TASKS_2020: &str = "01/NQ-LĐLĐ";

/// Enters every directive, earlier ones first.
pub(super) fn lay(plan: &mut Plan<'_>) -> Result<()> {
    for paper in
        older().iter().chain(&of_2020_and_2021()).chain(&of_nghe_an()).chain(&of_the_insurance()).chain(&of_kon_tum())
    {
        plan.directive(paper)?;
    }
    Ok(())
}

fn older() -> [NewPaper<'static>; 4] {
    [
        NewPaper {
            symbol: "20-NQ/TW",
            kind: "Nghị quyết",
            issued_on: day(2008, 1, 28),
            issuer: "Ban Chấp hành Trung ương Đảng khóa X",
            title: "Xây dựng giai cấp công nhân thời kỳ công nghiệp hóa",
            summary: "Đặt ra định hướng dài hạn cho đội ngũ công nhân: đào tạo nghề, đời sống, vai trò trong sản xuất và \
                      trong hệ thống chính trị.",
            unit: ROOT,
            links: &[],
        },
        NewPaper {
            symbol: "22-CT/TW",
            kind: "Chỉ thị",
            issued_on: day(2008, 6, 5),
            issuer: "Ban Bí thư Trung ương Đảng",
            title: "Quan hệ lao động hài hòa trong doanh nghiệp",
            summary: "Yêu cầu cấp ủy, chính quyền và công đoàn cùng giữ quan hệ lao động ổn định ở doanh nghiệp.",
            unit: ROOT,
            links: &[],
        },
        NewPaper {
            symbol: "217-QĐ/TW",
            kind: "Quyết định",
            issued_on: day(2013, 12, 12),
            issuer: "Bộ Chính trị",
            title: "Quy chế giám sát, phản biện xã hội của Mặt trận và các đoàn thể",
            summary: "Quy định nội dung, hình thức giám sát và phản biện của Mặt trận Tổ quốc và các đoàn thể, trong đó có \
                      công đoàn.",
            unit: ROOT,
            links: &[],
        },
        NewPaper {
            symbol: REGULATION,
            kind: "Quy chế",
            issued_on: day(2013, 3, 12),
            issuer: "Liên đoàn Lao động tỉnh Kon Tum và các công đoàn ngành, tổng công ty",
            title: "Quy chế phối hợp chỉ đạo công đoàn trên địa bàn Kon Tum",
            summary: "Phân việc giữa tỉnh và công đoàn cấp trên đối với công đoàn ngành địa phương và 15 công đoàn cơ sở do \
                      tổng công ty quản lý: thông tin hai chiều, dự hội nghị, chăm lo chung.",
            unit: KON_TUM,
            links: &[(BasedOn, "20-NQ/TW"), (BasedOn, "22-CT/TW"), (BasedOn, "217-QĐ/TW")],
        },
    ]
}

/// Kon Tum's regulation on coordination anew: programmes that stand on the one before are warned of.
fn of_kon_tum() -> [NewPaper<'static>; 1] {
    [NewPaper {
        symbol: "04/QCPH-LĐLĐ",
        kind: "Quy chế",
        issued_on: day(2026, 3, 2),
        issuer: "Liên đoàn Lao động tỉnh Kon Tum và các công đoàn ngành, tổng công ty",
        title: "Quy chế phối hợp chỉ đạo công đoàn, làm lại",
        summary: "Thay quy chế cũ: bỏ các đầu mối không còn, giao rõ ai báo cáo, ai trả lời đơn thư của đoàn viên ở công \
                  đoàn cơ sở do tổng công ty quản lý.",
        unit: KON_TUM,
        links: &[(Replaces, REGULATION), (BasedOn, "217-QĐ/TW")],
    }]
}

fn of_2020_and_2021() -> [NewPaper<'static>; 3] {
    [
        NewPaper {
            symbol: TASKS_2020,
            kind: "Nghị quyết",
            issued_on: day(2020, 1, 9),
            issuer: "Ban Thường vụ Liên đoàn Lao động tỉnh Thái Nguyên",
            title: "Nhiệm vụ trọng tâm năm 2020",
            summary: "Giao ba chỉ tiêu của năm: độ bao phủ thỏa ước ở doanh nghiệp, đoàn viên kết nạp mới, đoàn viên ưu tú \
                      giới thiệu cho Đảng; kèm sáu hoạt động làm điểm nhấn.",
            unit: THAI_NGUYEN,
            links: &[(BasedOn, "217-QĐ/TW")],
        },
        NewPaper {
            symbol: PILOTS,
            kind: "Kế hoạch",
            issued_on: day(2021, 1, 20),
            issuer: "Ban Thường vụ Liên đoàn Lao động thành phố Hà Nội",
            title: "Triển khai bốn đề án thí điểm",
            summary: "Giao bốn đề án: bản tin cho cơ sở, đào tạo chủ tịch công đoàn ngoài nhà nước, hỗ trợ lập công đoàn mới, \
                      hỗ trợ thương lượng và ký thỏa ước.",
            unit: HA_NOI,
            links: &[],
        },
        NewPaper {
            symbol: RESOLUTION,
            kind: "Nghị quyết",
            issued_on: day(2021, 6, 12),
            issuer: "Bộ Chính trị",
            title: "Đổi mới Công đoàn Việt Nam trong tình hình mới",
            summary: "Nghị quyết riêng về công đoàn: thu hút người lao động vào tổ chức, nâng chất lượng cán bộ, đặt đại diện \
                      và chăm lo làm việc chính, bảo đảm nguồn lực.",
            unit: ROOT,
            links: &[(BasedOn, "20-NQ/TW")],
        },
    ]
}

fn of_nghe_an() -> [NewPaper<'static>; 6] {
    let paper = |symbol, kind, issued_on, (issuer, unit), title, summary, links| NewPaper {
        symbol,
        kind,
        issued_on,
        issuer,
        title,
        summary,
        unit,
        links,
    };
    let province = ("Liên đoàn Lao động tỉnh Nghệ An", NGHE_AN);
    let upper = ("Công đoàn Khu Kinh tế Đông Nam Nghệ An", MODEL_UPPER);
    [
        paper(
            PARTY_PLAN,
            "Kế hoạch",
            day(2021, 12, 13),
            ("Ban Thường vụ Tỉnh ủy Nghệ An", NGHE_AN),
            "Kế hoạch của Tỉnh ủy Nghệ An về đổi mới công đoàn",
            "Giao việc cho cấp ủy các cấp và công đoàn toàn tỉnh để đưa nghị quyết về công đoàn vào nhiệm vụ từng năm.",
            &[(CarriesOut, RESOLUTION)],
        ),
        paper(
            ACTION,
            "Chương trình hành động",
            day(2022, 1, 17),
            province,
            "Chương trình hành động của công đoàn Nghệ An về đổi mới tổ chức, hoạt động",
            "Cụ thể hóa kế hoạch của Tỉnh ủy thành chỉ tiêu và việc làm của công đoàn các cấp trong tỉnh.",
            &[(CarriesOut, PARTY_PLAN), (BasedOn, RESOLUTION)],
        ),
        paper(
            PLAN_2022,
            "Kế hoạch",
            day(2022, 1, 25),
            province,
            "Kế hoạch công tác năm 2022",
            "Phân chỉ tiêu năm 2022 về tập huấn, chăm lo Tết, phối hợp với cấp ủy huyện và thu tài chính.",
            &[(CarriesOut, ACTION)],
        ),
        paper(
            UPPER_PLAN_2022,
            "Kế hoạch",
            day(2022, 2, 11),
            upper,
            "Kế hoạch công tác năm 2022 của công đoàn khu kinh tế",
            "Chuyển chỉ tiêu của tỉnh xuống các doanh nghiệp trong khu: tập huấn, Tháng Công nhân, đối thoại.",
            &[(CarriesOut, PLAN_2022)],
        ),
        paper(
            PLAN_2026,
            "Kế hoạch",
            day(2026, 1, 12),
            province,
            "Kế hoạch công tác năm 2026",
            "Tiếp tục chương trình hành động: phát triển đoàn viên, đào tạo cán bộ cơ sở, chăm lo Tết và Tháng Công nhân.",
            &[(CarriesOut, ACTION)],
        ),
        paper(
            UPPER_PLAN_2026,
            "Kế hoạch",
            day(2026, 1, 22),
            upper,
            "Kế hoạch công tác năm 2026 của công đoàn khu kinh tế",
            "Giao mỗi công đoàn cơ sở trong khu chỉ tiêu kết nạp đoàn viên và số lượt người được tập huấn.",
            &[(CarriesOut, PLAN_2026)],
        ),
    ]
}

fn of_the_insurance() -> [NewPaper<'static>; 2] {
    [
        NewPaper {
            symbol: INSURANCE_ACTION,
            kind: "Chương trình hành động",
            issued_on: day(2022, 1, 20),
            issuer: "Ban Thường vụ Đảng ủy Bảo hiểm tiền gửi Việt Nam",
            title: "Thực hiện nghị quyết về công đoàn trong ngành bảo hiểm tiền gửi",
            summary: "Giao các chi bộ lãnh đạo công đoàn cơ sở của mình theo nghị quyết, với chỉ tiêu về học tập, đào tạo cán \
                      bộ và kết nạp người mới.",
            unit: "cd-bhtgvn",
            links: &[(CarriesOut, RESOLUTION)],
        },
        NewPaper {
            symbol: CELL_ACTION,
            kind: "Chương trình hành động",
            issued_on: day(2022, 2, 10),
            issuer: "Chi bộ Chi nhánh Bảo hiểm tiền gửi Việt Nam",
            title: "Chi bộ chi nhánh lãnh đạo công đoàn cơ sở đổi mới",
            summary: "Chi bộ giao công đoàn cơ sở chi nhánh ba chỉ tiêu cho năm 2022 và theo dõi qua sinh hoạt định kỳ.",
            unit: BRANCH,
            links: &[(CarriesOut, INSURANCE_ACTION), (BasedOn, RESOLUTION)],
        },
    ]
}
