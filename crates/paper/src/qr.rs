//! A text as a QR code, drawn as one vector shape.
//!
//! Error correction M, a quiet zone of four modules on every side (ISO/IEC 18004). One path holds all dark modules, so
//! that no hairline shows between two of them. Not here: what the text says.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use crate::PaperError;

/// Pixels of a module on a screen.
const ON_SCREEN: usize = 4;
/// Modules left free around the code.
const QUIET: usize = 4;

/// The code as an SVG picture of `width` by `width` modules, the quiet zone included, black on white.
///
/// # Errors
/// [`PaperError::Code`] for a text longer than a code can hold.
pub fn qr_svg(text: &str) -> Result<String, PaperError> {
    drawn(text, |shown| format!("width=\"{shown}\" height=\"{shown}\""))
}

/// The same as wide as whatever it stands in, for a wall.
///
/// # Errors
/// As [`qr_svg`].
pub fn qr_svg_wide(text: &str) -> Result<String, PaperError> {
    drawn(text, |_| "width=\"100%\"".to_owned())
}

fn drawn(text: &str, size: impl Fn(usize) -> String) -> Result<String, PaperError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| PaperError::Code)?;
    let (modules, side) = (code.to_colors(), code.width());
    let full = side + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in modules.chunks(side).enumerate() {
        let mut begun = None;
        for (x, module) in row.iter().copied().chain([Color::Light]).enumerate() {
            match (begun, module) {
                (None, Color::Dark) => begun = Some(x),
                (Some(from), Color::Light) => {
                    // Writing into a string does not fail.
                    let _ = write!(path, "M{} {}h{}v1h-{}z", from + QUIET, y + QUIET, x - from, x - from);
                    begun = None;
                }
                _ => {}
            }
        }
    }
    let size = size(full * ON_SCREEN);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {full} {full}\" {size} \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{full}v{full}h-{full}z\"/><path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_with_its_quiet_zone() {
        let svg = qr_svg("CDV1:ABC").unwrap();
        assert!(svg.contains("viewBox=\"0 0 29 29\""), "21 modules and four on each side");
        assert!(svg.contains("M4 4h7v1h-7z"), "the finder begins after the quiet zone");
        assert!(matches!(qr_svg(&"A".repeat(5000)), Err(PaperError::Code)));
        assert!(qr_svg_wide("CDV1:ABC").unwrap().contains("viewBox=\"0 0 29 29\" width=\"100%\" shape"));
    }
}
