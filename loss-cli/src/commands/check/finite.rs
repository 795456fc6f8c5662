//! Where a loss or its gradient is infinite or no number, of the points of its domain that were tried.

use loss_core::check::{Place, Point, Subject, any};
use loss_core::spec::Kind;

use super::subject::Interpreted;

/// Sizes at which squares and exponentials overflow.
const HUGE: [f64; 4] = [1e30, -1e30, 1e300, -1e300];

/// The simplest point at which something happens.
#[derive(Debug, Default)]
pub struct Findings {
    pub value_nan: Option<String>,
    pub gradient_nan: Option<String>,
    pub value_infinite: Option<String>,
    pub gradient_infinite: Option<String>,
    pub beyond: Option<String>,
    pub points: usize,
}

impl Findings {
    /// Whether there is no number where there should be one.
    pub fn has_nan(&self) -> bool {
        self.value_nan.is_some() || self.gradient_nan.is_some()
    }
}

/// Looks at every point of the checks, and at some with an input of a size that no model should put out.
pub fn find(subject: &mut Interpreted) -> Findings {
    let mut findings = Findings::default();
    let points = any::points(subject);
    findings.points = points.len();
    for (index, point) in points.iter().enumerate() {
        let at = any::written(subject, point);
        let (value, gradient) = evaluated(subject, point);
        let slopes = || gradient.iter().flatten();
        keep(&mut findings.value_nan, value.is_nan(), &at);
        keep(&mut findings.value_infinite, value.is_infinite(), &at);
        // Of a value that is no number the gradient is none either.
        let nan = !value.is_nan() && slopes().any(|slope| slope.is_nan());
        keep(&mut findings.gradient_nan, nan, &at);
        let infinite = slopes().any(|slope| slope.is_infinite());
        keep(&mut findings.gradient_infinite, infinite, &at);
        if index % 16 == 0 && value.is_finite() {
            huge(subject, point, &mut findings);
        }
    }
    findings
}

fn huge(subject: &mut Interpreted, point: &Point, findings: &mut Findings) {
    let arguments = subject.arguments();
    let inputs = arguments.iter().enumerate();
    for (array, argument) in inputs.filter(|(_, a)| a.arg.kind == Kind::Input) {
        for size in HUGE {
            if !argument.arg.domain.contains(size) || point.arrays[array].real().is_empty() {
                continue;
            }
            let mut far = point.clone();
            *far.at_mut(Place::Element(array, 0)) = size;
            let (value, gradient) = evaluated(subject, &far);
            let all = std::iter::once(&value).chain(gradient.iter().flatten());
            let is_lost = !all.into_iter().all(|x| x.is_finite());
            keep(&mut findings.beyond, is_lost, &any::written(subject, &far));
        }
    }
}

fn evaluated(subject: &mut Interpreted, point: &Point) -> (f64, Vec<Vec<f64>>) {
    // The interpreter reports no errors at its own points.
    subject.gradient(point).unwrap_or((f64::NAN, vec![]))
}

fn keep(best: &mut Option<String>, happens: bool, at: &str) {
    if happens && best.as_ref().is_none_or(|best| at.len() < best.len()) {
        *best = Some(at.to_owned());
    }
}

/// The largest distance between the gradient that the compiler derived and that of dual numbers, relative, and where.
pub fn against_duals(subject: &Interpreted) -> (f64, String) {
    let (mut worst, mut place) = (0.0, String::new());
    for point in any::points(subject) {
        let env = subject.env(&point);
        let derived = subject.function.gradient(&env);
        let duals = subject.function.gradient_by_duals(&env);
        let all = derived.values().flatten().chain(duals.values().flatten());
        let largest = all.fold(0.0, |most: f64, x| most.max(x.abs()));
        if !largest.is_finite() || !subject.function.value(&env).is_finite() {
            continue;
        }
        for (by, slopes) in &derived {
            let other = duals.get(by).map(Vec::as_slice).unwrap_or_default();
            for (a, b) in slopes.iter().zip(other) {
                let distance = (a - b).abs() / largest.max(1.0);
                if distance > worst {
                    let name = &subject.function.written.arg(*by).name;
                    worst = distance;
                    place = format!(
                        "by `{name}`: derived {a:?}, dual numbers {b:?}\n  at       {}",
                        any::written(subject, &point)
                    );
                }
            }
        }
    }
    (worst, place)
}
