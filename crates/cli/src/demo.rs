//! `congdoan demo`: the demonstration federation, loaded once, then served.
//!
//! Not here: what is in it (`service::demonstration`).

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    net::SocketAddr,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use clap::{Args, ValueEnum};
use congdoan_service::{Service, demonstration::Wish};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::net::TcpListener;

use crate::{
    database::{Place, file_of, folder_of, open_migrated},
    keys, lock,
    output::{Failure, print, say},
    serve,
};

/// How many ports after the asked one are tried.
const PORTS: u16 = 50;
const SIGN_IN: &str = "sign-in.txt";
const PLAN_2025: &str = "plan-2025.toml";

/// Arguments of `demo`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Demo {
    /// Địa chỉ lắng nghe / address to listen on; the next free port when it is taken
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Chỉ nạp, không mở máy chủ / load only, do not serve
    #[arg(long)]
    load_only: bool,
    /// Bỏ dữ liệu cũ và nạp lại / begin anew
    #[arg(long)]
    fresh: bool,
    /// Kèm tỉnh Hà Tĩnh trước đợt sắp xếp 2025 và kế hoạch plan-2025.toml / with Hà Tĩnh before the reorganisation of 2025
    /// and its plan
    #[arg(long)]
    with_2025: bool,
    /// Dạng kết quả khi --load-only / form of the result with --load-only
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
}

impl Demo {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        let folder = place.data.clone().unwrap_or_else(|| PathBuf::from("var/demo"));
        fs::create_dir_all(&folder)?;
        let place = Place { data: Some(folder.clone()), database_url: place.database_url.clone() };
        let address = place.address()?;
        if let Some(folder) = folder_of(&address) {
            fs::create_dir_all(folder)?;
        }
        let lock = lock::take(&address)?;
        if self.fresh {
            begin_anew(&address, &folder)?;
        }
        let service = open_migrated(&place).await?;
        let users = load(&service, &folder, Wish { with_2025: self.with_2025 }).await?;
        if self.load_only {
            return self.report(&address, &users);
        }
        serve::start_logging();
        let listener = self.listener().await?;
        self.welcome(&listener, &users)?;
        tracing::debug!(held = lock.is_held(), "lock");
        serve::serve(Arc::new(service), address, listener, None).await
    }

    fn report(&self, address: &str, users: &BTreeMap<String, String>) -> Result<(), Failure> {
        match self.format {
            Form::Json => print(&serde_json::json!({ "database": address, "users": users }).to_string()),
            Form::Text => {
                say(&format!("congdoan: {address}"));
                users.iter().try_for_each(|(login, password)| print(&format!("{login}\t{password}")))
            }
        }
    }

    /// Listens on the asked port, or on the next free one.
    async fn listener(&self) -> Result<TcpListener, Failure> {
        let mut last = None;
        for step in 0..PORTS {
            let Some(port) = self.listen.port().checked_add(step) else { break };
            let at = SocketAddr::new(self.listen.ip(), port);
            match TcpListener::bind(at).await {
                Ok(listener) => {
                    if step > 0 {
                        say(&format!(
                            "congdoan: cổng {} đang bận, dùng cổng {port} / port taken, using {port}",
                            self.listen.port()
                        ));
                    }
                    return Ok(listener);
                }
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| std::io::ErrorKind::AddrInUse.into()).into())
    }

    fn welcome(&self, listener: &TcpListener, users: &BTreeMap<String, String>) -> Result<(), Failure> {
        say(&format!("\n  congdoan  →  http://{}\n", listener.local_addr()?));
        say("  tên đăng nhập / sign-in name   mật khẩu / password");
        for (login, password) in users {
            say(&format!("  {login:<30} {password}"));
        }
        say("\n  Dừng bằng Ctrl-C / stop with Ctrl-C\n");
        Ok(())
    }
}

/// Loads the federation unless it is there; gives sign-in names and passwords.
async fn load(service: &Service, folder: &Path, wish: Wish) -> Result<BTreeMap<String, String>, Failure> {
    let kept = folder.join(SIGN_IN);
    if service.holds_units().await? {
        return match fs::read_to_string(&kept) {
            Ok(text) => {
                Ok(text.lines().filter_map(|line| line.split_once('\t')).map(|(l, p)| (l.into(), p.into())).collect())
            }
            Err(_) => Err(Failure::refused(
                &format!(
                    "đã có dữ liệu nhưng thiếu {}; chạy lại với --fresh, hoặc đặt mật khẩu bằng `congdoan user password`",
                    kept.display()
                ),
                &format!(
                    "there is data but {} is missing; run again with --fresh, or set passwords with `congdoan user password`",
                    kept.display()
                ),
            )),
        };
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    let loaded = service.load_demonstration(wish, &|step| bar.set_message(step.to_owned())).await;
    bar.finish_and_clear();
    let loaded = loaded?;
    let users: BTreeMap<String, String> = loaded.sign_in.into_iter().collect();
    if let Some(plan) = loaded.plan_2025 {
        fs::write(folder.join(PLAN_2025), plan)?;
    }
    let _ = fs::remove_file(&kept);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&kept)?;
    for (login, password) in &users {
        writeln!(file, "{login}\t{password}")?;
    }
    Ok(users)
}

fn begin_anew(address: &str, folder: &Path) -> Result<(), Failure> {
    let Some(path) = file_of(address) else {
        return Err(Failure::refused(
            "--fresh chỉ dùng cho SQLite; với PostgreSQL hãy tạo một cơ sở dữ liệu trống rồi trỏ --database-url tới đó",
            "--fresh is for SQLite only; on PostgreSQL make an empty database and point --database-url at it",
        ));
    };
    let (key, cards) = (keys::path_of(address), crate::card_keys::path_of(address));
    let snapshot = crate::snapshots::path_of(address);
    let files: [PathBuf; 5] = [path.into(), format!("{path}-wal").into(), format!("{path}-shm").into(), key, cards];
    for file in files.into_iter().chain(snapshot) {
        if let Err(error) = fs::remove_file(&file)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            return Err(error.into());
        }
    }
    let _ = fs::remove_file(folder.join(SIGN_IN));
    Ok(())
}
