//! Which argument of one loss is which of the other.

use loss_compiler::graph::{Arg, ArgId, Extent, Formula, Kind};

/// A pair of arguments.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    pub a: ArgId,
    pub b: ArgId,
}

/// The pairs, and the arguments that have no partner.
#[derive(Debug)]
pub struct Pairs {
    pub pairs: Vec<Pair>,
    pub alone: Vec<(String, bool)>,
}

/// By name where names are the same, the rest by position among those of their kind.
pub fn pairs(a: &Formula, b: &Formula) -> Pairs {
    let mut pairs = Vec::new();
    for (id, arg) in a.arg_ids() {
        let same = b
            .arg_ids()
            .find(|(_, other)| other.name == arg.name && fits(arg, other));
        pairs.extend(same.map(|(other, _)| Pair { a: id, b: other }));
    }
    for (id, arg) in a.arg_ids() {
        if pairs.iter().any(|pair| pair.a == id) {
            continue;
        }
        let is_free = |other: &ArgId| !pairs.iter().any(|pair| pair.b == *other);
        let next = b
            .arg_ids()
            .find(|(other, theirs)| is_free(other) && theirs.kind == arg.kind && fits(arg, theirs));
        pairs.extend(next.map(|(other, _)| Pair { a: id, b: other }));
    }
    let mut alone = Vec::new();
    for (formula, is_a) in [(a, true), (b, false)] {
        for (id, arg) in formula.arg_ids() {
            let has = |pair: &Pair| if is_a { pair.a == id } else { pair.b == id };
            if !pairs.iter().any(has) {
                let of = if is_a { "a" } else { "b" };
                alone.push((format!("`{}` of {of}", arg.name), is_per_call(arg)));
            }
        }
    }
    pairs.sort_by_key(|pair| pair.a);
    Pairs { pairs, alone }
}

/// Whether an argument comes with each call, and has no default.
pub fn is_per_call(arg: &Arg) -> bool {
    use Kind::{Data, Identity, Index, Input};
    matches!(arg.kind, Input | Data | Index(_) | Identity)
}

/// Whether the values of one can be those of the other.
fn fits(a: &Arg, b: &Arg) -> bool {
    let class = |arg: &Arg| match arg.kind {
        Kind::Input | Kind::Data => 0,
        Kind::Index(_) | Kind::Identity => 1,
        Kind::Param | Kind::Learnable => 2,
        Kind::Flag => 3,
    };
    let same = |(x, y): (&Extent, &Extent)| match (x, y) {
        (Extent::Named(_), Extent::Named(_)) => true,
        (Extent::Fixed(m), Extent::Fixed(n)) => m == n,
        _ => false,
    };
    class(a) == class(b) && a.axes.len() == b.axes.len() && a.axes.iter().zip(&b.axes).all(same)
}
