//! Syntax tree to typed graph: names, kinds, axes, types, domains.
//!
//! The second gate: what passes is a [`Formula`] of which every later pass may assume the best. A loss with an error still
//! gets its signature, with 0 for a formula, so that rustc finds the struct and the user reads of one mistake only; where the
//! error is in the signature, it gets a type of which rustc says nothing at all.

mod axis;
mod builtin;
mod call;
mod checker;
mod choice;
mod claims;
mod flat;
mod helpers;
mod indexing;
mod instead;
mod nan;
mod operators;
mod reduce;
mod signature;
mod unused;
mod value;
mod walk;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;

use crate::error::{At, Entry, Errors, catalogue};
use crate::graph::{Also, ArgId, Formula, Graph, Id};
use crate::syntax::{self, Block, ExprKind, Loss, display};
use checker::Checker;
use helpers::Helpers;
use signature::Signature;
use value::Value;

/// A checked loss: the formula, and the tokens that generated code needs beside it.
#[derive(Clone)]
pub struct Item {
    /// The attributes to hand on: docs, `cfg` and the like.
    pub attrs: Vec<syn::Attribute>,
    /// The visibility.
    pub vis: syn::Visibility,
    /// The name.
    pub name: syn::Ident,
    /// The arguments, in the order of [`Formula::args`].
    pub args: Vec<ArgTokens>,
    /// What it asks for beyond value and gradient.
    pub also: Also,
    /// The formula; 0 if this is a stub.
    pub formula: Formula,
    /// Whether an error was reported, so that only the signature counts.
    pub is_stub: bool,
    /// Whether not even the signature is known.
    pub is_opaque: bool,
}

/// The tokens of an argument.
#[derive(Clone)]
pub struct ArgTokens {
    /// Its name.
    pub name: syn::Ident,
    /// Its documentation.
    pub attrs: Vec<syn::Attribute>,
}

/// Reads and checks `($crate) items…`: the crate that the expansion calls, the losses, and all errors.
pub fn front(tokens: TokenStream) -> (Option<syn::Path>, Vec<Item>, Errors) {
    let mut errors = Errors::new();
    let block = syntax::parse(tokens, &mut errors);
    let items = check(&block, &mut errors);
    (block.root, items, errors)
}

/// Checks a block.
pub fn check(block: &Block, errors: &mut Errors) -> Vec<Item> {
    let is_whole = errors.is_empty();
    let helpers = Helpers::check(block, errors);
    let mut names = BTreeSet::new();
    let mut items = Vec::new();
    for loss in &block.losses {
        let name = display(&loss.name);
        if names.insert(name.clone()) {
            items.push(item(loss, &helpers, errors));
        } else {
            errors.report(
                At::from(&loss.name),
                &catalogue::DUPLICATE_NAME,
                &[&"the loss", &name],
            );
        }
    }
    // What is unknown is often what is unused, misspelt.
    if !errors.has_any_since(0, UNKNOWN) {
        for helper in block.helpers.iter().filter(|helper| !helper.broken) {
            unused::check(helper.params.iter(), "the parameter", &helper.body, errors);
        }
        if is_whole {
            check_helpers_used(block, errors);
        }
    }
    items
}

/// The errors of names that are not there.
const UNKNOWN: &[&Entry] = &[&catalogue::UNKNOWN_NAME, &catalogue::UNKNOWN_FUNCTION];

/// Checks one loss.
fn item(loss: &Loss, helpers: &Helpers<'_>, errors: &mut Errors) -> Item {
    let before = errors.len();
    let signature = signature::check(loss, errors);
    let is_opaque = loss.missing.parts || errors.len() > before;
    let claims = claims::claims(loss, &signature, errors);
    let specialise = claims::specialise(loss, &signature, errors);
    let mut checker = Checker::new(loss, &signature, helpers, errors);
    checker.declare_renamed(&loss.body);
    let result = formula(&mut checker, loss);
    let (graph, axes, has_failed) = (checker.graph, checker.axes, checker.has_failed);
    if !loss.broken && !errors.has_any_since(before, UNKNOWN) {
        let sources = signature.sources.iter();
        let args = sources.map(|&source| &loss.args[source].name);
        unused::check(args, "the argument", &loss.body, errors);
    }
    if let Some((value, _)) =
        result.filter(|_| !has_failed && !loss.broken && errors.len() == before)
        && !flat::has_gradient(&graph, &signature.args, value)
    {
        let name = display(&loss.name);
        errors.report(loss.body.tail.at, &catalogue::FLAT, &[&name]);
    }
    let is_sound = !loss.broken && !has_failed && errors.len() == before;
    let mut formula = Formula {
        name: display(&loss.name),
        scope: loss.scope,
        args: signature.args.clone(),
        axes: axes.all_names().map(str::to_owned).collect(),
        same_length: axes.roots(),
        graph,
        value: Id(0),
        weight: None,
        claims,
        specialise,
        source: syntax::print_body(&loss.body),
    };
    match result.filter(|_| is_sound) {
        Some((value, weight)) => (formula.value, formula.weight) = (value, weight),
        None => make_stub(&mut formula, &signature),
    }
    Item {
        attrs: loss.attrs.clone(),
        vis: loss.vis.clone(),
        name: loss.name.clone(),
        args: tokens_of(loss, &signature),
        also: loss.also,
        formula,
        is_stub: !is_sound,
        is_opaque,
    }
}

/// The value of the whole formula, and the weight if it says how often the sample counts.
fn formula(checker: &mut Checker<'_>, loss: &Loss) -> Option<(Id, Option<Id>)> {
    let tail = &loss.body.tail;
    match checker.body(&loss.body) {
        Value::Weighted(value, weight) => Some((value, Some(weight))),
        other => {
            let value = checker.number(other, tail);
            let value = checker.single(value, tail, "the result")?;
            Some((value, None))
        }
    }
}

/// The signature stays, the formula is 0, and nothing is claimed of it.
fn make_stub(formula: &mut Formula, signature: &Signature) {
    let args = signature.args.iter().enumerate();
    let arg_axes = args.map(|(i, arg)| {
        (
            ArgId(u16::try_from(i).unwrap_or(u16::MAX)),
            arg.named_axes(),
        )
    });
    formula.graph = Graph::new(arg_axes.collect());
    formula.value = formula.graph.constant(0.0);
    formula.weight = None;
    formula.claims.clear();
    formula.specialise.clear();
}

fn tokens_of(loss: &Loss, signature: &Signature) -> Vec<ArgTokens> {
    let args = signature.sources.iter().map(|&source| &loss.args[source]);
    args.map(|arg| ArgTokens {
        name: arg.name.clone(),
        attrs: arg.attrs.clone(),
    })
    .collect()
}

/// A helper that nobody calls was never checked.
fn check_helpers_used(block: &Block, errors: &mut Errors) {
    let mut called = BTreeSet::new();
    let bodies = block.losses.iter().map(|loss| &loss.body);
    for body in bodies.chain(block.helpers.iter().map(|helper| &helper.body)) {
        walk::body(body, &mut |expr| {
            if let ExprKind::Call(call) = &expr.kind {
                called.insert(display(&call.name));
            }
        });
    }
    for helper in &block.helpers {
        let name = display(&helper.name);
        if !called.contains(&name) && !name.starts_with('_') {
            let at = At::from(&helper.name);
            errors.report(at, &catalogue::UNUSED, &[&"the helper", &name]);
        }
    }
}

/// Whether a name is that of a constant.
fn is_constant_name(name: &str) -> bool {
    syntax::constant(name).is_some()
}
