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
        let mut exponent = if exponent.is_finite() {
            exponent as i32
        } else {
            0
        };
        // In a narrower type the reciprocal of the least numbers overflows; any factor near it will do.
        while N::of(2f64.powi(-exponent)).is(f64::INFINITY) {
            exponent += 1;
        }
        let (up, down) = (N::of(2f64.powi(exponent)), N::of(2f64.powi(-exponent)));
        let scaled: Vec<N> = self.elements.iter().map(|x| x.mul(&down)).collect();
        let squares: Vec<N> = scaled.iter().map(|x| x.mul(x)).collect();
        add_up(squares.iter()).sqrt().mul(&up)
    }

    /// `ln(sum(exp(x)))`: the largest term is taken out, so that what is left of it near 1 keeps its digits.
    pub fn log_sum_exp(&self) -> N {
        match self.shifted() {
            Some(terms) => terms.largest.add(&terms.rest.ln_1p()),
            None => self.largest(),
        }
    }
    /// `exp(x) / sum(exp(x))`
    pub fn softmax(&self) -> N {
        match self.shifted() {
            Some(terms) => terms.each[self.at].div(&N::of(1.0).add(&terms.rest)),
            None => N::of(f64::NAN),
        }
    }
    /// `1 - softmax(x)`: the other terms over all.
    pub fn softmax_rest(&self) -> N {
        match self.shifted() {
            Some(terms) => {
                let others = terms.each.iter().enumerate();
                let others = others.filter(|(i, _)| *i != self.at);
                let others = add_up(others.map(|(_, x)| x));
                others.div(&N::of(1.0).add(&terms.rest))
            }
            None => N::of(f64::NAN),
        }
    }
    /// `ln(softmax(x))`
    pub fn log_softmax(&self) -> N {
        match self.shifted() {
            Some(terms) => terms.shifts[self.at].sub(&terms.rest.ln_1p()),
            None => N::of(f64::NAN),
        }
    }

    /// What a sum of exponentials is made of; nothing where there is no element, or one is NaN.
    fn shifted(&self) -> Option<Terms<N>> {
        let mut most = 0;
        for (i, x) in self.elements.iter().enumerate() {
            if x.is_nan() {
                return None;
            }
            if self.elements[most].less(x) {
                most = i;
            }
        }
        let largest = *self.elements.get(most)?;
        let is_finite = !largest.abs().is(f64::INFINITY);
        let shift = |(i, x): (usize, &&N)| {
            // Elements that tie at infinity share everything, and no slope tells them apart.
            let ties = i == most || (!is_finite && !x.less(largest));
            if ties { N::of(0.0) } else { x.sub(largest) }
        };
        let shifts: Vec<N> = self.elements.iter().enumerate().map(shift).collect();
        let each: Vec<N> = shifts.iter().map(N::exp).collect();
        let others = each.iter().enumerate().filter(|(i, _)| *i != most);
        Some(Terms {
            largest: if is_finite {
                largest.clone()
            } else {
                largest.stop()
            },
            rest: add_up(others.map(|(_, x)| x)),
            shifts,
            each,
        })
    }
}

/// What a sum of exponentials is made of.
struct Terms<N> {
    /// The largest element.
    largest: N,
    /// `x - largest`
    shifts: Vec<N>,
    /// `exp(x - largest)`, 1 for the largest itself.
    each: Vec<N>,
    /// The sum of these, the largest left out.
    rest: N,
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
