//! One node as one expression, whatever the lanes.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Emitter;
use crate::graph::{Cmp, Fun, Graph, Id, Op};

/// Methods of a trait have to be in scope, since the user's crate may have no prelude.
#[derive(Clone, Copy, Default)]
pub(super) struct Imports {
    pub(super) lanes: bool,
    pub(super) mask: bool,
}

impl Emitter<'_> {
    /// A number in lanes of type `lanes`.
    pub(super) fn number(&self, lanes: &TokenStream, x: f64) -> TokenStream {
        let k = self.k;
        let number = if x.is_nan() {
            quote!(#k::NAN)
        } else if x.is_infinite() {
            if x > 0.0 {
                quote!(#k::INFINITY)
            } else {
                quote!(-#k::INFINITY)
            }
        } else if x < 0.0 {
            let literal = proc_macro2::Literal::f64_unsuffixed(-x);
            quote!(-#literal)
        } else {
            let literal = proc_macro2::Literal::f64_unsuffixed(x);
            quote!(#literal)
        };
        quote!(#k::c::<#lanes>(t, #number))
    }

    /// An operation on operands that are all in lanes of type `lanes`.
    pub(super) fn apply(&mut self, lanes: &TokenStream, id: Id, a: &[TokenStream]) -> TokenStream {
        let k = self.k;
        match self.g.op(id) {
            Op::Const(bits) => self.number(lanes, f64::from_bits(bits)),
            Op::Truth(truth) => {
                self.imports.lanes = true;
                quote!(#lanes::truth(t, #truth))
            }
            Op::Flag(arg) => {
                self.imports.lanes = true;
                let field = self.field(arg);
                quote!(#lanes::truth(t, #field))
            }
            Op::Fun(fun) => self.function(fun, id, a),
            Op::Compare(cmp) => {
                self.imports.lanes = true;
                let (x, y) = (&a[0], &a[1]);
                match cmp {
                    Cmp::Lt => quote!(#x.lt(#y)),
                    Cmp::Le => quote!(#x.le(#y)),
                    Cmp::Eq => quote!(#x.eq(#y)),
                    Cmp::Ne => {
                        self.imports.mask = true;
                        quote!(#x.eq(#y).not())
                    }
                }
            }
            Op::Ordered => {
                self.imports.lanes = true;
                self.imports.mask = true;
                let args = self.g.args(id);
                let is_number = |i: usize| self.g.as_constant(args[i]).is_some_and(|c| !c.is_nan());
                let (x, y) = (&a[0], &a[1]);
                match (is_number(0), is_number(1)) {
                    (true, _) => quote!(#y.eq(#y)),
                    (_, true) => quote!(#x.eq(#x)),
                    _ => quote!(#x.eq(#x).and(#y.eq(#y))),
                }
            }
            Op::Same => {
                self.imports.lanes = true;
                let (x, y) = (&a[0], &a[1]);
                quote!(#x.eq(#y))
            }
            Op::And | Op::Or => {
                self.imports.mask = true;
                let (x, y) = (&a[0], &a[1]);
                if self.g.op(id) == Op::And {
                    quote!(#x.and(#y))
                } else {
                    quote!(#x.or(#y))
                }
            }
            Op::Not => {
                self.imports.mask = true;
                let x = &a[0];
                quote!(#x.not())
            }
            Op::Select => {
                let (x, y) = (&a[1], &a[2]);
                match self.flag_condition(self.g.args(id)[0]) {
                    Some(condition) => quote!(if #condition { #x } else { #y }),
                    None => {
                        self.imports.lanes = true;
                        let mask = &a[0];
                        quote!(#lanes::select(#mask, #x, #y))
                    }
                }
            }
            Op::Scale(large) => quote!(#k::square_scale::<#lanes>(t, #large)),
            Op::SquareLimit(high) => quote!(#k::square_limit::<#lanes>(t, #high)),
            _ => a.first().cloned().unwrap_or_default(),
        }
    }

    fn function(&mut self, fun: Fun, id: Id, a: &[TokenStream]) -> TokenStream {
        let k = self.k;
        let args = self.g.args(id);
        let x = &a[0];
        match fun {
            Fun::Neg => quote!(-#x),
            Fun::Add => {
                let y = &a[1];
                quote!(#x + #y)
            }
            Fun::Sub => {
                let y = &a[1];
                quote!(#x - #y)
            }
            Fun::Mul => {
                let y = &a[1];
                quote!(#x * #y)
            }
            Fun::Div => {
                let y = &a[1];
                quote!(#x / #y)
            }
            Fun::Pow if self.same.contains(&args[1]) && !self.same.contains(&args[0]) => {
                let y = &a[1];
                quote!(#k::pow_fixed(t, #x, #y))
            }
            Fun::Hypot if args.iter().any(|&arg| self.g.is_constant(arg, 1.0)) => {
                let i = usize::from(self.g.is_constant(args[0], 1.0));
                let x = &a[i];
                quote!(#k::hypot_one(t, #x))
            }
            Fun::Powi => {
                let n = whole(self.g, args[1]);
                quote!(#k::powi(t, #x, #n))
            }
            Fun::Polygamma => {
                let (n, y) = (whole(self.g, args[0]), &a[1]);
                quote!(#k::polygamma(t, #n, #y))
            }
            Fun::Abs | Fun::Sqrt => {
                self.imports.lanes = true;
                let name = Ident::new(fun.name(), proc_macro2::Span::mixed_site());
                quote!(#x.#name())
            }
            // A bound is a number: one instruction where either may be NaN takes three.
            Fun::Min | Fun::Max if self.bound(args).is_some() => {
                let bound = self.bound(args).unwrap_or(1);
                let (x, bound) = (&a[1 - bound], &a[bound]);
                match fun {
                    Fun::Min => quote!(#k::at_most(#x, #bound)),
                    _ => quote!(#k::at_least(#x, #bound)),
                }
            }
            Fun::Min | Fun::Max => {
                self.imports.lanes = true;
                let name = Ident::new(fun.name(), proc_macro2::Span::mixed_site());
                let y = &a[1];
                quote!(#x.#name(#y))
            }
            _ => {
                let name = Ident::new(fun.name(), proc_macro2::Span::mixed_site());
                quote!(#k::#name(t, #(#a),*))
            }
        }
    }

    /// Which of two operands is a number, not NaN.
    fn bound(&self, args: &[Id]) -> Option<usize> {
        (0..2).find(|&i| match self.g.op(args[i]) {
            Op::Const(bits) => !f64::from_bits(bits).is_nan(),
            Op::Arg(arg, _) => matches!(
                self.formula.arg(arg).kind,
                crate::graph::Kind::Param | crate::graph::Kind::Learnable
            ),
            _ => false,
        })
    }

    /// A condition made of flags alone, as a `bool` outside the lanes.
    pub(super) fn flag_condition(&self, id: Id) -> Option<TokenStream> {
        let of = |i: usize| self.flag_condition(self.g.args(id)[i]);
        Some(match self.g.op(id) {
            Op::Truth(truth) => quote!(#truth),
            Op::Flag(arg) => {
                let field = self.field(arg);
                quote!(#field)
            }
            Op::Not => {
                let x = of(0)?;
                quote!(!#x)
            }
            Op::And => {
                let (x, y) = (of(0)?, of(1)?);
                quote!((#x && #y))
            }
            Op::Or => {
                let (x, y) = (of(0)?, of(1)?);
                quote!((#x || #y))
            }
            _ => return None,
        })
    }
}

fn whole(g: &Graph, id: Id) -> proc_macro2::Literal {
    proc_macro2::Literal::i32_unsuffixed(g.as_constant(id).unwrap_or(0.0) as i32)
}
