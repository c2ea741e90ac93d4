//! Words in use that a pack or the program must know: roles, registers, forms of units, causes of leaving.
//!
//! Not here: which words are known (`service::audit::integrity`).

/// A list of words in use: its rule and the text that selects each word once, with a place that uses it.
#[derive(Clone, Copy, Debug)]
pub struct UsedWord {
    /// Id of the rule, such as `access.role-known`.
    pub id: &'static str,
    pub(super) sql: &'static str,
}

macro_rules! used {
    ($($id:literal, $sql:literal;)+) => {
        &[$(UsedWord { id: $id, sql: $sql }),+]
    };
}

/// Every list of words.
pub const USED: &[UsedWord] = used! {
    "org.kind-known", "SELECT u.kind AS word, MIN(u.code) AS place, COUNT(*) AS found FROM unit u GROUP BY u.kind";
    "org.form-known", "SELECT u.kind || ' ' || u.form AS word, MIN(u.code) AS place, COUNT(*) AS found FROM unit u
        WHERE u.form <> '' AND u.annulled_at IS NULL GROUP BY u.kind, u.form";
    "org.founding-procedure-known", "SELECT f.kind AS word, MIN(f.code || ' ' || f.name) AS place, COUNT(*) AS found
        FROM founding_case f GROUP BY f.kind";
    "org.link-between-kinds", "SELECT c.kind || ' ' || p.kind AS word, MIN(c.code || ' · ' || p.code) AS place,
        COUNT(*) AS found FROM unit_link l JOIN unit c ON c.id = l.child_id JOIN unit p ON p.id = l.parent_id
        WHERE l.superseded_at IS NULL AND l.line = 'managing' GROUP BY c.kind, p.kind";
    "members.joining-known", "SELECT m.joining AS word, MIN(u.code) AS place, COUNT(*) AS found FROM membership m
        JOIN unit u ON u.id = m.unit_id WHERE m.superseded_at IS NULL GROUP BY m.joining";
    "members.leaving-known", "SELECT m.leaving AS word, MIN(u.code) AS place, COUNT(*) AS found FROM membership m
        JOIN unit u ON u.id = m.unit_id WHERE m.superseded_at IS NULL AND m.leaving IS NOT NULL GROUP BY m.leaving";
    "members.state-known", "SELECT s.state AS word, MIN(COALESCE(p.number, '')) AS place, COUNT(*) AS found
        FROM membership_state s JOIN person p ON p.id = s.person_id WHERE s.superseded_at IS NULL GROUP BY s.state";
    "members.sex-known", "SELECT p.sex AS word, MIN(COALESCE(p.number, '')) AS place, COUNT(*) AS found FROM person p
        WHERE p.sex IS NOT NULL GROUP BY p.sex";
    "members.request-kind-known", "SELECT r.kind AS word, MIN(u.code) AS place, COUNT(*) AS found FROM data_request r
        JOIN unit u ON u.id = r.unit_id GROUP BY r.kind";
    "access.role-known", "SELECT m.role AS word, MIN(u.code) AS place, COUNT(*) AS found FROM mandate m
        JOIN unit u ON u.id = m.unit_id GROUP BY m.role";
    "access.post-known", "SELECT o.title AS word, MIN(u.code) AS place, COUNT(*) AS found FROM post o
        JOIN unit u ON u.id = o.unit_id WHERE o.superseded_at IS NULL GROUP BY o.title";
    "access.body-known", "SELECT b.kind AS word, MIN(u.code) AS place, COUNT(*) AS found FROM body b
        JOIN unit u ON u.id = b.unit_id WHERE b.superseded_at IS NULL GROUP BY b.kind";
    "programmes.target-indicator-known", "SELECT t.indicator AS word, MIN(u.code) AS place, COUNT(*) AS found FROM target t
        JOIN programme p ON p.id = t.programme_id JOIN unit u ON u.id = p.unit_id GROUP BY t.indicator";
    "programmes.target-comparator-known", "SELECT t.comparator AS word, MIN(u.code) AS place, COUNT(*) AS found
        FROM target t JOIN programme p ON p.id = t.programme_id JOIN unit u ON u.id = p.unit_id GROUP BY t.comparator";
    "directives.finding-indicator-known", "SELECT f.indicator AS word, MIN(d.symbol) AS place, COUNT(*) AS found
        FROM directive_finding f JOIN directive d ON d.id = f.directive_id
        WHERE f.indicator IS NOT NULL AND f.decision IN ('accepted', 'corrected') GROUP BY f.indicator";
    "registers.register-known", "SELECT r.register AS word, MIN(u.code) AS place, COUNT(*) AS found FROM record r
        JOIN unit u ON u.id = r.unit_id GROUP BY r.register";
    "registers.recorded-by-its-level", "SELECT r.register || ' ' || u.kind AS word, MIN(u.code) AS place, COUNT(*) AS found
        FROM record r JOIN unit u ON u.id = r.unit_id WHERE r.annulled_at IS NULL AND r.state <> 'withdrawn'
        GROUP BY r.register, u.kind";
    "figures.indicator-known", "SELECT f.indicator AS word, MIN(u.code) AS place, COUNT(*) AS found FROM figure f
        JOIN unit u ON u.id = f.unit_id WHERE f.superseded_at IS NULL GROUP BY f.indicator";
    "figures.computed-not-stored", "SELECT f.indicator AS word, MIN(u.code) AS place, COUNT(*) AS found FROM figure f
        JOIN unit u ON u.id = f.unit_id WHERE f.superseded_at IS NULL GROUP BY f.indicator";
    "figures.recorded-not-declared", "SELECT f.indicator AS word, MIN(u.code) AS place, COUNT(*) AS found FROM figure f
        JOIN unit u ON u.id = f.unit_id WHERE f.superseded_at IS NULL AND f.source = 'declared' GROUP BY f.indicator";
    "figures.counted-not-declared", "SELECT f.indicator AS word, MIN(u.code) AS place, COUNT(*) AS found FROM figure f
        JOIN unit u ON u.id = f.unit_id JOIN roll r ON r.unit_id = f.unit_id AND r.superseded_at IS NULL
        WHERE f.superseded_at IS NULL AND f.source = 'declared' AND f.counted_on >= r.counts_from GROUP BY f.indicator";
    "figures.distinct-has-a-subject", "SELECT f.indicator AS word, MIN(u.code) AS place, COUNT(*) AS found FROM figure f
        JOIN unit u ON u.id = f.unit_id WHERE f.superseded_at IS NULL AND f.source = 'records' AND f.subject IS NULL
        AND f.value <> 0 GROUP BY f.indicator";
};
