//! What codes are called on screen: unit kinds, record states, comparators, sources, links between directives.
//!
//! Codes are those of the interface; nobody should have to read one. A code not listed shows as it is, so
//! that a pack of another country stays readable.

use crate::words::Words;

/// The name of a kind of unit.
pub fn unit_kind(words: &Words, kind: &str) -> String {
    match kind {
        "confederation" => words.t("kind-confederation"),
        "province" => words.t("kind-province"),
        "industry" => words.t("kind-industry"),
        "corporation" => words.t("kind-corporation"),
        "upper" => words.t("kind-upper"),
        "grassroots" => words.t("kind-grassroots"),
        "section" => words.t("kind-section"),
        "group" => words.t("kind-group"),
        "party" => words.t("kind-party"),
        "outside" => words.t("kind-outside"),
        other => other.to_owned(),
    }
}

/// The name of a kind of programme.
pub fn programme_kind(words: &Words, kind: &str) -> String {
    match kind {
        "action" => words.t("programme-kind-action"),
        "plan" => words.t("programme-kind-plan"),
        "scheme" => words.t("programme-kind-scheme"),
        "theme" => words.t("programme-kind-theme"),
        "highlight" => words.t("programme-kind-highlight"),
        other => other.to_owned(),
    }
}

/// What happened to a programme, for its history.
pub fn programme_action(words: &Words, action: &str) -> String {
    match action {
        "programme.add" => words.t("programme-story-add"),
        "programme.change" => words.t("programme-story-change"),
        "programme.beside" => words.t("programme-story-beside"),
        "programme.answer" => words.t("programme-story-answer"),
        "programme.review" => words.t("programme-story-review"),
        "programme.end" => words.t("programme-story-end"),
        "programme.reopen" => words.t("programme-story-reopen"),
        other => other.to_owned(),
    }
}

/// How a unit stands to a clause.
pub fn cell_state(words: &Words, state: &str) -> String {
    match state {
        "adopted" => words.t("answer-adopted"),
        "added" => words.t("answer-added"),
        "not_applicable" => words.t("answer-not-applicable"),
        "unanswered" => words.t("answer-none"),
        "elsewhere" => words.t("coverage-elsewhere"),
        "no_programme" => words.t("coverage-no-programme"),
        other => other.to_owned(),
    }
}

/// The name of the state of a record.
pub fn record_state(words: &Words, state: &str) -> String {
    match state {
        "draft" => words.t("state-draft"),
        "recorded" => words.t("state-recorded"),
        "confirmed" => words.t("state-confirmed"),
        "withdrawn" => words.t("state-withdrawn"),
        other => other.to_owned(),
    }
}

/// The name of the state of a request about personal data.
pub fn data_state(words: &Words, state: &str) -> String {
    match state {
        "received" => words.t("data-state-received"),
        "acknowledged" => words.t("data-state-acknowledged"),
        "answered" => words.t("data-state-answered"),
        "refused" => words.t("data-state-refused"),
        other => other.to_owned(),
    }
}

/// The name of a kind of request about personal data.
pub fn data_request(words: &Words, kind: &str) -> String {
    match kind {
        "access" => words.t("data-request-access"),
        "correct" => words.t("data-request-correct"),
        "restrict" => words.t("data-request-restrict"),
        "withdraw" => words.t("data-request-withdraw"),
        "delete" => words.t("data-request-delete"),
        "object" => words.t("data-request-object"),
        "complain" => words.t("data-request-complain"),
        other => other.to_owned(),
    }
}

/// The name of what an import brings in.
pub fn import_kind(words: &Words, kind: &str) -> String {
    match kind {
        "members" => words.t("import-members"),
        "units" => words.t("import-units"),
        "accounts" => words.t("import-accounts"),
        "records" => words.t("import-records"),
        "figures" => words.t("import-figures"),
        "employers" => words.t("import-employers"),
        "forms" => words.t("import-forms"),
        "reports" => words.t("import-reports"),
        other => other.to_owned(),
    }
}

/// What happened to a record, for its history.
pub fn action(words: &Words, action: &str) -> String {
    match action {
        "record" | "recorded" | "create" => words.t("action-recorded"),
        "change" | "changed" | "update" => words.t("action-changed"),
        "confirm" | "confirmed" => words.t("action-confirmed"),
        "behalf" => words.t("action-behalf"),
        "withdraw" | "withdrawn" => words.t("action-withdrawn"),
        "restore" | "restored" => words.t("action-restored"),
        "paid" => words.t("action-paid"),
        "recount" => words.t("action-recounted"),
        "attach" => words.t("action-attached"),
        "detach" => words.t("action-detached"),
        other => other.to_owned(),
    }
}

/// A comparator in words, to stand before its value: "ít nhất", "không quá".
pub fn comparator(words: &Words, comparator: &str) -> String {
    match comparator {
        ">=" => words.t("comparator-at-least"),
        ">" => words.t("comparator-more-than"),
        "=" => words.t("comparator-equal"),
        "<=" => words.t("comparator-at-most"),
        "<" => words.t("comparator-less-than"),
        "range" => words.t("comparator-range"),
        "all" => words.t("comparator-all"),
        other => other.to_owned(),
    }
}

/// The line through which a unit below is led.
pub fn line(words: &Words, line: &str) -> String {
    match line {
        "managing" => words.t("line-managing"),
        "coordinating" => words.t("line-coordinating"),
        other => other.to_owned(),
    }
}

/// Where a figure comes from.
pub fn source(words: &Words, source: &str) -> String {
    match source {
        "records" => words.t("source-records"),
        "members" => words.t("source-members"),
        "declared" => words.t("source-declared"),
        "adjusted" => words.t("source-adjusted"),
        "overlap" => words.t("source-overlap"),
        "units" => words.t("source-units"),
        "child" => words.t("source-child"),
        other => other.to_owned(),
    }
}

/// What a reorganisation does to a unit.
pub fn effect(words: &Words, effect: &str) -> String {
    match effect {
        "founded" => words.t("effect-founded"),
        "ended" => words.t("effect-ended"),
        "merged" => words.t("effect-merged"),
        "split" => words.t("effect-split"),
        "moved" => words.t("effect-moved"),
        "renamed" => words.t("effect-renamed"),
        other => other.to_owned(),
    }
}

/// What later stands on a reorganisation.
pub fn dependent(words: &Words, what: &str) -> String {
    match what {
        "life" => words.t("dependent-life"),
        "name" => words.t("dependent-name"),
        "link" => words.t("dependent-link"),
        "membership" => words.t("dependent-membership"),
        "record" => words.t("dependent-record"),
        "figure" => words.t("dependent-figure"),
        "mandate" => words.t("dependent-mandate"),
        "programme" => words.t("dependent-programme"),
        "directive" => words.t("dependent-directive"),
        other => other.to_owned(),
    }
}

/// The legal status of a unit; empty where nothing was said.
pub fn unit_status(words: &Words, status: &str) -> String {
    match status {
        "recognised" => words.t("status-recognised"),
        "provisional" => words.t("status-provisional"),
        "suspended" => words.t("status-suspended"),
        other => other.to_owned(),
    }
}

/// What a decision behind a unit decides.
pub fn decision(words: &Words, kind: &str) -> String {
    match kind {
        "founding" => words.t("decision-founding"),
        "recognition" => words.t("decision-recognition"),
        "reorganisation" => words.t("decision-reorganisation"),
        "ending" => words.t("decision-ending"),
        "naming" => words.t("decision-naming"),
        "other" => words.t("decision-other"),
        other => other.to_owned(),
    }
}

/// What an employer belongs to.
pub fn ownership(words: &Words, ownership: &str) -> String {
    match ownership {
        "private" => words.t("ownership-private"),
        "foreign" => words.t("ownership-foreign"),
        "state" => words.t("ownership-state"),
        "cooperative" => words.t("ownership-cooperative"),
        "public" => words.t("ownership-public"),
        "household" => words.t("ownership-household"),
        other => other.to_owned(),
    }
}

/// The state of a founding or recognition.
pub fn founding_state(words: &Words, state: &str) -> String {
    match state {
        "open" => words.t("founding-state-open"),
        "decided" => words.t("founding-state-decided"),
        "withdrawn" => words.t("founding-state-withdrawn"),
        "undone" => words.t("founding-state-undone"),
        other => other.to_owned(),
    }
}

/// How one directive answers another, read from the later one.
pub fn directive_link(words: &Words, link: &str) -> String {
    match link {
        "based_on" => words.t("link-based-on"),
        "carries_out" => words.t("link-carries-out"),
        "replaces" => words.t("link-replaces"),
        "amends" => words.t("link-amends"),
        "cites" => words.t("link-cites"),
        other => other.to_owned(),
    }
}

/// What a finding is.
pub fn finding_kind(words: &Words, kind: &str) -> String {
    match kind {
        "citation" => words.t("citations"),
        "target" => words.t("targets"),
        "figure" => words.t("figures-found"),
        "task" => words.t("findings-tasks"),
        "organisation" => words.t("findings-organisations"),
        "period" => words.t("findings-periods"),
        "remark" => words.t("remarks"),
        other => other.to_owned(),
    }
}

/// The grammar a symbol follows.
pub fn symbol_family(words: &Words, family: &str) -> String {
    match family {
        "normative" => words.t("family-normative"),
        "administrative" => words.t("family-administrative"),
        "party" => words.t("family-party"),
        "union" => words.t("family-union"),
        other => other.to_owned(),
    }
}

/// What was decided about a finding.
pub fn finding_decision(words: &Words, decision: &str) -> String {
    match decision {
        "open" => words.t("finding-open"),
        "accepted" => words.t("finding-accepted"),
        "corrected" => words.t("finding-corrected"),
        "refused" => words.t("finding-refused"),
        other => other.to_owned(),
    }
}

/// On which side of a book a paper stands.
pub fn book_direction(words: &Words, direction: &str) -> String {
    match direction {
        "in" => words.t("book-in"),
        "out" => words.t("book-out"),
        "own" => words.t("book-own"),
        other => other.to_owned(),
    }
}

/// How closely a field of a member is guarded.
pub fn personal_class(words: &Words, class: &str) -> String {
    match class {
        "open" => words.t("class-open"),
        "basic" => words.t("class-basic"),
        "sensitive" => words.t("class-sensitive"),
        other => other.to_owned(),
    }
}

/// How a transfer of a member stands.
pub fn transfer_state(words: &Words, state: &str) -> String {
    match state {
        "open" => words.t("transfer-open"),
        "done" => words.t("transfer-done"),
        "refused" => words.t("transfer-refused"),
        "cancelled" => words.t("transfer-cancelled"),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_names_and_unknown_codes_stay_readable() {
        let words = Words::default();
        assert_eq!(unit_kind(&words, "grassroots"), "Công đoàn cơ sở");
        assert_eq!(comparator(&words, ">="), "ít nhất");
        assert_eq!(comparator(&words, "<="), "không quá");
        assert_eq!(unit_kind(&words, "guild"), "guild");
    }
}
