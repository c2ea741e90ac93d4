-- Reports, requests, closed periods and totals kept elsewhere: each rule broken once.
-- reports.sent-as-kept: cdcs-mau · x-tried
UPDATE report SET sendings = 4 WHERE form = 'x-tried';
-- reports.sent-before-decided: cdcs-mau · x-tried
UPDATE report SET first_sent_at = NULL WHERE form = 'x-tried';
-- reports.sent-in-order: cdcs-mau · x-tried
UPDATE report SET first_sent_at = 8 WHERE form = 'x-tried';
-- reports.decided-with-a-moment: cdcs-mau · x-tried
UPDATE report SET decided_at = NULL WHERE form = 'x-tried';
-- reports.not-to-itself: cdcs-mau · x-tried
UPDATE report SET receiver_id = unit_id WHERE form = 'x-tried';
-- reports.period-in-order: cdcs-mau · x-tried
UPDATE report SET period_to = '2021-12-31' WHERE form = 'x-tried';
-- reports.goes-to-one-above: cdcs-mau · x-tried
UPDATE report SET receiver_id = U(ldld-ha-noi) WHERE form = 'x-tried';
-- reports.returned-with-a-reason: cdcs-mau · x-tried
DELETE FROM report_fault;
UPDATE report_event SET words = '' WHERE words = 'Sai';
-- reports.fault-of-a-return: cdcs-mau · A01
UPDATE report_event SET deed = 'comment' WHERE words = 'Sai';
-- reports.paper-is-kept: ban-ky.pdf
UPDATE report_paper SET sha256 = 'b';
-- reports.outage-explained: cdcs-mau
UPDATE report_outage SET words = '';
-- reports.seal-is-a-hash: cd-kkt-dong-nam · x-tried
INSERT INTO report_seal (id, unit_id, form, period_from, period_to, units, digest, recorded_by, recorded_at) VALUES (NEW(), U(cd-kkt-dong-nam), 'x-tried', '2022-01-01', '2022-01-31', 3, 'b', 'x', 9);
-- reports.seal-without-open-reports: cdcs-mau · x-tried
INSERT INTO report_seal (id, unit_id, form, period_from, period_to, units, digest, recorded_by, recorded_at) VALUES (NEW(), U(cd-kkt-dong-nam), 'x-tried', '2022-01-01', '2022-01-31', 3, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'x', 9);
UPDATE report SET state = 'sent' WHERE form = 'x-tried';
-- reports.adjusted-with-a-reason: cdcs-mau · labour.workers
INSERT INTO figure (id, unit_id, indicator, source, occurred_on, counted_on, value, reason, recorded_by, recorded_at) VALUES (NEW(), U(cdcs-mau), 'labour.workers', 'adjusted', '2022-01-31', '2022-01-31', 3, '', 'x', 5);
-- reports.request-asks-something: Sau bão
DELETE FROM report_request_unit;
-- reports.request-within-its-lines: cdcs-mau · Sau bão
UPDATE report_request_unit SET lines = 2;
-- reports.request-to-others: cd-kkt-dong-nam · Sau bão
UPDATE report_request_unit SET unit_id = U(cd-kkt-dong-nam);
-- reports.answer-was-asked: cd-kkt-dong-nam · Sau bão
UPDATE report SET form = 'request-x', unit_id = U(cd-kkt-dong-nam), receiver_id = U(ldld-nghe-an) WHERE form = 'x-tried';
-- reports.parallel-has-numbers: cu.xlsx
DELETE FROM report_parallel_value;
