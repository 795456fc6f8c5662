//! Forms that people write though they cancel, overflow or vanish, beyond those that the language reference names: each is
//! as good in any respelling as its careful form.

use crate::forms::{
    GAMMA, LABEL, ROW, SCALAR, both_signs, exp, labelled, ln, of_row, of_scalar, one, sigmoid,
    softmax, sum, x, z,
};
use crate::respell::{Expr, add, call, div, input, mul, neg, sub, word};
use crate::stable::{Arg, Form, check};

const MASK: Arg = "m: data[K]";
const WEIGHT: Arg = "m: data[K] in 0.0..";
const TARGET: Arg = "y: data in 0.0..=1.0";

/// Over rows whose first two classes count; `m` is 0 or 1, or with `weights` other numbers too.
fn of_masked_row(expr: Expr, args: &[Arg], weights: bool) -> Form {
    let mut points = vec![];
    for z in [0.3, 1.0, 10.0, 100.0, 700.0, 1e4, 1e-8] {
        for z in [z, -z] {
            points.push(vec![vec![z, 0.0, 2.0 * z], vec![1.0, 1.0, 0.0]]);
            points.push(vec![vec![z, z, 900.0], vec![1.0, 1.0, 0.0]]);
            if weights {
                points.push(vec![vec![z, 0.5, -z], vec![0.25, 3.0, 1e-3]]);
            }
        }
    }
    Form {
        expr,
        args: args.to_vec(),
        points,
        depth: 2.0,
        exponent: 2.0,
    }
}

fn masked(x: Expr) -> Expr {
    call("mask", [x])
}

#[test]
fn ln_of_masked_sum_of_exp() {
    let form = of_masked_row(ln(sum(masked(exp(x())))), &[ROW, MASK], false);
    check("ln(sum(if m > 0 { exp(x) } else { 0 }))", &form);
}
#[test]
fn ln_of_weighted_sum_of_exp() {
    let log = ln(sum(mul(word("m"), exp(x()))));
    check(
        "ln(sum(m * exp(x))), m >= 0",
        &of_masked_row(log.clone(), &[ROW, WEIGHT], true),
    );
    // Of weights that may be negative the sum may be anything: only where it is far from 1 it is as good.
    let mut form = of_masked_row(log, &[ROW, MASK], true);
    form.points = [0.3, 1.0, 10.0, 100.0, 1e4, -1e4]
        .iter()
        .flat_map(|z: &f64| {
            [
                vec![vec![*z, z + 0.5, 900.0], vec![1.0, 1.0, 0.0]],
                vec![vec![*z, z - 0.5, *z], vec![3.0, -0.5, 0.25]],
            ]
        })
        .collect();
    check("ln(sum(m * exp(x)))", &form);
}
#[test]
fn ln_of_masked_softmax() {
    let share = |each: Expr| ln(div(labelled(each.clone()), sum(each)));
    let form = of_masked_row(share(masked(exp(x()))), &[ROW, MASK, LABEL], false);
    check("ln(e[label] / sum(e)), e masked", &form);
    let weighted = share(mul(word("m"), exp(x())));
    let form = of_masked_row(weighted, &[ROW, WEIGHT, LABEL], true);
    check("ln(e[label] / sum(e)), e weighted", &form);
}

/// Logits and targets: certain ones, and others where neither probability hides the other's rounding.
fn of_logit(expr: Expr, gamma: bool) -> Form {
    let mut points = vec![];
    for z in both_signs() {
        for y in [0.0, 0.2, 0.75, 1.0] {
            for gamma in if gamma {
                &[0.0, 0.5, 2.0][..]
            } else {
                &[0.0][..]
            } {
                points.push(vec![vec![z], vec![y], vec![*gamma]]);
            }
        }
    }
    let args = match gamma {
        true => vec![SCALAR, TARGET, GAMMA],
        false => vec![SCALAR, TARGET],
    };
    Form {
        expr,
        args,
        points,
        depth: 1.0,
        exponent: 2.0,
    }
}

/// `y p + (1 - y) (1 - p)`
fn agreement() -> Expr {
    let p = sigmoid(z());
    let y = word("y");
    add(mul(y.clone(), p.clone()), mul(sub(one(), y), sub(one(), p)))
}

#[test]
fn ln_of_agreement() {
    check(
        "ln(y p + (1 - y) (1 - p))",
        &of_logit(ln(agreement()), false),
    );
}
#[test]
fn power_of_1_less_agreement() {
    let power = call("pow", [sub(one(), agreement()), word("gamma")]);
    check("pow(1 - pt, gamma)", &of_logit(power.clone(), true));
    let focal = mul(power, ln(agreement()));
    check("pow(1 - pt, gamma) * ln(pt)", &of_logit(focal, true));
}
#[test]
fn ln_of_1_less_softmax() {
    let log = ln(sub(one(), softmax(x())));
    let mut form = of_row(labelled(log), &[ROW, LABEL]);
    // Of one class alone the rest is nothing.
    form.points.retain(|point| point[0].len() > 1);
    check("ln(1 - softmax(x))", &form);
}

#[test]
fn exp_less_1_less_x() {
    let rest = sub(sub(exp(z()), one()), z());
    check("exp(x) - 1 - x", &of_scalar(rest));
    let divergence = sub(sub(add(mul(input("y"), input("y")), exp(z())), one()), z());
    let mut form = of_scalar(divergence);
    form.args.push("y: input");
    form.points = both_signs()
        .into_iter()
        .flat_map(|z| [0.0, 1e-9, -0.7].map(|y| vec![vec![z], vec![y]]))
        .collect();
    check("y² + exp(x) - 1 - x", &form);
}

#[test]
fn x_less_ln_of_1_more() {
    let rest = sub(z(), ln(add(one(), z())));
    let mut form = of_scalar(rest);
    // Where there is a logarithm.
    form.points.retain(|point| point[0][0] > -1.0);
    check("x - ln(1 + x)", &form);
    let rest = sub(z(), call("ln_1p", [z()]));
    form = of_scalar(rest);
    form.points.retain(|point| point[0][0] > -1.0);
    check("x - ln_1p(x)", &form);
}

#[test]
fn ln_of_1_less_tanh() {
    let mut form = of_scalar(ln(sub(one(), call("tanh", [z()]))));
    form.depth = 2.0;
    check("ln(1 - tanh(x))", &form);
}
#[test]
fn ln_of_twice_sigmoid() {
    check(
        "ln(2 sigmoid(x))",
        &of_scalar(ln(mul(word("2"), sigmoid(z())))),
    );
    let sum = add(ln(sigmoid(z())), ln(word("2")));
    check("ln(sigmoid(x)) + ln(2)", &of_scalar(sum));
}
#[test]
fn twice_sigmoid_less_1() {
    let form = of_scalar(sub(mul(word("2"), sigmoid(z())), one()));
    check("2 sigmoid(x) - 1", &form);
}
#[test]
fn ln_of_mean_of_exp_and_exp_of_minus() {
    let mean = div(add(exp(z()), exp(neg(z()))), word("2"));
    let mut form = of_scalar(ln(mean));
    form.depth = 2.0;
    check("ln((exp(x) + exp(-x)) / 2)", &form);
}
#[test]
fn cosh_less_1() {
    let mut form = of_scalar(sub(call("cosh", [z()]), one()));
    // As far as it is finite.
    form.points.retain(|point| point[0][0].abs() <= 700.0);
    form.exponent = 2.0;
    check("cosh(x) - 1", &form);
}

#[test]
fn root_less_its_shape() {
    let root = |e: Expr| call("sqrt", [add(mul(z(), z()), mul(e.clone(), e))]);
    let mut form = of_scalar(sub(root(word("e")), word("e")));
    form.args.push("e: param = 1.0 in 0.0<..");
    form.points = both_signs()
        .into_iter()
        .chain([1e160, -1e200, 1e300])
        .flat_map(|z| [1.0, 1e-3, 30.0].map(|e| vec![vec![z], vec![e]]))
        .collect();
    check("sqrt(x² + e²) - e", &form);
    let one_beside = call("sqrt", [add(one(), mul(z(), z()))]);
    let mut form = of_scalar(sub(one_beside, one()));
    form.points.extend([vec![vec![1e200]], vec![vec![-1e300]]]);
    check("sqrt(1 + x²) - 1", &form);
}
#[test]
fn share_of_a_square() {
    let square = mul(z(), z());
    let mut form = of_scalar(div(square.clone(), add(one(), square)));
    form.points.extend([vec![vec![1e6]], vec![vec![-1e9]]]);
    check("x² / (1 + x²)", &form);
}
#[test]
fn ln_of_sigmoid_less_sigmoid() {
    let mut form = of_scalar(ln(sub(sigmoid(z()), sigmoid(input("y")))));
    form.args.push("y: input");
    form.points = [
        (3.0, 1.0),
        (50.0, 40.0),
        (-40.0, -50.0),
        (800.0, 700.0),
        (1e-9, 0.0),
        (0.5, -0.5),
        (100.0, -100.0),
    ]
    .map(|(a, b): (f64, f64)| vec![vec![a], vec![b]])
    .to_vec();
    form.exponent = 2.0;
    check("ln(sigmoid(a) - sigmoid(b))", &form);
}
#[test]
fn power_less_1() {
    let mut form = of_scalar(sub(call("pow", [z(), word("p")]), one()));
    form.args.push("p: param = 0.5 in 0.0<..");
    form.points = [0.01, 0.5, 1.0 - 1e-12, 1.0 + 1e-9, 1.5, 30.0, 1e5]
        .iter()
        .flat_map(|x: &f64| [1e-9, 0.3, 2.5].map(|p| vec![vec![*x], vec![p]]))
        .collect();
    check("pow(x, p) - 1", &form);
}
