//! Numbers, ids and texts in bytes, and back; numbers of a column packed into as many bits as the widest of them needs.
//!
//! Numbers are little-endian; those that are mostly small take seven bits a byte, the sign in the lowest bit. Whatever is
//! read asks first whether the bytes are there. Not here: what the bytes mean.

use super::{Read, SnapshotError};

/// Bytes behind packed numbers that belong to nothing, so that eight are read at once.
pub(super) const SLACK: usize = 8;

/// Bytes being written.
pub(super) trait Put {
    fn put(&mut self, bytes: &[u8]);

    /// A number that is mostly small.
    fn put_number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.put(&[low_byte(number) | 0x80]);
            number >>= 7;
        }
        self.put(&[low_byte(number)]);
    }

    /// A count.
    fn put_count(&mut self, count: usize) {
        self.put_number(count as u64);
    }

    /// A number that is mostly near nothing, on either side.
    fn put_signed(&mut self, number: i64) {
        self.put_number((number << 1 ^ number >> 63).cast_unsigned());
    }

    /// Bytes with their length before them.
    fn put_text(&mut self, text: &[u8]) {
        self.put_count(text.len());
        self.put(text);
    }
}

impl Put for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the lowest byte is meant")]
const fn low_byte(number: u64) -> u8 {
    number as u8
}

/// Bytes being read, from the front.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    pub(super) const fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) const fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn take(&mut self, count: usize) -> Read<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(SnapshotError::Damaged("it ends too early"))?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| SnapshotError::Damaged("it ends too early"))
    }

    pub(super) fn byte(&mut self) -> Read<u8> {
        let [byte] = self.array()?;
        Ok(byte)
    }

    pub(super) fn number(&mut self) -> Read<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(SnapshotError::Damaged("a number is too long"))
    }

    pub(super) fn signed(&mut self) -> Read<i64> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// A number of as many bits as its place takes.
    pub(super) fn small<T: TryFrom<u64>>(&mut self) -> Read<T> {
        T::try_from(self.number()?).map_err(|_| SnapshotError::Damaged("a number is too large"))
    }

    /// How many things follow, each of some bytes at least: never more than there is room for.
    pub(super) fn count(&mut self, least: usize) -> Read<usize> {
        let count: usize = self.small()?;
        if count > self.rest.len() / least.max(1) {
            return Err(SnapshotError::Damaged("a count is too large"));
        }
        Ok(count)
    }

    pub(super) fn bytes(&mut self) -> Read<&'b [u8]> {
        let count = self.count(1)?;
        self.take(count)
    }

    pub(super) fn text(&mut self) -> Read<&'b str> {
        std::str::from_utf8(self.bytes()?).map_err(|_| SnapshotError::Damaged("a text is none"))
    }

    /// Packed numbers, with what stands behind them.
    pub(super) fn packed(&mut self, count: usize, width: u32) -> Read<Packed<'b>> {
        let bytes = packed_bytes(count, width);
        let all = self.rest.get(..bytes + SLACK).ok_or(SnapshotError::Damaged("it ends too early"))?;
        self.take(bytes)?;
        Ok(Packed { bytes: all, width })
    }
}

/// Bytes that numbers of a width take.
const fn packed_bytes(count: usize, width: u32) -> usize {
    (count * width as usize).div_ceil(8)
}

/// Numbers of one width, one behind another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packed<'b> {
    bytes: &'b [u8],
    width: u32,
}

impl Packed<'_> {
    /// The number in a place; nothing where there is none.
    pub(super) fn get(&self, place: usize) -> u64 {
        let at = place * self.width as usize;
        let (byte, bit) = (at / 8, at % 8);
        let words = self.bytes.get(byte..).and_then(|rest| rest.first_chunk::<8>());
        let word = words.map_or(0, |bytes| u64::from_le_bytes(*bytes)) >> bit;
        let over = (self.width as usize + bit).saturating_sub(64);
        let more = match self.bytes.get(byte + 8) {
            Some(more) if over > 0 => u64::from(*more) << (64 - bit),
            _ => 0,
        };
        (word | more) & mask(self.width)
    }
}

/// The lowest bits.
const fn mask(width: u32) -> u64 {
    if width >= 64 { u64::MAX } else { (1 << width) - 1 }
}

/// Writes numbers of a width one behind another.
pub(super) fn pack(to: &mut Vec<u8>, numbers: impl Iterator<Item = u64>, width: u32) {
    let (mut held, mut bits) = (0_u128, 0);
    for number in numbers {
        held |= u128::from(number & mask(width)) << bits;
        bits += width;
        if bits >= 64 {
            to.extend_from_slice(&low_half(held).to_le_bytes());
            held >>= 64;
            bits -= 64;
        }
    }
    to.extend(held.to_le_bytes().iter().take(bits.div_ceil(8) as usize));
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
const fn low_half(held: u128) -> u64 {
    held as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let mut bytes = Vec::new();
        let numbers = [0, 1, 127, 128, 16_383, 16_384, u64::MAX - 1, u64::MAX];
        let signed = [0, -1, 1, -64, 64, i64::MIN, i64::MAX];
        numbers.iter().for_each(|number| bytes.put_number(*number));
        signed.iter().for_each(|number| bytes.put_signed(*number));
        bytes.put_text("số liệu".as_bytes());
        let mut reader = Reader::new(&bytes);
        numbers.iter().for_each(|number| assert_eq!(reader.number(), Ok(*number)));
        signed.iter().for_each(|number| assert_eq!(reader.signed(), Ok(*number)));
        assert_eq!((reader.text(), reader.is_done()), (Ok("số liệu"), true));
        assert!(Reader::new(&[0xff; 11]).number().is_err() && Reader::new(&[0x80]).number().is_err());
        assert!(Reader::new(&[200, 1]).count(1).is_err());
    }

    #[test]
    fn packed_numbers_come_back_at_every_width() {
        for width in 0..=64 {
            let numbers: Vec<u64> =
                (0..67_u64).map(|at| (at + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) & mask(width)).collect();
            let mut bytes = Vec::new();
            pack(&mut bytes, numbers.iter().copied(), width);
            assert_eq!(bytes.len(), packed_bytes(numbers.len(), width));
            bytes.extend([0xff; SLACK]);
            let packed = Reader::new(&bytes).packed(numbers.len(), width).unwrap();
            let back: Vec<u64> = (0..numbers.len()).map(|at| packed.get(at)).collect();
            assert_eq!(back, numbers, "{width}");
        }
    }
}
