//! Which samples count, and how much.

use super::Input;
use crate::{
    error::Error,
    options::{Options, Weights},
    simd::Elem,
    spec::{Kind, Spec},
    state::CostState,
};

/// The caller's weights, mask and ignored label.
pub struct Select<'c, 'a, E> {
    options: &'c Options<'c>,
    pub(super) spec: &'static Spec,
    pub(super) inputs: &'c [Input<'a, E>],
    /// Whether any of them is given.
    pub(super) active: bool,
}

impl<'c, 'a, E: Elem> Select<'c, 'a, E> {
    /// Of a call.
    #[inline]
    pub(super) fn new(
        spec: &'static Spec,
        options: &'c Options<'c>,
        inputs: &'c [Input<'a, E>],
    ) -> Self {
        Select {
            options,
            spec,
            inputs,
            active: options.selects(),
        }
    }

    /// Checks lengths and weights.
    pub(super) fn check(&self, samples: usize) -> Result<(), Error> {
        if !self.active {
            return Ok(());
        }
        if let Some(weights) = self.options.weights {
            let found = weights.len();
            if found != samples {
                return Err(Error::Weights {
                    found,
                    expected: samples,
                });
            }
            if let Some(index) = bad_weight::<E>(weights) {
                return Err(Error::Weight {
                    index,
                    value: weights.at(index),
                });
            }
        }
        if let Some(mask) = self.options.mask
            && mask.len() != samples
        {
            return Err(Error::Mask {
                found: mask.len(),
                expected: samples,
            });
        }
        if self.options.ignore.is_some() && self.labels().next().is_none() {
            return Err(Error::NoLabel);
        }
        Ok(())
    }

    /// The labels that `ignore_label` looks at: one class a sample.
    fn labels(&self) -> impl Iterator<Item = crate::Labels<'a>> {
        let args = self.spec.args.iter().filter(|arg| arg.is_per_call());
        args.zip(self.inputs)
            .filter_map(|(arg, input)| match (arg.kind, input) {
                (Kind::Index(_), Input::Labels(labels)) if arg.axes.is_empty() => Some(*labels),
                _ => None,
            })
    }

    /// The caller's weight of a sample; 0 if it is left out.
    pub(super) fn weight(&self, sample: usize) -> E::Real {
        let mut weight = E::Real::ONE;
        if !self.active {
            return weight;
        }
        if let Some(weights) = self.options.weights {
            weight = E::Real::of(weights.at(sample));
        }
        if self.options.mask.is_some_and(|mask| !mask[sample]) {
            weight = E::Real::ZERO;
        }
        if let Some(ignore) = self.options.ignore
            && self
                .labels()
                .any(|labels| labels.is(sample, labels.key_of(ignore), ignore))
        {
            weight = E::Real::ZERO;
        }
        weight
    }

    /// The weights of the samples from `first` on; the rest of `to` is left as it is.
    pub(super) fn weights(&self, first: usize, to: &mut [E::Real]) {
        match self.options.weights {
            Some(Weights::F32(weights)) => copy(&weights[first..], to, |w| f64::from(*w)),
            Some(Weights::F64(weights)) => copy(&weights[first..], to, |w| *w),
            None => to.fill(E::Real::ONE),
        }
        if let Some(mask) = self.options.mask {
            for (w, keep) in to.iter_mut().zip(&mask[first..]) {
                *w = if *keep { *w } else { E::Real::ZERO };
            }
        }
        if let Some(ignore) = self.options.ignore {
            for labels in self.labels() {
                let key = labels.key_of(ignore);
                for (i, w) in to.iter_mut().enumerate() {
                    *w = if labels.is(first + i, key, ignore) {
                        E::Real::ZERO
                    } else {
                        *w
                    };
                }
            }
        }
    }

    /// Whether a sample counts.
    pub(super) fn keeps(&self, sample: usize) -> bool {
        self.weight(sample) != E::Real::ZERO
    }

    /// The count and the weight of the samples, where the formula weighs none itself.
    pub(super) fn tally(&self, samples: usize) -> CostState {
        let mut state = CostState {
            samples,
            ..CostState::default()
        };
        if !self.active {
            state.count.add(samples as f64);
            state.weight = state.count;
            return state;
        }
        let mut lanes = [E::Real::ZERO; 256];
        for first in (0..samples).step_by(lanes.len()) {
            let run = &mut lanes[..(samples - first).min(256)];
            self.weights(first, run);
            // Few enough that plain sums, side by side, lose nothing that matters.
            let (mut count, mut weight) = ([0.0; 8], [0.0; 8]);
            for run in run.chunks(8) {
                for ((w, count), weight) in run.iter().zip(&mut count).zip(&mut weight) {
                    *count += if *w == E::Real::ZERO { 0.0 } else { 1.0 };
                    *weight += w.to_f64();
                }
            }
            state.count.add(count.iter().sum());
            state.weight.add(weight.iter().sum());
        }
        state
    }
}

/// The first weight that is negative, infinite or NaN after rounding to the element type.
fn bad_weight<E: Elem>(weights: Weights<'_>) -> Option<usize> {
    let is_bad = |w: f64| !(0.0..f64::INFINITY).contains(&E::Real::of(w).to_f64());
    let any = match weights {
        Weights::F32(weights) => any(weights, |w| is_bad(f64::from(*w))),
        Weights::F64(weights) => any(weights, |w| is_bad(*w)),
    };
    if any {
        (0..weights.len()).find(|i| is_bad(weights.at(*i)))
    } else {
        None
    }
}

/// Whether a test holds anywhere; a loop that vectorises.
fn any<T>(all: &[T], test: impl Fn(&T) -> bool) -> bool {
    all.chunks(256)
        .any(|run| run.iter().fold(false, |any, x| any | test(x)))
}

fn copy<T, E: Elem>(from: &[T], to: &mut [E], wide: impl Fn(&T) -> f64) {
    to.iter_mut()
        .zip(from)
        .for_each(|(to, from)| *to = E::of(wide(from)));
}
