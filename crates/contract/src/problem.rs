//! Refusals: RFC 9457 problem details with a stable code.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a refusal answers, as `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// `urn:sordino:problem:` and the code.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^urn:sordino:problem:[a-z_]+$")))]
    pub kind: String,
    /// The code in words. For developers; people read the widget's own words.
    pub title: String,
    /// The HTTP status.
    #[cfg_attr(feature = "schema", schemars(range(min = 400, max = 599)))]
    pub status: u16,
    /// What was wrong this time, and what was expected. For developers; holds no address and
    /// no token.
    pub detail: String,
    /// The code: stable, and what a program should look at. The list may grow: a program that
    /// does not know a code goes by the status.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[a-z_]+$")))]
    pub code: String,
    /// The member of the request that was wrong, as a JSON Pointer. Absent: not one member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Pointer>"))]
    pub pointer: Option<String>,
}

/// Why wishes cannot be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub code: Code,
    /// The member of the request, as a JSON Pointer.
    pub pointer: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at `{}`", self.code.title(), self.pointer)
    }
}

impl std::error::Error for Refusal {}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $word:literal $status:literal $title:literal,)*) => {
        /// Why a request was refused. A code is a promise: it keeps its word and its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code as it is sent.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// The HTTP status that it goes with.
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status),* }
            }

            /// What it means, in a few words for developers.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }
        }
    };
}

codes! {
    /// The body is not JSON.
    MalformedJson "malformed_json" 400 "the body is not JSON",
    /// A member that the contract does not have.
    UnknownMember "unknown_member" 422 "a member that the contract does not have",
    /// A member is missing, or has a value of the wrong kind or form.
    InvalidValue "invalid_value" 422 "a member is missing or its value is not of its kind",
    /// A channel that this person is not offered.
    UnknownChannel "unknown_channel" 422 "there is no such channel",
    /// A campaign that this person is not offered.
    UnknownCampaign "unknown_campaign" 422 "there is no such campaign",
    /// A frequency that the campaign does not offer.
    UnknownFrequency "unknown_frequency" 422 "the campaign does not offer that frequency",
    /// Something that exists but cannot be chosen here.
    NotOffered "not_offered" 422 "this is not offered",
    /// What is required cannot be turned off.
    Required "required" 422 "this is required and cannot be turned off",
    /// A pause ends before it begins.
    PauseBackwards "pause_backwards" 422 "the pause ends before it begins",
    /// A pause is already over.
    PausePast "pause_past" 422 "the pause is already over",
    /// A pause is longer than the sender allows.
    PauseTooLong "pause_too_long" 422 "the pause is longer than the sender allows",
    /// One person has too many pauses.
    TooManyPauses "too_many_pauses" 422 "there are too many pauses",
    /// The link may only turn down.
    WithdrawOnly "withdraw_only" 403 "this link may only turn down",
    /// The same id came before with another body.
    IdReused "id_reused" 409 "the id was used for another change",
    /// No token was sent.
    TokenMissing "token_missing" 401 "a token is needed",
    /// The token was not issued for this, or was altered.
    TokenInvalid "token_invalid" 401 "the token is not valid",
    /// The token was good once.
    TokenExpired "token_expired" 401 "the token has expired",
    /// The token's person is not known (any more).
    SubscriberUnknown "subscriber_unknown" 404 "there is no such subscriber",
    /// There is nothing at this address.
    NotFound "not_found" 404 "there is nothing at this address",
    /// The address exists, the method does not.
    MethodNotAllowed "method_not_allowed" 405 "the method is not allowed here",
    /// The body is larger than is read.
    TooLarge "too_large" 413 "the body is too large",
    /// The body is not of a type that is read.
    WrongMediaType "wrong_media_type" 415 "the body is not of a type that is read",
    /// The backend cannot answer now; the same request may succeed later.
    Unavailable "unavailable" 503 "the service cannot answer now",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Problem {
    /// The problem for a code, with what was wrong this time.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:sordino:problem:{code}"),
            title: code.title().into(),
            status: code.status(),
            detail: detail.into(),
            code: code.as_str().into(),
            pointer: None,
        }
    }

    /// The same, naming the member that was wrong.
    pub fn at(self, pointer: impl Into<String>) -> Self {
        Self { pointer: Some(pointer.into()), ..self }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.code, refusal.to_string()).at(refusal.pointer)
    }
}
