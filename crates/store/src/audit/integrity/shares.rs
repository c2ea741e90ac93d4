//! Rules about targets shared out over units below, and changed.

use super::held;

held! {
    Error "programmes.shares-add-up", "Các phần giao cộng lại đúng chỉ tiêu, hoặc mỗi phần là cả ngưỡng",
    "Shares add up to the whole, or each is the whole threshold",
    "Giao lại chỉ tiêu", "Share the target out again",
    "SELECT u.code || ' · ' || t.indicator AS place, a.id AS id FROM allotment a JOIN target t ON t.id = a.target_id
     JOIN programme p ON p.id = t.programme_id JOIN unit u ON u.id = p.unit_id
     JOIN allotment_share s ON s.allotment_id = a.id WHERE a.superseded_at IS NULL
     GROUP BY u.code, t.indicator, a.id, a.whole
     HAVING SUM(s.value) <> a.whole AND (MIN(s.value) <> a.whole OR MAX(s.value) <> a.whole)";

    Error "programmes.shared-with-somebody", "Chỉ tiêu đã giao có nơi nhận", "A target that was shared out has receivers",
    "Giao lại chỉ tiêu", "Share the target out again",
    "SELECT u.code || ' · ' || t.indicator AS place, a.id AS id FROM allotment a JOIN target t ON t.id = a.target_id
     JOIN programme p ON p.id = t.programme_id JOIN unit u ON u.id = p.unit_id WHERE a.superseded_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM allotment_share s WHERE s.allotment_id = a.id)";

    Warning "programmes.shared-as-it-stands", "Tổng đã giao là chỉ tiêu hiện hành", "What was shared out is the target as it stands",
    "Giao lại theo chỉ tiêu mới", "Share the changed target out again",
    "SELECT u.code || ' · ' || t.indicator AS place, a.id AS id FROM allotment a JOIN target t ON t.id = a.target_id
     JOIN programme p ON p.id = t.programme_id JOIN unit u ON u.id = p.unit_id
     WHERE a.superseded_at IS NULL AND a.whole <> t.value";

    Error "programmes.shared-below", "Chỉ tiêu giao cho đơn vị trực thuộc hoặc phối hợp", "Shares go to units directly below",
    "Giao lại chỉ tiêu", "Share the target out again",
    "SELECT u.code || ' · ' || t.indicator AS place, a.id AS id FROM allotment a JOIN allotment_share s ON s.allotment_id = a.id
     JOIN target t ON t.id = a.target_id JOIN programme p ON p.id = t.programme_id JOIN unit u ON u.id = s.unit_id
     WHERE a.superseded_at IS NULL AND NOT EXISTS (SELECT 1 FROM unit_link l WHERE l.child_id = s.unit_id
        AND l.parent_id = p.unit_id)";

    Error "programmes.share-not-negative", "Phần giao không âm", "No share is below zero",
    "Giao lại chỉ tiêu", "Share the target out again",
    "SELECT u.code || ' · ' || t.indicator AS place, a.id AS id FROM allotment a JOIN allotment_share s ON s.allotment_id = a.id
     JOIN target t ON t.id = a.target_id JOIN unit u ON u.id = s.unit_id
     WHERE a.superseded_at IS NULL AND (s.value < 0 OR s.weight < 0)";

    Error "programmes.change-decided-by", "Đề nghị đổi chỉ tiêu đã quyết có người và kết quả", "A decided change of a target says by whom and how",
    "Quyết định lại", "Decide it again",
    "SELECT u.code || ' · ' || t.indicator AS place, c.id AS id FROM target_change c JOIN target t ON t.id = c.target_id
     JOIN programme p ON p.id = t.programme_id JOIN unit u ON u.id = p.unit_id
     WHERE (c.decided_at IS NULL) <> (c.decided_by IS NULL) OR (c.decided_at IS NULL) <> (c.approved IS NULL)
        OR c.decided_at < c.asked_at";

    Error "programmes.change-has-a-reason", "Đề nghị đổi chỉ tiêu có lý do", "Whoever asks to change a target says why",
    "Ghi lý do", "Give the reason",
    "SELECT u.code || ' · ' || t.indicator AS place, c.id AS id FROM target_change c JOIN target t ON t.id = c.target_id
     JOIN programme p ON p.id = t.programme_id JOIN unit u ON u.id = p.unit_id WHERE c.reason = ''";
}
