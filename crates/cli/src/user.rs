//! `congdoan user`: accounts.
//!
//! Not here: hashing (`service::access`).

use clap::{Args, Subcommand};
use congdoan_service::access::NewAccount;

use crate::{
    database::{Place, open},
    output::{Failure, print, say},
};

/// Arguments of `user`.
#[derive(Clone, Debug, Args)]
pub(crate) struct User {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Clone, Debug, Subcommand)]
enum Deed {
    /// Danh sách tài khoản / list accounts
    List,
    /// Thêm tài khoản; mật khẩu đọc từ đầu vào / add an account; the password is read from standard input
    Add {
        /// Tên đăng nhập / sign-in name
        login: String,
        /// Họ và tên / name of the person
        #[arg(long)]
        name: String,
        /// Mã đơn vị / code of the unit
        #[arg(long)]
        unit: String,
        /// Vai trò / role
        #[arg(long)]
        role: String,
        /// Số quyết định / number of the decision
        #[arg(long, default_value = "")]
        decision: String,
    },
    /// Đặt mật khẩu, đọc từ đầu vào / set the password, read from standard input
    Password {
        /// Tên đăng nhập / sign-in name
        login: String,
    },
    /// Đóng tài khoản / close an account
    Disable {
        /// Tên đăng nhập / sign-in name
        login: String,
    },
}

impl User {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        let service = open(place).await?;
        match self.deed {
            Deed::List => {
                for (login, name) in service.accounts().await? {
                    print(&format!("{login}\t{name}"))?;
                }
            }
            Deed::Add { login, name, unit, role, decision } => {
                let password = password()?;
                let mandates = [(unit.as_str(), role.as_str(), decision.as_str())];
                let new = NewAccount { name: &name, login: &login, password: &password, mandates: &mandates };
                service.add_account(&new).await?;
                say(&format!("congdoan: đã thêm / added {login}"));
            }
            Deed::Password { login } => {
                service.set_password(&login, &password()?).await?;
                say(&format!("congdoan: đã đặt mật khẩu / password set: {login}"));
            }
            Deed::Disable { login } => {
                service.disable_account(&login).await?;
                say(&format!("congdoan: đã đóng / closed: {login}"));
            }
        }
        Ok(())
    }
}

/// One line of standard input, so that no password stands in a list of processes.
fn password() -> Result<String, Failure> {
    say("mật khẩu (một dòng) / password (one line):");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
