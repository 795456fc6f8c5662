//! Where losses are judged: ordinary points, near a match and at one, far tails, next to the ends of a domain and on them, tiny and subnormal numbers.

use loss_core::spec::{Domain, Kind, Spec};
use loss_tests::numbers::Numbers;
use loss_tests::sampling::{Size, arguments};
use loss_tests::subject::Array;
use loss_tests::ulp::Float;

/// One sample, or the batch of a batch loss, in numbers of `E`; `index` says where.
pub fn point<E: Float>(spec: &Spec, index: usize) -> (Vec<Array<E>>, usize) {
    let mut numbers = Numbers::new(index as u64);
    let columns = [3, 2, 5, 1, 9][index / 5 % 5];
    // Rows of rows are long enough as they are.
    let deep = spec.args.iter().any(|arg| arg.axes.len() > 1) && !spec.batch;
    let columns = if deep { columns.min(3) } else { columns };
    let samples = if spec.batch { 4 } else { 1 };
    let size = Size { samples, columns };
    let mut args = arguments(spec, size, &mut numbers);
    let per_call: Vec<_> = spec.args.iter().filter(|arg| arg.is_per_call()).collect();
    let target = per_call
        .iter()
        .position(|arg| arg.kind == Kind::Data)
        .map(|data| args[data].clone());
    for (arg, array) in per_call.iter().zip(&mut args) {
        if !matches!(arg.kind, Kind::Input | Kind::Data) {
            continue;
        }
        for (i, x) in array.real_mut().iter_mut().enumerate() {
            let moved = match (arg.kind, index % 5) {
                // Targets are often classes.
                (Kind::Data, _) if numbers.below(2) == 0 => end(arg.domain, &mut numbers),
                (Kind::Data, _) | (_, 0) => None,
                (_, 1) => target.as_ref().and_then(|t| t.real().get(i)).map(|t| {
                    t + [0.0, 1.0, -1.0][numbers.below(3)] * 2f64.powi(-(numbers.below(24) as i32))
                }),
                (_, 2) => Some(tail(arg.domain, &mut numbers)),
                (_, 3) => end(arg.domain, &mut numbers),
                _ => Some(numbers.uniform(1.0, 2.0) * tiny::<E>(&mut numbers)),
            };
            let moved = E::of(moved.unwrap_or(*x)).to_f64();
            if arg.domain.contains(moved) {
                *x = moved;
            }
        }
    }
    (args.iter().map(Array::convert).collect(), columns)
}

fn tail(domain: Domain, numbers: &mut Numbers) -> f64 {
    let far = numbers.uniform(1.0, 2.0) * 2f64.powi(numbers.below(9) as i32);
    let near = 2f64.powi(-(2 + numbers.below(22) as i32));
    let up = numbers.below(2) == 0;
    match (domain.low, domain.high) {
        (Some(low), Some(high)) if up => high.at - (high.at - low.at) * near,
        (Some(low), Some(high)) => low.at + (high.at - low.at) * near,
        (Some(low), None) => low.at + far,
        (None, Some(high)) => high.at - far,
        (None, None) if up => far,
        (None, None) => -far,
    }
}

fn end(domain: Domain, numbers: &mut Numbers) -> Option<f64> {
    let up = numbers.below(2) == 0;
    match (domain.low, domain.high) {
        (Some(_), Some(high)) if up => Some(high.at),
        (Some(low), _) => Some(low.at),
        (None, Some(high)) => Some(high.at),
        (None, None) => Some(numbers.below(7) as f64 - 3.0),
    }
}

/// A size between 1 and the smallest number of the type.
fn tiny<E: Float>(numbers: &mut Numbers) -> f64 {
    let least = E::SMALLEST.log2();
    2f64.powf(numbers.uniform(least, 0.0).floor())
}
