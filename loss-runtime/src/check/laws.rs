//! Claims against values and gradients: each trait is a law.

use super::constant::constant;
use super::law::{Law, Points, holds};
use super::points::{Numbers, points};
use super::report::{Report, at};
use super::subject::Subject;
use crate::spec::Trait;
use alloc::{boxed::Box, format, string::String};

/// Holds every trait at every point.
#[inline]
pub(super) fn check(subject: &mut dyn Subject, traits: &[Trait]) -> Result<Report, Report> {
    let mut report = Report::new(subject);
    let points = points(subject);
    report.points = points.len();
    for claim in traits {
        let number = match claim.constant() {
            None => 0.0,
            Some(text) => match constant(text, &|name| subject.param(name)) {
                Some(number) => number,
                None => {
                    report.wrong += 1;
                    let why =
                        format!("`{claim}`: the constant is no formula of numbers and parameters");
                    report.finding = Some(Box::new((why, String::new())));
                    continue;
                }
            },
        };
        // The same pairs of points for every claim, whatever the claims before it.
        let mut numbers = Numbers(0xC1A1);
        for (stratum, point) in &points {
            let mut law = Law {
                subject: &mut *subject,
                number,
                points: Points {
                    stratum: *stratum,
                    here: point,
                },
                numbers: &mut numbers,
            };
            match holds(claim, &mut law) {
                Ok(true) => report.compared += 1,
                Ok(false) => {}
                Err(why) => {
                    report.compared += 1;
                    report.wrong += 1;
                    if report.finding.is_none() {
                        let what = format!("claims to be `{claim}`, and is not");
                        let place = at(subject, point);
                        report.finding = Some(Box::new((what, format!("{place}\n  {why}"))));
                    }
                }
            }
        }
    }
    report.judged()
}
