//! A loss without its type.

use crate::case::Case;
use crate::compare::Outcome;
use burn::tensor::Tensor;
use loss_burn::loss_core::array;
use loss_burn::loss_core::kernel::Class;
use loss_burn::loss_core::spec::{Arg, Extent, Kind, Spec};
use loss_burn::loss_core::{self, Elem, Loss, Options, PerClass, Reduction, SampleLoss, params};
use loss_burn::{Error, Flat, Tensors};

/// A loss as a kernel and as operations of tensors.
pub trait Tried {
    /// Its arguments.
    fn spec(&self) -> &'static Spec;

    /// The numbers of its parameters, learnables and flags.
    fn number(&self, arg: usize) -> Class<'_>;

    /// The cost and its gradient from the kernel, in `f64` or `f32`, with rounded learnables.
    ///
    /// # Errors
    /// If the arguments do not fit.
    fn kernel(
        &self,
        is_double: bool,
        reduction: Reduction,
        case: &Case,
        round: fn(f64) -> f64,
    ) -> Result<Outcome, loss_core::Error>;

    /// The cost in tensor operations.
    ///
    /// # Errors
    /// If the tensors do not fit.
    fn cost(&self, reduction: Reduction, args: Vec<Flat>) -> Result<Tensor<1>, Error>;

    /// The loss of each sample in tensor operations; nothing for one of the whole batch.
    fn each(&self, args: Vec<Flat>) -> Option<Result<Tensor<1>, Error>>;
}

/// A loss that is ready, or the reason why it has no form in tensor operations.
pub type Prepared = Result<Box<dyn Tried>, Error>;

/// A loss of one sample.
#[derive(Clone, Debug)]
pub struct Samples<L>(L, Tensors<L>);

/// A loss of the whole batch.
#[derive(Clone, Debug)]
pub struct Batch<L>(L, Tensors<L>);

fn kernel<L: Loss, E: Elem>(
    loss: L,
    reduction: Reduction,
    case: &Case,
) -> Result<Outcome, loss_core::Error> {
    let reals = case.reals::<E>();
    let mut outputs = Outcome::room::<E>(L::SPEC, case);
    let mut slices: Vec<&mut [E]> = outputs.iter_mut().map(Vec::as_mut_slice).collect();
    let options = Options::default().reduce(reduction);
    let value = array::value_and_grad(&loss, &options, &case.arrays(&reals), &mut slices)?;
    Ok(Outcome::new(value, &outputs))
}

macro_rules! tried {
    ($($name:ident $bound:ident $each:expr;)*) => { $(
        impl<L: $bound + Clone + 'static> $name<L> {
            /// With these parameters.
            ///
            /// # Errors
            /// If the formula has no form in tensor operations.
            pub fn prepare(loss: L) -> Prepared {
                let tensors = Tensors::new(loss.clone())?;
                Ok(Box::new($name(loss, tensors)))
            }
        }

        impl<L: $bound + Clone> Tried for $name<L> {
            fn spec(&self) -> &'static Spec {
                L::SPEC
            }

            fn number(&self, arg: usize) -> Class<'_> {
                self.0.number(arg)
            }

            fn kernel(
                &self,
                is_double: bool,
                reduction: Reduction,
                case: &Case,
                round: fn(f64) -> f64,
            ) -> Result<Outcome, loss_core::Error> {
                let learnables: Vec<f64> = learnables(self).into_iter().map(round).collect();
                let loss = array::with_learnables(self.0.clone(), &learnables)?;
                match is_double {
                    true => kernel::<L, f64>(loss, reduction, case),
                    false => kernel::<L, f32>(loss, reduction, case),
                }
            }

            fn cost(&self, reduction: Reduction, args: Vec<Flat>) -> Result<Tensor<1>, Error> {
                self.1.clone().reduce(reduction).try_forward(args)
            }

            fn each(&self, args: Vec<Flat>) -> Option<Result<Tensor<1>, Error>> {
                $each(&self.1, args)
            }
        }
    )* };
}
tried! {
    Samples SampleLoss (|tensors: &Tensors<L>, args| Some(tensors.try_each(args)));
    Batch Loss (|_: &Tensors<L>, _| None);
}

/// The loss with another value for each parameter, learnable and flag, where it has any: for each class another, where it can.
///
/// # Errors
/// If one is refused.
pub fn other_parameters<L: Loss + Default>() -> Result<L, loss_core::Error> {
    let args = L::SPEC.args.iter().enumerate();
    let mut parameters = args.filter(|(_, arg)| !arg.is_per_call());
    parameters.try_fold(L::default(), |loss, (i, arg)| {
        params::set(loss, i, another(arg))
    })
}

/// Multiples of 1/64, so that no element type rounds them.
fn another(arg: &Arg) -> PerClass {
    let default = arg.default.unwrap_or_default();
    if arg.kind == Kind::Flag {
        return PerClass::One(1.0 - default);
    }
    let inside = |u: f64| {
        let x = match (arg.domain.low, arg.domain.high) {
            (Some(low), Some(high)) => low.at + (high.at - low.at) * u,
            (Some(low), None) => low.at + (default - low.at).max(0.125) * (0.5 + 2.0 * u),
            (None, Some(high)) => high.at - (high.at - default).max(0.125) * (0.5 + 2.0 * u),
            (None, None) => default + u,
        };
        (x * 64.0).round() / 64.0
    };
    match arg.axes {
        [Extent::Named(axis)] => PerClass::Each(
            (0..crate::case::LENGTHS[*axis])
                .map(|i| inside([0.625, 0.25, 0.4375, 0.8125, 0.3125][i % 5]))
                .collect(),
        ),
        _ => PerClass::One(inside(0.375)),
    }
}

/// The learnables of a loss, with their values.
pub(crate) fn learnables(loss: &dyn Tried) -> Vec<f64> {
    let args = loss.spec().args.iter().enumerate();
    args.filter(|(_, arg)| arg.kind == Kind::Learnable)
        .filter_map(|(i, _)| match loss.number(i) {
            Class::One(x) => Some(x),
            Class::Each(_) => None,
        })
        .collect()
}
