//! Which language a reader gets.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use sordino::Lang;

use crate::token::Link;

/// The language asked for in the address, then the message's, then the person's, then the
/// browser's. The mail's language wins over the browser's because it is what they just read.
pub(crate) fn choose(
    query: Option<&str>,
    link: &Link,
    locale: Option<&str>,
    headers: &HeaderMap,
) -> Lang {
    let asked = asked(query).into_iter().chain(link.lang.clone());
    let tags: Vec<String> = asked.chain(locale.map(Into::into)).chain(accepted(headers)).collect();
    Lang::choose(tags.iter().map(String::as_str))
}

/// The language for somebody whose link, if there is one, shows us nobody.
pub(crate) fn of_stranger(query: Option<&str>, link: Option<String>, headers: &HeaderMap) -> Lang {
    let said = asked(query).into_iter().chain(link);
    let tags: Vec<String> = said.chain(accepted(headers)).collect();
    Lang::choose(tags.iter().map(String::as_str))
}

/// The language that the address asks for, if the widget speaks it.
pub(crate) fn in_query(query: Option<&str>) -> Option<Lang> {
    asked(query).as_deref().and_then(Lang::of)
}

fn asked(query: Option<&str>) -> Option<String> {
    let lang = query?.split('&').find_map(|pair| pair.strip_prefix("lang="))?;
    Some(lang.to_owned())
}

/// The tags of `Accept-Language` (RFC 9110, 12.5.4), those liked most first.
fn accepted(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(ACCEPT_LANGUAGE).iter();
    let mut tags: Vec<(f32, &str)> = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|item| {
            let mut parts = item.split(';').map(str::trim);
            let tag = parts.next()?;
            let weight = parts
                .find_map(|part| part.strip_prefix("q="))
                .map_or(1.0, |q| q.parse().unwrap_or(0.0));
            (weight > 0.0).then_some((weight, tag))
        })
        .collect();
    tags.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    tags.into_iter().map(|(_, tag)| tag.to_owned()).collect()
}
