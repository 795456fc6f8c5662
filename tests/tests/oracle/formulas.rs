//! The formulas of the library, from its sources.

use loss_compiler::check::front;
use loss_compiler::graph::Formula;
use loss_core::sources::chapters;
use proc_macro2::{TokenStream, TokenTree};

/// Every formula that is written in `loss!`.
pub fn library() -> Vec<Formula> {
    chapters().flat_map(|chapter| file(chapter.text)).collect()
}

fn file(source: &str) -> Vec<Formula> {
    let tokens: TokenStream = source.parse().expect("Rust's tokens");
    let mut formulas = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_loss = matches!(&token, TokenTree::Ident(name) if name == "loss");
        let bang = matches!(tokens.peek(), Some(TokenTree::Punct(p)) if p.as_char() == '!');
        if !(is_loss && bang) {
            continue;
        }
        tokens.next();
        if let Some(TokenTree::Group(block)) = tokens.next() {
            let (_, items, errors) = front(block.stream());
            assert!(errors.is_empty(), "the library compiles");
            formulas.extend(items.into_iter().map(|item| item.formula));
        }
    }
    formulas
}
