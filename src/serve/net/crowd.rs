//! All connections there are: who has taken too long, and who makes room for whom.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::bounds::{Bounds, LAST_CALL, LINGER, MINUTE, QUIET, SPARE};
use super::meter::{Clock, Meter, Phase};

/// The connections there are.
#[derive(Debug, Default)]
pub struct Crowd {
    seats: Mutex<Seats>,
}

#[derive(Debug, Default)]
struct Seats {
    last: u64,
    taken: HashMap<u64, Seat>,
}

#[derive(Debug)]
struct Seat {
    meter: Arc<Meter>,
    /// When the rate was last looked at, and how many bytes were sent by then.
    looked: (u32, u64),
}

impl Crowd {
    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.seats().taken.len()
    }

    /// A newcomer's number and meter, if there is room or can be made.
    pub fn admit(&self, bounds: &Bounds, clock: &Clock) -> Option<(u64, Arc<Meter>)> {
        let mut seats = self.seats();
        let count = seats.taken.len();
        if count >= bounds.connections {
            let is_room = count < bounds.connections + SPARE;
            let leaves = seats.taken.values().filter(|seat| seat.meter.is_over()).count();
            if !is_room || count - leaves >= bounds.connections && !seats.make_room(clock) {
                return None;
            }
        }
        let now = clock.now();
        let meter = Arc::new(Meter::new(now));
        seats.last += 1;
        let number = seats.last;
        seats.taken.insert(number, Seat { meter: Arc::clone(&meter), looked: (now, 0) });
        Some((number, meter))
    }

    /// Ends the connection that can best be done without; false if there is none.
    pub fn make_room(&self, clock: &Clock) -> bool {
        self.seats().make_room(clock)
    }

    /// This one is gone.
    pub fn leave(&self, number: u64) {
        self.seats().taken.remove(&number);
    }

    /// Ends those that have taken too long; once the server ends, that is for so long.
    pub fn sweep(&self, bounds: &Bounds, clock: &Clock, ends: Option<Duration>) {
        let mut seats = self.seats();
        let are_many = seats.taken.len() > bounds.connections / 2;
        for seat in seats.taken.values_mut().filter(|seat| !seat.meter.is_over()) {
            if seat.is_late(bounds, clock, are_many, ends) {
                seat.meter.end();
            }
        }
    }

    /// Tells all connections that something is to be looked at.
    pub fn wake(&self) {
        self.seats().taken.values().for_each(|seat| seat.meter.wake());
    }
}

impl Seats {
    fn make_room(&self, clock: &Clock) -> bool {
        let age = |seat: &&Seat| match seat.meter.phase() {
            Phase::Lingering => (2, clock.since(seat.meter.since())),
            Phase::Idle | Phase::Head => (1, clock.since(seat.meter.since())),
            _ => (0, clock.since(seat.meter.moved())),
        };
        let stays = |seat: &&Seat| !seat.meter.is_over() && (age(seat) >= (0, QUIET));
        // The number tells who came first where the clock does not.
        let oldest =
            self.taken.iter().filter(|(_, seat)| stays(seat)).max_by_key(|(number, seat)| (age(seat), !**number));
        oldest.inspect(|(_, seat)| seat.meter.end()).is_some()
    }
}

impl Seat {
    fn is_late(&mut self, bounds: &Bounds, clock: &Clock, are_many: bool, ends: Option<Duration>) -> bool {
        let meter = &self.meter;
        let age = clock.since(meter.since());
        let is_last_call_over = ends.is_some_and(|ends| ends > LAST_CALL);
        match meter.phase() {
            Phase::Idle => is_last_call_over || age > if are_many { bounds.idle_when_many } else { bounds.idle },
            Phase::Head => is_last_call_over || age > bounds.head_time,
            Phase::Lingering => is_last_call_over || age > LINGER,
            Phase::Events if is_last_call_over => true,
            // What is not blocked waits for us, not for its client.
            _ if !meter.is_blocked() => {
                self.looked = (clock.now(), meter.bytes());
                false
            }
            _ if clock.since(meter.moved()) > bounds.stall => true,
            _ => {
                let (then, bytes) = self.looked;
                let time = clock.since(then);
                if time < MINUTE {
                    return false;
                }
                self.looked = (clock.now(), meter.bytes());
                meter.bytes().wrapping_sub(bytes) < bounds.rate.saturating_mul(time.as_secs())
            }
        }
    }
}
