//! Starting other programs: their output stays visible, long ones show how long they have been at it.
//!
//! Which programs are needed, and how they are installed, is in `needs` and `install`.

use std::{
    env,
    ffi::OsStr,
    fmt,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

/// The root folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}

/// The folder in which cargo puts `debug/` and `release/`.
///
/// Read off the place of this very program, which is right whichever way the folder was configured.
///
/// # Errors
/// When the system cannot say where this program lies.
pub(crate) fn target() -> Result<PathBuf> {
    let program = env::current_exe().context("cannot tell where this program lies")?;
    program.ancestors().nth(2).map(Path::to_owned).context("this program does not lie in a target folder of cargo")
}

/// Cargo, started in the root folder, without what the outer `cargo run` left in the environment.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    for (name, _) in env::vars_os() {
        // Build scripts that watch these variables would run again at every turn.
        if name.to_str().is_some_and(is_of_outer_package) {
            command.env_remove(name);
        }
    }
    if let (Some(target), Ok(here)) = (env::var_os("CARGO_TARGET_DIR"), env::current_dir()) {
        command.env("CARGO_TARGET_DIR", here.join(target));
    }
    command
}

fn is_of_outer_package(variable: &str) -> bool {
    variable.starts_with("CARGO_PKG_") || variable.starts_with("CARGO_MANIFEST_") || variable == "CARGO_BIN_NAME"
}

/// A program started in a folder.
pub(crate) fn program(name: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(name);
    command.current_dir(folder);
    command
}

/// Puts a folder at the head of the path on which a command looks for programs, before those put there already.
///
/// # Errors
/// When the folder's name cannot be part of a search path.
pub(crate) fn look_first_in(command: &mut Command, folder: &Path) -> Result<()> {
    let given = command.get_envs().find(|(name, _)| *name == OsStr::new("PATH"));
    let usual =
        given.and_then(|(_, path)| path.map(OsStr::to_owned)).or_else(|| env::var_os("PATH")).unwrap_or_default();
    let folders = std::iter::once(folder.to_owned()).chain(env::split_paths(&usual));
    command.env("PATH", env::join_paths(folders)?);
    Ok(())
}

/// Runs a command to its end with its output visible; true when it succeeded.
///
/// # Errors
/// When the program cannot be started.
pub(crate) fn succeeds(what: &str, command: &mut Command) -> Result<bool> {
    let progress = Progress::start(what);
    let status = command.stdin(Stdio::null()).status();
    drop(progress);
    Ok(status.with_context(|| format!("{what}: cannot start `{}`", shown(command)))?.success())
}

/// As [`succeeds`], with everything the command prints on our stderr, so that stdout stays free for data.
///
/// # Errors
/// When the program cannot be started.
pub(crate) fn succeeds_aside(what: &str, command: &mut Command) -> Result<bool> {
    succeeds(what, command.stdout(std::io::stderr()))
}

/// Runs a command, passing its stdout on to `out` and handing over each line of it; true when it succeeded.
///
/// # Errors
/// When the program cannot be started or its output cannot be passed on.
pub(crate) fn succeeds_watched(
    what: &str,
    command: &mut Command,
    out: &mut impl Write,
    mut each: impl FnMut(&str),
) -> Result<bool> {
    let _progress = Progress::start(what);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{what}: cannot start `{}`", shown(command)))?;
    if let Some(output) = child.stdout.take() {
        let mut lines = BufReader::new(output);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line)? > 0 {
            out.write_all(&line)?;
            out.flush()?;
            each(&String::from_utf8_lossy(&line));
            line.clear();
        }
    }
    Ok(child.wait()?.success())
}

/// What a command prints on stdout when it succeeds; its stderr is dropped.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// The first of the named programs that the search path holds.
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    names.iter().find_map(|name| env::split_paths(&path).map(|folder| folder.join(name)).find(|file| is_program(file)))
}

fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

/// Says from time to time, on stderr, how long a piece of work has been going on, and at its end how long it took.
pub(crate) struct Progress {
    what: String,
    began: Instant,
    stop: Option<Sender<()>>,
    voice: Option<thread::JoinHandle<()>>,
}

/// Work shorter than this is not spoken of.
const SILENT: Duration = Duration::from_secs(2);

impl Progress {
    /// Begins to measure.
    pub(crate) fn start(what: &str) -> Self {
        let began = Instant::now();
        let (stop, stopped) = mpsc::channel();
        let name = what.to_owned();
        let voice = thread::spawn(move || {
            let mut wait = SILENT;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                eprintln!("  … {name}, {} so far", Took(began.elapsed()));
                wait = if wait == SILENT { Duration::from_secs(8) } else { Duration::from_secs(30) };
            }
        });
        Self { what: what.to_owned(), began, stop: Some(stop), voice: Some(voice) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(voice) = self.voice.take() {
            // The voice only prints; should it have died, nothing of the work is lost.
            voice.join().unwrap_or_default();
        }
        if self.began.elapsed() >= SILENT {
            eprintln!("  {} took {}", self.what, Took(self.began.elapsed()));
        }
    }
}

/// A duration as people read it: `0.4 s`, `12 s`, `3 min 05 s`.
pub(crate) struct Took(pub(crate) Duration);

impl fmt::Display for Took {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        match seconds {
            0..10 => write!(out, "{:.1} s", self.0.as_secs_f64()),
            10..60 => write!(out, "{seconds} s"),
            _ => write!(out, "{} min {:02} s", seconds / 60, seconds % 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_looked_in_first_add_up() {
        let mut command = Command::new("sh");
        look_first_in(&mut command, Path::new("/first")).unwrap();
        look_first_in(&mut command, Path::new("/before")).unwrap();
        let path = answer(command.args(["-c", "echo $PATH"])).unwrap();
        assert!(path.starts_with("/before:/first:") && path.ends_with(&env::var("PATH").unwrap()), "{path}");
    }

    #[test]
    fn durations_read_well() {
        assert_eq!(Took(Duration::from_millis(420)).to_string(), "0.4 s");
        assert_eq!(Took(Duration::from_secs(12)).to_string(), "12 s");
        assert_eq!(Took(Duration::from_secs(185)).to_string(), "3 min 05 s");
    }

    #[test]
    fn lines_are_handed_over_while_the_outcome_is_kept() {
        let mut lines = Vec::new();
        let mut out = Vec::new();
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; printf two; exit 3"]);
        let succeeded = succeeds_watched("shell", &mut command, &mut out, |line| lines.push(line.trim().to_owned()));
        assert!(!succeeded.unwrap());
        assert_eq!(out, b"one\ntwo");
        assert_eq!(lines, ["one", "two"]);
    }

    #[test]
    fn only_what_the_outer_run_left_is_removed() {
        assert!(is_of_outer_package("CARGO_PKG_NAME"));
        assert!(is_of_outer_package("CARGO_MANIFEST_DIR"));
        assert!(!is_of_outer_package("CARGO_HOME"));
        assert!(!is_of_outer_package("CARGO_TARGET_DIR"));
    }

    #[test]
    fn programs_are_found_on_the_search_path() {
        assert!(find(&["no-such-program-anywhere", "sh"]).is_some_and(|file| file.ends_with("sh")));
        assert_eq!(find(&["no-such-program-anywhere"]), None);
    }
}
