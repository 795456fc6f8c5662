//! The pages of the language reference against the compiler's own tables: what one has the other has too, the derivatives
//! on the page are those of the compiler, and the text of the table of kinks is the compiler's.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::super::{builtin, claims};
use super::sound;
use crate::explain::KINKS;
use crate::graph::{self, Domain, Formula};
use crate::interpret::{Env, gradient};

fn page(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../loss-core/src/language");
    fs::read_to_string(folder.join(name)).expect("the page is in the workspace")
}

/// The rows of the tables whose first heading is this, cell by cell.
fn rows(page: &str, heading: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        let is_row = line.starts_with("| ") || line.starts_with("|-");
        if is_row && !inside {
            inside = line.starts_with(&format!("| {heading} |"));
        } else if inside && line.starts_with("| ") {
            // `||` is an operator, and stands in no cell.
            let cells = line.trim_matches('|').split('|');
            rows.push(cells.map(|cell| cell.trim().to_owned()).collect());
        }
        inside &= is_row;
    }
    rows
}

/// `sigmoid` of "`sigmoid(x)`".
fn name(cell: &str) -> &str {
    let text = cell.trim_matches('`');
    text.split(['(', ':', ' ']).next().unwrap_or_default()
}

fn same(what: &str, on_page: BTreeSet<String>, known: BTreeSet<String>) {
    let missing: Vec<_> = known.difference(&on_page).collect();
    let unknown: Vec<_> = on_page.difference(&known).collect();
    assert!(missing.is_empty(), "{what} that no page has: {missing:?}");
    assert!(unknown.is_empty(), "{what} that do not exist: {unknown:?}");
}

#[test]
fn every_function_is_on_a_page_and_no_other() {
    let (axes, functions) = (page("axes.md"), page("functions.md"));
    let all = [rows(&axes, "function"), rows(&functions, "function")].concat();
    let on_page = all.iter().map(|row| name(&row[0]).to_owned()).collect();
    let known: BTreeSet<String> = builtin::names().map(str::to_owned).collect();
    same("functions", on_page, known);
}

#[test]
fn functions_of_an_axis_are_written_as_the_errors_say() {
    for row in rows(&page("axes.md"), "function") {
        let known = builtin::find(name(&row[0])).expect("a function");
        let usage = known.usage();
        // `max(x, y)`, or over an axis `max::<K>(x)`
        let usage = usage.rsplit('`').next().unwrap_or_default();
        assert_eq!(row[1], format!("`{usage}`"));
    }
}

#[test]
fn every_claim_is_on_the_page_and_no_other() {
    let claimed = rows(&page("claims.md"), "claim");
    let on_page = claimed.iter().map(|row| name(&row[0]).to_owned()).collect();
    let known = claims::TRAITS.iter().map(|(name, _)| (*name).to_owned());
    same("claims", on_page, known.collect());
    for row in claimed {
        let has_constant = row[0].contains('=');
        assert!(
            claims::TRAITS.contains(&(name(&row[0]), has_constant)),
            "{}",
            row[0]
        );
    }
}

#[test]
fn the_table_of_kinks_is_the_compilers() {
    let on_page: Vec<[String; 3]> = rows(&page("kinks.md"), "where")
        .into_iter()
        .map(|row| row.try_into().expect("three cells"))
        .collect();
    let known: Vec<[String; 3]> = KINKS
        .iter()
        .map(|kink| [kink.place, kink.value, kink.gradient].map(str::to_owned))
        .collect();
    assert_eq!(on_page, known);
}

/// Points inside the domain, away from kinks and ties: the k-th argument is moved a little.
fn points(domain: &Domain, k: usize) -> Vec<f64> {
    let all = [-2.3, -0.7, -0.3, 0.2, 0.45, 0.8, 1.7, 3.1];
    let moved = all.map(|x| x + 0.06 * k as f64);
    moved.into_iter().filter(|x| domain.contains(*x)).collect()
}

fn at(formula: &Formula, point: &[f64]) -> (f64, Vec<f64>) {
    let mut env = Env::new(&formula.args);
    for ((id, _), x) in formula.arg_ids().zip(point) {
        env = env.real(id, [*x]);
    }
    let (value, slopes) = gradient(&formula.graph, formula.value, &env).expect("all is bound");
    (value, slopes.into_values().flatten().collect())
}

#[test]
fn derivatives_on_the_page_are_those_of_the_compiler() {
    let mut checked = 0;
    for row in rows(&page("functions.md"), "function") {
        let [call, _, derivative, domain] = row.as_slice() else {
            continue; // the table of what is about the gradient
        };
        let call = call.trim_matches('`');
        let inner = call.split_once('(').map_or("", |(_, inner)| inner);
        let names = inner.trim_end_matches(')').split(", ");
        let names: Vec<&str> = names
            .filter(|name| name.starts_with(char::is_alphabetic))
            .collect();
        let domain = domain.trim_matches('`');
        let arguments = names.iter().map(|name| {
            let bounds = domain.strip_prefix(&format!("{name} in "));
            format!(
                "{name}: input{}",
                bounds.map_or(String::new(), |d| format!(" in {d}"))
            )
        });
        let arguments = arguments.collect::<Vec<_>>().join(", ");
        let formula = |body: &str| {
            // A derivative need not use every argument.
            let used: String = names.iter().map(|name| format!(" + 0 * {name}")).collect();
            let text = format!("pub loss Of({arguments}) {{ ({body}){used} }}");
            sound(&text).pop().expect("a loss").formula
        };
        let function = formula(call);
        for (index, side) in names.iter().enumerate() {
            let stated = match derivative.split_once(&format!("{side}: `")) {
                Some((_, text)) => text.split('`').next(),
                None => derivative
                    .strip_prefix('`')
                    .map(|text| text.trim_end_matches('`')),
            };
            let Some(stated) = stated else {
                assert_eq!(name(call), "trigamma", "no derivative of {call} by {side}");
                continue;
            };
            let slope = formula(stated);
            let choices = function
                .args
                .iter()
                .enumerate()
                .map(|(k, arg)| points(&arg.domain, k));
            let choices: Vec<Vec<f64>> = choices.collect();
            for turn in 0..64 {
                let pick = |(k, points): (usize, &Vec<f64>)| {
                    points[turn / 8_usize.pow(k as u32) % points.len()]
                };
                let point: Vec<f64> = choices.iter().enumerate().map(pick).collect();
                if name(call) == "clamp" && point[1] > point[2] {
                    continue;
                }
                let (got, wanted) = (at(&function, &point).1[index], at(&slope, &point).0);
                let near = (got - wanted).abs() <= 1e-9 * wanted.abs().max(1.0);
                assert!(
                    near,
                    "{call} by {side} at {point:?}: {got}, on the page {wanted}"
                );
                checked += 1;
            }
        }
    }
    let callable = graph::TABLE.iter().filter(|row| row.callable).count();
    assert!(checked > 60 * (callable - 1), "only {checked} points");
}
