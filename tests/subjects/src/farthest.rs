//! `tests/golden/farthest.txt`: of all arguments of the losses of one variable those at which the kernels in `f32` and `f64` are the farthest apart. `loss-scan` finds
//! them, the oracle judges them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::{fs, io};

/// By row, as [`row`](crate::variable::row) names it.
pub type Farthest = BTreeMap<String, Found>;

/// What a scan has found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Every so many numbers were scanned.
    pub stride: u64,
    /// Where the two are the farthest apart.
    pub at: Vec<f32>,
}

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../golden/farthest.txt");
const HEAD: &str = "\
# Where the kernels in f32 and f64 are the farthest apart in value or gradient, in bits, of every so many numbers of f32 (1: of all 2^32):
# cargo run --release -p loss-scan --features avx512 --bin farthest
";

/// What is kept.
///
/// # Errors
/// If there is no such file, or another is in its place.
pub fn read() -> io::Result<Farthest> {
    let text = fs::read_to_string(PATH)?;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let rows = lines.map(|line| {
        let (name, rest) = line.split_once('|')?;
        let (stride, bits) = rest.split_once('|')?;
        let number = |bits| u32::from_str_radix(bits, 16).ok().map(f32::from_bits);
        let found = Found {
            stride: stride.trim().parse().ok()?,
            at: bits.split_whitespace().map(number).collect::<Option<_>>()?,
        };
        Some((name.trim().to_owned(), found))
    });
    rows.collect::<Option<_>>()
        .ok_or(io::ErrorKind::InvalidData.into())
}

/// Keeps others.
///
/// # Errors
/// If the file cannot be written.
pub fn write(farthest: &Farthest) -> io::Result<()> {
    let mut text = HEAD.to_owned();
    for (name, Found { stride, at }) in farthest {
        let _ = write!(text, "{name} | {stride} |");
        for x in at {
            let _ = write!(text, " {:08x}", x.to_bits());
        }
        text.push('\n');
    }
    fs::write(PATH, text)
}
