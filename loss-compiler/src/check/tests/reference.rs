//! The formulas that the language promises to compile.

use super::{run, sound};
use crate::graph::{Extent, Kind, Op, Scope};

const REFERENCE: &str = include_str!("../../../corpus/reference.loss");

#[test]
fn every_formula_of_the_reference_passes_as_written() {
    let items = sound(REFERENCE);
    let written = REFERENCE.matches("loss ").count();
    assert_eq!(items.len(), written);
}
