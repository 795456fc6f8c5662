//! What a kernel costs: its operations by kind and the bytes it moves, counted on the lowered graph, and which of the two binds.

use std::collections::BTreeMap;

use crate::differentiate::Derived;
use crate::emit::below;
use crate::graph::{Axes, Formula, Fun, Kind, Op, Scope};

/// Operations on one element, and its bytes in `f32`; for value and gradient together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Additions and multiplications.
    pub plain: u32,
    /// Comparisons and selections.
    pub choices: u32,
    /// Divisions and roots.
    pub divisions: u32,
    /// Exponentials, logarithms and the like.
    pub functions: u32,
    /// All of them, each in so many multiplications.
    pub flops: u32,
    /// Bytes read.
    pub read: u32,
    /// Bytes written.
    pub written: u32,
}

/// What an element waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Moving bytes, wherever they are.
    Memory,
    /// Moving bytes from memory; out of a cache, arithmetic.
    MemoryOrArithmetic,
    /// Arithmetic.
    Arithmetic,
}

/// Multiplications a byte below which even a cache is too slow, and above which memory is fast enough: of a core that does 104
/// thousand million `f32` operations a second, and gets 72 GB/s from its last cache and 21 GB/s from memory.
const RIDGES: (f64, f64) = (1.4, 5.0);

impl Work {
    /// Which limit of a usual processor binds.
    pub fn limit(&self) -> Limit {
        let bytes = f64::from(self.read + self.written);
        let intensity = f64::from(self.flops) / bytes.max(1.0);
        match intensity {
            _ if bytes == 0.0 => Limit::Arithmetic,
            x if x < RIDGES.0 => Limit::Memory,
            x if x < RIDGES.1 => Limit::MemoryOrArithmetic,
            _ => Limit::Arithmetic,
        }
    }
}

/// The work of each element of the arrays of these axes; without axes, of a sample.
pub fn work(formula: &Formula, lowered: &Derived) -> BTreeMap<Axes, Work> {
    let mut roots = vec![lowered.value];
    roots.extend(lowered.weight);
    let partials = lowered.gradient.iter().chain(&lowered.learnable);
    roots.extend(partials.map(|p| p.id));
    let g = &lowered.graph;
    let mut all: BTreeMap<Axes, Work> = BTreeMap::new();
    for id in below(g, &roots) {
        // A reduction takes every element of its operand.
        let axes = match g.op(id).reduced_axis() {
            Some(axis) => g.axes(id).with(axis),
            None => g.axes(id),
        };
        let cost = match g.op(id) {
            Op::Fun(fun) => fun.row().cost,
            Op::Sum(_) | Op::Cumsum(_) | Op::CumsumBack(_) => 1,
            Op::Max(_) | Op::Min(_) | Op::Compare(_) | Op::Select => 1,
            _ => continue,
        };
        let work = all.entry(axes).or_default();
        work.flops += cost;
        match g.op(id) {
            Op::Fun(Fun::Div | Fun::Sqrt) => work.divisions += 1,
            Op::Fun(_) if cost >= 10 => work.functions += 1,
            Op::Fun(_) | Op::Sum(_) | Op::Cumsum(_) | Op::CumsumBack(_) => work.plain += 1,
            _ => work.choices += 1,
        }
    }
    for arg in &formula.args {
        let (read, written) = match arg.kind {
            Kind::Input => (4, 4),
            Kind::Data => (4, 0),
            Kind::Index(_) | Kind::Identity => (8, 0),
            _ => continue,
        };
        let work = all.entry(arg.named_axes()).or_default();
        work.read += read * arg.components();
        work.written += written * arg.components();
    }
    all
}

/// A line for each kind of element, and one that says what binds.
pub(super) fn lines(formula: &Formula, lowered: &Derived) -> Vec<String> {
    let all = work(formula, lowered);
    let mut lines: Vec<String> = all
        .iter()
        .filter(|(_, work)| work.flops + work.read > 0)
        .map(|(&axes, work)| format!("{}: {}", element(formula, axes), describe(work)))
        .collect();
    // The elements that are most decide.
    let most = all
        .iter()
        .max_by_key(|(axes, work)| (axes.len(), work.flops));
    if let Some((&axes, work)) = most {
        let bytes = work.read + work.written;
        let ratio = f64::from(work.flops) / f64::from(bytes.max(1));
        let binds = match work.limit() {
            Limit::Memory => "memory binds",
            Limit::MemoryOrArithmetic => "memory binds, out of a cache arithmetic",
            Limit::Arithmetic => "arithmetic binds",
        };
        let at = element(formula, axes);
        lines.push(match bytes {
            0 => format!("roofline, {at}: no byte is moved, so {binds}"),
            _ => format!("roofline, {at}: {ratio:.1} operations a byte, so {binds}"),
        });
    }
    lines
}

/// `each element of [K]`
fn element(formula: &Formula, axes: Axes) -> String {
    let names: Vec<&str> = axes
        .iter()
        .filter_map(|axis| formula.axes.get(usize::from(axis.0)))
        .map(String::as_str)
        .collect();
    match (names.is_empty(), formula.scope) {
        (true, Scope::Sample) => "each sample".to_string(),
        (true, Scope::Batch) => "once".to_string(),
        _ => format!("each element of [{}]", names.join(", ")),
    }
}

fn describe(work: &Work) -> String {
    let parts = [
        (
            work.plain,
            "addition or multiplication",
            "additions and multiplications",
        ),
        (
            work.choices,
            "comparison or selection",
            "comparisons and selections",
        ),
        (work.divisions, "division or root", "divisions and roots"),
        (
            work.functions,
            "exponential, logarithm or the like",
            "exponentials, logarithms and the like",
        ),
        (work.read, "byte read", "bytes read"),
        (work.written, "byte written", "bytes written"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }))
        .collect();
    parts.join(", ")
}
