//! Where the widget meets the browser: finds or fetches the document, brings the components to
//! life, and carries wishes to the backend.

mod api;
mod fields;
mod json;
mod line;
mod page;
mod queue;
mod spoken;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::{Settled, spawn_local};
use leptos::{Mounted, mount, mount_in_steps};
use sordino_contract::json::Node;
use sordino_contract::{Document, Receipt, Timestamp, Wishes};
use wasm_bindgen::prelude::*;

use self::api::{Api, Reply};
use self::json::Js;
use self::page::Page;
use self::spoken::{texts_of, words};
use crate::center::{Center, Scope};
use crate::components::{Act, Failure, OnAct, Preferences, Trouble, Ui};
use crate::{Lang, Words};

thread_local! {
    /// The elements of the page, in the order in which they came to life. A component knows its
    /// own by number: a number can go wherever a component does.
    static APPS: RefCell<Vec<Option<App>>> = const { RefCell::new(Vec::new()) };
}

/// Brings one element to life: over the HTML that a server rendered into its shadow root, or else
/// with a document that is fetched first. Answers its number.
#[wasm_bindgen]
pub fn connect(page: Page) -> u32 {
    let page = Rc::new(page);
    let app = APPS.with_borrow_mut(|apps| {
        let app = App {
            number: apps.len() as u32,
            api: Rc::new(Api::new(page.clone())),
            page,
            center: Rc::default(),
            tries: Rc::default(),
            kept: Rc::default(),
            shown: Rc::default(),
        };
        apps.push(Some(app.clone()));
        app
    });
    app.load();
    app.number
}

fn app(element: u32) -> Option<App> {
    APPS.with_borrow(|apps| apps.get(element as usize).cloned().flatten())
}

/// The element is gone from its page. Its number is not given away: what was in its tree may still
/// be heard of.
#[wasm_bindgen]
pub fn disconnect(element: u32) {
    let gone = APPS.with_borrow_mut(|apps| apps.get_mut(element as usize).and_then(Option::take));
    if let Some(app) = gone {
        app.shown.borrow_mut().take();
        app.center.set(None);
    }
}

/// Turns everything off, as the reader's own button does.
#[wasm_bindgen]
pub fn leave(element: u32) {
    act(element, Act::Wish(Wishes { subscribed: Some(false), ..Wishes::default() }));
}

/// Does what a reader wants.
fn act(element: u32, act: Act) {
    let Some(app) = app(element) else { return };
    let Some(center) = app.center.get() else {
        return app.load();
    };
    match act {
        Act::Print => return page::print(),
        // What is looked for is nobody's wish.
        Act::Find => return center.update(|center| center.find(app.query())),
        _ => {}
    }
    let Ok(id) = app.page.uuid().parse() else {
        return;
    };
    let now = now();
    let act = |center: &mut Center| match act {
        Act::Wish(wishes) => center.wish(id, now, wishes),
        Act::Turn(scope) => {
            let wishes = center.turned(&scope);
            center.wish(id, now, wishes);
        }
        Act::Form(ev) => {
            if let Some(wishes) = app.pausing(&ev, center) {
                center.wish(id, now, wishes);
            }
        }
        Act::Undo => center.wish_undone(id, now),
        Act::Ask(ask) => center.ask(id, now, ask),
        Act::Instead(what) => center.wish_instead(id, now, what),
        Act::Reason(code) => center.explain(id, now, code, app.page.comment()),
        Act::Find | Act::Print | Act::Retry => {}
    };
    app.change(center, Box::new(act));
    app.pump(center);
}

/// What keeps a tree alive.
type Shown = (Owner, Mounted);

/// One element on its page.
#[derive(Clone)]
struct App {
    number: u32,
    page: Rc<Page>,
    api: Rc<Api>,
    /// What is shown, once there is something.
    center: Rc<Cell<Option<RwSignal<Center>>>>,
    /// How often it was tried to load what is shown.
    tries: Rc<Cell<u32>>,
    /// Whether the line is kept on this device.
    kept: Rc<Cell<bool>>,
    /// Keeps what is shown alive, until something else is.
    shown: Rc<RefCell<Option<Shown>>>,
}

impl App {
    /// Lays the tree over the server's HTML, and then sees to what was clicked before it could.
    fn hydrate(&self, data: &Js, words: &'static Words) {
        let text = |name| data.member(name).and_then(|node| node.text());
        let Some(node) = data.member("document") else { return };
        let document = match Document::read(&node) {
            Ok(document) => document,
            Err(error) => return self.page.warn(error.0),
        };
        let saved = data.member("receipt").and_then(|node| Receipt::read(&node).ok());
        let path = |name| text(name).and_then(|path| path.parse().ok());
        let mut center = Center::after(document, saved, text("refused"))
            .about(path("about"))
            .led_by(text("focus").as_deref().and_then(Scope::of));
        if let Some(code) = text("thanked") {
            center = center.thanking(&code);
        }
        let lang = Lang::choose(text("lang").as_deref());
        self.page.name(words.close());
        let nonce = text("nonce").unwrap_or_default();
        let ui = self.ui(center, words, lang, text("labels"));
        let then = |app: &Self, center: RwSignal<Center>| {
            let early = app.early_wishes();
            // What was typed before the script came, or what the server looked for.
            center.update(|center| center.find(app.query()));
            app.live(center);
            for wishes in early {
                act(app.number, Act::Wish(wishes));
            }
        };
        self.lay(ui, nonce, &self.page.wrapper(), Box::new(then));
    }

    /// Hydrates what a server rendered, or fetches the document and the words, and mounts the tree.
    fn load(&self) {
        let app = self.clone();
        let this = self.tries.get() + 1;
        self.tries.set(this);
        spawn_local(async move {
            // All of this runs for the first time, which is slow: the browser gets a turn between.
            let _ = Settled::of(&app.page.rest()).await;
            let data = Js(app.page.data());
            if let Some(texts) = data.member("texts") {
                let Some(words) = words(&texts.0) else { return };
                let _ = Settled::of(&app.page.rest()).await;
                return app.hydrate(&data, words);
            }
            let (lang, chosen) = app.guess();
            // Both at once: most readers' language is the one that their browser asks for.
            let texts = app.page.texts(lang.tag());
            let reply = app.api.get().await;
            let mut lang = lang;
            let mut words = texts_of(texts).await;
            let _ = Settled::of(&app.page.rest()).await;
            match reply {
                Reply::Done(json, answered) => match Document::read(&json) {
                    Ok(document) => {
                        // The backend knows the link's language, and what its labels are in: the
                        // last that it names.
                        let named = answered
                            .as_deref()
                            .map(|all| all.split_once(',').unwrap_or((all, all)));
                        let labels = named.map(|(_, last)| last.trim().into());
                        let answered = named.map(|(first, _)| first);
                        let locale = document.subscriber.locale.as_deref();
                        let own = answered.or(locale).and_then(Lang::of);
                        if let Some(own) = own.filter(|own| !chosen && *own != lang) {
                            if let Some(other) = texts_of(app.page.texts(own.tag())).await {
                                (lang, words) = (own, Some(other));
                            }
                        }
                        match words {
                            Some(words) => app.mount(document, words, lang, labels),
                            None => app.fail(None, lang, Trouble::Offline),
                        }
                    }
                    Err(error) => {
                        app.page.warn(error.0);
                        app.fail(words, lang, Trouble::Error);
                    }
                },
                Reply::Refused(code) => app.fail(words, lang, Trouble::of(&code)),
                Reply::Unanswered { offline: true } => {
                    app.fail(words, lang, Trouble::Offline);
                    // As good as for ever: what ends it is the network.
                    let back = app.page.pause(i32::MAX as u32);
                    let _ = Settled::of(&back).await;
                    // Unless the reader was faster, or went.
                    if app.tries.get() == this && !app.is_gone() {
                        app.load();
                    }
                }
                Reply::Unanswered { offline: false } => app.fail(words, lang, Trouble::Error),
            }
        });
    }

    fn mount(&self, document: Document, words: &'static Words, lang: Lang, labels: Option<String>) {
        let state = if document.campaigns.is_empty() { "empty" } else { "ready" };
        let focus = self.page.focus().as_deref().and_then(Scope::of);
        let apart = self.page.apart();
        let ui = self.ui(Center::new(document).led_by(focus), words, lang, labels);
        let within = apart.clone();
        let then = move |app: &Self, center: RwSignal<Center>| {
            app.put(&apart, state, words, lang);
            app.live(center);
        };
        self.lay(ui, String::new(), &within, Box::new(then));
    }

    /// Lays the tree out in a node, or over what is in it, and does `then`, unless the element left
    /// its page meanwhile.
    fn lay(
        &self,
        (owner, ui): (Owner, Ui),
        nonce: String,
        within: &web_sys::Node,
        then: Box<dyn FnOnce(&Self, RwSignal<Center>)>,
    ) {
        let (app, page) = (self.clone(), self.page.clone());
        let view = move || view! { <Preferences ui nonce/> };
        mount_in_steps(
            view,
            within,
            move || page.rest(),
            move |tree| {
                if app.is_gone() {
                    return;
                }
                *app.shown.borrow_mut() = Some((owner, tree.following(ui.center, is_large())));
                app.center.set(Some(ui.center));
                then(&app, ui.center);
            },
        );
    }

    fn fail(&self, words: Option<&'static Words>, lang: Lang, trouble: Trouble) {
        if self.is_gone() {
            return;
        }
        self.page.tell("sordino-error", &JsValue::from_str(trouble.as_str()));
        // Without words there is nothing to say, and the host's own link is still in place.
        let Some(words) = words else { return };
        let on_retry = Some((self.number, act as OnAct));
        let tag = lang.tag();
        let apart = self.page.apart();
        let tree = mount(view! { <Failure words lang=tag trouble sender=None on_retry/> }, &apart);
        *self.shown.borrow_mut() = Some((Owner::new(), tree));
        self.put(&apart, trouble.as_str(), words, lang);
        self.page.settle(false);
    }

    /// Whether the element left its page while something was awaited.
    fn is_gone(&self) -> bool {
        app(self.number).is_none()
    }

    /// The language to begin with, and whether the page chose it.
    fn guess(&self) -> (Lang, bool) {
        match self.page.lang().as_deref().and_then(Lang::of) {
            Some(lang) => (lang, true),
            None => (Lang::choose(self.page.languages().split(',')), false),
        }
    }

    fn ui(
        &self,
        center: Center,
        words: &'static Words,
        lang: Lang,
        labels: Option<String>,
    ) -> (Owner, Ui) {
        let owner = Owner::new();
        let center = owner.with(|| RwSignal::new(center));
        let labels = labels.map_or(lang.tag(), |tag| tag.leak());
        let ui = Ui {
            center,
            words,
            lang,
            labels,
            hosted: self.page.home() == "page",
            on_act: act,
            element: self.number,
        };
        (owner, ui)
    }

    /// Script runs the page from here on.
    fn live(&self, center: RwSignal<Center>) {
        self.change(center, Box::new(Center::go_live));
        self.adopt(center, false);
        self.page.settle(true);
        self.page.tell("sordino-ready", &JsValue::NULL);
    }

    /// Shows what was laid out apart, in place of everything.
    fn put(&self, apart: &web_sys::Node, state: &str, words: &'static Words, lang: Lang) {
        self.page.name(words.close());
        self.page.show(state, lang.tag(), lang.dir(), apart);
    }
}

/// What is looked for is a small change.
fn is_large() -> impl FnMut(&Center) -> bool {
    let mut last = None;
    move |center| center.changed(&mut last)
}

fn now() -> Timestamp {
    Timestamp::from_millis(js_sys::Date::now() as i64)
}
