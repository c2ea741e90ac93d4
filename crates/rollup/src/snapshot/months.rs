//! One month of the grid, packed by segments of lines: for each column one bit a line for what was declared, the least
//! number, and how far every other is above it, in as many bits as the farthest needs.
//!
//! Not here: what a line is (`grid`).

use super::{
    Read, SnapshotError,
    wire::{Put, Reader, SLACK, pack},
};
use crate::grid::{BLOCK, Leaf, Line, bits};

/// In the first byte of a column: every line of the segment has a number, so that no bits say which do.
const FULL: u8 = 0x80;

/// A month's bytes, and how many numbers are in them.
pub(super) fn write(leaf: &Leaf) -> (Vec<u8>, usize) {
    let (mut to, mut count) = (Vec::new(), 0);
    let lines: Vec<(u32, Line<'_>)> = leaf.lines().filter(|(_, line)| line.is_any()).collect();
    to.reserve(lines.len() * leaf.width());
    to.put_count(leaf.width());
    to.put_count(lines.len());
    let mut last = 0;
    for lines in lines.chunks(BLOCK) {
        for (seat, _) in lines {
            to.put_signed(i64::from(*seat) - last);
            last = i64::from(*seat) + 1;
        }
        // Memory brings whole lines one after another sooner than places of them column by column.
        std::hint::black_box(lines.iter().fold(0, |sum, (_, line)| sum ^ line.touch_all()));
        for column in 0..leaf.width() {
            count += write_column(&mut to, lines, column);
        }
    }
    to.put(&[0; SLACK]);
    (to, count)
}

fn write_column(to: &mut Vec<u8>, lines: &[(u32, Line<'_>)], column: usize) -> usize {
    let (word, bit) = (column / 64, column % 64);
    let (mut there, mut count, mut values) = (0_u64, 0, [0_i64; BLOCK]);
    for (at, (_, line)) in lines.iter().enumerate() {
        // Reckoned, not decided: whether a unit reported cannot be guessed.
        let is_there = line.present.get(word).map_or(0, |word| word >> bit & 1);
        if let (Some(value), Some(to)) = (line.values.get(column), values.get_mut(count)) {
            *to = *value;
        }
        there |= is_there << at;
        count += usize::from(is_there == 1);
    }
    let values = values.get(..count).unwrap_or_default();
    let (least, most) = (values.iter().min().copied().unwrap_or(0), values.iter().max().copied().unwrap_or(0));
    if count == 0 {
        to.push(0);
        return 0;
    }
    // The distance of any two numbers fits, taken without a sign.
    let width = 64 - most.wrapping_sub(least).cast_unsigned().leading_zeros();
    let is_full = count == lines.len();
    to.push((u8::try_from(width).unwrap_or(64) + 1) | if is_full { FULL } else { 0 });
    if !is_full {
        to.extend(there.to_le_bytes().iter().take(lines.len().div_ceil(8)));
    }
    to.put_signed(least);
    let above = values.iter().map(|value| value.wrapping_sub(least).cast_unsigned());
    pack(to, above, width);
    count
}

/// The month of some bytes; its seats are below `seats`, its columns below `columns`.
pub(super) fn read(bytes: &[u8], columns: usize, seats: usize) -> Read<Leaf> {
    let mut from = Reader::new(bytes);
    let width: usize = from.small()?;
    if width > columns {
        return Err(SnapshotError::Damaged("a month has more columns than there are"));
    }
    let mut leaf = Leaf::new(width);
    let mut left = from.count(1)?;
    let mut next = 0_i64;
    while left > 0 {
        let count = left.min(BLOCK);
        left -= count;
        let mut sitting = Vec::with_capacity(count);
        for _ in 0..count {
            let seat = from.signed()?.checked_add(next);
            let seat = seat.and_then(|seat| u32::try_from(seat).ok()).filter(|seat| (*seat as usize) < seats);
            let seat = seat.ok_or(SnapshotError::Damaged("a month has more seats than there are"))?;
            next = i64::from(seat) + 1;
            sitting.push(seat);
        }
        let lines = leaf.append(&sitting).ok_or(SnapshotError::Damaged("a seat is there twice"))?;
        let (words, stride) = (width.div_ceil(64), lines.stride);
        for column in 0..width {
            read_column(&mut from, (lines.present, words), (lines.numbers, stride), (column, count))?;
        }
    }
    if from.take(SLACK)?.iter().any(|byte| *byte != 0) || !from.is_done() {
        return Err(SnapshotError::Damaged("a month goes on behind its end"));
    }
    Ok(leaf)
}

fn read_column(
    from: &mut Reader<'_>,
    (present, words): (&mut [u64], usize),
    (numbers, stride): (&mut [i64], usize),
    (column, count): (usize, usize),
) -> Read<()> {
    let first = from.byte()?;
    let Some(width) = (first & !FULL).checked_sub(1).map(u32::from) else { return Ok(()) };
    let every = if count >= 64 { u64::MAX } else { (1 << count) - 1 };
    let there = if first & FULL == 0 {
        let mut mask = [0; 8];
        let taken = from.take(count.div_ceil(8))?;
        mask.iter_mut().zip(taken).for_each(|(to, byte)| *to = *byte);
        u64::from_le_bytes(mask)
    } else {
        every
    };
    if there & !every != 0 || width > 64 {
        return Err(SnapshotError::Damaged("a column is wider than its month"));
    }
    let least = from.signed()?;
    let packed = from.packed(there.count_ones() as usize, width)?;
    let (word, bit) = (column / 64, 1 << (column % 64));
    for (place, line) in bits([there]).enumerate() {
        if let (Some(to), Some(present)) =
            (numbers.get_mut(line * stride + column), present.get_mut(line * words + word))
        {
            *to = least.wrapping_add(packed.get(place).cast_signed());
            *present |= bit;
        }
    }
    Ok(())
}
