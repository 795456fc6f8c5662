//! Names of variables in generated code: the user's own where there is one, else one that says what it holds.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span};

use crate::graph::{Formula, Fun, Graph, Id, Op, Table};

/// Names that the templates use themselves.
const RESERVED: &[&str] = &[
    "t",
    "w",
    "x",
    "args",
    "fixed",
    "scale",
    "scratch",
    "gradient",
    "value",
    "weight",
    "learnable",
    "at",
    "block",
    "in_blocks",
    "self",
    "V",
    "W",
    "S",
];

/// Gives each node a name of its own.
#[derive(Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
    /// The last number given to a wish.
    counts: BTreeMap<String, usize>,
    /// Wishes as valid identifiers.
    cleaned: BTreeMap<String, String>,
    of: Table<Id, Ident>,
}

impl Names {
    pub(super) fn new() -> Names {
        Names {
            taken: RESERVED.iter().map(|name| (*name).to_string()).collect(),
            ..Names::default()
        }
    }

    /// A fresh variable.
    pub(super) fn fresh(&mut self, wish: &str) -> Ident {
        let wish = match self.cleaned.get(wish) {
            Some(known) => known.clone(),
            None => {
                let cleaned = clean(wish);
                self.cleaned.insert(wish.to_string(), cleaned.clone());
                cleaned
            }
        };
        let mut name = wish.clone();
        let count = self.counts.entry(wish.clone()).or_insert(1);
        while !self.taken.insert(name.clone()) {
            *count += 1;
            name = format!("{wish}_{count}");
        }
        Ident::new(&name, Span::mixed_site())
    }

    /// The variable of a node.
    pub(super) fn of(&mut self, formula: &Formula, g: &Graph, id: Id) -> Ident {
        if let Some(name) = self.of.get(&id) {
            return name.clone();
        }
        let wish = self.wish(formula, g, id);
        let name = self.fresh(&wish);
        self.of.insert(id, name.clone());
        name
    }

    /// What a node would like to be called: by the user's word for it, else by what it does, and to what where that has a
    /// name: `exp_logits`.
    pub(super) fn wish(&self, formula: &Formula, g: &Graph, id: Id) -> String {
        let named = |id: Id| match (g.names.get(&id), g.op(id)) {
            (Some(name), _) => Some(name.clone()),
            (None, Op::Arg(arg, _) | Op::Label(arg)) => Some(formula.arg(arg).name.clone()),
            _ => None,
        };
        if let Some(name) = named(id) {
            return name;
        }
        let args = g.args(id);
        match (g.op(id), args) {
            (Op::Rename(..), &[x]) => self.wish(formula, g, x),
            (op, &[x]) => match named(x) {
                Some(name) if !matches!(op, Op::Gather(_)) => format!("{}_{name}", describe(op)),
                _ => describe(op).to_string(),
            },
            (op, _) => describe(op).to_string(),
        }
    }

    /// The variable of a node, if it has one already.
    pub(super) fn known(&self, id: Id) -> Option<Ident> {
        self.of.get(&id).cloned()
    }

    /// From here on the node is this variable.
    pub(super) fn set(&mut self, id: Id, name: Ident) {
        self.of.insert(id, name);
    }

    /// Forgets the variables of a loop that has ended; the next loop may use their names again.
    pub(super) fn forget(&mut self, ids: impl IntoIterator<Item = Id>) {
        let names: Vec<Ident> = ids
            .into_iter()
            .filter_map(|id| self.of.remove(&id))
            .collect();
        self.release(&names);
    }

    /// The next loop may use these names again.
    pub(super) fn release<'n>(&mut self, names: impl IntoIterator<Item = &'n Ident>) {
        for name in names {
            let name = name.to_string();
            let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
            self.counts.remove(stem.trim_end_matches('_'));
            self.taken.remove(&name);
        }
    }
}

/// A valid identifier near to what was wished for.
fn clean(wish: &str) -> String {
    let mut name: String = wish
        .trim_start_matches("r#")
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '_' {
                c
            } else {
                '_'
            }
        })
        .collect();
    if name.is_empty()
        || name.starts_with(|c: char| c.is_numeric())
        || name.chars().all(|c| c == '_')
    {
        name.insert_str(0, "v_");
    }
    if syn::parse_str::<Ident>(&name).is_err() {
        name.push('_');
    }
    name
}

fn describe(op: Op) -> &'static str {
    match op {
        Op::Fun(fun) => match fun {
            Fun::Neg => "minus",
            Fun::Add => "sum",
            Fun::Sub => "difference",
            Fun::Mul => "product",
            Fun::Div => "ratio",
            Fun::Powi | Fun::Pow => "power",
            Fun::Min => "smaller",
            Fun::Max => "larger",
            Fun::Sqrt => "root",
            fun => fun.name(),
        },
        Op::Select => "chosen",
        Op::Compare(_) | Op::Same => "is",
        Op::Ordered => "ordered",
        Op::And | Op::Or | Op::Not => "holds",
        Op::Sum(_) => "total",
        Op::Max(_) => "largest",
        Op::Min(_) => "smallest",
        Op::Gather(_) => "element",
        Op::Position(_) => "position",
        Op::Cumsum(_) | Op::CumsumBack(_) => "running",
        _ => "v",
    }
}
