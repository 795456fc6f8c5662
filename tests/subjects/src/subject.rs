//! One way to call any loss, so that a test can be written once for all of them.
//!
//! ```text
//! [Array, …]  ── in the order of SPEC.args ──►  (Rows, Labels, …) of the loss   ── method ──►  values, [gradient, …]
//! ```

use loss_core::kernel::Class;
use loss_core::spec::{Arg, Extent, Kind, Spec};
use loss_core::{Elem, Error, Explain, Labels, Loss, Options, Rows, SampleLoss};

/// An argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Array<E> {
    /// Numbers, and the shape of one sample; in a batch loss, of the array without its first axis.
    Real(Vec<E>, Vec<usize>),
    /// Classes or identities.
    Labels(Vec<i64>),
}

impl<E: Elem> Array<E> {
    /// One number a sample.
    pub fn column(data: impl IntoIterator<Item = f64>) -> Array<E> {
        Array::Real(data.into_iter().map(E::of).collect(), vec![])
    }

    /// Rows of numbers.
    pub fn rows(data: impl IntoIterator<Item = f64>, columns: usize) -> Array<E> {
        Array::Real(data.into_iter().map(E::of).collect(), vec![columns])
    }

    /// The numbers.
    ///
    /// # Panics
    /// For labels.
    #[must_use]
    pub fn real(&self) -> &[E] {
        match self {
            Array::Real(data, _) => data,
            Array::Labels(_) => panic!("labels are no numbers"),
        }
    }

    /// The numbers.
    ///
    /// # Panics
    /// For labels.
    pub fn real_mut(&mut self) -> &mut Vec<E> {
        match self {
            Array::Real(data, _) => data,
            Array::Labels(_) => panic!("labels are no numbers"),
        }
    }

    /// How many samples.
    #[must_use]
    pub fn samples(&self) -> usize {
        match self {
            Array::Real(data, shape) => data.len() / shape.iter().product::<usize>().max(1),
            Array::Labels(labels) => labels.len(),
        }
    }

    /// The samples in a range.
    #[must_use]
    pub fn slice(&self, range: std::ops::Range<usize>) -> Array<E> {
        match self {
            Array::Real(data, shape) => {
                let size = shape.iter().product::<usize>();
                Array::Real(
                    data[range.start * size..range.end * size].to_vec(),
                    shape.clone(),
                )
            }
            Array::Labels(labels) => Array::Labels(labels[range].to_vec()),
        }
    }

    /// The same samples in another order.
    #[must_use]
    pub fn reorder(&self, order: &[usize]) -> Array<E> {
        match self {
            Array::Real(data, shape) => {
                let size = shape.iter().product::<usize>();
                let data = order.iter().flat_map(|&i| &data[i * size..][..size]);
                Array::Real(data.copied().collect(), shape.clone())
            }
            Array::Labels(labels) => Array::Labels(order.iter().map(|&i| labels[i]).collect()),
        }
    }

    /// In another element type.
    #[must_use]
    pub fn convert<F: Elem>(&self) -> Array<F> {
        match self {
            Array::Real(data, shape) => Array::Real(
                data.iter().map(|x| F::of(x.to_f64())).collect(),
                shape.clone(),
            ),
            Array::Labels(labels) => Array::Labels(labels.clone()),
        }
    }
}

/// What an [`Array`] becomes at a call.
pub trait FromArray<'a, E>: Sized {
    /// The argument, or why it is none.
    ///
    /// # Errors
    /// If the elements do not fill whole rows.
    fn from_array(array: &'a Array<E>) -> Result<Self, Error>;
}

impl<'a, E: Elem> FromArray<'a, E> for &'a [E] {
    fn from_array(array: &'a Array<E>) -> Result<Self, Error> {
        Ok(array.real())
    }
}

impl<'a, E: Elem, const A: usize> FromArray<'a, E> for Rows<'a, E, A> {
    fn from_array(array: &'a Array<E>) -> Result<Self, Error> {
        match array {
            Array::Real(data, shape) => {
                let shape = shape.as_slice().try_into().unwrap_or([0; A]);
                Rows::with_shape(data, shape)
            }
            Array::Labels(_) => panic!("labels are no rows"),
        }
    }
}

impl<'a, E> FromArray<'a, E> for Labels<'a> {
    fn from_array(array: &'a Array<E>) -> Result<Self, Error> {
        match array {
            Array::Labels(labels) => Ok(labels.into()),
            Array::Real(..) => panic!("numbers are no labels"),
        }
    }
}

/// The arguments of a loss.
pub trait FromArrays<'a, E>: Sized {
    /// Of as many arrays.
    ///
    /// # Errors
    /// If one of them is not whole.
    fn from_arrays(arrays: &'a [Array<E>]) -> Result<Self, Error>;
}

/// Where a loss writes its gradient.
pub trait FromOutputs<'a, E>: Sized {
    /// One output an input, then one of one element for each learnable.
    fn from_outputs(outputs: &'a mut [Vec<E>]) -> Self;
}

/// One of them.
pub trait FromOutput<'a, E> {
    /// Of an output.
    fn from_output(output: &'a mut Vec<E>) -> Self;
}

impl<'a, E> FromOutput<'a, E> for &'a mut [E] {
    fn from_output(output: &'a mut Vec<E>) -> Self {
        output
    }
}

impl<'a, E> FromOutput<'a, E> for &'a mut E {
    fn from_output(output: &'a mut Vec<E>) -> Self {
        &mut output[0]
    }
}

macro_rules! tuples {
    ($($($name:ident $index:tt),+;)*) => { $(
        impl<'a, E, $($name: FromArray<'a, E>),+> FromArrays<'a, E> for ($($name,)+) {
            fn from_arrays(arrays: &'a [Array<E>]) -> Result<Self, Error> {
                Ok(($($name::from_array(&arrays[$index])?,)+))
            }
        }
        impl<'a, E, $($name: FromOutput<'a, E>),+> FromOutputs<'a, E> for ($($name,)+) {
            fn from_outputs(outputs: &'a mut [Vec<E>]) -> Self {
                let mut outputs = outputs.iter_mut();
                ($($name::from_output(outputs.next().expect(stringify!(an output for $name))),)+)
            }
        }
    )* };
}
tuples! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, F 4;
}

/// A loss with its parameters, called with arrays.
pub trait Subject<E>: Sync {
    /// Its arguments.
    fn spec(&self) -> &'static Spec;
    /// What it says of itself.
    fn explain(&self) -> Explain;
    /// The value of a parameter that is one number.
    ///
    /// # Panics
    /// If there is none of this name.
    fn param(&self, name: &str) -> f64;
    /// The cost.
    ///
    /// # Errors
    /// Those of the loss.
    fn value(&self, options: &Options<'_>, args: &[Array<E>]) -> Result<f64, Error>;
    /// The cost, and the gradient by every input and learnable.
    ///
    /// # Errors
    /// Those of the loss.
    fn grad_into(
        &self,
        options: &Options<'_>,
        args: &[Array<E>],
        outputs: &mut [Vec<E>],
    ) -> Result<f64, Error>;
    /// The loss of each sample; nothing for a batch loss.
    ///
    /// # Errors
    /// Those of the loss.
    fn each(&self, options: &Options<'_>, args: &[Array<E>]) -> Option<Result<Vec<E>, Error>>;
    /// The sums; nothing for a batch loss.
    ///
    /// # Errors
    /// Those of the loss.
    fn state(
        &self,
        options: &Options<'_>,
        args: &[Array<E>],
    ) -> Option<Result<loss_core::CostState, Error>>;
}

/// A loss whose formula describes one sample.
#[derive(Clone, Debug)]
pub struct Sample<L>(pub L);

/// A loss whose formula describes the batch.
#[derive(Clone, Debug)]
pub struct Batch<L>(pub L);

macro_rules! common {
    () => {
        fn spec(&self) -> &'static Spec {
            L::SPEC
        }
        fn explain(&self) -> Explain {
            L::EXPLAIN
        }
        fn param(&self, name: &str) -> f64 {
            let index = L::SPEC.args.iter().position(|arg| arg.name == name);
            match self.0.number(index.expect("a parameter of this name")) {
                Class::One(x) => x,
                Class::Each(_) => panic!("{name} is one number per class"),
            }
        }
        fn value(&self, options: &Options<'_>, args: &[Array<E>]) -> Result<f64, Error> {
            self.0.value_with(options, FromArrays::from_arrays(args)?)
        }
        fn grad_into(
            &self,
            options: &Options<'_>,
            args: &[Array<E>],
            outputs: &mut [Vec<E>],
        ) -> Result<f64, Error> {
            let args = FromArrays::from_arrays(args)?;
            self.0
                .value_and_grad_into_with(options, args, FromOutputs::from_outputs(outputs))
        }
    };
}

impl<E: Elem, L: SampleLoss + Sync> Subject<E> for Sample<L>
where
    for<'a> L::Inputs<'a, E>: FromArrays<'a, E>,
    for<'a> L::GradientMut<'a, E>: FromOutputs<'a, E>,
{
    common!();
    fn each(&self, options: &Options<'_>, args: &[Array<E>]) -> Option<Result<Vec<E>, Error>> {
        Some(FromArrays::from_arrays(args).and_then(|args| self.0.each_with(options, args)))
    }
    fn state(
        &self,
        options: &Options<'_>,
        args: &[Array<E>],
    ) -> Option<Result<loss_core::CostState, Error>> {
        Some(FromArrays::from_arrays(args).and_then(|args| self.0.state_with(options, args)))
    }
}

impl<E: Elem, L: Loss + Sync> Subject<E> for Batch<L>
where
    for<'a> L::Inputs<'a, E>: FromArrays<'a, E>,
    for<'a> L::GradientMut<'a, E>: FromOutputs<'a, E>,
{
    common!();
    fn each(&self, _: &Options<'_>, _: &[Array<E>]) -> Option<Result<Vec<E>, Error>> {
        None
    }
    fn state(
        &self,
        _: &Options<'_>,
        _: &[Array<E>],
    ) -> Option<Result<loss_core::CostState, Error>> {
        None
    }
}

/// The value and gradient.
pub type Both<E> = (f64, Vec<Vec<E>>);

impl<E: Elem> dyn Subject<E> + '_ {
    /// The arguments that come with a call.
    pub fn args(&self) -> impl Iterator<Item = &'static Arg> + use<E> {
        self.spec().args.iter().filter(|arg| arg.is_per_call())
    }

    /// Which arguments of a call are differentiated.
    #[must_use]
    pub fn inputs(&self) -> Vec<usize> {
        let args = self.args().enumerate();
        args.filter(|(_, arg)| arg.kind == Kind::Input)
            .map(|(i, _)| i)
            .collect()
    }

    /// Outputs of the right sizes, filled with `fill`.
    #[must_use]
    pub fn outputs(&self, args: &[Array<E>], fill: f64) -> Vec<Vec<E>> {
        let inputs = self.inputs().into_iter().map(|i| args[i].real().len());
        let learnables = self
            .spec()
            .args
            .iter()
            .filter(|arg| arg.kind == Kind::Learnable)
            .map(|_| 1);
        inputs
            .chain(learnables)
            .map(|n| vec![E::of(fill); n])
            .collect()
    }

    /// The cost, and the gradient by every input and learnable.
    ///
    /// # Errors
    /// Those of the loss.
    pub fn value_and_grad(
        &self,
        options: &Options<'_>,
        args: &[Array<E>],
    ) -> Result<Both<E>, Error> {
        let mut outputs = self.outputs(args, f64::NAN);
        let value = self.grad_into(options, args, &mut outputs)?;
        Ok((value, outputs))
    }

    /// Whether the formula describes one sample.
    #[must_use]
    pub fn is_sample(&self) -> bool {
        !self.spec().batch
    }

    /// Whether some argument has a named axis.
    #[must_use]
    pub fn has_axis(&self) -> bool {
        let named = |extent: &Extent| matches!(extent, Extent::Named(_));
        self.args().any(|arg| arg.axes.iter().any(named))
    }
}
