//! A server that the demo starts, watches and stops.

use std::{
    env,
    fs::File,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{step::tail, workspace::read};

/// How long a server may take to answer for the first time, and to stop.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long one request may take.
const REQUEST: Duration = Duration::from_secs(2);

/// A server, with a log. It is stopped when this is dropped.
pub(super) struct Server {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

/// Takes the gateway's settings out of the environment: the demo says all of them.
pub(super) fn without_settings(command: &mut Command) {
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("SORDINO_")) {
            command.env_remove(name);
        }
    }
}

impl Server {
    /// Starts it.
    pub(super) fn start(name: &'static str, command: &mut Command, log: &Path) -> Result<Self> {
        let file =
            File::create(log).with_context(|| format!("could not write `{}`", log.display()))?;
        let errors = file.try_clone().context("could not write a log twice")?;
        command.stdin(Stdio::null()).stdout(file).stderr(errors);
        #[cfg(unix)]
        {
            // Ctrl-C on the terminal reaches us alone, and we stop the servers in their order.
            use std::os::unix::process::CommandExt;
            command.process_group(0);
        }
        let child = command.spawn().with_context(|| format!("could not start the {name}"))?;
        Ok(Self { name, child, log: log.to_path_buf() })
    }

    /// Its process id.
    pub(super) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Waits for a first good answer.
    pub(super) fn wait_until_it_answers(&mut self, port: u16, path: &str) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            self.is_alive()?;
            if status(port, path) == Some(200) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        let said = self.said();
        bail!("the {} does not answer on port {port}. It said:\n\n{said}", self.name);
    }

    /// Fails with what it said if it has ended.
    pub(super) fn is_alive(&mut self) -> Result<()> {
        let ended =
            self.child.try_wait().with_context(|| format!("could not watch the {}", self.name))?;
        match ended {
            None => Ok(()),
            Some(status) => {
                bail!("the {} has ended ({status}). It said:\n\n{}", self.name, self.said())
            }
        }
    }

    fn said(&self) -> String {
        let log = read(&self.log).unwrap_or_default();
        format!("{}\n\nall of it: {}", tail(&log), self.log.display())
    }

    /// Asks it to end what it is doing and stop; after a while, ends it.
    pub(super) fn stop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        let asked = cfg!(unix)
            && Command::new("kill")
                .args(["-TERM", &self.child.id().to_string()])
                .status()
                .is_ok_and(|status| status.success());
        let started = Instant::now();
        while asked && started.elapsed() < PATIENCE {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Whether a gateway answers on a port.
pub(super) fn answers(port: u16) -> bool {
    status(port, "/healthz") == Some(200)
}

/// The status of a GET on this machine.
fn status(port: u16, path: &str) -> Option<u16> {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let mut stream = TcpStream::connect_timeout(&address, REQUEST).ok()?;
    stream.set_read_timeout(Some(REQUEST)).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")
        .ok()?;
    let mut first = [0; 12];
    stream.read_exact(&mut first).ok()?;
    std::str::from_utf8(&first).ok()?.strip_prefix("HTTP/1.1 ")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn an_answer_is_known_by_its_status() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("it has a port").port();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a request");
            // All of it: to hang up on what was not read would take the answer back.
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).expect("a request");
                request.extend(byte);
            }
            stream.write_all(b"HTTP/1.1 503 Service Unavailable\r\n\r\n").expect("an answer");
        });

        assert_eq!(status(port, "/readyz"), Some(503));
        server.join().expect("it answered");
        assert_eq!(status(port, "/readyz"), None, "nobody listens any more");
    }

    #[cfg(unix)]
    #[test]
    fn a_server_that_ends_is_reported_with_what_it_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("log");
        let mut command = Command::new("sh");
        command.args(["-c", "echo no database here; exit 3"]);

        let mut server = Server::start("gateway", &mut command, &log).expect("it starts");
        let error = server.wait_until_it_answers(1, "/").expect_err("it ended");

        assert!(error.to_string().contains("no database here"), "{error}");
    }
}
