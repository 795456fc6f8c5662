//! What is checked: a function of arrays and learnables, with its gradient.

use super::call::Array;
use crate::array::{FromArrays, FromOutputs, Part};
use crate::error::Error;
use crate::kernel::Class;
use crate::loss::Loss;
use crate::options::Options;
use crate::reduction::Reduction;
use crate::spec::{Arg, Kind};
use alloc::{string::String, vec, vec::Vec};

/// An argument that comes with the call, or a learnable.
#[derive(Clone, Debug)]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// As declared.
    pub arg: Arg,
}

/// Where a loss is checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The arguments of the call.
    pub arrays: Vec<Array>,
    /// The learnables.
    pub learnables: Vec<f64>,
}

/// A variable of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Of an array, an element.
    Element(usize, usize),
    /// A learnable.
    Learnable(usize),
}

impl Point {
    #[inline]
    fn parts(&self) -> Vec<Part<'_, f64>> {
        self.arrays.iter().map(Array::part).collect()
    }

    /// The number at a place.
    #[inline]
    pub fn at(&self, place: Place) -> f64 {
        match place {
            Place::Element(array, element) => self.arrays[array].real()[element],
            Place::Learnable(index) => self.learnables[index],
        }
    }

    /// The same, to be changed.
    #[inline]
    pub fn at_mut(&mut self, place: Place) -> &mut f64 {
        match place {
            Place::Element(array, element) => &mut self.arrays[array].real_mut()[element],
            Place::Learnable(index) => &mut self.learnables[index],
        }
    }
}

/// A function with its gradient.
pub trait Subject {
    /// What reports call it.
    fn name(&self) -> &str;
    /// The arguments of a call, in order.
    fn arguments(&self) -> Vec<Argument>;
    /// The parameters that are differentiated.
    fn learnables(&self) -> Vec<Argument>;
    /// The axis whose length an axis shares.
    fn length_of(&self, axis: usize) -> usize;
    /// Whether the formula describes the batch.
    fn is_batch(&self) -> bool;
    /// A parameter that is one number.
    fn param(&self, name: &str) -> Option<f64>;
    /// Parameters that are not the defaults, for the report.
    fn params(&self) -> Vec<(String, f64)>;
    /// The value at a point.
    ///
    /// # Errors
    /// Those of a call.
    fn value(&mut self, point: &Point) -> Result<f64, Error>;
    /// The value, and one array an input, then one number a learnable.
    ///
    /// # Errors
    /// Those of a call.
    fn gradient(&mut self, point: &Point) -> Result<(f64, Vec<Vec<f64>>), Error>;
}

impl dyn Subject + '_ {
    /// Which arrays are differentiated.
    #[inline]
    pub fn inputs(&self) -> Vec<usize> {
        let arguments = self.arguments();
        let inputs = arguments.iter().enumerate();
        inputs
            .filter(|(_, a)| a.arg.kind == Kind::Input)
            .map(|(i, _)| i)
            .collect()
    }

    /// Every variable with its derivative.
    #[inline]
    pub fn places(&self, gradient: &[Vec<f64>]) -> Vec<(Place, f64)> {
        let inputs = self.inputs();
        let mut places = Vec::new();
        for (output, slopes) in gradient.iter().enumerate() {
            for (element, &slope) in slopes.iter().enumerate() {
                let place = match inputs.get(output) {
                    Some(&array) => Place::Element(array, element),
                    None => Place::Learnable(output - inputs.len()),
                };
                places.push((place, slope));
            }
        }
        places
    }
}

/// A loss.
pub(super) struct Typed<L>(pub L);

impl<L: Loss> Typed<L> {
    #[inline]
    fn numbered(&self, kind: Kind) -> impl Iterator<Item = (usize, &'static Arg)> {
        let args = L::SPEC.args.iter().enumerate();
        args.filter(move |(_, arg)| arg.kind == kind)
    }

    /// The sum of the losses: one sample, or several that do not know of each other.
    #[inline]
    fn options(&self) -> Options<'static> {
        match L::SPEC.batch {
            true => Options::default(),
            false => Options::default().reduce(Reduction::Sum),
        }
    }

    #[inline]
    fn learn(&mut self, point: &Point) {
        let learnables: Vec<usize> = self.numbered(Kind::Learnable).map(|(i, _)| i).collect();
        for (index, &to) in learnables.into_iter().zip(&point.learnables) {
            self.0.set_number(index, to);
        }
    }
}

impl<L> Subject for Typed<L>
where
    L: Loss + Clone,
{
    #[inline]
    fn name(&self) -> &str {
        L::NAME
    }

    #[inline]
    fn arguments(&self) -> Vec<Argument> {
        let args = L::SPEC.args.iter().filter(|arg| arg.is_per_call());
        args.map(|&arg| Argument {
            name: arg.name.into(),
            arg,
        })
        .collect()
    }

    #[inline]
    fn learnables(&self) -> Vec<Argument> {
        let mut learnables = Vec::new();
        for (index, &arg) in self.numbered(Kind::Learnable) {
            let now = match self.0.number(index) {
                Class::One(now) => Some(now),
                Class::Each(_) => None,
            };
            learnables.push(Argument {
                name: arg.name.into(),
                arg: Arg {
                    default: now.or(arg.default),
                    ..arg
                },
            });
        }
        learnables
    }

    #[inline]
    fn length_of(&self, axis: usize) -> usize {
        L::SPEC.axes.get(axis).map_or(axis, |axis| axis.length_of)
    }

    #[inline]
    fn is_batch(&self) -> bool {
        L::SPEC.batch
    }

    #[inline]
    fn param(&self, name: &str) -> Option<f64> {
        let index = L::SPEC.args.iter().position(|arg| arg.name == name)?;
        match self.0.number(index) {
            Class::One(x) => Some(x),
            Class::Each(_) => None,
        }
    }

    #[inline]
    fn params(&self) -> Vec<(String, f64)> {
        let params = self.numbered(Kind::Param);
        params
            .filter_map(|(_, arg)| Some((arg.name.into(), self.param(arg.name)?)))
            .collect()
    }

    #[inline]
    fn value(&mut self, point: &Point) -> Result<f64, Error> {
        self.learn(point);
        let inputs = FromArrays::from_parts(&point.parts())?;
        self.0.value_with::<f64>(&self.options(), inputs)
    }

    #[inline]
    fn gradient(&mut self, point: &Point) -> Result<(f64, Vec<Vec<f64>>), Error> {
        self.learn(point);
        let mut outputs: Vec<Vec<f64>> = (self as &dyn Subject)
            .inputs()
            .into_iter()
            .map(|input| vec![f64::NAN; point.arrays[input].real().len()])
            .chain(point.learnables.iter().map(|_| vec![f64::NAN]))
            .collect();
        let inputs = FromArrays::from_parts(&point.parts())?;
        let mut slices = outputs.iter_mut().map(Vec::as_mut_slice);
        let Some(into) = FromOutputs::from_outputs(&mut slices) else {
            return Err(Error::NoColumns);
        };
        let value = self
            .0
            .value_and_grad_into_with::<f64>(&self.options(), inputs, into)?;
        Ok((value, outputs))
    }
}
