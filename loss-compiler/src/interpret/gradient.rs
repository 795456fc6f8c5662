//! Derivatives of a whole formula, by dual numbers and by finite differences: two witnesses that know no rule of
//! differentiation of graphs.

use std::collections::BTreeMap;

use super::{Dual, Env, Number, Unbound, evaluate};
use crate::graph::{ArgId, Graph, Id};

/// The value of a root without axes in one direction: that of element `i` of an argument.
fn directional<N: Number>(
    graph: &Graph,
    root: Id,
    env: &Env<N>,
    direction: (ArgId, usize),
) -> Result<Dual<N>, Unbound> {
    let dual = env.map(|arg, i, x| {
        if (arg, i) == direction {
            Dual::variable(x.clone())
        } else {
            Dual::constant(x.clone())
        }
    });
    number(graph, root, &dual)
}

/// The value of a root without axes.
fn number<N: Number>(graph: &Graph, root: Id, env: &Env<N>) -> Result<N, Unbound> {
    let arrays = evaluate(graph, &[root], env)?;
    let value = arrays.first().and_then(|x| x.number().cloned());
    Ok(value.unwrap_or_else(|| N::of(f64::NAN)))
}

/// The value of a root without axes, and its gradient by every element of every input and learnable.
pub fn gradient<N: Number>(
    graph: &Graph,
    root: Id,
    env: &Env<N>,
) -> Result<(N, BTreeMap<ArgId, Vec<N>>), Unbound> {
    let mut gradient = BTreeMap::new();
    for arg in env.differentiated() {
        let size = env.reals.get(&arg).map_or(0, Vec::len);
        let slopes: Result<Vec<N>, Unbound> = (0..size)
            .map(|i| Ok(directional(graph, root, env, (arg, i))?.slope()))
            .collect();
        gradient.insert(arg, slopes?);
    }
    Ok((number(graph, root, env)?, gradient))
}

/// The second derivative of a root without axes by one element of an argument: an element of the diagonal of the
/// Hessian.
pub fn second_derivative<N: Number>(
    graph: &Graph,
    root: Id,
    env: &Env<N>,
    direction: (ArgId, usize),
) -> Result<N, Unbound> {
    let inner = env.map(|arg, i, x| {
        if (arg, i) == direction {
            Dual::variable(x.clone())
        } else {
            Dual::constant(x.clone())
        }
    });
    Ok(directional(graph, root, &inner, direction)?.slope().slope())
}

/// Central differences of a root without axes, at a step and its halvings.
#[derive(Clone, Debug)]
pub struct Difference<N> {
    /// `(f(x + h) - f(x - h)) / 2h` for h, h/2, h/4, …
    pub quotients: Vec<N>,
}

/// Central differences by element `i` of an argument, at `step`, half of it, and so on, `halvings` times.
pub fn differences<N: Number>(
    graph: &Graph,
    root: Id,
    env: &Env<N>,
    direction: (ArgId, usize),
    step: f64,
    halvings: u32,
) -> Result<Difference<N>, Unbound> {
    let at = |h: f64| number(graph, root, &moved(env, direction, h));
    let quotient = |k: u32| {
        let h = step / f64::from(1u32 << k);
        Ok(at(h)?.sub(&at(-h)?).div(&N::of(2.0 * h)))
    };
    let quotients: Result<Vec<N>, Unbound> = (0..=halvings).map(quotient).collect();
    Ok(Difference {
        quotients: quotients?,
    })
}

/// The binding with one element moved by `h`.
pub fn moved<N: Number>(env: &Env<N>, direction: (ArgId, usize), h: f64) -> Env<N> {
    env.map(|arg, i, x| {
        if (arg, i) == direction {
            x.add(&N::of(h))
        } else {
            x.clone()
        }
    })
}

impl<N: Number> Difference<N> {
    /// The order of convergence towards `truth` seen at each halving: 2 for a smooth function, until rounding shows.
    pub fn orders(&self, truth: &N) -> Vec<f64> {
        let errors: Vec<f64> = self
            .quotients
            .iter()
            .map(|q| q.sub(truth).abs().to_f64())
            .collect();
        errors.windows(2).map(|e| (e[0] / e[1]).log2()).collect()
    }
    /// The limit that the last two quotients point to, by Richardson: their errors are as 4 to 1.
    pub fn limit(&self) -> N {
        match self.quotients.as_slice() {
            [.., coarse, fine] => fine.add(&fine.sub(coarse).div(&N::of(3.0))),
            [only] => only.clone(),
            [] => N::of(f64::NAN),
        }
    }
}
