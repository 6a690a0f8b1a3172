//! Names that a sender gives to things, and the name of a change.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The longest that an id may be, in bytes.
const ID_MAX: usize = 64;

/// Why a text cannot be an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdError(String);

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an id must be 1 to {ID_MAX} letters, digits, `.`, `_`, `:` or `-`: `{}`", self.0)
    }
}

impl std::error::Error for IdError {}

/// Ids go into JSON pointers, form fields and element ids, so they hold nothing that one of
/// these would have to escape.
fn checked(text: &str) -> Result<(), IdError> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b':' | b'-');
    if (1..=ID_MAX).contains(&text.len()) && text.bytes().all(plain) {
        Ok(())
    } else {
        Err(IdError(text.into()))
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// 1 to 64 ASCII letters, digits, `.`, `_`, `:` or `-`.
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(feature = "schema", schemars(extend("pattern" = "^[A-Za-z0-9._:-]{1,64}$")))]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// What stands in for an id while the rest of a faulty document is read.
            pub(crate) fn none() -> Self {
                Self(String::new())
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                checked(text).map(|()| Self(text.into()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                checked(&text).map(|()| Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// A channel: one way of reaching a person, as `email` or `sms`.
    ChannelId
);
id!(
    /// A campaign: one thing that the sender writes about, as `spring-sale`.
    CampaignId
);
id!(
    /// A group under which campaigns are shown together.
    GroupId
);
id!(
    /// A pause. The reader chooses it when it makes one; a UUID is a good choice.
    PauseId
);
id!(
    /// How often a campaign may be sent, as `weekly`.
    FrequencyId
);

/// A change, chosen by whoever makes it, and its idempotency key: a UUID (RFC 9562).
///
/// Its letters count the same in either case; it is kept and answered in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(
    feature = "schema",
    schemars(
        extend("format" = "uuid"),
        extend("pattern" = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$")
    )
)]
pub struct ChangeId(String);

/// Why a text cannot be the id of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeIdError(String);

impl fmt::Display for ChangeIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start: String = self.0.chars().take(40).collect();
        write!(f, "a UUID as `0197a9c0-5f6e-7cc1-b7d4-2f0d3a1c9e11` must be given: `{start}`")
    }
}

impl std::error::Error for ChangeIdError {}

impl ChangeId {
    /// The id as text, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands in for an id while the rest of a faulty answer is read.
    pub(crate) fn none() -> Self {
        Self(String::new())
    }
}

impl FromStr for ChangeId {
    type Err = ChangeIdError;

    fn from_str(text: &str) -> Result<Self, ChangeIdError> {
        let uuid = text.len() == 36
            && text.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            });
        if uuid { Ok(Self(text.to_ascii_lowercase())) } else { Err(ChangeIdError(text.into())) }
    }
}

impl TryFrom<String> for ChangeId {
    type Error = ChangeIdError;

    fn try_from(text: String) -> Result<Self, ChangeIdError> {
        text.parse()
    }
}

impl From<ChangeId> for String {
    fn from(id: ChangeId) -> Self {
        id.0
    }
}

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
