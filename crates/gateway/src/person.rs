//! Who a preference center belongs to: ids, addresses, and the hint of an address.

use std::fmt;

use sha2::{Digest, Sha256};

/// The longest that a person's id may be, in bytes.
const ID_MAX: usize = 128;

/// The id that a sender's CRM gives a person.
///
/// Ids are meant to be opaque, but some CRMs use the address: so there is no `Display`, and
/// what goes to a log is [`logged`](Self::logged).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonId(String);

impl PersonId {
    /// The id, if it can be one: 1 to 128 bytes without control characters, and without white
    /// space at its ends.
    pub fn new(text: &str) -> Option<Self> {
        let fits = (1..=ID_MAX).contains(&text.len())
            && text.trim() == text
            && !text.chars().any(char::is_control);
        fits.then(|| Self(text.into()))
    }

    /// The id itself.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The id as a log may hold it: itself, or a hash if it could be an address.
    pub fn logged(&self) -> String {
        let digits = self.0.bytes().filter(u8::is_ascii_digit).count();
        let letters = self.0.chars().any(char::is_alphabetic);
        let number = !letters && (self.0.starts_with('+') || digits >= 10);
        if self.0.contains('@') || number {
            let hash = Sha256::digest(self.0.as_bytes());
            let short: String = hash.iter().take(6).map(|b| format!("{b:02x}")).collect();
            format!("hash:{short}")
        } else {
            self.0.clone()
        }
    }
}

impl fmt::Debug for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonId({})", self.logged())
    }
}

/// A mail address or a telephone number.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// The address, if it can be one.
    ///
    /// A mail address has one `@` with something before it and a domain with a dot after it. A
    /// telephone number has 5 to 20 digits, and may begin with `+`. Whether anything arrives
    /// there is not for us to say.
    pub fn new(text: &str) -> Option<Self> {
        let plain = !text
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';'));
        let mail = || {
            let (local, domain) = text.rsplit_once('@')?;
            let fits = text.len() <= 254
                && !local.is_empty()
                && !local.contains('@')
                && domain.split('.').count() > 1
                && domain.split('.').all(|label| !label.is_empty());
            (plain && fits).then(|| Self(text.into()))
        };
        let number = || {
            let rest = text.strip_prefix('+').unwrap_or(text);
            let digits = rest.bytes().filter(u8::is_ascii_digit).count();
            let spaced = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.');
            ((5..=20).contains(&digits) && rest.chars().all(spaced)).then(|| Self(text.into()))
        };
        mail().or_else(number)
    }

    /// The address itself.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Enough to recognise it and no more: `w•••@example.com`, `•••12`.
    pub fn hint(&self) -> String {
        match self.0.rsplit_once('@') {
            Some((local, domain)) => {
                let first: String = local.chars().take(1).collect();
                format!("{first}•••@{domain}")
            }
            None => {
                let digits: Vec<char> = self.0.chars().filter(char::is_ascii_digit).collect();
                let last: String = digits[digits.len().saturating_sub(2)..].iter().collect();
                format!("•••{last}")
            }
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn hint(address: &str, expected: &str) {
        let hint = Address::new(address).map(|address| address.hint());
        assert_eq!(hint.as_deref(), Some(expected), "the hint of {address}");
    }

    #[test]
    fn a_hint_shows_one_letter_and_the_domain_or_two_digits() {
        hint("wei@example.com", "w•••@example.com");
        hint("w@example.com", "w•••@example.com");
        hint("李雷@例子.公司", "李•••@例子.公司");
        hint("+86 138 0013 8000", "•••00");
    }

    #[track_caller]
    fn refused(address: &str) {
        assert!(Address::new(address).is_none(), "`{address}` is an address");
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        refused("");
        refused("wei");
        refused("@example.com");
        refused("wei@example");
        refused("wei@example..com");
        refused("wei@a@example.com");
        refused("wei li@example.com");
        refused("wei@example.com, li@example.com");
        refused("1234");
    }

    #[test]
    fn an_id_that_looks_like_an_address_is_logged_as_a_hash() {
        let logged = |id: &str| PersonId::new(id).map(|id| id.logged());
        assert_eq!(logged("p-1001").as_deref(), Some("p-1001"));
        for id in ["wei@example.com", "+8613800138000", "13800138000"] {
            let logged = logged(id).unwrap_or_default();
            assert!(logged.starts_with("hash:"), "{id} is logged as {logged}");
        }
    }
}
