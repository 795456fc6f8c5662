//! What `EXPLAIN` says of a loss: formula, gradient, domain, kinks, the rules that fired.

mod kinks;
mod rules;

#[cfg(test)]
mod tests;

use crate::differentiate::{Derived, Partial, reverse};
use crate::graph::{Arg, ArgId, Domain, Formula, Kind, print};
use crate::simplify::simplify;
use crate::stabilise::Fired;

pub use kinks::KINKS;

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
    /// The parameters for which there are kernels of their own.
    pub special: Vec<String>,
}

/// Explains a formula: as checked, in its stable form, by its simplified derivatives and the rules that fired.
pub fn explain(
    formula: &Formula,
    stable: &Formula,
    simplified: &Derived,
    fired: &Fired,
) -> Explanation {
    let mut texts = Texts::new(stable, simplified);
    // Guards against overflow can make a derivative a page long: then that of the formula as written is easier to read.
    if texts.length() > LONG {
        texts.shorten(&plain_gradient(formula, simplified));
    }
    let Texts {
        gradient,
        curvature,
    } = texts;
    Explanation {
        formula: formula.source.clone(),
        gradient,
        curvature,
        args: formula
            .args
            .iter()
            .map(|arg| (arg.name.clone(), describe(formula, arg)))
            .collect(),
        kinks: kinks::kinks(formula, stable),
        rules: rules::shown(formula, fired),
        claims: formula
            .claims
            .iter()
            .map(|claim| match &claim.constant {
                Some(constant) => format!("{} = {constant}", claim.name),
                None => claim.name.clone(),
            })
            .collect(),
        special: formula
            .specialise
            .iter()
            .map(|values| condition(formula, values))
            .collect(),
    }
}

/// `weight == 1.0 && smoothing == 0.0`
fn condition(formula: &Formula, values: &[(ArgId, f64)]) -> String {
    let values = values.iter().map(|&(arg, value)| {
        let name = formula.arg(arg).name.trim_start_matches("r#");
        format!("{name} == {value:?}")
    });
    values.collect::<Vec<_>>().join(" && ")
}

/// Longer than this, a derivative is no formula to read.
const LONG: usize = 600;

/// The derivatives as text: by what, and the formula.
struct Texts {
    gradient: Vec<(String, String)>,
    curvature: Vec<(String, String)>,
}

impl Texts {
    fn new(formula: &Formula, simplified: &Derived) -> Texts {
        let texts = |partials: &[Partial]| {
            let text = |p: &Partial| print(formula, &simplified.graph, p.id);
            let texts = partials.iter().map(|p| (name_of(formula, p), text(p)));
            texts.collect::<Vec<_>>()
        };
        let mut gradient = texts(&simplified.gradient);
        gradient.extend(texts(&simplified.learnable));
        Texts {
            gradient,
            curvature: texts(&simplified.curvature),
        }
    }

    fn length(&self) -> usize {
        let lengths = self.gradient.iter().map(|(_, text)| text.len());
        lengths.max().unwrap_or(0)
    }

    /// Takes the texts of the gradient that are shorter in `other`.
    fn shorten(&mut self, other: &[(String, String)]) {
        for (ours, theirs) in self.gradient.iter_mut().zip(other) {
            if theirs.1.len() < ours.1.len() {
                ours.clone_from(theirs);
            }
        }
    }
}

/// The gradient of the formula as written. The second derivative of a long one is not for reading, and costs most.
fn plain_gradient(formula: &Formula, like: &Derived) -> Vec<(String, String)> {
    let mut graph = formula.graph.clone();
    let all = like.gradient.iter().chain(&like.learnable);
    let wanted: Vec<_> = all.map(|p| (p.arg, p.component)).collect();
    let mut gradient = reverse(&mut graph, &formula.args, formula.value, &wanted);
    let learnable = gradient.split_off(like.gradient.len());
    let plain = Derived {
        graph,
        value: formula.value,
        weight: None,
        gradient,
        learnable,
        curvature: Vec::new(),
    };
    Texts::new(formula, &simplify(&plain)).gradient
}

fn name_of(formula: &Formula, partial: &Partial) -> String {
    let arg = formula.arg(partial.arg);
    match arg.components() {
        1 => arg.name.clone(),
        _ => format!("{}[{}]", arg.name, partial.component),
    }
}

/// `input[K] in 0.0..=1.0`, as declared.
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

/// A domain as the language writes it: `0.0<..=1.0`.
pub fn domain(domain: &Domain) -> String {
    let number = |at: f64| format!("{at:?}").replace("inf", "INFINITY");
    let low = domain.low.map_or_else(String::new, |low| {
        number(low.at) + if low.included { "" } else { "<" }
    });
    let high = domain.high.map_or_else(String::new, |high| {
        format!(
            "{}{}",
            if high.included { "=" } else { "" },
            number(high.at)
        )
    });
    format!("{low}..{high}")
}
