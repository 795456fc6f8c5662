//! Every golden record whose loss exists here.
//!
//! `golden/differs.txt` lists what is not expected to agree, each with the reason: a record that is neither run nor listed
//! fails, and so does one that is listed and would agree.
#![allow(clippy::print_stdout, reason = "the count of what ran")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use loss_core::Rows;
use loss_core::losses::{Circle, LinearCrossEntropy};
use loss_tests::golden::{Cannot, Problem, Record, Tensor, compare, problem, records, run};
use loss_tests::ulp::Float;

const DIFFERS: &str = include_str!("../golden/differs.txt");

/// `id reduction …` below `== reason`.
fn listed() -> BTreeMap<(String, String), String> {
    let mut all = BTreeMap::new();
    let mut reason = None;
    for line in DIFFERS
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        if let Some(text) = line.strip_prefix("== ") {
            reason = Some(text.to_owned());
            continue;
        }
        let mut words = line.split_whitespace();
        let id = words.next().expect("an id");
        let reason = reason.as_ref().expect("a reason above");
        for reduction in words {
            let old = all.insert((id.to_owned(), reduction.to_owned()), reason.clone());
            assert!(old.is_none(), "{id} {reduction} is listed twice");
        }
    }
    all
}

/// Whether the loss does what the record says for a reduction.
fn agrees<E: Float>(
    record: &Record,
    problem: &Result<Problem<E>, Cannot>,
    reduction: &str,
) -> Result<(), String> {
    let expected = &record.expect[reduction];
    let must_fail = expected.get("error");
    let problem = match problem {
        Ok(problem) => problem,
        Err(Cannot::Refused(_)) if must_fail.is_some() => return Ok(()),
        Err(Cannot::Refused(error)) => return Err(format!("refused: {error}")),
        Err(Cannot::Say(what)) => return Err(format!("not here: {what}")),
    };
    let elements = problem.args.first().map_or(0, |arg| arg.samples());
    if !problem.subject.is_sample() && reduction == "none" && elements > 4096 {
        return Err("not here: so many batches of one pair each".to_owned());
    }
    let is_number = expected["value"]["shape"]
        .as_array()
        .is_some_and(Vec::is_empty);
    let plain = is_number || record.is("no_cotangent");
    // What torch raises for bad elements is found here on request.
    let outcome = run(problem, reduction, plain, must_fail.is_some());
    match (must_fail, outcome) {
        (Some(_), Err(_)) => Ok(()),
        (Some(text), Ok(_)) => Err(format!("accepted, expected an error: {text}")),
        (None, Err(error)) => Err(format!("refused: {error}")),
        (None, Ok(outcome)) => compare::<E>(record, expected, &outcome, &problem.terms),
    }
}

/// What became of a record: of each of its reductions, or nothing if the loss does not exist here.
struct Report {
    id: String,
    loss: String,
    results: Option<Vec<(String, Result<(), String>)>>,
}

fn report(record: &Record) -> Report {
    fn all<E: Float>(record: &Record) -> Option<Vec<(String, Result<(), String>)>> {
        let problem = problem::<E>(record)?;
        let each = |reduction: &String| (reduction.clone(), agrees(record, &problem, reduction));
        Some(record.expect.keys().map(each).collect())
    }
    let results = if record.single {
        all::<f32>(record)
    } else {
        all::<f64>(record)
    };
    Report {
        id: record.id.clone(),
        loss: record.loss.clone(),
        results,
    }
}

/// All reports, made on all cores: the long records take a while without optimisation.
fn reports() -> Vec<Report> {
    let next = Mutex::new(records());
    let done = Mutex::new(vec![]);
    let work = || {
        loop {
            let record = next.lock().expect("no panic while records are read").next();
            let Some(record) = record else { return };
            let report = report(&record);
            done.lock()
                .expect("no panic while reports are kept")
                .push(report);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let mut reports = done.into_inner().expect("no panic while reports are kept");
    reports.sort_by(|a, b| a.id.cmp(&b.id));
    reports
}

#[derive(Default)]
struct Tally {
    run: usize,
    agree: usize,
    listed: usize,
    missing: usize,
}

/// Keras lets a gradient through the factors of its circle loss, and does not divide rows by their length, so its gradients are others; the
/// values of its tests, whose rows have length 1, are ours.
#[test]
fn circle_has_the_values_of_keras() {
    let mut run = 0;
    for record in records().filter(|record| record.loss == "circle") {
        let loss = Circle::new(record.param("margin", 0.4), record.param("gamma", 80.0)).unwrap();
        let (x, id) = (
            record.input("y_pred").unwrap(),
            record.input("y_true").unwrap(),
        );
        let Tensor::Int(id, _) = id else {
            panic!("{}: identities are integers", record.id)
        };
        let x = x.real();
        let value = loss
            .value(Rows::new(&x, x.len() / id.len()).unwrap(), &id)
            .unwrap();
        for (reduction, expected) in &record.expect {
            // Rows with another of their identity; in these records every row has one of another.
            let like = |i: &i64| id.iter().filter(|j| *j == i).count() > 1;
            let rows = match reduction.as_str() {
                "sum" => id.iter().filter(|i| like(i)).count() as f64,
                _ => 1.0,
            };
            let expected = Tensor::new(&expected["value"]).real()[0];
            // The rows have length 1 to eight digits, and gamma of up to 256 multiplies their similarities.
            assert!(
                (value * rows - expected).abs() <= 1e-7 * expected,
                "{}: {}",
                record.id,
                value * rows
            );
            run += 1;
        }
    }
    assert_eq!(run, 2, "the records of Keras's own tests");
}

/// PyTorch's layer and loss in one takes more shapes, soft targets and an ignored class; of its own tests those with a class for each row are ours.
#[test]
fn a_linear_layer_has_the_cross_entropy_of_pytorch() {
    let mut run = 0;
    for record in records().filter(|record| record.loss == "linear_cross_entropy") {
        let real = |name: &str| record.input(name).map(|tensor| tensor.real());
        let (x, weight) = (
            real("input").unwrap(),
            record.input("linear_weight").unwrap(),
        );
        let (Some(Tensor::Int(label, shape)), Tensor::Real(weight, classes)) =
            (record.input("target"), weight)
        else {
            continue;
        };
        if shape.len() > 1 || classes.len() > 2 || !record.params.is_empty() {
            continue;
        }
        let bias = real("linear_bias").unwrap_or_else(|| vec![0.0; classes[0]]);
        let class_weight = real("weight").unwrap_or_else(|| vec![1.0; classes[0]]);
        let counted: f64 = label.iter().map(|&k| class_weight[k as usize]).sum();
        let (value, gradient) = LinearCrossEntropy::new(class_weight)
            .unwrap()
            .value_and_grad(
                Rows::new(&x, classes[1]).unwrap(),
                Rows::new(&weight, classes[1]).unwrap(),
                &bias,
                &label,
            )
            .unwrap();
        for (reduction, factor) in [("mean", 1.0), ("sum", counted)] {
            let expected = &record.expect[reduction];
            let of = |name: &str| expected["grad"].get(name).map(|x| Tensor::new(x).real());
            let pairs = [
                (Some(Tensor::new(&expected["value"]).real()), vec![value]),
                (of("input"), gradient.x.clone()),
                (of("linear_weight"), gradient.weight.clone()),
                (of("linear_bias"), gradient.bias.clone()),
            ];
            for (expected, ours) in pairs.iter().filter_map(|(e, o)| Some((e.as_ref()?, o))) {
                assert_eq!(expected.len(), ours.len(), "{}", record.id);
                for (expected, ours) in expected.iter().zip(ours) {
                    // Two sums of some eight products each, of numbers of the size of 1, in either.
                    assert!(
                        (ours * factor - expected).abs() <= 64.0 * f64::EPSILON * factor.max(1.0),
                        "{} {reduction}: {} {expected}",
                        record.id,
                        ours * factor
                    );
                }
            }
        }
        run += 1;
    }
    assert_eq!(run, 3, "the records with a class for each row");
}

#[test]
fn every_record_agrees_or_is_listed() {
    let listed = listed();
    let mut unused: BTreeSet<_> = listed.keys().cloned().collect();
    let mut tally: BTreeMap<String, Tally> = BTreeMap::new();
    let mut failures = vec![];
    for Report { id, loss, results } in reports() {
        let tally = tally.entry(loss).or_default();
        let Some(results) = results else {
            tally.missing += 1;
            continue;
        };
        tally.run += 1;
        let mut differs = false;
        for (reduction, result) in results {
            let key = (id.clone(), reduction);
            unused.remove(&key);
            match (result, listed.get(&key)) {
                (Ok(()), None) => {}
                (Err(_), Some(_)) => differs = true,
                (Ok(()), Some(reason)) => {
                    failures.push(format!(
                        "{} {} agrees, but is listed: {reason}",
                        key.0, key.1
                    ));
                }
                (Err(why), None) => failures.push(format!("{} {} — {why}", key.0, key.1)),
            }
        }
        tally.agree += usize::from(!differs);
        tally.listed += usize::from(differs);
    }
    println!("loss                  records  agree  with a listed difference");
    for (loss, t) in tally.iter().filter(|(_, t)| t.run > 0) {
        println!("{loss:22} {:6} {:6} {:6}", t.run, t.agree, t.listed);
    }
    let missing = tally.iter().filter(|(_, t)| t.missing > 0);
    let missing: Vec<String> = missing
        .map(|(loss, t)| format!("{loss} ({})", t.missing))
        .collect();
    println!("losses that do not exist here: {}", missing.join(", "));
    println!("\nlisted differences");
    for ((id, reduction), reason) in &listed {
        println!("{id} {reduction}: {reason}");
    }
    failures.extend(
        unused
            .iter()
            .map(|(id, reduction)| format!("{id} {reduction} is listed, but no record")),
    );
    assert!(
        failures.is_empty(),
        "{} failures\n{}",
        failures.len(),
        failures.join("\n")
    );
}
