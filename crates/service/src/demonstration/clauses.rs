//! The parts of the demonstration's directives, in our own words, and how the programmes answer them.
//!
//! Every programme answers every clause of the paper it stands on, but for one: in 2022 Quỳnh Lưu says nothing on one clause
//! of the province's plan, and the matrix of that plan shows it. Not here: the directives (`directives`), the programmes
//! (`programmes`).

use congdoan_model::programmes::cascade::ClauseAnswer;

use super::directives::{
    ACTION, CELL_ACTION, INSURANCE_ACTION, PARTY_PLAN, PLAN_2022, RESOLUTION, UPPER_PLAN_2022, UPPER_PLAN_2026,
};

/// The unit that leaves one clause unanswered.
pub(super) const SILENT: &str = "ldld-huyen-quynh-luu";
/// The clause it leaves.
pub(super) const UNSAID: &str = "II.1.b";

/// A part: its own number, how deep it lies, its words.
type Part = (&'static str, i64, &'static str);

const OF_RESOLUTION: &[Part] = &[
    ("I", 1, "Định hướng"),
    ("1", 2, "Việc của công đoàn bắt đầu từ nơi làm việc và nhu cầu của người lao động ở đó."),
    ("2", 2, "Bộ máy công đoàn gọn hơn, cán bộ gần cơ sở hơn."),
    ("II", 1, "Việc phải làm"),
    ("1", 2, "Cán bộ và đoàn viên mọi cấp nắm được nội dung của nghị quyết ngay trong năm đầu."),
    ("2", 2, "Đưa người lao động mới vào công đoàn, trước hết ở doanh nghiệp ngoài nhà nước."),
    ("3", 2, "Bồi dưỡng cán bộ cơ sở đủ sức đối thoại và ký thỏa ước."),
    ("III", 1, "Ai làm, ai xem lại"),
    ("1", 2, "Mỗi cấp ủy có kế hoạch của mình và xem lại hằng năm."),
];

const OF_PARTY_PLAN: &[Part] = &[
    ("I", 1, "Mong muốn đến năm 2026"),
    ("1", 2, "Doanh nghiệp từ 25 lao động trở lên trong tỉnh đều có tổ chức công đoàn."),
    ("2", 2, "Chủ tịch công đoàn cơ sở nào cũng qua ít nhất một lớp nghiệp vụ."),
    ("II", 1, "Phân công"),
    ("1", 2, "Liên đoàn Lao động tỉnh lập chương trình hành động và giao việc theo năm."),
    ("2", 2, "Mỗi huyện, thành, thị ký chương trình phối hợp với công đoàn cùng cấp."),
    ("3", 2, "Liên đoàn Lao động tỉnh báo kết quả về Tỉnh ủy trước ngày 31 tháng 10."),
];

const OF_PLAN_2022: &[Part] = &[
    ("I", 1, "Chỉ tiêu giao công đoàn cấp trên cơ sở"),
    ("1", 2, "Mở ít nhất một lớp tập huấn trong năm."),
    ("2", 2, "Chi cho Tháng Công nhân từ 60 triệu đồng."),
    ("II", 1, "Nhiệm vụ"),
    ("1", 2, "Làm việc với cấp ủy và chuyên môn"),
    ("a", 3, "Cùng cấp ủy huyện xem lại chương trình phối hợp vào tháng 6."),
    ("b", 3, "Gặp chủ doanh nghiệp có từ 100 lao động mà chưa có thỏa ước."),
    ("2", 2, "Cập nhật danh sách đoàn viên trước ngày 30 tháng 9."),
];

const OF_UPPER_PLAN_2022: &[Part] = &[
    ("1", 1, "Cử tổ trưởng công đoàn đi tập huấn."),
    ("2", 1, "Trao quà Tết cho đoàn viên xa quê."),
    ("3", 1, "Đối thoại định kỳ với giám đốc, ghi biên bản."),
];

const OF_UPPER_PLAN_2026: &[Part] = &[
    ("1", 1, "Kết nạp đủ số đoàn viên được giao."),
    ("2", 1, "Đủ số lượt người được tập huấn."),
    ("3", 1, "Tổ công đoàn nào cũng có lịch sinh hoạt."),
];

const OF_INSURANCE: &[Part] = &[
    ("I", 1, "Chi bộ lãnh đạo công đoàn"),
    ("1", 2, "Chi bộ có chương trình riêng trong quý I năm 2022."),
    ("2", 2, "Một ủy viên chi ủy theo dõi công đoàn cơ sở."),
    ("II", 1, "Kết quả chờ đợi"),
    ("1", 2, "Đoàn viên nào cũng được nghe phổ biến nghị quyết."),
    ("2", 2, "Người mới tuyển vào công đoàn sau thời gian thử việc."),
];

const OF_CELL: &[Part] = &[
    ("1", 1, "Tổ chức học tập nghị quyết cho đoàn viên, có điểm danh."),
    ("2", 1, "Cử cán bộ công đoàn đi bồi dưỡng, đạt từ chín phần mười."),
    ("3", 1, "Kết nạp hết lao động mới tuyển."),
    ("4", 1, "Lấy ý kiến người lao động trước hội nghị đầu năm."),
];

/// The parts of a directive; nothing for one whose text the demonstration does not hold.
pub(super) fn parts(symbol: &str) -> &'static [Part] {
    match symbol {
        RESOLUTION => OF_RESOLUTION,
        PARTY_PLAN => OF_PARTY_PLAN,
        PLAN_2022 => OF_PLAN_2022,
        UPPER_PLAN_2022 => OF_UPPER_PLAN_2022,
        UPPER_PLAN_2026 => OF_UPPER_PLAN_2026,
        INSURANCE_ACTION => OF_INSURANCE,
        CELL_ACTION => OF_CELL,
        _ => &[],
    }
}

/// A part laid into a text.
pub(super) struct Laid {
    /// Its numbering in full.
    pub(super) label: String,
    /// How deep it lies.
    pub(super) depth: i64,
    /// Its words.
    pub(super) title: &'static str,
    /// Where it begins and ends, in code points; it holds its parts.
    pub(super) from: i64,
    pub(super) to: i64,
}

/// The text of a directive, a part a line, and where each part lies in it.
pub(super) fn text(symbol: &str) -> (String, Vec<Laid>) {
    let (mut body, mut at) = (String::new(), 0_i64);
    let (mut above, mut laid): (Vec<&str>, Vec<Laid>) = (Vec::new(), Vec::new());
    for (number, depth, title) in parts(symbol) {
        above.truncate(usize::try_from(depth - 1).unwrap_or(0));
        above.push(number);
        let line = if *depth == 3 { format!("{number}) {title}\n") } else { format!("{number}. {title}\n") };
        let from = at;
        at += i64::try_from(line.chars().count()).unwrap_or(0);
        body.push_str(&line);
        laid.push(Laid { label: above.join("."), depth: *depth, title, from, to: at - 1 });
    }
    // A part reaches as far as the last of the parts below it.
    for place in 0..laid.len() {
        let depth = laid.get(place).map_or(0, |part| part.depth);
        let below = laid.iter().skip(place + 1).take_while(|part| part.depth > depth).last().map(|part| part.to);
        if let (Some(to), Some(part)) = (below, laid.get_mut(place)) {
            part.to = to;
        }
    }
    (body, laid)
}

/// How a unit answers a clause of a directive; nothing where it says nothing.
pub(super) fn answer(symbol: &str, unit: &str, label: &str) -> Option<(ClauseAnswer, &'static str)> {
    let industry = unit.starts_with("cdn-");
    match (symbol, label) {
        (PLAN_2022, UNSAID) if unit == SILENT => None,
        (PLAN_2022, "II.1.a") if industry => {
            Some((ClauseAnswer::NotApplicable, "Công đoàn ngành không làm việc theo cấp ủy huyện."))
        }
        (PLAN_2022, "I.2") if industry => {
            Some((ClauseAnswer::Added, "Góp chung với chuyên môn của ngành, chi thêm cho người lao động ca đêm."))
        }
        (PLAN_2022, "II.1.a") if unit == "cd-kkt-dong-nam" => {
            Some((ClauseAnswer::Added, "Xem lại cùng Ban Quản lý khu kinh tế, sáu tháng một lần."))
        }
        (ACTION, "II.1.a") | (PARTY_PLAN, "II.1") => {
            Some((ClauseAnswer::Added, "Có người phụ trách và ngày xem lại cho từng việc."))
        }
        (UPPER_PLAN_2022, "3") => Some((ClauseAnswer::Added, "Mỗi quý một lần, có đại diện của từng chuyền may.")),
        (CELL_ACTION, "4") => Some((ClauseAnswer::Added, "Lấy ý kiến bằng phiếu kín.")),
        _ => Some((ClauseAnswer::Adopted, "")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_lies_where_its_words_are() {
        for symbol in [RESOLUTION, PLAN_2022, UPPER_PLAN_2026] {
            let (body, laid) = text(symbol);
            let letters: Vec<char> = body.chars().collect();
            for part in &laid {
                let from = usize::try_from(part.from).expect("a place");
                let to = usize::try_from(part.to).expect("a place");
                let words: String = letters[from..to].iter().collect();
                assert!(words.contains(part.title), "{symbol} {}: {words}", part.label);
            }
            assert_eq!(laid.len(), parts(symbol).len());
        }
        let (_, laid) = text(PLAN_2022);
        assert!(laid.iter().any(|part| part.label == UNSAID));
    }
}
