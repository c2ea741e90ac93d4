-- Each block breaks one rule: its head names the rule and what the place it tells must hold.

-- directives.entered-once: 02-NQ/TW
INSERT INTO directive (id, symbol, symbol_key, kind, issued_on, issuer, title, title_fold, summary, body, unit_id, recorded_at) SELECT NEW(), symbol, symbol_key, kind, issued_on, issuer, title, title_fold, summary, body, unit_id, 9 FROM directive WHERE symbol = '02-NQ/TW';
-- directives.in-force-in-order: 02-NQ/TW
UPDATE directive SET valid_until = '1990-01-01' WHERE symbol = '02-NQ/TW';
-- directives.in-force-once-issued: 02-NQ/TW
UPDATE directive SET valid_from = '1990-01-01' WHERE symbol = '02-NQ/TW';
-- directives.issued-by-today: 02-NQ/TW
UPDATE directive SET issued_on = '2030-01-01' WHERE symbol = '02-NQ/TW';
-- directives.file-kept: 02-NQ/TW
UPDATE directive SET file_name = 'a.pdf', file_sha256 = 'gone' WHERE symbol = '02-NQ/TW';
-- directives.clause-in-its-text: 02-NQ/TW
UPDATE directive SET body = 'x' WHERE symbol = '02-NQ/TW';
-- directives.clause-in-its-parent: 02-NQ/TW · I.1
UPDATE directive_clause SET text_to = 400 WHERE label = 'I.1';
-- directives.clauses-in-order: 02-NQ/TW
UPDATE directive_clause SET text_from = 300, text_to = 310 WHERE label = 'I.1';
-- directives.finding-in-its-text: citation
UPDATE directive_finding SET text_to = 999999 WHERE kind = 'citation';
-- directives.finding-decided-by: citation
UPDATE directive_finding SET decided_by = NULL WHERE kind = 'citation';
-- directives.finding-of-its-paper: target
UPDATE directive_finding SET clause_id = (SELECT c.id FROM directive_clause c JOIN directive d ON d.id = c.directive_id WHERE d.symbol = '02-NQ/TW' ORDER BY c.place LIMIT 1) WHERE directive_id <> (SELECT id FROM directive WHERE symbol = '02-NQ/TW') AND kind = 'target';
-- directives.link-to-another: 58-KH/TU
INSERT INTO directive_link (from_id, to_id, relation) SELECT id, id, 'cites' FROM directive WHERE symbol = '58-KH/TU';
-- directives.replaced-by-a-later: 20-NQ/TW · 02-NQ/TW
INSERT INTO directive_link (from_id, to_id, relation) SELECT a.id, b.id, 'amends' FROM directive a, directive b WHERE a.symbol = '20-NQ/TW' AND b.symbol = '02-NQ/TW';
-- directives.replacing-ends: 22-CT/TW
INSERT INTO directive_link (from_id, to_id, relation) SELECT a.id, b.id, 'replaces' FROM directive a, directive b WHERE a.symbol IN ('20-NQ/TW', '22-CT/TW') AND b.symbol IN ('20-NQ/TW', '22-CT/TW') AND a.id <> b.id;
-- directives.rests-on-an-earlier: 20-NQ/TW · 02-NQ/TW
INSERT INTO directive_link (from_id, to_id, relation) SELECT a.id, b.id, 'based_on' FROM directive a, directive b WHERE a.symbol = '20-NQ/TW' AND b.symbol = '02-NQ/TW';
-- directives.booked-in-its-year: ldld-nghe-an
UPDATE directive_book SET year = 1990 WHERE unit_id = U(ldld-nghe-an);
-- directives.book-without-gaps: in 1999
INSERT INTO directive_book (directive_id, unit_id, direction, year, number, booked_on, recorded_by, recorded_at) SELECT id, U(cdcs-mau), 'in', 1999, CASE symbol WHEN '20-NQ/TW' THEN 1 ELSE 3 END, '1999-01-01', 'x', 1 FROM directive WHERE symbol IN ('20-NQ/TW', '22-CT/TW');
-- directives.history-before-now: 02-NQ/TW
UPDATE directive_history SET version = 7;
-- directives.sent-to-somebody: 02-NQ/TW
DELETE FROM dispatch_unit;
-- directives.sent-to-others: ldld-nghe-an
INSERT INTO dispatch_unit (dispatch_id, unit_id) SELECT id, unit_id FROM dispatch WHERE unit_id = U(ldld-nghe-an);
-- directives.answered-by-receivers: opened
UPDATE dispatch_event SET unit_id = U(cdcs-mau) WHERE id = (SELECT id FROM dispatch_event WHERE event = 'opened' ORDER BY id LIMIT 1);
-- directives.answered-after-sent: opened
UPDATE dispatch_event SET recorded_at = 5;
-- directives.answer-says-something: -
UPDATE dispatch_event SET words = '' WHERE event = 'answered';
-- directives.answered-by-own-programme: Chương trình
UPDATE dispatch_event SET programme_id = (SELECT id FROM programme WHERE unit_id = U(ldld-nghe-an) ORDER BY id LIMIT 1) WHERE event = 'answered';
-- directives.answer-file-kept: a.pdf
UPDATE dispatch_event SET sha256 = 'gone', file_name = 'a.pdf' WHERE event = 'answered';
-- directives.passed-on-as-received: cd-kkt-dong-nam
UPDATE dispatch SET directive_id = (SELECT id FROM directive WHERE symbol = '20-NQ/TW') WHERE passes_on_id IS NOT NULL;
-- directives.extended-to-a-day: -
UPDATE dispatch_event SET due_on = NULL WHERE event = 'extended';
-- directives.study-in-order: cdcs-mau
UPDATE study_session SET ends_at = begins_at;
-- directives.study-of-something: cdcs-mau
DELETE FROM study_session_directive;
-- directives.study-closed-with-a-record: cdcs-mau
UPDATE study_session SET record_id = NULL WHERE closed_at IS NOT NULL;
-- directives.study-record-of-the-unit: cdcs-mau
UPDATE record SET occurred_on = '2019-01-01' WHERE id IN (SELECT record_id FROM study_session);
-- directives.study-attended-by-somebody: cdcs-mau
UPDATE study_attendance SET person_id = NULL, guest_name = '';
-- directives.study-attended-in-its-window: cdcs-mau
UPDATE study_attendance SET way = 'code', recorded_at = 5;
-- directives.study-expects-somebody: cdcs-mau
UPDATE study_session SET expected = 'number', expected_number = 0;
-- directives.finding-indicator-known: dream.count
UPDATE directive_finding SET indicator = 'dream.count', decision = 'accepted', decided_by = 'x', decided_at = 5 WHERE kind = 'target';
-- programmes.period-in-order: Chương trình
UPDATE programme SET period_to = '1990-01-01' WHERE unit_id = U(ldld-nghe-an);
-- programmes.of-a-unit-that-lived: old-two
UPDATE programme SET unit_id = U(old-two) WHERE unit_id = U(cdcs-mau);
-- programmes.under-another: Chương trình công tác năm 2022
UPDATE programme SET parent_id = id WHERE unit_id = U(ldld-nghe-an) AND title = 'Chương trình công tác năm 2022';
-- programmes.under-one-above: Chương trình công tác năm 2022
UPDATE programme SET parent_id = (SELECT id FROM programme WHERE unit_id = U(cdcs-mau) ORDER BY id LIMIT 1) WHERE unit_id = U(ldld-nghe-an) AND title = 'Chương trình công tác năm 2022';
-- programmes.opened-once: Chương trình công tác năm 2022
INSERT INTO programme (id, unit_id, title, directive_id, period, period_from, period_to, recorded_at, kind) SELECT NEW(), unit_id, title, directive_id, period, period_from, period_to, 9, kind FROM programme WHERE unit_id = U(ldld-nghe-an) AND title = 'Chương trình công tác năm 2022';
-- programmes.beside-another: -
UPDATE programme_link SET beside_id = programme_id;
-- programmes.ended-once-begun: Chương trình công tác năm 2022
INSERT INTO programme_end (id, programme_id, manner, ended_on, reason, recorded_by, recorded_at) SELECT NEW(), id, 'closed', '1990-01-01', '', 'x', 9 FROM programme WHERE unit_id = U(ldld-nghe-an) AND title = 'Chương trình công tác năm 2022';
-- programmes.answers-its-directive: -
UPDATE programme_answer SET clause_id = (SELECT c.id FROM directive_clause c WHERE c.directive_id <> (SELECT p.directive_id FROM programme p WHERE p.id = programme_answer.programme_id) ORDER BY c.id LIMIT 1) WHERE id = (SELECT id FROM programme_answer ORDER BY id LIMIT 1);
-- programmes.left-out-with-a-reason: -
UPDATE programme_answer SET answer = 'not_applicable', words = '';
-- programmes.reviewed-by-today: Chương trình
UPDATE programme_review SET as_of = '2030-01-01';
-- programmes.target-range: training.classes
UPDATE target SET comparator = 'range', value_max = value - 1 WHERE indicator = 'training.classes';
-- programmes.target-not-negative: training.classes
UPDATE target SET value = -1 WHERE indicator = 'training.classes';
-- programmes.target-from-above: training.classes
UPDATE target SET source = 'above', above_id = NULL WHERE indicator = 'training.classes';
-- programmes.target-of-its-directive: -
UPDATE target SET clause_id = (SELECT c.id FROM directive_clause c JOIN directive d ON d.id = c.directive_id WHERE d.symbol = '02-NQ/TW' ORDER BY c.place LIMIT 1);
-- programmes.target-indicator-known: dream.count
UPDATE target SET indicator = 'dream.count' WHERE indicator = 'training.classes';
-- programmes.target-comparator-known: about
UPDATE target SET comparator = 'about' WHERE indicator = 'training.classes';
-- programmes.shares-add-up: ldld-nghe-an · training.classes
UPDATE allotment_share SET value = value - 1;
-- programmes.shared-with-somebody: ldld-nghe-an · training.classes
DELETE FROM allotment_share;
-- programmes.shared-as-it-stands: ldld-nghe-an · training.classes
UPDATE allotment SET whole = whole + 100;
-- programmes.shared-below: cdcs-mau
UPDATE allotment_share SET unit_id = U(cdcs-mau);
-- programmes.share-not-negative: cd-kkt-dong-nam
UPDATE allotment_share SET weight = -1;
-- programmes.change-decided-by: training.classes
UPDATE target_change SET decided_at = 9;
-- programmes.change-has-a-reason: training.classes
UPDATE target_change SET reason = '';
-- programmes.task-in-order: -
UPDATE task SET starts_on = '2031-01-01';
-- programmes.task-of-its-programme: -
UPDATE task SET programme_id = (SELECT id FROM programme WHERE unit_id = U(ldld-nghe-an) ORDER BY id LIMIT 1) WHERE parent_id IS NOT NULL;
-- programmes.task-number-once: -
UPDATE task SET number = 1, kind = 'task';
-- programmes.task-waits-for-its-own: -
UPDATE task_wait SET awaited_id = task_id;
-- programmes.task-waits-in-a-line: -
INSERT INTO task_wait (task_id, awaited_id) SELECT awaited_id, task_id FROM task_wait;
-- programmes.task-state-as-told: -
DELETE FROM task_evidence; DELETE FROM task_event WHERE event = 'accepted';
-- programmes.task-accepted-once-reported: -
DELETE FROM task_evidence; DELETE FROM task_event WHERE event = 'reported';
-- programmes.task-proved: -
DELETE FROM task_evidence; UPDATE task_event SET words = '';
-- programmes.task-after-what-it-waits-for: -
UPDATE task SET state = 'accepted' WHERE id IN (SELECT task_id FROM task_wait); UPDATE task SET state = 'planned' WHERE id IN (SELECT awaited_id FROM task_wait);
-- programmes.evidence-is-something: -
UPDATE task_evidence SET record_id = NULL, directive_id = NULL, sha256 = '';
-- programmes.evidence-of-its-report: -
UPDATE task_evidence SET event_id = (SELECT e.id FROM task_event e WHERE e.task_id <> task_evidence.task_id ORDER BY e.id LIMIT 1);
-- programmes.evidence-not-withdrawn: -
UPDATE task SET state = 'accepted' WHERE id IN (SELECT task_id FROM task_evidence); UPDATE record SET state = 'withdrawn' WHERE id IN (SELECT record_id FROM task_evidence);
-- programmes.task-of-its-directive: -
UPDATE task SET clause_id = (SELECT c.id FROM directive_clause c JOIN directive d ON d.id = c.directive_id WHERE d.symbol <> '02-NQ/TW' ORDER BY c.id LIMIT 1), programme_id = (SELECT p.id FROM programme p JOIN directive d ON d.id = p.directive_id WHERE d.symbol = '02-NQ/TW' ORDER BY p.id LIMIT 1);
-- programmes.task-shared-with-others: -
INSERT INTO task_unit (task_id, unit_id) SELECT id, unit_id FROM task;
-- programmes.task-of-an-open-unit: old-two
UPDATE task SET unit_id = U(old-two);
-- programmes.paid-with-a-voucher: -
UPDATE claim SET voucher = '' WHERE state = 'paid';
-- programmes.unpaid-has-no-voucher: -
UPDATE claim SET paid_on = '2026-01-01' WHERE state = 'submitted';
-- programmes.paid-in-its-month: -
UPDATE claim SET paid_month = paid_month + 1 WHERE state = 'paid';
-- programmes.paid-something: -
UPDATE claim SET amount = 0 WHERE state = 'paid';
-- programmes.paid-once: -
UPDATE scheme SET excludes = ',agreement_support_ha_noi,' WHERE slug = 'founding_support_ha_noi'; UPDATE claim SET outcome = 'same' WHERE id IN (SELECT c.id FROM claim c JOIN scheme s ON s.programme_id = c.programme_id WHERE c.state = 'paid' AND s.slug = 'founding_support_ha_noi' ORDER BY c.id LIMIT 1); UPDATE claim SET outcome = 'same' WHERE id IN (SELECT c.id FROM claim c JOIN scheme s ON s.programme_id = c.programme_id WHERE c.state = 'paid' AND s.slug = 'agreement_support_ha_noi' ORDER BY c.id LIMIT 1);
-- programmes.paid-by-the-schemes-unit: -
UPDATE claim SET voucher = '', payer_id = U(cdcs-mau) WHERE state = 'paid';
-- programmes.paid-and-recorded: -
UPDATE record SET state = 'withdrawn' WHERE id IN (SELECT record_id FROM claim WHERE state = 'paid');
-- programmes.claimed-after-it-happened: -
UPDATE claim SET claimed_on = '1990-01-01';
-- programmes.refused-with-a-reason: -
UPDATE claim SET rule = '', reason = '' WHERE state = 'refused';
-- programmes.scheme-as-defined: founding_support_ha_noi
UPDATE scheme SET version = 9;
-- registers.recorded-while-open: old-two
UPDATE record SET unit_id = U(old-two), state = 'recorded' WHERE register = 'study_sessions' AND occurred_on > '2020-01-01';
-- registers.recorded-once: training
INSERT INTO record (id, register, unit_id, occurred_on, state, fields, version, recorded_by, recorded_at, changed_at) SELECT NEW(), register, unit_id, occurred_on, state, fields, 1, 'x', 9, 9 FROM record WHERE register = 'training' AND state = 'recorded';
-- registers.changed-after-recorded: training
UPDATE record SET changed_at = recorded_at - 1 WHERE register = 'training';
-- registers.confirmed-by-somebody: -
UPDATE record_on_behalf SET confirmed_at = 9;
-- registers.withdrawn-gives-nothing: training
UPDATE record SET state = 'withdrawn' WHERE register = 'training';
-- registers.deadlines-of-what-stands: agreements
UPDATE record SET state = 'withdrawn' WHERE register = 'agreements';
-- registers.deadline-of-its-record: agreements
UPDATE record_clock SET occurred_on = '1999-01-01' WHERE register = 'agreements';
-- registers.register-known: dreams
UPDATE record SET register = 'dreams' WHERE register = 'training';
-- registers.recorded-by-its-level: group
UPDATE unit SET kind = 'group' WHERE code = 'ldld-nghe-an';
-- registers.fields-as-declared: training
UPDATE record SET fields = '{"dream": 1}' WHERE register = 'training';
-- registers.required-filled: training
UPDATE record SET fields = '{}' WHERE register = 'training';
-- figures.record-named: training.classes
UPDATE figure SET record_id = NULL WHERE indicator = 'training.classes';
-- figures.of-its-records-unit: training.classes
UPDATE figure SET unit_id = U(old-two) WHERE indicator = 'training.classes'; UPDATE unit SET code = 'moved' WHERE code = 'old-two';
-- figures.declared-once: members.total
INSERT INTO figure (id, unit_id, indicator, source, occurred_on, counted_on, value, reason, recorded_by, recorded_at) SELECT NEW(), unit_id, indicator, source, occurred_on, counted_on, value, '', 'x', 9 FROM figure WHERE indicator = 'members.total' AND source = 'declared';
-- figures.declared-while-open: old-two
UPDATE figure SET unit_id = U(old-two) WHERE indicator = 'members.total' AND source = 'declared' AND occurred_on > '2020-02-01';
-- figures.not-negative: members.total
UPDATE figure SET value = -1 WHERE indicator = 'members.total' AND source = 'declared';
-- figures.counted-by-today: members.total
UPDATE figure SET counted_on = '2027-03-31' WHERE indicator = 'members.total' AND source = 'declared';
-- figures.counted-near-its-day: training.classes
UPDATE figure SET occurred_on = '1999-01-01' WHERE indicator = 'training.classes';
-- figures.superseded-after-recorded: training.classes
UPDATE figure SET superseded_at = 1 WHERE indicator = 'training.classes';
-- figures.adjusted-with-a-reason: members.total
UPDATE figure SET source = 'adjusted', reason = '' WHERE indicator = 'members.total' AND source = 'declared';
-- figures.of-the-union: ldld-nghe-an
UPDATE unit SET kind = 'party' WHERE code = 'ldld-nghe-an';
-- figures.indicator-known: dream.count
UPDATE figure SET indicator = 'dream.count' WHERE indicator = 'training.classes';
-- figures.computed-not-stored: members.density
UPDATE figure SET indicator = 'members.density' WHERE indicator = 'training.classes';
-- figures.recorded-not-declared: training.classes
UPDATE figure SET source = 'declared', record_id = NULL WHERE indicator = 'training.classes';
-- figures.counted-not-declared: members.total
UPDATE figure SET unit_id = U(cdcs-mau), counted_on = '2026-11-30' WHERE indicator = 'members.total' AND source = 'declared';
-- figures.distinct-has-a-subject: -
UPDATE figure SET subject = NULL WHERE source = 'records';
-- figures.as-recorded: training
UPDATE figure SET value = value + 1 WHERE indicator = 'training.attendances' AND source = 'records';
-- figures.totals-add-up: dream.count
UPDATE figure SET indicator = 'dream.count' WHERE indicator = 'training.classes';
-- figures.as-logged: figure
UPDATE figure SET value = value + 1 WHERE indicator = 'members.total' AND source = 'declared';
-- audit.chain-without-gaps: ldld-nghe-an
DELETE FROM audit WHERE chain = 'ldld-nghe-an' AND seq = 2;
-- audit.head-is-the-last-hash: ldld-nghe-an
UPDATE chain SET head = 'x' WHERE name = 'ldld-nghe-an';
-- audit.entry-of-a-chain: nowhere
UPDATE audit SET chain = 'nowhere' WHERE chain = 'ldld-nghe-an';
-- audit.change-has-an-entry: ldld-nghe-an
INSERT INTO change (chain, seq, at, payload) VALUES ('ldld-nghe-an', 999999, 1, '{}');
-- audit.entry-by-now: ldld-nghe-an
UPDATE audit SET at = 4000000000000000 WHERE chain = 'ldld-nghe-an' AND seq = 2;
-- audit.entry-by-somebody: ldld-nghe-an 2
UPDATE audit SET who = '' WHERE chain = 'ldld-nghe-an' AND seq = 2;
-- audit.hashes-fit: ldld-nghe-an entry 2
UPDATE audit SET after_state = 'x' WHERE chain = 'ldld-nghe-an' AND seq = 2;
-- audit.import-undone-by: Đợt 1
UPDATE import_batch SET undone_at = 9;
-- audit.import-counted: Đợt 1
UPDATE import_batch SET created = -1;
-- audit.import-row-of-an-import: cdcs-mau
UPDATE membership SET batch_id = NEW() WHERE person_id = ONE;
-- audit.answers-not-kept-too-long: cdcs
UPDATE idempotency SET created_at = 5;
-- audit.uploads-not-kept-too-long: cdcs
UPDATE upload_draft SET expires_at = 5;
-- audit.file-not-empty: aaaa
UPDATE attachment SET content = '';
-- audit.pack-has-a-head: vietnam
DELETE FROM pack_file WHERE path = 'pack.toml';
