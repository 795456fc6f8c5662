//! Samples of several elements each: a slice and the shape of one sample.

use crate::error::Error;
use core::fmt;

/// Samples of several elements each, one after the other: a matrix, or with `A` axes a sample more than that.
#[derive(Clone, Copy, PartialEq)]
pub struct Rows<'a, E, const A: usize = 1> {
    data: &'a [E],
    shape: [usize; A],
    samples: usize,
}

impl<'a, E> Rows<'a, E> {
    /// Rows of `columns` elements each.
    ///
    /// # Errors
    /// If `columns` is 0 or does not divide the number of elements.
    pub fn new(data: &'a [E], columns: usize) -> Result<Self, Error> {
        Rows::with_shape(data, [columns])
    }

    /// The elements of a row.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.shape[0]
    }
}

impl<'a, E, const A: usize> Rows<'a, E, A> {
    /// Samples of the given shape, the last axis contiguous.
    ///
    /// # Errors
    /// If an axis has length 0, or the shape does not divide the number of elements.
    pub fn with_shape(data: &'a [E], shape: [usize; A]) -> Result<Self, Error> {
        // A shape beyond the address space divides nothing but the empty slice.
        let size = shape
            .iter()
            .try_fold(1usize, |size, &n| size.checked_mul(n))
            .unwrap_or(usize::MAX);
        if size == 0 {
            return Err(Error::NoColumns);
        }
        if !data.len().is_multiple_of(size) {
            return Err(Error::Ragged {
                elements: data.len(),
                columns: size,
            });
        }
        Ok(Rows {
            data,
            shape,
            samples: data.len() / size,
        })
    }

    /// The elements of all samples.
    #[must_use]
    pub fn data(&self) -> &'a [E] {
        self.data
    }

    /// The shape of one sample.
    #[must_use]
    pub fn shape(&self) -> &[usize; A] {
        &self.shape
    }

    /// How many samples there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.samples
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.samples == 0
    }
}

impl<E: fmt::Debug, const A: usize> fmt::Debug for Rows<'_, E, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rows {{ {} of {:?} }}", self.samples, self.shape)
    }
}
