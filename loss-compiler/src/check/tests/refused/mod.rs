//! What must not compile: formula, and for each error its code, words of its message or help, and the tokens it stands at.
//!
//! The same formulas are compiled by rustc, as `tests/ui/*.rs` of the workspace; set `BLESS=1` to write those files anew.

mod arguments;
mod axes;
mod items;
mod names;
mod operands;
mod types;

use std::collections::BTreeSet;
use std::path::Path;

use super::run;
use crate::error::{At, catalogue};

/// Code, words, tokens.
type Expected = (&'static str, &'static str, &'static str);

/// A formula that must not compile.
struct Case {
    name: &'static str,
    text: &'static str,
    errors: &'static [Expected],
}

const fn case(name: &'static str, text: &'static str, errors: &'static [Expected]) -> Case {
    Case { name, text, errors }
}

fn cases() -> impl Iterator<Item = &'static Case> {
    let all = [
        items::CASES,
        operands::CASES,
        arguments::CASES,
        names::CASES,
        types::CASES,
        axes::CASES,
    ];
    all.into_iter().flatten()
}

fn source(at: At) -> String {
    let whole = at.start.join(at.end).and_then(|span| span.source_text());
    whole.unwrap_or_default()
}

#[test]
fn every_error_says_the_right_thing_at_the_right_place() {
    let mut wrong = Vec::new();
    for case in cases() {
        let (_, errors) = run(case.text);
        let found: Vec<_> = errors.iter().collect();
        let is_right = found.len() == case.errors.len()
            && found
                .iter()
                .zip(case.errors)
                .all(|(error, (code, words, tokens))| {
                    error.entry.code == *code
                        && error.to_string().contains(words)
                        && source(error.at) == *tokens
                });
        if !is_right {
            let said = found
                .iter()
                .map(|error| format!("  {:?}\n  at {:?}", error.to_string(), source(error.at)));
            let said: Vec<String> = said.collect();
            wrong.push(format!("{}: {}\n{}", case.name, case.text, said.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n\n"));
}

#[test]
fn every_error_of_the_catalogue_has_a_case() {
    let shown: BTreeSet<&str> = cases()
        .flat_map(|case| case.errors)
        .map(|error| error.0)
        .collect();
    let all = catalogue::ALL.iter().map(|entry| entry.code);
    let missing: Vec<&str> = all.filter(|code| !shown.contains(code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn no_case_is_there_twice() {
    let mut names = BTreeSet::new();
    for case in cases() {
        assert!(names.insert(case.name), "{}", case.name);
    }
}

#[test]
fn a_loss_with_an_error_keeps_its_signature() {
    let text = "loss A(x: input[K], label: index(K), p: param = 1.0 in 0.0.., full: flag = false) { nonsense }";
    let (items, errors) = run(text);
    assert!(!errors.is_empty());
    let formula = &items[0].formula;
    assert!(items[0].is_stub);
    assert_eq!(formula.graph.as_constant(formula.value), Some(0.0));
    assert_eq!(formula.args.len(), 4);
    assert_eq!(formula.args[2].default, Some(1.0));
    assert_eq!(formula.axes, ["K"]);
}

#[test]
fn an_error_of_a_helper_is_said_once_and_stubs_every_user() {
    let text =
        "fn f(x) { nonsense * x } loss A(x: input) { f(x) } loss B(x: input) { f(x) + f(x) }";
    let (items, errors) = run(text);
    assert_eq!(errors.len(), 1);
    assert!(items.iter().all(|item| item.is_stub) && items.len() == 2);
}

/// The case as a program for rustc.
fn program(case: &Case) -> String {
    let indented: String = case
        .text
        .lines()
        .map(|line| match line.is_empty() {
            true => "\n".to_owned(),
            false => format!("    {line}\n"),
        })
        .collect();
    format!("use loss_core::loss;\n\nloss! {{\n{indented}}}\n\nfn main() {{}}\n")
}

#[test]
fn rustc_sees_the_same_cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui");
    let is_blessing = std::env::var_os("BLESS").is_some();
    if !folder.exists() && !is_blessing {
        return; // the crate alone, without its workspace
    }
    if is_blessing {
        std::fs::create_dir_all(&folder).unwrap();
    }
    for case in cases() {
        let path = folder.join(case.name).with_extension("rs");
        let written = program(case);
        if is_blessing {
            std::fs::write(&path, &written).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(found, written, "{}: run with BLESS=1", path.display());
    }
}
