//! What was measured: as a table for people, as JSON for other programs.

use super::table::{Against, Shape};
use super::{OURS, Row, Verdict};
use crate::machine::Machine;
use crate::plot::{Axis, Plot, Series};
use crate::text;
use serde_json::{Value, json};

/// Peers with a column of their own.
const PEERS: [&str; 3] = ["naive", "candle", "burn"];

/// Times: a row a case.
#[must_use]
pub fn times(rows: &[Row]) -> String {
    let mut head = vec!["case", "ns/element", "of the limit", "ours / by hand"];
    let peers = PEERS.map(|peer| format!("{peer} / ours"));
    head.extend(peers.iter().map(String::as_str));
    let lines = rows.iter().filter(|row| row.shape.is_some()).map(|row| {
        let ours = row.lap(OURS).map(|lap| text::digits(lap.per_element()));
        let limit = row
            .ratio(Against::Limit.name())
            .map(|ratio| format!("{:.0} % of {}", 100.0 * ratio, row.limit));
        let hand = row
            .ratio(Against::Baseline.name())
            .map(|ratio| text::digits(1.0 / ratio));
        let mut line = vec![Some(row.title.clone()), ours, limit, hand];
        line.extend(PEERS.map(|peer| row.ratio(peer).map(text::digits)));
        line.into_iter()
            .map(|cell| cell.unwrap_or_else(|| "–".to_owned()))
            .collect()
    });
    text::table(&head, &lines.collect::<Vec<Vec<String>>>())
}

/// Floors: a row each.
#[must_use]
pub fn floors(rows: &[Row]) -> String {
    let lines: Vec<Vec<String>> = rows
        .iter()
        .flat_map(|row| row.checks.iter().map(move |check| (row, check)))
        .map(|(row, check)| {
            let sign = if check.against.at_least() { ">=" } else { "<=" };
            vec![
                row.title.clone(),
                check.against.name().to_owned(),
                check.measured.map_or_else(|| "–".to_owned(), text::digits),
                format!("{sign} {}", check.floor),
                check.verdict().name().to_owned(),
            ]
        })
        .collect();
    text::table(&["case", "against", "measured", "floor", "verdict"], &lines)
}

/// How many floors hold, are missed, and are unknown.
#[must_use]
pub fn count(rows: &[Row]) -> [usize; 3] {
    let checks = rows.iter().flat_map(|row| &row.checks);
    let mut counts = [0; 3];
    for check in checks {
        counts[match check.verdict() {
            Verdict::Ok => 0,
            Verdict::Missed => 1,
            Verdict::NotMeasured => 2,
        }] += 1;
    }
    counts
}

/// Everything.
#[must_use]
pub fn json(machine: &Machine, rows: &[Row]) -> Value {
    let cases: Vec<Value> = rows
        .iter()
        .map(|row| {
            let laps = row.laps.iter().map(|lap| {
                json!({
                    "name": lap.name,
                    "elements": lap.elements,
                    "ns": lap.ns,
                    "median_ns": lap.median,
                })
            });
            let floors = row.checks.iter().map(|check| {
                json!({
                    "against": check.against.name(),
                    "at_least": check.against.at_least(),
                    "floor": check.floor,
                    "measured": check.measured,
                    "verdict": check.verdict().name(),
                })
            });
            json!({
                "case": row.title,
                "loss": row.loss,
                "shape": row.shape.map(|shape| match shape {
                    Shape::Elements(n) => [n, 1],
                    Shape::Rows(rows, columns) => [rows, columns],
                }),
                "limit": row.limit,
                "laps": laps.collect::<Vec<_>>(),
                "floors": floors.collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({ "machine": machine.json(), "cases": cases })
}

/// The time an element against the size, of a loss and everybody who has it.
#[must_use]
pub fn plot(loss: &str, rows: &[Row]) -> Plot {
    let mut series: Vec<Series> = Vec::new();
    for row in rows.iter().filter(|row| row.shape.is_some()) {
        if row.loss != loss {
            continue;
        }
        for lap in &row.laps {
            let point = (lap.elements as f64, lap.per_element());
            match series.iter_mut().find(|series| series.name == lap.name) {
                Some(series) => series.points.push(point),
                None => series.push(Series {
                    name: lap.name.clone(),
                    points: vec![point],
                    limit: lap.name == Against::Limit.name(),
                }),
            }
        }
    }
    for series in series.iter_mut().filter(|series| series.limit) {
        series.name = "memory alone".to_owned();
    }
    Plot {
        title: format!("{loss}: value and gradient, f32"),
        x: ("elements", Axis::Size),
        y: "ns an element",
        series,
    }
}
