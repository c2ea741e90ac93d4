//! Rules about bodies, posts, mandates, accounts and whoever is signed in.

use super::held;

held! {
    Error "access.mandate-in-order", "Ủy nhiệm kết thúc không trước khi bắt đầu", "A mandate ends no sooner than it began",
    "Sửa ngày ở trang cán bộ", "Correct the days on the page of officers",
    "SELECT u.code || ' · ' || m.role AS place, m.id AS id FROM mandate m JOIN unit u ON u.id = m.unit_id
     WHERE m.valid_until < m.valid_from";

    Error "access.mandate-once", "Một người không giữ một vai trò hai lần cùng lúc ở một đơn vị",
    "Nobody holds a role twice at a time in a unit",
    "Kết thúc ủy nhiệm thừa", "End the surplus mandate",
    "SELECT u.code || ' · ' || a.role AS place, a.id AS id FROM mandate a JOIN mandate b ON b.person_id = a.person_id
        AND b.unit_id = a.unit_id AND b.role = a.role AND b.id > a.id JOIN unit u ON u.id = a.unit_id
     WHERE a.delegated_by IS NULL AND b.delegated_by IS NULL AND a.post_id IS NOT DISTINCT FROM b.post_id
        AND (a.valid_until IS NULL OR b.valid_from < a.valid_until)
        AND (b.valid_until IS NULL OR a.valid_from < b.valid_until)";

    Error "access.mandate-of-a-present-file", "Hồ sơ đã gộp hoặc đã xóa không giữ quyền", "An erased or merged file holds no rights",
    "Kết thúc ủy nhiệm", "End the mandate",
    "SELECT u.code || ' · ' || m.role AS place, m.id AS id FROM mandate m JOIN person p ON p.id = m.person_id
     JOIN unit u ON u.id = m.unit_id WHERE (p.erased_at IS NOT NULL OR p.merged_into IS NOT NULL)
        AND (m.valid_until IS NULL OR m.valid_until > $2)";

    Warning "access.mandate-in-an-open-unit", "Đơn vị đã kết thúc mà không có kế tục thì không còn ủy nhiệm",
    "A unit that ended without a successor leaves no mandates",
    "Kết thúc ủy nhiệm", "End the mandate",
    "SELECT u.code || ' · ' || m.role AS place, m.id AS id FROM mandate m JOIN unit u ON u.id = m.unit_id
     WHERE u.closed_on <= $2 AND (m.valid_until IS NULL OR m.valid_until > $2)
        AND NOT EXISTS (SELECT 1 FROM unit_succession s WHERE s.predecessor_id = u.id AND s.superseded_at IS NULL)";

    Error "access.mandate-follows-its-post", "Quyền theo chức danh không dài hơn chức danh và cùng người, cùng đơn vị",
    "A mandate of a post is of the same person and unit and no longer than it",
    "Kết thúc ủy nhiệm ở trang cán bộ", "End the mandate on the page of officers",
    "SELECT u.code || ' · ' || m.role AS place, m.id AS id FROM mandate m JOIN post o ON o.id = m.post_id
     JOIN unit u ON u.id = m.unit_id WHERE m.delegated_by IS NULL AND (o.person_id <> m.person_id OR o.unit_id <> m.unit_id
        OR (o.valid_until IS NOT NULL AND (m.valid_until IS NULL OR m.valid_until > o.valid_until)))";

    Error "access.delegated-to-another", "Ủy quyền là cho người khác và chỉ một bậc", "Rights are delegated to somebody else, one step only",
    "Kết thúc ủy quyền", "End the delegation",
    "SELECT u.code || ' · ' || m.role AS place, m.id AS id FROM mandate m JOIN mandate g ON g.id = m.delegated_by
     JOIN unit u ON u.id = m.unit_id WHERE g.person_id = m.person_id OR g.delegated_by IS NOT NULL OR g.unit_id <> m.unit_id";

    Error "access.post-in-order", "Nhiệm kỳ chức danh kết thúc không trước khi bắt đầu", "A post ends no sooner than it began",
    "Sửa ngày ở trang cán bộ", "Correct the days on the page of officers",
    "SELECT u.code || ' · ' || o.title AS place, o.id AS id FROM post o JOIN unit u ON u.id = o.unit_id
     WHERE o.superseded_at IS NULL AND o.valid_until < o.valid_from";

    Error "access.post-once", "Một người không giữ một chức danh hai lần cùng lúc", "Nobody holds a post twice at a time",
    "Kết thúc dòng thừa", "End the surplus one",
    "SELECT u.code || ' · ' || a.title AS place, a.id AS id FROM post a JOIN post b ON b.person_id = a.person_id
        AND b.unit_id = a.unit_id AND b.title = a.title AND b.id > a.id AND b.superseded_at IS NULL
     JOIN unit u ON u.id = a.unit_id WHERE a.superseded_at IS NULL AND a.body_id IS NOT DISTINCT FROM b.body_id
        AND (a.valid_until IS NULL OR b.valid_from < a.valid_until)
        AND (b.valid_until IS NULL OR a.valid_from < b.valid_until)";

    Warning "access.one-chair", "Mỗi lúc một đơn vị có một chủ tịch", "A unit has one chair at a time",
    "Kết thúc nhiệm kỳ của người trước", "End the term of the former one",
    "SELECT u.code AS place, a.id AS id FROM post a JOIN post b ON b.unit_id = a.unit_id AND b.id > a.id
        AND b.title = 'chair' AND b.superseded_at IS NULL AND b.acting = 0 AND b.person_id <> a.person_id
     JOIN unit u ON u.id = a.unit_id WHERE a.title = 'chair' AND a.superseded_at IS NULL AND a.acting = 0
        AND (a.valid_until IS NULL OR b.valid_from < a.valid_until)
        AND (b.valid_until IS NULL OR a.valid_from < b.valid_until)";

    Error "access.post-of-its-body", "Chức danh trong ban cùng đơn vị và trong nhiệm kỳ của ban",
    "A post in a body is of its unit and within its term",
    "Sửa ngày ở trang cán bộ", "Correct the days on the page of officers",
    "SELECT u.code || ' · ' || o.title AS place, o.id AS id FROM post o JOIN body b ON b.id = o.body_id
     JOIN unit u ON u.id = o.unit_id WHERE o.superseded_at IS NULL AND (b.unit_id <> o.unit_id OR o.valid_from < b.valid_from
        OR (b.valid_until IS NOT NULL AND (o.valid_until IS NULL OR o.valid_until > b.valid_until)))";

    Error "access.post-holder-present", "Hồ sơ đã gộp hoặc đã xóa không giữ chức danh", "An erased or merged file holds no post",
    "Kết thúc chức danh", "End the post",
    "SELECT u.code || ' · ' || o.title AS place, o.id AS id FROM post o JOIN person p ON p.id = o.person_id
     JOIN unit u ON u.id = o.unit_id WHERE o.superseded_at IS NULL AND p.merged_into IS NOT NULL
        AND (o.valid_until IS NULL OR o.valid_until > $2)";

    Error "access.body-in-order", "Nhiệm kỳ của ban kết thúc không trước khi bắt đầu", "A body's term ends no sooner than it began",
    "Sửa ngày ở trang cán bộ", "Correct the days on the page of officers",
    "SELECT u.code || ' · ' || b.kind AS place, b.id AS id FROM body b JOIN unit u ON u.id = b.unit_id
     WHERE b.superseded_at IS NULL AND b.valid_until < b.valid_from";

    Error "access.body-once", "Mỗi lúc một đơn vị có một ban mỗi loại", "A unit has one body of a kind at a time",
    "Kết thúc nhiệm kỳ trước", "End the former term",
    "SELECT u.code || ' · ' || a.kind AS place, a.id AS id FROM body a JOIN body b ON b.unit_id = a.unit_id
        AND b.kind = a.kind AND b.id > a.id AND b.superseded_at IS NULL JOIN unit u ON u.id = a.unit_id
     WHERE a.superseded_at IS NULL AND (a.valid_until IS NULL OR b.valid_from < a.valid_until)
        AND (b.valid_until IS NULL OR a.valid_from < b.valid_until)";

    Error "access.account-of-a-present-file", "Hồ sơ đã xóa không còn tài khoản dùng được", "An erased file has no account in use",
    "Khóa tài khoản", "Disable the account",
    "SELECT a.login AS place, a.id AS id FROM account a JOIN person p ON p.id = a.person_id
     WHERE a.disabled_at IS NULL AND p.erased_at IS NOT NULL";

    Error "access.session-of-an-account-in-use", "Tài khoản đã khóa không còn phiên đăng nhập", "A disabled account has no session",
    "Khóa lại tài khoản", "Disable the account again",
    "SELECT a.login AS place, s.id AS id FROM session s JOIN account a ON a.id = s.account_id
     WHERE a.disabled_at IS NOT NULL AND s.expires_at > $1";

    Error "access.session-in-order", "Phiên đăng nhập hết hạn sau khi bắt đầu, không quá một năm",
    "A session expires after it began and within a year",
    "Đăng xuất mọi phiên của tài khoản", "Sign all sessions of the account out",
    "SELECT a.login AS place, s.id AS id FROM session s JOIN account a ON a.id = s.account_id
     WHERE s.expires_at <= s.created_at OR s.expires_at - s.created_at > 31622400000000";

    Warning "access.token-of-an-account-in-use", "Tài khoản đã khóa không còn mã truy cập", "A disabled account has no live token",
    "Thu hồi mã truy cập", "Revoke the token",
    "SELECT a.login AS place, t.id AS id FROM token t JOIN account a ON a.id = t.account_id
     WHERE a.disabled_at IS NOT NULL AND t.revoked_at IS NULL";

    Warning "access.calendar-of-an-account-in-use", "Tài khoản đã khóa không còn địa chỉ lịch", "A disabled account has no live calendar address",
    "Thu hồi địa chỉ lịch", "Revoke the address",
    "SELECT a.login AS place, c.id AS id FROM calendar_address c JOIN account a ON a.id = c.account_id
     WHERE a.disabled_at IS NOT NULL AND c.revoked_at IS NULL";

    Error "access.seeing-as-another", "Xem thay là xem tài khoản khác, có hạn", "Seeing as somebody is seeing another account, for a while",
    "Kết thúc việc xem thay", "End it",
    "SELECT a.login AS place, v.id AS id FROM view_as v JOIN account a ON a.id = v.account_id
     WHERE v.account_id = v.seen_account_id OR v.expires_at <= v.began_at OR v.ended_at < v.began_at";

    Warning "access.somebody-administers", "Có người quản trị tài khoản", "Somebody manages accounts",
    "Trao vai trò quản trị: congdoan user add", "Give the role of an administrator: congdoan user add",
    "SELECT u.code AS place, u.id AS id FROM unit u WHERE u.kind = 'confederation' AND u.annulled_at IS NULL
        AND EXISTS (SELECT 1 FROM account WHERE disabled_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM mandate m JOIN account a ON a.person_id = m.person_id AND a.disabled_at IS NULL
        WHERE m.role = 'administrator' AND m.valid_from <= $2 AND (m.valid_until IS NULL OR m.valid_until > $2))";
}
