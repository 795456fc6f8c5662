//! What people write in NumPy, PyTorch, JAX or Keras, and what to write here.

use super::builtin;
use crate::error::nearest;

/// Names elsewhere, and what stands for them.
const ELSEWHERE: &[(&[&str], &str)] = &[
    (&["log"], "the natural logarithm is `ln`"),
    (
        &["log1p"],
        "write `ln_1p(x)`, or `ln(1 + x)`, which is as accurate",
    ),
    (&["log2"], "write `ln(x) / ln(2)`"),
    (&["log10"], "write `ln(x) / ln(10)`"),
    (
        &["expm1"],
        "write `exp_m1(x)`, or `exp(x) - 1`, which is as accurate",
    ),
    (&["exp2"], "write `exp(x * ln(2))`"),
    (
        &["sigma", "expit", "logistic", "sigm"],
        "write `sigmoid(x)`",
    ),
    (&["logit"], "write `ln(p / (1 - p))`"),
    (
        &["logsigmoid"],
        "write `log_sigmoid(x)`, or `ln(sigmoid(x))`, which is as accurate",
    ),
    (
        &["logsoftmax"],
        "write `log_softmax(x)`, or `ln(softmax(x))`, which is as accurate",
    ),
    (
        &["soft_max", "softmax1", "softmax1d", "softmax2d"],
        "write `softmax(x)`, or with its axis `softmax::<K>(x)`",
    ),
    (&["softmin"], "write `softmax(-x)`"),
    (
        &["log_sum_exp", "logaddexp", "lse"],
        "write `logsumexp(x)`, or `ln(sum(exp(x)))`; of two numbers `ln(exp(a) + exp(b))`",
    ),
    (
        &["logcosh", "log_cosh"],
        "write `ln(cosh(x))`, which is safe for any x",
    ),
    (
        &["square", "sqr", "sq", "pow2"],
        "write `powi(x, 2)` or `x * x`",
    ),
    (&["cube", "pow3"], "write `powi(x, 3)`"),
    (
        &["power", "float_power"],
        "write `pow(x, p)`, or for a whole exponent `powi(x, 2)`",
    ),
    (&["reciprocal", "recip"], "write `1 / x`"),
    (&["rsqrt"], "write `1 / sqrt(x)`"),
    (&["fabs", "absolute", "magnitude"], "write `abs(x)`"),
    (&["neg", "negative"], "write `-x`"),
    (
        &[
            "add",
            "subtract",
            "sub",
            "multiply",
            "mul",
            "divide",
            "div",
            "true_divide",
        ],
        "write the operator: `+ - * /`",
    ),
    (&["signum", "sgn"], "write `sign(x)`"),
    (&["heaviside", "step"], "write `if x > 0 { 1 } else { 0 }`"),
    (
        &["select", "cond", "ifelse", "if_else"],
        "write `if c { a } else { b }`",
    ),
    (
        &["maximum", "fmax", "amax", "reduce_max"],
        "write `max(a, b)`, or over an axis `max::<K>(x)`",
    ),
    (
        &["minimum", "fmin", "amin", "reduce_min"],
        "write `min(a, b)`, or over an axis `min::<K>(x)`",
    ),
    (
        &["argmax", "argmin", "argsort", "topk", "sort"],
        "it has no gradient, or none along a named axis; for the largest value write `max::<K>(x)`, for a smooth choice `softmax(x)`",
    ),
    (
        &[
            "round",
            "floor",
            "ceil",
            "trunc",
            "rint",
            "fmod",
            "remainder",
            "rem",
        ],
        "its gradient is 0 or undefined: do it to the data before the call",
    ),
    (
        &[
            "clip",
            "clamp_min",
            "clamp_max",
            "clip_by_value",
            "hardtanh",
        ],
        "write `clamp(x, low, high)`; with one end `max(x, low)` or `min(x, high)`",
    ),
    (&["relu6"], "write `clamp(x, 0, 6)`"),
    (&["hinge"], "write `relu(1 - y * x)`"),
    (&["leaky_relu"], "write `max(x, 0.01 * x)`"),
    (&["elu"], "write `if x > 0 { x } else { exp_m1(x) }`"),
    (&["silu", "swish"], "write `x * sigmoid(x)`"),
    (&["gelu"], "write `x * (1 + erf(x / sqrt(2))) / 2`"),
    (&["mish"], "write `x * tanh(softplus(x))`"),
    (&["erfc"], "write `1 - erf(x)`"),
    (&["sinh"], "write `(exp(x) - exp(-x)) / 2`"),
    (&["arctan"], "write `atan(x)`"),
    (&["arcsin"], "write `asin(x)`"),
    (&["arccos"], "write `acos(x)`"),
    (&["atan2", "arctan2"], "write `atan(y / x)`"),
    (
        &["gammaln", "lgamma_r", "log_gamma", "loggamma"],
        "write `lgamma(x)`",
    ),
    (&["gamma"], "write `exp(lgamma(x))`"),
    (&["psi"], "write `digamma(x)`"),
    (&["polygamma"], "write `digamma(x)` or `trigamma(x)`"),
    (
        &["average", "avg", "nanmean", "reduce_mean"],
        "write `mean(x)`, or with its axis `mean::<K>(x)`",
    ),
    (
        &["total", "reduce_sum", "nansum"],
        "write `sum(x)`, or with its axis `sum::<K>(x)`",
    ),
    (&["product", "prod"], "write `exp(sum(ln(x)))`"),
    (&["var", "variance"], "write `mean(powi(x - mean(x), 2))`"),
    (
        &["std", "stddev"],
        "write `sqrt(mean(powi(x - mean(x), 2)))`",
    ),
    (&["norm2", "l2norm", "l2_norm"], "write `norm(x)`"),
    (&["norm1", "l1norm", "l1_norm"], "write `sum(abs(x))`"),
    (
        &["normalize", "normalise", "l2_normalize"],
        "write `x / norm(x)`",
    ),
    (
        &["matmul", "inner", "vdot", "einsum", "bmm", "tensordot"],
        "write `dot::<K>(a, b)`: over the axes `[I, K]` and `[J, K]` it is a matrix product",
    ),
    (
        &["outer"],
        "give both an axis of their own and write `a * b`",
    ),
    (
        &["cosine_similarity"],
        "write `dot(a, b) / (norm(a) * norm(b))`",
    ),
    (
        &[
            "transpose",
            "permute",
            "reshape",
            "view",
            "squeeze",
            "unsqueeze",
            "expand",
            "broadcast_to",
        ],
        "axes have names and meet by them: leave it out",
    ),
    (
        &["gather", "take", "index_select", "take_along_axis"],
        "write `x[label]` with an argument of kind `index(K)`",
    ),
    (&["onehot", "to_categorical"], "write `one_hot(label)`"),
    (&["arange", "iota", "range"], "write `position::<K>()`"),
    (
        &["size", "length", "numel", "shape", "ndim"],
        "write `len::<K>()`",
    ),
    (&["cum_sum", "accumulate"], "write `cumsum(x)`"),
    (&["flip"], "write `reverse(x)`"),
    (
        &["detach", "no_grad", "stop_grad"],
        "write `stop_gradient(x)`",
    ),
    (
        &["isnan", "isfinite", "nan_to_num"],
        "NaN goes through to the sample that has it: leave it out, and mask such samples at the call",
    ),
    (&["cross_entropy"], "write `-log_softmax(logits)[label]`"),
    (
        &["binary_cross_entropy", "bce"],
        "write `-(y * ln(p) + (1 - y) * ln(1 - p))` with `let p = sigmoid(logit);`",
    ),
    (&["kl_div"], "write `sum(p * ln(p / q))`"),
    (&["logical_and"], "write `a && b`"),
    (&["logical_or"], "write `a || b`"),
    (&["logical_not"], "write `!a`"),
    (&["equal", "eq"], "write `a == b`"),
    (&["greater", "gt"], "write `a > b`"),
    (&["less", "lt"], "write `a < b`"),
    (
        &["float", "f32", "f64", "int", "cast"],
        "every number is real already: leave it out",
    ),
];

/// Modules whose functions people have at their fingertips.
const MODULES: &[&str] = &[
    "np", "numpy", "jnp", "jax", "torch", "tf", "math", "nn", "scipy", "keras",
];

/// Whether `name.function(…)` is a function of a module elsewhere.
pub fn is_module(name: &str) -> bool {
    MODULES.contains(&name)
}

/// What to write instead of a function that is not there.
pub fn function<'a>(name: &'a str, helpers: impl Iterator<Item = &'a str>) -> String {
    let plain = name.to_lowercase();
    let known = ELSEWHERE
        .iter()
        .find(|(names, _)| names.contains(&plain.as_str()));
    if let Some((_, help)) = known {
        return (*help).to_owned();
    }
    match nearest(name, builtin::names().chain(helpers)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            format!("a function of your own is a helper in the same block: `fn {name}(x) {{ … }}`")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_name_is_there_twice_or_a_function_of_the_language() {
        let mut seen = BTreeSet::new();
        for name in ELSEWHERE.iter().flat_map(|(names, _)| *names) {
            assert!(seen.insert(name), "{name} twice");
            assert!(builtin::find(name).is_none(), "{name} is there");
        }
    }

    #[test]
    fn what_is_suggested_is_there() {
        for (names, help) in ELSEWHERE {
            for code in help.split('`').skip(1).step_by(2) {
                for (open, _) in code.match_indices('(') {
                    let before = code[..open].trim_end_matches("::<K>");
                    let start = before
                        .rfind(|c: char| !c.is_alphanumeric() && c != '_')
                        .map_or(0, |at| at + 1);
                    let called = &before[start..];
                    assert!(
                        matches!(called, "" | "index") || builtin::find(called).is_some(),
                        "{names:?}: {called}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_greek_name_of_the_sigmoid_is_no_sign() {
        assert_eq!(function("sigma", std::iter::empty()), "write `sigmoid(x)`");
        assert_eq!(
            function("soft", std::iter::empty()),
            "did you mean `softmax`?"
        );
    }
}
