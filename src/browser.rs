//! Where the widget meets the browser: finds or fetches the document, brings the components to
//! life, and carries wishes to the backend.

mod api;
mod json;
mod page;

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sordino_contract::json::Node;
use sordino_contract::{ChangeId, Document, Receipt, Timestamp, Via, Wishes};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, HtmlInputElement, ShadowRoot};

use self::api::{Api, Reply};
use self::json::Js;
use self::page::Page;
use crate::center::{Center, Last, Progress};
use crate::components::{Failure, Preferences, Trouble, Ui};
use crate::{Lang, Words, form};

/// Brings one element to life: over the HTML that a server rendered into its shadow root, or else
/// with a document that is fetched first.
#[wasm_bindgen]
pub fn connect(page: Page, root: ShadowRoot) {
    let Some(app) = App::new(page, &root) else {
        return;
    };
    match server_data(&root) {
        Some(data) => app.hydrate(&root, &data),
        None => app.load(),
    }
}

/// One element on its page.
#[derive(Clone)]
struct App {
    page: Rc<Page>,
    api: Rc<Api>,
    wrapper: HtmlElement,
    /// Ends what is shown, so that something else can be.
    shown: Rc<RefCell<Option<Box<dyn std::any::Any>>>>,
}

/// What the server's HTML was made from.
fn server_data(root: &ShadowRoot) -> Option<Js> {
    let script = root.query_selector("script").ok()??;
    Js::parse(&script.text_content()?)
}

impl App {
    fn new(page: Page, root: &ShadowRoot) -> Option<Self> {
        let wrapper = root.query_selector(".sordino").ok()??.dyn_into().ok()?;
        let page = Rc::new(page);
        Some(Self {
            api: Rc::new(Api::new(page.clone())),
            page,
            wrapper,
            shown: Rc::default(),
        })
    }

    /// Lays the tree over the server's HTML, and then sees to what was clicked before it could.
    fn hydrate(&self, root: &ShadowRoot, data: &Js) {
        let text = |name| data.member(name).and_then(|node| node.text());
        let (Some(words), Some(node)) = (
            data.member("texts").and_then(|texts| words(&texts.0)),
            data.member("document"),
        ) else {
            return;
        };
        let document = match Document::read(&node) {
            Ok(document) => document,
            Err(error) => return self.page.warn(error.0),
        };
        let receipt = data
            .member("receipt")
            .and_then(|node| Receipt::read(&node).ok());
        let last = match (receipt, text("refused")) {
            (Some(receipt), _) => Some(Last::Saved {
                receipt,
                undid: false,
            }),
            (_, Some(code)) => Some(Last::Refused(code, Vec::new())),
            _ => None,
        };
        let lang = Lang::choose(text("lang").as_deref());
        let early = early_wishes(root);
        let (ui, nonce) = (
            self.ui(Center::after(document, last), words, lang, false),
            text("nonce"),
        );
        let nonce = nonce.unwrap_or_default();
        let tree = hydrate_from(self.wrapper.clone(), move || {
            view! { <Preferences ui nonce/> }
        });
        self.keep(tree);
        self.live(ui);
        if let Some(wishes) = early {
            ui.on_wish.run(wishes);
        }
    }

    /// Fetches the document and the words, and mounts the tree.
    fn load(&self) {
        let app = self.clone();
        spawn_local(async move {
            let (lang, chosen) = app.guess();
            // Both at once: most readers' language is the one that their browser asks for.
            let texts = app.page.texts(lang.tag());
            let reply = app.api.get().await;
            let mut lang = lang;
            let mut words = texts_of(texts).await;
            match reply {
                Reply::Done(json) => match Document::read(&json) {
                    Ok(document) => {
                        let own = document.subscriber.locale.as_deref().and_then(Lang::of);
                        if let Some(own) = own.filter(|own| !chosen && *own != lang) {
                            if let Some(other) = texts_of(app.page.texts(own.tag())).await {
                                (lang, words) = (own, Some(other));
                            }
                        }
                        match words {
                            Some(words) => app.mount(document, words, lang),
                            None => app.fail(None, lang, Trouble::Offline),
                        }
                    }
                    Err(error) => {
                        app.page.warn(error.0);
                        app.fail(words, lang, Trouble::Error);
                    }
                },
                Reply::Refused(code) => app.fail(words, lang, Trouble::of(&code)),
                Reply::Unanswered { offline } => {
                    app.fail(
                        words,
                        lang,
                        if offline {
                            Trouble::Offline
                        } else {
                            Trouble::Error
                        },
                    );
                }
            }
        });
    }

    fn mount(&self, document: Document, words: &'static Words, lang: Lang) {
        let ui = self.ui(Center::new(document), words, lang, true);
        self.clear("ready", lang);
        let nonce = String::new();
        self.keep(mount_to(self.wrapper.clone(), move || {
            view! { <Preferences ui nonce/> }
        }));
        self.live(ui);
    }

    fn fail(&self, words: Option<&'static Words>, lang: Lang, trouble: Trouble) {
        self.page
            .tell("sordino-error", &JsValue::from_str(trouble.as_str()));
        // Without words there is nothing to say, and the host's own link is still in place.
        let Some(words) = words else { return };
        self.clear(trouble.as_str(), lang);
        let app = self.clone();
        let on_retry = Some(Callback::new(send_safe(move |()| app.load())));
        self.keep(mount_to(self.wrapper.clone(), move || {
            view! { <Failure words trouble sender=None on_retry/> }
        }));
        // The link that the host put inside the element is the way on from here.
        let slot = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.create_element("slot").ok());
        if let Some(slot) = slot {
            let _ = self.wrapper.append_child(&slot);
        }
    }

    /// The language to begin with, and whether the page chose it.
    fn guess(&self) -> (Lang, bool) {
        match self.page.lang().as_deref().and_then(Lang::of) {
            Some(lang) => (lang, true),
            None => {
                let of_browser: Vec<String> = web_sys::window()
                    .map(|window| window.navigator().languages())
                    .map(|tags| tags.iter().filter_map(|tag| tag.as_string()).collect())
                    .unwrap_or_default();
                (Lang::choose(of_browser.iter().map(String::as_str)), false)
            }
        }
    }

    fn ui(&self, center: Center, words: &'static Words, lang: Lang, live: bool) -> Ui {
        let center = RwSignal::new(center);
        let (wished, retried) = (self.clone(), self.clone());
        Ui {
            center,
            live: RwSignal::new(live),
            words,
            lang,
            hosted: self.page.hosted(),
            on_wish: Callback::new(send_safe(move |wishes: Wishes| {
                let Ok(id) = wished.page.uuid().parse::<ChangeId>() else {
                    return;
                };
                let now = Timestamp::from_millis(js_sys::Date::now() as i64);
                center.update(|center| center.wish(id, now, wishes));
                wished.pump(center);
            })),
            on_retry: Callback::new(send_safe(move |()| retried.pump(center))),
        }
    }

    /// Sends the first wish of the line, and when it is answered the next.
    fn pump(&self, center: RwSignal<Center>) {
        let via = if self.page.hosted() {
            Via::Page
        } else {
            Via::Embed
        };
        let Some(change) = center.try_update(|center| center.send(via)).flatten() else {
            return;
        };
        let app = self.clone();
        spawn_local(async move {
            match app.api.post(&change).await {
                Reply::Done(json) => match sordino_contract::Answer::read(&json) {
                    Ok(answer) => {
                        center.update(|center| center.answered(answer));
                        app.page.tell("sordino-change", &json.0);
                    }
                    Err(error) => {
                        app.page.warn(error.0);
                        return app.wait(center, &change.id).await;
                    }
                },
                Reply::Refused(code) => {
                    center.update(|center| center.refused(&change.id, &code));
                    app.page.tell("sordino-error", &JsValue::from_str(&code));
                }
                Reply::Unanswered { .. } => return app.wait(center, &change.id).await,
            }
            app.pump(center);
        });
    }

    /// Waits for the network or some seconds, whichever comes first, and sends again.
    async fn wait(&self, center: RwSignal<Center>, id: &ChangeId) {
        let millis = center
            .try_update(|center| center.unanswered(id))
            .unwrap_or_default();
        let _ = wasm_bindgen_futures::JsFuture::from(self.page.pause(millis)).await;
        if center.with_untracked(|center| center.under_way()) != Progress::Quiet {
            self.pump(center);
        }
    }

    /// Script runs the page from here on.
    fn live(&self, ui: Ui) {
        ui.live.set(true);
        let _ = self.wrapper.set_attribute("data-live", "");
        self.page.tell("sordino-ready", &JsValue::NULL);
    }

    fn clear(&self, state: &str, lang: Lang) {
        self.shown.borrow_mut().take();
        self.wrapper.set_text_content(None);
        for (name, value) in [
            ("data-state", state),
            ("lang", lang.tag()),
            ("dir", lang.dir()),
        ] {
            let _ = self.wrapper.set_attribute(name, value);
        }
    }

    fn keep(&self, tree: impl std::any::Any) {
        *self.shown.borrow_mut() = Some(Box::new(tree));
    }
}

/// What was turned before the script was there to hear it.
fn early_wishes(root: &ShadowRoot) -> Option<Wishes> {
    let boxes = root.query_selector_all("input[role=switch]").ok()?;
    let mut fields = vec![(form::DO.into(), form::SAVE.into())];
    for at in 0..boxes.length() {
        let Some(input) = boxes
            .get(at)
            .and_then(|node| node.dyn_into::<HtmlInputElement>().ok())
        else {
            continue;
        };
        if input.default_checked() != input.checked() {
            let name = if input.checked() { form::ON } else { form::WAS };
            fields.push((name.into(), input.value()));
        }
    }
    match form::read(&fields) {
        Ok(form::Posted::Change(wishes)) if fields.len() > 1 => Some(wishes),
        _ => None,
    }
}

async fn texts_of(texts: js_sys::Promise) -> Option<&'static Words> {
    words(&wasm_bindgen_futures::JsFuture::from(texts).await.ok()?)
}

/// The words of a language, from the array of their texts. They stay as long as the page.
fn words(texts: &JsValue) -> Option<&'static Words> {
    let texts = texts.dyn_ref::<Array>()?;
    let texts = texts.iter().map(|text| -> &'static str {
        Box::leak(text.as_string().unwrap_or_default().into_boxed_str())
    });
    Words::from_texts(texts).map(|words| &*Box::leak(Box::new(words)))
}

/// A callback must be `Send` for the sake of servers; in a browser there is one thread, and this
/// panics rather than let another in.
fn send_safe<T: 'static>(run: impl Fn(T) + 'static) -> impl Fn(T) + Send + Sync + 'static {
    let run = send_wrapper::SendWrapper::new(run);
    move |value| run(value)
}
