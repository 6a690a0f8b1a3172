//! Running cargo from inside `cargo run`.

use std::{env, process::Command};

/// The cargo that runs xtask, for everything that is built for this machine.
pub(crate) fn native() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    forget_the_outer_run(&mut command);
    command
}

/// Takes away what `cargo run` tells the program it runs, which another cargo would mistake for
/// its own: build scripts that watch `CARGO_PKG_*` would run again at every turn.
pub(crate) fn forget_the_outer_run(command: &mut Command) {
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(is_of_the_outer_run) {
            command.env_remove(name);
        }
    }
    // The logs are read as text.
    command.env("CARGO_TERM_COLOR", "never");
    command.env("CARGO_TERM_PROGRESS_WHEN", "never");
}

fn is_of_the_outer_run(name: &str) -> bool {
    let exactly =
        ["CARGO", "CARGO_CRATE_NAME", "CARGO_BIN_NAME", "CARGO_PRIMARY_PACKAGE", "OUT_DIR"];
    exactly.contains(&name) || name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_developer_set_is_kept_and_what_cargo_set_is_not() {
        for theirs in ["CARGO_HOME", "CARGO_TARGET_DIR", "CARGO_NET_OFFLINE", "CARGO_BUILD_JOBS"] {
            assert!(!is_of_the_outer_run(theirs), "{theirs} is the developer's");
        }
        for cargos in ["CARGO", "CARGO_PKG_NAME", "CARGO_MANIFEST_DIR", "CARGO_CRATE_NAME"] {
            assert!(is_of_the_outer_run(cargos), "{cargos} is from `cargo run`");
        }
    }
}
