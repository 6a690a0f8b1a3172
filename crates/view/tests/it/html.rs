//! Views as HTML.

use leptos::prelude::*;
use leptos::to_html;

#[track_caller]
fn check(view: Node, html: &str) {
    assert_eq!(to_html(view), html);
}

#[test]
fn what_somebody_wrote_stays_text() {
    let text = String::from("<b>\"A\" & B</b>");
    let id = text.clone();
    check(
        view! { <p id=id>{text}</p> },
        "<p id=\"&lt;b>&quot;A&quot; &amp; B&lt;/b>\">&lt;b&gt;\"A\" &amp; B&lt;/b&gt;</p>",
    );
}

#[test]
fn a_flag_is_there_or_not() {
    check(
        view! { <input type="checkbox" checked=true disabled=false hidden/> },
        "<input type=\"checkbox\" checked hidden>",
    );
}

#[test]
fn a_class_is_a_part_of_the_same_name() {
    check(view! { <p class="hint">{"?"}</p> }, "<p class=\"hint\" part=\"hint\">?</p>");
}

#[test]
fn two_texts_in_a_row_are_still_two_when_the_html_is_read() {
    let live = Text::new(|| "two".into());
    check(
        view! { <p>{"one"}{live}<b/>{"three"}{String::new()}</p> },
        "<p>one<!---->two<b></b>three</p>",
    );
}

#[test]
fn what_follows_a_signal_is_written_as_the_signal_is_now() {
    let owner = Owner::new();
    let html = owner.with(|| {
        let on = RwSignal::new(false);
        let flag = Flag::new(move || on.with_untracked(|on| *on));
        let text = Text::new(move || if on.with_untracked(|on| *on) { "on" } else { "off" }.into());
        let view = view! { <p hidden=flag>{text}</p> };
        on.update(|on| *on = true);
        to_html(view)
    });
    assert_eq!(html, "<p hidden>on</p>");
}

#[test]
fn lists_and_options_stand_where_they_are_put() {
    let rows = vec![view! { <li>{"a"}</li> }, view! { <li>{"b"}</li> }];
    let none: Option<Node> = None;
    check(view! { <ul>{rows}{none}</ul> }, "<ul><li>a</li><li>b</li></ul>");
}

/// A sentence.
#[component]
fn Said(
    /// What is said.
    what: String,
) -> impl IntoView {
    view! { <p>{what}</p> }
}

#[test]
fn a_component_is_called_with_its_properties() {
    check(view! { <Said what="yes".to_owned()/> }, "<p>yes</p>");
}
