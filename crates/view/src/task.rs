//! Futures that wait for promises, in a page.
//!
//! `wasm-bindgen-futures` does this for every place where WebAssembly runs, for threads, and for
//! engines without microtasks. A widget has one place, and pays for each byte
//! (`docs/adr/0014-futures-of-our-own.md`).

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use js_sys::Promise;
use wasm_bindgen::prelude::*;

type Task = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    static TASKS: RefCell<Tasks> = const { RefCell::new(Tasks { all: Vec::new(), free: Vec::new() }) };
}

/// The futures that are not done.
struct Tasks {
    /// Each at its number. One that runs is not in its place.
    all: Vec<Option<Task>>,
    /// The numbers of those that are done, which others may have.
    free: Vec<usize>,
}

impl Tasks {
    fn put(&mut self, number: usize, task: Task) {
        if let Some(place) = self.all.get_mut(number) {
            *place = Some(task);
        }
    }
}

/// Runs a future to its end, beginning soon: after what runs now.
pub fn spawn_local(future: impl Future<Output = ()> + 'static) {
    spawn(Box::pin(async {
        let _ = Settled::of(&Promise::resolve(&JsValue::UNDEFINED)).await;
        future.await;
    }));
}

fn spawn(task: Task) {
    let number = TASKS.with_borrow_mut(|tasks| {
        let number = tasks.free.pop().unwrap_or_else(|| {
            tasks.all.push(None);
            tasks.all.len() - 1
        });
        tasks.put(number, task);
        number
    });
    run(number);
}

/// What a future is woken by.
struct Number(usize);

impl Wake for Number {
    fn wake(self: Arc<Self>) {
        run(self.0);
    }
}

/// Goes on with a future. It waits for one promise at a time, so nothing wakes it while it runs.
fn run(number: usize) {
    let task = TASKS.with_borrow_mut(|tasks| tasks.all.get_mut(number).and_then(Option::take));
    let Some(mut task) = task else { return };
    let waker = Waker::from(Arc::new(Number(number)));
    let waits = task.as_mut().poll(&mut Context::from_waker(&waker)).is_pending();
    TASKS.with_borrow_mut(
        |tasks| if waits { tasks.put(number, task) } else { tasks.free.push(number) },
    );
}

/// What a promise comes to.
pub struct Settled {
    state: Rc<RefCell<State>>,
    _heard: [Closure<dyn FnMut(JsValue)>; 2],
}

#[derive(Default)]
struct State {
    result: Option<Result<JsValue, JsValue>>,
    waker: Option<Waker>,
}

impl Settled {
    /// Waits for a promise: what it is kept with, or broken.
    pub fn of(promise: &Promise) -> Self {
        let state = Rc::<RefCell<State>>::default();
        let heard = [true, false].map(|kept| {
            let state = state.clone();
            let hear = move |value| {
                let mut state = state.borrow_mut();
                state.result = Some(if kept { Ok(value) } else { Err(value) });
                let waker = state.waker.take();
                drop(state);
                if let Some(waker) = waker {
                    waker.wake();
                }
            };
            Closure::new(hear)
        });
        let _ = promise.then2(&heard[0], &heard[1]);
        Self { state, _heard: heard }
    }
}

impl Future for Settled {
    type Output = Result<JsValue, JsValue>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.state.borrow_mut();
        match state.result.take() {
            Some(result) => Poll::Ready(result),
            None => {
                state.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}
