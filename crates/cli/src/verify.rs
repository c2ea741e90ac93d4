//! `congdoan verify`: every figure and total again from the records, and every chain walked.
//!
//! Not here: the checks themselves (`service::audit`).

use congdoan_service::Service;

use crate::{
    database::{Place, open},
    output::{Failure, print, say},
};

/// Runs it on the database of the command line.
pub(crate) async fn run(place: &Place) -> Result<(), Failure> {
    check(&open(place).await?).await
}

/// Runs it on an open service; differences are data, one a line.
pub(crate) async fn check(service: &Service) -> Result<(), Failure> {
    let found = service.verify().await?;
    say(&format!(
        "congdoan: {} bản ghi/records, {} dòng số liệu/rows, {} tổng/totals, {} kỳ đã khóa/sealed periods, {} mục nhật ký/audit entries",
        found.records, found.rows, found.totals, found.seals, found.entries
    ));
    found.differences.iter().try_for_each(|difference| print(difference))?;
    match found.differences.len() {
        0 => {
            say("congdoan: khớp hoàn toàn / everything agrees: ✓");
            Ok(())
        }
        count => Err(Failure::refused(
            &format!("{count} chỗ không khớp, liệt kê ở trên; hãy phục hồi từ bản sao lưu gần nhất còn khớp"),
            &format!("{count} places differ, listed above; restore the latest backup that agrees"),
        )),
    }
}
