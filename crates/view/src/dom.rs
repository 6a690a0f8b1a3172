//! Views as nodes of a page.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Node as DomNode};

use crate::node::Parts;
use crate::signal::Follow;
use crate::{Element, IntoView, Node, RwSignal, Value};

/// A view in a page. It stops following signals and listening when it is dropped; its nodes stay
/// until somebody removes them.
pub struct Mounted {
    followers: Rc<Followers>,
    _follow: Option<Rc<Follow>>,
    _listens: Vec<Closure<dyn FnMut(web_sys::Event)>>,
}

/// What is asked at all changes but small ones, and what is asked often.
type Followers = RefCell<[Vec<Follower>; 2]>;

/// Shows a view in an element: in an empty one, or over the HTML that
/// [`to_html`](crate::to_html) made of the same view.
///
/// There, nothing is written again, so what somebody typed, turned or focused stays. What does
/// not fit, because something else changed the page, is made anew or removed.
pub fn mount(view: impl IntoView, parent: &web_sys::Element) -> Mounted {
    lay(view.into_view(), parent)
}

fn lay(view: Node, parent: &web_sys::Element) -> Mounted {
    let mut layer = Layer {
        document: parent.owner_document().unwrap_throw(),
        follows: Default::default(),
        listens: Vec::new(),
    };
    layer.children(parent, vec![view]);
    let Layer { follows, listens, .. } = layer;
    let followers = Rc::new(RefCell::new(follows));
    ask(&followers, true);
    Mounted { followers, _follow: None, _listens: listens }
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

struct Layer {
    document: Document,
    follows: [Vec<Follower>; 2],
    listens: Vec<Closure<dyn FnMut(web_sys::Event)>>,
}

impl Layer {
    /// Makes `nodes` the children of `parent`, out of those that it has where they fit.
    fn children(&mut self, parent: &DomNode, nodes: Vec<Node>) {
        let mut next = parent.first_child();
        self.lay(parent, &mut next, nodes);
        while let Some(extra) = next {
            next = extra.next_sibling();
            let _ = parent.remove_child(&extra);
        }
    }

    fn lay(&mut self, parent: &DomNode, next: &mut Option<DomNode>, nodes: Vec<Node>) {
        for node in nodes {
            let (text, live) = match node {
                Node::List(nodes) => {
                    self.lay(parent, next, nodes);
                    continue;
                }
                Node::Element(Element(element)) => {
                    self.element(parent, next, *element);
                    continue;
                }
                Node::Word("") => continue,
                Node::Word(word) => (word.into(), None),
                Node::Text(text) if text.is_empty() => continue,
                Node::Text(text) => (text, None),
                Node::Live(text) => (String::new(), Some(text)),
            };
            // Empty texts are not in HTML, and two in a row have a comment between.
            let mut there = next.take();
            if let Some(comment) = &there
                && comment.node_type() == DomNode::COMMENT_NODE
            {
                let after = comment.next_sibling();
                let _ = parent.remove_child(comment);
                there = after;
            }
            let there = match there {
                Some(there) if there.node_type() == DomNode::TEXT_NODE => {
                    *next = there.next_sibling();
                    there
                }
                before => {
                    let made: DomNode = self.document.create_text_node("").into();
                    let _ = parent.insert_before(&made, before.as_ref());
                    *next = before;
                    made
                }
            };
            let last = there.node_value();
            match live {
                Some(live) => self.follows[usize::from(live.often)].push(Follower {
                    node: there,
                    place: Place::Text,
                    source: Source::Text(live.ask),
                    last: last.map(Last::Text),
                    keeps: false,
                }),
                None if last.as_deref() != Some(&text) => there.set_node_value(Some(&text)),
                None => {}
            }
        }
    }

    fn element(&mut self, parent: &DomNode, next: &mut Option<DomNode>, element: Parts) {
        let fits = |node: &DomNode| {
            node.dyn_ref::<web_sys::Element>().is_some_and(|it| it.local_name() == element.tag)
        };
        let (made, there) = match next.take() {
            Some(there) if fits(&there) => {
                *next = there.next_sibling();
                (false, there.unchecked_into::<web_sys::Element>())
            }
            before => {
                *next = before;
                (true, self.document.create_element(element.tag).unwrap_throw())
            }
        };
        for (name, value) in element.attributes {
            self.value(&there, Place::Attribute(name), value, made);
        }
        if made || !element.keeps {
            self.children(&there, element.children);
        }
        // After the children: what a list of choices shows is one of them.
        for (name, value) in element.properties {
            self.value(&there, Place::Property(name), value, made);
        }
        // Complete by now: what is put together outside of the page is laid out once.
        if made {
            let _ = parent.insert_before(&there, next.as_ref());
        }
        for (name, listener) in element.listeners {
            let listener = Closure::wrap(listener);
            let _ = there.add_event_listener_with_callback_and_bool(
                name,
                listener.as_ref().unchecked_ref(),
                true,
            );
            self.listens.push(listener);
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
        let follower = Follower { node, place, source, last: None, keeps: !made };
        self.follows[usize::from(often)].push(follower);
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
