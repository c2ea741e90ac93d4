//! Rules about tasks of programmes.

use super::held;

held! {
    Error "programmes.task-in-order", "Nhiệm vụ đến hạn không trước khi bắt đầu", "A task is due no sooner than it starts",
    "Sửa ngày của nhiệm vụ", "Correct the days of the task",
    "SELECT u.code || ' · ' || t.title AS place, t.id AS id FROM task t JOIN unit u ON u.id = t.unit_id WHERE t.due_on < t.starts_on";

    Error "programmes.task-of-its-programme", "Phần việc cùng chương trình với nhiệm vụ chứa nó; phần việc không có phần việc",
    "A part of a task is of the same programme and has no parts itself",
    "Chuyển phần việc về đúng nhiệm vụ", "Move the part to its task",
    "SELECT u.code || ' · ' || t.title AS place, t.id AS id FROM task t JOIN task p ON p.id = t.parent_id
     JOIN unit u ON u.id = t.unit_id WHERE p.programme_id <> t.programme_id OR p.parent_id IS NOT NULL";

    Error "programmes.task-number-once", "Số của nhiệm vụ không trùng trong một chương trình", "Numbers of tasks differ within a programme",
    "Đánh số lại", "Number them again",
    "SELECT u.code || ' · ' || a.title AS place, a.id AS id FROM task a JOIN task b ON b.programme_id = a.programme_id
        AND b.parent_id IS NOT DISTINCT FROM a.parent_id AND b.number = a.number AND b.kind = a.kind AND b.id > a.id
     JOIN unit u ON u.id = a.unit_id";

    Error "programmes.task-waits-for-its-own", "Nhiệm vụ chờ nhiệm vụ khác của cùng chương trình", "A task waits for another of its programme",
    "Bỏ nhiệm vụ chờ", "Take the waiting away",
    "SELECT u.code || ' · ' || t.title AS place, t.id AS id FROM task_wait w JOIN task t ON t.id = w.task_id
     JOIN task o ON o.id = w.awaited_id JOIN unit u ON u.id = t.unit_id WHERE o.programme_id <> t.programme_id OR o.id = t.id";

    Error "programmes.task-waits-in-a-line", "Nhiệm vụ chờ nhau không quay vòng", "Tasks do not wait for each other in a circle",
    "Bỏ một lần chờ của vòng", "Take one waiting of the circle away",
    "WITH RECURSIVE later (start_id, at_id) AS (SELECT task_id, awaited_id FROM task_wait
        UNION SELECT later.start_id, w.awaited_id FROM later JOIN task_wait w ON w.task_id = later.at_id)
     SELECT u.code || ' · ' || t.title AS place, t.id AS id FROM later JOIN task t ON t.id = later.start_id
     JOIN unit u ON u.id = t.unit_id WHERE later.start_id = later.at_id";

    Error "programmes.task-state-as-told", "Trạng thái nhiệm vụ khớp với diễn biến đã ghi", "The state of a task is what its story says",
    "Xem diễn biến rồi ghi lại việc cuối", "See the story and do the last deed again",
    "SELECT u.code || ' · ' || t.title AS place, t.id AS id FROM task t JOIN unit u ON u.id = t.unit_id
     WHERE t.state IN ('reported', 'accepted', 'returned', 'cancelled') AND NOT EXISTS (SELECT 1 FROM task_event e
        WHERE e.task_id = t.id AND e.event = t.state)";

    Error "programmes.task-accepted-once-reported", "Nhiệm vụ được nghiệm thu sau khi báo cáo", "A task is accepted after it was reported",
    "Trả lại nhiệm vụ để báo cáo", "Give the task back to be reported",
    "SELECT u.code || ' · ' || t.title AS place, t.id AS id FROM task t JOIN unit u ON u.id = t.unit_id WHERE t.state = 'accepted'
        AND NOT EXISTS (SELECT 1 FROM task p WHERE p.parent_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM task_event e WHERE e.task_id = t.id AND e.event = 'reported')";

    Error "programmes.task-proved", "Nhiệm vụ cần minh chứng được nghiệm thu khi đã có minh chứng", "A task that asks for evidence is accepted with some",
    "Trả lại nhiệm vụ để nộp minh chứng", "Give the task back for evidence",
    "SELECT u.code || ' · ' || t.title AS place, t.id AS id FROM task t JOIN unit u ON u.id = t.unit_id
     WHERE t.state = 'accepted' AND t.evidence = 1 AND NOT EXISTS (SELECT 1 FROM task_evidence v WHERE v.task_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM task_event e WHERE e.task_id = t.id AND e.event = 'reported' AND e.words <> '')";

    Warning "programmes.task-after-what-it-waits-for", "Nhiệm vụ được nghiệm thu sau nhiệm vụ nó chờ", "A task is accepted after what it waits for",
    "Kiểm tra nhiệm vụ nó chờ", "Check what it waits for",
    "SELECT u.code || ' · ' || t.title AS place, t.id AS id FROM task_wait w JOIN task t ON t.id = w.task_id
     JOIN task o ON o.id = w.awaited_id JOIN unit u ON u.id = t.unit_id
     WHERE t.state = 'accepted' AND o.state NOT IN ('accepted', 'cancelled')";

    Error "programmes.evidence-is-something", "Minh chứng là bản ghi, văn bản hoặc tệp còn trong kho", "Evidence is a record, a paper or a file that is kept",
    "Nộp lại minh chứng", "Hand the evidence in again",
    "SELECT u.code || ' · ' || t.title AS place, v.id AS id FROM task_evidence v JOIN task t ON t.id = v.task_id
     JOIN unit u ON u.id = t.unit_id WHERE (v.record_id IS NULL AND v.directive_id IS NULL AND v.sha256 = '')
        OR (v.sha256 <> '' AND v.sha256 NOT IN (SELECT sha256 FROM attachment))";

    Error "programmes.evidence-of-its-report", "Minh chứng thuộc lần báo cáo của chính nhiệm vụ đó", "Evidence came with a report of its own task",
    "Nộp lại minh chứng", "Hand the evidence in again",
    "SELECT u.code || ' · ' || t.title AS place, v.id AS id FROM task_evidence v JOIN task_event e ON e.id = v.event_id
     JOIN task t ON t.id = v.task_id JOIN unit u ON u.id = t.unit_id WHERE e.task_id <> v.task_id";

    Error "programmes.evidence-not-withdrawn", "Bản ghi làm minh chứng cho nhiệm vụ đã nghiệm thu không bị rút", "A record that proves an accepted task was not withdrawn",
    "Trả lại nhiệm vụ hoặc khôi phục bản ghi", "Give the task back or restore the record",
    "SELECT u.code || ' · ' || t.title AS place, v.id AS id FROM task_evidence v JOIN task t ON t.id = v.task_id
     JOIN record r ON r.id = v.record_id JOIN unit u ON u.id = t.unit_id
     WHERE t.state = 'accepted' AND (r.state = 'withdrawn' OR r.annulled_at IS NOT NULL)";

    Error "programmes.task-of-its-directive", "Nhiệm vụ gắn với mục của văn bản mà chương trình thực hiện", "A task stands under a part of its programme's directive",
    "Sửa mục của nhiệm vụ", "Correct the part the task stands under",
    "SELECT u.code || ' · ' || t.title AS place, t.id AS id FROM task t JOIN programme p ON p.id = t.programme_id
     JOIN directive_clause c ON c.id = t.clause_id JOIN unit u ON u.id = t.unit_id
     WHERE c.directive_id IS DISTINCT FROM p.directive_id";

    Error "programmes.task-shared-with-others", "Đơn vị phối hợp làm nhiệm vụ khác đơn vị chủ trì", "Who does a task together with its owner is not the owner",
    "Bỏ đơn vị phối hợp trùng", "Take the owner off the list",
    "SELECT u.code || ' · ' || t.title AS place, t.id AS id FROM task_unit s JOIN task t ON t.id = s.task_id
     JOIN unit u ON u.id = t.unit_id WHERE s.unit_id = t.unit_id";

    Warning "programmes.task-of-an-open-unit", "Đơn vị đã kết thúc không còn nhiệm vụ dở dang", "An ended unit has no unfinished tasks",
    "Giao lại nhiệm vụ cho đơn vị kế tục", "Give the task to the successor",
    "SELECT u.code || ' · ' || t.title AS place, t.id AS id FROM task t JOIN unit u ON u.id = t.unit_id
     WHERE u.closed_on <= $2 AND t.state IN ('planned', 'underway', 'returned')";
}
