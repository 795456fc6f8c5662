//! The texts, word by word, and that what they say of a kink is what the compiled formula does.

use super::{KINKS, Limit, Stages, explain, work};
use crate::check::front;
use crate::compile::{Compiled, compile};
use crate::graph::Axes;
use crate::stabilise::Rewrites;

fn compiled(args: &str, body: &str) -> Compiled {
    let text = format!("pub loss Form({args}) {{ {body} }}");
    let (_, mut items, errors) = front(text.parse().expect("Rust's tokens"));
    assert!(errors.is_empty(), "{text}");
    compile(&items.pop().expect("a formula").formula)
}

fn kinks(args: &str, body: &str) -> Vec<String> {
    compiled(args, body).explanation.kinks
}

#[test]
fn every_kink_is_named_with_its_subgradient() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "x: input, y: data",
            "abs(x - y)",
            &["abs(x - y): gradient 0 where x - y = 0"],
        ),
        ("x: input", "relu(x)", &["relu(x): gradient 0 where x = 0"]),
        (
            "x: input",
            "sqrt(x)",
            &["sqrt(x): infinite gradient where x = 0"],
        ),
        ("x: input in 0.0<..", "sqrt(x)", &[]),
        ("x: input", "sqrt(1 + x * x)", &[]),
        (
            "x: input",
            "sqrt(x * x)",
            &["sqrt(x * x): gradient 0 where x * x = 0"],
        ),
        (
            "x: input[K]",
            "norm(x)",
            &["norm::<K>(x): gradient 0 where x = 0"],
        ),
        (
            "x: input, y: input",
            "hypot(x, y)",
            &["hypot(x, y): gradient 0 where both are 0"],
        ),
        (
            "x: input, p: param",
            "pow(x, p)",
            &["pow(x, p): infinite gradient where x = 0 and p is between 0 and 1"],
        ),
        ("x: input, p: param in 1.0..", "pow(x, p)", &[]),
        ("x: input", "pow(x, 1.5)", &[]),
        ("x: input, p: param", "pow(sigmoid(x), p)", &[]),
        ("x: input, p: param", "pow(1 - sigmoid(x), p)", &[]),
        (
            "x: input",
            "pow(x, 0.25)",
            &["pow(x, 0.25): infinite gradient where x = 0"],
        ),
        (
            "x: input",
            "asin(x)",
            &["asin(x): infinite gradient at both ends, -1 and 1"],
        ),
        (
            "x: input",
            "clamp(x, 0, 1)",
            &["clamp(x, 0, 1): gradient 1 on both ends, 0 outside"],
        ),
        (
            "x: input[K]",
            "max(x)",
            &["max::<K>(x): elements that tie share the gradient evenly"],
        ),
        (
            "x: input",
            "x * sign(x)",
            &["sign(x): gradient 0 everywhere"],
        ),
    ];
    for (args, body, expected) in cases {
        assert_eq!(kinks(args, body), *expected, "{body}");
    }
}

#[test]
fn a_tie_says_who_gets_what() {
    let number = "gradient 0 to x where they are equal";
    for (args, body) in [
        ("x: input", "max(x, 2)"),
        ("x: input", "min(2, x)"),
        ("x: input, c: param", "max(x, c)"),
        ("x: input, c: param", "max(c / 2, x)"),
    ] {
        let kinks = kinks(args, body);
        assert!(
            kinks.len() == 1 && kinks[0].ends_with(number),
            "{body}: {kinks:?}"
        );
    }
    let half = "half the gradient to each where they are equal";
    for args in [
        "x: input, y: input",
        "x: input, y: data",
        "x: input, y: learnable",
    ] {
        assert_eq!(
            kinks(args, "max(x, y)"),
            [format!("max(x, y): {half}")],
            "{args}"
        );
    }
    assert_eq!(
        kinks("x: input, y: input, z: data", "max(x, max(y, z))"),
        [
            format!("max(y, z): {half}"),
            format!("max(x, max(y, z)): {half}, pair by pair")
        ]
    );
}

#[test]
fn products_with_a_logarithm_say_what_each_side_gets() {
    let cases = [
        (
            "x: input, y: input",
            "xlogy(x, y)",
            "xlogy(x, y): value 0, gradient 0 to y and ln(y) to x where x = 0",
        ),
        (
            "x: data, y: input",
            "xlogy(x, y)",
            "xlogy(x, y): value 0, gradient 0 where x = 0",
        ),
        (
            "x: input, y: data",
            "xlogy(x, y)",
            "xlogy(x, y): value 0, gradient ln(y) where x = 0",
        ),
        (
            "x: input, y: input",
            "x * ln(y)",
            "xlogy(x, y): value 0, gradient 0 to y and ln(y) to x where x = 0",
        ),
        (
            "x: data, y: input",
            "x * ln(1 - y)",
            "xlogy(x, 1 - y): value 0, gradient 0 where x = 0",
        ),
        (
            "x: input",
            "x * ln(x)",
            "x * ln(x): value and gradient 0 where x = 0",
        ),
        (
            "x: input[K], y: data[K]",
            "sum(y * ln(y / x))",
            "y * ln(y / x): value and gradient 0 where y = 0",
        ),
        // Said once, though the stable form has a guard of its own.
        (
            "z: input, y: data",
            "let p = sigmoid(z); xlogy(y, p)",
            "xlogy(y, p): value 0, gradient 0 where y = 0",
        ),
    ];
    for (args, body, expected) in cases {
        assert_eq!(kinks(args, body), [expected], "{body}");
    }
}

#[test]
fn an_if_is_a_kink_where_an_input_decides() {
    assert_eq!(
        kinks("x: input", "if x > 0 { x } else { 2 * x }"),
        ["if x > 0: value and gradient are those of the branch taken"]
    );
    // Nothing stands on the border of a mask.
    assert_eq!(
        kinks("x: input, m: data", "if m > 0 { x } else { 0 }"),
        [""; 0]
    );
    assert_eq!(
        kinks(
            "x: input[K], y: index(K)",
            "sum(if position::<K>() == y { x } else { 0 })"
        ),
        [""; 0]
    );
}

#[test]
fn guards_of_the_compiler_are_not_shown_as_the_users() {
    for (args, body) in [
        ("x: input, m: data", "if m > 0 { x * x } else { 0 }"),
        (
            "x: input, m: input",
            "if m > x && x > 0 { x } else { ln(x) * m }",
        ),
        (
            "x: input[K], m: data[K]",
            "sum(if !(m > 0) { x * x } else { 0 })",
        ),
    ] {
        let Compiled { explanation, .. } = compiled(args, body);
        let all = explanation.gradient.iter().chain(&explanation.curvature);
        let mut texts = all.map(|(_, text)| text).chain(&explanation.kinks);
        assert!(
            texts.all(|text| !text.contains("ordered") && !text.contains("NaN")),
            "{explanation:?}"
        );
    }
}

#[test]
fn a_rule_that_was_only_a_step_is_not_shown() {
    let rules = |body: &str| compiled("x: input", body).explanation.rules;
    let of_an_exponential = "ln(exp(x)) = x".to_string();
    assert!(!rules("ln(1 + exp(x))").is_empty());
    assert!(!rules("ln(1 + exp(x))").contains(&of_an_exponential));
    assert!(rules("x * ln(exp(x))").contains(&of_an_exponential));
}

#[test]
fn every_row_of_the_published_table_shows_itself() {
    for kink in KINKS {
        let (args, body) = kink.example;
        assert_eq!(kinks(args, body).len(), 1, "{}: {body}", kink.place);
    }
}

#[test]
fn a_page_of_guards_gives_way_to_the_formula_as_written() {
    let args = "z: input, y: data, gamma: param in 0.0..";
    let body = "let p = sigmoid(z);
        y * pow(1 - p, gamma) * ln(p) + (1 - y) * pow(p, gamma) * ln(1 - p)";
    let focal = compiled(args, body);
    // The stable form twice: there is nothing shorter to give way to.
    let long = explain(&Stages {
        formula: &focal.stable,
        stable: &focal.stable,
        simplified: &focal.simplified,
        lowered: &focal.lowered,
        fired: &focal.fired,
        rewrites: &Rewrites::new(),
    });
    assert!(focal.explanation.gradient[0].1.len() < long.gradient[0].1.len());
}

#[test]
fn a_rule_is_told_with_what_it_did_here() {
    let explanation = compiled("score: input", "let p = sigmoid(score); -ln(1 - p)").explanation;
    let told: Vec<(&str, &str, &str)> = explanation
        .rules
        .iter()
        .zip(&explanation.rewrites)
        .map(|(rule, (before, after))| (rule.as_str(), before.as_str(), after.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("1 - sigmoid(x) = sigmoid(-x)", "1 - p", "sigmoid(-score)"),
            (
                "ln(sigmoid(x)) = log_sigmoid(x)",
                "ln(sigmoid(-score))",
                "log_sigmoid(-score)"
            ),
        ]
    );
}

#[test]
fn loops_are_told_with_what_is_kept() {
    let pointwise = compiled("x: input, y: data", "(x - y) * (x - y)").explanation;
    assert_eq!(
        pointwise.schedule,
        ["one pass over the batch, a sample in each lane; nothing is kept"]
    );
    let rows = compiled("x: input[K], label: index(K)", "-log_softmax(x)[label]").explanation;
    let text = rows.schedule.join("\n");
    assert!(
        text.starts_with("value: pass over K: max::<K>(x)\n"),
        "{text}"
    );
    assert!(
        text.contains("\ngradient: pass over K: write d/x"),
        "{text}"
    );
    assert!(text.contains("exp(x - row_max)"), "{text}");
}

#[test]
fn work_is_counted_for_each_kind_of_element() {
    let square = compiled("x: input, y: data", "let r = x - y; r * r");
    let all = work(&square.stable, &square.lowered);
    let sample = all[&Axes::NONE];
    // The difference, its square, twice it.
    assert_eq!(
        (sample.plain, sample.divisions, sample.functions),
        (3, 0, 0)
    );
    assert_eq!((sample.read, sample.written, sample.flops), (8, 4, 3));
    assert_eq!(sample.limit(), Limit::Memory);
    let heavy = compiled("x: input", "lgamma(1 + exp(x))");
    let sample = work(&heavy.stable, &heavy.lowered)[&Axes::NONE];
    assert_eq!(sample.limit(), Limit::Arithmetic);
    let rows = compiled("x: input[K], label: index(K)", "-log_softmax(x)[label]");
    assert_eq!(
        rows.explanation
            .cost
            .last()
            .map(|line| line.starts_with("roofline, each element of [K]: ")),
        Some(true)
    );
}

#[test]
fn probabilities_that_add_up_to_one_are_not_added_up() {
    let entropy = compiled("z: input[K]", "let p = softmax(z); sum(p * ln(p))");
    let expected =
        "let p = softmax::<K>(z);\np * (log_softmax::<K>(z) - sum::<K>(p * log_softmax::<K>(z)))";
    assert_eq!(entropy.explanation.gradient[0].1, expected);
}
