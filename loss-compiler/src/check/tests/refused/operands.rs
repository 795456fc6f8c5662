//! Expressions: operators and parts of Rust that formulas leave out, numbers.

use super::{Case, case};

pub const CASES: &[Case] = &[
    case(
        "caret",
        "loss A(x: input) { x ^ 2 }",
        &[("L008", "`^` is not a power", "^")],
    ),
    case(
        "double_star",
        "loss A(x: input) { x ** 2 }",
        &[("L008", "write `powi(x, 2)`", "**")],
    ),
    case(
        "remainder",
        "loss A(x: input) { x % 2 }",
        &[("L009", "there is no remainder", "%")],
    ),
    case(
        "single_and",
        "loss A(x: input) { if x > 0 & x < 1 { x } else { 0 } }",
        &[("L009", "write `&&`", "&")],
    ),
    case(
        "assignment_in_condition",
        "loss A(x: input) { if x = 0 { x } else { 0 } }",
        &[("L009", "to compare write `==`", "=")],
    ),
    case(
        "compound_assignment",
        "loss A(x: input) { let y = x; y += 1; y }",
        &[("L009", "values do not change", "+=")],
    ),
    case(
        "question_mark",
        "loss A(x: input) { ln(x)? }",
        &[("L009", "nothing in a formula can fail", "?")],
    ),
    case(
        "single_or",
        "loss A(x: input) { if x > 1 | x < yy { x } else { 0 } }",
        &[("L009", "write `||`", "|"), ("L201", "`yy`", "yy")],
    ),
    case(
        "range_as_value",
        "loss A(x: input) { x..1 }",
        &[("L009", "ranges stand in domains only", "..")],
    ),
    case(
        "comparison_chain",
        "loss A(x: input) { if 0 < x < 1 { x } else { 0 } }",
        &[("L010", "write `a < b && b < c`", "<")],
    ),
    case(
        "turbofish_missing",
        "loss A(x: input[K]) { sum<K>(x) }",
        &[("L015", "write `sum::<K>(…)`", "sum<K>")],
    ),
    case(
        "cast",
        "loss A(x: input) { x as f64 }",
        &[("L011", "remove `as …`", "as")],
    ),
    case(
        "closure",
        "loss A(x: input) { let f = |y| y; x }",
        &[("L011", "write a helper beside the loss", "|")],
    ),
    case(
        "reference",
        "loss A(x: input) { abs(&x) }",
        &[("L011", "remove the `&`", "&")],
    ),
    case(
        "dereference",
        "loss A(x: input) { -*x }",
        &[("L011", "remove the `*`", "*")],
    ),
    case(
        "block",
        "loss A(x: input) { 1 + { x } }",
        &[("L011", "a block cannot stand", "{ x }")],
    ),
    case(
        "array",
        "loss A(x: input) { x + sum([1, 2]) }",
        &[("L011", "an array", "[1, 2]")],
    ),
    case(
        "tuple",
        "loss A(x: input) { (x, x) }",
        &[("L011", "a tuple", "(x, x)")],
    ),
    case(
        "unit",
        "loss A(_x: input) { () }",
        &[("L011", "an empty pair of parentheses", "()")],
    ),
    case(
        "field",
        "loss A(x: input) { x.len }",
        &[("L011", "values have no fields", "x.len")],
    ),
    case(
        "tuple_field",
        "loss A(x: input) { x.0 }",
        &[("L011", "a component is `x[0]`", "x.0")],
    ),
    case(
        "macro_call",
        "loss A(x: input) { max!(x, 0) }",
        &[("L011", "a macro call", "max!(x, 0)")],
    ),
    case(
        "string",
        "loss A(_x: input) { \"x\" }",
        &[("L011", "text cannot stand", "\"x\"")],
    ),
    case(
        "path",
        "loss A(x: input) { f64::abs(x) }",
        &[("L011", "write `abs(…)`", "f64::abs")],
    ),
    case(
        "path_constant",
        "loss A(x: input) { x * std::f64::consts::PI }",
        &[("L011", "write `PI`", "std::f64::consts::PI")],
    ),
    case(
        "several_in_one_expression",
        "loss A(x: input) { (x ^ yy) + 2f32 * f64::abs(x) - max!(x) + [1][0] + zz.abs(1) + (3 x) + 1 % vv }",
        &[
            ("L008", "powi", "^"),
            ("L013", "write `2`", "2f32"),
            ("L011", "write `abs(…)`", "f64::abs"),
            ("L011", "a macro call", "max!(x)"),
            ("L011", "an array", "[1]"),
            ("L003", "a product is written with `*`", "x"),
            ("L009", "there is no remainder", "%"),
            ("L201", "`yy`", "yy"),
            ("L201", "`zz`", "zz"),
            ("L205", "`abs` takes one value", "abs"),
            ("L201", "`vv`", "vv"),
        ],
    ),
    case(
        "where_expression",
        "loss A(x: input) { where(x > 0, x, -x) }",
        &[("L011", "write `if c { a } else { b }`", "where")],
    ),
    case(
        "match_expression",
        "loss A(x: input) { match x { _ => 1 } }",
        &[("L011", "choose by `if", "match")],
    ),
    case(
        "loop_expression",
        "loss A(x: input[K]) { for k in 0..3 { x } }",
        &[("L011", "work along an axis", "for")],
    ),
    case(
        "return_expression",
        "loss A(x: input) { return x; }",
        &[("L011", "the last expression", "return")],
    ),
    case(
        "if_let",
        "loss A(x: input) { if let y = x { y } else { 0 } }",
        &[("L011", "`if let` cannot stand", "let")],
    ),
    case(
        "number_suffix",
        "loss A(x: input) { x * 2.0f32 }",
        &[("L013", "write `2.0`", "2.0f32")],
    ),
    case(
        "number_too_large",
        "loss A(x: input) { x * 1e999 }",
        &[("L014", "`1e999` is too large", "1e999")],
    ),
    case(
        "number_too_small",
        "loss A(x: input) { x * 1e-999 }",
        &[("L014", "`1e-999` is too small", "1e-999")],
    ),
    case(
        "product_without_star",
        "loss A(x: input) { 2 x }",
        &[("L003", "a product is written with `*`", "x")],
    ),
    case(
        "product_of_parentheses",
        "loss A(x: input) { (x + 1)(x + 2) }",
        &[("L207", "for a product write `*`", "(x + 1)")],
    ),
    case(
        "operand_missing",
        "loss A(x: input) { x + }",
        &[("L003", "expected a value, found the end", "}")],
    ),
    case(
        "operand_missing_in_call",
        "loss A(x: input) { max(x, ) + max(, x) }",
        &[
            ("L003", "expected a value, found `,`", ","),
            ("L402", "there is no axis for `max`", "x"),
        ],
    ),
    case(
        "condition_missing",
        "loss A(x: input) { if { x } else { 0 } }",
        &[("L003", "expected a condition", "{ x }")],
    ),
    case(
        "too_deep_signs",
        SIGNS,
        &[("L001", "name its parts with `let`", "-")],
    ),
    case(
        "too_deep_brackets",
        BRACKETS,
        &[("L001", "more than 128 levels", "(")],
    ),
];

const SIGNS: &str = concat!(
    "loss A(x: input) {\n",
    "    - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -\n",
    "    - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -\n",
    "    - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -\n",
    "    - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - x\n",
    "}",
);

const BRACKETS: &str = concat!(
    "loss A(x: input) {\n",
    "    ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((\n",
    "    (((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((( x\n",
    "    ))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))\n",
    "    ))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))\n",
    "}",
);
