//! Reads a file of `checks/`: checks of figures.
//!
//! Not here: whether the indicators they name exist (`Cross::figure_checks` below asks once all files are read).

use congdoan_model::audit::integrity::Weight;

use super::{
    cross::Cross,
    measures::indicator_id,
    registers::kinds,
    table::{Table, is_indicator_id},
};
use crate::{CheckRule, FigureCheck, Pack, Severity, remark::reason};

/// The kinds of checks, as files name them.
#[derive(Clone, Copy)]
enum Kind {
    PartOf,
    PartsWithin,
    SumOf,
    Stock,
    Difference,
    Ratio,
    Bounds,
    GoesWith,
    Jump,
    Outlier,
    UnitMix,
    Children,
}

const KINDS: [(&str, Kind); 12] = [
    ("part_of", Kind::PartOf),
    ("parts_within", Kind::PartsWithin),
    ("sum_of", Kind::SumOf),
    ("stock", Kind::Stock),
    ("difference", Kind::Difference),
    ("ratio", Kind::Ratio),
    ("bounds", Kind::Bounds),
    ("goes_with", Kind::GoesWith),
    ("jump", Kind::Jump),
    ("outlier", Kind::Outlier),
    ("unit_mix", Kind::UnitMix),
    ("children", Kind::Children),
];

pub(super) fn read(root: &Table<'_>, pack: &mut Pack) {
    let shared = root.shared_source();
    for table in root.tables("check") {
        let check = read_check(&table, &shared);
        table.close();
        pack.checks.extend(check);
    }
    if !root.has("check") {
        root.missing("[[check]]");
    }
}

fn read_check(table: &Table<'_>, shared: &str) -> Option<FigureCheck> {
    let id = indicator_id(table, "id");
    let kind = table.required_word("kind", &KINDS);
    let name = table.required_local("name");
    let weight = table.word("weight", &[("error", Weight::Error), ("warning", Weight::Warning)]);
    let levels = table.words("levels", &kinds());
    let source = table.source(shared);
    let rule = kind.and_then(|kind| read_rule(table, kind));
    Some(FigureCheck {
        place: table.place_of_key("id"),
        id: id?,
        name,
        rule: rule?,
        weight: weight.unwrap_or(Weight::Warning),
        levels,
        source,
    })
}

fn read_rule(table: &Table<'_>, kind: Kind) -> Option<CheckRule> {
    let one = |key: &'static str| indicator_id(table, key);
    match kind {
        Kind::PartOf => {
            let (part, whole) = (one("part"), one("whole"));
            Some(CheckRule::PartOf { part: part?, whole: whole? })
        }
        Kind::PartsWithin => {
            let (parts, whole) = (ids(table, "parts", 2), one("whole"));
            Some(CheckRule::PartsWithin { parts: parts?, whole: whole? })
        }
        Kind::SumOf => {
            let (parts, whole, tolerance) = (ids(table, "parts", 2), one("whole"), amount(table, "tolerance", 0, 0));
            Some(CheckRule::SumOf { parts: parts?, whole: whole?, tolerance: tolerance? })
        }
        Kind::Stock => {
            let (of, plus, minus) = (one("of"), ids(table, "plus", 1), ids(table, "minus", 1));
            let tolerance = amount(table, "tolerance", 0, 0);
            Some(CheckRule::Stock { of: of?, plus: plus?, minus: minus?, tolerance: tolerance? })
        }
        Kind::Difference => {
            let (of, change) = (one("of"), one("change"));
            Some(CheckRule::Difference { of: of?, change: change? })
        }
        Kind::Ratio => {
            let (stated, numerator, denominator) = (one("stated"), one("numerator"), one("denominator"));
            let tolerance = amount(table, "tolerance", 1, 0)?;
            Some(CheckRule::Ratio { stated: stated?, numerator: numerator?, denominator: denominator?, tolerance })
        }
        Kind::GoesWith => {
            let (what, needs) = (one("what"), one("needs"));
            Some(CheckRule::GoesWith { what: what?, needs: needs? })
        }
        Kind::Bounds => read_bounds(table),
        Kind::Jump | Kind::Outlier | Kind::UnitMix | Kind::Children => read_comparison(table, kind),
    }
}

fn read_bounds(table: &Table<'_>) -> Option<CheckRule> {
    let of = ids(table, "of", 1);
    let (least, most) = (table.number("least"), table.number("most"));
    if !table.has("least") && !table.has("most") {
        table.missing("least");
        return None;
    }
    if least.zip(most).is_some_and(|(least, most)| least > most) {
        table.error_at_key("most", reason("\"most\" nhỏ hơn \"least\"", "\"most\" is less than \"least\""));
        return None;
    }
    Some(CheckRule::Bounds { of: of?, least, most })
}

/// Checks that hold figures against others of their kind.
fn read_comparison(table: &Table<'_>, kind: Kind) -> Option<CheckRule> {
    let of = ids(table, "of", 1);
    let per = || if table.has("per") { indicator_id(table, "per").map(Some) } else { Some(None) };
    match kind {
        Kind::Jump => {
            let (times, floor) = (amount(table, "times", 5, 2), amount(table, "floor", 1, 1));
            Some(CheckRule::Jump { of: of?, times: times?, floor: floor? })
        }
        Kind::Outlier => {
            let (per, score, fewest) = (per(), amount(table, "score", 35, 10), amount(table, "fewest", 6, 3));
            Some(CheckRule::Outlier { of: of?, per: per?, score: score?, fewest: fewest? })
        }
        Kind::UnitMix => {
            let (per, fewest) = (per(), amount(table, "fewest", 5, 3));
            Some(CheckRule::UnitMix { of: of?, per: per?, fewest: fewest? })
        }
        _ => {
            let floor = amount(table, "floor", 1, 1);
            Some(CheckRule::Children { of: of?, floor: floor? })
        }
    }
}

/// A whole number that is not below a least one; `otherwise` where the key is absent.
fn amount(table: &Table<'_>, key: &'static str, otherwise: i64, least: i64) -> Option<i64> {
    if !table.has(key) {
        return Some(otherwise);
    }
    let number = table.number(key)?;
    if number < least {
        let vi = format!("\"{key}\" phải từ {least} trở lên");
        table.error_at_key(key, reason(vi, format!("\"{key}\" must be {least} or more")));
        return None;
    }
    Some(number)
}

/// Ids of indicators, at least so many.
fn ids(table: &Table<'_>, key: &'static str, fewest: usize) -> Option<Vec<String>> {
    let found = table.texts(key);
    if !table.has(key) {
        table.missing(key);
        return None;
    }
    for (id, span) in found.iter().filter(|(id, _)| !is_indicator_id(id)) {
        let vi = format!("\"{id}\" không phải mã chỉ tiêu: viết như training.classes");
        let en = format!("\"{id}\" is no indicator id: write it like training.classes");
        table.error(table.place_of(span), reason(vi, en));
    }
    if found.len() < fewest {
        let vi = format!("\"{key}\" cần ít nhất {fewest} chỉ tiêu");
        table.error_at_key(key, reason(vi, format!("\"{key}\" needs {fewest} indicators or more")));
        return None;
    }
    Some(found.into_iter().map(|(id, _)| id).collect())
}

impl Cross<'_> {
    /// What checks must say whatever other files hold.
    pub(super) fn check_heads(&self, pack: &Pack, severity: Severity) {
        let named: Vec<_> = pack.checks.iter().map(|one| (one.id.as_str(), &one.place)).collect();
        self.unique(("phép kiểm tra", "check"), &named);
        self.must_name_sources(pack.checks.iter().map(|one| (&one.source, &one.place)), severity);
    }

    /// Indicators that checks name; only asked when every file was readable.
    pub(super) fn figure_checks(&self, pack: &Pack) {
        let known = pack.indicators.iter().chain(&self.base.indicators);
        let known: Vec<&str> = known.map(|indicator| indicator.id.as_str()).collect();
        for check in &pack.checks {
            for id in check.indicators() {
                self.must_be(("chỉ tiêu", "indicator"), id, &known, &check.place);
            }
        }
    }
}
