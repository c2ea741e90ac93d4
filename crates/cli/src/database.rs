//! Which database a subcommand works on, and putting the service on it.
//!
//! Not here: the lock that keeps a second server away (`lock`).

use std::{path::PathBuf, sync::Arc};

use clap::Args;
use congdoan_model::Ids;
use congdoan_service::{
    Service,
    system::{SystemClock, SystemEntropy},
};

use crate::{
    keys,
    output::{Failure, say},
};

/// The file inside a data folder.
const FILE: &str = "congdoan.db";

/// Where the data is.
#[derive(Clone, Debug, Args)]
pub(crate) struct Place {
    /// Thư mục dữ liệu (SQLite) / data folder (SQLite)
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Cơ sở dữ liệu / database: sqlite:PATH, postgres://…
    #[arg(long, global = true, value_name = "URL", env = "CONGDOAN_DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
}

impl Place {
    /// The address of the database.
    pub(crate) fn address(&self) -> Result<String, Failure> {
        match (&self.database_url, &self.data) {
            (Some(url), _) => Ok(url.clone()),
            (None, Some(folder)) => Ok(format!("sqlite:{}", folder.join(FILE).display())),
            (None, None) => Err(Failure::usage(
                "chưa biết cơ sở dữ liệu nào: thêm --data THƯ_MỤC, --database-url URL hoặc đặt CONGDOAN_DATABASE_URL",
                "which database? add --data DIR, --database-url URL, or set CONGDOAN_DATABASE_URL",
            )),
        }
    }
}

/// The service on the database that stands at an address.
pub(crate) async fn open(place: &Place) -> Result<Service, Failure> {
    let address = place.address()?;
    if let Some(path) = file_of(&address)
        && !std::path::Path::new(path).exists()
    {
        return Err(Failure::refused(
            &format!("chưa có cơ sở dữ liệu ở {path}; tạo bằng: congdoan migrate --database-url {address}"),
            &format!("there is no database at {path}; make one with: congdoan migrate --database-url {address}"),
        ));
    }
    let service = put(&address).await?;
    if service.pack().id.is_empty() {
        return Err(unready(&address));
    }
    keys::hold(&service, &address).await?;
    crate::card_keys::hold(&service, &address).await?;
    Ok(service)
}

/// The service on the database at an address, made and brought up to date first.
pub(crate) async fn open_migrated(place: &Place) -> Result<Service, Failure> {
    let address = place.address()?;
    if let Some(folder) = folder_of(&address) {
        std::fs::create_dir_all(folder)?;
    }
    let store = Service::open_store(&address, true).await?;
    let service = Service::new(store, Arc::new(SystemClock), ids()).await?;
    service.install_embedded_pack().await?;
    keys::hold(&service, &address).await?;
    crate::card_keys::hold(&service, &address).await?;
    Ok(service)
}

async fn put(address: &str) -> Result<Service, Failure> {
    let store = Service::open_store_as_it_is(address).await?;
    Service::new(store, Arc::new(SystemClock), ids()).await.map_err(|error| {
        let text = error.to_string();
        // Both engines say that a table is missing in their own words; either means the schema is not there yet.
        if text.contains("no such table") || text.contains("does not exist") { unready(address) } else { error.into() }
    })
}

fn unready(address: &str) -> Failure {
    Failure::refused(
        &format!("cơ sở dữ liệu chưa có lược đồ; chạy: congdoan migrate --database-url {address}"),
        &format!("the database has no schema yet; run: congdoan migrate --database-url {address}"),
    )
}

/// The file of a SQLite address: `sqlite:PATH` or `sqlite://PATH`.
pub(crate) fn file_of(address: &str) -> Option<&str> {
    let path = address.strip_prefix("sqlite:")?;
    Some(path.strip_prefix("//").unwrap_or(path))
}

/// The folder of a SQLite file.
pub(crate) fn folder_of(address: &str) -> Option<PathBuf> {
    PathBuf::from(file_of(address)?).parent().map(PathBuf::from)
}

fn ids() -> Ids {
    Ids::new(Arc::new(SystemClock), Arc::new(SystemEntropy))
}

/// `congdoan migrate`.
pub(crate) async fn migrate(place: &Place) -> Result<(), Failure> {
    let service = open_migrated(place).await?;
    let pack = service.pack();
    say(&format!(
        "congdoan: lược đồ và gói \"{}\" đã cập nhật / schema and pack up to date: {} sổ/registers, {} chỉ tiêu/indicators",
        pack.id,
        pack.registers.len(),
        pack.indicators.len()
    ));
    Ok(())
}
