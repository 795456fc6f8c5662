//! Polynomials.

/// `horner!(t, x; c0, c1, …)` is c0 + x (c1 + x (…)).
macro_rules! horner {
    ($t:expr, $x:expr; $c:expr) => { $crate::math::c::<V>($t, $c) };
    ($t:expr, $x:expr; $c:expr, $($rest:expr),+) => {
        $x.fma(horner!($t, $x; $($rest),+), $crate::math::c::<V>($t, $c))
    };
}
pub(super) use horner;
