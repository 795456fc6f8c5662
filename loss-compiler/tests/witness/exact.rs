//! What is simplified though no bit asks for it, guards that are not printed, and slopes beyond the numbers.

use loss_compiler::compile::compile as compiled;
use loss_compiler::graph::print;

use crate::compile::{compile, run};
use crate::kinks::bind;
use crate::text;

/// The derivative by the first input as it is explained.
fn slope(args: &str, body: &str) -> String {
    let formula = text::formula(&format!("pub loss Form({args}) {{ {body} }}"));
    compiled(&formula).explanation.gradient[0].1.clone()
}

/// The same as kernels compute it.
pub fn computed(args: &str, body: &str) -> String {
    let formula = text::formula(&format!("pub loss Form({args}) {{ {body} }}"));
    let simplified = compiled(&formula).simplified;
    print(&formula, &simplified.graph, simplified.gradient[0].id)
}

#[test]
fn factors_that_cancel() {
    let bounded = "x: input, w: param = 1.0 in 0.0<..10.0";
    assert_eq!(computed(bounded, "w * x / w"), "1");
    assert_eq!(computed(bounded, "x * (w / w)"), "1");
    assert_eq!(computed(bounded, "w * (x / w)"), "1");
    assert_eq!(computed("x: input", "3 * x / 3"), "1");
    // 0 / 0 and infinity over infinity are not 1.
    assert_eq!(
        computed("x: input, w: param = 1.0 in 0.0..10.0", "w * x / w"),
        "w / w"
    );
    assert_eq!(
        computed("x: input, w: param = 1.0 in 0.0<..", "w * x / w"),
        "w / w"
    );
    // For reading they are.
    assert_eq!(
        slope("x: input, w: param = 1.0 in 0.0<..", "w * x / w"),
        "1"
    );
    let means = "-0.5 * mean(x) - 0.5 * mean(x)";
    assert_eq!(computed("x: input[K]", means), "-1 / len::<K>()");
}

#[test]
fn guards_against_nan_go_without_saying() {
    let masked = slope(
        "x: input[K], m: data[K]",
        "sum(if m > 0 { x * x } else { 0 })",
    );
    assert_eq!(masked, "if m > 0 { 2 * x } else { 0 }");
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

/// What each rule makes of a formula is the formula: values in the words of `std`, at points where nothing cancels.
#[test]
fn rules_keep_the_value() {
    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    let args = "x: input, y: data, w: param = 1.0 in 0.0<..10.0";
    type Case<'a> = (&'a str, &'a dyn Fn(f64, f64, f64) -> f64);
    let cases: &[Case<'_>] = &[
        ("ln(sqrt(sigmoid(x)))", &|x, _, _| sigmoid(x).ln() / 2.0),
        ("1 - cos(x)", &|x, _, _| 1.0 - x.cos()),
        ("1 - cosh(x)", &|x, _, _| 1.0 - x.cosh()),
        ("1 - tanh(x)", &|x, _, _| 1.0 - x.tanh()),
        ("softplus(x) - x", &|x, _, _| x.exp().ln_1p() - x),
        ("log_sigmoid(x) - x", &|x, _, _| sigmoid(x).ln() - x),
        ("x - softplus(x)", &|x, _, _| x - x.exp().ln_1p()),
        ("log_sigmoid(x) - log_sigmoid(-x)", &|x, _, _| x),
        ("softplus(x) - softplus(-x)", &|x, _, _| x),
        ("softplus(x) + log_sigmoid(x)", &|x, _, _| {
            x.exp().ln_1p() + sigmoid(x).ln()
        }),
        ("ln(sigmoid(x) / w)", &|x, _, w| (sigmoid(x) / w).ln()),
        ("ln(y * exp(x) + y / exp(x))", &|x, y, _| {
            (y * x.exp() + y / x.exp()).ln()
        }),
        ("sigmoid(x) - 1", &|x, _, _| sigmoid(x) - 1.0),
        ("2 * exp(x) - 2", &|x, _, _| 2.0 * x.exp() - 2.0),
        ("x * min(2, 3) + min(5, 4)", &|x, _, _| x * 2.0 + 4.0),
        ("x * max(2, 3) + max(5, 4)", &|x, _, _| x * 3.0 + 5.0),
        ("w * (x * w)", &|x, _, w| w * w * x),
        ("x / w * w", &|x, _, _| x),
    ];
    for (body, wanted) in cases {
        let used: Vec<&str> = args
            .split(", ")
            .filter(|arg| {
                let name = &arg[..1];
                body.split(|c: char| !c.is_alphanumeric() && c != '_')
                    .any(|word| word == name)
            })
            .collect();
        let formula = text::formula(&format!("pub loss Form({}) {{ {body} }}", used.join(", ")));
        for (x, y, w) in [(0.7, 1.25, 3.0), (-1.3, 0.5, 2.5)] {
            let all: [(&str, &[f64]); 3] = [("x", &[x]), ("y", &[y]), ("w", &[w])];
            let values: Vec<_> = all
                .into_iter()
                .filter(|(name, _)| used.iter().any(|arg| arg.starts_with(name)))
                .collect();
            let got = run(&compile(&formula), &bind(&formula, &values)).value;
            let wanted = wanted(x, y, w);
            // A few roundings of `std` on numbers of this size.
            assert!(
                (got - wanted).abs() <= 1e-14,
                "{body} at {x}, {y}, {w}: {got}, not {wanted}"
            );
        }
    }
}

/// Second derivatives far from a match: `y² / hypot(x, y)³`, of which a difference of quotients would leave nothing.
#[test]
fn the_curvature_of_a_root_keeps_its_digits() {
    let body = "s * s * (sqrt(1 + powi(x / s, 2)) - 1)";
    let formula = text::formula(&format!(
        "pub loss Form(x: input, s: param = 1.0 in 0.0<..) {{ {body} }}"
    ));
    for (x, s) in [(1e6_f64, 1.0), (-3e9, 2.0), (0.5, 1.0), (0.0, 3.0)] {
        let outcome = run(
            &compile(&formula),
            &bind(&formula, &[("x", &[x]), ("s", &[s])]),
        );
        let curvature = outcome.curvature.into_values().next().expect("an input")[0];
        let wanted = (1.0 + (x / s).powi(2)).powf(-1.5);
        // A dozen roundings on either side.
        assert!(
            (curvature - wanted).abs() <= 16.0 * f64::EPSILON * wanted,
            "{x}, {s}: {curvature:e}, not {wanted:e}"
        );
    }
}
