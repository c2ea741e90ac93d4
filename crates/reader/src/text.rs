//! The text as given, cut into blocks of bounded size, and the folded spelling words are compared in.
//!
//! Nothing here changes the text: offsets always count code points of the original.

use unicode_normalization::UnicodeNormalization;

/// A part of the text that is read on its own. No finding crosses a block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block<'a> {
    /// The slice.
    pub(crate) text: &'a str,
    /// Code points of the whole text before the slice.
    pub(crate) start: usize,
}

/// A block ends at the first line end after this many bytes...
const BLOCK_WISH: usize = 32 * 1024;
/// ...or, where a line is longer than that, at the next white space after this many.
const BLOCK_LIMIT: usize = 64 * 1024;
/// A block is cut anywhere after this many bytes, when there is not even white space.
const BLOCK_WALL: usize = 96 * 1024;

/// Cuts a text into blocks, in order and without loss.
pub(crate) fn blocks(text: &str) -> impl Iterator<Item = Block<'_>> {
    let mut rest = text;
    let mut start = 0;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (head, tail) = rest.split_at_checked(block_length(rest)).unwrap_or((rest, ""));
        let block = Block { text: head, start };
        start += head.chars().count();
        rest = tail;
        Some(block)
    })
}

/// Bytes of the first block of `text`; always a character boundary.
fn block_length(text: &str) -> usize {
    // A line end, or an ASCII blank, is a boundary wherever it stands.
    let find = |from: usize, to: usize, wanted: fn(&u8) -> bool| {
        let stretch = text.as_bytes().get(from..to.min(text.len()))?;
        stretch.iter().position(wanted).map(|place| from + place)
    };
    if text.len() <= BLOCK_WISH {
        return text.len();
    }
    find(BLOCK_WISH, BLOCK_LIMIT, |byte| *byte == b'\n')
        .or_else(|| find(BLOCK_LIMIT, BLOCK_WALL, u8::is_ascii_whitespace))
        .unwrap_or_else(|| text.floor_char_boundary(BLOCK_WALL.min(text.len())))
}

/// How many code points of `text` are a provenance line (`# source: …`) put before the document by a collection.
///
/// Such a line repeats the document's title but is no part of the document.
pub(crate) fn provenance(text: &str) -> usize {
    let first = text.lines().next().unwrap_or_default();
    if first.trim_start_matches('\u{feff}').starts_with("# source:") { first.chars().count() } else { 0 }
}

/// Whether the character is laid upon the letter before it.
pub(crate) fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// The spelling in which words are compared: composed, lower case, one place for tone marks, no look-alike letters.
pub(crate) fn fold(word: &str) -> Box<str> {
    if word.is_ascii() {
        return word.to_ascii_lowercase().into();
    }
    let mut folded: Vec<char> = word.nfc().map(latin).flat_map(char::to_lowercase).collect();
    settle_tone(&mut folded);
    folded.into_iter().collect::<String>().into()
}

/// Capital and small Cyrillic and Greek letters that scanners put where Latin ones belong.
fn latin(character: char) -> char {
    const LOOKALIKES: [(char, char); 19] = [
        ('А', 'A'),
        ('В', 'B'),
        ('Е', 'E'),
        ('І', 'I'),
        ('К', 'K'),
        ('М', 'M'),
        ('Н', 'H'),
        ('О', 'O'),
        ('Р', 'P'),
        ('С', 'C'),
        ('Т', 'T'),
        ('Х', 'X'),
        ('а', 'a'),
        ('е', 'e'),
        ('о', 'o'),
        ('р', 'p'),
        ('с', 'c'),
        ('і', 'i'),
        ('х', 'x'),
    ];
    if character == 'Ð' || character == 'Ɖ' {
        return 'Đ';
    }
    LOOKALIKES.iter().find(|(foreign, _)| *foreign == character).map_or(character, |(_, plain)| *plain)
}

/// The vowel pairs whose tone mark is written on either letter: the new spelling, then the old.
const TONES: [(char, char, char); 15] = [
    ('o', 'à', 'ò'),
    ('o', 'á', 'ó'),
    ('o', 'ả', 'ỏ'),
    ('o', 'ã', 'õ'),
    ('o', 'ạ', 'ọ'),
    ('o', 'è', 'ò'),
    ('o', 'é', 'ó'),
    ('o', 'ẻ', 'ỏ'),
    ('o', 'ẽ', 'õ'),
    ('o', 'ẹ', 'ọ'),
    ('u', 'ỳ', 'ù'),
    ('u', 'ý', 'ú'),
    ('u', 'ỷ', 'ủ'),
    ('u', 'ỹ', 'ũ'),
    ('u', 'ỵ', 'ụ'),
];

/// Moves the tone of a final `oà`, `oè`, `uỳ` to the first vowel (`hoá` to `hóa`); leaves `quý` alone.
fn settle_tone(letters: &mut [char]) {
    if let [.., 'q', _, _] = letters {
        return;
    }
    let [.., first, last] = letters else { return };
    let Some((_, from, to)) = TONES.iter().find(|(vowel, from, _)| vowel == first && from == last) else { return };
    *first = *to;
    *last = match *from {
        'à' | 'á' | 'ả' | 'ã' | 'ạ' => 'a',
        'è' | 'é' | 'ẻ' | 'ẽ' | 'ẹ' => 'e',
        _ => 'y',
    };
}

#[cfg(test)]
mod tests {
    use super::{blocks, fold};

    #[test]
    fn tone_marks_and_forms_fold_alike() {
        assert_eq!(fold("khoá"), fold("khóa"));
        assert_eq!(fold("Uỷ"), fold("ủy"));
        assert_eq!(fold("quý").as_ref(), "quý");
        assert_eq!(fold("nghi\u{323}").as_ref(), "nghị");
        assert_eq!(fold("hoàn").as_ref(), "hoàn");
    }

    #[test]
    fn blocks_lose_nothing() {
        let text = "đ ".repeat(200_000) + &"ă".repeat(200_000) + "\nx";
        let joined: String = blocks(&text).map(|block| block.text).collect();
        assert_eq!(joined, text);
        let starts: Vec<usize> = blocks(&text).map(|block| block.start).collect();
        assert!(starts.is_sorted() && starts.len() > 3);
    }
}
