//! Formulas built by hand, without a parser.

use std::collections::BTreeMap;

use loss_compiler::graph::{
    Arg, ArgId, Axis, Domain, Extent, Formula, Fun, Graph, Id, Kind, Op, Scope,
};

use crate::respell::Expr;

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
                Kind::Index(_) | Kind::Identity => graph.make(Op::Label(id), vec![]),
                Kind::Flag => graph.make(Op::Flag(id), vec![]),
                _ => graph.make(Op::Arg(id, 0), vec![]),
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

/// The node of an expression over named leaves; functions along an axis are along [`K`].
pub fn node(g: &mut Graph, expr: &Expr, leaves: &BTreeMap<&'static str, Id>) -> Id {
    let (op, args) = match expr {
        Expr::Word(name) | Expr::Input(name) => {
            return match name.parse() {
                Ok(number) => g.constant(number),
                Err(_) => leaves[name],
            };
        }
        Expr::Node(op, args) => (*op, args),
    };
    let x: Vec<Id> = args.iter().map(|arg| node(g, arg, leaves)).collect();
    match op {
        "+" => g.add(x[0], x[1]),
        "-" => g.sub(x[0], x[1]),
        "*" => g.mul(x[0], x[1]),
        "/" => g.div(x[0], x[1]),
        "neg" => g.neg(x[0]),
        "[]" => g.make(Op::Gather(K), x),
        "if" => {
            let quarter = g.constant(0.25);
            g.select(leaves["on"], x[0], quarter)
        }
        "sum" => g.sum(K, x[0]),
        "softmax" => g.op1(Op::Softmax(K), x[0]),
        "log_softmax" => g.op1(Op::LogSoftmax(K), x[0]),
        "logsumexp" => g.op1(Op::LogSumExp(K), x[0]),
        _ => {
            let fun = Fun::named(op).expect("a function of the table");
            g.make(Op::Fun(fun), x)
        }
    }
}
