//! `congdoan doctor`: is the installation sound, and does every integrity rule hold?
//!
//! Every rule is a line on standard output, with the places that break it and the way out below. Not here: the rules
//! themselves (`service::audit::integrity`, `packs/*/checks`).

use clap::{Args, ValueEnum};
use congdoan_model::{audit::integrity::Weight, names::Language};
use congdoan_service::{
    Service,
    audit::integrity::{Integrity, RuleResult},
};
use serde_json::json;

use crate::{
    database::{Place, open},
    output::{Failure, print, say},
};

/// How the rules are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: a line for each rule.
    #[default]
    Text,
    /// For programs: a list of rules.
    Json,
}

/// The arguments of `doctor`.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Cách in / how to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Doctor {
    /// Checks durability and keys first, then holds the federation against every rule.
    pub(crate) async fn run(&self, place: &Place, language: Language) -> Result<(), Failure> {
        let service = open(place).await?;
        if !service.is_durable().await? {
            return Err(Failure::refused(
                "ghi chưa chắc xuống đĩa: SQLite cần synchronous=FULL và WAL, PostgreSQL cần synchronous_commit=on",
                "writes may be lost: SQLite needs synchronous=FULL and WAL, PostgreSQL synchronous_commit=on",
            ));
        }
        say("congdoan: ghi bền / writes are durable: ✓");
        keys(&service).await?;
        let found = service.integrity().await?;
        match self.format {
            Format::Text => found.rules.iter().try_for_each(|rule| tell(rule, language))?,
            Format::Json => {
                let rules: Vec<_> = found.rules.iter().map(|rule| data(rule, language)).collect();
                print(&serde_json::Value::from(rules).to_string())?;
            }
        }
        ended(&found)
    }
}

/// A rule for people: its mark, id and name; where it is broken, how often, where, and the way out.
fn tell(rule: &RuleResult, language: Language) -> Result<(), Failure> {
    let name = rule.name.get(language);
    if rule.holds() {
        return print(&format!("✓ {} · {name}", rule.id));
    }
    let mark = if rule.weight == Weight::Error { "✗" } else { "!" };
    print(&format!("{mark} {} · {name}: {}", rule.id, rule.count))?;
    rule.places.iter().try_for_each(|place| print(&format!("    {place}")))?;
    print(&format!("    → {}", rule.remedy.get(language)))
}

fn data(rule: &RuleResult, language: Language) -> serde_json::Value {
    json!({
        "id": rule.id,
        "area": rule.area,
        "severity": rule.weight,
        "name": rule.name.get(language),
        "remedy": rule.remedy.get(language),
        "count": rule.count,
        "places": rule.places,
    })
}

/// The summary; a refusal when a rule that weighs as an error is broken.
fn ended(found: &Integrity) -> Result<(), Failure> {
    if let Some(verification) = &found.verification {
        say(&format!(
            "congdoan: {} bản ghi/records, {} dòng số liệu/rows, {} tổng/totals, {} mục nhật ký/audit entries",
            verification.records, verification.rows, verification.totals, verification.entries
        ));
    }
    let (rules, broken, failed) = (found.rules.len(), found.broken(), found.failed());
    say(&format!("congdoan: {rules} quy tắc/rules, {broken} vi phạm/broken ({failed} lỗi/errors)"));
    if failed == 0 {
        say("congdoan: khớp hoàn toàn / everything agrees: ✓");
        return Ok(());
    }
    Err(Failure::refused(
        &format!("{failed} quy tắc không khớp, liệt kê ở trên cùng cách xử lý"),
        &format!("{failed} rules do not hold, listed above with the way out"),
    ))
}

/// Tells of keys that are not wrapped by the newest key of the file, and refuses where the file lacks one.
async fn keys(service: &Service) -> Result<(), Failure> {
    if !service.has_sealed().await? {
        return Ok(());
    }
    let status = service.key_status().await?;
    if status.unknown > 0 {
        return Err(Failure::refused(
            &format!("{} khóa được niêm bằng khóa không có trong tệp khóa", status.unknown),
            &format!("{} keys were wrapped by a key the key file does not hold", status.unknown),
        ));
    }
    match status.old() {
        0 => say("congdoan: tệp khóa / key file: ✓"),
        old => say(&format!(
            "congdoan: {old} khóa chưa niêm bằng khóa mới nhất; chạy: congdoan key rotate --resume / {old} keys not of the newest"
        )),
    }
    Ok(())
}
