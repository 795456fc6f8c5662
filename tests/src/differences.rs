//! Central differences, and how fast they converge to the gradient.
//!
//! ```text
//! D(h) = (f(x + h) − f(x − h)) / 2h = f′(x) + h² f‴(x) / 6 + …
//! ```
//!
//! A tolerance would let a coefficient that is wrong in its fourth digit pass; the order of convergence does not: against
//! a wrong gradient the error stops shrinking.

use loss_core::{Error, Options, Reduction};

use crate::subject::{Array, Subject};

/// The steps: 2⁻⁷, halved seven times. Powers of two, so that `x + h` is exact for most `x`.
pub const STEPS: [f64; 8] = {
    let mut steps = [1.0 / 128.0; 8];
    let mut i = 1;
    while i < 8 {
        steps[i] = steps[i - 1] / 2.0;
        i += 1;
    }
    steps
};

/// The differences by one element at every step.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    /// Which gradient.
    pub input: usize,
    /// Which element of it.
    pub element: usize,
    /// The gradient there.
    pub gradient: f64,
    /// The central difference for each of [`STEPS`].
    pub central: [f64; 8],
    /// The second difference for each.
    pub second: [f64; 8],
    /// The largest value that went into them.
    pub size: f64,
}

/// All components of a short row, some of a long one: the ends, and a few between.
fn components(size: usize) -> impl Iterator<Item = usize> {
    let some = [0, 1, 7, 8, 15, 16, 31, 32, 63, 64, size - 1];
    (0..size).filter(move |i| size <= 10 || some.contains(i))
}

/// Differences by elements of every input. A loss of one sample moves the same component of all samples at once.
///
/// # Errors
/// Those of the loss.
pub fn differences(
    subject: &dyn Subject<f64>,
    args: &[Array<f64>],
) -> Result<Vec<Difference>, Error> {
    let options = Options::default().reduce(if subject.is_sample() {
        Reduction::Sum
    } else {
        Reduction::Mean
    });
    let (_, gradient) = subject.value_and_grad(&options, args)?;
    let values = |args: &[Array<f64>]| match subject.each(&Options::default(), args) {
        Some(each) => each,
        None => Ok(vec![subject.value(&Options::default(), args)?]),
    };
    let here = values(args)?;
    let mut moved = args.to_vec();
    let mut all = vec![];
    for (input, arg) in subject.inputs().into_iter().enumerate() {
        let elements = args[arg].real().len();
        // Element e of the gradient belongs to value e / size; the elements component, component + size, … move together.
        let size = elements / here.len();
        for component in components(size) {
            let of: Vec<usize> = (component..elements).step_by(size).collect();
            let mut found: Vec<_> = of
                .iter()
                .map(|&element| Difference {
                    input,
                    element,
                    gradient: gradient[input][element],
                    central: [0.0; 8],
                    second: [0.0; 8],
                    size: here[element / size].abs(),
                })
                .collect();
            for (i, h) in STEPS.into_iter().enumerate() {
                let mut at = |h: f64| {
                    for &element in &of {
                        moved[arg].real_mut()[element] = args[arg].real()[element] + h;
                    }
                    values(&moved)
                };
                let (above, below) = (at(h)?, at(-h)?);
                for (difference, &element) in found.iter_mut().zip(&of) {
                    let value = element / size;
                    // The step that was taken, after rounding.
                    let x = args[arg].real()[element];
                    let (up, down) = (x + h - x, x - (x - h));
                    difference.central[i] = (above[value] - below[value]) / (up + down);
                    difference.second[i] =
                        (above[value] - 2.0 * here[value] + below[value]) / (h * h);
                    difference.size = difference
                        .size
                        .max(above[value].abs())
                        .max(below[value].abs());
                }
            }
            for &element in &of {
                moved[arg].real_mut()[element] = args[arg].real()[element];
            }
            all.extend(found);
        }
    }
    Ok(all)
}

impl Difference {
    /// Whether there is a kink within the largest step. This looks at values only: across a kink the second difference
    /// does not settle.
    #[must_use]
    pub fn crosses_kink(&self) -> bool {
        (1..STEPS.len()).any(|i| {
            let (far, near) = (self.second[i - 1], self.second[i]);
            let rounding = 4.0 * self.rounding(i) / STEPS[i];
            (far - near).abs() > 0.05 * (far.abs() + near.abs()) + rounding
        })
    }

    /// What rounding may make of the difference at a step: the values err by a few units in the last place.
    #[must_use]
    pub fn rounding(&self, step: usize) -> f64 {
        8.0 * f64::EPSILON * (1.0 + self.size) / STEPS[step]
    }

    /// Richardson's extrapolation from two steps, and what it may be off by: its distance to the next one, 15/16 of its
    /// own error, and rounding.
    #[must_use]
    pub fn extrapolated(&self) -> (f64, f64) {
        let extrapolate = |i: usize| (4.0 * self.central[i + 1] - self.central[i]) / 3.0;
        let (far, near) = (extrapolate(2), extrapolate(3));
        (near, 2.0 * (far - near).abs() + 2.0 * self.rounding(4))
    }
}

/// The observed orders of convergence, one for each halving whose errors are above rounding; errors are taken together as
/// the root of the sum of their squares.
#[must_use]
pub fn orders(differences: &[Difference]) -> Vec<f64> {
    let total = |of: &dyn Fn(&Difference) -> f64| {
        differences
            .iter()
            .map(|d| of(d) * of(d))
            .sum::<f64>()
            .sqrt()
    };
    let errors: Vec<(f64, f64)> = (0..STEPS.len())
        .map(|i| {
            (
                total(&|d| d.central[i] - d.gradient),
                total(&|d| d.rounding(i)),
            )
        })
        .collect();
    let halvings = errors
        .windows(2)
        .filter(|pair| pair[1].0 > 16.0 * pair[1].1);
    halvings
        .map(|pair| (pair[0].0 / pair[1].0).log2())
        .collect()
}
