//! What NaN does, and where it must not come from: the rules of section 5 of the language reference.

use crate::kinks::both;

const NAN: f64 = f64::NAN;

/// The compiled value is NaN, and so is that of the formula as it stands.
fn is_nan(args: &str, body: &str, values: &[(&str, &[f64])]) {
    for (side, (value, _)) in ["as it stands", "compiled"]
        .iter()
        .zip(both(args, body, values))
    {
        assert!(value.is_nan(), "{side}: {body} at {values:?} is {value}");
    }
}

/// Value and gradient, exactly.
fn is(args: &str, body: &str, values: &[(&str, &[f64])], value: f64, slopes: &[&[f64]]) {
    for (side, (got, gradient)) in ["as it stands", "compiled"]
        .iter()
        .zip(both(args, body, values))
    {
        let gradient: Vec<Vec<f64>> = gradient.into_values().collect();
        assert_eq!(
            (got, gradient.as_slice()),
            (
                value,
                &*slopes.iter().map(|x| x.to_vec()).collect::<Vec<_>>()
            ),
            "{side}: {body} at {values:?}"
        );
    }
}

#[test]
fn it_goes_through_the_functions_that_compare() {
    for body in [
        "abs(x)",
        "relu(x)",
        "min(x, 1)",
        "max(1, x)",
        "max(x, 0)",
        "clamp(x, 0, 1)",
        "clamp(x, -1, INFINITY)",
    ] {
        is_nan("x: input", body, &[("x", &[NAN])]);
    }
    for body in [
        "min(x, y)",
        "max(x, y)",
        "max(y, x)",
        "min(y, x)",
        "hypot(x, y)",
    ] {
        is_nan("x: input, y: input", body, &[("x", &[NAN]), ("y", &[1.0])]);
        is_nan("x: input, y: data", body, &[("x", &[1.0]), ("y", &[NAN])]);
    }
    for body in [
        "max(x)",
        "min(x)",
        "sum(x)",
        "norm(x)",
        "logsumexp(x)",
        "sum(relu(x))",
        "max(softmax(x))",
        "log_softmax(x)[label]",
    ] {
        for at in 0..3 {
            let mut x = [0.5, -1.0, 2.0];
            x[at] = NAN;
            if body.contains("label") {
                is_nan(
                    "x: input[K], label: index(K)",
                    body,
                    &[("x", &x), ("label", &[1.0])],
                );
            } else {
                is_nan("x: input[K]", body, &[("x", &x)]);
            }
        }
    }
}

#[test]
fn an_if_that_compares_it_is_nan() {
    for body in [
        "if x > 0 { 1 } else { 2 }",
        "if x == 0 { 1 } else { 2 }",
        "if x != 0 { 1 } else { 2 }",
        "if !(x >= 0) { 1 } else { 2 }",
        "if x > 0 && x < 5 { 1 } else { 2 }",
        "if x < 0 || x > 5 { 1 } else { 2 }",
        "if x > 0 { if x > 1 { 1 } else { 2 } } else { 3 }",
        "(if x > 0 { x } else { 2 }) * 0",
        "max(if x > 0 { 1 } else { 2 }, 0)",
    ] {
        // A loss whose gradient is 0 everywhere is refused, so there is another input.
        for x in ["input", "data"] {
            is_nan(
                &format!("y: input, x: {x}"),
                &format!("y + ({body})"),
                &[("y", &[1.0]), ("x", &[NAN])],
            );
        }
    }
    let huber = "let size = abs(x - y); if size <= 1 { size * size / 2 } else { size - 0.5 }";
    is_nan("x: input, y: data", huber, &[("x", &[NAN]), ("y", &[1.0])]);
    is_nan("x: input, y: data", huber, &[("x", &[1.0]), ("y", &[NAN])]);
    is_nan(
        "x: input, y: data",
        huber,
        &[("x", &[f64::INFINITY]), ("y", &[f64::INFINITY])],
    );
    is_nan(
        "x: input[K], y: input",
        "y + sum(if x > 0 { 1 } else { 0 })",
        &[("x", &[1.0, NAN]), ("y", &[1.0])],
    );
    is_nan(
        "x: input[K], y: input",
        "y + count(if x > 0 { 1 } else { 0 } > 0)",
        &[("x", &[1.0, NAN]), ("y", &[1.0])],
    );
}

#[test]
fn a_branch_not_taken_never_reaches_value_or_gradient() {
    let x = |x: f64| [x];
    for (at, body, value, slope) in [
        (0.0, "if x > 0 { sqrt(x) } else { 0 }", 0.0, 0.0),
        (-1.0, "if x > 0 { sqrt(x) } else { 0 }", 0.0, 0.0),
        (f64::NEG_INFINITY, "if x > 0 { ln(x) } else { 1 }", 1.0, 0.0),
        (-2.0, "if x > 0 { ln(x) } else { x }", -2.0, 1.0),
        (0.0, "if x != 0 { 1 / x } else { x }", 0.0, 1.0),
        (0.0, "if x != 0 { x * ln(x * x) } else { 0 }", 0.0, 0.0),
        (1000.0, "if x < 10 { exp(x) } else { x }", 1000.0, 1.0),
        (
            1000.0,
            "if x < 10 { exp(x) * exp(x) } else { x }",
            1000.0,
            1.0,
        ),
        (3.0, "if x < 1 { acos(x) } else { x }", 3.0, 1.0),
        (
            0.0,
            "let r = sqrt(x); (if x > 0 { r } else { 0 }) + (if x > 1 { r * r } else { x })",
            0.0,
            1.0,
        ),
        (
            0.0,
            "let r = 1 / x; (if x > 0 { r } else { 0 }) + (if x > 1 { r * r } else { 2 * x })",
            0.0,
            2.0,
        ),
        (
            1000.0,
            "let e = exp(x); (if x < 10 { e } else { 0 }) + 1 / (1 + e)",
            0.0,
            0.0,
        ),
        (
            -1.0,
            "let l = ln(x); if x > 0 { l } else { if x > -2 { x } else { l * l } }",
            -1.0,
            1.0,
        ),
        (0.0, "3 * (if x > 0 { pow(x, 0.5) } else { x })", 0.0, 3.0),
    ] {
        is("x: input", body, &[("x", &x(at))], value, &[&[slope]]);
    }
    let mask: &[(&str, &[f64])] = &[("x", &[4.0, -1.0, 0.0]), ("m", &[1.0, 0.0, 0.0])];
    is(
        "x: input[K], m: data[K]",
        "sum(if m > 0 { sqrt(x) } else { 0 })",
        mask,
        2.0,
        &[&[0.25, 0.0, 0.0]],
    );
    is(
        "x: input[K], m: data[K]",
        "max(if m > 0 { sqrt(x) } else { 0 })",
        mask,
        2.0,
        &[&[0.25, 0.0, 0.0]],
    );
    is(
        "x: input[K], m: data[K]",
        "logsumexp(if m > 0 { sqrt(x) } else { -INFINITY })",
        mask,
        2.0,
        &[&[0.25, 0.0, 0.0]],
    );
    is(
        "x: input[K], m: data[K]",
        "norm(if m > 0 { sqrt(x) } else { 0 })",
        mask,
        2.0,
        &[&[0.25, 0.0, 0.0]],
    );
    is(
        "x: input[K], m: data[K]",
        "let r = sqrt(x); sum(if m > 0 { r } else { 0 }) + sum(if m > 1 { r * r } else { 0 })",
        mask,
        2.0,
        &[&[0.25, 0.0, 0.0]],
    );
    // Planted in the argument itself, where the mask leaves it out.
    let planted: &[(&str, &[f64])] = &[("x", &[4.0, NAN, f64::INFINITY]), ("m", &[1.0, 0.0, 0.0])];
    is(
        "x: input[K], m: data[K]",
        "sum(if m > 0 { x * x } else { 0 })",
        planted,
        16.0,
        &[&[8.0, 0.0, 0.0]],
    );
    is(
        "x: input[K], m: data[K]",
        "logsumexp(if m > 0 { x } else { -INFINITY })",
        planted,
        4.0,
        &[&[1.0, 0.0, 0.0]],
    );
    // The element that a gather leaves out.
    let left_out: &[(&str, &[f64])] = &[("x", &[4.0, -1.0]), ("label", &[0.0])];
    is(
        "x: input[K], label: index(K)",
        "sqrt(x)[label]",
        left_out,
        2.0,
        &[&[0.25, 0.0]],
    );
    is(
        "x: input[K], label: index(K)",
        "sum(if position::<K>() == label { sqrt(x) } else { 0 })",
        left_out,
        2.0,
        &[&[0.25, 0.0]],
    );
    // A weight of 0 in the formula is no mask, but a branch round it is.
    let smooth: &[(&str, &[f64])] = &[("x", &[1.0]), ("w", &[0.0])];
    is(
        "x: input, w: data",
        "if w > 0 { x / w } else { 0 }",
        smooth,
        0.0,
        &[&[0.0]],
    );
}
