//! The widget before a backend that shares no code with it: the Python example, on another
//! origin than the shop's page and the widget's files.

use sordino_browser_tests::Behind;

crate::journeys::play_each_before!(Behind::Python);
