//! `growth`: the time an element as work grows, in samples and in columns; and where it jumps.
#![allow(clippy::print_stdout, reason = "the table is the product")]

use loss_benches::bandwidth::Limit;
use loss_benches::data::{Data, Gradients};
use loss_benches::floors::table::size;
use loss_benches::losses::{self, Entry};
use loss_benches::machine::Machine;
use loss_benches::plot::{Axis, Plot, Series};
use loss_benches::race::{Contestant, Lap, Pace, race};
use loss_benches::text;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
Times losses from 32 to 2^26 elements, and cross-entropy from 2 to 2^18 columns.

  growth [--quick] [--svg DIR]

  --quick    up to 2^22 elements
  --svg DIR  where the drawings go; target/growth without it

Exit code: 0, or 1 where the time an element more than doubles from one size to the next.";

/// From one size to the next the time an element may grow by this.
const CLIFF: f64 = 2.0;

/// Below this many elements a call is mostly its checks.
const TINY: usize = 1024;

/// The plainest pass over the same memory.
const LIMIT: &str = "memory alone";

/// A size that looks like a cliff is measured that often again: it may have been a busy moment.
const AGAIN: usize = 2;

/// What one element costs at each size.
struct Curve {
    name: String,
    /// Sizes, and elements of a call.
    sizes: Vec<(usize, usize)>,
    /// The contestants, each at all sizes.
    lines: Vec<(&'static str, Vec<Lap>)>,
}

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (mut quick, mut folder) = (false, PathBuf::from("target/growth"));
    while let Some(arg) = args.next() {
        match (arg.as_str(), args.len()) {
            ("--quick", _) => quick = true,
            ("--svg", 1..) => folder = args.next().map(PathBuf::from).unwrap_or_default(),
            _ => {
                println!("{USAGE}");
                return ExitCode::from(2);
            }
        }
    }
    match run(quick, &folder) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(message) => {
            println!("{message}");
            ExitCode::from(2)
        }
    }
}

/// How many cliffs there are.
fn run(quick: bool, folder: &Path) -> Result<usize, String> {
    println!("{}\n", Machine::here().line());
    let (pace, most) = if quick {
        (Pace::QUICK, 22)
    } else {
        (Pace::FULL, 26)
    };
    let mut cliffs = 0;
    let entries = [
        losses::mean_squared_error::<f32>(),
        losses::bce_with_logits(),
        losses::focal(),
    ];
    for entry in entries {
        cliffs += show(&by_samples(&entry, most, pace), folder, "samples")?;
    }
    let entry = losses::sparse_cross_entropy::<f32>();
    cliffs += show(&by_columns(&entry, pace), folder, "columns")?;
    if cliffs == 0 {
        println!("no cliff");
    } else {
        println!("{cliffs} CLIFFS");
    }
    Ok(cliffs)
}

/// A call and its contestants, at one size.
fn at(entry: &Entry<f32>, data: &Data<f32>, pace: Pace) -> Vec<Lap> {
    let n = data.len();
    let limit = Limit::of(entry.arrays());
    let (ours, baseline) = (entry.ours, entry.baseline);
    let mut contestants = [
        Contestant::new("ours", n, |to: &mut Gradients<f32>| ours(data, to)),
        Contestant::new("by hand", n, |to: &mut Gradients<f32>| baseline(data, to)),
        Contestant::new(limit.name(), n, |to: &mut Gradients<f32>| {
            limit.pass(data, to)
        }),
    ];
    race(&mut data.gradients(), &mut contestants, pace)
}

fn by_samples(entry: &Entry<f32>, most: u32, pace: Pace) -> Curve {
    let sizes = (5..=most).map(|log| (1 << log, 1, 1 << log));
    collect(entry, sizes.collect(), pace)
}

/// As many elements at every length of a row, or one row.
fn by_columns(entry: &Entry<f32>, pace: Pace) -> Curve {
    let sizes = (1..=18).map(|log| {
        let columns: usize = 1 << log;
        let rows = ((1_usize << 20) / columns).max(1);
        (rows, columns, columns)
    });
    collect(entry, sizes.collect(), pace)
}

/// Rows, columns and the size that the axis shows, of each point.
fn collect(entry: &Entry<f32>, sizes: Vec<(usize, usize, usize)>, pace: Pace) -> Curve {
    let names = ["ours", "by hand", LIMIT];
    let mut lines = names.map(|name| (name, Vec::<Lap>::new()));
    for (rows, columns, _) in &sizes {
        let data = Data::new(entry.draws, *rows, *columns);
        let mut laps = at(entry, &data, pace);
        for _ in 0..AGAIN {
            let before = lines[0].1.last().map(Lap::per_element);
            if !before.is_some_and(|before| laps[0].per_element() > CLIFF * before) {
                break;
            }
            for (best, lap) in laps.iter_mut().zip(at(entry, &data, pace)) {
                best.ns = best.ns.min(lap.ns);
            }
        }
        for ((_, line), lap) in lines.iter_mut().zip(laps) {
            line.push(lap);
        }
    }
    Curve {
        name: entry.name.to_owned(),
        lines: lines.into(),
        sizes: sizes
            .iter()
            .map(|&(rows, columns, size)| (size, rows * columns))
            .collect(),
    }
}

/// Prints and draws a curve; how many cliffs it has.
fn show(curve: &Curve, folder: &Path, what: &'static str) -> Result<usize, String> {
    let Curve { name, sizes, lines } = curve;
    let mut head = vec![what];
    head.extend(lines.iter().map(|(name, _)| *name));
    head.push("ours to the size before");
    let ours = &lines[0].1;
    let mut cliffs = 0;
    let mut table = Vec::new();
    for (i, (at, elements)) in sizes.iter().enumerate() {
        let mut line = vec![size(*at)];
        line.extend(
            lines
                .iter()
                .map(|(_, laps)| text::digits(laps[i].per_element())),
        );
        let growth = match i {
            0 => None,
            i => Some(ours[i].per_element() / ours[i - 1].per_element()),
        };
        // Going down is no cliff, and neither is going up to it from a tiny call.
        let is_cliff = growth.is_some_and(|growth| growth > CLIFF) && *elements > TINY;
        cliffs += usize::from(is_cliff);
        line.push(match growth {
            Some(growth) if is_cliff => format!("CLIFF {}", text::digits(growth)),
            Some(growth) => text::digits(growth),
            None => "–".to_owned(),
        });
        table.push(line);
    }
    println!("{name}, ns/element\n\n{}", text::table(&head, &table));
    let series = lines.iter().map(|(name, laps)| Series {
        name: (*name).to_owned(),
        points: sizes
            .iter()
            .zip(laps)
            .map(|((size, _), lap)| (*size as f64, lap.per_element()))
            .collect(),
        limit: *name == LIMIT,
    });
    let plot = Plot {
        title: format!("{name}: value and gradient, f32, one thread"),
        x: (what, Axis::Size),
        y: "ns an element",
        series: series.collect(),
    };
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let path = folder.join(format!("growth-{name}.svg"));
    plot.svg(&path)?;
    println!("{}\n", path.display());
    Ok(cliffs)
}
