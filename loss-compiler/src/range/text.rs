//! A range in words.

use std::fmt::{Display, Formatter, Result};

use super::{Finite, Hazard, Interval, Params, Precision, Range, Reach, Trouble};

impl Range {
    /// A line for each thing that is known, for a person.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for params in [Params::Any, Params::Default] {
            let of: Vec<&Finite> = self.finite.iter().filter(|f| f.params == params).collect();
            let who = match (self.has_params, params) {
                (true, Params::Any) => "inputs and parameters",
                _ => "inputs",
            };
            let note = match params {
                Params::Default => " (parameters at their defaults)",
                Params::Any => "",
            };
            if of.is_empty() {
                continue;
            }
            let value: Vec<_> = of.iter().map(|f| (f.precision, f.value)).collect();
            let gradient: Vec<_> = of.iter().map(|f| (f.precision, f.gradient)).collect();
            if value == gradient {
                lines.push(format!("value and gradient: {}{note}", reach(&value, who)));
            } else {
                lines.push(format!("value: {}{note}", reach(&value, who)));
                lines.push(format!("gradient: {}{note}", reach(&gradient, who)));
            }
        }
        lines.extend(self.hazards.iter().map(ToString::to_string));
        lines.extend(bounds(self.value).map(|text| format!("the value is {text}")));
        lines
    }

    /// Whether value and gradient are shown to be finite for every finite input and parameter, in both types.
    pub fn is_finite(&self) -> bool {
        let is = |f: &Finite| f.value == Reach::Every && f.gradient == Reach::Every;
        self.finite.iter().all(is)
    }
}

/// `finite for inputs up to 9e18 in f32, 4e153 in f64`
fn reach(of: &[(Precision, Reach)], who: &str) -> String {
    if of.iter().all(|(_, reach)| *reach == Reach::Every) {
        let types: Vec<&str> = of.iter().map(|(p, _)| p.name()).collect();
        return format!("finite for all finite {who} in {}", types.join(" and "));
    }
    if of.iter().all(|(_, reach)| *reach == Reach::NotShown) {
        return format!("not shown to be finite for all {who}");
    }
    let each = of.iter().map(|(p, reach)| match reach {
        Reach::Every => format!("of any size in {}", p.name()),
        Reach::UpTo(size) => format!("up to {} in {}", short(*size), p.name()),
        Reach::NotShown => format!("of no size shown in {}", p.name()),
    });
    let each: Vec<String> = each.collect();
    format!("finite for {who} {}", each.join(", "))
}

/// One digit and the power of ten, rounded down.
fn short(x: f64) -> String {
    let text = format!("{x:e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let digit = &digits[..1];
    match power {
        "0" | "1" | "2" | "3" => format!("{x}"),
        _ => format!("{digit}e{power}"),
    }
}

/// Bounds past this come of the longest axis or the largest number, and say nothing of the loss.
const TELLING: f64 = 1e4;

/// `from 0 to 1`
fn bounds(of: Interval) -> Option<String> {
    let number = |x: f64| {
        let near = x.round();
        // Outward rounding is of no interest to a reader.
        match (x - near).abs() < 1e-9 {
            true => format!("{}", near + 0.0),
            false => format!("{x:.4}"),
        }
    };
    let telling = |x: f64| x.abs() < TELLING;
    match (telling(of.lo), telling(of.hi)) {
        _ if of.is_empty() => None,
        (true, true) => Some(format!("from {} to {}", number(of.lo), number(of.hi))),
        (true, false) => Some(format!("at least {}", number(of.lo))),
        (false, true) => Some(format!("at most {}", number(of.hi))),
        (false, false) => None,
    }
}

impl Display for Hazard {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let what = match self.trouble {
            Trouble::Overflow => "may overflow",
            Trouble::DivisionByZero => "may divide by 0",
            Trouble::LogarithmOfZero => "may take the logarithm of 0",
            Trouble::LogarithmOfNegative => "may take the logarithm of a negative number",
            Trouble::RootOfNegative => "may take the root of a negative number",
            Trouble::OutsideDomain => "may leave the domain of its function",
        };
        let of = if self.is_gradient {
            "in the gradient, "
        } else {
            ""
        };
        write!(f, "{of}`{}` {what}", self.at)
    }
}
