//! The same bits: for any number of threads, at any alignment, and from one version to the next.
//!
//! `golden/bits.txt` holds a hash of what every loss puts out, one for instruction sets that fuse multiplication and
//! addition and one for the others. A change that moves bits must say so: `BLESS=1 cargo test -p loss-tests --test bits`
//! writes the file anew.
#![allow(
    clippy::print_stdout,
    reason = "which set of bits a machine cannot check"
)]

use loss_core::losses::{Huber, SparseCrossEntropy, Triplet};
use loss_core::{Options, Reduction, Rows, simd};
use loss_tests::catalogue::{Element, Entry};
use loss_tests::numbers::Numbers;
use loss_tests::sampling::{Size, arguments};
use loss_tests::subject::Array;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// FNV-1a (Fowler, Noll and Vo).
struct Hash(u64);

impl Hash {
    fn add(&mut self, bits: u64) {
        for byte in bits.to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

/// A hash of value and gradients. NaN has no bits that count.
fn hash<E: Element>(entry: &Entry<E>, options: &Options<'_>, args: &[Array<E>]) -> u64 {
    let mut hash = Hash(0xcbf2_9ce4_8422_2325);
    let mut add = |x: f64| {
        hash.add(if x.is_nan() {
            f64::NAN.to_bits()
        } else {
            x.to_bits()
        })
    };
    match entry.subject.value_and_grad(options, args) {
        Ok((value, gradients)) => {
            add(value);
            gradients.iter().flatten().for_each(|x| add(x.to_f64()));
        }
        Err(error) => panic!("{}: {error}", entry.name),
    }
    hash.0
}

/// Whether a line of costs is that of all pairs of elements of a row, or of rows of rows.
fn is_square(line: &&str) -> bool {
    let axes = line
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'));
    axes.is_some_and(|(axes, _)| axes.contains(','))
}

fn made<E: Element>(entry: &Entry<E>, mut size: Size) -> Vec<Array<E>> {
    let spec = entry.subject.spec();
    if spec.batch && spec.args.iter().any(|arg| arg.axes.len() > 1) {
        // Every row meets every other: a step of 32 lanes and a rest are enough.
        size.samples = size.samples.min(37);
    } else if entry.subject.explain().cost.iter().any(is_square) {
        size.columns = size.columns.min(40);
    }
    let numbers = &mut Numbers::new(7);
    let args = arguments(spec, size, numbers);
    args.iter().map(Array::convert).collect()
}

/// Less than a step; several steps and a rest; rows across lanes, along lanes, and longer than a step.
const SIZES: [Size; 4] = [
    Size {
        samples: 5,
        columns: 3,
    },
    Size {
        samples: 1003,
        columns: 10,
    },
    Size {
        samples: 67,
        columns: 33,
    },
    Size {
        samples: 9,
        columns: 300,
    },
];

/// Whether multiplication and addition fuse.
fn set(level: simd::Level) -> &'static str {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    let fuses = level.as_avx2().is_some();
    #[cfg(target_arch = "aarch64")]
    let fuses = level.as_neon().is_some();
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64", target_arch = "aarch64")))]
    let fuses = false;
    if fuses { "fused" } else { "plain" }
}

fn hashes<E: Element>() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in E::library().expect("parameters in their domains") {
        for level in simd::levels() {
            let set = set(level);
            let mut line = String::new();
            for size in SIZES {
                let options = Options::default().reduce(Reduction::Mean).level(level);
                let hash = hash(&entry, &options, &made(&entry, size));
                let _ = write!(line, " {hash:016x}");
            }
            let key = format!("{} | {} | {set}", entry.name, E::NAME);
            if let Some(other) = found.insert(key, line.clone()) {
                assert_eq!(
                    line, other,
                    "{} differs between levels that are both {set}",
                    entry.name
                );
            }
        }
    }
    found
}

/// Both at once: unoptimised kernels take their time.
fn both<R: Send>(a: impl FnOnce() -> R + Send, b: impl FnOnce() -> R + Send) -> (R, R) {
    std::thread::scope(|scope| {
        let a = scope.spawn(a);
        let b = b();
        match a.join() {
            Ok(a) => (a, b),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

#[test]
fn bits_are_those_of_the_repository() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/bits.txt");
    let (mut found, doubles) = both(hashes::<f32>, hashes::<f64>);
    found.extend(doubles);
    if std::env::var_os("BLESS").is_some() {
        let mut text = String::from(
            "# Hashes of value and gradients, a column for each size of tests/bits.rs.\n",
        );
        for (key, hashes) in &found {
            let _ = writeln!(text, "{key} |{hashes}");
        }
        std::fs::write(path, text).expect("the file can be written");
        return;
    }
    let text = std::fs::read_to_string(path).expect("the file is there");
    let expected: BTreeMap<String, String> = text
        .lines()
        .filter_map(|line| line.rsplit_once(" |"))
        .map(|(key, hashes)| (key.to_owned(), hashes.to_owned()))
        .collect();
    let mut wrong = vec![];
    for (key, hashes) in &found {
        if expected.get(key) != Some(hashes) {
            wrong.push(format!("{key} |{hashes}"));
        }
    }
    for key in expected.keys().filter(|key| !found.contains_key(*key)) {
        if simd::levels().any(|level| key.ends_with(set(level))) {
            wrong.push(format!("{key}: no such loss"));
        } else {
            println!("not checked, this machine has the other set of bits: {key}");
        }
    }
    assert!(
        wrong.is_empty(),
        "other bits than in the repository:\n{}",
        wrong.join("\n")
    );
}

/// Long enough for several tasks, the last of which is not whole.
fn threads<E: Element>() {
    let [one, three] = [1, 3].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().expect("threads can be started")
    });
    for entry in E::library().expect("parameters in their domains") {
        if !entry.subject.is_sample() || entry.name.contains("with") {
            continue;
        }
        let sizes: &[(usize, usize)] = if entry.subject.explain().cost.iter().any(is_square) {
            &[(14_003, 10)]
        } else if entry.subject.has_axis() {
            &[(14_003, 10), (1_101, 120)]
        } else {
            &[(140_001, 1)]
        };
        for &(samples, columns) in sizes {
            let args = made(&entry, Size { samples, columns });
            let weights: Vec<f64> = (0..samples).map(|i| (i % 5) as f64 / 4.0).collect();
            let mask: Vec<bool> = (0..samples).map(|i| i % 7 != 3).collect();
            let options = Options::default()
                .reduce(Reduction::WeightedMean)
                .weights(&weights)
                .mask(&mask);
            let all = || {
                (
                    hash(&entry, &options, &args),
                    entry.subject.each(&options, &args),
                )
            };
            assert_eq!(one.install(all), three.install(all), "{}", entry.name);
        }
    }
}

#[test]
fn threads_change_no_bit() {
    both(threads::<f32>, threads::<f64>);
}

/// The same elements at every offset from a multiple of 64 bytes.
#[test]
fn alignment_changes_no_bit() -> Result<(), loss_core::Error> {
    const N: usize = 33 * 13;
    let numbers = Numbers::new(11).many(3 * N, -3.0, 3.0);
    let mut expected = None;
    for offset in 0..16 {
        let at = |from: usize| -> Vec<f32> {
            let pad = std::iter::repeat_n(0.0, offset);
            pad.chain(numbers[from..from + N].iter().copied())
                .map(|x| x as f32)
                .collect()
        };
        let (x, y, z) = (at(0), at(N), at(2 * N));
        let (x, y, z) = (&x[offset..], &y[offset..], &z[offset..]);
        let rows = |x| Rows::new(x, 13);
        let labels: Vec<u32> = (0..33).map(|i| i % 13).collect();
        let huber = Huber::default().value_and_grad(x, y)?;
        let entropy = SparseCrossEntropy::default().value_and_grad(rows(x)?, &labels)?;
        let (triplet, g) = Triplet::default().value_and_grad(rows(x)?, rows(y)?, rows(z)?)?;
        let got = (huber, entropy, triplet, [g.anchor, g.positive, g.negative]);
        assert_eq!(
            expected.get_or_insert_with(|| got.clone()),
            &got,
            "{offset} elements off"
        );
    }
    Ok(())
}
