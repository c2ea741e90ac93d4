//! How wide and how high a text is likely to be in Times New Roman, near enough to choose widths of columns and
//! heights of merged rows, which spreadsheets do not choose themselves.
//!
//! The unit of width is the spreadsheet's own: one digit of the default font at 12 points, half an em.
//!
//! Not here: the exact metrics of a font.

const BASE_SIZE: f64 = 12.0;
const BOLD: f64 = 1.06;
/// Points from one line to the next, for each point of size.
const LEADING: f64 = 1.3;
/// The highest row a spreadsheet can have, in points.
const HIGHEST: f64 = 409.0;

/// The width of the longest line of a text, in digits at 12 points.
pub(crate) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let longest = text.lines().map(|line| line.chars().map(letter).sum()).fold(0.0, f64::max);
    longest * size / BASE_SIZE * if bold { BOLD } else { 1.0 }
}

/// The width of the longest word of a text, which no wrapping can break.
pub(crate) fn word(text: &str, size: f64, bold: bool) -> f64 {
    text.split_whitespace().map(|word| width(word, size, bold)).fold(0.0, f64::max)
}

/// How many lines a text takes when wrapped to a width.
pub(crate) fn lines(text: &str, size: f64, bold: bool, room: f64) -> u32 {
    text.lines().map(|line| wrapped(line, size, bold, room)).sum::<u32>().max(1)
}

/// The height of a number of lines, in points, within what a spreadsheet takes.
pub(crate) fn height(lines: u32, size: f64) -> f64 {
    (f64::from(lines) * size * LEADING + 2.0).min(HIGHEST)
}

fn wrapped(line: &str, size: f64, bold: bool, room: f64) -> u32 {
    let space = width("\u{a0}", size, bold);
    let (mut count, mut used) = (1, 0.0);
    for word in line.split_whitespace() {
        let wide = width(word, size, bold);
        if used > 0.0 && used + space + wide > room {
            count += 1;
            used = wide;
        } else {
            used += if used > 0.0 { space + wide } else { wide };
        }
    }
    count
}

fn letter(sign: char) -> f64 {
    match sign {
        '\u{300}'..='\u{36f}' => 0.0,
        ' ' | '\u{a0}' | '.' | ',' | ';' | ':' | 'i' | 'í' | 'ì' | 'ỉ' | 'ĩ' | 'ị' | 'l' | 'I' | 'j' | 't' | 'f'
        | '\'' | '!' => 0.56,
        'm' | 'w' => 1.5,
        _ if sign.is_ascii_digit() => 1.0,
        _ if sign.is_uppercase() => 1.32,
        _ => 0.92,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_bold_and_size_widen() {
        let plain = width("công đoàn", 12.0, false);
        assert!(width("CÔNG ĐOÀN", 12.0, false) > plain);
        assert!(width("công đoàn", 12.0, true) > plain);
        assert!(width("công đoàn", 14.0, false) > plain);
        assert!((width("12345", 12.0, false) - 5.0).abs() < 1e-9);
        assert!((width("a\u{301}", 12.0, false) - width("á", 12.0, false)).abs() < 1e-9);
    }

    #[test]
    fn wrapping_counts_lines_and_never_breaks_a_word() {
        assert_eq!(lines("", 12.0, false, 10.0), 1);
        assert_eq!(lines("111 222 333", 12.0, false, 7.6), 2);
        assert_eq!(lines("1111111111", 12.0, false, 2.0), 1);
        assert_eq!(lines("1\n2\n3", 12.0, false, 50.0), 3);
    }
}
