//! The choice of language on the hosted page.

use leptos::prelude::*;

use super::Ui;
#[cfg(not(target_arch = "wasm32"))]
use crate::form;

/// One line that names the page's language and opens to all of them, each a link in its own
/// words. Only the hosted page has it: a website chooses for its readers.
///
/// The server alone knows the names. In the browser the element is left as it came, so that
/// languages cost an embedding page nothing.
///
/// # Accessibility
///
/// * A native disclosure, so it works without script; each link says its language, to be spoken
///   with the right voice, and the page's own is marked by `aria-current`.
///
/// Parts: `languages`, `languages-title`.
pub(super) fn languages(ui: Ui) -> Node {
    let (title, links) = inside(ui);
    view! {
        <details class="languages" hidden=!ui.hosted keeps>
            {title}
            <ul>{links}</ul>
        </details>
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn inside(ui: Ui) -> (Option<Node>, Vec<Node>) {
    if !ui.hosted {
        return (None, Vec::new());
    }
    let name = ui.lang.name();
    let label = super::say_two(ui.words.pair(), ui.words.language(), "{how}", name);
    let title = view! { <summary class="languages-title" aria-label=label>{name}</summary> };
    let by = match &*ui.by() {
        "" => String::new(),
        by => ["&", form::BY, "=", by].concat(),
    };
    let mut links = Vec::new();
    for lang in crate::Lang::ALL {
        let (tag, dir) = (lang.tag(), lang.dir());
        let href = ["?lang=", tag, &by].concat();
        let here = (*lang == ui.lang).then_some("true");
        links.push(view! {
            <li>
                <a href=href lang=tag hreflang=tag dir=dir aria-current=here>{lang.name()}</a>
            </li>
        });
    }
    (Some(title), links)
}

#[cfg(target_arch = "wasm32")]
fn inside(_: Ui) -> (Option<Node>, Vec<Node>) {
    (None, Vec::new())
}
