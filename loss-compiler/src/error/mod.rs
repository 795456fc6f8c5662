//! What is wrong with a formula, said on the user's own tokens.
//!
//! Errors are collected, not returned: parse and check report what they find and go on, so that one run shows all of them,
//! and after these two gates nothing can fail. [`Reported`] is the proof that something was said; whoever holds it
//! stays silent about the consequences.
//!
//! ```text
//! a ^ 2     →     L008: `^` is not a power
//!                 help: write `powi(x, 2)` for a whole exponent, `pow(x, p)` for a real one
//! ```

pub mod catalogue;
mod nearest;

use std::collections::BTreeSet;
use std::fmt;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

pub use catalogue::Entry;
pub(crate) use nearest::nearest;

/// A stretch of the user's tokens. Stable Rust cannot join two spans, so both ends are kept.
#[derive(Clone, Copy, Debug)]
pub struct At {
    /// The span of its first token.
    pub start: Span,
    /// The span of its last token.
    pub end: Span,
}

impl At {
    /// From one span to another.
    pub fn new(start: Span, end: Span) -> At {
        At { start, end }
    }
    /// From the start of this stretch to the end of another.
    #[must_use]
    pub fn to(self, end: At) -> At {
        At::new(self.start, end.end)
    }
}

impl From<Span> for At {
    fn from(span: Span) -> At {
        At::new(span, span)
    }
}

impl From<&Ident> for At {
    fn from(ident: &Ident) -> At {
        ident.span().into()
    }
}

/// One error: an entry of the catalogue with its blanks filled.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Which entry of the catalogue.
    pub entry: &'static Entry,
    /// Where.
    pub at: At,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.entry.code, self.message)?;
        if !self.help.is_empty() {
            write!(f, "\nhelp: {}", self.help)?;
        }
        Ok(())
    }
}

/// Proof that an error was reported.
#[derive(Clone, Copy, Debug)]
pub struct Reported(());

/// All errors of one expansion.
#[derive(Clone, Debug, Default)]
pub struct Errors {
    list: Vec<Diagnostic>,
    /// A helper is checked at each of its uses; its error is said once.
    said: BTreeSet<(String, String)>,
    /// Keywords that were refused as names; where they are used, nothing more is said.
    keywords: BTreeSet<String>,
}

impl Errors {
    /// No error yet.
    pub fn new() -> Errors {
        Errors::default()
    }
    /// Adds an error; `{0}`, `{1}` … of the entry are filled in order.
    pub fn report(
        &mut self,
        at: At,
        entry: &'static Entry,
        fill: &[&dyn fmt::Display],
    ) -> Reported {
        let diagnostic = Diagnostic {
            entry,
            at,
            message: filled(entry.message, fill),
            help: filled(entry.help, fill),
        };
        let place = format!("{:?} {:?}", at.start, at.end);
        if self.said.insert((diagnostic.to_string(), place)) {
            self.list.push(diagnostic);
        }
        Reported(())
    }
    /// Remembers a keyword that was refused as a name.
    pub fn note_keyword(&mut self, word: &str) {
        self.keywords.insert(word.to_owned());
    }
    /// Whether a keyword was refused as a name.
    pub fn has_keyword(&self, word: &str) -> bool {
        self.keywords.contains(word)
    }
    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
    /// Whether any but the first `count` is one of these.
    pub fn has_any_since(&self, count: usize, entries: &[&Entry]) -> bool {
        let later = self.list.iter().skip(count);
        later
            .into_iter()
            .any(|error| entries.contains(&error.entry))
    }
    /// The errors in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }
    /// The first of them once more, where an expression stands: rustc says it once, and takes what it makes of the
    /// expression for an error of which all was said.
    pub fn as_expression(&self) -> TokenStream {
        self.list.iter().take(1).flat_map(compile_error).collect()
    }
    /// One `compile_error!` each, spanned on the user's tokens.
    pub fn to_compile_errors(&self) -> TokenStream {
        self.list.iter().flat_map(compile_error).collect()
    }
}

/// `::core::compile_error! { "…" }`: rustc underlines from its first token to its last, so these carry the two ends.
fn compile_error(diagnostic: &Diagnostic) -> [TokenTree; 8] {
    let At { start, end } = diagnostic.at;
    let punct = |c, spacing| {
        let mut punct = Punct::new(c, spacing);
        punct.set_span(start);
        TokenTree::Punct(punct)
    };
    let mut text = Literal::string(&diagnostic.to_string());
    text.set_span(end);
    let mut braces = Group::new(Delimiter::Brace, TokenTree::Literal(text).into());
    braces.set_span(end);
    [
        punct(':', Spacing::Joint),
        punct(':', Spacing::Alone),
        Ident::new("core", start).into(),
        punct(':', Spacing::Joint),
        punct(':', Spacing::Alone),
        Ident::new("compile_error", start).into(),
        punct('!', Spacing::Alone),
        braces.into(),
    ]
}

/// `template` with each `{i}` replaced by the i-th of `fill`; other braces are the formula's own.
fn filled(template: &str, fill: &[&dyn fmt::Display]) -> String {
    let mut text = template.to_owned();
    for (i, value) in fill.iter().enumerate().rev() {
        text = text.replace(&format!("{{{i}}}"), &value.to_string());
    }
    text
}

/// `` `a`, `b` and `c` ``
pub(crate) fn listed<S: fmt::Display>(names: impl IntoIterator<Item = S>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_filled_and_other_braces_stay() {
        assert_eq!(filled("{1} { a } {0}", &[&"x", &2]), "2 { a } x");
        assert_eq!(listed(["a", "b", "c"]), "`a`, `b` and `c`");
    }

    #[test]
    fn an_error_becomes_a_compile_error() {
        let mut errors = Errors::new();
        errors.report(Span::call_site().into(), &catalogue::NO_TAIL, &[]);
        let text = errors.to_compile_errors().to_string();
        assert!(text.contains("compile_error"), "{text}");
        assert!(text.contains(catalogue::NO_TAIL.code), "{text}");
    }

    #[test]
    fn the_same_place_is_not_blamed_twice_for_the_same() {
        let mut errors = Errors::new();
        errors.report(Span::call_site().into(), &catalogue::NO_TAIL, &[]);
        errors.report(Span::call_site().into(), &catalogue::NO_TAIL, &[]);
        assert_eq!(errors.len(), 1);
    }
}
