//! Columns of a batch as the samples of a loss: rows without NULL, in runs of one shape.

use crate::arguments::{Arguments, is_label};
use datafusion_common::{
    DataFusionError, Result,
    arrow::{
        array::{Array, ArrayRef, AsArray, BooleanArray},
        buffer::NullBuffer,
        compute::filter,
        datatypes::{Float64Type, Int64Type},
    },
};
use loss_core::array::Array as Argument;
use std::{borrow::Cow, ops::Range};

/// The fewest rows of a call. The kernels add a short row in another order when it is one of few than when it is one of
/// many; a row must not depend on its company.
const FEWEST: usize = 16;

/// The rows that have no NULL and that the filter keeps, as arrays; and their numbers, if these are not all.
pub(super) fn kept(
    values: &[ArrayRef],
    keep: Option<&BooleanArray>,
) -> Result<(Option<Vec<usize>>, Vec<ArrayRef>)> {
    let mut valid: Option<NullBuffer> = keep.map(|keep| {
        let kept = (0..keep.len()).map(|row| keep.is_valid(row) && keep.value(row));
        kept.collect::<Vec<_>>().into()
    });
    for array in values {
        valid = NullBuffer::union(valid.as_ref(), array.logical_nulls().as_ref());
    }
    let Some(valid) = valid.filter(|valid| valid.null_count() > 0) else {
        return Ok((None, values.to_vec()));
    };
    let rows = (0..valid.len()).filter(|&row| valid.is_valid(row));
    let rows = rows.collect();
    let mask = BooleanArray::new(valid.into_inner(), None);
    let arrays: Result<Vec<ArrayRef>, _> =
        values.iter().map(|array| filter(array, &mask)).collect();
    Ok((Some(rows), arrays?))
}

/// The samples of a batch.
pub(super) struct Samples<'a> {
    arguments: &'a Arguments,
    rows: usize,
    weights: Option<&'a [f64]>,
    sources: Vec<Source<'a>>,
}

/// The samples of one argument.
struct Source<'a> {
    name: &'static str,
    /// For each axis where each list begins, and last where they end.
    levels: Vec<&'a [i32]>,
    elements: Elements<'a>,
    nulls: Option<&'a NullBuffer>,
}

#[derive(Clone, Copy)]
enum Elements<'a> {
    Real(&'a [f64]),
    Labels(&'a [i64]),
}

impl<'a> Samples<'a> {
    /// Of arrays whose types are those that [`Arguments::coerce`] gave.
    pub fn new(arguments: &'a Arguments, arrays: &'a [ArrayRef]) -> Result<Self> {
        let rows = arrays.first().map_or(0, |array| array.len());
        let (weights, arrays) = match arrays.split_first() {
            Some((weights, rest)) if arguments.weighted() => {
                let weights = weights.as_primitive_opt::<Float64Type>();
                let weights = weights.ok_or_else(|| of_type(arguments, "weight"))?;
                (Some(&weights.values()[..]), rest)
            }
            _ => (None, arrays),
        };
        let mut sources = Vec::new();
        for (arg, array) in arguments.columns().zip(arrays) {
            let wrong = || of_type(arguments, arg.name);
            let mut levels = Vec::new();
            let mut array = array;
            let mut nulls = None;
            for depth in 0..arg.axes.len() {
                let list = array.as_list_opt::<i32>().ok_or_else(wrong)?;
                if depth > 0 && list.null_count() > 0 {
                    return Err(null_inside(arguments, arg.name));
                }
                levels.push(list.value_offsets());
                array = list.values();
                nulls = array.nulls();
            }
            let elements = match is_label(arg) {
                true => {
                    let labels = array.as_primitive_opt::<Int64Type>();
                    Elements::Labels(labels.ok_or_else(wrong)?.values())
                }
                false => {
                    let real = array.as_primitive_opt::<Float64Type>();
                    Elements::Real(real.ok_or_else(wrong)?.values())
                }
            };
            sources.push(Source {
                name: arg.name,
                levels,
                elements,
                nulls,
            });
        }
        Ok(Samples {
            arguments,
            rows,
            weights,
            sources,
        })
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// The rows from `first` on that have one shape.
    pub fn run(&self, first: usize) -> Result<Run<'a>> {
        let mut end = self.rows;
        let mut shapes = Vec::new();
        for source in &self.sources {
            let shape = source.shape(first).ok_or_else(|| {
                let name = source.name;
                self.arguments.rows(format!(
                    "a list of `{name}` holds lists of several lengths, but a sample is a block"
                ))
            })?;
            if !source.levels.is_empty() {
                end = (first + 1..end)
                    .find(|&row| source.shape(row).as_ref() != Some(&shape))
                    .unwrap_or(end);
            }
            shapes.push(shape);
        }
        let len = end - first;
        let pad = match shapes.iter().any(|shape| !shape.is_empty()) {
            true => FEWEST.saturating_sub(len),
            false => 0,
        };
        let mut columns = Vec::new();
        for (source, mut shape) in self.sources.iter().zip(shapes) {
            shape.insert(0, len + pad);
            let range = source.range(first).start..source.range(end - 1).end;
            let within = |nulls: &NullBuffer| nulls.slice(range.start, range.len()).null_count();
            if source.nulls.map_or(0, within) > 0 {
                return Err(null_inside(self.arguments, source.name));
            }
            let last = source.range(end - 1).len();
            let data = match source.elements {
                Elements::Real(data) => Data::Real(padded(&data[range], last, pad)),
                Elements::Labels(data) => Data::Labels(padded(&data[range], last, pad)),
            };
            columns.push((data, shape));
        }
        let weights = self
            .weights
            .map(|weights| padded(&weights[first..end], 1, pad));
        Ok(Run {
            len,
            weights,
            columns,
        })
    }
}

impl Source<'_> {
    /// The elements of a row.
    fn range(&self, row: usize) -> Range<usize> {
        let mut range = row..row + 1;
        for offsets in &self.levels {
            range = offsets[range.start] as usize..offsets[range.end] as usize;
        }
        range
    }

    /// The shape of a row; nothing if it has none, since lists in it differ in length.
    fn shape(&self, row: usize) -> Option<Vec<usize>> {
        let mut range = row..row + 1;
        let mut shape = Vec::new();
        for offsets in &self.levels {
            let lengths = |list: usize| (offsets[list + 1] - offsets[list]) as usize;
            let length = range.clone().next().map_or(0, lengths);
            if range.clone().any(|list| lengths(list) != length) {
                return None;
            }
            shape.push(length);
            range = offsets[range.start] as usize..offsets[range.end] as usize;
        }
        Some(shape)
    }
}

/// Rows of one shape; perhaps fewer than are called, where the last is repeated.
pub(super) struct Run<'a> {
    len: usize,
    weights: Option<Cow<'a, [f64]>>,
    /// The elements of each argument, and their shape.
    columns: Vec<(Data<'a>, Vec<usize>)>,
}

enum Data<'a> {
    Real(Cow<'a, [f64]>),
    Labels(Cow<'a, [i64]>),
}

impl Run<'_> {
    /// How many rows, without repetitions.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The weights, with those of the repetitions.
    pub fn weights(&self) -> Option<&[f64]> {
        self.weights.as_deref()
    }

    /// The arguments of the loss.
    pub fn arrays(&self) -> Vec<Argument<'_, f64>> {
        let mut arrays = Vec::with_capacity(self.columns.len());
        for (data, shape) in &self.columns {
            arrays.push(match data {
                Data::Real(data) => Argument::new(data, shape),
                Data::Labels(data) => Argument::labels(&data[..], shape),
            });
        }
        arrays
    }
}

/// The same elements, and the last row, of `size` elements, `times` more.
fn padded<T: Copy>(data: &[T], size: usize, times: usize) -> Cow<'_, [T]> {
    if times == 0 {
        return data.into();
    }
    let last = &data[data.len() - size..];
    let mut all = data.to_vec();
    (0..times).for_each(|_| all.extend_from_slice(last));
    all.into()
}

fn null_inside(arguments: &Arguments, name: &str) -> DataFusionError {
    arguments.rows(format!(
        "a list of `{name}` has a NULL inside: a row of NULL is left out, a part of a row cannot be"
    ))
}

fn of_type(arguments: &Arguments, name: &str) -> DataFusionError {
    arguments.rows(format!("`{name}` came in a type that was not planned"))
}
