//! Names: unknown, unused, circular, miscounted.

use super::{Case, case};

pub const CASES: &[Case] = &[
    case(
        "name_misspelt",
        "loss A(prediction: input) { predictoin }",
        &[("L201", "did you mean `prediction`?", "predictoin")],
    ),
    case(
        "name_unknown",
        "loss A(x: input) { x + shift }",
        &[("L201", "declare it as an argument", "shift")],
    ),
    case(
        "name_of_axis",
        "loss A(x: input[K]) { sum(x) / K }",
        &[("L201", "`len::<K>()`", "K")],
    ),
    case(
        "name_outside_helper",
        "fn f(x) { x * delta }\nloss A(x: input, delta: param = 1.0) { f(x) * delta }",
        &[("L201", "a helper sees its own parameters only", "delta")],
    ),
    case(
        "name_out_of_scope",
        "loss A(x: input) { let y = if x > 0 { let zz = x; zz } else { 0 }; y + zz }",
        &[("L201", "nothing is called `zz` here", "zz")],
    ),
    case(
        "function_misspelt",
        "loss A(x: input) { sigmiod(x) }",
        &[("L202", "did you mean `sigmoid`?", "sigmiod")],
    ),
    case(
        "helper_misspelt",
        "fn unit(x) { x / 2 }\nloss A(x: input) { unti(x) }",
        &[("L202", "did you mean `unit`?", "unti")],
    ),
    case(
        "function_log",
        "loss A(x: input) { log(x) }",
        &[("L202", "the natural logarithm is `ln`", "log")],
    ),
    case(
        "function_of_numpy",
        "loss A(x: input, y: data) { np.log1p(x) + sigma(y) + fabs(x) + argmax(x) }",
        &[
            ("L011", "write `ln_1p(x)`", "np.log1p"),
            ("L202", "write `sigmoid(x)`", "sigma"),
            ("L202", "write `abs(x)`", "fabs"),
            ("L202", "for a smooth choice `softmax(x)`", "argmax"),
        ],
    ),
    case(
        "function_unknown",
        "loss A(x: input) { wobble(x) }",
        &[("L202", "`fn wobble(x) { … }`", "wobble")],
    ),
    case(
        "argument_unused",
        "loss A(x: input, y: data) { x }",
        &[("L203", "begin its name with `_`", "y")],
    ),
    case(
        "let_unused",
        "loss A(x: input) { let y = x; x }",
        &[("L203", "the name `y`", "y")],
    ),
    case(
        "let_shadowed_unused",
        "loss A(x: input) { let y = x; let y = 2 * x; y }",
        &[("L203", "the name `y`", "y")],
    ),
    case(
        "helper_unused",
        "fn f(x) { x }\nloss A(x: input) { x }",
        &[("L203", "the helper `f`", "f")],
    ),
    case(
        "parameter_unused",
        "fn f(x, y) { x }\nloss A(x: input) { f(x, x) }",
        &[("L203", "the parameter `y`", "y")],
    ),
    case(
        "recursion",
        "fn f(x) { if x > 0 { f(x - 1) } else { 0 } }\nloss A(x: input) { f(x) }",
        &[("L204", "`f` calls itself", "f")],
    ),
    case(
        "recursion_mutual",
        "fn f(x) { g(x) }\nfn g(x) { f(x) }\nloss A(x: input) { f(x) }",
        &[
            ("L204", "`f` calls itself through `g`", "g"),
            ("L204", "`g` calls itself through `f`", "f"),
        ],
    ),
    case(
        "arity_builtin",
        "loss A(x: input) { clamp(x, 0) }",
        &[("L205", "`clamp(x, low, high)`", "clamp")],
    ),
    case(
        "arity_method",
        "loss A(x: input) { x.abs(1) }",
        &[("L205", "`abs` takes one value, found 2", "abs")],
    ),
    case(
        "arity_helper",
        "fn f(x, y) { x * y }\nloss A(x: input) { f(x) }",
        &[("L205", "write `f(x, y)`", "f")],
    ),
    case(
        "function_as_value",
        "loss A(x: input) { x + abs }",
        &[("L206", "call it: `abs(x)`", "abs")],
    ),
    case(
        "helper_as_value",
        "fn f(x, y) { x * y }\nloss A(x: input) { f(x, f) }",
        &[("L206", "call it: `f(x, y)`", "f")],
    ),
    case(
        "too_large",
        TOO_LARGE,
        &[("L208", "`A` has more than 200000 operations", "A")],
    ),
];

const TOO_LARGE: &str = concat!(
    "fn f0(x) { x + x * x }\n",
    "fn f1(x) { f0(x) + f0(2 * x) * f0(3 * x) + f0(4 * x) }\n",
    "fn f2(x) { f1(x) + f1(2 * x) * f1(3 * x) + f1(4 * x) }\n",
    "fn f3(x) { f2(x) + f2(2 * x) * f2(3 * x) + f2(4 * x) }\n",
    "fn f4(x) { f3(x) + f3(2 * x) * f3(3 * x) + f3(4 * x) }\n",
    "fn f5(x) { f4(x) + f4(2 * x) * f4(3 * x) + f4(4 * x) }\n",
    "fn f6(x) { f5(x) + f5(2 * x) * f5(3 * x) + f5(4 * x) }\n",
    "fn f7(x) { f6(x) + f6(2 * x) * f6(3 * x) + f6(4 * x) }\n",
    "fn f8(x) { f7(x) + f7(2 * x) * f7(3 * x) + f7(4 * x) }\n",
    "loss A(x: input) { f8(x) }",
);
