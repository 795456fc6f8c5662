//! Formulas made of a formula's derivatives: what they differentiate to are second derivatives, and derivatives by parameters.

use std::collections::BTreeSet;

use super::{Derived, Partial, diagonal, reverse};
use crate::emit::below;
use crate::graph::{Arg, ArgId, Domain, Formula, Graph, Id, Kind, Op, Scope};

/// The name of the parameter of [`hessian_diagonal`]. No argument can be called so.
pub const FLOOR: &str = "hessian floor";

/// The derivative of a formula along vectors, one an input: the gradient of this formula is the Hessian times the vectors.
/// The vectors are data, behind the arguments; what is learned stands still.
pub fn along_vectors(formula: &Formula) -> Formula {
    let mut along = without_learnables(formula);
    let inputs: Vec<(ArgId, Arg)> = formula
        .arg_ids()
        .filter(|(_, arg)| arg.kind == Kind::Input)
        .map(|(id, arg)| (id, arg.clone()))
        .collect();
    let g = &mut along.graph;
    let wanted: Vec<(ArgId, u32)> = inputs
        .iter()
        .flat_map(|(id, arg)| (0..arg.components()).map(|component| (*id, component)))
        .collect();
    let gradient = reverse(g, &along.args, formula.value, &wanted);
    let mut sum = g.constant(0.0);
    for (id, arg) in &inputs {
        let vector = ArgId(along.args.len() as u16);
        g.declare(vector, arg.named_axes());
        along.args.push(Arg {
            name: vector_name(formula, &arg.name),
            kind: Kind::Data,
            default: None,
            domain: Domain::default(),
            ..arg.clone()
        });
        for partial in gradient.iter().filter(|partial| partial.arg == *id) {
            let towards = g.make(Op::Arg(vector, partial.component), []);
            let mut product = g.mul(partial.id, towards);
            for axis in arg.named_axes().iter() {
                product = g.sum(axis, product);
            }
            sum = g.add(sum, product);
        }
    }
    along.value = sum;
    along
}

/// The name of the vector of an input, which no argument has.
pub fn vector_name(formula: &Formula, input: &str) -> String {
    let mut name = format!("{}_vector", input.trim_start_matches("r#"));
    while formula.args.iter().any(|arg| arg.name == name) {
        name.push('_');
    }
    name
}

/// A formula with one axis or none, and in the place of its gradient the diagonal of its Hessian, no less than the parameter
/// [`FLOOR`]. Nothing where there are more axes, or where it would take a sum over the axis for each element.
pub fn hessian_diagonal(formula: &Formula) -> Option<(Formula, Derived)> {
    if formula.scope != Scope::Sample || formula.axes.len() > 1 {
        return None;
    }
    let mut formula = without_learnables(formula);
    let mut graph = formula.graph.clone();
    let wanted: Vec<(ArgId, u32)> = formula
        .arg_ids()
        .filter(|(_, arg)| arg.kind == Kind::Input)
        .flat_map(|(id, arg)| (0..arg.components()).map(move |component| (id, component)))
        .collect();
    let gradient = reverse(&mut graph, &formula.args, formula.value, &wanted);
    let floor = ArgId(formula.args.len() as u16);
    let least = graph.make(Op::Arg(floor, 0), []);
    let mut partials = Vec::new();
    for partial in gradient {
        let id = diagonal::of(&mut graph, &formula.args, partial)?;
        let below = graph.lt(id, least);
        let id = graph.select(below, least, id);
        partials.push(Partial { id, ..partial });
    }
    formula.args.push(Arg {
        name: FLOOR.to_string(),
        kind: Kind::Param,
        axes: Vec::new(),
        default: None,
        domain: Domain::default(),
    });
    let derived = Derived {
        graph,
        value: formula.value,
        weight: formula.weight,
        gradient: partials,
        learnable: Vec::new(),
        curvature: Vec::new(),
    };
    Some((formula, derived))
}

/// A formula whose parameters are differentiated and nothing else: a parameter that is one number is a learnable, one along an
/// axis an input, whose gradient is then summed over the samples. How often a sample counts is not differentiated: a parameter
/// that says so stays one. Nothing where no parameter is left.
pub fn by_params(formula: &Formula) -> Option<Formula> {
    let weight: Vec<Id> = formula.weight.into_iter().collect();
    let (in_weight, in_value) = (
        below(&formula.graph, &weight),
        below(&formula.graph, &[formula.value]),
    );
    let reads = |nodes: &BTreeSet<Id>, wanted: ArgId| {
        let is_wanted = |id: &Id| matches!(formula.graph.op(*id), Op::Arg(arg, _) if arg == wanted);
        nodes.iter().any(is_wanted)
    };
    if formula.scope != Scope::Sample {
        return None;
    }
    let mut by = formula.clone();
    for (id, arg) in formula.arg_ids() {
        by.args[usize::from(id.0)].kind = match arg.kind {
            Kind::Input => Kind::Data,
            Kind::Learnable => Kind::Param,
            Kind::Param if reads(&in_weight, id) || !reads(&in_value, id) => Kind::Param,
            Kind::Param if arg.axes.is_empty() => Kind::Learnable,
            Kind::Param => Kind::Input,
            other => other,
        };
    }
    let any = by
        .args
        .iter()
        .any(|arg| matches!(arg.kind, Kind::Input | Kind::Learnable));
    by.claims.clear();
    by.specialise.clear();
    any.then_some(by)
}

/// What is learned, held as a parameter; nothing claimed.
fn without_learnables(formula: &Formula) -> Formula {
    let mut formula = formula.clone();
    for arg in &mut formula.args {
        if arg.kind == Kind::Learnable {
            arg.kind = Kind::Param;
        }
    }
    formula.claims.clear();
    formula.specialise.clear();
    formula
}

/// Whether a node depends on an argument's component.
pub(super) fn depends(g: &Graph, id: Id, leaf: Id) -> bool {
    below(g, &[id]).contains(&leaf)
}
