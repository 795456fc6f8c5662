//! A bound on nesting, before anything recursive sees the tokens.
//!
//! rustc survives ten thousand nested parentheses, but every parser by recursion dies of them, and takes rustc along. This
//! scan keeps its own stack.

use proc_macro2::{Group, TokenTree};

use crate::error::{At, Errors, Reported, catalogue};

/// The number of levels a formula can be nested.
pub const MOST: usize = 128;

/// The number of steps down that a parser takes, into brackets, behind signs and to the right of operators: on the stack of
/// a thread, 2 MiB, there is room for twice as many in a debug build.
pub const MOST_STEPS: usize = 256;

/// Refuses a group that is nested too deeply.
pub fn check(group: &Group, errors: &mut Errors) -> Result<(), Reported> {
    let mut stack = vec![group.stream().into_iter()];
    while let Some(level) = stack.last_mut() {
        match level.next() {
            Some(TokenTree::Group(inner)) if stack.len() == MOST => {
                return Err(errors.report(At::from(inner.span_open()), &catalogue::TOO_DEEP, &[]));
            }
            Some(TokenTree::Group(inner)) => stack.push(inner.stream().into_iter()),
            Some(_) => {}
            None => {
                stack.pop();
            }
        }
    }
    Ok(())
}
