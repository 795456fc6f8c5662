//! Types: numbers, truth values, indices.

use super::{Case, case};

pub const CASES: &[Case] = &[
    case(
        "truth_as_number",
        "loss A(x: input) { x * (x > 0) }",
        &[("L301", "`if x > 0 { 1 } else { 0 }`", "(x > 0)")],
    ),
    case(
        "flag_as_number",
        "loss A(x: input, full: flag = true) { x * full }",
        &[("L301", "`if full { 1 } else { 0 }`", "full")],
    ),
    case(
        "result_truth",
        "loss A(x: input) { x > 0 }",
        &[("L301", "expected a number", "x > 0")],
    ),
    case(
        "number_as_condition",
        "loss A(x: input) { if x { x } else { 0 } }",
        &[("L302", "expected a truth value, found a number", "x")],
    ),
    case(
        "number_in_logic",
        "loss A(x: input) { if x > 0 && x { x } else { 0 } }",
        &[("L302", "compare it", "x")],
    ),
    case(
        "number_negated",
        "loss A(x: input) { if !x { x } else { 0 } }",
        &[("L302", "found a number", "x")],
    ),
    case(
        "index_as_condition",
        "loss A(x: input[K], label: index(K)) { if label { sum(x) } else { 0 } }",
        &[("L302", "found an index", "label")],
    ),
    case(
        "count_of_numbers",
        "loss A(x: input[K]) { count(x) }",
        &[("L302", "found a number", "x")],
    ),
    case(
        "identity_as_number",
        "loss A(x: input, id: index(_)) { x * id }",
        &[("L303", "declare it `index(K)`", "id")],
    ),
    case(
        "identity_with_number",
        "loss A(x: input, id: index(_)) { if id == 3 { x } else { 0 } }",
        &[("L303", "can only be compared", "id")],
    ),
    case(
        "identity_order",
        "batch loss A(x: input[I], id: index(_)[I]) { sum::<I>(if id < id { x } else { 0 }) }",
        &[
            ("L303", "can only be compared", "id"),
            ("L303", "can only be compared", "id"),
        ],
    ),
    case(
        "identity_as_index",
        "loss A(x: input[K], id: index(_)) { x[id] }",
        &[("L303", "can only be compared", "id")],
    ),
    case(
        "index_of_another_axis",
        "loss A(x: input[K], y: data[L], label: index(K)) { sum(x) + sum(if position::<L>() == label { y } else { 0 }) }",
        &[(
            "L304",
            "an index into `L` is compared with an index into `K`",
            "position::<L>() == label",
        )],
    ),
    case(
        "branches_differ",
        "loss A(x: input) { if x > 0 { x } else { true } }",
        &[("L305", "one branch is a number", "true")],
    ),
    case(
        "powi_of_fraction",
        "loss A(x: input) { powi(x, 1.5) }",
        &[("L306", "use `pow` for a real exponent", "1.5")],
    ),
    case(
        "powi_of_param",
        "loss A(x: input, p: param = 2.0) { powi(x, p) }",
        &[("L306", "not a whole number known here", "p")],
    ),
    case(
        "division_by_zero",
        "loss A(x: input) { x / 0 + x / (-0.0) }",
        &[
            ("L310", "use `max(x, 1e-9)`", "0"),
            ("L310", "this divides by 0", "(-0.0)"),
        ],
    ),
    case(
        "clamp_order",
        "loss A(x: input) { clamp(x, 1, 0) }",
        &[(
            "L307",
            "the lower end 1 of this `clamp` is above its upper end 0",
            "clamp(x, 1, 0)",
        )],
    ),
    case(
        "weighted_inside",
        "loss A(x: input, w: data) { 2 * weighted(x, w) }",
        &[("L308", "make it the result", "weighted(x, w)")],
    ),
    case(
        "weighted_let_inside",
        "loss A(x: input, w: data) { let v = weighted(x, w); v / 2 }",
        &[("L308", "is not the outermost operation here", "v")],
    ),
    case(
        "weighted_batch",
        "batch loss A(x: input[N], w: data[N]) { weighted(sum(x), sum(w)) }",
        &[(
            "L308",
            "write the weighted mean as a formula",
            "weighted(sum(x), sum(w))",
        )],
    ),
    case(
        "weight_of_input",
        "loss A(x: input, w: data) { weighted(x, w * abs(x)) }",
        &[("L309", "the weight depends on `x`", "w * abs(x)")],
    ),
    case(
        "weight_of_learnable",
        "loss A(x: input, t: learnable = 1.0) { weighted(x, t) }",
        &[("L309", "the weight depends on `t`", "t")],
    ),
];
