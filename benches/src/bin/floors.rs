//! `floors`: every generated kernel against hand-written ones, the limits of the machine and other libraries, in one run.
#![allow(clippy::print_stdout, reason = "the table is the product")]

use loss_benches::floors::{Row, Verdict, measure, report};
use loss_benches::losses;
use loss_benches::machine::Machine;
use loss_benches::peers;
use loss_benches::plot::Plot;
use loss_benches::race::Pace;
use loss_benches::roofline;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
Measures every loss in one run and compares it with its floors.

  floors [--quick] [--json FILE] [--svg DIR] [LOSS...]

  --quick      a minute instead of several
  --json FILE  writes everything that was measured
  --svg DIR    draws what was measured
  LOSS...      only these losses, as `Huber`

Exit code: 0 if no floor is missed, 1 if one is, 2 if the arguments are wrong. A floor whose other library is not there is `not
measured`; candle and burn are there with `--features peers`, torch and jax by `peers.py`.";

#[derive(Default)]
struct Options {
    quick: bool,
    json: Option<PathBuf>,
    svg: Option<PathBuf>,
    /// Only these losses; none are all.
    losses: Vec<String>,
}

fn options() -> Result<Options, String> {
    let mut options = Options::default();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut path = || args.next().map(PathBuf::from).ok_or(USAGE.to_owned());
        match arg.as_str() {
            "--quick" => options.quick = true,
            "--json" => options.json = Some(path()?),
            "--svg" => options.svg = Some(path()?),
            "--help" | "-h" => return Err(USAGE.to_owned()),
            loss if losses::all::<f32>().iter().any(|entry| entry.name == loss) => {
                options.losses.push(arg);
            }
            other if other.starts_with('-') => {
                return Err(format!("`{other}` is no option.\n\n{USAGE}"));
            }
            other => {
                return Err(format!(
                    "`{other}` is no loss that is measured: those are the names in the table, as `Huber`.\n\n{USAGE}"
                ));
            }
        }
    }
    Ok(options)
}

fn main() -> ExitCode {
    if let Some(code) = peers::in_one_thread() {
        return code;
    }
    match options().and_then(|options| run(&options)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(message) => {
            println!("{message}");
            ExitCode::from(2)
        }
    }
}

/// Whether no floor is missed.
fn run(options: &Options) -> Result<bool, String> {
    let machine = Machine::here();
    println!("{}\n", machine.line());
    let pace = if options.quick {
        Pace::QUICK
    } else {
        Pace::FULL
    };
    let rows = measure::all(pace, &options.losses, |row| {
        let missed = row.checks.iter().filter(|c| c.verdict() == Verdict::Missed);
        let missed: Vec<&str> = missed.map(|check| check.against.name()).collect();
        let verdict = if missed.is_empty() {
            String::new()
        } else {
            format!(": MISSED against {}", missed.join(", "))
        };
        println!("{}{verdict}", row.title);
    });
    println!("\n{}\n{}", report::times(&rows), report::floors(&rows));
    let [ok, missed, unknown] = report::count(&rows);
    println!("{ok} ok, {missed} MISSED, {unknown} not measured");
    if let Some(path) = &options.json {
        let text = format!("{:#}\n", report::json(&machine, &rows));
        std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    if let Some(folder) = &options.svg {
        draw(folder, &rows, pace)?;
    }
    Ok(missed == 0)
}

/// A drawing of every loss that has several sizes, and the roofline.
fn draw(folder: &Path, rows: &[Row], pace: Pace) -> Result<(), String> {
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut plots: Vec<(String, Plot)> =
        ["MeanSquaredError", "BinaryCrossEntropyWithLogits", "Focal"]
            .iter()
            .map(|loss| (format!("size-{loss}"), report::plot(loss, rows)))
            .collect();
    plots.push(("roofline".to_owned(), roofline::plot(rows, pace)));
    for (name, plot) in plots {
        let path = folder.join(format!("{name}.svg"));
        plot.svg(&path)?;
        println!("{}", path.display());
    }
    Ok(())
}
