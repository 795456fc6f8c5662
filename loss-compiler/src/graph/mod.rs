//! The formula as a hash-consed, immutable directed graph.
//!
//! Equal expressions are one node, so common subexpressions are shared by construction, and no pass has to look for them.
//! A node carries its operation, its operands, its type and the *set of axes* along which it varies; nothing here knows of
//! tokens or spans, so every pass is tested without a parser.
//!
//! ```text
//! let r = prediction - target; r * r     →     %0 = prediction, %1 = target, %2 = %0 - %1, %3 = %2 * %2
//! ```

mod below;
mod build;
mod formula;
mod fun;
mod hash;
mod marks;
mod operands;
mod print;

use std::collections::{BTreeMap, BTreeSet};

use below::Below;
pub use formula::{
    Also, Arg, ArgId, Bound, Claim, Domain, Extent, Formula, Kind, Scope, depending, differing,
};
pub use fun::{Fun, Range, TABLE};
pub(crate) use hash::Table;
pub(crate) use marks::Marks;
pub use operands::Operands;
pub use print::{print, print_operation, print_short, shared};

/// A node of a [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u32);

/// An axis of a formula: an index into [`Formula::axes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Axis(pub u8);

/// A set of axes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Axes(u32);

impl Axes {
    /// No axis: one number per sample.
    pub const NONE: Axes = Axes(0);
    /// The number of axes one formula can have.
    pub const MOST: usize = 32;

    /// The set of one axis.
    pub fn of(axis: Axis) -> Axes {
        Axes(1 << axis.0)
    }
    /// Both sets together.
    #[must_use]
    pub fn union(self, other: Axes) -> Axes {
        Axes(self.0 | other.0)
    }
    /// This set with `axis`.
    #[must_use]
    pub fn with(self, axis: Axis) -> Axes {
        self.union(Axes::of(axis))
    }
    /// This set without `axis`.
    #[must_use]
    pub fn without(self, axis: Axis) -> Axes {
        Axes(self.0 & !(1 << axis.0))
    }
    /// What is in this set but not in `other`.
    #[must_use]
    pub fn minus(self, other: Axes) -> Axes {
        Axes(self.0 & !other.0)
    }
    /// Whether `axis` is in the set.
    pub fn contains(self, axis: Axis) -> bool {
        self.0 & (1 << axis.0) != 0
    }
    /// Whether every axis of this set is in `other`.
    pub fn within(self, other: Axes) -> bool {
        self.0 & !other.0 == 0
    }
    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
    /// How many axes it has.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }
    /// The axes in order.
    pub fn iter(self) -> impl Iterator<Item = Axis> {
        (0..32).filter(move |i| self.0 & (1 << i) != 0).map(Axis)
    }
}

/// The type of a node's elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// A real number.
    Real,
    /// A truth value: what `if` chooses by.
    Bool,
    /// A class, or an identity that can only be compared.
    Index,
}

/// A comparison of two real numbers; false where one of them is NaN, but for `Ne`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cmp {
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `==`
    Eq,
    /// `!=`
    Ne,
}

/// What a node computes from its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Op {
    /// A number, by the bits of its `f64`.
    Const(u64),
    /// `true` or `false`.
    Truth(bool),
    /// One component of a real argument; arguments without a fixed axis have component 0 alone.
    Arg(ArgId, u32),
    /// A flag.
    Flag(ArgId),
    /// A class index or identity.
    Label(ArgId),
    /// 0, 1, … along the axis, of type [`Type::Index`].
    Position(Axis),
    /// An index as a real number. Operand: an index.
    Number,
    /// The length of the axis as a real number.
    Len(Axis),
    /// An element-wise function of real operands; see [`TABLE`].
    Fun(Fun),
    /// A comparison of two real operands.
    Compare(Cmp),
    /// Whether neither operand is NaN: the guard of an `if` whose comparison may see NaN.
    Ordered,
    /// Whether two indices are equal.
    Same,
    /// Logical and.
    And,
    /// Logical or.
    Or,
    /// Logical not.
    Not,
    /// `if %0 { %1 } else { %2 }`: only the operand chosen counts, in value and gradient.
    Select,
    /// Its operand, as a constant to the gradient.
    StopGradient,
    /// The sum over the axis.
    Sum(Axis),
    /// The largest over the axis; negative infinity of nothing; NaN if any is NaN.
    Max(Axis),
    /// The smallest over the axis; infinity of nothing; NaN if any is NaN.
    Min(Axis),
    /// `ln(sum(exp(x)))`, safe for any finite operand.
    LogSumExp(Axis),
    /// The Euclidean norm over the axis, without overflow or underflow of the squares.
    Norm(Axis),
    /// `exp(x) / sum(exp(x))`.
    Softmax(Axis),
    /// `1 - softmax(x)`, to full relative accuracy.
    SoftmaxRest(Axis),
    /// `ln(softmax(x))`.
    LogSoftmax(Axis),
    /// Running sum along the axis: of the elements up to and with this one.
    Cumsum(Axis),
    /// Running sum from the end: of this element and those after it.
    CumsumBack(Axis),
    /// The axis in reverse order.
    Reverse(Axis),
    /// The same array seen along another axis of the same length: from, to.
    Rename(Axis, Axis),
    /// The element of %0 along the axis at index %1.
    Gather(Axis),
    /// `if %1 { sum(%2) } else { %0 }` over the axis, summed only if %1 holds for a sample at hand. Only after lowering.
    Resum(Axis),
    /// `2^k` with `k` by element type: `true` the factor that keeps the square of a huge number finite, `false` the
    /// one that keeps the square of a tiny number from vanishing. Only after lowering.
    Scale(bool),
    /// Below (`false`) or above (`true`) this a sum of squares is not to be trusted. Only after lowering.
    SquareLimit(bool),
}

/// A node: operation, operands, type, axes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    /// What it computes.
    pub op: Op,
    /// From what.
    pub args: Operands,
    /// The axes along which it varies.
    pub axes: Axes,
    /// The type of its elements.
    pub ty: Type,
    below: Below,
}

/// Nodes, each after its operands.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    index: Table<(Op, Operands), Id>,
    /// Which axes an argument or label varies along: leaves take their axes from here.
    arg_axes: BTreeMap<ArgId, Axes>,
    /// The parameters that are neither 0 nor infinite, by their domains, which are checked.
    pub(crate) units: BTreeSet<ArgId>,
    /// The parameters that are more than 0.
    pub(crate) positive: BTreeSet<ArgId>,
    /// The arguments of every kind that are 0 or more.
    pub(crate) nonnegative: BTreeSet<ArgId>,
    /// The user's name of a node, where there is one.
    pub names: BTreeMap<Id, String>,
    /// Once it has so many nodes, rules that write branches out leave them; 0 before the first pass.
    most: usize,
}

impl Graph {
    /// An empty graph over arguments with these axes.
    pub fn new(arg_axes: BTreeMap<ArgId, Axes>) -> Graph {
        Graph {
            arg_axes,
            ..Graph::default()
        }
    }

    /// An empty graph over the same arguments.
    pub fn fresh(&self) -> Graph {
        let most = match self.most {
            0 => most_nodes(self.len()),
            most => most,
        };
        Graph {
            most,
            units: self.units.clone(),
            positive: self.positive.clone(),
            nonnegative: self.nonnegative.clone(),
            ..Graph::new(self.arg_axes.clone())
        }
    }

    /// Adds an argument with these axes.
    pub fn declare(&mut self, arg: ArgId, axes: Axes) {
        self.arg_axes.insert(arg, axes);
    }

    /// The node of an id.
    pub fn node(&self, id: Id) -> &Node {
        &self.nodes[id.0 as usize]
    }
    /// The operation of a node.
    pub fn op(&self, id: Id) -> Op {
        self.node(id).op
    }
    /// The operands of a node.
    pub fn args(&self, id: Id) -> &[Id] {
        &self.node(id).args
    }
    /// The same, apart from the graph.
    pub fn operands(&self, id: Id) -> Operands {
        self.node(id).args
    }
    /// What stands below a node, itself included.
    pub(crate) fn below(&self, id: Id) -> Below {
        self.node(id).below
    }
    /// The axes of a node.
    pub fn axes(&self, id: Id) -> Axes {
        self.node(id).axes
    }
    /// The type of a node.
    pub fn ty(&self, id: Id) -> Type {
        self.node(id).ty
    }
    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }
    /// Whether there is room yet to write a branch out: choices in choices would double the graph with each.
    pub(crate) fn has_room(&self) -> bool {
        self.most == 0 || self.len() < self.most
    }
    /// Whether both have the same nodes under the same ids.
    pub fn same_nodes(&self, other: &Graph) -> bool {
        self.nodes == other.nodes
    }
    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
    /// All ids, operands first.
    pub fn ids(&self) -> impl Iterator<Item = Id> + use<> {
        (0..self.nodes.len() as u32).map(Id)
    }

    /// The node with this operation and these operands, made if there is none yet. Operands of commutative operations
    /// are put in order, so that `a * b` and `b * a` are one node.
    pub fn make(&mut self, op: Op, args: impl Into<Operands>) -> Id {
        let mut args = args.into();
        if op.is_commutative() {
            args.sort_unstable();
        }
        self.made(op, args)
    }

    /// The same of operands that are in order.
    fn made(&mut self, op: Op, args: Operands) -> Id {
        let next = Id(self.nodes.len() as u32);
        let id = *self.index.entry((op, args)).or_insert(next);
        if id != next {
            return id;
        }
        let axes = self.axes_of(op, &args);
        let ty = self.type_of(op, &args);
        let below = Below::of(self, id, op, ty, &args);
        self.nodes.push(Node {
            op,
            args,
            axes,
            ty,
            below,
        });
        id
    }

    /// Makes room for so many nodes.
    fn reserve(&mut self, nodes: usize) {
        self.nodes.reserve(nodes);
        self.index.reserve(nodes);
    }

    /// The node of an operation on these operands, if there is one.
    pub fn find(&self, op: Op, args: impl Into<Operands>) -> Option<Id> {
        self.index.get(&(op, args.into())).copied()
    }

    fn axes_of(&self, op: Op, args: &[Id]) -> Axes {
        let union = args
            .iter()
            .fold(Axes::NONE, |all, &id| all.union(self.axes(id)));
        match op {
            Op::Arg(arg, _) | Op::Label(arg) => {
                self.arg_axes.get(&arg).copied().unwrap_or_default()
            }
            Op::Position(axis) => Axes::of(axis),
            Op::Sum(axis)
            | Op::Max(axis)
            | Op::Min(axis)
            | Op::LogSumExp(axis)
            | Op::Norm(axis)
            | Op::Resum(axis) => union.without(axis),
            Op::Softmax(axis)
            | Op::SoftmaxRest(axis)
            | Op::LogSoftmax(axis)
            | Op::Cumsum(axis)
            | Op::CumsumBack(axis)
            | Op::Reverse(axis) => union.with(axis),
            Op::Rename(from, to) if union.contains(from) => union.without(from).with(to),
            Op::Gather(axis) => self.axes(args[0]).without(axis).union(self.axes(args[1])),
            _ => union,
        }
    }

    fn type_of(&self, op: Op, args: &[Id]) -> Type {
        match op {
            Op::Truth(_)
            | Op::Flag(_)
            | Op::Compare(_)
            | Op::Ordered
            | Op::Same
            | Op::And
            | Op::Or
            | Op::Not => Type::Bool,
            Op::Label(_) | Op::Position(_) => Type::Index,
            Op::Rename(..) | Op::Reverse(_) => self.ty(args[0]),
            Op::Select => self.ty(args[1]),
            _ => Type::Real,
        }
    }
}

/// To how many nodes branches that are written out may bring a formula of so many. What a person writes has room for all of
/// them; of a formula of hundreds of choices they would be most of the code, and of the time to make and to compile it.
fn most_nodes(of: usize) -> usize {
    const READ: usize = 256;
    4096 + 32 * of.min(READ) + 4 * of.saturating_sub(READ)
}

impl Op {
    /// Whether the order of its operands does not matter, to the last bit.
    pub fn is_commutative(self) -> bool {
        match self {
            Op::Fun(fun) => fun.is_commutative(),
            Op::Compare(cmp) => matches!(cmp, Cmp::Eq | Cmp::Ne),
            Op::And | Op::Or | Op::Same | Op::Ordered => true,
            _ => false,
        }
    }

    /// The axis that a reduction removes.
    pub fn reduced_axis(self) -> Option<Axis> {
        match self {
            Op::Sum(a)
            | Op::Max(a)
            | Op::Min(a)
            | Op::LogSumExp(a)
            | Op::Norm(a)
            | Op::Resum(a) => Some(a),
            _ => None,
        }
    }

    /// Whether each element of the result depends on the same element of the operands alone.
    pub fn is_elementwise(self) -> bool {
        matches!(
            self,
            Op::Const(_)
                | Op::Truth(_)
                | Op::Flag(_)
                | Op::Len(_)
                | Op::Number
                | Op::Fun(_)
                | Op::Compare(_)
                | Op::Ordered
                | Op::Same
                | Op::And
                | Op::Or
                | Op::Not
                | Op::Select
                | Op::StopGradient
                | Op::Scale(_)
                | Op::SquareLimit(_)
        )
    }
}
