//! Runs of elements that may be shorter than the lanes.

use crate::simd::{Elem, Lanes};

/// The most lanes a step has.
pub(super) const MOST_LANES: usize = 32;

/// The lanes of a short run as a slice: the rest repeat its first element.
#[inline(always)]
fn padded<E: Elem>(run: &[E]) -> [E; MOST_LANES] {
    let mut lanes = [run[0]; MOST_LANES];
    lanes[..run.len()].copy_from_slice(run);
    lanes
}

/// The first `count` elements; lanes past them repeat a valid one.
#[inline(always)]
pub(super) fn load<V: Lanes>(t: V::Token, from: &[V::Elem], count: usize) -> V {
    const { assert!(V::N <= MOST_LANES) };
    if count == V::N {
        V::load(t, from)
    } else {
        V::load(t, &padded(&from[..count]))
    }
}

/// The first `count` elements `stride` apart; lanes past them repeat a valid one.
#[inline(always)]
pub(super) fn load_strided<V: Lanes>(
    t: V::Token,
    from: &[V::Elem],
    stride: usize,
    count: usize,
) -> V {
    let mut lanes = [from[0]; MOST_LANES];
    for (lane, x) in lanes
        .iter_mut()
        .zip(from.iter().step_by(stride))
        .take(count)
    {
        *lane = *x;
    }
    V::load(t, &lanes)
}

/// Writes the first `count` lanes.
#[inline(always)]
pub(super) fn store<V: Lanes>(v: V, to: &mut [V::Elem], count: usize) {
    if count == V::N {
        v.store(to);
    } else {
        to[..count].copy_from_slice(&spill(v)[..count]);
    }
}

/// Writes the first `count` lanes `stride` apart.
#[inline(always)]
pub(super) fn store_strided<V: Lanes>(v: V, to: &mut [V::Elem], stride: usize, count: usize) {
    let lanes = spill(v);
    for (x, lane) in to.iter_mut().step_by(stride).zip(&lanes[..count]) {
        *x = *lane;
    }
}

/// The lanes as a slice.
#[inline(always)]
pub(super) fn spill<V: Lanes>(v: V) -> [V::Elem; MOST_LANES] {
    const { assert!(V::N <= MOST_LANES) };
    let mut lanes = [V::Elem::ZERO; MOST_LANES];
    v.store(&mut lanes);
    lanes
}

/// The lanes below `count`, where that is fewer than all.
#[inline(always)]
pub(super) fn below<V: Lanes>(t: V::Token, count: usize) -> V::Mask {
    V::iota(t).lt(V::splat(t, V::Elem::of(count as f64)))
}

/// `v`, but `other` in the lanes past `count`.
#[inline(always)]
pub(super) fn only<V: Lanes>(t: V::Token, count: usize, v: V, other: V::Elem) -> V {
    if count == V::N {
        v
    } else {
        V::select(below::<V>(t, count), v, V::splat(t, other))
    }
}
