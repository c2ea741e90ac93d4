//! What a reading holds: citations, targets, figures and remarks, as they are serialised.
//!
//! Here are only the public shapes and their JSON names. How they are found is not here.

use chrono::NaiveDate;
use serde::Serialize;

use crate::number::Number;

/// Everything found in one text. Each list is sorted by `start`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reading {
    /// Mentions of documents.
    pub citations: Vec<Citation>,
    /// Numbers that someone is asked to reach or to keep to.
    pub targets: Vec<Target>,
    /// Numbers that report a state or a result.
    pub figures: Vec<Figure>,
    /// Things somebody is asked to do.
    pub tasks: Vec<Task>,
    /// Bodies and units named.
    pub organisations: Vec<Organisation>,
    /// Periods named.
    pub periods: Vec<PeriodMention>,
    /// The parts the text is cut into by its own numbering, in order; none where it has no numbering.
    pub clauses: Vec<Clause>,
    /// What the reader saw and could not, or only with doubt, turn into a finding.
    pub remarks: Vec<Remark>,
}

/// How much of a document's identity the text states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CitationClass {
    /// A complete symbol, such as `12/KH-LĐLĐ`.
    Full,
    /// A bare number, such as `Kế hoạch 12`.
    Number,
    /// No number at all: a law, a charter, a congress resolution.
    Named,
}

/// One mention of a document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Citation {
    /// The exact slice of the text.
    pub text: String,
    /// Offset of the slice, in Unicode code points of the text as given.
    pub start: usize,
    /// Kind of document in its usual spelling, such as `Nghị quyết`.
    pub kind: String,
    /// Symbol or bare number without spaces; `None` for a named document.
    pub symbol: Option<String>,
    /// Date of issue, when the same sentence states it.
    pub date: Option<NaiveDate>,
    /// Issuing body as written, when the same sentence states it.
    pub issuer: Option<String>,
    /// How much of the identity is stated.
    pub class: CitationClass,
    /// Year of issue, when only the year is stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// The rule that made the finding.
    pub rule: &'static str,
}

/// The relation a target asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Comparator {
    /// At least.
    #[serde(rename = ">=")]
    AtLeast,
    /// More than.
    #[serde(rename = ">")]
    MoreThan,
    /// Exactly, also for a range.
    #[serde(rename = "=")]
    Exactly,
    /// At most.
    #[serde(rename = "<=")]
    AtMost,
    /// Less than.
    #[serde(rename = "<")]
    LessThan,
}

/// The way a target wants a number to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// `tăng`.
    Increase,
    /// `giảm`.
    Decrease,
}

/// First and last day of a period; a side is `None` when the text leaves it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PeriodRange {
    /// First day, included.
    pub from: Option<NaiveDate>,
    /// Last day, included.
    pub to: Option<NaiveDate>,
}

/// A number that someone is asked to reach or to keep to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Target {
    /// The exact slice of the text.
    pub text: String,
    /// Offset of the slice, in Unicode code points of the text as given.
    pub start: usize,
    /// What is counted, in the words of the text.
    pub subject: String,
    /// The relation asked for.
    pub comparator: Comparator,
    /// The number in base units; the lower end of a range.
    pub value: Number,
    /// The upper end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_max: Option<Number>,
    /// Unit, such as `%`, `người`, `VND/người/tháng`.
    pub unit: String,
    /// The phrase that states the period, as written.
    pub period: Option<String>,
    /// The period as days, when it can be derived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period_range: Option<PeriodRange>,
    /// Whether the text says "about".
    #[serde(skip_serializing_if = "is_false")]
    pub approx: bool,
    /// Whether the bound itself is excluded (`dưới`).
    #[serde(skip_serializing_if = "is_false")]
    pub strict: bool,
    /// Increase or decrease, when the number is a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// What the change is measured from, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<String>,
    /// The rule that made the finding.
    pub rule: &'static str,
}

/// How exact a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Qualifier {
    /// `hơn`, `trên`.
    #[serde(rename = ">")]
    MoreThan,
    /// `gần`.
    #[serde(rename = "<")]
    Nearly,
    /// `ước`, `khoảng`.
    #[serde(rename = "~")]
    About,
}

/// A number that reports a state or a result.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// The exact slice of the text.
    pub text: String,
    /// Offset of the slice, in Unicode code points of the text as given.
    pub start: usize,
    /// What is counted, in the words of the text.
    pub subject: String,
    /// The number in base units (`24,8 tỷ đồng` is 24800000000); the numerator of a ratio; the lower end of a range.
    pub value: Number,
    /// Unit, such as `%`, `người`, `VND/người/tháng`.
    pub unit: String,
    /// The phrase that states the period, as written.
    pub period: Option<String>,
    /// The period as days, when it can be derived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period_range: Option<PeriodRange>,
    /// First number of a ratio.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerator: Option<Number>,
    /// Second number of a ratio.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Number>,
    /// How exact the number is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<Qualifier>,
    /// The upper end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_max: Option<Number>,
    /// What a percentage is taken of, when the text names the plan or the target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The rule that made the finding.
    pub rule: &'static str,
}

/// Something somebody is asked to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Task {
    /// The exact slice of the text.
    pub text: String,
    /// Offset of the slice, in Unicode code points of the text as given.
    pub start: usize,
    /// Who is asked, as written; nothing when the text does not say.
    pub owner: Option<String>,
    /// The phrase that says until when, as written.
    pub due: Option<String>,
    /// That phrase as days, when it can be derived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_range: Option<PeriodRange>,
    /// The rule that made the finding.
    pub rule: &'static str,
}

/// A body or unit named in the text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Organisation {
    /// The exact slice of the text.
    pub text: String,
    /// Offset of the slice, in Unicode code points of the text as given.
    pub start: usize,
    /// The rule that made the finding.
    pub rule: &'static str,
}

/// A period named in the text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PeriodMention {
    /// The exact slice of the text.
    pub text: String,
    /// Offset of the slice, in Unicode code points of the text as given.
    pub start: usize,
    /// The period as days, when it can be derived.
    pub range: Option<PeriodRange>,
    /// The rule that made the finding.
    pub rule: &'static str,
}

/// A part of the text by its own numbering: an article, a section, a point. Parts nest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clause {
    /// The address within the text, such as `II.1.a` or `Điều 3.2`; no two clauses of a text share one.
    pub label: String,
    /// How deep it lies; 1 for the outermost.
    pub depth: u8,
    /// Its heading or first line, as written, without the number.
    pub title: String,
    /// Where it begins, in Unicode code points of the text as given.
    pub start: usize,
    /// The first code point after it and everything inside it.
    pub end: usize,
}

/// Why a remark was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemarkCode {
    /// A number too large to be held exactly.
    NumberTooLarge,
    /// A date that no calendar has.
    ImpossibleDate,
    /// A percentage written without its sign.
    PercentSignMissing,
    /// The kind word and the kind code of the symbol disagree.
    KindDisagrees,
    /// The body after the symbol belongs to something else and was not taken as the issuer.
    IssuerDoubtful,
    /// A total is not the sum of its parts, or a part is larger than its total.
    PartsDoNotAddUp,
    /// A percentage is not the share that the two numbers before it make.
    ShareDiffers,
    /// A difference is not that of the two numbers before it.
    DifferenceDiffers,
    /// One symbol bears two dates.
    DatesDiffer,
    /// One symbol bears two issuers.
    IssuersDiffer,
    /// One subject has two values for one period.
    ValuesDiffer,
}

impl RemarkCode {
    /// The message in Vietnamese.
    #[must_use]
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::NumberTooLarge => "Số quá lớn, không đọc được chính xác.",
            Self::ImpossibleDate => "Ngày tháng không có trên lịch.",
            Self::PercentSignMissing => "Tỷ lệ phần trăm thiếu dấu %.",
            Self::KindDisagrees => "Tên loại văn bản không khớp với ký hiệu.",
            Self::IssuerDoubtful => "Không chắc cơ quan đứng sau là nơi ban hành.",
            Self::PartsDoNotAddUp => "Các phần cộng lại không khớp với tổng.",
            Self::ShareDiffers => "Tỷ lệ phần trăm không khớp với hai số đứng trước.",
            Self::DifferenceDiffers => "Mức tăng, giảm không khớp với hai số đứng trước.",
            Self::DatesDiffer => "Cùng một số ký hiệu nhưng ghi hai ngày khác nhau.",
            Self::IssuersDiffer => "Cùng một số ký hiệu nhưng ghi hai nơi ban hành khác nhau.",
            Self::ValuesDiffer => "Cùng một nội dung và thời gian nhưng có hai số khác nhau.",
        }
    }

    /// The message in English.
    #[must_use]
    pub fn english(self) -> &'static str {
        match self {
            Self::NumberTooLarge => "The number is too large to be read exactly.",
            Self::ImpossibleDate => "No calendar has this date.",
            Self::PercentSignMissing => "The percentage lacks its % sign.",
            Self::KindDisagrees => "The kind word and the symbol disagree.",
            Self::IssuerDoubtful => "The body named next may not be the issuer.",
            Self::PartsDoNotAddUp => "The parts do not add up to the total.",
            Self::ShareDiffers => "The percentage is not the share the two numbers before it make.",
            Self::DifferenceDiffers => "The change is not the difference of the two numbers before it.",
            Self::DatesDiffer => "One symbol is given two dates.",
            Self::IssuersDiffer => "One symbol is given two issuers.",
            Self::ValuesDiffer => "One subject is given two values for the same period.",
        }
    }
}

/// Something worth a human look, with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The exact slice of the text.
    pub text: String,
    /// Offset of the slice, in Unicode code points of the text as given.
    pub start: usize,
    /// Why the remark was made.
    pub code: RemarkCode,
    /// The message, Vietnamese.
    pub vietnamese: &'static str,
    /// The message, English.
    pub english: &'static str,
    /// Offset of the place it disagrees with, in Unicode code points of the text as given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<usize>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field by reference")]
fn is_false(value: &bool) -> bool {
    !*value
}
