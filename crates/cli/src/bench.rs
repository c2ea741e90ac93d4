//! `congdoan bench`: what is measured here and now.
//!
//! Not here: bars and peers, which are for whoever reads the figures.

mod import;

use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};

use crate::{
    database::{Place, open},
    output::{Failure, print, say},
};

/// Arguments of `bench`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Bench {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Clone, Debug, Subcommand)]
enum Deed {
    /// Nhập đoàn viên từ tệp XLSX / import of members from an XLSX
    Import(import::Import),
    /// Thời gian máy chủ của từng trang / server time of each page
    Web {
        /// Tên đăng nhập / sign-in name
        #[arg(long, default_value = "quantri")]
        user: String,
        /// Số lần mỗi trang / requests per page
        #[arg(long, default_value_t = 40)]
        requests: usize,
        /// Dạng kết quả / form of the result
        #[arg(long, value_enum, default_value = "text")]
        format: Form,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    Text,
    Json,
}

impl Bench {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        let (user, requests, format) = match self.deed {
            Deed::Import(import) => return import.run().await,
            Deed::Web { user, requests, format } => (user, requests, format),
        };
        let service = Arc::new(open(place).await?);
        service.keep_totals().await?;
        let pages = congdoan_web::bench::pages(service, &user, requests.max(1)).await?;
        if format == Form::Json {
            return print(&serde_json::to_string(&pages)?);
        }
        say("trang / page                                            trung vị/median ms    p95 ms      byte");
        for page in pages {
            print(&format!("{:<60} {:>12.2} {:>9.2} {:>9}", page.path, page.median_ms, page.p95_ms, page.bytes))?;
        }
        Ok(())
    }
}
