//! Rules about who stands under whom, who succeeds whom, and reorganisations.

use super::held;

held! {
    Error "org.one-managing-link", "Mỗi lúc một đơn vị có một cấp quản lý", "A unit has one managing parent at a time",
    "Kết thúc liên kết thừa bằng một lần sắp xếp", "End the surplus link by a reorganisation",
    "SELECT u.code AS place, a.id AS id FROM unit_link a JOIN unit_link b ON b.child_id = a.child_id AND b.id > a.id
        AND b.line = 'managing' AND b.superseded_at IS NULL JOIN unit u ON u.id = a.child_id
     WHERE a.line = 'managing' AND a.superseded_at IS NULL AND (a.valid_until IS NULL OR b.valid_from < a.valid_until)
        AND (b.valid_until IS NULL OR a.valid_from < b.valid_until)";

    Error "org.link-once", "Một đơn vị không phối hợp hai lần với một cấp cùng lúc", "A unit hangs by one line under a parent once at a time",
    "Kết thúc liên kết trùng", "End the doubled link",
    "SELECT u.code || ' · ' || p.code AS place, a.id AS id FROM unit_link a JOIN unit_link b ON b.child_id = a.child_id
        AND b.parent_id = a.parent_id AND b.id > a.id AND b.line = 'coordinating' AND b.superseded_at IS NULL
     JOIN unit u ON u.id = a.child_id JOIN unit p ON p.id = a.parent_id
     WHERE a.line = 'coordinating' AND a.superseded_at IS NULL AND (a.valid_until IS NULL OR b.valid_from < a.valid_until)
        AND (b.valid_until IS NULL OR a.valid_from < b.valid_until)";

    Error "org.link-in-order", "Liên kết kết thúc sau khi bắt đầu", "A link ends after it began",
    "Sửa ngày bằng một lần sắp xếp", "Correct the days by a reorganisation",
    "SELECT u.code || ' · ' || p.code AS place, l.id AS id FROM unit_link l JOIN unit u ON u.id = l.child_id
     JOIN unit p ON p.id = l.parent_id WHERE l.superseded_at IS NULL AND l.valid_until <= l.valid_from";

    Error "org.link-to-another", "Không đơn vị nào là cấp trên của chính mình", "No unit stands under itself",
    "Gỡ liên kết", "Take the link away",
    "SELECT u.code AS place, l.id AS id FROM unit_link l JOIN unit u ON u.id = l.child_id
     WHERE l.superseded_at IS NULL AND l.child_id = l.parent_id";

    Error "org.no-circle", "Đi lên mãi không quay lại chính mình", "Going up never leads back",
    "Gỡ liên kết khép vòng", "Take away the link that closes the circle",
    "WITH RECURSIVE up (start_id, at_id) AS (
        SELECT child_id, parent_id FROM unit_link WHERE superseded_at IS NULL AND valid_from <= $2
            AND (valid_until IS NULL OR valid_until > $2)
        UNION SELECT up.start_id, l.parent_id FROM up JOIN unit_link l ON l.child_id = up.at_id AND l.superseded_at IS NULL
            AND l.valid_from <= $2 AND (l.valid_until IS NULL OR l.valid_until > $2))
     SELECT u.code AS place, u.id AS id FROM up JOIN unit u ON u.id = up.start_id WHERE up.start_id = up.at_id";

    Error "org.managed", "Mỗi công đoàn đang hoạt động dưới tổng liên đoàn có cấp quản lý",
    "Every open union below the confederation is managed by one above",
    "Đưa đơn vị về dưới một cấp quản lý bằng một lần sắp xếp", "Put the unit under a managing parent by a reorganisation",
    "SELECT u.code AS place, u.id AS id FROM unit u WHERE u.kind NOT IN ('confederation', 'party', 'outside')
        AND u.annulled_at IS NULL AND u.opened_on <= $2 AND (u.closed_on IS NULL OR u.closed_on > $2)
        AND NOT EXISTS (SELECT 1 FROM unit_link l WHERE l.child_id = u.id AND l.line = 'managing'
        AND l.superseded_at IS NULL AND l.valid_from <= $2 AND (l.valid_until IS NULL OR l.valid_until > $2))";

    Error "org.link-in-childs-life", "Đơn vị chỉ có cấp trên trong thời gian hoạt động", "A unit hangs under another only while it lives",
    "Kết thúc liên kết vào ngày đơn vị kết thúc", "End the link on the day the unit ends",
    "SELECT u.code AS place, k.id AS id FROM unit_link k JOIN unit u ON u.id = k.child_id
     WHERE k.superseded_at IS NULL AND u.annulled_at IS NULL AND NOT EXISTS (SELECT 1 FROM unit_life l
        WHERE l.unit_id = k.child_id AND l.superseded_at IS NULL AND l.opened_on <= k.valid_from
        AND (l.closed_on IS NULL OR k.valid_until <= l.closed_on))";

    Error "org.link-in-parents-life", "Đơn vị chỉ có cấp dưới trong thời gian hoạt động", "A unit has units below only while it lives",
    "Chuyển các đơn vị bên dưới về cấp khác", "Move the units below under another",
    "SELECT p.code || ' · ' || u.code AS place, k.id AS id FROM unit_link k JOIN unit u ON u.id = k.child_id
     JOIN unit p ON p.id = k.parent_id WHERE k.superseded_at IS NULL AND p.annulled_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM unit_life l WHERE l.unit_id = k.parent_id AND l.superseded_at IS NULL
        AND l.opened_on <= k.valid_from AND (l.closed_on IS NULL OR k.valid_until <= l.closed_on))";

    Error "org.coordinated-by-another", "Cấp phối hợp khác cấp quản lý cùng lúc", "Who coordinates a unit does not manage it at the time",
    "Kết thúc liên kết phối hợp", "End the coordinating link",
    "SELECT u.code || ' · ' || p.code AS place, c.id AS id FROM unit_link c JOIN unit_link m ON m.child_id = c.child_id
        AND m.parent_id = c.parent_id AND m.line = 'managing' AND m.superseded_at IS NULL
     JOIN unit u ON u.id = c.child_id JOIN unit p ON p.id = c.parent_id
     WHERE c.line = 'coordinating' AND c.superseded_at IS NULL AND (c.valid_until IS NULL OR m.valid_from < c.valid_until)
        AND (m.valid_until IS NULL OR c.valid_from < m.valid_until)";

    Error "org.succeeded-has-ended", "Đơn vị có đơn vị kế tục thì đã kết thúc vào ngày đó", "What was succeeded ended on that day",
    "Hoàn tác lần sắp xếp rồi làm lại", "Undo the reorganisation and repeat it",
    "SELECT u.code AS place, u.id AS id FROM unit_succession s JOIN unit u ON u.id = s.predecessor_id
     WHERE s.superseded_at IS NULL AND NOT EXISTS (SELECT 1 FROM unit_life l WHERE l.unit_id = u.id
        AND l.superseded_at IS NULL AND l.closed_on <= s.effective_on)";

    Error "org.successor-is-open", "Đơn vị kế tục đang hoạt động vào ngày nhận", "A successor is open on the day it takes over",
    "Chọn đơn vị kế tục khác trong kế hoạch sắp xếp", "Name another successor in the reorganisation",
    "SELECT p.code || ' · ' || u.code AS place, u.id AS id FROM unit_succession s JOIN unit u ON u.id = s.successor_id
     JOIN unit p ON p.id = s.predecessor_id WHERE s.superseded_at IS NULL AND NOT EXISTS (SELECT 1 FROM unit_life l
        WHERE l.unit_id = u.id AND l.superseded_at IS NULL AND l.opened_on <= s.effective_on
        AND (l.closed_on IS NULL OR l.closed_on > s.effective_on))";

    Error "org.one-heir", "Một đơn vị kết thúc có nhiều nhất một đơn vị nhận đoàn viên", "An ended unit has one heir at most",
    "Hoàn tác lần sắp xếp rồi chỉ định lại", "Undo the reorganisation and name one",
    "SELECT u.code AS place, u.id AS id FROM unit u WHERE (SELECT COUNT(*) FROM unit_succession s
        WHERE s.predecessor_id = u.id AND s.superseded_at IS NULL AND s.heir = 1) > 1";

    Error "org.succession-ends", "Kế tục không quay vòng", "Succession leads to an end",
    "Hoàn tác lần sắp xếp khép vòng", "Undo the reorganisation that closes the circle",
    "WITH RECURSIVE later (start_id, at_id) AS (
        SELECT predecessor_id, successor_id FROM unit_succession WHERE superseded_at IS NULL
        UNION SELECT later.start_id, s.successor_id FROM later JOIN unit_succession s ON s.predecessor_id = later.at_id
            AND s.superseded_at IS NULL)
     SELECT u.code AS place, u.id AS id FROM later JOIN unit u ON u.id = later.start_id WHERE later.start_id = later.at_id";

    Error "org.reorganisation-did-something", "Lần sắp xếp đã áp dụng có tác động được ghi", "An applied reorganisation has effects",
    "Khôi phục từ bản sao lưu", "Restore a backup",
    "SELECT r.decision AS place, r.id AS id FROM reorganisation r
     WHERE NOT EXISTS (SELECT 1 FROM reorganisation_effect e WHERE e.reorganisation_id = r.id)";

    Error "org.reorganisation-undone-by", "Lần sắp xếp đã hoàn tác có người và lúc hoàn tác", "An undone reorganisation says who undid it and when",
    "Xem nhật ký để bổ sung", "See the audit log",
    "SELECT r.decision AS place, r.id AS id FROM reorganisation r WHERE (r.undone_at IS NULL) <> (r.undone_by IS NULL)
        OR r.undone_at < r.applied_at";

    Error "org.effect-names-the-other", "Sáp nhập, chuyển và chia tách nêu đơn vị kia", "A merger or move names the other unit",
    "Hoàn tác lần sắp xếp rồi làm lại", "Undo the reorganisation and repeat it",
    "SELECT u.code AS place, e.reorganisation_id AS id FROM reorganisation_effect e JOIN unit u ON u.id = e.unit_id
     WHERE e.effect IN ('merged', 'moved') AND e.other_id IS NULL OR e.other_id = e.unit_id";

    Error "org.undone-leaves-nothing", "Lần sắp xếp đã hoàn tác không để lại liên kết, tên hay dòng đời",
    "An undone reorganisation leaves no link, name or life",
    "Khôi phục từ bản sao lưu", "Restore a backup",
    "SELECT r.decision AS place, r.id AS id FROM reorganisation r WHERE r.undone_at IS NOT NULL AND (
        EXISTS (SELECT 1 FROM unit_link k WHERE k.act_id = r.id AND k.superseded_at IS NULL)
        OR EXISTS (SELECT 1 FROM unit_naming n WHERE n.act_id = r.id AND n.superseded_at IS NULL)
        OR EXISTS (SELECT 1 FROM unit_life l WHERE l.act_id = r.id AND l.superseded_at IS NULL)
        OR EXISTS (SELECT 1 FROM unit_succession s WHERE s.act_id = r.id AND s.superseded_at IS NULL))";
}
