//! Letters of a page as lines: by baseline from top to bottom, words by the gaps between letters.
//!
//! Columns are not looked for, except where every official paper has them: in its head, beside the national motto, and
//! at its end, beside the list of who receives it.
//!
//! Not here: which lines belong to one paragraph (`paragraphs`).

use super::content::Glyph;

/// Letters whose baselines differ by less than this part of their size stand on one line.
const SAME_LINE: f64 = 0.45;
/// A gap wider than this part of the size parts words.
const WORD_GAP: f64 = 0.18;
/// A gap wider than this parts columns.
const COLUMN_GAP: f64 = 2.2;
/// A gap wider than this parts the bare number of a row from the cell beside it, which is narrow.
const ROW_GAP: f64 = 0.6;
/// A letter drawn anew this near is the same, made bold.
const SAME_PLACE: f64 = 0.12;
/// How many lines the head of a paper has at most.
const HEAD_LINES: usize = 10;

/// Words of a line that stand together.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Its words.
    pub(super) text: String,
    /// Where it begins.
    pub(super) left: f64,
    /// Where it ends.
    pub(super) right: f64,
}

/// A line of a page.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Its pieces, from left to right.
    pub(super) pieces: Vec<Piece>,
    /// Its baseline.
    pub(super) y: f64,
    /// The size of its largest letters.
    pub(super) size: f64,
}

impl Line {
    /// Its words, columns parted by tabs.
    pub(super) fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join("\t")
    }

    /// Where it begins.
    pub(super) fn left(&self) -> f64 {
        self.pieces.first().map_or(0.0, |piece| piece.left)
    }

    /// Where it ends.
    pub(super) fn right(&self) -> f64 {
        self.pieces.last().map_or(0.0, |piece| piece.right)
    }
}

/// The lines of a page. Lines that run another way than most stand after them.
pub(super) fn lines(glyphs: Vec<Glyph>) -> Vec<Line> {
    let mut ways: [Vec<Glyph>; 4] = Default::default();
    for glyph in glyphs {
        if let Some(way) = ways.get_mut(usize::from(glyph.turn)) {
            way.push(glyph);
        }
    }
    ways.sort_by_key(|way| std::cmp::Reverse(way.len()));
    ways.into_iter().flat_map(|way| in_columns(of_one_way(way))).collect()
}

fn of_one_way(mut glyphs: Vec<Glyph>) -> Vec<Line> {
    // Empty letters may stand anywhere; they would stretch lines.
    glyphs.retain(|glyph| !glyph.letters.is_empty());
    glyphs.sort_by(|one, other| other.y.total_cmp(&one.y));
    let mut lines = Vec::new();
    let mut open: Vec<Glyph> = Vec::new();
    let (mut y, mut size) = (0.0, 0.0_f64);
    for glyph in glyphs {
        if !open.is_empty() && y - glyph.y > SAME_LINE * size.max(glyph.size) {
            lines.extend(line(std::mem::take(&mut open)));
        }
        if open.is_empty() {
            (y, size) = (glyph.y, glyph.size);
        }
        size = size.max(glyph.size);
        open.push(glyph);
    }
    lines.extend(line(open));
    lines
}

/// A line of letters that share a baseline; none when they are all spaces.
fn line(mut glyphs: Vec<Glyph>) -> Option<Line> {
    glyphs.sort_by(|one, other| one.x.total_cmp(&other.x));
    let size = glyphs.iter().map(|glyph| glyph.size).fold(0.0, f64::max);
    let y = glyphs.iter().find(|glyph| glyph.size >= size).map_or(0.0, |glyph| glyph.y);
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut spaced, mut before): (bool, Option<Glyph>) = (false, None);
    for glyph in glyphs {
        if glyph.letters.trim().is_empty() {
            spaced = true;
            continue;
        }
        if before.as_ref().is_some_and(|before| {
            before.letters == glyph.letters && (glyph.x - before.x).abs() < SAME_PLACE * glyph.size
        }) {
            continue;
        }
        let gap = before.as_ref().map_or(0.0, |before| glyph.x - before.end);
        let begun = pieces.len();
        let goes_on = |piece: &Piece| match begun {
            1 if is_row_number(&piece.text) => gap < ROW_GAP * size,
            _ => gap < COLUMN_GAP * size || is_number(&piece.text),
        };
        match pieces.last_mut().filter(|piece| goes_on(piece)) {
            Some(piece) => {
                if spaced || gap > WORD_GAP * glyph.size {
                    piece.text.push(' ');
                }
                piece.text.push_str(&glyph.letters);
                piece.right = glyph.end.max(piece.right);
            }
            None => pieces.push(Piece { text: glyph.letters.clone(), left: glyph.x, right: glyph.end }),
        }
        spaced = false;
        before = Some(glyph);
    }
    (!pieces.is_empty()).then_some(Line { pieces, y, size })
}

/// Whether a piece is only a number, as the first cell of a row has it.
fn is_row_number(text: &str) -> bool {
    text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a piece is only the number or sign of a list, whose text stands apart from it.
fn is_number(text: &str) -> bool {
    let number = text.strip_suffix(['.', ')']).filter(|number| !number.is_empty() && number.chars().count() <= 8);
    matches!(text, "-" | "–" | "+" | "•" | "*")
        || number.is_some_and(|number| number.chars().all(|sign| sign.is_alphanumeric() || sign == '.'))
}

/// Puts the columns of the head and of the end of a paper one after the other.
fn in_columns(lines: Vec<Line>) -> Vec<Line> {
    let head = lines
        .iter()
        .take(HEAD_LINES)
        .position(|line| line.pieces.len() > 1 && line.pieces.last().is_some_and(|piece| is_motto(&piece.text)));
    let end = lines
        .iter()
        .rposition(|line| line.pieces.first().is_some_and(|piece| piece.text.to_lowercase().starts_with("nơi nhận")));
    let (left, right) =
        lines.iter().fold((f64::MAX, f64::MIN), |(left, right), line| (left.min(line.left()), right.max(line.right())));
    let middle = f64::midpoint(left, right);
    let mut ordered = Vec::with_capacity(lines.len());
    let mut rest = lines.into_iter().enumerate().peekable();
    while let Some((place, line)) = rest.next() {
        let gutter = if head == Some(place) {
            line.pieces.first().zip(line.pieces.last()).map(|(one, other)| f64::midpoint(one.right, other.left))
        } else if end == Some(place) {
            Some(line.pieces.get(1).map_or(middle, |piece| f64::midpoint(piece.left.min(middle), middle)))
        } else {
            None
        };
        let Some(gutter) = gutter else {
            ordered.push(line);
            continue;
        };
        let mut columns = vec![line];
        let most = if head == Some(place) { HEAD_LINES } else { usize::MAX };
        while columns.len() < most
            && let Some((_, next)) = rest.next_if(|(_, line)| keeps_off(line, gutter))
        {
            columns.push(next);
        }
        for is_left in [true, false] {
            for line in &columns {
                let side = line.pieces.iter().filter(|piece| (piece.right <= gutter) == is_left);
                let pieces: Vec<Piece> = side.cloned().collect();
                if !pieces.is_empty() {
                    ordered.push(Line { pieces, ..line.clone() });
                }
            }
        }
    }
    ordered
}

/// Whether every piece of a line lies on one side of the gutter.
fn keeps_off(line: &Line, gutter: f64) -> bool {
    line.pieces.iter().all(|piece| piece.right <= gutter || piece.left >= gutter)
}

fn is_motto(text: &str) -> bool {
    let text = text.to_uppercase();
    text.contains("CỘNG HÒA XÃ HỘI") || text.contains("CỘNG HOÀ XÃ HỘI") || text.contains("ĐẢNG CỘNG SẢN VIỆT NAM")
}
