//! What is computed along an axis: the reductions, and the functions that keep it.

use std::cmp::Ordering;

use super::array::{Array, Place};
use super::number::Number;
use crate::graph::Axis;

/// The elements along an axis through a place, and the position of that place.
pub struct Line<'a, N> {
    elements: Vec<&'a N>,
    at: usize,
}

impl<'a, N: Number> Line<'a, N> {
    /// The line of `array` along `axis` through `place`; an array that does not vary along it repeats.
    pub fn new(array: &'a Array<N>, axis: Axis, length: usize, place: &Place) -> Self {
        let elements = (0..length).map(|k| {
            let mut there = *place;
            there[axis.0 as usize] = k;
            array.real(&there)
        });
        Line {
            elements: elements.collect(),
            at: place[axis.0 as usize],
        }
    }

    /// The sum.
    pub fn sum(&self) -> N {
        add_up(self.elements.iter().copied())
    }
    /// The sum of the elements up to and with this one.
    pub fn sum_to(&self) -> N {
        add_up(self.elements[..=self.at].iter().copied())
    }
    /// The sum of this element and those after it.
    pub fn sum_from(&self) -> N {
        add_up(self.elements[self.at..].iter().copied())
    }
    /// The largest; negative infinity of nothing.
    pub fn largest(&self) -> N {
        self.extreme(Ordering::Greater)
            .unwrap_or_else(|| N::of(f64::NEG_INFINITY))
    }
    /// The smallest; infinity of nothing.
    pub fn smallest(&self) -> N {
        self.extreme(Ordering::Less)
            .unwrap_or_else(|| N::of(f64::INFINITY))
    }
    /// The element that compares as `wanted` to all others, shared evenly by those that tie; NaN if any is.
    fn extreme(&self, wanted: Ordering) -> Option<N> {
        if let Some(nan) = self.elements.iter().find(|x| x.is_nan()) {
            return Some((*nan).clone());
        }
        let mut tied: Vec<&N> = Vec::new();
        for &x in &self.elements {
            match tied.first().and_then(|best| x.compare(best)) {
                Some(Ordering::Equal) => tied.push(x),
                Some(order) if order != wanted => {}
                _ => tied = vec![x],
            }
        }
        (!tied.is_empty()).then(|| N::share(&tied))
    }

    /// The Euclidean norm, scaled by a power of two so that no square overflows or vanishes.
    pub fn norm(&self) -> N {
        let size = self
            .elements
            .iter()
            .map(|x| x.abs())
            .fold(
                N::of(0.0),
                |m, x| {
                    if x.is_nan() || m.less(&x) { x } else { m }
                },
            );
        if size.is_nan() || size.is(0.0) || size.is(f64::INFINITY) {
            // Nothing to scale by; at 0 the subgradient is 0.
            return size.stop();
        }
        let exponent = size.to_f64().log2().floor().clamp(-1022.0, 1022.0);
        let exponent = if exponent.is_finite() {
            exponent as i32
        } else {
            0
        };
        let (up, down) = (N::of(2f64.powi(exponent)), N::of(2f64.powi(-exponent)));
        let scaled: Vec<N> = self.elements.iter().map(|x| x.mul(&down)).collect();
        let squares: Vec<N> = scaled.iter().map(|x| x.mul(x)).collect();
        add_up(squares.iter()).sqrt().mul(&up)
    }

    /// `ln(sum(exp(x)))`: the largest term is taken out, so that what is left of it near 1 keeps its digits.
    pub fn log_sum_exp(&self) -> N {
        match self.shifted() {
            Shifted::Terms { largest, rest, .. } => self.elements[largest].add(&rest.ln_1p()),
            Shifted::Limit(x) => x,
        }
    }
    /// `exp(x) / sum(exp(x))`
    pub fn softmax(&self) -> N {
        match self.shifted() {
            Shifted::Terms { rest, terms, .. } => terms[self.at].div(&N::of(1.0).add(&rest)),
            Shifted::Limit(_) => N::of(f64::NAN),
        }
    }
    /// `1 - softmax(x)`: the other terms over all.
    pub fn softmax_rest(&self) -> N {
        match self.shifted() {
            Shifted::Terms { rest, terms, .. } => {
                let others = terms.iter().enumerate().filter(|(i, _)| *i != self.at);
                let others = add_up(others.map(|(_, x)| x));
                others.div(&N::of(1.0).add(&rest))
            }
            Shifted::Limit(_) => N::of(f64::NAN),
        }
    }
    /// `ln(softmax(x))`
    pub fn log_softmax(&self) -> N {
        match self.shifted() {
            Shifted::Terms { largest, rest, .. } => self.elements[self.at]
                .sub(self.elements[largest])
                .sub(&rest.ln_1p()),
            Shifted::Limit(_) => N::of(f64::NAN),
        }
    }

    /// The terms `exp(x - largest)`; no exponent is positive.
    fn shifted(&self) -> Shifted<N> {
        let mut largest = 0;
        for (i, x) in self.elements.iter().enumerate() {
            if x.is_nan() {
                return Shifted::Limit((*x).clone());
            }
            if self.elements[largest].less(x) {
                largest = i;
            }
        }
        let lowest = N::of(f64::NEG_INFINITY);
        match self.elements.get(largest) {
            None => Shifted::Limit(lowest),
            Some(x) if x.abs().is(f64::INFINITY) => Shifted::Limit(x.stop()),
            Some(most) => {
                let mut terms: Vec<N> = self.elements.iter().map(|x| x.sub(most).exp()).collect();
                terms[largest] = N::of(1.0);
                let others = terms.iter().enumerate().filter(|(i, _)| *i != largest);
                let rest = add_up(others.map(|(_, x)| x));
                Shifted::Terms {
                    largest,
                    rest,
                    terms,
                }
            }
        }
    }
}

/// What a sum of exponentials is made of.
enum Shifted<N> {
    /// `exp(x - largest)` of each element, and the sum of all but the largest.
    Terms {
        largest: usize,
        rest: N,
        terms: Vec<N>,
    },
    /// There is no finite largest element: the limit of `ln(sum(exp(x)))`, a constant.
    Limit(N),
}

fn add_up<'a, N: Number + 'a>(x: impl Iterator<Item = &'a N>) -> N {
    x.fold(None, |sum: Option<N>, x| {
        Some(match sum {
            None => x.clone(),
            Some(sum) => sum.add(x),
        })
    })
    .unwrap_or_else(|| N::of(0.0))
}
