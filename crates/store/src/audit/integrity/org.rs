//! Rules about units: lives, names, particulars, employers, foundings. Links stand in `links`.

use super::held;

held! {
    Error "org.has-life", "Mỗi đơn vị có ngày thành lập được ghi", "Every unit has a recorded life",
    "Khôi phục dòng đời của đơn vị từ bản sao lưu", "Restore the unit's life from a backup",
    "SELECT u.code AS place, u.id AS id FROM unit u WHERE u.annulled_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM unit_life l WHERE l.unit_id = u.id AND l.superseded_at IS NULL)";

    Error "org.lives-apart", "Các lần hoạt động của một đơn vị không chồng nhau", "Lives of a unit do not overlap",
    "Hoàn tác lần sắp xếp ghi dòng sau", "Undo the reorganisation that wrote the later one",
    "SELECT u.code AS place, a.id AS id FROM unit_life a
     JOIN unit_life b ON b.unit_id = a.unit_id AND b.id > a.id AND b.superseded_at IS NULL JOIN unit u ON u.id = a.unit_id
     WHERE a.superseded_at IS NULL AND (a.closed_on IS NULL OR b.opened_on < a.closed_on)
        AND (b.closed_on IS NULL OR a.opened_on < b.closed_on)";

    Error "org.life-in-order", "Đơn vị kết thúc sau khi thành lập", "A unit ends after it was founded",
    "Sửa ngày kết thúc trong kế hoạch sắp xếp", "Correct the day of the end in the reorganisation",
    "SELECT u.code AS place, l.id AS id FROM unit_life l JOIN unit u ON u.id = l.unit_id
     WHERE l.superseded_at IS NULL AND l.closed_on <= l.opened_on";

    Error "org.closed-as-lived", "Ngày kết thúc của đơn vị khớp với dòng đời", "A unit's end is that of its last life",
    "Chạy lại lần sắp xếp hoặc khôi phục từ bản sao lưu", "Repeat the reorganisation or restore a backup",
    "SELECT u.code AS place, u.id AS id FROM unit u JOIN unit_life l ON l.unit_id = u.id AND l.superseded_at IS NULL
     WHERE u.annulled_at IS NULL
        AND l.opened_on = (SELECT MAX(m.opened_on) FROM unit_life m WHERE m.unit_id = u.id AND m.superseded_at IS NULL)
        AND u.closed_on IS DISTINCT FROM l.closed_on";

    Error "org.has-name", "Mỗi đơn vị có tên từ ngày thành lập", "Every unit has a name from its first day",
    "Khôi phục dòng tên từ bản sao lưu", "Restore its naming from a backup",
    "SELECT u.code AS place, u.id AS id FROM unit u WHERE u.annulled_at IS NULL AND NOT EXISTS (SELECT 1
     FROM unit_naming n WHERE n.unit_id = u.id AND n.superseded_at IS NULL AND n.valid_from <= (SELECT MIN(l.opened_on)
        FROM unit_life l WHERE l.unit_id = u.id AND l.superseded_at IS NULL))";

    Error "org.one-name-a-day", "Mỗi ngày một đơn vị chỉ nhận một tên", "A unit takes one name on a day",
    "Hoàn tác lần đổi tên thừa", "Undo the renaming that is one too many",
    "SELECT u.code AS place, a.id AS id FROM unit_naming a JOIN unit_naming b ON b.unit_id = a.unit_id AND b.id > a.id
        AND b.valid_from = a.valid_from AND b.superseded_at IS NULL JOIN unit u ON u.id = a.unit_id
     WHERE a.superseded_at IS NULL";

    Warning "org.name-as-last-named", "Tên hiện hành là tên mới nhất đã có hiệu lực", "The present name is the latest that holds",
    "Mở lại máy chủ: nó đổi những tên đã đến ngày", "Start the server again: it settles names whose day has come",
    "SELECT u.code AS place, u.id AS id FROM unit u JOIN unit_naming n ON n.unit_id = u.id AND n.superseded_at IS NULL
     WHERE u.annulled_at IS NULL AND u.name <> n.name AND n.valid_from = (SELECT MAX(m.valid_from) FROM unit_naming m
        WHERE m.unit_id = u.id AND m.superseded_at IS NULL AND m.valid_from <= $2)";

    Error "org.chain-is-a-unit", "Chuỗi nhật ký của đơn vị là một đơn vị có thật", "The chain of a unit bears the code of a unit",
    "Khôi phục từ bản sao lưu", "Restore a backup",
    "SELECT u.code || ' · ' || u.chain AS place, u.id AS id FROM unit u WHERE u.chain <> 'root'
        AND NOT EXISTS (SELECT 1 FROM unit h WHERE h.code = u.chain)";

    Error "org.one-confederation", "Chỉ có một tổng liên đoàn", "There is one confederation",
    "Kết thúc đơn vị thừa bằng một lần sắp xếp", "End the surplus one by a reorganisation",
    "SELECT u.code AS place, u.id AS id FROM unit u WHERE u.kind = 'confederation' AND u.annulled_at IS NULL
        AND u.closed_on IS NULL AND EXISTS (SELECT 1 FROM unit o WHERE o.kind = 'confederation' AND o.annulled_at IS NULL
        AND o.closed_on IS NULL AND o.id <> u.id)";

    Warning "org.place-on-earth", "Tọa độ của đơn vị đủ hai số và nằm trong vùng Việt Nam",
    "Coordinates are a pair and lie in or near Vietnam",
    "Sửa tọa độ ở trang đơn vị", "Correct the coordinates on the page of the unit",
    "SELECT u.code AS place, u.id AS id FROM unit_profile p JOIN unit u ON u.id = p.unit_id
     WHERE (p.latitude IS NULL) <> (p.longitude IS NULL) OR p.latitude NOT BETWEEN 6000000 AND 24000000
        OR p.longitude NOT BETWEEN 101000000 AND 118000000";

    Error "org.decision-once", "Một quyết định chỉ ghi một lần cho một đơn vị", "A decision is noted once for a unit",
    "Bỏ dòng ghi trùng ở trang đơn vị", "Take the second note away on the page of the unit",
    "SELECT u.code || ' · ' || a.number AS place, a.id AS id FROM unit_decision a JOIN unit_decision b
        ON b.unit_id = a.unit_id AND b.id > a.id AND b.number = a.number AND b.decided_on = a.decided_on
        AND b.issuer = a.issuer AND b.kind = a.kind AND b.superseded_at IS NULL
     JOIN unit u ON u.id = a.unit_id WHERE a.superseded_at IS NULL";

    Error "org.decision-file", "Tệp của quyết định còn trong kho", "The file of a decision is kept",
    "Đính lại tệp ở trang đơn vị", "Attach the file again on the page of the unit",
    "SELECT u.code || ' · ' || d.number AS place, d.id AS id FROM unit_decision d JOIN unit u ON u.id = d.unit_id
     WHERE d.superseded_at IS NULL AND d.sha256 <> '' AND d.sha256 NOT IN (SELECT sha256 FROM attachment)";

    Error "org.employer-is-outside", "Đơn vị sử dụng lao động không phải tổ chức công đoàn", "An employer is no union",
    "Xóa hồ sơ sử dụng lao động khỏi đơn vị công đoàn", "Take the employer's file off the union",
    "SELECT u.code AS place, u.id AS id FROM employer e JOIN unit u ON u.id = e.unit_id WHERE u.kind <> 'outside'";

    Error "org.workforce-women", "Lao động nữ không vượt tổng số lao động, không số nào âm",
    "Women are no more than workers, and none is negative",
    "Sửa số lao động ở trang doanh nghiệp", "Correct the workforce on the page of the employer",
    "SELECT u.code || ' · ' || w.counted_on AS place, w.id AS id FROM workforce w JOIN unit u ON u.id = w.employer_id
     WHERE w.superseded_at IS NULL AND (w.workers < 0 OR w.women < 0 OR w.women > w.workers)";

    Error "org.workforce-once-a-day", "Mỗi ngày một doanh nghiệp có một số lao động", "One workforce a day and employer",
    "Ghi lại số lao động của ngày đó", "Note the workforce of that day again",
    "SELECT u.code || ' · ' || a.counted_on AS place, a.id AS id FROM workforce a JOIN workforce b
        ON b.employer_id = a.employer_id AND b.id > a.id AND b.counted_on = a.counted_on AND b.superseded_at IS NULL
     JOIN unit u ON u.id = a.employer_id WHERE a.superseded_at IS NULL";

    Warning "org.workforce-counted", "Số lao động không đếm ở ngày chưa tới", "No workforce is counted on a day to come",
    "Sửa ngày đếm", "Correct the day of the count",
    "SELECT u.code || ' · ' || w.counted_on AS place, w.id AS id FROM workforce w JOIN unit u ON u.id = w.employer_id
     WHERE w.superseded_at IS NULL AND w.counted_on > $2";

    Error "org.service-in-order", "Công đoàn thôi phục vụ doanh nghiệp sau khi bắt đầu", "Serving an employer ends after it began",
    "Sửa ngày ở trang doanh nghiệp", "Correct the days on the page of the employer",
    "SELECT u.code AS place, s.id AS id FROM employer_service s JOIN unit u ON u.id = s.employer_id
     WHERE s.superseded_at IS NULL AND s.valid_until < s.valid_from";

    Error "org.service-once", "Một công đoàn không phục vụ một doanh nghiệp hai lần cùng lúc",
    "A union serves an employer once at a time",
    "Kết thúc dòng thừa ở trang doanh nghiệp", "End the surplus one on the page of the employer",
    "SELECT u.code AS place, a.id AS id FROM employer_service a JOIN employer_service b ON b.employer_id = a.employer_id
        AND b.union_id = a.union_id AND b.id > a.id AND b.superseded_at IS NULL JOIN unit u ON u.id = a.employer_id
     WHERE a.superseded_at IS NULL AND (a.valid_until IS NULL OR b.valid_from < a.valid_until)
        AND (b.valid_until IS NULL OR a.valid_from < b.valid_until)";

    Error "org.service-by-a-union", "Phục vụ doanh nghiệp là việc của công đoàn đang hoạt động",
    "An employer is served by a union, and only while that is open",
    "Chọn công đoàn khác hoặc kết thúc việc phục vụ", "Choose another union or end the service",
    "SELECT u.code || ' · ' || n.code AS place, s.id AS id FROM employer_service s JOIN unit u ON u.id = s.employer_id
     JOIN unit n ON n.id = s.union_id WHERE s.superseded_at IS NULL AND (n.kind IN ('outside', 'party')
        OR (s.valid_until IS NULL AND n.closed_on <= $2))";

    Error "org.founding-decided", "Hồ sơ đã quyết định có số, ngày quyết định và đơn vị",
    "A decided founding names decision, day and union",
    "Hoàn tác hồ sơ rồi quyết định lại", "Undo the dossier and decide it again",
    "SELECT f.code || ' ' || f.name AS place, f.id AS id FROM founding_case f WHERE f.state = 'decided'
        AND (f.decision = '' OR f.decided_on IS NULL OR f.union_id IS NULL)";

    Error "org.founding-undecided", "Hồ sơ đang mở chưa có ngày quyết định", "An open founding has no day of decision yet",
    "Quyết định hoặc rút hồ sơ", "Decide or withdraw the dossier",
    "SELECT f.code || ' ' || f.name AS place, f.id AS id FROM founding_case f
     WHERE f.state = 'open' AND f.decided_on IS NOT NULL";

    Error "org.founding-paper-file", "Tệp trong hồ sơ thành lập còn trong kho", "Files of a founding are kept",
    "Nộp lại tệp vào hồ sơ", "Hand the file in again",
    "SELECT f.code || ' · ' || p.paper AS place, f.id AS id FROM founding_paper p JOIN founding_case f ON f.id = p.case_id
     WHERE p.sha256 <> '' AND p.sha256 NOT IN (SELECT sha256 FROM attachment)";

    Warning "org.founding-step-done", "Bước của hồ sơ không xong ở ngày chưa tới", "No step of a founding is done on a day to come",
    "Sửa ngày của bước", "Correct the day of the step",
    "SELECT f.code || ' · ' || s.step AS place, f.id AS id FROM founding_step s JOIN founding_case f ON f.id = s.case_id
     WHERE s.done_on > $2";
}
