//! What memory allows: as many arrays read and written as a loss has, and nothing computed.

use crate::data::{Data, Gradients};
use loss_core::Real;
use loss_core::simd::{Lanes, Work, level};

/// The plainest pass over memory of a loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Two arrays read, one written.
    Triad,
    /// As many written as read.
    Copy(usize),
}

impl Limit {
    /// That of a loss with so many arrays in and out.
    #[must_use]
    pub fn of((reads, writes): (usize, usize)) -> Self {
        if reads > writes {
            Limit::Triad
        } else {
            Limit::Copy(reads)
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Limit::Triad => "triad",
            Limit::Copy(_) => "copy",
        }
    }

    /// How many arrays go through memory.
    #[must_use]
    pub fn arrays(self) -> usize {
        match self {
            Limit::Triad => 3,
            Limit::Copy(n) => 2 * n,
        }
    }

    /// Does it, with plain stores.
    pub fn pass<E: Real>(self, data: &Data<E>, to: &mut Gradients<E>) {
        match self {
            Limit::Triad => {
                let [x, y, _] = &data.x;
                let to = &mut to.0[0];
                E::dispatch(level(), Triad { x, y, to });
            }
            Limit::Copy(n) => {
                for (x, to) in data.x.iter().zip(&mut to.0).take(n) {
                    E::dispatch(level(), Copied { x, to });
                }
            }
        }
    }
}

struct Triad<'a, E> {
    x: &'a [E],
    y: &'a [E],
    to: &'a mut [E],
}

impl<E: Real> Work<E> for Triad<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(self, t: V::Token) {
        let steps = self.x.chunks_exact(V::N).zip(self.y.chunks_exact(V::N));
        for ((x, y), to) in steps.zip(self.to.chunks_exact_mut(V::N)) {
            (V::load(t, x) + V::load(t, y)).store(to);
        }
        let main = self.x.len() / V::N * V::N;
        let rest = self.x[main..].iter().zip(&self.y[main..]);
        for ((x, y), to) in rest.zip(&mut self.to[main..]) {
            *to = *x + *y;
        }
    }
}

struct Copied<'a, E> {
    x: &'a [E],
    to: &'a mut [E],
}

// Not the library's copy, which changes to stores past the caches where it thinks fit.
impl<E: Real> Work<E> for Copied<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(self, t: V::Token) {
        for (x, to) in self
            .x
            .chunks_exact(V::N)
            .zip(self.to.chunks_exact_mut(V::N))
        {
            V::load(t, x).store(to);
        }
        let main = self.x.len() / V::N * V::N;
        self.to[main..].copy_from_slice(&self.x[main..]);
    }
}
