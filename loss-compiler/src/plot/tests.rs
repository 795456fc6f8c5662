//! Pictures of every formula of the corpus: whole, within their frames, and with the numbers of the function.

use quote::quote;

use super::curves::{Wish, curves};
use super::documentation;
use super::svg::{Look, draw};
use crate::check::front;
use crate::function::Values;
use crate::graph::Formula;
use crate::show::definition;
use crate::syntax;

const CORPUS: &str = include_str!("../../corpus/reference.loss");

fn only(text: &str) -> Formula {
    let (_, mut items, errors) = front(text.parse().expect("Rust's tokens"));
    assert!(errors.is_empty(), "{text}");
    items.pop().expect("a loss").formula
}

/// Tags that are opened and not closed, or the other way round; and empty lines, at which Markdown would begin again.
fn faults(svg: &str) -> Vec<String> {
    let (mut open, mut faults) = (Vec::new(), Vec::new());
    for part in svg.split('<').skip(1) {
        let (tag, _) = part.split_once('>').unwrap_or((part, ""));
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        match tag.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => faults.push(format!("</{name}>")),
            None if !tag.ends_with('/') => open.push(name),
            _ => {}
        }
    }
    faults.extend(open.into_iter().map(str::to_owned));
    if svg.trim().lines().any(|line| line.trim().is_empty()) {
        faults.push("an empty line".to_owned());
    }
    faults
}

#[test]
fn faults_are_found() {
    assert!(faults("<svg><g><path d=\"M0\"/></g></svg>").is_empty());
    assert_eq!(faults("<svg><g></svg>"), ["</svg>", "svg"]);
    assert_eq!(faults("<svg>\n\n</svg>"), ["an empty line"]);
}

#[test]
fn every_formula_has_a_picture_made_from_its_definition_alone() {
    let mut errors = crate::error::Errors::new();
    let block = syntax::parse(CORPUS.parse().expect("Rust's tokens"), &mut errors);
    let items = crate::check::check(&block, &mut errors);
    assert!(errors.is_empty() && items.len() > 25);
    for item in &items {
        let text = definition(&block, &item.formula, "");
        let same = only(&text);
        assert!(same.graph.same_nodes(&item.formula.graph), "{text}");
        let page = documentation(quote!(#text));
        assert!(page.contains("<svg") && faults(&page).is_empty(), "{page}");
        // Nothing in it is for the whole page.
        assert!(!page.contains("<style") && !page.contains(" id=") && !page.contains("class="));
        assert!(page.len() < 20_000, "{}: {}", item.formula.name, page.len());
    }
}

#[test]
fn a_file_is_whole_too() {
    let formula = only("loss Two(x: input, a: param = 1.0) { a * abs(x) }");
    let drawn = curves(&formula, &Values::default(), &Wish::default()).expect("curves");
    let svg = draw(&drawn, Look::File);
    assert!(
        faults(&svg).is_empty() && svg.contains("prefers-color-scheme: dark"),
        "{svg}"
    );
}

/// The places of the first line of a panel.
fn places(svg: &str, panel: usize) -> Vec<(f64, f64)> {
    let line = svg.split("overflow=\"hidden\"").nth(panel + 1);
    let path = line.and_then(|line| line.split(" d=\"").nth(1)?.split('"').next());
    let place = |text: &str| {
        let (x, y) = text.split_once(' ')?;
        Some((x.parse().ok()?, y.parse().ok()?))
    };
    let all = path.expect("a line").split(['M', 'L']).skip(1);
    all.map(|text| place(text).expect("a place")).collect()
}

#[test]
fn a_line_is_where_its_function_is() {
    let formula = only("loss Two(x: input) { if x < 1 { 3 * x } else { 3 } }");
    let drawn = curves(&formula, &Values::default(), &Wish::default()).expect("curves");
    let svg = draw(&drawn, Look::File);
    // Two straight pieces, of 480 points: their ends, next to the corner at 1 those between which it lies.
    let all = places(&svg, 0);
    let [(x0, y0), (x1, _), (x2, y2), (x3, y3)] = all.try_into().expect("four points");
    // x from -4 to 4, y from -12 to 3.
    let corner = f64::midpoint(x1, x2);
    assert!(((corner - x0) / (x3 - x0) - 5.0 / 8.0_f64).abs() < 0.005);
    assert!(y2 == y3 && y0 > y2 && x2 - x1 < 1.0);
    // The gradient steps from 3 to 0 at 1: a gap, and no line across it.
    let [(_, a), (left, b), (right, c), (_, d)] = places(&svg, 1).try_into().expect("four points");
    assert!(a == b && c == d && c > a && right - left < 1.0);
}

#[test]
fn what_is_no_loss_has_no_picture() {
    let nothing = |text: &str| assert_eq!(documentation(quote!(#text)), "", "{text}");
    nothing("");
    nothing("loss (");
    nothing("loss A(x: input) { y }");
    nothing("loss A(x: input) { ln(-1 - x * x) }");
    assert_eq!(documentation(quote!(no literal)), "");
}

#[test]
fn corners_of_a_loss_are_not_what_is_drawn() {
    // Equal rows: no distance changes; no variance at all: a parabola in a million.
    let triplet =
        "loss T(a: input[D], p: input[D], n: input[D]) { relu(norm(a - p) - norm(a - n) + 1) }";
    let normal = "loss N(m: input, v: input in 0.0.., t: data) { ln(max(v, 1e-6)) + powi(m - t, 2) / max(v, 1e-6) }";
    for (text, most) in [(triplet, 10.0), (normal, 100.0)] {
        let formula = only(text);
        let drawn = curves(&formula, &Values::default(), &Wish::default()).expect("curves");
        let slopes = || {
            drawn
                .lines
                .iter()
                .flat_map(|line| &line.points)
                .map(|(_, y)| y[1].abs())
        };
        assert!(
            slopes().any(|slope| slope > 0.0) && slopes().all(|slope| slope < most),
            "{text}"
        );
    }
}
