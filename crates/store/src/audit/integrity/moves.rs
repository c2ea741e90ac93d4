//! Rules about members on the move: transfers, files put together, rolls, imports.

use super::held;

held! {
    Error "members.one-place-a-day", "Mỗi ngày một người là đoàn viên ở một đơn vị", "A person is a member of one unit on a day",
    "Kết thúc hoặc xóa một trong hai lần sinh hoạt", "End or withdraw one of the two memberships",
    "SELECT u.code || ' · ' || COALESCE(p.number, '') AS place, p.id AS id FROM membership a
     JOIN membership b ON b.person_id = a.person_id AND b.id > a.id AND b.superseded_at IS NULL
     JOIN unit u ON u.id = a.unit_id JOIN person p ON p.id = a.person_id
     WHERE a.superseded_at IS NULL AND (a.leaving IS NULL OR a.leaving <> 'mistaken')
        AND (b.leaving IS NULL OR b.leaving <> 'mistaken')
        AND (a.left_on IS NULL OR b.joined_on < a.left_on) AND (b.left_on IS NULL OR a.joined_on < b.left_on)";

    Error "members.roll-counts-them", "Đơn vị có đoàn viên thì có sổ đoàn viên", "A unit with members has a roll that counts them",
    "Mở sổ đoàn viên của đơn vị", "Open the roll of the unit",
    "SELECT u.code AS place, u.id AS id FROM unit u WHERE EXISTS (SELECT 1 FROM membership m WHERE m.unit_id = u.id
        AND m.superseded_at IS NULL) AND NOT EXISTS (SELECT 1 FROM roll r WHERE r.unit_id = u.id AND r.superseded_at IS NULL)";

    Error "members.one-roll", "Mỗi đơn vị có một sổ đoàn viên", "A unit has one roll",
    "Bỏ sổ mở sau", "Take the later roll away",
    "SELECT u.code AS place, a.id AS id FROM roll a JOIN roll b ON b.unit_id = a.unit_id AND b.id > a.id
        AND b.superseded_at IS NULL JOIN unit u ON u.id = a.unit_id WHERE a.superseded_at IS NULL";

    Error "members.transfer-to-another", "Chuyển sinh hoạt là sang đơn vị khác", "A transfer leads to another unit",
    "Hủy việc chuyển", "Cancel the transfer",
    "SELECT u.code AS place, t.id AS id FROM member_transfer t JOIN unit u ON u.id = t.from_id WHERE t.from_id = t.to_id";

    Error "members.transfer-answered", "Việc chuyển đã xong hay bị từ chối có người trả lời; đang chờ thì chưa",
    "A transfer that ended says who answered; an open one has no answer",
    "Trả lời hoặc hủy việc chuyển", "Answer or cancel the transfer",
    "SELECT u.code AS place, t.id AS id FROM member_transfer t JOIN unit u ON u.id = t.from_id
     WHERE (t.state = 'open') <> (t.answered_at IS NULL) OR (t.answered_at IS NULL) <> (t.answered_by IS NULL)
        OR t.answered_at < t.asked_at";

    Error "members.transfer-has-a-day", "Việc chuyển đã xong có ngày hiệu lực", "A transfer that is done has a day",
    "Khôi phục từ bản sao lưu", "Restore a backup",
    "SELECT u.code AS place, t.id AS id FROM member_transfer t JOIN unit u ON u.id = t.from_id
     WHERE (t.state = 'done') <> (t.effective_on IS NOT NULL)";

    Error "members.transfer-arrived", "Người đã chuyển có tên ở đơn vị nhận", "Who was transferred stands on the roll of the receiver",
    "Ghi việc vào đơn vị nhận ở hồ sơ đoàn viên", "Note the joining in the member's file",
    "SELECT u.code AS place, t.id AS id FROM member_transfer t JOIN unit u ON u.id = t.to_id WHERE t.state = 'done'
        AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.person_id = t.person_id AND m.unit_id = t.to_id)";

    Error "members.merged-file-is-still", "Hồ sơ đã gộp không còn sinh hoạt, tài khoản hay nhiệm vụ đứng tên",
    "A file put into another holds no membership or account",
    "Tách ra rồi gộp lại hai hồ sơ", "Take the files apart and put them together again",
    "SELECT COALESCE(p.number, '') AS place, p.id AS id FROM person p WHERE p.merged_into IS NOT NULL AND (
        EXISTS (SELECT 1 FROM membership m WHERE m.person_id = p.id AND m.superseded_at IS NULL)
        OR EXISTS (SELECT 1 FROM account a WHERE a.person_id = p.id))";

    Error "members.merge-on-record", "Hồ sơ đã gộp có dòng ghi việc gộp chưa hoàn tác", "A file put into another has a merge on record",
    "Khôi phục từ bản sao lưu", "Restore a backup",
    "SELECT COALESCE(p.number, '') AS place, p.id AS id FROM person p WHERE p.merged_into IS NOT NULL
        AND p.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM person_merge g WHERE g.merged_id = p.id AND g.undone_at IS NULL)";

    Error "members.merged-into-a-file-kept", "Hồ sơ được giữ sau khi gộp không lại gộp vào chính hồ sơ kia",
    "Files put together do not lead in a circle",
    "Hoàn tác một trong hai lần gộp", "Undo one of the two",
    "WITH RECURSIVE kept (start_id, at_id) AS (SELECT id, merged_into FROM person WHERE merged_into IS NOT NULL
        UNION SELECT kept.start_id, p.merged_into FROM kept JOIN person p ON p.id = kept.at_id AND p.merged_into IS NOT NULL)
     SELECT COALESCE(p.number, '') AS place, p.id AS id FROM kept JOIN person p ON p.id = kept.start_id
     WHERE kept.start_id = kept.at_id";

    Error "members.merge-undone-by", "Lần gộp đã hoàn tác có người và lúc hoàn tác", "An undone merge says who undid it and when",
    "Xem nhật ký của hồ sơ", "See the story of the file",
    "SELECT 'merge' AS place, g.id AS id FROM person_merge g WHERE (g.undone_at IS NULL) <> (g.undone_by IS NULL)
        OR g.undone_at < g.merged_at OR g.kept_id = g.merged_id";

    Warning "members.said-to-be-two", "Hai hồ sơ đã kết luận là hai người thì không gộp", "Files said to be of two people are not put together",
    "Hoàn tác việc gộp hoặc bỏ kết luận", "Undo the merge or the conclusion",
    "SELECT COALESCE(p.number, '') AS place, p.id AS id FROM person_distinct d JOIN person p
        ON (p.id = d.one_id AND p.merged_into = d.other_id) OR (p.id = d.other_id AND p.merged_into = d.one_id)";

    Error "members.undone-import-leaves-nothing", "Đợt nhập đã hoàn tác không để lại đoàn viên", "An undone import leaves no members",
    "Hoàn tác lại đợt nhập", "Undo the import again",
    "SELECT b.label AS place, b.id AS id FROM import_batch b WHERE b.undone_at IS NOT NULL
        AND EXISTS (SELECT 1 FROM membership m WHERE m.batch_id = b.id AND m.superseded_at IS NULL)";

    Error "members.export-alert-seen-by", "Cảnh báo xuất dữ liệu đã xem có người xem", "A seen alert says who saw it",
    "Xem lại cảnh báo", "See the alert again",
    "SELECT u.code AS place, a.id AS id FROM data_alert a JOIN unit u ON u.id = a.unit_id
     WHERE (a.seen_at IS NULL) <> (a.seen_by IS NULL) OR a.seen_at < a.raised_at";

    Error "members.export-counted", "Danh sách đã xuất có số người và lý do", "A list taken out says how many people and why",
    "Xem nhật ký của đơn vị", "See the story of the unit",
    "SELECT u.code AS place, e.id AS id FROM data_export e JOIN unit u ON u.id = e.unit_id WHERE e.members < 0 OR e.reason = ''";
}
