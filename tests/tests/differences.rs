//! The gradient of every loss against central differences, with the observed order of convergence.
#![allow(clippy::print_stdout, reason = "tables of what was observed")]

use loss_core::losses::Circle;
use loss_core::{Error, Loss, Rows, loss};
use loss_tests::catalogue::{Element, Entry, formulas};
use loss_tests::differences::{Difference, differences, orders};
use loss_tests::numbers::Numbers;
use loss_tests::reference::CompleteIou;
use loss_tests::sampling::{Size, arguments};
use loss_tests::subject::{Array, Batch, Sample, Subject};
use rayon::prelude::*;

/// Row lengths: the shortest, those that are no multiple of the lanes, and one of several registers.
const COLUMNS: [usize; 6] = [1, 2, 3, 10, 33, 100];

/// Sizes of a call: rows of every length; without rows, batches below, at and beyond the lanes.
fn sizes(entry: &Entry<f64>) -> Vec<Size> {
    if entry.subject.has_axis() {
        let of = |columns| Size {
            samples: 5,
            columns,
        };
        COLUMNS
            .into_iter()
            .map(of)
            .chain([Size {
                samples: 35,
                columns: 3,
            }])
            .collect()
    } else {
        [1, 7, 16, 33]
            .map(|samples| Size {
                samples,
                columns: 1,
            })
            .into()
    }
}

fn check(entry: &Entry<f64>, size: Size) -> Result<String, String> {
    let mut numbers = Numbers::new(size.samples as u64 * 1000 + size.columns as u64);
    check_args(entry, &arguments(entry.subject.spec(), size, &mut numbers))
}

fn check_args(entry: &Entry<f64>, args: &[Array<f64>]) -> Result<String, String> {
    let subject = entry.subject.as_ref();
    let all = differences(subject, args).map_err(|error: Error| error.to_string())?;
    let kinks = !subject.explain().kinks.is_empty();
    let smooth: Vec<Difference> = all
        .iter()
        .filter(|d| !(kinks && d.crosses_kink()))
        .copied()
        .collect();
    // Of very few, all may be close to a kink by chance: the larger sizes are there for that.
    if all.len() > 4 && smooth.len() * 2 < all.len() {
        return Err(format!(
            "{} of {} differences cross a kink",
            all.len() - smooth.len(),
            all.len()
        ));
    }
    for d in &smooth {
        let (expected, tolerance) = d.extrapolated();
        // Negated, so that NaN does not pass.
        let off = (d.gradient - expected).abs();
        if off.is_nan() || off > tolerance {
            return Err(format!(
                "gradient {:e}, difference {expected:e} ± {tolerance:e}: {d:?}",
                d.gradient
            ));
        }
    }
    let orders = orders(&smooth);
    // At the smallest steps that rounding leaves alone, where the next term of the error has vanished. Where a curvature steps, as that of
    // a squared `relu` does, the error falls faster from the last step that reaches over to the first that does not.
    if let Some((_, order)) = orders
        .iter()
        .rev()
        .take(3)
        .enumerate()
        .find(|(i, order)| **order < 1.9 || (*i < 2 && **order > 2.1))
    {
        return Err(format!("order {order:.3} among {orders:.3?}"));
    }
    Ok(match orders.last() {
        Some(order) => format!("order {order:.3} after {} halvings", orders.len()),
        None => "exact".to_owned(),
    })
}

fn all(entries: &[Entry<f64>]) {
    let reports = |entry: &Entry<f64>| -> Vec<_> {
        let sizes = sizes(entry).into_iter();
        sizes.map(|size| (size, check(entry, size))).collect()
    };
    // Kernels that are hardly optimised keep every register of a step on the stack.
    let threads = rayon::ThreadPoolBuilder::new().stack_size(256 << 20);
    let threads = threads.build().expect("threads can be started");
    let all: Vec<_> = threads.install(|| entries.par_iter().map(reports).collect());
    let mut failures = vec![];
    for (entry, reports) in entries.iter().zip(all) {
        for (size, report) in reports {
            let Size { samples, columns } = size;
            match report {
                Ok(report) => println!("{:60} {samples:4} × {columns:<4} {report}", entry.name),
                Err(report) => {
                    failures.push(format!("{} {samples} × {columns}: {report}", entry.name))
                }
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} failures\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// The gradients of `CompleteIou` and `Circle` hold factors still, so that they are no derivatives of their values: see below.
fn holds_nothing(entry: &Entry<f64>) -> bool {
    entry.name != "CompleteIou" && !entry.name.starts_with("Circle")
}

#[test]
fn the_losses_of_the_library() {
    let mut entries = f64::library().unwrap();
    entries.retain(holds_nothing);
    all(&entries);
}

#[test]
fn the_formulas_of_the_language_reference() {
    let mut entries = formulas().unwrap();
    entries.retain(holds_nothing);
    all(&entries);
}

loss! {
    /// The factor that `CompleteIou` holds still.
    pub loss Held(a: input[4], b: data[4], eps: param = 1e-7 in 0.0<..) {
        let v = aspect(a, b);
        v / (1 - overlap(a, b, eps) + v + eps)
    }
    /// `CompleteIou` with the factor from outside.
    pub loss CompleteIouHeld(a: input[4], b: data[4], held: data, eps: param = 1e-7 in 0.0<..) {
        let centre = powi(a[0] + a[2] - b[0] - b[2], 2) / 4 + powi(a[1] + a[3] - b[1] - b[3], 2) / 4;
        let hull = powi(max(a[2], b[2]) - min(a[0], b[0]), 2) + powi(max(a[3], b[3]) - min(a[1], b[1]), 2);
        1 - overlap(a, b, eps) + centre / (hull + eps) + held * aspect(a, b)
    }
    fn aspect(a, b) { 4 / (PI * PI) * powi(atan((b[2] - b[0]) / (b[3] - b[1])) - atan((a[2] - a[0]) / (a[3] - a[1])), 2) }
    fn overlap(a, b, eps) {
        let inter = relu(min(a[2], b[2]) - max(a[0], b[0])) * relu(min(a[3], b[3]) - max(a[1], b[1]));
        let union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inter;
        inter / (union + eps)
    }
}

#[test]
fn complete_iou_holds_its_factor_still() {
    let subject: Box<dyn Subject<f64>> = Box::new(Sample(CompleteIouHeld::default()));
    let entry = Entry {
        name: "CompleteIou, held".to_owned(),
        subject,
    };
    let mut numbers = Numbers::new(3);
    for samples in [1, 7, 16, 33] {
        let mut args = arguments(
            <CompleteIou as Loss>::SPEC,
            Size {
                samples,
                columns: 1,
            },
            &mut numbers,
        );
        let rows = |arg: &Array<f64>| Rows::new(arg.real().to_vec().leak(), 4).unwrap();
        let (a, b) = (rows(&args[0]), rows(&args[1]));
        let held = Held::default().each(a, b).unwrap();
        args.push(Array::Real(held.clone(), vec![]));
        let report = check_args(&entry, &args).unwrap();
        println!("{report}");
        // And the gradient of the loss itself is that one.
        let (_, expected) = CompleteIouHeld::default()
            .value_and_grad(a, b, &held)
            .unwrap();
        let (_, gradient) = CompleteIou::default().value_and_grad(a, b).unwrap();
        for (got, expected) in gradient.iter().zip(&expected) {
            assert!(
                (got - expected).abs() <= 1e-12 * (1.0 + expected.abs()),
                "{got:e}, {expected:e}"
            );
        }
    }
}

loss! {
    fn similarities(x) {
        let z = x / norm::<D>(x);
        dot::<D>(z, rename::<I, J>(z))
    }
    /// `Circle` with the factors of other rows.
    pub batch loss CircleHeld(x: input[I, D], held: data[I, D], id: index(_)[I], margin: param = 0.4 in 0.0.., scale: param = 80.0 in 0.0<..) {
        let s = similarities(x);
        let same = id == rename::<I, J>(id);
        let like = same && position::<I>() != position::<J>();
        let pull = relu(1 + margin - similarities(held));
        let push = relu(similarities(held) + margin);
        let near = logsumexp::<J>(if like { -scale * pull * (s - 1 + margin) } else { -INFINITY });
        let far = logsumexp::<J>(if same { -INFINITY } else { scale * push * (s - margin) });
        let both = any::<J>(like) && !all::<J>(same);
        sum::<I>(if both { softplus(near + far) } else { 0 }) / max(count::<I>(both), 1)
    }
}

#[test]
fn circle_holds_its_factors_still() {
    let held = CircleHeld::new(0.25, 4.0).unwrap();
    let entry = Entry {
        name: "Circle, held".to_owned(),
        subject: Box::new(Batch(held)),
    };
    let mut numbers = Numbers::new(5);
    for rows in [2, 5, 12] {
        let size = Size {
            samples: rows,
            columns: 3,
        };
        let mut args = arguments(<Circle as Loss>::SPEC, size, &mut numbers);
        args.insert(1, args[0].clone());
        println!("{}", check_args(&entry, &args).unwrap());
        // And the gradient of the loss itself is that one.
        let Array::Labels(id) = &args[2] else {
            panic!("identities");
        };
        let x = Rows::new(args[0].real(), 3).unwrap();
        let (_, expected) = held.value_and_grad(x, x, id).unwrap();
        let circle = Circle::new(0.25, 4.0).unwrap();
        let (_, gradient) = circle.value_and_grad(x, id).unwrap();
        for (got, expected) in gradient.iter().zip(&expected) {
            assert!(
                (got - expected).abs() <= 1e-12 * (1.0 + expected.abs()),
                "{got:e}, {expected:e}"
            );
        }
    }
}
