//! What `EXPLAIN` says of a loss: formula, gradient, domain, kinks, the rules that fired.

use crate::differentiate::{Derived, Partial};
use crate::graph::{Arg, Domain, Formula, Fun, Graph, Id, Kind, Op, depending, differing, print};
use crate::stabilise::Fired;

/// The texts of an explanation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The body as written.
    pub formula: String,
    /// The derivative by each input and learnable: its name, its text.
    pub gradient: Vec<(String, String)>,
    /// The second derivative of a formula without axes.
    pub curvature: Vec<(String, String)>,
    /// One line an argument: kind, axes, default, domain.
    pub args: Vec<(String, String)>,
    /// Where the formula has no derivative, and what is taken there.
    pub kinks: Vec<String>,
    /// What was rewritten for accuracy.
    pub rules: Vec<String>,
    /// What it claims.
    pub claims: Vec<String>,
}

/// Explains a formula by its simplified derivatives.
pub fn explain(formula: &Formula, simplified: &Derived, fired: &Fired) -> Explanation {
    let texts = |partials: &[Partial]| {
        partials
            .iter()
            .map(|p| (name_of(formula, p), print(formula, &simplified.graph, p.id)))
            .collect::<Vec<_>>()
    };
    let mut gradient = texts(&simplified.gradient);
    gradient.extend(texts(&simplified.learnable));
    Explanation {
        formula: formula.source.clone(),
        gradient,
        curvature: texts(&simplified.curvature),
        args: formula
            .args
            .iter()
            .map(|arg| (arg.name.clone(), describe(formula, arg)))
            .collect(),
        kinks: kinks(&formula.graph, formula),
        rules: fired.keys().map(|rule| (*rule).to_string()).collect(),
        claims: formula
            .claims
            .iter()
            .map(|claim| match &claim.constant {
                Some(constant) => format!("{} = {constant}", claim.name),
                None => claim.name.clone(),
            })
            .collect(),
    }
}

fn name_of(formula: &Formula, partial: &Partial) -> String {
    let arg = formula.arg(partial.arg);
    match arg.components() {
        1 => arg.name.clone(),
        _ => format!("{}[{}]", arg.name, partial.component),
    }
}

/// `input[K] in 0..=1`, as declared.
pub fn describe(formula: &Formula, arg: &Arg) -> String {
    use crate::graph::Extent;
    let axis = |axis: crate::graph::Axis| {
        formula
            .axes
            .get(usize::from(axis.0))
            .cloned()
            .unwrap_or_default()
    };
    let mut text = match arg.kind {
        Kind::Input => "input".to_string(),
        Kind::Data => "data".to_string(),
        Kind::Index(a) => format!("index({})", axis(a)),
        Kind::Identity => "index(_)".to_string(),
        Kind::Param => "param".to_string(),
        Kind::Learnable => "learnable".to_string(),
        Kind::Flag => "flag".to_string(),
    };
    if !arg.axes.is_empty() {
        let axes: Vec<String> = arg
            .axes
            .iter()
            .map(|extent| match extent {
                Extent::Named(a) => axis(*a),
                Extent::Fixed(n) => n.to_string(),
            })
            .collect();
        text.push_str(&format!("[{}]", axes.join(", ")));
    }
    if let Some(default) = arg.default {
        match arg.kind {
            Kind::Flag => text.push_str(&format!(" = {}", default != 0.0)),
            _ => text.push_str(&format!(" = {default:?}")),
        }
    }
    if !arg.domain.is_everything() {
        text.push_str(&format!(" in {}", domain(&arg.domain)));
    }
    text
}

/// A domain as an interval: `(0, 1]`.
pub fn domain(domain: &Domain) -> String {
    let low = match domain.low {
        Some(bound) => format!("{}{}", if bound.included { '[' } else { '(' }, bound.at),
        None => "(-∞".to_string(),
    };
    let high = match domain.high {
        Some(bound) => format!("{}{}", bound.at, if bound.included { ']' } else { ')' }),
        None => "∞)".to_string(),
    };
    format!("{low}, {high}")
}

/// One line for each place without a derivative.
fn kinks(g: &Graph, formula: &Formula) -> Vec<String> {
    let mut lines = Vec::new();
    let text = |id: Id| print(formula, g, id).replace('\n', " ");
    let differs = differing(g, &formula.args);
    let varies = depending(g, &formula.args, |kind| {
        matches!(kind, Kind::Input | Kind::Learnable)
    });
    for id in g.ids() {
        let args = g.args(id);
        let line = match g.op(id) {
            Op::Fun(Fun::Abs) => format!("abs: where {} = 0 the gradient is 0", text(args[0])),
            Op::Fun(Fun::Relu) => format!("relu: where {} = 0 the gradient is 0", text(args[0])),
            Op::Fun(Fun::Max | Fun::Min) if args.iter().all(|&x| !varies[x.0 as usize]) => continue,
            Op::Fun(fun @ (Fun::Max | Fun::Min)) => format!(
                "{}: where {} = {} {}",
                fun.name(),
                text(args[0]),
                text(args[1]),
                match args.iter().all(|&x| differs[x.0 as usize]) {
                    true => "each side gets half of the gradient",
                    false => "the gradient is 0",
                }
            ),
            Op::Fun(Fun::Clamp) => format!(
                "clamp: on the ends of [{}, {}] the gradient is 1",
                text(args[1]),
                text(args[2])
            ),
            Op::Fun(Fun::Hypot) => "hypot: at 0 the gradient is 0".to_string(),
            Op::Norm(_) => format!("norm: where {} = 0 the gradient is 0", text(args[0])),
            Op::Max(_) | Op::Min(_) => {
                format!("ties of {} share the gradient evenly", text(args[0]))
            }
            Op::Fun(Fun::Xlogy | Fun::Xlog1py) => format!(
                "xlogy: where {} = 0 value and gradient are 0",
                text(args[0])
            ),
            Op::Select if matches!(g.op(args[0]), Op::Compare(_) | Op::And | Op::Or) => {
                format!("if {}: the branch taken alone counts", text(args[0]))
            }
            _ => continue,
        };
        if !lines.contains(&line) && line.len() < 300 {
            lines.push(line);
        }
    }
    lines
}
