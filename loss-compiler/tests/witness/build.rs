//! Formulas built by hand, without a parser.

use std::collections::BTreeMap;

use loss_compiler::graph::{Arg, ArgId, Axis, Domain, Extent, Formula, Graph, Id, Kind, Op, Scope};

/// The axes of hand-built formulas.
pub const K: Axis = Axis(0);
pub const L: Axis = Axis(1);

/// A graph over arguments that are declared as it is built.
pub struct Build {
    pub args: Vec<Arg>,
}

impl Build {
    pub fn new() -> Build {
        Build { args: vec![] }
    }
    /// Declares an argument.
    pub fn arg(mut self, kind: Kind, axes: &[Axis]) -> Build {
        self.args.push(Arg {
            name: format!("x{}", self.args.len()),
            kind,
            axes: axes.iter().map(|axis| Extent::Named(*axis)).collect(),
            default: None,
            domain: Domain::default(),
        });
        self
    }
    /// The formula that `body` makes of the arguments' leaves.
    pub fn formula(self, body: impl FnOnce(&mut Graph, &[Id]) -> Id) -> Formula {
        let axes: BTreeMap<ArgId, _> = (0..)
            .map(ArgId)
            .zip(self.args.iter().map(Arg::named_axes))
            .collect();
        let mut graph = Graph::new(axes);
        let leaves: Vec<Id> = (0..)
            .map(ArgId)
            .zip(&self.args)
            .map(|(id, arg)| match arg.kind {
                Kind::Index(_) | Kind::Identity => graph.make(Op::Label(id), []),
                Kind::Flag => graph.make(Op::Flag(id), []),
                _ => graph.make(Op::Arg(id, 0), []),
            })
            .collect();
        let value = body(&mut graph, &leaves);
        Formula {
            name: "Hand".into(),
            scope: Scope::Sample,
            args: self.args,
            axes: vec!["K".into(), "L".into()],
            same_length: vec![K, L],
            graph,
            value,
            weight: None,
            claims: vec![],
            specialise: vec![],
            source: String::new(),
        }
    }
}
