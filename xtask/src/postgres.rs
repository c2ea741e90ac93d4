//! `cargo xtask postgres [stop]`: a lasting private PostgreSQL for tests run by hand.
//!
//! `cargo xtask test` does not use it: each of its runs has a cluster of its own.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use anyhow::Result;

use crate::{
    End,
    cluster::{self, Server},
    command,
};

/// Runs the subcommand. The line to copy is the only thing on stdout, so that `eval "$(cargo xtask postgres)"` works.
///
/// # Errors
/// When the server cannot be had, or does not start or stop.
pub(crate) fn run(words: &[&str]) -> Result<End> {
    if !matches!(words, [] | ["stop"]) {
        return Ok(End::Usage(format!("`postgres` does not know `{}`.", words.join(" "))));
    }
    let server = Server::find()?;
    let mut hasher = DefaultHasher::new();
    command::root().hash(&mut hasher);
    // Two checkouts on one machine must not share a cluster.
    let name = format!("congdoan-postgres-dev-{:08x}", hasher.finish() & 0xffff_ffff);
    let folder = server.lasting_place(command::target()?.join("postgres-dev"), &name)?;
    if words == ["stop"] {
        let stopped = server.stop(&folder)?;
        eprintln!("{}", if stopped { "PostgreSQL is stopped; its data stays." } else { "PostgreSQL was not running." });
        return Ok(End::Done);
    }
    let port = match server.port(&folder) {
        Some(port) => port,
        None => {
            if !folder.join("data/PG_VERSION").exists() {
                server.make(&folder)?;
            }
            server.start(&folder)?
        }
    };
    eprintln!("PostgreSQL is running in {}; stop it with `cargo xtask postgres stop`.", folder.display());
    println!("export CONGDOAN_TEST_POSTGRES_URL={}", cluster::url(port));
    Ok(End::Done)
}
