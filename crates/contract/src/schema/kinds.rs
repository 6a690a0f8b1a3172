//! The kinds of text and the other schemas that no derive can tell.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::{Change, Map};

/// A day that can exist; which months have 31 of them is what `format` tells.
pub(crate) const DATE: &str = "^([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])\
                               -(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

/// A moment in UTC.
pub(crate) const TIMESTAMP: &str = "^([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])\
                                    -(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\
                                    [Tt](([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]|23:59:60)\
                                    (\\.[0-9]{1,18})?[Zz]$";

/// A place that somebody can change.
pub(crate) const PATH: &str = "^/(subscribed\
                               |channels/[A-Za-z0-9._:-]{1,64}\
                               |campaigns/[A-Za-z0-9._:-]{1,64}/channels/[A-Za-z0-9._:-]{1,64}\
                               |campaigns/[A-Za-z0-9._:-]{1,64}/frequency\
                               |pauses/[A-Za-z0-9._:-]{1,64})$";

/// Stands in a schema for members that are plain texts in Rust.
///
/// A format is given where every validator knows it. `iri` and `idn-email` are not such: with
/// them a schema does not even compile in Ajv, so their descriptions say it alone.
macro_rules! text {
    ($(#[doc = $doc:literal] $name:ident $schema:tt,)*) => {$(
        #[doc = $doc]
        pub(crate) struct $name;

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let mut schema = json_schema!($schema);
                schema.insert("type".into(), "string".into());
                schema.insert("description".into(), $doc.trim().into());
                schema
            }
        }
    )*};
}

text! {
    /// A language tag (BCP 47).
    LanguageTag { "pattern": "^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$" },
    /// The name of a time zone in the IANA database.
    TimeZone { "pattern": "^[A-Za-z0-9+_-]+(/[A-Za-z0-9+_-]+)*$" },
    /// An absolute URL; it may hold letters beyond ASCII, as RFC 3987 has them. Readers follow no other than `https:` and `http:`.
    Url {},
    /// A mail address; it may hold letters beyond ASCII.
    MailAddress {},
    /// A JSON Pointer (RFC 6901).
    Pointer { "format": "json-pointer" },
}

/// Absent, `null` and a value are three wishes; which of them a member has is its own to say.
impl<T: JsonSchema> JsonSchema for Change<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        <Option<T>>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        <Option<T>>::json_schema(generator)
    }
}

impl<K: JsonSchema, V: JsonSchema> JsonSchema for Map<K, V> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("MapFrom{}To{}", K::schema_name(), V::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "propertyNames": generator.subschema_for::<K>(),
            "additionalProperties": generator.subschema_for::<V>(),
            "maxProperties": crate::map::NAMES_MAX,
        })
    }
}
