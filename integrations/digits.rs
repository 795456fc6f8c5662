//! The data of both examples.

use std::time::{Duration, Instant};

/// 1797 handwritten digits of 8 x 8 pixels, each from 0 (paper) to 1 (ink).
pub struct Digits {
    pub pixels: Vec<f32>,
    pub labels: Vec<i64>,
}

pub fn read() -> Result<Digits, String> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../examples/data/digits.csv"
    );
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let mut digits = Digits {
        pixels: Vec::new(),
        labels: Vec::new(),
    };
    for (number, line) in text.lines().enumerate() {
        let row: Result<Vec<u8>, _> = line.split(',').map(str::parse).collect();
        match row.as_deref() {
            Ok([pixels @ .., label]) if pixels.len() == 64 => {
                digits
                    .pixels
                    .extend(pixels.iter().map(|&ink| f32::from(ink) / 16.0));
                digits.labels.push((*label).into());
            }
            _ => return Err(format!("{path}, line {}: not 65 whole numbers", number + 1)),
        }
    }
    Ok(digits)
}

/// Triples of rows: an anchor, the next of its digit, the next of another.
pub fn triples(labels: &[i64]) -> [Vec<i64>; 3] {
    let mut triples = [const { Vec::new() }; 3];
    for (anchor, label) in labels.iter().enumerate() {
        let after = || (anchor + 1..labels.len()).chain(0..anchor);
        let positive = after().find(|&other| labels[other] == *label);
        // Not the very next of another digit, which would be the same one again and again.
        let negative = after()
            .skip(anchor % 7)
            .find(|&other| labels[other] != *label);
        if let (Some(positive), Some(negative)) = (positive, negative) {
            for (rows, row) in triples.iter_mut().zip([anchor, positive, negative]) {
                rows.push(row as i64);
            }
        }
    }
    triples
}

/// The shortest time of several calls.
pub fn fastest<T>(times: usize, mut call: impl FnMut() -> T) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..times {
        let start = Instant::now();
        std::hint::black_box(call());
        best = best.min(start.elapsed());
    }
    best
}
