//! What is said of formulas whose range a person can see; that nothing false is said, the witness of ranges tests.

use super::{Params, Precision, Range, Reach, range};
use crate::check::front;
use crate::compile::compile;

fn of(args: &str, body: &str) -> Range {
    let text = format!("pub loss Form({args}) {{ {body} }}");
    let (_, mut items, errors) = front(text.parse().expect("Rust's tokens"));
    assert!(errors.is_empty(), "{text}");
    let compiled = compile(&items.pop().expect("a formula").formula);
    range(&compiled.stable, &compiled.simplified)
}

fn lines(args: &str, body: &str) -> Vec<String> {
    of(args, body).lines()
}

#[test]
fn finite_for_every_input_where_it_is() {
    let cases = [
        ("x: input, y: data in 0.0..=1.0", "y * sigmoid(x)"),
        ("x: input", "1 / (1 + exp(-x))"),
        ("x: input", "atan(x) + tanh(x)"),
        ("x: input[K], label: index(K)", "1 - softmax(x)[label]"),
        // Only the branch taken counts.
        ("x: input", "if x > 1 { 1 / x } else { 0 }"),
        ("x: input", "if x > 1 { ln(x) } else { 0 }"),
        ("x: input", "if x >= 1 && x < 2 { x * x } else { 1 }"),
        // Numerator and divisor go together.
        ("x: input", "exp(-abs(x)) / (1 + exp(-abs(x)))"),
        ("x: input in 0.0..=1.0", "x * ln(x + 1)"),
    ];
    for (args, body) in cases {
        let range = of(args, body);
        assert!(range.is_finite(), "{body}: {:#?}", range.lines());
        assert!(range.lines()[0].starts_with("value and gradient: finite for all finite inputs"));
    }
}

#[test]
fn what_overflows_does_so_where_it_is_said() {
    let square = of("x: input, y: data", "(x - y) * (x - y)");
    let Reach::UpTo(size) = square.finite[0].value else {
        panic!("{:?}", square.finite);
    };
    // (2 x)² reaches 2^128 at 2^63, and the intervals are of powers of two.
    assert_eq!(size, 2f64.powi(62));
    assert_eq!(
        (square.finite[0].precision, square.finite[0].params),
        (Precision::Single, Params::Any)
    );
    assert_eq!(
        lines("x: input, y: data", "(x - y) * (x - y)"),
        [
            "value: finite for inputs up to 4e18 in f32, up to 3e153 in f64",
            "gradient: finite for inputs up to 4e37 in f32, up to 2e307 in f64",
            "`(x - y) * (x - y)` may overflow",
            "in the gradient, `2 * (x - y)` may overflow",
            "the value is at least 0",
        ]
    );
}

#[test]
fn what_may_go_wrong_is_named() {
    let cases = [
        (
            "x: input",
            "ln(x)",
            "`ln(x)` may take the logarithm of a negative number",
        ),
        (
            "x: input in 0.0..",
            "ln(x)",
            "`ln(x)` may take the logarithm of 0",
        ),
        ("x: input, y: data", "x / y", "`x / y` may divide by 0"),
        (
            "x: input",
            "sqrt(x)",
            "`sqrt(x)` may take the root of a negative number",
        ),
        (
            "x: input",
            "asin(x)",
            "`asin(x)` may leave the domain of its function",
        ),
        (
            "x: input",
            "if x > 1 { 0 } else { ln(x) }",
            "`ln(x)` may take the logarithm of a negative number",
        ),
        (
            "x: input, tau: param = 1.0 in 0.0..",
            "abs(x) / tau",
            "`abs(x) / tau` may divide by 0",
        ),
    ];
    for (args, body, line) in cases {
        let lines = lines(args, body);
        assert!(lines.iter().any(|l| l == line), "{body}: {lines:#?}");
    }
}

#[test]
fn defaults_are_told_apart_from_any_parameters() {
    let lines = lines(
        "x: input in 0.0..=1.0, tau: param = 1.0 in 0.0..",
        "x / tau",
    );
    assert_eq!(
        lines[0],
        "value and gradient: not shown to be finite for all inputs and parameters"
    );
    assert!(
        lines[1].ends_with("in f32 and f64 (parameters at their defaults)"),
        "{lines:#?}"
    );
}

#[test]
fn bounds_of_the_value_are_told_where_they_are_some() {
    let bound = |args: &str, body: &str| {
        let lines = lines(args, body);
        lines
            .last()
            .filter(|line| line.starts_with("the value is"))
            .cloned()
    };
    assert_eq!(
        bound("x: input", "1 - sigmoid(x)").as_deref(),
        Some("the value is from 0 to 1")
    );
    assert_eq!(
        bound("x: input", "-abs(x)").as_deref(),
        Some("the value is at most 0")
    );
    assert_eq!(bound("x: input", "x"), None);
}
