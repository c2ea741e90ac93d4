//! Rules about directives: particulars, parts, what was read in them, books, links. Papers sent down and study sessions stand in
//! `dispatch`.

use super::held;

held! {
    Error "directives.entered-once", "Một văn bản chỉ vào sổ một lần ở một đơn vị", "A paper is entered once in a unit",
    "Bỏ bản nhập sau", "Take the second entry away",
    "SELECT u.code || ' · ' || a.symbol AS place, a.id AS id FROM directive a JOIN directive b ON b.unit_id = a.unit_id
        AND b.symbol_key = a.symbol_key AND b.issued_on = a.issued_on AND b.issuer = a.issuer AND b.id > a.id
     JOIN unit u ON u.id = a.unit_id WHERE a.symbol_key <> ''";

    Error "directives.in-force-in-order", "Văn bản hết hiệu lực không trước khi có hiệu lực", "A paper's force ends no sooner than it begins",
    "Sửa hiệu lực ở trang văn bản", "Correct the days of force on the page of the paper",
    "SELECT u.code || ' · ' || d.symbol AS place, d.id AS id FROM directive d JOIN unit u ON u.id = d.unit_id
     WHERE d.valid_until < d.valid_from OR d.valid_until < d.issued_on";

    Warning "directives.in-force-once-issued", "Văn bản không có hiệu lực trước ngày ký", "A paper is not in force before it was issued",
    "Kiểm tra ngày ký và ngày có hiệu lực", "Check the day of issue and of force",
    "SELECT u.code || ' · ' || d.symbol AS place, d.id AS id FROM directive d JOIN unit u ON u.id = d.unit_id
     WHERE d.valid_from < d.issued_on";

    Warning "directives.issued-by-today", "Văn bản không đề ngày chưa tới", "No paper bears a day to come",
    "Sửa ngày ký ở trang văn bản", "Correct the day of issue on the page of the paper",
    "SELECT u.code || ' · ' || d.symbol AS place, d.id AS id FROM directive d JOIN unit u ON u.id = d.unit_id
     WHERE d.issued_on > $2";

    Error "directives.file-kept", "Tệp của văn bản còn trong kho, có tên và dung lượng", "The file of a paper is kept, with name and size",
    "Khôi phục từ bản sao lưu hoặc nhập lại văn bản", "Restore a backup or enter the paper again",
    "SELECT u.code || ' · ' || d.symbol AS place, d.id AS id FROM directive d JOIN unit u ON u.id = d.unit_id
     WHERE (d.file_sha256 IS NULL) <> (d.file_name IS NULL)
        OR (d.file_sha256 <> '' AND d.file_sha256 NOT IN (SELECT sha256 FROM attachment))";

    Error "directives.clause-in-its-text", "Mỗi điều, mục nằm trong phần chữ của văn bản", "A part lies within the text of its paper",
    "Đọc lại văn bản", "Read the paper again",
    "SELECT d.symbol || ' · ' || c.label AS place, c.id AS id FROM directive_clause c JOIN directive d ON d.id = c.directive_id
     WHERE c.text_from < 0 OR c.text_to < c.text_from OR c.text_to > LENGTH(d.body)";

    Error "directives.clause-in-its-parent", "Mục con nằm gọn trong mục cha", "A part of a part lies within it",
    "Đọc lại văn bản", "Read the paper again",
    "SELECT d.symbol || ' · ' || c.label AS place, c.id AS id FROM directive_clause c JOIN directive d ON d.id = c.directive_id
     JOIN directive_clause p ON p.directive_id = c.directive_id AND p.place = (SELECT MAX(o.place) FROM directive_clause o
        WHERE o.directive_id = c.directive_id AND o.place < c.place AND o.depth < c.depth)
     WHERE c.label LIKE p.label || '.%' AND (c.text_from < p.text_from OR c.text_to > p.text_to)";

    Error "directives.clauses-in-order", "Các mục theo thứ tự của phần chữ", "Parts stand in the order of the text",
    "Đọc lại văn bản", "Read the paper again",
    "SELECT d.symbol || ' · ' || c.label AS place, c.id AS id FROM directive_clause c JOIN directive d ON d.id = c.directive_id
     JOIN directive_clause n ON n.directive_id = c.directive_id AND n.place = (SELECT MIN(o.place) FROM directive_clause o
        WHERE o.directive_id = c.directive_id AND o.place > c.place) WHERE n.text_from < c.text_from";

    Error "directives.finding-in-its-text", "Điều đọc được nằm trong phần chữ của văn bản", "What was read lies within the text",
    "Đọc lại văn bản", "Read the paper again",
    "SELECT d.symbol || ' · ' || f.kind AS place, f.id AS id FROM directive_finding f JOIN directive d ON d.id = f.directive_id
     WHERE f.text_from < 0 OR f.text_to < f.text_from OR f.text_to > LENGTH(d.body)";

    Error "directives.finding-decided-by", "Điều đã chấp nhận, sửa hay bỏ có người quyết định", "What was accepted, corrected or refused says by whom",
    "Quyết định lại ở trang văn bản", "Decide it again on the page of the paper",
    "SELECT d.symbol || ' · ' || f.kind AS place, f.id AS id FROM directive_finding f JOIN directive d ON d.id = f.directive_id
     WHERE (f.decision = 'open') <> (f.decided_by IS NULL) OR (f.decided_by IS NULL) <> (f.decided_at IS NULL)";

    Error "directives.finding-of-its-paper", "Điều đọc được gắn với mục của chính văn bản đó", "A finding stands under a part of its own paper",
    "Đọc lại văn bản", "Read the paper again",
    "SELECT d.symbol || ' · ' || f.kind AS place, f.id AS id FROM directive_finding f JOIN directive d ON d.id = f.directive_id
     JOIN directive_clause c ON c.id = f.clause_id WHERE c.directive_id <> f.directive_id";

    Error "directives.link-to-another", "Văn bản không dẫn chiếu chính mình", "No paper rests on, amends or replaces itself",
    "Gỡ liên kết ở trang văn bản", "Take the link away on the page of the paper",
    "SELECT d.symbol AS place, d.id AS id FROM directive_link l JOIN directive d ON d.id = l.from_id WHERE l.from_id = l.to_id";

    Error "directives.replaced-by-a-later", "Văn bản thay thế, sửa đổi không có trước văn bản bị thay", "What replaces or amends is not older than what it replaces",
    "Kiểm tra ngày ký hoặc gỡ liên kết", "Check the days of issue or take the link away",
    "SELECT f.symbol || ' · ' || t.symbol AS place, f.id AS id FROM directive_link l JOIN directive f ON f.id = l.from_id
     JOIN directive t ON t.id = l.to_id WHERE l.relation IN ('replaces', 'amends') AND f.issued_on < t.issued_on";

    Error "directives.replacing-ends", "Thay thế không quay vòng", "Replacing leads to an end",
    "Gỡ liên kết khép vòng", "Take away the link that closes the circle",
    "WITH RECURSIVE older (start_id, at_id) AS (SELECT from_id, to_id FROM directive_link WHERE relation = 'replaces'
        UNION SELECT older.start_id, l.to_id FROM older JOIN directive_link l ON l.from_id = older.at_id AND l.relation = 'replaces')
     SELECT d.symbol AS place, d.id AS id FROM older JOIN directive d ON d.id = older.start_id
     WHERE older.start_id = older.at_id AND EXISTS (SELECT 1 FROM directive_link l WHERE l.from_id = older.start_id
        AND l.to_id <> older.start_id AND l.relation = 'replaces')";

    Warning "directives.rests-on-an-earlier", "Văn bản căn cứ vào văn bản có trước", "A paper rests on earlier papers",
    "Kiểm tra ngày ký hoặc gỡ liên kết", "Check the days of issue or take the link away",
    "SELECT f.symbol || ' · ' || t.symbol AS place, f.id AS id FROM directive_link l JOIN directive f ON f.id = l.from_id
     JOIN directive t ON t.id = l.to_id WHERE l.relation IN ('based_on', 'carries_out') AND f.issued_on < t.issued_on";

    Error "directives.booked-in-its-year", "Số trong sổ văn bản thuộc năm của ngày vào sổ", "A number in a book is of the year it was booked in",
    "Sửa năm của số trong sổ", "Correct the year of the number",
    "SELECT u.code || ' · ' || b.direction || ' ' || b.number AS place, b.directive_id AS id FROM directive_book b
     JOIN unit u ON u.id = b.unit_id WHERE b.year <> CAST(SUBSTR(CAST(b.booked_on AS TEXT), 1, 4) AS INTEGER)";

    Warning "directives.book-without-gaps", "Số trong sổ văn bản không bỏ quãng", "Numbers of a book leave no gaps",
    "Kiểm tra sổ giấy của năm đó", "Check the book of that year on paper",
    "SELECT u.code || ' · ' || b.direction || ' ' || b.year AS place, u.id AS id FROM directive_book b
     JOIN unit u ON u.id = b.unit_id GROUP BY u.code, u.id, b.direction, b.year
     HAVING MAX(b.number) - MIN(b.number) + 1 <> COUNT(*)";

    Error "directives.history-before-now", "Các bản cũ của văn bản có số phiên bản nhỏ hơn bản hiện hành", "Former particulars bear versions below the present one",
    "Khôi phục từ bản sao lưu", "Restore a backup",
    "SELECT d.symbol AS place, d.id AS id FROM directive_history h JOIN directive d ON d.id = h.directive_id
     WHERE h.version >= d.version";
}
