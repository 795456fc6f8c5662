//! The syntax tree as nested lists, so that it shows what binds to what: `a - b * c` is `(- a (* b c))`.

use crate::syntax::{Binary, Body, Expr, ExprKind, Helper, Loss, display};

/// What was read of a loss.
///
/// ```
/// use loss_compiler::error::Errors;
/// use loss_compiler::{stage, syntax};
///
/// let tokens = "(::loss_core) loss L(p: input, t: data) { let r = p - t; if r > 0 { r * 2 + 1 } else { -r } }";
/// let block = syntax::parse(tokens.parse().unwrap(), &mut Errors::new());
/// let text = stage::parsed(&block.losses[0], &block.helpers);
/// assert!(text.ends_with("let r = (- p t)\n(if (> r 0) (+ (* r 2) 1) (neg r))\n"), "{text}");
/// ```
pub fn parsed(loss: &Loss, helpers: &[Helper]) -> String {
    let mut text = String::new();
    for helper in helpers {
        let params: Vec<String> = helper.params.iter().map(display).collect();
        text += &format!("fn {} {}\n", display(&helper.name), params.join(" "));
        statements(&mut text, &helper.body, "  ");
    }
    text += &format!("loss {}\n", display(&loss.name));
    for arg in &loss.args {
        let axes: Vec<String> = arg.axes.iter().map(extent).collect();
        let kind = format!("{:?}", arg.kind).to_lowercase();
        let kind = kind.split('(').next().unwrap_or_default();
        text += &format!("  {kind} {}", display(&arg.name));
        if !axes.is_empty() {
            text += &format!(" [{}]", axes.join(", "));
        }
        text += "\n";
    }
    statements(&mut text, &loss.body, "");
    text
}

fn extent(extent: &crate::syntax::Extent) -> String {
    match extent {
        crate::syntax::Extent::Named(name) => display(name),
        crate::syntax::Extent::Fixed(n, _) => n.to_string(),
    }
}

fn statements(text: &mut String, body: &Body, indent: &str) {
    for binding in &body.lets {
        *text += &format!("{indent}let {} = ", display(&binding.name));
        expr(text, &binding.value);
        *text += "\n";
    }
    *text += indent;
    expr(text, &body.tail);
    *text += "\n";
}

/// A block where an expression stands: `(let a (+ x 1) a)`.
fn inline(text: &mut String, body: &Body) {
    for binding in &body.lets {
        *text += &format!("(let {} ", display(&binding.name));
        expr(text, &binding.value);
        *text += " ";
    }
    expr(text, &body.tail);
    text.extend(body.lets.iter().map(|_| ')'));
}

fn list<'a>(text: &mut String, head: &str, operands: impl IntoIterator<Item = &'a Expr>) {
    *text += &format!("({head}");
    for operand in operands {
        *text += " ";
        expr(text, operand);
    }
    *text += ")";
}

fn expr(text: &mut String, tree: &Expr) {
    match &tree.kind {
        ExprKind::Number(_, written) => *text += written,
        ExprKind::Truth(truth) => *text += &truth.to_string(),
        ExprKind::Name(name) => *text += &display(name),
        ExprKind::Neg(x) => list(text, "neg", [&**x]),
        ExprKind::Not(x) => list(text, "not", [&**x]),
        ExprKind::Chain(first, rest) => chain(text, first, rest),
        ExprKind::Compare(x, comparison, y) => list(text, comparison.symbol(), [&**x, &**y]),
        ExprKind::Call(call) => {
            let axes: Vec<String> = call.axes.iter().map(display).collect();
            let axes = match axes.is_empty() {
                true => String::new(),
                false => format!("[{}]", axes.join(", ")),
            };
            list(text, &format!("{}{axes}", display(&call.name)), &call.args);
        }
        ExprKind::Element(x, index) => list(text, "at", [&**x, &**index]),
        ExprKind::If(arms, last) => {
            for (condition, branch) in arms {
                *text += "(if ";
                expr(text, condition);
                *text += " ";
                inline(text, branch);
                *text += " ";
            }
            inline(text, last);
            text.extend(arms.iter().map(|_| ')'));
        }
        ExprKind::Paren(x) => expr(text, x),
        ExprKind::Error => *text += "…",
    }
}

/// `a - b + c` is `(+ (- a b) c)`.
fn chain(text: &mut String, first: &Expr, rest: &[(Binary, Expr)]) {
    for (op, _) in rest.iter().rev() {
        *text += &format!("({} ", op.symbol());
    }
    expr(text, first);
    for (_, operand) in rest {
        *text += " ";
        expr(text, operand);
        *text += ")";
    }
}
