//! What a use case can answer instead of doing.
//!
//! Each error says itself in Vietnamese and English with the place and the way out ([`Error::words`]); `web` chooses
//! status and page by the variant, `cli` the exit code. Database trouble is told in full to the log only.

use congdoan_model::{LocalText, PeriodError, access::Action};
use congdoan_pack::{Problem, Remark};

/// The result of a use case.
pub type Result<T> = std::result::Result<T, Error>;

/// What a use case can answer instead of doing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing for this caller.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The caller may see it but not do this.
    #[error("not allowed: {0:?}")]
    Denied(Action),
    /// The session sees as somebody else, and so only reads.
    #[error("seeing as somebody else, reading only")]
    SeeingAs,
    /// Nobody is signed in, or the name and password do not fit.
    #[error("not signed in")]
    SignedOut,
    /// Too many failed attempts under this name; try again later.
    #[error("locked out for a while")]
    LockedOut,
    /// What was sent does not pass the checks: every problem at once.
    #[error("{} problems", .0.len())]
    Invalid(Vec<Problem>),
    /// The rules refuse it.
    #[error("{}", .0.en)]
    Refused(LocalText),
    /// A rule of a scheme refuses it.
    #[error("{}", .0.words.en)]
    RuleBroken(Box<crate::programmes::schemes::Broken>),
    /// Somebody changed it in the meantime.
    #[error("changed in the meantime")]
    Stale,
    /// The same idempotency key came with another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// An indicator nobody defined.
    #[error("no indicator \"{0}\"")]
    UnknownIndicator(String),
    /// A form no pack holds, asked for by the operator.
    #[error("no form \"{0}\"")]
    UnknownForm(String),
    /// A unit code nobody bears, asked for by the operator.
    #[error("no unit \"{0}\"")]
    UnknownUnit(String),
    /// A period that is none.
    #[error(transparent)]
    Period(#[from] PeriodError),
    /// The pack cannot be read.
    #[error("{} remarks on the pack", .0.len())]
    Pack(Vec<Remark>),
    /// A paper cannot be written.
    #[error(transparent)]
    Paper(#[from] congdoan_paper::PaperError),
    /// The store's own trouble.
    #[error(transparent)]
    Store(congdoan_store::Error),
    /// Anything that should not happen.
    #[error("{0}")]
    Internal(String),
}

impl From<congdoan_store::Error> for Error {
    fn from(error: congdoan_store::Error) -> Self {
        use congdoan_store::Error as Store;
        match error {
            Store::NotVisible(noun) => Self::NotFound(noun),
            Store::Denied(action) => Self::Denied(action),
            Store::Stale => Self::Stale,
            Store::Taken(what) => Self::Refused(words(&format!("{what} đã có"), &format!("{what} stands already"))),
            other => Self::Store(other),
        }
    }
}

/// A text in both languages.
#[must_use]
pub fn words(vi: &str, en: &str) -> LocalText {
    LocalText { vi: vi.to_owned(), en: en.to_owned() }
}

/// Makes an [`Error::Refused`].
pub(crate) fn refused(vi: &str, en: &str) -> Error {
    Error::Refused(words(vi, en))
}

impl Error {
    /// What is said to people, in both languages.
    #[must_use]
    pub fn words(&self) -> LocalText {
        match self {
            Self::NotFound(noun) => {
                words(&format!("Không tìm thấy {}", noun_vi(noun)), &format!("There is no such {noun} for you"))
            }
            Self::Denied(_) => words(
                "Vai trò hiện tại của bạn không được làm việc này; hãy hỏi người phụ trách đơn vị",
                "Your present role may not do this; ask whoever leads the unit",
            ),
            Self::SeeingAs => words(
                "Đang xem thay người khác nên chỉ xem được, không ghi được; hãy kết thúc xem thay rồi làm tiếp",
                "You see as somebody else and can only read; end it and go on",
            ),
            Self::SignedOut => words("Tên đăng nhập hoặc mật khẩu không đúng", "The name and password do not fit"),
            Self::LockedOut => words(
                "Đăng nhập sai quá nhiều lần; hãy thử lại sau 15 phút",
                "Too many failed attempts; try again in 15 minutes",
            ),
            Self::Invalid(problems) => joined(problems),
            Self::Refused(text) => text.clone(),
            Self::RuleBroken(broken) => broken.words.clone(),
            Self::Stale => words(
                "Có người vừa sửa trước bạn; hãy tải lại rồi sửa tiếp",
                "Somebody changed it before you; load it again and go on",
            ),
            Self::KeyReused => words(
                "Khóa chống gửi trùng đã dùng cho một yêu cầu khác; hãy dùng khóa mới",
                "The idempotency key was used for another request; use a new key",
            ),
            Self::UnknownIndicator(id) => words(
                &format!("Không có chỉ tiêu \"{id}\"; xem danh sách ở trang Số liệu"),
                &format!("There is no indicator \"{id}\"; see the list on the Figures page"),
            ),
            Self::UnknownForm(id) => words(
                &format!("Không có biểu \"{id}\"; xem danh sách ở trang Báo cáo"),
                &format!("There is no form \"{id}\"; see the list on the Reports page"),
            ),
            Self::UnknownUnit(code) => words(
                &format!("Không có đơn vị mang mã \"{code}\"; xem danh sách ở trang Đơn vị"),
                &format!("There is no unit with the code \"{code}\"; see the list on the Units page"),
            ),
            Self::Period(error) => period(error),
            Self::Pack(remarks) => {
                let listed: Vec<String> = remarks.iter().map(ToString::to_string).collect();
                words(&listed.join("\n"), &listed.join("\n"))
            }
            Self::Paper(error) => {
                words(&format!("Không lập được tệp: {error}"), &format!("The file cannot be written: {error}"))
            }
            Self::Store(error) => store(error),
            Self::Internal(what) => words(&format!("Lỗi bên trong: {what}"), &format!("Internal trouble: {what}")),
        }
    }
}

fn joined(problems: &[Problem]) -> LocalText {
    let join = |pick: fn(&LocalText) -> &str| {
        let listed = problems.iter().map(|problem| match &problem.field {
            Some(field) => format!("{field}: {}", pick(&problem.message)),
            None => pick(&problem.message).to_owned(),
        });
        listed.collect::<Vec<_>>().join("; ")
    };
    let en = |text: &LocalText| -> String { text.get(congdoan_model::names::Language::En).to_owned() };
    let english: Vec<String> = problems
        .iter()
        .map(|problem| match &problem.field {
            Some(field) => format!("{field}: {}", en(&problem.message)),
            None => en(&problem.message),
        })
        .collect();
    LocalText { vi: join(|text| &text.vi), en: english.join("; ") }
}

fn period(error: &PeriodError) -> LocalText {
    let vi = match error {
        PeriodError::Shape(text) => {
            format!("\"{text}\" không phải là kỳ: viết 2022, 2022-H1, 2022-Q3, 2022-10 hoặc 2022-01-01/2022-10-31")
        }
        PeriodError::Calendar(text) => format!("\"{text}\" không có trong lịch"),
        PeriodError::Backwards(text) => format!("\"{text}\" kết thúc trước khi bắt đầu"),
    };
    words(&vi, &error.to_string())
}

fn store(error: &congdoan_store::Error) -> LocalText {
    use congdoan_store::Error as Store;
    let vi = match error {
        Store::Address(text) => {
            format!("\"{text}\" không phải địa chỉ cơ sở dữ liệu: viết sqlite:ĐƯỜNG_DẪN hoặc postgres://…")
        }
        Store::Database(error) => format!("cơ sở dữ liệu không trả lời: {error}"),
        Store::Corrupt(what) => format!("cơ sở dữ liệu chứa thứ không đọc được: {what}"),
        Store::Migration(error) => format!("không cập nhật được lược đồ: {error}"),
        Store::File(path, error) => format!("{path}: {error}"),
        other => other.to_string(),
    };
    words(&vi, &error.to_string())
}

fn noun_vi(noun: &str) -> &'static str {
    match noun {
        "unit" => "đơn vị",
        "record" => "bản ghi",
        "register" => "sổ",
        "programme" => "chương trình",
        "target" => "chỉ tiêu",
        "directive" => "văn bản",
        "user" => "tài khoản",
        "card" => "thẻ",
        "card campaign" => "đợt đổi thẻ",
        "dispatch" => "văn bản gửi xuống",
        "study session" => "buổi học tập, quán triệt",
        "check-in code" => "mã điểm danh này; hãy quét lại mã đang hiện trên màn hình của buổi học",
        "form" => "biểu báo cáo",
        "scheme" => "đề án",
        "claim" => "đề nghị chi",
        "outcome" => "kết quả này",
        _ => "mục này",
    }
}
