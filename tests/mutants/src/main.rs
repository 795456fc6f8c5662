//! Mutation testing of the rules: `cargo run --release -p loss-mutants -- [--sample N --seed S] [--only TEXT] [--list]`.
//!
//! ```text
//! a rule's source ── one token perturbed ──► a copy of loss-compiler ── its tests ──► killed, or a survivor to look at
//! ```
//!
//! The copy is in `target/mutants`; nothing of the working tree is touched. `--sample N` draws N mutants without putting
//! back, the same ones in the same order for the same seed; `--only TEXT` takes those whose line of the report holds the text, say
//! `cancel.rs` or `algebra.rs:88:`. Tests stop at the first failure, the quick ones of the library stand before the
//! witnesses, and a mutant that runs ten times as long as the sound compiler is dead, too.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a report is what it is for"
)]

mod judge;
mod perturb;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use judge::Judge;
use perturb::{Mutant, mutants};

/// Where rules are: differentiation, simplification, stabilisation, lowering, and the algebra behind them.
const RULES: [&str; 5] = [
    "differentiate",
    "simplify",
    "stabilise",
    "lower",
    "algebra.rs",
];

struct Options {
    sample: Option<usize>,
    seed: u64,
    only: Option<String>,
    list: bool,
}

fn options() -> Option<Options> {
    let mut options = Options {
        sample: None,
        seed: 0,
        only: None,
        list: false,
    };
    let mut args = env::args().skip(1);
    while let Some(arg) = args.next() {
        match &*arg {
            "--sample" => options.sample = Some(args.next()?.parse().ok()?),
            "--seed" => options.seed = args.next()?.parse().ok()?,
            "--only" => options.only = Some(args.next()?),
            "--list" => options.list = true,
            _ => return None,
        }
    }
    Some(options)
}

/// Every source below a path, in order.
fn sources(path: &Path, all: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_file() {
        all.push(path.to_owned());
        return Ok(());
    }
    let mut entries: Vec<PathBuf> = fs::read_dir(path)?
        .map(|e| e.map(|e| e.path()))
        .collect::<io::Result<_>>()?;
    entries.sort();
    entries.iter().try_for_each(|entry| sources(entry, all))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_file() {
        fs::copy(from, to)?;
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// A workspace of the compiler alone.
fn workspace(root: &Path, work: &Path) -> io::Result<()> {
    if work.exists() {
        fs::remove_dir_all(work)?;
    }
    fs::create_dir_all(work)?;
    copy(&root.join("loss-compiler"), &work.join("loss-compiler"))?;
    // Pages of the language and expansions that its tests read.
    copy(&root.join("loss-core"), &work.join("loss-core"))?;
    copy(&root.join("loss-runtime"), &work.join("loss-runtime"))?;
    copy(&root.join("loss-macros"), &work.join("loss-macros"))?;
    copy(&root.join("README.md"), &work.join("README.md"))?;
    copy(&root.join("tests/ui"), &work.join("tests/ui"))?;
    fs::copy(root.join("Cargo.lock"), work.join("Cargo.lock"))?;
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    let (head, rest) = manifest
        .split_once("members = [")
        .ok_or(io::ErrorKind::InvalidData)?;
    let (_, rest) = rest.split_once(']').ok_or(io::ErrorKind::InvalidData)?;
    let members = [
        "loss-compiler",
        "loss-macros",
        "loss-runtime",
        "loss-core",
        "loss-core/src/losses/*",
    ];
    let manifest = format!("{head}members = {members:?}{rest}");
    fs::write(work.join("Cargo.toml"), manifest)
}

/// So many of a list, drawn by a seed; in the order drawn, so that the first of them are a sample as well.
fn drawn<T>(all: Vec<T>, count: usize, seed: u64) -> Vec<T> {
    // A step of SplitMix64: what orders the list is as good as random.
    let mix = |i: u64| {
        let mut z = i.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let mut numbered: Vec<(usize, T)> = all.into_iter().enumerate().collect();
    numbered.sort_by_key(|&(i, _)| mix(mix(seed).wrapping_add(i as u64)));
    let first = numbered.into_iter().take(count);
    first.map(|(_, mutant)| mutant).collect()
}

fn run(options: &Options) -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for rules in RULES {
        sources(&root.join("loss-compiler/src").join(rules), &mut files)?;
    }
    let mut all: Vec<(PathBuf, Mutant, String)> = Vec::new();
    for file in files {
        let name = file.strip_prefix(&root).unwrap_or(&file).to_owned();
        for mutant in mutants(&fs::read_to_string(&file)?) {
            let (line, from, to) = (mutant.line, &mutant.from, &mutant.to);
            let label = format!("{}:{line}: {from} becomes {to}", name.display());
            all.push((name.clone(), mutant, label));
        }
    }
    let total = all.len();
    if let Some(only) = &options.only {
        all.retain(|(_, _, label)| label.contains(only.as_str()));
    }
    if let Some(count) = options.sample {
        all = drawn(all, count, options.seed);
    }
    println!("{} of {total} mutants", all.len());
    if options.list {
        all.iter().for_each(|(_, _, label)| println!("{label}"));
        return Ok(());
    }
    let work = root.join("target/mutants/work");
    workspace(&root, &work)?;
    let judge = Judge::new(&work)?;
    let mut counts = [0usize; 3];
    for (file, mutant, label) in &all {
        let path = work.join(file);
        let sound = fs::read_to_string(&path)?;
        fs::write(&path, mutant.apply(&sound))?;
        let fate = judge.fate()?;
        fs::write(&path, sound)?;
        counts[fate as usize] += 1;
        println!("{fate:?} {label}");
    }
    let [unviable, killed, survived] = counts;
    println!(
        "{killed} of {} killed, {survived} survived, {unviable} do not compile",
        killed + survived
    );
    Ok(())
}

fn main() -> ExitCode {
    let Some(options) = options() else {
        eprintln!("loss-mutants [--sample N --seed S] [--only TEXT] [--list]");
        return ExitCode::from(2);
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::drawn;

    #[test]
    fn a_sample_is_drawn_by_its_seed() {
        let sample = |seed| drawn((0..1000).collect(), 100, seed);
        assert_eq!(sample(1).len(), 100);
        assert_eq!(sample(1), sample(1));
        assert_ne!(sample(1), sample(2));
        let larger = drawn((0..1000).collect::<Vec<i32>>(), 200, 1);
        assert_eq!(larger[..100], sample(1));
    }
}
