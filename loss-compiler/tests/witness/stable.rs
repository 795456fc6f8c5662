//! Section 6 of the language reference: the naive spelling is as good as the careful one, in any respelling. Every form
//! is respelled at random, compiled, evaluated in `f64`, and compared with what the formula as it stands is worth.

use std::collections::BTreeMap;
use std::fmt::Write;

use loss_compiler::graph::{ArgId, Axis, Formula, Kind};
use loss_compiler::interpret::{Env, Number, Sampler, gradient};

use crate::big::{Big, with_precision};
use crate::compile::{compile, run};
use crate::respell::{
    Expr, Ways, add, at, call, div, input, mul, neg, plainly, respell, source, sub, word,
};
use crate::text;

/// How many respellings of each form.
const SPELLINGS: u64 = 24;

/// The most a compiled form may err, in units of the last place. Each function of `f64` errs by up to 2, each operation
/// by half; no form has more than three functions and six operations between input and result.
const ULPS: f64 = 9.0;

/// A form of section 6.
struct Form {
    expr: Expr,
    args: Vec<Arg>,
    points: Vec<Vec<Vec<f64>>>,
    /// How many ulp per unit of the largest argument are due to the rounding of an exponent: `exp(y)` of a `y` that is
    /// itself rounded, such as `x - max(x)` or `gamma * ln(p)`, errs by half an ulp of `y`, which is `|y|` ulp of it.
    exponent: f64,
    /// How fast it nears its limit, in units of exp(-x).
    depth: f64,
}

/// A declaration.
type Arg = &'static str;

const SCALAR: Arg = "z: input";
const ROW: Arg = "x: input[K]";
const LABEL: Arg = "label: index(K)";
const GAMMA: Arg = "gamma: param = 2.0 in 0.0..";

/// Moderate, large and tiny numbers.
const SIZES: [f64; 16] = [
    0.3, 1.0, 2.5, 10.0, 20.0, 36.0, 37.5, 100.0, 500.0, 700.0, 1e4, 1e-3, 1e-8, 1e-17, 1e-150,
    1e-300,
];

fn both_signs() -> Vec<f64> {
    let mut all: Vec<f64> = SIZES.iter().flat_map(|&x| [x, -x]).collect();
    all.push(0.0);
    all
}

fn of_scalar(expr: Expr) -> Form {
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
fn of_row(expr: Expr, args: &[Arg]) -> Form {
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

fn z() -> Expr {
    input("z")
}
fn x() -> Expr {
    input("x")
}
fn one() -> Expr {
    word("1")
}
fn labelled(row: Expr) -> Expr {
    at(row, word("label"))
}

fn ln(x: Expr) -> Expr {
    call("ln", [x])
}
fn exp(x: Expr) -> Expr {
    call("exp", [x])
}
fn sigmoid(x: Expr) -> Expr {
    call("sigmoid", [x])
}
fn softmax(x: Expr) -> Expr {
    call("softmax", [x])
}
fn sum(x: Expr) -> Expr {
    call("sum", [x])
}

/// Compares every respelling of a form at every point, and says what is wrong.
fn check(name: &str, form: &Form) {
    let plain = formula(&form.expr, &form.args, None);
    let truths: Vec<Truth> = form
        .points
        .iter()
        .flat_map(|point| truth(&plain, form, point))
        .collect();
    let mut report = String::new();
    for branches in [false, true] {
        let (mut failed, mut failures) = (0, 0);
        for seed in 0..SPELLINGS {
            let mut random = Sampler::new(seed * 7919 + 17);
            let heated = if random.below(3) == 0 {
                vec!["z", "x", "y"]
            } else {
                vec![]
            };
            let ways = Ways { heated, branches };
            let spelled = match seed {
                0 => form.expr.clone(),
                _ => respell(&form.expr, &ways, &mut random),
            };
            let formula = formula(&spelled, &form.args, (seed > 0).then_some(&mut random));
            let wrong = errors(form, &formula, &truths);
            failures += wrong.len();
            if let Some(worst) = wrong.iter().max_by(|x, y| x.0.total_cmp(&y.0)) {
                failed += 1;
                if failed <= 4 {
                    let text = plainly(&spelled);
                    writeln!(
                        report,
                        "    {text}\n      {}\n      {}",
                        wrong[0].1, worst.1
                    )
                    .expect("a string takes text");
                }
            }
        }
        if failed > 0 {
            let kind = if branches {
                "through `if`"
            } else {
                "without `if`"
            };
            writeln!(
                report,
                "  {kind}: {failed} of {SPELLINGS} spellings, {failures} numbers"
            )
            .expect("a string takes text");
        }
    }
    assert!(report.is_empty(), "{name}:\n{report}");
}

/// The numbers that a spelling gets wrong, with their errors.
fn errors(form: &Form, formula: &Formula, truths: &[Truth]) -> Vec<(f64, String)> {
    let compiled = compile(formula);
    let mut wrong = vec![];
    for truth in truths {
        let env = bind(formula, &truth.point, truth.label);
        let outcome = run(&compiled, &env);
        let mut judge = |what: &str, got: f64, exact: f64| {
            let error = ulps(got, exact);
            let is_near = error <= ULPS + form.exponent * truth.size();
            if !is_near {
                let label = truth
                    .label
                    .map_or(String::new(), |label| format!("[{label}]"));
                let at = &truth.point;
                wrong.push((
                    error,
                    format!(
                        "at {at:?}{label}: {what} {got:e}, in truth {exact:e}: {error:.3e} ulp"
                    ),
                ));
            }
        };
        judge("value", outcome.value, truth.value);
        for (arg, slopes) in &truth.gradient {
            // An infinite slope, that of x ln(x) at 0, is a limit: the reference leaves its value open.
            for (i, slope) in slopes
                .iter()
                .enumerate()
                .filter(|(_, slope)| slope.is_finite())
            {
                judge(
                    &format!("gradient {} [{i}]", arg.0),
                    outcome.gradient[arg][i],
                    *slope,
                );
            }
        }
    }
    wrong
}

/// What a formula is worth at a point, rounded once.
struct Truth {
    point: Vec<Vec<f64>>,
    label: Option<i64>,
    value: f64,
    gradient: BTreeMap<ArgId, Vec<f64>>,
}

impl Truth {
    /// The size of the largest argument.
    fn size(&self) -> f64 {
        self.point
            .iter()
            .flatten()
            .fold(0.0, |size, x| size.max(x.abs()))
    }
}

/// The truth at a point, for each label.
fn truth(formula: &Formula, form: &Form, point: &[Vec<f64>]) -> Vec<Truth> {
    let sizes = point
        .iter()
        .flatten()
        .map(|x| x.abs())
        .filter(|x| *x > 0.0 && *x < 2e4);
    // 1 - sigmoid(x) needs 1.45 |x| bits where x is large, 1 - tanh(x) twice that; cosh(x) - 1 needs -2 log2 |x| where x
    // is tiny.
    let bits = sizes.fold(0f64, |bits, x| {
        bits.max(1.5 * form.depth * x).max(-3.0 * x.log2())
    });
    let length = point[0].len() as i64;
    let labels: Vec<Option<i64>> = match form.args.contains(&LABEL) {
        true => (0..length.min(2)).map(Some).collect(),
        false => vec![None],
    };
    let at = |label| {
        with_precision(256 + bits as usize, || {
            let env = bind(formula, point, label);
            let big = env.map(|_, _, x| Big::of(*x));
            let (value, gradient) =
                gradient(&formula.graph, formula.value, &big).expect("everything is bound");
            // One class alone is certain: what is left of its value is the rounding of the truth itself.
            let is_certain = label.is_some() && length == 1;
            let zero_is = |x: &Big, at_zero: f64| {
                if x.is_nan() {
                    at_zero
                } else if is_certain && x.abs().less(&Big::of(2f64.powi(-200))) {
                    0.0
                } else {
                    x.to_f64()
                }
            };
            Truth {
                point: point.to_vec(),
                label,
                // 0 · ln 0 is 0 by definition; the slopes there are judged elsewhere.
                value: zero_is(&value, 0.0),
                gradient: gradient
                    .into_iter()
                    .map(|(arg, slopes)| {
                        (arg, slopes.iter().map(|x| zero_is(x, f64::NAN)).collect())
                    })
                    .collect(),
            }
        })
    };
    labels.into_iter().map(at).collect()
}

/// A distance in units of the last place of the truth; 0 where there is no truth, infinite where only one is finite.
fn ulps(got: f64, truth: f64) -> f64 {
    if truth.is_nan() || got == truth {
        return 0.0;
    }
    if !got.is_finite() || !truth.is_finite() {
        return f64::INFINITY;
    }
    let ulp = (truth.abs().next_up() - truth.abs()).max(f64::from_bits(1));
    (got - truth).abs() / ulp
}

/// A form in words, as source through the front end; as it stands without a source of randomness.
fn formula(expr: &Expr, args: &[Arg], random: Option<&mut Sampler>) -> Formula {
    text::formula(&source(expr, &args.join(", "), random))
}

/// Binds the arguments of a form to the values of a point, in order.
fn bind(formula: &Formula, point: &[Vec<f64>], label: Option<i64>) -> Env<f64> {
    let mut env = Env::new(&formula.args);
    for axis in 0..formula.axes.len() as u8 {
        env = env.length(Axis(axis), point[0].len());
    }
    let mut values = point.iter().cloned();
    for (id, arg) in formula.arg_ids() {
        env = match (arg.kind, arg.name.as_str()) {
            (Kind::Index(_), _) => env.label(id, [label.unwrap_or(0)]),
            (Kind::Flag, _) => env.flag(id, true),
            (_, "t") => env.real(id, [1.0]),
            _ => env.real(id, values.next().expect("a value for each argument")),
        };
    }
    env
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
