//! A checked formula: its arguments, its axes, its graph. What `check` hands to the passes.

use super::{Axes, Axis, Graph, Id, Op, Type};

/// An argument of a formula: an index into [`Formula::args`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArgId(pub u16);

/// Whether a formula describes one sample or the whole batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// `loss`: one sample; the library maps it over the batch.
    Sample,
    /// `batch loss`: the whole batch; the result is the cost.
    Batch,
}

/// What an argument is to the formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Per sample, differentiated.
    Input,
    /// Per sample, not differentiated.
    Data,
    /// A class along an axis.
    Index(Axis),
    /// An identity that can only be compared: `index(_)`.
    Identity,
    /// A hyper-parameter.
    Param,
    /// A parameter that is differentiated; its gradient is summed over the batch.
    Learnable,
    /// A choice made outside the loop.
    Flag,
}

/// An axis of an argument as declared: a name, or a number of components.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// `[K]`
    Named(Axis),
    /// `[4]`
    Fixed(u32),
}

/// One end of a domain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// The number.
    pub at: f64,
    /// Whether the number itself is in the domain.
    pub included: bool,
}

/// The values an argument may take; no bound on a side means up to infinity, which is included.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Domain {
    /// Lower end.
    pub low: Option<Bound>,
    /// Upper end.
    pub high: Option<Bound>,
}

impl Domain {
    /// Whether `x` is in the domain. NaN never is.
    pub fn contains(&self, x: f64) -> bool {
        let above = self
            .low
            .is_none_or(|b| if b.included { x >= b.at } else { x > b.at });
        let below = self
            .high
            .is_none_or(|b| if b.included { x <= b.at } else { x < b.at });
        !x.is_nan() && above && below
    }
    /// Whether it admits every number.
    pub fn is_everything(&self) -> bool {
        self.low.is_none() && self.high.is_none()
    }
    /// Whether every number in it is zero or more.
    pub fn is_nonnegative(&self) -> bool {
        self.low.is_some_and(|b| b.at >= 0.0)
    }
    /// Whether neither zero nor an infinity is in it.
    pub fn is_finite_nonzero(&self) -> bool {
        [0.0, f64::INFINITY, f64::NEG_INFINITY]
            .iter()
            .all(|x| !self.contains(*x))
    }
    /// Whether every number in it is more than zero.
    pub fn is_positive(&self) -> bool {
        self.low
            .is_some_and(|b| b.at > 0.0 || (b.at == 0.0 && !b.included))
    }
}

/// An argument as declared.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Its axes, in the order declared, which is the order in memory, the last one contiguous.
    pub axes: Vec<Extent>,
    /// The default of a parameter; a flag's is 0 or 1.
    pub default: Option<f64>,
    /// The values it may take.
    pub domain: Domain,
}

impl Arg {
    /// The named axes.
    pub fn named_axes(&self) -> Axes {
        self.axes
            .iter()
            .fold(Axes::NONE, |all, extent| match extent {
                Extent::Named(axis) => all.with(*axis),
                Extent::Fixed(_) => all,
            })
    }
    /// The number of components: the product of the fixed axes.
    pub fn components(&self) -> u32 {
        self.axes
            .iter()
            .map(|extent| if let Extent::Fixed(n) = extent { *n } else { 1 })
            .product()
    }
}

/// A trait that a loss claims, `convex` or `lipschitz = delta`.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The trait.
    pub name: String,
    /// Its constant, as written.
    pub constant: Option<String>,
}

/// What is wanted of a loss beyond value and gradient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Also {
    /// Second derivatives.
    pub hessian: bool,
    /// The gradient by parameters.
    pub param_gradient: bool,
    /// Its whole page in every build, not only where its crate is documented: crates that show it as their own read that.
    pub documentation: bool,
}

impl Also {
    /// What either wants.
    #[must_use]
    pub fn or(self, other: Also) -> Also {
        Also {
            hessian: self.hessian || other.hessian,
            param_gradient: self.param_gradient || other.param_gradient,
            documentation: self.documentation || other.documentation,
        }
    }
}

/// A checked formula.
#[derive(Clone, Debug)]
pub struct Formula {
    /// The name of the loss.
    pub name: String,
    /// One sample or the whole batch.
    pub scope: Scope,
    /// The arguments in the order declared; [`ArgId`] is an index into this.
    pub args: Vec<Arg>,
    /// The names of the axes; [`Axis`] is an index into this.
    pub axes: Vec<String>,
    /// For each axis the one whose length it shares through `rename`, or itself.
    pub same_length: Vec<Axis>,
    /// The nodes.
    pub graph: Graph,
    /// The value of one sample, or the cost of the batch.
    pub value: Id,
    /// How often the sample counts, where the formula says so by `weighted`.
    pub weight: Option<Id>,
    /// What it claims.
    pub claims: Vec<Claim>,
    /// Parameters at values that get a kernel of their own, when all of an entry have theirs.
    pub specialise: Vec<Vec<(ArgId, f64)>>,
    /// The body as written.
    pub source: String,
}

impl Formula {
    /// The argument of an id.
    pub fn arg(&self, id: ArgId) -> &Arg {
        &self.args[id.0 as usize]
    }
    /// All arguments with their ids.
    pub fn arg_ids(&self) -> impl Iterator<Item = (ArgId, &Arg)> {
        self.args
            .iter()
            .enumerate()
            .map(|(i, arg)| (ArgId(i as u16), arg))
    }
}

/// Whether each node of a graph depends on an argument of such a kind through values: conditions cut it off.
pub fn depending(g: &Graph, args: &[Arg], on: impl Fn(Kind) -> bool) -> Vec<bool> {
    let mut depends: Vec<bool> = Vec::with_capacity(g.len());
    for id in g.ids() {
        let any = |args: &[Id]| args.iter().any(|arg| depends[arg.0 as usize]);
        let operands = g.args(id);
        let is_depending = match g.op(id) {
            Op::Arg(arg, _) | Op::Label(arg) => {
                args.get(usize::from(arg.0)).is_some_and(|arg| on(arg.kind))
            }
            Op::Select => any(&operands[1..]),
            _ => g.ty(id) != Type::Bool && any(operands),
        };
        depends.push(is_depending);
    }
    depends
}

/// Whether each node differs between samples or is learned. At a tie of `max` or `min` the others are constants: numbers,
/// parameters, flags and what is made of them.
pub fn differing(g: &Graph, args: &[Arg]) -> Vec<bool> {
    depending(g, args, |kind| !matches!(kind, Kind::Param | Kind::Flag))
}
