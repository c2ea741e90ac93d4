//! `congdoan report`: a form filled for a unit and a period, for programs or as a paper.
//!
//! Not here: what a form holds (`pack`), where its figures come from (`service::reports`).

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use congdoan_model::{Period, names::Language};
use congdoan_service::{papers::PaperFormat, reports::ReportAsk};

use crate::{
    database::{Place, open},
    output::{Failure, print_bytes},
};

/// Arguments of `report`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Report {
    /// Mã đơn vị / code of the unit
    #[arg(long, value_name = "CODE")]
    unit: String,
    /// Mã biểu / id of the form: 1-hdcd, 2-hdcd
    #[arg(long, value_name = "ID")]
    form: String,
    /// Kỳ / period: 2022, 2022-H1, 2021-12-01/2022-05-31
    #[arg(long, value_name = "P")]
    period: String,
    /// Dạng kết quả / form of the result
    #[arg(long, value_enum, default_value = "json")]
    format: Shape,
    /// Ghi ra tệp; nếu không thì ra đầu ra chuẩn / write into a file; else to standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    Json,
    Xlsx,
    Docx,
    Pdf,
    /// Biểu Excel để điền và nộp lại / the Excel form to be filled in and sent back
    Sheet,
}

impl Report {
    pub(crate) async fn run(self, place: &Place, language: Language) -> Result<(), Failure> {
        let period: Period = self.period.parse()?;
        let service = open(place).await?;
        let report = service.report_for_operator(&self.unit, &self.form, period).await?;
        let paper = match self.format {
            Shape::Json | Shape::Sheet => None,
            Shape::Xlsx => Some(PaperFormat::Xlsx),
            Shape::Docx => Some(PaperFormat::Docx),
            Shape::Pdf => Some(PaperFormat::Pdf),
        };
        let bytes = match paper {
            None if self.format == Shape::Sheet => {
                let ask = ReportAsk { unit: &self.unit, form: &self.form, period, receiver: None };
                service.report_sheet(&service.system(), &ask, language).await?
            }
            None => format!("{}\n", serde_json::to_string(&report.data(language))?).into_bytes(),
            Some(format) => {
                let caller = service.system();
                let table = service.report_paper(&caller, &report, language).await?;
                service.write_paper(&caller, table, format).await?
            }
        };
        let Some(path) = self.output else { return print_bytes(&bytes) };
        // A name beside the wished one: an interrupted paper must not look like a whole one.
        let partial = path.with_extension("partial");
        std::fs::write(&partial, bytes)?;
        Ok(std::fs::rename(&partial, &path)?)
    }
}
