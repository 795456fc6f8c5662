//! Errors on the user's own lines, as rustc shows them.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use loss_compiler::error::Diagnostic;
use proc_macro2::Span;

use super::Source;

/// All errors, and how many there are.
pub fn report(source: &Source, wrong: &[Diagnostic]) -> String {
    let mut sorted: Vec<&Diagnostic> = wrong.iter().collect();
    sorted.sort_by_key(|error| error.at.start.byte_range().start);
    let mut text = String::new();
    for error in &sorted {
        let start = error.at.start.byte_range();
        let end = error.at.end.byte_range();
        let range = start.start..end.end.max(start.end);
        text.push_str(&one(
            source,
            Some(error.entry.code),
            &error.message,
            &error.help,
            range,
        ));
        text.push_str("\n\n");
    }
    let count = match sorted.len() {
        1 => "1 error".to_string(),
        n => format!("{n} errors"),
    };
    let title = Level::ERROR.primary_title(format!("{count} in {}", source.path));
    text + &Renderer::styled().render(&[Group::with_title(title)]) + "\n"
}

/// That a file is no Rust.
pub fn unreadable(source: &Source, span: Span) -> String {
    let message = "this cannot be read as Rust";
    let help =
        "a bracket, quote or comment that is not closed, or a character that Rust does not know";
    one(source, None, message, help, span.byte_range()) + "\n"
}

fn one(
    source: &Source,
    code: Option<&str>,
    message: &str,
    help: &str,
    range: Range<usize>,
) -> String {
    let range = within(&source.text, range);
    let title = Level::ERROR.primary_title(message);
    let title = match code {
        Some(code) => title.id(code),
        None => title,
    };
    let snippet = Snippet::source(&source.text)
        .path(&source.path)
        .annotation(AnnotationKind::Primary.span(range));
    let mut group = title.element(snippet);
    if !help.is_empty() {
        group = group.element(Level::HELP.message(help));
    }
    Renderer::styled().render(&[group])
}

/// The range as one of whole characters of the text.
fn within(text: &str, range: Range<usize>) -> Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(range.start);
    start..floor(range.end).max(start)
}
