//! Points of a loss, drawn from what it declares: always the same ones.

use super::call::Array;
use super::numeric::{power, to_halves};
use super::subject::{Argument, Point, Subject};
use crate::spec::{Domain, Extent, Kind};
use alloc::vec::Vec;

/// Where in its domain an argument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stratum {
    /// Well inside, of about the size of 1.
    Ordinary,
    /// Inputs near the data they stand against, where a loss has its minimum.
    NearMatch,
    /// Inputs at those data, and on whole numbers: where formulas have their kinks.
    Match,
    /// Far out, or next to an end.
    Tail,
    /// On the ends of the domain, where they belong to it.
    End,
}

/// Every stratum, with how many points of it are drawn for each shape.
const STRATA: [(Stratum, usize); 5] = [
    (Stratum::Ordinary, 12),
    (Stratum::NearMatch, 8),
    (Stratum::Match, 6),
    (Stratum::Tail, 10),
    (Stratum::End, 4),
];

/// The lengths of the named axes: below, at and beyond a register.
const LENGTHS: [usize; 4] = [3, 1, 2, 9];

/// Points, in order, of a loss.
#[inline]
pub(super) fn points(subject: &dyn Subject) -> Vec<(Stratum, Point)> {
    let (arguments, learnables) = (subject.arguments(), subject.learnables());
    let mut numbers = Numbers(0x10_55);
    let mut points = Vec::new();
    // A batch loss compares all with all: long axes would take long.
    let lengths = if subject.is_batch() { 3 } else { LENGTHS.len() };
    for &length in &LENGTHS[..lengths] {
        for (stratum, count) in STRATA {
            for _ in 0..count {
                let point = Draw {
                    subject,
                    numbers: &mut numbers,
                    stratum,
                    length,
                }
                .point(&arguments, &learnables);
                points.push((stratum, point));
            }
        }
    }
    points
}

struct Draw<'a> {
    subject: &'a dyn Subject,
    numbers: &'a mut Numbers,
    stratum: Stratum,
    length: usize,
}

impl Draw<'_> {
    #[inline]
    fn point(&mut self, arguments: &[Argument], learnables: &[Argument]) -> Point {
        let mut arrays: Vec<Array> = arguments.iter().map(|a| self.array(a)).collect();
        if matches!(self.stratum, Stratum::NearMatch | Stratum::Match) {
            self.match_up(arguments, &mut arrays);
        }
        let learnables = learnables.iter().map(|a| {
            let now = a.arg.default.unwrap_or(1.0);
            let moved = now * self.numbers.uniform(0.75, 1.5);
            match self.stratum == Stratum::Ordinary && a.arg.domain.contains(moved) {
                true => moved,
                false => now,
            }
        });
        let learnables = learnables.collect();
        Point { arrays, learnables }
    }

    #[inline]
    fn extent(&self, extent: Extent) -> usize {
        match extent {
            // Other axes have other lengths, so that a mix-up shows.
            Extent::Named(axis) => self.length + self.subject.length_of(axis) % 2,
            Extent::Fixed(n) => n,
        }
    }

    #[inline]
    fn array(&mut self, argument: &Argument) -> Array {
        let arg = &argument.arg;
        let lengths: Vec<usize> = arg.axes.iter().map(|&e| self.extent(e)).collect();
        let shape = match self.subject.is_batch() {
            true => lengths.get(1..).unwrap_or_default().to_vec(),
            false => lengths.clone(),
        };
        let elements = lengths.iter().product::<usize>();
        let columns = match shape.is_empty() {
            true => 0,
            false => shape.iter().product(),
        };
        match arg.kind {
            Kind::Index(axis) => {
                let classes = self.extent(Extent::Named(axis));
                Array::Labels(self.labels(elements, classes), columns)
            }
            Kind::Identity => Array::Labels(self.labels(elements, 3), columns),
            _ => {
                let input = arg.kind == Kind::Input;
                let data = (0..elements).map(|_| self.number(arg.domain, input));
                Array::Real(data.collect(), shape)
            }
        }
    }

    #[inline]
    fn labels(&mut self, n: usize, classes: usize) -> Vec<i64> {
        (0..n)
            .map(|_| (self.numbers.bits() % classes.max(1) as u64) as i64)
            .collect()
    }

    #[inline]
    fn number(&mut self, domain: Domain, input: bool) -> f64 {
        // Targets are often on the ends and on whole numbers.
        let at_end = self.stratum == Stratum::End || (!input && self.numbers.one_of(3));
        let x = match self.stratum {
            _ if at_end => self.end(domain),
            Stratum::Tail if input => self.tail(domain),
            Stratum::Match => to_halves(self.ordinary(domain)),
            _ => self.ordinary(domain),
        };
        match domain.contains(x) {
            true => x,
            false => self.ordinary(domain),
        }
    }

    #[inline]
    fn ordinary(&mut self, domain: Domain) -> f64 {
        let (low, high) = match (domain.low, domain.high) {
            (Some(low), Some(high)) => {
                let room = (high.at - low.at) / 64.0;
                (low.at + room, high.at - room)
            }
            (Some(low), None) => (low.at + 0.0625, low.at + 4.0),
            (None, Some(high)) => (high.at - 4.0, high.at - 0.0625),
            (None, None) => (-3.0, 3.0),
        };
        self.numbers.uniform(low, high)
    }

    #[inline]
    fn tail(&mut self, domain: Domain) -> f64 {
        let near = power(2.0, -(self.numbers.uniform(3.0, 40.0) as i32));
        let far =
            self.numbers.uniform(1.0, 2.0) * power(2.0, self.numbers.uniform(2.0, 12.0) as i32);
        let up = self.numbers.one_of(2);
        match (domain.low, domain.high) {
            (Some(low), Some(high)) if up => high.at - (high.at - low.at) * near,
            (Some(low), Some(high)) => low.at + (high.at - low.at) * near,
            (Some(low), None) if up => low.at + far,
            (Some(low), None) => low.at + near,
            (None, Some(high)) if up => high.at - near,
            (None, Some(high)) => high.at - far,
            (None, None) if up => far,
            (None, None) => -far,
        }
    }

    #[inline]
    fn end(&mut self, domain: Domain) -> f64 {
        let up = self.numbers.one_of(2);
        match (domain.low, domain.high) {
            (Some(_), Some(high)) if up => high.at,
            (Some(low), Some(_)) => low.at,
            (Some(low), None) if up => low.at,
            (None, Some(high)) if up => high.at,
            _ => to_halves(self.ordinary(domain)),
        }
    }

    /// Puts inputs at, or near, the first array of data of their size, else the first input.
    #[inline]
    fn match_up(&mut self, arguments: &[Argument], arrays: &mut [Array]) {
        let is_data = |a: &Argument| a.arg.kind == Kind::Data;
        let of = arguments.iter().position(is_data).unwrap_or(0);
        let target = arrays[of].clone();
        for (index, (argument, array)) in arguments.iter().zip(&mut *arrays).enumerate() {
            let fits = array.real().len() == target.real().len();
            if index == of || argument.arg.kind != Kind::Input || !fits {
                continue;
            }
            for (x, t) in array.real_mut().iter_mut().zip(target.real()) {
                let near = power(2.0, -(self.numbers.uniform(2.0, 30.0) as i32));
                let offset = match self.stratum {
                    Stratum::NearMatch if self.numbers.one_of(2) => near,
                    Stratum::NearMatch => -near,
                    // Some at a distance of one: where robust losses change.
                    _ => [0.0, 0.0, 1.0, -1.0][(self.numbers.bits() % 4) as usize],
                };
                if argument.arg.domain.contains(t + offset) {
                    *x = t + offset;
                }
            }
        }
    }
}

/// The generator SplitMix64 (Steele, Lea and Flood 2014).
pub(super) struct Numbers(pub u64);

impl Numbers {
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform in `[low, high)`.
    #[inline]
    pub fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * ((self.bits() >> 11) as f64 * (f64::EPSILON / 2.0))
    }

    /// True once in `n`.
    #[inline]
    fn one_of(&mut self, n: u64) -> bool {
        self.bits().is_multiple_of(n)
    }
}

/// A point of the same data with other inputs, of an ordinary size.
#[inline]
pub(super) fn elsewhere(subject: &dyn Subject, point: &Point, numbers: &mut Numbers) -> Point {
    let mut other = point.clone();
    let arguments = subject.arguments();
    let mut draw = Draw {
        subject,
        numbers,
        stratum: Stratum::Ordinary,
        length: 0,
    };
    for input in subject.inputs() {
        let domain = arguments[input].arg.domain;
        for x in other.arrays[input].real_mut() {
            *x = draw.ordinary(domain);
        }
    }
    other
}
