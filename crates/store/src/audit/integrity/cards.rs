//! Rules about member cards.

use super::held;

held! {
    Error "cards.holder-is-a-member", "Thẻ chỉ cấp cho người đã là đoàn viên", "Cards are for people who are or were members",
    "Thu hồi thẻ", "Revoke the card",
    "SELECT u.code AS place, c.id AS id FROM card c JOIN unit u ON u.id = c.unit_id
     WHERE NOT EXISTS (SELECT 1 FROM membership m WHERE m.person_id = c.person_id)";

    Error "cards.issued-or-refused", "Thẻ đã cấp thì không bị từ chối", "A card is issued or refused, not both",
    "Thu hồi thẻ rồi cấp lại", "Revoke the card and issue another",
    "SELECT i.serial AS place, i.card_id AS id FROM card_issue i JOIN card_event e ON e.card_id = i.card_id
     WHERE e.event = 'refused'";

    Error "cards.handed-once-issued", "Chỉ thẻ đã cấp mới được trao hay thu hồi", "Only an issued card is handed over or revoked",
    "Khôi phục từ bản sao lưu", "Restore a backup",
    "SELECT u.code || ' · ' || e.event AS place, c.id AS id FROM card_event e JOIN card c ON c.id = e.card_id
     JOIN unit u ON u.id = c.unit_id WHERE (e.event = 'handed' OR e.event = 'revoked' AND e.reason <> 'erased')
        AND NOT EXISTS (SELECT 1 FROM card_issue i WHERE i.card_id = c.id)";

    Error "cards.expire-after-issue", "Thẻ hết hạn sau ngày cấp", "A card expires after it was issued",
    "Thu hồi thẻ rồi cấp lại", "Revoke the card and issue another",
    "SELECT i.serial AS place, i.card_id AS id FROM card_issue i WHERE i.expires_on <= i.issued_on";

    Error "cards.key-is-published", "Khóa đã ký thẻ còn được công bố", "The key a card was signed with is published",
    "Nạp lại tệp khóa thẻ", "Load the file of card keys again",
    "SELECT i.serial || ' · ' || i.key_id AS place, i.card_id AS id FROM card_issue i
     WHERE i.key_id NOT IN (SELECT id FROM card_key)";

    Error "cards.issued-by-today", "Thẻ không đề ngày cấp chưa tới", "No card bears a day of issue to come",
    "Thu hồi thẻ rồi cấp lại", "Revoke the card and issue another",
    "SELECT i.serial AS place, i.card_id AS id FROM card_issue i WHERE i.issued_on > $2";

    Error "cards.erased-holder-unnamed", "Thẻ của hồ sơ đã xóa không còn nội dung ký", "The card of an erased file keeps no signed text",
    "Xóa lại hồ sơ", "Erase the file again",
    "SELECT i.serial AS place, i.card_id AS id FROM card_issue i JOIN card c ON c.id = i.card_id
     JOIN person p ON p.id = c.person_id WHERE p.erased_at IS NOT NULL AND i.signed_text <> ''";

    Error "cards.campaign-in-order", "Đợt đổi thẻ kết thúc sau khi bắt đầu", "An exchange of cards ends after it began",
    "Sửa ngày của đợt", "Correct the days of the exchange",
    "SELECT u.code || ' · ' || g.name AS place, g.id AS id FROM card_campaign g JOIN unit u ON u.id = g.unit_id
     WHERE g.until_day < g.from_day";

    Warning "cards.not-asked-twice", "Một người không chờ hai thẻ cùng loại", "Nobody waits for two cards of a kind",
    "Từ chối một trong hai đề nghị", "Refuse one of the two requests",
    "SELECT u.code AS place, a.id AS id FROM card a JOIN card b ON b.person_id = a.person_id AND b.kind = a.kind AND b.id > a.id
     JOIN unit u ON u.id = a.unit_id
     WHERE NOT EXISTS (SELECT 1 FROM card_issue i WHERE i.card_id IN (a.id, b.id))
        AND NOT EXISTS (SELECT 1 FROM card_event e WHERE e.card_id IN (a.id, b.id))";
}
