//! Each operation in LaTeX.

use super::symbol::number;
use super::{
    ADD, AND, ATOM, CALL, CASES, COMPARE, FRAC, MUL, OR, POW, Places, Printer, SUM, parens,
};
use crate::graph::{Axis, Cmp, Fun, Id, Op};

impl Printer<'_> {
    /// The text of a node, and how strongly it binds.
    pub(super) fn bare(&self, id: Id, at: &Places) -> (String, u8) {
        let args = self.g.args(id);
        let arg = |i: usize, around: u8| self.text(args[i], at, around);
        match self.g.op(id) {
            Op::Const(bits) => number(f64::from_bits(bits)),
            Op::Truth(truth) => (format!("\\text{{{truth}}}"), ATOM),
            Op::Arg(arg, component) => (self.leaf(arg, component, at), ATOM),
            Op::Flag(arg) | Op::Label(arg) => (self.leaf(arg, 0, at), ATOM),
            Op::Position(axis) => (
                self.place(axis, at).unwrap_or_else(|| self.letter(axis)),
                ATOM,
            ),
            Op::Len(axis) => (self.axis_name(axis), ATOM),
            Op::Number => self.bare(args[0], at),
            Op::StopGradient => (
                format!("\\operatorname{{stop\\_gradient}}{}", parens(&arg(0, 0))),
                ATOM,
            ),
            Op::Fun(fun) => self.function(fun, args, at),
            Op::Compare(cmp) if self.is_number(args[0]) => {
                let sign = match cmp {
                    Cmp::Lt => ">",
                    Cmp::Le => "\\ge",
                    Cmp::Eq => "=",
                    Cmp::Ne => "\\ne",
                };
                (format!("{} {sign} {}", arg(1, ADD), arg(0, ADD)), COMPARE)
            }
            Op::Compare(cmp) => {
                let sign = match cmp {
                    Cmp::Lt => "<",
                    Cmp::Le => "\\le",
                    Cmp::Eq => "=",
                    Cmp::Ne => "\\ne",
                };
                (format!("{} {sign} {}", arg(0, ADD), arg(1, ADD)), COMPARE)
            }
            Op::Same => (format!("{} = {}", arg(0, ADD), arg(1, ADD)), COMPARE),
            // That nothing is NaN goes without saying, as in the text of a formula.
            Op::And if self.g.op(args[0]) == Op::Ordered => self.bare(args[1], at),
            Op::And if self.g.op(args[1]) == Op::Ordered => self.bare(args[0], at),
            Op::Select if self.g.op(args[0]) == Op::Ordered => self.bare(args[1], at),
            Op::And => (format!("{} \\land {}", arg(0, AND), arg(1, AND)), AND),
            Op::Or => (format!("{} \\lor {}", arg(0, OR), arg(1, OR)), OR),
            Op::Not => (format!("\\lnot {}", arg(0, ATOM)), AND),
            Op::Ordered => ("\\text{numbers}".into(), ATOM),
            Op::Select => (self.cases(id, at), CASES),
            Op::Sum(axis) => self.reduced("\\sum", axis, args[0], at),
            Op::Max(axis) => self.reduced("\\max", axis, args[0], at),
            Op::Min(axis) => self.reduced("\\min", axis, args[0], at),
            Op::LogSumExp(axis) => {
                let (k, inside) = self.bound(self.letter(axis), axis, at);
                let x = self.text(args[0], &inside, 0);
                let power = self.exponential(&x);
                (format!("\\ln \\sum_{{{k}}} {power}"), SUM)
            }
            Op::Norm(axis) => {
                let x = self.text(args[0], &at.with(axis, None), 0);
                (format!("\\left\\lVert {x} \\right\\rVert"), ATOM)
            }
            Op::Softmax(axis) => (
                self.whole("\\operatorname{softmax}", axis, args[0], at),
                ATOM,
            ),
            Op::LogSoftmax(axis) => (
                self.whole("\\ln \\operatorname{softmax}", axis, args[0], at),
                CALL,
            ),
            Op::SoftmaxRest(axis) => {
                let p = self.whole("\\operatorname{softmax}", axis, args[0], at);
                (format!("1 - {p}"), ADD)
            }
            Op::Cumsum(axis) => self.running("\\le", "cumsum", axis, args[0], at),
            Op::CumsumBack(axis) => self.running("\\ge", "cumsum_from_end", axis, args[0], at),
            Op::Reverse(axis) => (
                self.whole("\\operatorname{reverse}", axis, args[0], at),
                ATOM,
            ),
            Op::Rename(from, to) => {
                let there = at.without(to).with(from, self.place(to, at));
                self.named_or_bare(args[0], &there)
            }
            Op::Gather(axis) => {
                let label = self.text(args[1], at, 0);
                self.named_or_bare(args[0], &at.with(axis, Some(label)))
            }
            // Only after lowering, and not for reading.
            Op::Scale(_) | Op::SquareLimit(_) => ("\\text{scale}".into(), ATOM),
            Op::Resum(axis) => self.reduced("\\sum", axis, args[2], at),
        }
    }

    fn named_or_bare(&self, id: Id, at: &Places) -> (String, u8) {
        match self.named.contains_key(&id) {
            true => (self.text(id, at, 0), ATOM),
            false => self.bare(id, at),
        }
    }

    /// `\sum_{k} x_{k}`
    fn reduced(&self, sign: &str, axis: Axis, x: Id, at: &Places) -> (String, u8) {
        let (k, inside) = self.bound(self.letter(axis), axis, at);
        let x = self.text(x, &inside, SUM);
        (format!("{sign}_{{{k}}} {x}"), SUM)
    }

    /// An index that runs along an axis, with primes where a place has that letter already: `\sum_{i'} x_{i', i}`; and the places
    /// inside.
    fn bound(&self, mut letter: String, axis: Axis, at: &Places) -> (String, Places) {
        let outside = at.without(axis);
        let is_free = |letter: &str| {
            let mut places = outside.0.values().flatten();
            let is_part = |c: char| c.is_alphanumeric() || c == '\'';
            places.all(|place| place.split(|c| !is_part(c)).all(|part| part != letter))
        };
        while !is_free(&letter) {
            letter.push('\'');
        }
        (letter.clone(), outside.with(axis, Some(letter)))
    }

    /// `\operatorname{softmax}(x)_{k}`: what needs the whole axis and has a value at each place of it.
    fn whole(&self, name: &str, axis: Axis, x: Id, at: &Places) -> String {
        let x = self.text(x, &at.with(axis, None), 0);
        let place = self.place(axis, at);
        let place = place.map(|k| format!("_{{{k}}}")).unwrap_or_default();
        format!("{name}{}{place}", parens(&x))
    }

    /// `\sum_{k' \le k} x_{k'}`
    fn running(&self, sign: &str, name: &str, axis: Axis, x: Id, at: &Places) -> (String, u8) {
        let Some(end) = self.place(axis, at) else {
            let name = format!("\\operatorname{{{}}}", name.replace('_', "\\_"));
            return (self.whole(&name, axis, x, at), ATOM);
        };
        let (k, inside) = self.bound(format!("{}'", self.letter(axis)), axis, at);
        let x = self.text(x, &inside, SUM);
        (format!("\\sum_{{{k} {sign} {end}}} {x}"), SUM)
    }

    /// An `if`, with its `else if`s as further cases.
    fn cases(&self, id: Id, at: &Places) -> String {
        let mut lines = Vec::new();
        let mut rest = id;
        while self.g.op(rest) == Op::Select && !self.named.contains_key(&rest) || rest == id {
            let args = self.g.args(rest);
            // A guard against NaN is no case of its own.
            if self.g.op(args[0]) == Op::Ordered {
                rest = args[1];
                continue;
            }
            let (taken, when) = (self.text(args[1], at, CASES + 1), self.text(args[0], at, 0));
            lines.push(format!("{taken} & \\text{{if }} {when}"));
            rest = args[2];
        }
        lines.push(format!(
            "{} & \\text{{otherwise}}",
            self.text(rest, at, CASES + 1)
        ));
        format!("\\begin{{cases}} {} \\end{{cases}}", lines.join(" \\\\ "))
    }

    fn exponential(&self, x: &str) -> String {
        match self.words().contains("e") {
            true => format!("\\exp{}", parens(x)),
            false => format!("e^{{{x}}}"),
        }
    }

    fn sigmoid(&self, x: &str) -> String {
        let name = match self.words().contains("sigma") {
            true => "\\operatorname{sigmoid}",
            false => "\\sigma",
        };
        format!("{name}{}", parens(x))
    }

    fn product(&self, x: Id, y: Id, at: &Places) -> (String, u8) {
        if x == y {
            return (format!("{}^2", self.text(x, at, ATOM)), POW);
        }
        // A number goes first.
        let (x, y) = if self.is_number(y) { (y, x) } else { (x, y) };
        let (left, right) = (self.text(x, at, MUL), self.text(y, at, MUL));
        let starts_as_number = right.starts_with(|c: char| c.is_ascii_digit());
        let dot = if starts_as_number {
            " \\cdot "
        } else {
            " \\, "
        };
        (format!("{left}{dot}{right}"), MUL)
    }

    fn function(&self, fun: Fun, args: &[Id], at: &Places) -> (String, u8) {
        let arg = |i: usize, around: u8| self.text(args[i], at, around);
        let list = || {
            let list: Vec<String> = (0..args.len()).map(|i| arg(i, 0)).collect();
            list.join(", ")
        };
        let call = |name: &str| (format!("{name}{}", parens(&list())), CALL);
        let operator = |name: &str| call(&format!("\\operatorname{{{name}}}"));
        match fun {
            Fun::Neg => (format!("-{}", arg(0, SUM)), ADD),
            Fun::Add => {
                let (x, y) = (arg(0, ADD), arg(1, ADD));
                match y.strip_prefix('-') {
                    Some(minus) => (format!("{x} - {minus}"), ADD),
                    None => (format!("{x} + {y}"), ADD),
                }
            }
            Fun::Sub => (format!("{} - {}", arg(0, ADD), arg(1, SUM)), ADD),
            Fun::Mul => self.product(args[0], args[1], at),
            Fun::Div => (format!("\\frac{{{}}}{{{}}}", arg(0, 0), arg(1, 0)), FRAC),
            Fun::Abs => (format!("\\left|{}\\right|", arg(0, 0)), ATOM),
            Fun::Sign => operator("sign"),
            Fun::Min => call("\\min"),
            Fun::Max => call("\\max"),
            Fun::Clamp => operator("clamp"),
            Fun::Relu => operator("relu"),
            Fun::Exp => (self.exponential(&arg(0, 0)), POW),
            Fun::ExpM1 => (format!("{} - 1", self.exponential(&arg(0, 0))), ADD),
            Fun::Ln => call("\\ln"),
            Fun::Ln1p => (format!("\\ln{}", parens(&self.one_and(args[0], at))), CALL),
            Fun::Sqrt => (format!("\\sqrt{{{}}}", arg(0, 0)), ATOM),
            Fun::Hypot => (self.root_of_squares(args, at), ATOM),
            Fun::Pow | Fun::Powi => (format!("{}^{{{}}}", arg(0, ATOM), arg(1, 0)), POW),
            Fun::Sin => call("\\sin"),
            Fun::Cos => call("\\cos"),
            // Only kernels have them.
            Fun::SinPi => call("\\sin \\pi"),
            Fun::CosPi => call("\\cos \\pi"),
            Fun::Tan => call("\\tan"),
            Fun::Asin => call("\\arcsin"),
            Fun::Acos => call("\\arccos"),
            Fun::Atan => call("\\arctan"),
            Fun::Tanh => call("\\tanh"),
            Fun::Cosh => call("\\cosh"),
            Fun::Sinh => call("\\sinh"),
            Fun::Sigmoid => (self.sigmoid(&arg(0, 0)), ATOM),
            Fun::LogSigmoid => (format!("\\ln {}", self.sigmoid(&arg(0, 0))), CALL),
            Fun::Softplus => operator("softplus"),
            Fun::Xlogy => (
                format!("{} \\, \\ln{}", arg(0, MUL), parens(&arg(1, 0))),
                MUL,
            ),
            Fun::Erf => operator("erf"),
            Fun::Lgamma => call("\\ln \\Gamma"),
            Fun::Digamma => call("\\psi"),
            Fun::Trigamma => call("\\psi'"),
            Fun::Polygamma => (
                format!("\\psi^{{({})}}{}", arg(0, 0), parens(&arg(1, 0))),
                ATOM,
            ),
            Fun::LogCosh => call("\\ln \\cosh"),
            Fun::LogHypot => (format!("\\ln \\sqrt{{1 + {}^{{2}}}}", arg(0, ATOM)), CALL),
            Fun::LogRatio => {
                let ratio = format!("\\frac{{{}}}{{{}}}", arg(0, 0), arg(1, 0));
                (format!("\\ln{}", parens(&ratio)), CALL)
            }
            Fun::Xlog1py => {
                let y = self.one_and(args[1], at);
                (format!("{} \\, \\ln{}", arg(0, MUL), parens(&y)), MUL)
            }
            Fun::LogHypotSlope => (
                format!("\\frac{{{}}}{{1 + {}^{{2}}}}", arg(0, 0), arg(0, ATOM)),
                ATOM,
            ),
            Fun::ExpRest => {
                let power = self.exponential(&arg(0, 0));
                (format!("{power} - 1 - {}", arg(0, SUM)), ADD)
            }
            Fun::LnRest => {
                let (x, sum) = (arg(0, SUM), parens(&format!("1 + {}", arg(0, SUM))));
                (format!("{x} - \\ln {sum}"), ADD)
            }
            Fun::SoftplusRest => {
                let x = parens(&arg(0, 0));
                (format!("\\operatorname{{softplus}}{x} - \\ln 2"), ADD)
            }
            Fun::HypotRest => {
                let root = self.root_of_squares(args, at);
                (format!("{root} - {}", arg(1, SUM)), ADD)
            }
            Fun::LogMix => {
                let (x, y) = (arg(0, 0), arg(1, MUL));
                let minus = format!("-{}", arg(0, SUM));
                let (yes, no) = (self.sigmoid(&x), self.sigmoid(&minus));
                let rest = parens(&format!("1 - {}", arg(1, SUM)));
                (
                    format!(
                        "\\ln{}",
                        parens(&format!("{y} \\, {yes} + {rest} \\, {no}"))
                    ),
                    CALL,
                )
            }
        }
    }

    /// `1 + x`, or `1 - x` of a negative one.
    fn one_and(&self, x: Id, at: &Places) -> String {
        let x = self.text(x, at, ADD);
        match x.strip_prefix('-') {
            Some(minus) => format!("1 - {minus}"),
            None => format!("1 + {x}"),
        }
    }

    fn root_of_squares(&self, args: &[Id], at: &Places) -> String {
        let square = |id: Id| match self.g.as_constant(id) {
            Some(c) => number(c * c).0,
            None => format!("{}^2", self.text(id, at, ATOM)),
        };
        format!("\\sqrt{{{} + {}}}", square(args[0]), square(args[1]))
    }
}
