//! Where the components of an argument stand in its tensor.

use super::args::{Data, Flat};
use super::evaluate::Value;
use burn::tensor::{DType, Device, Int, Tensor, TensorData};
use loss_compiler::graph::{Arg, Extent, Kind};

/// Where the elements of a component stand in those of a sample, in the order of the formula's axes.
pub(super) struct Layout {
    pub(super) offsets: Vec<usize>,
    /// How many elements a sample has.
    whole: usize,
    /// The length along each axis of the formula, 1 where the argument has none.
    lengths: Vec<usize>,
    is_label: bool,
}

impl Layout {
    pub(super) fn of(arg: &Arg, all: &[usize], component: u32) -> Layout {
        let mut strides = vec![0; all.len()];
        let mut lengths = vec![1; all.len()];
        let (mut stride, mut rest, mut start) = (1, component as usize, 0);
        for extent in arg.axes.iter().rev() {
            match *extent {
                Extent::Named(axis) => {
                    let axis = usize::from(axis.0);
                    (strides[axis], lengths[axis]) = (stride, all[axis]);
                    stride *= all[axis];
                }
                Extent::Fixed(n) => {
                    let n = n as usize;
                    start += rest % n * stride;
                    rest /= n;
                    stride *= n;
                }
            }
        }
        let mut offsets = vec![start];
        for (&length, &stride) in lengths.iter().zip(&strides) {
            let steps = |&at: &usize| (0..length).map(move |i| at + i * stride);
            offsets = offsets.iter().flat_map(steps).collect();
        }
        Layout {
            offsets,
            whole: stride,
            lengths,
            is_label: matches!(arg.kind, Kind::Index(_) | Kind::Identity),
        }
    }

    pub(super) fn dims<const D: usize>(&self, count: usize) -> [usize; D] {
        let mut dims = [1; D];
        dims[0] = count;
        for (dim, &length) in dims[1..].iter_mut().zip(&self.lengths) {
            *dim = length;
        }
        dims
    }

    pub(super) fn component<const D: usize>(
        &self,
        x: &Flat,
        count: usize,
        dtype: DType,
        device: &Device,
    ) -> Value<D> {
        let (rows, dims) = ([count, self.whole], self.dims(count));
        let pick = |x: Tensor<1>| {
            let x = x.cast(dtype).reshape(rows);
            Value::Real(picked(x, &self.offsets, device).reshape(dims))
        };
        match &x.data {
            Data::Float(x) => pick(x.clone().inner()),
            Data::Bool(x) => pick(x.clone().inner().float()),
            Data::Int(x) => {
                let x = x.clone().inner();
                match self.is_label {
                    true => {
                        let x = permuted(x.reshape(rows), &self.offsets, device);
                        Value::Index(x.reshape(dims))
                    }
                    false => pick(x.float()),
                }
            }
        }
    }
}

macro_rules! columns {
    ($($name:ident $($kind:ty)?;)*) => { $(
        /// Columns in another order; as they are if that is theirs.
        pub(super) fn $name(x: Tensor<2 $(, $kind)?>, columns: &[usize], device: &Device) -> Tensor<2 $(, $kind)?> {
            if columns.iter().copied().eq(0..x.dims()[1]) {
                return x;
            }
            let columns: Vec<i64> = columns.iter().map(|&i| i as i64).collect();
            let count = columns.len();
            let columns = Tensor::<1, Int>::from_data(TensorData::new(columns, [count]), device);
            x.select(1, columns)
        }
    )* };
}
columns! { picked; permuted Int; }

/// Where each place is in the list.
pub(super) fn inverse(places: &[usize]) -> Vec<usize> {
    let mut inverse = vec![0; places.len()];
    for (i, &place) in places.iter().enumerate() {
        if let Some(slot) = inverse.get_mut(place) {
            *slot = i;
        }
    }
    inverse
}
