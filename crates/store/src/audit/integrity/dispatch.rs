//! Rules about papers sent down and sessions at which they are studied.

use super::held;

held! {
    Error "directives.sent-to-somebody", "Văn bản triển khai có nơi nhận", "A paper sent down has receivers",
    "Triển khai lại văn bản", "Send the paper down again",
    "SELECT u.code || ' · ' || d.symbol AS place, s.id AS id FROM dispatch s JOIN unit u ON u.id = s.unit_id
     JOIN directive d ON d.id = s.directive_id WHERE NOT EXISTS (SELECT 1 FROM dispatch_unit r WHERE r.dispatch_id = s.id)";

    Error "directives.sent-to-others", "Đơn vị không triển khai văn bản cho chính mình", "No unit sends a paper down to itself",
    "Bỏ nơi nhận đó", "Take that receiver away",
    "SELECT u.code AS place, s.id AS id FROM dispatch s JOIN dispatch_unit r ON r.dispatch_id = s.id AND r.unit_id = s.unit_id
     JOIN unit u ON u.id = s.unit_id";

    Error "directives.answered-by-receivers", "Chỉ nơi nhận mới xem, nhận, trả lời văn bản triển khai", "Only receivers open, acknowledge and answer",
    "Xem nhật ký của văn bản", "See the story of the paper",
    "SELECT u.code || ' · ' || e.event AS place, e.id AS id FROM dispatch_event e JOIN unit u ON u.id = e.unit_id
     WHERE NOT EXISTS (SELECT 1 FROM dispatch_unit r WHERE r.dispatch_id = e.dispatch_id AND r.unit_id = e.unit_id)";

    Error "directives.answered-after-sent", "Trả lời sau khi triển khai", "Papers are answered after they were sent",
    "Kiểm tra giờ của máy chủ", "Check the clock of the server",
    "SELECT u.code || ' · ' || e.event AS place, e.id AS id FROM dispatch_event e JOIN dispatch s ON s.id = e.dispatch_id
     JOIN unit u ON u.id = e.unit_id WHERE e.recorded_at < s.sent_at";

    Error "directives.answer-says-something", "Trả lời có lời, tệp hoặc chương trình", "An answer is words, a file or a programme",
    "Trả lời lại", "Answer again",
    "SELECT u.code AS place, e.id AS id FROM dispatch_event e JOIN unit u ON u.id = e.unit_id
     WHERE e.event = 'answered' AND e.words = '' AND e.sha256 = '' AND e.programme_id IS NULL";

    Error "directives.answered-by-own-programme", "Chương trình nêu trong trả lời là của nơi trả lời", "The programme an answer names is of the unit that answers",
    "Trả lời lại bằng chương trình của đơn vị", "Answer again with the unit's own programme",
    "SELECT u.code || ' · ' || p.title AS place, e.id AS id FROM dispatch_event e JOIN programme p ON p.id = e.programme_id
     JOIN unit u ON u.id = e.unit_id WHERE p.unit_id <> e.unit_id";

    Error "directives.answer-file-kept", "Tệp trả lời còn trong kho", "The file of an answer is kept",
    "Trả lời lại kèm tệp", "Answer again with the file",
    "SELECT u.code || ' · ' || e.file_name AS place, e.id AS id FROM dispatch_event e JOIN unit u ON u.id = e.unit_id
     WHERE e.sha256 <> '' AND e.sha256 NOT IN (SELECT sha256 FROM attachment)";

    Error "directives.passed-on-as-received", "Nơi chuyển tiếp đã nhận chính văn bản đó", "Who passes a paper on received that paper",
    "Triển khai lại từ văn bản đã nhận", "Send it down again from the paper received",
    "SELECT u.code AS place, s.id AS id FROM dispatch s JOIN dispatch p ON p.id = s.passes_on_id JOIN unit u ON u.id = s.unit_id
     WHERE p.directive_id <> s.directive_id
        OR NOT EXISTS (SELECT 1 FROM dispatch_unit r WHERE r.dispatch_id = p.id AND r.unit_id = s.unit_id)";

    Error "directives.extended-to-a-day", "Gia hạn có ngày và không sớm hơn hạn đầu", "An extension names a day no sooner than the first",
    "Gia hạn lại", "Extend again",
    "SELECT u.code AS place, r.dispatch_id AS id FROM dispatch_unit r JOIN dispatch s ON s.id = r.dispatch_id
     JOIN unit u ON u.id = r.unit_id WHERE r.due_on < s.due_on
     UNION ALL SELECT u.code, e.id FROM dispatch_event e JOIN unit u ON u.id = e.unit_id
     WHERE e.event = 'extended' AND e.due_on IS NULL";

    Error "directives.study-in-order", "Buổi học tập kết thúc sau khi bắt đầu, mã điểm danh có lúc mở và lúc đóng",
    "A study session ends after it begins, and so does the taking of its code",
    "Sửa giờ của buổi học tập", "Correct the hours of the session",
    "SELECT u.code || ' · ' || s.held_on AS place, s.id AS id FROM study_session s JOIN unit u ON u.id = s.unit_id
     WHERE s.ends_at <= s.begins_at OR s.closes_at <= s.opens_at OR s.begins_at < 0 OR s.ends_at > 1440";

    Error "directives.study-of-something", "Buổi học tập nêu văn bản được học", "A study session names what is studied",
    "Thêm văn bản vào buổi học tập", "Add a paper to the session",
    "SELECT u.code || ' · ' || s.held_on AS place, s.id AS id FROM study_session s JOIN unit u ON u.id = s.unit_id
     WHERE NOT EXISTS (SELECT 1 FROM study_session_directive d WHERE d.session_id = s.id)";

    Error "directives.study-closed-with-a-record", "Buổi học tập đã đóng có bản ghi trong sổ", "A closed study session has its record",
    "Đóng lại buổi học tập", "Close the session again",
    "SELECT u.code || ' · ' || s.held_on AS place, s.id AS id FROM study_session s JOIN unit u ON u.id = s.unit_id
     WHERE s.closed_at IS NOT NULL AND (s.record_id IS NULL OR s.record_id NOT IN (SELECT id FROM record))";

    Error "directives.study-record-of-the-unit", "Bản ghi của buổi học tập cùng đơn vị và ngày", "The record of a study session is of its unit and day",
    "Mở lại rồi đóng buổi học tập", "Open the session and close it again",
    "SELECT u.code || ' · ' || s.held_on AS place, s.id AS id FROM study_session s JOIN unit u ON u.id = s.unit_id
     JOIN record r ON r.id = s.record_id WHERE r.unit_id <> s.unit_id OR r.occurred_on <> s.held_on";

    Error "directives.study-attended-by-somebody", "Người dự học tập có hồ sơ hoặc có tên", "Who attended has a file or a name",
    "Bỏ dòng điểm danh trống", "Take the empty line away",
    "SELECT u.code || ' · ' || s.held_on AS place, a.id AS id FROM study_attendance a JOIN study_session s ON s.id = a.session_id
     JOIN unit u ON u.id = s.unit_id WHERE a.withdrawn_at IS NULL AND a.person_id IS NULL AND a.guest_name = ''";

    Error "directives.study-attended-in-its-window", "Điểm danh bằng mã trong lúc mã được nhận", "Codes are taken while the session takes them",
    "Bỏ dòng điểm danh ngoài giờ", "Take the late line away",
    "SELECT u.code || ' · ' || s.held_on AS place, a.id AS id FROM study_attendance a JOIN study_session s ON s.id = a.session_id
     JOIN unit u ON u.id = s.unit_id WHERE a.way = 'code' AND a.withdrawn_at IS NULL
        AND (a.recorded_at < s.opens_at OR a.recorded_at > s.closes_at)";

    Error "directives.study-expects-somebody", "Buổi học tập mời một số người", "A study session expects somebody",
    "Sửa số người dự kiến", "Correct the number expected",
    "SELECT u.code || ' · ' || s.held_on AS place, s.id AS id FROM study_session s JOIN unit u ON u.id = s.unit_id
     WHERE s.expected_number < 0 OR (s.expected = 'number' AND s.expected_number = 0)
        OR (s.expected = 'posts' AND s.expected_posts = '')";
}
