//! A gradient against the limit of differences.
//!
//! The step is halved while Richardson's extrapolation (Ridders 1982) converges; the estimate whose last changes are smallest is the
//! limit, and these changes say how far it can be trusted. Where it contradicts the gradient, the slopes of both sides tell a kink from a mistake.

use super::numeric::{ln, power};
use super::points::points;
use super::report::{Report, at, variable};
use super::subject::{Place, Point, Subject};
use crate::spec::Domain;
use alloc::{boxed::Box, format, string::String, vec::Vec};

/// A step of the differences is halved at most so often: then rounding is all that is left, of a function of 53 bits.
const HALVINGS: usize = 26;

/// A limit known to this is known well enough.
const RESOLVED: f64 = 1e-10;

/// What a limit must be known to in order to say anything.
const TELLING: f64 = 1e-3;

/// How far a gradient may be from the limit beyond what the differences leave open, relative to it: rounding of losses whose terms
/// cancel, as in a sum over a row, keeps about half of the digits of the difference.
const TOLERANCE: f64 = 1e-7;

/// A derivative below this, of a loss of numbers of the size of 1, is as good as 0.
const FLAT: f64 = 1e-9;

/// The size of terms that cancel in a loss of a row, as similarities over a temperature do in a log-softmax.
const GRAIN: f64 = 16.0;

/// The most derivatives that are compared at one point.
const PLACES: usize = 8;

/// A limit of differences.
#[derive(Clone, Copy, Debug)]
struct Limit {
    at: f64,
    /// How far it may be off.
    error: f64,
}

/// A quotient of differences.
#[derive(Clone, Copy, Debug)]
struct Quotient {
    at: f64,
    /// What rounding of the value makes of it, about.
    noise: f64,
}

/// Which side differences are taken from.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Side {
    Both,
    Above,
    Below,
}

/// Differences along one variable.
struct Line<'a> {
    subject: &'a mut dyn Subject,
    point: Point,
    place: Place,
    x: f64,
    here: f64,
    /// The size of terms that may have cancelled in the value.
    grain: f64,
}

impl Line<'_> {
    #[inline]
    fn value(&mut self, x: f64) -> f64 {
        *self.point.at_mut(self.place) = x;
        let value = self.subject.value(&self.point).unwrap_or(f64::NAN);
        *self.point.at_mut(self.place) = self.x;
        value
    }

    #[inline]
    fn quotient(&mut self, side: Side, h: f64) -> Quotient {
        let (a, b) = match side {
            Side::Both => (self.x - h, self.x + h),
            Side::Above => (self.x, self.x + h),
            Side::Below => (self.x - h, self.x),
        };
        let low = if a == self.x {
            self.here
        } else {
            self.value(a)
        };
        let high = if b == self.x {
            self.here
        } else {
            self.value(b)
        };
        Quotient {
            at: (high - low) / (b - a),
            noise: f64::EPSILON * low.abs().max(high.abs()).max(self.grain) / h,
        }
    }

    /// The limit, and the quotients on the way.
    #[inline]
    fn limit(&mut self, side: Side, first: f64) -> (Option<Limit>, Vec<Quotient>) {
        // An order of the error of a central difference has a factor of 4, of a one-sided one of 2.
        let factor = if side == Side::Both { 4.0 } else { 2.0 };
        let mut best: Option<Limit> = None;
        let mut quotients = Vec::new();
        let mut row: Vec<f64> = Vec::new();
        let (mut last, mut before) = (f64::NAN, f64::INFINITY);
        let mut h = first;
        for _ in 0..HALVINGS {
            let quotient = self.quotient(side, h);
            // Once the values at both ends are the same number, halving shows nothing more.
            if quotient.at == 0.0 && quotients.iter().any(|q: &Quotient| q.at != 0.0) {
                break;
            }
            quotients.push(quotient);
            // Six columns: further ones would extrapolate the rounding.
            let mut next = Vec::with_capacity(6);
            next.push(quotient.at);
            let mut power = factor;
            for (j, &previous) in row.iter().take(5).enumerate() {
                let better = next[j] + (next[j] - previous) / (power - 1.0);
                next.push(better);
                power *= factor;
            }
            let estimate = next[next.len() - 1];
            let change = (estimate - last).abs();
            let error = change.max(before).max(4.0 * quotient.noise);
            if error.is_finite() && best.is_none_or(|best| error < best.error) {
                best = Some(Limit {
                    at: estimate,
                    error,
                });
            }
            if error <= RESOLVED * estimate.abs() || (error == 0.0 && quotients.len() > 4) {
                break;
            }
            (last, before) = (
                estimate,
                if change.is_nan() {
                    f64::INFINITY
                } else {
                    change
                },
            );
            row = next;
            h /= 2.0;
        }
        (best, quotients)
    }
}

/// How far a variable can go to each side, and a first step.
#[inline]
fn room(domain: Domain, x: f64) -> (f64, f64, f64) {
    let below = domain.low.map_or(f64::INFINITY, |low| x - low.at);
    let above = domain.high.map_or(f64::INFINITY, |high| high.at - x);
    (below, above, 0.125 * x.abs().max(1.0))
}

/// What the differences say of one derivative.
enum Verdict {
    Right { distance: f64, order: Option<f64> },
    Kink,
    Unresolved,
    Wrong { distance: f64, text: String },
}

/// Judges `slope`, which may be off by `coarse`.
#[inline]
fn judge(line: &mut Line<'_>, domain: Domain, slope: f64, coarse: f64) -> Verdict {
    let (below, above, step) = room(domain, line.x);
    let (side, first) = match (below > 0.0, above > 0.0) {
        (true, true) => (Side::Both, step.min(below / 2.0).min(above / 2.0)),
        (false, true) => (Side::Above, step.min(above / 2.0)),
        (true, false) => (Side::Below, step.min(below / 2.0)),
        (false, false) => return Verdict::Unresolved,
    };
    let (limit, quotients) = line.limit(side, first);
    let Some(limit) = limit else {
        return Verdict::Unresolved;
    };
    // Subnormal numbers have no relative accuracy.
    let scale = limit.at.abs().max(slope.abs()).max(1e-280);
    if slope.is_nan() {
        return Verdict::Wrong {
            distance: f64::INFINITY,
            text: told(slope, limit.at, &quotients, first),
        };
    }
    let off = (limit.at - slope).abs();
    let open = 8.0 * limit.error + TOLERANCE * scale + coarse;
    if limit.error > TELLING * scale {
        // Both are 0, as far as can be told.
        return match off <= open && limit.error <= FLAT {
            true => Verdict::Right {
                distance: 0.0,
                order: None,
            },
            false => Verdict::Unresolved,
        };
    }
    if off <= open {
        return Verdict::Right {
            distance: if off <= coarse { 0.0 } else { off / scale },
            order: order(&quotients, slope),
        };
    }
    if side == Side::Both
        && (is_kink(line, slope, first)
            || is_between_kinks(line, slope, first, off)
            || (coarse > 0.0 && is_right_beside(line, first, coarse)))
    {
        return Verdict::Kink;
    }
    Verdict::Wrong {
        distance: off / scale,
        text: told(slope, limit.at, &quotients, first),
    }
}

/// Whether the two sides have different slopes, and the gradient lies between them.
#[inline]
fn is_kink(line: &mut Line<'_>, slope: f64, first: f64) -> bool {
    let (Some(left), Some(right)) = (
        line.limit(Side::Below, first).0,
        line.limit(Side::Above, first).0,
    ) else {
        return false;
    };
    let scale = left.at.abs().max(right.at.abs());
    let open = 8.0 * (left.error + right.error) + 1e-5 * scale;
    let (low, high) = (left.at.min(right.at), left.at.max(right.at));
    high - low > open && low - open <= slope && slope <= high + open
}

/// Whether the gradient is right next to the point, on both sides: then several kinks meet in it, each with the subgradient of its own that
/// the language takes. Only where a loss is a sum over an axis can that be.
#[inline]
fn is_right_beside(line: &mut Line<'_>, first: f64, coarse: f64) -> bool {
    let x = line.x;
    [-1.0, 1.0].into_iter().all(|sign| {
        let nudged = first * power(2.0, -16) * sign;
        let mut point = line.point.clone();
        *point.at_mut(line.place) = x + nudged;
        let Ok((here, gradient)) = line.subject.gradient(&point) else {
            return false;
        };
        let places = line.subject.places(&gradient);
        let slope = places.into_iter().find(|(place, _)| *place == line.place);
        let mut beside = Line {
            subject: &mut *line.subject,
            x: x + nudged,
            place: line.place,
            point,
            here,
            grain: line.grain,
        };
        let limit = beside.limit(Side::Both, nudged.abs() / 2.0).0;
        match (limit, slope) {
            (Some(limit), Some((_, slope))) => {
                let scale = slope.abs().max(coarse / (64.0 * f64::EPSILON));
                let open = 8.0 * limit.error + TOLERANCE * scale;
                limit.error <= TELLING * scale && (limit.at - slope).abs() <= open
            }
            _ => false,
        }
    })
}

/// Whether the limit changes with smaller first steps, to the gradient: then there are kinks on both sides, near by.
#[inline]
fn is_between_kinks(line: &mut Line<'_>, slope: f64, first: f64, off: f64) -> bool {
    [-10, -20].into_iter().any(|exponent| {
        let limit = line.limit(Side::Both, first * power(2.0, exponent)).0;
        limit.is_some_and(|limit| {
            let open = 8.0 * limit.error + TOLERANCE * slope.abs();
            // What a small step leaves open must not hide what a large one has shown.
            (limit.at - slope).abs() <= open && 32.0 * open < off
        })
    })
}

/// The order of convergence to `slope`: of the last two halvings that agree on it, while the error stands out from rounding. None where the
/// error vanishes at once, as it does when a kink falls out of the step.
#[inline]
fn order(quotients: &[Quotient], slope: f64) -> Option<f64> {
    let (mut last, mut order, mut before_floor): (Option<f64>, Option<f64>, f64) =
        (None, None, 0.0);
    for pair in quotients.windows(2) {
        let (before, after) = ((pair[0].at - slope).abs(), (pair[1].at - slope).abs());
        let floor = 1e3 * (pair[1].noise + f64::EPSILON * slope.abs());
        if after <= floor || !before.is_finite() {
            return order.filter(|_| before_floor <= 32.0);
        }
        before_floor = after / floor;
        let now = ln(before / after) / core::f64::consts::LN_2;
        if last.is_some_and(|last| (now - last).abs() < 0.1) {
            order = Some(now);
        }
        last = Some(now);
    }
    order
}

#[inline]
fn told(slope: f64, limit: f64, quotients: &[Quotient], first: f64) -> String {
    let shown: Vec<String> = quotients
        .iter()
        .take(5)
        .map(|q| format!("{:.9}", q.at))
        .collect();
    format!(
        "  gradient {slope:?}\n  but the differences converge to {limit:?}: {}, … with steps of {first:e} and halves",
        shown.join(", ")
    )
}

/// Holds every derivative at every point against differences.
#[inline]
pub(super) fn check(subject: &mut dyn Subject) -> Result<Report, Report> {
    let mut report = Report::new(subject);
    let mut orders: Vec<f64> = Vec::new();
    let mut worst_wrong = 0.0;
    let domains: Vec<Domain> = subject.arguments().iter().map(|a| a.arg.domain).collect();
    let has_axes = subject.arguments().iter().any(|a| !a.arg.axes.is_empty());
    let learnable: Vec<Domain> = subject.learnables().iter().map(|a| a.arg.domain).collect();
    for (_, point) in points(subject) {
        let (here, gradient) = match subject.gradient(&point) {
            Ok(both) => both,
            Err(error) => {
                report.wrong += 1;
                let at = at(subject, &point);
                report.finding = Some(Box::new((format!("a call fails: {error}"), at)));
                return Err(report);
            }
        };
        report.points += 1;
        let alone = subject.value(&point).unwrap_or(f64::NAN);
        if alone.to_bits() != here.to_bits() && !(alone.is_nan() && here.is_nan()) {
            report.wrong += 1;
            let what = format!("the value alone is {alone:?}, and {here:?} with the gradient");
            report.finding = Some(Box::new((what, at(subject, &point))));
            return Err(report);
        }
        if !here.is_finite() {
            continue;
        }
        // A few of a long row, other ones at each point: those a stride apart.
        let places = subject.places(&gradient);
        let stride = places.len().div_ceil(PLACES);
        let from = report.points % stride.max(1);
        // What cancels in a row, as p - 1 does in a softmax, leaves units in the last place of the largest term.
        let largest = gradient
            .iter()
            .flatten()
            .fold(1.0, |most: f64, g| most.max(g.abs()));
        let coarse = if has_axes {
            64.0 * f64::EPSILON * largest
        } else {
            0.0
        };
        for (place, slope) in places.into_iter().skip(from).step_by(stride.max(1)) {
            if slope.is_infinite() {
                continue;
            }
            let domain = match place {
                Place::Element(array, _) => domains[array],
                Place::Learnable(index) => learnable[index],
            };
            let mut line = Line {
                x: point.at(place),
                point: point.clone(),
                subject: &mut *subject,
                place,
                here,
                grain: if has_axes { GRAIN } else { 0.0 },
            };
            match judge(&mut line, domain, slope, coarse) {
                Verdict::Unresolved => report.unresolved += 1,
                Verdict::Kink => {
                    report.compared += 1;
                    report.kinks += 1;
                }
                Verdict::Right { distance, order } => {
                    report.compared += 1;
                    report.worst = report.worst.max(distance);
                    orders.extend(order);
                }
                Verdict::Wrong { distance, text } => {
                    report.compared += 1;
                    report.wrong += 1;
                    if report.finding.is_none() || distance > worst_wrong {
                        worst_wrong = distance;
                        let variable = variable(subject, &point, place);
                        report.finding = Some(Box::new((
                            format!("the derivative by `{variable}` is wrong"),
                            format!("{}\n{text}", at(subject, &point)),
                        )));
                    }
                }
            }
        }
    }
    orders.sort_by(f64::total_cmp);
    report.order = orders.get(orders.len() / 2).copied().unwrap_or(f64::NAN);
    if report.compared == 0 && report.finding.is_none() {
        let text =
            "no derivative could be compared: the value is infinite, or jumps, at every point";
        report.finding = Some(Box::new((text.into(), String::new())));
    }
    report.judged()
}
