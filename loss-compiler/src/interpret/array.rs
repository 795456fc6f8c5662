//! Arrays with named axes.

use std::collections::BTreeMap;

use crate::graph::{Axes, Axis};

/// The coordinates of an element: a position along each axis, those of axes that do not matter 0.
pub type Place = [usize; Axes::MOST];

/// The elements of an array.
#[derive(Clone, Debug, PartialEq)]
pub enum Elements<N> {
    /// Real numbers.
    Real(Vec<N>),
    /// Truth values.
    Truth(Vec<bool>),
    /// Classes or identities.
    Index(Vec<i64>),
}

/// Elements along a set of axes, the last axis contiguous.
#[derive(Clone, Debug, PartialEq)]
pub struct Array<N> {
    /// The axes, in order, with their lengths.
    pub shape: Vec<(Axis, usize)>,
    /// The elements.
    pub elements: Elements<N>,
}

impl<N> Array<N> {
    /// The real numbers; of other elements none.
    pub fn reals(&self) -> &[N] {
        match &self.elements {
            Elements::Real(x) => x,
            _ => &[],
        }
    }
    /// The only real number of an array without axes.
    pub fn number(&self) -> Option<&N> {
        match self.reals() {
            [x] if self.shape.is_empty() => Some(x),
            _ => None,
        }
    }
    /// The real number at a place; axes that the array lacks take no part.
    pub fn real_at(&self, place: &Place) -> Option<&N> {
        self.reals().get(self.offset(place))
    }
    /// Where the element at a place stands.
    pub(super) fn offset(&self, place: &Place) -> usize {
        self.shape.iter().fold(0, |at, &(axis, length)| {
            at * length + place[axis.0 as usize]
        })
    }
    pub(super) fn real(&self, place: &Place) -> &N {
        match &self.elements {
            Elements::Real(x) => &x[self.offset(place)],
            _ => unreachable!("the graph is typed"),
        }
    }
    pub(super) fn truth(&self, place: &Place) -> bool {
        match &self.elements {
            Elements::Truth(x) => x[self.offset(place)],
            _ => unreachable!("the graph is typed"),
        }
    }
    pub(super) fn index(&self, place: &Place) -> i64 {
        match &self.elements {
            Elements::Index(x) => x[self.offset(place)],
            _ => unreachable!("the graph is typed"),
        }
    }
}

/// The axes of a set with their lengths.
pub(super) fn shape(axes: Axes, lengths: &BTreeMap<Axis, usize>) -> Vec<(Axis, usize)> {
    axes.iter().map(|axis| (axis, lengths[&axis])).collect()
}

/// Every place of a shape, in the order of memory.
pub(super) fn places(shape: &[(Axis, usize)]) -> Vec<Place> {
    let mut all = vec![[0; Axes::MOST]];
    for &(axis, length) in shape {
        all = all
            .iter()
            .flat_map(|place| {
                (0..length).map(move |k| {
                    let mut place = *place;
                    place[axis.0 as usize] = k;
                    place
                })
            })
            .collect();
    }
    all
}
