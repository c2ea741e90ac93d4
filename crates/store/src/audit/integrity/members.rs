//! Rules about member files: memberships, states, what is sealed, what people agreed to. Transfers, merges and rolls stand in
//! `moves`.

use super::held;

held! {
    Error "members.membership-in-order", "Ngày ra khỏi công đoàn không trước ngày vào", "A membership ends no sooner than it began",
    "Sửa ngày ở hồ sơ đoàn viên", "Correct the days in the member's file",
    "SELECT u.code || ' · ' || COALESCE(p.number, '') AS place, p.id AS id FROM membership m
     JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = m.unit_id
     WHERE m.superseded_at IS NULL AND m.left_on < m.joined_on";

    Error "members.leaving-has-a-cause", "Người thôi sinh hoạt có cả ngày và lý do", "Who left has both a day and a cause",
    "Ghi lại việc thôi sinh hoạt ở hồ sơ đoàn viên", "Note the leaving again in the member's file",
    "SELECT u.code || ' · ' || COALESCE(p.number, '') AS place, p.id AS id FROM membership m
     JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = m.unit_id
     WHERE m.superseded_at IS NULL AND (m.left_on IS NULL) <> (m.leaving IS NULL)";

    Error "members.joined-while-open", "Đoàn viên vào đơn vị khi đơn vị đang hoạt động", "Members join a unit while it is open",
    "Sửa ngày vào hoặc đơn vị ở hồ sơ đoàn viên", "Correct the day of joining or the unit in the member's file",
    "SELECT u.code || ' · ' || COALESCE(p.number, '') AS place, p.id AS id FROM membership m
     JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = m.unit_id
     WHERE m.superseded_at IS NULL AND EXISTS (SELECT 1 FROM unit_life l WHERE l.unit_id = m.unit_id
        AND l.superseded_at IS NULL AND l.closed_on <= m.joined_on) AND NOT EXISTS (SELECT 1 FROM unit_life l
        WHERE l.unit_id = m.unit_id AND l.superseded_at IS NULL AND (l.closed_on IS NULL OR l.closed_on > m.joined_on))";

    Error "members.ended-unit-lets-go", "Đơn vị kết thúc mà không có kế tục thì không còn đoàn viên",
    "A unit that ended without a successor has no members left",
    "Cho đoàn viên thôi sinh hoạt hoặc ghi đơn vị kế tục", "End the memberships or name a successor",
    "SELECT u.code AS place, u.id AS id FROM unit u WHERE u.closed_on <= $2 AND u.annulled_at IS NULL
        AND EXISTS (SELECT 1 FROM membership m WHERE m.unit_id = u.id AND m.superseded_at IS NULL AND m.left_on IS NULL)
        AND NOT EXISTS (SELECT 1 FROM unit_succession s WHERE s.predecessor_id = u.id AND s.superseded_at IS NULL)";

    Warning "members.old-enough-to-join", "Đoàn viên đủ 15 tuổi khi vào công đoàn", "Members are 15 or older when they join",
    "Kiểm tra ngày sinh và ngày vào", "Check the day of birth and of joining",
    "SELECT u.code || ' · ' || COALESCE(p.number, '') AS place, p.id AS id FROM membership m
     JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = m.unit_id WHERE m.superseded_at IS NULL
        AND CAST(SUBSTR(CAST(m.joined_on AS TEXT), 1, 4) AS INTEGER) - p.born_year < 15";

    Error "members.joined-by-today", "Không ai vào hay ra ở ngày chưa tới quá một năm", "Nobody joins or leaves more than a year from now",
    "Sửa ngày ở hồ sơ đoàn viên", "Correct the day in the member's file",
    "SELECT u.code || ' · ' || COALESCE(p.number, '') AS place, p.id AS id FROM membership m
     JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = m.unit_id WHERE m.superseded_at IS NULL
        AND CAST(SUBSTR(CAST(COALESCE(m.left_on, m.joined_on) AS TEXT), 1, 4) AS INTEGER)
            - CAST(SUBSTR(CAST($2 AS TEXT), 1, 4) AS INTEGER) > 1";

    Error "members.born-by-today", "Ngày sinh không ở tương lai", "Nobody is born on a day to come",
    "Sửa ngày sinh", "Correct the day of birth",
    "SELECT COALESCE(p.number, '') AS place, p.id AS id FROM person p WHERE p.born_on > $2";

    Error "members.birth-year-of-birth-day", "Năm sinh khớp với ngày sinh", "The year of birth is that of the day",
    "Sửa ngày sinh", "Correct the day of birth",
    "SELECT COALESCE(p.number, '') AS place, p.id AS id FROM person p WHERE p.born_on IS NOT NULL AND p.born_year
        IS DISTINCT FROM CAST(SUBSTR(CAST(p.born_on AS TEXT), 1, 4) AS INTEGER)";

    Error "members.has-number", "Mỗi đoàn viên có mã số", "Every member has a number",
    "Nhập lại hồ sơ để cấp mã số", "Enter the file again so that a number is given",
    "SELECT u.code AS place, p.id AS id FROM membership m JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = m.unit_id
     WHERE m.superseded_at IS NULL AND p.number IS NULL AND p.erased_at IS NULL";

    Error "members.identity-once", "Một số định danh chỉ thuộc một hồ sơ đoàn viên", "An identity number belongs to one file",
    "Gộp hai hồ sơ hoặc sửa số định danh", "Put the two files together or correct the number",
    "SELECT COALESCE(a.number, '') || ' · ' || COALESCE(b.number, '') AS place, a.id AS id FROM person a JOIN person b
        ON b.identity_mark = a.identity_mark AND b.id > a.id AND b.merged_into IS NULL AND b.erased_at IS NULL
     WHERE a.merged_into IS NULL AND a.erased_at IS NULL";

    Error "members.sealed-opens", "Dữ liệu niêm phong còn khóa để mở", "What is sealed has a key to open it",
    "Khôi phục khóa của người đó từ bản sao lưu", "Restore the person's key from a backup",
    "SELECT COALESCE(p.number, '') AS place, p.id AS id FROM person p WHERE p.sealed <> ''
        AND NOT EXISTS (SELECT 1 FROM person_key k WHERE k.person_id = p.id)";

    Error "members.erased-is-empty", "Hồ sơ đã xóa không còn họ tên, mã số hay dữ liệu niêm phong",
    "An erased file keeps no name, number or sealed data",
    "Xóa lại hồ sơ", "Erase the file again",
    "SELECT 'person' AS place, p.id AS id FROM person p
     WHERE p.erased_at IS NOT NULL AND (p.name <> '' OR p.number IS NOT NULL OR p.sealed <> '' OR p.identity_mark IS NOT NULL
        OR EXISTS (SELECT 1 FROM person_key k WHERE k.person_id = p.id))";

    Error "members.state-of-a-member", "Chỉ đoàn viên mới có trạng thái sinh hoạt", "Only members have a state of membership",
    "Bỏ trạng thái ở hồ sơ", "Take the state away in the file",
    "SELECT COALESCE(p.number, '') AS place, p.id AS id FROM membership_state s JOIN person p ON p.id = s.person_id
     WHERE s.superseded_at IS NULL AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.person_id = p.id
        AND m.superseded_at IS NULL AND m.joined_on <= s.valid_from)";

    Error "members.applied-by-today", "Đơn xin gia nhập không đề ngày chưa tới", "No application bears a day to come",
    "Sửa ngày của đơn", "Correct the day of the application",
    "SELECT u.code || ' · ' || COALESCE(p.number, '') AS place, a.id AS id FROM membership_application a
     JOIN person p ON p.id = a.person_id JOIN unit u ON u.id = a.unit_id WHERE a.applied_on > $2";

    Warning "members.applied-before-joining", "Đơn xin gia nhập có trước ngày kết nạp", "An application comes before the admission it led to",
    "Kiểm tra ngày của đơn và ngày kết nạp", "Check the days of application and admission",
    "SELECT u.code || ' · ' || COALESCE(p.number, '') AS place, a.id AS id FROM membership_application a
     JOIN person p ON p.id = a.person_id JOIN unit u ON u.id = a.unit_id
     WHERE EXISTS (SELECT 1 FROM membership m WHERE m.person_id = a.person_id AND m.unit_id = a.unit_id
        AND m.superseded_at IS NULL) AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.person_id = a.person_id
        AND m.unit_id = a.unit_id AND m.superseded_at IS NULL AND m.joined_on >= a.applied_on)";

    Error "members.consent-withdrawn-after", "Rút đồng ý sau khi đã đồng ý, có người ghi", "Consent is withdrawn after it was given, by somebody",
    "Xem nhật ký của hồ sơ", "See the story of the file",
    "SELECT c.purpose || ' · ' || COALESCE(p.number, '') AS place, c.id AS id FROM consent c
     JOIN person p ON p.id = c.person_id WHERE c.withdrawn_at < c.given_at OR (c.withdrawn_at IS NULL) <> (c.withdrawn_by IS NULL)";

    Error "members.request-answered-by", "Yêu cầu về dữ liệu đã trả lời có người và lúc trả lời",
    "A data request that was answered says by whom and when",
    "Trả lời lại yêu cầu", "Answer the request again",
    "SELECT u.code || ' · ' || r.kind AS place, r.id AS id FROM data_request r JOIN unit u ON u.id = r.unit_id
     WHERE (r.answered_at IS NULL) <> (r.answered_by IS NULL) OR r.answered_at < r.received_at
        OR (r.state IN ('received', 'acknowledged')) <> (r.answered_at IS NULL)";

    Warning "members.request-in-time", "Yêu cầu về dữ liệu được trả lời trong hạn", "Data requests are answered in time",
    "Trả lời yêu cầu ngay", "Answer the request now",
    "SELECT u.code || ' · ' || r.kind AS place, r.id AS id FROM data_request r JOIN unit u ON u.id = r.unit_id
     WHERE r.answered_at IS NULL AND r.answer_due < $2";

    Warning "members.incident-told", "Sự cố dữ liệu được báo cơ quan chức năng trong hạn", "Data incidents are told to the authority in time",
    "Báo ngay và ghi lại lúc báo", "Notify now and note when",
    "SELECT u.code AS place, i.id AS id FROM data_incident i JOIN unit u ON u.id = i.unit_id
     WHERE i.notified_at IS NULL AND i.notify_due < $1";

    Error "members.incident-noticed-first", "Sự cố dữ liệu được báo sau khi phát hiện", "A data incident is notified after it was noticed",
    "Sửa lúc phát hiện hoặc lúc báo", "Correct when it was noticed or notified",
    "SELECT u.code AS place, i.id AS id FROM data_incident i JOIN unit u ON u.id = i.unit_id
     WHERE i.notified_at < i.noticed_at OR i.notify_due < i.noticed_at OR (i.notified_at IS NULL) <> (i.notified_by IS NULL)";
}
