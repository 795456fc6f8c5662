//! How kernels of one element are declared.

/// Declares kernels: `Name { parameters } [columns in -> columns out] (token, columns, scale) { (value, slopes) }`. Parameters are numbers in the body.
macro_rules! bodies {
    ($(
        $(#[$doc:meta])*
        $name:ident { $($param:ident),* } [$a:literal -> $g:literal] ($t:ident, $x:pat, $scale:ident) $body:block
    )*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub(crate) struct $name { $(pub(crate) $param: f64),* }

        impl $crate::baseline::Body<$a, $g> for $name {
            #[inline(always)]
            fn step<V: loss_core::simd::Lanes>(self, $t: V::Token, $x: [V; $a], $scale: V) -> (V, [V; $g]) {
                let Self { $($param),* } = self;
                $body
            }
        }
    )* };
}
pub(crate) use bodies;
