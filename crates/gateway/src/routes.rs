//! The routes: one file for each resource.

pub(crate) mod fallback;
pub(crate) mod files;
pub(crate) mod health;
pub(crate) mod page;
pub(crate) mod preferences;
pub(crate) mod published;
