//! The floors, as data: what must hold, for which loss and size, against whom.

use Against::{Baseline, Candle, Functions, Jax, Limit, Long, Nanoseconds, Single, Torch};

/// Whom a time is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Against {
    /// The hand-written kernel: our time over its.
    Baseline,
    /// The sum of the loss's elementary functions: our time over theirs.
    Functions,
    /// The plainest pass over the same memory: its time over ours, in percent.
    Limit,
    /// Candle on the CPU: its time over ours.
    Candle,
    /// PyTorch, eager: its time over ours.
    Torch,
    /// JAX, compiled: its time over ours.
    Jax,
    /// The same loss with long rows: our time an element over that.
    Long,
    /// The same loss in single precision: our time in double precision over that.
    Single,
    /// Nothing: nanoseconds a call.
    Nanoseconds,
}

impl Against {
    /// Its name, which is that of the contestant.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Baseline => "by hand",
            Functions => "functions",
            Limit => "limit, %",
            Candle => "candle",
            Torch => "torch",
            Jax => "jax",
            Long => "K = 1000",
            Single => "f32",
            Nanoseconds => "ns a call",
        }
    }

    /// Whether more is better.
    #[must_use]
    pub fn at_least(self) -> bool {
        matches!(self, Limit | Candle | Torch | Jax)
    }
}

/// Whom, and how much.
pub type Floor = (Against, f64);

/// The samples of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// That many samples of one element.
    Elements(usize),
    /// Rows and columns.
    Rows(usize, usize),
}

/// A loss at a size, and its floors.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The name of the loss.
    pub loss: &'static str,
    /// How many samples.
    pub shape: Shape,
    /// What must hold.
    pub floors: &'static [Floor],
}

const KI: usize = 1 << 10;
const MI: usize = 1 << 20;

/// A generated kernel against the hand-written one, for the losses that have a prototype.
const HAND: Floor = (Baseline, 1.10);

/// What holds for every other loss: within 15 % of the hand-written kernel, and ahead of everybody.
const OTHER: &[Floor] = &[(Baseline, 1.15), (Candle, 1.0), (Torch, 1.0), (Jax, 1.0)];

/// The same, within 15 % of the sum of its elementary functions, where what is written by hand has others.
const FUNCTIONS: &[Floor] = &[(Functions, 1.15), (Candle, 1.0), (Torch, 1.0), (Jax, 1.0)];

/// Short rows, of any length.
const SHORT: &[Floor] = &[(Long, 2.0), (Candle, 10.0), (Torch, 3.0), (Jax, 1.5)];

const fn elements(loss: &'static str, n: usize, floors: &'static [Floor]) -> Case {
    Case {
        loss,
        shape: Shape::Elements(n),
        floors,
    }
}

const fn rows(loss: &'static str, rows: usize, columns: usize, floors: &'static [Floor]) -> Case {
    Case {
        loss,
        shape: Shape::Rows(rows, columns),
        floors,
    }
}

const MSE: &str = "MeanSquaredError";
const BCE: &str = "BinaryCrossEntropyWithLogits";
const CE: &str = "SparseCrossEntropy";

/// Single precision, value and gradient, one thread: the losses with floors of their own. [`other`] is for the others.
///
/// The floor against the hand-written kernel begins at 1 Ki elements: below, a call is mostly its checks, which have a floor of
/// their own, [`CALL`].
pub const CASES: &[Case] = &[
    elements(MSE, 32, &[(Candle, 100.0), (Torch, 1000.0), (Jax, 200.0)]),
    elements(
        MSE,
        KI,
        &[HAND, (Candle, 50.0), (Torch, 300.0), (Jax, 100.0)],
    ),
    elements(
        MSE,
        64 * KI,
        &[HAND, (Candle, 50.0), (Torch, 8.0), (Jax, 4.0)],
    ),
    elements(
        MSE,
        16 * MI,
        &[
            HAND,
            (Limit, 80.0),
            (Candle, 20.0),
            (Torch, 8.0),
            (Jax, 4.0),
        ],
    ),
    elements(BCE, 32, &[(Candle, 80.0), (Torch, 500.0), (Jax, 200.0)]),
    elements(BCE, KI, &[HAND, (Candle, 15.0), (Torch, 60.0), (Jax, 25.0)]),
    elements(
        BCE,
        64 * KI,
        &[HAND, (Candle, 30.0), (Torch, 5.0), (Jax, 5.0)],
    ),
    elements(
        BCE,
        16 * MI,
        &[
            HAND,
            (Limit, 40.0),
            (Candle, 30.0),
            (Torch, 8.0),
            (Jax, 8.0),
        ],
    ),
    elements("Focal", KI, &[HAND]),
    elements(
        "Focal",
        64 * KI,
        &[HAND, (Candle, 1.0), (Torch, 1.0), (Jax, 1.0)],
    ),
    elements("Focal", 16 * MI, &[HAND]),
    rows(CE, 8, 32, &[(Candle, 20.0), (Torch, 80.0), (Jax, 40.0)]),
    rows(
        CE,
        1024,
        1000,
        &[HAND, (Candle, 25.0), (Torch, 4.0), (Jax, 1.4)],
    ),
    rows(
        CE,
        256,
        32_000,
        &[
            HAND,
            (Limit, 60.0),
            (Candle, 25.0),
            (Torch, 6.0),
            (Jax, 4.0),
        ],
    ),
    rows(
        CE,
        32,
        128_256,
        &[
            HAND,
            (Limit, 60.0),
            (Candle, 25.0),
            (Torch, 3.5),
            (Jax, 1.6),
        ],
    ),
    rows(CE, 64 * KI, 2, SHORT),
    rows(CE, 64 * KI, 4, SHORT),
    rows(CE, 64 * KI, 10, SHORT),
    rows(CE, 64 * KI, 16, SHORT),
    rows(
        "Triplet",
        KI,
        128,
        &[HAND, (Candle, 1.0), (Torch, 1.0), (Jax, 1.0)],
    ),
];

/// A loss without a case of its own: at one size that stays in the cache.
#[must_use]
pub fn other(loss: &'static str, is_row: bool, has_functions: bool) -> Case {
    let floors = if has_functions { FUNCTIONS } else { OTHER };
    if is_row {
        rows(loss, 512, 128, floors)
    } else {
        elements(loss, 64 * KI, floors)
    }
}

/// Long rows, to compare short ones with.
pub const LONG: Shape = Shape::Rows(64, 1000);

/// Double precision over single precision: of losses that are algebra, and of those with a logarithm or an exponential.
pub const DOUBLE: [Floor; 2] = [(Single, 2.5), (Single, 4.5)];

/// The elements of that comparison: both types stay in the first cache, three arrays of `f64` are 24 KiB. Beyond it memory decides for what is algebra, and
/// a larger part of the shorter arrays is found in the cache before.
pub const DOUBLE_ELEMENTS: usize = KI;

/// A call, however small.
pub const CALL: Floor = (Nanoseconds, 150.0);

/// The elements of such calls, in one row where samples are rows.
pub const CALL_ELEMENTS: [usize; 5] = [1, 8, 32, 33, 64];

/// The name of a case.
#[must_use]
pub fn title(loss: &str, shape: Shape) -> String {
    match shape {
        Shape::Elements(n) => format!("{loss} {}", size(n)),
        Shape::Rows(rows, columns) => format!("{loss} {rows} x {columns}"),
    }
}

/// A number of elements: a power of two with its prefix.
#[must_use]
pub fn size(n: usize) -> String {
    match n {
        n if n >= MI && n.is_multiple_of(MI) => format!("{} Mi", n / MI),
        n if n >= 16 * KI && n.is_multiple_of(KI) => format!("{} Ki", n / KI),
        KI => "1 Ki".to_owned(),
        n => n.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::losses;

    #[test]
    fn cases_are_of_losses_that_there_are() {
        let names: Vec<&str> = losses::all::<f32>()
            .iter()
            .map(|entry| entry.name)
            .collect();
        for case in CASES {
            assert!(names.contains(&case.loss), "{}", case.loss);
            assert!(!case.floors.is_empty(), "{}", title(case.loss, case.shape));
        }
    }

    #[test]
    fn sizes_read_as_they_are_said() {
        assert_eq!(title(MSE, Shape::Elements(1024)), "MeanSquaredError 1 Ki");
        assert_eq!(
            title(CE, Shape::Rows(1024, 1000)),
            "SparseCrossEntropy 1024 x 1000"
        );
        assert_eq!(
            [size(16 * MI), size(65536), size(8)],
            ["16 Mi", "64 Ki", "8"]
        );
    }
}
