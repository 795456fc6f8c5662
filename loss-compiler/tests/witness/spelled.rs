//! What rules make of formulas, spelled out: where a rule that does not fire, or fires half, leaves every value as it was, and only digits or time are lost.

use loss_compiler::compile::compile as compiled;
use loss_compiler::graph::print;

use crate::compile::{compile, run};
use crate::exact::computed;
use crate::kinks::bind;
use crate::text;

/// The value as kernels compute it, before it is lowered.
fn value(args: &str, body: &str) -> String {
    let formula = text::formula(&format!("pub loss Form({args}) {{ {body} }}"));
    let simplified = compiled(&formula).simplified;
    print(&formula, &simplified.graph, simplified.value)
}

/// The value as kernels compute it.
fn lowered(args: &str, body: &str) -> String {
    let formula = text::formula(&format!("pub loss Form({args}) {{ {body} }}"));
    let lowered = compiled(&formula).lowered;
    print(&formula, &lowered.graph, lowered.value)
}

const X: &str = "x: input";
const SCALED: &str = "x: input in 0.0.., w: param = 1.0 in 0.0<..";

#[test]
fn differences_that_are_their_argument() {
    assert_eq!(value(X, "softplus(x) - softplus(-x)"), "x");
    assert_eq!(value(X, "log_sigmoid(x) - log_sigmoid(-x)"), "x");
    assert_eq!(value(X, "if x == 0 { 0 } else { -x }"), "-x");
}

#[test]
fn logarithms_of_quotients() {
    let args = "x: input, w: param = 1.0 in 0.0<..";
    assert_eq!(value(args, "ln(sigmoid(x) / w)"), "-(softplus(-x) + ln(w))");
    assert_eq!(value(args, "ln(exp(x) / w)"), "x - ln(w)");
}

/// A product is positive where both factors are: beside one that may be 0 its logarithm is guarded.
#[test]
fn a_product_that_may_vanish_is_guarded() {
    for (body, kept) in [
        ("x * ln(x * w)", "if x == 0 { 0 } else { x * ln(x * w) }"),
        (
            "x * ln(min(x, w))",
            "if x == 0 { 0 } else { x * ln(min(x, w)) }",
        ),
    ] {
        assert_eq!(value(SCALED, body), kept);
    }
    // Whichever of the two it is.
    let other = "w: param = 1.0 in 0.0<.., x: input in 0.0..";
    assert_eq!(
        value(other, "x * ln(min(w, x))"),
        "if x == 0 { 0 } else { x * ln(min(w, x)) }"
    );
}

#[test]
fn exponentials_less_one_come_back_in_gradients() {
    assert_eq!(computed(X, "exp(x) - x"), "exp_m1(x)");
    assert_eq!(computed(X, "3 * exp(x) - 3 * x"), "3 * exp_m1(x)");
    assert_eq!(value(X, "1 + exp_m1(x)"), "exp(x)");
}

#[test]
fn shares_below_differences() {
    let args = "x: input, w: param = 1.0 in 0.0<..";
    assert_eq!(computed(args, "x / (x - w)"), "-(w / (x - w) / (x - w))");
    assert_eq!(computed(args, "x / (w - x)"), "w / (w - x) / (w - x)");
}

/// A comparison of a magnitude is of a NaN where the number is one: what follows needs no guard against it.
#[test]
fn a_magnitude_carries_its_nan() {
    assert_eq!(
        computed(X, "if abs(x) < 1 { x } else { 2 * x }"),
        "if abs(x) < 1 { 1 } else { 2 }"
    );
}

/// Rows whose squares overflow or vanish.
#[test]
fn norms_of_huge_and_tiny_rows() {
    let formula = text::formula("pub loss Form(x: input[K]) { norm(x) }");
    for scale in [1e200, 1e-200, 1.0] {
        let row: &[f64] = &[3.0 * scale, 4.0 * scale];
        let outcome = run(&compile(&formula), &bind(&formula, &[("x", row)]));
        assert!((outcome.value / (5.0 * scale) - 1.0).abs() < 1e-15);
    }
}

/// What depends on the label alone is chosen once, outside of the product.
#[test]
fn products_are_taken_into_a_choice_of_one_class() {
    let args = "x: input[K], label: index(K)";
    assert_eq!(
        value(
            args,
            "sum(x * (if position::<K>() == label { 2 } else { 3 }))"
        ),
        "sum::<K>(if label == position::<K>() { 2 * x } else { 3 * x })"
    );
}

/// The slope of a power of a probability is by the power itself, which is there, and not by another.
#[test]
fn slopes_of_powers_of_probabilities() {
    let args = "x: input[K], label: index(K), w: param = 1.0 in 0.0..";
    let slope = computed(args, "pow(softmax(x)[label], w)");
    assert!(!slope.contains("w - 1"), "{slope}");
}

#[test]
fn slopes_of_whole_powers() {
    assert_eq!(computed(X, "powi(x, 3)"), "3 * x * x");
}

/// An exponential loses as many digits as its argument has before the point: that of the logarithm of a ratio is the ratio, where the
/// logarithm is a number.
#[test]
fn exponentials_of_logarithms_of_ratios() {
    let known = "x: input in 0.0<.., y: data in 0.0..";
    assert_eq!(value(known, "exp(ln(x / y))"), "x / y");
    assert_eq!(value(known, "exp_m1(ln(x / y))"), "(x - y) / y");
    assert_eq!(
        computed(known, "y * (exp(ln(x / y)) - 1 - ln(x / y))"),
        "y * ((x - y) / y) / x"
    );
    let unknown = "x: input, y: data";
    assert_eq!(value(unknown, "exp(ln(x / y))"), "exp(ln(x / y))");
    assert_eq!(value(unknown, "exp_m1(ln(x / y))"), "exp_m1(ln(x / y))");
}

/// An angle of turns is taken less whole turns before it is multiplied by a rounded number.
#[test]
fn angles_of_turns_are_reduced_exactly() {
    let scaled = "x: input, w: param = 1.0 in 0.0<..";
    for (args, body, kernel) in [
        (scaled, "sin(PI * x / w)", "sin_pi(x / w)"),
        (X, "cos(2 * PI * x)", "cos_pi(2 * x)"),
        (X, "sin(-(PI * x))", "sin_pi(-x)"),
        // What a rounded factor takes away is not known.
        (X, "sin(3 * PI * x)", "sin(9.42477796076938 * x)"),
        (scaled, "sin(x / w)", "sin(x / w)"),
    ] {
        assert_eq!(lowered(args, body), kernel);
    }
}

/// What a mask leaves out has no part in the largest exponent.
#[test]
fn masked_sums_of_weighted_exponentials() {
    let args = "x: input[K], m: data[K], w: input[K]";
    for body in [
        "ln(sum(if m > 0 { w * exp(x) } else { 0 }))",
        "ln(sum(if m > 0 { 0 } else { w * exp(x) }))",
    ] {
        let value = value(args, body);
        assert!(value.contains("exp(x - "), "{body} is {value}");
    }
}

/// Where a condition is of the sample and another of its elements, a slope that both let through asks for both.
#[test]
fn a_slope_behind_two_conditions_asks_for_both() {
    let args = "s: input, x: input[K], m: data[K]";
    let body = "sum(if m > 0 { if s > 0 { sqrt(s) * x } else { 0 } } else { 0 })";
    assert_eq!(
        computed(args, body),
        "if s > 0 && sum::<K>(if m > 0 { 1 } else { 0 }) > 0 { sum::<K>(if m > 0 { x } else { 0 }) / (2 * sqrt(s)) } else { 0 }"
    );
}

/// A choice is looked for six functions down.
#[test]
fn rules_see_through_functions_to_a_choice() {
    let deep = |x: &str| format!("tanh(sin(cos(sin({x}))))");
    let (choice, one) = (deep("if s > 0 { x } else { y }"), deep("x"));
    let value = value(
        "x: input, y: input, s: data",
        &format!("exp({choice}) - 1 - {one}"),
    );
    assert!(
        value.contains("if s > 0 { (exp(part) - 1 - part) }"),
        "{value}"
    );
}

/// Each limit is met by a formula just beyond it: what a rule has not looked at it leaves as it is.
#[test]
fn rules_look_so_far_and_no_further() {
    let sines = (0..100).fold("if s > 0 { x } else { y }".to_owned(), |x, _| {
        format!("sin({x})")
    });
    let decided = value(
        "x: input, y: input, s: data",
        &format!("if s > 0 {{ {sines} }} else {{ 0 }}"),
    );
    assert!(decided.contains('y'), "{decided}");

    let terms: String = (1..40).map(|i| format!(" + sin({i} * s)")).collect();
    let guarded = value("x: input in 0.0.., s: data", &format!("x * (ln(x){terms})"));
    assert!(!guarded.contains("x == 0"), "{guarded}");

    let squares: Vec<String> = (1..400)
        .map(|i| format!("{} * powi(x, {})", i + 2, 2 * i))
        .collect();
    let slope = computed(X, &format!("sqrt({})", squares.join(" + ")));
    assert!(!slope.contains("== 0"), "{slope}");
}
