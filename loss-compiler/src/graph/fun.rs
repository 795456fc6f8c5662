//! The element-wise functions: the table of operations that documentation, tests and passes are made from.
//!
//! A row states name, arity, range and cost; the derivative of a row stands in `differentiate/partial.rs`, its
//! interpretation in `interpret/`, its LaTeX in `print.rs`, each a `match` that the compiler checks to be complete, so
//! adding a function is adding a row and following the errors.

/// An element-wise function of real numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // the names are those of the mathematics; TABLE describes them
pub enum Fun {
    Neg,
    Add,
    Sub,
    Mul,
    Div,
    Abs,
    Sign,
    Min,
    Max,
    Clamp,
    Relu,
    Exp,
    ExpM1,
    Ln,
    Ln1p,
    Sqrt,
    Hypot,
    Pow,
    Powi,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Tanh,
    Cosh,
    Sigmoid,
    LogSigmoid,
    Softplus,
    Xlogy,
    Erf,
    Lgamma,
    Digamma,
    Trigamma,
    Polygamma,
    Sinh,
    LogCosh,
    LogRatio,
    Xlog1py,
    ExpRest,
    LnRest,
    SoftplusRest,
    HypotRest,
    LogMix,
    LogHypot,
    LogHypotSlope,
    SinPi,
    CosPi,
}

/// What values a function takes, where that is known whatever its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// Any number.
    Any,
    /// Zero or more.
    NonNegative,
    /// From 0 to 1.
    Unit,
    /// From -1 to 1.
    Symmetric,
    /// Zero or less.
    NonPositive,
}

/// A row of the table of element-wise functions.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The function.
    pub fun: Fun,
    /// Its name in a formula; operators have the name of their method.
    pub name: &'static str,
    /// How many operands it takes.
    pub arity: usize,
    /// Whether a user can call it by name.
    pub callable: bool,
    /// The values it takes.
    pub range: Range,
    /// Roughly how many multiplications it costs over lanes.
    pub cost: u32,
    /// One line for the reference.
    pub doc: &'static str,
}

const fn row(
    fun: Fun,
    name: &'static str,
    arity: usize,
    callable: bool,
    range: Range,
    cost: u32,
    doc: &'static str,
) -> Row {
    Row {
        fun,
        name,
        arity,
        callable,
        range,
        cost,
        doc,
    }
}

/// Every element-wise function, in the order of [`Fun`].
#[rustfmt::skip] // one row a line
pub const TABLE: &[Row] = &[
    row(Fun::Neg, "neg", 1, false, Range::Any, 1, "-x"),
    row(Fun::Add, "add", 2, false, Range::Any, 1, "x + y"),
    row(Fun::Sub, "sub", 2, false, Range::Any, 1, "x - y"),
    row(Fun::Mul, "mul", 2, false, Range::Any, 1, "x * y"),
    row(Fun::Div, "div", 2, false, Range::Any, 5, "x / y"),
    row(Fun::Abs, "abs", 1, true, Range::NonNegative, 1, "magnitude; gradient 0 at 0"),
    row(Fun::Sign, "sign", 1, true, Range::Symmetric, 3, "-1, 0 or 1; gradient 0"),
    row(Fun::Min, "min", 2, true, Range::Any, 2, "the smaller; NaN if either is"),
    row(Fun::Max, "max", 2, true, Range::Any, 2, "the larger; NaN if either is"),
    row(Fun::Clamp, "clamp", 3, true, Range::Any, 4, "x kept between lo and hi; gradient 1 inside and on the ends"),
    row(Fun::Relu, "relu", 1, true, Range::NonNegative, 2, "max(x, 0); gradient 0 at 0"),
    row(Fun::Exp, "exp", 1, true, Range::NonNegative, 14, "e to the x"),
    row(Fun::ExpM1, "exp_m1", 1, true, Range::Any, 16, "e to the x, less 1, accurate near 0"),
    row(Fun::Ln, "ln", 1, true, Range::Any, 18, "natural logarithm"),
    row(Fun::Ln1p, "ln_1p", 1, true, Range::Any, 20, "ln(1 + x), accurate near 0"),
    row(Fun::Sqrt, "sqrt", 1, true, Range::NonNegative, 6, "square root"),
    row(Fun::Hypot, "hypot", 2, true, Range::NonNegative, 16, "sqrt(x*x + y*y) without overflow; gradient 0 at 0"),
    row(Fun::Pow, "pow", 2, true, Range::Any, 40, "x to a real power; x is not negative"),
    row(Fun::Powi, "powi", 2, true, Range::Any, 3, "x to a whole power"),
    row(Fun::Sin, "sin", 1, true, Range::Symmetric, 25, "sine"),
    row(Fun::Cos, "cos", 1, true, Range::Symmetric, 25, "cosine"),
    row(Fun::Tan, "tan", 1, true, Range::Any, 30, "tangent"),
    row(Fun::Asin, "asin", 1, true, Range::Any, 25, "arc sine"),
    row(Fun::Acos, "acos", 1, true, Range::NonNegative, 25, "arc cosine"),
    row(Fun::Atan, "atan", 1, true, Range::Any, 25, "arc tangent"),
    row(Fun::Tanh, "tanh", 1, true, Range::Symmetric, 20, "hyperbolic tangent"),
    row(Fun::Cosh, "cosh", 1, true, Range::NonNegative, 20, "hyperbolic cosine"),
    row(Fun::Sigmoid, "sigmoid", 1, true, Range::Unit, 20, "1 / (1 + exp(-x))"),
    row(Fun::LogSigmoid, "log_sigmoid", 1, true, Range::NonPositive, 30, "ln(sigmoid(x))"),
    row(Fun::Softplus, "softplus", 1, true, Range::NonNegative, 30, "ln(1 + exp(x))"),
    row(Fun::Xlogy, "xlogy", 2, true, Range::Any, 20, "x * ln(y), 0 where x is 0"),
    row(Fun::Erf, "erf", 1, true, Range::Symmetric, 30, "error function"),
    row(Fun::Lgamma, "lgamma", 1, true, Range::Any, 60, "ln of the magnitude of the gamma function"),
    row(Fun::Digamma, "digamma", 1, true, Range::Any, 60, "derivative of lgamma"),
    row(Fun::Trigamma, "trigamma", 1, true, Range::Any, 60, "derivative of digamma"),
    row(Fun::Polygamma, "polygamma", 2, false, Range::Any, 80, "n-th derivative of digamma, n a whole number"),
    row(Fun::Sinh, "sinh", 1, false, Range::Any, 20, "hyperbolic sine"),
    row(Fun::LogCosh, "log_cosh", 1, false, Range::NonNegative, 40, "ln(cosh(x)), accurate near 0, never infinite"),
    row(Fun::LogRatio, "log_ratio", 2, false, Range::Any, 30, "ln(x / y), accurate where x is near y, with no ratio to overflow"),
    row(Fun::Xlog1py, "xlog1py", 2, false, Range::Any, 22, "x * ln(1 + y), 0 where x is 0"),
    row(Fun::ExpRest, "exp_rest", 1, false, Range::NonNegative, 34, "exp(x) - 1 - x, accurate near 0"),
    row(Fun::LnRest, "ln_rest", 1, false, Range::NonNegative, 58, "x - ln(1 + x), accurate near 0"),
    row(Fun::SoftplusRest, "softplus_rest", 1, false, Range::Any, 42, "softplus(x) - ln 2, accurate near 0"),
    row(Fun::HypotRest, "hypot_rest", 2, false, Range::NonNegative, 24, "hypot(x, y) - y for a positive y, accurate near x = 0"),
    row(Fun::LogMix, "log_mix", 2, false, Range::Any, 90, "ln(y sigmoid(x) + (1 - y) sigmoid(-x)), never infinite for y from 0 to 1"),
    row(Fun::LogHypot, "log_hypot", 1, false, Range::NonNegative, 22, "ln(hypot(1, x)), accurate near 0"),
    row(Fun::LogHypotSlope, "log_hypot_slope", 1, false, Range::Symmetric, 10, "x / (1 + x*x), without overflow"),
    row(Fun::SinPi, "sin_pi", 1, false, Range::Symmetric, 27, "sin(PI * x), exact in how many turns that is"),
    row(Fun::CosPi, "cos_pi", 1, false, Range::Symmetric, 27, "cos(PI * x), exact in how many turns that is"),
];

impl Fun {
    /// Its row in the table.
    pub fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }
    /// Its name.
    pub fn name(self) -> &'static str {
        self.row().name
    }
    /// The function a user calls by this name.
    pub fn named(name: &str) -> Option<Fun> {
        TABLE
            .iter()
            .find(|row| row.callable && row.name == name)
            .map(|row| row.fun)
    }
    /// Whether the order of operands does not matter, to the last bit.
    pub fn is_commutative(self) -> bool {
        matches!(self, Fun::Add | Fun::Mul | Fun::Min | Fun::Max | Fun::Hypot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_the_order_of_the_functions() {
        for (i, row) in TABLE.iter().enumerate() {
            assert_eq!(row.fun as usize, i, "{}", row.name);
        }
    }
}
