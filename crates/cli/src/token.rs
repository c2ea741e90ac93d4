//! `congdoan token`: API tokens.
//!
//! Not here: what a token may do (`store::access`).

use clap::{Args, Subcommand, ValueEnum};
use congdoan_model::access::Scope;

use crate::{
    database::{Place, open},
    output::{Failure, print},
};

/// Arguments of `token`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Token {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Clone, Debug, Subcommand)]
enum Deed {
    /// Tạo mã truy cập; chỉ hiện một lần / make a token; shown once
    Create {
        /// Tên đăng nhập / sign-in name
        #[arg(long)]
        user: String,
        /// Chỉ đọc hay được ghi / read only, or write
        #[arg(long, value_enum, default_value = "read")]
        scope: Reach,
        /// Dạng kết quả / form of the result
        #[arg(long, value_enum, default_value = "text")]
        format: Form,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Reach {
    Read,
    Write,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
}

impl Token {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        let Deed::Create { user, scope, format } = self.deed;
        let scope = if scope == Reach::Write { Scope::Write } else { Scope::Read };
        let token = open(place).await?.add_token(&user, scope).await?;
        match format {
            Form::Text => print(&token),
            Form::Json => print(&serde_json::json!({ "token": token }).to_string()),
        }
    }
}
