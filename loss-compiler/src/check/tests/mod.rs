//! The front end as a whole: formula text in, items and errors out.

mod built;
mod cascades;
mod hostile;
mod pages;
mod reference;
mod refused;
mod tokens;

use super::{Item, front};
use crate::error::Errors;
use crate::graph::{Graph, Id, Op};
use proc_macro2::TokenStream;

/// What the front end makes of this text.
fn run(text: &str) -> (Vec<Item>, Errors) {
    let tokens: TokenStream = text.parse().expect("the text is tokens");
    let (_, items, errors) = front(tokens);
    (items, errors)
}

/// The items of a text without errors.
fn sound(text: &str) -> Vec<Item> {
    let (items, errors) = run(text);
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "{text}\n{}", said.join("\n"));
    assert!(items.iter().all(|item| !item.is_stub), "{text}");
    items
}

/// A node in prefix notation: `add(x, 2)`, `sum.K(x)`.
fn written(item: &Item, id: Id) -> String {
    let formula = &item.formula;
    let graph: &Graph = &formula.graph;
    let axis = |axis: crate::graph::Axis| formula.axes[usize::from(axis.0)].as_str();
    let head = match graph.op(id) {
        Op::Const(bits) => return f64::from_bits(bits).to_string(),
        Op::Truth(truth) => return truth.to_string(),
        Op::Arg(arg, component) => {
            let arg = formula.arg(arg);
            return match arg.components() {
                1 => arg.name.clone(),
                _ => format!("{}{component}", arg.name),
            };
        }
        Op::Flag(arg) | Op::Label(arg) => return formula.arg(arg).name.clone(),
        Op::Position(k) => return format!("position.{}", axis(k)),
        Op::Len(k) => return format!("len.{}", axis(k)),
        Op::Fun(fun) => fun.name().to_owned(),
        Op::Compare(cmp) => format!("{cmp:?}").to_lowercase(),
        Op::Rename(from, to) => format!("rename.{}.{}", axis(from), axis(to)),
        Op::Sum(k) => format!("sum.{}", axis(k)),
        Op::Max(k) => format!("max.{}", axis(k)),
        Op::Min(k) => format!("min.{}", axis(k)),
        Op::LogSumExp(k) => format!("logsumexp.{}", axis(k)),
        Op::Norm(k) => format!("norm.{}", axis(k)),
        Op::Softmax(k) => format!("softmax.{}", axis(k)),
        Op::LogSoftmax(k) => format!("log_softmax.{}", axis(k)),
        Op::Cumsum(k) => format!("cumsum.{}", axis(k)),
        Op::Reverse(k) => format!("reverse.{}", axis(k)),
        Op::Gather(k) => format!("gather.{}", axis(k)),
        other => format!("{other:?}").to_lowercase(),
    };
    let args: Vec<String> = graph
        .args(id)
        .iter()
        .map(|&arg| written(item, arg))
        .collect();
    format!("{head}({})", args.join(", "))
}
