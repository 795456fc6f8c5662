//! Runs of elements that may be shorter than the lanes.

use crate::{
    kernel::Step,
    simd::{Elem, Lanes, Mask},
};

/// The most lanes a step has.
pub(super) const MOST_LANES: usize = 32;

/// A register's worth of elements in memory.
pub type Buffer<E> = [E; MOST_LANES];

/// The value and the weight of each lane.
pub type Weighed<E> = (Buffer<E>, Buffer<E>);

/// The elements that are `stride` apart, into lanes; those past `count` repeat the last.
pub(super) fn fill<E: Elem>(lanes: &mut [E::Real], from: &[E], stride: usize, count: usize) {
    if stride == 1 {
        if E::IS_REAL {
            copy_few(&mut lanes[..count], E::widen(&from[..count], &mut []));
        } else {
            E::widen(&from[..count], &mut lanes[..count]);
        }
    } else {
        for (lane, x) in lanes[..count].iter_mut().zip(from.iter().step_by(stride)) {
            *lane = E::Real::of(x.to_f64());
        }
    }
    // As far as lanes reach that begin before.
    let last = lanes[count - 1];
    lanes[count..count.next_multiple_of(MOST_LANES)].fill(last);
}

/// Writes the first `count` lanes `stride` apart.
pub(super) fn empty<E: Elem>(lanes: &[E::Real], to: &mut [E], stride: usize, count: usize) {
    if let (1, Some(to)) = (stride, E::as_real_mut(&mut to[..count])) {
        copy_few(to, &lanes[..count]);
    } else if stride == 1 {
        E::narrow(&lanes[..count], &mut to[..count]);
    } else {
        for (x, lane) in to.iter_mut().step_by(stride).zip(&lanes[..count]) {
            *x = E::of(lane.to_f64());
        }
    }
}

/// Copies as many elements as there are, by pieces of fixed lengths: a call of `memcpy`, which the optimiser makes of a loop, costs
/// more than a few elements do, and a loop over lanes around it every register.
#[inline(always)]
fn copy_few<E: Copy>(to: &mut [E], from: &[E]) {
    #[inline(always)]
    fn pieces<const N: usize, E: Copy>(to: &mut [E], from: &[E], mut at: usize) -> usize {
        while let (Some(to), Some(from)) = (to.get_mut(at..at + N), from.get(at..at + N)) {
            to.copy_from_slice(from);
            at = core::hint::black_box(at + N);
        }
        at
    }
    let at = pieces::<8, E>(to, from, 0);
    let at = pieces::<2, E>(to, from, at);
    pieces::<1, E>(to, from, at);
}

/// The first `count` elements; lanes past them repeat a valid one.
#[inline(always)]
pub(super) fn load<V: Lanes>(t: V::Token, from: &[V::Elem], count: usize) -> V {
    if count == V::N {
        V::load(t, from)
    } else {
        load_strided(t, from, 1, count)
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
    const { assert!(V::N <= MOST_LANES) };
    let mut lanes = [from[0]; MOST_LANES];
    if stride == 1 {
        copy_few(&mut lanes[..count], &from[..count]);
    } else {
        each(count, |i| lanes[i] = from[i * stride]);
    }
    V::load(t, &lanes)
}

/// Writes the first `count` lanes, `stride` apart.
#[inline(always)]
pub(super) fn store_strided<V: Lanes>(
    v: V,
    to: &mut [V::Elem],
    stride: usize,
    from: usize,
    count: usize,
) {
    let lanes = spill(v);
    if stride == 1 {
        copy_few(&mut to[..count], &lanes[from..from + count]);
    } else {
        each(count, |i| to[i * stride] = lanes[from + i]);
    }
}

/// Calls `f` with 0, 1, … one after the other, whatever it does: a loop over a few elements that stands within a loop
/// over lanes. As a call of `memcpy`, which the optimiser makes of it where it sees through, it would cost that loop
/// every register, whether it is called or not.
#[inline(always)]
fn each(count: usize, mut f: impl FnMut(usize)) {
    let mut i = 0;
    while i < count {
        f(i);
        i = core::hint::black_box(i + 1);
    }
}

/// The index that a whole number is: what is added to 2^52 stands in the last bits, which takes no conversion that has to
/// look for numbers beyond the range.
#[inline(always)]
pub(super) fn index<E: Elem>(x: E) -> usize {
    const FIRST: f64 = (1u64 << 52) as f64;
    ((x.to_f64() + FIRST).to_bits() & ((1 << 52) - 1)) as usize
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

/// The lanes of a step that hold a new position.
#[inline(always)]
pub(super) fn fresh<V: Lanes>(t: V::Token, at: Step) -> V::Mask {
    if at.done > 0 {
        below::<V>(t, at.done).not()
    } else {
        below::<V>(t, at.count)
    }
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
