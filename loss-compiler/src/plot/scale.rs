//! From numbers to places on a picture.

/// Maps an interval of numbers to an interval of places.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// The least number.
    pub low: f64,
    /// The greatest.
    pub high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// From `low..high` to `from..to`.
    pub fn new(low: f64, high: f64, from: f64, to: f64) -> Scale {
        Scale {
            low,
            high,
            from,
            to,
        }
    }

    /// That of the values of a panel. What shoots up next to an end, as a logarithm does, is cut off; what is rounding beside
    /// `size`, that of the loss, is none of its features.
    pub fn covering(values: impl Iterator<Item = f64>, size: f64, from: f64, to: f64) -> Scale {
        let mut all: Vec<f64> = values.filter(|y| y.is_finite()).collect();
        all.sort_by(f64::total_cmp);
        let (Some(&low), Some(&high)) = (all.first(), all.last()) else {
            return Scale::new(-1.0, 1.0, from, to);
        };
        let most = all.len() - 1;
        let (inner_low, inner_high) = (all[most * 2 / 100], all[most - most * 2 / 100]);
        let room = (inner_high - inner_low) * 0.6;
        let (low, high) = (low.max(inner_low - room), high.min(inner_high + room));
        // A constant is seen beside 0.
        let least = 1e-9 * low.abs().max(high.abs()).max(size);
        let middle = f64::midpoint(low, high);
        let (low, high) = match high - low > least {
            true => (low, high),
            false if middle.abs() <= 1e-9 * size => (-1.0, 1.0),
            false => ((1.5 * middle).min(0.0), (1.5 * middle).max(0.0)),
        };
        let margin = 0.06 * (high - low);
        Scale::new(low - margin, high + margin, from, to)
    }

    /// The place of a number.
    pub fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// Multiples of 1, 2 or 5 times a power of ten, about `count` of them.
    pub fn ticks(&self, count: f64) -> Vec<f64> {
        let rough = (self.high - self.low) / count;
        let power = 10_f64.powf(rough.log10().floor());
        let steps = [1.0, 2.0, 5.0, 10.0].map(|s| s * power);
        let step = steps.into_iter().find(|s| *s >= rough).unwrap_or(power);
        // An interval next to an end of the numbers has no such multiples.
        if !(step.is_normal() && (self.low / step).abs() < 1e9 && (self.high / step).abs() < 1e9) {
            return vec![self.low, self.high];
        }
        let (first, last) = (
            (self.low / step).ceil() as i64,
            (self.high / step).floor() as i64,
        );
        (first..=last)
            .map(|multiple| multiple as f64 * step)
            .collect()
    }
}

/// A number without the dust of binary fractions.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e6).contains(&size) {
        return format!("{value:.0e}");
    }
    let text = format!("{value:.6}");
    match text.trim_end_matches('0').trim_end_matches('.') {
        "" | "-0" => "0".to_owned(),
        trimmed => trimmed.replace('-', "−"),
    }
}

/// Whether a line is broken between two of its points: a step that its neighbours know nothing of.
pub fn is_step(before: Option<f64>, a: f64, b: f64, after: Option<f64>, height: f64) -> bool {
    let step = (b - a).abs();
    let is_small =
        |other: Option<f64>, end: f64| other.is_none_or(|x| (x - end).abs() < step / 6.0);
    step > 0.02 * height && is_small(before, a) && is_small(after, b)
}
