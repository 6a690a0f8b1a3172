//! What people meet: a link, a page, a shop, a bad connection.

mod embed;
mod form;
mod hydration;
mod keyboard;
mod link;
mod looks;
mod network;
mod policy;
mod states;
