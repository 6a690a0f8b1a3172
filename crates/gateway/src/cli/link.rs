//! `link`.

use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, ValueEnum};
use sordino_contract::{CampaignId, Power};
use sordino_gateway::token::{AUDIENCE, Audience, Claims};
use sordino_gateway::{Clock, Config, PersonId};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The person's id.
    id: String,
    /// What the link may do.
    #[arg(long, value_enum, default_value_t = Word::Manage)]
    power: Word,
    /// The language of the message that it will stand in, as `zh-Hans`.
    #[arg(long)]
    lang: Option<String>,
    /// How many days it works. Default: `link_days` of the configuration.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    days: Option<u32>,
    /// The campaign whose message it will stand in.
    #[arg(long)]
    campaign: Option<CampaignId>,
    /// Print the token alone.
    #[arg(long)]
    token: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Word {
    /// Turn down and up.
    Manage,
    /// Turn down only: for messages that may be forwarded.
    Withdraw,
}

/// Mints a link. It works on the keys alone: a link may be made before its person is imported.
pub(super) fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let id = PersonId::new(&arguments.id).context("`ID` is not a person's id")?;
    let now = Clock::machine().now().as_millis().div_euclid(1_000) as f64;
    let days = arguments.days.unwrap_or(config.link_days);
    let claims = Claims {
        sub: id.expose().into(),
        aud: Audience::One(AUDIENCE.into()),
        iat: Some(now),
        nbf: None,
        exp: now + f64::from(days) * 86_400.0,
        jti: uuid::Uuid::now_v7().to_string(),
        power: match arguments.power {
            Word::Manage => Power::Manage,
            Word::Withdraw => Power::Withdraw,
        },
        lang: arguments.lang.clone(),
        campaign: arguments.campaign.clone(),
    };
    let token = config.keys().sign(&claims).context("the token cannot be signed")?;
    if arguments.token {
        println!("{}", token.expose());
    } else {
        println!("{}/p/{}", config.public_url, token.expose());
    }
    Ok(ExitCode::SUCCESS)
}
