//! Rules about reports, requests, closed periods and totals kept elsewhere.

use super::held;

held! {
    Error "reports.sent-as-kept", "Báo cáo gửi bao nhiêu lần thì còn giữ bấy nhiêu bản", "As many sendings are kept as a report was sent",
    "Khôi phục bản đã gửi từ bản sao lưu", "Restore the sending from a backup",
    "SELECT u.code || ' · ' || r.form AS place, r.id AS id FROM report r JOIN unit u ON u.id = r.unit_id
     WHERE r.sendings <> (SELECT COUNT(*) FROM report_sending s WHERE s.report_id = r.id)";

    Error "reports.sent-before-decided", "Báo cáo chờ duyệt hoặc đã duyệt thì đã gửi", "What waits or was approved was sent",
    "Xem diễn biến của báo cáo", "See the story of the report",
    "SELECT u.code || ' · ' || r.form AS place, r.id AS id FROM report r JOIN unit u ON u.id = r.unit_id
     WHERE r.state IN ('sent', 'approved', 'returned') AND (r.sendings = 0 OR r.first_sent_at IS NULL OR r.last_sent_at IS NULL)";

    Error "reports.sent-in-order", "Lần gửi đầu không sau lần gửi cuối", "The first sending is no later than the last",
    "Xem diễn biến của báo cáo", "See the story of the report",
    "SELECT u.code || ' · ' || r.form AS place, r.id AS id FROM report r JOIN unit u ON u.id = r.unit_id
     WHERE r.first_sent_at > r.last_sent_at OR r.last_sent_at > $1";

    Error "reports.decided-with-a-moment", "Báo cáo đã duyệt, trả lại, miễn thì có thời điểm quyết định", "A decision has its moment",
    "Xem diễn biến của báo cáo", "See the story of the report",
    "SELECT u.code || ' · ' || r.form AS place, r.id AS id FROM report r JOIN unit u ON u.id = r.unit_id
     WHERE r.state IN ('approved', 'returned', 'excused') AND r.decided_at IS NULL";

    Error "reports.not-to-itself", "Đơn vị không gửi báo cáo cho chính mình", "No unit reports to itself",
    "Xem diễn biến của báo cáo", "See the story of the report",
    "SELECT u.code || ' · ' || r.form AS place, r.id AS id FROM report r JOIN unit u ON u.id = r.unit_id
     WHERE r.unit_id = r.receiver_id";

    Error "reports.period-in-order", "Kỳ báo cáo kết thúc sau khi bắt đầu", "A period ends after it began",
    "Xem diễn biến của báo cáo", "See the story of the report",
    "SELECT u.code || ' · ' || r.form AS place, r.id AS id FROM report r JOIN unit u ON u.id = r.unit_id
     WHERE r.period_to < r.period_from";

    Warning "reports.goes-to-one-above", "Nơi nhận báo cáo là cấp trên vào ngày chốt", "A report goes to a unit above at its cut-off",
    "Xem cây tổ chức vào ngày chốt", "See the tree at the cut-off",
    "SELECT u.code || ' · ' || r.form AS place, r.id AS id FROM report r JOIN unit u ON u.id = r.unit_id
     WHERE NOT EXISTS (SELECT 1 FROM unit_link l WHERE l.child_id = r.unit_id AND l.parent_id = r.receiver_id
        AND l.superseded_at IS NULL AND l.valid_from <= r.period_to AND (l.valid_until IS NULL OR l.valid_until > r.period_to))";

    Error "reports.returned-with-a-reason", "Báo cáo trả lại có lý do", "A report is given back with a reason",
    "Ghi lý do trong nhận xét", "Give the reason as a remark",
    "SELECT u.code || ' · ' || r.form AS place, e.id AS id FROM report_event e JOIN report r ON r.id = e.report_id
     JOIN unit u ON u.id = r.unit_id WHERE e.deed = 'return' AND e.words = ''
        AND NOT EXISTS (SELECT 1 FROM report_fault f WHERE f.event_id = e.id)";

    Error "reports.fault-of-a-return", "Lý do theo dòng thuộc một lần trả lại", "Reasons for lines belong to a giving back",
    "Xem diễn biến của báo cáo", "See the story of the report",
    "SELECT u.code || ' · ' || f.line AS place, e.id AS id FROM report_fault f JOIN report_event e ON e.id = f.event_id
     JOIN report r ON r.id = e.report_id JOIN unit u ON u.id = r.unit_id WHERE e.deed <> 'return'";

    Error "reports.paper-is-kept", "Bản ký của báo cáo còn trong kho", "The signed paper of a report is kept",
    "Tải lại bản ký", "Attach the paper again",
    "SELECT u.code || ' · ' || p.file_name AS place, p.report_id AS id FROM report_paper p JOIN report r ON r.id = p.report_id
     JOIN unit u ON u.id = r.unit_id WHERE NOT EXISTS (SELECT 1 FROM attachment a WHERE a.sha256 = p.sha256)";

    Error "reports.outage-explained", "Gia hạn vì sự cố có lý do", "An outage has a reason",
    "Khai lại sự cố với lý do", "Declare the outage again with a reason",
    "SELECT u.code AS place, o.id AS id FROM report_outage o JOIN unit u ON u.id = o.unit_id
     WHERE o.superseded_at IS NULL AND o.words = ''";

    Error "reports.seal-is-a-hash", "Kỳ đã khóa có mã băm và ít nhất một đơn vị", "A closed period has its hash and a unit at least",
    "Khôi phục từ bản sao lưu", "Restore it from a backup",
    "SELECT u.code || ' · ' || s.form AS place, s.id AS id FROM report_seal s JOIN unit u ON u.id = s.unit_id
     WHERE LENGTH(s.digest) <> 64 OR s.units < 1";

    Error "reports.seal-without-open-reports", "Kỳ đã khóa không còn báo cáo chờ duyệt của chính biểu ấy",
    "No report of a closed period's form waits for the unit that closed it",
    "Duyệt hoặc trả lại báo cáo", "Approve the report or give it back",
    "SELECT u.code || ' · ' || r.form AS place, r.id AS id FROM report_seal s JOIN report r ON r.receiver_id = s.unit_id
        AND r.form = s.form AND r.period_from = s.period_from AND r.period_to = s.period_to
     JOIN unit u ON u.id = r.unit_id WHERE r.state = 'sent' AND r.last_sent_at < s.recorded_at";

    Error "reports.adjusted-with-a-reason", "Điều chỉnh số của sổ có lý do", "An adjustment of what records give has a reason",
    "Ghi lại dòng báo cáo với lý do", "Type the line again with a reason",
    "SELECT u.code || ' · ' || f.indicator AS place, f.id AS id FROM figure f JOIN unit u ON u.id = f.unit_id
     WHERE f.source = 'adjusted' AND f.superseded_at IS NULL AND f.reason = ''";

    Error "reports.request-asks-something", "Yêu cầu có ít nhất một số liệu và một đơn vị được hỏi", "A request asks a unit for a number at least",
    "Rút yêu cầu", "Take the request back",
    "SELECT u.code || ' · ' || q.title AS place, q.id AS id FROM report_request q JOIN unit u ON u.id = q.unit_id
     WHERE NOT EXISTS (SELECT 1 FROM report_request_line l WHERE l.request_id = q.id)
        OR NOT EXISTS (SELECT 1 FROM report_request_unit x WHERE x.request_id = q.id)";

    Error "reports.request-within-its-lines", "Đơn vị được hỏi không phải ghi nhiều dòng hơn yêu cầu có", "Nobody is asked more lines than a request has",
    "Rút yêu cầu", "Take the request back",
    "SELECT u.code || ' · ' || q.title AS place, q.id AS id FROM report_request_unit x JOIN report_request q ON q.id = x.request_id
     JOIN unit u ON u.id = x.unit_id WHERE x.lines < 1 OR x.minutes < 0
        OR x.lines > (SELECT COUNT(*) FROM report_request_line l WHERE l.request_id = q.id)";

    Error "reports.request-to-others", "Không đơn vị nào tự hỏi mình", "No unit asks itself",
    "Rút yêu cầu", "Take the request back",
    "SELECT u.code || ' · ' || q.title AS place, q.id AS id FROM report_request_unit x JOIN report_request q ON q.id = x.request_id
     JOIN unit u ON u.id = x.unit_id WHERE x.unit_id = q.unit_id";

    Error "reports.answer-was-asked", "Đơn vị trả lời yêu cầu là đơn vị được hỏi", "Who answered a request was asked",
    "Xem diễn biến của báo cáo", "See the story of the report",
    "SELECT u.code || ' · ' || q.title AS place, r.id AS id FROM report r JOIN report_request q ON q.form = r.form
     JOIN unit u ON u.id = r.unit_id
     WHERE NOT EXISTS (SELECT 1 FROM report_request_unit x WHERE x.request_id = q.id AND x.unit_id = r.unit_id)";

    Warning "reports.parallel-has-numbers", "Tệp đối chiếu có ít nhất một số", "A file kept for comparison has a number at least",
    "Thả lại tệp", "Drop the file again",
    "SELECT u.code || ' · ' || p.file_name AS place, p.id AS id FROM report_parallel p JOIN unit u ON u.id = p.unit_id
     WHERE p.superseded_at IS NULL AND NOT EXISTS (SELECT 1 FROM report_parallel_value v WHERE v.parallel_id = p.id)";
}
