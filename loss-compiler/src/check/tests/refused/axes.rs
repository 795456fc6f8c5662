//! Axes: unknown, absent, several, left over.

use super::{Case, case};

pub const CASES: &[Case] = &[
    case(
        "axis_misspelt",
        "loss A(x: input[Class]) { sum::<Clas>(x) }",
        &[("L401", "did you mean `Class`?", "Clas")],
    ),
    case(
        "axis_unknown",
        "loss A(x: input[K]) { sum::<D>(x) }",
        &[("L401", "there is `K`", "D")],
    ),
    case(
        "axis_of_helper_unknown",
        "fn unit(x) { x / norm::<D>(x) }\nloss A(x: input[K]) { sum(unit(x)) }",
        &[("L401", "there is no axis `D`", "D")],
    ),
    case(
        "axis_none",
        "loss A(x: input) { sum::<K>(x) }",
        &[("L401", "no argument has an axis", "K")],
    ),
    case(
        "reduce_number",
        "loss A(x: input, y: data) { mean(powi(x - y, 2)) }",
        &[(
            "L402",
            "the formula is that of one sample",
            "powi(x - y, 2)",
        )],
    ),
    case(
        "reduce_twice",
        "batch loss A(x: input[N]) { mean(mean(x)) }",
        &[("L402", "it is reduced already", "mean(x)")],
    ),
    case(
        "reduce_several",
        "batch loss A(x: input[N, D]) { sum(x) }",
        &[("L403", "which of the axes `N` and `D` is meant", "sum")],
    ),
    case(
        "softmax_several",
        "batch loss A(x: input[N, D]) { sum::<N>(sum::<D>(softmax(x))) }",
        &[("L403", "name it: `softmax::<N>(…)`", "softmax")],
    ),
    case(
        "reduce_absent",
        "loss A(x: input[K], y: data[L]) { sum::<L>(x) + sum(y) }",
        &[("L404", "it varies along `K`", "x")],
    ),
    case(
        "gather_absent",
        "loss A(x: input[L], y: data[K], label: index(K)) { x[label] + sum(y) }",
        &[("L404", "`label` chooses along it", "x")],
    ),
    case(
        "rename_absent",
        "loss A(x: input[K], y: data) { sum(sum::<K>(x * rename::<K, L>(y))) }",
        &[("L404", "this does not vary along `K`", "y")],
    ),
    case(
        "result_axis",
        "loss A(x: input[K]) { x * x }",
        &[("L405", "the result still has the axis `K`", "x * x")],
    ),
    case(
        "result_axes",
        "loss A(x: input[K, L]) { x }",
        &[("L405", "the axes `K` and `L`", "x")],
    ),
    case(
        "result_components",
        "loss A(x: input[4]) { x }",
        &[("L405", "still has components", "x")],
    ),
    case(
        "weight_axis",
        "loss A(x: input, w: data[K]) { weighted(x, w) }",
        &[("L405", "the weight still has the axis `K`", "w")],
    ),
    case(
        "index_of_number_value",
        "loss A(x: input[K], y: data) { x[y] }",
        &[("L406", "this is no index", "y")],
    ),
    case(
        "index_by_literal",
        "loss A(x: input[K]) { x[0] }",
        &[("L406", "only fixed axes have numbered components", "0")],
    ),
    case(
        "component_by_value",
        "loss A(x: input[4], y: data) { x[y] }",
        &[("L406", "write `x[0]`", "y")],
    ),
    case(
        "one_hot_of_number",
        "loss A(x: input[K], y: data) { sum(x * one_hot(y)) }",
        &[(
            "L406",
            "`one_hot` takes an argument of kind `index(K)`",
            "y",
        )],
    ),
    case(
        "index_list",
        "loss A(x: input[2, 2]) { x[0, 1] }",
        &[("L003", "one axis at a time", ",")],
    ),
    case(
        "component_range",
        "loss A(x: input[4]) { x[4] }",
        &[(
            "L407",
            "there is no component 4: they are numbered from 0 to 3",
            "4",
        )],
    ),
    case(
        "component_fraction",
        "loss A(x: input[4]) { x[0.5] }",
        &[("L407", "chosen by a whole number: `x[0]`", "0.5")],
    ),
    case(
        "component_from_end",
        "loss A(x: input[4]) { x[-1] }",
        &[("L407", "the last one is `x[3]`", "-1")],
    ),
    case(
        "components_differ",
        "loss A(x: input[4], y: data[3]) { sum(x - y) }",
        &[("L408", "4 components meet 3", "y")],
    ),
    case(
        "rename_to_own_axis",
        "batch loss A(x: input[I, J]) { sum::<I>(sum::<J>(rename::<I, J>(x))) }",
        &[("L409", "with a length of its own", "J")],
    ),
    case(
        "rename_to_itself",
        "batch loss A(x: input[I]) { sum(rename::<I, I>(x)) }",
        &[("L409", "is an axis of this value already", "I")],
    ),
    case(
        "rename_to_two_lengths",
        "loss A(x: input[K], y: data[L]) { sum(rename::<K, J>(x)) + sum(rename::<L, J>(y)) }",
        &[("L409", "`J` is as long as `K` already", "J")],
    ),
    case(
        "rename_one_axis",
        "loss A(x: input[K]) { sum(rename::<K>(x)) }",
        &[("L410", "`rename` takes two axes", "K")],
    ),
    case(
        "position_without_axis",
        "loss A(x: input[K]) { sum(x * position()) }",
        &[("L410", "write `position::<K>()`", "position")],
    ),
    case(
        "sum_two_axes",
        "loss A(x: input[K, L]) { sum::<K, L>(x) }",
        &[("L410", "`sum` takes at most one axis", "L")],
    ),
    case(
        "helper_axis",
        "fn f(x) { x }\nloss A(x: input[K]) { sum(f::<K>(x)) }",
        &[("L410", "`f` takes no axis", "K")],
    ),
    case(
        "element_wise_axis",
        "loss A(x: input[K]) { sum(abs::<K>(x)) }",
        &[("L411", "`abs` works element by element", "K")],
    ),
    case(
        "max_of_two_axis",
        "loss A(x: input[K]) { sum(max::<K>(x, 0)) }",
        &[("L411", "`max` works element by element", "K")],
    ),
];
