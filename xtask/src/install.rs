//! Installing a missing program from the distribution, and saying the way out when that fails.
//!
//! Which programs are needed, and what they are called where, is in `needs`.

use std::{io::IsTerminal, process::Command};

use anyhow::{Result, bail};

use crate::command;

/// Something a task cannot do without.
pub(crate) struct Need {
    /// What it is, as people call it.
    pub(crate) name: &'static str,
    /// What it is needed for, as the end of "needed …".
    pub(crate) why: &'static str,
    /// Package names by package manager.
    pub(crate) packages: &'static [(Manager, &'static [&'static str])],
    /// What to do where no package is known.
    pub(crate) by_hand: &'static str,
}

/// A package manager of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manager {
    Apt,
    Dnf,
    Pacman,
    Apk,
    Brew,
}

impl Manager {
    const ALL: [Self; 5] = [Self::Apt, Self::Dnf, Self::Pacman, Self::Apk, Self::Brew];

    fn program(self) -> &'static str {
        match self {
            Self::Apt => "apt-get",
            Self::Dnf => "dnf",
            Self::Pacman => "pacman",
            Self::Apk => "apk",
            Self::Brew => "brew",
        }
    }

    /// The commands that install packages, run one after the other, without a word about rights.
    fn commands(self, packages: &[&str]) -> Vec<Vec<String>> {
        let install: &[&str] = match self {
            Self::Apt => {
                &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "--no-install-recommends"]
            }
            Self::Dnf => &["dnf", "install", "-y"],
            Self::Pacman => &["pacman", "-Sy", "--noconfirm", "--needed"],
            Self::Apk => &["apk", "add", "--no-cache"],
            Self::Brew => &["brew", "install"],
        };
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let mut commands = Vec::new();
        if self == Self::Apt {
            // A fresh machine or container has no package lists yet.
            commands.push(owned(&["apt-get", "update"]));
        }
        commands.push([owned(install), owned(packages)].concat());
        commands
    }
}

/// By which right packages are installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rights {
    /// Already the superuser.
    Own,
    /// Through `sudo`, which may ask for a password.
    Asked,
    /// Through `sudo`, with nobody there to type a password.
    Silent,
    /// None: the person has to do it.
    Missing,
}

impl Rights {
    fn here() -> Self {
        if is_root() {
            Self::Own
        } else if command::find(&["sudo"]).is_none() {
            Self::Missing
        } else if std::io::stdin().is_terminal() {
            Self::Asked
        } else {
            Self::Silent
        }
    }

    fn prefix(self) -> &'static [&'static str] {
        match self {
            Self::Own => &[],
            Self::Asked | Self::Missing => &["sudo"],
            Self::Silent => &["sudo", "-n"],
        }
    }
}

/// True when this program runs as the superuser.
pub(crate) fn is_root() -> bool {
    command::answer(Command::new("id").arg("-u")).is_some_and(|id| id == "0")
}

/// Looks for something; installs it where it is missing and looks again.
///
/// # Errors
/// When it is still missing then; the message says what, why it is needed and what the person can do.
pub(crate) fn ensure<T>(need: &Need, look: impl Fn() -> Option<T>) -> Result<T> {
    if let Some(found) = look() {
        return Ok(found);
    }
    try_packages(need)?;
    match look() {
        Some(found) => Ok(found),
        None => bail!(way_out(need)),
    }
}

/// Asks the package manager found here for the packages of a need, if it has any. That it failed is not an error yet:
/// the caller looks again, and may know another way.
///
/// # Errors
/// When a program that is there cannot be started.
pub(crate) fn try_packages(need: &Need) -> Result<()> {
    let rights = Rights::here();
    let Some((manager, packages)) = manager_for(need) else { return Ok(()) };
    if rights == Rights::Missing && manager != Manager::Brew {
        return Ok(());
    }
    eprintln!("{} is missing (needed {}): installing it with {} …", need.name, need.why, manager.program());
    for words in with_rights(manager, rights, packages) {
        let Some((name, arguments)) = words.split_first() else { continue };
        let what = format!("installing {}", need.name);
        if !command::succeeds_aside(&what, Command::new(name).args(arguments))? {
            // `apt-get update` also fails when one of several sources is away; the installation may still work.
            eprintln!("`{}` did not succeed", words.join(" "));
        }
    }
    Ok(())
}

/// What is missing, why it is needed and what the person can do about it.
pub(crate) fn way_out(need: &Need) -> String {
    let by_hand = match manager_for(need) {
        Some((manager, packages)) => {
            let rights = if is_root() { Rights::Own } else { Rights::Asked };
            let lines = with_rights(manager, rights, packages).into_iter().map(|words| words.join(" "));
            format!("run `{}`, or {}", lines.collect::<Vec<_>>().join(" && "), need.by_hand)
        }
        None => need.by_hand.to_owned(),
    };
    let Need { name, why, .. } = need;
    format!("{name} is missing and could not be installed.\n  It is needed {why}.\n  What you can do: {by_hand}.")
}

fn manager_for(need: &Need) -> Option<(Manager, &'static [&'static str])> {
    let manager = Manager::ALL.into_iter().find(|manager| command::find(&[manager.program()]).is_some())?;
    need.packages.iter().find(|(known, _)| *known == manager).map(|(_, packages)| (manager, *packages))
}

fn with_rights(manager: Manager, rights: Rights, packages: &[&str]) -> Vec<Vec<String>> {
    // Homebrew refuses to be run by the superuser.
    let prefix = if manager == Manager::Brew { &[] } else { rights.prefix() };
    let prefixed = |words: Vec<String>| prefix.iter().map(|word| (*word).to_owned()).chain(words).collect();
    manager.commands(packages).into_iter().map(prefixed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(manager: Manager, rights: Rights) -> Vec<String> {
        with_rights(manager, rights, &["chromium"]).iter().map(|words| words.join(" ")).collect()
    }

    #[test]
    fn the_superuser_needs_no_sudo() {
        let install = "env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium";
        assert_eq!(lines(Manager::Apt, Rights::Own), ["apt-get update", install]);
    }

    #[test]
    fn without_a_terminal_sudo_must_not_wait_for_a_password() {
        assert_eq!(lines(Manager::Dnf, Rights::Silent), ["sudo -n dnf install -y chromium"]);
        assert_eq!(lines(Manager::Dnf, Rights::Asked), ["sudo dnf install -y chromium"]);
    }

    #[test]
    fn homebrew_is_never_run_by_the_superuser() {
        assert_eq!(lines(Manager::Brew, Rights::Asked), ["brew install chromium"]);
    }

    #[test]
    fn the_way_out_says_what_why_and_how() {
        let need = Need { name: "Frobnicator", why: "to frob", packages: &[], by_hand: "buy one" };
        let words = way_out(&need);
        for part in ["Frobnicator is missing", "needed to frob", "buy one"] {
            assert!(words.contains(part), "{words}");
        }
    }

    #[test]
    fn what_is_there_is_not_installed_again() {
        let need = Need { name: "Anything", why: "for a test", packages: &[], by_hand: "nothing" };
        assert_eq!(ensure(&need, || Some(7)).unwrap(), 7);
        assert!(ensure(&need, || None::<u8>).is_err());
    }
}
