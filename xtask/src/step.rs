//! Running other programs: one line that moves on a terminal, plain lines elsewhere, a log of all.

use std::{
    collections::VecDeque,
    env,
    fs::File,
    io::{self, BufRead, BufReader, IsTerminal, Write},
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow};
use indicatif::{ProgressBar, ProgressStyle};

use crate::workspace::Workspace;

/// How many of a failed program's last lines are shown.
const TAIL: usize = 40;

/// Without a terminal, a step that says nothing for this long is reported to be alive.
const HEARTBEAT: Duration = Duration::from_secs(60);

/// Something long that is being done.
///
/// Ends with [`Step::done`]. Dropped before, it leaves the line to the error that follows.
pub(crate) struct Step<'a> {
    workspace: &'a Workspace,
    title: String,
    log: PathBuf,
    file: File,
    bar: Option<ProgressBar>,
    started: Instant,
    echo: bool,
}

impl<'a> Step<'a> {
    /// Begins. `name` is that of the log, `title` what a reader sees.
    pub(crate) fn start(workspace: &'a Workspace, name: &str, title: &str) -> Result<Self> {
        let log = workspace.scratch(&format!("logs/{name}.log"))?;
        let file =
            File::create(&log).with_context(|| format!("could not write `{}`", log.display()))?;
        let bar = io::stderr().is_terminal().then(|| spinner(title));
        if bar.is_none() {
            eprintln!("{title} …");
        }
        Ok(Self {
            workspace,
            title: title.into(),
            log,
            file,
            bar,
            started: Instant::now(),
            echo: false,
        })
    }

    /// From now on, also prints on standard output what the programs print.
    pub(crate) fn echoing(mut self) -> Self {
        self.echo = true;
        self
    }

    /// Says what is being done just now.
    pub(crate) fn at(&self, message: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(message.to_owned());
        }
    }

    /// Runs a program to its end and answers what it printed. Fails unless it succeeds.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<String> {
        let (output, success) = self.attempt(command)?;
        if success {
            return Ok(output);
        }
        Err(self.failure(&command.get_program().to_string_lossy(), &output))
    }

    /// The error for a program that did not succeed: its last lines, and where the others are.
    pub(crate) fn failure(&mut self, program: &str, output: &str) -> anyhow::Error {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        // What was echoed has been seen.
        let tail = if self.echo { String::new() } else { format!("{}\n\n", tail(output)) };
        anyhow!(
            "{} failed: `{program}` did not succeed\n\n{tail}the whole log: {}",
            self.title,
            self.workspace.show(&self.log)
        )
    }

    /// Runs a program to its end and answers what it printed, and whether it succeeded.
    pub(crate) fn attempt(&mut self, command: &mut Command) -> Result<(String, bool)> {
        // One pipe for both streams keeps their lines in the order they were written.
        let (reader, writer) = io::pipe().context("could not make a pipe")?;
        writeln!(self.file, "$ {command:?}").ok();
        let errors = writer.try_clone().context("could not copy a pipe")?;
        command.stdin(Stdio::null()).stdout(writer).stderr(errors);
        let spawned = command.spawn();
        // The command owns the writing ends: the reader would wait for them for ever.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = spawned.with_context(|| {
            format!(
                "could not run `{}`: is it installed and on the PATH?",
                command.get_program().to_string_lossy()
            )
        })?;

        let mut output = String::new();
        let mut spoke = Instant::now();
        for line in BufReader::new(reader).split(b'\n') {
            let line = line.context("could not read what a program printed")?;
            let line = String::from_utf8_lossy(&line);
            writeln!(self.file, "{line}").ok();
            output.push_str(&line);
            output.push('\n');
            self.show(&line, &mut spoke);
        }
        let status = child.wait().context("could not wait for a program to end")?;
        writeln!(self.file, "{status}").ok();
        Ok((output, status.success()))
    }

    fn show(&self, line: &str, spoke: &mut Instant) {
        if is_for_programs(line) {
            return;
        }
        match (&self.bar, self.echo) {
            (Some(bar), true) => bar.suspend(|| println!("{line}")),
            (Some(bar), false) => bar.set_message(line.trim().to_owned()),
            (None, true) => println!("{line}"),
            (None, false) if spoke.elapsed() > HEARTBEAT => {
                *spoke = Instant::now();
                eprintln!("  {}: {}", took(self.started.elapsed()), line.trim());
            }
            (None, false) => {}
        }
    }

    /// Ends, and says how long it took.
    pub(crate) fn done(self) {
        let took = took(self.started.elapsed());
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        eprintln!("{}: done in {took}", self.title);
    }
}

impl Drop for Step<'_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// What a quick program prints on standard output, or `None` if it cannot be run or fails.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The program of this name that a shell would start.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let program = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&path).map(|folder| folder.join(&program)).find(|file| file.is_file())
}

fn spinner(title: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {prefix} {elapsed} {wide_msg:.dim}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner());
    let bar = ProgressBar::new_spinner().with_style(style).with_prefix(title.to_owned());
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// The last lines of what a program said.
pub(crate) fn tail(output: &str) -> String {
    let mut last = VecDeque::with_capacity(TAIL);
    for line in output.lines().filter(|line| !is_for_programs(line)) {
        if last.len() == TAIL {
            last.pop_front();
        }
        last.push_back(line);
    }
    Vec::from(last).join("\n")
}

/// Cargo's messages as JSON, which nobody wants to read.
fn is_for_programs(line: &str) -> bool {
    line.starts_with("{\"reason\":")
}

fn took(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} ms", time.as_millis()),
        seconds @ 1..=119 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_shows_the_last_lines_and_no_more() {
        let mut output: String = (1..=100).map(|line| format!("line {line}\n")).collect();
        output.push_str("{\"reason\":\"build-finished\",\"success\":false}\n");

        let shown = tail(&output);

        assert_eq!(shown.lines().count(), TAIL);
        assert!(shown.starts_with("line 61\n") && shown.ends_with("line 100"), "{shown}");
    }

    #[test]
    fn times_are_said_in_the_unit_that_fits() {
        assert_eq!(took(Duration::from_millis(250)), "250 ms");
        assert_eq!(took(Duration::from_secs(75)), "75 s");
        assert_eq!(took(Duration::from_secs(424)), "7 min 4 s");
    }
}
