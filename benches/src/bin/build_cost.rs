//! `build_cost`: what a loss costs whoever compiles it.
#![allow(clippy::print_stdout, reason = "the table is the product")]

use loss_benches::build_cost::{self, CALLS, Cost, Project};
use loss_benches::machine::Machine;
use loss_benches::text;
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
Compiles losses one at a time and compares what they cost with the floors.

  build_cost [--quick] [--avx512] [--dir DIR]

  --quick    a few losses, for f32
  --avx512   with this feature of the library, a third version of every kernel; floors are those without it
  --dir DIR  where; target/build-cost without it

Exit code: 0, 1 if a floor is missed, 2 if something does not compile.";

/// Of these, one is made of each thing that can cost: algebra, functions, a kernel of its own for a parameter, rows, several rows.
const FEW: [&str; 5] = [
    "MeanSquaredError",
    "BinaryCrossEntropyWithLogits",
    "Focal",
    "SparseCrossEntropy",
    "Triplet",
];

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (mut quick, mut features, mut folder) =
        (false, [].as_slice(), PathBuf::from("target/build-cost"));
    while let Some(arg) = args.next() {
        match (arg.as_str(), args.len()) {
            ("--quick", _) => quick = true,
            ("--avx512", _) => features = &["avx512"],
            ("--dir", 1..) => folder = args.next().map(PathBuf::from).unwrap_or_default(),
            _ => {
                println!("{USAGE}");
                return ExitCode::from(2);
            }
        }
    }
    let costs = std::path::absolute(folder)
        .map_err(|error| error.to_string())
        .and_then(|folder| {
            run(
                &Project::user(&folder, features)?,
                &Project::compiler(&folder)?,
                quick,
            )
        });
    match costs {
        Ok(costs) => report(&costs),
        Err(message) => {
            println!("{message}");
            ExitCode::from(2)
        }
    }
}

fn run(project: &Project, compiler: &Project, quick: bool) -> Result<Vec<Cost>, String> {
    println!("{}\n", Machine::here().line());
    let mut costs = Vec::new();
    let mut add = |cost: Cost| {
        println!(
            "{}: {} {}",
            cost.name,
            text::digits(cost.measured),
            cost.unit
        );
        costs.push(cost);
    };
    add(build_cost::clean(project)?);
    add(build_cost::user(project)?);
    add(build_cost::expansion(compiler)?);
    add(build_cost::debug(project)?);
    let elements: &[&str] = if quick { &["f32"] } else { &["f32", "f64"] };
    for element in elements {
        let empty = build_cost::empty(project, element)?;
        for call in CALLS
            .iter()
            .filter(|call| !quick || FEW.contains(&call.name))
        {
            add(build_cost::generation(project, call, element, empty)?);
        }
    }
    Ok(costs)
}

fn report(costs: &[Cost]) -> ExitCode {
    let lines: Vec<Vec<String>> = costs
        .iter()
        .map(|cost| {
            vec![
                cost.name.clone(),
                format!("{} {}", text::digits(cost.measured), cost.unit),
                format!("<= {} {}", cost.floor, cost.unit),
                cost.size
                    .map_or_else(|| "–".to_owned(), |size| format!("{size:.0} KiB")),
                if cost.is_missed() { "MISSED" } else { "ok" }.to_owned(),
            ]
        })
        .collect();
    let head = ["what", "costs", "floor", "code", "verdict"];
    println!("\n{}", text::table(&head, &lines));
    let missed = costs.iter().filter(|cost| cost.is_missed()).count();
    println!("{} ok, {missed} MISSED", costs.len() - missed);
    ExitCode::from(u8::from(missed > 0))
}
