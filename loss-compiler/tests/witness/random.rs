//! Random formulas over every construct of the language, compiled, against dual numbers over the formula as it stands.

use std::fmt::Write;

use loss_compiler::graph::{Formula, Kind};
use loss_compiler::interpret::Sampler;

use crate::corpus::judge;
use crate::text;

/// How many formulas.
const FORMULAS: u64 = 400;

/// Declarations, by the name that a formula may mention.
const ARGS: [(&str, &str); 8] = [
    ("x", "x: input[K]"),
    ("y", "y: input[K]"),
    ("z", "z: input"),
    ("w", "w: learnable = 1.0"),
    ("d", "d: data[K]"),
    ("p", "p: param = 1.0 in 0.0<.."),
    ("on", "on: flag = true"),
    ("label", "label: index(K)"),
];

/// Where a writer's choices come from.
pub trait Choices {
    /// A number below `n`.
    fn below(&mut self, n: usize) -> usize;
}

impl Choices for Sampler {
    fn below(&mut self, n: usize) -> usize {
        Sampler::below(self, n)
    }
}

/// Writes a formula.
pub struct Writer<'a, C> {
    random: &'a mut C,
}

impl<'a, C: Choices> Writer<'a, C> {
    pub fn new(random: &'a mut C) -> Self {
        Writer { random }
    }
    fn pick(&mut self, n: usize) -> usize {
        self.random.below(n)
    }
    fn word(&mut self, words: &[&'static str]) -> &'static str {
        words[self.pick(words.len())]
    }

    /// A function that is finite for moderate arguments.
    fn of_one(&mut self, x: &str) -> String {
        match self.pick(22) {
            0 => format!("ln(1 + exp({x}))"),
            1 => format!("ln(sigmoid({x}))"),
            2 => format!("sqrt(1 + {x} * {x})"),
            3 => format!("ln(cosh({x}))"),
            4 => format!("(1 - sigmoid({x}))"),
            5 => format!("ln(1 - sigmoid({x}))"),
            6 => format!("powi({x}, 3)"),
            7 => format!("pow(sigmoid({x}), p)"),
            8 => format!("xlogy(sigmoid({x}), 1 + {x} * {x})"),
            9 => format!("clamp({x}, -0.5, p)"),
            10 => format!("(1 / (1 + exp(-{x})))"),
            11 => format!("lgamma(1 + {x} * {x})"),
            12 => format!("exp(-relu({x}))"),
            13 => format!("stop_gradient({x})"),
            _ => {
                let fun = self.word(&[
                    "abs", "relu", "tanh", "sigmoid", "softplus", "sin", "cos", "atan", "erf",
                    "sign",
                ]);
                format!("{fun}({x})")
            }
        }
    }

    fn of_two(&mut self, x: &str, y: &str) -> String {
        match self.pick(10) {
            0 => format!("max({x}, {y})"),
            1 => format!("min({x}, {y})"),
            2 => format!("hypot({x}, {y})"),
            3 => format!("({x} / (1 + {y} * {y}))"),
            4 | 5 => format!("({x} - {y})"),
            6 | 7 => format!("({x} * {y})"),
            _ => format!("({x} + {y})"),
        }
    }

    /// A number per sample.
    fn scalar(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.word(&["z", "z", "w", "p", "0.5", "2"]).into();
        }
        let less = depth - 1;
        match self.pick(10) {
            0 | 1 => {
                let x = self.scalar(less);
                self.of_one(&x)
            }
            2 | 3 => {
                let (x, y) = (self.scalar(less), self.scalar(less));
                self.of_two(&x, &y)
            }
            4 => {
                let (c, x, y) = (self.scalar(less), self.scalar(less), self.scalar(less));
                let condition = match self.pick(3) {
                    0 => "on".to_string(),
                    1 => format!("{c} > 0.25"),
                    _ => format!("!({c} <= w) || on"),
                };
                format!("(if {condition} {{ {x} }} else {{ {y} }})")
            }
            5 => format!("{}[label]", self.grouped(less)),
            6 => format!("dot::<K>({}, {})", self.row(less), self.row(less)),
            _ => {
                let reduction = self.word(&["sum", "mean", "max", "min", "logsumexp", "norm"]);
                format!("{reduction}::<K>({})", self.row(less))
            }
        }
    }

    fn grouped(&mut self, depth: usize) -> String {
        format!("({})", self.row(depth))
    }

    /// A number per class.
    fn row(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.word(&["x", "x", "y", "d"]).into();
        }
        let less = depth - 1;
        match self.pick(13) {
            0 | 1 => {
                let x = self.row(less);
                self.of_one(&x)
            }
            2 | 3 => {
                let (x, y) = (self.row(less), self.row(less));
                self.of_two(&x, &y)
            }
            4 => {
                let (x, y) = (self.row(less), self.scalar(less));
                self.of_two(&x, &y)
            }
            5 => {
                let (c, x, y) = (self.row(less), self.row(less), self.row(less));
                let condition = match self.pick(3) {
                    0 => "position::<K>() == label".to_string(),
                    1 => format!("{c} > 0.25"),
                    _ => format!("{c} < d && on"),
                };
                format!("(if {condition} {{ {x} }} else {{ {y} }})")
            }
            6 => {
                // Pairs of classes.
                let (x, y) = (self.row(less), self.row(less));
                let pair = self.of_two(&x, &format!("rename::<K, L>({y})"));
                let reduction = self.word(&["sum", "mean", "max", "logsumexp", "norm"]);
                format!("{reduction}::<L>({pair})")
            }
            7 => {
                let x = self.row(less);
                format!("(exp({x}) / sum::<K>(exp({x})))")
            }
            8 => format!("ln(softmax::<K>({}))", self.row(less)),
            _ => {
                let along = self.word(&["softmax", "log_softmax", "cumsum", "reverse"]);
                format!("{along}::<K>({})", self.row(less))
            }
        }
    }

    /// A whole loss.
    pub fn source(&mut self) -> String {
        let depth = 2 + self.pick(3);
        let first = self.row(1);
        let body = self.scalar(depth);
        let mentions = |text: &str, name: &str| {
            text.split(|c: char| !c.is_alphanumeric() && c != '_')
                .any(|word| word == name)
        };
        let body = format!("sum::<K>(x) * z + {body}");
        let body = match self.pick(2) {
            // A part that is shared.
            0 => format!("let x = x + {first}; {body}"),
            _ => body,
        };
        let args: Vec<&str> = ARGS
            .iter()
            .filter(|(name, _)| mentions(&body, name) || *name == "x")
            .map(|arg| arg.1)
            .collect();
        format!("pub loss Random({}) {{ {body} }}", args.join(", "))
    }
}

#[test]
fn gradients_are_those_of_dual_numbers() {
    let mut report = String::new();
    for seed in 0..FORMULAS {
        let mut random = Sampler::new(seed).spread(1.5);
        let source = Writer::new(&mut random).source();
        let formula: Formula = text::formula(&source);
        assert!(
            formula.args.iter().any(|arg| arg.kind == Kind::Input),
            "{source}"
        );
        let before = report.len();
        for lengths in [[1], [3]] {
            let env = random.env(&formula, &lengths);
            judge(&formula, &env, 1e-15, &mut report);
        }
        if report.len() > before {
            writeln!(report, "  {source}\n").expect("a string takes text");
        }
    }
    assert!(report.is_empty(), "{report}");
}
