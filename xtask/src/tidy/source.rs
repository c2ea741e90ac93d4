//! Rust source taken apart into code, texts and comments, so that a word in a comment is not taken for code.
//!
//! Not a parser: it knows comments, strings, characters and lifetimes, nothing else.

/// Three views of a file with the same lines; each keeps one kind of content, the rest is blank.
#[derive(Default)]
pub(crate) struct Source {
    /// Without comments and without what stands in strings.
    pub(crate) code: String,
    /// Only strings, with their quotation marks.
    pub(crate) texts: String,
    /// Only comments.
    pub(crate) comments: String,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Code,
    Text,
    Comment,
}

impl Source {
    /// Takes a file apart.
    pub(crate) fn read(file: &str) -> Self {
        let signs: Vec<char> = file.chars().collect();
        let mut source = Self::default();
        let mut rest = signs.as_slice();
        let mut in_word = false;
        while let Some(first) = rest.first() {
            let (kind, length) = piece(rest, in_word);
            in_word = kind == Kind::Code && is_word(*first);
            let (part, after) = rest.split_at_checked(length.max(1)).unwrap_or((rest, &[]));
            part.iter().for_each(|sign| source.push(kind, *sign));
            rest = after;
        }
        source
    }

    fn push(&mut self, kind: Kind, sign: char) {
        let views = [(Kind::Code, &mut self.code), (Kind::Text, &mut self.texts), (Kind::Comment, &mut self.comments)];
        for (view, text) in views {
            text.push(if sign == '\n' || view == kind { sign } else { ' ' });
        }
    }
}

/// True for a sign that belongs to a name.
pub(crate) fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// The kind and length of what stands at the beginning.
fn piece(rest: &[char], in_word: bool) -> (Kind, usize) {
    match rest {
        ['/', '/', ..] => (Kind::Comment, rest.iter().position(|sign| *sign == '\n').unwrap_or(rest.len())),
        ['/', '*', ..] => (Kind::Comment, block_comment(rest)),
        ['"', ..] => (Kind::Text, 1 + string(rest.get(1..).unwrap_or_default())),
        ['b' | 'c', '"', ..] if !in_word => (Kind::Text, 2 + string(rest.get(2..).unwrap_or_default())),
        ['r', ..] if !in_word => raw(rest, 1),
        ['b' | 'c', 'r', ..] if !in_word => raw(rest, 2),
        ['\'', '\\', _, after @ ..] => {
            let close = after.iter().position(|sign| *sign == '\'').unwrap_or(after.len());
            (Kind::Text, close + 4)
        }
        ['\'', _, '\'', ..] => (Kind::Text, 3),
        _ => (Kind::Code, 1),
    }
}

/// The length of a string after its opening mark, the closing mark included.
fn string(after: &[char]) -> usize {
    let mut length = 0;
    while let Some(sign) = after.get(length) {
        match sign {
            '"' => return length + 1,
            '\\' => length += 2,
            _ => length += 1,
        }
    }
    after.len()
}

/// A raw string `r##"…"##` whose prefix has this many letters; code when it is a raw name or an ordinary word.
fn raw(rest: &[char], letters: usize) -> (Kind, usize) {
    let after = rest.get(letters..).unwrap_or_default();
    let hashes = after.iter().take_while(|sign| **sign == '#').count();
    if after.get(hashes) != Some(&'"') {
        return (Kind::Code, 1);
    }
    let body = after.get(hashes + 1..).unwrap_or_default();
    let closes =
        |at: usize| body.get(at) == Some(&'"') && (1..=hashes).all(|number| body.get(at + number) == Some(&'#'));
    let end = (0..body.len()).find(|at| closes(*at)).map_or(body.len(), |at| at + 1 + hashes);
    (Kind::Text, letters + hashes + 1 + end)
}

/// The length of a block comment, which may hold others.
fn block_comment(rest: &[char]) -> usize {
    let mut depth = 0_usize;
    let mut length = 0;
    while let Some(here) = rest.get(length..) {
        match here {
            [] => break,
            ['/', '*', ..] => {
                depth += 1;
                length += 2;
            }
            ['*', '/', ..] => {
                depth -= 1;
                length += 2;
                if depth == 0 {
                    break;
                }
            }
            _ => length += 1,
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        text.split_whitespace().collect()
    }

    #[test]
    fn the_three_kinds_are_told_apart() {
        let source = Source::read("let a = \"one // two\"; // three \"four\"\nb /* five /* six */ */ c\n");
        assert_eq!(words(&source.code), ["let", "a", "=", ";", "b", "c"]);
        assert_eq!(words(&source.texts), ["\"one", "//", "two\""]);
        assert_eq!(words(&source.comments), ["//", "three", "\"four\"", "/*", "five", "/*", "six", "*/", "*/"]);
        assert_eq!(source.code.lines().count(), 2);
        assert_eq!(source.comments.lines().count(), 2);
    }

    #[test]
    fn raw_and_escaped_strings_end_where_they_end() {
        let source = Source::read(r##"a(r#"x " y"#, b"\"", br"\", "\\", 'z') + raw"##);
        let code: String = source.code.split_whitespace().collect();
        assert_eq!(code, "a(,,,,)+raw");
    }

    #[test]
    fn a_lifetime_is_not_a_character() {
        let source = Source::read("fn f<'a>(x: &'a str, q: char) -> bool { q == '\"' || q == '\\'' || q == '{' }");
        assert!(source.code.contains("<'a>(x: &'a str"));
        assert_eq!(source.code.matches('{').count(), 1);
        assert!(!source.code.contains('"'));
    }

    #[test]
    fn an_unfinished_file_does_not_upset_it() {
        for text in ["\"abc", "/* abc", "r#\"abc", "'", "'\\", "r#", "\"\\"] {
            let source = Source::read(text);
            assert_eq!(source.code.chars().count(), text.chars().count(), "{text}");
        }
    }
}
