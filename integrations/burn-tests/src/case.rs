//! The arguments of a call.

use loss_burn::loss_core::Elem;
use loss_burn::loss_core::array::Array;
use loss_burn::loss_core::spec::{Arg, Extent, Kind, Spec};

/// What the numbers are like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Points {
    /// Well inside the domain.
    Random,
    /// Scores of ±100.
    Saturated,
    /// Few values, so that many are equal.
    Ties,
}

/// The elements of an argument.
#[derive(Clone, Debug)]
pub enum Elements {
    /// Of an `input` or `data`.
    Real(Vec<f64>),
    /// Of an `index`.
    Labels(Vec<i64>),
}

/// Each argument that comes with a call, in the order declared.
#[derive(Clone, Debug)]
pub struct Case {
    /// What they are to the formula.
    pub args: Vec<&'static Arg>,
    /// Their elements.
    pub elements: Vec<Elements>,
    /// Their shapes, samples first.
    pub shapes: Vec<Vec<usize>>,
}

/// How many samples a call has.
const SAMPLES: usize = 5;

/// The length of each axis of a formula: no two that one formula has are equal, unless it says that they are.
pub(crate) const LENGTHS: [usize; 5] = [5, 4, 6, 3, 7];

struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

impl Case {
    /// Arguments for a loss, each number rounded to an element type.
    #[must_use]
    pub fn new(spec: &'static Spec, points: Points, round: fn(f64) -> f64) -> Case {
        let mut numbers = Numbers(7 + points as u64);
        let args: Vec<&Arg> = spec.args.iter().filter(|arg| arg.is_per_call()).collect();
        let shape = |arg: &&Arg| {
            let samples = (!spec.batch).then_some(SAMPLES);
            let own = arg.axes.iter().map(|extent| match *extent {
                Extent::Named(axis) => LENGTHS[axis],
                Extent::Fixed(n) => n,
            });
            samples.into_iter().chain(own).collect()
        };
        let shapes: Vec<Vec<usize>> = args.iter().map(shape).collect();
        let elements = args.iter().zip(&shapes).map(|(arg, shape)| {
            let count = shape.iter().product();
            match arg.kind {
                // Three classes or identities, so that each is there more than once.
                Kind::Index(_) | Kind::Identity => {
                    Elements::Labels((0..count).map(|_| (numbers.next() * 3.0) as i64).collect())
                }
                _ => {
                    let all = reals(spec.name, arg, count, points, &mut numbers);
                    Elements::Real(all.into_iter().map(round).collect())
                }
            }
        });
        Case {
            elements: elements.collect(),
            args,
            shapes,
        }
    }

    /// One sample alone.
    #[must_use]
    pub fn sample(&self, i: usize) -> Case {
        let own = |shape: &Vec<usize>| shape[1..].iter().product::<usize>();
        let elements = self.elements.iter().zip(&self.shapes);
        let elements = elements.map(|(elements, shape)| {
            let range = i * own(shape)..(i + 1) * own(shape);
            match elements {
                Elements::Real(x) => Elements::Real(x[range].to_vec()),
                Elements::Labels(x) => Elements::Labels(x[range].to_vec()),
            }
        });
        let one = |shape: &Vec<usize>| [&[1], &shape[1..]].concat();
        Case {
            args: self.args.clone(),
            elements: elements.collect(),
            shapes: self.shapes.iter().map(one).collect(),
        }
    }

    /// How many samples there are.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.shapes[0][0]
    }

    /// The numbers in an element type; nothing for labels.
    #[must_use]
    pub fn reals<E: Elem>(&self) -> Vec<Vec<E>> {
        let of = |elements: &Elements| match elements {
            Elements::Real(x) => x.iter().map(|&x| E::of(x)).collect(),
            Elements::Labels(_) => vec![],
        };
        self.elements.iter().map(of).collect()
    }

    /// As a kernel takes them.
    #[must_use]
    pub fn arrays<'a, E: Elem>(&'a self, reals: &'a [Vec<E>]) -> Vec<Array<'a, E>> {
        let all = self.elements.iter().zip(reals).zip(&self.shapes);
        all.map(|((elements, real), shape)| match elements {
            Elements::Real(_) => Array::new(real, shape),
            Elements::Labels(x) => Array::labels(&x[..], shape),
        })
        .collect()
    }
}

fn reals(loss: &str, arg: &Arg, count: usize, points: Points, numbers: &mut Numbers) -> Vec<f64> {
    let is_box = loss.ends_with("Iou");
    let (low, high) = match (arg.domain.low, arg.domain.high) {
        (Some(low), Some(high)) => {
            let room = (high.at - low.at) / 16.0;
            (low.at + room, high.at - room)
        }
        (Some(low), None) => (low.at + 0.125, low.at + 3.0),
        (None, Some(high)) => (high.at - 3.0, high.at - 0.125),
        // A distribution whose domain does not say so.
        (None, None) if loss == "JensenShannon" && arg.name != "prediction" => (0.125, 1.0),
        (None, None) => (-3.0, 3.0),
    };
    let is_score = arg.kind == Kind::Input && arg.domain.low.is_none() && arg.domain.high.is_none();
    let number = |(i, u): (usize, f64)| match points {
        // Two corners of a box.
        _ if is_box => u + if i % 4 < 2 { 0.0 } else { 1.25 },
        Points::Saturated if is_score && u < 0.5 => -100.0,
        Points::Saturated if is_score => 100.0,
        Points::Ties => low + (high - low) / 4.0 * (u * 4.0).floor(),
        _ => low + (high - low) * u,
    };
    (0..count).map(|i| number((i, numbers.next()))).collect()
}
