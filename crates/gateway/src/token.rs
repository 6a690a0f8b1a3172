//! Link tokens: who a link is for, and what it may do.
//!
//! A token is a JSON Web Token (RFC 7519) signed with HMAC-SHA-256, because every language that
//! a CRM is written in can mint one. The gateway accepts exactly what it says here and nothing
//! that a token says about itself: the algorithm is fixed, and the key is one of its own.

use std::collections::HashSet;
use std::fmt;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize, Serializer};
use sordino_contract::{CampaignId, Code, Power, Problem, Timestamp};

use crate::PersonId;

/// The `aud` of every token.
pub const AUDIENCE: &str = "sordino";

/// The longest token that is looked at, in bytes.
const TOKEN_MAX: usize = 4_096;

/// A token as it travels. It can do what its owner can, so it is never shown or logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A token that came from outside.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The token itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// A key that signs and verifies tokens.
#[derive(Clone)]
pub struct Key {
    /// Its name, which stands in the header of the tokens it signs (`kid`).
    pub id: String,
    /// The secret, 32 bytes or more.
    pub secret: Vec<u8>,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}, …)", self.id)
    }
}

/// Writes a time as a whole number: RFC 7519 allows fractions, and not every library reads them.
fn whole<S: Serializer>(seconds: &f64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_i64(seconds.floor() as i64)
}

fn maybe_whole<S: Serializer>(seconds: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
    match seconds {
        Some(seconds) => whole(seconds, to),
        None => to.serialize_none(),
    }
}

/// What a token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    /// The person's id.
    pub sub: String,
    /// Who it is for: [`AUDIENCE`].
    pub aud: Audience,
    /// When it was made, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "maybe_whole")]
    pub iat: Option<f64>,
    /// From when on it works, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<f64>,
    /// Until when it works, in seconds since 1970.
    #[serde(serialize_with = "whole")]
    pub exp: f64,
    /// Its own id, by which the log names it.
    pub jti: String,
    /// What it may do.
    pub power: Power,
    /// The language of the message that it stood in, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The campaign whose message it stood in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<CampaignId>,
}

/// One audience or several, as RFC 7519 allows both.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

/// A link that was verified.
#[derive(Debug, Clone)]
pub struct Link {
    /// Whose it is.
    pub person: PersonId,
    /// Its id.
    pub id: String,
    /// What it may do.
    pub power: Power,
    /// The language of the message that it stood in.
    pub lang: Option<String>,
    /// The campaign whose message it stood in.
    pub campaign: Option<CampaignId>,
}

/// Why a token is not accepted. The wording never holds any of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// There was none.
    #[error("a token is expected in `Authorization: Bearer …`")]
    Missing,
    /// It is not a token of ours.
    #[error("the token is not valid: {0}")]
    Invalid(&'static str),
    /// It was one.
    #[error("the token has expired")]
    Expired,
}

impl TokenError {
    /// Its code.
    pub fn code(self) -> Code {
        match self {
            Self::Missing => Code::TokenMissing,
            Self::Invalid(_) => Code::TokenInvalid,
            Self::Expired => Code::TokenExpired,
        }
    }
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

/// The keys of a gateway: the first signs, every one verifies.
#[derive(Debug, Clone)]
pub struct Keys(Vec<Key>);

impl Keys {
    /// These keys.
    pub fn new(keys: Vec<Key>) -> Self {
        Self(keys)
    }

    /// Signs claims with the first key; `None` if there is none.
    pub fn sign(&self, claims: &Claims) -> Option<Token> {
        let key = self.0.first()?;
        let header = Header { kid: Some(key.id.clone()), ..Header::new(Algorithm::HS256) };
        let signing = EncodingKey::from_secret(&key.secret);
        jsonwebtoken::encode(&header, claims, &signing).ok().map(Token)
    }

    /// Verifies a token at the time `now`.
    ///
    /// # Errors
    ///
    /// If it is not ours, was altered, is for another audience, lacks a claim, or has expired.
    pub fn verify(&self, token: &Token, now: Timestamp) -> Result<Link, TokenError> {
        let claims = self.signed(token)?;
        let seconds = now.as_millis() as f64 / 1_000.0;
        if claims.exp.is_nan() || claims.exp <= seconds {
            return Err(TokenError::Expired);
        }
        // Clocks of two machines differ a little; a minute is what the field allows.
        if claims.nbf.is_some_and(|from| from > seconds + 60.0) {
            return Err(TokenError::Invalid("its `nbf` has not come"));
        }
        let person = PersonId::new(&claims.sub);
        Ok(Link {
            person: person.ok_or(TokenError::Invalid("its `sub` is not an id"))?,
            id: claims.jti.chars().take(128).collect(),
            power: claims.power,
            lang: claims.lang,
            campaign: claims.campaign,
        })
    }

    /// The language that a token of ours says, even if it has expired.
    pub(crate) fn language(&self, token: &Token) -> Option<String> {
        self.signed(token).ok()?.lang
    }

    /// What a token says that we signed, whenever that was.
    fn signed(&self, token: &Token) -> Result<Claims, TokenError> {
        let invalid = TokenError::Invalid;
        if token.0.len() > TOKEN_MAX {
            return Err(invalid("it is too long"));
        }
        let header =
            jsonwebtoken::decode_header(&token.0).map_err(|_| invalid("it is not a JWT"))?;
        if header.alg != Algorithm::HS256 {
            return Err(invalid("its algorithm must be HS256"));
        }
        // RFC 7515 4.1.11: what a header says must be understood, and is not, makes it invalid.
        if header.crit.is_some() {
            return Err(invalid("its header asks for an extension (`crit`)"));
        }
        let kid = header.kid.ok_or(invalid("its header has no `kid`"))?;
        let key = self.0.iter().find(|key| key.id == kid);
        let key = key.ok_or(invalid("its `kid` is not a key of this gateway"))?;

        // `exp` and `nbf` are compared with the clock that tests can move, not here.
        let mut rules = Validation::new(Algorithm::HS256);
        rules.validate_exp = false;
        rules.set_audience(&[AUDIENCE]);
        rules.required_spec_claims = HashSet::from(["aud", "exp", "sub"].map(String::from));
        let verifying = DecodingKey::from_secret(&key.secret);
        jsonwebtoken::decode::<Claims>(&token.0, &verifying, &rules)
            .map(|token| token.claims)
            .map_err(|error| {
                invalid(match error.kind() {
                    ErrorKind::InvalidSignature => "its signature does not fit",
                    ErrorKind::InvalidAudience => "its `aud` must be `sordino`",
                    _ => {
                        "it needs `sub`, `aud`, `exp`, `jti`, and `power` as `manage` or `withdraw`"
                    }
                })
            })
    }
}

/// The word for a power, as it stands in tokens and in the log.
pub(crate) fn power_word(power: Power) -> &'static str {
    match power {
        Power::Manage => "manage",
        Power::Withdraw => "withdraw",
    }
}
