//! Sheets in and out by the binary: what one database exports another takes in, on either engine.
//!
//! Not here: what a row may hold (`service`), members' sheets.

use std::fs;

use crate::{
    base::{Base, Engine},
    program::figure,
};

const UNITS: &str = "Mã,Tên,Cấp,Hình thức,Mã đơn vị quản lý,Ngày thành lập\n\
    goc,Tổng,confederation,,,01/01/2000\ntinh,Tỉnh,province,,goc,01/01/2000\n\
    cap-tren,Cấp trên,upper,,tinh,01/01/2000\nco-so,Cơ sở,grassroots,,cap-tren,01/01/2010\n";
const CLASSES: &str = "Mã đơn vị,Ngày khai giảng,Nội dung,Số lượt người dự\n\
    co-so,06/05/2025,Đối thoại,40\nco-so,07/05/2025,Tài chính,25\nkhong-co,07/05/2025,Tài chính,25\n";
const FIGURES: &str =
    "Mã đơn vị,Chỉ tiêu,Tháng,Giá trị\nco-so,members.total,06/2025,120\nco-so,training.classes,06/2025,2\n";

fn begun(engine: Engine) -> Base {
    let base = Base::fresh(engine);
    base.run(&["migrate"]).data();
    bring(&base, "units", UNITS, &[]);
    base
}

fn bring(base: &Base, what: &str, sheet: &str, more: &[&str]) -> serde_json::Value {
    let path = base.path(&format!("{what}.csv"));
    fs::write(&path, sheet).expect("a file");
    base.run(&[&["import", what, path.as_str(), "--format", "json"], more].concat()).json()
}

#[test]
fn a_sheet_of_one_register_and_one_of_figures_come_in_and_go_on_to_another_database() {
    for engine in Engine::ALL {
        let base = begun(engine);
        let tried = bring(&base, "records", CLASSES, &["--register", "training", "--dry-run"]);
        assert_eq!((&tried["batch"], &tried["created"], &tried["refused"]), (&().into(), &2.into(), &1.into()));
        let path = base.path("records.csv");
        let whole = base.run(&["import", "records", &path, "--register", "training"]);
        assert_eq!(whole.status, 1, "{whole:?}");
        assert!(whole.err.contains("khong-co") && whole.err.contains("không có đơn vị này"), "{whole:?}");
        let taken = bring(&base, "records", CLASSES, &["--register", "training", "--partial"]);
        assert_eq!((&taken["created"], &taken["changed"], &taken["refused"]), (&2.into(), &0.into(), &1.into()));
        let declared = bring(&base, "figures", FIGURES, &["--partial"]);
        assert_eq!((&declared["created"], &declared["refused"]), (&1.into(), &1.into()));
        let asked = ("tinh", "training.attendances", "2025");
        assert_eq!(figure(&base.url, asked, &[])["value"], 65);
        let other = begun(engine.other());
        for what in ["records", "figures"] {
            let out = base.run(&["export", what]).data();
            let taken = bring(&other, what, &out, &[]);
            assert_eq!(taken["refused"], 0, "{what}: {taken}");
            assert_eq!(other.run(&["export", what]).data(), out, "{what} are as they were");
            assert_eq!(bring(&other, what, &out, &[])["batch"], serde_json::Value::Null, "again nothing");
        }
        assert_eq!(figure(&other.url, asked, &[])["value"], 65);
        base.run(&["import", "undo", taken["batch"].as_str().expect("a batch")]).data();
        assert_eq!(figure(&base.url, asked, &[])["value"], serde_json::Value::Null);
        base.verifies();
        other.verifies();
    }
}
