//! What is the same for every sample: numbers made of parameters, learnables, flags and lengths, computed here and not on the device.

use loss_compiler::graph::{Cmp, Fun, Graph, Op};
use loss_compiler::interpret::apply;

/// A value that is the same for all samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scalar {
    Number(f64),
    Truth(bool),
    /// It depends on the lengths, which come with the call.
    Later,
}

/// For each node its value, if it is the same for all samples. `numbers` are those of the arguments that are one number.
pub(super) fn scalars(
    graph: &Graph,
    numbers: &[Option<f64>],
    lengths: Option<&[usize]>,
) -> Vec<Option<Scalar>> {
    let mut all: Vec<Option<Scalar>> = Vec::with_capacity(graph.len());
    for id in graph.ids() {
        let operands: Vec<Option<Scalar>> = graph
            .args(id)
            .iter()
            .map(|arg| all[arg.0 as usize])
            .collect();
        all.push(scalar(graph.op(id), &operands, numbers, lengths));
    }
    all
}

fn scalar(
    op: Op,
    operands: &[Option<Scalar>],
    numbers: &[Option<f64>],
    lengths: Option<&[usize]>,
) -> Option<Scalar> {
    let held = |arg: loss_compiler::graph::ArgId| numbers.get(usize::from(arg.0)).copied()?;
    if let (Op::Select, Some(condition)) = (op, operands.first().copied().flatten()) {
        return match condition {
            Scalar::Truth(true) => operands[1],
            Scalar::Truth(false) => operands[2],
            _ => operands[1].and(operands[2]).map(|_| Scalar::Later),
        };
    }
    match op {
        Op::Const(bits) => return Some(Scalar::Number(f64::from_bits(bits))),
        Op::Truth(x) => return Some(Scalar::Truth(x)),
        Op::Arg(arg, 0) => return held(arg).map(Scalar::Number),
        Op::Flag(arg) => return held(arg).map(|x| Scalar::Truth(x != 0.0)),
        Op::Len(axis) => {
            let length = lengths.and_then(|all| all.get(usize::from(axis.0)));
            return Some(length.map_or(Scalar::Later, |&n| Scalar::Number(n as f64)));
        }
        _ => {}
    }
    let known: Option<Vec<Scalar>> = operands.iter().copied().collect();
    let known = known?;
    let is_of_numbers = matches!(
        op,
        Op::Fun(_) | Op::Compare(_) | Op::Ordered | Op::And | Op::Or | Op::Not | Op::StopGradient
    );
    if !is_of_numbers || known.is_empty() {
        return None;
    }
    if known.contains(&Scalar::Later) {
        return Some(Scalar::Later);
    }
    let x: Vec<f64> = known
        .iter()
        .filter_map(|x| match x {
            Scalar::Number(x) => Some(*x),
            _ => None,
        })
        .collect();
    let truths: Vec<bool> = known
        .iter()
        .filter_map(|x| match x {
            Scalar::Truth(x) => Some(*x),
            _ => None,
        })
        .collect();
    Some(match (op, &x[..], &truths[..]) {
        (Op::Fun(fun), x, []) => Scalar::Number(of_numbers(fun, x)),
        (Op::StopGradient, &[x], []) => Scalar::Number(x),
        (Op::Compare(cmp), &[x, y], []) => Scalar::Truth(match cmp {
            Cmp::Lt => x < y,
            Cmp::Le => x <= y,
            Cmp::Eq => x == y,
            Cmp::Ne => x != y,
        }),
        (Op::Ordered, &[x, y], []) => Scalar::Truth(!x.is_nan() && !y.is_nan()),
        (Op::And, [], &[x, y]) => Scalar::Truth(x && y),
        (Op::Or, [], &[x, y]) => Scalar::Truth(x || y),
        (Op::Not, [], &[x]) => Scalar::Truth(!x),
        _ => return None,
    })
}

fn of_numbers(fun: Fun, x: &[f64]) -> f64 {
    let operands: Vec<&f64> = x.iter().collect();
    apply(fun, &operands, &[false; 3][..x.len().min(3)])
}
