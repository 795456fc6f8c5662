//! Curves by the compiled kernels: a program that answers on its standard output what it is asked on its standard input, so that a
//! browser runs it with a few functions of WASI, and nothing is exported.
//!
//! ```text
//! Huber                 the loss
//! 3                     elements of each axis
//! 0 0.25 1              all its numbers, as declared: prediction, target, delta
//! -2 0 2                values of the first element of its first input
//! ```
//!
//! is answered by a line for each of these values: `1.75 -1.0 0.0`, value, gradient and second derivative by that element. A loss of the
//! whole batch has no second derivative, and `-` stands there. What cannot be answered is `error: …`. Requests follow each other.

mod curve;

use curve::{Curve, Request, of_batches, of_samples};
use loss_core::losses;
use std::io::{self, Read, Write};

macro_rules! shipped {
    ([$($sample:ident)*] [$($batch:ident)*]) => {
        /// What computes the curves of a loss that ships.
        fn curve_of(name: &str) -> Option<Curve> {
            Some(match name {
                $(stringify!($sample) => of_samples::<losses::$sample>,)*
                $(stringify!($batch) => of_batches::<losses::$batch>,)*
                _ => return None,
            })
        }
    };
}
include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let lines: Vec<&str> = text.lines().collect();
    let mut answer = String::new();
    for request in lines.chunks(4) {
        match answered(request) {
            Ok(lines) => answer += &lines,
            Err(error) => answer += &format!("error: {error}\n"),
        }
    }
    io::stdout().write_all(answer.as_bytes())
}

fn answered(lines: &[&str]) -> Result<String, String> {
    let [name, length, numbers, xs] = lines else {
        return Err("a request has four lines".into());
    };
    let curve = curve_of(name).ok_or_else(|| format!("no loss {name}"))?;
    let length = length.parse().map_err(|_| format!("no length: {length}"))?;
    let request = Request {
        length,
        numbers: reals(numbers)?,
        xs: reals(xs)?,
    };
    let mut answer = String::new();
    for point in curve(&request)? {
        let second = point.second.map_or("-".into(), |x| format!("{x:?}"));
        answer += &format!("{:?} {:?} {second}\n", point.value, point.gradient);
    }
    Ok(answer)
}

fn reals(line: &str) -> Result<Vec<f64>, String> {
    let words = line.split_whitespace();
    words
        .map(|word| word.parse().map_err(|_| format!("no number: {word}")))
        .collect()
}
