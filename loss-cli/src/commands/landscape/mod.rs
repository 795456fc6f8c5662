//! `loss landscape`: one page, of one file, on which losses are drawn while their parameters are moved.
//!
//! The curves are drawn by the compiled kernels, where the page is given them: a program of WebAssembly that it carries. What has no kernel
//! there is computed by JavaScript that is written from the same graph; the page says which of both it was. And it holds a table of the
//! interpreter's values, against which it checks both.

mod arrays;
mod base64;
mod definition;
mod program;
mod script;

use std::path::Path;

use loss_compiler::graph::{Bound, Kind};
use serde::Serialize;

use crate::answer::{Answer, Failed};
use crate::args::{Landscape, Which};
use crate::shipped;
use crate::source::{Loss, load};
use crate::style::{GOOD, styled};
use arrays::LENGTH;
use program::{Program, Slot};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const FUNCTIONS: &str = include_str!("functions.js");
const KERNELS: &str = include_str!("kernels.js");
const DRAW: &str = include_str!("page.js");

/// What the page knows of a loss, but for its function.
#[derive(Debug, Serialize)]
struct Entry {
    name: String,
    chapter: String,
    summary: String,
    definition: String,
    /// What is to be said of its arrays.
    note: String,
    slots: Vec<Shown>,
    /// Where the first of these stands in the order declared.
    first: usize,
    /// Whether it is loss-core's, so that there can be a kernel of it.
    ships: bool,
    /// Values of all slots, and what the interpreter makes of them: value, gradient, second derivative.
    table: Vec<(Vec<f64>, [Number; 3])>,
}

/// A number of the argument list of the function.
#[derive(Debug, Serialize)]
struct Shown {
    name: String,
    /// What moves it.
    by: Control,
    from: f64,
    to: f64,
    /// The ends of the domain, where it has them: no other number is taken.
    least: Option<f64>,
    most: Option<f64>,
    value: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Control {
    Slider,
    /// A slider of the exponent, for what only keeps a divisor from 0.
    Decades,
    /// A slider of whole numbers.
    Whole,
    Box,
    /// It stays: an element among many.
    Nothing,
}

impl Shown {
    /// The number at this part of the way.
    fn at(&self, part: f64) -> f64 {
        match self.by {
            Control::Decades => self.from * (self.to / self.from).powf(part),
            Control::Whole => (self.from + (self.to - self.from) * part).round(),
            Control::Box => part.round(),
            Control::Slider | Control::Nothing => self.from + (self.to - self.from) * part,
        }
    }
}

/// A number, also one that JSON lacks.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Number {
    Finite(f64),
    Other(String),
}

impl Number {
    fn of(x: f64) -> Number {
        match x.is_finite() {
            true => Number::Finite(x),
            false => Number::Other(x.to_string()),
        }
    }
}

/// The page, in a file.
pub fn run(args: &Landscape) -> Result<Answer, Failed> {
    let losses: Vec<(String, Loss)> = match &args.source {
        Some(source) => {
            let which = Which {
                source: source.clone(),
                loss: None,
            };
            let all = load(&which)?.into_iter();
            all.map(|loss| (source.clone(), loss)).collect()
        }
        None => shipped::chapters()
            .flat_map(|chapter| {
                let losses = shipped::chapter(&chapter).into_iter();
                losses.map(move |loss| (chapter.name.to_owned(), loss))
            })
            .collect(),
    };
    let drawn: Vec<(Entry, String)> = losses
        .iter()
        .filter_map(|(chapter, loss)| entry(chapter, loss))
        .collect();
    let kernels = args.kernels.as_deref().map(kernels).transpose()?;
    let page = page(&drawn, &kernels.unwrap_or_default())?;
    match std::fs::write(&args.output, page) {
        Ok(()) => Ok(Answer::yes(format!(
            "{} {}: {} {}\n",
            styled(GOOD, "wrote"),
            args.output.display(),
            drawn.len(),
            if drawn.len() == 1 { "loss" } else { "losses" }
        ))),
        Err(error) => Err(Answer::error(&format!(
            "cannot write {}: {error}",
            args.output.display()
        ))),
    }
}

/// The program with the kernels, as text.
fn kernels(file: &Path) -> Result<String, Failed> {
    let bytes = std::fs::read(file).map_err(|error| {
        let file = file.display();
        Answer::error(&format!(
            "cannot read {file}: {error}; `cargo build --release` in loss-cli/kernels makes it"
        ))
    })?;
    match bytes.starts_with(b"\0asm") {
        true => Ok(base64::encode(&bytes)),
        false => Err(Answer::error(&format!(
            "{} is no WebAssembly",
            file.display()
        ))),
    }
}

/// A loss, and its function in JavaScript.
fn entry(chapter: &str, loss: &Loss) -> Option<(Entry, String)> {
    let formula = &loss.item.formula;
    let program = Program::new(formula)?;
    let code = script::function(&program)?;
    let shown: Vec<Shown> = program
        .slots
        .iter()
        .map(|slot| shown(&program, slot))
        .collect();
    let entry = Entry {
        name: formula.name.clone(),
        chapter: chapter.to_owned(),
        summary: shipped::summary(loss),
        definition: definition::definition(loss),
        note: note(&program),
        table: table(&program, &shown),
        first: program.first(),
        ships: shipped::ships(loss),
        slots: shown,
    };
    Some((entry, code))
}

/// What the page says of arrays.
fn note(program: &Program) -> String {
    if program.formula.axes.is_empty() {
        return String::new();
    }
    let mut note = format!("Every axis has {LENGTH} elements.");
    if program.slots.iter().any(|slot| !slot.is_shown) {
        note += " Elements without a slider are numbers that differ.";
    }
    note
}

/// Where a slider begins, ends, and stands at first.
fn shown(program: &Program, slot: &Slot) -> Shown {
    let arg = program.formula.arg(slot.arg);
    let (mut low, mut high) = (arg.domain.low, arg.domain.high);
    let usual = slot.start;
    let is_param = matches!(arg.kind, Kind::Param | Kind::Learnable);
    let reach = (2.0 * usual.abs()).max(if is_param { 2.0 } else { 4.0 });
    let (mut from, mut to) = match (low, high) {
        (Some(low), Some(high)) => (low.at, high.at),
        (Some(low), None) => (low.at, low.at + 2.0 * reach),
        (None, Some(high)) => (high.at - 2.0 * reach, high.at),
        (None, None) => (-reach, reach),
    };
    // An end that is left out is approached.
    let room = (to - from) / 200.0;
    if low.is_some_and(|low| !low.included) {
        from += room;
    }
    if high.is_some_and(|high| !high.included) {
        to -= room;
    }
    let mut by = Control::Slider;
    if is_param && usual > 0.0 && usual < 0.01 && arg.domain.contains(usual / 100.0) {
        by = Control::Decades;
        (from, to) = (usual / 100.0, high.map_or(1.0, |high| high.at.min(1.0)));
    }
    if matches!(arg.kind, Kind::Index(_) | Kind::Identity) {
        by = Control::Whole;
        (from, to) = (0.0, (LENGTH - 1) as f64);
        (low, high) = (Some(included(from)), Some(included(to)));
    }
    if arg.kind == Kind::Flag {
        by = Control::Box;
    }
    if !slot.is_shown {
        by = Control::Nothing;
    }
    Shown {
        name: slot.name.clone(),
        by,
        from: from.min(usual),
        to: to.max(usual),
        least: low.map(|_| from.min(usual)),
        most: high.map(|_| to.max(usual)),
        value: usual,
    }
}

fn included(at: f64) -> Bound {
    Bound { at, included: true }
}

/// A few values of every slot, one at a time beside those at first, with the interpreter's results.
fn table(program: &Program, shown: &[Shown]) -> Vec<(Vec<f64>, [Number; 3])> {
    let starts: Vec<f64> = shown.iter().map(|slot| slot.value).collect();
    let mut rows = Vec::new();
    for (index, slot) in shown.iter().enumerate() {
        let parts: &[f64] = match slot.by {
            Control::Box => &[0.0, 1.0],
            Control::Nothing if index > 0 => continue,
            Control::Whole => &[0.0, 0.5, 1.0],
            _ => &[0.03, 0.3, 0.71, 0.94],
        };
        for part in parts {
            let mut values = starts.clone();
            values[index] = slot.at(*part);
            // Away from where most formulas change, which differs by rounding.
            if index != 0 {
                let is_everything = program
                    .formula
                    .arg(program.slots[0].arg)
                    .domain
                    .is_everything();
                values[0] = if is_everything {
                    0.37
                } else {
                    shown[0].at(0.37)
                };
            }
            let results = program.interpreted(&values);
            rows.push((values, results.map(Number::of)));
        }
    }
    rows
}

fn page(drawn: &[(Entry, String)], kernels: &str) -> Result<String, Failed> {
    let mut data = format!("const LENGTH = {LENGTH}, WASM = \"{kernels}\", LOSSES = [\n");
    for (entry, code) in drawn {
        let json = serde_json::to_string(entry)
            .map_err(|error| Answer::error(&format!("cannot write JSON: {error}")))?;
        // Nothing in a text may end the script.
        let json = json.replace("</", "<\\/").replace("<!--", "<\\!--");
        data += &format!("{{ about: {json},\nf: {code} }},\n");
    }
    data += "];\n";
    Ok(PAGE
        .replace("/*STYLE*/", STYLE)
        .replace("/*FUNCTIONS*/", FUNCTIONS)
        .replace("/*KERNELS*/", KERNELS)
        .replace("/*DATA*/", &data)
        .replace("/*DRAW*/", DRAW))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, losses};

    fn shipped_losses() -> Vec<Loss> {
        shipped::all().collect()
    }

    /// What is copied from the page is the loss: it is read back, and is the same function, node by node.
    #[test]
    fn definitions_define_the_same() {
        let mut count = 0;
        for loss in shipped_losses() {
            let text = definition::definition(&loss);
            let source = Source {
                path: "copied".into(),
                text: text.clone(),
                is_bare: false,
            };
            let copied = losses(&source).unwrap_or_default();
            let [copy] = copied.as_slice() else {
                panic!("{text}");
            };
            let (a, b) = (&copy.item.formula, &loss.item.formula);
            assert!(a.graph.same_nodes(&b.graph) && a.value == b.value, "{text}");
            assert_eq!((&a.args, &a.claims), (&b.args, &b.claims), "{text}");
            count += 1;
        }
        assert!(count > 100);
    }

    /// Names from a file cannot end the script, and every operation of the shipped losses has its JavaScript.
    #[test]
    fn every_loss_is_on_the_page() {
        let all = shipped_losses();
        let entries = all.iter().filter_map(|loss| entry("x</script>", loss));
        let drawn: Vec<_> = entries.collect();
        assert_eq!(drawn.len(), all.len());
        let page = page(&drawn, "").expect("JSON");
        assert_eq!(page.matches("</script>").count(), 1);
        assert!(!page.contains("/*D"));
    }

    /// The JavaScript against the interpreter, where node is there to run it.
    #[test]
    fn the_page_agrees_with_the_interpreter() {
        let all = shipped_losses();
        let drawn: Vec<_> = all.iter().filter_map(|loss| entry("", loss)).collect();
        let page = page(&drawn, "").expect("JSON");
        let script = page
            .split("<script>")
            .nth(1)
            .and_then(|rest| rest.split("</script>").next());
        let script = script
            .expect("a script")
            .replace("if (typeof document", "if (false && typeof document");
        let code = format!(
            "{script}\nconst bad = selfCheck();\nfor (const b of bad) console.log(JSON.stringify(b));\nconsole.log('checked', LOSSES.reduce((n, l) => n + l.about.table.length, 0));\n"
        );
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("check.js");
        std::fs::write(&path, code).expect("a file");
        let Ok(output) = std::process::Command::new("node").arg(&path).output() else {
            return;
        };
        let said = String::from_utf8_lossy(&output.stdout);
        let wrong = String::from_utf8_lossy(&output.stderr);
        assert!(said.starts_with("checked "), "{said}{wrong}");
        let count = said.trim().trim_start_matches("checked ").parse::<usize>();
        assert!(count.is_ok_and(|count| count > 300), "{said}");
    }
}
