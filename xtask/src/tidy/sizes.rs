//! Sizes: lines of a file, lines of a function, bytes of a stored file.

use super::{Finding, source::is_word};

const FILE_WALL: usize = 600;
const FILE_WISH: usize = 300;
const FUNCTION_WALL: usize = 80;
const STORED_WALL: u64 = 1_000_000;

/// What is wrong with the length of a Rust file, and what is only longer than wished.
pub(crate) fn file(path: &str, text: &str) -> (Option<Finding>, Option<Finding>) {
    let lines = text.lines().count();
    let found = Finding::new(path, lines, format!("{lines} lines: move one noun or verb into a file of its own"));
    if lines > FILE_WALL { (Some(found), None) } else { (None, (lines > FILE_WISH).then_some(found)) }
}

/// Files too large to be kept under version control.
pub(crate) fn stored(path: &str, bytes: u64) -> Option<Finding> {
    let what = format!("{bytes} bytes: make it when building, or keep a smaller one (at most {STORED_WALL})");
    (bytes > STORED_WALL).then(|| Finding::new(path, 0, what))
}

/// Functions longer than the wall, counted from the line of `fn` to the closing brace.
pub(crate) fn functions(path: &str, code: &str) -> Vec<Finding> {
    let tokens = tokens(code);
    let mut findings = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let (true, Some(name)) = (token.text == "fn", tokens.get(at + 1)) else { continue };
        // A type `fn(…)` has no name.
        if !name.text.starts_with(is_word) {
            continue;
        }
        let Some(end) = end_of_body(tokens.get(at + 2..).unwrap_or_default()) else { continue };
        let lines = end - token.line + 1;
        if lines > FUNCTION_WALL {
            let what = format!("function `{}` has {lines} lines: give its parts names of their own", name.text);
            findings.push(Finding::new(path, token.line, what));
        }
    }
    findings
}

struct Token<'a> {
    text: &'a str,
    line: usize,
}

/// Names and single signs, with their lines counted from 1.
fn tokens(code: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = match is_word(first) {
                true => rest.find(|sign| !is_word(sign)).unwrap_or(rest.len()),
                false => first.len_utf8(),
            };
            let Some((text, after)) = rest.split_at_checked(length) else { break };
            tokens.push(Token { text, line: number + 1 });
            rest = after.trim_start();
        }
    }
    tokens
}

/// The line on which the body after a function's name ends; none for a declaration without a body.
fn end_of_body(after_name: &[Token<'_>]) -> Option<usize> {
    let mut brackets = 0_i32;
    let mut braces = 0_i32;
    for token in after_name {
        match token.text {
            "(" | "[" => brackets += 1,
            ")" | "]" => brackets -= 1,
            ";" if brackets == 0 && braces == 0 => return None,
            "{" => braces += 1,
            // A brace inside brackets, as in `[u8; { N }]`, is part of the signature.
            "}" => {
                braces -= 1;
                if braces == 0 && brackets == 0 {
                    return Some(token.line);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(head: &str, lines: usize) -> String {
        format!("{head}\n{}}}\n", "    work([1; 2], { 3 });\n".repeat(lines - 2))
    }

    #[test]
    fn the_wall_and_the_wish_of_a_file() {
        assert_eq!(file("a.rs", &"\n".repeat(300)), (None, None));
        let (wall, wish) = file("a.rs", &"\n".repeat(301));
        assert!(wall.is_none() && wish.is_some_and(|found| found.what.starts_with("301 lines")));
        let (wall, wish) = file("a.rs", &"\n".repeat(601));
        assert!(wish.is_none() && wall.is_some());
    }

    #[test]
    fn functions_over_the_wall_are_named() {
        assert_eq!(functions("a.rs", &function("fn fits() {", 80)), []);
        let code = format!("\n{}", function("pub(crate) async fn long<T>(a: [u8; 4]) -> T {", 81));
        let found = functions("a.rs", &code);
        assert_eq!(found.len(), 1);
        assert_eq!(found.first().map(|found| found.line), Some(2));
        assert!(found.iter().all(|found| found.what.contains("`long` has 81 lines")));
    }

    #[test]
    fn declarations_and_function_types_have_no_body() {
        let code = format!("trait A {{ fn a(&self, b: [u8; 2]) -> fn(u8);\n{}}}\n", "const B: u8 = 1;\n".repeat(100));
        assert_eq!(functions("a.rs", &code), []);
    }

    #[test]
    fn a_function_inside_another_is_measured_too() {
        let inner = function("fn inner() {", 90);
        let found = functions("a.rs", &format!("fn outer() {{\n{inner}}}\n"));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn large_stored_files_are_found() {
        assert_eq!(stored("a.bin", 1_000_000), None);
        assert!(stored("a.bin", 1_000_001).is_some());
    }
}
