//! Indicators suggested for phrases of our own: how often the right one is first, and among the first three.

use congdoan_model::names::fold;

use crate::{
    embedded, load,
    suggest::{Suggester, suggest},
};

/// What is counted, unit of measure, the sentence, the right indicator.
const PHRASES: &[(&str, &str, &str, &str)] = &[
    ("đoàn viên", "người", "phấn đấu trong năm kết nạp mới 2.000 đoàn viên", "members.admitted"),
    ("đoàn viên", "người", "Mỗi quý phát triển mới ít nhất 300 đoàn viên", "members.admitted"),
    ("phát triển đoàn viên", "người", "phát triển đoàn viên đạt 5.000 người", "members.admitted"),
    ("ĐV mới", "người", "kết nạp thêm 120 ĐV mới", "members.admitted"),
    ("đoàn viên ưu tú", "người", "giới thiệu 400 đoàn viên ưu tú cho Đảng bồi dưỡng", "party.introduced"),
    ("đoàn viên công đoàn", "người", "có ít nhất 90 đoàn viên công đoàn được kết nạp vào Đảng", "party.admitted"),
    ("công đoàn cơ sở", "công đoàn cơ sở", "thành lập mới 25 công đoàn cơ sở", "unions.founded"),
    ("CĐCS", "CĐCS", "Vận động thành lập mới từ 10 CĐCS trở lên", "unions.founded"),
    (
        "doanh nghiệp có thỏa ước lao động tập thể",
        "%",
        "ít nhất 80% doanh nghiệp có công đoàn ký thỏa ước lao động tập thể",
        "agreements.coverage",
    ),
    ("CĐCS doanh nghiệp có TƯLĐTT", "%", "tỷ lệ CĐCS doanh nghiệp có TƯLĐTT đạt 75%", "agreements.coverage"),
    ("bao phủ thỏa ước", "%", "nâng tỷ lệ bao phủ thoả ước lên 85%", "agreements.coverage"),
    ("thỏa ước lao động tập thể", "bản", "ký mới 60 bản thỏa ước lao động tập thể", "agreements.signed"),
    ("thỏa ước loại A", "%", "30% thỏa ước xếp loại A", "agreements.grade_a_share"),
    ("bản thỏa ước", "bản", "trong đó 12 thỏa ước xếp loại A", "agreements.grade_a"),
    (
        "cán bộ công đoàn được đào tạo, bồi dưỡng",
        "%",
        "90% cán bộ công đoàn được đào tạo, bồi dưỡng nghiệp vụ",
        "officers.trained_coverage",
    ),
    ("cán bộ CĐCS được tập huấn", "%", "trên 70% cán bộ CĐCS được tập huấn hằng năm", "officers.trained_coverage"),
    ("lớp tập huấn", "lớp", "mở 40 lớp tập huấn cho cán bộ", "training.classes"),
    ("lượt người", "lượt người", "mở các lớp bồi dưỡng cho 2.500 lượt người", "training.attendances"),
    (
        "cán bộ, đoàn viên, người lao động được quán triệt",
        "%",
        "100% cán bộ, đoàn viên, người lao động được quán triệt nghị quyết",
        "study.coverage",
    ),
    (
        "đoàn viên, người lao động được học tập nghị quyết",
        "%",
        "95% đoàn viên, người lao động được học tập nghị quyết",
        "study.coverage",
    ),
    (
        "lao động tuyển dụng mới",
        "%",
        "Kết nạp toàn bộ 100% lao động tuyển dụng mới vào công đoàn",
        "members.new_recruits_joined",
    ),
    (
        "doanh nghiệp từ 25 lao động trở lên có tổ chức công đoàn",
        "%",
        "90% doanh nghiệp từ 25 lao động trở lên có tổ chức công đoàn",
        "unions.employer_coverage",
    ),
    (
        "công đoàn cơ sở tổ chức hội nghị người lao động",
        "%",
        "95% công đoàn cơ sở tổ chức hội nghị người lao động",
        "conferences.coverage",
    ),
    (
        "CĐCS hoàn thành xuất sắc nhiệm vụ",
        "%",
        "phấn đấu 40% CĐCS hoàn thành xuất sắc nhiệm vụ",
        "unions.excellent_share",
    ),
    ("chương trình phối hợp", "chương trình", "ký 8 chương trình phối hợp với các ngành", "coordination.signed"),
    (
        "huyện ủy ký chương trình phối hợp",
        "%",
        "100% huyện ủy ký chương trình phối hợp",
        "coordination.district_programmes",
    ),
    ("cuộc đình công", "cuộc", "xảy ra 4 cuộc đình công, ngừng việc", "strikes.count"),
    ("vụ đình công", "vụ", "tham gia giải quyết thành công 5 vụ đình công", "strikes.settled"),
    ("hội nghị", "hội nghị", "tổ chức 2 hội nghị phòng ngừa, giải quyết đình công", "strikes.prevention_conferences"),
    ("chăm lo Tết", "VND", "chi hơn 9 tỷ đồng chăm lo Tết", "tet.spend"),
    ("người lao động được chăm lo Tết", "người", "30.000 người lao động được chăm lo Tết", "tet.beneficiaries"),
    ("suất quà", "suất", "trao 1.500 suất quà dịp Tết", "tet.gifts"),
    ("hoạt động Tháng Công nhân", "VND", "kinh phí chăm lo Tháng Công nhân 3 tỷ đồng", "workers_month.spend"),
    ("nhà mái ấm công đoàn", "nhà", "xây mới, sửa chữa 15 nhà mái ấm công đoàn", "care.homes"),
    ("sáng kiến", "sáng kiến", "có 320 sáng kiến được công nhận", "emulation.initiatives"),
    ("cuộc giám sát", "cuộc", "thực hiện 12 cuộc giám sát", "supervision.done"),
    ("cuộc kiểm tra tài chính", "cuộc", "20 cuộc kiểm tra tài chính cấp dưới", "inspection.finance_below"),
    ("ủy ban kiểm tra", "ủy ban", "kiện toàn 45 ủy ban kiểm tra công đoàn", "inspection.committees"),
    ("lao động nữ", "%", "tỷ lệ lao động nữ chiếm 62%", "labour.women_share"),
    ("đoàn viên nữ", "người", "trong đó 4.100 đoàn viên nữ", "members.women"),
    ("lượt đoàn viên được tư vấn pháp luật", "lượt", "1.200 lượt đoàn viên được tư vấn pháp luật", "law.consultations"),
    ("cuộc đối thoại", "cuộc", "tổ chức 220 cuộc đối thoại định kỳ tại nơi làm việc", "dialogue.periodic"),
    ("bản tin", "cuốn", "phát hành 9.000 cuốn ấn phẩm bản tin", "bulletins.copies"),
    ("công đoàn cơ sở", "%", "100% công đoàn cơ sở đã tổ chức đại hội", "unions.congress_share"),
    (
        "chủ tịch công đoàn cơ sở tham gia cấp ủy",
        "người",
        "có 30 chủ tịch công đoàn cơ sở tham gia cấp ủy",
        "officers.chairs_in_party_committee",
    ),
    ("thu tài chính công đoàn", "VND", "thu tài chính công đoàn đạt 55 tỷ đồng", "finance.revenue"),
    ("members admitted", "người", "1,500 members admitted", "members.admitted"),
    ("lao động được đóng BHXH", "người", "8.000 lao động được đóng BHXH, BHYT, BHTN", "labour.insured"),
];

#[test]
fn the_right_indicator_is_mostly_first_and_almost_always_among_three() {
    let (pack, _) = load(&embedded());
    let suggester = Suggester::new(&pack);
    let (mut first, mut third, mut surely_wrong, mut missed) = (0, 0, 0, Vec::new());
    for (subject, unit, text, right) in PHRASES {
        assert!(pack.indicator(right).is_some(), "{right}");
        let found = suggester.suggest(subject, unit, text);
        let place = found.iter().position(|one| one.indicator == *right);
        first += usize::from(place == Some(0));
        third += usize::from(place.is_some_and(|place| place < 3));
        let wrong = found.first().is_some_and(|best| best.sure && best.indicator != *right);
        surely_wrong += usize::from(wrong);
        if place != Some(0) {
            let top: Vec<_> = found.iter().take(3).map(|one| (&one.indicator, one.score, one.sure)).collect();
            missed.push(format!("{text}: {right} at {place:?}; {top:?}"));
        }
    }
    let all = PHRASES.len();
    let told = format!("{all} phrases: {first} first, {third} among three, {surely_wrong} sure and wrong; {missed:#?}");
    assert!(first * 100 >= all * 80, "{told}");
    assert!(third * 100 >= all * 93, "{told}");
    assert!(surely_wrong * 100 <= all * 5, "{told}");
}

#[test]
fn an_answer_says_why_and_does_not_depend_on_marks_or_capitals() {
    let (pack, _) = load(&embedded());
    let found = suggest(&pack, "đoàn viên ưu tú", "người", "giới thiệu 400 đoàn viên ưu tú cho Đảng");
    let best = found.first().expect("one");
    assert!(best.why.contains("doan vien") && best.why.contains("đơn vị đo khớp"), "{}", best.why);
    let folded = |text: &str| fold(text).to_uppercase();
    let plain = suggest(&pack, &folded("đoàn viên ưu tú"), "người", &folded("giới thiệu 400 đoàn viên ưu tú cho Đảng"));
    assert_eq!(found, plain);
    assert_eq!(suggest(&pack, "mặt trời", "độ", "mặt trời mọc lúc sáng sớm"), []);
    assert_eq!(suggest(&pack, "", "", ""), []);
}
