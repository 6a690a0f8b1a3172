//! Documents to show, and their HTML to look into.

use scraper::{ElementRef, Html, Selector};
use serde_json::Value as Json;
use sordino::Lang;
use sordino::page::{Asked, Outcome, Screen, shadow_root};
use sordino_contract::{Document, Path, Wishes};

/// The example document of the contract with this name.
pub(crate) fn example(name: &str) -> Document {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/contract/examples");
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

pub(crate) fn document() -> Document {
    example("document.json")
}

pub(crate) fn path(text: &str) -> Path {
    text.parse().unwrap()
}

pub(crate) fn wishes(json: Json) -> Wishes {
    serde_json::from_value(json).unwrap()
}

/// What is inside the shadow root.
pub(crate) struct Page(Html);

impl Page {
    pub(crate) fn of(document: Document, outcome: Option<Outcome>, lang: Lang) -> Self {
        let asked = Asked::default();
        let screen = Screen::Preferences {
            document: Box::new(document),
            outcome,
            asked: Box::new(asked),
            labels: lang.tag(),
        };
        Self::shown(&screen, lang)
    }

    /// The page in English, for what its address asks to see.
    pub(crate) fn asked(document: Document, asked: Asked) -> Self {
        let document = Box::new(document);
        Self::shown(
            &Screen::Preferences { document, outcome: None, asked: Box::new(asked), labels: "en" },
            Lang::En,
        )
    }

    pub(crate) fn shown(screen: &Screen, lang: Lang) -> Self {
        let html = shadow_root(screen, lang, lang.words(), "nonce", "/w.css");
        Self(Html::parse_fragment(&html))
    }

    pub(crate) fn all(&self, css: &str) -> Vec<ElementRef<'_>> {
        let selector = Selector::parse(css).unwrap();
        self.0.select(&selector).collect()
    }

    /// The one element that the selector finds.
    #[track_caller]
    pub(crate) fn one(&self, css: &str) -> ElementRef<'_> {
        let found = self.all(css);
        assert_eq!(found.len(), 1, "`{css}` should find one element");
        found[0]
    }

    pub(crate) fn switch(&self, path: &str) -> ElementRef<'_> {
        self.one(&format!("input[role=switch][value='{path}']"))
    }

    /// The text of the element with this id.
    #[track_caller]
    pub(crate) fn text_of(&self, id: &str) -> String {
        text(self.one(&format!("[id='{id}']")))
    }

    /// The text of the elements that an attribute names by their ids.
    pub(crate) fn named_by(&self, element: ElementRef<'_>, attribute: &str) -> String {
        let ids = element.attr(attribute).unwrap_or_default().split_whitespace();
        let texts: Vec<_> = ids.map(|id| self.text_of(id)).filter(|t| !t.is_empty()).collect();
        texts.join(" ")
    }
}

pub(crate) fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}
