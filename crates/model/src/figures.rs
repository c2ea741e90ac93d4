//! Figures: what an indicator is, what a base row is, and what an answer says (contract, "Meaning of a figure").
//!
//! Not here: adding up (`rollup`), where base rows are kept (`store`).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize, Serializer};

use crate::{
    FigureId, LocalText, Period, RecordId, UnitId, members::MemberCount, names::fold, org::Line, org::UnitKind,
};

/// How the values of one recording unit inside one period are made from its base rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Combine {
    /// One for every record.
    Count,
    /// The values added.
    Sum,
    /// Every subject once, however many base rows name it.
    Distinct,
    /// The latest value alone.
    Last,
}

/// How months make a longer period at the recording unit, before the tree adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OverTime {
    /// A flow: months add; counted on the tree of each day.
    #[default]
    Sum,
    /// A stock: the last reported month, of units open at the period's end, on the tree of that day.
    Last,
    /// The largest month, on the tree of the period's last day.
    Max,
    /// What stands on the period's last day, or today while it runs: each record from its first row on until its second one
    /// takes it back; of units open on the last day, on the tree of that day. A number said without a record for a month of
    /// the period goes before records until these hold something newer.
    Standing,
}

/// How units add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OverTree {
    /// Units add.
    #[default]
    Sum,
    /// Subjects are told apart over the whole subtree.
    Distinct,
    /// A total would mean nothing; only the unit's own value is shown.
    None,
}

/// Which units a count made from the tree is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountedUnits {
    /// Open grassroots units reached by a coordinating and by no managing link.
    Coordinated,
    /// Open grassroots units below, each once.
    Grassroots,
    /// Open upper-level units below, each once.
    Upper,
}

/// What of a unit's life is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitEvent {
    /// A stock: it exists on the period's last day.
    #[default]
    Standing,
    /// A flow: it was opened in the period, counted up the tree of its first day.
    Founded,
    /// A flow: it was closed in the period, whether dissolved or merged, counted up the tree of its last day.
    Ended,
}

/// A count made from the tree itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UnitCount {
    /// Which units.
    pub of: CountedUnits,
    /// What of their lives; units that are only coordinated are counted as they stand.
    pub event: UnitEvent,
    /// Forms of units as a pack names them; empty takes every form.
    pub forms: Vec<String>,
}

impl UnitCount {
    /// All units of a kind, as they stand.
    #[must_use]
    pub const fn standing(of: CountedUnits) -> Self {
        Self { of, event: UnitEvent::Standing, forms: Vec::new() }
    }

    /// Whether it counts units that are led by a coordinating line alone.
    #[must_use]
    pub const fn is_coordinated(&self) -> bool {
        matches!(self.of, CountedUnits::Coordinated)
    }
}

/// Where the value of an indicator comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Formula {
    /// Added up from base rows.
    Rows(Combine),
    /// Numerator over denominator, times 100 when the unit of measure is `%`.
    Ratio {
        /// Indicator above the line.
        numerator: String,
        /// Indicator below the line.
        denominator: String,
    },
    /// (This period − the same period a year before) over the period a year before, in %.
    Growth {
        /// The indicator that grows.
        of: String,
    },
    /// Counted from the tree.
    Units(UnitCount),
}

/// How often a unit is expected to report an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rhythm {
    /// Every month it was open in the period.
    Month,
    /// At least once in the period.
    #[default]
    Once,
}

/// An indicator (chỉ tiêu thống kê) as a pack defines it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// Stable id such as `training.classes`.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// Unit of measure: `đồng`, `người`, `lượt người`, `%`, `lớp`, …
    pub unit_of_measure: String,
    /// Where its value comes from.
    pub formula: Formula,
    /// Rule over time.
    #[serde(default)]
    pub time: OverTime,
    /// Rule over the tree.
    #[serde(default)]
    pub tree: OverTree,
    /// Kinds of units expected to report it; none means nobody is.
    #[serde(default)]
    pub expected_of: Vec<UnitKind>,
    /// How often they are expected to.
    #[serde(default)]
    pub rhythm: Rhythm,
    /// Decree, guidance or paper that defines it.
    #[serde(default)]
    pub source: String,
    /// The register whose records feed it, if any.
    #[serde(default)]
    pub register: Option<String>,
    /// What it counts of the members' rolls of units that keep one; elsewhere it is declared.
    #[serde(default)]
    pub members: Option<MemberCount>,
}

impl Indicator {
    /// Whether of its totals what comes by coordination can be told apart: they add up over the tree, and do not themselves
    /// count what is coordinated.
    #[must_use]
    pub fn tells_coordinated(&self) -> bool {
        match &self.formula {
            Formula::Rows(_) => self.tree == OverTree::Sum,
            Formula::Units(count) => !count.is_coordinated(),
            Formula::Ratio { .. } | Formula::Growth { .. } => false,
        }
    }
}

/// What a base row rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// A record of a register.
    Records,
    /// The member file.
    Members,
    /// A figure somebody declared for a month.
    Declared,
    /// A visible adjustment with a reason.
    Adjusted,
    /// The tree itself (counts of units).
    Units,
    /// A unit directly below.
    Child,
    /// Subjects counted in more than one part; the value is negative.
    Overlap,
}

impl Source {
    /// The word of the source in data and the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Members => "members",
            Self::Declared => "declared",
            Self::Adjusted => "adjusted",
            Self::Units => "units",
            Self::Child => "child",
            Self::Overlap => "overlap",
        }
    }

    /// The source of a word made by [`Source::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Records, Self::Members, Self::Declared, Self::Adjusted, Self::Units, Self::Child, Self::Overlap]
            .into_iter()
            .find(|source| source.word() == word)
    }
}

/// One base row: what one record or declaration gives one indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its id; ids order rows of the same day.
    pub id: FigureId,
    /// The unit that recorded or declared it.
    pub unit: UnitId,
    /// The indicator it feeds.
    pub indicator: String,
    /// What it rests on.
    pub source: Source,
    /// The record behind it, when the source is records.
    pub record: Option<RecordId>,
    /// The day the thing occurred: the tree of this day counts it. For a declared month, the last day the unit was open.
    pub occurred_on: NaiveDate,
    /// The day whose period it belongs to; differs from `occurred_on` for care that follows a campaign year.
    pub counted_on: NaiveDate,
    /// The value: a count, đồng, people, … ; 1 for counts and distinct subjects; 0 is a nil declaration.
    pub value: i64,
    /// Who or what is told apart by a distinct measure: a fingerprint of the subject; [`NOT_APPLICABLE`] where a unit declares
    /// that the question does not apply to it.
    #[serde(default)]
    pub subject: Option<String>,
}

/// What stands in the place of a subject in a declaration that the question does not apply to the unit.
pub const NOT_APPLICABLE: &str = "not_applicable";

/// Whether somebody wrote, where a number is asked, that the question does not apply: in either language, in full or as a
/// short form, whatever the case, the marks, the blanks and the signs. `#N/A` is a formula that failed and says nothing of the kind.
#[must_use]
pub fn says_not_applicable(text: &str) -> bool {
    const SPELLINGS: [&str; 6] = ["khongapdung", "koapdung", "kapdung", "kad", "notapplicable", "na"];
    let folded = fold(text);
    let bare: String = folded.chars().filter(|sign| sign.is_alphanumeric()).collect();
    !folded.starts_with('#') && SPELLINGS.contains(&bare.as_str())
}

impl Row {
    /// Whether the unit declared that the question does not apply to it. That is an answer, so the unit reported; it is no
    /// zero, so nothing is added anywhere.
    #[must_use]
    pub fn is_not_applicable(&self) -> bool {
        self.source == Source::Declared && self.subject.as_deref() == Some(NOT_APPLICABLE)
    }
}

/// How complete an answer is. Zero, missing and not applicable are three things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Everyone expected has reported.
    Reported,
    /// Some expected units have not, or a carried or unsplittable value is in it.
    Partial,
    /// Nobody has.
    Missing,
    /// The question has no answer here: a ratio over nothing, or everybody who answered said it does not apply to them.
    NotApplicable,
}

impl State {
    /// The word of the state in the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Partial => "partial",
            Self::Missing => "missing",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// A value as it is shown: an exact integer, or a ratio to two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A count or an amount of đồng.
    Whole(i64),
    /// Hundredths of the unit of measure, rounded half away from zero.
    Hundredths(i64),
}

impl Value {
    /// The value in hundredths, for comparison with a target.
    #[must_use]
    pub fn hundredths(self) -> i128 {
        match self {
            Self::Whole(whole) => i128::from(whole) * 100,
            Self::Hundredths(hundredths) => i128::from(hundredths),
        }
    }

    /// The whole number, where the value is one.
    #[must_use]
    pub const fn whole(self) -> Option<i64> {
        match self {
            Self::Whole(whole) => Some(whole),
            Self::Hundredths(_) => None,
        }
    }

    /// `numerator / denominator` times `scale`, to two decimals, half away from zero; `None` over zero.
    #[must_use]
    pub fn ratio(numerator: i64, denominator: i64, scale: i64) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let (above, below) = (i128::from(numerator) * i128::from(scale) * 100, i128::from(denominator));
        let (quotient, rest) = (above / below, above % below);
        let away = if (above < 0) == (below < 0) { 1 } else { -1 };
        let rounded = if rest.abs() * 2 >= below.abs() { quotient + away } else { quotient };
        i64::try_from(rounded).ok().map(Self::Hundredths)
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(whole) => write!(f, "{whole}"),
            Self::Hundredths(hundredths) => {
                let sign = if *hundredths < 0 { "-" } else { "" };
                write!(f, "{sign}{}.{:02}", hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100)
            }
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Whole(whole) => serializer.serialize_i64(*whole),
            // The only place a figure becomes a float: two decimals of a finished percentage, on its way into JSON.
            #[expect(clippy::cast_precision_loss, reason = "a rounded percentage for display, never added again")]
            Self::Hundredths(hundredths) => serializer.serialize_f64(*hundredths as f64 / 100.0),
        }
    }
}

/// One part of a total. Parts add up to the value (for ratios: numerators and denominators do).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Code of the unit the part belongs to.
    pub unit: String,
    /// What the part contributes here; for a ratio, the part's own percentage.
    pub value: Option<Value>,
    /// What the part rests on.
    pub source: Source,
    /// For a child: that unit's own figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Value>,
    /// For a child: the line it is counted through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<Line>,
    /// For records: the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// For records and declared months: the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurred_on: Option<NaiveDate>,
    /// For ratios: the part's share of the numerator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerator: Option<i64>,
    /// For ratios: the part's share of the denominator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<i64>,
}

/// Why a restated value differs from the value on the tree of its own period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Units that came under this one.
    MovedIn,
    /// Units that left for another parent.
    MovedOut,
    /// Units shown by their successor.
    Merged,
    /// Units that ended without a successor.
    Ended,
    /// What was entered, changed or withdrawn since the state of knowledge the value was taken from.
    Corrected,
}

/// One step of the bridge from a value to its restatement: restated value = value + sum of the bridge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BridgeStep {
    /// The cause.
    pub cause: Cause,
    /// What it adds (may be negative).
    pub value: i64,
}

/// The answer to "what is this indicator of this unit in this period".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// Code of the unit.
    pub unit: String,
    /// Id of the indicator.
    pub indicator: String,
    /// The period asked for.
    pub period: Period,
    /// The engine version value and parts come from.
    pub version: u64,
    /// How complete the answer is.
    pub state: State,
    /// The value; `None` when nobody reported or the indicator does not apply.
    pub value: Option<Value>,
    /// Unit of measure.
    pub unit_of_measure: String,
    /// Units expected to report.
    pub expected: u64,
    /// Expected units that reported; never more than `expected`.
    pub reported: u64,
    /// Exact numerator of a ratio.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerator: Option<i64>,
    /// Exact denominator of a ratio.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<i64>,
    /// Of the value, what comes by coordination alone: of units below, at whatever depth, from which no managing links
    /// alone lead here. Told with the parts, of what adds up over the tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coordinated: Option<i64>,
    /// The non-zero parts, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parts: Option<Vec<Part>>,
    /// The bridge, when restated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bridge: Option<Vec<BridgeStep>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_applicable_is_read_however_it_is_spelt() {
        let spelt = [
            "không áp dụng",
            "KHÔNG  ÁP DỤNG.",
            "khong ap dung",
            "Kad",
            "k.a.d",
            "n/a",
            "Not applicable",
            "not_applicable",
        ];
        for text in spelt {
            assert!(says_not_applicable(text), "{text}");
        }
        let composed: String = unicode_normalization::UnicodeNormalization::nfd("không áp dụng").collect();
        assert!(says_not_applicable(&composed));
        for text in ["", "-", "0", "x", "#N/A", "chưa có", "không", "không áp dụng 5", "áp dụng"] {
            assert!(!says_not_applicable(text), "{text}");
        }
    }

    #[test]
    fn ratios_round_half_away_from_zero() {
        for (numerator, denominator, shown) in [
            (21, 21, "100.00"),
            (1, 3, "33.33"),
            (2, 3, "66.67"),
            (1, 800, "0.13"),
            (-1, 800, "-0.13"),
            (112, 100, "112.00"),
        ] {
            assert_eq!(Value::ratio(numerator, denominator, 100).unwrap().to_string(), shown);
        }
        assert_eq!(Value::ratio(1, 0, 100), None);
        assert_eq!(serde_json::to_string(&Value::ratio(1, 3, 100)).unwrap(), "33.33");
    }
}
