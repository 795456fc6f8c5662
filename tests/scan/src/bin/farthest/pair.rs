//! A loss in both types at the same arguments.

use loss_core::Elem;
use loss_scan::losses::Call;
use loss_subjects::variable::Variable;

use crate::kernels::Kernels;

/// Numbers in and out.
struct Slices<E> {
    x: Vec<E>,
    target: Vec<E>,
    /// Values and gradients.
    out: [Vec<E>; 2],
}

impl<E: Elem> Slices<E> {
    fn new() -> Slices<E> {
        Slices {
            x: Vec::new(),
            target: Vec::new(),
            out: [Vec::new(), Vec::new()],
        }
    }

    fn run(&mut self, call: Call<E>, x: impl Iterator<Item = E>, target: E) {
        self.x.clear();
        self.x.extend(x);
        self.target.clear();
        self.target.resize(self.x.len(), target);
        for out in &mut self.out {
            out.resize(self.x.len(), target);
        }
        let [values, gradients] = &mut self.out;
        call(&self.x, &self.target, values, gradients);
    }
}

/// A loss with a target.
pub struct Pair<'a> {
    kernels: &'a Kernels,
    variable: &'a Variable,
    target: f32,
    single: Slices<f32>,
    double: Slices<f64>,
}

impl<'a> Pair<'a> {
    /// With nothing computed; a target that there is none of is any number.
    pub fn new(kernels: &'a Kernels, variable: &'a Variable, target: f32) -> Pair<'a> {
        Pair {
            kernels,
            variable,
            target,
            single: Slices::new(),
            double: Slices::new(),
        }
    }

    /// Computes arguments in both.
    pub fn run(&mut self, x: &[f32]) {
        self.single
            .run(self.kernels.single, x.iter().copied(), self.target);
        self.wide(x.iter().copied(), self.target);
    }

    /// Computes arguments in `f64` alone.
    fn wide(&mut self, x: impl Iterator<Item = f32>, target: f32) {
        self.double
            .run(self.kernels.double, x.map(f64::from), target.into());
    }

    /// What came out, and what should have: values and gradients.
    pub fn results(&self) -> [(&[f32], &[f64]); 2] {
        [0, 1].map(|which| (&*self.single.out[which], &*self.double.out[which]))
    }

    /// How far value and gradient are moved at each of some arguments, if it and the target are moved by a unit in their last places.
    pub fn moved(&mut self, x: &[f32]) -> Vec<[f64; 2]> {
        let target = self.target;
        self.wide(x.iter().copied(), target);
        let here = self.double.out.clone();
        let mut moved = vec![[0.0; 2]; x.len()];
        let domains = [Some(self.variable.domain), self.variable.target];
        for (arg, domain) in domains.into_iter().enumerate() {
            let Some(domain) = domain else { continue };
            let mut farther = vec![[0.0; 2]; x.len()];
            for step in [f32::next_down, f32::next_up] {
                // Beyond an end of its domain an argument is none.
                let beside = |x: f32| {
                    Some(step(x))
                        .filter(|&x| domain.contains(x.into()))
                        .unwrap_or(x)
                };
                match arg {
                    0 => self.wide(x.iter().map(|&x| beside(x)), target),
                    _ => self.wide(x.iter().copied(), beside(target)),
                }
                for (which, (there, here)) in self.double.out.iter().zip(&here).enumerate() {
                    for ((farther, there), here) in farther.iter_mut().zip(there).zip(here) {
                        let step = (there - here).abs();
                        if step.is_finite() {
                            farther[which] = f64::max(farther[which], step);
                        }
                    }
                }
            }
            for (moved, farther) in moved.iter_mut().zip(farther) {
                for (moved, farther) in moved.iter_mut().zip(farther) {
                    *moved += farther;
                }
            }
        }
        moved
    }
}
