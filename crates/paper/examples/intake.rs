//! Measures how quickly a sheet is read, and with how much memory.
//!
//! `intake FILE` reads every sheet of a file and prints rows, rows a second and the most memory the process held.
//! `intake write FILE ROWS [shared]` writes a list of members of 12 columns to be read; with `shared` its texts are
//! kept apart from the cells, as Excel and LibreOffice save them.

use std::{
    error::Error,
    fs::File,
    io::{self, BufWriter, Write},
    time::Instant,
};

use chrono::{Days, NaiveDate};
use congdoan_model::Timestamp;
use congdoan_paper::{
    Cell, Column, ColumnKind,
    intake::{Book, Raw, Sieve, Tally, Title, find_header},
    rows::{self, Format},
};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut out = io::stdout().lock();
    let begun = Instant::now();
    match words.as_slice() {
        ["write", file, rows] => write(file, rows.parse()?)?,
        ["write", file, rows, "shared"] => write_shared(file, rows.parse()?)?,
        [file] => read(file, &mut out)?,
        _ => return Err("intake FILE, or intake write FILE ROWS [shared]".into()),
    }
    writeln!(out, "{:.2} s, {}", begun.elapsed().as_secs_f64(), memory())?;
    Ok(())
}

fn read(file: &str, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let book = Book::open(file)?;
    writeln!(out, "opened in {:.2} s, {}", begun.elapsed().as_secs_f64(), memory())?;
    let known = [
        Title::new("name", &["Họ và tên"]).naming(),
        Title::new("born", &["Ngày sinh"]),
        Title::new("sex", &["Giới tính"]),
        Title::new("identity", &["Số căn cước"]),
    ];
    for sheet in book.sheets() {
        let begun = Instant::now();
        let head: Vec<_> = sheet.rows()?.take(40).collect::<Result<_, _>>()?;
        let header = find_header(&head, &known);
        let mut sieve = header.as_ref().map(Sieve::new);
        let (mut count, mut cells) = (0_u64, 0_u64);
        for row in sheet.rows()? {
            let row = row?;
            count += 1;
            cells += row.cells.iter().filter(|cell| **cell != Raw::Empty).count() as u64;
            if let Some(sieve) = &mut sieve {
                sieve.kind(&row);
            }
        }
        let seconds = begun.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "shown, not calculated with")]
        let speed = count as f64 / seconds;
        let Tally { data, .. } = sieve.map(|sieve| sieve.tally()).unwrap_or_default();
        writeln!(
            out,
            "{}: {count} rows ({data} of data), {cells} cells, {speed:.0} rows/s, {}",
            sheet.name(),
            memory()
        )?;
    }
    Ok(())
}

/// The most memory the process held so far, where the system tells.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    peak.unwrap_or("memory unknown").split_whitespace().collect::<Vec<_>>().join(" ")
}

const HEADINGS: [(&str, ColumnKind); 12] = [
    ("TT", ColumnKind::Number),
    ("Họ và tên", ColumnKind::Text),
    ("Ngày sinh", ColumnKind::Day),
    ("Giới tính", ColumnKind::Text),
    ("Số căn cước", ColumnKind::Text),
    ("Điện thoại", ColumnKind::Text),
    ("Mã đơn vị", ColumnKind::Text),
    ("Đơn vị", ColumnKind::Text),
    ("Chức danh", ColumnKind::Text),
    ("Ngày vào công đoàn", ColumnKind::Text),
    ("Số thẻ", ColumnKind::Text),
    ("Thư điện tử", ColumnKind::Text),
];

fn member(number: u32) -> [Cell; 12] {
    let born =
        NaiveDate::from_ymd_opt(1965, 1, 1).and_then(|day| day.checked_add_days(Days::new((number % 14_000).into())));
    [
        Cell::Whole(number.into()),
        Cell::Text(format!("Nguyễn Thị {} Văn {}", number % 977, number % 313)),
        born.map_or(Cell::Empty, Cell::Day),
        Cell::Text(if number.is_multiple_of(2) { "Nam" } else { "Nữ" }.to_owned()),
        Cell::Text(format!("0{:011}", u64::from(number) * 7_919)),
        Cell::Text(format!("09{:08}", u64::from(number) * 31 % 100_000_000)),
        Cell::Text(format!("cdcs-{:05}", number / 80)),
        Cell::Text(format!("Công đoàn cơ sở số {}", number / 80)),
        Cell::Text("Đoàn viên".to_owned()),
        Cell::Text(format!("{:02}/{:02}/{}", number % 28 + 1, number % 12 + 1, 1_990 + number % 35)),
        Cell::Text(format!("TL{number:07}")),
        Cell::Text(format!("dv{number}@congdoan.example")),
    ]
}

fn write(file: &str, most: u32) -> Result<(), Box<dyn Error>> {
    let columns = HEADINGS.map(|(heading, kind)| Column::new(heading, kind));
    let format = file.rsplit_once('.').and_then(|(_, ending)| Format::from_name(ending)).ok_or("unknown format")?;
    let destination = BufWriter::new(File::create(file)?);
    let mut rows = rows::open(format, destination, "Đoàn viên", &columns, Timestamp::from_micros(0))?;
    for number in 1..=most {
        rows.push(&member(number))?;
    }
    rows.finish()?.flush()?;
    Ok(())
}

fn write_shared(file: &str, most: u32) -> Result<(), Box<dyn Error>> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet_with_low_memory()?;
    let day = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    for (column, (heading, _)) in (0..).zip(HEADINGS) {
        sheet.write_string(0, column, heading)?;
    }
    for number in 1..=most {
        for (column, cell) in (0..).zip(member(number)) {
            match cell {
                Cell::Text(text) => sheet.write_string(number, column, text)?,
                Cell::Whole(_) => sheet.write_number(number, column, number)?,
                Cell::Day(born) => sheet.write_datetime_with_format(number, column, &excel(born)?, &day)?,
                _ => sheet,
            };
        }
    }
    book.save(file)?;
    Ok(())
}

fn excel(day: NaiveDate) -> Result<rust_xlsxwriter::ExcelDateTime, rust_xlsxwriter::XlsxError> {
    rust_xlsxwriter::ExcelDateTime::parse_from_str(&day.to_string())
}
