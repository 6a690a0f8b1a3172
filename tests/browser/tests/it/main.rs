//! What people meet: a link, a page, a shop, a bad connection.

mod accent;
mod data;
mod embed;
mod find;
mod form;
mod frequency;
mod history;
mod hydration;
mod instead;
mod journeys;
mod keyboard;
mod languages;
mod link;
mod looks;
mod network;
mod other_backend;
mod pause;
mod policy;
mod queue;
mod schemes;
mod states;
mod stop;
mod survey;
mod themes;
