//! Work on many things at once, whose results come in the order of the things, and no more of them at a time than can be
//! kept.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// For each thread, how many results may wait for an earlier one.
const WAITING: usize = 4;

/// How many threads to use: as many as asked for, else one for each core.
pub fn threads(asked: Option<u16>) -> usize {
    asked.map_or_else(|| thread::available_parallelism().map_or(1, NonZero::get), usize::from)
}

/// Where the work stands.
struct State<R> {
    /// The next thing that a thread may take.
    next: usize,
    /// How many results were handed on.
    given: usize,
    /// Results that wait for their turn.
    done: BTreeMap<usize, R>,
}

/// Gives the result of `work` on each of `items` to `each`, in their order. `work` must not panic.
///
/// A single thing is worked on right here; no thread is started for it.
pub fn in_order<T: Sync, R: Send>(threads: usize, items: &[T], work: impl Fn(&T) -> R + Sync, mut each: impl FnMut(R)) {
    let threads = threads.min(items.len());
    if threads <= 1 {
        items.iter().for_each(|item| each(work(item)));
        return;
    }
    let state = Mutex::new(State { next: 0, given: 0, done: BTreeMap::new() });
    let changed = Condvar::new();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = {
                        let free = |state: &mut State<R>| state.next >= state.given + threads * WAITING;
                        let mut state = changed.wait_while(lock(&state), free).unwrap_or_else(PoisonError::into_inner);
                        state.next += 1;
                        state.next - 1
                    };
                    let Some(item) = items.get(at) else { break };
                    let result = work(item);
                    lock(&state).done.insert(at, result);
                    changed.notify_all();
                }
            });
        }
        for at in 0..items.len() {
            let is_missing = |state: &mut State<R>| !state.done.contains_key(&at);
            let mut state = changed.wait_while(lock(&state), is_missing).unwrap_or_else(PoisonError::into_inner);
            let result = state.done.remove(&at);
            state.given = at + 1;
            drop(state);
            changed.notify_all();
            result.into_iter().for_each(&mut each);
        }
    });
}

fn lock<R>(state: &Mutex<State<R>>) -> MutexGuard<'_, State<R>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn results_come_in_order_and_never_too_many_at_once() {
        let items: Vec<usize> = (0..500).collect();
        let (alive, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let mut seen = Vec::new();
        let work = |item: &usize| {
            most.fetch_max(alive.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            // The first of each few takes longest.
            (0..if item.is_multiple_of(7) { 20_000 } else { 1 }).for_each(|_| std::hint::spin_loop());
            *item
        };
        in_order(3, &items, work, |item| {
            alive.fetch_sub(1, Ordering::SeqCst);
            seen.push(item);
        });
        assert_eq!(seen, items);
        assert!(most.into_inner() <= 3 * WAITING + 1);
        for (threads, count) in [(1, 3), (4, 0), (4, 1), (2, 2)] {
            let mut seen = Vec::new();
            in_order(threads, &items[..count], |item| *item, |item| seen.push(item));
            assert_eq!(seen, items[..count]);
        }
    }
}
