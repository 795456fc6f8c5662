//! Constants of formulas that no `f64` is: a formula that says `PI` means π, and its graph holds the `f64` nearest to what it says.

use core::f64::consts::{E, PI};

use super::Number;

/// What a constant of a formula means; but for numbers finer than `f64` that is the constant.
pub fn meant<N: Number>(x: f64) -> N {
    let Some(pi) = N::pi() else {
        return N::of(x);
    };
    if x == E {
        return N::of(1.0).exp();
    }
    // As graphs fold them: `2 * PI`, `1 / PI`, `4 / (PI * PI)`.
    let powers = [(PI, 1), (1.0 / PI, -1), (PI * PI, 2), (1.0 / (PI * PI), -2)];
    let found = powers
        .into_iter()
        .map(|(power, n)| (x / power, n))
        .find(|(times, _)| is_power_of_two(times.abs()));
    match found {
        Some((times, n)) => N::of(times).mul(&pi.powi(n)),
        None => N::of(x),
    }
}

fn is_power_of_two(x: f64) -> bool {
    x.is_normal() && x.to_bits() << 12 == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interpret::Dual;

    #[test]
    fn constants_in_f64_are_what_they_are() {
        for x in [PI, -2.0 * PI, 4.0 / (PI * PI), E, 0.0, 3.0, f64::INFINITY] {
            assert_eq!(meant::<f64>(x).to_bits(), x.to_bits());
            assert_eq!(meant::<Dual<f64>>(x), Dual::constant(x));
        }
    }
}
