//! `congdoan import`: units, members, records, figures and employers from a sheet, and taking an import back.
//!
//! Not here: what a row may hold (`service`), reading sheets (`paper`).

use std::{fmt::Write as _, path::PathBuf, time::Duration};

use clap::{Args, ValueEnum};
use congdoan_model::{BatchId, names::Language};
use congdoan_service::members::{ImportOptions, Imported};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    database::{Place, open},
    output::{Failure, print, say},
};

/// Refused rows shown; the rest goes into `--refusals`.
const SHOWN: usize = 20;

/// Arguments of `import`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Import {
    /// Nhập gì, hoặc `undo` / what, or `undo`
    #[arg(value_enum)]
    what: What,
    /// Tệp XLSX, CSV; hoặc mã đợt nhập / XLSX or CSV file; or the id of an import
    #[arg(value_name = "FILE|BATCH")]
    file: PathBuf,
    /// Chỉ chạy thử, không ghi gì / only a test run, write nothing
    #[arg(long)]
    dry_run: bool,
    /// Nhận các dòng đúng dù có dòng bị từ chối / take good rows though others are refused
    #[arg(long)]
    partial: bool,
    /// Bảng ghép cột đã lưu / saved mapping of columns
    #[arg(long, value_name = "NAME")]
    mapping: Option<String>,
    /// Đơn vị của các dòng không ghi đơn vị / unit of rows that name none
    #[arg(long, value_name = "CODE")]
    unit: Option<String>,
    /// Sổ của các bản ghi không ghi sổ / register of records that name none
    #[arg(long, value_name = "ID")]
    register: Option<String>,
    /// Biểu của tệp báo cáo cũ / form of old reports: 1-hdcd, 2-hdcd
    #[arg(long, value_name = "ID")]
    form: Option<String>,
    /// Kỳ của tệp báo cáo cũ / period of old reports
    #[arg(long, value_name = "P")]
    period: Option<String>,
    /// Tên đợt nhập / what the import is called
    #[arg(long, value_name = "TEXT")]
    label: Option<String>,
    /// Ghi các dòng bị từ chối ra tệp CSV / write refused rows into a CSV file
    #[arg(long, value_name = "FILE")]
    refusals: Option<PathBuf>,
    /// Dạng kết quả / form of the result
    #[arg(long, value_enum, default_value = "table")]
    format: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    Units,
    Members,
    Records,
    Figures,
    Employers,
    Forms,
    Undo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Json,
    Table,
}

impl Import {
    pub(crate) async fn run(self, place: &Place, language: Language) -> Result<(), Failure> {
        if self.what == What::Undo {
            return self.undo(place).await;
        }
        let service = open(place).await?;
        let options = ImportOptions {
            dry_run: self.dry_run,
            partial: self.partial,
            unit: self.unit.as_ref().map(|unit| unit.to_lowercase()),
            register: self.register.clone(),
            mapping: self.mapping.clone(),
            label: self.label.clone(),
            form: self.form.clone(),
            period: self.period.as_deref().map(str::parse).transpose()?,
            ..ImportOptions::default()
        };
        let caller = service.system();
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {human_pos} dòng/rows, {per_sec}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        let imported = match self.what {
            What::Units => service.import_units(&caller, &self.file, &options).await,
            What::Records => service.import_records(&caller, &self.file, &options).await,
            What::Figures => service.import_figures(&caller, &self.file, &options).await,
            What::Employers => service.import_employers(&caller, &self.file, &options).await,
            What::Forms => service.import_forms(&caller, &self.file, &options).await,
            _ => service.import_members(&caller, &self.file, &options, &|done| bar.set_position(done)).await,
        };
        bar.finish_and_clear();
        let imported = imported?;
        if let Some(file) = &self.refusals {
            std::fs::write(file, service.refusals_paper(&imported, language)?)?;
        }
        self.tell(&imported, language)
    }

    fn tell(&self, imported: &Imported, language: Language) -> Result<(), Failure> {
        let Imported { batch, created, changed, unchanged, refused, skipped, .. } = imported;
        match self.format {
            Form::Json => {
                let batch = batch.map(|batch| batch.to_string());
                let said = serde_json::json!({ "batch": batch, "created": created, "changed": changed,
                    "unchanged": unchanged, "refused": refused, "skipped": skipped });
                print(&said.to_string())?;
            }
            Form::Table => {
                let batch = batch.map(|batch| format!("đợt nhập/batch {batch}\n")).unwrap_or_default();
                print(&format!(
                    "{batch}mới/created {created}, đổi/changed {changed}, như cũ/unchanged {unchanged}, từ chối/refused \
                     {refused}, bỏ qua/skipped {skipped}"
                ))?;
            }
        }
        let mut text = String::new();
        for row in imported.refusals.iter().take(SHOWN) {
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "  {} dòng/row {} {} \"{}\": {}",
                row.sheet,
                row.row,
                row.column,
                row.value,
                row.reason.get(language)
            );
        }
        if !text.is_empty() {
            say(text.trim_end());
        }
        if imported.taken_back {
            return Err(Failure::refused(
                &format!(
                    "{refused} dòng bị từ chối nên chưa nhập dòng nào; sửa tệp, hoặc thêm --partial để nhận các dòng đúng"
                ),
                &format!(
                    "{refused} rows were refused, so nothing was imported; correct the file, or add --partial to take the good rows"
                ),
            ));
        }
        Ok(())
    }

    async fn undo(self, place: &Place) -> Result<(), Failure> {
        let id: Option<BatchId> = self.file.to_str().and_then(|id| id.parse().ok());
        let Some(id) = id else {
            return Err(Failure::usage(
                "thiếu mã đợt nhập: congdoan import undo MÃ",
                "the id is missing: congdoan import undo BATCH",
            ));
        };
        let service = open(place).await?;
        let kept = service.undo_import(&service.system(), id).await?;
        say("congdoan: đã hoàn tác đợt nhập / import undone");
        for (name, number) in &kept {
            say(&format!(
                "  giữ lại vì đã thay đổi về sau / kept, changed since: {name} {}",
                number.as_deref().unwrap_or("")
            ));
        }
        Ok(())
    }
}
