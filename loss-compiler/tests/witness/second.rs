//! Second derivatives, and derivatives by parameters, of every loss of the library: the compiled graphs against dual numbers of dual
//! numbers over the formula as it stands, in arbitrary precision.

use std::fs;
use std::path::Path;

use loss_compiler::check::front;
use loss_compiler::differentiate::{Derived, along_vectors, by_params, hessian_diagonal};
use loss_compiler::graph::{ArgId, Formula, Kind, Scope};
use loss_compiler::interpret::{Dual, Env, Number, Sampler, evaluate};
use loss_compiler::lower::{lower, signs};
use loss_compiler::simplify::simplify;
use loss_compiler::stabilise::stabilise;
use proc_macro2::{TokenStream, TokenTree};

use crate::big::Big;
use crate::compile::{compile, run};

/// Every loss that the library has.
pub fn library() -> Vec<Formula> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../loss-core/src/losses");
    let mut formulas = Vec::new();
    let entries = |folder: &Path| fs::read_dir(folder).expect("a folder");
    // A folder a part, a file a chapter.
    let parts = entries(&folder).map(|part| part.expect("a part").path());
    let chapters = parts
        .filter(|part| part.is_dir())
        .flat_map(|part| entries(&part));
    for chapter in chapters.map(|chapter| chapter.expect("a file").path()) {
        if chapter
            .extension()
            .is_none_or(|extension| extension != "rs")
        {
            continue;
        }
        let text = fs::read_to_string(chapter).expect("text");
        let tokens: TokenStream = text.parse().expect("Rust's tokens");
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let is_loss = matches!(&token, TokenTree::Ident(name) if name == "loss");
            if is_loss && matches!(tokens.peek(), Some(TokenTree::Punct(p)) if p.as_char() == '!') {
                tokens.next();
                if let Some(TokenTree::Group(block)) = tokens.next() {
                    let (_, items, errors) = front(block.stream());
                    assert!(errors.is_empty());
                    formulas.extend(items.into_iter().map(|item| item.formula));
                }
            }
        }
    }
    formulas.sort_by(|a, b| a.name.cmp(&b.name));
    formulas
}

/// The derivative along `first`, and its derivative along `second`, of the formula as it stands.
fn twice(
    formula: &Formula,
    env: &Env<f64>,
    first: impl Fn(ArgId, usize) -> Option<f64>,
    second: impl Fn(ArgId, usize) -> Option<f64>,
) -> [f64; 2] {
    let mut env = env.clone();
    env.args.clone_from(&formula.args);
    let dual = env.map(|arg, i, x| Dual {
        value: Dual {
            value: Big::of(*x),
            derivative: first(arg, i).map(Big::of),
        },
        derivative: second(arg, i).map(|x| Dual::constant(Big::of(x))),
    });
    let arrays = evaluate(&formula.graph, &[formula.value], &dual).expect("everything is bound");
    let value = arrays[0].number().expect("a number a sample");
    [value.value.slope().to_f64(), value.slope().slope().to_f64()]
}

/// Derivatives that lose digits at the ends of a parameter's domain. `BalancedL1`: that of `(b x + 1) ln(1 + b x) / b` by b is x² / 2
/// as b vanishes with gamma, a difference of numbers of size x / b: at gamma = 1e-9, the smallest of these tests, b is 3e-10 or more,
/// and 2^-52 / b is 7e-7.
const CANCELS: [(&str, &str); 1] = [("BalancedL1", "gamma")];

/// Compares the gradient of a graph, by every element of `args`, with what `truth` says under the same binding; how many
/// numbers were compared.
fn compare(
    what: &str,
    derived: &Derived,
    env: &Env<f64>,
    args: &[ArgId],
    truth: impl Fn(&Env<f64>, ArgId, usize) -> f64,
    random: &mut Sampler,
    failures: &mut Vec<String>,
) -> usize {
    let outcome = run(derived, env);
    // What f64 can do at all: how far the graph itself is moved by the last places of its arguments.
    let near: Vec<_> = (0..4)
        .map(|_| {
            let near = env.map(|arg, _, x| match env.args[usize::from(arg.0)].kind {
                Kind::Input | Kind::Data if x.is_finite() => match random.below(2) {
                    0 => x.next_up(),
                    _ => x.next_down(),
                },
                _ => *x,
            });
            run(derived, &near)
        })
        .collect();
    let mut compared = 0;
    for arg in args {
        let all = &outcome.gradient[arg];
        let size = all.iter().fold(0.0, |size: f64, x| match x.is_finite() {
            true => size.max(x.abs()),
            false => size,
        });
        for (i, got) in all.iter().enumerate() {
            let wanted = truth(env, *arg, i);
            // Beyond the numbers, or at a point where the formula has no derivative.
            if !wanted.is_finite() || wanted.abs() > 1e300 {
                continue;
            }
            compared += 1;
            let open = near.iter().map(|near| (near.gradient[arg][i] - got).abs());
            let open = open.fold(0.0, f64::max);
            // The promise for gradients in f64 is 1e-12; a second derivative is one of a gradient.
            let promise = match CANCELS.contains(&(what, &env.args[usize::from(arg.0)].name)) {
                true => 1e-6,
                false => 1e-12,
            };
            let most = 8.0 * open + promise * size.max(1.0).max(wanted.abs());
            if (got - wanted).abs() > most || got.is_nan() {
                failures.push(format!(
                    "{what} by {} [{i}]: {got:e}, not {wanted:e} ({most:e}) at {:?} {:?} {:?}",
                    env.args[usize::from(arg.0)].name,
                    env.reals,
                    env.labels,
                    env.flags
                ));
            }
        }
    }
    compared
}

fn of_kind(formula: &Formula, kind: Kind) -> Vec<ArgId> {
    formula
        .arg_ids()
        .filter(|(_, arg)| arg.kind == kind)
        .map(|(id, _)| id)
        .collect()
}

fn one(of: ArgId, k: usize) -> impl Fn(ArgId, usize) -> Option<f64> {
    move |arg, i| (arg == of && i == k).then_some(1.0)
}

/// Over every loss of which `make` makes something: moderate points, and edges with ties.
fn over_all<T>(
    make: impl Fn(&Formula) -> Option<T>,
    check: impl Fn(&Formula, &T, &mut Sampler, &[usize], &mut Vec<String>) -> usize,
) -> Vec<String> {
    let mut names = Vec::new();
    let mut failures = Vec::new();
    let samples = |formula: &Formula| formula.scope == Scope::Sample;
    for formula in library().into_iter().filter(samples) {
        let Some(made) = make(&formula) else {
            continue;
        };
        names.push(formula.name.clone());
        let mut compared = 0;
        for seed in 0..6 {
            let mut plain = Sampler::new(seed);
            compared += check(&formula, &made, &mut plain, &[1, 2, 5], &mut failures);
            let mut edges = Sampler::new(seed).edges();
            compared += check(&formula, &made, &mut edges, &[1, 2, 5], &mut failures);
        }
        assert!(compared > 0, "{} was never compared", formula.name);
    }
    let count = failures.len();
    failures.truncate(40);
    assert!(count == 0, "{count} of {}: {failures:#?}", names.len());
    names
}

#[test]
fn hessian_vector_products_of_every_loss() {
    let names = over_all(
        |formula| {
            let along = along_vectors(&stabilise(formula).0);
            let derived = compile(&along);
            Some((along, derived))
        },
        |formula, (along, derived), random, lengths, failures| {
            let mut env = random.env(along, lengths);
            let inputs = of_kind(formula, Kind::Input);
            let vectors: Vec<ArgId> = (formula.args.len()..along.args.len())
                .map(|i| ArgId(i as u16))
                .collect();
            for vector in &vectors {
                let values = env.reals[vector].iter().map(|_| 4.0 * random.unit() - 2.0);
                let values: Vec<f64> = values.collect();
                env.reals.insert(*vector, values);
            }
            compare(
                &formula.name,
                derived,
                &env,
                &inputs,
                |env, of, k| {
                    let along = |arg: ArgId, i: usize| {
                        let input = inputs.iter().position(|input| *input == arg)?;
                        Some(env.reals[&vectors[input]][i])
                    };
                    twice(formula, env, along, one(of, k))[1]
                },
                random,
                failures,
            )
        },
    );
    assert!(names.len() > 90);
}

#[test]
fn diagonals_of_every_loss_that_has_one() {
    let names = over_all(
        |formula| {
            let (formula, derived) = hessian_diagonal(&stabilise(formula).0)?;
            Some((formula, signs(&simplify(&lower(&simplify(&derived))))))
        },
        |formula, (with_floor, derived), random, lengths, failures| {
            let mut env = random.env(with_floor, lengths);
            let floor = ArgId(formula.args.len() as u16);
            env.reals.insert(floor, vec![f64::NEG_INFINITY]);
            let inputs = of_kind(formula, Kind::Input);
            compare(
                &formula.name,
                derived,
                &env,
                &inputs,
                |env, of, k| twice(formula, env, one(of, k), one(of, k))[1],
                random,
                failures,
            )
        },
    );
    assert!(
        names.contains(&"SparseCrossEntropy".to_string()),
        "{names:?}"
    );
}

#[test]
fn derivatives_by_the_parameters_of_every_loss() {
    let names = over_all(
        |formula| {
            let by = by_params(formula)?;
            let derived = compile(&by);
            Some((by, derived))
        },
        |formula, (by, derived), random, lengths, failures| {
            let env = random.env(by, lengths);
            let mut wanted = of_kind(by, Kind::Input);
            wanted.extend(of_kind(by, Kind::Learnable));
            compare(
                &formula.name,
                derived,
                &env,
                &wanted,
                |env, of, k| twice(formula, env, one(of, k), |_, _| None)[0],
                random,
                failures,
            )
        },
    );
    assert!(names.len() > 30, "{names:?}");
}
