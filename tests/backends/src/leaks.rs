//! What must not stand in a server's output.

/// The first line of what a server printed that holds a token or an address.
///
/// A token begins with `eyJ`, as all JSON in base64url does; an address has an `@`.
pub fn leaks(output: &str) -> Option<&str> {
    output.lines().find(|line| line.contains("eyJ") || line.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_a_token_or_an_address_is_found() {
        assert_eq!(leaks("listening on http://127.0.0.1:8090\nGET /v1/preferences 200\n"), None);
        assert_eq!(leaks("a\nGET /p/eyJhbGciOiJ 200\nb"), Some("GET /p/eyJhbGciOiJ 200"));
        assert_eq!(leaks("to wei@example.com"), Some("to wei@example.com"));
    }
}
