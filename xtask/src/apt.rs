//! Debian's packages: installed when they are missing, and when we may.

use std::{
    io::{self, IsTerminal},
    process::Command,
};

use anyhow::{Result, bail};

use crate::{
    step::{Step, ask},
    workspace::Workspace,
};

/// What lets us install packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Right {
    Root,
    Sudo,
    None,
}

/// Whether this machine has Debian's package tools.
pub(crate) fn is_here() -> bool {
    ask(Command::new("apt-get").arg("--version")).is_some()
}

/// Those of the packages that are not installed.
pub(crate) fn missing<'p>(packages: &[&'p str]) -> Vec<&'p str> {
    let is_installed = |package: &str| {
        ask(Command::new("dpkg-query").args([
            "--show",
            "--showformat=${db:Status-Status}",
            package,
        ]))
        .is_some_and(|status| status == "installed")
    };
    packages.iter().copied().filter(|package| !is_installed(package)).collect()
}

/// Installs those of the packages that are missing. The error says which command would do it.
pub(crate) fn install(workspace: &Workspace, title: &str, packages: &[&str]) -> Result<()> {
    let packages = missing(packages);
    if packages.is_empty() {
        return Ok(());
    }
    let right = right();
    if !is_here() || right == Right::None {
        bail!("{title} needs packages that only root can install; run\n    {}", advice(&packages));
    }

    let mut step = Step::start(workspace, "apt", title)?;
    let (_, installed) = step.attempt(&mut apt_get(right, &install_arguments(&packages)))?;
    if !installed {
        // A new machine has no list of packages, an old one an old list.
        step.at("asking for the list of packages");
        step.attempt(&mut apt_get(right, &["update"]))?;
        step.run(&mut apt_get(right, &install_arguments(&packages)))?;
    }
    step.done();
    Ok(())
}

/// The command that installs packages, as a person types it.
pub(crate) fn advice(packages: &[&str]) -> String {
    format!("sudo apt-get {}", install_arguments(packages).join(" "))
}

fn install_arguments<'p>(packages: &[&'p str]) -> Vec<&'p str> {
    let mut arguments = vec!["install", "-y", "--no-install-recommends"];
    arguments.extend_from_slice(packages);
    arguments
}

fn apt_get(right: Right, arguments: &[&str]) -> Command {
    let mut command = match right {
        Right::Sudo => {
            let mut sudo = Command::new("sudo");
            sudo.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
            sudo
        }
        Right::Root | Right::None => Command::new("apt-get"),
    };
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn right() -> Right {
    if ask(Command::new("id").arg("-u")).is_some_and(|user| user == "0") {
        return Right::Root;
    }
    // `sudo` asks for the password on the terminal; without one it must not need it.
    let mut sudo = Command::new("sudo");
    if io::stdin().is_terminal() {
        sudo.arg("--version");
    } else {
        sudo.args(["--non-interactive", "true"]);
    }
    if ask(&mut sudo).is_some() { Right::Sudo } else { Right::None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_is_a_command_that_can_be_pasted() {
        assert_eq!(
            advice(&["chromium", "fonts-noto-cjk"]),
            "sudo apt-get install -y --no-install-recommends chromium fonts-noto-cjk"
        );
    }

    #[test]
    fn root_needs_no_sudo() {
        let command = apt_get(Right::Root, &["update"]);

        assert_eq!(command.get_program(), "apt-get");
        assert_eq!(apt_get(Right::Sudo, &["update"]).get_program(), "sudo");
    }
}
