//! A function as a row: its calls for both types, its oracle, its bounds.

use crate::oracle::Oracle;
use loss_core::Real;
use loss_core::simd::{Lanes, Level, Work};

/// A function of one or two lanes.
pub trait Op: Copy {
    /// Calls it.
    fn apply<V: Lanes>(t: V::Token, x: V, y: V) -> V;
}

/// A function over slices of one length, a multiple of 32, at a level.
pub type Call<E> = fn(Level, &[E], &[E], &mut [E]);

struct Map<'a, E, O>(O, &'a [E], &'a [E], &'a mut [E]);

impl<E: Real, O: Op> Work<E> for Map<'_, E, O> {
    type Output = ();
    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(self, t: V::Token) {
        let lanes = self.1.chunks_exact(V::N).zip(self.2.chunks_exact(V::N));
        for ((x, y), z) in lanes.zip(self.3.chunks_exact_mut(V::N)) {
            O::apply(t, V::load(t, x), V::load(t, y)).store(z);
        }
    }
}

/// The slices of a function of lanes.
pub fn call<E: Real, O: Op>(level: Level, op: O, x: &[E], y: &[E], z: &mut [E]) {
    E::dispatch(level, Map(op, x, y, z));
}

/// Units in the last place that a function may err by.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Where multiplication and addition fuse.
    pub fused: f64,
    /// And where they do not.
    pub apart: f64,
}

/// A function, and what it has to do with one element type.
#[derive(Clone, Copy)]
pub struct Side<E> {
    /// The function.
    pub call: Call<E>,
    /// What it is held to.
    pub bounds: Bounds,
}

/// What pairs of arguments look like beside pairs of anything; functions of one number have none.
pub type Shape = fn(f64, f64) -> (f64, f64);

/// A row of the table.
#[derive(Clone, Copy)]
pub struct Function {
    /// As `loss_core::math` calls it.
    pub name: &'static str,
    /// For `f32`.
    pub single: Side<f32>,
    /// For `f64`.
    pub double: Side<f64>,
    /// As it should be.
    pub oracle: Oracle,
    /// Makes telling pairs out of any two numbers; empty for functions of one.
    pub shapes: &'static [Shape],
    /// The arguments that its time is taken for: the ends of two ranges.
    pub usual: [f64; 4],
}
