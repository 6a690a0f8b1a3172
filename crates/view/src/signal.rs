//! What views follow: as much of Leptos' signals as one signal for a whole tree needs, by the same
//! names.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::mem;
use std::rc::{Rc, Weak};

thread_local! {
    /// Every value.
    static VALUES: RefCell<Vec<Place>> = const { RefCell::new(Vec::new()) };
    /// What was made since an owner took over.
    static MADE: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// A place for a value, and how often it was somebody else's.
type Place = (u32, Option<Rc<dyn Any>>);

/// What runs when a signal changed.
pub(crate) type Follow = dyn Fn();

/// Who has signals: they are gone when it is dropped.
#[derive(Debug, Default)]
pub struct Owner(RefCell<Vec<usize>>);

impl Owner {
    /// One that has nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs `make`, and owns the signals that it makes.
    pub fn with<T>(&self, make: impl FnOnce() -> T) -> T {
        let outside = MADE.take();
        let made = make();
        self.0.borrow_mut().append(&mut MADE.replace(outside));
        made
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        for at in self.0.take() {
            // Dropped when nothing is borrowed: what it holds may own signals.
            let _gone = VALUES.with_borrow_mut(|values| {
                let (given, value) = &mut values[at];
                *given += 1;
                mem::take(value)
            });
        }
    }
}

/// A value that can change. A copy is the same value: it is a number, and goes wherever a closure
/// does.
///
/// It belongs to the [`Owner`] that it was made under, and to one thread.
pub struct RwSignal<T> {
    at: usize,
    given: u32,
    of: PhantomData<*const T>,
}

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RwSignal<T> {}

struct Inner<T> {
    value: RefCell<T>,
    follow: RefCell<Option<Weak<Follow>>>,
    /// Whether those that follow are about to be asked.
    called: Cell<bool>,
}

impl<T: 'static> RwSignal<T> {
    /// A signal that begins with this.
    pub fn new(value: T) -> Self {
        let value = RefCell::new(value);
        let inner = Inner { value, follow: RefCell::default(), called: Cell::new(false) };
        VALUES.with_borrow_mut(|values| {
            let free = values.iter().position(|(_, value)| value.is_none());
            let at = free.unwrap_or_else(|| {
                values.push((0, None));
                values.len() - 1
            });
            values[at].1 = Some(Rc::new(inner));
            MADE.with_borrow_mut(|made| made.push(at));
            Self { at, given: values[at].0, of: PhantomData }
        })
    }

    fn inner(self) -> Option<Rc<Inner<T>>> {
        let there = VALUES.with_borrow(|values| {
            let (given, value) = values.get(self.at)?;
            value.clone().filter(|_| *given == self.given)
        });
        there?.downcast().ok()
    }

    /// What `read` finds.
    ///
    /// # Panics
    ///
    /// If its owner is gone, or while it is updated.
    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        let Some(found) = self.try_with(read) else { panic!() };
        found
    }

    /// What `read` finds; `None` if its owner is gone.
    pub fn try_with<R>(self, read: impl FnOnce(&T) -> R) -> Option<R> {
        Some(read(&self.inner()?.value.borrow()))
    }

    /// Changes it, and asks those that follow soon, once for all changes until then. Nothing
    /// happens if its owner is gone.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        let Some(inner) = self.inner() else { return };
        change(&mut inner.value.borrow_mut());
        let follow = inner.follow.borrow().as_ref().and_then(Weak::upgrade);
        if follow.is_some() && !inner.called.replace(true) {
            soon(Box::new(move || {
                inner.called.set(false);
                let follow = inner.follow.borrow().as_ref().and_then(Weak::upgrade);
                if let Some(follow) = follow {
                    follow();
                }
            }));
        }
    }

    /// Has `follow` run after changes, in place of what did before, as long as somebody holds it.
    #[cfg(any(target_arch = "wasm32", test))]
    pub(crate) fn followed_by(self, follow: &Rc<Follow>) {
        if let Some(inner) = self.inner() {
            *inner.follow.borrow_mut() = Some(Rc::downgrade(follow));
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn soon(run: Box<dyn FnOnce()>) {
    crate::task::spawn_local(async { run() });
}

/// Nothing follows where there is no page.
#[cfg(not(target_arch = "wasm32"))]
fn soon(run: Box<dyn FnOnce()>) {
    run();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_the_same_value_and_what_follows_hears_of_changes_while_it_is_held() {
        let owner = Owner::new();
        let signal = owner.with(|| RwSignal::new(1));
        let heard = Rc::new(Cell::new(0));
        let hears = heard.clone();
        let follow: Rc<Follow> = Rc::new(move || hears.set(signal.with_untracked(|it| *it)));
        signal.followed_by(&follow);
        assert_eq!(heard.get(), 0, "nothing changed yet");
        let copy = signal;
        copy.update(|it| *it = 2);
        assert_eq!((heard.get(), signal.with_untracked(|it| *it)), (2, 2));
        drop(follow);
        signal.update(|it| *it = 3);
        assert_eq!((heard.get(), signal.with_untracked(|it| *it)), (2, 3));
    }

    #[test]
    fn what_its_owner_took_along_is_gone_and_its_place_is_anothers() {
        let (first, second) = (Owner::new(), Owner::new());
        let kept = Rc::new(());
        let gone = first.with(|| RwSignal::new(kept.clone()));
        let stays = second.with(|| RwSignal::new(kept.clone()));
        assert_eq!(Rc::strong_count(&kept), 3);
        drop(first);
        assert_eq!(Rc::strong_count(&kept), 2, "the value is dropped");
        let third = Owner::new();
        let other = third.with(|| RwSignal::new(Rc::new(())));
        assert_eq!(other.at, gone.at, "nothing grows");
        gone.update(|_| panic!("it is another's"));
        assert!(gone.inner().is_none());
        assert!(stays.with_untracked(|it| Rc::ptr_eq(it, &kept)));
    }

    #[test]
    fn an_owner_within_another_has_its_own() {
        let (outer, inner) = (Owner::new(), Owner::new());
        let (one, two, three) = outer.with(|| {
            let one = RwSignal::new(1);
            let two = inner.with(|| RwSignal::new(2));
            (one, two, RwSignal::new(3))
        });
        drop(inner);
        assert!(two.inner().is_none());
        assert_eq!((one.with_untracked(|it| *it), three.with_untracked(|it| *it)), (1, 3));
    }
}
