//! Items, bodies, attributes.

use super::{Case, case};

pub const CASES: &[Case] = &[
    case(
        "item_misspelt",
        "pub los Huber(x: input) { x }",
        &[("L002", "did you mean `loss`?", "los")],
    ),
    case(
        "item_of_rust",
        "struct Huber { delta: f64 }\nloss A(x: input) { x }",
        &[("L002", "a block holds losses", "struct")],
    ),
    case(
        "item_semicolon",
        "loss A(x: input) { x };\nloss B(x: input) { x }",
        &[("L002", "remove it", ";")],
    ),
    case(
        "batch_alone",
        "batch A(x: input[N]) { sum(x) }",
        &[("L003", "write `batch loss Name", "A")],
    ),
    case(
        "name_missing",
        "loss (x: input) { x }",
        &[(
            "L003",
            "expected the name of the loss, found `(…)`",
            "(x: input)",
        )],
    ),
    case(
        "type_parameters",
        "loss A<T>(x: input) { x }",
        &[("L003", "the element type is chosen at the call", "<")],
    ),
    case(
        "arguments_missing",
        "loss A { 1 }",
        &[("L003", "`A(x: input, y: data) { … }`", "{ 1 }")],
    ),
    case(
        "body_missing",
        "loss A(x: input)\nloss B(x: input) { x }",
        &[("L003", "expected the formula in braces", "loss")],
    ),
    case(
        "result_type",
        "loss A(x: input) -> f64 { x }",
        &[("L019", "the result is a number", "->")],
    ),
    case(
        "let_type",
        "loss A(x: input) { let y: f64 = x; y }",
        &[("L019", "formulas have no types", ":")],
    ),
    case(
        "parameter_type",
        "fn f(x: f64) { x }\nloss A(x: input) { f(x) }",
        &[("L019", "a parameter of a helper", ":")],
    ),
    case(
        "helper_public",
        "pub fn f(x) { x }\nloss A(x: input) { f(x) }",
        &[("L003", "remove `pub`", "f")],
    ),
    case(
        "result_missing",
        "loss A(_x: input) { }",
        &[("L004", "has no result", "}")],
    ),
    case(
        "result_let",
        "loss A(x: input) { let y = x; }",
        &[("L004", "end it with an expression", "}")],
    ),
    case(
        "value_dropped",
        "loss A(x: input) { x * x; }",
        &[("L005", "has no `;`", "x * x")],
    ),
    case(
        "value_dropped_before_let",
        "loss A(x: input) { x * x\n    let y = x; y }",
        &[("L005", "this value is dropped", "x * x")],
    ),
    case(
        "if_statement",
        "loss A(x: input) { if x > 0 { x } else { 0 } - 1 }",
        &[(
            "L006",
            "put the `if` in parentheses: `(if c { a } else { b }) - …`",
            "if x > 0 { x } else { 0 }",
        )],
    ),
    case(
        "if_without_else",
        "loss A(x: input) { if x > 0 { x } }",
        &[("L007", "add `else { … }`", "if x > 0 { x }")],
    ),
    case(
        "else_if_without_else",
        "loss A(x: input) { if x > 0 { x } else if x < 0 { 1 } }",
        &[(
            "L007",
            "add `else { … }`",
            "if x > 0 { x } else if x < 0 { 1 }",
        )],
    ),
    case(
        "let_mut",
        "loss A(x: input) { let mut y = x; y }",
        &[("L012", "values do not change", "mut")],
    ),
    case(
        "let_tuple",
        "loss A(x: input) { let (a, b) = x; a }",
        &[("L012", "one `let name = …;` for each value", "(a, b)")],
    ),
    case(
        "let_else",
        "loss A(x: input) { let y = x else { 0 }; y }",
        &[("L012", "remove the `else`", "else")],
    ),
    case(
        "let_keyword",
        "loss A(x: input) { let type = x; x }",
        &[("L016", "write `r#type`", "type")],
    ),
    case(
        "let_semicolon",
        "loss A(x: input) { let y = x\n    let z = y; z }",
        &[("L003", "a `let` ends with `;`", "let")],
    ),
    case(
        "attribute_broken",
        "#[= 1]\nloss A(x: input) { x }",
        &[("L017", "write `#[name]`", "#[= 1]")],
    ),
    case(
        "attribute_inner",
        "#![allow(unused)]\nloss A(x: input) { x }",
        &[("L017", "this is not an attribute", "#!")],
    ),
    case(
        "attribute_on_argument",
        "loss A(#[cfg(test)] x: input) { x }",
        &[("L018", "`cfg` cannot stand on an argument", "cfg")],
    ),
    case(
        "claims_on_helper",
        "#[claims(convex)]\nfn f(x) { x }\nloss A(x: input) { f(x) }",
        &[("L018", "`claims` cannot stand on a helper", "claims")],
    ),
    case(
        "claim_unknown",
        "#[claims(convx)]\nloss A(x: input) { x }",
        &[("L119", "did you mean `convex`?", "convx")],
    ),
    case(
        "claim_without_constant",
        "#[claims(lipschitz)]\nloss A(x: input) { x }",
        &[("L120", "write `lipschitz = 1`", "lipschitz")],
    ),
    case(
        "claim_with_constant",
        "#[claims(convex = 2)]\nloss A(x: input) { x }",
        &[("L120", "`convex` has no constant", "convex")],
    ),
    case(
        "claim_constant_unknown",
        "#[claims(lipschitz = dleta)]\nloss A(x: input, delta: param = 1.0) { x * delta }",
        &[("L201", "did you mean `delta`?", "dleta")],
    ),
    case(
        "specialise_unknown",
        "#[specialise(gama = 2.0)]\nloss A(x: input, gamma: param = 2.0) { x * gamma }",
        &[("L121", "did you mean `gamma`?", "gama")],
    ),
    case(
        "specialise_input",
        "#[specialise(x = 2.0)]\nloss A(x: input) { x }",
        &[("L121", "`x` is not a `param`", "x")],
    ),
    case(
        "specialise_without_value",
        "#[specialise(gamma)]\nloss A(x: input, gamma: param = 2.0) { x * gamma }",
        &[("L122", "write `#[specialise(gamma = 2.0)]`", "gamma)")],
    ),
    case(
        "specialise_outside",
        "#[specialise(gamma = -2.0)]\nloss A(x: input, gamma: param = 2.0 in 0.0..) { x * gamma }",
        &[("L123", "-2 is outside the domain 0.0.. of `gamma`", "-2.0")],
    ),
    case(
        "many_at_once",
        "loss A(x: input, y: dat) {\n    let a = x ^ 2;\n    let b = abs(x, x);\n    a + b + zz + sum(x) + y\n}",
        &[
            ("L101", "did you mean `data`?", "dat"),
            ("L008", "powi", "^"),
            ("L205", "`abs` takes one value, found 2", "abs"),
            ("L201", "nothing is called `zz` here", "zz"),
            ("L402", "there is no axis for `sum`", "x"),
        ],
    ),
];
