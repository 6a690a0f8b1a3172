//! What waits, beyond one view of the page.

use leptos::prelude::*;
use leptos::task::{Settled, spawn_local};
use sordino_contract::json::Node;
use sordino_contract::{ChangeSet, Via};
use wasm_bindgen::prelude::*;

use super::json::Js;
use super::{App, app, now};
use crate::center::{Center, Progress};

/// The page is shown again, or hidden, which may be the last that is heard of it: then what waits
/// is sent at once.
#[wasm_bindgen]
pub fn turn(element: u32, hidden: bool) {
    let Some(app) = app(element) else { return };
    let Some(center) = app.center.get() else {
        return;
    };
    if !hidden {
        return app.adopt(center, true);
    }
    let mut leaving = Vec::new();
    app.change(center, Box::new(|center| leaving = center.leave(app.via(), now())));
    for change in leaving {
        app.page.part(&change);
    }
}

impl App {
    pub(super) fn via(&self) -> Via {
        match &*self.page.home() {
            "page" => Via::Page,
            "app" => Via::App,
            _ => Via::Embed,
        }
    }

    /// Changes what is shown, and keeps the line as it is then.
    ///
    /// Takes a box, so that there is one piece of code that does it and not one for each change.
    pub(super) fn change(
        &self,
        center: RwSignal<Center>,
        change: Box<dyn FnOnce(&mut Center) + '_>,
    ) {
        let mut line = String::new();
        center.update(|center| {
            change(center);
            line = center.queue(self.via());
        });
        // Nothing was changed where the element is gone by now: its line is no longer ours to keep.
        if !line.is_empty() {
            self.kept.set(self.page.store(&line));
        }
    }

    /// Takes in and sends what earlier visits, or tabs that are gone, left. If then nothing waits,
    /// and the page was there `before`, what changed elsewhere meanwhile is shown.
    pub(super) fn adopt(&self, center: RwSignal<Center>, before: bool) {
        let app = self.clone();
        spawn_local(async move {
            let kept = Settled::of(&app.page.kept()).await.unwrap_or_default();
            let mut earlier = Vec::new();
            for change in Js(kept).items().unwrap_or_default() {
                // What cannot be read is in no line, and so not kept any longer.
                if let Ok(change) = ChangeSet::read(&change) {
                    earlier.push(change);
                }
            }
            app.change(center, Box::new(|center| center.adopt(earlier)));
            app.pump(center);
            if before && center.try_with(Center::under_way) == Some(Progress::Quiet) {
                app.look_again(center).await;
            }
        });
    }
}
