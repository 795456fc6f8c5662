//! Finds every `loss! { … }` in a file, in modules and functions and inside other macros, by its tokens alone: what else
//! the file contains need not be complete, and no nesting of it overflows a stack.

use proc_macro2::{Delimiter, Group, LexError, TokenStream, TokenTree};

use super::{Source, report};
use crate::answer::{Answer, Failed};

/// The blocks in order, each with `(::loss_core)` in front, as the macro hands it on.
pub fn blocks(source: &Source) -> Result<Vec<TokenStream>, Failed> {
    let tokens: TokenStream = without_shebang(&source.text)
        .parse()
        .map_err(|error: LexError| Answer::failed(report::unreadable(source, error.span())))?;
    if source.is_bare {
        return Ok(vec![with_root(tokens)]);
    }
    let mut found = Vec::new();
    let mut stack = vec![tokens.into_iter()];
    // The last three tokens of the level at hand, and those of the levels around it.
    let mut before: Vec<[String; 3]> = vec![Default::default()];
    while let Some(level) = stack.last_mut() {
        match (level.next(), before.last_mut()) {
            (Some(TokenTree::Group(group)), Some(last)) => {
                let kind = Before::of(last);
                *last = Default::default();
                match kind {
                    Before::Loss => found.push(with_root(group.stream())),
                    // Formulas with metavariables are no formulas yet.
                    Before::Template => {}
                    Before::Other => {
                        stack.push(group.stream().into_iter());
                        before.push(Default::default());
                    }
                }
            }
            (Some(token), Some(last)) => {
                last.rotate_left(1);
                last[2] = token.to_string();
            }
            _ => {
                stack.pop();
                before.pop();
            }
        }
    }
    Ok(found)
}

/// What the tokens before a group make of it.
enum Before {
    /// `loss!`
    Loss,
    /// `macro_rules! name`, or `quote!`.
    Template,
    Other,
}

impl Before {
    fn of(last: &[String; 3]) -> Before {
        match [last[0].as_str(), last[1].as_str(), last[2].as_str()] {
            [_, "loss", "!"] => Before::Loss,
            ["macro_rules", "!", _] | [_, "quote", "!"] => Before::Template,
            _ => Before::Other,
        }
    }
}

fn with_root(tokens: TokenStream) -> TokenStream {
    let root: TokenStream = "::loss_core".parse().unwrap_or_default();
    let root = TokenTree::Group(Group::new(Delimiter::Parenthesis, root));
    std::iter::once(root).chain(tokens).collect()
}

/// The text without `#!/usr/bin/env …`, in whose place there are blanks, so that positions stay.
fn without_shebang(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.starts_with("#!") && !line[2..].trim_start().starts_with('[') {
        return " ".repeat(line.len()) + &text[line.len()..];
    }
    text.to_owned()
}
