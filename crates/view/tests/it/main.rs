//! Views, as a server writes them. What a browser does with them is tested in `tests/browser`.

// What `view!` calls it.
extern crate sordino_view as leptos;

mod html;
