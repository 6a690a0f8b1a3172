//! How far a long command is: a bar on a terminal, a line now and then elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// How long a line that is not on a terminal stands before the next one.
const LINE_EVERY: Duration = Duration::from_secs(5);

pub(super) struct Progress {
    bar: Option<ProgressBar>,
    what: &'static str,
    /// The whole, if it is known.
    whole: Option<u64>,
    said: Instant,
}

impl Progress {
    /// Of something whose size is known, in bytes.
    pub(super) fn of(bytes: u64, what: &'static str) -> Self {
        let template = "{bar:32} {percent}%  {msg}  {elapsed}";
        Self::new(ProgressBar::new(bytes), template, what, Some(bytes))
    }

    /// Of something whose end is not known.
    pub(super) fn counting(what: &'static str) -> Self {
        Self::new(ProgressBar::new_spinner(), "{spinner} {msg}  {elapsed}", what, None)
    }

    fn new(bar: ProgressBar, template: &str, what: &'static str, whole: Option<u64>) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar
        });
        Self { bar, what, whole, said: Instant::now() }
    }

    /// `count` are done, and the work is at `place` of the whole.
    pub(super) fn at(&mut self, count: u64, place: u64) {
        let words = format!("{count} {}", self.what);
        if let Some(bar) = &self.bar {
            bar.set_position(place);
            bar.set_message(words);
        } else if self.said.elapsed() >= LINE_EVERY {
            self.said = Instant::now();
            match self.whole {
                Some(whole) if whole > 0 => eprintln!("{words} ({} %)", place * 100 / whole),
                _ => eprintln!("{words}"),
            }
        }
    }

    /// Says something above the bar.
    pub(super) fn say(&self, words: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("{words}")),
            None => eprintln!("{words}"),
        }
    }

    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
