//! A loss along the first element of its first input.

use loss_core::{
    Error, HessianVector, Loss, Options, Reduction, SampleLoss,
    array::{self, Array},
    params,
    spec::{Arg, Extent, Kind},
};

/// What a curve is drawn of.
pub struct Request {
    /// Elements of each axis that has a name.
    pub length: usize,
    /// All numbers of the loss, in the order declared.
    pub numbers: Vec<f64>,
    /// The values of the first element of the first input.
    pub xs: Vec<f64>,
}

/// A point of it.
pub struct Point {
    pub value: f64,
    pub gradient: f64,
    /// None of a loss of the whole batch, which has no such kernel.
    pub second: Option<f64>,
}

/// What computes it.
pub type Curve = fn(&Request) -> Result<Vec<Point>, String>;

/// Of a loss whose formula describes a sample: each point is a batch of one.
pub fn of_samples<L: SampleLoss + HessianVector + Default>(
    request: &Request,
) -> Result<Vec<Point>, String> {
    points::<L>(request, &[1], |loss, options, call| {
        let (mut vectors, mut products) = (call.outputs(), call.outputs());
        if let Some(first) = vectors.first_mut().and_then(|vector| vector.first_mut()) {
            *first = 1.0;
        }
        let vectors: Vec<&[f64]> = vectors.iter().map(Vec::as_slice).collect();
        let mut outputs: Vec<&mut [f64]> = products.iter_mut().map(Vec::as_mut_slice).collect();
        array::hessian_vector(loss, options, &call.arrays(), &vectors, &mut outputs)?;
        Ok(first(&products))
    })
}

/// Of a loss that sees its whole batch at once.
pub fn of_batches<L: Loss + Default>(request: &Request) -> Result<Vec<Point>, String> {
    points::<L>(request, &[], |_, _, _| Ok(None))
}

/// The points; `samples` stands before the shape of each argument.
fn points<L: Loss + Default>(
    request: &Request,
    samples: &[usize],
    second: impl Fn(&L, &Options<'_>, &Call) -> Result<Option<f64>, Error>,
) -> Result<Vec<Point>, String> {
    let (loss, mut call) = bound::<L>(request, samples)?;
    let options = Options::default().reduce(Reduction::Sum);
    let learnables = array::differentiated::<L>().1.len();
    let point = |x: &f64| {
        call.set_first(*x);
        let mut gradient = call.outputs();
        gradient.extend(vec![vec![0.0]; learnables]);
        let mut outputs: Vec<&mut [f64]> = gradient.iter_mut().map(Vec::as_mut_slice).collect();
        let value = array::value_and_grad(&loss, &options, &call.arrays(), &mut outputs)?;
        let gradient = first(&gradient).unwrap_or(f64::NAN);
        Ok(Point {
            value,
            gradient,
            second: second(&loss, &options, &call)?,
        })
    };
    let points: Result<_, Error> = request.xs.iter().map(point).collect();
    points.map_err(|error| error.to_string())
}

fn first(arrays: &[Vec<f64>]) -> Option<f64> {
    arrays.first()?.first().copied()
}

/// An argument of a call.
struct Argument {
    kind: Kind,
    shape: Vec<usize>,
    reals: Vec<f64>,
    labels: Vec<i64>,
}

impl Argument {
    fn array(&self) -> Array<'_, f64> {
        match self.kind {
            Kind::Index(_) | Kind::Identity => Array::labels(&self.labels, &self.shape),
            _ => Array::new(&self.reals, &self.shape),
        }
    }
}

/// The arguments of a call.
struct Call(Vec<Argument>);

impl Call {
    fn arrays(&self) -> Vec<Array<'_, f64>> {
        self.0.iter().map(Argument::array).collect()
    }

    /// Zeros, as many as each input has elements.
    fn outputs(&self) -> Vec<Vec<f64>> {
        let inputs = self
            .0
            .iter()
            .filter(|argument| argument.kind == Kind::Input);
        inputs.map(|input| vec![0.0; input.reals.len()]).collect()
    }

    fn set_first(&mut self, x: f64) {
        let input = self
            .0
            .iter_mut()
            .find(|argument| argument.kind == Kind::Input);
        if let Some(first) = input.and_then(|input| input.reals.first_mut()) {
            *first = x;
        }
    }
}

/// The loss with its parameters, and the arrays that come with a call.
fn bound<L: Loss + Default>(request: &Request, samples: &[usize]) -> Result<(L, Call), String> {
    let (mut loss, mut call) = (L::default(), Vec::new());
    let mut rest = request.numbers.as_slice();
    for (index, arg) in L::SPEC.args.iter().enumerate() {
        let own = shape(arg, request.length);
        let size = own.iter().product();
        let (numbers, others) = rest
            .split_at_checked(size)
            .ok_or_else(|| format!("{} numbers are too few", request.numbers.len()))?;
        rest = others;
        match arg.is_per_call() {
            true => call.push(Argument {
                kind: arg.kind,
                shape: [samples, &own].concat(),
                reals: numbers.to_vec(),
                labels: numbers.iter().map(|label| *label as i64).collect(),
            }),
            false => {
                let set = match *numbers {
                    [number] => params::set(loss, index, number),
                    _ => params::set(loss, index, numbers),
                };
                loss = set.map_err(|error| error.to_string())?;
            }
        }
    }
    match rest.is_empty() {
        true => Ok((loss, Call(call))),
        false => Err(format!("{} numbers are too many", request.numbers.len())),
    }
}

fn shape(arg: &Arg, length: usize) -> Vec<usize> {
    let axes = arg.axes.iter().map(|extent| match extent {
        Extent::Named(_) => length,
        Extent::Fixed(n) => *n,
    });
    axes.collect()
}
