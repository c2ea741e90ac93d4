//! Which looks of cells are days or times: a spreadsheet stores both as numbers and tells them apart by the format.
//!
//! Not here: from numbers to days (`serial`).

use std::collections::HashMap;

use quick_xml::events::Event;

use super::{
    IntakeError,
    package::{Package, Part, SMALL_PART},
    xml::{Xml, attribute},
};

/// What the format of a cell shows a number as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shown {
    /// A number.
    #[default]
    Number,
    /// A day, with or without a time.
    Day,
    /// A time of day or a length of time.
    Clock,
}

/// The looks of cells by number.
#[derive(Debug, Default)]
pub(crate) struct Styles(Vec<Shown>);

impl Styles {
    /// Reads the part.
    pub(crate) fn read(package: &Package, part: &Part) -> Result<Self, IntakeError> {
        let mut xml = Xml::open(package, part, SMALL_PART)?;
        let (mut formats, mut looks, mut inside) = (HashMap::new(), Vec::new(), false);
        loop {
            match xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "numFmt" => {
                        let number = attribute(&element, "numFmtId").and_then(|number| number.parse::<u32>().ok());
                        let code = attribute(&element, "formatCode").unwrap_or_default();
                        formats.extend(number.map(|number| (number, written(&code))));
                    }
                    "cellXfs" => inside = true,
                    "xf" if inside => {
                        let number = attribute(&element, "numFmtId").and_then(|number| number.parse::<u32>().ok());
                        let number = number.unwrap_or_default();
                        looks.push(formats.get(&number).copied().unwrap_or_else(|| built_in(number)));
                    }
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "cellXfs" => inside = false,
                    "styleSheet" => break,
                    _ => {}
                },
                _ => {}
            }
        }
        xml.drain()?;
        Ok(Self(looks))
    }

    /// What a look shows a number as.
    pub(crate) fn shown(&self, look: usize) -> Shown {
        self.0.get(look).copied().unwrap_or_default()
    }
}

/// The formats that have a number but no code (ECMA-376 part 1, 18.8.30), East Asian ones included.
fn built_in(number: u32) -> Shown {
    match number {
        14..=17 | 22 | 27..=31 | 34..=36 | 50..=54 | 57 | 58 => Shown::Day,
        18..=21 | 32 | 33 | 45..=47 | 55 | 56 => Shown::Clock,
        _ => Shown::Number,
    }
}

/// What a written format shows: letters of days and times outside quotes, brackets and escapes, in its first section.
fn written(code: &str) -> Shown {
    let (mut day, mut month, mut clock) = (false, false, false);
    let mut signs = code.chars();
    while let Some(sign) = signs.next() {
        match sign.to_ascii_lowercase() {
            ';' => break,
            '"' => {
                signs.find(|sign| *sign == '"');
            }
            '\\' | '_' | '*' => {
                signs.next();
            }
            '[' => {
                let inner: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                let lower = inner.to_ascii_lowercase();
                let elapsed = |unit: char| lower.chars().all(|sign| sign == unit);
                clock |= !lower.is_empty() && ['h', 'm', 's'].into_iter().any(elapsed);
            }
            'd' | 'y' => day = true,
            'm' => month = true,
            'h' | 's' => clock = true,
            _ => {}
        }
    }
    match (day, month, clock) {
        (true, _, _) | (false, true, false) => Shown::Day,
        (false, _, true) => Shown::Clock,
        (false, false, false) => Shown::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_tell_days_from_numbers() {
        for code in
            ["dd/mm/yyyy", "[$-42A]dd/mm/yyyy;@", "\"ngày\" d \"tháng\" m", "mm/yyyy", "yyyy", "d-mmm", "m/d/yy h:mm"]
        {
            assert_eq!(written(code), Shown::Day, "{code}");
        }
        for code in ["h:mm", "[h]:mm:ss", "[hh]", "[mm]:ss", "hh:mm:ss AM/PM"] {
            assert_eq!(written(code), Shown::Clock, "{code}");
        }
        for code in [
            "General",
            "0",
            "#,##0\\ \"đ\"",
            "_(* #,##0_);_(* (#,##0)",
            "[Red]0.00",
            "0.00E+00",
            "\"dd\"0",
            "@",
            "",
            "\\d0",
            "0;dd",
        ] {
            assert_eq!(written(code), Shown::Number, "{code}");
        }
        assert_eq!((built_in(14), built_in(46), built_in(10)), (Shown::Day, Shown::Clock, Shown::Number));
    }
}
