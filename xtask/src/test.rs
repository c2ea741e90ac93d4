//! `cargo xtask test`: sets up what is missing, runs every check, counts.
//!
//! A failing check does not keep the others from running; a failing set-up does, since what it would say is noise.
//! The last line of stdout is the count.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::Result;

use crate::{
    End, assets,
    cluster::{Cluster, Server},
    command::{self, Took},
    count::{self, Tally},
    needs, node, npm, tidy,
};

/// One check, or one run of a test program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Format,
    Tidy,
    Assets,
    Clippy,
    Rustdoc,
    Licences,
    Tests,
    Browser,
}

impl Step {
    const ALL: [Self; 8] = [
        Self::Format,
        Self::Tidy,
        Self::Assets,
        Self::Clippy,
        Self::Rustdoc,
        Self::Licences,
        Self::Tests,
        Self::Browser,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Tidy => "tidy",
            Self::Assets => "assets",
            Self::Clippy => "clippy",
            Self::Rustdoc => "rustdoc",
            Self::Licences => "licences",
            Self::Tests => "tests",
            Self::Browser => "browser",
        }
    }

    fn run(self, ready: &Ready) -> Result<Tally> {
        let cargo = |words: &[&str]| {
            let mut cargo = command::cargo();
            cargo.args(words);
            cargo
        };
        let one = |mut command: Command| command::succeeds(self.name(), &mut command).map(Tally::one);
        match self {
            Self::Format => one(cargo(&["fmt", "--all", "--check"])),
            Self::Tidy => tidy::run().map(|end| Tally::one(matches!(end, End::Done))),
            Self::Assets => assets::build().map(|()| Tally::one(true)),
            Self::Clippy => one(cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])),
            Self::Rustdoc => {
                let mut doc = cargo(&["doc", "--workspace", "--no-deps", "--document-private-items"]);
                doc.env("RUSTDOCFLAGS", "-D warnings");
                one(doc)
            }
            Self::Licences => one(cargo(&["deny", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"])),
            Self::Tests => {
                let mut tests = cargo(&["test", "--workspace", "--no-fail-fast"]);
                ready.lend(&mut tests)?;
                counted(self, &mut tests, &mut io::stdout(), count::rust_line)
            }
            Self::Browser => browser(ready),
        }
    }
}

/// What the set-up found or made. The cluster lives as long as this does.
#[derive(Default)]
struct Ready {
    cluster: Option<Cluster>,
    chromium: PathBuf,
    /// Where the `python3` lies that reads spreadsheets, when it is not the usual one.
    python: Option<PathBuf>,
}

impl Ready {
    /// Lets tests find the private PostgreSQL and the Python that reads spreadsheets.
    fn lend(&self, tests: &mut Command) -> Result<()> {
        tests.envs(self.cluster.iter().map(|cluster| ("CONGDOAN_TEST_POSTGRES_URL", cluster.url())));
        self.python.iter().try_for_each(|folder| command::look_first_in(tests, folder))
    }
}

/// Runs the subcommand.
///
/// # Errors
/// When stdout cannot be written; failing steps are counted instead.
pub(crate) fn run(words: &[&str]) -> Result<End> {
    let steps = match chosen(words) {
        Ok(steps) => steps,
        Err(what) => return Ok(End::Usage(what)),
    };
    let (ready, failures) = set_up(&steps);
    let mut total = Tally::default();
    for failure in &failures {
        eprintln!("\nset-up: {failure:#}");
        total += Tally::one(false);
    }
    if failures.is_empty() {
        total = run_steps(&steps, &ready);
    }
    // The server ends before the count is printed, so that nothing it says can come after.
    drop(ready);
    println!("{total}");
    Ok(if total.is_good() { End::Done } else { End::Failed })
}

fn run_steps(steps: &[Step], ready: &Ready) -> Tally {
    let mut total = Tally::default();
    let mut lines = Vec::new();
    for step in steps {
        println!("\n── {}", step.name());
        let began = Instant::now();
        let tally = step.run(ready).unwrap_or_else(|error| {
            eprintln!("{error:#}");
            Tally::one(false)
        });
        total += tally;
        let line = summary(*step, tally, began.elapsed());
        println!("── {line}");
        lines.push(line);
    }
    println!("\n{}", lines.join("\n"));
    total
}

fn summary(step: Step, tally: Tally, took: Duration) -> String {
    let mark = if tally.is_good() { "✓" } else { "✗" };
    format!("{mark} {:<9} {tally} in {}", step.name(), Took(took))
}

fn chosen(words: &[&str]) -> Result<Vec<Step>, String> {
    let names = match words {
        [] => return Ok(Step::ALL.to_vec()),
        ["--only", names] => names,
        [word] => word.strip_prefix("--only=").ok_or_else(|| format!("`test` does not know `{word}`."))?,
        other => return Err(format!("`test` does not know `{}`.", other.join(" "))),
    };
    let known = Step::ALL.map(Step::name).join(", ");
    for name in names.split(',') {
        if Step::ALL.iter().all(|step| step.name() != name) {
            return Err(format!("There is no step `{name}`; the steps are {known}."));
        }
    }
    Ok(Step::ALL.into_iter().filter(|step| names.split(',').any(|name| name == step.name())).collect())
}

/// Sets up what the steps need. All parts are tried, so that the person hears everything that is missing at once.
fn set_up(steps: &[Step]) -> (Ready, Vec<anyhow::Error>) {
    let asked = |wanted: &[Step]| steps.iter().any(|step| wanted.contains(step));
    let mut ready = Ready::default();
    let mut failures = Vec::new();
    if asked(&[Step::Format, Step::Clippy]) {
        failures.extend(needs::components().err());
    }
    if asked(&[Step::Assets, Step::Browser]) {
        failures.extend(node::tool("npm", &command::root()).err());
    }
    if asked(&[Step::Licences]) {
        failures.extend(needs::cargo_deny().err());
    }
    if asked(&[Step::Browser]) {
        needs::chromium().map_or_else(|error| failures.push(error), |file| ready.chromium = file);
    }
    if asked(&[Step::Tests, Step::Browser]) {
        let folder = command::target().and_then(|target| needs::openpyxl(&target.join("python")));
        folder.map_or_else(|error| failures.push(error), |folder| ready.python = folder);
    }
    if asked(&[Step::Tests]) {
        failures.extend(needs::poppler().err());
    }
    if failures.is_empty() && asked(&[Step::Tests, Step::Browser]) {
        let cluster = Server::find().and_then(|server| Cluster::temporary(&server));
        cluster.map_or_else(|error| failures.push(error), |cluster| ready.cluster = Some(cluster));
    }
    (ready, failures)
}

/// Runs a test program and counts the tests it names.
fn counted(step: Step, command: &mut Command, out: &mut impl Write, read: fn(&str) -> Option<Tally>) -> Result<Tally> {
    let mut tally = Tally::default();
    let succeeded = command::succeeds_watched(step.name(), command, out, |line| {
        if let Some(found) = read(line) {
            tally += found;
        }
    })?;
    Ok(tally.settled(succeeded))
}

fn browser(ready: &Ready) -> Result<Tally> {
    assets::build()?;
    let folder = command::root().join("e2e");
    npm::install(&folder)?;
    let mut build = command::cargo();
    if !command::succeeds("building the program", build.args(["build", "--package", "congdoan"]))? {
        return Ok(Tally::one(false));
    }
    let mut tests = node::tool("npx", &folder)?;
    tests
        .args(["--no-install", "playwright", "test", "--reporter=list"])
        .env("CHROMIUM_PATH", &ready.chromium)
        .env("CONGDOAN_BIN", command::target()?.join("debug/congdoan"));
    ready.lend(&mut tests)?;
    counted(Step::Browser, &mut tests, &mut io::stdout(), count::browser_line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_wish_every_step_runs_in_order() {
        assert_eq!(chosen(&[]).unwrap(), Step::ALL);
    }

    #[test]
    fn steps_can_be_chosen_and_keep_their_order() {
        assert_eq!(chosen(&["--only", "tidy,format"]).unwrap(), [Step::Format, Step::Tidy]);
        assert_eq!(chosen(&["--only=browser"]).unwrap(), [Step::Browser]);
    }

    #[test]
    fn an_unknown_step_is_refused_with_the_known_ones() {
        assert!(chosen(&["--only", "tidy,speed"]).unwrap_err().contains("licences"));
        assert!(chosen(&["--fast"]).unwrap_err().contains("--fast"));
        assert!(chosen(&["--only"]).is_err());
    }

    #[test]
    fn a_step_is_summed_up_in_one_line() {
        let line = summary(Step::Tests, Tally { passed: 12, failed: 1 }, Duration::from_secs(75));
        assert_eq!(line, "✗ tests     12 passed, 1 failed in 1 min 15 s");
    }

    #[test]
    fn a_test_program_that_crashes_counts_as_failed() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo 'test result: ok. 2 passed; 0 failed; 0 ignored'; exit 101"]);
        assert_eq!(
            counted(Step::Tests, &mut shell, &mut io::sink(), count::rust_line).unwrap(),
            Tally { passed: 2, failed: 1 }
        );
    }
}
