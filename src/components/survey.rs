//! Why somebody left: asked once it took effect, and only of those who like to say.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use sordino_contract::Document;

use super::{Act, Ui};
use crate::form;

/// One line that opens: the sender's reasons, each a button that sends it, and room for words of
/// one's own. It is there when what was saved last turned something off.
///
/// # Accessibility
///
/// * A native disclosure: it takes no focus, and is closed until it is asked for.
/// * When a reason was sent it closes and says thanks in its own line, which gets the focus, so
///   that the keyboard is not left on a button that is out of sight.
///
/// Parts: `survey`, `survey-title`, `hint`, `comment`, `reasons`.
pub(super) fn survey(ui: Ui, document: &Document, nonce: String) -> Node {
    let words = ui.words;
    let (mut reasons, mut longest) = (Vec::new(), 0);
    if let Some(survey) = &document.survey {
        longest = survey.comment_max;
        for reason in &survey.reasons {
            let code = reason.code.clone();
            let press = move |ev: MouseEvent| {
                if ui.live() {
                    ev.prevent_default();
                    ui.act(Act::Reason(code.clone()));
                }
            };
            reasons.push(view! {
                <li>
                    <button name=form::REASON value=reason.code.clone() on:click:capture=press>
                        {reason.label.clone()}
                    </button>
                </li>
            });
        }
    }
    let receipt: String = ui.center.with_untracked(|center| {
        center.last().map(|saved| saved.receipt.id.as_str().into()).unwrap_or_default()
    });

    view! {
        <form method="post" class="survey" autocomplete="off" hidden=ui.flag(|center| !center.asks_why())>
            <input type="hidden" name=form::FORM value=nonce/>
            <input type="hidden" name=form::RECEIPT value=receipt/>
            <details>
                <summary class="survey-title">
                    {ui.text(|center| if center.thanked() { words.why_thanks } else { words.why_ask }.into())}
                </summary>
                <p class="hint">{words.why_about}</p>
                <label class="comment" hidden=longest == 0>
                    {words.why_comment}
                    <textarea name=form::COMMENT rows="2" maxlength=longest.to_string()></textarea>
                </label>
                <ul class="reasons">{reasons}</ul>
            </details>
        </form>
    }
}
