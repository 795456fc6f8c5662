//! What is named and never used. A matter of syntax: a `let` in a branch not taken is used all the same.

use proc_macro2::Ident;

use crate::error::{At, Errors, catalogue};
use crate::syntax::{Body, Expr, ExprKind, display};

/// A name in scope.
struct Named<'a> {
    ident: &'a Ident,
    name: String,
    what: &'static str,
    is_used: bool,
}

/// Reports arguments and `let`s of a body that nothing uses.
pub fn check<'a>(
    args: impl Iterator<Item = &'a Ident>,
    what: &'static str,
    body: &'a Body,
    errors: &mut Errors,
) {
    let mut scope = Vec::new();
    for arg in args {
        enter(&mut scope, arg, what);
    }
    visit_body(body, &mut scope, errors);
    leave(&mut scope, 0, errors);
}

fn enter<'a>(scope: &mut Vec<Named<'a>>, ident: &'a Ident, what: &'static str) {
    scope.push(Named {
        ident,
        name: display(ident),
        what,
        is_used: false,
    });
}

fn leave(scope: &mut Vec<Named<'_>>, to: usize, errors: &mut Errors) {
    for named in scope.drain(to..) {
        if !named.is_used && !named.name.starts_with('_') {
            let fill: [&dyn std::fmt::Display; 2] = [&named.what, &named.name];
            errors.report(At::from(named.ident), &catalogue::UNUSED, &fill);
        }
    }
}

fn visit_body<'a>(body: &'a Body, scope: &mut Vec<Named<'a>>, errors: &mut Errors) {
    let outside = scope.len();
    for binding in &body.lets {
        visit(&binding.value, scope, errors);
        enter(scope, &binding.name, "the name");
    }
    visit(&body.tail, scope, errors);
    leave(scope, outside, errors);
}

fn visit<'a>(expr: &'a Expr, scope: &mut Vec<Named<'a>>, errors: &mut Errors) {
    match &expr.kind {
        ExprKind::Number(..) | ExprKind::Truth(_) | ExprKind::Error => {}
        ExprKind::Name(ident) => {
            let name = display(ident);
            if let Some(named) = scope.iter_mut().rev().find(|named| named.name == name) {
                named.is_used = true;
            }
        }
        ExprKind::Neg(x) | ExprKind::Not(x) | ExprKind::Paren(x) => visit(x, scope, errors),
        ExprKind::Chain(first, rest) => {
            visit(first, scope, errors);
            for (_, operand) in rest {
                visit(operand, scope, errors);
            }
        }
        ExprKind::Compare(x, _, y) | ExprKind::Element(x, y) => {
            visit(x, scope, errors);
            visit(y, scope, errors);
        }
        ExprKind::Call(call) => {
            for arg in &call.args {
                visit(arg, scope, errors);
            }
        }
        ExprKind::If(arms, last) => {
            for (condition, branch) in arms {
                visit(condition, scope, errors);
                visit_body(branch, scope, errors);
            }
            visit_body(last, scope, errors);
        }
    }
}
