//! `cargo xtask demo`: a gateway with sample data, a shop that embeds the widget, and links.

mod config;
mod place;
mod ports;
mod server;

use std::{path::PathBuf, process::Command, sync::mpsc, time::Duration};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{
    build, cargo,
    step::{Step, ask},
    workspace::Workspace,
};
use place::{Links, Place};
use server::Server;

/// Where the gateway listens unless told otherwise; the shop is one further.
const PORT: u16 = 8080;

/// The sample subscribers whose links are printed: one who reads English, one who reads Chinese.
const ENGLISH: &str = "C-10001";
const CHINESE: &str = "C-10002";

/// How often it is looked whether a server has ended.
const PULSE: Duration = Duration::from_millis(300);

#[derive(Args)]
pub(crate) struct Arguments {
    /// The gateway's port. Default: 8080, or the next that is free.
    #[arg(long)]
    port: Option<u16>,
    /// The shop's port. Default: the one after the gateway's, or the next that is free.
    #[arg(long)]
    shop_port: Option<u16>,
    /// Throw away the choices that were made, and the links with them.
    #[arg(long)]
    fresh: bool,
}

/// Starts everything, and stops it at Ctrl-C.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let place = Place::of(workspace)?;
    let Some(_lock) = place.lock()? else {
        if arguments.fresh {
            bail!("the demo is running: stop it with Ctrl-C where it runs, then start it afresh");
        }
        return say_running(&place);
    };
    if let Some(links) = place.links()
        && server::answers(links.port)
    {
        // Its xtask was killed, and left it behind.
        println!("a gateway that an earlier demo started is still running.\n");
        links.print();
        println!("\nto stop it: kill {}", links.processes());
        return Ok(());
    }
    place.forget_links()?;
    if arguments.fresh {
        place.clear()?;
    }

    // Asked before anything is built: a port that is taken is not worth waiting minutes for.
    let port = ports::choose("gateway", arguments.port, "--port", PORT)?;
    let shop_port =
        ports::choose("shop", arguments.shop_port, "--shop-port", port.saturating_add(1))?;
    let settings = config::Settings { port, shop_port };

    build::build(workspace)?;
    let programs = Programs::build(workspace)?;
    let kept = config::write(&place.file("sordino.toml"), &settings)?;
    if !kept {
        eprintln!("a new signing key is in `demo/sordino.toml`");
    }
    programs.import(&place)?;

    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || {
        // Nobody listens any more once it is stopping: then one signal was enough.
        stop.send(()).ok();
    })
    .context("could not listen for Ctrl-C")?;

    let mut serve = programs.gateway(&place);
    serve.arg("serve");
    let mut gateway = Server::start("gateway", &mut serve, &place.file("gateway.log"))?;
    gateway.wait_until_it_answers(port, "/readyz").context(
        "the gateway did not start; if the demo's data is from another version, \
         `cargo xtask demo --fresh` starts over",
    )?;
    let mut shop =
        Server::start("shop", &mut programs.shop(&place, &settings), &place.file("shop.log"))?;
    shop.wait_until_it_answers(shop_port, "/")?;

    let links = Links {
        port,
        english: programs.link(&place, ENGLISH, "en")?,
        chinese: programs.link(&place, CHINESE, "zh-Hans")?,
        shop: format!("http://127.0.0.1:{shop_port}/"),
        message: format!("http://127.0.0.1:{shop_port}/message"),
        gateway_process: gateway.process(),
        shop_process: shop.process(),
    };
    place.remember_links(&links)?;
    println!();
    links.print();
    println!(
        "\nwhat is saved is kept in `demo/sordino.db`; to see the record:\n    {}\n\
         next: open a link, turn something off, reload. Ctrl-C stops the demo, and \
         `cargo xtask demo --fresh` starts over",
        programs.export_as_typed(workspace, &place)
    );

    let ended = loop {
        if stopped.recv_timeout(PULSE).is_ok() {
            break Ok(());
        }
        if let Err(error) = gateway.is_alive().and_then(|()| shop.is_alive()) {
            break Err(error);
        }
    };
    eprintln!("\nstopping");
    shop.stop();
    gateway.stop();
    place.forget_links()?;
    ended
}

fn say_running(place: &Place) -> Result<()> {
    match place.links() {
        Some(links) => {
            println!("the demo is already running, on the same database. Its links:\n");
            links.print();
            println!("\nto stop it, press Ctrl-C where it runs");
        }
        None => {
            println!("another `cargo xtask demo` is starting: it prints the links when it is up")
        }
    }
    Ok(())
}

/// The programs of the demo.
struct Programs {
    gateway: PathBuf,
    shop: PathBuf,
    examples: PathBuf,
}

impl Programs {
    fn build(workspace: &Workspace) -> Result<Self> {
        let mut step = Step::start(workspace, "gateway", "building the gateway and the shop")?;
        let mut cargo = cargo::native();
        cargo.current_dir(workspace.root()).args(["build", "--package", "sordino-gateway"]);
        step.run(cargo.args(["--bin", "sordino-gateway", "--example", "shop"]))?;
        step.done();
        let debug = workspace.cargo_target().join("debug");
        let named = |name: &str| debug.join(name).with_extension(std::env::consts::EXE_EXTENSION);
        Ok(Self {
            gateway: named("sordino-gateway"),
            shop: named("examples/shop"),
            examples: workspace.path("examples"),
        })
    }

    /// The gateway with the demo's configuration, and without one from the environment.
    fn gateway(&self, place: &Place) -> Command {
        let mut command = Command::new(&self.gateway);
        server::without_settings(&mut command);
        command.arg("--config").arg(place.file("sordino.toml"));
        command
    }

    fn shop(&self, place: &Place, settings: &config::Settings) -> Command {
        let mut command = Command::new(&self.shop);
        server::without_settings(&mut command);
        command.arg("--config").arg(place.file("sordino.toml"));
        command.args(["--listen", &settings.shop_listen(), "--gateway", &settings.public_url()]);
        command.args(["--person", ENGLISH, "--files"]).arg(self.examples.join("shop"));
        command
    }

    /// Brings in the sample data, once: what people chose since stays.
    fn import(&self, place: &Place) -> Result<()> {
        if place.has_data() {
            eprintln!("the sample data is there, with the choices made since");
            return Ok(());
        }
        let data = self.examples.join("data");
        let mut command = self.gateway(place);
        command.arg("import").arg("--catalogue").arg(data.join("catalogue.toml"));
        command.arg("--mapping").arg(data.join("people.toml")).arg(data.join("people.csv"));
        let mut step = Step::start(place.workspace(), "import", "importing the sample data")?;
        step.run(&mut command)?;
        step.done();
        place.note_data()
    }

    fn link(&self, place: &Place, person: &str, language: &str) -> Result<String> {
        ask(self.gateway(place).args(["link", person, "--lang", language])).with_context(|| {
            format!(
                "the gateway made no link for `{person}`: is the sample data whole? try `--fresh`"
            )
        })
    }

    fn export_as_typed(&self, workspace: &Workspace, place: &Place) -> String {
        let (program, config) = (workspace.show(&self.gateway), place.file("sordino.toml"));
        format!("{program} --config {} export", workspace.show(&config))
    }
}
