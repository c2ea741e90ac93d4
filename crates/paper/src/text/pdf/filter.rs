//! Streams unpacked (ISO 32000-1, 7.4), each byte that comes out counted against what is left for the whole file.
//!
//! What a damaged stream gave before its fault is kept: a paper cut short still shows what it says.
//!
//! Not here: pictures, which hold no text; encrypted files, which are refused.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};

use super::lex::{Dict, Object, is_space, nibble};

/// More filters than any stream passes through.
const MOST_FILTERS: usize = 6;

/// Why a stream gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unpacked {
    /// It is a picture or of a kind that is not known.
    Other,
    /// It expands beyond what is left.
    TooMuch,
}

/// The bytes of a stream; `filters` with their parameters, resolved.
pub(super) fn unpacked(packed: &[u8], filters: &[(Vec<u8>, Dict)], most: u64) -> Result<Vec<u8>, Unpacked> {
    if filters.len() > MOST_FILTERS {
        return Err(Unpacked::Other);
    }
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    if filters.is_empty() {
        return if packed.len() > most { Err(Unpacked::TooMuch) } else { Ok(packed.to_vec()) };
    }
    let mut bytes: Option<Vec<u8>> = None;
    for (filter, parameters) in filters {
        let input = bytes.as_deref().unwrap_or(packed);
        let output = match filter.as_slice() {
            b"FlateDecode" | b"Fl" => predicted(flate(input, most)?, parameters),
            b"LZWDecode" | b"LZW" => {
                let early = parameters.get(b"EarlyChange".as_slice()).and_then(Object::count) != Some(0);
                predicted(lzw(input, early, most)?, parameters)
            }
            b"ASCIIHexDecode" | b"AHx" => hexadecimal(input),
            b"ASCII85Decode" | b"A85" => ascii85(input),
            b"RunLengthDecode" | b"RL" => run_length(input, most)?,
            b"Crypt" => input.to_vec(),
            _ => return Err(Unpacked::Other),
        };
        if output.len() > most {
            return Err(Unpacked::TooMuch);
        }
        bytes = Some(output);
    }
    Ok(bytes.unwrap_or_default())
}

fn flate(input: &[u8], most: usize) -> Result<Vec<u8>, Unpacked> {
    let mut output = Vec::new();
    let bound = most as u64 + 1;
    // What came before a fault stays in the output.
    let whole = ZlibDecoder::new(input).take(bound).read_to_end(&mut output).is_ok();
    if !whole && output.is_empty() {
        let _ = DeflateDecoder::new(input).take(bound).read_to_end(&mut output);
    }
    if !whole && output.is_empty() {
        let _ = DeflateDecoder::new(input.get(2..).unwrap_or_default()).take(bound).read_to_end(&mut output);
    }
    if output.len() > most { Err(Unpacked::TooMuch) } else { Ok(output) }
}

fn lzw(input: &[u8], early: bool, most: usize) -> Result<Vec<u8>, Unpacked> {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let mut output: Vec<u8> = Vec::new();
    // A word of the table is a stretch of the output: where it begins and how long it is.
    let mut table: Vec<(usize, usize)> = Vec::new();
    let (mut before, mut bits, mut held) = (None::<(usize, usize)>, 0_u32, 0_u32);
    let mut bytes = input.iter();
    loop {
        let ahead = END + 1 + table.len() + usize::from(before.is_some() && early);
        let width = match ahead {
            0..=511 => 9,
            512..=1023 => 10,
            1024..=2047 => 11,
            _ => 12,
        };
        while held < width {
            let Some(byte) = bytes.next() else { return Ok(output) };
            bits = bits << 8 | u32::from(*byte);
            held += 8;
        }
        held -= width;
        let code = (bits >> held & ((1 << width) - 1)) as usize;
        bits &= (1 << held) - 1;
        let start = output.len();
        match code {
            CLEAR => {
                table.clear();
                before = None;
                continue;
            }
            END => return Ok(output),
            0..=255 => output.push(u8::try_from(code).unwrap_or_default()),
            _ => {
                let known = table.get(code - END - 1).copied();
                let Some((from, length)) = known.or_else(|| before.map(|(from, length)| (from, length + 1))) else {
                    return Ok(output);
                };
                if output.len() + length > most {
                    return Err(Unpacked::TooMuch);
                }
                for place in from..from + length {
                    let Some(byte) = output.get(place).copied() else { return Ok(output) };
                    output.push(byte);
                }
            }
        }
        if output.len() > most {
            return Err(Unpacked::TooMuch);
        }
        if let Some((from, length)) = before
            && table.len() < 4096 - END - 1
        {
            table.push((from, length + 1));
        }
        before = Some((start, output.len() - start));
    }
}

fn run_length(input: &[u8], most: usize) -> Result<Vec<u8>, Unpacked> {
    let mut output = Vec::new();
    let mut rest = input;
    while let [length, tail @ ..] = rest {
        match *length {
            128 => break,
            length @ 0..=127 => {
                let (run, after) = tail.split_at_checked(usize::from(length) + 1).unwrap_or((tail, &[]));
                output.extend_from_slice(run);
                rest = after;
            }
            length => {
                let [byte, after @ ..] = tail else { break };
                output.extend(std::iter::repeat_n(*byte, 257 - usize::from(length)));
                rest = after;
            }
        }
        if output.len() > most {
            return Err(Unpacked::TooMuch);
        }
    }
    Ok(output)
}

fn hexadecimal(input: &[u8]) -> Vec<u8> {
    let digits = input.iter().take_while(|byte| **byte != b'>').filter(|byte| byte.is_ascii_hexdigit());
    let digits: Vec<u8> = digits.map(|digit| nibble(*digit)).collect();
    digits
        .chunks(2)
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit) << (4 * (2 - pair.len())))
        .collect()
}

fn ascii85(input: &[u8]) -> Vec<u8> {
    let (mut output, mut group, mut held) = (Vec::new(), 0_u32, 0_usize);
    for byte in input.iter().filter(|byte| !is_space(**byte)) {
        match byte {
            b'z' if held == 0 => output.extend([0; 4]),
            b'!'..=b'u' => {
                group = group.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                held += 1;
                if held == 5 {
                    output.extend(group.to_be_bytes());
                    (group, held) = (0, 0);
                }
            }
            b'~' => break,
            _ => {}
        }
    }
    if held > 1 {
        for _ in held..5 {
            group = group.wrapping_mul(85).wrapping_add(84);
        }
        output.extend(group.to_be_bytes().into_iter().take(held - 1));
    }
    output
}

/// Undoes the differences PNG and TIFF take before packing.
fn predicted(bytes: Vec<u8>, parameters: &Dict) -> Vec<u8> {
    let number = |name: &str, otherwise| parameters.get(name.as_bytes()).and_then(Object::count).unwrap_or(otherwise);
    let predictor = number("Predictor", 1);
    if predictor < 2 {
        return bytes;
    }
    let colours = number("Colors", 1).clamp(1, 32);
    let depth = number("BitsPerComponent", 8).clamp(1, 16);
    let step = (colours * depth).div_ceil(8);
    let row = (number("Columns", 1).clamp(1, 1 << 20) * colours * depth).div_ceil(8).min(bytes.len().max(1));
    let (mut above, mut now) = (vec![0_u8; row], vec![0_u8; row]);
    let mut output = Vec::with_capacity(bytes.len());
    let png = predictor >= 10;
    for line in bytes.chunks(row + usize::from(png)) {
        let (kind, line) = match line {
            [kind, line @ ..] if png => (*kind, line),
            line => (1, line),
        };
        for (place, byte) in line.iter().enumerate() {
            let back = |from: &[u8]| place.checked_sub(step).and_then(|place| from.get(place)).copied().unwrap_or(0);
            let (left, corner) = (back(&now), back(&above));
            let up = above.get(place).copied().unwrap_or(0);
            let guess = match kind {
                1 => left,
                2 => up,
                3 => u8::midpoint(left, up),
                4 => paeth(left, up, corner),
                _ => 0,
            };
            if let Some(into) = now.get_mut(place) {
                *into = byte.wrapping_add(guess);
            }
        }
        output.extend_from_slice(now.get(..line.len()).unwrap_or(&now));
        std::mem::swap(&mut above, &mut now);
    }
    output
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let (near_left, near_up, near_corner) = ((b - c).abs(), (a - c).abs(), (a + b - 2 * c).abs());
    if near_left <= near_up && near_left <= near_corner {
        left
    } else if near_up <= near_corner {
        up
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(filter: &str, packed: &[u8]) -> Result<Vec<u8>, Unpacked> {
        unpacked(packed, &[(filter.as_bytes().to_vec(), Dict::new())], 1_000)
    }

    #[test]
    fn streams_are_unpacked() {
        assert_eq!(through("AHx", b"48 65 6c6C 7>"), Ok(b"Hellp".to_vec()));
        assert_eq!(through("ASCII85Decode", b"87cURD]i,\"Ebo80~>"), Ok(b"Hello World!".to_vec()));
        assert_eq!(through("RunLengthDecode", &[1, b'a', b'b', 254, b'c', 128]), Ok(b"abccc".to_vec()));
        // The example of ISO 32000-1, 7.4.4.2.
        let packed = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(through("LZWDecode", &packed), Ok(vec![45, 45, 45, 45, 45, 65, 45, 45, 45, 66]));
        assert_eq!(through("DCTDecode", b""), Err(Unpacked::Other));
    }

    #[test]
    fn what_expands_too_far_is_given_up() {
        assert_eq!(through("RunLengthDecode", &[129; 100]), Err(Unpacked::TooMuch));
        let mut zeros = flate2::read::ZlibEncoder::new([0_u8; 5_000].as_slice(), flate2::Compression::best());
        let mut packed = Vec::new();
        zeros.read_to_end(&mut packed).expect("packed");
        assert_eq!(through("FlateDecode", &packed), Err(Unpacked::TooMuch));
    }
}
