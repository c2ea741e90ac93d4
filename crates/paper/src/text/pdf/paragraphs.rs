//! Lines as paragraphs: a line goes on in the next one when the next one's first word had no room left.
//!
//! Not here: lines themselves (`layout`).

use super::layout::Line;

/// Lines further apart than this many sizes belong to two paragraphs.
const FARTHEST: f64 = 2.3;
/// A line that begins this many sizes to the right of the one before is indented, and begins a paragraph.
const INDENT: f64 = 0.8;
/// The same under the number of an item.
const HANGING: f64 = 4.0;
/// A line of running text is at least so many sizes wide.
const NARROWEST: f64 = 15.0;
/// Sizes that differ more than this part are a heading and its text.
const OTHER_SIZE: f64 = 0.12;

/// The paragraphs of a file's pages as they come.
#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    open: String,
    last: Option<Line>,
    margin: f64,
    /// Whether the last line ended a page.
    turned: bool,
}

impl Paragraphs {
    /// Takes the lines of a page and hands out the paragraphs that ended.
    pub(super) fn page(&mut self, mut lines: Vec<Line>) -> Vec<String> {
        drop_page_number(&mut lines);
        self.turned = true;
        self.margin = lines.iter().map(Line::right).fold(0.0, f64::max);
        let mut ended = Vec::new();
        for line in lines {
            let text = line.text();
            if self.goes_on(&line, &text) {
                let dash = self.open.ends_with('-') && !self.open.ends_with(" -");
                if !dash {
                    self.open.push(' ');
                }
                self.open.push_str(&text);
            } else {
                if self.last.is_some() {
                    ended.push(std::mem::take(&mut self.open));
                }
                if self.is_apart(&line) {
                    ended.push(String::new());
                }
                self.open = text;
            }
            self.last = Some(line);
            self.turned = false;
        }
        ended
    }

    /// The paragraph that is still open.
    pub(super) fn finish(self) -> String {
        self.open
    }

    fn goes_on(&self, line: &Line, text: &str) -> bool {
        let Some(last) = &self.last else { return false };
        if last.pieces.len() > 1 || line.pieces.len() > 1 || begins(text) {
            return false;
        }
        let size = line.size.max(last.size).max(0.1);
        if last.right() - last.left() < NARROWEST * size {
            return false;
        }
        if (line.size - last.size).abs() > OTHER_SIZE * size {
            return false;
        }
        let gap = last.y - line.y;
        // The text of an item hangs beside its number.
        let indent = if begins(&self.open) { HANGING } else { INDENT };
        if self.turned {
            if !text.starts_with(char::is_lowercase) {
                return false;
            }
        } else if gap <= 0.0 || gap > FARTHEST * size || line.left() - last.left() > indent * size {
            return false;
        }
        // The width of the next line's first word, guessed from the width of the line.
        let letters = text.chars().count().max(1);
        let word = text.split(' ').next().map_or(0, |word| word.chars().count()) + 1;
        #[expect(clippy::cast_precision_loss, reason = "letters of a line are few")]
        let width = (line.right() - line.left()) * word as f64 / letters as f64;
        last.right() + width > self.margin - 0.3 * size
    }

    fn is_apart(&self, line: &Line) -> bool {
        self.last.as_ref().is_some_and(|last| !self.turned && last.y - line.y > FARTHEST * line.size.max(last.size))
    }
}

/// Whether a line begins as the item of a list, an article or a chapter does.
fn begins(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    if matches!(first, "-" | "–" | "+" | "•" | "*") {
        return true;
    }
    let Some(number) = first.strip_suffix(['.', ')']) else {
        return matches!(first, "Điều" | "Chương" | "Căn" | "Kính" | "Nơi")
            && text.split_whitespace().nth(1).is_some_and(|word| {
                first != "Điều" && first != "Chương"
                    || word.starts_with(|sign: char| sign.is_ascii_digit() || "IVX".contains(sign))
            });
    };
    let roman = !number.is_empty() && number.chars().all(|sign| "IVXLivx".contains(sign));
    let digits = number.chars().all(|sign| sign.is_ascii_digit() || sign == '.') && number.len() <= 6;
    let letter = number.chars().count() == 1 && number.chars().all(char::is_alphabetic);
    !number.is_empty() && (roman || digits || letter)
}

/// Leaves out a line at the top or the bottom of a page that is only its number.
fn drop_page_number(lines: &mut Vec<Line>) {
    if lines.first().is_some_and(is_page_number) && lines.len() > 1 {
        lines.remove(0);
    }
    if lines.last().is_some_and(is_page_number) && lines.len() > 1 {
        lines.pop();
    }
}

fn is_page_number(line: &Line) -> bool {
    let text = line.text().to_lowercase();
    let text = text.trim_start_matches("trang").trim_start_matches("page");
    let text = text.trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, '-' | '–' | '—'));
    let numbers: Vec<&str> = text.split('/').map(str::trim).collect();
    (1..=2).contains(&numbers.len())
        && numbers
            .iter()
            .all(|number| (1..=4).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::pdf::layout::Piece;

    fn line(text: &str, left: f64, right: f64, y: f64) -> Line {
        Line { pieces: vec![Piece { text: text.to_owned(), left, right }], y, size: 13.0 }
    }

    #[test]
    fn a_line_without_room_goes_on_and_a_page_number_is_dropped() {
        let mut paragraphs = Paragraphs::default();
        let ended = paragraphs.page(vec![
            line("2", 290.0, 297.0, 800.0),
            line("Kế hoạch này nhằm nâng cao chất lượng", 80.0, 520.0, 700.0),
            line("hoạt động.", 80.0, 150.0, 684.0),
            line("1. Mục tiêu chung của kế hoạch", 80.0, 300.0, 668.0),
            line("Đoạn ngắn", 80.0, 150.0, 640.0),
            line("- 2 -", 290.0, 310.0, 40.0),
        ]);
        assert_eq!(ended, ["Kế hoạch này nhằm nâng cao chất lượng hoạt động.", "1. Mục tiêu chung của kế hoạch"]);
        assert_eq!(paragraphs.finish(), "Đoạn ngắn");
    }

    #[test]
    fn items_begin_paragraphs() {
        for text in ["- Tổ chức", "1. Mục", "1.2. Mục", "a) Đối với", "IV. TỔ CHỨC", "Điều 5. Phạm vi"]
        {
            assert!(begins(text), "{text}");
        }
        for text in ["tỉnh. Ban", "Điều kiện làm việc", "2023 của", "đoàn viên"] {
            assert!(!begins(text), "{text}");
        }
    }
}
