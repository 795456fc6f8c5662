//! A graph as a list: `%2 = sub %0 %1`, with axes and the user's names behind.

use crate::emit::below;
use crate::graph::{Axis, Cmp, Formula, Graph, Id, Op, Type};

/// What `results` need, operands first, and then the results.
pub(super) fn list(formula: &Formula, g: &Graph, results: &[(String, Id)]) -> String {
    let roots: Vec<Id> = results.iter().map(|(_, id)| *id).collect();
    let mut text = String::new();
    for id in below(g, &roots) {
        text.push_str(&line(formula, g, id));
    }
    for (name, id) in results {
        text.push_str(&format!("{name} = %{}\n", id.0));
    }
    text
}

/// `%5 = max_over[K] %0    row_max`
pub(super) fn line(formula: &Formula, g: &Graph, id: Id) -> String {
    let operands: Vec<String> = g.args(id).iter().map(|arg| format!("%{}", arg.0)).collect();
    let node = format!(
        "%{} = {} {}",
        id.0,
        operation(formula, g.op(id)),
        operands.join(" ")
    );
    let node = node.trim_end();
    let mut remarks = Vec::new();
    let axes = g.axes(id);
    if !axes.is_empty() {
        let names: Vec<&str> = axes.iter().map(|a| axis(formula, a)).collect();
        remarks.push(format!("[{}]", names.join(", ")));
    }
    if g.ty(id) != Type::Real {
        remarks.push(format!("{:?}", g.ty(id)).to_lowercase());
    }
    remarks.extend(g.names.get(&id).cloned());
    match remarks.is_empty() {
        true => format!("{node}\n"),
        false => format!("{node:<40} {}\n", remarks.join(" ")),
    }
}

fn axis(formula: &Formula, axis: Axis) -> &str {
    let name = formula.axes.get(usize::from(axis.0));
    name.map_or("?", String::as_str)
}

fn operation(formula: &Formula, op: Op) -> String {
    let along = |name: &str, a: Axis| format!("{name}[{}]", axis(formula, a));
    match op {
        Op::Const(bits) => format!("{:?}", f64::from_bits(bits)),
        Op::Truth(truth) => truth.to_string(),
        Op::Arg(id, component) => match formula.arg(id).components() {
            1 => formula.arg(id).name.clone(),
            _ => format!("{}[{component}]", formula.arg(id).name),
        },
        Op::Flag(id) | Op::Label(id) => formula.arg(id).name.clone(),
        Op::Position(a) => along("position", a),
        Op::Number => "number".into(),
        Op::Len(a) => along("len", a),
        Op::Fun(fun) => fun.name().into(),
        Op::Compare(Cmp::Lt) => "lt".into(),
        Op::Compare(Cmp::Le) => "le".into(),
        Op::Compare(Cmp::Eq) => "eq".into(),
        Op::Compare(Cmp::Ne) => "ne".into(),
        Op::Ordered => "ordered".into(),
        Op::Same => "same".into(),
        Op::And => "and".into(),
        Op::Or => "or".into(),
        Op::Not => "not".into(),
        Op::Select => "select".into(),
        Op::StopGradient => "stop_gradient".into(),
        Op::Sum(a) => along("sum", a),
        Op::Max(a) => along("max_over", a),
        Op::Min(a) => along("min_over", a),
        Op::LogSumExp(a) => along("logsumexp", a),
        Op::Norm(a) => along("norm", a),
        Op::Softmax(a) => along("softmax", a),
        Op::SoftmaxRest(a) => along("softmax_rest", a),
        Op::LogSoftmax(a) => along("log_softmax", a),
        Op::Cumsum(a) => along("cumsum", a),
        Op::CumsumBack(a) => along("cumsum_back", a),
        Op::Reverse(a) => along("reverse", a),
        Op::Rename(from, to) => {
            format!("rename[{}, {}]", axis(formula, from), axis(formula, to))
        }
        Op::Gather(a) => along("gather", a),
        Op::Resum(a) => along("resum", a),
        Op::Scale(true) => "scale_down".into(),
        Op::Scale(false) => "scale_up".into(),
        Op::SquareLimit(false) => "square_low".into(),
        Op::SquareLimit(true) => "square_high".into(),
    }
}
