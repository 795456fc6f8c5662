//! An explanation as one screen.

use loss_compiler::compile::compile;
use loss_compiler::emit::api::documentation;
use loss_compiler::explain::Explanation;
use loss_compiler::graph::Scope;
use loss_compiler::show::{equation, written};

use crate::shipped;
use crate::source::Loss;
use crate::style::{DIM, HEADING, NAME, styled};

/// A derivative with more lines or characters than this does not fit a screen.
const SCREEN: (usize, usize) = (16, 1200);

/// The screen of a loss.
pub fn text(loss: &Loss) -> String {
    let formula = &loss.item.formula;
    let compiled = compile(formula);
    let explanation = &compiled.explanation;
    let mut page = Page(String::new());
    let kind = match formula.scope {
        Scope::Sample => "loss",
        Scope::Batch => "batch loss",
    };
    let summary = shipped::summary(loss);
    let colon = if summary.is_empty() { "" } else { ": " };
    page.0 += &format!("{kind} {}{colon}{summary}\n", styled(NAME, loss.name()));

    page.0 += &format!("{}\n", styled(DIM, format!("defined in {}", loss.place)));

    page.heading("arguments");
    let width = explanation
        .args
        .iter()
        .map(|(name, text)| name.len() + text.len());
    let width = width.max().unwrap_or(0) + 2;
    for ((name, text), tokens) in explanation.args.iter().zip(&loss.item.args) {
        let docs = documentation(&tokens.attrs);
        let docs = docs.lines().next().unwrap_or_default().trim();
        let declared = format!("{name}: {text}");
        let line = match docs {
            "" => declared,
            docs => format!("{declared:width$}  {}", styled(DIM, docs)),
        };
        page.line(&line);
    }
    page.block("formula", &written(&loss.block.block, formula));
    page.derivatives("gradient", "d", &explanation.gradient);
    page.derivatives("second derivative", "d²", &explanation.curvature);
    page.list("kinks", &explanation.kinks);
    if !explanation.claims.is_empty() {
        page.list("claims", &[explanation.claims.join(", ")]);
    }
    page.list("range", &explanation.range);
    page.list("rewritten for accuracy", &rewritten(explanation));
    page.list("loops", &explanation.schedule);
    page.list("cost of value and gradient", &explanation.cost);
    page.0
}

/// The rules that fired, each with what it did here; rules of one step have one example.
fn rewritten(explanation: &Explanation) -> Vec<String> {
    let mut lines = Vec::new();
    let mut told = ("", "");
    for (rule, (before, after)) in explanation.rules.iter().zip(&explanation.rewrites) {
        lines.push(rule.clone());
        if (before.as_str(), after.as_str()) != told {
            lines.push(format!("    here {before} → {after}"));
        }
        told = (before, after);
    }
    lines
}

struct Page(String);

impl Page {
    fn heading(&mut self, title: &str) {
        self.0 += &format!("\n{}\n", styled(HEADING, title));
    }

    fn line(&mut self, line: &str) {
        self.0 += format!("    {line}").trim_end();
        self.0.push('\n');
    }

    fn list(&mut self, title: &str, lines: &[String]) {
        if !lines.is_empty() {
            self.heading(title);
            lines.iter().for_each(|line| self.line(line));
        }
    }

    fn block(&mut self, title: &str, text: &str) {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        self.list(title, &lines);
    }

    fn derivatives(&mut self, title: &str, d: &str, derivatives: &[(String, String)]) {
        let mut lines = Vec::new();
        for (by, formula) in derivatives {
            // Each has names of its own.
            if !lines.is_empty() && derivatives.iter().any(|(_, text)| text.contains('\n')) {
                lines.push(String::new());
            }
            if formula.lines().count() > SCREEN.0 || formula.len() > SCREEN.1 {
                lines.push(format!(
                    "{d}/{by} fills more than a screen: `--as latex` and `--as json` have it"
                ));
                continue;
            }
            lines.extend(equation(&format!("{d}/{by}"), formula));
        }
        self.list(title, &lines);
    }
}
