//! Section 5 of the language reference, row by row: what a formula is worth at a kink, and its published subgradient.
//! Dual numbers over the formula as it stands, and the compiled formula, both say so.

use std::collections::BTreeMap;

use loss_compiler::graph::{ArgId, Axis, Formula, Kind};
use loss_compiler::interpret::{Env, gradient};

use crate::compile::{compile, run};
use crate::text;

/// A binding by names. Axes are as long as the values of the arguments that vary along them.
pub fn bind(formula: &Formula, values: &[(&str, &[f64])]) -> Env<f64> {
    let mut env = Env::new(&formula.args);
    let length = values.iter().map(|(_, x)| x.len()).max().unwrap_or(1);
    for axis in 0..formula.axes.len() as u8 {
        env = env.length(Axis(axis), length);
    }
    for (id, arg) in formula.arg_ids() {
        let named = values.iter().find(|(name, _)| *name == arg.name);
        let x = named.expect("every argument has a value").1;
        env = match arg.kind {
            Kind::Flag => env.flag(id, x[0] != 0.0),
            Kind::Index(_) | Kind::Identity => {
                env.label(id, x.iter().map(|x| *x as i64).collect::<Vec<_>>())
            }
            _ => env.real(id, x),
        };
    }
    env
}

type Sides = (f64, BTreeMap<ArgId, Vec<f64>>);

/// Value and gradient, by dual numbers over the formula as it stands and by the compiled formula.
pub fn both(args: &str, body: &str, values: &[(&str, &[f64])]) -> [Sides; 2] {
    let formula = text::formula(&format!("pub loss Form({args}) {{ {body} }}"));
    let env = bind(&formula, values);
    let dual = gradient(&formula.graph, formula.value, &env).expect("everything is bound");
    let outcome = run(&compile(&formula), &env);
    [dual, (outcome.value, outcome.gradient)]
}

/// A row: declarations, body, the values of the arguments in order, value, gradients by the inputs in order.
fn row(args: &str, body: &str, values: &[(&str, &[f64])], value: f64, slopes: &[&[f64]]) {
    for (side, (got, gradient)) in ["dual numbers", "compiled"]
        .iter()
        .zip(both(args, body, values))
    {
        assert_eq!(got, value, "{side}: {body} at {values:?}");
        let gradient: Vec<Vec<f64>> = gradient.into_values().collect();
        assert_eq!(gradient, slopes, "{side}: gradient of {body} at {values:?}");
    }
}

#[test]
fn abs_at_0() {
    row("x: input", "abs(x)", &[("x", &[0.0])], 0.0, &[&[0.0]]);
    row("x: input", "abs(x)", &[("x", &[-0.0])], 0.0, &[&[0.0]]);
    row(
        "x: input, y: data",
        "abs(x - y)",
        &[("x", &[3.0]), ("y", &[3.0])],
        0.0,
        &[&[0.0]],
    );
    row(
        "x: input, y: data",
        "5 - 2 * (y - x).abs()",
        &[("x", &[3.0]), ("y", &[3.0])],
        5.0,
        &[&[0.0]],
    );
}

#[test]
fn relu_and_extremes_by_a_constant() {
    let at_0: &[(&str, &[f64])] = &[("x", &[0.0])];
    let at_1: &[(&str, &[f64])] = &[("x", &[1.0])];
    row("x: input", "relu(x)", at_0, 0.0, &[&[0.0]]);
    row("x: input", "relu(-x)", at_0, 0.0, &[&[0.0]]);
    row("x: input", "max(x, 0)", at_0, 0.0, &[&[0.0]]);
    for body in [
        "max(x, 1)",
        "max(1, x)",
        "min(x, 1)",
        "min(1, x)",
        "1 + relu(x - 1)",
        "1 - max(1 - x, 0)",
    ] {
        row("x: input", body, at_1, 1.0, &[&[0.0]]);
    }
    for body in ["max(x, y)", "min(x, y)", "max(y, x)", "min(y, x)"] {
        let at = &[("x", &[1.0][..]), ("y", &[1.0])];
        row("x: input, y: param", body, at, 1.0, &[&[0.0]]);
    }
}

/// What differs between samples is no constant, though it may have no derivative: the half that is its due goes nowhere.
#[test]
fn extremes_with_what_has_no_derivative() {
    for body in ["max(x, y)", "min(x, y)", "max(y, x)", "min(y, x)"] {
        let at = &[("x", &[1.0][..]), ("y", &[1.0])];
        row("x: input, y: data", body, at, 1.0, &[&[0.5]]);
    }
    let stopped = "max(x, stop_gradient(y))";
    let at: &[(&str, &[f64])] = &[("x", &[1.0]), ("y", &[1.0])];
    row("x: input, y: input", stopped, at, 1.0, &[&[0.5], &[0.0]]);
    // A parameter of a class is one that differs between samples.
    let args = "x: input[K], w: param[K], label: index(K)";
    let at: &[(&str, &[f64])] = &[("x", &[1.0, 3.0]), ("w", &[1.0, 2.0]), ("label", &[0.0])];
    row(args, "max(x[label], w[label])", at, 1.0, &[&[0.5, 0.0]]);
}

/// At a perfect match the sides of a box tie with those of the data: half of each moves the intersection, half the hull.
#[test]
fn complete_iou_at_a_match() {
    let args = "a: input[4], b: data[4], eps: param = 1e-7 in 0.0<..";
    let body = "let inter = relu(min(a[2], b[2]) - max(a[0], b[0])) * relu(min(a[3], b[3]) - max(a[1], b[1]));
        let union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inter;
        let iou = inter / (union + eps);
        let centre = powi(a[0] + a[2] - b[0] - b[2], 2) / 4 + powi(a[1] + a[3] - b[1] - b[3], 2) / 4;
        let hull = powi(max(a[2], b[2]) - min(a[0], b[0]), 2) + powi(max(a[3], b[3]) - min(a[1], b[1]), 2);
        1 - iou + centre / (hull + eps)";
    let square: &[f64] = &[1.0, 1.0, 2.0, 2.0];
    let at: &[(&str, &[f64])] = &[("a", square), ("b", square), ("eps", &[0.0])];
    row(args, body, at, 0.0, &[&[0.0; 4]]);
}

#[test]
fn extremes_of_two_that_vary() {
    let tie: &[(&str, &[f64])] = &[("x", &[1.0]), ("y", &[1.0])];
    for body in ["max(x, y)", "min(x, y)"] {
        row("x: input, y: input", body, tie, 1.0, &[&[0.5], &[0.5]]);
        row("x: input, y: learnable", body, tie, 1.0, &[&[0.5], &[0.5]]);
    }
    row(
        "x: input, y: input",
        "3 * max(2 * x, 2 * y)",
        tie,
        6.0,
        &[&[3.0], &[3.0]],
    );
    let apart: &[(&str, &[f64])] = &[("x", &[1.0]), ("y", &[2.0])];
    row(
        "x: input, y: input",
        "max(x, y)",
        apart,
        2.0,
        &[&[0.0], &[1.0]],
    );
    row(
        "x: input, y: input",
        "min(x, y)",
        apart,
        1.0,
        &[&[1.0], &[0.0]],
    );
}

#[test]
fn extremes_over_an_axis() {
    row(
        "x: input[K]",
        "max(x)",
        &[("x", &[2.0, 1.0, 2.0])],
        2.0,
        &[&[0.5, 0.0, 0.5]],
    );
    row(
        "x: input[K]",
        "min(x)",
        &[("x", &[1.0, 1.0, 2.0])],
        1.0,
        &[&[0.5, 0.5, 0.0]],
    );
    row(
        "x: input[K]",
        "max(x)",
        &[("x", &[2.0; 4])],
        2.0,
        &[&[0.25; 4]],
    );
    row(
        "x: input[K]",
        "sum(max(x) - x)",
        &[("x", &[2.0, 2.0, 1.0])],
        1.0,
        &[&[0.5, 0.5, -1.0]],
    );
    row(
        "x: input[4]",
        "max(x)",
        &[("x", &[2.0, 2.0, 1.0, 0.0])],
        2.0,
        &[&[0.5, 0.5, 0.0, 0.0]],
    );
}

#[test]
fn clamp_inside_on_the_ends_and_outside() {
    for (x, slope) in [(-2.0, 0.0), (-1.0, 1.0), (0.5, 1.0), (1.0, 1.0), (1.5, 0.0)] {
        row(
            "x: input",
            "clamp(x, -1, 1)",
            &[("x", &[x])],
            x.clamp(-1.0, 1.0),
            &[&[slope]],
        );
    }
}

#[test]
fn norms_at_0() {
    let zero: &[(&str, &[f64])] = &[("x", &[0.0, 0.0])];
    for body in [
        "norm(x)",
        "sqrt(sum(x * x))",
        "sqrt(dot(x, x))",
        "sqrt(sum(powi(x, 2)))",
        "3 * sqrt(sum(x * x) / len::<K>())",
    ] {
        row("x: input[K]", body, zero, 0.0, &[&[0.0, 0.0]]);
    }
    let zeros: &[(&str, &[f64])] = &[("x", &[0.0]), ("y", &[0.0])];
    for body in [
        "hypot(x, y)",
        "sqrt(x * x + y * y)",
        "sqrt(powi(x, 2) + powi(y, 2))",
        "sqrt(2 * (x * x + y * y))",
    ] {
        row("x: input, y: input", body, zeros, 0.0, &[&[0.0], &[0.0]]);
    }
    row("x: input", "sqrt(x * x)", &[("x", &[0.0])], 0.0, &[&[0.0]]);
    row("x: input[2]", "norm(x)", zero, 0.0, &[&[0.0, 0.0]]);
}

#[test]
fn xlogy_at_0() {
    for y in [0.0, 0.5, 1.0] {
        row(
            "x: data, y: input",
            "xlogy(x, y)",
            &[("x", &[0.0]), ("y", &[y])],
            0.0,
            &[&[0.0]],
        );
        row(
            "x: data, y: input",
            "x * ln(y)",
            &[("x", &[0.0]), ("y", &[y + 0.5])],
            0.0,
            &[&[0.0]],
        );
    }
}

#[test]
fn pow_at_0() {
    let at = |p: f64| [("x", [0.0]), ("p", [p])];
    for (p, value, slope) in [
        (0.0, 1.0, 0.0),
        (0.5, 0.0, f64::INFINITY),
        (1.0, 0.0, 1.0),
        (1.5, 0.0, 0.0),
        (2.0, 0.0, 0.0),
        (3.0, 0.0, 0.0),
    ] {
        let [x, p] = at(p);
        row(
            "x: input, p: param",
            "pow(x, p)",
            &[(x.0, &x.1), (p.0, &p.1)],
            value,
            &[&[slope]],
        );
        // The factor before an infinite slope is 0.
        let limit = if slope.is_finite() { 0.0 * slope } else { 0.0 };
        row(
            "x: input, p: param, t: data",
            "t * pow(x, p)",
            &[(x.0, &x.1), (p.0, &p.1), ("t", &[0.0])],
            0.0,
            &[&[limit]],
        );
    }
    row("x: input", "pow(x, 2)", &[("x", &[0.0])], 0.0, &[&[0.0]]);
    row("x: input", "pow(x, 1)", &[("x", &[0.0])], 0.0, &[&[1.0]]);
    row("x: input", "pow(x, 0)", &[("x", &[0.0])], 1.0, &[&[0.0]]);
}

#[test]
fn what_has_no_slope() {
    for x in [-1.0, 0.0, 2.0] {
        let at: &[(&str, &[f64])] = &[("x", &[x])];
        let sign = if x == 0.0 { 0.0 } else { f64::signum(x) };
        // What is 0 everywhere alone is refused as a loss.
        row("x: input", "sign(x) + 0 * x", at, sign, &[&[0.0]]);
        row(
            "x: input",
            "(if x > 0 { 1 } else { 3 }) + 0 * x",
            at,
            if x > 0.0 { 1.0 } else { 3.0 },
            &[&[0.0]],
        );
    }
    row(
        "x: input[K]",
        "count(x > 0) + 0 * sum(x)",
        &[("x", &[1.0, 0.0, 2.0])],
        2.0,
        &[&[0.0; 3]],
    );
    row(
        "x: input[K]",
        "sum(position::<K>() + 0 * x)",
        &[("x", &[1.0, 0.0, 2.0])],
        3.0,
        &[&[0.0; 3]],
    );
}

#[test]
fn nothing_along_an_axis() {
    let masked = "if m > 0 { x } else { 0 }";
    let none: &[(&str, &[f64])] = &[("x", &[1.0, 2.0]), ("m", &[0.0, 0.0])];
    row(
        "x: input[K], m: data[K]",
        &format!("sum({masked})"),
        none,
        0.0,
        &[&[0.0, 0.0]],
    );
    let masked = "if m > 0 { x } else { -INFINITY }";
    for reduction in ["max", "logsumexp"] {
        row(
            "x: input[K], m: data[K]",
            &format!("{reduction}({masked})"),
            none,
            f64::NEG_INFINITY,
            &[&[0.0, 0.0]],
        );
    }
    for (body, value) in [
        ("sum(x)", 0.0),
        ("max(x)", f64::NEG_INFINITY),
        ("logsumexp(x)", f64::NEG_INFINITY),
    ] {
        row("x: input[K]", body, &[("x", &[])], value, &[&[]]);
    }
}
