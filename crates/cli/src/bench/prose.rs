//! A text in the manner of administration, made from patterns and a fixed seed: the same on every machine.

/// Sentences with gaps: `{s}` a number given once, `{n}` a number, `{k}` a large one, `{p}` a percentage, `{y}` a year, `{d}` a day, `{u}` a place.
const PATTERNS: &[&str] = &[
    "Căn cứ Nghị quyết số {s}-NQ/TU ngày {d} của Ban Thường vụ Tỉnh ủy {u} về công tác vận động công nhân trong giai đoạn mới, các cấp công đoàn đã xây dựng kế hoạch sát với tình hình từng nơi.\n",
    "Năm {y}, LĐLĐ tỉnh {u} kết nạp {k} đoàn viên, thành lập {n} công đoàn cơ sở, đạt {p}% kế hoạch, tăng {p}% so với năm trước.\n",
    "Phấn đấu đến hết năm {y} có từ {p}% trở lên công đoàn cơ sở hoàn thành tốt nhiệm vụ; giới thiệu {n} đoàn viên ưu tú để cấp ủy xem xét.\n",
    "Các đơn vị trao {k} suất quà cho đoàn viên gặp khó khăn, mỗi suất 500.000 đồng, tổng trị giá hơn {n} triệu đồng.\n",
    "Quan hệ lao động trên địa bàn nhìn chung ổn định; việc đối thoại được duy trì đều, nhiều kiến nghị của người lao động được giải đáp ngay tại chỗ và có theo dõi về sau.\n",
    "Thực hiện Kế hoạch {s}/KH-LĐLĐ của Ban Thường vụ, ngày {d}, Công đoàn huyện {u} mở {n} lớp tập huấn cho {k} lượt cán bộ công đoàn.\n",
    "\n1. Nhiệm vụ và giải pháp\n- Giao Ban Tuyên giáo chủ trì biên soạn tài liệu, gửi các đơn vị trước ngày {d}.\n- Rà soát số lao động chưa vào tổ chức tại từng doanh nghiệp, phân loại theo quy mô và ngành nghề.\n",
    "Cán bộ công đoàn về tận khu nhà trọ để nghe ý kiến, ghi lại những điều chưa thông và hẹn ngày trả lời; cách làm ấy giữ được niềm tin của anh chị em qua nhiều mùa hợp đồng.\n",
    "Bộ luật Lao động năm 2019 và Nghị định {s}/{y}/NĐ-CP của Chính phủ là chỗ dựa để thương lượng, với {n}/{k} doanh nghiệp đã ký thỏa ước.\n",
    "Mức ăn giữa ca từ 20.000 đến 25.000 đồng/suất được giữ ở phần lớn nơi có công đoàn; nơi thấp hơn đã được nhắc nhở và cam kết nâng dần.\n",
];

const PLACES: &[&str] = &["Hòa An", "Long Sơn", "Bình Khê", "Tân Lộc", "Phú Mỹ", "An Thịnh", "Vĩnh Hà", "Đông Xuyên"];

/// Numbers that look random and are always the same.
struct Draw {
    state: u64,
    /// How many numbers that come only once were given.
    given: u64,
}

impl Draw {
    /// A number from `least` up to, not including, `most`.
    fn between(&mut self, least: u64, most: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        least + self.state % (most - least)
    }
}

/// At least so many bytes of text.
pub(super) fn text(bytes: usize) -> String {
    let mut draw = Draw { state: 0x2545_f491_4f6c_dd1d, given: 0 };
    let mut text = String::with_capacity(bytes + 1_000);
    while text.len() < bytes {
        let pattern = pick(PATTERNS, &mut draw);
        let mut pieces = pattern.split('{');
        text.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let (gap, rest) = piece.split_once('}').unwrap_or(("", piece));
            fill(&mut text, gap, &mut draw);
            text.push_str(rest);
        }
    }
    text
}

fn fill(text: &mut String, gap: &str, draw: &mut Draw) {
    let said = match gap {
        "s" => {
            draw.given += 1;
            draw.given.to_string()
        }
        "n" => draw.between(2, 400).to_string(),
        "k" => format!("{}.{:03}", draw.between(1, 90), draw.between(0, 1000)),
        "p" => format!("{},{}", draw.between(40, 120), draw.between(1, 10)),
        "y" => draw.between(2015, 2031).to_string(),
        "d" => format!("{}/{}/{}", draw.between(1, 29), draw.between(1, 13), draw.between(2015, 2027)),
        _ => pick(PLACES, draw).to_owned(),
    };
    text.push_str(&said);
}

fn pick(list: &[&'static str], draw: &mut Draw) -> &'static str {
    let place = usize::try_from(draw.between(0, list.len() as u64)).unwrap_or(0);
    list.get(place).copied().unwrap_or_default()
}
