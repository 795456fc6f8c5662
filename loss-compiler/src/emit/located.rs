//! Where generated code stands: at the name of its loss, so that what rustc says of a wrong use points there and not at the
//! whole `loss! { … }`.

use proc_macro2::{Group, Span, TokenStream, TokenTree};

/// The same tokens at another place. What their names resolve to stays: those of the expansion are its own, and `$crate` is
/// the crate that it was.
pub fn located(tokens: TokenStream, at: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            if let TokenTree::Group(group) = &token {
                let mut moved = Group::new(group.delimiter(), located(group.stream(), at));
                moved.set_span(group.span().located_at(at));
                return moved.into();
            }
            token.set_span(token.span().located_at(at));
            token
        })
        .collect()
}
