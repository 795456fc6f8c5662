//! Shapes: dimension 0 counts samples, dimension `1 + a` is axis `a` of the formula; where a tensor does not vary it has length 1.

use burn::tensor::{Bool, Int, Tensor};

/// Both in the shape that has the larger of each length: not every operation of every backend broadcasts.
pub(super) fn aligned<const D: usize>(x: Tensor<D>, y: Tensor<D>) -> [Tensor<D>; 2] {
    let shape = common(x.dims(), y.dims());
    [grown(x, shape), grown(y, shape)]
}

pub(super) fn common<const D: usize>(mut x: [usize; D], y: [usize; D]) -> [usize; D] {
    for (x, y) in x.iter_mut().zip(y) {
        // A length may be 0, and 1 stretches to that too.
        if *x == 1 {
            *x = y;
        }
    }
    x
}

macro_rules! grow {
    ($($name:ident $($kind:ty)?;)*) => { $(
        pub(super) fn $name<const D: usize>(x: Tensor<D $(, $kind)?>, shape: [usize; D]) -> Tensor<D $(, $kind)?> {
            match x.dims() == shape {
                true => x,
                false => x.expand(shape),
            }
        }
    )* };
}
grow! { grown; grown_truth Bool; grown_index Int; }

/// With one length changed.
pub(super) fn along<const D: usize>(
    mut dims: [usize; D],
    axis: usize,
    length: usize,
) -> [usize; D] {
    if let Some(dim) = dims.get_mut(axis) {
        *dim = length;
    }
    dims
}
