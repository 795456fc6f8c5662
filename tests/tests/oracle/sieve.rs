//! A sieve in front of the judge: the kernel in `f32` against that in `f64`, at very many points. Where the two are further apart than 4 units, the farthest
//! go to the judge. What is wrong in both kernels passes the sieve; only the judge's own points show that.

use loss_core::spec::Kind;
use loss_core::{Options, Reduction};
use loss_tests::subject::{Array, Subject};
use loss_tests::ulp::{Float, ulp, ulps};

use crate::judge::{Errors, Second};

/// What the kernel in `f64` says is this good is left to it: it is what is promised. A parameter that `f32` rounds moves the figure, as a rule by half a unit.
const GOOD: f64 = 4.0;

/// Points of one shape: the samples of a call, or a whole batch where the formula describes one.
#[derive(Clone)]
pub struct Block {
    /// The arguments of the call.
    pub args: Vec<Array<f32>>,
    /// How long rows are.
    pub columns: usize,
}

impl Block {
    /// One point of them.
    fn point(&self, i: usize, is_sample: bool) -> Block {
        self.some(&[i], is_sample)
    }

    /// Some of them.
    fn some(&self, points: &[usize], is_sample: bool) -> Block {
        if !is_sample {
            return self.clone();
        }
        Block {
            args: self.args.iter().map(|x| x.reorder(points)).collect(),
            columns: self.columns,
        }
    }
}

/// A loss in both types.
#[derive(Clone, Copy)]
pub struct Kernels<'a> {
    /// What is sieved.
    pub single: &'a dyn Subject<f32>,
    /// What by.
    pub double: &'a dyn Subject<f64>,
    /// Second derivatives of both.
    pub second: Option<(Second<'a, f32>, Second<'a, f64>)>,
}

/// What the sieve holds back.
pub struct Sieve<'a> {
    kernels: Kernels<'a>,
    /// How many of the farthest are kept, for value, gradient and second derivative each.
    most: usize,
    /// The worst of what is good.
    pub good: Errors,
    farthest: [Vec<(f64, Block)>; 3],
}

/// The numbers that a kernel puts out, point by point: the value, the gradient, the second derivative if there is one.
struct Outputs {
    numbers: Vec<f64>,
    width: usize,
}

impl Outputs {
    fn of<E: Float>(
        subject: &dyn Subject<E>,
        second: Option<Second<'_, E>>,
        block: &Block,
    ) -> Option<Outputs> {
        let args: Vec<Array<E>> = block.args.iter().map(Array::convert).collect();
        let options = match subject.is_sample() {
            true => Options::default().reduce(Reduction::Sum),
            false => Options::default(),
        };
        let (cost, slopes) = subject.value_and_grad(&options, &args).ok()?;
        let values = match subject.each(&Options::default(), &args) {
            Some(each) => each.ok()?,
            None => vec![E::of(cost)],
        };
        let points = values.len();
        let columns: Vec<Vec<E>> = [values].into_iter().chain(slopes).collect();
        let columns: Vec<_> = columns
            .into_iter()
            .chain(second.map(|second| second(&args)))
            .collect();
        let width = columns.iter().map(|column| column.len() / points).sum();
        let mut numbers = Vec::with_capacity(points * width);
        for point in 0..points {
            for column in &columns {
                let wide = column.len() / points;
                let numbers_of = &column[point * wide..][..wide];
                numbers.extend(numbers_of.iter().map(|x| x.to_f64()));
            }
        }
        Some(Outputs { numbers, width })
    }

    fn points(&self) -> usize {
        self.numbers.len() / self.width
    }

    fn of_point(&self, point: usize) -> &[f64] {
        &self.numbers[point * self.width..][..self.width]
    }
}

impl<'a> Kernels<'a> {
    fn single(&self, block: &Block) -> Option<Outputs> {
        Outputs::of(self.single, self.second.map(|s| s.0), block)
    }
    fn double(&self, block: &Block) -> Option<Outputs> {
        Outputs::of(self.double, self.second.map(|s| s.1), block)
    }

    /// How far each number is moved, if each argument is moved by a unit in its last place.
    fn moved(&self, block: &Block, here: &Outputs) -> Vec<f64> {
        let mut moved = vec![0.0; here.numbers.len()];
        for (i, arg) in self.single.args().enumerate() {
            if !matches!(arg.kind, Kind::Input | Kind::Data) {
                continue;
            }
            let width = block.args[i].real().len() / here.points();
            for element in 0..width {
                // Beyond an end of its domain an argument is none.
                let sides = [f32::next_down, f32::next_up].map(|step| {
                    let mut there = block.clone();
                    let numbers = there.args[i].real_mut().iter_mut();
                    for x in numbers.skip(element).step_by(width) {
                        *x = step(*x);
                    }
                    self.double(&there)
                });
                for (n, moved) in moved.iter_mut().enumerate() {
                    let steps = sides.iter().flatten();
                    let steps = steps.map(|there| (there.numbers[n] - here.numbers[n]).abs());
                    *moved += steps.filter(|s| s.is_finite()).fold(0.0, f64::max);
                }
            }
        }
        moved
    }

    /// The size of what each number of a point is a sum of, as the judge has it.
    fn terms(&self, block: &Block, point: usize, truth: &[f64]) -> Vec<f64> {
        let learnables = self.single.spec().args.iter();
        let learnables = learnables.filter(|arg| arg.kind == Kind::Learnable);
        let learnables: Vec<_> = learnables.map(|arg| self.single.param(arg.name)).collect();
        let end = truth.len() - usize::from(self.second.is_some());
        let mut terms = vec![0.0; truth.len()];
        let finite = |x: &f64| Some(x.abs()).filter(|x| x.is_finite());
        if self.single.has_axis() {
            let point = block.point(point, self.single.is_sample());
            let data = self.single.args().zip(&point.args);
            let data = data.filter(|(arg, _)| arg.kind == Kind::Data);
            let targets = data.flat_map(|(_, x)| x.real());
            let targets: f64 = targets.map(|x| f64::from(x.abs())).sum();
            let largest = truth[1..end].iter().filter_map(finite).fold(1.0, f64::max);
            terms[1..end].fill(largest.max(targets));
        }
        for (term, learnt) in terms[..end].iter_mut().rev().zip(learnables.iter().rev()) {
            *term = term.max((truth[0] / learnt).abs());
        }
        terms
    }

    /// How far a point is off, in value, gradient and second derivative: in units in the last place, or of `moved`.
    fn apart(&self, got: &[f64], truth: &[f64], terms: &[f64], moved: Option<&[f64]>) -> Errors {
        let mut errors = [0.0; 3];
        for (i, (&got, &truth)) in got.iter().zip(truth).enumerate() {
            let last = i + 1 == terms.len() && self.second.is_some();
            let which = if last { 2 } else { i.min(1) };
            if i > 0 && truth.is_nan() {
                continue;
            }
            let mut error = ulps::<f32>(got, truth);
            if error.is_finite() {
                let unit = ulp::<f32>(truth.abs().max(terms[i]).min(f32::LARGEST));
                error = (got - truth).abs() / unit.max(moved.map_or(0.0, |moved| moved[i]));
            }
            errors[which] = f64::max(errors[which], error);
        }
        errors
    }
}

impl<'a> Sieve<'a> {
    /// With nothing in it.
    pub fn new(kernels: Kernels<'a>, most: usize) -> Sieve<'a> {
        let none = if kernels.second.is_some() { 0.0 } else { -1.0 };
        Sieve {
            kernels,
            most,
            good: [0.0, 0.0, none],
            farthest: [vec![], vec![], vec![]],
        }
    }

    /// The farthest of what is not good, each a point.
    pub fn farthest(&self) -> impl Iterator<Item = &Block> {
        self.farthest.iter().flatten().map(|(_, point)| point)
    }

    /// More points.
    pub fn take(&mut self, block: &Block) {
        let kernels = self.kernels;
        let both = kernels.single(block).zip(kernels.double(block));
        let (got, truth) = both.expect("a call that fits");
        let is_sample = kernels.single.is_sample();
        let mut far = Vec::new();
        for i in 0..truth.points() {
            let here = truth.of_point(i);
            // What cannot be represented is promised nothing.
            if !(here[0] as f32).is_finite() {
                continue;
            }
            let terms = kernels.terms(block, i, here);
            let errors = kernels.apart(got.of_point(i), here, &terms, None);
            for (good, error) in self.good.iter_mut().zip(errors) {
                // Negative where there is no second derivative.
                if *good >= 0.0 && error <= GOOD {
                    *good = good.max(error);
                }
            }
            // What is moved by its arguments is nearer than this.
            if (0..3).any(|which| errors[which] > GOOD.max(self.nearest(which))) {
                far.push((i, terms, errors));
            }
        }
        if far.is_empty() {
            return;
        }
        let order: Vec<usize> = far.iter().map(|&(i, ..)| i).collect();
        let some = block.some(&order, is_sample);
        let here = kernels.double(&some).expect("a call that fits");
        let moved = kernels.moved(&some, &here);
        for (n, (i, terms, raw)) in far.into_iter().enumerate() {
            let moved = &moved[n * here.width..][..here.width];
            let errors = kernels.apart(got.of_point(i), here.of_point(n), &terms, Some(moved));
            for which in 0..3 {
                if raw[which] > GOOD && errors[which] > self.nearest(which) {
                    let there = block.point(i, is_sample);
                    let farthest = &mut self.farthest[which];
                    farthest.push((errors[which], there));
                    farthest.sort_by(|a, b| b.0.total_cmp(&a.0));
                    farthest.truncate(self.most);
                }
            }
        }
    }

    /// How far the nearest is that is kept, if there is no room for more.
    fn nearest(&self, which: usize) -> f64 {
        let farthest = &self.farthest[which];
        let full = farthest.get(self.most - 1);
        full.map_or(-1.0, |(far, _)| *far)
    }
}
