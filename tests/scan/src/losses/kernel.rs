//! Losses of one variable, all called in the same way.

use loss_core::{Elem, Loss, Options, Reduction, SampleLoss};

/// Losses and gradients of slices: arguments, targets, values, gradients.
pub type Call<E> = fn(&[E], &[E], &mut [E], &mut [E]);

/// The arguments of such a loss.
pub trait Columns<'a, E> {
    /// Those of them that it takes.
    fn of(x: &'a [E], targets: &'a [E]) -> Self;
}

impl<'a, E> Columns<'a, E> for (&'a [E],) {
    fn of(x: &'a [E], _: &'a [E]) -> Self {
        (x,)
    }
}

impl<'a, E> Columns<'a, E> for (&'a [E], &'a [E]) {
    fn of(x: &'a [E], targets: &'a [E]) -> Self {
        (x, targets)
    }
}

/// Both results of a loss with its defaults: a [`Call`].
///
/// # Panics
/// If the slices differ in length, or an argument is outside of its domain.
pub fn both<L, E: Elem>(x: &[E], targets: &[E], values: &mut [E], gradients: &mut [E])
where
    L: SampleLoss + Default,
    for<'a> L: Loss<GradientMut<'a, E> = (&'a mut [E],)>,
    for<'a> L::Inputs<'a, E>: Columns<'a, E>,
{
    let (loss, columns) = (L::default(), Columns::of(x, targets));
    let each = loss.each_with(&Options::default(), columns);
    values.copy_from_slice(&each.expect("arguments that fit"));
    let sum = Options::default().reduce(Reduction::Sum);
    let done = loss.value_and_grad_into_with(&sum, columns, (gradients,));
    done.expect("arguments that fit");
}
