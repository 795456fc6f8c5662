//! The interpreter against closed forms, on graphs built by hand.

use loss_compiler::graph::{ArgId, Formula, Fun, Kind, Op};
use loss_compiler::interpret::{Env, Number, differences, evaluate, gradient, second_derivative};

use crate::big::Big;
use crate::build::{Build, K, L};

const INPUT: Kind = Kind::Input;

fn numbers(formula: &Formula, env: &Env<f64>) -> Vec<f64> {
    let arrays = evaluate(&formula.graph, &[formula.value], env).expect("everything is bound");
    arrays[0].reals().to_vec()
}

fn slopes(formula: &Formula, env: &Env<f64>, arg: u16) -> Vec<f64> {
    let (_, gradient) = gradient(&formula.graph, formula.value, env).expect("everything is bound");
    gradient[&ArgId(arg)].clone()
}

fn env(formula: &Formula, values: &[&[f64]]) -> Env<f64> {
    let mut env = Env::new(&formula.args);
    env.lengths.extend([(K, 3), (L, 3)]);
    for (i, values) in values.iter().enumerate() {
        env = env.real(ArgId(i as u16), *values);
    }
    env
}

/// To a few roundings.
fn near(x: &[f64], y: &[f64]) {
    assert_eq!(x.len(), y.len());
    for (x, y) in x.iter().zip(y) {
        assert!(
            (x - y).abs() <= 8.0 * f64::EPSILON * y.abs(),
            "{x:e} is not {y:e}"
        );
    }
}

fn huber() -> Formula {
    Build::new()
        .arg(INPUT, &[])
        .arg(Kind::Data, &[])
        .arg(Kind::Param, &[])
        .formula(|g, x| {
            let r = g.sub(x[0], x[1]);
            let size = g.fun1(Fun::Abs, r);
            let square = g.mul(size, size);
            let (half, two) = (g.constant(0.5), g.constant(2.0));
            let inner = g.mul(half, square);
            let less = g.div(x[2], two);
            let far = g.sub(size, less);
            let outer = g.mul(x[2], far);
            let c = g.le(size, x[2]);
            g.select(c, inner, outer)
        })
}

#[test]
fn huber_and_its_derivatives() {
    let f = huber();
    for (p, value, slope, curvature) in [
        (1.5, 0.125, 0.5, 1.0),
        (4.0, 2.5, 1.0, 0.0),
        (1.0, 0.0, 0.0, 0.0),
    ] {
        let env = env(&f, &[&[p], &[1.0], &[1.0]]);
        assert_eq!(numbers(&f, &env), [value]);
        assert_eq!(slopes(&f, &env, 0), [slope]);
        let second = second_derivative(&f.graph, f.value, &env, (ArgId(0), 0));
        // At 0 the curvature of abs(r)² is that of the published subgradient of abs, squared.
        if p != 1.0 {
            assert_eq!(second, Ok(curvature));
        }
    }
}

#[test]
fn sparse_cross_entropy() {
    let f = Build::new()
        .arg(INPUT, &[K])
        .arg(Kind::Index(K), &[])
        .formula(|g, x| {
            let log_p = g.op1(Op::LogSoftmax(K), x[0]);
            let at = g.make(Op::Gather(K), [log_p, x[1]]);
            g.neg(at)
        });
    let env = env(&f, &[&[1.0, 2.0, 4.0]]).label(ArgId(1), [1]);
    let all = 1f64.exp() + 2f64.exp() + 4f64.exp();
    near(&numbers(&f, &env), &[all.ln() - 2.0]);
    let p = [1f64, 2.0, 4.0].map(|x| x.exp() / all);
    near(&slopes(&f, &env, 0), &[p[0], p[1] - 1.0, p[2]]);
    let outside = env.label(ArgId(1), [3]);
    assert!(evaluate(&f.graph, &[f.value], &outside).is_err());
}

#[test]
fn triplet_and_its_kinks() {
    let f = Build::new()
        .arg(INPUT, &[K])
        .arg(INPUT, &[K])
        .arg(INPUT, &[K])
        .formula(|g, x| {
            let positive = g.sub(x[0], x[1]);
            let negative = g.sub(x[0], x[2]);
            let near = g.op1(Op::Norm(K), positive);
            let far = g.op1(Op::Norm(K), negative);
            let one = g.constant(1.0);
            let gap = g.sub(near, far);
            let gap = g.add(gap, one);
            g.fun1(Fun::Relu, gap)
        });
    let at = |a: &[f64], p: &[f64], n: &[f64]| {
        let env = env(&f, &[a, p, n]);
        (numbers(&f, &env)[0], slopes(&f, &env, 0))
    };
    let (value, slope) = at(&[3.0, 4.0, 0.0], &[0.0; 3], &[3.0, 4.0, 2.0]);
    near(&[value], &[4.0]);
    near(&slope, &[0.6, 0.8, 1.0]);
    // The anchor is the positive: the norm's subgradient is 0.
    let (value, slope) = at(&[0.0; 3], &[0.0; 3], &[0.5, 0.0, 0.0]);
    assert_eq!((value, slope), (0.5, vec![1.0, 0.0, 0.0]));
    // At relu's own kink the gradient is 0.
    let (value, slope) = at(&[0.0; 3], &[0.0; 3], &[1.0, 0.0, 0.0]);
    assert_eq!((value, slope), (0.0, vec![0.0; 3]));
    // The squares would overflow.
    let (value, slope) = at(&[3e200, 4e200, 0.0], &[0.0; 3], &[0.0, 4e200, 0.0]);
    near(&[value], &[2e200]);
    near(&slope, &[0.6 - 1.0, 0.8, 0.0]);
}

#[test]
fn running_sums_and_order() {
    let along = |op: Op| {
        let f = Build::new()
            .arg(INPUT, &[K])
            .formula(|g, x| g.op1(op, x[0]));
        numbers(&f, &env(&f, &[&[1.0, 2.0, 4.0]]))
    };
    assert_eq!(along(Op::Cumsum(K)), [1.0, 3.0, 7.0]);
    assert_eq!(along(Op::CumsumBack(K)), [7.0, 6.0, 4.0]);
    assert_eq!(along(Op::Reverse(K)), [4.0, 2.0, 1.0]);
    assert_eq!(along(Op::Sum(K)), [7.0]);
    assert_eq!(along(Op::Max(K)), [4.0]);
    assert_eq!(along(Op::Min(K)), [1.0]);
    assert_eq!(along(Op::Norm(K)), [21f64.sqrt()]);
    let all = 1f64.exp() + 2f64.exp() + 4f64.exp();
    near(&along(Op::LogSumExp(K)), &[all.ln()]);
}

#[test]
fn pairs_within_one_batch() {
    // x[k] - x[l], summed over l where k != l
    let f = Build::new().arg(INPUT, &[K]).formula(|g, x| {
        let other = g.op1(Op::Rename(K, L), x[0]);
        let difference = g.sub(x[0], other);
        let k = g.make(Op::Position(K), []);
        let l = g.make(Op::Position(L), []);
        let same = g.make(Op::Same, [k, l]);
        let one = g.constant(100.0);
        let all = g.select(same, one, difference);
        g.sum(L, all)
    });
    assert_eq!(
        numbers(&f, &env(&f, &[&[1.0, 2.0, 4.0]])),
        [96.0, 99.0, 105.0]
    );
}

#[test]
fn nothing_along_an_axis() {
    for (op, value) in [
        (Op::Sum(K), 0.0),
        (Op::Max(K), f64::NEG_INFINITY),
        (Op::Min(K), f64::INFINITY),
        (Op::LogSumExp(K), f64::NEG_INFINITY),
        (Op::Norm(K), 0.0),
    ] {
        let f = Build::new()
            .arg(INPUT, &[K])
            .formula(|g, x| g.op1(op, x[0]));
        let env = env(&f, &[&[]]).length(K, 0);
        assert_eq!(numbers(&f, &env), [value], "{op:?}");
    }
}

#[test]
fn the_softmax_family_keeps_its_digits() {
    // One class leads by 800: the others' probabilities are smaller than any f64, what is left of the leader's is not.
    let at = |op: Op, x: &[f64]| {
        let f = Build::new()
            .arg(INPUT, &[K])
            .formula(|g, x| g.op1(op, x[0]));
        numbers(&f, &env(&f, &[x]))
    };
    let e = (-40f64).exp();
    near(
        &at(Op::SoftmaxRest(K), &[40.0, 0.0, -100.0]),
        &[e, 1.0, 1.0],
    );
    near(
        &at(Op::LogSoftmax(K), &[0.0, -40.0, -800.0]),
        &[-e, -40.0, -800.0],
    );
    near(&at(Op::Softmax(K), &[800.0, 0.0, 760.0]), &[1.0, 0.0, e]);
    near(&at(Op::LogSumExp(K), &[0.0, -40.0, -900.0]), &[e]);
}

#[test]
fn ties_share_the_derivative() {
    let most = Build::new()
        .arg(INPUT, &[K])
        .formula(|g, x| g.op1(Op::Max(K), x[0]));
    assert_eq!(
        slopes(&most, &env(&most, &[&[2.0, 2.0, 1.0]]), 0),
        [0.5, 0.5, 0.0]
    );

    let both = Build::new()
        .arg(INPUT, &[])
        .arg(INPUT, &[])
        .formula(|g, x| g.fun2(Fun::Min, x[0], x[1]));
    let at_tie = env(&both, &[&[2.0], &[2.0]]);
    assert_eq!(
        (slopes(&both, &at_tie, 0), slopes(&both, &at_tie, 1)),
        (vec![0.5], vec![0.5])
    );

    let one = Build::new()
        .arg(INPUT, &[])
        .arg(Kind::Param, &[])
        .formula(|g, x| g.fun2(Fun::Max, x[0], x[1]));
    assert_eq!(slopes(&one, &env(&one, &[&[2.0], &[2.0]]), 0), [0.0]);
}

#[test]
fn second_derivatives_and_differences() {
    // x³ · sigmoid(x)
    let f = Build::new().arg(INPUT, &[]).formula(|g, x| {
        let three = g.constant(3.0);
        let cube = g.fun2(Fun::Powi, x[0], three);
        let s = g.fun1(Fun::Sigmoid, x[0]);
        g.mul(cube, s)
    });
    let env = env(&f, &[&[1.25]]);
    let (x, s) = (1.25f64, Number::sigmoid(&1.25f64));
    let d = s * (1.0 - s);
    let exact = 6.0 * x * s + 6.0 * x * x * d + x.powi(3) * d * (1.0 - 2.0 * s);
    near(
        &[second_derivative(&f.graph, f.value, &env, (ArgId(0), 0)).unwrap()],
        &[exact],
    );

    let big = env.map(|_, _, x| Big::of(*x));
    let (_, gradient) = gradient(&f.graph, f.value, &big).unwrap();
    let slope = &gradient[&ArgId(0)][0];
    let difference = differences(&f.graph, f.value, &big, (ArgId(0), 0), 0.01, 4).unwrap();
    for order in difference.orders(slope) {
        assert!((order - 2.0).abs() < 1e-3, "{order}");
    }
    // Richardson's error is of the fourth order in the step, here 0.01/16.
    assert!(difference.limit().distance(slope) < 1e-11);
}

#[test]
fn a_branch_not_taken_leaves_no_trace() {
    // if x > 0 { sqrt(x) } else { 0 }, at 0
    let f = Build::new().arg(INPUT, &[]).formula(|g, x| {
        let zero = g.constant(0.0);
        let c = g.lt(zero, x[0]);
        let root = g.fun1(Fun::Sqrt, x[0]);
        g.select(c, root, zero)
    });
    for x in [0.0, -1.0] {
        let env = env(&f, &[&[x]]);
        assert_eq!(
            (numbers(&f, &env), slopes(&f, &env, 0)),
            (vec![0.0], vec![0.0])
        );
    }
}
