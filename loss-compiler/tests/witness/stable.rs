//! Section 6 of the language reference: the naive spelling is as good as the careful one, in any respelling. Every form
//! is respelled at random, compiled, evaluated in `f64`, and compared with what the formula as it stands is worth.

use std::collections::BTreeMap;
use std::fmt::Write;

use loss_compiler::graph::{ArgId, Axis, Formula, Kind};
use loss_compiler::interpret::{Env, Number, Sampler, gradient};

use crate::big::{Big, with_precision};
use crate::compile::{compile, run};
use crate::forms::LABEL;
use crate::respell::{Expr, Ways, plainly, respell, source};
use crate::text;

/// How many respellings of each form.
const SPELLINGS: u64 = 24;

/// The most a compiled form may err, in units of the last place. Each function of `f64` errs by up to 2, each operation
/// by half; no form has more than three functions and six operations between input and result.
const ULPS: f64 = 9.0;

/// A form of section 6.
pub struct Form {
    /// As it stands.
    pub expr: Expr,
    /// What it is of.
    pub args: Vec<Arg>,
    /// Where it is judged: the values of the arguments in order, labels left out.
    pub points: Vec<Vec<Vec<f64>>>,
    /// How many ulp per unit of the largest argument are due to the rounding of an exponent: `exp(y)` of a `y` that is
    /// itself rounded, such as `x - max(x)` or `gamma * ln(p)`, errs by half an ulp of `y`, which is `|y|` ulp of it.
    pub exponent: f64,
    /// How fast it nears its limit, in units of exp(-x).
    pub depth: f64,
}

/// A declaration.
pub type Arg = &'static str;

/// Compares every respelling of a form at every point, and says what is wrong.
pub fn check(name: &str, form: &Form) {
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
