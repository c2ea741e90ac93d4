//! The titles of columns in headers of one to three rows.
//!
//! A merged title stands in its first cell only, and a streaming reader never learns of merges; so an empty cell with a
//! title below it belongs to the title at its left, when that too has titles below.
//!
//! Not here: what the titles mean (`header`).

use super::{Row, value::shown};

/// The titles over each column, from the highest level to the lowest; an empty list for a column without any.
pub(crate) fn paths(rows: &[Row]) -> Vec<Vec<String>> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let grid: Vec<Vec<String>> =
        rows.iter().map(|row| (0..width).map(|column| shown(row.cell(column))).collect()).collect();
    let has_below =
        |level: usize, column: usize| grid.iter().skip(level + 1).any(|titles| !at(titles, column).is_empty());
    let mut filled: Vec<Vec<String>> = Vec::with_capacity(grid.len());
    for (level, titles) in grid.iter().enumerate() {
        let mut spread = Vec::with_capacity(width);
        let mut parent: Option<usize> = None;
        for column in 0..width {
            if !at(titles, column).is_empty() {
                parent = Some(column);
            }
            let belongs = parent.filter(|parent| {
                let one_above = filled.iter().all(|above| at(above, *parent) == at(above, column));
                *parent == column || (one_above && has_below(level, column) && has_below(level, *parent))
            });
            spread.push(belongs.map(|parent| at(titles, parent).to_owned()).unwrap_or_default());
        }
        filled.push(spread);
    }
    (0..width)
        .map(|column| {
            let mut path: Vec<String> = filled.iter().map(|titles| at(titles, column).to_owned()).collect();
            path.retain(|title| !title.is_empty());
            path.dedup();
            path
        })
        .collect()
}

fn at(titles: &[String], column: usize) -> &str {
    titles.get(column).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Raw;

    fn row(number: u32, cells: &[&str]) -> Row {
        Row { number, cells: cells.iter().map(|text| Raw::text(text)).collect() }
    }

    #[test]
    fn merged_titles_spread_over_their_columns_only() {
        let rows = [
            row(5, &["TT", "Họ và tên", "Ngày sinh", "", "Quê quán", "Địa chỉ", "", ""]),
            row(6, &["", "", "Nam", "Nữ", "", "Xã", "Huyện", "Tỉnh"]),
        ];
        let joined: Vec<String> = paths(&rows).iter().map(|path| path.join("/")).collect();
        let expected = [
            "TT",
            "Họ và tên",
            "Ngày sinh/Nam",
            "Ngày sinh/Nữ",
            "Quê quán",
            "Địa chỉ/Xã",
            "Địa chỉ/Huyện",
            "Địa chỉ/Tỉnh",
        ];
        assert_eq!(joined, expected);
    }

    #[test]
    fn three_levels_are_told_apart() {
        let rows = [
            row(1, &["TT", "Thông tin", "", "", "", "Ghi chú"]),
            row(2, &["", "Tên", "Sinh", "", "Đơn vị", ""]),
            row(3, &["", "", "Nam", "Nữ", "", ""]),
        ];
        let joined: Vec<String> = paths(&rows).iter().map(|path| path.join("/")).collect();
        assert_eq!(
            joined,
            ["TT", "Thông tin/Tên", "Thông tin/Sinh/Nam", "Thông tin/Sinh/Nữ", "Thông tin/Đơn vị", "Ghi chú"]
        );
    }
}
