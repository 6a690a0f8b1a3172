//! The routes: one file for each resource.

pub mod fallback;
pub mod files;
pub mod health;
pub mod page;
pub mod preferences;
