//! Timing: contestants alternate, each for the same time, and the fastest lap of each counts.
//!
//! A busy machine only ever makes a lap longer. The minimum of many short laps, taken in turn, is therefore what the
//! code costs, and hardly moves with what else is going on; all contestants see the same machine. The clock is the
//! processor time of this process, which stands while somebody else has the core. For a contestant that works in threads of
//! its own it is the wall clock, because their processor time is booked late: such a one should be measured on a machine that
//! has nothing else to do.
//!
//! A kernel that keeps some of its registers on the stack is up to 1.6 times slower while those places have the same last
//! twelve bits of address as what it reads or writes, and where the stack begins is drawn by chance for every run. So
//! laps are run at different depths of the stack, one run has them all, and the fastest is the same in every run.

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// Calls so many times.
type Repeat<'a, O> = Box<dyn FnMut(&mut O, usize) + 'a>;

/// What is timed: it writes to outputs that all contestants of a race share.
pub struct Contestant<'a, O: ?Sized> {
    /// What it is called in the result.
    pub name: String,
    /// How many elements a call works on.
    pub elements: usize,
    clock: fn() -> Duration,
    run: Repeat<'a, O>,
}

impl<'a, O: ?Sized> Contestant<'a, O> {
    /// A call of `f` works on that many elements. What it returns is not optimised away.
    pub fn new<R>(
        name: impl Into<String>,
        elements: usize,
        mut f: impl FnMut(&mut O) -> R + 'a,
    ) -> Self {
        Contestant {
            name: name.into(),
            elements,
            clock: processor,
            run: Box::new(move |out, times| {
                for _ in 0..times {
                    black_box(f(black_box(&mut *out)));
                }
            }),
        }
    }

    /// The same contestant, which has threads of its own.
    #[must_use]
    pub fn threaded(self) -> Self {
        Contestant {
            clock: wall,
            ..self
        }
    }
}

/// The processor time of this process.
#[cfg(unix)]
fn processor() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(
        time.tv_sec.unsigned_abs(),
        u32::try_from(time.tv_nsec).unwrap_or_default(),
    )
}

/// The time since the first call, by the wall clock.
fn wall() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

#[cfg(not(unix))]
use wall as processor;

/// What a race found.
#[derive(Clone, Debug)]
pub struct Lap {
    /// Whose it is.
    pub name: String,
    /// How many elements a call works on.
    pub elements: usize,
    /// The fastest lap, in nanoseconds a call.
    pub ns: f64,
    /// The middle one, which shows how busy the machine was.
    pub median: f64,
}

impl Lap {
    /// Nanoseconds an element.
    #[must_use]
    pub fn per_element(&self) -> f64 {
        self.ns / self.elements as f64
    }
}

/// How long to race.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The time of each contestant.
    pub share: Duration,
    /// Its fewest laps.
    pub fewest: usize,
    /// Its fewest laps, if one takes `LONG`.
    pub few: usize,
}

impl Pace {
    /// For figures to publish: all depths of the stack, twice.
    pub const FULL: Pace = Pace {
        share: Duration::from_millis(200),
        fewest: 2 * DEPTHS,
        few: 5,
    };

    /// For a look.
    pub const QUICK: Pace = Pace {
        share: Duration::from_millis(20),
        fewest: DEPTHS,
        few: 2,
    };
}

/// A lap is about this long, so that many fit between two interruptions; or one call, if that is longer.
const LAP: Duration = Duration::from_micros(100);

/// Of laps that take this long, a few must do.
const LONG: Duration = Duration::from_millis(50);

/// Races until every contestant has had its share of the time.
pub fn race<O: ?Sized>(out: &mut O, contestants: &mut [Contestant<'_, O>], pace: Pace) -> Vec<Lap> {
    let mut times: Vec<Times> = contestants.iter_mut().map(|c| calibrate(out, c)).collect();
    loop {
        let mut ran = false;
        for (contestant, times) in contestants.iter_mut().zip(&mut times) {
            if times.spent < pace.share || times.laps.len() < times.fewest(pace) {
                ran = true;
                times.lap(out, contestant);
            }
        }
        if !ran {
            break;
        }
    }
    contestants
        .iter()
        .zip(times)
        .map(|(contestant, mut times)| {
            times.laps.sort_by(f64::total_cmp);
            Lap {
                name: contestant.name.clone(),
                elements: contestant.elements,
                ns: times.laps[0],
                median: times.laps[times.laps.len() / 2],
            }
        })
        .collect()
}

/// Depths of the stack: together they go through all last twelve bits of an address.
const DEPTHS: usize = 16;

/// Calls `f` with that many frames more on the stack, each a 16th of 4 KiB and a little.
#[inline(never)]
fn deeper(frames: usize, f: &mut dyn FnMut()) {
    let room = black_box([0_u8; 224]);
    match frames {
        0 => f(),
        _ => deeper(frames - 1, f),
    }
    black_box(room);
}

struct Times {
    /// Calls a lap.
    calls: usize,
    spent: Duration,
    laps: Vec<f64>,
}

impl Times {
    fn fewest(&self, pace: Pace) -> usize {
        let is_long = |ns: &f64| *ns > LONG.as_secs_f64() * 1e9;
        if self.laps.first().is_some_and(is_long) {
            pace.few
        } else {
            pace.fewest
        }
    }

    fn lap<O: ?Sized>(&mut self, out: &mut O, contestant: &mut Contestant<'_, O>) {
        let start = (contestant.clock)();
        if self.calls > 1 {
            // The one before has had the caches.
            (contestant.run)(out, 1);
        }
        let timed = (contestant.clock)();
        deeper(self.laps.len() % DEPTHS, &mut || {
            (contestant.run)(out, self.calls)
        });
        let end = (contestant.clock)();
        self.laps
            .push((end - timed).as_secs_f64() * 1e9 / self.calls as f64);
        self.spent += end - start;
    }
}

fn calibrate<O: ?Sized>(out: &mut O, contestant: &mut Contestant<'_, O>) -> Times {
    // The first call may fault pages in, allocate, and find out what the machine can do.
    (contestant.run)(out, 1);
    let mut calls = 1;
    loop {
        let start = (contestant.clock)();
        (contestant.run)(out, calls);
        let took = (contestant.clock)() - start;
        if took >= LAP / 2 {
            let scale = LAP.as_secs_f64() / took.as_secs_f64();
            return Times {
                calls: ((calls as f64 * scale).round() as usize).max(1),
                spent: Duration::ZERO,
                laps: Vec::new(),
            };
        }
        calls *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_runs_and_is_counted() {
        let count = |n: u64| {
            move |calls: &mut [u64; 2]| {
                calls[n as usize - 1] += 1;
                (0..1000 * n).fold(0, |sum, i| black_box(sum ^ i))
            }
        };
        let mut contestants = [
            Contestant::new("one", 1000, count(1)),
            Contestant::new("two", 2000, count(2)),
        ];
        let mut calls = [0; 2];
        let laps = race(&mut calls, &mut contestants, Pace::QUICK);
        assert_eq!((&*laps[0].name, &*laps[1].name), ("one", "two"));
        assert!(calls.iter().all(|calls| *calls >= DEPTHS as u64));
        for lap in laps {
            assert!(lap.ns > 0.0 && lap.ns <= lap.median);
            assert_eq!(lap.per_element(), lap.ns / lap.elements as f64);
        }
    }
}
