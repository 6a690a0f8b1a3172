//! The links of messages, and their tokens.

use anyhow::{Context, Result};
use sordino_contract::{Power, Timestamp};
use sordino_gateway::token::{AUDIENCE, Audience, Claims};

use super::{NOW, Stage};

/// What a link may do, and whose it is.
#[derive(Debug, Clone, Copy)]
pub struct LinkTo<'a> {
    /// The customer's number.
    pub person: &'a str,
    /// What it may do.
    pub power: Power,
    /// The language of the message that it stands in.
    pub lang: Option<&'a str>,
    /// Whether it has expired.
    pub expired: bool,
    /// Its own id.
    pub id: &'a str,
    /// The campaign whose message it stands in.
    pub campaign: Option<&'a str>,
}

impl<'a> LinkTo<'a> {
    /// A link that may do everything and has no language of its own.
    pub fn of(person: &'a str) -> Self {
        Self {
            person,
            power: Power::Manage,
            lang: None,
            expired: false,
            id: "a-message",
            campaign: None,
        }
    }
}

/// What is behind the widget in the shop's page. The widget itself comes from the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// The gateway.
    Gateway,
    /// `examples/backends/python`, with the same customers. It asks the machine's clock.
    Python,
}

impl Stage {
    /// A link's token, for what is behind the widget in the shop's page.
    ///
    /// # Errors
    ///
    /// If none can be made.
    pub fn token(&self, to: LinkTo<'_>) -> Result<String> {
        if let Some(python) = &self.python {
            return python.token(to);
        }
        let now = NOW.parse::<Timestamp>()?.as_millis() as f64 / 1_000.0;
        let claims = Claims {
            sub: to.person.into(),
            aud: Audience::One(AUDIENCE.into()),
            iat: Some(now),
            nbf: None,
            exp: if to.expired { now - 60.0 } else { now + 86_400.0 },
            jti: to.id.into(),
            power: to.power,
            lang: to.lang.map(Into::into),
            campaign: to.campaign.map(str::parse).transpose()?,
        };
        let token = self.config.keys().sign(&claims).context("there is no key")?;
        Ok(token.expose().into())
    }

    /// A link as it stands in a message.
    ///
    /// # Errors
    ///
    /// If none can be made.
    pub fn link(&self, to: LinkTo<'_>) -> Result<String> {
        Ok(format!("{}/p/{}", self.wire.url(), self.token(to)?))
    }
}
