//! A table of errors that may only improve.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::{env, fs};

use crate::judge::Errors;

/// `Huber f32` → value, gradient, second derivative.
pub type Table = BTreeMap<String, Errors>;

fn read(path: &str) -> Table {
    let text = fs::read_to_string(path).unwrap_or_default();
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            let (name, numbers) = line.split_once('|').expect("a name and numbers");
            let mut numbers = numbers.split_whitespace().map(|n| n.parse().unwrap_or(0.0));
            let mut next = || numbers.next().unwrap_or(0.0);
            (name.trim().to_owned(), [next(), next(), next()])
        })
        .collect()
}

fn write(table: &Table, note: &str) -> String {
    let mut text = format!("# The worst errors in units in the last place: {note}\n");
    for (name, errors) in table {
        let cell = |e: f64| {
            if e < 0.0 {
                "-".to_owned()
            } else {
                format!("{:.2}", (e * 100.0).ceil() / 100.0)
            }
        };
        let [v, g, h] = errors.map(cell);
        writeln!(text, "{name:<44} | {v:>9} {g:>9} {h:>9}").expect("a string takes text");
    }
    text
}

/// Prints the table, and holds it to that of `golden/`; or writes that anew.
pub fn compare(name: &str, now: &Table, note: &str) {
    let path = format!("{}/golden/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let text = write(now, note);
    println!("{text}");
    let part = env::var_os("ONLY").is_some();
    if env::var_os("BLESS").is_some() && !part {
        return fs::write(path, text).expect("the table is writable");
    }
    let kept = read(&path);
    let names = |table: &Table| table.keys().cloned().collect::<Vec<_>>();
    assert!(
        part || names(&kept) == names(now),
        "the table has other losses"
    );
    let mut worse = String::new();
    for (name, errors) in now {
        let Some(kept) = kept.get(name) else { continue };
        for ((what, error), most) in ["value", "gradient", "second derivative"]
            .iter()
            .zip(errors)
            .zip(kept)
        {
            // Kept with two digits, rounded up. Without fused multiplication other bits come out.
            if *error > most.max(if fused() { 0.0 } else { 8.0 }) {
                writeln!(
                    worse,
                    "{name}: the {what} errs by {error:.2} units, and by {most} at most"
                )
                .expect("a string takes text");
            }
        }
    }
    assert!(worse.is_empty(), "worse than {path}:\n{worse}");
}

/// Whether this machine fuses products and sums, as that of the table.
fn fused() -> bool {
    loss_core::simd::level().as_avx2().is_some()
}
