use super::*;
use crate::math::{exp, exp_m1, relu, sigmoid};

struct Ordered;
impl<E: Real> Work<E> for Ordered {
    type Output = ();
    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(self, t: V::Token) {
        let of = |x: f64| V::splat(t, E::of(x));
        for (a, b, max, min) in [
            (1.0, 2.0, 2.0, 1.0),
            (2.0, 1.0, 2.0, 1.0),
            (f64::NAN, 1.0, f64::NAN, f64::NAN),
            (1.0, f64::NAN, f64::NAN, f64::NAN),
            (0.0, -0.0, -0.0, -0.0),
            (-0.0, 0.0, 0.0, 0.0),
            (
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::INFINITY,
                f64::NEG_INFINITY,
            ),
        ] {
            for (got, want) in [(of(a).max(of(b)), max), (of(a).min(of(b)), min)] {
                let got = got.first().to_f64();
                assert!(
                    got == want && got.is_sign_negative() == want.is_sign_negative()
                        || got.is_nan() && want.is_nan(),
                    "{a} {b}: {got} instead of {want}"
                );
            }
        }
        assert_eq!(V::N % S::N, 0);
        let mut out = [E::ZERO; 32];
        V::iota(t).store(&mut out);
        for (i, x) in out[..V::N].iter().enumerate() {
            assert_eq!(x.to_f64(), i as f64);
        }
        V::narrow(V::iota(t).widen()).store(&mut out);
        assert_eq!(out[V::N - 1].to_f64(), (V::N - 1) as f64);
        // A product that rounds: its error is seen by a fused step only.
        let x = of(1.0 + 1.0 / 4096.0 / 4096.0 * 8.0) * of(1.0 + 1.0 / 4096.0);
        let lost = x.fma(x, -(x * x)).first() != E::ZERO;
        assert_eq!(lost, V::FUSED);
    }
}

#[test]
fn order_is_kept_with_nan_and_zeros() {
    for level in levels() {
        f32::dispatch(level, Ordered);
        f64::dispatch(level, Ordered);
    }
}

struct Total<'a, E>(&'a [E], bool);
impl<E: Real> Work<E> for Total<'_, E> {
    type Output = f64;
    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(self, t: V::Token) -> f64 {
        let mut sum = V::wide_zero(t);
        for chunk in self.0.chunks_exact(V::N) {
            sum = V::load(t, chunk).wide_add(sum, self.1);
        }
        V::wide_total(sum)
    }
}

#[test]
fn sums_are_wider_than_their_elements() {
    for level in levels() {
        let ones = alloc::vec![0.1f32; 1 << 16];
        let want = f64::from(0.1f32) * 65536.0;
        for apart in [false, true] {
            let got = f32::dispatch(level, Total(&ones, apart));
            // The registers are added in f32 first: half a unit each time, twice at most.
            assert!((got - want).abs() <= want * 2f64.powi(-23), "{got} {want}");
        }
        let large = [f32::MAX; 32];
        assert_eq!(
            f32::dispatch(level, Total(&large, true)),
            f64::from(f32::MAX) * 32.0
        );
        // Compensated: what 1e16 swallows is not lost.
        let mut mixed = alloc::vec![1.0f64; 1 << 10];
        mixed[0] = 1e16;
        assert_eq!(f64::dispatch(level, Total(&mixed, true)), 1e16 + 1023.0);
        mixed[0] = f64::INFINITY;
        assert_eq!(f64::dispatch(level, Total(&mixed, false)), f64::INFINITY);
    }
}

/// The bits of what exponentials make of evenly spaced numbers, past both ends of the range; nothing where products round.
struct Exponentials;
impl<E: Real> Work<E> for Exponentials {
    type Output = alloc::vec::Vec<u64>;
    #[inline(always)]
    fn run<V: Lanes<Elem = E>, S: Lanes<Elem = E, Token = V::Token>>(
        self,
        t: V::Token,
    ) -> Self::Output {
        let mut bits = alloc::vec![];
        if !V::FUSED {
            return bits;
        }
        let step = 1.0 / 128.0;
        for i in 0..200_000 / V::N {
            let x = V::iota(t) + V::splat(t, E::of((i * V::N) as f64 - 100_000.0));
            let x = x * V::splat(t, E::of(step));
            for y in [exp(t, x), sigmoid(t, x), exp_m1(t, x), relu(t, x)] {
                let mut lanes = [E::ZERO; 32];
                y.store(&mut lanes);
                bits.extend(lanes[..V::N].iter().map(|x| x.to_f64().to_bits()));
            }
        }
        bits
    }
}

/// An instruction that scales by a power of two rounds as two products do, also to subnormal numbers.
#[test]
fn levels_that_fuse_give_the_same_exponentials() {
    fn of<E: Real>() {
        let mut all = levels().map(|level| E::dispatch(level, Exponentials));
        let first = all.next().unwrap_or_default();
        assert!(all.all(|other| other.is_empty() || other == first));
    }
    of::<f32>();
    of::<f64>();
}
