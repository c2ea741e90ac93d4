//! Exact decimal numbers, and how Vietnamese text writes them: `.` groups thousands, `,` is the decimal mark.
//!
//! Units and scale words are not here (`unit`), nor is the decision whether a number matters (`quantity`).

use std::{cmp::Ordering, fmt};

use serde::{Serialize, Serializer};

use crate::token::Tokens;

/// An exact decimal: `mantissa / 10^scale`, with no trailing zero after the decimal mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    mantissa: i64,
    scale: u32,
}

/// Most digits kept after the decimal mark; more are beyond any document's precision.
const SCALE_LIMIT: usize = 9;

/// With a decimal point and no grouping: `95.5`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base = 10_u64.pow(self.scale);
        let (sign, digits) = (if self.mantissa < 0 { "-" } else { "" }, self.mantissa.unsigned_abs());
        match usize::try_from(self.scale) {
            Ok(width) if width > 0 => write!(f, "{sign}{}.{:0width$}", digits / base, digits % base),
            _ => write!(f, "{sign}{digits}"),
        }
    }
}

impl Number {
    /// Makes a whole number.
    #[must_use]
    pub const fn integer(value: i64) -> Self {
        Self { mantissa: value, scale: 0 }
    }

    fn normal(mut mantissa: i64, mut scale: u32) -> Self {
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Self { mantissa, scale }
    }

    /// Reads plain digits and digits after the decimal mark; `None` when they do not fit.
    pub(crate) fn from_digits(whole: &str, fraction: &str) -> Option<Self> {
        if fraction.len() > SCALE_LIMIT {
            return None;
        }
        let mantissa = whole
            .bytes()
            .chain(fraction.bytes())
            .try_fold(0_i64, |value, byte| value.checked_mul(10)?.checked_add(i64::from(byte.checked_sub(b'0')?)))?;
        Some(Self::normal(mantissa, u32::try_from(fraction.len()).ok()?))
    }

    /// The value as a whole number, when it is one.
    #[must_use]
    pub fn as_integer(self) -> Option<i64> {
        (self.scale == 0).then_some(self.mantissa)
    }

    /// The digits without the decimal mark.
    #[must_use]
    pub fn mantissa(self) -> i64 {
        self.mantissa
    }

    /// How many of the digits stand after the decimal mark.
    #[must_use]
    pub fn scale(self) -> u32 {
        self.scale
    }

    /// The nearest floating-point value, for display and statistics only.
    #[must_use]
    pub fn approximate(self) -> f64 {
        // A power of ten up to 10^9 is exact in an f64, so only one rounding happens.
        #[expect(clippy::cast_precision_loss, reason = "the doc says nearest")]
        let mantissa = self.mantissa as f64;
        mantissa / 10_f64.powi(i32::try_from(self.scale).unwrap_or(0))
    }

    /// Whether the value is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// The product with a whole number; `None` on overflow.
    pub(crate) fn times(self, factor: i64) -> Option<Self> {
        let product = i128::from(self.mantissa).checked_mul(i128::from(factor))?;
        let (mut product, mut scale) = (product, self.scale);
        while scale > 0 && product % 10 == 0 {
            product /= 10;
            scale -= 1;
        }
        Some(Self { mantissa: i64::try_from(product).ok()?, scale })
    }

    /// The sum; `None` on overflow.
    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let raise = |number: Self| number.mantissa.checked_mul(10_i64.checked_pow(scale - number.scale)?);
        Some(Self::normal(raise(self)?.checked_add(raise(other)?)?, scale))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        let raise = |number: &Self| i128::from(number.mantissa) * 10_i128.pow(scale - number.scale);
        raise(self).cmp(&raise(other))
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.as_integer() {
            Some(value) => serializer.serialize_i64(value),
            None => serializer.serialize_f64(self.approximate()),
        }
    }
}

/// What stands at a place where digits begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numeral {
    /// A number, and the token after it.
    Read(Number, usize),
    /// Digits that form no quantity (`9.9`, `2.1.3`), and the token after them.
    Other(usize),
    /// A number too large to be held, and the token after it.
    TooLarge(usize),
}

impl Numeral {
    /// The token after the digits.
    pub(crate) fn end(self) -> usize {
        match self {
            Self::Read(_, end) | Self::Other(end) | Self::TooLarge(end) => end,
        }
    }
}

/// Reads the numeral whose first digits are token `at`; `None` when no digits stand there.
pub(crate) fn numeral(tokens: &Tokens<'_>, at: usize) -> Option<Numeral> {
    let first = tokens.digits(at)?;
    let mut whole = first.to_owned();
    let mut end = at + 1;
    let mut groups = 0_usize;
    let mut mark = None;
    // Groups of exactly three digits behind one and the same mark: `1.431.495`, and the English `1,431,495`.
    while let Some(group) = glued_group(tokens, end, mark) {
        if first.len() > 3 || group.1.len() != 3 {
            break;
        }
        if group.0 == ',' && groups == 0 && !continues_english(tokens, end) {
            break;
        }
        mark = Some(group.0);
        whole.push_str(group.1);
        groups += 1;
        end += 2;
    }
    let dotted = glued_group(tokens, end, Some('.')).is_some();
    if dotted {
        return Some(Numeral::Other(skip_dotted(tokens, end)));
    }
    let mut fraction = "";
    if mark != Some(',')
        && let Some((_, digits)) = glued_group(tokens, end, Some(','))
    {
        fraction = digits;
        end += 2;
    }
    Some(Number::from_digits(&whole, fraction).map_or(Numeral::TooLarge(end), |number| Numeral::Read(number, end)))
}

/// A mark and digits glued to what stands before: the mark and the digits.
fn glued_group<'a>(tokens: &'a Tokens<'_>, at: usize, wanted: Option<char>) -> Option<(char, &'a str)> {
    let mark =
        tokens.mark(at).filter(|mark| matches!(mark, '.' | ',') && wanted.is_none_or(|wanted| wanted == *mark))?;
    (tokens.glued(at) && tokens.glued(at + 1)).then(|| tokens.digits(at + 1)).flatten().map(|digits| (mark, digits))
}

/// Whether a comma at `at` begins at least two groups of three digits.
fn continues_english(tokens: &Tokens<'_>, at: usize) -> bool {
    glued_group(tokens, at + 2, Some(',')).is_some_and(|(_, digits)| digits.len() == 3)
}

/// Passes over the rest of `2.1.3` or `22.5.2017`.
fn skip_dotted(tokens: &Tokens<'_>, mut at: usize) -> usize {
    while glued_group(tokens, at, None).is_some() {
        at += 2;
    }
    at
}
