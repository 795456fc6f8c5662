//! Arguments for any loss, made from what the loss says of itself: kinds, axes and domains.

use loss_core::spec::{Arg, Domain, Extent, Kind, Spec};

use crate::numbers::Numbers;
use crate::subject::Array;

/// How large a call is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Samples; in a batch loss the length of the first axis of each argument.
    pub samples: usize,
    /// The length of every other named axis.
    pub columns: usize,
}

/// Numbers well inside the domain, of about the size of 1.
fn range(domain: Domain) -> (f64, f64) {
    match (domain.low, domain.high) {
        (Some(low), Some(high)) => {
            let room = (high.at - low.at) / 16.0;
            (low.at + room, high.at - room)
        }
        (Some(low), None) => (low.at + 0.125, low.at + 3.0),
        (None, Some(high)) => (high.at - 3.0, high.at - 0.125),
        (None, None) => (-3.0, 3.0),
    }
}

/// Arguments of a loss. Labels run over the classes; identities are few, so that some are equal.
#[must_use]
pub fn arguments(spec: &Spec, size: Size, numbers: &mut Numbers) -> Vec<Array<f64>> {
    let per_call = spec.args.iter().filter(|arg| arg.is_per_call());
    per_call
        .map(|arg| argument(spec, arg, size, numbers))
        .collect()
}

/// The length of a named axis in such arguments.
#[must_use]
pub fn length(spec: &Spec, axis: usize, size: Size) -> usize {
    let first = |arg: &Arg| arg.axes.first().copied();
    let is_first = |arg: &&Arg| first(arg) == Some(Extent::Named(axis));
    match spec.args.iter().find(is_first) {
        // Two batches of different size where a batch loss has two axes of samples.
        Some(arg) if spec.batch && first(arg) != spec.args.first().and_then(first) => {
            size.samples + 2
        }
        Some(_) if spec.batch => size.samples,
        _ => size.columns,
    }
}

fn argument(spec: &Spec, arg: &Arg, size: Size, numbers: &mut Numbers) -> Array<f64> {
    let Size { samples, columns } = size;
    match arg.kind {
        Kind::Index(axis) => {
            return Array::Labels(numbers.labels(samples, length(spec, axis, size)));
        }
        Kind::Identity => return Array::Labels(numbers.labels(samples, 3)),
        _ => {}
    }
    let along = |extent: &Extent| match *extent {
        Extent::Named(_) => columns,
        Extent::Fixed(n) => n,
    };
    let axes = if spec.batch { &arg.axes[1..] } else { arg.axes };
    let samples = match arg.axes.first() {
        Some(Extent::Named(axis)) if spec.batch => length(spec, *axis, size),
        _ => samples,
    };
    let shape: Vec<usize> = axes.iter().map(along).collect();
    let elements = samples * shape.iter().product::<usize>();
    let (low, high) = range(arg.domain);
    let data = match (spec.name, arg.name) {
        // Corners in order, so that the boxes have an area.
        (
            "Iou" | "GeneralizedIou" | "DistanceIou" | "CompleteIou" | "LogIou" | "EfficientIou",
            _,
        ) => boxes(samples, numbers),
        // A distribution, though its domain does not say so.
        ("JensenShannon", "b" | "target") => numbers.many(elements, 0.125, 1.0),
        _ => numbers.many(elements, low, high),
    };
    Array::Real(data, shape)
}

fn boxes(samples: usize, numbers: &mut Numbers) -> Vec<f64> {
    let one = |_| {
        let (x, y) = (numbers.uniform(0.0, 1.0), numbers.uniform(0.0, 1.0));
        [
            x,
            y,
            x + numbers.uniform(0.5, 2.0),
            y + numbers.uniform(0.5, 2.0),
        ]
    };
    (0..samples).flat_map(one).collect()
}
