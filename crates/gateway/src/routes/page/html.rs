//! The page around the widget's components.

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, LINK,
    USER_AGENT, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use sordino::Lang;
use sordino::page::{Screen, shadow_root, title};

use super::{PLAIN, Shape};
use crate::app::App;
use crate::assets::{self, Encoding};

/// The whole page.
pub(super) fn page(
    app: &App,
    screen: &Screen,
    lang: Lang,
    shape: Shape,
    status: StatusCode,
    asked: &HeaderMap,
) -> Response<Body> {
    // One page view's random text, which makes its form sent twice one change.
    let nonce = uuid::Uuid::new_v4().simple().to_string();
    let html = html(app, screen, lang, shape, &nonce, asked);
    with_early(app, respond(html, lang, status, asked))
}

fn with_early(app: &App, mut response: Response<Body>) -> Response<Body> {
    if let Ok(early) = HeaderValue::try_from(early(app)) {
        response.headers_mut().insert(LINK, early);
    }
    response
}

/// What the page cannot be painted without, in the words of RFC 8288. A proxy may send it before
/// the page, as early hints (RFC 8297).
fn early(app: &App) -> String {
    let own = app.style_sheet.as_ref().map(|own| own.address());
    let sheets = [assets::address("page.css"), own, assets::address("sordino.css")];
    let links = sheets.into_iter().flatten().map(|css| format!("<{css}>; rel=preload; as=style"));
    links.collect::<Vec<_>>().join(", ")
}

/// The page that an app opens in a web view: the widget, which asks the app for a token.
pub(super) fn for_apps(app: &App, lang: Lang, asked: &HeaderMap) -> Response<Body> {
    let tag = lang.tag();
    let main = format!(
        "<sordino-preferences endpoint=\"/v1/preferences\" lang=\"{tag}\" home=\"app\">\
         </sordino-preferences>"
    );
    let title = escaped(app.words.words(lang).title());
    let html = frame(app, lang, &title, Some(asked), "", &main);
    with_early(app, respond(html, lang, StatusCode::OK, asked))
}

fn respond(html: String, lang: Lang, status: StatusCode, asked: &HeaderMap) -> Response<Body> {
    // A fifth of the bytes, on a slow phone. The page repeats nothing that a stranger chose, so
    // its length tells nothing about what is secret in it.
    let small = Encoding::takes_gzip(asked.get_all(ACCEPT_ENCODING))
        .then(|| assets::gzip(html.as_bytes()).ok())
        .flatten();
    let is_small = small.is_some();
    let mut response = Response::new(Body::from(small.unwrap_or(html.into_bytes())));
    *response.status_mut() = status;
    headers(response.headers_mut(), lang);
    if is_small {
        let gzip = HeaderValue::from_static("gzip");
        response.headers_mut().insert(CONTENT_ENCODING, gzip);
    }
    response
}

fn headers(headers: &mut HeaderMap, lang: Lang) {
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    // No cache keeps it for the next person at a shared computer. What a browser's Back takes from
    // memory is beyond this.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding, Accept-Language"));
}

fn html(
    app: &App,
    screen: &Screen,
    lang: Lang,
    shape: Shape,
    nonce: &str,
    asked: &HeaderMap,
) -> String {
    let sender = match screen {
        Screen::Preferences { document, .. } => Some(&document.sender),
        Screen::Failed { sender, .. } => sender.as_ref(),
    };
    let words = app.words.words(lang);
    let title = escaped(&title(screen, words));
    let name = sender.map_or(String::new(), |sender| {
        format!("<header><h1><bdi>{}</bdi></h1></header>", escaped(&sender.name))
    });
    // A page that failed has nothing to bring to life.
    let works = matches!(screen, Screen::Preferences { .. }) && shape == Shape::Widget;
    let css = assets::address("sordino.css").unwrap_or_default();
    let inside = shadow_root(screen, lang, words, nonce, &css);
    let tag = lang.tag();
    let main = match shape {
        // The link has no place in the shadow root: an engine shows it that knows of none.
        Shape::Widget => format!(
            "<sordino-preferences endpoint=\"/v1/preferences\" lang=\"{tag}\" home=\"page\">\
             <template shadowrootmode=\"open\">{inside}</template>\
             <a href=\"?{PLAIN}=1\" slot=\"plain\">{}</a></sordino-preferences>",
            escaped(lang.words().title())
        ),
        Shape::Plain => stays_plain(&inside),
    };
    frame(app, lang, &title, works.then_some(asked), &name, &main)
}

/// What every page has around its main part. One that works has script, for the browser that
/// `asked`.
fn frame(
    app: &App,
    lang: Lang,
    title: &str,
    asked: Option<&HeaderMap>,
    name: &str,
    main: &str,
) -> String {
    let (tag, dir) = (lang.tag(), lang.dir());
    let head = head(app, asked);
    let script = match assets::loader_address() {
        Some(loader) if asked.is_some() => {
            format!("<script type=\"module\" src=\"{loader}\"></script>")
        }
        _ => String::new(),
    };
    // The page may lie under a notch, and keeps clear of it by its own style; the keyboard makes
    // it shorter, so that it covers no field.
    format!(
        "<!doctype html>\n<html lang=\"{tag}\" dir=\"{dir}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <meta name=\"robots\" content=\"noindex\">\
         <meta name=\"referrer\" content=\"no-referrer\">\
         <title>{title}</title><link rel=\"icon\" type=\"image/svg+xml\" href=\"/icon.svg\">{head}</head><body>{name}<main>{main}</main>\
         {script}</body></html>\n"
    )
}

/// What of a plain page leads to the page again leads to the plain one. Its forms that post do so
/// by themselves: they have the page's own address.
fn stays_plain(html: &str) -> String {
    const GET: &str = "<form method=\"get\"";
    let html = html.replace("href=\"?", &format!("href=\"?{PLAIN}=1&amp;"));
    let mut forms = html.split(GET);
    let mut plain = forms.next().unwrap_or_default().to_owned();
    for form in forms {
        let (attributes, inside) = form.split_once('>').unwrap_or((form, ""));
        let field = format!("<input type=\"hidden\" name=\"{PLAIN}\" value=\"1\">");
        plain.extend([GET, attributes, ">", &field, inside]);
    }
    plain
}

/// The style sheets, and what the script will ask for once it runs, so that it is there by then.
fn head(app: &App, asked: Option<&HeaderMap>) -> String {
    let mut head = String::new();
    if let Some(css) = assets::address("page.css") {
        head += &format!("<link rel=\"stylesheet\" href=\"{css}\">");
    }
    // Custom properties and `::part()` reach into the widget from here.
    if let Some(own) = &app.style_sheet {
        head += &format!("<link rel=\"stylesheet\" href=\"{}\">", own.address());
    }
    if let Some(css) = assets::address("sordino.css") {
        head += &format!("<link rel=\"preload\" as=\"style\" href=\"{css}\">");
    }
    let Some(asked) = asked else { return head };
    if let Some(glue) = assets::address("widget.js") {
        head += &format!("<link rel=\"modulepreload\" href=\"{glue}\">");
    }
    if let Some(wasm) = assets::address("widget.wasm").filter(|_| !is_webkit(asked)) {
        head += &format!(
            "<link rel=\"preload\" as=\"fetch\" type=\"application/wasm\" crossorigin href=\"{wasm}\">"
        );
    }
    head
}

/// Whether it is WebKit that asked, which fetches once more what it is still preloading. Its name
/// is also in what Chromium calls itself.
fn is_webkit(asked: &HeaderMap) -> bool {
    let agent = asked.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    agent.contains("AppleWebKit/") && !agent.contains("Chrome/")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
