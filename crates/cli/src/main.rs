//! The one binary: `congdoan`. One file per subcommand; data on standard output, words on standard error.
//!
//! Exit status 0: done; 1: refused or failed; 2: wrong usage. Not here: rules of any kind (`service`).

mod backup;
mod bench;
mod card;
mod card_keys;
mod database;
mod demo;
mod doctor;
mod export;
mod figures;
mod generate;
mod import;
mod key;
mod keys;
mod lock;
mod output;
mod pack;
mod read;
mod reorganise;
mod report;
mod retention;
mod serve;
mod snapshots;
mod token;
mod user;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use congdoan_model::names::Language;

use crate::{database::Place, output::Failure};

/// Rows are made on one thread and given back on another: the allocator of the system takes a lock for that, this one
/// does not.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Phần mềm điều hành công đoàn: từ nghị quyết đến kết quả ai cũng truy được. / From a resolution to a result anyone can
/// trace.
#[derive(Debug, Parser)]
#[command(name = "congdoan", version, arg_required_else_help = true)]
struct Command {
    #[command(flatten)]
    place: Place,
    /// Ngôn ngữ của thông báo / language of messages: vi, en
    #[arg(long, global = true, env = "CONGDOAN_LANG", default_value = "vi", value_parser = ["vi", "en"])]
    lang: String,
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Nạp liên đoàn mẫu rồi mở máy chủ / load the demonstration federation, then serve it
    Demo(demo::Demo),
    /// Mở máy chủ / run the server
    Serve(serve::Serve),
    /// Cập nhật lược đồ và nạp gói có sẵn / bring the schema up to date and load the embedded pack
    Migrate,
    /// Kiểm tra cài đặt và mọi quy tắc toàn vẹn / check the installation and every integrity rule
    Doctor(doctor::Doctor),
    /// Đọc một văn bản: viện dẫn, chỉ tiêu, số liệu / read a document: citations, targets, figures
    Read(read::Read),
    /// Một số liệu và các phần của nó / a figure and its parts
    Figures(figures::Figures),
    /// Báo cáo theo biểu, điền từ số liệu / a report on its form, filled from the figures
    Report(report::Report),
    /// Nhập từ tệp, hoàn tác đợt nhập / import from a file, undo an import
    Import(import::Import),
    /// Xuất dữ liệu cho chương trình khác / export for other programs
    Export(export::Export),
    /// Sinh một liên đoàn giả lập / make a synthetic federation
    Generate(generate::Generate),
    /// Sắp xếp tổ chức theo kế hoạch / reorganise by a plan
    Reorganise(reorganise::Reorganise),
    /// Sao lưu vào một tệp / back everything up into one file
    Backup(backup::Backup),
    /// Phục hồi từ tệp sao lưu / restore from a backup file
    Restore(backup::Restore),
    /// Tính lại mọi số liệu từ bản ghi và kiểm tra nhật ký / derive every figure again and walk the audit chains
    Verify,
    /// Tài khoản / accounts
    User(user::User),
    /// Mã truy cập của chương trình / API tokens
    Token(token::Token),
    /// Tệp khóa của dữ liệu niêm phong / the key file of what is sealed
    Key(key::Key),
    /// Thẻ đoàn viên: kiểm tra, khóa công khai, thẻ hết giá trị / member cards: check, public keys, revoked ones
    Card(card::Card),
    /// Bỏ dữ liệu cá nhân đã quá thời hạn giữ / let go of personal data kept long enough
    Retention(retention::Retention),
    /// Gói quy tắc / packs of rules
    Pack(pack::Pack),
    /// Đo tốc độ ngay tại đây / measure here
    Bench(bench::Bench),
}

fn main() -> ExitCode {
    let command = Command::parse();
    let language = Language::from_tag(&command.lang).unwrap_or_default();
    let done =
        runtime(&command.deed).map_err(Failure::from).and_then(|runtime| runtime.block_on(run(command, language)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(language),
    }
}

/// A server gets a thread for every core; a single question is answered sooner on one.
fn runtime(deed: &Deed) -> std::io::Result<tokio::runtime::Runtime> {
    let mut builder = match deed {
        Deed::Demo(_) | Deed::Serve(_) | Deed::Bench(_) | Deed::Import(_) => {
            tokio::runtime::Builder::new_multi_thread()
        }
        _ => tokio::runtime::Builder::new_current_thread(),
    };
    builder.enable_all().build()
}

async fn run(command: Command, language: Language) -> Result<(), Failure> {
    let place = command.place;
    match command.deed {
        Deed::Demo(demo) => demo.run(&place).await,
        Deed::Serve(serve) => serve.run(&place).await,
        Deed::Migrate => database::migrate(&place).await,
        Deed::Doctor(doctor) => doctor.run(&place, language).await,
        Deed::Read(read) => read.run(),
        Deed::Figures(figures) => figures.run(&place).await,
        Deed::Import(import) => import.run(&place, language).await,
        Deed::Report(report) => report.run(&place, language).await,
        Deed::Export(export) => export.run(&place).await,
        Deed::Generate(generate) => generate.run(&place).await,
        Deed::Reorganise(reorganise) => reorganise.run(&place).await,
        Deed::Backup(backup) => backup.run(&place).await,
        Deed::Restore(restore) => restore.run(&place).await,
        Deed::Verify => verify::run(&place).await,
        Deed::User(user) => user.run(&place).await,
        Deed::Token(token) => token.run(&place).await,
        Deed::Key(key) => key.run(&place).await,
        Deed::Card(card) => card.run(&place).await,
        Deed::Retention(retention) => retention.run(&place).await,
        Deed::Pack(pack) => pack.run(&place).await,
        Deed::Bench(bench) => bench.run(&place).await,
    }
}
