//! `congdoan card`: checking a card without a database, public keys, the list of revoked cards, a new key.
//!
//! Not here: where the key file lies (`card_keys`), what a check means (`service::cards`).

use std::{fs, io::Read as _, path::PathBuf};

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use congdoan_model::{
    Clock as _,
    cards::{CardFault, CardKeys, CardStanding, PublicKeys, RevocationList},
    period::parse_day,
};
use congdoan_service::{
    cards::{Checked, check},
    system::{SystemClock, SystemEntropy},
};

use crate::{
    card_keys,
    database::{Place, open},
    output::{Failure, print, say},
};

/// Arguments of `card`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Card {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Clone, Debug, Subcommand)]
enum Deed {
    /// Kiểm tra một thẻ, không cần cơ sở dữ liệu hay mạng / check a card without database or network
    Verify(Verify),
    /// Khóa công khai để kiểm tra thẻ / the public keys cards are checked with
    Keys(Out),
    /// Danh sách đã ký các thẻ hết giá trị / the signed list of cards that hold no more
    Revoked(Out),
    /// Thêm khóa ký mới; khóa cũ vẫn được công bố / add a signing key; old public keys stay published
    Rotate {
        /// Tệp khóa đã mất hẳn: bắt đầu tệp mới / the key file is lost for good: begin a new one
        #[arg(long)]
        lost: bool,
    },
}

#[derive(Clone, Debug, Args)]
struct Verify {
    /// Nội dung mã QR, hoặc - để đọc từ đầu vào / what the QR code says, or - for standard input
    text: String,
    /// Tệp khóa công khai (keys.json) / file of public keys
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,
    /// Danh sách thẻ hết giá trị (revoked.json) / list of cards that hold no more
    #[arg(long, value_name = "FILE")]
    revoked: Option<PathBuf>,
    /// Ngày kiểm tra, mặc định hôm nay / the day, today where none is named
    #[arg(long, value_name = "YYYY-MM-DD")]
    day: Option<String>,
}

#[derive(Clone, Debug, Args)]
struct Out {
    /// Ghi vào tệp thay vì đầu ra / write into a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Out {
    fn put(&self, text: &str) -> Result<(), Failure> {
        match &self.output {
            Some(file) => Ok(fs::write(file, [text, "\n"].concat())?),
            None => print(text),
        }
    }
}

impl Card {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        match self.deed {
            Deed::Verify(verify) => verify.run(),
            Deed::Keys(out) => {
                let keys = open(place).await?.public_card_keys().await?;
                out.put(&serde_json::to_string_pretty(&keys)?)
            }
            Deed::Revoked(out) => {
                let list = open(place).await?.revoked_cards().await?;
                out.put(&serde_json::to_string_pretty(&list)?)
            }
            Deed::Rotate { lost } => rotate(place, lost).await,
        }
    }
}

async fn rotate(place: &Place, lost: bool) -> Result<(), Failure> {
    let service = open(place).await?;
    let path = card_keys::path_of(&place.address()?);
    let begun = lost && !path.exists();
    let keys = if begun { CardKeys::new(&SystemEntropy) } else { service.rotated_card_keys()? };
    card_keys::write(&path, &keys)?;
    let (shown, id) = (path.display(), keys.newest().map(|key| key.id.clone()).unwrap_or_default());
    say(&format!(
        "congdoan: đã thêm khóa ký thẻ {id} vào {shown}; hãy sao lưu tệp này / key {id} added, keep a copy of the file"
    ));
    Ok(())
}

impl Verify {
    fn run(self) -> Result<(), Failure> {
        let keys: PublicKeys = read(&self.keys)?;
        let revoked: Option<RevocationList> = self.revoked.as_ref().map(read).transpose()?;
        if revoked.as_ref().is_some_and(|list| !list.verifies(&keys)) {
            return Err(Failure::refused(
                "danh sách thẻ hết giá trị đã bị sửa hoặc không do các khóa này ký; hãy tải lại",
                "the list of revoked cards was altered or not signed by these keys; fetch it again",
            ));
        }
        let text = if self.text == "-" {
            let mut text = String::new();
            std::io::stdin().lock().take(65_536).read_to_string(&mut text)?;
            text
        } else {
            self.text.clone()
        };
        match check(&text, &keys, revoked.as_ref(), self.day()?) {
            Checked::Ours(claims, standing) => {
                print(&serde_json::to_string_pretty(&serde_json::json!({ "card": claims, "standing": standing }))?)?;
                if revoked.is_none() {
                    say(
                        "congdoan: không có danh sách thu hồi nên chưa biết thẻ còn giá trị không / no list of revoked cards was given",
                    );
                }
                told(standing)
            }
            Checked::Unheard(_) => Ok(()),
            Checked::No(fault) => Err(faulty(&fault)),
        }
    }

    fn day(&self) -> Result<NaiveDate, Failure> {
        let Some(text) = &self.day else { return Ok(SystemClock.now().day()) };
        parse_day(text).ok_or_else(|| {
            Failure::usage(
                &format!("\"{text}\" không phải là ngày: viết 2026-11-22"),
                &format!("\"{text}\" is not a day: write 2026-11-22"),
            )
        })
    }
}

fn told(standing: CardStanding) -> Result<(), Failure> {
    match standing {
        CardStanding::Valid => Ok(()),
        CardStanding::Expired => Err(Failure::refused("thẻ thật nhưng đã hết hạn", "a true card, but it has expired")),
        CardStanding::Revoked => {
            Err(Failure::refused("thẻ thật nhưng không còn giá trị", "a true card, but it holds no more"))
        }
    }
}

fn faulty(fault: &CardFault) -> Failure {
    let vi = match fault {
        CardFault::Unreadable => "đây không phải nội dung của thẻ đoàn viên".to_owned(),
        CardFault::UnknownKey(key) => format!("thẻ ký bằng khóa {key}, không có trong tệp khóa công khai"),
        CardFault::Forged => "thẻ giả hoặc đã bị sửa: chữ ký không khớp".to_owned(),
    };
    Failure::refused(&vi, &fault.to_string())
}

fn read<T: serde::de::DeserializeOwned>(file: &PathBuf) -> Result<T, Failure> {
    let shown = file.display();
    let named = |error: &dyn std::fmt::Display| {
        Failure::refused(&format!("không đọc được {shown}: {error}"), &format!("cannot read {shown}: {error}"))
    };
    let text = fs::read_to_string(file).map_err(|error| named(&error))?;
    serde_json::from_str(&text).map_err(|error| named(&error))
}
