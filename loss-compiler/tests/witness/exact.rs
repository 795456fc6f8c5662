//! What is simplified though no bit asks for it, guards that are not printed, and slopes beyond the numbers.

use loss_compiler::compile::compile as compiled;

use crate::compile::{compile, run};
use crate::kinks::bind;
use crate::text;

/// The derivative by the first input as it is explained.
fn slope(args: &str, body: &str) -> String {
    let formula = text::formula(&format!("pub loss Form({args}) {{ {body} }}"));
    compiled(&formula).explanation.gradient[0].1.clone()
}

#[test]
fn factors_that_cancel() {
    let bounded = "x: input, w: param = 1.0 in 0.0<..10.0";
    assert_eq!(slope(bounded, "w * x / w"), "1");
    assert_eq!(slope(bounded, "x * (w / w)"), "1");
    assert_eq!(slope(bounded, "w * (x / w)"), "1");
    assert_eq!(slope("x: input", "3 * x / 3"), "1");
    // 0 / 0 and infinity over infinity are not 1.
    assert_eq!(
        slope("x: input, w: param = 1.0 in 0.0..10.0", "w * x / w"),
        "w / w"
    );
    assert_eq!(
        slope("x: input, w: param = 1.0 in 0.0<..", "w * x / w"),
        "w / w"
    );
    let means = "-0.5 * mean(x) - 0.5 * mean(x)";
    assert_eq!(slope("x: input[K]", means), "-1 / len::<K>()");
}

#[test]
fn guards_against_nan_go_without_saying() {
    let masked = slope(
        "x: input[K], m: data[K]",
        "sum(if m > 0 { x * x } else { 0 })",
    );
    assert_eq!(masked, "if m > 0 { x * 2 } else { 0 }");
}

/// The logarithm of a vanished probability is beyond the numbers, or is with its factor; the gradient is not.
#[test]
fn focal_slopes_of_the_largest_logits() {
    let slopes = |args: &str, body: &str, values: &[(&str, &[f64])]| {
        let formula = text::formula(&format!("pub loss Form({args}) {{ {body} }}"));
        let outcome = run(&compile(&formula), &bind(&formula, values));
        outcome.gradient.into_values().next().expect("an input")
    };
    let (most, least) = (f64::MAX, f64::MIN);
    for gamma in [0.5, 1.5, 2.0, 3.0] {
        let rows = "x: input[K], label: index(K), gamma: param = 2.0 in 0.0..";
        let of_row = "let p = softmax(x)[label]; -pow(1 - p, gamma) * ln(p)";
        for (label, slope) in [(1.0, [1.0, -1.0]), (0.0, [0.0, 0.0])] {
            let at: &[(&str, &[f64])] = &[
                ("x", &[most, least]),
                ("label", &[label]),
                ("gamma", &[gamma]),
            ];
            assert_eq!(slopes(rows, of_row, at), slope, "gamma = {gamma}");
        }
        let one = "z: input, y: data, gamma: param = 2.0 in 0.0..";
        let of_one = "let p = sigmoid(z); -(y * pow(1 - p, gamma) * ln(p) + (1 - y) * pow(p, gamma) * ln(1 - p))";
        for (z, y, slope) in [(least, 1.0, -1.0), (most, 0.0, 1.0), (most, 1.0, 0.0)] {
            let at: &[(&str, &[f64])] = &[("z", &[z]), ("y", &[y]), ("gamma", &[gamma])];
            assert_eq!(slopes(one, of_one, at), [slope], "gamma = {gamma}");
        }
    }
}
