//! Carries the line of wishes to the backend, one after the other.

use leptos::prelude::*;
use leptos::task::{Settled, spawn_local};
use sordino_contract::{Answer, ChangeId, Document};
use wasm_bindgen::prelude::*;

use super::api::Reply;
use super::{App, now};
use crate::center::{Center, Progress};

impl App {
    /// Sends the first wish of the line, and when it is answered the next.
    pub(super) fn pump(&self, center: RwSignal<Center>) {
        let mut next = None;
        self.change(center, Box::new(|center| next = center.send(self.via(), now())));
        let Some((id, body)) = next else { return };
        let app = self.clone();
        spawn_local(async move {
            match app.api.post(body).await {
                Reply::Done(json, _) => match Answer::read(&json) {
                    Ok(answer) => {
                        app.change(center, Box::new(|center| center.answered(answer)));
                        app.page.refocus(false);
                        app.page.tell("sordino-change", &json.0);
                    }
                    Err(error) => {
                        app.page.warn(error.0);
                        return app.wait(center, &id, false).await;
                    }
                },
                Reply::Refused(code) => {
                    app.change(center, Box::new(|center| center.refused(&id, &code)));
                    app.page.refocus(true);
                    app.page.tell("sordino-error", &JsValue::from_str(&code));
                    app.look_again(center).await;
                }
                Reply::Unanswered { offline } => return app.wait(center, &id, offline).await,
            }
            app.pump(center);
        });
    }

    /// Shows what holds now: what is on the screen was not what the backend has, or the wish
    /// would not have been refused.
    pub(super) async fn look_again(&self, center: RwSignal<Center>) {
        let revision = || center.try_with(|center| center.shown().revision.clone());
        let before = revision();
        if let Reply::Done(json, _) = self.api.get().await
            && let Ok(document) = Document::read(&json)
            // A choice that was answered meanwhile knows more than this.
            && revision() == before
        {
            self.change(center, Box::new(|center| center.refreshed(document)));
            self.page.refocus(false);
        }
    }

    /// Waits for the network or some seconds, whichever comes first, and sends again.
    async fn wait(&self, center: RwSignal<Center>, id: &ChangeId, offline: bool) {
        let kept = offline && self.kept.get();
        let mut millis = 0;
        self.change(center, Box::new(|center| millis = center.unanswered(id, kept)));
        let _ = Settled::of(&self.page.pause(millis)).await;
        if center.try_with(Center::under_way).is_some_and(|how| how != Progress::Quiet) {
            self.pump(center);
        }
    }
}
