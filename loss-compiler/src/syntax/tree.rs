//! The syntax tree: what the user wrote, with spans, before anybody asks whether it makes sense.
//!
//! Chains of one precedence are flat, `a + b - c` is one node with two steps, and so is `else if`; so the depth of a tree is
//! bounded by the nesting of its brackets, however long a formula is, and no walk over it can overflow the stack.

use proc_macro2::Ident;
use syn::ext::IdentExt;

use crate::error::At;
use crate::graph::{Also, Domain, Scope};

/// All of one `loss! { … }`.
#[derive(Default)]
pub struct Block {
    /// The crate that the expansion calls.
    pub root: Option<syn::Path>,
    /// The losses in order.
    pub losses: Vec<Loss>,
    /// The helpers in order.
    pub helpers: Vec<Helper>,
    /// Whether an item could not be read; then nothing is said of functions that may be its own.
    pub lacks_items: bool,
}

/// `loss Name(args) { … }`
pub struct Loss {
    /// What to hand on: docs, cfg and the like.
    pub attrs: Vec<syn::Attribute>,
    /// What it claims.
    pub claims: Vec<Claim>,
    /// Values that get a kernel of their own.
    pub specialise: Vec<Vec<Specialise>>,
    /// What it asks for beyond value and gradient.
    pub also: Also,
    /// Its visibility.
    pub vis: syn::Visibility,
    /// `loss` or `batch loss`.
    pub scope: Scope,
    /// Its name.
    pub name: Ident,
    /// Its arguments.
    pub args: Vec<Arg>,
    /// Its formula.
    pub body: Body,
    /// Whether part of it could not be read; then nothing is said of what is unused.
    pub broken: bool,
    /// What is missing of its arguments.
    pub missing: Missing,
}

/// What could not be read of the arguments of a loss, so that nothing is said of what may be theirs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// There may be more names than known.
    pub names: bool,
    /// There may be more axes than known, and the types of a call are not known.
    pub parts: bool,
}

/// `fn name(params) { … }`
#[derive(Debug)]
pub struct Helper {
    /// Its name.
    pub name: Ident,
    /// Its parameters.
    pub params: Vec<Ident>,
    /// Its formula.
    pub body: Body,
    /// Whether part of it could not be read.
    pub broken: bool,
}

/// One entry of `#[claims(…)]`.
#[derive(Debug)]
pub struct Claim {
    /// The trait.
    pub name: Ident,
    /// Its constant.
    pub constant: Option<Expr>,
}

/// A parameter and its value in an entry of `#[specialise(…)]`.
#[derive(Debug)]
pub struct Specialise {
    /// The parameter.
    pub name: Ident,
    /// The value.
    pub value: f64,
    /// Where the value stands.
    pub at: At,
}

/// `name: kind[axes] = default in domain`
pub struct Arg {
    /// Its documentation.
    pub attrs: Vec<syn::Attribute>,
    /// Its name.
    pub name: Ident,
    /// Its kind.
    pub kind: Kind,
    /// Where the kind stands.
    pub kind_at: At,
    /// Its axes.
    pub axes: Vec<Extent>,
    /// Its default.
    pub default: Option<(Default, At)>,
    /// Its domain.
    pub domain: Option<(Domain, At)>,
}

/// The kind of an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the words of the language
pub enum Kind {
    Input,
    Data,
    /// `index(K)`, or `index(_)` without an axis.
    Index(Option<Ident>),
    Param,
    Learnable,
    Flag,
    /// An error was reported; whatever is said about this argument is no news.
    Unknown,
}

/// An axis as declared.
#[derive(Clone, Debug)]
pub enum Extent {
    /// `[K]`
    Named(Ident),
    /// `[4]`
    Fixed(u32, At),
}

/// A default as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Default {
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Truth(bool),
}

/// `{ let a = …; … }`
#[derive(Debug)]
pub struct Body {
    /// The names it gives.
    pub lets: Vec<Let>,
    /// Its result.
    pub tail: Expr,
}

/// `let name = value;`
#[derive(Debug)]
pub struct Let {
    /// The name.
    pub name: Ident,
    /// What it names.
    pub value: Expr,
}

/// An expression and where it stands.
#[derive(Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub at: At,
}

impl Expr {
    /// An expression.
    pub fn new(kind: ExprKind, at: At) -> Expr {
        Expr { kind, at }
    }
    /// What stands for an expression that could not be read.
    pub fn error(at: At) -> Expr {
        Expr::new(ExprKind::Error, at)
    }
    /// The expression inside parentheses.
    pub fn bare(&self) -> &Expr {
        let mut expr = self;
        while let ExprKind::Paren(inner) = &expr.kind {
            expr = inner;
        }
        expr
    }
}

/// What an expression is.
#[derive(Debug)]
pub enum ExprKind {
    /// A number and how it was written.
    Number(f64, String),
    /// `true` or `false`.
    Truth(bool),
    /// A name.
    Name(Ident),
    /// `-x`
    Neg(Box<Expr>),
    /// `!x`
    Not(Box<Expr>),
    /// `x + y - …`, all of one precedence.
    Chain(Box<Expr>, Vec<(Binary, Expr)>),
    /// `x < y`
    Compare(Box<Expr>, Comparison, Box<Expr>),
    /// `f::<K>(x, …)`, or `x.f::<K>(…)`.
    Call(Box<Call>),
    /// `x[i]`
    Element(Box<Expr>, Box<Expr>),
    /// `if c { a } else if d { b } else { e }`
    If(Vec<(Expr, Body)>, Box<Body>),
    /// `(x)`
    Paren(Box<Expr>),
    /// An error was reported here.
    Error,
}

/// A call.
#[derive(Debug)]
pub struct Call {
    /// What is called.
    pub name: Ident,
    /// What stands between `::<` and `>`.
    pub axes: Vec<Ident>,
    /// The arguments; the receiver of a method is the first.
    pub args: Vec<Expr>,
    /// Whether it was written as a method.
    pub method: bool,
}

/// An operator that chains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the names of the operators
pub enum Binary {
    Or,
    And,
    Add,
    Sub,
    Mul,
    Div,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the names of the operators
pub enum Comparison {
    Lt,
    Le,
    Gt,
    Ge,
    Eq,
    Ne,
}

impl Binary {
    /// As written.
    pub fn symbol(self) -> &'static str {
        match self {
            Binary::Or => "||",
            Binary::And => "&&",
            Binary::Add => "+",
            Binary::Sub => "-",
            Binary::Mul => "*",
            Binary::Div => "/",
        }
    }
    /// How tightly it binds.
    pub fn level(self) -> u8 {
        match self {
            Binary::Or => 0,
            Binary::And => 1,
            Binary::Add | Binary::Sub => COMPARISON_LEVEL + 1,
            Binary::Mul | Binary::Div => COMPARISON_LEVEL + 2,
        }
    }
}

/// How tightly comparisons bind.
pub const COMPARISON_LEVEL: u8 = 2;

impl Comparison {
    /// As written.
    pub fn symbol(self) -> &'static str {
        match self {
            Comparison::Lt => "<",
            Comparison::Le => "<=",
            Comparison::Gt => ">",
            Comparison::Ge => ">=",
            Comparison::Eq => "==",
            Comparison::Ne => "!=",
        }
    }
}

/// A name as the user thinks of it: `type` for `r#type`.
pub fn display(ident: &Ident) -> String {
    ident.unraw().to_string()
}
