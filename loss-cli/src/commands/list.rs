//! `loss list`: what ships, a line each.

use serde::Serialize;

use crate::answer::{Answer, Failed};
use crate::args::List;
use crate::commands::explain::{claims, json};
use crate::shipped;
use crate::source::Loss;
use crate::style::{DIM, HEADING, NAME, styled};

/// A line of the list.
#[derive(Debug, Serialize)]
struct Entry {
    name: String,
    chapter: &'static str,
    summary: String,
    batch: bool,
    args: Vec<Arg>,
    claims: Vec<String>,
    aliases: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Arg {
    name: String,
    declared: String,
}

impl Entry {
    fn of(chapter: &'static str, loss: &Loss) -> Entry {
        let formula = &loss.item.formula;
        let args = formula.args.iter().map(|arg| Arg {
            name: arg.name.clone(),
            declared: loss_compiler::explain::describe(formula, arg),
        });
        Entry {
            name: formula.name.clone(),
            chapter,
            summary: shipped::summary(loss),
            batch: formula.scope == loss_compiler::graph::Scope::Batch,
            args: args.collect(),
            claims: claims(formula),
            aliases: shipped::aliases(loss),
        }
    }

    /// Whether a word is in anything that is said of it.
    fn has(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        let texts = [self.name.as_str(), self.chapter, &self.summary];
        let more = self.claims.iter().chain(&self.aliases).map(String::as_str);
        let mut all = texts.into_iter().chain(more);
        all.any(|text| text.to_lowercase().contains(&word))
    }
}

/// The list.
pub fn run(args: &List) -> Result<Answer, Failed> {
    let mut entries: Vec<Entry> = Vec::new();
    for chapter in shipped::chapters() {
        let losses = shipped::chapter(&chapter);
        entries.extend(losses.iter().map(|loss| Entry::of(chapter.name, loss)));
    }
    entries.retain(|entry| args.words.iter().all(|word| entry.has(word)));
    if args.json {
        return json(&entries);
    }
    if entries.is_empty() {
        return Err(Answer::help(
            &format!("no shipped loss has {}", args.words.join(" and ")),
            &"`loss list` shows all",
        ));
    }
    let width = entries.iter().map(|entry| entry.name.len()).max();
    let mut text = String::new();
    let mut chapter = "";
    for entry in &entries {
        if entry.chapter != chapter {
            chapter = entry.chapter;
            let gap = if text.is_empty() { "" } else { "\n" };
            text += &format!("{gap}{}\n", styled(HEADING, chapter));
        }
        text += &line(entry, width.unwrap_or(0));
    }
    let count = match entries.len() {
        1 => "1 loss".to_string(),
        n => format!("{n} losses"),
    };
    text += &format!(
        "\n{}\n",
        styled(DIM, format!("{count}; `loss show NAME` explains one"))
    );
    Ok(Answer::yes(text))
}

/// Name, arguments, summary; what it claims, below.
fn line(entry: &Entry, width: usize) -> String {
    let args: Vec<String> = entry
        .args
        .iter()
        .map(|arg| format!("{}: {}", arg.name, arg.declared))
        .collect();
    let kind = if entry.batch { "batch loss, " } else { "" };
    let pad = " ".repeat(width - entry.name.len());
    let mut text = format!(
        "  {}{pad}  {}\n  {:width$}  {}\n",
        styled(NAME, &entry.name),
        entry.summary,
        "",
        styled(DIM, format!("{kind}{}", args.join(", "))),
    );
    if !entry.claims.is_empty() {
        let claims = styled(DIM, entry.claims.join(", "));
        text += &format!("  {:width$}  {claims}\n", "");
    }
    text
}
