//! Rules about schemes with money: claims and payments.

use super::held;

held! {
    Error "programmes.paid-with-a-voucher", "Khoản đã chi có ngày, chứng từ và bản ghi", "A paid claim has day, voucher and record",
    "Xem diễn biến của đề nghị", "See the story of the claim",
    "SELECT u.code || ' · ' || c.title AS place, c.id AS id FROM claim c JOIN unit u ON u.id = c.unit_id
     WHERE c.state = 'paid' AND (c.paid_on IS NULL OR c.voucher = '' OR c.record_id IS NULL)";

    Error "programmes.unpaid-has-no-voucher", "Khoản chưa chi chưa có ngày chi và chứng từ", "An unpaid claim has no day of payment or voucher",
    "Xem diễn biến của đề nghị", "See the story of the claim",
    "SELECT u.code || ' · ' || c.title AS place, c.id AS id FROM claim c JOIN unit u ON u.id = c.unit_id
     WHERE c.state IN ('submitted', 'checked', 'approved', 'refused', 'withdrawn') AND (c.paid_on IS NOT NULL OR c.paid_month <> 0)";

    Error "programmes.paid-in-its-month", "Tháng chi khớp với ngày chi", "The month of a payment is that of its day",
    "Xem diễn biến của đề nghị", "See the story of the claim",
    "SELECT u.code || ' · ' || c.title AS place, c.id AS id FROM claim c JOIN unit u ON u.id = c.unit_id
     WHERE c.paid_on IS NOT NULL AND c.paid_month <> CAST(SUBSTR(CAST(c.paid_on AS TEXT), 1, 4) AS INTEGER) * 100
        + CAST(SUBSTR(CAST(c.paid_on AS TEXT), 6, 2) AS INTEGER)";

    Error "programmes.paid-something", "Khoản đã duyệt, đã chi có số tiền dương", "What is approved or paid is more than nothing",
    "Trả lại đề nghị", "Give the claim back",
    "SELECT u.code || ' · ' || c.title AS place, c.id AS id FROM claim c JOIN unit u ON u.id = c.unit_id
     WHERE c.amount < 0 OR (c.state IN ('approved', 'paid') AND c.amount = 0)";

    Error "programmes.paid-once", "Một kết quả không được chi từ hai đề án loại trừ nhau", "An outcome is not paid by two schemes that exclude each other",
    "Thu hồi một khoản", "Take one payment back",
    "SELECT u.code || ' · ' || a.title AS place, a.id AS id FROM claim a JOIN claim b ON b.outcome = a.outcome AND b.id > a.id
     JOIN scheme s ON s.programme_id = a.programme_id JOIN scheme t ON t.programme_id = b.programme_id
     JOIN unit u ON u.id = a.unit_id WHERE a.programme_id <> b.programme_id AND a.state IN ('approved', 'paid')
        AND b.state IN ('approved', 'paid') AND (s.excludes LIKE '%,' || t.slug || ',%' OR t.excludes LIKE '%,' || s.slug || ',%')";

    Error "programmes.paid-by-the-schemes-unit", "Tiền của đề án do đơn vị của đề án chi", "A scheme's money is paid by its own unit",
    "Xem diễn biến của đề nghị", "See the story of the claim",
    "SELECT u.code || ' · ' || c.title AS place, c.id AS id FROM claim c JOIN programme p ON p.id = c.programme_id
     JOIN unit u ON u.id = c.unit_id WHERE c.payer_id <> p.unit_id";

    Error "programmes.paid-and-recorded", "Khoản đã chi có bản ghi đang tính; khoản đã thu hồi thì không",
    "A payment's record counts while it is paid and no longer when it was taken back",
    "Khôi phục hoặc rút bản ghi của khoản chi", "Restore or withdraw the payment's record",
    "SELECT u.code || ' · ' || c.title AS place, c.id AS id FROM claim c JOIN record r ON r.id = c.record_id
     JOIN unit u ON u.id = c.unit_id WHERE (c.state = 'paid' AND r.state = 'withdrawn') OR (c.state = 'reversed' AND r.state <> 'withdrawn')";

    Error "programmes.claimed-after-it-happened", "Đề nghị chi sau khi có kết quả, chi sau khi đề nghị",
    "A claim follows its outcome, a payment its claim",
    "Sửa ngày của đề nghị", "Correct the days of the claim",
    "SELECT u.code || ' · ' || c.title AS place, c.id AS id FROM claim c JOIN unit u ON u.id = c.unit_id
     WHERE c.outcome_on > c.claimed_on OR c.paid_on < c.claimed_on";

    Error "programmes.refused-with-a-reason", "Đề nghị bị từ chối có quy tắc hoặc lý do", "A refused claim names the rule or the reason",
    "Ghi lý do từ chối", "Give the reason",
    "SELECT u.code || ' · ' || c.title AS place, c.id AS id FROM claim c JOIN unit u ON u.id = c.unit_id
     WHERE c.state = 'refused' AND c.rule = '' AND c.reason = ''";

    Error "programmes.scheme-as-defined", "Đề án theo bản quy định mới nhất", "A scheme goes by its latest definition",
    "Lưu lại quy định của đề án", "Save the definition again",
    "SELECT s.slug AS place, s.programme_id AS id FROM scheme s WHERE s.version IS DISTINCT FROM (SELECT MAX(d.version)
        FROM scheme_definition d WHERE d.programme_id = s.programme_id)";
}
