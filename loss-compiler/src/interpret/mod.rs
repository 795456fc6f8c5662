//! The interpreter: a formula's graph evaluated as it stands, in any kind of number.
//!
//! It is the witness for everything the compiler does to a graph, so it shares no code with the passes or with emit, and
//! prefers being evidently right to being fast. In `f64` it says what a graph computes; in [`Dual`] numbers it says what
//! the gradient of a graph is, by no rule of differentiation but those of numbers; in an arbitrary-precision number (the
//! tests have one) it says what the value of a formula is.
//!
//! ```text
//! prediction = 3, target = 1;  %2 = prediction - target, %3 = %2 * %2     →     %2 = 2, %3 = 4
//! ```

mod along;
mod array;
mod constant;
mod dual;
mod env;
mod fun;
mod gradient;
mod kink;
mod number;
mod real;
mod sample;
mod special;

use crate::graph::{ArgId, Cmp, Extent, Graph, Id, Op, Type, differing};

pub use array::{Array, Elements, Place};
pub use dual::Dual;
pub use env::{Env, Unbound};
pub use fun::apply;
pub use gradient::{Difference, differences, gradient, moved, second_derivative};
pub use kink::branches;
pub use number::Number;
pub use sample::Sampler;

use array::{places, shape};
use constant::meant;

/// The arrays of `roots` under a binding.
pub fn evaluate<N: Number>(
    graph: &Graph,
    roots: &[Id],
    env: &Env<N>,
) -> Result<Vec<Array<N>>, Unbound> {
    let all = evaluate_all(graph, roots, env)?;
    Ok(roots
        .iter()
        .filter_map(|root| all[root.0 as usize].clone())
        .collect())
}

/// The arrays of all nodes that `roots` need.
fn evaluate_all<N: Number>(
    graph: &Graph,
    roots: &[Id],
    env: &Env<N>,
) -> Result<Vec<Option<Array<N>>>, Unbound> {
    let needed = needed(graph, roots);
    env.check(graph, &needed)?;
    let differs = differing(graph, &env.args);
    let mut interpreter = Interpreter {
        graph,
        env,
        differs,
        arrays: vec![None; graph.len()],
    };
    for id in needed {
        interpreter.arrays[id.0 as usize] = Some(interpreter.node(id));
    }
    Ok(interpreter.arrays)
}

/// The nodes that `roots` need, operands first.
fn needed(graph: &Graph, roots: &[Id]) -> Vec<Id> {
    let mut is_needed = vec![false; graph.len()];
    for root in roots {
        is_needed[root.0 as usize] = true;
    }
    let ids: Vec<Id> = graph.ids().collect();
    for id in ids.iter().rev().filter(|id| graph.len() > id.0 as usize) {
        if is_needed[id.0 as usize] {
            for arg in graph.args(*id) {
                is_needed[arg.0 as usize] = true;
            }
        }
    }
    ids.into_iter()
        .filter(|id| is_needed[id.0 as usize])
        .collect()
}

struct Interpreter<'a, N> {
    graph: &'a Graph,
    env: &'a Env<N>,
    differs: Vec<bool>,
    arrays: Vec<Option<Array<N>>>,
}

impl<N: Number> Interpreter<'_, N> {
    fn array(&self, id: Id) -> &Array<N> {
        self.arrays[id.0 as usize]
            .as_ref()
            .expect("operands come before the node")
    }

    fn node(&self, id: Id) -> Array<N> {
        let shape = shape(self.graph.axes(id), &self.env.lengths);
        let places = places(&shape);
        let elements = match self.graph.ty(id) {
            Type::Real => Elements::Real(places.iter().map(|p| self.real(id, p)).collect()),
            Type::Bool => Elements::Truth(places.iter().map(|p| self.truth(id, p)).collect()),
            Type::Index => Elements::Index(places.iter().map(|p| self.index(id, p)).collect()),
        };
        Array { shape, elements }
    }

    /// The element of a real node at a place.
    fn real(&self, id: Id, place: &Place) -> N {
        let args: Vec<&Array<N>> = self
            .graph
            .args(id)
            .iter()
            .map(|&arg| self.array(arg))
            .collect();
        let along = |axis| along::Line::new(args[0], axis, self.env.lengths[&axis], place);
        match self.graph.op(id) {
            Op::Const(bits) => meant(f64::from_bits(bits)),
            Op::Arg(arg, component) => {
                self.env.reals[&arg][self.arg_offset(arg, component, place)].clone()
            }
            Op::Number => N::of(args[0].index(place) as f64),
            Op::Len(axis) => N::of(self.env.lengths[&axis] as f64),
            Op::Fun(fun) => {
                let operands: Vec<&N> = args.iter().map(|x| x.real(place)).collect();
                let differs: Vec<bool> = self
                    .graph
                    .args(id)
                    .iter()
                    .map(|x| self.differs[x.0 as usize])
                    .collect();
                apply(fun, &operands, &differs)
            }
            Op::Select if args[0].truth(place) => args[1].real(place).clone(),
            Op::Select => args[2].real(place).clone(),
            Op::StopGradient => args[0].real(place).stop(),
            Op::Sum(axis) => along(axis).sum(),
            Op::Max(axis) => along(axis).largest(),
            Op::Min(axis) => along(axis).smallest(),
            Op::LogSumExp(axis) => along(axis).log_sum_exp(),
            Op::Norm(axis) => along(axis).norm(),
            Op::Softmax(axis) => along(axis).softmax(),
            Op::SoftmaxRest(axis) => along(axis).softmax_rest(),
            Op::LogSoftmax(axis) => along(axis).log_softmax(),
            Op::Cumsum(axis) => along(axis).sum_to(),
            Op::CumsumBack(axis) => along(axis).sum_from(),
            Op::Reverse(axis) => args[0].real(&self.reversed(axis, place)).clone(),
            Op::Rename(from, to) => args[0].real(&renamed(from.0, to.0, place)).clone(),
            Op::Gather(axis) => {
                let mut there = *place;
                there[axis.0 as usize] = args[1].index(place) as usize;
                args[0].real(&there).clone()
            }
            Op::Resum(axis) if args[1].truth(place) => {
                along::Line::new(args[2], axis, self.env.lengths[&axis], place).sum()
            }
            Op::Resum(_) => args[0].real(place).clone(),
            // For f64: squares of numbers past 2^512 overflow, those below 2^-511 vanish.
            Op::Scale(true) => N::of(2f64.powi(-600)),
            Op::Scale(false) => N::of(2f64.powi(600)),
            Op::SquareLimit(false) => N::of(2f64.powi(-500)),
            Op::SquareLimit(true) => N::of(2f64.powi(1000)),
            Op::Truth(_) | Op::Flag(_) | Op::Label(_) | Op::Position(_) => {
                unreachable!("the graph is typed")
            }
            Op::Compare(_) | Op::Ordered | Op::Same | Op::And | Op::Or | Op::Not => {
                unreachable!("the graph is typed")
            }
        }
    }

    /// The element of a truth value at a place.
    fn truth(&self, id: Id, place: &Place) -> bool {
        let args: Vec<&Array<N>> = self
            .graph
            .args(id)
            .iter()
            .map(|&arg| self.array(arg))
            .collect();
        match self.graph.op(id) {
            Op::Truth(x) => x,
            Op::Flag(arg) => self.env.flags[&arg],
            Op::Compare(cmp) => {
                let order = args[0].real(place).compare(args[1].real(place));
                match cmp {
                    Cmp::Lt => order.is_some_and(|o| o.is_lt()),
                    Cmp::Le => order.is_some_and(|o| o.is_le()),
                    Cmp::Eq => order.is_some_and(|o| o.is_eq()),
                    Cmp::Ne => order.is_none_or(|o| o.is_ne()),
                }
            }
            Op::Ordered => args.iter().all(|x| !x.real(place).is_nan()),
            Op::Same => args[0].index(place) == args[1].index(place),
            Op::And => args.iter().all(|x| x.truth(place)),
            Op::Or => args.iter().any(|x| x.truth(place)),
            Op::Not => !args[0].truth(place),
            Op::Select if args[0].truth(place) => args[1].truth(place),
            Op::Select => args[2].truth(place),
            Op::Reverse(axis) => args[0].truth(&self.reversed(axis, place)),
            Op::Rename(from, to) => args[0].truth(&renamed(from.0, to.0, place)),
            op => unreachable!("{op:?} is no truth value"),
        }
    }

    /// The element of an index at a place.
    fn index(&self, id: Id, place: &Place) -> i64 {
        let args: Vec<&Array<N>> = self
            .graph
            .args(id)
            .iter()
            .map(|&arg| self.array(arg))
            .collect();
        match self.graph.op(id) {
            Op::Label(arg) => self.env.labels[&arg][self.arg_offset(arg, 0, place)],
            Op::Position(axis) => place[axis.0 as usize] as i64,
            Op::Select if args[0].truth(place) => args[1].index(place),
            Op::Select => args[2].index(place),
            Op::Reverse(axis) => args[0].index(&self.reversed(axis, place)),
            Op::Rename(from, to) => args[0].index(&renamed(from.0, to.0, place)),
            op => unreachable!("{op:?} is no index"),
        }
    }

    /// Where an element of an argument stands, in the order of the axes as declared. A component counts through the
    /// fixed axes alone, the last one fastest.
    fn arg_offset(&self, arg: ArgId, component: u32, place: &Place) -> usize {
        let mut rest = component as usize;
        let mut stride = 1;
        let mut offset = 0;
        for extent in self.env.args[arg.0 as usize].axes.iter().rev() {
            let (at, length) = match extent {
                Extent::Named(axis) => (place[axis.0 as usize], self.env.lengths[axis]),
                Extent::Fixed(n) => {
                    let at = rest % *n as usize;
                    rest /= *n as usize;
                    (at, *n as usize)
                }
            };
            offset += at * stride;
            stride *= length;
        }
        offset
    }

    fn reversed(&self, axis: crate::graph::Axis, place: &Place) -> Place {
        let mut there = *place;
        let at = &mut there[axis.0 as usize];
        *at = self.env.lengths[&axis] - 1 - *at;
        there
    }
}

/// The place whose element is seen at `place` when axis `from` is renamed `to`.
fn renamed(from: u8, to: u8, place: &Place) -> Place {
    let mut there = *place;
    there[from as usize] = place[to as usize];
    there
}
