//! Which nodes are computed only in one branch of a choice that is the same for the whole batch: a flag, or a comparison of
//! parameters. Every other choice is made lane by lane, and computes both of its sides.
//!
//! Choices under one condition share their branches, so that what the value and the gradient both need there is computed once.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Graph, Id, Op};

/// A branch is worth a jump if it holds an elementary function.
const WORTH: u32 = 10;

/// A condition, and how many choices under the same condition lie one below the other.
pub(super) type Choice = (Id, usize);

/// Where a node is computed: the branches around it, from the outside.
pub(super) type Place = Vec<(Choice, bool)>;

/// The choices that become jumps, and where everything is computed.
#[derive(Debug, Default)]
pub(super) struct Branches {
    /// The selections that are made by a jump.
    pub(super) choice: BTreeMap<Id, Choice>,
    /// The place of every node.
    pub(super) place: BTreeMap<Id, Place>,
}

impl Branches {
    /// What all of these become in kernels that compute `roots` of `needed`.
    pub(super) fn new(g: &Graph, same: &BTreeSet<Id>, needed: &BTreeSet<Id>, roots: &[Id]) -> Self {
        let mut choice = choices(g, same, needed);
        while !choice.is_empty() {
            let Some(place) = places(g, needed, roots, &choice) else {
                break;
            };
            let worth: BTreeSet<Choice> = needed
                .iter()
                .filter(|&&id| matches!(g.op(id), Op::Fun(fun) if fun.row().cost >= WORTH))
                .flat_map(|id| place[id].iter().map(|(choice, _)| *choice))
                .collect();
            let before = choice.len();
            choice.retain(|_, choice| worth.contains(choice));
            if choice.len() == before && is_ordered(g, roots, &choice) {
                return Branches { choice, place };
            }
            if choice.len() == before {
                break;
            }
        }
        Branches::default()
    }

    /// The selections of a choice, in order.
    pub(super) fn of(&self, choice: Choice) -> impl Iterator<Item = Id> {
        let of = self.choice.iter().filter(move |(_, of)| **of == choice);
        of.map(|(id, _)| *id)
    }

    /// Where a node is computed.
    pub(super) fn place(&self, id: Id) -> Place {
        self.place.get(&id).cloned().unwrap_or_default()
    }
}

/// The selections whose condition is the same for the whole batch.
fn choices(g: &Graph, same: &BTreeSet<Id>, needed: &BTreeSet<Id>) -> BTreeMap<Id, Choice> {
    let mut choice: BTreeMap<Id, Choice> = BTreeMap::new();
    for &id in needed {
        let condition = match g.op(id) {
            Op::Select => g.args(id)[0],
            _ => continue,
        };
        if same.contains(&condition) && !same.contains(&id) {
            let below = super::below(g, &[id]);
            let same = choice
                .iter()
                .filter(|(other, of)| of.0 == condition && below.contains(other));
            let depth = same.map(|(_, of)| of.1 + 1).max().unwrap_or(0);
            choice.insert(id, (condition, depth));
        }
    }
    choice
}

/// The innermost place around all that uses a node; none if it cannot be found.
fn places(
    g: &Graph,
    needed: &BTreeSet<Id>,
    roots: &[Id],
    choice: &BTreeMap<Id, Choice>,
) -> Option<BTreeMap<Id, Place>> {
    let mut around: BTreeMap<Choice, Place> = BTreeMap::new();
    // Places only move outwards, so this ends; the bound is for graphs that nobody would write.
    for _ in 0..64 {
        let mut place: BTreeMap<Id, Place> = BTreeMap::new();
        let mut found: BTreeMap<Choice, Place> = BTreeMap::new();
        for &root in roots {
            place.insert(root, Place::new());
        }
        // Operands are older than what uses them.
        for &id in needed.iter().rev() {
            let here = place.get(&id).cloned().unwrap_or_default();
            let args = g.args(id);
            let Some(&of) = choice.get(&id) else {
                args.iter().for_each(|&arg| meet(&mut place, arg, &here));
                continue;
            };
            meet(&mut found, of, &here);
            let outside = around.get(&of).cloned().unwrap_or(here);
            meet(&mut place, args[0], &outside);
            for (arg, taken) in [(args[1], true), (args[2], false)] {
                let mut inside = outside.clone();
                inside.push((of, taken));
                meet(&mut place, arg, &inside);
            }
        }
        if found == around {
            return Some(place);
        }
        around = found;
    }
    None
}

/// Moves a place outwards until it is around another one too.
fn meet<K: Ord>(places: &mut BTreeMap<K, Place>, key: K, other: &Place) {
    match places.get_mut(&key) {
        Some(place) => {
            let common = place.iter().zip(other).take_while(|(a, b)| a == b).count();
            place.truncate(common);
        }
        None => {
            places.insert(key, other.clone());
        }
    }
}

/// Whether each choice can be made before all that uses one of its selections.
fn is_ordered(g: &Graph, roots: &[Id], choice: &BTreeMap<Id, Choice>) -> bool {
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    enum Item {
        Node(Id),
        Choice(Choice),
    }
    let item = |id: Id| {
        choice
            .get(&id)
            .map_or(Item::Node(id), |&of| Item::Choice(of))
    };
    let before = |at: Item| -> Vec<Item> {
        match at {
            Item::Node(id) => g.args(id).iter().map(|&arg| item(arg)).collect(),
            Item::Choice(of) => choice
                .iter()
                .filter(|(_, other)| **other == of)
                .flat_map(|(&id, _)| g.args(id))
                .map(|&arg| item(arg))
                .collect(),
        }
    };
    // Depth first, without recursion: what is open and met again is a circle.
    let (mut open, mut done) = (BTreeSet::new(), BTreeSet::new());
    let mut stack: Vec<(Item, bool)> = roots.iter().map(|&root| (item(root), false)).collect();
    while let Some((at, leaves)) = stack.pop() {
        if leaves {
            open.remove(&at);
            done.insert(at);
            continue;
        }
        if done.contains(&at) {
            continue;
        }
        if !open.insert(at) {
            return false;
        }
        stack.push((at, true));
        stack.extend(
            before(at)
                .into_iter()
                .filter(|next| !done.contains(next))
                .map(|next| (next, false)),
        );
    }
    true
}

#[cfg(test)]
mod tests {
    /// The generated code of a formula.
    fn code(args: &str, body: &str) -> String {
        crate::emit::code(&format!("pub loss Form({args}) {{ {body} }}"))
    }

    #[test]
    fn a_flag_is_a_jump_and_what_is_under_it_stands_inside() {
        let code = code(
            "x: input, full: flag = false",
            "x * x + if full { lgamma(x * x + 1) } else { 0 }",
        );
        let (before, after) = code.split_once("if self.full {").expect("a jump");
        assert!(!before.contains("lgamma"), "{code}");
        let (inside, after) = after.split_once('}').expect("its end");
        assert!(inside.contains("lgamma"), "{code}");
        assert!(after.contains("else"), "{code}");
    }

    #[test]
    fn value_and_gradient_share_the_branches_of_one_condition() {
        // The exponential is its own derivative: both need it, under the same condition.
        let code = code(
            "x: input, a: param = 1.0",
            "if a == 2 { x * x } else { exp(a * x) }",
        );
        let sample = code.split("fn sample_weight").next().expect("the kernel");
        assert_eq!(sample.matches("math::exp(").count(), 1, "{code}");
        assert_eq!(sample.matches(".any()").count(), 1, "{code}");
    }

    #[test]
    fn what_both_branches_need_stands_before_them() {
        let code = code(
            "x: input, a: param = 1.0",
            "if a == 2 { exp(x) } else { exp(x) * tanh(x) }",
        );
        let (before, _) = code.split_once(".any()").expect("a jump");
        assert!(before.contains("math::exp("), "{code}");
        assert!(!before.contains("math::tanh("), "{code}");
    }

    #[test]
    fn cheap_branches_and_those_of_the_data_are_no_jumps() {
        for (args, body) in [
            (
                "x: input, a: param = 1.0",
                "if a == 2 { x * x } else { a * x }",
            ),
            ("x: input, y: data", "if y > 0 { exp(x) } else { tanh(x) }"),
        ] {
            let code = code(args, body);
            assert!(!code.contains(".any()"), "{code}");
        }
    }
}
