//! The forms of section 6 of the language reference, and where each is judged.

use crate::respell::{Expr, add, at, call, div, input, mul, neg, sub, word};
use crate::stable::{Arg, Form, check};

pub const SCALAR: Arg = "z: input";
pub const ROW: Arg = "x: input[K]";
pub const LABEL: Arg = "label: index(K)";
pub const GAMMA: Arg = "gamma: param = 2.0 in 0.0..";

/// Moderate, large and tiny numbers.
const SIZES: [f64; 16] = [
    0.3, 1.0, 2.5, 10.0, 20.0, 36.0, 37.5, 100.0, 500.0, 700.0, 1e4, 1e-3, 1e-8, 1e-17, 1e-150,
    1e-300,
];

pub fn both_signs() -> Vec<f64> {
    let mut all: Vec<f64> = SIZES.iter().flat_map(|&x| [x, -x]).collect();
    all.push(0.0);
    all
}

pub fn of_scalar(expr: Expr) -> Form {
    let points = both_signs().into_iter().map(|z| vec![vec![z]]).collect();
    Form {
        expr,
        args: vec![SCALAR],
        points,
        depth: 1.0,
        exponent: 0.0,
    }
}

/// Rows of one, two, three and five classes whose first leads, lags, or ties.
pub fn of_row(expr: Expr, args: &[Arg]) -> Form {
    let mut points = Vec::new();
    for z in both_signs() {
        for row in [
            vec![z],
            vec![z, 0.0],
            vec![0.5 * z, z, -z],
            vec![z, 0.1, z, -0.25, 1.5],
        ] {
            if z.abs() > 1e3 && row.len() != 2 {
                continue; // the truth takes seconds there, and says nothing that 700 did not
            }
            let mut point = vec![row];
            if args.contains(&GAMMA) {
                point.push(vec![2.5]);
            }
            points.push(point);
        }
    }
    Form {
        expr,
        args: args.to_vec(),
        points,
        depth: 1.0,
        exponent: 2.0,
    }
}

pub fn z() -> Expr {
    input("z")
}
pub fn x() -> Expr {
    input("x")
}
pub fn one() -> Expr {
    word("1")
}
pub fn labelled(row: Expr) -> Expr {
    at(row, word("label"))
}

pub fn ln(x: Expr) -> Expr {
    call("ln", [x])
}
pub fn exp(x: Expr) -> Expr {
    call("exp", [x])
}
pub fn sigmoid(x: Expr) -> Expr {
    call("sigmoid", [x])
}
pub fn softmax(x: Expr) -> Expr {
    call("softmax", [x])
}
pub fn sum(x: Expr) -> Expr {
    call("sum", [x])
}

#[test]
fn ln_of_sigmoid() {
    check("ln(sigmoid(z))", &of_scalar(ln(sigmoid(z()))));
}
#[test]
fn ln_of_1_less_sigmoid() {
    check(
        "ln(1 - sigmoid(z))",
        &of_scalar(ln(sub(one(), sigmoid(z())))),
    );
}
#[test]
fn ln_of_1_and_exp() {
    check("ln(1 + exp(z))", &of_scalar(ln(add(one(), exp(z())))));
}
#[test]
fn ln_of_1_and_x() {
    let mut form = of_scalar(ln(add(one(), z())));
    form.points.retain(|point| point[0][0] > -1.0);
    check("ln(1 + x)", &form);
}
#[test]
fn exp_less_1() {
    check("exp(x) - 1", &of_scalar(sub(exp(z()), one())));
}
#[test]
fn one_less_exp_of_minus() {
    check("1 - exp(-x)", &of_scalar(sub(one(), exp(neg(z())))));
}
#[test]
fn ln_of_softmax() {
    check(
        "ln(softmax(x))",
        &of_row(labelled(ln(softmax(x()))), &[ROW, LABEL]),
    );
}
#[test]
fn ln_of_sum_of_exp() {
    check("ln(sum(exp(x)))", &of_row(ln(sum(exp(x()))), &[ROW]));
}
#[test]
fn exp_over_sum_of_exp() {
    let quotient = div(exp(x()), sum(exp(x())));
    check(
        "exp(x) / sum(exp(x))",
        &of_row(labelled(quotient), &[ROW, LABEL]),
    );
}
#[test]
fn ln_of_exp_over_sum_of_exp() {
    let quotient = div(exp(x()), sum(exp(x())));
    check(
        "ln(exp(x) / sum(exp(x)))",
        &of_row(labelled(ln(quotient)), &[ROW, LABEL]),
    );
}
#[test]
fn x_less_ln_of_sum_of_exp() {
    let difference = sub(x(), ln(sum(exp(x()))));
    check(
        "x - ln(sum(exp(x)))",
        &of_row(labelled(difference), &[ROW, LABEL]),
    );
}
#[test]
fn ln_of_cosh() {
    check("ln(cosh(r))", &of_scalar(ln(call("cosh", [z()]))));
}
#[test]
fn root_of_squares() {
    let expr = call("sqrt", [add(mul(z(), z()), mul(input("y"), input("y")))]);
    let mut points = vec![];
    for scale in [1e-300, 1e-160, 1e-20, 1.0, 1e20, 1e160, 1e300] {
        for (a, b) in [
            (3.0f64, 4.0),
            (0.0, 1.0),
            (-1.0, 1e-9),
            (1.0, 1e9),
            (-0.3, -0.7),
        ] {
            if (a * scale).is_finite() && (b * scale).is_finite() {
                points.push(vec![vec![a * scale], vec![b * scale]]);
            }
        }
    }
    points.push(vec![vec![0.0], vec![0.0]]);
    let args = vec![SCALAR, "y: input"];
    check(
        "sqrt(x*x + y*y)",
        &Form {
            expr,
            args,
            points,
            depth: 1.0,
            exponent: 0.0,
        },
    );
}
#[test]
fn one_over_1_and_exp() {
    check(
        "1 / (1 + exp(-z))",
        &of_scalar(div(one(), add(one(), exp(neg(z()))))),
    );
}
#[test]
fn x_ln_x() {
    let mut form = of_scalar(mul(z(), ln(z())));
    form.points.retain(|point| point[0][0] >= 0.0);
    check("x * ln(x)", &form);
}
#[test]
fn p_ln_of_p_over_q() {
    let expr = mul(word("p"), ln(div(word("p"), word("q"))));
    let mut points = vec![];
    for p in [0.0, 1e-300, 1e-20, 0.25, 0.5, 1.0, 3.0] {
        for q in [1e-300, 1e-10, 0.25, 0.3, 0.999_999_999, 1.0, 7.0] {
            points.push(vec![vec![p], vec![q]]);
        }
    }
    for p in ["p: input", "p: data"] {
        let args = vec![p, "q: input"];
        let form = Form {
            expr: expr.clone(),
            args,
            points: points.clone(),
            depth: 1.0,
            exponent: 0.0,
        };
        check("p * ln(p / q)", &form);
    }
}
#[test]
fn one_less_sigmoid() {
    check("1 - sigmoid(z)", &of_scalar(sub(one(), sigmoid(z()))));
}
#[test]
fn one_less_tanh() {
    let mut form = of_scalar(sub(one(), call("tanh", [z()])));
    form.depth = 2.0;
    check("1 - tanh(z)", &form);
}
#[test]
fn logarithm_less_logarithm() {
    let expr = sub(ln(word("p")), ln(word("q")));
    let mut points = vec![];
    for p in [1e-300, 1e-20, 0.25, 1.0, 3.0, 1e300] {
        for q in [
            p,
            f64::next_up(p),
            p * 1.000_000_1,
            p * 1.9,
            p * 2.1,
            p * 100.0,
            1e-300,
            1e150,
        ] {
            points.push(vec![vec![p], vec![q]]);
        }
    }
    let args = vec!["p: input", "q: input"];
    check(
        "ln(p) - ln(q)",
        &Form {
            expr,
            args,
            points,
            depth: 1.0,
            exponent: 0.0,
        },
    );
}
#[test]
fn ln_of_sigmoid_less_ln_of_sigmoid() {
    let logit = sub(ln(sigmoid(z())), ln(sub(one(), sigmoid(z()))));
    check("ln(sigmoid(z)) - ln(1 - sigmoid(z))", &of_scalar(logit));
}
#[test]
fn power_of_1_less_sigmoid() {
    let mut form = of_scalar(call("pow", [sub(one(), sigmoid(z())), word("gamma")]));
    form.args.push(GAMMA);
    let points = std::mem::take(&mut form.points);
    for gamma in [0.0, 0.5, 1.0, 2.0, 2.5] {
        form.points.extend(
            points
                .iter()
                .map(|point| vec![point[0].clone(), vec![gamma]]),
        );
    }
    check("pow(1 - sigmoid(z), gamma)", &form);
}
#[test]
fn power_of_1_less_softmax() {
    let power = call("pow", [sub(one(), softmax(x())), word("gamma")]);
    check(
        "pow(1 - softmax(x), gamma)",
        &of_row(labelled(power), &[ROW, LABEL, GAMMA]),
    );
}
