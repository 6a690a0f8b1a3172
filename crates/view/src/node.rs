//! Views as data.

/// A text that is asked for again when what the view follows changes.
pub type Text = Live<String>;

/// A yes or no that is asked for again when what the view follows changes.
pub type Flag = Live<bool>;

/// Something that is asked for again when what the view follows changes.
pub struct Live<T> {
    pub(crate) ask: Box<dyn Fn() -> T>,
    pub(crate) often: bool,
}

impl<T> Live<T> {
    /// What this answers.
    pub fn new(ask: impl Fn() -> T + 'static) -> Self {
        Self { ask: Box::new(ask), often: false }
    }

    /// Whether it is asked at small changes, too: see `mount`.
    #[must_use]
    pub fn often(mut self, often: bool) -> Self {
        self.often = often;
        self
    }
}

/// What listens to an event.
pub(crate) type Listener = Box<dyn FnMut(web_sys::Event)>;

/// Something to show.
pub enum Node {
    /// An element and what is in it.
    Element(Element),
    /// A text that the program holds.
    Word(&'static str),
    /// A text that stays.
    Text(String),
    /// A text that follows a signal.
    Live(Text),
    /// Several, one after the other.
    List(Vec<Self>),
    /// Something that is made when its turn comes: a page of much need not be made at once.
    Later(Box<dyn FnOnce() -> Self>),
}

/// The value of an attribute or a property.
pub enum Value {
    /// A text that the program holds.
    Word(&'static str),
    /// A text that stays.
    Text(String),
    /// There or not there.
    Flag(bool),
    /// A text that follows a signal.
    LiveText(Text),
    /// There or not there, following what the view follows.
    LiveFlag(Flag),
}

/// An element, made by `view!`.
///
/// In a box, because it is handed on for each thing that it gets.
pub struct Element(pub(crate) Box<Parts>);

/// What an element has.
pub(crate) struct Parts {
    pub(crate) tag: &'static str,
    pub(crate) attributes: Vec<(&'static str, Value)>,
    pub(crate) properties: Vec<(&'static str, Value)>,
    pub(crate) listeners: Vec<(&'static str, Listener)>,
    pub(crate) children: Vec<Node>,
    pub(crate) keeps: bool,
}

/// What can stand in a view.
pub trait IntoView: Sized {
    /// It as data.
    fn into_view(self) -> Node;

    /// Puts it into an element, after what is there.
    fn hold(self, within: Element) -> Element {
        within.holds(self.into_view())
    }
}

impl IntoView for Node {
    fn into_view(self) -> Node {
        self
    }
}

impl IntoView for Element {
    fn into_view(self) -> Node {
        Node::Element(self)
    }
}

impl IntoView for &'static str {
    fn into_view(self) -> Node {
        Node::Word(self)
    }

    fn hold(self, within: Element) -> Element {
        within.holds_word(self)
    }
}

impl IntoView for String {
    fn into_view(self) -> Node {
        Node::Text(self)
    }
}

impl IntoView for Text {
    fn into_view(self) -> Node {
        Node::Live(self)
    }
}

impl IntoView for Vec<Node> {
    fn into_view(self) -> Node {
        Node::List(self)
    }
}

impl IntoView for () {
    fn into_view(self) -> Node {
        Node::List(Vec::new())
    }
}

impl<T: IntoView> IntoView for Option<T> {
    fn into_view(self) -> Node {
        self.map_or_else(|| ().into_view(), T::into_view)
    }
}

macro_rules! tuples {
    ($first:ident $($rest:ident)*) => {
        impl<$first: IntoView, $($rest: IntoView),*> IntoView for ($first, $($rest,)*) {
            fn into_view(self) -> Node {
                #[expect(non_snake_case, reason = "a type and its value by one name")]
                let ($first, $($rest,)*) = self;
                Node::List(vec![$first.into_view(), $($rest.into_view()),*])
            }

            fn hold(self, within: Element) -> Element {
                #[expect(non_snake_case, reason = "a type and its value by one name")]
                let ($first, $($rest,)*) = self;
                let within = $first.hold(within);
                $(let within = $rest.hold(within);)*
                within
            }
        }
        tuples!($($rest)*);
    };
    () => {};
}

tuples!(A B C D E F G H I J K L M N O P);

impl From<&'static str> for Value {
    fn from(word: &'static str) -> Self {
        Self::Word(word)
    }
}

impl From<Option<&'static str>> for Value {
    fn from(word: Option<&'static str>) -> Self {
        word.map_or(Self::Flag(false), Self::Word)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self::LiveText(text)
    }
}

impl From<Flag> for Value {
    fn from(flag: Flag) -> Self {
        Self::LiveFlag(flag)
    }
}
