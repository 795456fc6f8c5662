//! What a check found, to be read.

use super::call::Array;
use super::subject::{Place, Point, Subject};
use alloc::{borrow::ToOwned, boxed::Box, format, string::String, vec::Vec};
use core::fmt::{self, Write};

/// What a check found. It reads the same as an error of a test and printed.
#[derive(Clone, PartialEq)]
pub struct Report {
    pub(super) name: String,
    pub(super) points: usize,
    pub(super) compared: usize,
    pub(super) kinks: usize,
    pub(super) unresolved: usize,
    pub(super) order: f64,
    pub(super) worst: f64,
    pub(super) wrong: usize,
    /// The first line, and the point.
    pub(super) finding: Option<Box<(String, String)>>,
}

impl Report {
    #[inline]
    pub(super) fn new(subject: &dyn Subject) -> Report {
        Report {
            name: subject.name().to_owned(),
            points: 0,
            compared: 0,
            kinks: 0,
            unresolved: 0,
            order: f64::NAN,
            worst: 0.0,
            wrong: 0,
            finding: None,
        }
    }

    /// Itself, as an error if something is wrong.
    #[inline]
    pub(super) fn judged(self) -> Result<Report, Report> {
        match self.finding {
            None => Ok(self),
            Some(_) => Err(self),
        }
    }

    /// The points at which the loss was called.
    #[must_use]
    #[inline]
    pub fn points(&self) -> usize {
        self.points
    }

    /// How many derivatives, or laws at points, were compared.
    #[must_use]
    #[inline]
    pub fn compared(&self) -> usize {
        self.compared
    }

    /// Of these derivatives, how many are at a kink, where the slopes of both sides bound them.
    #[must_use]
    #[inline]
    pub fn kinks(&self) -> usize {
        self.kinks
    }

    /// How many derivatives were not compared, since no differences converged.
    #[must_use]
    #[inline]
    pub fn unresolved(&self) -> usize {
        self.unresolved
    }

    /// The order with which the differences converge to the gradient, the median; 2 if both are right. NaN where it was not measured.
    #[must_use]
    #[inline]
    pub fn order(&self) -> f64 {
        self.order
    }

    /// The largest distance from the gradient to the limit of the differences, relative to the larger of the two.
    #[must_use]
    #[inline]
    pub fn worst(&self) -> f64 {
        self.worst
    }
}

impl fmt::Display for Report {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(finding) = &self.finding {
            let (what, at) = &**finding;
            writeln!(f, "{}: {what}\n{at}", self.name)?;
            return write!(
                f,
                "  {} of {} comparisons at {} points fail; this is the worst",
                self.wrong, self.compared, self.points
            );
        }
        write!(
            f,
            "{}: {} comparisons at {} points",
            self.name, self.compared, self.points
        )?;
        if self.kinks > 0 {
            write!(f, ", {} at kinks", self.kinks)?;
        }
        if self.unresolved > 0 {
            write!(f, ", {} more not resolved", self.unresolved)?;
        }
        if !self.order.is_nan() {
            write!(
                f,
                ", order {:.2}, worst relative distance {:.1e}",
                self.order, self.worst
            )?;
        }
        Ok(())
    }
}

impl fmt::Debug for Report {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for Report {}

/// The most elements of a row that are shown.
const SHOWN: usize = 12;

/// `  at       prediction = 1.5, target = -0.25, scale = 2`
#[inline]
pub(super) fn at(subject: &dyn Subject, point: &Point) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (argument, array) in subject.arguments().iter().zip(&point.arrays) {
        let mut text = format!("{} = ", argument.name);
        let done = match array {
            Array::Real(data, shape) if shape.is_empty() && data.len() == 1 => {
                write!(text, "{:?}", data[0])
            }
            Array::Real(data, _) => list(&mut text, data),
            Array::Labels(labels, _) if labels.len() == 1 => write!(text, "{}", labels[0]),
            Array::Labels(labels, _) => list(&mut text, labels),
        };
        debug_assert!(done.is_ok(), "a string takes everything");
        parts.push(text);
    }
    let learnables = subject.learnables();
    for (argument, now) in learnables.iter().zip(&point.learnables) {
        parts.push(format!("{} = {now:?}", argument.name));
    }
    for (name, now) in subject.params() {
        parts.push(format!("{name} = {now:?}"));
    }
    format!("  at       {}", parts.join(", "))
}

#[inline]
fn list<T: fmt::Debug>(text: &mut String, all: &[T]) -> fmt::Result {
    let rest = all.len().saturating_sub(SHOWN);
    write!(text, "{:?}", &all[..all.len() - rest])?;
    if rest > 0 {
        write!(text, " and {rest} more")?;
    }
    Ok(())
}

/// `logits[2]`
#[inline]
pub(super) fn variable(subject: &dyn Subject, point: &Point, place: Place) -> String {
    match place {
        Place::Element(array, element) => {
            let arguments = subject.arguments();
            let name = &arguments[array].name;
            match point.arrays[array].real().len() {
                1 => name.clone(),
                _ => format!("{name}[{element}]"),
            }
        }
        Place::Learnable(index) => subject.learnables()[index].name.clone(),
    }
}
