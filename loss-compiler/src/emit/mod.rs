//! Rust from the lowered graph: flat `let`s with readable names, generic over element type and lanes.

pub mod api;
mod branch;
mod expr;
mod fixed;
mod lines;
pub mod located;
mod names;
mod pointwise;
mod rows;
mod trust;

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::differentiate::{Derived, FLOOR};
use crate::graph::{ArgId, Formula, Graph, Id, Kind, Marks, Op, Scope};
use crate::schedule::schedule;
use expr::Imports;
pub(crate) use fixed::same_for_all;
use names::Names;

/// Whether a formula is evaluated with one sample a lane, without loops.
pub fn is_pointwise(formula: &Formula) -> bool {
    let indexed = formula
        .args
        .iter()
        .any(|arg| matches!(arg.kind, Kind::Index(_) | Kind::Identity));
    formula.scope == Scope::Sample && formula.axes.is_empty() && !indexed
}

/// What a kernel is implemented for.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The type.
    pub ty: TokenStream,
    /// Where it has the fields of the parameters: `self`.
    pub fields: TokenStream,
    /// Whether each loop says what it computes: for reading.
    pub comments: bool,
    /// Whether it is called only where multiplication and addition fuse.
    pub fused: bool,
}

impl Holder {
    /// The struct of the loss itself.
    pub fn loss(name: &Ident) -> Holder {
        Holder {
            ty: quote!(#name),
            fields: quote!(self),
            comments: true,
            fused: false,
        }
    }
    /// A wrapper of a reference to it.
    pub fn wrapper(name: &Ident) -> Holder {
        Holder {
            ty: quote!(#name<'_>),
            fields: quote!(self.0),
            comments: false,
            fused: true,
        }
    }
}

/// The kernel trait's implementation; `k` is the path of the run time's private module.
pub fn kernel(
    k: &TokenStream,
    holder: &Holder,
    formula: &Formula,
    lowered: &Derived,
) -> TokenStream {
    if is_pointwise(formula) {
        pointwise::kernel(k, holder, formula, lowered)
    } else {
        rows::kernel(k, holder, formula, &schedule(formula, lowered))
    }
}

/// What the emitters share.
struct Emitter<'a> {
    k: &'a TokenStream,
    formula: &'a Formula,
    g: &'a Graph,
    names: Names,
    imports: Imports,
    holder: &'a Holder,
    /// What depends on parameters alone.
    same: BTreeSet<Id>,
    /// The parameters that have variables.
    read: BTreeSet<Id>,
}

impl<'a> Emitter<'a> {
    fn new(
        k: &'a TokenStream,
        holder: &'a Holder,
        formula: &'a Formula,
        g: &'a Graph,
    ) -> Emitter<'a> {
        Emitter {
            k,
            formula,
            g,
            names: Names::new(),
            imports: Imports::default(),
            holder,
            same: same_for_all(formula, g),
            read: BTreeSet::new(),
        }
    }

    /// The variable of a node.
    fn name(&mut self, id: Id) -> Ident {
        self.names.of(self.formula, self.g, id)
    }

    /// The field of the struct that holds a parameter or flag.
    fn field(&self, arg: ArgId) -> TokenStream {
        let arg = self.formula.arg(arg);
        if arg.name == FLOOR {
            return quote!(self.1);
        }
        let (fields, name) = (&self.holder.fields, field_name(&arg.name));
        quote!(#fields.#name)
    }

    /// The `use` lines that a body needs. Methods of a type parameter need none, those of its associated types do:
    /// masks, and in a row kernel the lanes.
    fn uses(&self, walk: bool) -> TokenStream {
        let k = self.k;
        let lanes = (walk && self.imports.lanes).then(|| quote!(use #k::Lanes as _;));
        let mask = self.imports.mask.then(|| quote!(use #k::Mask as _;));
        quote!(#lanes #mask)
    }

    /// Whether a node is so small that it stands where it is used.
    fn is_inline(&self, id: Id) -> bool {
        match self.g.op(id) {
            Op::Const(_)
            | Op::Truth(_)
            | Op::Flag(_)
            | Op::Scale(_)
            | Op::SquareLimit(_)
            | Op::Len(_) => true,
            Op::Arg(arg, _) => {
                matches!(self.formula.arg(arg).kind, Kind::Param | Kind::Learnable)
                    && self.formula.arg(arg).axes.is_empty()
                    && !self.read.contains(&id)
            }
            Op::And | Op::Or | Op::Not => self.flag_condition(id).is_some(),
            _ => false,
        }
    }
}

/// A whole number without a suffix.
fn count(n: usize) -> proc_macro2::Literal {
    proc_macro2::Literal::usize_unsuffixed(n)
}

/// An identifier for a name that may be a keyword.
pub fn field_name(name: &str) -> Ident {
    let plain = name.trim_start_matches("r#");
    match syn::parse_str::<Ident>(plain) {
        Ok(_) => Ident::new(plain, Span::mixed_site()),
        Err(_) if matches!(plain, "self" | "super" | "crate" | "Self" | "_") => {
            Ident::new(&format!("{plain}_"), Span::mixed_site())
        }
        Err(_) => Ident::new_raw(plain, Span::mixed_site()),
    }
}

/// The nodes below `roots`, operands first.
pub(crate) fn below(g: &Graph, roots: &[Id]) -> BTreeSet<Id> {
    let (mut seen, mut all) = (Marks::default(), Vec::new());
    let mut stack = roots.to_vec();
    while let Some(id) = stack.pop() {
        if seen.insert(id) {
            all.push(id);
            stack.extend_from_slice(g.args(id));
        }
    }
    all.into_iter().collect()
}

/// The generated code of a formula, each run of blanks one blank.
#[cfg(test)]
pub(crate) fn code(text: &str) -> String {
    let (_, mut items, errors) = crate::check::front(text.parse().expect("Rust's tokens"));
    assert!(errors.is_empty(), "{text}");
    let item = items.pop().expect("a formula");
    let code = crate::reading(&item, &crate::compile::compile(&item.formula));
    code.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the kernel of a formula without axes computes of a sample.
#[cfg(test)]
pub(crate) fn sample_code(args: &str, body: &str) -> String {
    sample_codes(args, body).0
}

/// The same of the kernel that leaves nothing out.
#[cfg(test)]
pub(crate) fn careful_code(args: &str, body: &str) -> String {
    let (sample, careful) = sample_codes(args, body);
    careful.unwrap_or(sample)
}

/// What the kernel of a formula without axes computes of a sample, and what it does where that is no finite number, if that is not the
/// same.
#[cfg(test)]
pub(crate) fn sample_codes(args: &str, body: &str) -> (String, Option<String>) {
    let code = code(&format!("pub loss Form({args}) {{ {body} }}"));
    let (_, code) = code.split_once("fn sample").expect("a kernel");
    let (code, _) = code.split_once("fn sample_weight").expect("its end");
    match code.split_once("fn careful") {
        Some((sample, careful)) => (sample.to_owned(), Some(careful.to_owned())),
        None => (code.to_owned(), None),
    }
}
