//! The form opened, kept and printed by LibreOffice, which is not ours: no warning, the same numbers, and its own file comes back.
//!
//! Where there is no LibreOffice the test says so on standard error and is skipped. Not here: what a file may say (`round`).

use std::{
    fs,
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
    process::Command,
};

use congdoan_model::figures::{NOT_APPLICABLE, Value};
use congdoan_paper::intake::{Book, Raw, Row, value::shown};
use congdoan_service::reports::{LineEntry, Report, ReportAsk, Said, TypedLine};
use congdoan_testkit::on_both;

use crate::house::{FROM, House, edited, half, numbers, own, taken};

/// What LibreOffice says of a machine without Java, which a spreadsheet does not ask for.
const NO_JAVA: &str = "javaldx";

fn above() -> ReportAsk<'static> {
    ReportAsk { unit: "north-a", form: "2-hdcd", period: half(), receiver: None }
}

fn is_installed() -> bool {
    match Command::new("soffice").arg("--version").output() {
        Err(missing) if missing.kind() == ErrorKind::NotFound => {
            // Written past the test's own capture: whoever reads the run must see what was not tried.
            let mut error = std::io::stderr();
            writeln!(error, "skipped: LibreOffice (soffice) is not installed, forms were not opened in it").unwrap();
            false
        }
        found => found.unwrap().status.success(),
    }
}

/// A file as LibreOffice writes it anew.
fn kept_as(folder: &Path, name: &str, content: &[u8], ending: &str) -> PathBuf {
    let (file, out) = (folder.join(name), folder.join(ending));
    fs::write(&file, content).unwrap();
    // A profile of its own: an office somebody has open would answer in its place.
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let mut office = Command::new("soffice");
    office.args([&profile, "--headless", "--norestore", "--convert-to", ending, "--outdir"]).arg(&out).arg(&file);
    let said = office.output().unwrap();
    let complaints = String::from_utf8_lossy(&said.stderr).into_owned();
    let complaints: Vec<&str> = complaints.lines().filter(|line| !line.contains(NO_JAVA)).collect();
    assert!(said.status.success() && complaints.is_empty(), "{ending}: {complaints:?}");
    out.join(name).with_extension(ending)
}

/// The rows of the form in a file, read cell by cell.
fn rows(path: &Path) -> Vec<Row> {
    let book = Book::open(path).unwrap();
    book.sheets()[0].rows().unwrap().map(Result::unwrap).collect()
}

/// Every line of a report stands in the rows with its number, as a number; how many lines have one.
fn holds(rows: &[Row], report: &Report) -> usize {
    let mut held = 0;
    for line in report.lines() {
        let row = rows.iter().find(|row| shown(row.cell(0)) == line.line.number).unwrap();
        let answer = line.answer.as_ref().unwrap();
        let expected = match answer.value {
            Some(Value::Whole(whole)) => whole as f64,
            Some(Value::Hundredths(hundredths)) => hundredths as f64 / 10_000.0,
            None => continue,
        };
        let Raw::Number(number) = row.cell(3) else { panic!("{}: {:?}", line.line.number, row.cell(3)) };
        assert!((number - expected).abs() < 1e-9, "{}: {number}, not {expected}", line.line.number);
        held += 1;
    }
    held
}

/// A report of the upper union with numbers of two unions, of its own, of records, and one that does not apply.
async fn filled(house: &House) -> congdoan_model::access::Caller {
    let two = house.officer("chair-two", "north-two", "chair").await;
    let officer = house.officer("officer", "north-a", "upper_officer").await;
    let line = |number: &str, value: &str| TypedLine {
        number: number.to_owned(),
        value: value.to_owned(),
        reason: String::new(),
    };
    let second = [line("A01", "80"), line("A02", "0"), line("H02", "987654321012"), line("A14", NOT_APPLICABLE)];
    let ask = ReportAsk { unit: "north-two", ..own() };
    house.service.fill_report(&house.now(&two), &ask, &second, None).await.unwrap();
    let upper = [line("C24", "5"), line("H11.1", NOT_APPLICABLE)];
    house.service.fill_report(&house.now(&officer), &above(), &upper, None).await.unwrap();
    officer
}

#[tokio::test]
async fn libreoffice_opens_keeps_and_prints_the_form_and_its_own_file_comes_back() {
    if !is_installed() {
        return;
    }
    on_both(async |fresh| {
        let (house, _) = House::filled(fresh).await;
        let officer = filled(&house).await;
        let sheet = house.sheet(&officer, &above()).await;
        let report = house.service.report(&officer, "north-a", "2-hdcd", half()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();

        // On paper: every line that has a number, with that number, whichever sign groups its digits.
        let pdf = kept_as(folder.path(), "bieu.xlsx", &sheet, "pdf");
        let text = Command::new("pdftotext").arg("-layout").arg(&pdf).arg("-").output();
        let text = String::from_utf8(text.expect("pdftotext is needed: install poppler-utils").stdout).unwrap();
        for (number, digits) in [("A01", "1400"), ("A02", "640"), ("C24", "5"), ("D05", "1"), ("H02", "987654321012")] {
            let line = text.lines().find(|line| line.split_whitespace().next() == Some(number));
            let line = line.unwrap_or_else(|| panic!("{number} is not in {text}")).replace([',', '.'], "");
            assert!(line.split_whitespace().any(|word| word.trim_end_matches('*') == digits), "{number}: {line}");
        }
        assert!(text.contains("không áp dụng"), "{text}");

        // Kept by LibreOffice: the same numbers, still locked, still ours.
        let kept = kept_as(folder.path(), "bieu.xlsx", &sheet, "xlsx");
        assert_eq!(holds(&rows(&kept), &report), holds(&rows(&folder.path().join("bieu.xlsx")), &report));
        assert!(holds(&rows(&kept), &report) > 8, "{}", holds(&rows(&kept), &report));
        let kept = fs::read(kept).unwrap();
        let part = "xl/worksheets/sheet1.xml";
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&kept)).unwrap();
        let xml = std::io::read_to_string(archive.by_name(part).unwrap()).unwrap();
        assert!(xml.contains("<sheetProtection ") && xml.contains("<dataValidation "), "protected as it went out");
        let untouched = house.read(&officer, &above(), &kept).await.unwrap();
        assert!(untouched.made_here && untouched.differences.is_empty(), "{:?}", untouched.differences);
        let before = house.read(&officer, &above(), &sheet).await.unwrap();
        assert_eq!(untouched.same, before.same);

        // Three cells typed into what LibreOffice kept, and kept by it once more: three differences.
        let typed = edited(&kept, &[("D", "C24", "6"), ("D", "H11.1", "2"), ("D", "H10.1", "Không áp dụng")]);
        let again = fs::read(kept_as(folder.path(), "sua.xlsx", &typed, "xlsx")).unwrap();
        let reading = house.read(&officer, &above(), &again).await.unwrap();
        let found: Vec<(Said, Said)> = reading.differences.iter().map(|one| (one.ours, one.theirs)).collect();
        assert_eq!(numbers(&reading), ["C24", "H10.1", "H11.1"]);
        let none = Said::NotApplicable;
        assert_eq!(found, [(Said::Number(5), Said::Number(6)), (Said::Nothing, none), (none, Said::Number(2))]);
        assert!(reading.differences.iter().all(|one| one.is_plain() && one.entry == LineEntry::Declared));
        let all = taken(&reading, &[("H10.1", ""), ("C24", ""), ("H11.1", "")]);
        house.service.take_sheet(&house.now(&officer), &above(), &all, FROM).await.unwrap().unwrap();
        assert!(house.read(&officer, &above(), &again).await.unwrap().differences.iter().all(|one| !one.edited));
        assert!(house.service.verify().await.unwrap().differences.is_empty());
    })
    .await;
}
