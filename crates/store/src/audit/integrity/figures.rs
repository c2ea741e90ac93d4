//! Rules about records and the base rows they give.

use super::held;

held! {
    Error "registers.recorded-while-open", "Bản ghi thuộc ngày đơn vị đang hoạt động", "A record is of a day its unit was open",
    "Sửa ngày hoặc đơn vị của bản ghi", "Correct the day or the unit of the record",
    "SELECT u.code || ' · ' || r.register || ' ' || r.occurred_on AS place, r.id AS id FROM record r JOIN unit u ON u.id = r.unit_id
     WHERE r.annulled_at IS NULL AND r.state IN ('recorded', 'confirmed') AND NOT EXISTS (SELECT 1 FROM unit_life l
        WHERE l.unit_id = u.id AND l.superseded_at IS NULL AND l.opened_on <= r.occurred_on
        AND (l.closed_on IS NULL OR l.closed_on > r.occurred_on))";

    Warning "registers.recorded-once", "Không có hai bản ghi giống hệt nhau", "No two records are the same word for word",
    "Rút bản ghi thừa", "Withdraw the surplus record",
    "SELECT u.code || ' · ' || a.register || ' ' || a.occurred_on AS place, a.id AS id FROM record a JOIN record b
        ON b.register = a.register AND b.unit_id = a.unit_id AND b.occurred_on = a.occurred_on AND b.fields = a.fields
        AND b.id > a.id AND b.annulled_at IS NULL AND b.state IN ('recorded', 'confirmed')
     JOIN unit u ON u.id = a.unit_id WHERE a.annulled_at IS NULL AND a.state IN ('recorded', 'confirmed')";

    Error "registers.changed-after-recorded", "Bản ghi được sửa sau khi ghi, phiên bản từ 1", "A record changes after it was made, from version 1 on",
    "Khôi phục từ bản sao lưu", "Restore a backup",
    "SELECT u.code || ' · ' || r.register || ' ' || r.occurred_on AS place, r.id AS id FROM record r JOIN unit u ON u.id = r.unit_id
     WHERE r.changed_at < r.recorded_at OR r.version < 1";

    Error "registers.confirmed-by-somebody", "Bản ghi ghi thay đã xác nhận có người và lúc xác nhận", "A record entered for a union says who confirmed it and when",
    "Xác nhận lại bản ghi", "Confirm the record again",
    "SELECT u.code || ' · ' || r.register || ' ' || r.occurred_on AS place, r.id AS id FROM record_on_behalf b
     JOIN record r ON r.id = b.record_id JOIN unit u ON u.id = r.unit_id
     WHERE (b.confirmed_at IS NULL) <> (b.confirmed_by IS NULL) OR b.confirmed_at < b.entered_at";

    Error "registers.withdrawn-gives-nothing", "Bản ghi nháp, đã rút hay đã gỡ không góp số liệu", "A draft, withdrawn or annulled record gives no figures",
    "Rút lại bản ghi", "Withdraw the record again",
    "SELECT u.code || ' · ' || r.register || ' ' || r.occurred_on AS place, r.id AS id FROM record r JOIN unit u ON u.id = r.unit_id
     WHERE (r.state IN ('draft', 'withdrawn') OR r.annulled_at IS NOT NULL)
        AND EXISTS (SELECT 1 FROM figure f WHERE f.record_id = r.id AND f.superseded_at IS NULL)";

    Error "registers.deadlines-of-what-stands", "Chỉ bản ghi còn hiệu lực có hạn xử lý", "Only a record that stands has deadlines",
    "Rút lại bản ghi", "Withdraw the record again",
    "SELECT u.code || ' · ' || r.register || ' ' || r.occurred_on AS place, r.id AS id FROM record r JOIN unit u ON u.id = r.unit_id
     WHERE (r.state IN ('draft', 'withdrawn') OR r.annulled_at IS NOT NULL)
        AND EXISTS (SELECT 1 FROM record_clock c WHERE c.record_id = r.id)";

    Error "registers.deadline-of-its-record", "Hạn xử lý mang sổ, đơn vị và ngày của bản ghi", "A deadline bears the register, unit and day of its record",
    "Ghi lại bản ghi", "Save the record again",
    "SELECT u.code || ' · ' || r.register || ' ' || r.occurred_on AS place, r.id AS id FROM record_clock c
     JOIN record r ON r.id = c.record_id JOIN unit u ON u.id = r.unit_id
     WHERE c.register <> r.register OR c.unit_id <> r.unit_id OR c.occurred_on <> r.occurred_on";

    Error "figures.record-named", "Số liệu từ bản ghi nêu bản ghi, số khác thì không", "A figure from records names its record, no other does",
    "Khôi phục từ bản sao lưu", "Restore a backup",
    "SELECT u.code || ' · ' || f.indicator AS place, f.id AS id FROM figure f JOIN unit u ON u.id = f.unit_id
     WHERE f.superseded_at IS NULL AND (f.source = 'records') <> (f.record_id IS NOT NULL) AND f.source IN ('records', 'declared')";

    Error "figures.of-its-records-unit", "Số liệu thuộc đơn vị của bản ghi", "A figure belongs to the unit of its record",
    "Ghi lại bản ghi", "Save the record again",
    "SELECT u.code || ' · ' || f.indicator AS place, f.id AS id FROM figure f JOIN record r ON r.id = f.record_id
     JOIN unit u ON u.id = f.unit_id WHERE f.superseded_at IS NULL AND f.unit_id <> r.unit_id";

    Error "figures.declared-once", "Một tháng một chỉ tiêu của đơn vị chỉ khai một số", "A unit declares one value of an indicator a month",
    "Khai lại tháng đó", "Declare that month again",
    "SELECT u.code || ' · ' || a.indicator || ' ' || SUBSTR(CAST(a.counted_on AS TEXT), 1, 7) AS place, a.id AS id FROM figure a
     JOIN figure b ON b.unit_id = a.unit_id AND b.indicator = a.indicator AND b.id > a.id AND b.source = 'declared'
        AND b.superseded_at IS NULL AND SUBSTR(CAST(b.counted_on AS TEXT), 1, 7) = SUBSTR(CAST(a.counted_on AS TEXT), 1, 7)
     JOIN unit u ON u.id = a.unit_id WHERE a.source = 'declared' AND a.superseded_at IS NULL";

    Error "figures.declared-while-open", "Số khai thuộc lúc đơn vị đang hoạt động", "A declared figure is of a time its unit was open",
    "Khai lại ở đơn vị kế tục", "Declare it at the successor",
    "SELECT u.code || ' · ' || f.indicator || ' ' || f.counted_on AS place, f.id AS id FROM figure f JOIN unit u ON u.id = f.unit_id
     WHERE f.superseded_at IS NULL AND f.source = 'declared' AND NOT EXISTS (SELECT 1 FROM unit_life l
        WHERE l.unit_id = u.id AND l.superseded_at IS NULL AND l.opened_on <= f.occurred_on
        AND (l.closed_on IS NULL OR l.closed_on > f.occurred_on))";

    Error "figures.not-negative", "Số từ bản ghi và số khai không âm", "Recorded and declared figures are not below zero",
    "Sửa bản ghi hoặc khai lại", "Correct the record or declare again",
    "SELECT u.code || ' · ' || f.indicator || ' ' || f.counted_on AS place, f.id AS id FROM figure f JOIN unit u ON u.id = f.unit_id
     WHERE f.superseded_at IS NULL AND f.value < 0 AND f.source IN ('records', 'declared') AND NOT EXISTS (SELECT 1 FROM figure o
        WHERE o.record_id = f.record_id AND o.indicator = f.indicator AND o.value = -f.value AND o.counted_on <= f.counted_on
        AND o.superseded_at IS NULL)";

    Warning "figures.counted-by-today", "Số khai không thuộc tháng sau tháng này", "No figure is declared for a month to come",
    "Kiểm tra tháng của số khai", "Check the month of the declaration",
    "SELECT u.code || ' · ' || f.indicator || ' ' || f.counted_on AS place, f.id AS id FROM figure f JOIN unit u ON u.id = f.unit_id
     WHERE f.superseded_at IS NULL AND f.source = 'declared' AND f.counted_on > $2
        AND SUBSTR(CAST(f.counted_on AS TEXT), 1, 7) > SUBSTR(CAST($2 AS TEXT), 1, 7)";

    Error "figures.counted-near-its-day", "Ngày tính số liệu cách ngày diễn ra không quá một năm", "A figure counts within a year of the day it occurred",
    "Sửa ngày hoặc năm của đợt ở bản ghi", "Correct the day or the campaign of the record",
    "SELECT u.code || ' · ' || f.indicator || ' ' || f.counted_on AS place, f.id AS id FROM figure f JOIN unit u ON u.id = f.unit_id
     WHERE f.superseded_at IS NULL AND ABS(CAST(SUBSTR(CAST(f.counted_on AS TEXT), 1, 4) AS INTEGER)
        - CAST(SUBSTR(CAST(f.occurred_on AS TEXT), 1, 4) AS INTEGER)) > 1
        AND NOT EXISTS (SELECT 1 FROM figure o WHERE o.record_id = f.record_id AND o.indicator = f.indicator
        AND o.value = -f.value AND o.value <> 0 AND o.superseded_at IS NULL)";

    Error "figures.superseded-after-recorded", "Số liệu bị thay sau khi được ghi", "A figure is superseded after it was recorded",
    "Kiểm tra giờ của máy chủ, khôi phục từ bản sao lưu", "Check the server's clock, restore a backup",
    "SELECT u.code || ' · ' || f.indicator AS place, f.id AS id FROM figure f JOIN unit u ON u.id = f.unit_id
     WHERE f.superseded_at < f.recorded_at";

    Error "figures.adjusted-with-a-reason", "Số điều chỉnh có lý do", "An adjustment says why",
    "Điều chỉnh lại kèm lý do", "Adjust again with the reason",
    "SELECT u.code || ' · ' || f.indicator AS place, f.id AS id FROM figure f JOIN unit u ON u.id = f.unit_id
     WHERE f.superseded_at IS NULL AND f.source = 'adjusted' AND f.reason = ''";

    Error "figures.of-the-union", "Tổ chức Đảng và đơn vị ngoài công đoàn không góp số liệu", "Party bodies and outside units give no figures",
    "Chuyển số liệu về công đoàn phục vụ đơn vị đó", "Move the figure to the union that serves that unit",
    "SELECT u.code || ' · ' || f.indicator AS place, f.id AS id FROM figure f JOIN unit u ON u.id = f.unit_id
     WHERE f.superseded_at IS NULL AND u.kind IN ('party', 'outside')";
}
