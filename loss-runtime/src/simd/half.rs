//! Storage in sixteen bits: widened in blocks, computed and summed in `f32`, gradients rounded on the way back.

use super::Elem;
use half::{bf16, f16, slice::HalfFloatSliceExt};

macro_rules! half {
    ($($e:ident)*) => { $(
        impl Elem for $e {
            type Real = f32;
            const ZERO: $e = $e::ZERO;
            const ONE: $e = $e::ONE;
            const IS_REAL: bool = false;
            // By way of `f32`, which is what is rounded elsewhere; `from_f64` leaves out bits that decide between two
            // neighbours.
            fn of(x: f64) -> $e {
                $e::from_f32(x as f32)
            }
            fn to_f64(self) -> f64 {
                $e::to_f64(self)
            }
            fn widen<'s>(from: &'s [$e], room: &'s mut [f32]) -> &'s [f32] {
                from.convert_to_f32_slice(room);
                room
            }
            fn as_real_mut(_: &mut [$e]) -> Option<&mut [f32]> {
                None
            }
            fn narrow(from: &[f32], to: &mut [$e]) {
                to.convert_from_f32_slice(from);
            }
        }
    )* };
}
half!(f16 bf16);
