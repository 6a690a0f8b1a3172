//! `sordino-conformance`: checks a backend and says which law it breaks.

use std::fs;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use anyhow::{Context, Result};
use clap::{CommandFactory, Parser, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use sordino_conformance::report::{self, Human};
use sordino_conformance::{ALL, Options, People, Progress, Report, RunError, Target, run};

/// Nothing was seen to be broken.
const GOOD: u8 = 0;
/// A check failed or could not be made; with `--strict`, also if one was skipped.
const BROKEN: u8 = 1;
/// The command line is wrong; what clap says too.
const WRONG: u8 = 2;
/// Nothing could be checked: no answer, or no document.
const UNREACHABLE: u8 = 3;
/// The person could not be put back as they were found.
const NOT_RESTORED: u8 = 4;
/// It was interrupted; what was found was put back.
const INTERRUPTED: u8 = 130;

/// Checks a backend against Sordino's contract, and says which law it breaks.
///
/// Without `--hook` it works on the person of `--token`, and puts everything back as it found
/// it. With it, it makes test people of its own, and checks more.
#[derive(Parser)]
#[command(name = "sordino-conformance", version, after_help = AFTER)]
struct Arguments {
    /// The contract's URL, as https://preferences.example.com/v1/preferences
    #[arg(required_unless_present = "list")]
    url: Option<String>,
    /// A link token that may turn down and up (`manage`)
    #[arg(long, env = "SORDINO_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// A link token of the same person that may only turn down (`withdraw`)
    #[arg(long, env = "SORDINO_WITHDRAW_TOKEN", hide_env_values = true)]
    withdraw_token: Option<String>,
    /// A link token that is past its time
    #[arg(long, env = "SORDINO_EXPIRED_TOKEN", hide_env_values = true)]
    expired_token: Option<String>,
    /// The URL of the backend's test hook, which makes test people; tokens are not used then
    #[arg(long, conflicts_with = "read_only")]
    hook: Option<String>,
    /// The origin of a website that may embed the widget, as https://shop.example.com
    #[arg(long)]
    origin: Option<String>,
    /// Send only GET, HEAD and OPTIONS
    #[arg(long)]
    read_only: bool,
    /// Make only this check, or all of one law (`law-5`); may be given several times
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Fail as well if a check was skipped
    #[arg(long)]
    strict: bool,
    /// How to tell what was found
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write it to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
    /// How long to wait for each answer, in seconds
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    /// Name every check and end; with `--format json` as JSON
    #[arg(long, conflicts_with_all = ["only", "output"])]
    list: bool,
}

const AFTER: &str = "\
Exit codes:
  0    nothing was seen to be broken
  1    a check failed, or could not be made; with --strict, also if one was skipped
  2    the command line is wrong
  3    nothing could be checked: no answer, or no document
  4    the person could not be put back as they were found
  130  interrupted; what was found was put back

The contract: docs/contract/README.md. The test hook: docs/contract/conformance.md.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// One JSON object
    Json,
    /// JUnit's XML
    Junit,
    /// Test Anything Protocol 14
    Tap,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.list {
        return list(&arguments);
    }
    if arguments.token.is_none() && arguments.hook.is_none() {
        let missing = clap::error::ErrorKind::MissingRequiredArgument;
        let told = "`--token` is needed, or `--hook`: on whom to check\n\n\
                    For more information, try '--help'.";
        Arguments::command().error(missing, told).exit();
    }
    match check(&arguments) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(match error.downcast_ref::<RunError>() {
                Some(
                    RunError::NoSuchCheck(_)
                    | RunError::NoUrl(_)
                    | RunError::NoOrigin(_)
                    | RunError::WithdrawOnly,
                ) => WRONG,
                Some(_) => UNREACHABLE,
                None => WRONG,
            })
        }
    }
}

/// Every check by name. Whoever reads only the first may close the pipe.
fn list(arguments: &Arguments) -> ExitCode {
    let mut out = std::io::stdout().lock();
    if arguments.format == Format::Json {
        let checks: Vec<_> = ALL.iter().copied().flatten().map(report::check).collect();
        let _ = writeln!(out, "{:#}", serde_json::json!(checks));
        return ExitCode::SUCCESS;
    }
    for check in ALL.iter().copied().flatten() {
        if writeln!(out, "{:26} {}", check.id, check.title).is_err() {
            break;
        }
    }
    ExitCode::SUCCESS
}

fn check(arguments: &Arguments) -> Result<u8> {
    let people = match (&arguments.hook, &arguments.token) {
        (Some(hook), _) => People::Hook(hook.clone()),
        (None, token) => People::Links {
            manage: token.clone().unwrap_or_default(),
            withdraw: arguments.withdraw_token.clone(),
            expired: arguments.expired_token.clone(),
        },
    };
    let target = Target {
        endpoint: arguments.url.clone().unwrap_or_default(),
        people,
        origin: arguments.origin.clone(),
    };
    let options = Options {
        read_only: arguments.read_only,
        only: arguments.only.clone(),
        timeout: Duration::from_secs(arguments.timeout),
    };

    let stopped = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&stopped);
    ctrlc::set_handler(move || stop.store(true, Ordering::Relaxed))
        .context("interrupts cannot be heard")?;

    let mut out = Out::open(arguments)?;
    let bar = bar();
    let mut human = Human::default();
    let mut broken_pipe = None;
    let report = run(&target, &options, &mut |progress| {
        match progress {
            Progress::Begins { check, done, of } => {
                bar.set_length(of as u64);
                bar.set_position(done as u64);
                bar.set_message(check.id);
            }
            Progress::Ended(line) if arguments.format == Format::Human => {
                let text = human.line(line);
                broken_pipe = bar.suspend(|| out.write(&text)).err();
            }
            _ => {}
        }
        broken_pipe.is_none() && !stopped.load(Ordering::Relaxed)
    })?;
    bar.finish_and_clear();

    let text = match arguments.format {
        Format::Human => Human::end(&report),
        Format::Json => format!("{:#}\n", report::json(&report)),
        Format::Junit => report::junit(&report)?,
        Format::Tap => report::tap(&report),
    };
    out.write(&text).context("the report could not be written")?;
    if report.not_restored.is_some() {
        return Ok(NOT_RESTORED);
    }
    if stopped.load(Ordering::Relaxed) {
        eprintln!("interrupted: the other checks were not made");
        return Ok(INTERRUPTED);
    }
    Ok(code(&report, arguments.strict))
}

fn code(report: &Report, strict: bool) -> u8 {
    let skipped = !report.skipped().is_empty();
    if report.is_good() && !(strict && skipped) { GOOD } else { BROKEN }
}

/// Where the report goes.
struct Out(AutoStream<Box<dyn Write>>);

impl Out {
    fn open(arguments: &Arguments) -> Result<Self> {
        let (to, is_terminal): (Box<dyn Write>, _) = match &arguments.output {
            Some(path) => {
                let file = fs::File::create(path);
                let file = file.with_context(|| format!("could not write `{}`", path.display()))?;
                (Box::new(file), false)
            }
            None => (Box::new(std::io::stdout()), std::io::stdout().is_terminal()),
        };
        let is_text = arguments.format == Format::Human;
        // What the environment says (NO_COLOR, CLICOLOR_FORCE) is asked of standard output.
        let choice = match arguments.color {
            Color::Always if is_text => ColorChoice::Always,
            Color::Auto if is_text && is_terminal => AutoStream::choice(&std::io::stdout()),
            _ => ColorChoice::Never,
        };
        Ok(Self(AutoStream::new(to, choice)))
    }

    fn write(&mut self, text: &str) -> std::io::Result<()> {
        self.0.write_all(text.as_bytes())?;
        self.0.flush()
    }
}

/// A line that moves, where there is a terminal.
fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{pos}/{len} {msg}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
