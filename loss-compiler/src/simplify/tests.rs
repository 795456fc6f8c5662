//! What the rules leave of a gradient, in the generated code. That they keep what it is worth, the witnesses show.

use crate::emit::sample_code as kernel;

fn count(code: &str, what: &str, times: usize) {
    assert_eq!(code.matches(what).count(), times, "{what}: {code}");
}

#[test]
fn a_power_is_shared_with_its_slope_where_the_base_is_beside_it() {
    let code = kernel("x: input, p: param = 1.5 in 0.0<..", "pow(p / x, p)");
    count(&code, "math::pow_fixed(", 1);
    count(&code, ".any()", 0);
}

#[test]
fn a_scale_cancels_farther_down() {
    let code = kernel("x: input, a: param = 1.0 in 0.0<..", "a * a * tanh(x / a)");
    count(&code, "math::over(", 1);
    let code = kernel("x: input, a: param = 1.0", "a * a * tanh(x / a)");
    count(&code, "math::over(", 2);
}

#[test]
fn twice_a_half_is_nothing() {
    let code = kernel("x: input, a: param = 1.0", "x * x / (2 * a)");
    count(&code, "c::<V>(t, 2.0)", 0);
}

#[test]
fn disjoint_choices_are_one_after_the_other() {
    let code = kernel("x: input, y: data", "if y > 0 { x } else { max(1 - x, 0) }");
    count(&code, " + ", 0);
    count(&code, "V::select(", 4);
}

#[test]
fn ties_of_a_maximum_share_their_weights_and_need_no_guard() {
    let code = kernel(
        "x: input, y: data, a: param = 0.5",
        "max(a * (x - y), (a - 1) * (x - y))",
    );
    count(&code, "V::select(", 2);
    count(&code, ".or(", 0);
}

#[test]
fn conditions_that_others_decide_are_left_out() {
    let body = "if x * x <= 0.5 { x * x } else if x * x <= 1 { exp(x) } else { 1 }";
    count(&kernel("x: input", body), ".not()", 0);
}

#[test]
fn the_logarithm_of_a_root_is_one_function() {
    let code = kernel("x: input", "ln(hypot(1, x))");
    count(&code, "math::log_hypot(", 1);
    count(&code, "math::log_hypot_slope(", 1);
    count(&code, "math::ln", 0);
}

#[test]
fn an_exponential_of_half_a_logarithm_is_a_root() {
    let code = kernel("x: input", "exp_m1(ln_1p(x * x) / 2)");
    count(&code, "math::hypot_one(", 1);
    count(&code, "math::exp", 0);
    // Not a square, so that the difference of the root and 1 would cancel.
    count(
        &kernel("x: input", "exp_m1(ln_1p(x) / 2)"),
        "math::exp_m1(",
        1,
    );
}

#[test]
fn quotients_of_one_divisor_are_one() {
    let code = kernel("x: input, s: input in 0.0<..", "ln(s) + abs(x) / s");
    // Of the value, of its slope by x and of that by s, which would be 1 / s - |x| / s / s.
    count(&code, " / ", 3);
}

#[test]
fn the_square_of_a_logarithm_needs_no_guard() {
    // With one, which is 0 at a match, the second derivative would be 0 there too.
    for body in ["powi(ln(x / y), 2)", "ln_1p(x - y) * ln_1p(x - y)"] {
        count(&kernel("x: input, y: data", body), "select", 0);
    }
}

#[test]
fn a_difference_times_its_negative_is_a_square_less_than_zero() {
    let code = kernel("x: input, y: data", "exp(-(x - y) * (x - y))");
    count(&code, " - ", 1);
}
