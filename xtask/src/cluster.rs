//! Private PostgreSQL clusters: made, started on a free port of 127.0.0.1, stopped and removed again.
//!
//! For tests only: they trust every connection and do not wait for the disk. The person's own server is never touched.

use std::{
    fs,
    net::TcpListener,
    os::unix::{fs::PermissionsExt as _, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{command, install, needs};

/// Settings of every cluster made here.
const SETTINGS: &str = "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300 \
    -c fsync=off -c full_page_writes=off -c log_min_messages=warning";

/// The server's programs, and the account they run under.
pub(crate) struct Server {
    programs: PathBuf,
    /// User and group; none when they run as whoever runs this.
    account: Option<(u32, u32)>,
}

impl Server {
    /// Finds the server, installing it where it is missing.
    ///
    /// # Errors
    /// When it cannot be had, or when the superuser finds no other account for it: `initdb` refuses the superuser.
    pub(crate) fn find() -> Result<Self> {
        let programs = needs::postgres()?;
        let account = match install::is_root() {
            false => None,
            true => Some(["postgres", "nobody"].iter().find_map(|user| account(user)).context(
                "PostgreSQL refuses to run as the superuser, and there is no account `postgres` for it.\n  \
                 What you can do: run `useradd --system postgres`, or run this as an ordinary user.",
            )?),
        };
        Ok(Self { programs, account })
    }

    /// Where a lasting cluster may lie: the wished place, unless the superuser works for another account, which may
    /// not be able to reach it.
    pub(crate) fn lasting_place(&self, wished: PathBuf, name: &str) -> Result<PathBuf> {
        if self.account.is_none() { Ok(wished) } else { Ok(self.temporary_folder()?.join(name)) }
    }

    /// A folder for temporary things that the account can reach.
    fn temporary_folder(&self) -> Result<PathBuf> {
        let all_pass = |folder: &&PathBuf| {
            let open = |step: &Path| step.metadata().is_ok_and(|data| data.permissions().mode() & 0o001 != 0);
            self.account.is_none() || folder.ancestors().all(open)
        };
        let candidates = [std::env::temp_dir(), "/tmp".into(), "/var/tmp".into()];
        candidates.iter().find(all_pass).cloned().context("no folder for temporary files is open to every account")
    }

    /// A command of the server, under its account and in a folder that account can stand in.
    fn command(&self, program: impl AsRef<Path>, folder: &Path) -> Command {
        let mut command = command::program(self.programs.join(program), folder);
        if let Some((user, group)) = self.account {
            command.uid(user).gid(group);
        }
        command
    }

    /// Makes an empty cluster in a folder that does not exist yet.
    pub(crate) fn make(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        if let Some((user, group)) = self.account {
            std::os::unix::fs::chown(folder, Some(user), Some(group))?;
        }
        let mut initdb = self.command("initdb", folder);
        // The locale C orders and folds text as SQLite does, on every machine alike.
        initdb.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"]);
        initdb.arg(folder.join("data")).stdout(Stdio::null());
        if !command::succeeds("making a PostgreSQL cluster", &mut initdb)? {
            bail!("`initdb` failed: see its message above");
        }
        Ok(())
    }

    /// Starts the cluster in a folder and waits until it answers; the port it got.
    pub(crate) fn start(&self, folder: &Path) -> Result<u16> {
        // Another program can take the free port before the server does; then the next one is tried.
        for _ in 0..3 {
            let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
            let mut start = self.control(folder, "start");
            start.args(["--wait", "--timeout=120", "--options"]).arg(format!("-p {port} {SETTINGS}"));
            start.arg("--log").arg(folder.join("log")).stdout(Stdio::null());
            if command::succeeds("starting PostgreSQL", &mut start)? {
                return Ok(port);
            }
        }
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        bail!("PostgreSQL did not start. The end of its log:\n{}", last_lines(&log, 15))
    }

    /// Stops the cluster in a folder; true when it was running.
    pub(crate) fn stop(&self, folder: &Path) -> Result<bool> {
        if !folder.exists() || self.port(folder).is_none() {
            return Ok(false);
        }
        let mut stop = self.control(folder, "stop");
        stop.args(["--mode=fast", "--wait"]).stdout(Stdio::null());
        command::succeeds("stopping PostgreSQL", &mut stop)
    }

    /// The port of the cluster in a folder, when it is running.
    pub(crate) fn port(&self, folder: &Path) -> Option<u16> {
        if !folder.exists() {
            return None;
        }
        command::answer(&mut self.control(folder, "status"))?;
        port_in(&fs::read_to_string(folder.join("data/postmaster.pid")).ok()?)
    }

    fn control(&self, folder: &Path, verb: &str) -> Command {
        let mut control = self.command("pg_ctl", folder);
        control.args([verb, "--pgdata"]).arg(folder.join("data"));
        control
    }
}

/// A running cluster that is stopped and removed when this value goes, or when this process dies in any other way.
pub(crate) struct Cluster {
    port: u16,
    keeper: Child,
}

impl Cluster {
    /// Makes and starts a cluster.
    ///
    /// # Errors
    /// When the server refuses.
    pub(crate) fn temporary(server: &Server) -> Result<Self> {
        let folder = unused(&server.temporary_folder()?.join(format!("congdoan-postgres-{}", std::process::id())));
        // The keeper comes first: whatever fails after it is cleaned up.
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let keeper = keeper(server, &folder)?;
        let mut cluster = Self { port: 0, keeper };
        server.make(&folder)?;
        cluster.port = server.start(&folder)?;
        Ok(cluster)
    }

    /// The address tests connect to.
    pub(crate) fn url(&self) -> String {
        url(self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if !self.keeper.wait().is_ok_and(|status| status.success()) {
            eprintln!("the private PostgreSQL could not be removed; its folder is named congdoan-postgres-…");
        }
    }
}

/// A process that waits for the end of its input, which the system closes however this process ends, and then stops
/// the cluster and removes its folder.
fn keeper(server: &Server, folder: &Path) -> Result<Child> {
    let script =
        r#"cat >/dev/null; "$1" stop --silent --mode=immediate --pgdata "$2/data" >/dev/null 2>&1; rm -rf "$2""#;
    let mut keeper = server.command("/bin/sh", Path::new("/"));
    keeper.args(["-c", script, "sh"]).arg(server.programs.join("pg_ctl")).arg(folder);
    // A group of its own: Ctrl+C ends the tests, not the one who tidies up after them.
    keeper.stdin(Stdio::piped()).stdout(Stdio::null()).process_group(0);
    keeper.spawn().context("cannot start a shell")
}

/// The address of a cluster made here.
pub(crate) fn url(port: u16) -> String {
    format!("postgres://postgres@127.0.0.1:{port}/postgres")
}

/// The first of `path`, `path-1`, `path-2` … that does not exist.
fn unused(path: &Path) -> PathBuf {
    let numbered = (1..).map(|number| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!("-{number}"));
        PathBuf::from(name)
    });
    std::iter::once(path.to_owned()).chain(numbered).find(|path| !path.exists()).unwrap_or_else(|| path.to_owned())
}

fn account(user: &str) -> Option<(u32, u32)> {
    let ask = |what: &str| command::answer(Command::new("id").args([what, user]))?.parse().ok();
    Some((ask("-u")?, ask("-g")?))
}

/// The port in a `postmaster.pid`: its fourth line.
fn port_in(file: &str) -> Option<u16> {
    file.lines().nth(3)?.trim().parse().ok()
}

fn last_lines(text: &str, number: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(number);
    lines.into_iter().skip(from).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_the_fourth_line() {
        let file = "4711\n/tmp/cluster/data\n1732245123\n54321\n\n127.0.0.1\n";
        assert_eq!(port_in(file), Some(54321));
        assert_eq!(port_in("4711\n"), None);
        assert_eq!(url(54321), "postgres://postgres@127.0.0.1:54321/postgres");
    }

    #[test]
    fn a_taken_name_gets_a_number() {
        let folder = std::env::temp_dir().join(format!("xtask-unused-{}", std::process::id()));
        assert_eq!(unused(&folder), folder);
        fs::create_dir(&folder).unwrap();
        assert!(unused(&folder).to_string_lossy().ends_with("-1"));
        fs::remove_dir(folder).unwrap();
    }

    #[test]
    fn the_end_of_a_log_is_what_helps() {
        assert_eq!(last_lines("a\nb\nc", 2), "b\nc");
        assert_eq!(last_lines("a", 2), "a");
    }
}
