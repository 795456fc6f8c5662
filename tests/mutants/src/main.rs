//! Mutation testing of the rules: `cargo run --release -p loss-mutants -- [--every N] [--only FILE] [--list]`.
//!
//! ```text
//! a rule's source ── one token perturbed ──► a copy of loss-compiler ── cargo test ──► killed, or a survivor to look at
//! ```
//!
//! The copy is in `target/mutants`; nothing of the working tree is touched. `--every N` takes every N-th mutant.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a report is what it is for"
)]

mod perturb;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::{env, fs, io};

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
    every: usize,
    only: Option<String>,
    list: bool,
}

fn options() -> Option<Options> {
    let mut options = Options {
        every: 1,
        only: None,
        list: false,
    };
    let mut args = env::args().skip(1);
    while let Some(arg) = args.next() {
        match &*arg {
            "--every" => options.every = args.next()?.parse().ok().filter(|n| *n > 0)?,
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
    copy(&root.join("loss-macros"), &work.join("loss-macros"))?;
    copy(&root.join("README.md"), &work.join("README.md"))?;
    copy(&root.join("tests/ui"), &work.join("tests/ui"))?;
    fs::copy(root.join("Cargo.lock"), work.join("Cargo.lock"))?;
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    let (head, rest) = manifest
        .split_once("members = [")
        .ok_or(io::ErrorKind::InvalidData)?;
    let (_, rest) = rest.split_once(']').ok_or(io::ErrorKind::InvalidData)?;
    let manifest =
        format!("{head}members = [\"loss-compiler\", \"loss-macros\", \"loss-core\"]{rest}");
    fs::write(work.join("Cargo.toml"), manifest)
}

/// What became of a mutant.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Unviable,
    Killed,
    Survived,
}

fn cargo(work: &Path, args: &[&str]) -> io::Result<bool> {
    let target = work.with_file_name("target");
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(work)
        .args(args)
        .env("CARGO_TARGET_DIR", target);
    command
        .env_remove("BLESS")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    Ok(command.status()?.success())
}

/// The witnesses first: most mutants die there. Snapshots of the expansion are left out, since they notice any change, sound or not.
fn fate(work: &Path) -> io::Result<Fate> {
    if !cargo(
        work,
        &["test", "-p", "loss-compiler", "--no-run", "--offline"],
    )? {
        return Ok(Fate::Unviable);
    }
    let witness = [
        "test",
        "-p",
        "loss-compiler",
        "--test",
        "witness",
        "--offline",
    ];
    let unit = [
        "test",
        "-p",
        "loss-compiler",
        "--lib",
        "--offline",
        "--",
        "--skip",
        "expan",
        "--skip",
        "snapshot",
        "--skip",
        "bless",
    ];
    let passes = cargo(work, &witness)? && cargo(work, &unit)?;
    Ok(if passes { Fate::Survived } else { Fate::Killed })
}

fn run(options: &Options) -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for rules in RULES {
        sources(&root.join("loss-compiler/src").join(rules), &mut files)?;
    }
    let mut all: Vec<(PathBuf, Mutant)> = Vec::new();
    for file in files {
        let name = file.strip_prefix(&root).unwrap_or(&file).to_owned();
        let chosen = options
            .only
            .as_ref()
            .is_none_or(|only| name.to_string_lossy().contains(only.as_str()));
        if chosen {
            let found = mutants(&fs::read_to_string(&file)?);
            all.extend(found.into_iter().map(|mutant| (name.clone(), mutant)));
        }
    }
    let total = all.len();
    let chosen: Vec<_> = all.into_iter().step_by(options.every).collect();
    println!("{} of {total} mutants", chosen.len());
    if options.list {
        chosen.iter().for_each(|(file, mutant)| {
            println!(
                "{}:{}: {} becomes {}",
                file.display(),
                mutant.line,
                mutant.from,
                mutant.to
            )
        });
        return Ok(());
    }
    let work = root.join("target/mutants/work");
    workspace(&root, &work)?;
    if fate(&work)? != Fate::Survived {
        return Err(io::Error::other("the tests fail without any mutant"));
    }
    let mut counts = [0usize; 3];
    for (file, mutant) in &chosen {
        let path = work.join(file);
        let sound = fs::read_to_string(&path)?;
        fs::write(&path, mutant.apply(&sound))?;
        let fate = fate(&work)?;
        fs::write(&path, sound)?;
        counts[fate as usize] += 1;
        println!(
            "{fate:?} {}:{}: {} becomes {}",
            file.display(),
            mutant.line,
            mutant.from,
            mutant.to
        );
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
        eprintln!("loss-mutants [--every N] [--only FILE] [--list]");
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
