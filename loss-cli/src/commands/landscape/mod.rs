//! `loss landscape`: one page, of one file, on which losses are drawn while their parameters are moved.
//!
//! The curves are computed on the page, by JavaScript that is written from the same graph as the kernels; and the page holds a table of the
//! interpreter's values, against which it checks itself.

mod definition;
mod script;

use loss_compiler::emit::is_pointwise;
use loss_compiler::function::{Function, PATTERN, Values};
use loss_compiler::graph::{Formula, Kind};
use serde::Serialize;

use crate::answer::{Answer, Failed};
use crate::args::{Landscape, Which};
use crate::shipped::{self, CHAPTERS};
use crate::source::{Loss, load};
use crate::style::{GOOD, styled};
use script::Slot;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const FUNCTIONS: &str = include_str!("functions.js");
const DRAW: &str = include_str!("page.js");

/// What the page knows of a loss, but for its function.
#[derive(Debug, Serialize)]
struct Entry {
    name: String,
    chapter: String,
    summary: String,
    definition: String,
    slots: Vec<Shown>,
    /// Values of all slots, and what the interpreter makes of them: value, gradient, second derivative.
    table: Vec<(Vec<f64>, [Number; 3])>,
}

/// A number of the argument list of the function.
#[derive(Debug, Serialize)]
struct Shown {
    name: String,
    flag: bool,
    from: f64,
    to: f64,
    value: f64,
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
        None => CHAPTERS
            .iter()
            .flat_map(|(name, text)| {
                shipped::chapter(name, text)
                    .into_iter()
                    .map(|l| ((*name).to_owned(), l))
            })
            .collect(),
    };
    let drawn: Vec<(Entry, String)> = losses
        .iter()
        .filter_map(|(chapter, loss)| entry(chapter, loss))
        .collect();
    if drawn.is_empty() {
        return Err(Answer::help(
            &"none of these losses is drawn: the page has losses of single numbers",
            &"`loss plot` draws losses of rows and of batches along one of their elements",
        ));
    }
    let page = page(&drawn)?;
    match std::fs::write(&args.output, page) {
        Ok(()) => Ok(Answer::yes(format!(
            "{} {}: {} losses\n",
            styled(GOOD, "wrote"),
            args.output.display(),
            drawn.len()
        ))),
        Err(error) => Err(Answer::error(&format!(
            "cannot write {}: {error}",
            args.output.display()
        ))),
    }
}

/// A loss of single numbers, and its function in JavaScript.
fn entry(chapter: &str, loss: &Loss) -> Option<(Entry, String)> {
    let formula = &loss.item.formula;
    if !is_pointwise(formula) {
        return None;
    }
    let function = Function::new(formula);
    let slots = script::slots(formula);
    let code = script::function(&function, &slots)?;
    let entry = Entry {
        name: formula.name.clone(),
        chapter: chapter.to_owned(),
        summary: shipped::summary(loss),
        definition: definition::definition(loss),
        table: table(&function, &slots),
        slots: slots.iter().map(|slot| shown(formula, slot)).collect(),
    };
    Some((entry, code))
}

/// Where a slider begins, ends, and stands at first.
fn shown(formula: &Formula, slot: &Slot) -> Shown {
    let arg = formula.arg(slot.arg);
    let (low, high) = (arg.domain.low, arg.domain.high);
    let usual = start(formula, slot);
    let reach = (2.0 * usual.abs()).max(if arg.kind == Kind::Param { 2.0 } else { 4.0 });
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
    Shown {
        name: slot.name(formula),
        flag: arg.kind == Kind::Flag,
        from: from.min(usual),
        to: to.max(usual),
        value: usual,
    }
}

/// The first value of a slot: the default; of classes the upper end; boxes have an area.
fn start(formula: &Formula, slot: &Slot) -> f64 {
    let arg = formula.arg(slot.arg);
    let high = arg.domain.high.filter(|high| high.included);
    if let (Kind::Data, Some(high)) = (arg.kind, high) {
        return high.at;
    }
    if arg.components() > 1 {
        let wish = PATTERN[slot.component as usize % 4] + 0.125 * f64::from(slot.arg.0);
        if arg.domain.contains(wish) {
            return wish;
        }
    }
    Values::default().of(slot.arg, arg)
}

/// A few values of every slot, one at a time beside those at first, with the interpreter's results.
fn table(function: &Function, slots: &[Slot]) -> Vec<(Vec<f64>, [Number; 3])> {
    let formula = &function.written;
    let starts: Vec<f64> = slots.iter().map(|slot| start(formula, slot)).collect();
    let mut rows = Vec::new();
    for (index, slot) in slots.iter().enumerate() {
        let shown = shown(formula, slot);
        let parts: &[f64] = if shown.flag {
            &[0.0, 1.0]
        } else {
            &[0.03, 0.3, 0.71, 0.94]
        };
        for part in parts {
            let mut values = starts.clone();
            values[index] = shown.from + (shown.to - shown.from) * part;
            if shown.flag {
                values[index] = *part;
            }
            // Away from where most formulas change, which differs by rounding.
            if index != 0 && !formula.arg(slots[0].arg).domain.is_everything() {
                let first = self::shown(formula, &slots[0]);
                values[0] = first.from + (first.to - first.from) * 0.37;
            } else if index != 0 {
                values[0] = 0.37;
            }
            let results = script::interpreted(function, slots, &values);
            rows.push((values, results.map(Number::of)));
        }
    }
    rows
}

fn page(drawn: &[(Entry, String)]) -> Result<String, Failed> {
    let mut data = String::from("const LOSSES = [\n");
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
        .replace("/*DATA*/", &data)
        .replace("/*DRAW*/", DRAW))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, losses};

    fn shipped_losses() -> Vec<Loss> {
        let all = CHAPTERS.iter();
        all.flat_map(|(name, text)| shipped::chapter(name, text))
            .collect()
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
    fn every_loss_of_numbers_is_on_the_page() {
        let all = shipped_losses();
        let of_numbers = all.iter().filter(|loss| is_pointwise(&loss.item.formula));
        let (entries, count) = (
            of_numbers
                .clone()
                .filter_map(|loss| entry("x</script>", loss)),
            of_numbers.count(),
        );
        let drawn: Vec<_> = entries.collect();
        assert_eq!(drawn.len(), count);
        let page = page(&drawn).expect("JSON");
        assert_eq!(page.matches("</script>").count(), 1);
        assert!(!page.contains("/*D"));
    }

    /// The JavaScript against the interpreter, where node is there to run it.
    #[test]
    fn the_page_agrees_with_the_interpreter() {
        let all = shipped_losses();
        let drawn: Vec<_> = all.iter().filter_map(|loss| entry("", loss)).collect();
        let page = page(&drawn).expect("JSON");
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
