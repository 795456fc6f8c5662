//! Formulas whose LaTeX and pictures a person would write so, and what must hold of every picture.

use std::collections::BTreeSet;

use super::{Diagram, dot, latex, mermaid};
use crate::check::front;
use crate::compile::{Compiled, compile};
use crate::graph::Formula;

fn formula(args: &str, body: &str) -> Formula {
    let text = format!("pub loss Form({args}) {{ {body} }}");
    let (_, mut items, errors) = front(text.parse().expect("Rust's tokens"));
    assert!(errors.is_empty(), "{text}");
    items.pop().expect("a formula").formula
}

#[test]
fn values_are_set_as_a_person_would() {
    let cases: &[(&str, &str, &str)] = &[
        (
            "x: input, y: data",
            "(x - y) * (x - y)",
            r"L = \left(x - y\right)^2",
        ),
        (
            "x: input, tau: param",
            "x / tau + 1 / 2",
            r"L = \frac{x}{\tau} + 0.5",
        ),
        (
            "pos_weight: input",
            "abs(pos_weight)",
            r"L = \left|\mathit{pos\_weight}\right|",
        ),
        (
            "x_1: input, x_2: input",
            "hypot(x_1, x_2)",
            r"L = \sqrt{x_{1}^2 + x_{2}^2}",
        ),
        ("x: input[K]", "sum(x * x)", r"L = \sum_{k} x_{k}^2"),
        ("x: input[K]", "norm(x)", r"L = \left\lVert x \right\rVert"),
        (
            "x: input[K], label: index(K)",
            "-log_softmax(x)[label]",
            r"L = -\ln \operatorname{softmax}\left(x\right)_{\mathit{label}}",
        ),
        (
            "x: input[K]",
            "sum(cumsum(x))",
            r"L = \sum_{k} \sum_{k' \le k} x_{k'}",
        ),
        (
            "x: input[I, D], y: data[D]",
            "sum::<I>(norm::<D>(x - y))",
            r"L = \sum_{i} \left\lVert x_{i,\cdot} - y \right\rVert",
        ),
        (
            "x: input[K]",
            "sum::<K>(sum::<L>(x * rename::<K, L>(x)))",
            r"L = \sum_{k} \sum_{l} x_{k} \, x_{l}",
        ),
        // The inner index is not the outer one, whose place the renamed axis has.
        (
            "x: input[I]",
            "sum::<I>(x * rename::<J, I>(sum::<I>(x * rename::<I, J>(x))))",
            r"L = \sum_{i} x_{i} \, \left(\sum_{i'} x_{i'} \, x_{i}\right)",
        ),
        (
            "x: input",
            "x + ln(2 * PI)",
            r"L = x + \ln\left(2 \pi\right)",
        ),
        ("x: input", "exp(-x) + 1e-7", r"L = e^{-x} + 10^{-7}"),
        (
            "x: input, e: data",
            "exp(x - e)",
            r"L = \exp\left(x - e\right)",
        ),
        (
            "x: input",
            "powi(ln(x), 2) * 3",
            r"L = 3 \, \left(\ln\left(x\right)\right)^{2}",
        ),
        ("b: input[4]", "b[0] - 2 * b[3]", r"L = b_{0} - 2 \, b_{3}"),
        (
            "x: input",
            "if x > 1 { x } else if x < -1 { -x } else { 0 }",
            r"L = \begin{cases} x & \text{if } x > 1 \\ -x & \text{if } x < -1 \\ 0 & \text{otherwise} \end{cases}",
        ),
    ];
    for (args, body, expected) in cases {
        assert_eq!(latex::value(&formula(args, body)), *expected, "{body}");
    }
}

/// The body of the derivative, and its left side.
#[test]
fn derivatives_have_their_name_and_order() {
    let Compiled {
        stable, simplified, ..
    } = compile(&formula("x: input, y: data", "powi(x - y, 3)"));
    let texts = [
        latex::derivative(&stable, &simplified.graph, &simplified.gradient[0], 1),
        latex::derivative(&stable, &simplified.graph, &simplified.curvature[0], 2),
    ];
    assert!(
        texts[0].starts_with(r"\frac{\partial L}{\partial x} = "),
        "{}",
        texts[0]
    );
    assert!(
        texts[1].starts_with(r"\frac{\partial^2 L}{\partial x^2} = "),
        "{}",
        texts[1]
    );
    let rows = compile(&formula("x: input[K]", "sum(x * x)"));
    let text = latex::derivative(
        &rows.stable,
        &rows.simplified.graph,
        &rows.simplified.gradient[0],
        1,
    );
    assert_eq!(text, r"\frac{\partial L}{\partial x_{k}} = 2 \, x_{k}");
}

const HUBER: (&str, &str) = (
    "prediction: input, target: data, delta: param = 1.0 in 0.0<..",
    "let size = abs(prediction - target); if size <= delta { size * size / 2 } else { delta * (size - delta / 2) }",
);

#[test]
fn what_is_used_twice_has_a_line_of_its_own() {
    let text = latex::value(&formula(HUBER.0, HUBER.1));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], r"\begin{aligned}");
    assert_eq!(
        lines[1],
        r"\mathit{size} &= \left|\mathit{prediction} - \mathit{target}\right| \\"
    );
    assert!(lines[2].starts_with(r"L &= \begin{cases}"), "{text}");
}

#[test]
fn a_picture_has_the_names_of_the_formula() {
    let formula = formula(HUBER.0, HUBER.1);
    let diagram = Diagram::of_value(&formula);
    let labels: BTreeSet<&str> = diagram
        .vertices
        .iter()
        .map(|v| v.lines[0].as_str())
        .collect();
    for label in [
        "prediction",
        "delta",
        "a - b",
        "size = abs(·)",
        "a <= b",
        "if",
        "loss",
    ] {
        assert!(labels.contains(label), "{label} is not in {labels:?}");
    }
    assert!(diagram.vertices.len() < 16, "{labels:?}");
    // A name in the language of either that would end a text or begin markup.
    assert!(dot(&diagram).contains("label = \"a <= b\""));
    assert!(mermaid(&diagram).contains("[\"a #lt;= b\"]:::operation"));
}

#[test]
fn every_arrow_of_every_picture_joins_boxes() {
    let corpus = include_str!("../../corpus/reference.loss");
    let (_, items, errors) = front(corpus.parse().expect("Rust's tokens"));
    assert!(errors.is_empty() && items.len() > 20);
    for item in &items {
        let compiled = compile(&item.formula);
        let whole = Diagram::of_derived(&compiled.stable, &compiled.simplified);
        for diagram in [Diagram::of_value(&item.formula), whole] {
            let keys: BTreeSet<&str> = diagram.vertices.iter().map(|v| v.key.as_str()).collect();
            assert_eq!(keys.len(), diagram.vertices.len());
            for arrow in &diagram.arrows {
                assert!(keys.contains(arrow.from.as_str()) && keys.contains(arrow.to.as_str()));
            }
            for text in [dot(&diagram), mermaid(&diagram)] {
                assert!(text.lines().count() > diagram.vertices.len() + diagram.arrows.len());
            }
        }
    }
}

/// Braces and `\left … \right` come in pairs, environments end: what a setter of LaTeX stumbles over first.
#[test]
fn latex_is_balanced() {
    for corpus in [
        include_str!("../../corpus/reference.loss"),
        include_str!("../../corpus/random.loss"),
    ] {
        let (_, items, _) = front(corpus.parse().expect("Rust's tokens"));
        for item in &items {
            let compiled = compile(&item.formula);
            let (stable, derived) = (&compiled.stable, &compiled.simplified);
            let mut texts = vec![latex::value(&item.formula), latex::value(stable)];
            let partials = derived.gradient.iter().chain(&derived.learnable);
            texts.extend(partials.map(|p| latex::derivative(stable, &derived.graph, p, 1)));
            for text in texts {
                let count = |what: &str| text.matches(what).count();
                assert_eq!(count("{"), count("}"), "{text}");
                assert_eq!(count("\\left"), count("\\right"), "{text}");
                assert_eq!(count("\\begin{"), count("\\end{"), "{text}");
            }
        }
    }
}
