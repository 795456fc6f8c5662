//! The races behind the rows.

use super::table::{self, Case, Shape};
use super::{OURS, Row};
use crate::bandwidth::Limit;
use crate::data::{Data, Gradients};
use crate::losses::{self, Entry};
use crate::peers;
use crate::race::{Contestant, Lap, Pace, race};
use table::Against;

/// How often a case that misses a floor is raced again. The fastest laps of all its races count, of every contestant.
const AGAIN: usize = 2;

/// All of it, or what these losses have; `shown` is told of each row as it comes.
pub fn all(pace: Pace, only: &[String], mut shown: impl FnMut(&Row)) -> Vec<Row> {
    let (single, double) = (losses::all::<f32>(), losses::all::<f64>());
    let wanted = |loss: &str| only.is_empty() || only.iter().any(|name| name == loss);
    let mut rows = Vec::new();
    let mut add = |row: Row| {
        shown(&row);
        rows.push(row);
    };
    for case in table::CASES.iter().filter(|case| wanted(case.loss)) {
        let entry = single.iter().find(|entry| entry.name == case.loss);
        add(row(case, entry.expect("a test knows them all"), pace));
    }
    for entry in single.iter().filter(|entry| wanted(entry.name)) {
        if table::CASES.iter().all(|case| case.loss != entry.name) {
            let case = table::other(entry.name, entry.rows, entry.functions.is_some());
            add(row(&case, entry, pace));
        }
    }
    let both = single.iter().zip(&double);
    for (single, double) in both.filter(|(single, _)| wanted(single.name)) {
        add(double_precision(single, double, pace));
    }
    for entry in single.iter().filter(|entry| wanted(entry.name)) {
        add(calls(entry, pace));
    }
    rows
}

/// A case of the table.
fn row(case: &Case, entry: &Entry<f32>, pace: Pace) -> Row {
    let data = &arguments(entry, case.shape);
    let mut out = data.gradients();
    let limit = Limit::of(entry.arrays());
    let n = data.len();
    let call = |name: &'static str, call: losses::Call<f32>| {
        Contestant::new(name, n, move |to: &mut Gradients<f32>| call(data, to))
    };
    let mut contestants = vec![
        call(OURS, entry.ours),
        call(Against::Baseline.name(), entry.baseline),
        Contestant::new(Against::Limit.name(), n, move |to: &mut Gradients<f32>| {
            limit.pass(data, to);
        }),
    ];
    let functions = entry.functions;
    contestants.extend(functions.map(|functions| call(Against::Functions.name(), functions)));
    contestants.extend(entry.naive.map(|naive| call("naive", naive)));
    contestants.extend(peers::contestants(entry.name, data));
    if case
        .floors
        .iter()
        .any(|(against, _)| *against == Against::Long)
    {
        let long = arguments(entry, table::LONG);
        let mut to = long.gradients();
        let ours = entry.ours;
        contestants.push(Contestant::new(
            Against::Long.name(),
            long.len(),
            move |_: &mut Gradients<f32>| ours(&long, &mut to),
        ));
    }
    let title = table::title(case.loss, case.shape);
    judged(&mut out, &mut contestants, pace, |laps| Row {
        shape: Some(case.shape),
        limit: limit.name(),
        ..Row::new(title.clone(), case.loss, laps, case.floors)
    })
}

fn arguments(entry: &Entry<f32>, shape: Shape) -> Data<f32> {
    match shape {
        Shape::Elements(n) => Data::new(entry.draws, n, 1),
        Shape::Rows(rows, columns) => Data::new(entry.draws, rows, columns),
    }
}

/// Double precision against single.
fn double_precision(single: &Entry<f32>, double: &Entry<f64>, pace: Pace) -> Row {
    // Where arrays lie is chance, and costs twice the time where they meet in the cache: what misses is measured elsewhere too.
    let mut spacers = Vec::new();
    let mut row = double_precision_here(single, double, pace);
    for i in 1..=AGAIN {
        if !row.is_missed() {
            break;
        }
        spacers.push(vec![0u8; 1040 * i]);
        row = double_precision_here(single, double, pace);
    }
    row
}

fn double_precision_here(single: &Entry<f32>, double: &Entry<f64>, pace: Pace) -> Row {
    let n = table::DOUBLE_ELEMENTS;
    let (few, many) = (single.data(n), double.data(n));
    let (mut to_few, mut to_many) = (few.gradients(), many.gradients());
    let (ours, other) = (double.ours, single.ours);
    let mut contestants = [
        Contestant::new(OURS, n, |_: &mut ()| ours(&many, &mut to_many)),
        Contestant::new(Against::Single.name(), n, |_: &mut ()| {
            other(&few, &mut to_few)
        }),
    ];
    let floor = table::DOUBLE[usize::from(single.transcendental)];
    judged(&mut (), &mut contestants, pace, |laps| {
        let title = format!("{} f64, {}", single.name, table::size(n));
        Row::new(title, single.name, laps, &[floor])
    })
}

/// Small calls: the slowest of them counts.
fn calls(entry: &Entry<f32>, pace: Pace) -> Row {
    let mut contestants: Vec<_> = table::CALL_ELEMENTS
        .iter()
        .map(|&n| {
            let shape = if entry.rows {
                Shape::Rows(1, n)
            } else {
                Shape::Elements(n)
            };
            let data = arguments(entry, shape);
            let mut to = data.gradients();
            let ours = entry.ours;
            Contestant::new(n.to_string(), n, move |_: &mut ()| ours(&data, &mut to))
        })
        .collect();
    judged(&mut (), &mut contestants, pace, |laps| {
        Row::new(
            format!("{} call", entry.name),
            entry.name,
            laps,
            &[table::CALL],
        )
    })
}

/// Races, and again if a floor is missed: a lap can only be too slow, never too fast.
fn judged<O>(
    out: &mut O,
    contestants: &mut [Contestant<'_, O>],
    pace: Pace,
    judge: impl Fn(Vec<Lap>) -> Row,
) -> Row {
    let mut laps = race(out, contestants, pace);
    let mut row = judge(laps.clone());
    for _ in 0..AGAIN {
        if !row.is_missed() {
            break;
        }
        for (best, lap) in laps.iter_mut().zip(race(out, contestants, pace)) {
            best.ns = best.ns.min(lap.ns);
            best.median = best.median.min(lap.median);
        }
        row = judge(laps.clone());
    }
    row
}
