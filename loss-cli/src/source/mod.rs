//! From what the user names to checked losses: the file, the `loss! { … }` blocks in it, the errors in them.

mod blocks;
mod report;

use std::io::Read;
use std::path::Path;
use std::rc::Rc;

use loss_compiler::check::{Item, check};
use loss_compiler::error::{Diagnostic, Errors};
use loss_compiler::syntax::{self, Block};
use proc_macro2::TokenStream;

use crate::answer::{Answer, Failed};
use crate::args::Which;
use crate::shipped;

pub use blocks::blocks;

/// A text with formulas.
#[derive(Debug)]
pub struct Source {
    /// What errors call it.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Whether all of it stands between the braces of a `loss! { … }`.
    pub is_bare: bool,
}

/// A checked loss and where it came from.
#[derive(Clone)]
pub struct Loss {
    /// The loss.
    pub item: Item,
    /// The block in which it stands.
    pub block: Rc<Parsed>,
    /// The file, line and column of its name.
    pub place: String,
}

/// A block as read.
pub struct Parsed {
    /// Its syntax.
    pub block: Block,
    /// Its tokens, with the crate in front that the macro would add.
    pub tokens: TokenStream,
}

impl Loss {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.item.formula.name
    }
}

/// The losses that the user asks for: at least one.
pub fn load(which: &Which) -> Result<Vec<Loss>, Failed> {
    let source = read(&which.source)?;
    let (mut losses, only) = match source {
        Found::Text(source) => (losses(&source)?, which.loss.clone()),
        // A shipped loss is asked for by its name alone.
        Found::Shipped(loss) => (vec![*loss], which.loss.clone()),
    };
    if let Some(only) = &only {
        let names: Vec<String> = losses.iter().map(|loss| loss.name().to_owned()).collect();
        losses.retain(|loss| loss.name() == only);
        if losses.is_empty() {
            let near = nearest(only, names.iter().map(String::as_str));
            return Err(Answer::help(
                &format!("there is no loss `{only}` in {}", which.source),
                &did_you_mean(&near, &names.join(", ")),
            ));
        }
    }
    Ok(losses)
}

/// The one loss that the user asks for; `how` one of several is asked for, as in "with `--loss`".
pub fn load_one(which: &Which, how: &str) -> Result<Loss, Failed> {
    let mut losses = load(which)?;
    match losses.len() {
        1 => Ok(losses.remove(0)),
        _ => {
            let names: Vec<&str> = losses.iter().map(Loss::name).collect();
            Err(Answer::help(
                &format!("{} has several losses", which.source),
                &format!("say which {how}: {}", names.join(", ")),
            ))
        }
    }
}

enum Found {
    Text(Source),
    Shipped(Box<Loss>),
}

fn read(name: &str) -> Result<Found, Failed> {
    let unreadable = |error: &dyn std::fmt::Display| {
        Answer::error(&format!("cannot read {}: {error}", shown(name)))
    };
    if name == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(&error))?;
        return Ok(Found::Text(Source::new("<stdin>", bytes)?));
    }
    let path = Path::new(name);
    if path.is_dir() {
        return Err(Answer::help(
            &format!("{name} is a folder"),
            &"a source is one file",
        ));
    }
    if path.exists() {
        let bytes = std::fs::read(path).map_err(|error| unreadable(&error))?;
        return Ok(Found::Text(Source::new(name, bytes)?));
    }
    match shipped::find(name) {
        Some(loss) => Ok(Found::Shipped(Box::new(loss))),
        None if name.contains(['/', '\\', '.']) => Err(unreadable(&"there is no such file")),
        None => Err(unknown(name)),
    }
}

/// That there is neither such a file nor such a loss, and what there is.
pub fn unknown(name: &str) -> Failed {
    let known = shipped::names();
    let near = nearest(name, known.iter().map(String::as_str));
    Answer::help(
        &format!("there is no file and no shipped loss `{name}`"),
        &did_you_mean(&near, "`loss list` shows those that ship"),
    )
}

fn shown(name: &str) -> &str {
    if name == "-" { "standard input" } else { name }
}

impl Source {
    fn new(path: &str, bytes: Vec<u8>) -> Result<Source, Failed> {
        let Ok(text) = String::from_utf8(bytes) else {
            return Err(Answer::help(
                &format!("{path} is no text"),
                &"a source is a Rust file, or a file of formulas, in UTF-8",
            ));
        };
        Ok(Source {
            path: path.to_owned(),
            is_bare: path.ends_with(".loss"),
            // Positions are counted without it.
            text: text.trim_start_matches('\u{feff}').to_owned(),
        })
    }
}

/// Every loss of a source; all errors of all blocks if there are any.
pub fn losses(source: &Source) -> Result<Vec<Loss>, Failed> {
    let blocks = blocks(source)?;
    if blocks.is_empty() {
        return Err(Answer::help(
            &format!("there is no `loss! {{ … }}` in {}", source.path),
            &"a source defines losses; `loss list` shows those that ship",
        ));
    }
    let (mut losses, mut wrong): (Vec<Loss>, Vec<Diagnostic>) = (Vec::new(), Vec::new());
    for tokens in blocks {
        let mut errors = Errors::new();
        let block = syntax::parse(tokens.clone(), &mut errors);
        let items = check(&block, &mut errors);
        wrong.extend(errors.iter().cloned());
        let block = Rc::new(Parsed { block, tokens });
        losses.extend(items.into_iter().map(|item| {
            let at = item.name.span().start();
            Loss {
                item,
                block: Rc::clone(&block),
                place: format!("{}:{}:{}", source.path, at.line, at.column + 1),
            }
        }));
    }
    if !wrong.is_empty() {
        return Err(Answer::failed(report::report(source, &wrong)));
    }
    if losses.is_empty() {
        return Err(Answer::help(
            &format!("no `loss! {{ … }}` in {} has a loss", source.path),
            &"write one: `pub loss Name(prediction: input, target: data) { … }`",
        ));
    }
    Ok(losses)
}

/// The names most like `name`, the best first.
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let wanted = name.to_lowercase();
    let mut near: Vec<(f64, &str)> = names
        .map(|known| (likeness(&wanted, &known.to_lowercase()), known))
        .filter(|(likeness, _)| *likeness > 0.75)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.into_iter()
        .take(4)
        .map(|(_, known)| known.to_owned())
        .collect()
}

/// That of Jaro and Winkler, but a part of a name is nearly the name.
fn likeness(wanted: &str, known: &str) -> f64 {
    let part = wanted.chars().count() >= 3 && known.contains(wanted);
    strsim::jaro_winkler(wanted, known).max(if part { 0.9 } else { 0.0 })
}

/// `did you mean …?`, or what else there is to say.
fn did_you_mean(near: &[String], otherwise: &str) -> String {
    match near {
        [] => otherwise.to_owned(),
        [one] => format!("did you mean `{one}`?"),
        [most @ .., last] => format!("did you mean `{}` or `{last}`?", most.join("`, `")),
    }
}
