//! What can go wrong in the store.
//!
//! Absence is `Option` in reading methods. [`Error::NotVisible`] is what a caller hears of a unit it may not see: the
//! same as of one that does not exist. [`Error::Denied`] is for what it may see but not do. Words for people are made
//! at the edge (`web`, `cli`).

use congdoan_model::access::Action;

/// The result of a store method.
pub type Result<T> = std::result::Result<T, Error>;

/// What can go wrong in the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing for this caller.
    #[error("no such {0} for this caller")]
    NotVisible(&'static str),
    /// The caller may see the thing but not do this to it.
    #[error("not allowed: {0:?}")]
    Denied(Action),
    /// Somebody changed the thing in the meantime.
    #[error("changed by somebody else in the meantime")]
    Stale,
    /// A unit code, sign-in name or directive of that name stands already.
    #[error("{0} stands already")]
    Taken(String),
    /// The address of the database makes no sense.
    #[error("\"{0}\" is no database address: write sqlite:PATH or postgres://…")]
    Address(String),
    /// The database answers no more, or is no database of ours.
    #[error("the database does not answer: {0}")]
    Database(#[from] sqlx::Error),
    /// What the database holds cannot be understood.
    #[error("the database holds something that cannot be read: {0}")]
    Corrupt(String),
    /// A migration failed.
    #[error("the schema cannot be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A file of the backup could not be read or written.
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    /// This needs something the engine at hand does not have.
    #[error("{0}")]
    Unsupported(String),
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Corrupt(error.to_string())
    }
}
