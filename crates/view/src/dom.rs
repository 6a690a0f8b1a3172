//! Views as nodes of a page.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Node as DomNode};

use crate::node::{Listener, Parts};
use crate::signal::Follow;
use crate::task::{Settled, spawn_local};
use crate::{Element, IntoView, Node, RwSignal, Text, Value};

/// A view in a page. It stops following signals and listening when it is dropped; its nodes stay
/// until somebody removes them.
pub struct Mounted {
    followers: Rc<Followers>,
    _follow: Option<Rc<Follow>>,
    _listens: Vec<Closure<dyn FnMut(web_sys::Event)>>,
}

/// What is asked at all changes but small ones, and what is asked often.
type Followers = RefCell<[Vec<Follower>; 2]>;

/// How long the browser is kept from anything else, in milliseconds: on a telephone four times
/// slower than it takes elsewhere, still far from what somebody notices.
const STEP: f64 = 8.0;

/// Shows a view in an element or a fragment: in an empty one, or over the HTML that
/// [`to_html`](crate::to_html) made of the same view.
///
/// There, nothing is written again, so what somebody typed, turned or focused stays. What does
/// not fit, because something else changed the page, is made anew or removed.
///
/// It listens once that is done.
pub fn mount(view: impl IntoView, parent: &DomNode) -> Mounted {
    let mut layer = Layer::new(view.into_view(), parent);
    while layer.step() {}
    layer.mounted()
}

/// The same step by step. Before each of them it waits for what `rest` promises, so that the page
/// can be scrolled and typed into meanwhile.
pub fn mount_in_steps<V: IntoView>(
    view: impl FnOnce() -> V + 'static,
    parent: &DomNode,
    rest: impl Fn() -> Promise + 'static,
    then: impl FnOnce(Mounted) + 'static,
) {
    let mut layer = Layer::new(Node::Later(Box::new(|| view().into_view())), parent);
    spawn_local(async move {
        loop {
            let _ = Settled::of(&rest()).await;
            if !layer.steps() {
                break;
            }
        }
        then(layer.mounted());
    });
}

impl Mounted {
    /// The same, following a signal: after changes, what in it can change is asked again.
    ///
    /// `is_large` says whether a change is more than a small one: then everything is asked, and
    /// else only what is asked [`often`](crate::Live::often). A page of hundreds of rows has
    /// thousands of places that can change, and few that follow what is typed.
    #[must_use]
    pub fn following<T: 'static>(
        mut self,
        signal: RwSignal<T>,
        mut is_large: impl FnMut(&T) -> bool + 'static,
    ) -> Self {
        // What holds now is shown already.
        signal.with_untracked(&mut is_large);
        let is_large = RefCell::new(is_large);
        let followers = self.followers.clone();
        let follow: Rc<Follow> = Rc::new(move || {
            let is_large = signal.with_untracked(|now| (is_large.borrow_mut())(now));
            ask(&followers, is_large);
        });
        signal.followed_by(&follow);
        self._follow = Some(follow);
        self
    }
}

fn ask(followers: &Followers, all: bool) {
    let [seldom, often] = &mut *followers.borrow_mut();
    for follower in seldom.iter_mut().filter(|_| all).chain(often) {
        follower.follow();
    }
}

/// What is being laid out.
struct Layer {
    document: Document,
    /// The elements that have begun and not ended, the innermost last.
    open: Vec<Open>,
    followers: [Vec<Follower>; 2],
    hears: Vec<Heard>,
}

/// An element whose children are being laid out, out of those that it has where they fit.
struct Open {
    node: DomNode,
    /// The child that it has next.
    next: Option<DomNode>,
    /// What it is to have, the last first.
    nodes: Vec<Node>,
    /// What is left to do when it has its children.
    ends: Option<Ends>,
}

struct Ends {
    made: bool,
    properties: Vec<(&'static str, Value)>,
}

/// What is to listen.
struct Heard {
    node: web_sys::Element,
    name: &'static str,
    listener: Listener,
}

impl Heard {
    fn listen(self) -> Closure<dyn FnMut(web_sys::Event)> {
        let listener = Closure::wrap(self.listener);
        let _ = self.node.add_event_listener_with_callback_and_bool(
            self.name,
            listener.as_ref().unchecked_ref(),
            true,
        );
        listener
    }
}

impl Open {
    fn new(node: &DomNode, mut nodes: Vec<Node>) -> Self {
        nodes.reverse();
        Self { node: node.clone(), next: node.first_child(), nodes, ends: None }
    }
}

impl Layer {
    fn new(view: Node, parent: &DomNode) -> Self {
        Self {
            document: parent.owner_document().unwrap_throw(),
            open: vec![Open::new(parent, vec![view])],
            followers: Default::default(),
            hears: Vec::new(),
        }
    }

    /// Lays out for one [`STEP`]; `false` if there is nothing left to do.
    fn steps(&mut self) -> bool {
        let begun = js_sys::Date::now();
        while self.step() {
            if js_sys::Date::now() - begun > STEP {
                return true;
            }
        }
        false
    }

    fn mounted(self) -> Mounted {
        let listens = self.hears.into_iter().map(Heard::listen).collect();
        Mounted {
            followers: Rc::new(RefCell::new(self.followers)),
            _follow: None,
            _listens: listens,
        }
    }

    /// Lays out one more node, or ends an element; `false` if there is nothing left to do.
    fn step(&mut self) -> bool {
        let Some(open) = self.open.last_mut() else { return false };
        match open.nodes.pop() {
            Some(Node::Later(make)) => open.nodes.push(make()),
            Some(Node::List(nodes)) => open.nodes.extend(nodes.into_iter().rev()),
            Some(Node::Element(Element(element))) => self.begin(*element),
            Some(Node::Word(word)) => self.text(word.into(), None),
            Some(Node::Text(text)) => self.text(text, None),
            Some(Node::Live(text)) => self.text(String::new(), Some(text)),
            None => self.end(),
        }
        true
    }

    fn text(&mut self, text: String, live: Option<Text>) {
        // Empty texts are not in HTML, and two in a row have a comment between.
        if live.is_none() && text.is_empty() {
            return;
        }
        let Some(open) = self.open.last_mut() else { return };
        let mut there = open.next.take();
        if let Some(comment) = &there
            && comment.node_type() == DomNode::COMMENT_NODE
        {
            let after = comment.next_sibling();
            let _ = open.node.remove_child(comment);
            there = after;
        }
        let there = match there {
            Some(there) if there.node_type() == DomNode::TEXT_NODE => {
                open.next = there.next_sibling();
                there
            }
            before => {
                let made: DomNode = self.document.create_text_node("").into();
                let _ = open.node.insert_before(&made, before.as_ref());
                open.next = before;
                made
            }
        };
        let last = there.node_value().unwrap_or_default();
        match live {
            Some(live) => {
                let made = last.is_empty();
                let mut follower = Follower {
                    node: there,
                    place: Place::Text,
                    source: Source::Text(live.ask),
                    last: Some(Last::Text(last)),
                    keeps: false,
                };
                // What a server wrote is not asked for: the first date that a browser writes takes
                // it as long as all else here.
                if made {
                    follower.follow();
                }
                self.followers[usize::from(live.often)].push(follower);
            }
            None if last != text => there.set_node_value(Some(&text)),
            None => {}
        }
    }

    fn begin(&mut self, element: Parts) {
        let Some(open) = self.open.last_mut() else { return };
        let fits = |node: &DomNode| {
            node.dyn_ref::<web_sys::Element>().is_some_and(|it| it.local_name() == element.tag)
        };
        let (made, there) = match open.next.take() {
            Some(there) if fits(&there) => {
                open.next = there.next_sibling();
                (false, there.unchecked_into::<web_sys::Element>())
            }
            before => {
                open.next = before;
                (true, self.document.create_element(element.tag).unwrap_throw())
            }
        };
        for (name, value) in element.attributes {
            self.value(&there, Place::Attribute(name), value, made);
        }
        for (name, listener) in element.listeners {
            self.hears.push(Heard { node: there.clone(), name, listener });
        }
        let mut inside = Open::new(&there, element.children);
        if !made && element.keeps {
            (inside.nodes, inside.next) = Default::default();
        }
        inside.ends = Some(Ends { made, properties: element.properties });
        self.open.push(inside);
    }

    fn end(&mut self) {
        let Some(Open { node, mut next, ends, .. }) = self.open.pop() else { return };
        while let Some(extra) = next {
            next = extra.next_sibling();
            let _ = node.remove_child(&extra);
        }
        let Some(Ends { made, properties }) = ends else { return };
        // After the children: what a list of choices shows is one of them.
        for (name, value) in properties {
            self.value(node.unchecked_ref(), Place::Property(name), value, made);
        }
        // Complete by now: what is put together outside of the page is laid out once.
        if made && let Some(outer) = self.open.last() {
            let _ = outer.node.insert_before(&node, outer.next.as_ref());
        }
    }

    fn value(&mut self, element: &web_sys::Element, place: Place, value: Value, made: bool) {
        let (often, source) = match value {
            Value::LiveText(text) => (text.often, Source::Text(text.ask)),
            Value::LiveFlag(flag) => (flag.often, Source::Flag(flag.ask)),
            _ if !made => return,
            Value::Word(word) => return write(element, &place, &Last::Text(word.into())),
            Value::Text(text) => return write(element, &place, &Last::Text(text)),
            Value::Flag(flag) => return write(element, &place, &Last::Flag(flag)),
        };
        let node = element.clone().into();
        let mut follower = Follower { node, place, source, last: None, keeps: !made };
        follower.follow();
        self.followers[usize::from(often)].push(follower);
    }
}

enum Place {
    Text,
    Attribute(&'static str),
    Property(&'static str),
}

enum Source {
    Text(Box<dyn Fn() -> String>),
    Flag(Box<dyn Fn() -> bool>),
}

#[derive(PartialEq)]
enum Last {
    Text(String),
    Flag(bool),
}

/// A place that follows a signal.
struct Follower {
    node: DomNode,
    place: Place,
    source: Source,
    /// What was written there last.
    last: Option<Last>,
    /// What a server wrote there, or a reader since, is right until the signal changes.
    keeps: bool,
}

impl Follower {
    fn follow(&mut self) {
        let now = match &self.source {
            Source::Text(text) => Last::Text(text()),
            Source::Flag(flag) => Last::Flag(flag()),
        };
        if self.last.as_ref() == Some(&now) {
            return;
        }
        if self.last.is_some() || !self.keeps {
            write(self.node.unchecked_ref(), &self.place, &now);
        }
        self.last = Some(now);
    }
}

fn write(node: &web_sys::Element, place: &Place, value: &Last) {
    match (place, value) {
        (Place::Text, Last::Text(text)) => node.set_node_value(Some(text)),
        (Place::Text, Last::Flag(_)) => {}
        (Place::Attribute(name), Last::Text(text)) => {
            let _ = node.set_attribute(name, text);
        }
        (Place::Attribute(name), Last::Flag(flag)) => {
            let _ = node.toggle_attribute_with_force(name, *flag);
        }
        (Place::Property(name), value) => {
            let value = match value {
                Last::Text(text) => JsValue::from_str(text),
                Last::Flag(flag) => JsValue::from_bool(*flag),
            };
            let _ = Reflect::set(node, &JsValue::from_str(name), &value);
        }
    }
}
