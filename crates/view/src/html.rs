//! Views as HTML.

use std::fmt::Write;

use crate::{Element, IntoView, Node, Value};

/// Elements that hold nothing and have no end tag.
const VOID: &[&str] = &["br", "hr", "img", "input", "link", "meta"];

/// The HTML of a view, as what it follows is now.
pub fn to_html(view: impl IntoView) -> String {
    let mut html = String::new();
    node(&mut html, view.into_view(), &mut false);
    html
}

fn node(html: &mut String, it: Node, after_text: &mut bool) {
    match it {
        Node::Word(it) => text(html, it, after_text),
        Node::Text(it) => text(html, &it, after_text),
        Node::Live(it) => text(html, &(it.ask)(), after_text),
        Node::Later(make) => node(html, make(), after_text),
        Node::List(nodes) => nodes.into_iter().for_each(|it| node(html, it, after_text)),
        Node::Element(Element(element)) => {
            html.push('<');
            html.push_str(element.tag);
            for (name, value) in element.attributes {
                let value = match value {
                    Value::Word(word) => Some(word.to_owned()),
                    Value::Text(text) => Some(text),
                    Value::LiveText(text) => Some((text.ask)()),
                    Value::Flag(flag) => flag.then(String::new),
                    Value::LiveFlag(flag) => (flag.ask)().then(String::new),
                };
                if let Some(value) = value {
                    let _ = write!(html, " {name}");
                    if !value.is_empty() {
                        html.push_str("=\"");
                        escape(html, &value, '"');
                        html.push('"');
                    }
                }
            }
            html.push('>');
            if !VOID.contains(&element.tag) {
                let mut after_text = false;
                for child in element.children {
                    node(html, child, &mut after_text);
                }
                let _ = write!(html, "</{}>", element.tag);
            }
            *after_text = false;
        }
    }
}

/// Two texts in a row would be one when the HTML is read, so something stands between.
fn text(html: &mut String, text: &str, after_text: &mut bool) {
    if text.is_empty() {
        return;
    }
    if *after_text {
        html.push_str("<!---->");
    }
    // `>` needs no escape there, and `"` none.
    escape(html, text, '>');
    *after_text = true;
}

fn escape(html: &mut String, text: &str, quote: char) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '"' if quote == '"' => html.push_str("&quot;"),
            '>' if quote == '>' => html.push_str("&gt;"),
            c => html.push(c),
        }
    }
}
