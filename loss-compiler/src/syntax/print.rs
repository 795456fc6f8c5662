//! The tree as a person would write it: what `EXPLAIN` shows as the formula. Parsing what is printed gives the same tree.

use super::{Binary, Body, Expr, ExprKind, display};

/// The width that a line keeps to where it can.
const WIDTH: usize = 100;

/// The `let`s and the tail, a line each where they fit.
pub fn body(body: &Body) -> String {
    let mut text = String::new();
    statements(&mut text, body, 0);
    text.truncate(text.trim_end().len());
    text
}

/// An expression on one line.
pub fn expr(expr: &Expr) -> String {
    let mut text = String::new();
    flat(&mut text, expr);
    text
}

fn statements(text: &mut String, body: &Body, indent: usize) {
    for binding in &body.lets {
        pad(text, indent);
        *text += &format!("let {} = ", binding.name);
        value(text, &binding.value, indent);
        *text += ";\n";
    }
    pad(text, indent);
    value(text, &body.tail, indent);
    *text += "\n";
}

fn pad(text: &mut String, indent: usize) {
    text.extend(std::iter::repeat_n(' ', indent));
}

/// The rest of a line; if it is too long an `if` opens its braces, and a chain breaks before its operators.
fn value(text: &mut String, expr: &Expr, indent: usize) {
    let column = text.len() - text.rfind('\n').map_or(0, |end| end + 1);
    let before = text.len();
    flat(text, expr);
    let line = &text[before..];
    if column + line.chars().count() < WIDTH && !line.contains('\n') {
        return;
    }
    match &expr.kind {
        ExprKind::If(arms, last) => {
            text.truncate(before);
            for (condition, branch) in arms {
                *text += "if ";
                flat(text, condition);
                open(text, branch, indent);
                *text += " else ";
            }
            text.truncate(text.trim_end().len());
            open(text, last, indent);
        }
        ExprKind::Chain(first, rest) => {
            text.truncate(before);
            value(text, first, indent);
            for (op, operand) in rest {
                *text += "\n";
                pad(text, indent + 4);
                *text += &format!("{} ", op.symbol());
                value(text, operand, indent + 4);
            }
        }
        _ => {}
    }
}

fn open(text: &mut String, body: &Body, indent: usize) {
    *text += " {\n";
    statements(text, body, indent + 4);
    pad(text, indent);
    *text += "}";
}

fn flat(text: &mut String, expr: &Expr) {
    match &expr.kind {
        ExprKind::Number(_, written) => *text += written,
        ExprKind::Truth(truth) => *text += if *truth { "true" } else { "false" },
        ExprKind::Name(name) => *text += &name.to_string(),
        ExprKind::Neg(x) => {
            *text += "-";
            flat(text, x);
        }
        ExprKind::Not(x) => {
            *text += "!";
            flat(text, x);
        }
        ExprKind::Chain(first, rest) => {
            flat(text, first);
            for (op, operand) in rest {
                *text += &format!(" {} ", Binary::symbol(*op));
                flat(text, operand);
            }
        }
        ExprKind::Compare(x, comparison, y) => {
            flat(text, x);
            *text += &format!(" {} ", comparison.symbol());
            flat(text, y);
        }
        ExprKind::Call(call) => {
            let mut args = call.args.iter();
            if let Some(receiver) = args.next().filter(|_| call.method) {
                flat(text, receiver);
                *text += ".";
            } else {
                args = call.args.iter();
            }
            *text += &call.name.to_string();
            if !call.axes.is_empty() {
                let axes: Vec<String> = call.axes.iter().map(display).collect();
                *text += &format!("::<{}>", axes.join(", "));
            }
            *text += "(";
            for (i, arg) in args.enumerate() {
                *text += if i == 0 { "" } else { ", " };
                flat(text, arg);
            }
            *text += ")";
        }
        ExprKind::Element(x, index) => {
            flat(text, x);
            *text += "[";
            flat(text, index);
            *text += "]";
        }
        ExprKind::If(arms, last) => {
            for (condition, branch) in arms {
                *text += "if ";
                flat(text, condition);
                inline(text, branch);
                *text += " else";
                *text += " ";
            }
            text.truncate(text.trim_end().len());
            inline(text, last);
        }
        ExprKind::Paren(x) => {
            *text += "(";
            flat(text, x);
            *text += ")";
        }
        ExprKind::Error => *text += "…",
    }
}

/// ` { a }`, with its `let`s on the same line.
fn inline(text: &mut String, body: &Body) {
    *text += " { ";
    for binding in &body.lets {
        *text += &format!("let {} = ", binding.name);
        flat(text, &binding.value);
        *text += "; ";
    }
    flat(text, &body.tail);
    *text += " }";
}
