//! What the command line says: data on standard output, words on standard error, and how it ends.
//!
//! Not here: what is said (`service::Error::words`).

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use congdoan_model::{LocalText, names::Language};
use congdoan_service::Error;

/// Why a subcommand ends without having done what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The use case said no, or could not.
    Service(Error),
    /// Refused, with the way out.
    Refused(LocalText),
    /// Used wrongly: what the arguments name cannot be.
    Usage(LocalText),
    /// Whoever reads the output has gone; there is nothing more to say.
    Gone,
}

impl Failure {
    /// Tells it and gives the exit status.
    pub(crate) fn tell(&self, language: Language) -> ExitCode {
        let (text, status) = match self {
            Self::Service(error @ Error::Period(_)) => (error.words(), 2),
            Self::Service(error) => (error.words(), 1),
            Self::Refused(text) => (text.clone(), 1),
            Self::Usage(text) => (text.clone(), 2),
            Self::Gone => return ExitCode::SUCCESS,
        };
        say(&format!("congdoan: {}", text.get(language)));
        ExitCode::from(status)
    }

    /// A refusal in both languages.
    pub(crate) fn refused(vi: &str, en: &str) -> Self {
        Self::Refused(LocalText { vi: vi.to_owned(), en: en.to_owned() })
    }

    /// Wrong usage in both languages.
    pub(crate) fn usage(vi: &str, en: &str) -> Self {
        Self::Usage(LocalText { vi: vi.to_owned(), en: en.to_owned() })
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Service(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::Gone;
        }
        Self::refused(&format!("lỗi vào ra: {error}"), &format!("input or output failed: {error}"))
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        io::Error::from(error).into()
    }
}

impl From<congdoan_model::PeriodError> for Failure {
    fn from(error: congdoan_model::PeriodError) -> Self {
        Self::Service(Error::Period(error))
    }
}

/// One line of words on standard error. Nobody listening is no reason to fail.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Data on standard output.
pub(crate) fn print(data: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(data.as_bytes())?;
    if !data.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// One JSON value on a line of its own, written as it is made: a large one is never held as text.
pub(crate) fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    serde_json::to_writer(&mut out, value)?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
}

/// Bytes on standard output, as they are.
pub(crate) fn print_bytes(data: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(data)?;
    Ok(out.flush()?)
}
