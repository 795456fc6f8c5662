//! A formula as LaTeX: what stands along an axis has an index, a sum has a Σ, an `if` its cases.
//!
//! ```text
//! -log_softmax(logits)[label]     →     -\ln \operatorname{softmax}\left(\mathit{logits}\right)_{\mathit{label}}
//! ```
//!
//! It is the same formula as [`crate::graph::print`] writes, in the subset of LaTeX that KaTeX and MathJax both set.

mod operation;
mod symbol;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::differentiate::Partial;
use crate::graph::{Axis, Extent, Formula, Graph, Id, Op, shared};
use symbol::{Symbol, word};

// How strongly an operation binds; what binds weaker than its place asks for is put in parentheses.
const CASES: u8 = 1;
const OR: u8 = 20;
const AND: u8 = 30;
const COMPARE: u8 = 40;
const ADD: u8 = 50;
const SUM: u8 = 55;
const MUL: u8 = 60;
const FRAC: u8 = 90;
const POW: u8 = 95;
/// A function called: a power of it needs parentheses.
const CALL: u8 = 97;
const ATOM: u8 = 100;

/// The value of a formula: `L = …`, in several aligned lines where parts of it have names.
pub fn value(formula: &Formula) -> String {
    equation(formula, &formula.graph, formula.value, "L")
}

/// A derivative of the first or second order: `\frac{\partial L}{\partial x} = …`.
pub fn derivative(formula: &Formula, g: &Graph, partial: &Partial, order: usize) -> String {
    let arg = formula.arg(partial.arg);
    let axes = Printer::new(formula, g).leaf(partial.arg, partial.component, &Places::default());
    let left = match (order, arg.kind) {
        (2, _) => format!("\\frac{{\\partial^2 L}}{{\\partial {axes}^2}}"),
        _ => format!("\\frac{{\\partial L}}{{\\partial {axes}}}"),
    };
    equation(formula, g, partial.id, &left)
}

/// `left = …`: the node `root`, with a line for each part that is used more than once.
pub fn equation(formula: &Formula, g: &Graph, root: Id, left: &str) -> String {
    let mut printer = Printer::new(formula, g);
    let (shared, mut lines) = (shared(g, root), Vec::new());
    // With nothing to be named, nobody asks which names are taken.
    let named = formula.args.iter().filter(|_| !shared.is_empty());
    let mut taken: BTreeSet<String> = named.map(|arg| arg.name.clone()).collect();
    for id in shared {
        let text = printer.text(id, &Places::default(), 0);
        let wish = g.names.get(&id).cloned().unwrap_or_else(|| "t".into());
        let mut name = wish.clone();
        let mut count = 1;
        while !taken.insert(name.clone()) {
            count += 1;
            name = format!("{wish}_{count}");
        }
        let symbol = Symbol::new(&name);
        let indices = printer.indices(g.axes(id).iter(), &Places::default());
        lines.push(format!("{} &= {text}", symbol.at(&indices)));
        printer.named.insert(id, symbol);
    }
    let text = printer.text(root, &Places::default(), 0);
    if lines.is_empty() {
        return format!("{left} = {text}");
    }
    lines.push(format!("{left} &= {text}"));
    format!(
        "\\begin{{aligned}}\n{}\n\\end{{aligned}}",
        lines.join(" \\\\\n")
    )
}

/// Where along each axis a text stands: at an index, or along the whole of it; the axis' own letter goes without saying.
#[derive(Clone, Default)]
struct Places(BTreeMap<Axis, Option<String>>);

impl Places {
    fn with(&self, axis: Axis, place: Option<String>) -> Places {
        let mut places = self.clone();
        places.0.insert(axis, place);
        places
    }
    fn without(&self, axis: Axis) -> Places {
        let mut places = self.clone();
        places.0.remove(&axis);
        places
    }
}

struct Printer<'a> {
    formula: &'a Formula,
    g: &'a Graph,
    named: BTreeMap<Id, Symbol>,
    /// The index that runs along each axis.
    letters: Vec<String>,
    /// Names in use, which a function must not be mistaken for; gathered once somebody asks.
    words: OnceCell<BTreeSet<&'a str>>,
}

impl<'a> Printer<'a> {
    fn new(formula: &'a Formula, g: &'a Graph) -> Printer<'a> {
        let mut printer = Printer {
            formula,
            g,
            named: BTreeMap::new(),
            letters: Vec::new(),
            words: OnceCell::new(),
        };
        for axis in &formula.axes {
            let mut letter = axis.to_lowercase();
            while printer.words().contains(letter.as_str())
                || printer.letters.contains(&word(&letter))
            {
                letter.push('\'');
            }
            printer.letters.push(index_letter(&letter));
        }
        printer
    }

    fn words(&self) -> &BTreeSet<&'a str> {
        self.words.get_or_init(|| {
            let args = self.formula.args.iter().map(|arg| arg.name.as_str());
            let names = self.g.names.values().map(String::as_str);
            args.chain(names).collect()
        })
    }

    fn letter(&self, axis: Axis) -> String {
        let letter = self.letters.get(usize::from(axis.0));
        letter.cloned().unwrap_or_default()
    }

    fn axis_name(&self, axis: Axis) -> String {
        let name = self.formula.axes.get(usize::from(axis.0));
        name.map(|name| word(name)).unwrap_or_default()
    }

    /// The index along an axis; none where the whole of it is meant.
    fn place(&self, axis: Axis, at: &Places) -> Option<String> {
        match at.0.get(&axis) {
            Some(place) => place.clone(),
            None => Some(self.letter(axis)),
        }
    }

    /// The indices of what varies along these axes: a dot along the whole of one, nothing along the whole of all.
    fn indices(&self, axes: impl Iterator<Item = Axis>, at: &Places) -> Vec<String> {
        let places: Vec<Option<String>> = axes.map(|axis| self.place(axis, at)).collect();
        if places.iter().all(Option::is_none) {
            return Vec::new();
        }
        let dot = || "\\cdot".to_string();
        places.into_iter().map(|p| p.unwrap_or_else(dot)).collect()
    }

    /// An argument with its indices.
    fn leaf(&self, arg: crate::graph::ArgId, component: u32, at: &Places) -> String {
        let arg = self.formula.arg(arg);
        let axes = arg.axes.iter().filter_map(|extent| match extent {
            Extent::Named(axis) => Some(*axis),
            Extent::Fixed(_) => None,
        });
        let mut indices = self.indices(axes, at);
        if arg.components() > 1 {
            indices.push(component.to_string());
        }
        Symbol::new(&arg.name).at(&indices)
    }

    /// The text of a node; in parentheses if it binds weaker than `around`.
    fn text(&self, id: Id, at: &Places, around: u8) -> String {
        if let Some(symbol) = self.named.get(&id) {
            return symbol.at(&self.indices(self.g.axes(id).iter(), at));
        }
        let (text, binds) = self.bare(id, at);
        if binds < around { parens(&text) } else { text }
    }

    fn is_number(&self, id: Id) -> bool {
        matches!(self.g.op(id), Op::Const(_))
    }
}

/// A letter, with its strokes: `k''`.
fn index_letter(letter: &str) -> String {
    let name = letter.trim_end_matches('\'');
    format!("{}{}", word(name), &letter[name.len()..])
}

fn parens(text: &str) -> String {
    format!("\\left({text}\\right)")
}
