//! The program that drives the browser, and what it starts it with.

use std::env;
use std::io::{BufRead, BufReader, pipe};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use serde_json::Value;
use thirtyfour::Capabilities;

use super::Setup;
use super::{chromium, firefox, webkit};
use crate::engine::Engine;

/// A running driver, and how a session of it is begun.
pub(super) struct Driver {
    /// The port that it listens on.
    pub(super) port: u16,
    /// What the browser is asked to be as it starts.
    pub(super) capabilities: Capabilities,
    /// What it and its browser said so far, a line each.
    pub(super) said: Said,
    /// The number of the display that its browser has for itself.
    pub(super) display: Option<u32>,
    // Dropped in this order.
    _process: Process,
    _screen: Option<Process>,
}

/// The lines that a process says, as they come.
pub(super) type Said = Arc<Mutex<Vec<String>>>;

impl Driver {
    /// Starts an engine's driver with what it keeps in `home`.
    pub(super) fn start(engine: Engine, setup: &Setup, home: &Path) -> Result<Self> {
        match engine {
            Engine::Chromium => chromium::start(setup, home),
            Engine::Firefox => firefox::start(setup, home),
            Engine::WebKit => webkit::start(setup, home),
        }
    }

    pub(super) fn new(
        (process, said): (Process, Said),
        port: u16,
        capabilities: Value,
        display: Option<(Process, u32)>,
    ) -> Self {
        let capabilities = match capabilities {
            Value::Object(map) => Capabilities::from(map),
            _ => Capabilities::new(),
        };
        let (screen, display) = display.unzip();
        Self { port, capabilities, said, display, _process: process, _screen: screen }
    }
}

/// A process that ends with this, by the signal on which drivers end their browsers, too.
pub(super) struct Process(Child);

impl Process {
    /// Starts it, and keeps its standard output and errors from everybody else's.
    ///
    /// `advice` says what to do where it is missing.
    pub(super) fn start(command: &mut Command, advice: &str) -> Result<Self> {
        let program = command.get_program().to_string_lossy().into_owned();
        let child = command
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| format!("could not run `{program}`: {advice}"))?;
        Ok(Self(child))
    }

    /// Starts it and waits for the line in which it says what `find` finds.
    pub(super) fn start_until<T>(
        command: &mut Command,
        advice: &str,
        find: impl Fn(&str) -> Option<T>,
    ) -> Result<(Self, Said, T)> {
        let program = command.get_program().to_string_lossy().into_owned();
        // One pipe for both streams: what is not read from a pipe stops who writes into it.
        let (reader, writer) = pipe()?;
        command.stdout(writer.try_clone()?).stderr(writer);
        let process = Self::start(command, advice);
        // The command holds the writing ends: the reader would wait for them for ever.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let process = process?;
        let mut lines = BufReader::new(reader).lines();
        let found = lines.by_ref().map_while(Result::ok).find_map(|line| find(&line));
        let said = Said::default();
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                heard.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            }
        });
        Ok((process, said, found.with_context(|| format!("`{program}` did not start"))?))
    }

    /// Whether it has ended by itself.
    pub(super) fn has_ended(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(pid) = i32::try_from(self.0.id()).ok().and_then(rustix::process::Pid::from_raw)
        {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        let _ = self.0.wait();
    }
}

/// The program that a variable names, or where Debian has it.
pub(super) fn program(name: &str, default: &str) -> String {
    env::var(name).unwrap_or_else(|_| default.into())
}
