//! One law each trait, at one point: `Ok(false)` where the point says nothing, an error that says what is wrong.

use super::call::Array;
use super::numeric::{ln, power};
use super::points::{Numbers, Stratum, elsewhere};
use super::subject::{Place, Point, Subject};
use crate::error::Error;
use crate::spec::{Kind, Trait};
use alloc::{format, string::String, string::ToString, vec, vec::Vec};

/// What a law is held at.
pub(super) struct Law<'a> {
    pub subject: &'a mut dyn Subject,
    /// The constant of the claim.
    pub number: f64,
    pub points: Points<'a>,
    pub numbers: &'a mut Numbers,
}

pub(super) struct Points<'a> {
    pub stratum: Stratum,
    pub here: &'a Point,
}

/// Whether the law was held; why it does not hold.
pub(super) type Held = Result<bool, String>;

/// Rounding of a loss: a few units in the last place of its largest term, per element of the row.
const UNITS: f64 = 64.0 * f64::EPSILON;

#[inline]
pub(super) fn holds(claim: &Trait, law: &mut Law<'_>) -> Held {
    match claim {
        Trait::Convex => law.convex(false),
        Trait::StrictlyConvex => law.convex(true),
        Trait::Nonnegative => law.at_least(0.0),
        Trait::BoundedBelow(_) => law.at_least(law.number),
        Trait::Symmetric => law.symmetric(),
        Trait::ZeroAtMatch => law.zero_at_match(),
        Trait::Lipschitz(_) => law.lipschitz(),
        Trait::Homogeneous(_) => law.homogeneous(),
        Trait::ShiftInvariant => law.shift_invariant(),
        Trait::PermutationEquivariant => law.permutation_equivariant(),
        Trait::Differentiable => law.differentiable(),
        Trait::Proper => law.proper(),
    }
}

#[inline]
fn text(error: Error) -> String {
    error.to_string()
}

/// Fails with what it says.
#[inline]
fn need(holds: bool, why: impl FnOnce() -> String) -> Held {
    if holds { Ok(true) } else { Err(why()) }
}

impl Law<'_> {
    #[inline]
    fn value(&mut self, point: &Point) -> Result<f64, String> {
        self.subject.value(point).map_err(text)
    }

    #[inline]
    fn gradient(&mut self, point: &Point) -> Result<(f64, Vec<Vec<f64>>), String> {
        self.subject.gradient(point).map_err(text)
    }

    /// The largest input.
    #[inline]
    fn size(&self, point: &Point) -> f64 {
        let inputs = self.subject.inputs();
        let all = inputs.iter().flat_map(|&i| point.arrays[i].real());
        all.fold(1.0, |size, x| size.max(x.abs()))
    }

    #[inline]
    fn elements(&self, point: &Point) -> f64 {
        let inputs = self.subject.inputs();
        inputs
            .iter()
            .map(|&i| point.arrays[i].real().len() as f64)
            .sum()
    }

    /// The middle of a chord is not below the loss, and no tangent above it.
    #[inline]
    fn convex(&mut self, strictly: bool) -> Held {
        let here = self.points.here;
        let there = elsewhere(self.subject, here, self.numbers);
        let mut middle = here.clone();
        for input in self.subject.inputs() {
            let other = there.arrays[input].real();
            for (m, b) in middle.arrays[input].real_mut().iter_mut().zip(other) {
                *m = f64::midpoint(*m, *b);
            }
        }
        let (a, slopes) = self.gradient(here)?;
        let (b, m) = (self.value(&there)?, self.value(&middle)?);
        if !(a.is_finite() && b.is_finite()) {
            return Ok(false);
        }
        let scale = a.abs() + b.abs() + self.elements(here) * self.size(here);
        let slack = UNITS * scale;
        need(2.0 * m <= a + b + slack, || {
            format!("halfway to another point it is {m:?}, above the mean of {a:?} and {b:?}")
        })?;
        if strictly && self.points.stratum == Stratum::Ordinary && *here != there {
            need(2.0 * m < a + b, || {
                format!(
                    "halfway to another point it is {m:?}, not below the mean of {a:?} and {b:?}"
                )
            })?;
        }
        let mut rise = 0.0;
        let mut terms = 0.0;
        for (place, slope) in self.subject.places(&slopes) {
            if let Place::Element(..) = place {
                let term = slope * (there.at(place) - here.at(place));
                rise += term;
                terms += term.abs();
            }
        }
        if !rise.is_finite() {
            return Ok(true);
        }
        need(b >= a + rise - UNITS * (scale + terms), || {
            format!(
                "another point has {b:?}, below the tangent's {:?}",
                a + rise
            )
        })
    }

    #[inline]
    fn at_least(&mut self, bound: f64) -> Held {
        let value = self.value(self.points.here)?;
        need(value.is_nan() || value >= bound, || {
            format!("it is {value:?}, below {bound:?}")
        })
    }

    #[inline]
    fn symmetric(&mut self) -> Held {
        let here = self.points.here;
        let mut swapped = here.clone();
        swapped.arrays.reverse();
        let (a, b) = (self.value(here)?, self.value(&swapped)?);
        need(a == b || (a.is_nan() && b.is_nan()), || {
            format!("it is {a:?}, and {b:?} with its arguments in reverse")
        })
    }

    #[inline]
    fn zero_at_match(&mut self) -> Held {
        let mut at = self.points.here.clone();
        let Some(last) = at.arrays.last().cloned() else {
            return Ok(false);
        };
        for input in self.subject.inputs() {
            at.arrays[input] = last.clone();
        }
        let (value, gradient) = self.gradient(&at)?;
        let slope = gradient.iter().flatten().find(|g| **g != 0.0);
        need(value == 0.0 && slope.is_none(), || {
            format!(
                "at a match it is {value:?}, with a gradient of {:?}",
                slope.unwrap_or(&0.0)
            )
        })
    }

    #[inline]
    fn lipschitz(&mut self) -> Held {
        let (_, gradient) = self.gradient(self.points.here)?;
        // A slope is computed to a few units in the last place.
        let most = self.number * (1.0 + 4.0 * f64::EPSILON);
        let worst = gradient.iter().flatten().find(|g| g.abs() > most);
        need(worst.is_none(), || {
            format!(
                "a derivative is {:?}, beyond {:?}",
                worst.unwrap_or(&0.0),
                self.number
            )
        })
    }

    /// Scaling by powers of two is exact, and so is what it does to the loss, up to what `pow` rounds.
    #[inline]
    fn homogeneous(&mut self) -> Held {
        let here = self.points.here;
        let value = self.value(here)?;
        for exponent in [-6, 1, 20] {
            let by = power(2.0, exponent);
            let mut scaled = here.clone();
            for array in &mut scaled.arrays {
                array.real_mut().iter_mut().for_each(|x| *x *= by);
            }
            let got = self.value(&scaled)?;
            let whole = self.number as i32;
            let expected = if f64::from(whole) == self.number {
                value * power(by, whole)
            } else {
                return Err(format!("a degree of {} is not whole", self.number));
            };
            let slack = UNITS * expected.abs();
            need((got - expected).abs() <= slack || got == expected, || {
                format!("with {by} times the arguments it is {got:?}, not {expected:?}")
            })?;
        }
        Ok(true)
    }

    #[inline]
    fn shift_invariant(&mut self) -> Held {
        let mut here = self.points.here.clone();
        // Multiples of 2^-20, so that a shift rounds nothing.
        let snap = |x: f64| (x * 1_048_576.0) as i64 as f64 / 1_048_576.0;
        let Some(&input) = self.subject.inputs().first() else {
            return Ok(false);
        };
        for x in here.arrays[input].real_mut() {
            *x = snap(*x);
        }
        let (value, gradient) = self.gradient(&here)?;
        for shift in [64.0, -1024.0, 0.5] {
            let mut moved = here.clone();
            for x in moved.arrays[input].real_mut() {
                *x += shift;
            }
            let (same, gradients) = self.gradient(&moved)?;
            need(value == same && gradient[0] == gradients[0], || {
                format!(
                    "with {shift} added to the input it is {same:?}, not {value:?}, or its gradient changes"
                )
            })?;
        }
        Ok(true)
    }

    /// The first axis of every argument of a sample turned by one, labels with it.
    #[inline]
    fn permutation_equivariant(&mut self) -> Held {
        let here = self.points.here;
        let mut turned = here.clone();
        let Some(&input) = self.subject.inputs().first() else {
            return Ok(false);
        };
        // Of rows of rows the first axis; how many elements belong to a class.
        let classes = |array: &Array| match array {
            Array::Real(data, shape) => shape.first().copied().unwrap_or(data.len()),
            Array::Labels(..) => 0,
        };
        let wide = |data: &[f64], classes: usize| data.len() / classes.max(1);
        let input_classes = classes(&here.arrays[input]);
        let arguments = self.subject.arguments();
        for (argument, array) in arguments.iter().zip(&mut turned.arrays) {
            let own = classes(array);
            match (argument.arg.kind, array) {
                (Kind::Index(_), Array::Labels(labels, _)) => {
                    for label in labels {
                        *label = (*label + 1) % input_classes as i64;
                    }
                }
                (_, Array::Real(data, _)) if own == input_classes => {
                    let wide = wide(data, own);
                    data.rotate_right(wide);
                }
                _ => return Err("not every argument is a row of the same classes".into()),
            }
        }
        let (value, gradient) = self.gradient(here)?;
        let (same, mut back) = self.gradient(&turned)?;
        // The order of a sum changes, and with it how it rounds.
        let slack = UNITS * self.elements(here) * (value.abs() + 1.0);
        need(
            (value - same).abs() <= slack || value == same || value.is_nan(),
            || format!("with its classes turned by one it is {same:?}, not {value:?}"),
        )?;
        for (there, here) in back.iter_mut().zip(&gradient) {
            let wide = wide(there, input_classes);
            there.rotate_left(wide);
            let all = there.iter().zip(here);
            let off = all.clone().find(|(a, b)| {
                let slack = UNITS * there.len() as f64 * (a.abs() + b.abs() + 1.0);
                a.is_finite() && b.is_finite() && (*a - *b).abs() > slack
            });
            if let Some((a, b)) = off {
                return Err(format!(
                    "with its classes turned by one a derivative of {b:?} is {a:?}"
                ));
            }
        }
        Ok(true)
    }

    /// The gradient changes by no more than a step allows, also across the places where formulas change.
    #[inline]
    fn differentiable(&mut self) -> Held {
        if matches!(self.points.stratum, Stratum::Tail | Stratum::End) {
            return Ok(false);
        }
        let step = power(2.0, -24);
        let (value, _) = self.gradient(self.points.here)?;
        for input in self.subject.inputs() {
            let arguments = self.subject.arguments();
            let domain = arguments[input].arg.domain;
            let (mut above, mut below) = (self.points.here.clone(), self.points.here.clone());
            above.arrays[input]
                .real_mut()
                .iter_mut()
                .for_each(|x| *x += step);
            below.arrays[input]
                .real_mut()
                .iter_mut()
                .for_each(|x| *x -= step);
            let ends = [&above, &below];
            let inside = ends
                .iter()
                .all(|p| p.arrays[input].real().iter().all(|x| domain.contains(*x)));
            if !value.is_finite() || !inside {
                continue;
            }
            let ((_, up), (_, down)) = (self.gradient(&above)?, self.gradient(&below)?);
            for (u, d) in up.iter().flatten().zip(down.iter().flatten()) {
                // Second derivatives of losses of numbers of the size of 1 are below 1e5 by far; a kink has a jump of about 1.
                need((u - d).abs() < 1e5 * step * (1.0 + u.abs()), || {
                    format!("a derivative jumps from {d:?} to {u:?} within {step:e}")
                })?;
            }
        }
        Ok(true)
    }

    /// The expected score is least for the report that is the truth (Gneiting and Raftery 2007).
    #[inline]
    fn proper(&mut self) -> Held {
        let here = self.points.here;
        let Some(&input) = self.subject.inputs().first() else {
            return Ok(false);
        };
        let arguments = self.subject.arguments();
        let [_, outcome] = arguments.as_slice() else {
            return Err("a score has a report and an outcome".into());
        };
        let domain = arguments[input].arg.domain;
        let probabilities = domain.low.is_some() && domain.high.is_some();
        let pointwise = arguments[input].arg.axes.is_empty();
        let classes = here.arrays[input]
            .real()
            .len()
            .max(if pointwise { 2 } else { 1 });
        if classes < 2 {
            return Ok(false);
        }
        let (truth, other) = (self.distribution(classes), self.distribution(classes));
        let mut scores = [0.0; 2];
        for (score, report) in scores.iter_mut().zip([&truth, &other]) {
            for (class, &probability) in truth.iter().enumerate() {
                let mut point = here.clone();
                let report: Vec<f64> = match (pointwise, probabilities) {
                    (true, true) => vec![report[1]],
                    (true, false) => vec![ln(report[1] / report[0])],
                    (false, true) => report.clone(),
                    (false, false) => report.iter().map(|p| ln(*p)).collect(),
                };
                point.arrays[input].real_mut().copy_from_slice(&report);
                let to = usize::from(input == 0);
                match (&mut point.arrays[to], outcome.arg.axes.is_empty()) {
                    (Array::Labels(labels, _), _) => labels[0] = class as i64,
                    (Array::Real(data, _), true) => data[0] = class as f64,
                    (Array::Real(data, _), false) => {
                        for (k, x) in data.iter_mut().enumerate() {
                            *x = if k == class { 1.0 } else { 0.0 };
                        }
                    }
                }
                *score += probability * self.value(&point)?;
            }
        }
        let slack = UNITS * classes as f64 * (scores[0].abs() + 1.0);
        need(scores[0] <= scores[1] + slack, || {
            format!(
                "if the truth is {truth:?}, reporting it costs {:?} and reporting {other:?} {:?}",
                scores[0], scores[1]
            )
        })
    }

    #[inline]
    fn distribution(&mut self, classes: usize) -> Vec<f64> {
        let mut p: Vec<f64> = (0..classes)
            .map(|_| self.numbers.uniform(0.05, 1.0))
            .collect();
        let sum: f64 = p.iter().sum();
        p.iter_mut().for_each(|p| *p /= sum);
        p
    }
}
