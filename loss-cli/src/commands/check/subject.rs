//! A formula as what the checks of loss-core call: their points, laws and reports serve compiled losses and formulas alike.

use std::collections::BTreeMap;

use loss_compiler::function::{Function, Values};
use loss_compiler::graph::{self, ArgId, Axis, Formula, Scope};
use loss_compiler::interpret::Env;
use loss_core::Error;
use loss_core::check::{Argument, Array, Point, Subject};
use loss_core::spec::{Arg, Bound, Domain, Extent, Kind};

/// A formula that the interpreter evaluates.
#[derive(Debug)]
pub struct Interpreted {
    pub function: Function,
    values: Values,
    name: String,
}

impl Interpreted {
    /// With parameters at these values.
    pub fn new(formula: &Formula, values: Values) -> Interpreted {
        Interpreted {
            function: Function::new(formula),
            values,
            name: formula.name.clone(),
        }
    }

    fn formula(&self) -> &Formula {
        &self.function.written
    }

    fn of_kind(&self, is_wanted: fn(graph::Kind) -> bool) -> Vec<(ArgId, &graph::Arg)> {
        let args = self.formula().arg_ids();
        args.filter(|(_, arg)| is_wanted(arg.kind)).collect()
    }

    fn learned(&self) -> Vec<(ArgId, &graph::Arg)> {
        self.of_kind(|kind| kind == graph::Kind::Learnable)
    }

    /// The binding of a point.
    pub fn env(&self, point: &Point) -> Env<f64> {
        let formula = self.formula();
        let mut env = Env::new(&formula.args);
        env.lengths = self.lengths(point);
        for ((id, _), array) in self.of_kind(is_per_call).into_iter().zip(&point.arrays) {
            match array {
                Array::Real(data, _) => {
                    env.reals.insert(id, data.clone());
                }
                Array::Labels(labels, _) => {
                    env.labels.insert(id, labels.clone());
                }
            }
        }
        self.bind_rest(&mut env);
        for ((id, _), value) in self.learned().into_iter().zip(&point.learnables) {
            env.reals.insert(id, vec![*value]);
        }
        env
    }

    /// Binds the parameters and flags that are not bound.
    pub fn bind_rest(&self, env: &mut Env<f64>) {
        for (id, arg) in self.formula().arg_ids() {
            let value = self.values.of(id, arg);
            match arg.kind {
                graph::Kind::Flag => {
                    env.flags.entry(id).or_insert(value != 0.0);
                }
                graph::Kind::Param | graph::Kind::Learnable => {
                    let size = env.size(id).unwrap_or(1);
                    env.reals.entry(id).or_insert_with(|| vec![value; size]);
                }
                _ => {}
            }
        }
    }

    /// The lengths of the axes, which the arrays tell; a class's axis that no array has is as long as its classes need.
    fn lengths(&self, point: &Point) -> BTreeMap<Axis, usize> {
        let formula = self.formula();
        let is_batch = formula.scope == Scope::Batch;
        let mut lengths = BTreeMap::new();
        let arrays = || self.of_kind(is_per_call).into_iter().zip(&point.arrays);
        for ((_, arg), array) in arrays() {
            let (size, shape) = match array {
                Array::Real(data, shape) => (data.len(), shape.clone()),
                Array::Labels(labels, 0) => (labels.len(), vec![]),
                Array::Labels(labels, columns) => (labels.len(), vec![*columns]),
            };
            let rest = shape.iter().product::<usize>().max(1);
            let first = is_batch.then(|| size / rest);
            for (extent, length) in arg.axes.iter().zip(first.into_iter().chain(shape)) {
                if let graph::Extent::Named(axis) = extent {
                    lengths.insert(*axis, length);
                }
            }
        }
        for ((_, arg), array) in arrays() {
            if let (graph::Kind::Index(axis), Array::Labels(labels, _)) = (arg.kind, array) {
                let most = labels.iter().max().map_or(1, |most| most + 1);
                lengths.entry(axis).or_insert(most.max(1) as usize);
            }
        }
        for axis in 0..formula.axes.len() {
            let root = self.root(axis);
            let length = lengths.get(&root).copied().or_else(|| {
                let twins = (0..formula.axes.len()).filter(|twin| self.root(*twin) == root);
                twins
                    .into_iter()
                    .find_map(|twin| lengths.get(&Axis(twin as u8)).copied())
            });
            lengths
                .entry(Axis(axis as u8))
                .or_insert(length.unwrap_or(1));
        }
        lengths
    }

    /// The axis whose length an axis shares.
    fn root(&self, axis: usize) -> Axis {
        let same = &self.formula().same_length;
        let mut root = Axis(axis as u8);
        while let Some(next) = same.get(usize::from(root.0)).filter(|next| **next != root) {
            root = *next;
        }
        root
    }
}

fn is_per_call(kind: graph::Kind) -> bool {
    use graph::Kind::{Data, Identity, Index, Input};
    matches!(kind, Input | Data | Index(_) | Identity)
}

impl Subject for Interpreted {
    fn name(&self) -> &str {
        &self.name
    }

    fn arguments(&self) -> Vec<Argument> {
        let args = self.of_kind(is_per_call);
        args.into_iter()
            .map(|(_, arg)| argument(arg, None))
            .collect()
    }

    fn learnables(&self) -> Vec<Argument> {
        let learned = self.learned().into_iter();
        learned
            .map(|(id, arg)| argument(arg, Some(self.values.of(id, arg))))
            .collect()
    }

    fn length_of(&self, axis: usize) -> usize {
        usize::from(self.root(axis).0)
    }

    fn is_batch(&self) -> bool {
        self.formula().scope == Scope::Batch
    }

    fn param(&self, name: &str) -> Option<f64> {
        let mut args = self.formula().arg_ids();
        let (id, arg) = args.find(|(_, arg)| arg.name == name)?;
        arg.axes.is_empty().then(|| self.values.of(id, arg))
    }

    fn params(&self) -> Vec<(String, f64)> {
        let params = self.of_kind(|kind| kind == graph::Kind::Param);
        let named = params.into_iter();
        named
            .map(|(id, arg)| (arg.name.clone(), self.values.of(id, arg)))
            .collect()
    }

    fn value(&mut self, point: &Point) -> Result<f64, Error> {
        Ok(self.function.value(&self.env(point)))
    }

    fn gradient(&mut self, point: &Point) -> Result<(f64, Vec<Vec<f64>>), Error> {
        let env = self.env(point);
        let mut gradient = self.function.gradient(&env);
        let inputs = self.of_kind(|kind| kind == graph::Kind::Input);
        let order = inputs.into_iter().chain(self.learned());
        let slopes = order
            .map(|(id, _)| gradient.remove(&id).unwrap_or_default())
            .collect();
        Ok((self.function.value(&env), slopes))
    }
}

/// An argument in the words of loss-core, whose names last as long as the program: as this one's do, which is short.
fn argument(arg: &graph::Arg, default: Option<f64>) -> Argument {
    let extent = |extent: &graph::Extent| match extent {
        graph::Extent::Named(axis) => Extent::Named(usize::from(axis.0)),
        graph::Extent::Fixed(n) => Extent::Fixed(*n as usize),
    };
    let bound = |bound: graph::Bound| Bound {
        at: bound.at,
        included: bound.included,
    };
    let axes: Vec<Extent> = arg.axes.iter().map(extent).collect();
    let kind = match arg.kind {
        graph::Kind::Input => Kind::Input,
        graph::Kind::Data => Kind::Data,
        graph::Kind::Index(axis) => Kind::Index(usize::from(axis.0)),
        graph::Kind::Identity => Kind::Identity,
        graph::Kind::Param => Kind::Param,
        graph::Kind::Learnable => Kind::Learnable,
        graph::Kind::Flag => Kind::Flag,
    };
    Argument {
        name: arg.name.clone(),
        arg: Arg {
            name: "",
            kind,
            axes: axes.leak(),
            default: default.or(arg.default),
            domain: Domain {
                low: arg.domain.low.map(bound),
                high: arg.domain.high.map(bound),
            },
        },
    }
}
