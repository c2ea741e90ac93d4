//! Workspace tasks, run as `cargo xtask …`: set-up, the demonstration, every check.
//!
//! One file per subcommand; what they share is in `command`, `install`, `npm`, `cluster` and `count`.
//! Nothing of the product is here: the program itself is `crates/cli`. Linux and macOS only.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "these tasks talk to whoever runs them in a terminal")]

mod assets;
mod cluster;
mod command;
mod count;
mod demo;
mod install;
mod needs;
mod node;
mod npm;
mod postgres;
mod test;
mod tidy;

use std::process::ExitCode;

const HELP: &str = "\
Usage: cargo xtask <task>

  demo [--fresh] [--listen ADDR]   set everything up, load the demonstration federation and serve it
  test [--only STEP,STEP]          set everything up and run every check; the last line counts them
  assets                           bundle the scripts and styles of the pages
  tidy                             check sizes, layers and names that no compiler looks at
  postgres [stop]                  start (or stop) a private PostgreSQL for tests run by hand
";

/// How a task ended when nothing unforeseen happened.
pub(crate) enum End {
    /// Everything asked for was done.
    Done,
    /// It ran, and found something wrong that it has already described.
    Failed,
    /// The call itself was wrong; holds what to say before the help.
    Usage(String),
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(End::Done) => ExitCode::SUCCESS,
        Ok(End::Failed) => ExitCode::FAILURE,
        Ok(End::Usage(what)) => {
            eprintln!("{what}\n\n{HELP}");
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> anyhow::Result<End> {
    match words {
        ["demo", rest @ ..] => demo::run(rest),
        ["test", rest @ ..] => test::run(rest),
        ["postgres", rest @ ..] => postgres::run(rest),
        ["assets"] => assets::run(),
        ["tidy"] => tidy::run(),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(End::Done)
        }
        [] => Ok(End::Usage("A task is missing.".to_owned())),
        other => Ok(End::Usage(format!("There is no task `{}`.", other.join(" ")))),
    }
}
