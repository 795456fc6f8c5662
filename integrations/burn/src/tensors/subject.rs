//! A loss without its type: what a call reads of it, so that all that a call does is compiled once and not for every loss.

use loss_core::Loss;
use loss_core::kernel::Class;
use loss_core::spec::Spec;

/// What there is to know of a loss.
pub(super) struct Subject<'a> {
    pub(super) name: &'static str,
    pub(super) spec: &'static Spec,
    /// The numbers of each argument that comes with the loss; 0 for the others.
    pub(super) numbers: Vec<Class<'a>>,
}

impl<'a> Subject<'a> {
    pub(super) fn of<L: Loss>(loss: &'a L) -> Self {
        Subject {
            name: L::NAME,
            spec: L::SPEC,
            numbers: (0..L::SPEC.args.len()).map(|i| loss.number(i)).collect(),
        }
    }

    /// The number of each argument that comes with the loss and is one number.
    pub(super) fn single_numbers(&self) -> Vec<Option<f64>> {
        let args = self.spec.args.iter().zip(&self.numbers);
        args.map(|(arg, number)| match number {
            Class::One(x) if !arg.is_per_call() => Some(*x),
            _ => None,
        })
        .collect()
    }
}
