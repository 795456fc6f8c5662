//! What a loop is made of.

use super::loops::{Loop, is_arithmetic, is_jump};

/// Kinds of instructions and how many there are of each, in a fixed order, without those that are absent.
pub fn mix(found: &Loop) -> Vec<(&'static str, usize)> {
    let mut counts: Vec<(&'static str, usize)> = KINDS.iter().map(|kind| (*kind, 0)).collect();
    for (name, operands) in found.instructions() {
        let kind = kind(name, operands);
        if let Some((_, count)) = counts.iter_mut().find(|(known, _)| *known == kind) {
            *count += 1;
        }
    }
    counts.retain(|(_, count)| *count > 0);
    counts
}

const KINDS: [&str; 8] = [
    "fused multiplications and additions",
    "additions and subtractions",
    "multiplications",
    "divisions and roots",
    "comparisons, minima, selections",
    "bits, shifts, conversions of vectors",
    "loads, stores, moves, shuffles",
    "addresses, counters, jumps",
];

fn kind(name: &str, operands: &str) -> &'static str {
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let is_vector = ["xmm", "ymm", "zmm", ".4s", ".2d", ".16b"]
        .iter()
        .any(|register| operands.contains(register));
    let which = if is_jump(name) {
        7
    } else if has(&[
        "mov",
        "broadcast",
        "shuf",
        "perm",
        "insert",
        "extract",
        "unpck",
        "ldr",
        "ldp",
        "str",
        "stp",
        "dup",
    ]) {
        6
    } else if !is_vector {
        7
    } else if has(&["fmadd", "fmsub", "fnmadd", "fnmsub", "fmla", "fmls"]) {
        0
    } else if has(&["div", "sqrt"]) {
        3
    } else if has(&["cmp", "min", "max", "blend", "fcm", "bsl", "bit", "bif"]) {
        4
    } else if is_arithmetic(name, operands) && has(&["add", "sub"]) {
        1
    } else if is_arithmetic(name, operands) && has(&["mul"]) {
        2
    } else {
        5
    };
    KINDS[which]
}
