//! Arguments: kinds, axes, defaults, domains.

use super::{Case, case};

pub const CASES: &[Case] = &[
    case(
        "kind_misspelt",
        "loss A(x: inptu) { x }",
        &[("L101", "did you mean `input`?", "inptu")],
    ),
    case(
        "kind_of_rust",
        "loss A(x: &[f32]) { x }",
        &[("L101", "the kinds are `input`, `data`", "&")],
    ),
    case(
        "kind_missing",
        "loss A(x) { x }",
        &[("L003", "expected `:` and a kind", ")")],
    ),
    case(
        "argument_keyword",
        "loss A(type: input) { type * type }",
        &[("L016", "write `r#type`", "type")],
    ),
    case(
        "arguments_without_comma",
        "loss A(x: input y: data) { x * y }",
        &[("L003", "expected `,`, found `y`", "y")],
    ),
    case(
        "no_gradient",
        "loss A(x: input, y: data) { stop_gradient(x) * y + if x > 0 { 1 } else { sign(x) } }",
        &[(
            "L124",
            "the gradient of `A` is 0 everywhere",
            "stop_gradient(x) * y + if x > 0 { 1 } else { sign(x) }",
        )],
    ),
    case(
        "no_input",
        "loss A(x: data) { x }",
        &[("L102", "there is nothing to differentiate by", "A")],
    ),
    case(
        "argument_twice",
        "loss A(x: input, x: data) { x }",
        &[("L103", "the argument `x` is there already", "x")],
    ),
    case(
        "loss_twice",
        "loss A(x: input) { x }\nloss A(x: input) { -x }",
        &[("L103", "the loss `A`", "A")],
    ),
    case(
        "helper_twice",
        "fn f(x) { x }\nfn f(x) { -x }\nloss A(x: input) { f(x) }",
        &[("L103", "the helper `f`", "f")],
    ),
    case(
        "learnable_axes",
        "loss A(x: input[K], t: learnable[K] = 1.0) { sum(x) * t }",
        &[("L104", "a `learnable` has no axes", "K")],
    ),
    case(
        "param_components",
        "loss A(x: input, w: param[4] = 1.0) { x * w }",
        &[("L104", "a `param` has no components", "4")],
    ),
    case(
        "no_components",
        "loss A(x: input[0]) { x }",
        &[("L105", "too few", "0")],
    ),
    case(
        "many_components",
        "loss A(x: input[1000]) { sum(x) }",
        &[("L105", "1000 components are too many", "1000")],
    ),
    case(
        "axis_twice",
        "batch loss A(x: input[N, N]) { sum(x) }",
        &[("L106", "stands twice", "N")],
    ),
    case(
        "axis_missing",
        "loss A(x: input[]) { x }",
        &[("L003", "expected an axis", "]")],
    ),
    case(
        "index_range_unknown",
        "loss A(x: input[C], label: index(K)) { sum(x) * len::<K>() + one_hot(label) }",
        &[
            ("L107", "`K` is no axis of an `input` or `data`", "K"),
            (
                "L405",
                "still has the axis `K`",
                "sum(x) * len::<K>() + one_hot(label)",
            ),
        ],
    ),
    case(
        "param_axis_unknown",
        "loss A(x: input, w: param[K] = 1.0) { x * sum(w) }",
        &[("L107", "declare it, for example `logits: input[K]`", "K")],
    ),
    case(
        "index_of_number",
        "loss A(x: input[4], label: index(4)) { x[label] }",
        &[("L108", "write `index(K)`", "index(4)")],
    ),
    case(
        "index_alone",
        "loss A(x: input[K], label: index) { x[label] }",
        &[("L108", "does not say what it points into", "index")],
    ),
    case(
        "input_default",
        "loss A(x: input = 1.0) { x }",
        &[("L109", "an `input` has no default", "1.0")],
    ),
    case(
        "flag_domain",
        "loss A(x: input, f: flag = true in 0.0..) { if f { x } else { 0 } }",
        &[("L110", "a `flag` has no domain", "0.0..")],
    ),
    case(
        "default_outside",
        "loss A(x: input, p: param = -1.0 in 0.0..) { x * p }",
        &[(
            "L111",
            "the default -1 of `p` is outside its domain 0.0..",
            "-1.0",
        )],
    ),
    case(
        "default_at_open_end",
        "loss A(x: input, p: param = 1.0 in 0.0<..1.0) { x * p }",
        &[("L111", "outside its domain 0.0<..1.0", "1.0")],
    ),
    case(
        "domain_empty",
        "loss A(x: input in 1.0..0.0) { x }",
        &[("L112", "no number is in this domain", "1.0..0.0")],
    ),
    case(
        "domain_empty_open",
        "loss A(x: input in 1.0<..=1.0) { x }",
        &[("L112", "no number is in this domain", "1.0<..=1.0")],
    ),
    case(
        "domain_without_dots",
        "loss A(x: input in 1.0) { x }",
        &[("L113", "there is no `..`", ")")],
    ),
    case(
        "domain_without_end",
        "loss A(x: input in 0.0..=) { x }",
        &[("L113", "`..=` includes an end", "..=")],
    ),
    case(
        "domain_open_end",
        "loss A(x: input in 0.0..<1.0) { x }",
        &[("L113", "`..` alone leaves out an end", "<")],
    ),
    case(
        "domain_before_default",
        "loss A(x: input, p: param in 0.0.. = 2.0) { x * p }",
        &[("L114", "the default stands before the domain", "=")],
    ),
    case(
        "flag_number",
        "loss A(x: input, f: flag = 1) { if f { x } else { 0 } }",
        &[("L115", "the default of a `flag` is `true` or `false`", "1")],
    ),
    case(
        "param_truth",
        "loss A(x: input, p: param = true) { x * p }",
        &[("L115", "write `= 1.0`", "true")],
    ),
    case(
        "default_formula",
        "loss A(x: input, p: param = delta) { x * p }",
        &[("L003", "expected a default", "delta")],
    ),
    case(
        "batch_without_axis",
        "batch loss A(x: input, y: data[N]) { x * sum(y) }",
        &[("L116", "write `x: input[N]`", "x: input")],
    ),
    case(
        "many_axes",
        MANY_AXES,
        &[("L117", "more than 32 axes", "a32")],
    ),
    case(
        "argument_constant",
        "loss A(PI: input) { PI }",
        &[("L118", "`PI` is a constant", "PI")],
    ),
    case(
        "param_method",
        "loss A(x: input, reduce: param = 1.0) { x * reduce }",
        &[("L118", "is a method of every loss", "reduce")],
    ),
    case(
        "helper_builtin",
        "fn abs(x) { max(x, -x) }\nloss A(x: input) { abs(x) }",
        &[("L118", "`abs` is a function of the language", "abs")],
    ),
];

const MANY_AXES: &str = concat!(
    "loss A(\n",
    "    _x: input[a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15],\n",
    "    y: data[a16, a17, a18, a19, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32],\n",
    ") {\n",
    "    sum(y)\n",
    "}",
);
