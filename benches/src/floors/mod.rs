//! The floors: how fast a loss must be, and whether it is.

pub mod measure;
pub mod report;
pub mod table;

use crate::race::Lap;
use table::{Against, Floor, Shape};

/// The name of the generated kernel in a race.
pub const OURS: &str = "ours";

/// What was measured of a case, and what of its floors.
#[derive(Clone, Debug)]
pub struct Row {
    /// The case.
    pub title: String,
    /// The loss.
    pub loss: &'static str,
    /// How many samples, if others can be measured on the same.
    pub shape: Option<Shape>,
    /// The kind of pass over memory that limits it.
    pub limit: &'static str,
    /// The fastest lap of each contestant.
    pub laps: Vec<Lap>,
    /// The floors of the case.
    pub checks: Vec<Check>,
}

/// A floor, and what was measured.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// Whom.
    pub against: Against,
    /// How much.
    pub floor: f64,
    /// How much it is; nothing, if whom it is compared with was not there.
    pub measured: Option<f64>,
}

/// How a floor fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Ok,
    /// It does not.
    Missed,
    /// Nobody knows.
    NotMeasured,
}

impl Check {
    /// Whether the floor holds.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.measured {
            None => Verdict::NotMeasured,
            // NaN holds nothing.
            Some(x) if self.against.at_least() && x >= self.floor => Verdict::Ok,
            Some(x) if !self.against.at_least() && x <= self.floor => Verdict::Ok,
            Some(_) => Verdict::Missed,
        }
    }
}

impl Verdict {
    /// As printed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Ok => "ok",
            Verdict::Missed => "MISSED",
            Verdict::NotMeasured => "not measured",
        }
    }
}

impl Row {
    /// Compares the laps with the floors.
    #[must_use]
    pub fn new(title: String, loss: &'static str, laps: Vec<Lap>, floors: &[Floor]) -> Self {
        let checks = floors
            .iter()
            .map(|&(against, floor)| Check {
                against,
                floor,
                measured: measured(&laps, against),
            })
            .collect();
        Row {
            title,
            loss,
            shape: None,
            limit: "",
            laps,
            checks,
        }
    }

    /// The lap of a contestant.
    #[must_use]
    pub fn lap(&self, name: &str) -> Option<&Lap> {
        self.laps.iter().find(|lap| lap.name == name)
    }

    /// The time an element of another contestant over ours.
    #[must_use]
    pub fn ratio(&self, other: &str) -> Option<f64> {
        Some(self.lap(other)?.per_element() / self.lap(OURS)?.per_element())
    }

    /// Whether a floor does not hold.
    #[must_use]
    pub fn is_missed(&self) -> bool {
        self.checks
            .iter()
            .any(|check| check.verdict() == Verdict::Missed)
    }
}

fn measured(laps: &[Lap], against: Against) -> Option<f64> {
    if against == Against::Nanoseconds {
        return laps.iter().map(|lap| lap.ns).reduce(f64::max);
    }
    let of = |name: &str| laps.iter().find(|lap| lap.name == name);
    let ratio = of(against.name())?.per_element() / of(OURS)?.per_element();
    Some(match against {
        Against::Limit => 100.0 * ratio,
        _ if against.at_least() => ratio,
        _ => 1.0 / ratio,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lap(name: &str, elements: usize, ns: f64) -> Lap {
        Lap {
            name: name.to_owned(),
            elements,
            ns,
            median: ns,
        }
    }

    #[test]
    fn floors_are_compared_in_their_direction() {
        let laps = vec![
            lap(OURS, 10, 10.0),
            lap("by hand", 10, 8.0),
            lap("limit, %", 10, 7.0),
            lap("K = 1000", 1000, 600.0),
        ];
        let floors = [
            (Against::Baseline, 1.10),
            (Against::Baseline, 1.25),
            (Against::Limit, 60.0),
            (Against::Candle, 5.0),
            (Against::Long, 2.0),
        ];
        let row = Row::new(String::new(), "", laps, &floors);
        let verdicts: Vec<_> = row.checks.iter().map(Check::verdict).collect();
        use Verdict::{Missed, NotMeasured, Ok};
        assert_eq!(verdicts, [Missed, Ok, Ok, NotMeasured, Ok]);
        assert!(row.is_missed());
        assert_eq!(row.ratio("by hand"), Some(0.8));
        assert_eq!(row.ratio("burn"), None);
        let nan = Row::new(
            String::new(),
            "",
            vec![lap(OURS, 1, f64::NAN)],
            &[(Against::Nanoseconds, 1.0)],
        );
        assert_eq!(nan.checks[0].verdict(), Missed);
    }
}
