//! What a loss says of itself.

use loss_core::Explain;
use loss_tests::catalogue::{Element, formulas};
use loss_tests::losses::Huber;

fn complete(explain: &Explain) {
    let name = explain.name();
    let text = explain.to_string();
    // Indented, so line by line.
    assert!(
        text.contains(name) && explain.formula.lines().all(|line| text.contains(line)),
        "{text}"
    );
    assert!(!explain.formula.is_empty(), "{name}: no formula");
    assert!(
        explain.definition.contains(&format!("loss {name}(")),
        "{name}: no definition"
    );
    assert!(!explain.gradient.is_empty(), "{name}: no gradient");
    assert!(!explain.cost.is_empty(), "{name}: no cost");
    assert!(
        explain.rust.contains(name) && explain.rust.lines().count() > 20,
        "{name}: no code"
    );
    for arg in explain.spec.args {
        assert!(text.contains(arg.name), "{name}: no word of {}", arg.name);
    }
}

#[test]
fn every_loss_explains_itself() {
    for entry in f64::library().unwrap() {
        complete(&entry.subject.explain());
    }
}

#[test]
fn so_do_the_formulas_of_the_language_reference() {
    for entry in formulas().unwrap() {
        complete(&entry.subject.explain());
    }
}

#[test]
fn huber_reads_as_it_was_written() {
    let text = Huber::EXPLAIN.to_string();
    for part in [
        "prediction: input",
        "delta: param = 1.0 in 0.0<..",
        "formula",
        "gradient",
        "second derivative",
        "kinks",
        "cost",
    ] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    assert_eq!(Huber::NAME, "Huber");
}
