//! Link tokens: who a link is for, and what it may do.
//!
//! A token is a JSON Web Token (RFC 7519) signed with HMAC-SHA-256, because every language that
//! a CRM is written in can mint one. The gateway accepts exactly what it says here and nothing
//! that a token says about itself: the algorithm is fixed, and the key is one of its own.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, crypto};
use serde::de::{IgnoredAny, IntoDeserializer};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
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

    /// The token of a link's path. What a mail program or a reader left at its end is not part of
    /// it: a full stop, a bracket, `&amp;`.
    pub fn in_link(text: &str) -> Self {
        let foreign = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        let text = text.trim_start_matches(foreign);
        let text = &text[..text.find(foreign).unwrap_or(text.len())];
        Self(text.trim_end_matches('.').into())
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

/// Reads a power from a text alone: serde takes `{"manage": null}` for the word, too.
fn word<'de, D: Deserializer<'de>>(from: D) -> Result<Power, D::Error> {
    Power::deserialize(String::deserialize(from)?.into_deserializer())
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
    #[serde(deserialize_with = "word")]
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

impl Audience {
    fn has(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Several(all) => all.iter().any(|one| one == name),
        }
    }
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
        let person = PersonId::new(&claims.sub);
        let person = person.ok_or(TokenError::Invalid("its `sub` is not an id"))?;
        let seconds = now.as_millis() as f64 / 1_000.0;
        // Clocks of two machines differ a little; a minute is what the field allows.
        if claims.nbf.is_some_and(|from| from > seconds + 60.0) {
            return Err(TokenError::Invalid("its `nbf` has not come"));
        }
        // The last of all: who reads that a link has expired reads that it was a good one.
        if claims.exp <= seconds {
            return Err(TokenError::Expired);
        }
        Ok(Link {
            person,
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
    ///
    /// Libraries have opinions on members that mean nothing here (`typ`), and none on some that
    /// do (`crit: null`), so only the signature is left to one.
    fn signed(&self, token: &Token) -> Result<Claims, TokenError> {
        let invalid = TokenError::Invalid;
        if token.0.len() > TOKEN_MAX {
            return Err(invalid("it is too long"));
        }
        let parts = token
            .0
            .rsplit_once('.')
            .and_then(|(message, signature)| Some((message, message.split_once('.')?, signature)));
        let (message, (header, claims), signature) = parts.ok_or(invalid("it is not a JWT"))?;
        let header: SentHeader =
            serde_json::from_str(&text(header)?).map_err(|_| invalid("its header is not ours"))?;
        if header.alg != "HS256" {
            return Err(invalid("its algorithm must be HS256"));
        }
        // RFC 7515 4.1.11: what a header says must be understood, and is not, makes it invalid.
        if header.crit.0 || header.b64.0 {
            return Err(invalid("its header asks for an extension (`crit` or `b64`)"));
        }
        let key = self.0.iter().find(|key| key.id == header.kid);
        let key = key.ok_or(invalid("its `kid` is not a key of this gateway"))?;
        let verifying = DecodingKey::from_secret(&key.secret);
        let fits = crypto::verify(signature, message.as_bytes(), &verifying, Algorithm::HS256);
        if !fits.unwrap_or(false) {
            return Err(invalid("its signature does not fit"));
        }

        let needed = "it needs `sub`, `aud`, `exp`, `jti`, and `power` as `manage` or `withdraw`";
        let claims: Claims = serde_json::from_str(&text(claims)?).map_err(|_| invalid(needed))?;
        if !claims.aud.has(AUDIENCE) {
            return Err(invalid("its `aud` must be `sordino`"));
        }
        Ok(claims)
    }
}

/// What counts of a token's header.
#[derive(Deserialize)]
struct SentHeader {
    alg: String,
    kid: String,
    #[serde(default)]
    crit: Sent,
    #[serde(default)]
    b64: Sent,
}

/// Whether a member is there, whatever it holds.
#[derive(Default)]
struct Sent(bool);

impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(from).map(|_| Self(true))
    }
}

/// The text of a header or of claims, which is that of an object: a list of values in the right
/// order would be read as one.
fn text(part: &str) -> Result<String, TokenError> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let object = text.filter(|text| text.trim_start().starts_with('{'));
    object.ok_or(TokenError::Invalid("it is not a JWT"))
}

/// The word for a power, as it stands in tokens and in the log.
pub(crate) fn power_word(power: Power) -> &'static str {
    match power {
        Power::Manage => "manage",
        Power::Withdraw => "withdraw",
    }
}
