//! `tests/golden/farthest.txt`: of all arguments of the losses of one variable those at which the kernels in `f32` and `f64` are the farthest apart. `loss-scan` finds
//! them, the oracle judges them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::{fs, io};

/// Arguments by row, as [`row`](crate::variable::row) names it.
pub type Farthest = BTreeMap<String, Vec<f32>>;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../golden/farthest.txt");
const HEAD: &str = "\
# Where the kernels in f32 and f64 are the farthest apart in value or gradient, of all numbers of f32, in bits:
# cargo run --release -p loss-scan --bin farthest
";

/// What is kept.
///
/// # Errors
/// If there is no such file, or another is in its place.
pub fn read() -> io::Result<Farthest> {
    let text = fs::read_to_string(PATH)?;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let rows = lines.map(|line| {
        let (name, bits) = line.split_once('|')?;
        let number = |bits| u32::from_str_radix(bits, 16).ok().map(f32::from_bits);
        let numbers = bits.split_whitespace().map(number).collect::<Option<_>>()?;
        Some((name.trim().to_owned(), numbers))
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
    for (name, numbers) in farthest {
        text += name;
        text += " |";
        for x in numbers {
            let _ = write!(text, " {:08x}", x.to_bits());
        }
        text.push('\n');
    }
    fs::write(PATH, text)
}
