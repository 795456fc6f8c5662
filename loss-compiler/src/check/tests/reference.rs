//! The formulas that the language promises to compile.

use super::sound;

const REFERENCE: &str = include_str!("../../../corpus/reference.loss");

#[test]
fn every_formula_of_the_reference_passes_as_written() {
    let items = sound(REFERENCE);
    assert_eq!(items.len(), REFERENCE.matches("loss ").count());
    assert!(items.iter().all(|item| !item.formula.source.is_empty()));
}
