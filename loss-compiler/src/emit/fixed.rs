//! What is the same for all samples of a call: numbers that depend on parameters alone, computed once, before the loops.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::count;
use crate::graph::{Formula, Fun, Graph, Id, Kind, Op, Type};

/// The nodes that depend on nothing but single parameters, flags and constants.
pub(crate) fn same_for_all(formula: &Formula, g: &Graph) -> BTreeSet<Id> {
    let mut same = BTreeSet::new();
    for id in g.ids() {
        let is_same = match g.op(id) {
            Op::Arg(arg, _) => {
                matches!(formula.arg(arg).kind, Kind::Param | Kind::Learnable)
                    && formula.arg(arg).axes.is_empty()
            }
            Op::Const(_) | Op::Truth(_) | Op::Flag(_) => true,
            _ => !g.args(id).is_empty() && g.args(id).iter().all(|arg| same.contains(arg)),
        };
        if is_same {
            same.insert(id);
        }
    }
    same
}

/// What a kernel reads of them.
#[derive(Debug, Default)]
pub(super) struct Fixed {
    /// Numbers, in order.
    numbers: Vec<Id>,
    /// Numbers that something is divided by, in order.
    divisors: Vec<Id>,
}

impl Fixed {
    /// Of kernels that compute `roots` of `needed`.
    pub(super) fn new(
        g: &Graph,
        same: &BTreeSet<Id>,
        needed: &BTreeSet<Id>,
        roots: &[Id],
        is_inline: impl Fn(Id) -> bool,
    ) -> Fixed {
        let (mut numbers, mut divisors) = (BTreeSet::new(), BTreeSet::new());
        let varies = |id: &Id| !same.contains(id) || g.ty(*id) != Type::Real;
        let users = needed.iter().filter(|id| varies(id));
        for &user in users {
            let args = g.args(user);
            let is_quotient = g.op(user) == Op::Fun(Fun::Div);
            for (i, &arg) in args.iter().enumerate().filter(|(_, arg)| !varies(arg)) {
                match is_quotient && i == 1 {
                    true => divisors.insert(arg),
                    false => numbers.insert(arg),
                };
            }
        }
        numbers.extend(roots.iter().filter(|id| !varies(id)));
        // A parameter too: read and converted at every step otherwise, since the outputs might lie where it does.
        numbers.retain(|&id| matches!(g.op(id), Op::Arg(..)) || !is_inline(id));
        Fixed {
            numbers: numbers.into_iter().collect(),
            divisors: divisors.into_iter().collect(),
        }
    }

    /// The parameters among the numbers.
    pub(super) fn params(&self, g: &Graph) -> BTreeSet<Id> {
        let is_param = |id: &&Id| matches!(g.op(**id), Op::Arg(..));
        self.numbers.iter().filter(is_param).copied().collect()
    }

    /// Its place among the numbers.
    pub(super) fn number(&self, id: Id) -> Option<Literal> {
        self.numbers.binary_search(&id).ok().map(count)
    }

    /// Its place among the divisors.
    pub(super) fn divisor(&self, id: Id) -> Option<Literal> {
        self.divisors.binary_search(&id).ok().map(count)
    }

    /// Whether there is nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.divisors.is_empty()
    }

    /// All of it: the numbers, then the divisors.
    pub(super) fn all(&self) -> Vec<Id> {
        self.numbers.iter().chain(&self.divisors).copied().collect()
    }

    /// Its type, for elements `E`.
    pub(super) fn ty(&self, k: &TokenStream) -> TokenStream {
        let (numbers, divisors) = (count(self.numbers.len()), count(self.divisors.len()));
        match self.is_empty() {
            true => quote!(()),
            false => quote!(#k::Fixed<E, #numbers, #divisors>),
        }
    }

    /// What it is, of the expressions of [`Fixed::all`] in a register of lanes `S`.
    pub(super) fn value(&self, k: &TokenStream, of: &[TokenStream]) -> TokenStream {
        let (numbers, divisors) = of.split_at(self.numbers.len());
        quote!(#k::Fixed {
            numbers: [#(#k::Lanes::first(#numbers)),*],
            divisors: [#(#k::divisor::<S>(t, #divisors)),*],
        })
    }
}

#[cfg(test)]
mod tests {
    /// The generated code of a formula: what is computed once, and the kernel.
    fn code(args: &str, body: &str) -> [String; 2] {
        let code = crate::emit::code(&format!("pub loss Form({args}) {{ {body} }}"));
        let (_, code) = code.split_once("fn fixed").expect("a function");
        let (fixed, code) = code.split_once("fn sample").expect("a function");
        let (sample, _) = code.split_once("fn sample_weight").expect("a function");
        [fixed.to_owned(), sample.to_owned()]
    }

    #[test]
    fn what_depends_on_parameters_alone_is_computed_once() {
        let [fixed, sample] = code("x: input, a: param = 1.0", "x * lgamma(a) + exp(a * a)");
        for function in ["math::lgamma(", "math::exp("] {
            assert!(fixed.contains(function), "{fixed}");
            assert!(!sample.contains(function), "{sample}");
        }
    }

    #[test]
    fn what_is_divided_by_a_parameter_is_multiplied() {
        let [fixed, sample] = code("x: input, a: param = 1.0", "exp(x / a)");
        assert!(
            fixed.contains("math::divisor::<S>(t, c::<S>(t, self.a))"),
            "{fixed}"
        );
        assert!(
            sample.contains("math::over(t, x_2, &fixed.divisors[0])"),
            "{sample}"
        );
        assert!(!sample.contains(" / "), "{sample}");
    }

    #[test]
    fn other_divisors_are_divided_by() {
        let [_, sample] = code("x: input, y: data, a: param = 1.0", "x / y + a / x");
        assert_eq!(sample.matches(" / ").count(), 4, "{sample}");
        assert!(!sample.contains("math::over("), "{sample}");
    }

    #[test]
    fn an_exponent_that_is_the_same_for_all_is_looked_at_once_a_step() {
        let [_, sample] = code("x: input, a: param = 2.0", "pow(abs(x), a)");
        assert_eq!(sample.matches("math::pow_fixed(").count(), 2, "{sample}");
        let [_, sample] = code("x: input, y: data", "pow(abs(x), y)");
        assert!(!sample.contains("math::pow_fixed("), "{sample}");
    }
}
