//! Arguments: all of them, or many.

use crate::function::Shape;
use loss_core::Real;

/// An element type that can be scanned.
pub trait Scanned: Real {
    /// `"f32"` or `"f64"`.
    const NAME: &'static str;
    /// Stored bits of the mantissa.
    const PLACES: i32;
    /// The exponent of the smallest normal number.
    const LEAST: i32;
    /// The largest finite number.
    const LARGEST: f64;
    /// The number with the bits that `i` begins with.
    fn from_index(i: u64) -> Self;
    /// What `i`, a multiple of the stride in 2^64, is an argument of: all bit patterns of `f32` in order, a mixture for
    /// `f64`.
    fn scattered(i: u64) -> Self;
    /// So many steps up from `x`.
    fn beside(x: f64, steps: i64) -> Self;
}

impl Scanned for f32 {
    const NAME: &'static str = "f32";
    const PLACES: i32 = 23;
    const LEAST: i32 = -126;
    const LARGEST: f64 = f32::MAX as f64;
    fn from_index(i: u64) -> f32 {
        f32::from_bits((i >> 32) as u32)
    }
    fn scattered(i: u64) -> f32 {
        f32::from_index(i)
    }
    fn beside(x: f64, steps: i64) -> f32 {
        f32::from_bits((x as f32).to_bits().wrapping_add(steps as u32))
    }
}

impl Scanned for f64 {
    const NAME: &'static str = "f64";
    const PLACES: i32 = 52;
    const LEAST: i32 = -1022;
    const LARGEST: f64 = f64::MAX;
    fn from_index(i: u64) -> f64 {
        f64::from_bits(i)
    }
    fn scattered(i: u64) -> f64 {
        let random = mixed(i);
        match random >> 11 & 3 {
            // All exponents.
            0 => f64::from_bits(mixed(random)),
            // Those of moderate numbers, 2^-20 to 2^11.
            1 => with_exponent(mixed(random), 1003, 31),
            // Those that most of the work is in, 1/16 to 16.
            2 => with_exponent(mixed(random), 1019, 7),
            // And near where a formula changes, or a result is hard to round.
            _ => near_edge(mixed(random)),
        }
    }
    fn beside(x: f64, steps: i64) -> f64 {
        f64::from_bits(x.to_bits().wrapping_add(steps as u64))
    }
}

/// Random bits from a counter (the finisher of SplitMix64, Steele, Lea and Flood 2014).
#[must_use]
pub fn mixed(i: u64) -> u64 {
    let z = i.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn with_exponent(bits: u64, least: u64, mask: u64) -> f64 {
    f64::from_bits((bits & !(0x7ff << 52)) | ((bits >> 52 & mask) + least) << 52)
}

/// Numbers where functions have edges, roots, or pieces that meet; each with both signs.
pub const EDGES: [f64; 52] = [
    0.0,
    1.0,
    0.5,
    2.0,
    f64::INFINITY,
    f64::NAN,
    1e-45,
    1e-40,
    1.175_494_350_822_287_5e-38,
    3.402_823_466_385_288_6e38,
    5e-324,
    1e-310,
    2.225_073_858_507_201_4e-308,
    f64::MAX,
    core::f64::consts::SQRT_2,
    core::f64::consts::FRAC_1_SQRT_2,
    core::f64::consts::LN_2,
    core::f64::consts::LN_2 / 2.0,
    core::f64::consts::LN_2 * 1.5,
    core::f64::consts::SQRT_2 - 1.0,
    core::f64::consts::FRAC_PI_4,
    core::f64::consts::FRAC_PI_2,
    core::f64::consts::PI,
    core::f64::consts::FRAC_PI_2 * 3.0,
    0.75,
    0.875,
    0.625,
    0.4375,
    0.6875,
    1.1875,
    2.4375,
    1.5,
    2.5,
    3.0,
    4.0,
    6.0,
    8.0,
    16.0,
    17.0,
    20.0,
    40.0,
    87.3,
    88.722_839,
    103.972_08,
    709.782_712_893_384,
    745.133_219_101_941_1,
    708.396_418_532_264_1,
    32768.0,
    // Roots of digamma and of the logarithm of the gamma function.
    1.461_632_144_968_362_3,
    -0.504_083_008_264_455_4,
    -2.457_024_738_220_800_6,
    -2.747_682_646_727_412_6,
];

/// An edge or a number beside it: any number of steps is as likely as twice that, up to 2^40.
fn near_edge(bits: u64) -> f64 {
    let edge = EDGES[(bits % EDGES.len() as u64) as usize];
    let edge = if bits >> 63 == 1 { -edge } else { edge };
    let steps = (mixed(bits) >> 24 >> (bits >> 20 & 31)) as i64;
    f64::beside(edge, if bits >> 62 & 1 == 1 { -steps } else { steps })
}

/// Which arguments a scan goes over.
#[derive(Clone, Copy)]
pub struct Plan {
    /// How many, a multiple of 32; all bit patterns of `f32` if 2^32.
    pub count: u64,
    /// What pairs look like, for a function of two numbers.
    pub shapes: &'static [Shape],
}

impl Plan {
    /// Writes arguments `from` and on; of functions of one number, the second is the first.
    pub fn fill<E: Scanned>(&self, from: u64, x: &mut [E], y: &mut [E]) {
        let stride = (u64::MAX / self.count).wrapping_add(u64::from(self.count.is_power_of_two()));
        for (i, (x, y)) in (from..).zip(x.iter_mut().zip(y)) {
            (*x, *y) = if self.shapes.is_empty() {
                let x = self.edge(i, stride);
                (x, x)
            } else {
                self.pair(i)
            };
        }
    }

    fn edge<E: Scanned>(&self, i: u64, stride: u64) -> E {
        // A scan of all has the edges anyway.
        if self.count < 1 << 32 && i < 2 * EDGES.len() as u64 {
            let edge = EDGES[i as usize / 2];
            return E::of(if i.is_multiple_of(2) { edge } else { -edge });
        }
        E::scattered(i.wrapping_mul(stride))
    }

    fn pair<E: Scanned>(&self, i: u64) -> (E, E) {
        let n = 2 * EDGES.len() as u64;
        if i < n * n {
            return (self.edge(i % n, 1), self.edge(i / n, 1));
        }
        let one = mixed(i);
        let anything = |bits: u64| {
            if bits.is_multiple_of(4) {
                E::from_index(mixed(bits))
            } else {
                E::of(f64::scattered(bits))
            }
        };
        let (x, y): (E, E) = (anything(one), anything(mixed(!one)));
        match (i % (self.shapes.len() as u64 + 1)) as usize {
            0 => (x, y),
            shape => {
                let (x, y) = self.shapes[shape - 1](x.to_f64(), y.to_f64());
                (E::of(x), E::of(y))
            }
        }
    }
}
