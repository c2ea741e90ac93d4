//! Rules about the journal, imports and what waits to be tidied away.

use super::held;

held! {
    Error "audit.chain-without-gaps", "Nhật ký mỗi chuỗi liền số từ 1 đến số cuối", "Entries of a chain run from 1 to its last number",
    "Khôi phục từ bản sao lưu gần nhất còn khớp", "Restore the latest backup that agrees",
    "SELECT c.name AS place, NULL AS id FROM chain c
     WHERE c.seq <> (SELECT COUNT(*) FROM audit a WHERE a.chain = c.name)
        OR c.seq <> COALESCE((SELECT MAX(a.seq) FROM audit a WHERE a.chain = c.name), 0)";

    Error "audit.head-is-the-last-hash", "Đầu chuỗi là mã băm của mục cuối", "The head of a chain is the hash of its last entry",
    "Khôi phục từ bản sao lưu gần nhất còn khớp", "Restore the latest backup that agrees",
    "SELECT c.name AS place, NULL AS id FROM chain c JOIN audit a ON a.chain = c.name AND a.seq = c.seq WHERE a.hash <> c.head";

    Error "audit.entry-of-a-chain", "Mỗi mục nhật ký thuộc một chuỗi", "Every entry belongs to a chain",
    "Khôi phục từ bản sao lưu gần nhất còn khớp", "Restore the latest backup that agrees",
    "SELECT DISTINCT a.chain AS place, NULL AS id FROM audit a WHERE a.chain NOT IN (SELECT name FROM chain)";

    Error "audit.change-has-an-entry", "Mỗi thay đổi số liệu có mục nhật ký cùng số", "Every change of totals has an entry of its number",
    "Khôi phục từ bản sao lưu gần nhất còn khớp", "Restore the latest backup that agrees",
    "SELECT c.chain || ' ' || c.seq AS place, NULL AS id FROM change c
     WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.chain = c.chain AND a.seq = c.seq)";

    Error "audit.entry-by-now", "Không mục nhật ký nào ở tương lai", "No entry is of a time to come",
    "Kiểm tra giờ của máy chủ", "Check the clock of the server",
    "SELECT a.chain || ' ' || a.seq AS place, NULL AS id FROM audit a WHERE a.at > $1 + 86400000000";

    Error "audit.entry-by-somebody", "Mỗi mục nhật ký có người làm và việc làm", "Every entry says who did what",
    "Khôi phục từ bản sao lưu gần nhất còn khớp", "Restore the latest backup that agrees",
    "SELECT a.chain || ' ' || a.seq AS place, NULL AS id FROM audit a WHERE a.who = '' OR a.action = ''";

    Error "audit.import-undone-by", "Đợt nhập đã hoàn tác có người và lúc hoàn tác", "An undone import says who undid it and when",
    "Xem nhật ký của đợt nhập", "See the story of the import",
    "SELECT b.kind || ' · ' || b.label AS place, b.id AS id FROM import_batch b
     WHERE (b.undone_at IS NULL) <> (b.undone_by IS NULL) OR b.undone_at < b.recorded_at";

    Error "audit.import-counted", "Đợt nhập có số dòng không âm", "An import counts its rows",
    "Khôi phục từ bản sao lưu", "Restore a backup",
    "SELECT b.kind || ' · ' || b.label AS place, b.id AS id FROM import_batch b
     WHERE b.created < 0 OR b.changed < 0 OR b.unchanged < 0 OR b.refused < 0";

    Error "audit.import-row-of-an-import", "Dòng đã nhập thuộc một đợt nhập còn ghi", "What an import changed in memberships belongs to an import on record",
    "Khôi phục từ bản sao lưu", "Restore a backup",
    "SELECT u.code AS place, m.id AS id FROM membership m JOIN unit u ON u.id = m.unit_id
     WHERE m.superseded_at IS NULL AND m.batch_id IS NOT NULL AND m.batch_id NOT IN (SELECT id FROM import_batch)";

    Warning "audit.answers-not-kept-too-long", "Câu trả lời giữ cho lần gửi lại không quá 8 ngày", "Answers kept for repeated requests go after 8 days",
    "Mở lại máy chủ: nó tự dọn", "Start the server again: it tidies up",
    "SELECT i.account || ' · ' || i.key AS place, NULL AS id FROM idempotency i WHERE i.created_at < $1 - 691200000000";

    Warning "audit.uploads-not-kept-too-long", "Tệp tải lên dở dang không để quá hạn một ngày", "Unfinished uploads go within a day of their end",
    "Mở lại máy chủ: nó tự dọn", "Start the server again: it tidies up",
    "SELECT d.owner AS place, NULL AS id FROM upload_draft d WHERE d.expires_at < $1 - 86400000000";

    Error "audit.file-not-empty", "Tệp trong kho có nội dung và mã băm đủ dài", "A kept file has content and a whole hash",
    "Khôi phục từ bản sao lưu", "Restore a backup",
    "SELECT f.sha256 AS place, NULL AS id FROM attachment f WHERE f.content = '' OR LENGTH(f.sha256) <> 64";

    Error "audit.pack-has-a-head", "Mỗi gói quy tắc có tệp pack.toml", "Every pack has its pack.toml",
    "Nạp lại gói: congdoan pack add", "Add the pack again: congdoan pack add",
    "SELECT DISTINCT f.pack AS place, NULL AS id FROM pack_file f
     WHERE NOT EXISTS (SELECT 1 FROM pack_file h WHERE h.pack = f.pack AND h.path = 'pack.toml')";
}
