//! Labels of any integer type.

use crate::{error::Error, rows::Rows, simd::Elem};
use alloc::vec::Vec;

/// Labels: a borrowed slice of any integer type, or [`Rows`] of one where a sample has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Labels<'a> {
    slice: Slice<'a>,
    /// How many a row has; 0 if they came as one slice.
    columns: usize,
}

/// A slice of any integer type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slice<'a> {
    U8(&'a [u8]),
    U16(&'a [u16]),
    U32(&'a [u32]),
    U64(&'a [u64]),
    Usize(&'a [usize]),
    I8(&'a [i8]),
    I16(&'a [i16]),
    I32(&'a [i32]),
    I64(&'a [i64]),
    Isize(&'a [isize]),
    U128(&'a [u128]),
    I128(&'a [i128]),
}

/// A label as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Number {
    /// Of any type but the widest.
    Usual(i128),
    /// Beyond that.
    Huge(u128),
}

/// An integer, so that the loops below are written once.
trait Integer: Copy {
    /// Whether it has a sign.
    const SIGNED: bool;
    /// Its two's complement in 64 bits: a negative number becomes a huge one, and so does one that needs more bits.
    fn key(self) -> u64;
    /// Itself.
    fn number(self) -> Number;
    /// Its last 32 bits.
    fn small(self) -> i32;
    /// Whether all are below `classes`, and none negative; a loop over as many lanes as the type allows.
    fn all_below(labels: &[Self], classes: u64) -> bool;
}

macro_rules! integers {
    ($($int:ty, $wide:ty, $unsigned:ty, $signed:literal, $variant:ident;)*) => {
        $(
            impl Integer for $int {
                const SIGNED: bool = $signed;
                #[inline(always)]
                fn key(self) -> u64 {
                    match <$wide>::try_from(self) {
                        Ok(wide) => wide as u64,
                        Err(_) => u64::MAX,
                    }
                }
                fn number(self) -> Number {
                    match i128::try_from(self) {
                        Ok(usual) => Number::Usual(usual),
                        Err(_) => Number::Huge(self as u128),
                    }
                }
                #[inline(always)]
                fn small(self) -> i32 {
                    self as i32
                }
                fn all_below(labels: &[Self], classes: u64) -> bool {
                    let Some(last) = classes.checked_sub(1) else {
                        return labels.is_empty();
                    };
                    // A negative label is beyond all positive ones once its sign counts as a digit.
                    let most = <$int>::MAX as $unsigned;
                    let last = <$unsigned>::try_from(last).map_or(most, |last| last.min(most));
                    !labels.chunks(1024).any(|run| {
                        run.iter().fold(false, |bad, label| bad | (*label as $unsigned > last))
                    })
                }
            }
            impl<'a> From<&'a [$int]> for Labels<'a> {
                fn from(labels: &'a [$int]) -> Self {
                    Labels {
                        slice: Slice::$variant(labels),
                        columns: 0,
                    }
                }
            }
            impl<'a> From<&'a Vec<$int>> for Labels<'a> {
                fn from(labels: &'a Vec<$int>) -> Self {
                    Labels {
                        slice: Slice::$variant(labels),
                        columns: 0,
                    }
                }
            }
            impl<'a, const N: usize> From<&'a [$int; N]> for Labels<'a> {
                fn from(labels: &'a [$int; N]) -> Self {
                    Labels {
                        slice: Slice::$variant(labels),
                        columns: 0,
                    }
                }
            }
            impl<'a> From<Rows<'a, $int>> for Labels<'a> {
                fn from(rows: Rows<'a, $int>) -> Self {
                    Labels {
                        slice: Slice::$variant(rows.data()),
                        columns: rows.columns(),
                    }
                }
            }
        )*
        /// Runs the same code for every integer type.
        macro_rules! each_type {
            ($labels:expr, $slice:ident => $body:expr) => {
                match &$labels.slice { $(Slice::$variant($slice) => $body,)* }
            };
        }
    };
}

integers! {
    u8, u64, u8, false, U8;
    u16, u64, u16, false, U16;
    u32, u64, u32, false, U32;
    u64, u64, u64, false, U64;
    usize, u64, usize, false, Usize;
    i8, i64, u8, true, I8;
    i16, i64, u16, true, I16;
    i32, i64, u32, true, I32;
    i64, i64, u64, true, I64;
    isize, i64, usize, true, Isize;
    u128, u64, u128, false, U128;
    i128, i64, u128, true, I128;
}

impl<'a> Labels<'a> {
    /// Some of the labels.
    pub(crate) fn part(self, first: usize, len: usize) -> Labels<'a> {
        each_type!(self, slice => Labels::from(&slice[first..first + len]))
    }

    /// The same labels in rows of as many.
    pub(crate) fn in_rows(self, columns: usize) -> Result<Labels<'a>, Error> {
        each_type!(self, slice => Ok(Rows::new(slice, columns)?.into()))
    }

    /// How many labels.
    pub fn len(&self) -> usize {
        each_type!(self, slice => slice.len())
    }

    /// How many a row has; 0 if they came as one slice.
    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The label at `i`, which must be below [`Labels::len`].
    #[inline(always)]
    pub(crate) fn key(&self, i: usize) -> u64 {
        each_type!(self, slice => slice[i].key())
    }

    /// The label at `i` as a number.
    pub(crate) fn number(&self, i: usize) -> Number {
        each_type!(self, slice => slice[i].number())
    }

    /// Whether the label at `i` is the one whose [`Labels::key_of`] is `key`. Keys of wide types meet.
    #[inline(always)]
    pub(crate) fn is(&self, i: usize, key: Option<u64>, label: i64) -> bool {
        key == Some(self.key(i))
            && (!matches!(self.slice, Slice::U128(_) | Slice::I128(_))
                || self.number(i) == Number::Usual(label.into()))
    }

    /// The [`Labels::key`] that a label would have, if the type can hold it.
    pub(crate) fn key_of(&self, label: i64) -> Option<u64> {
        (self.is_signed() || label >= 0).then_some(label as u64)
    }

    /// The labels from `first` on as elements; 0 for what is no class, in a sample that is left out.
    pub(crate) fn classes<E: Elem>(&self, first: usize, classes: usize, to: &mut [E]) {
        fn convert<T: Integer, E: Elem>(labels: &[T], classes: u64, to: &mut [E]) {
            // Through 32 bits where that is enough: vectors have no conversion from 64.
            if T::all_below(labels, classes) {
                for (to, label) in to.iter_mut().zip(labels) {
                    *to = E::of(f64::from(label.small()));
                }
                return;
            }
            for (to, label) in to.iter_mut().zip(labels) {
                let key = label.key();
                *to = E::of(f64::from(if key < classes { key as i32 } else { 0 }));
            }
        }
        if i32::try_from(classes).is_ok() {
            each_type!(self, slice => convert(&slice[first..first + to.len()], classes as u64, to));
        } else {
            for (i, to) in to.iter_mut().enumerate() {
                let key = self.key(first + i);
                *to = E::of(if key < classes as u64 {
                    key as f64
                } else {
                    0.0
                });
            }
        }
    }

    fn is_signed(&self) -> bool {
        fn signed<T: Integer>(_: &[T]) -> bool {
            T::SIGNED
        }
        each_type!(self, slice => signed(slice))
    }

    /// Whether each label is below `classes`.
    pub(crate) fn all_below(&self, classes: usize) -> bool {
        fn below<T: Integer>(labels: &[T], classes: u64) -> bool {
            T::all_below(labels, classes)
        }
        each_type!(self, slice => below(slice, classes as u64))
    }
}

/// The distinct labels, in order.
pub(crate) fn distinct(all: &mut dyn Iterator<Item = Labels<'_>>) -> Vec<Number> {
    let mut distinct = Vec::new();
    for labels in all {
        distinct.extend((0..labels.len()).map(|i| labels.number(i)));
    }
    distinct.sort_unstable();
    distinct.dedup();
    distinct
}

#[cfg(test)]
mod tests {
    use super::{Labels, Number};

    #[test]
    fn the_ends_of_every_type_are_told_apart() {
        let usual = |number: i128| Number::Usual(number);
        assert_eq!(Labels::from(&[u64::MAX]).number(0), usual(u64::MAX.into()));
        assert_eq!(Labels::from(&[-1i8]).number(0), usual(-1));
        assert_eq!(Labels::from(&[i64::MIN]).number(0), usual(i64::MIN.into()));
        assert_eq!(Labels::from(&[i128::MIN]).number(0), usual(i128::MIN));
        assert_eq!(
            Labels::from(&[u128::MAX]).number(0),
            Number::Huge(u128::MAX)
        );
        for beyond in [i128::MIN, i128::MAX, 1 << 64, -1 - (1 << 64)] {
            assert!(!Labels::from(&[beyond]).all_below(usize::MAX), "{beyond}");
        }
        assert!(!Labels::from(&[1u128 << 64]).all_below(10));
        assert!(Labels::from(&[9u128]).all_below(10) && Labels::from(&[9i128]).all_below(10));
        assert!(!Labels::from(&[-1i64]).all_below(usize::MAX));
        assert!(!Labels::from(&[u64::MAX]).all_below(10));
        assert!(Labels::from(&[0u8, 9]).all_below(10));
    }

    #[test]
    fn an_ignored_label_is_no_large_unsigned_one() {
        assert_eq!(Labels::from(&[u64::MAX - 99]).key_of(-100), None);
        let signed = [-100i32];
        let labels = Labels::from(&signed);
        assert_eq!(labels.key_of(-100), Some(labels.key(0)));
        // The key of -1 is that of all that is beyond 64 bits.
        let wide = [-1i128, 1 << 64];
        let labels = Labels::from(&wide);
        let is = |i| labels.is(i, labels.key_of(-1), -1);
        assert!(is(0) && !is(1));
    }
}
