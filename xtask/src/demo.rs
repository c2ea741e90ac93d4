//! `cargo xtask demo`: the bundle, a release build, then the demonstration in the foreground.
//!
//! What the demonstration holds, and which address it takes, is the program's own business (`congdoan demo`).

use std::os::unix::process::CommandExt as _;

use anyhow::{Context, Result, bail};

use crate::{End, assets, command};

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wish {
    fresh: bool,
    listen: Option<String>,
}

/// Runs the subcommand; returns only when the demonstration could not be started.
///
/// # Errors
/// When the set-up or the build fails.
pub(crate) fn run(words: &[&str]) -> Result<End> {
    let wish = match read(words) {
        Ok(wish) => wish,
        Err(what) => return Ok(End::Usage(what)),
    };
    assets::build()?;
    let mut build = command::cargo();
    build.args(["build", "--release", "--package", "congdoan"]);
    if !command::succeeds_aside("building the program (minutes the first time, seconds afterwards)", &mut build)? {
        bail!(
            "the program could not be built.\n  What you can do: see the messages above; \
             a missing C compiler, for example, comes with `build-essential` (Debian, Ubuntu) or `gcc` (Fedora)."
        );
    }
    let program = command::target()?.join("release/congdoan");
    let mut demo = command::program(&program, &command::root());
    demo.args(["demo", "--data", "var/demo"]);
    if wish.fresh {
        demo.arg("--fresh");
    }
    if let Some(address) = wish.listen {
        demo.arg("--listen").arg(address);
    }
    // Takes the place of this process, so that Ctrl+C and other signals reach the server itself.
    Err(demo.exec()).with_context(|| format!("cannot start {}", program.display()))
}

fn read(words: &[&str]) -> Result<Wish, String> {
    let mut wish = Wish::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.split_once('=') {
            None if *word == "--fresh" => wish.fresh = true,
            None if *word == "--listen" => {
                let address = words.next().ok_or("`--listen` wants an address, for example 127.0.0.1:8080.")?;
                wish.listen = Some((*address).to_owned());
            }
            Some(("--listen", address)) => wish.listen = Some(address.to_owned()),
            _ => return Err(format!("`demo` does not know `{word}`.")),
        }
    }
    Ok(wish)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_read_in_any_order() {
        assert_eq!(read(&[]), Ok(Wish::default()));
        let both = Wish { fresh: true, listen: Some("127.0.0.1:9000".to_owned()) };
        assert_eq!(read(&["--fresh", "--listen", "127.0.0.1:9000"]).as_ref(), Ok(&both));
        assert_eq!(read(&["--listen=127.0.0.1:9000", "--fresh"]).as_ref(), Ok(&both));
    }

    #[test]
    fn an_unknown_or_unfinished_wish_is_refused() {
        assert!(read(&["--listen"]).unwrap_err().contains("address"));
        assert!(read(&["--port", "1"]).unwrap_err().contains("--port"));
    }
}
