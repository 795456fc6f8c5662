//! What a formula is evaluated under: lengths of axes and values of arguments.

use std::collections::BTreeMap;
use std::fmt;

use super::array::Place;
use crate::graph::{Arg, ArgId, Axes, Axis, Extent, Graph, Id, Kind, Op};

/// A binding of axes and arguments.
#[derive(Clone, Debug)]
pub struct Env<N> {
    /// The arguments as declared; [`ArgId`] is an index into this.
    pub args: Vec<Arg>,
    /// The lengths of the axes.
    pub lengths: BTreeMap<Axis, usize>,
    /// The values of real arguments: all components, in the order of the declared axes, the last one contiguous.
    pub reals: BTreeMap<ArgId, Vec<N>>,
    /// The classes and identities.
    pub labels: BTreeMap<ArgId, Vec<i64>>,
    /// The flags.
    pub flags: BTreeMap<ArgId, bool>,
}

/// Why a graph cannot be evaluated under a binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unbound {
    /// An axis has no length.
    Axis(Axis),
    /// An argument has no value, or not as many as its axes ask for.
    Arg(ArgId),
    /// A class is not in its axis.
    Class(ArgId),
}

impl fmt::Display for Unbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unbound::Axis(axis) => write!(f, "axis {} has no length", axis.0),
            Unbound::Arg(arg) => write!(f, "argument {} lacks values", arg.0),
            Unbound::Class(arg) => write!(f, "argument {} has a class out of range", arg.0),
        }
    }
}

impl std::error::Error for Unbound {}

impl<N> Env<N> {
    /// A binding of nothing yet.
    pub fn new(args: &[Arg]) -> Env<N> {
        Env {
            args: args.to_vec(),
            lengths: BTreeMap::new(),
            reals: BTreeMap::new(),
            labels: BTreeMap::new(),
            flags: BTreeMap::new(),
        }
    }
    /// With the length of an axis.
    #[must_use]
    pub fn length(mut self, axis: Axis, length: usize) -> Self {
        self.lengths.insert(axis, length);
        self
    }
    /// With the values of a real argument.
    #[must_use]
    pub fn real(mut self, arg: ArgId, values: impl Into<Vec<N>>) -> Self {
        self.reals.insert(arg, values.into());
        self
    }
    /// With the classes of an index argument.
    #[must_use]
    pub fn label(mut self, arg: ArgId, values: impl Into<Vec<i64>>) -> Self {
        self.labels.insert(arg, values.into());
        self
    }
    /// With a flag.
    #[must_use]
    pub fn flag(mut self, arg: ArgId, value: bool) -> Self {
        self.flags.insert(arg, value);
        self
    }
    /// The same binding in other numbers.
    pub fn map<M>(&self, mut f: impl FnMut(ArgId, usize, &N) -> M) -> Env<M> {
        let mut values = |(&arg, x): (&ArgId, &Vec<N>)| {
            let x = x.iter().enumerate().map(|(i, x)| f(arg, i, x)).collect();
            (arg, x)
        };
        Env {
            args: self.args.clone(),
            lengths: self.lengths.clone(),
            reals: self.reals.iter().map(&mut values).collect(),
            labels: self.labels.clone(),
            flags: self.flags.clone(),
        }
    }
    /// The arguments that gradients are taken by.
    pub fn differentiated(&self) -> impl Iterator<Item = ArgId> + '_ {
        let is_varying = |arg: &ArgId| {
            matches!(
                self.args[arg.0 as usize].kind,
                Kind::Input | Kind::Learnable
            )
        };
        (0..self.args.len() as u16).map(ArgId).filter(is_varying)
    }
    /// How many values an argument takes.
    pub fn size(&self, arg: ArgId) -> Option<usize> {
        let extents = &self.args.get(arg.0 as usize)?.axes;
        extents.iter().try_fold(1, |size, extent| match extent {
            Extent::Named(axis) => Some(size * self.lengths.get(axis)?),
            Extent::Fixed(n) => Some(size * *n as usize),
        })
    }
    /// The place and the component of each value of an argument, in the order of its values.
    pub fn elements(&self, arg: ArgId) -> Vec<(Place, u32)> {
        let mut all = vec![([0; Axes::MOST], 0)];
        for extent in &self.args[arg.0 as usize].axes {
            let length = match extent {
                Extent::Named(axis) => self.lengths.get(axis).copied().unwrap_or(0),
                Extent::Fixed(n) => *n as usize,
            };
            let along = |(place, component): (Place, u32)| {
                (0..length).map(move |k| match extent {
                    Extent::Named(axis) => {
                        let mut place = place;
                        place[axis.0 as usize] = k;
                        (place, component)
                    }
                    Extent::Fixed(n) => (place, component * n + k as u32),
                })
            };
            all = all.into_iter().flat_map(along).collect();
        }
        all
    }

    /// Checks that everything the nodes ask for is there.
    pub(super) fn check(&self, graph: &Graph, nodes: &[Id]) -> Result<(), Unbound> {
        let has_axis = |axis| match self.lengths.get(&axis) {
            Some(_) => Ok(()),
            None => Err(Unbound::Axis(axis)),
        };
        for &id in nodes {
            graph.axes(id).iter().try_for_each(has_axis)?;
            match graph.op(id) {
                Op::Arg(arg, component) => {
                    let size = self.size(arg);
                    let has_all = size.is_some() && self.reals.get(&arg).map(Vec::len) == size;
                    if !has_all || component >= self.args[arg.0 as usize].components() {
                        return Err(Unbound::Arg(arg));
                    }
                }
                Op::Label(arg) => {
                    let size = self.size(arg);
                    let labels = self.labels.get(&arg).ok_or(Unbound::Arg(arg))?;
                    if Some(labels.len()) != size {
                        return Err(Unbound::Arg(arg));
                    }
                    if let Kind::Index(axis) = self.args[arg.0 as usize].kind {
                        has_axis(axis)?;
                        let length = self.lengths[&axis] as i64;
                        if labels.iter().any(|label| !(0..length).contains(label)) {
                            return Err(Unbound::Class(arg));
                        }
                    }
                }
                Op::Flag(arg) if !self.flags.contains_key(&arg) => return Err(Unbound::Arg(arg)),
                Op::Sum(axis)
                | Op::Max(axis)
                | Op::Min(axis)
                | Op::LogSumExp(axis)
                | Op::Norm(axis)
                | Op::Len(axis) => {
                    has_axis(axis)?;
                }
                Op::Rename(from, to) => {
                    has_axis(from)?;
                    has_axis(to)?;
                    if self.lengths[&from] != self.lengths[&to] {
                        return Err(Unbound::Axis(to));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}
