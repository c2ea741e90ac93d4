-- Each block breaks one rule: its head names the rule and what the place it tells must hold.

-- org.has-life: cdcs-mau
DELETE FROM unit_life WHERE unit_id = U(cdcs-mau);
-- org.lives-apart: cdcs-mau
INSERT INTO unit_life (id, unit_id, opened_on, closed_on, cause, recorded_at) VALUES (NEW(), U(cdcs-mau), '2012-01-01', '2013-01-01', '', 1);
-- org.life-in-order: old-one
UPDATE unit_life SET opened_on = '2021-01-01' WHERE unit_id = U(old-one);
-- org.closed-as-lived: cdcs-mau
UPDATE unit SET closed_on = '2025-01-01' WHERE code = 'cdcs-mau';
-- org.has-name: cdcs-mau
UPDATE unit_naming SET valid_from = '2020-01-01' WHERE unit_id = U(cdcs-mau);
-- org.one-name-a-day: cdcs-mau
INSERT INTO unit_naming (id, unit_id, name, form, valid_from, recorded_at) SELECT NEW(), unit_id, 'Tên khác', form, valid_from, 1 FROM unit_naming WHERE unit_id = U(cdcs-mau);
-- org.name-as-last-named: cdcs-mau
UPDATE unit SET name = 'Tên khác' WHERE code = 'cdcs-mau';
-- org.chain-is-a-unit: cdcs-mau
UPDATE unit SET chain = 'nowhere' WHERE code = 'cdcs-mau';
-- org.one-confederation: vgcl
UPDATE unit SET kind = 'confederation' WHERE code = 'ldld-nghe-an';
-- org.place-on-earth: dn-
UPDATE unit_profile SET latitude = 1, longitude = 2 WHERE unit_id = (SELECT p.unit_id FROM unit_profile p JOIN unit u ON u.id = p.unit_id WHERE u.code LIKE 'dn-%' ORDER BY u.code LIMIT 1);
-- org.decision-once: 7/QĐ
INSERT INTO unit_decision (id, unit_id, kind, number, decided_on, issuer, about, recorded_by, recorded_at) SELECT NEW(), unit_id, kind, number, decided_on, issuer, about, 'y', 2 FROM unit_decision;
-- org.decision-file: 7/QĐ
UPDATE unit_decision SET file_name = 'a.pdf', sha256 = 'gone';
-- org.employer-is-outside: cdcs-mau
INSERT INTO employer (unit_id, ownership, zone, recorded_at) VALUES (U(cdcs-mau), 'private', '', 1);
-- org.workforce-women: dn-
UPDATE workforce SET women = workers + 1 WHERE superseded_at IS NULL;
-- org.workforce-once-a-day: dn-
INSERT INTO workforce (id, employer_id, counted_on, workers, recorded_by, recorded_at) SELECT NEW(), employer_id, counted_on, workers, 'y', 2 FROM workforce WHERE superseded_at IS NULL;
-- org.workforce-counted: dn-
UPDATE workforce SET counted_on = '2030-01-01' WHERE superseded_at IS NULL;
-- org.service-in-order: dn-
UPDATE employer_service SET valid_until = '1990-01-01' WHERE superseded_at IS NULL;
-- org.service-once: dn-
INSERT INTO employer_service (id, employer_id, union_id, valid_from, valid_until, recorded_by, recorded_at) SELECT NEW(), employer_id, union_id, valid_from, valid_until, 'y', 2 FROM employer_service WHERE superseded_at IS NULL;
-- org.service-by-a-union: old-two
UPDATE employer_service SET union_id = U(old-two), valid_until = NULL;
-- org.founding-decided: cdcs-x
UPDATE founding_case SET decision = '' WHERE code = 'cdcs-x';
-- org.founding-undecided: cdcs-x
UPDATE founding_case SET state = 'open' WHERE code = 'cdcs-x';
-- org.founding-paper-file: cdcs-
UPDATE founding_paper SET sha256 = 'gone';
-- org.founding-step-done: cdcs-
UPDATE founding_step SET done_on = '2030-01-01';
-- org.one-managing-link: cdcs-mau
INSERT INTO unit_link (id, child_id, parent_id, line, valid_from, recorded_at) VALUES (NEW(), U(cdcs-mau), U(ldld-nghe-an), 'managing', '2015-01-01', 1);
-- org.link-once: cdcs-mau · ldld-nghe-an
INSERT INTO unit_link (id, child_id, parent_id, line, valid_from, recorded_at) VALUES (NEW(), U(cdcs-mau), U(ldld-nghe-an), 'coordinating', '2015-01-01', 1), (NEW(), U(cdcs-mau), U(ldld-nghe-an), 'coordinating', '2016-01-01', 1);
-- org.link-in-order: cdcs-mau · cd-kkt-dong-nam
UPDATE unit_link SET valid_until = valid_from WHERE child_id = U(cdcs-mau);
-- org.link-to-another: cdcs-mau
UPDATE unit_link SET parent_id = child_id WHERE child_id = U(cdcs-mau);
-- org.no-circle: ldld-nghe-an
UPDATE unit_link SET parent_id = U(cdcs-mau) WHERE child_id = U(ldld-nghe-an);
-- org.managed: cdcs-mau
UPDATE unit_link SET line = 'coordinating' WHERE child_id = U(cdcs-mau);
-- org.link-in-childs-life: old-two
UPDATE unit_link SET valid_until = NULL WHERE child_id = U(old-two);
-- org.link-in-parents-life: old-two · cdcs-mau
UPDATE unit_link SET parent_id = U(old-two) WHERE child_id = U(cdcs-mau);
-- org.coordinated-by-another: cdcs-mau · cd-kkt-dong-nam
INSERT INTO unit_link (id, child_id, parent_id, line, valid_from, recorded_at) VALUES (NEW(), U(cdcs-mau), U(cd-kkt-dong-nam), 'coordinating', '2015-01-01', 1);
-- org.succeeded-has-ended: ldld-nghe-an
INSERT INTO unit_succession (predecessor_id, successor_id, effective_on, recorded_at, heir) VALUES (U(ldld-nghe-an), U(cdcs-mau), '2020-01-01', 1, 1);
-- org.successor-is-open: old-one · old-two
UPDATE unit_succession SET successor_id = U(old-two);
-- org.one-heir: old-one
INSERT INTO unit_succession (predecessor_id, successor_id, effective_on, recorded_at, heir) VALUES (U(old-one), U(cd-kkt-dong-nam), '2020-01-01', 1, 1);
-- org.succession-ends: old-one
INSERT INTO unit_succession (predecessor_id, successor_id, effective_on, recorded_at, heir) VALUES (U(cdcs-mau), U(old-one), '2020-01-01', 1, 0);
-- org.reorganisation-did-something: 1/QĐ-SX
DELETE FROM reorganisation_effect;
-- org.reorganisation-undone-by: 1/QĐ-SX
UPDATE reorganisation SET undone_at = 20;
-- org.effect-names-the-other: old-one
UPDATE reorganisation_effect SET other_id = NULL;
-- org.undone-leaves-nothing: 1/QĐ-SX
UPDATE reorganisation SET undone_at = 20, undone_by = 'x'; UPDATE unit_succession SET act_id = (SELECT id FROM reorganisation);
-- org.kind-known: guild
UPDATE unit SET kind = 'guild' WHERE code = 'old-two';
-- org.form-known: grassroots guild
UPDATE unit SET form = 'guild' WHERE code = 'old-two';
-- org.founding-procedure-known: dream
UPDATE founding_case SET kind = 'dream' WHERE code = 'cdcs-x';
-- org.link-between-kinds: province grassroots
UPDATE unit_link SET parent_id = U(old-two) WHERE child_id = U(ldld-nghe-an) AND line = 'managing';
-- members.membership-in-order: cdcs-mau
UPDATE membership SET left_on = '1990-01-01', leaving = 'left_work' WHERE person_id = ONE;
-- members.leaving-has-a-cause: cdcs-mau
UPDATE membership SET left_on = '2026-11-03' WHERE person_id = ONE;
-- members.joined-while-open: old-two
UPDATE membership SET unit_id = U(old-two), joined_on = '2022-01-01' WHERE person_id = ONE;
-- members.ended-unit-lets-go: old-two
UPDATE membership SET unit_id = U(old-two) WHERE person_id = ONE;
-- members.old-enough-to-join: cdcs-mau
UPDATE person SET born_year = 2020, born_on = '2020-01-01' WHERE id = ONE;
-- members.joined-by-today: cdcs-mau
UPDATE membership SET joined_on = '2031-01-01' WHERE person_id = ONE;
-- members.born-by-today: -
UPDATE person SET born_on = '2031-01-01', born_year = 2031 WHERE id = ONE;
-- members.birth-year-of-birth-day: -
UPDATE person SET born_year = born_year - 1 WHERE id = ONE;
-- members.has-number: cdcs-mau
UPDATE person SET number = NULL WHERE id = ONE;
-- members.identity-once: -
UPDATE person SET identity_mark = 'same' WHERE id IN (ONE, TWO);
-- members.sealed-opens: -
DELETE FROM person_key WHERE person_id = ONE;
-- members.erased-is-empty: person
UPDATE person SET name = 'Còn tên' WHERE erased_at IS NOT NULL;
-- members.state-of-a-member: TWICE
UPDATE membership_state SET person_id = (SELECT id FROM person WHERE number = 'TWICE');
-- members.applied-by-today: cdcs-mau
UPDATE membership_application SET applied_on = '2030-01-01';
-- members.applied-before-joining: cdcs-mau
UPDATE membership_application SET applied_on = '2026-11-20';
-- members.consent-withdrawn-after: photo
UPDATE consent SET withdrawn_at = 3, withdrawn_by = 'x';
-- members.request-answered-by: cdcs-mau · access
UPDATE data_request SET state = 'answered';
-- members.request-in-time: cdcs-mau · access
UPDATE data_request SET answer_due = '2026-01-01';
-- members.incident-told: cdcs-mau
UPDATE data_incident SET notified_at = NULL, notified_by = NULL;
-- members.incident-noticed-first: cdcs-mau
UPDATE data_incident SET notified_at = 3;
-- members.one-place-a-day: cdcs-mau
INSERT INTO membership (id, person_id, unit_id, joined_on, joining, decision, recorded_by, recorded_at) VALUES (NEW(), ONE, U(cdcs-mau), '2026-11-05', 'admitted', '', 'x', 1);
-- members.roll-counts-them: cdcs-mau
DELETE FROM roll WHERE unit_id = U(cdcs-mau);
-- members.one-roll: cdcs-mau
INSERT INTO roll (id, unit_id, counts_from, recorded_at) VALUES (NEW(), U(cdcs-mau), '2026-11-10', 1);
-- members.transfer-to-another: cdcs-mau
UPDATE member_transfer SET from_id = to_id WHERE state = 'done';
-- members.transfer-answered: cdcs-mau
UPDATE member_transfer SET answered_at = 9 WHERE state = 'open';
-- members.transfer-has-a-day: old-one
UPDATE member_transfer SET effective_on = NULL WHERE state = 'done';
-- members.transfer-arrived: ldld-nghe-an
UPDATE member_transfer SET to_id = U(ldld-nghe-an) WHERE state = 'done';
-- members.merged-file-is-still: TWICE
UPDATE membership SET person_id = (SELECT id FROM person WHERE number = 'TWICE') WHERE person_id = THREE;
-- members.merge-on-record: TWICE
DELETE FROM person_merge;
-- members.merged-into-a-file-kept: TWICE
UPDATE person SET merged_into = (SELECT id FROM person WHERE number = 'TWICE') WHERE id = ONE;
-- members.merge-undone-by: merge
UPDATE person_merge SET undone_at = 9;
-- members.said-to-be-two: -
UPDATE person SET merged_into = THREE WHERE id = TWO;
-- members.undone-import-leaves-nothing: Đợt 1
UPDATE import_batch SET undone_at = 9, undone_by = 'x'; UPDATE membership SET batch_id = (SELECT id FROM import_batch) WHERE person_id = ONE;
-- members.export-alert-seen-by: cdcs-mau
UPDATE data_alert SET seen_at = 9;
-- members.export-counted: cdcs-mau
UPDATE data_export SET reason = '';
-- members.joining-known: dropped_in
UPDATE membership SET joining = 'dropped_in' WHERE person_id = ONE;
-- members.leaving-known: flew_away
UPDATE membership SET leaving = 'flew_away', left_on = '2026-11-20' WHERE person_id = ONE;
-- members.state-known: asleep
UPDATE membership_state SET state = 'asleep';
-- members.sex-known: none
UPDATE person SET sex = 'none' WHERE id = ONE;
-- members.request-kind-known: please
UPDATE data_request SET kind = 'please';
-- cards.holder-is-a-member: cdcs-mau
UPDATE card SET person_id = (SELECT id FROM person WHERE number = 'TWICE');
-- cards.issued-or-refused: S-1
INSERT INTO card_event (card_id, event, reason, recorded_by, recorded_at) SELECT card_id, 'refused', '', 'x', 9 FROM card_issue;
-- cards.handed-once-issued: cdcs-mau · handed
DELETE FROM card_issue;
-- cards.expire-after-issue: S-1
UPDATE card_issue SET expires_on = issued_on;
-- cards.key-is-published: k1
DELETE FROM card_key;
-- cards.issued-by-today: S-1
UPDATE card_issue SET issued_on = '2027-01-01';
-- cards.erased-holder-unnamed: S-1
UPDATE person SET erased_at = 9 WHERE id = ONE;
-- cards.campaign-in-order: Đổi thẻ
UPDATE card_campaign SET until_day = '2023-01-01';
-- cards.not-asked-twice: cdcs-mau
INSERT INTO card (id, person_id, unit_id, home_id, kind, cause, batch_id, requested_by, requested_at) VALUES (NEW(), TWO, U(cdcs-mau), U(cdcs-mau), 'ordinary', 'lost', NEW(), 'x', 9);
-- access.mandate-in-order: chair
UPDATE mandate SET valid_until = '1990-01-01' WHERE role = 'chair';
-- access.mandate-once: administrator
INSERT INTO mandate (id, person_id, unit_id, role, decision, valid_from) SELECT NEW(), person_id, unit_id, role, 'nữa', valid_from FROM mandate WHERE role = 'administrator';
-- access.mandate-of-a-present-file: cdcs-mau · chair
UPDATE mandate SET person_id = (SELECT id FROM person WHERE number = 'TWICE') WHERE post_id IS NOT NULL;
-- access.mandate-in-an-open-unit: old-two · chair
UPDATE mandate SET unit_id = U(old-two) WHERE post_id IS NOT NULL AND role = 'chair';
-- access.mandate-follows-its-post: cdcs-mau · chair
UPDATE post SET valid_until = '2026-01-01' WHERE title = 'vice_chair' AND valid_until IS NULL;
-- access.delegated-to-another: cdcs-mau · chair
UPDATE mandate SET person_id = ONE WHERE delegated_by IS NOT NULL;
-- access.post-in-order: cdcs-mau · vice_chair
UPDATE post SET valid_until = '1990-01-01' WHERE title = 'vice_chair';
-- access.post-once: cdcs-mau · vice_chair
INSERT INTO post (id, person_id, unit_id, body_id, title, decision, full_time, acting, valid_from, recorded_by, recorded_at) SELECT NEW(), person_id, unit_id, body_id, title, 'nữa', 0, 0, valid_from, 'x', 2 FROM post WHERE title = 'vice_chair' AND valid_until IS NULL;
-- access.one-chair: cdcs-mau
INSERT INTO post (id, person_id, unit_id, title, decision, full_time, acting, valid_from, recorded_by, recorded_at) VALUES (NEW(), TWO, U(cdcs-mau), 'chair', '', 0, 0, '2020-01-01', 'x', 1), (NEW(), THREE, U(cdcs-mau), 'chair', '', 0, 0, '2021-01-01', 'x', 1);
-- access.post-of-its-body: cdcs-mau · vice_chair
UPDATE post SET valid_from = '2000-01-01' WHERE title = 'vice_chair';
-- access.post-holder-present: cdcs-mau · vice_chair
UPDATE post SET person_id = (SELECT id FROM person WHERE number = 'TWICE') WHERE title = 'vice_chair';
-- access.body-in-order: executive_committee
UPDATE body SET valid_until = '1990-01-01';
-- access.body-once: cdcs-mau · executive_committee
UPDATE body SET valid_until = NULL;
-- access.account-of-a-present-file: cdcs
UPDATE person SET erased_at = 9 WHERE id = (SELECT person_id FROM account WHERE login = 'cdcs');
-- access.session-of-an-account-in-use: cdcs
UPDATE account SET disabled_at = 9 WHERE login = 'cdcs'; UPDATE session SET expires_at = 1895000000000000;
-- access.session-in-order: cdcs
UPDATE session SET expires_at = created_at;
-- access.token-of-an-account-in-use: cdcs
UPDATE account SET disabled_at = 9 WHERE login = 'cdcs';
-- access.calendar-of-an-account-in-use: cdcs
UPDATE account SET disabled_at = 9 WHERE login = 'cdcs';
-- access.seeing-as-another: quantri
UPDATE view_as SET seen_account_id = account_id;
-- access.somebody-administers: vgcl
DELETE FROM mandate WHERE role = 'administrator';
-- access.role-known: jester
UPDATE mandate SET role = 'jester' WHERE delegated_by IS NOT NULL;
-- access.post-known: jester
UPDATE post SET title = 'jester' WHERE title = 'vice_chair';
-- access.body-known: choir
UPDATE body SET kind = 'choir' WHERE valid_until IS NULL;
