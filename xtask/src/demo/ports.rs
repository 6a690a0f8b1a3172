//! Ports of this machine that nobody listens on.

use std::net::TcpListener;

use anyhow::{Context, Result, bail};

/// How many ports are tried after the first.
const TRIES: u16 = 50;

/// The port that was asked for, which must be free; or the first free one from a default.
pub(super) fn choose(who: &str, asked: Option<u16>, flag: &str, default: u16) -> Result<u16> {
    if let Some(port) = asked {
        if !is_free(port) {
            bail!("port {port} is taken: choose another with `{flag}`, or stop what listens there");
        }
        return Ok(port);
    }
    let last = default.saturating_add(TRIES);
    let port = (default..=last).find(|port| is_free(*port)).with_context(|| {
        format!("no port from {default} to {last} is free: choose one with `{flag}`")
    })?;
    if port != default {
        eprintln!("port {default} is taken: the {who} uses {port}");
    }
    Ok(port)
}

fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_passed_over_unless_it_was_asked_for() {
        let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = taken.local_addr().expect("it has a port").port();

        let refusal = choose("gateway", Some(port), "--port", 8080).expect_err("it is taken");
        assert!(refusal.to_string().contains(&format!("port {port} is taken")), "{refusal}");

        let chosen = choose("gateway", None, "--port", port).expect("another is free");
        assert!(chosen > port);
    }
}
