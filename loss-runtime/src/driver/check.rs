//! The values of the arguments, where they can be wrong: classes, and on request the domains of elements.

use super::{Input, bind::per_call, select::Select};
use crate::{
    error::Error,
    labels::Number,
    simd::Elem,
    spec::{Kind, Spec},
};

/// Every class of a sample that counts is a class.
pub(super) fn labels<E: Elem>(
    spec: &'static Spec,
    inputs: &[Input<'_, E>],
    len: &[usize],
    size: &[usize],
    select: &Select<'_, '_, E>,
) -> Result<(), Error> {
    for ((arg, input), size) in per_call(spec).zip(inputs).zip(size) {
        let (Kind::Index(axis), Input::Labels(labels)) = (arg.kind, input) else {
            continue;
        };
        let classes = len[axis];
        if labels.all_below(classes) {
            continue;
        }
        let bad = |i: &usize| labels.key(*i) >= classes as u64 && select.keeps(i / size);
        if let Some(index) = (0..labels.len()).find(bad) {
            let argument = arg.name;
            return Err(match labels.number(index) {
                Number::Usual(label) => Error::Label {
                    argument,
                    index,
                    label,
                    classes,
                },
                Number::Huge(label) => Error::HugeLabel {
                    argument,
                    index,
                    label,
                    classes,
                },
            });
        }
    }
    Ok(())
}

/// Every element of a sample that counts is in the domain of its argument.
pub(super) fn values<E: Elem>(
    spec: &'static Spec,
    inputs: &[Input<'_, E>],
    size: &[usize],
    select: &Select<'_, '_, E>,
) -> Result<(), Error> {
    for ((arg, input), size) in per_call(spec).zip(inputs).zip(size) {
        let (Input::Slice(data) | Input::Rows { data, .. }) = input else {
            continue;
        };
        let bad = |i: &usize| !arg.domain.contains(data[*i].to_f64()) && select.keeps(i / size);
        if let Some(index) = (0..data.len()).find(bad) {
            let value = data[index].to_f64();
            return Err(Error::Value {
                argument: arg.name,
                index,
                value,
                domain: arg.domain,
            });
        }
    }
    Ok(())
}
