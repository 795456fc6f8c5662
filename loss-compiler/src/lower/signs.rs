//! Moves signs towards the outputs, where two meet and cancel: a loop changes the sign of nothing that it need not.
//!
//! ```text
//! -(if y == 0 { 0 } else { -(y * z) })     →     if y == 0 { 0 } else { y * z }
//! ```
//!
//! Exact, but for the sign of a zero. Reading is easier the other way round, so this stands at the very end.

use super::regroup::uses;
use crate::algebra;
use crate::differentiate::Derived;
use crate::emit::below;
use crate::graph::{Fun, Graph, Id, Op, Operands, Table};

/// Moves the signs of all outputs.
pub fn signs(derived: &Derived) -> Derived {
    let g = &derived.graph;
    let mut new = g.fresh();
    // Of each node what it is but for its sign, and whether that is to be changed.
    let mut signed: Vec<(Id, bool)> = Vec::with_capacity(g.len());
    for id in g.ids() {
        let args: Vec<(Id, bool)> = g
            .args(id)
            .iter()
            .map(|arg| signed[arg.0 as usize])
            .collect();
        let moved = outside(&mut new, g.op(id), &args).unwrap_or_else(|| {
            let args: Operands = args.iter().map(|&arg| whole(&mut new, arg)).collect();
            (new.make(g.op(id), args), false)
        });
        if let Some(name) = g.names.get(&id).filter(|_| !moved.1) {
            new.names.entry(moved.0).or_insert_with(|| name.clone());
        }
        signed.push(moved);
    }
    let outputs: Vec<(Id, bool)> = derived
        .roots()
        .into_iter()
        .map(|root| signed[root.0 as usize])
        .collect();
    let ids: Vec<Id> = outputs.iter().map(|&(id, _)| id).collect();
    let uses = uses(&new, &below(&new, &ids), &ids);
    let roots: Vec<Id> = outputs
        .into_iter()
        .map(|(id, is_negative)| {
            let other = is_negative.then(|| turned(&mut new, id, &uses)).flatten();
            other.unwrap_or_else(|| whole(&mut new, (id, is_negative)))
        })
        .collect();
    let graph = new;
    derived.with(graph, &roots)
}

/// A node with the other sign that costs no more than the node: with a difference in it that nobody else asks for, turned round.
fn turned(g: &mut Graph, id: Id, uses: &Table<Id, usize>) -> Option<Id> {
    let (op, args) = (g.op(id), g.operands(id));
    if uses.get(&id) != Some(&1) {
        return None;
    }
    let (fun, &[x, y]) = (op, &args[..]) else {
        return None;
    };
    let parts = [(x, y), (y, x)];
    match fun {
        Op::Fun(Fun::Sub) => Some(g.sub(y, x)),
        Op::Fun(Fun::Add) => parts.into_iter().find_map(|(part, other)| {
            let part = turned(g, part, uses)?;
            Some(g.sub(part, other))
        }),
        Op::Fun(Fun::Mul) => parts.into_iter().find_map(|(part, other)| {
            let part = turned(g, part, uses)?;
            Some(g.make(op, [part, other]))
        }),
        _ => None,
    }
}

/// A node with its sign.
fn whole(g: &mut Graph, (id, is_negative): (Id, bool)) -> Id {
    match is_negative {
        true => negative(g, id),
        false => id,
    }
}

fn negative(g: &mut Graph, id: Id) -> Id {
    if let Some(c) = g.as_constant(id) {
        return g.constant(if c == 0.0 { 0.0 } else { -c });
    }
    match (g.op(id), g.args(id)) {
        (Op::Fun(Fun::Neg), &[x]) => x,
        (Op::Fun(Fun::Sub), &[x, y]) => g.sub(y, x),
        // A condition stays outermost: where it fails for a whole sample, there is nothing to compute.
        (Op::Select, &[c, x, y]) if [x, y].iter().any(|&id| g.as_constant(id).is_some()) => {
            let (x, y) = (negative(g, x), negative(g, y));
            g.select(c, x, y)
        }
        _ => g.neg(id),
    }
}

/// A difference. One number a sample that is there the other way round is not computed twice; what differs along an axis is
/// computed where it is needed.
fn difference(g: &mut Graph, x: Id, y: Id) -> (Id, bool) {
    match g.find(Op::Fun(Fun::Sub), [y, x]) {
        Some(other) if g.axes(other).is_empty() => (other, true),
        _ => (g.sub(x, y), false),
    }
}

/// A node whose operands have signs as one with a sign.
fn outside(g: &mut Graph, op: Op, args: &[(Id, bool)]) -> Option<(Id, bool)> {
    match (op, args) {
        (Op::Const(bits), []) => {
            let x = f64::from_bits(bits);
            (x < 0.0).then(|| (g.constant(-x), true))
        }
        (Op::Fun(Fun::Neg), &[(x, sign)]) => Some((x, !sign)),
        (Op::Fun(fun @ (Fun::Mul | Fun::Div)), &[(x, a), (y, b)]) => {
            Some((g.make(Op::Fun(fun), [x, y]), a != b))
        }
        (Op::Fun(fun @ (Fun::Add | Fun::Sub)), &[(x, a), (y, b)]) => {
            let b = b != (fun == Fun::Sub);
            Some(match (a, b) {
                _ if a == b => (g.add(x, y), a),
                (false, _) => difference(g, x, y),
                (true, _) => difference(g, y, x),
            })
        }
        (Op::Select, &[(c, _), (x, a), (y, b)]) => {
            // A constant has whichever sign is wanted.
            let free = |g: &Graph, id: Id| g.as_constant(id).is_some();
            let sign = match (free(g, x), free(g, y)) {
                (false, true) => a,
                (true, false) => b,
                _ if a == b => a,
                _ => return None,
            };
            let x = whole(g, (x, a != sign));
            let y = whole(g, (y, b != sign));
            Some((algebra::select(g, c, x, y), sign))
        }
        (Op::Sum(_), &[(x, sign)]) => Some((g.make(op, [x]), sign)),
        _ => None,
    }
}
