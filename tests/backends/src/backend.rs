//! An example backend as a process of its own.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;
use ureq::http::Request;

use crate::{Language, SHOP, ask, examples, leaks};

/// How often it is asked whether it is there, and how long is waited in between: a minute in all.
const PATIENCE: (u32, Duration) = (600, Duration::from_millis(100));

/// A backend with a database of its own. It ends, and its children with it, when it is dropped.
pub struct Backend {
    /// The contract's URL.
    pub endpoint: String,
    /// Its test hook.
    pub hook: String,
    keys: String,
    // Dropped in this order: the server, then what it has open.
    server: Server,
    folder: TempDir,
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(id) = i32::try_from(self.0.id())
            && let Some(group) = Pid::from_raw(id)
        {
            // It may have ended by itself.
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.0.wait();
    }
}

impl Backend {
    /// Starts one with these keys, as `SORDINO_KEYS` has them, and waits until it answers.
    ///
    /// # Errors
    ///
    /// If it does not start. The error has what it printed.
    pub fn start(language: Language, keys: &str) -> Result<Self> {
        Self::start_with(language, keys, |_| command(language))
    }

    /// Starts the one in PHP without its `main`: by PHP's own web server.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn start_php_server(keys: &str) -> Result<Self> {
        Self::start_with(Language::Php, keys, |port| {
            let mut command = Language::Php.program()?;
            let listen = format!("127.0.0.1:{port}");
            command.current_dir(examples("backends/php")).env("PHP_CLI_SERVER_WORKERS", "4");
            command.args(["-q", "-S", &listen, "server.php"]);
            Ok(command)
        })
    }

    fn start_with(
        language: Language,
        keys: &str,
        command: impl Fn(u16) -> Result<Command>,
    ) -> Result<Self> {
        // Between finding a free port and using it somebody else may take it.
        let mut tries = 0;
        loop {
            tries += 1;
            match Self::start_once(language, keys, &command) {
                Err(error) if tries == 3 => return Err(error),
                Err(_) => {}
                Ok(backend) => return Ok(backend),
            }
        }
    }

    fn start_once(
        language: Language,
        keys: &str,
        command: &impl Fn(u16) -> Result<Command>,
    ) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("sordino-backend-").tempdir()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = command(port)?;
        command
            .env("PORT", port.to_string())
            .env("DATABASE", folder.path().join("sordino.db"))
            .env("SORDINO_KEYS", keys)
            .env("SORDINO_TEST_HOOK", "1")
            .env("ALLOWED_ORIGINS", SHOP);
        // A file takes all that is printed, however much it is and whoever prints it.
        let output = File::create(folder.path().join("output"))?;
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        let child = command.process_group(0).spawn();
        let child = child.with_context(|| format!("could not run {:?}", command.get_program()))?;
        let mut backend = Self {
            endpoint: format!("http://127.0.0.1:{port}/v1/preferences"),
            hook: format!("http://127.0.0.1:{port}/test/people"),
            keys: keys.into(),
            server: Server(child),
            folder,
        };
        backend.until_it_answers().with_context(|| format!("the backend in {language:?}"))?;
        Ok(backend)
    }

    fn until_it_answers(&mut self) -> Result<()> {
        let (times, pause) = PATIENCE;
        for _ in 0..times {
            if let Some(status) = self.server.0.try_wait()? {
                bail!("it ended with {status} and said:\n{}", self.output()?);
            }
            if let Ok(answer) = ask(Request::get(&self.endpoint).body(())?) {
                ensure!(answer.status == 401, "it answers {} without a token", answer.status);
                return Ok(());
            }
            thread::sleep(pause);
        }
        bail!("it does not answer at {}, and said:\n{}", self.endpoint, self.output()?)
    }

    /// What it has printed so far.
    ///
    /// # Errors
    ///
    /// If that cannot be read.
    pub fn output(&self) -> Result<String> {
        let bytes = fs::read(self.folder.path().join("output"))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Ends it.
    ///
    /// # Errors
    ///
    /// If it has ended by itself, or printed a token, an address, or a key.
    pub fn stop(mut self) -> Result<()> {
        if let Some(status) = self.server.0.try_wait()? {
            bail!("it ended by itself with {status} and said:\n{}", self.output()?);
        }
        let output = self.output()?;
        if let Some(line) = leaks(&output) {
            bail!("its output has a token or an address: {line}");
        }
        for (_, secret) in self.keys.split(',').filter_map(|key| key.split_once(':')) {
            ensure!(!output.contains(secret), "its output has the secret of a key");
        }
        Ok(())
    }
}

/// The line of each example's README, with the programs of `cargo xtask test`.
fn command(language: Language) -> Result<Command> {
    let (folder, file) = match language {
        Language::Python => ("backends/python", "server.py"),
        Language::Node => ("backends/node", "server.mjs"),
        Language::Php => ("backends/php", "server.php"),
    };
    let mut command = language.program()?;
    command.current_dir(examples(folder)).arg(file);
    Ok(command)
}
