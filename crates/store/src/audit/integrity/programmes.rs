//! Rules about programmes, targets, answers and reviews. Shares stand in `shares`, tasks in `tasks`, money in `schemes`.

use super::held;

held! {
    Error "programmes.period-in-order", "Chương trình kết thúc không trước khi bắt đầu", "A programme ends no sooner than it begins",
    "Sửa thời gian của chương trình", "Correct the period of the programme",
    "SELECT u.code || ' · ' || p.title AS place, p.id AS id FROM programme p JOIN unit u ON u.id = p.unit_id
     WHERE p.period_to < p.period_from";

    Error "programmes.of-a-unit-that-lived", "Chương trình nằm trong thời gian hoạt động của đơn vị", "A programme lies within the life of its unit",
    "Sửa thời gian của chương trình", "Correct the period of the programme",
    "SELECT u.code || ' · ' || p.title AS place, p.id AS id FROM programme p JOIN unit u ON u.id = p.unit_id
     WHERE NOT EXISTS (SELECT 1 FROM unit_life l WHERE l.unit_id = u.id AND l.superseded_at IS NULL
        AND l.opened_on <= p.period_to AND (l.closed_on IS NULL OR l.closed_on > p.period_from))";

    Error "programmes.under-another", "Chương trình cấp trên không quay vòng", "Programmes above never lead back",
    "Bỏ chương trình cấp trên khép vòng", "Take away the programme above that closes the circle",
    "WITH RECURSIVE up (start_id, at_id) AS (SELECT id, parent_id FROM programme WHERE parent_id IS NOT NULL
        UNION SELECT up.start_id, p.parent_id FROM up JOIN programme p ON p.id = up.at_id AND p.parent_id IS NOT NULL)
     SELECT u.code || ' · ' || p.title AS place, p.id AS id FROM up JOIN programme p ON p.id = up.start_id
     JOIN unit u ON u.id = p.unit_id WHERE up.start_id = up.at_id";

    Error "programmes.under-one-above", "Chương trình cấp trên là của tổ chức Đảng, của đơn vị cấp trên hoặc chính đơn vị",
    "The programme above is of a Party body, of a unit above, or of the unit itself",
    "Chọn lại chương trình cấp trên", "Choose the programme above again",
    "WITH RECURSIVE up (start_id, at_id) AS (SELECT unit_id, unit_id FROM programme
        UNION SELECT up.start_id, l.parent_id FROM up JOIN unit_link l ON l.child_id = up.at_id AND l.superseded_at IS NULL)
     SELECT u.code || ' · ' || p.title AS place, p.id AS id FROM programme p JOIN programme a ON a.id = p.parent_id
     JOIN unit u ON u.id = p.unit_id JOIN unit o ON o.id = a.unit_id
     WHERE o.kind <> 'party' AND NOT EXISTS (SELECT 1 FROM up WHERE up.start_id = p.unit_id AND up.at_id = a.unit_id)";

    Warning "programmes.opened-once", "Một đơn vị không lập hai chương trình cùng tên, cùng thời gian cho một văn bản",
    "A unit opens one programme of a name and period on a directive",
    "Hủy chương trình trùng", "Cancel the doubled programme",
    "SELECT u.code || ' · ' || a.title AS place, a.id AS id FROM programme a JOIN programme b ON b.unit_id = a.unit_id
        AND b.title = a.title AND b.period = a.period AND b.directive_id IS NOT DISTINCT FROM a.directive_id AND b.id > a.id
     JOIN unit u ON u.id = a.unit_id";

    Error "programmes.beside-another", "Chương trình song hành là chương trình khác", "A programme runs beside another, not itself",
    "Gỡ liên kết song hành", "Take the link away",
    "SELECT u.code || ' · ' || p.title AS place, p.id AS id FROM programme_link l JOIN programme p ON p.id = l.programme_id
     JOIN unit u ON u.id = p.unit_id WHERE l.programme_id = l.beside_id";

    Error "programmes.ended-once-begun", "Chương trình kết thúc sau khi bắt đầu", "A programme is ended after it began",
    "Ghi lại ngày kết thúc", "Note the end again",
    "SELECT u.code || ' · ' || p.title AS place, p.id AS id FROM programme_end e JOIN programme p ON p.id = e.programme_id
     JOIN unit u ON u.id = p.unit_id WHERE e.superseded_at IS NULL AND e.manner = 'closed' AND e.ended_on < p.period_from";

    Error "programmes.answers-its-directive", "Chương trình trả lời các mục của văn bản mình thực hiện",
    "A programme answers parts of the directive it stands on",
    "Trả lời lại ở trang chương trình", "Answer again on the page of the programme",
    "SELECT u.code || ' · ' || c.label AS place, a.id AS id FROM programme_answer a JOIN programme p ON p.id = a.programme_id
     JOIN directive_clause c ON c.id = a.clause_id JOIN unit u ON u.id = p.unit_id
     WHERE a.superseded_at IS NULL AND c.directive_id IS DISTINCT FROM p.directive_id";

    Error "programmes.left-out-with-a-reason", "Mục không áp dụng có lý do", "A part that does not apply says why",
    "Ghi lý do ở trang chương trình", "Give the reason on the page of the programme",
    "SELECT u.code || ' · ' || c.label AS place, a.id AS id FROM programme_answer a JOIN programme p ON p.id = a.programme_id
     JOIN directive_clause c ON c.id = a.clause_id JOIN unit u ON u.id = p.unit_id
     WHERE a.superseded_at IS NULL AND a.answer = 'not_applicable' AND a.words = ''";

    Error "programmes.reviewed-by-today", "Đánh giá không đề ngày chưa tới", "No review is of a day to come",
    "Sửa ngày của lần đánh giá", "Correct the day of the review",
    "SELECT u.code || ' · ' || p.title AS place, r.id AS id FROM programme_review r JOIN programme p ON p.id = r.programme_id
     JOIN unit u ON u.id = p.unit_id WHERE r.as_of > $2";

    Error "programmes.target-range", "Chỉ tiêu khoảng có hai đầu theo thứ tự, chỉ tiêu khác có một số", "A range has two ends in order, other targets one value",
    "Sửa chỉ tiêu", "Correct the target",
    "SELECT u.code || ' · ' || t.indicator AS place, t.id AS id FROM target t JOIN programme p ON p.id = t.programme_id
     JOIN unit u ON u.id = p.unit_id WHERE (t.comparator = 'range') <> (t.value_max IS NOT NULL) OR t.value_max < t.value";

    Error "programmes.target-not-negative", "Chỉ tiêu không âm", "No target is below zero",
    "Sửa chỉ tiêu", "Correct the target",
    "SELECT u.code || ' · ' || t.indicator AS place, t.id AS id FROM target t JOIN programme p ON p.id = t.programme_id
     JOIN unit u ON u.id = p.unit_id WHERE t.value < 0";

    Error "programmes.target-from-above", "Chỉ tiêu nhận từ cấp trên nêu chỉ tiêu đó, cùng một chỉ tiêu thống kê",
    "A target taken from above names that target, of the same indicator",
    "Mở lại chương trình từ văn bản", "Open the programme again from the directive",
    "SELECT u.code || ' · ' || t.indicator AS place, t.id AS id FROM target t JOIN programme p ON p.id = t.programme_id
     JOIN unit u ON u.id = p.unit_id LEFT JOIN target a ON a.id = t.above_id
     WHERE t.source IN ('above', 'allotted') AND (a.id IS NULL OR a.indicator <> t.indicator OR a.id = t.id)";

    Error "programmes.target-of-its-directive", "Chỉ tiêu gắn với mục của văn bản mình thực hiện", "A target stands under a part of its programme's directive",
    "Sửa chỉ tiêu", "Correct the target",
    "SELECT u.code || ' · ' || t.indicator AS place, t.id AS id FROM target t JOIN programme p ON p.id = t.programme_id
     JOIN unit u ON u.id = p.unit_id JOIN directive_clause c ON c.id = t.clause_id
     WHERE c.directive_id IS DISTINCT FROM p.directive_id";
}
