//! What `EXPLAIN` says of a loss: formula, gradient, domain, kinks, the rules that fired.

mod factored;
mod kinks;
mod product;
mod readable;
mod rules;
mod schedule;
mod work;

#[cfg(test)]
mod tests;

use crate::differentiate::{Derived, Partial};
use crate::graph::{Arg, ArgId, Domain, Formula, Graph, Kind, print};
use crate::range::range;
use crate::show::{Diagram, dot, latex, mermaid};
use crate::stabilise::{Fired, Rewrites};

pub use kinks::KINKS;
pub use readable::readable;
use readable::without_guards;
pub use work::{Limit, Work, work};

/// The texts of an explanation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The body as written; in an expansion, after the helpers that it calls.
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
    /// What each of these rules was first applied to, and what it made of that.
    pub rewrites: Vec<(String, String)>,
    /// What it claims.
    pub claims: Vec<String>,
    /// For which inputs value and gradient are finite, and what may go wrong beyond.
    pub range: Vec<String>,
    /// The loops: what is computed in which, what is kept between them, what is computed again.
    pub schedule: Vec<String>,
    /// Operations and bytes, and which of them binds.
    pub cost: Vec<String>,
    /// The formula, the gradient and the second derivative for a page.
    pub latex: Latex,
    /// The graph of the formula in DOT.
    pub dot: String,
    /// The graph of the formula in Mermaid.
    pub mermaid: String,
    /// The parameters for which there are kernels of their own.
    pub special: Vec<String>,
}

/// The texts in LaTeX.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Latex {
    /// `L = …`
    pub formula: String,
    /// By each input and learnable, where it is short enough to read.
    pub gradient: Vec<(String, String)>,
    /// The second derivative, likewise.
    pub curvature: Vec<(String, String)>,
}

/// The stages of a formula that an explanation tells of.
#[derive(Clone, Copy, Debug)]
pub struct Stages<'a> {
    /// As checked.
    pub formula: &'a Formula,
    /// In its stable form.
    pub stable: &'a Formula,
    /// With its derivatives, for reading.
    pub simplified: &'a Derived,
    /// With them in the operations of loops.
    pub lowered: &'a Derived,
    /// The rules that fired.
    pub fired: &'a Fired,
    /// What they did.
    pub rewrites: &'a Rewrites,
}

/// Explains a formula.
pub fn explain(stages: &Stages<'_>) -> Explanation {
    let Stages {
        formula,
        stable,
        simplified,
        ..
    } = *stages;
    let texts = Texts::shortest(formula, stable, simplified);
    let rules = rules::shown(formula, stages.fired);
    let diagram = Diagram::of_value(formula);
    Explanation {
        formula: formula.source.clone(),
        gradient: texts.gradient,
        curvature: texts.curvature,
        args: formula
            .args
            .iter()
            .map(|arg| (arg.name.clone(), describe(formula, arg)))
            .collect(),
        kinks: kinks::kinks(formula, stable),
        rewrites: rules::rewrites(&rules, stages.rewrites),
        rules,
        claims: formula
            .claims
            .iter()
            .map(|claim| match &claim.constant {
                Some(constant) => format!("{} = {constant}", claim.name),
                None => claim.name.clone(),
            })
            .collect(),
        range: range(stable, simplified).lines(),
        schedule: schedule::lines(stable, stages.lowered),
        cost: work::lines(stable, stages.lowered),
        latex: Latex {
            formula: latex::value(formula),
            ..texts.latex
        },
        dot: dot(&diagram),
        mermaid: mermaid(&diagram),
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

/// Of a formula of more operations than this, no spelling is short.
const MOST_SPELLED: usize = 1000;

/// Longer than this, it is none to set.
const PAGE: usize = 1200;

/// The derivatives as text: by what, and the formula.
struct Texts {
    gradient: Vec<(String, String)>,
    curvature: Vec<(String, String)>,
    latex: Latex,
}

impl Texts {
    fn new(formula: &Formula, simplified: &Derived) -> Texts {
        let g = &simplified.graph;
        let by_inputs = simplified.gradient.iter().chain(&simplified.learnable);
        let gradient: Vec<&Partial> = by_inputs.collect();
        let curvature: Vec<&Partial> = simplified.curvature.iter().collect();
        let texts = |partials: &[&Partial]| {
            let text = |p: &&Partial| (name_of(formula, p), print(formula, g, p.id));
            partials.iter().map(text).collect::<Vec<_>>()
        };
        let (first, second) = (texts(&gradient), texts(&curvature));
        let latex = Latex {
            formula: String::new(),
            gradient: set(formula, g, &gradient, &first, 1),
            curvature: set(formula, g, &curvature, &second, 2),
        };
        Texts {
            gradient: first,
            curvature: second,
            latex,
        }
    }

    fn length(&self) -> usize {
        let lengths = self.gradient.iter().map(|(_, text)| text.len());
        lengths.max().unwrap_or(0)
    }

    /// For reading; of a long gradient, which has what keeps its digits in it, each in the words that are fewest.
    fn shortest(formula: &Formula, stable: &Formula, simplified: &Derived) -> Texts {
        let mut texts = Texts::new(stable, &readable(stable));
        texts.shorten(&Texts::new(stable, &without_guards(simplified)));
        if texts.length() > LONG && formula.graph.len() <= MOST_SPELLED {
            texts.shorten(&Texts::new(formula, &readable(formula)));
        }
        texts
    }

    /// Takes the texts that are shorter in `other`.
    fn shorten(&mut self, other: &Texts) {
        let sides = [
            (
                (&mut self.gradient, &mut self.latex.gradient),
                (&other.gradient, &other.latex.gradient),
            ),
            (
                (&mut self.curvature, &mut self.latex.curvature),
                (&other.curvature, &other.latex.curvature),
            ),
        ];
        for ((ours, our_latex), (theirs, their_latex)) in sides {
            for (ours, theirs) in ours.iter_mut().zip(theirs) {
                if theirs.1.chars().count() >= ours.1.chars().count() {
                    continue;
                }
                ours.clone_from(theirs);
                let Some(set) = their_latex.iter().find(|(by, _)| *by == theirs.0) else {
                    continue;
                };
                match our_latex.iter_mut().find(|(by, _)| *by == theirs.0) {
                    Some(ours) => ours.clone_from(set),
                    None => our_latex.push(set.clone()),
                }
            }
        }
    }
}

/// The derivatives in LaTeX whose texts are short enough.
fn set(
    formula: &Formula,
    g: &Graph,
    partials: &[&Partial],
    texts: &[(String, String)],
    order: usize,
) -> Vec<(String, String)> {
    partials
        .iter()
        .zip(texts)
        .filter(|(_, (_, text))| text.len() < PAGE)
        .map(|(p, (by, _))| (by.clone(), latex::derivative(formula, g, p, order)))
        .collect()
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
