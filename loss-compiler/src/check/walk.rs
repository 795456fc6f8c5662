//! Visits every expression of a body. Recursion is bounded, since trees are.

use crate::syntax::{Body, Expr, ExprKind};

/// Visits a body, each expression before its parts.
pub fn body<'a>(body_of: &'a Body, visit: &mut impl FnMut(&'a Expr)) {
    for binding in &body_of.lets {
        expr(&binding.value, visit);
    }
    expr(&body_of.tail, visit);
}

/// Visits an expression, then its parts.
pub fn expr<'a>(of: &'a Expr, visit: &mut impl FnMut(&'a Expr)) {
    visit(of);
    match &of.kind {
        ExprKind::Number(..) | ExprKind::Truth(_) | ExprKind::Name(_) | ExprKind::Error => {}
        ExprKind::Neg(x) | ExprKind::Not(x) | ExprKind::Paren(x) => expr(x, visit),
        ExprKind::Chain(first, rest) => {
            expr(first, visit);
            rest.iter().for_each(|(_, operand)| expr(operand, visit));
        }
        ExprKind::Compare(x, _, y) | ExprKind::Element(x, y) => {
            expr(x, visit);
            expr(y, visit);
        }
        ExprKind::Call(call) => call.args.iter().for_each(|arg| expr(arg, visit)),
        ExprKind::If(arms, last) => {
            for (condition, branch) in arms {
                expr(condition, visit);
                body(branch, visit);
            }
            body(last, visit);
        }
    }
}
