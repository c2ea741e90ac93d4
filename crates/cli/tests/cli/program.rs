//! Running the binary to its end.
//!
//! Not here: servers (`server`).

use std::{
    io::Write as _,
    process::{Command, Stdio},
    thread,
};

use serde_json::Value;

/// The binary, deaf to whatever the shell of the tests has set for it.
pub(crate) fn congdoan() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_congdoan"));
    command.env_remove("CONGDOAN_DATABASE_URL").env_remove("CONGDOAN_LANG").env_remove("RUST_LOG");
    command
}

/// How a run ended and what it said.
#[derive(Debug)]
pub(crate) struct Said {
    /// The exit status; -1 when a signal ended it.
    pub(crate) status: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Said {
    /// Standard output of a run that must have gone well.
    pub(crate) fn data(self) -> String {
        assert_eq!(self.status, 0, "{}{}", self.out, self.err);
        self.out
    }

    /// Standard output of a run that must have gone well, as JSON.
    pub(crate) fn json(self) -> Value {
        let data = self.data();
        serde_json::from_str(&data).unwrap_or_else(|error| panic!("{error}: {data}"))
    }

    /// A run that must have ended with a status, without data, and with these words.
    pub(crate) fn refused(&self, status: i32, words: &[&str]) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.out, "", "a refusal prints no data: {self:?}");
        for word in words {
            assert!(self.err.contains(word), "\"{word}\" is not said: {self:?}");
        }
        assert!(!self.err.contains("panicked"), "{self:?}");
    }
}

/// Runs the binary.
pub(crate) fn run(words: &[&str]) -> Said {
    feed(words, &[])
}

/// Runs the binary with an input. A program that stops reading halfway is no fault here: what it says is looked at.
pub(crate) fn feed(words: &[&str], input: &[u8]) -> Said {
    let mut command = congdoan();
    command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary starts");
    let mut stdin = child.stdin.take().expect("an input");
    let done = thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input));
        child.wait_with_output().expect("the binary ends")
    });
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("words are UTF-8");
    Said { status: done.status.code().unwrap_or(-1), out: text(done.stdout), err: text(done.stderr) }
}

/// Asks one figure in JSON, with more words.
pub(crate) fn figure(url: &str, (unit, indicator, period): (&str, &str, &str), more: &[&str]) -> Value {
    figure_run(url, (unit, indicator, period), &[&["--format", "json"], more].concat()).json()
}

/// Asks one figure in whatever form the further words name.
pub(crate) fn figure_run(url: &str, (unit, indicator, period): (&str, &str, &str), more: &[&str]) -> Said {
    let asked = ["figures", "--database-url", url, "--unit", unit, "--indicator", indicator, "--period", period];
    run(&[asked.as_slice(), more].concat())
}

/// A token of a person.
pub(crate) fn token(url: &str, login: &str, scope: &str) -> String {
    let made = ["token", "create", "--user", login, "--scope", scope, "--format", "json", "--database-url", url];
    run(&made).json()["token"].as_str().expect("a token").to_owned()
}
