//! What is drawn of a graph, whatever draws it: boxes with a text, and arrows from what is computed first.
//!
//! A box says its operation in the language of the formula, with the user's name before it and a dot for each operand that
//! an arrow brings; numbers stand in the box, so that a picture has no more boxes than the formula has steps.
//!
//! ```text
//! let size = abs(prediction - target); …     →     prediction ─a─► a - b ─► size = abs(·) ─► …
//! ```

use std::collections::{BTreeMap, BTreeSet};

use crate::differentiate::Derived;
use crate::graph::{Formula, Graph, Id, Kind, Op, print_operation};

/// What a box is to the formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// What is differentiated by: an input or learnable.
    Input,
    /// Data or a label.
    Data,
    /// A parameter or flag.
    Param,
    /// An operation.
    Operation,
    /// A value or derivative that is handed out.
    Output,
}

/// A box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vertex {
    /// A name for the arrows: `n7`.
    pub key: String,
    /// What is written in it; the axes along which it varies stand in a second line.
    pub lines: Vec<String>,
    /// What it is.
    pub role: Role,
}

/// An arrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// From this box.
    pub from: String,
    /// To that one.
    pub to: String,
    /// Which operand it brings, where that matters.
    pub label: &'static str,
}

/// The boxes and arrows of a graph, in the order of the computation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagram {
    /// The name of the loss.
    pub name: String,
    /// The boxes.
    pub vertices: Vec<Vertex>,
    /// The arrows.
    pub arrows: Vec<Arrow>,
}

impl Diagram {
    /// The value of a formula.
    pub fn of_value(formula: &Formula) -> Diagram {
        let value = [("loss".to_string(), formula.value)];
        Diagram::new(formula, &formula.graph, &value)
    }

    /// Value and gradient in one picture.
    pub fn of_derived(formula: &Formula, derived: &Derived) -> Diagram {
        let mut roots = vec![("loss".to_string(), derived.value)];
        for partial in derived.gradient.iter().chain(&derived.learnable) {
            let arg = formula.arg(partial.arg);
            let name = match arg.components() {
                1 => format!("d/{}", arg.name),
                _ => format!("d/{}[{}]", arg.name, partial.component),
            };
            roots.push((name, partial.id));
        }
        Diagram::new(formula, &derived.graph, &roots)
    }

    /// Everything that these outputs need.
    pub fn new(formula: &Formula, g: &Graph, outputs: &[(String, Id)]) -> Diagram {
        let mut diagram = Diagram {
            name: formula.name.clone(),
            vertices: Vec::new(),
            arrows: Vec::new(),
        };
        let mut needed = BTreeSet::new();
        let mut stack: Vec<Id> = outputs.iter().map(|(_, id)| plain(g, *id)).collect();
        while let Some(id) = stack.pop() {
            if needed.insert(id) {
                stack.extend(operands(g, id));
            }
        }
        for &id in &needed {
            diagram.add(formula, g, id);
        }
        for (i, (name, id)) in outputs.iter().enumerate() {
            let key = format!("out{i}");
            diagram.arrow(&format!("n{}", plain(g, *id).0), &key, "");
            diagram.vertices.push(Vertex {
                key,
                lines: vec![name.clone()],
                role: Role::Output,
            });
        }
        diagram
    }

    fn add(&mut self, formula: &Formula, g: &Graph, id: Id) {
        let key = format!("n{}", id.0);
        let mut names: BTreeMap<Id, String> = BTreeMap::new();
        let operands = operands(g, id);
        let labels: &[&str] = match g.op(id) {
            Op::Select => &["if", "then", "else"],
            op if operands.len() > 1 && !op.is_commutative() => &["a", "b", "c"],
            _ => &[],
        };
        for (i, &operand) in operands.iter().enumerate() {
            let label = labels.get(i).copied().unwrap_or("");
            let letter = ["a", "b", "c"].get(i).copied().unwrap_or("·");
            let name = if labels.is_empty() { "·" } else { letter };
            names.insert(operand, name.to_string());
            self.arrow(&format!("n{}", operand.0), &key, label);
        }
        // What is seen through has the name of what is behind it.
        for &arg in g.args(id) {
            if let Some(name) = names.get(&plain(g, arg)).cloned() {
                names.insert(arg, name);
            }
        }
        let text = match g.op(id) {
            Op::Select => select(g, id, &operands, formula),
            _ => print_operation(formula, g, id, &names),
        };
        let text = match g.names.get(&id) {
            Some(name) if !is_leaf(g, id) => format!("{name} = {text}"),
            _ => text,
        };
        let axes: Vec<&str> = g
            .axes(id)
            .iter()
            .filter_map(|axis| formula.axes.get(usize::from(axis.0)))
            .map(String::as_str)
            .collect();
        let mut lines = vec![text];
        if !axes.is_empty() {
            lines.push(format!("[{}]", axes.join(", ")));
        }
        let role = role(formula, g, id);
        self.vertices.push(Vertex { key, lines, role });
    }

    fn arrow(&mut self, from: &str, to: &str, label: &'static str) {
        self.arrows.push(Arrow {
            from: from.to_string(),
            to: to.to_string(),
            label,
        });
    }
}

/// A choice, with the branches that are numbers in the box.
fn select(g: &Graph, id: Id, operands: &[Id], formula: &Formula) -> String {
    let branch = |i: usize, word: &str| {
        let arg = plain(g, g.args(id)[i]);
        match operands.contains(&arg) {
            true => String::new(),
            false => format!(
                " {word} {}",
                print_operation(formula, g, arg, &BTreeMap::new())
            ),
        }
    };
    format!("if{}{}", branch(1, "then"), branch(2, "else"))
}

fn is_leaf(g: &Graph, id: Id) -> bool {
    g.args(id).is_empty()
}

fn role(formula: &Formula, g: &Graph, id: Id) -> Role {
    match g.op(id) {
        Op::Arg(arg, _) | Op::Flag(arg) | Op::Label(arg) => match formula.arg(arg).kind {
            Kind::Input | Kind::Learnable => Role::Input,
            Kind::Data | Kind::Index(_) | Kind::Identity => Role::Data,
            Kind::Param | Kind::Flag => Role::Param,
        },
        _ => Role::Operation,
    }
}

/// What has a box of its own before this one: each operand once, without numbers.
fn operands(g: &Graph, id: Id) -> Vec<Id> {
    let mut out: Vec<Id> = Vec::new();
    for &arg in g.args(id) {
        let arg = plain(g, arg);
        let is_number = matches!(g.op(arg), Op::Const(_) | Op::Truth(_));
        if !is_number && !out.contains(&arg) {
            out.push(arg);
        }
    }
    out
}

/// The node behind what a formula does not say: guards against NaN, and an index taken as a number.
fn plain(g: &Graph, id: Id) -> Id {
    let args = g.args(id);
    match g.op(id) {
        Op::And if g.op(args[0]) == Op::Ordered => plain(g, args[1]),
        Op::And if g.op(args[1]) == Op::Ordered => plain(g, args[0]),
        Op::Select if g.op(args[0]) == Op::Ordered => plain(g, args[1]),
        Op::Number => plain(g, args[0]),
        _ => id,
    }
}
