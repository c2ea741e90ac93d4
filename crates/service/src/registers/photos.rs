//! Pictures without what cameras and programs add: place, device, time, thumbnails, texts. The picture itself is not touched,
//! and a photo keeps which way is up.
//!
//! Each format is walked part by part and only parts known to carry the picture go on; what does not parse is refused. Not
//! here: drawing, sizes.

/// Which way is up, as EXIF counts it: 1 needs no turning.
type Orientation = u8;

/// A JPEG: markers that carry the picture, its colours (`ICC`, Adobe) and which way is up.
pub(super) fn jpeg(content: &[u8]) -> Option<Vec<u8>> {
    let mut rest = content.strip_prefix(&[0xff, 0xd8])?;
    let (mut kept, mut up) = (Vec::with_capacity(content.len()), 1);
    loop {
        let (marker, after) = marker(rest)?;
        if marker == 0xd9 {
            // What follows the end of the picture are other pictures with their own particulars.
            kept.extend([0xff, 0xd9]);
            break;
        }
        if (0xd0..=0xd8).contains(&marker) || marker == 0x01 {
            kept.extend([0xff, marker]);
            rest = after;
            continue;
        }
        let length = usize::from(u16::from_be_bytes([*after.first()?, *after.get(1)?]));
        let (segment, after) = after.split_at_checked(length)?;
        let body = segment.get(2..)?;
        let keeps = match marker {
            0xe1 => {
                up = body.strip_prefix(b"Exif\0\0").and_then(orientation).unwrap_or(up);
                false
            }
            0xe2 => body.starts_with(b"ICC_PROFILE\0"),
            0xe0 => body.starts_with(b"JFIF\0"),
            0xee => body.starts_with(b"Adobe"),
            0xe3..=0xef | 0xfe => false,
            _ => true,
        };
        if keeps {
            kept.extend([0xff, marker]);
            kept.extend(segment);
        }
        rest = after;
        if marker == 0xda {
            let end = scan(rest);
            kept.extend(rest.get(..end)?);
            rest = rest.get(end..)?;
        }
    }
    let mut whole = vec![0xff, 0xd8];
    whole.extend(turned(up));
    whole.extend(kept);
    Some(whole)
}

/// The next marker, over the bytes that may fill up before it.
fn marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let filled = bytes.iter().take_while(|byte| **byte == 0xff).count();
    let marker = *bytes.get(filled)?;
    (filled > 0 && marker != 0).then_some((marker, bytes.get(filled + 1..)?))
}

/// How many bytes the coded picture goes on: to the next marker that is neither stuffing nor a restart.
fn scan(bytes: &[u8]) -> usize {
    let ends =
        |pair: &[u8]| matches!(pair, [0xff, next] if *next != 0 && *next != 0xff && !(0xd0..=0xd7).contains(next));
    bytes.windows(2).position(ends).unwrap_or(bytes.len())
}

/// An EXIF part that says which way is up and nothing else; none where nothing needs turning.
fn turned(up: Orientation) -> Vec<u8> {
    if !(2..=8).contains(&up) {
        return Vec::new();
    }
    let mut part = vec![0xff, 0xe1, 0, 34];
    part.extend(b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
    part.extend([up, 0, 0, 0, 0, 0, 0]);
    part
}

/// Which way is up by a TIFF head: entry 0x0112 of its first directory.
fn orientation(tiff: &[u8]) -> Option<Orientation> {
    let big = match tiff.get(..4)? {
        [b'M', b'M', 0, 42] => true,
        [b'I', b'I', 42, 0] => false,
        _ => return None,
    };
    let short = |at: usize| {
        let pair: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    };
    let word: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let first = usize::try_from(if big { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) }).ok()?;
    let entries = usize::from(short(first)?);
    let places = (0..entries).filter_map(|number| first.checked_add(2 + number * 12));
    let found = places.into_iter().find(|place| short(*place) == Some(0x0112))?;
    u8::try_from(short(found + 8)?).ok().filter(|up| (1..=8).contains(up))
}

/// A PNG: the chunks without texts, time and EXIF, up to its end.
pub(super) fn png(content: &[u8]) -> Option<Vec<u8>> {
    const HEAD: usize = 8;
    let (head, mut rest) = content.split_at_checked(HEAD)?;
    let mut whole = head.to_vec();
    loop {
        let length: [u8; 4] = rest.get(..4)?.try_into().ok()?;
        let length = usize::try_from(u32::from_be_bytes(length)).ok()?;
        let (chunk, after) = rest.split_at_checked(length.checked_add(12)?)?;
        let name = chunk.get(4..8)?;
        if ![&b"tEXt"[..], b"zTXt", b"iTXt", b"tIME", b"eXIf"].contains(&name) {
            whole.extend(chunk);
        }
        if name == b"IEND" {
            return Some(whole);
        }
        rest = after;
    }
}

/// A WebP: its chunks without EXIF and XMP, and its head no longer speaking of them.
pub(super) fn webp(content: &[u8]) -> Option<Vec<u8>> {
    const SPEAKS: u8 = 0b0000_1100;
    let mut rest = content.get(12..)?;
    let mut chunks = Vec::with_capacity(content.len());
    while let Some(name) = rest.get(..4) {
        let length: [u8; 4] = rest.get(4..8)?.try_into().ok()?;
        let length = usize::try_from(u32::from_le_bytes(length)).ok()?;
        let padded = length.checked_add(length % 2)?.checked_add(8)?;
        // The last chunk of an odd length may lack its padding.
        let (chunk, after) = rest.split_at_checked(padded.min(rest.len())).filter(|_| padded <= rest.len() + 1)?;
        match name {
            b"EXIF" | b"XMP " => {}
            b"VP8X" => {
                let flags = chunk.get(8).copied()? & !SPEAKS;
                chunks.extend(chunk.get(..8)?);
                chunks.push(flags);
                chunks.extend(chunk.get(9..)?);
            }
            _ => chunks.extend(chunk),
        }
        rest = after;
    }
    if chunks.is_empty() {
        return None;
    }
    let size = u32::try_from(chunks.len().checked_add(4)?).ok()?;
    let mut whole = b"RIFF".to_vec();
    whole.extend(size.to_le_bytes());
    whole.extend(b"WEBP");
    whole.extend(chunks);
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A photo with a place, turned a quarter, with a comment and a second picture behind it.
    fn photo() -> Vec<u8> {
        let mut tiff = b"II\x2a\0\x08\0\0\0\x02\0".to_vec();
        tiff.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
        tiff.extend(b"\x25\x88\x04\0\x01\0\0\0\x30\0\0\0\0\0\0\0GPS 18.67N 105.69E");
        let mut part = b"Exif\0\0".to_vec();
        part.extend(tiff);
        let segment = |marker: u8, body: &[u8]| {
            let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
            [&[0xff, marker][..], &length, body].concat()
        };
        [
            vec![0xff, 0xd8],
            segment(0xe0, b"JFIF\0\x01\x02"),
            segment(0xe1, &part),
            segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0GPS 18.67N"),
            segment(0xe2, b"ICC_PROFILE\0\x01\x01colours"),
            segment(0xe2, b"MPF\0more"),
            segment(0xfe, b"taken by Nam"),
            segment(0xdb, b"tables"),
            segment(0xda, b"scan"),
            b"coded\xff\0more\xff\xd0more".to_vec(),
            vec![0xff, 0xd9],
            b"\xff\xd8second GPS".to_vec(),
        ]
        .concat()
    }

    fn has(content: &[u8], text: &[u8]) -> bool {
        content.windows(text.len()).any(|window| window == text)
    }

    #[test]
    fn a_photo_loses_where_it_was_taken_and_keeps_which_way_is_up() {
        let clean = jpeg(&photo()).unwrap();
        for gone in [&b"GPS"[..], b"Nam", b"xap", b"MPF", b"second"] {
            assert!(!has(&clean, gone), "{}", String::from_utf8_lossy(gone));
        }
        for stays in [&b"JFIF"[..], b"ICC_PROFILE", b"tables", b"coded\xff\0more\xff\xd0more\xff\xd9"] {
            assert!(has(&clean, stays), "{}", String::from_utf8_lossy(stays));
        }
        let part = clean.windows(6).position(|window| window == b"Exif\0\0").unwrap();
        assert_eq!(orientation(&clean[part + 6..]), Some(6));
        // Cleaned again it stays the same, and a photo that needs no turning has no such part at all.
        assert_eq!(jpeg(&clean), Some(clean.clone()));
        assert!(turned(1).is_empty());
        for cut in 2..photo().len() - 14 {
            assert!(jpeg(&photo()[..cut]).is_none_or(|clean| !has(&clean, b"GPS")), "cut at {cut}");
        }
    }

    #[test]
    fn pictures_lose_their_texts() {
        let chunk = |name: &[u8], body: &[u8]| {
            [&u32::try_from(body.len()).unwrap().to_be_bytes()[..], name, body, b"crc."].concat()
        };
        let head = b"\x89PNG\r\n\x1a\n".to_vec();
        let whole = [
            head.clone(),
            chunk(b"IHDR", b"size"),
            chunk(b"eXIf", b"GPS"),
            chunk(b"tEXt", b"GPS"),
            chunk(b"IDAT", b"data"),
            chunk(b"IEND", b""),
            b"GPS".to_vec(),
        ]
        .concat();
        assert_eq!(
            png(&whole),
            Some([head, chunk(b"IHDR", b"size"), chunk(b"IDAT", b"data"), chunk(b"IEND", b"")].concat())
        );
        assert_eq!(png(&whole[..30]), None);
        let chunk = |name: &[u8], body: &[u8]| {
            let mut chunk = [name, &u32::try_from(body.len()).unwrap().to_le_bytes()[..], body].concat();
            chunk.extend(std::iter::repeat_n(0, body.len() % 2));
            chunk
        };
        let riff = |chunks: Vec<u8>| {
            [
                b"RIFF".to_vec(),
                u32::try_from(chunks.len() + 4).unwrap().to_le_bytes().to_vec(),
                b"WEBP".to_vec(),
                chunks,
            ]
            .concat()
        };
        let whole = riff(
            [chunk(b"VP8X", b"\x2c123456789"), chunk(b"VP8 ", b"odd"), chunk(b"EXIF", b"GPS"), chunk(b"XMP ", b"GPS")]
                .concat(),
        );
        assert_eq!(webp(&whole), Some(riff([chunk(b"VP8X", b"\x20123456789"), chunk(b"VP8 ", b"odd")].concat())));
        assert_eq!(webp(b"RIFF\x04\0\0\0WEBP"), None);
    }
}
