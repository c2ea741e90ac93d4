//! Movements of the pen (ISO 32000-1, 8.3.3).
//!
//! Not here: which instruction moves it (`content`).

use super::{content::Glyph, lex::Object};

/// `x' = a·x + c·y + e`, `y' = b·x + d·y + f`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix {
    a: f64,
    b: f64,
    c: f64,
    d: f64,
    e: f64,
    f: f64,
}

impl Matrix {
    /// Nothing moves.
    pub(super) const IDENTITY: Self = Self { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: 0.0, f: 0.0 };

    /// The six numbers of an instruction; what is missing does not move.
    pub(super) fn of(items: &[Object]) -> Self {
        let mut numbers = items.iter().filter_map(Object::number);
        let mut next = || numbers.next();
        match (next(), next(), next(), next(), next(), next()) {
            (Some(a), Some(b), Some(c), Some(d), Some(e), Some(f)) => Self { a, b, c, d, e, f },
            _ => Self::IDENTITY,
        }
    }

    /// By so far.
    pub(super) fn moved(x: f64, y: f64) -> Self {
        Self { e: x, f: y, ..Self::IDENTITY }
    }

    /// Letters of a size, raised above the line.
    pub(super) fn scaled(across: f64, up: f64, rise: f64) -> Self {
        Self { a: across, d: up, f: rise, ..Self::IDENTITY }
    }

    /// A page turned to the right by so many quarters.
    pub(super) fn turned(quarters: usize) -> Self {
        let (a, b) = match quarters % 4 {
            0 => (1.0, 0.0),
            1 => (0.0, -1.0),
            2 => (-1.0, 0.0),
            _ => (0.0, 1.0),
        };
        Self { a, b, c: -b, d: a, e: 0.0, f: 0.0 }
    }

    /// This movement, then another.
    pub(super) fn then(&self, next: &Self) -> Self {
        Self {
            a: self.a * next.a + self.b * next.c,
            b: self.a * next.b + self.b * next.d,
            c: self.c * next.a + self.d * next.c,
            d: self.c * next.b + self.d * next.d,
            e: self.e * next.a + self.f * next.c + next.e,
            f: self.e * next.b + self.f * next.d + next.f,
        }
    }

    /// A glyph of a width at the pen; none when it stands nowhere that could be drawn.
    pub(super) fn glyph(&self, letters: &str, width: f64) -> Option<Glyph> {
        let size = self.c.hypot(self.d);
        let (along, aside) = (self.a, self.b);
        let length = along.hypot(aside) * width;
        let (turn, x, y) = if along.abs() >= aside.abs() {
            if along >= 0.0 { (0, self.e, self.f) } else { (2, -self.e, -self.f) }
        } else if aside > 0.0 {
            (1, self.f, -self.e)
        } else {
            (3, -self.f, self.e)
        };
        let sane = [x, y, size, length].iter().all(|number| number.is_finite() && number.abs() < 1e7);
        sane.then(|| Glyph { letters: letters.to_owned(), x, y, end: x + length, size, turn })
    }
}
