//! The rules that make findings, each with its explanation in both languages.
//!
//! The rules themselves are in the recognisers; here is only what is said about them.

/// A rule: its code, as findings bear it, and its explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The code, such as `citation.symbol`.
    pub code: &'static str,
    /// What it goes by, in Vietnamese.
    pub vietnamese: &'static str,
    /// What it goes by, in English.
    pub english: &'static str,
    /// Words it would find something in.
    pub example: &'static str,
}

const fn rule(code: &'static str, vietnamese: &'static str, english: &'static str, example: &'static str) -> Rule {
    Rule { code, vietnamese, english, example }
}

/// Every rule there is, by kind of finding.
#[must_use]
pub fn rules() -> &'static [Rule] {
    RULES
}

const RULES: &[Rule] = &[
    rule(
        "citation.symbol",
        "Tên loại văn bản đứng trước số ký hiệu.",
        "A kind word before a symbol.",
        "Kế hoạch số 12/KH-LĐLĐ",
    ),
    rule(
        "citation.symbol-alone",
        "Số ký hiệu đứng một mình; loại văn bản lấy từ ký hiệu.",
        "A symbol by itself; the kind is read from it.",
        "12/KH-LĐLĐ",
    ),
    rule(
        "citation.list",
        "Số tiếp theo trong một danh sách; dùng chung tên loại, ngày và nơi ban hành.",
        "A further number of a list, which shares kind, date and issuer.",
        "Quyết định số 7-QĐ/TU, 8-QĐ/TU",
    ),
    rule(
        "citation.number",
        "Tên loại văn bản đứng trước một số không có ký hiệu.",
        "A kind word before a bare number.",
        "Nghị quyết 05",
    ),
    rule(
        "citation.law",
        "Luật, bộ luật, điều lệ gọi theo tên.",
        "A law or a charter by its name.",
        "Luật Công đoàn 2024",
    ),
    rule(
        "citation.resolution",
        "Nghị quyết của đại hội, hội nghị gọi theo lần thứ, khóa hoặc nhiệm kỳ.",
        "A resolution of a congress or plenum by ordinal or term.",
        "Nghị quyết Đại hội X",
    ),
    rule(
        "target.goal",
        "Cùng câu có từ đặt mục tiêu: phấn đấu, chỉ tiêu, mục tiêu.",
        "The sentence sets a goal.",
        "Phấn đấu kết nạp 900 đoàn viên",
    ),
    rule(
        "target.ahead",
        "Cùng câu nói về thời gian tới: đến năm, bảo đảm, yêu cầu.",
        "The sentence looks ahead.",
        "Đến năm 2030 có 80% đơn vị tham gia",
    ),
    rule(
        "target.heading",
        "Nằm dưới đề mục hoặc câu dẫn về mục tiêu, chỉ tiêu.",
        "It stands under a heading of targets.",
        "Chỉ tiêu: / - 95% tổ công đoàn khá",
    ),
    rule(
        "target.limit",
        "Có từ đặt mức trần: không quá, tối đa, dưới.",
        "A ceiling to be kept to.",
        "Mức chi không quá 300.000 đồng/người",
    ),
    rule(
        "target.floor",
        "Có từ đặt mức sàn: ít nhất, tối thiểu, trở lên.",
        "A floor to be kept to.",
        "Có từ 30 lao động trở lên",
    ),
    rule("target.order", "Câu giao việc kèm số lượng: bố trí.", "An order with its number.", "Bố trí 02 cán bộ"),
    rule(
        "target.sibling",
        "Tỷ lệ đứng cạnh một tỷ lệ được yêu cầu, câu không báo cáo kết quả.",
        "A share beside a share asked for, in a sentence that reports nothing.",
        "100% ủy viên, từ 80% trở lên tổ trưởng",
    ),
    rule(
        "target.called",
        "Phần sau của câu gọi số này là chỉ tiêu.",
        "The sentence goes on to call the number a target.",
        "6 buổi, coi như chỉ tiêu",
    ),
    rule(
        "figure.count",
        "Số kèm danh từ chỉ người, vật, việc.",
        "A number with the noun it counts.",
        "35 lớp tập huấn",
    ),
    rule("figure.money", "Số tiền.", "A sum of money.", "2 tỷ 400 triệu đồng"),
    rule("figure.share", "Tỷ lệ phần trăm.", "A percentage.", "chiếm 42,5%"),
    rule(
        "figure.of-plan",
        "Tỷ lệ phần trăm so với kế hoạch hoặc chỉ tiêu.",
        "A percentage of a plan or target.",
        "đạt 112% kế hoạch",
    ),
    rule("figure.range", "Khoảng từ số này đến số kia.", "A range.", "từ 20.000 đến 25.000 đồng"),
    rule("figure.ratio", "Tử số trên mẫu số.", "A numerator over a denominator.", "21/24 đơn vị"),
    rule(
        "task.asked",
        "Động từ giao việc, rồi đến người được giao: giao, đề nghị, yêu cầu.",
        "A verb of asking, then who is asked.",
        "Giao Văn phòng theo dõi …",
    ),
    rule(
        "task.duty",
        "Người được giao, rồi đến từ chỉ trách nhiệm: chủ trì, chịu trách nhiệm, phối hợp.",
        "Somebody, then a word of duty.",
        "Ban Nữ công chủ trì …",
    ),
    rule(
        "task.listed",
        "Mục bắt đầu bằng động từ dưới đề mục nhiệm vụ, giải pháp.",
        "An item that begins with a verb under a heading of tasks.",
        "- Rà soát danh sách …",
    ),
    rule(
        "organisation.named",
        "Từ chỉ loại tổ chức kèm tên riêng.",
        "A head word with a proper name.",
        "LĐLĐ tỉnh Hòa An",
    ),
    rule(
        "organisation.known",
        "Tổ chức chỉ có một, gọi không cần tên riêng.",
        "A body of which there is only one.",
        "Bộ Chính trị",
    ),
    rule("period.until", "Đến một thời điểm.", "Up to a moment.", "đến hết tháng 6/2026"),
    rule("period.since", "Từ thời điểm này đến thời điểm kia.", "From one moment to another.", "từ đầu năm đến nay"),
    rule("period.years", "Giai đoạn, nhiệm kỳ, năm học.", "A span of years.", "nhiệm kỳ 2025-2030"),
    rule("period.months", "Số tháng trong năm, số năm qua.", "Months of a year, years past.", "6 tháng đầu năm 2026"),
    rule("period.occasion", "Dịp lễ, Tết, Tháng Công nhân.", "An occasion.", "dịp Tết Nguyên đán 2026"),
    rule("period.adverb", "Từ chỉ thời gian lặp lại hoặc hiện tại.", "An adverb of time.", "hằng năm"),
    rule("period.point", "Một năm, quý, tháng hoặc ngày.", "A year, quarter, month or day.", "quý II/2026"),
];
