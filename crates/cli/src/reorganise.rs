//! `congdoan reorganise`: preview a plan, apply it, undo it.
//!
//! Not here: what a plan means (`service::org`).

use std::fmt::Write as _;

use clap::{Args, ValueEnum};
use congdoan_model::ReorganisationId;
use congdoan_service::org::reorganise::{ByKind, Foreseen, Preview};

use crate::{
    database::{Place, open},
    output::{Failure, print, say},
};

/// Units listed one by one; more are counted.
const LISTED: usize = 60;

/// Arguments of `reorganise`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Reorganise {
    /// Tệp kế hoạch, hoặc `undo` / plan file, or `undo`
    #[arg(value_name = "PLAN.toml|undo")]
    plan: String,
    /// Mã đợt sắp xếp cần hoàn tác / id of the reorganisation to undo
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Chỉ xem trước, không ghi gì / only preview, write nothing
    #[arg(long)]
    dry_run: bool,
    /// Dạng kết quả / form of the result
    #[arg(long, value_enum, default_value = "table")]
    format: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Json,
    Table,
}

impl Reorganise {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        if self.plan == "undo" {
            return self.undo(place).await;
        }
        let text = std::fs::read_to_string(&self.plan).map_err(|error| {
            let plan = &self.plan;
            Failure::refused(
                &format!("không đọc được kế hoạch {plan}: {error}"),
                &format!("the plan {plan} cannot be read: {error}"),
            )
        })?;
        let service = open(place).await?;
        if self.dry_run {
            let Foreseen { preview, lines } = service.preview_reorganisation(&service.system(), &text).await?;
            if self.format == Form::Json {
                return print(&serde_json::to_string(&preview)?);
            }
            let mut shown = table(&preview);
            for line in lines.iter().take(LISTED) {
                let other = line.other.as_ref().map(|unit| format!(" → {}", unit.code)).unwrap_or_default();
                let (kind, code, name, members) =
                    (line.kind.word(), &line.unit.code, &line.unit.name, line.holdings.members);
                // Writing to a String cannot fail.
                let _ = writeln!(shown, "  {kind:<8} {code}{other}  {name}  ({members} đoàn viên/members)");
            }
            if lines.len() > LISTED {
                let rest = lines.len() - LISTED;
                let _ = writeln!(shown, "  … và {rest} đơn vị nữa / and {rest} more units");
            }
            return print(&shown);
        }
        let preview = service.reorganise(&service.system(), &text).await?;
        match self.format {
            Form::Json => print(&serde_json::to_string(&preview)?),
            Form::Table => print(&table(&preview)),
        }
    }

    async fn undo(self, place: &Place) -> Result<(), Failure> {
        let id: Option<ReorganisationId> = self.id.as_deref().and_then(|id| id.parse().ok());
        let Some(id) = id else {
            return Err(Failure::usage(
                "thiếu mã đợt sắp xếp: congdoan reorganise undo MÃ",
                "the id is missing: congdoan reorganise undo ID",
            ));
        };
        let service = open(place).await?;
        let undone = service.undo_reorganisation(&service.system(), id).await?;
        say(&format!("congdoan: đã hoàn tác \"{}\" / undone", undone.title));
        Ok(())
    }
}

fn table(preview: &Preview) -> String {
    let mut text = format!("{}  {}  {}\n", preview.title, preview.decision, preview.effective_on);
    if let Some(id) = preview.id {
        let _ = writeln!(text, "mã/id {id}");
    }
    let units: [(&str, &ByKind); 6] = [
        ("thành lập / founded", &preview.founded),
        ("kết thúc / ended", &preview.ended),
        ("sáp nhập / merged", &preview.merged),
        ("chia tách / split", &preview.split),
        ("chuyển / moved", &preview.moved),
        ("đổi tên / renamed", &preview.renamed),
    ];
    let held: [(&str, &ByKind); 6] = [
        ("đoàn viên / members", &preview.members),
        ("nhiệm kỳ / mandates", &preview.mandates),
        ("chức vụ / posts", &preview.posts),
        ("chương trình / programmes", &preview.programmes),
        ("chỉ tiêu / targets", &preview.targets),
        ("bản ghi / records", &preview.records),
    ];
    for (name, sums) in units.into_iter().chain(held) {
        if !sums.is_empty() {
            let listed: Vec<String> = sums.iter().map(|(kind, number)| format!("{kind} {number}")).collect();
            let _ = writeln!(text, "{name:<28} {}", listed.join(", "));
        }
    }
    let _ = writeln!(text, "{:<28} {} / {}", "liên kết thôi, mới / links", preview.links_ended, preview.links_begun);
    text
}
