//! The gateway: what it holds, its routes, and how it starts and stops.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderValue, Method};
use axum::routing::get;
use sordino::Wording;
use tokio::net::TcpListener;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::config::{Config, ConfigError};
use crate::store::{Store, StoreError};
use crate::style_sheet::StyleSheet;
use crate::token::Keys;
use crate::{Clock, headers, routes, serve, watch};

/// What the handlers share.
#[derive(Debug, Clone)]
pub(crate) struct App {
    /// The database.
    pub(crate) store: Store,
    /// What time it is.
    pub(crate) clock: Clock,
    /// The keys of the link tokens.
    pub(crate) keys: Keys,
    /// Whether people reach it by HTTPS.
    pub(crate) is_https: bool,
    /// Where people reach it.
    pub(crate) public_url: String,
    /// The sender's own style sheet for the hosted page.
    pub(crate) style_sheet: Option<Arc<StyleSheet>>,
    /// What the widget says on the hosted page.
    pub(crate) words: Wording,
}

/// Why the gateway does not start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A file that the configuration names cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The reference backend: the contract, the hosted page, and the widget's files.
#[derive(Debug, Clone)]
pub struct Gateway {
    app: App,
    cors: CorsLayer,
}

impl Gateway {
    /// Opens the database that the configuration names, reads the style sheet if it names one,
    /// and is ready to answer.
    ///
    /// # Errors
    ///
    /// If the database or the style sheet cannot be used.
    pub async fn open(config: &Config, clock: Clock) -> Result<Self, OpenError> {
        let style_sheet = config.style_sheet.as_deref().map(StyleSheet::read).transpose()?;
        let origins = config.embed_origins.iter();
        let origins = origins.filter_map(|origin| HeaderValue::from_str(origin).ok());
        Ok(Self {
            app: App {
                store: Store::open(&config.database).await?,
                clock,
                keys: config.keys(),
                is_https: config.is_https(),
                public_url: config.public_url.clone(),
                style_sheet: style_sheet.map(Arc::new),
                words: config.words,
            },
            // No credentials: the token travels in a header that the page sets itself.
            cors: CorsLayer::new()
                .allow_origin(AllowOrigin::list(origins))
                .allow_methods([Method::GET, Method::HEAD, Method::POST])
                .allow_headers([AUTHORIZATION, CONTENT_TYPE, IF_NONE_MATCH])
                .expose_headers([ETAG])
                .max_age(Duration::from_secs(3_600)),
        })
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.app.store
    }

    /// The routes.
    pub fn router(&self) -> Router {
        let contract = get(routes::preferences::read)
            .post(routes::preferences::change)
            .options(routes::preferences::options)
            // Here, so that a website that embeds the widget can read this answer, too.
            .fallback(routes::fallback::method_not_allowed)
            .layer(self.cors.clone())
            .layer(axum::middleware::from_fn(|request, next| {
                routes::allow("GET, HEAD, POST, OPTIONS", request, next)
            }));
        let page = get(routes::page::show).post(routes::page::act);
        Router::new()
            .route("/v1/preferences", contract)
            .merge(routes::published::routes())
            .route("/p/{token}", page.clone())
            .route("/p/{token}/", page)
            .route("/app", get(routes::page::for_apps))
            .route("/sordino.js", get(routes::files::loader))
            .route("/integrity.json", get(routes::files::integrity))
            .route("/icon.svg", get(routes::files::icon))
            .route("/assets/{*path}", get(routes::files::asset))
            .route("/healthz", get(routes::health::alive))
            .route("/readyz", get(routes::health::ready))
            .fallback(routes::fallback::not_found)
            .method_not_allowed_fallback(routes::fallback::method_not_allowed)
            .layer(tower_http::catch_panic::CatchPanicLayer::custom(routes::fallback::panicked))
            .layer(axum::middleware::from_fn(watch::requests))
            .layer(axum::middleware::from_fn_with_state(self.app.clone(), headers::add))
            .with_state(self.app.clone())
    }

    /// Answers until `stop` is done; then takes no more connections, finishes what has begun,
    /// and closes the database. Nothing that was answered is lost, and nothing is waited for
    /// longer than 20 seconds.
    pub async fn serve(self, listener: TcpListener, stop: impl Future<Output = ()>) {
        serve::until(listener, self.router(), stop).await;
        self.app.store.close().await;
    }
}
