//! Makes a link for a message: `SORDINO_KEYS=id:secret mint C-10001 --lang zh-Hans`
//!
//! Prints the token, or with `PUBLIC_URL` the whole link. What a token says is written down in
//! docs/contract/links.md. Here: `cargo run -q -p sordino-backend-tests --example mint -- C-10001`

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use clap::{CommandFactory, Parser, error::ErrorKind, value_parser};
use jsonwebtoken::{EncodingKey, Header, encode, get_current_timestamp};

/// Makes a link for a message.
#[derive(Parser)]
struct Wish {
    #[arg(value_parser = |id: &str| fits(id, 128, |c| !c.is_control()))]
    person: String,
    #[arg(long, default_value = "manage", value_parser = ["manage", "withdraw"])]
    power: String,
    #[arg(long, default_value = "90", value_parser = value_parser!(u64).range(1..=9_999))]
    days: u64,
    #[arg(long, value_parser = |tag: &str| fits(tag, 64, |c| c == '-' || c.is_ascii_alphanumeric()))]
    lang: Option<String>,
    #[arg(long, value_parser = |id: &str| fits(id, 64, |c| "._:-".contains(c) || c.is_ascii_alphanumeric()))]
    campaign: Option<String>,
}

fn fits(text: &str, longest: usize, plain: fn(char) -> bool) -> Result<String, String> {
    let fits =
        (1..=longest).contains(&text.len()) && text.trim() == text && text.chars().all(plain);
    fits.then(|| text.into())
        .ok_or_else(|| format!("up to {longest} plain characters are expected"))
}

/// The first key of `id:secret,id:secret` signs. The others are those whose links still work.
fn key(keys: &str) -> Option<(String, Vec<u8>)> {
    let (id, secret) = keys.split(',').next()?.trim().split_once(':')?;
    let secret = BASE64_URL_SAFE_NO_PAD.decode(secret.trim_end_matches('=')).ok()?;
    (!id.is_empty() && secret.len() >= 32).then(|| (id.into(), secret))
}

fn main() -> jsonwebtoken::errors::Result<()> {
    let wish = Wish::parse();
    let expected = "SORDINO_KEYS: id:secret is expected, 32 bytes or more in base64url";
    let (id, secret) = key(&std::env::var("SORDINO_KEYS").unwrap_or_default())
        .unwrap_or_else(|| Wish::command().error(ErrorKind::InvalidValue, expected).exit());
    let (now, jti) = (get_current_timestamp(), uuid::Uuid::new_v4().to_string());
    let mut claims = serde_json::json!({ "sub": wish.person, "aud": "sordino", "iat": now,
        "exp": now + wish.days * 86_400, "jti": jti, "power": wish.power });
    for (name, value) in [("lang", wish.lang), ("campaign", wish.campaign)] {
        if let Some(value) = value {
            claims[name] = value.into();
        }
    }
    let header = Header { kid: Some(id), ..Header::default() };
    let token = encode(&header, &claims, &EncodingKey::from_secret(&secret))?;
    let url = std::env::var("PUBLIC_URL").map(|url| format!("{}/p/", url.trim_end_matches('/')));
    println!("{}{token}", url.unwrap_or_default());
    Ok(())
}
