//! The choice of language on the hosted page.

use leptos::prelude::*;

use super::Ui;

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
pub(super) fn languages(ui: Ui) -> impl IntoView {
    view! { <details class="languages" hidden=!ui.hosted inner_html=inside(ui)></details> }
}

#[cfg(not(target_arch = "wasm32"))]
fn inside(ui: Ui) -> String {
    use std::fmt::Write;

    if !ui.hosted {
        return String::new();
    }
    // Nothing in it was given by anybody: tags and names are ours.
    let mut html = format!(
        "<summary class=\"languages-title\" aria-label=\"{}: {name}\">{name}</summary><ul>",
        ui.words.language,
        name = ui.lang.name()
    );
    for lang in crate::Lang::ALL {
        let (tag, dir, name) = (lang.tag(), lang.dir(), lang.name());
        let here = if *lang == ui.lang { " aria-current=\"true\"" } else { "" };
        let _ = write!(
            html,
            "<li><a href=\"?lang={tag}\" lang=\"{tag}\" hreflang=\"{tag}\" dir=\"{dir}\"{here}>{name}</a></li>"
        );
    }
    html + "</ul>"
}

#[cfg(target_arch = "wasm32")]
fn inside(_: Ui) -> String {
    String::new()
}
