//! Where elements stand: the arrays of a graph whose axes all have one length, laid out as the interpreter lays them out.

use loss_compiler::graph::{Axes, Axis};

/// How long axes are.
pub const LENGTH: usize = 3;

/// A position along each axis.
pub type Place = [usize; Axes::MOST];

/// How many elements an array with these axes has.
pub fn size(axes: Axes) -> usize {
    LENGTH.pow(axes.len() as u32)
}

/// The place of each element.
pub fn places(axes: Axes) -> Vec<Place> {
    let place = |element: usize| {
        let mut place = [0; Axes::MOST];
        let all: Vec<Axis> = axes.iter().collect();
        let mut rest = element;
        for axis in all.iter().rev() {
            place[usize::from(axis.0)] = rest % LENGTH;
            rest /= LENGTH;
        }
        place
    };
    (0..size(axes)).map(place).collect()
}

/// Which element of an array with these axes stands at a place.
pub fn element(axes: Axes, place: &Place) -> usize {
    axes.iter()
        .fold(0, |at, axis| at * LENGTH + place[usize::from(axis.0)])
}

/// The elements along an axis through a place; of an array that does not vary along it, the same one again.
pub fn line(axes: Axes, axis: Axis, place: &Place) -> Vec<usize> {
    let mut there = *place;
    let at = |k: usize| {
        there[usize::from(axis.0)] = k;
        element(axes, &there)
    };
    (0..LENGTH).map(at).collect()
}

/// The place as it is seen in the same array before `from` was called `to`.
pub fn renamed(from: Axis, to: Axis, place: &Place) -> Place {
    let mut there = *place;
    there[usize::from(from.0)] = place[usize::from(to.0)];
    there
}

/// The place in the array before it was reversed.
pub fn reversed(axis: Axis, place: &Place) -> Place {
    let mut there = *place;
    let at = &mut there[usize::from(axis.0)];
    *at = LENGTH - 1 - *at;
    there
}
